/* The child's side of the sandbox: from the command line to a locked-down call or an executed program. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "feed/lockdown.h"
#include "feed/sandbox_child.h"
#include "feed/sandbox_wire.h"

enum { CHILD_DONE = 0, CHILD_FAILED = 1 };

static bool write_all(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;
    while (n) {
        ssize_t k = write(fd, p, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

enum err sandbox_write(int fd, struct str bytes, struct fault *f)
{
    if (write_all(fd, bytes.p, bytes.n))
        return OK;
    return fault(f, E_IO, NULL, N_("Svaret kunde inte lämnas."), NULL, NULL);
}

static int farewell(enum err code, const struct fault *f)
{
    struct sandbox_farewell w;
    memset(&w, 0, sizeof w);
    w.code = (uint32_t)code;
    if (code != OK) {
        snprintf(w.text, sizeof w.text, "%s", f->text ? f->text : "");
        memcpy(w.place, f->place, sizeof w.place);
        memcpy(w.arg, f->arg, sizeof w.arg);
    }
    return write_all(SANDBOX_FD_STATUS, &w, sizeof w) && code == OK ? CHILD_DONE : CHILD_FAILED;
}

static bool hello(unsigned layers)
{
    struct sandbox_hello w = { .layers = layers };
    return write_all(SANDBOX_FD_STATUS, &w, sizeof w);
}

int sandbox_child_run(sandbox_function *run, const struct sandbox_limits *limits, size_t in_n, int argc, char **argv)
{
    struct fault f = { 0 };
    unsigned layers = 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    struct lockdown want = { .memory = limits->memory, .cpu_s = limits->cpu_s };
    enum err e = lockdown(&want, &layers, &f);
    if (!hello(layers))
        return CHILD_FAILED;
    if (e == OK && run) {
        int in[SANDBOX_INPUTS_MAX];
        for (size_t i = 0; i < in_n; i++)
            in[i] = SANDBOX_FD_INPUT + (int)i;
        struct sandbox_io io = { .in = in, .in_n = in_n, .out = SANDBOX_FD_OUT, .argc = argc, .argv = argv };
        e = run(&io, &f);
    }
    return farewell(e, &f);
}

/* argv: readable… -- writable… -- program arguments… */
static int execute(const struct sandbox_limits *limits, int argc, char **argv, bool probe)
{
    const char *dirs[2][SANDBOX_DIRECTORIES_MAX + 1] = { 0 };
    int at = 0;
    for (size_t k = 0; k < 2; k++, at++) {
        for (size_t n = 0; at < argc && strcmp(argv[at], "--") != 0; at++) {
            if (n == SANDBOX_DIRECTORIES_MAX)
                return CHILD_FAILED;
            dirs[k][n++] = argv[at];
        }
    }
    struct fault f = { 0 };
    unsigned layers = 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    struct lockdown want = {
        .program = true, .memory = limits->memory, .cpu_s = limits->cpu_s, .readable = dirs[0], .writable = dirs[1]
    };
    enum err e = lockdown(&want, &layers, &f);
    if (!hello(layers) || e != OK || probe)
        return farewell(e, &f);
    if (at >= argc)
        return farewell(fault(&f, E_BUG, NULL, N_("Inget program angavs."), NULL, NULL), &f);
    char room[2][4096 + 8];
    const char *work = dirs[1][0] ? dirs[1][0] : "/nonexistent";
    snprintf(room[0], sizeof room[0], "HOME=%s", work);
    snprintf(room[1], sizeof room[1], "TMPDIR=%s", work);
    char path[] = "PATH=/usr/bin:/bin", lang[] = "LC_ALL=C.UTF-8", zone[] = "TZ=Europe/Stockholm",
         plain[] = "PYTHONDONTWRITEBYTECODE=1";
    char *env[] = { path, lang, zone, plain, room[0], room[1], NULL };
    if (dirs[1][0] && chdir(dirs[1][0]) != 0)
        return farewell(fault(&f, E_IO, dirs[1][0], N_("Katalogen kan inte användas."), NULL, NULL), &f);
    fcntl(SANDBOX_FD_STATUS, F_SETFD, FD_CLOEXEC);
    execve(argv[at], argv + at, env);
    return farewell(fault(&f, E_IO, argv[at], N_("Programmet kan inte startas: {1}."), strerrordesc_np(errno), NULL), &f);
}

/* "MEMORY:CPU:INPUTS" as sandbox.c writes it. */
static bool read_limits(const char *text, struct sandbox_limits *ret_limits, size_t *ret_inputs)
{
    struct str s = str(text), memory = str_cut(&s, ':'), cpu = str_cut(&s, ':');
    uint64_t m, c, n;
    if (!str_to_uint64(memory, &m) || !str_to_uint64(cpu, &c) || !str_to_uint64(s, &n) || c > 1000000 ||
        n > SANDBOX_INPUTS_MAX)
        return false;
    *ret_limits = (struct sandbox_limits){ .memory = (size_t)m, .cpu_s = (unsigned)c };
    *ret_inputs = (size_t)n;
    return true;
}

int sandbox_child_main(const struct sandbox_child *table, size_t n, int argc, char **argv)
{
    enum { VERB = 1, NAME, LIMITS, REST };
    struct sandbox_limits limits;
    size_t inputs;
    if (argc < REST || strcmp(argv[VERB], "--child") != 0 || !read_limits(argv[LIMITS], &limits, &inputs))
        return CHILD_FAILED;
    int rest = argc - REST;
    char **args = argv + REST;
    struct str name = str(argv[NAME]);
    if (str_is(name, SANDBOX_PROBE_RUN))
        return sandbox_child_run(NULL, &limits, 0, 0, args);
    if (str_is(name, SANDBOX_PROBE_EXEC) || str_is(name, SANDBOX_EXEC))
        return execute(&limits, rest, args, str_is(name, SANDBOX_PROBE_EXEC));
    for (size_t i = 0; i < n; i++)
        if (str_is(name, table[i].name))
            return sandbox_child_run(table[i].run, &limits, inputs, rest, args);
    struct fault f = { 0 };
    if (!hello(0))
        return CHILD_FAILED;
    return farewell(fault(&f, E_BUG, argv[NAME], N_("Det finns ingen sådan läsare."), NULL, NULL), &f);
}
