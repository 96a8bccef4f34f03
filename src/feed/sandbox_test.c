#include "base/test.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/sandbox.h"

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
#else
enum { SANITIZED = 0 };
#endif

/* ---- what the children do */

/* Gives back every input, upper-cased, with its number and the arguments. */
static enum err child_upper(const struct sandbox_io *io, struct fault *f)
{
    for (int i = 0; i < io->argc; i++)
        TRY(sandbox_write(io->out, str(io->argv[i]), f));
    for (size_t i = 0; i < io->in_n; i++) {
        char room[4096];
        ssize_t n;
        while ((n = read(io->in[i], room, sizeof room)) > 0) {
            for (ssize_t k = 0; k < n; k++)
                if (room[k] >= 'a' && room[k] <= 'z')
                    room[k] = (char)(room[k] - 32);
            TRY(sandbox_write(io->out, (struct str){ room, (size_t)n }, f));
        }
    }
    return OK;
}

/* Says what was not refused by the filter itself: other layers would also fail it, with other errors. */
static enum err tell(const struct sandbox_io *io, const char *what, long got, struct fault *f)
{
    return got == -1 && errno == EPERM ? OK : sandbox_write(io->out, str(what), f);
}

/* Tries what is forbidden and says what was not refused; "" when everything was. */
static enum err child_escape(const struct sandbox_io *io, struct fault *f)
{
    static char *const no_arguments[] = { (char *)(uintptr_t) "/bin/true", NULL };
    const int code = PROT_READ | PROT_WRITE | PROT_EXEC, own = MAP_PRIVATE | MAP_ANONYMOUS;
    TRY(tell(io, "open ", open("/etc/passwd", O_RDONLY), f));
    TRY(tell(io, "openat ", syscall(SYS_openat, AT_FDCWD, "/", O_RDONLY), f));
    TRY(tell(io, "openat2 ", syscall(SYS_openat2, AT_FDCWD, "/", NULL, 0), f));
    TRY(tell(io, "creat ", creat("/tmp/samsyn-escape", 0600), f));
    TRY(tell(io, "socket-inet ", socket(AF_INET, SOCK_STREAM, 0), f));
    TRY(tell(io, "socket-inet6 ", socket(AF_INET6, SOCK_DGRAM, 0), f));
    TRY(tell(io, "socket-unix ", socket(AF_UNIX, SOCK_STREAM, 0), f));
    TRY(tell(io, "socket-netlink ", socket(AF_NETLINK, SOCK_RAW, 0), f));
    TRY(tell(io, "exec ", execv("/bin/true", no_arguments), f));
    TRY(tell(io, "fork ", fork(), f));
    TRY(tell(io, "kill ", kill(getppid(), 0), f));
    TRY(tell(io, "memfd ", memfd_create("x", 0), f));
    TRY(tell(io, "pipe ", pipe((int[2]){ 0, 0 }), f));
    TRY(tell(io, "dup ", dup(io->out), f));
    TRY(tell(io, "unlink ", unlink("/tmp/samsyn-nothing"), f));
    TRY(tell(io, "stat ", syscall(SYS_stat, "/", &(struct stat){ 0 }), f));
    TRY(tell(io, "code ", mmap(NULL, 4096, code, own, -1, 0) == MAP_FAILED ? -1 : 0, f));
    return tell(io, "uring ", syscall(SYS_io_uring_setup, 1, NULL), f);
}

static enum err child_refuse(const struct sandbox_io *io, struct fault *f)
{
    (void)io;
    return fault(f, E_INVALID, "rad 7", N_("Här ska {1} stå, inte {2}."), "ett tal", "å");
}

static enum err child_bomb(const struct sandbox_io *io, struct fault *f)
{
    (void)io;
    for (;;) {
        char *p = malloc(1 << 20);
        if (!p)
            return fault(f, E_NOMEM, NULL, N_("Minnet tog slut."), NULL, NULL);
        memset(p, 1, 1 << 20);
    }
}

static enum err child_spin(const struct sandbox_io *io, struct fault *f)
{
    (void)io, (void)f;
    for (volatile unsigned long n = 1; n; n += 2)
        continue;
    return OK;
}

static enum err child_babble(const struct sandbox_io *io, struct fault *f)
{
    for (;;)
        TRY(sandbox_write(io->out, S("bla bla bla\n"), f));
}

static enum err child_crash(const struct sandbox_io *io, struct fault *f)
{
    (void)io, (void)f;
    raise(SIGSEGV);
    return OK;
}

static enum err child_leave(const struct sandbox_io *io, struct fault *f)
{
    (void)f;
    close(io->out);
    _exit(0);
}

/* Says nothing, closes what it has, and stays. */
static enum err child_mute(const struct sandbox_io *io, struct fault *f)
{
    for (int fd = 0; fd < 4; fd++)
        close(fd);
    return child_spin(io, f);
}

/* Quotes what it should not. */
static enum err child_quote(const struct sandbox_io *io, struct fault *f)
{
    (void)io;
    return fault(f, E_INVALID, "a\x1b[2J\nå\xC3", N_("Fel."), "\xFF", NULL);
}

/* Forges the status: a code that there is not. */
static enum err child_forge(const struct sandbox_io *io, struct fault *f)
{
    (void)io;
    return fault(f, (enum err)4711, "x", "bad\x1b[2J", NULL, NULL);
}

static const struct sandbox_child table[] = {
    { "upper", child_upper },
    { "escape", child_escape },
    { "refuse", child_refuse },
    { "bomb", child_bomb },
    { "spin", child_spin },
    { "babble", child_babble },
    { "crash", child_crash },
    { "leave", child_leave },
    { "mute", child_mute },
    { "forge", child_forge },
    { "quote", child_quote },
};

/* ---- the tests: each in both forms */

struct outcome {
    enum err e;
    unsigned layers;
    struct fault f;
    struct buf out;
    struct arena arena;
};

static struct sandbox_limits small(void)
{
    return (struct sandbox_limits){ .memory = (size_t)256 << 20, .cpu_s = 5, .wall_ms = 20000, .output = 1 << 20 };
}

static struct outcome run_job(struct sandbox_job job)
{
    struct outcome o = { .out = buf_new((size_t)8 << 20), .arena = arena_new(65536) };
    job.sink = sandbox_sink_buf;
    job.ctx = &o.out;
    o.e = sandbox_run(&job, &o.arena, &o.layers, &o.f);
    return o;
}

static void outcome_free(struct outcome *o)
{
    buf_free(&o->out);
    arena_free(&o->arena);
}

/* Runs one row of the table in both forms. */
static void both(const char *name, struct sandbox_limits limits, enum err want, const char *text)
{
    for (int forked = 0; forked < 2; forked++) {
        sandbox_function *run = NULL;
        for (size_t i = 0; i < LEN(table); i++)
            if (strcmp(table[i].name, name) == 0)
                run = table[i].run;
        struct outcome o cleanup(outcome_free) =
            run_job((struct sandbox_job){ .name = name, .fork_run = forked ? run : NULL, .limits = limits });
        assert_int_equal(o.e, want);
        assert_int_equal(o.f.code, want);
        if (text && !strstr(o.f.text, text))
            fail_msg("%s: %s", name, o.f.text);
        assert_true(o.layers & SANDBOX_SECCOMP);
    }
}

static void bytes_go_in_and_come_out(void **state)
{
    (void)state;
    for (int forked = 0; forked < 2; forked++) {
        int in[2];
        assert_int_equal(sandbox_memory_file(S("abc å "), &in[0], NULL), OK);
        assert_int_equal(sandbox_memory_file(S("def"), &in[1], NULL), OK);
        static const char *const argv[] = { "one", "two " };
        struct outcome o cleanup(outcome_free) = run_job((struct sandbox_job){ .name = "upper",
            .fork_run = forked ? child_upper : NULL,
            .in = in,
            .in_n = 2,
            .argv = argv,
            .argc = 2,
            .limits = small() });
        assert_int_equal(o.e, OK);
        assert_true(str_is(buf_str(&o.out), "onetwo ABC å DEF"));
        close(in[0]);
        close(in[1]);
    }
}

static void nothing_can_be_opened_or_reached(void **state)
{
    (void)state;
    for (int forked = 0; forked < 2; forked++) {
        struct outcome o cleanup(outcome_free) = run_job(
            (struct sandbox_job){ .name = "escape", .fork_run = forked ? child_escape : NULL, .limits = small() });
        assert_int_equal(o.e, OK);
        if (o.out.n)
            fail_msg("it could: %.*s", SF(buf_str(&o.out)));
    }
}

static void a_fault_comes_through_whole(void **state)
{
    (void)state;
    struct outcome o cleanup(outcome_free) = run_job((struct sandbox_job){ .name = "refuse", .limits = small() });
    assert_int_equal(o.e, E_INVALID);
    assert_string_equal(o.f.text, "Här ska {1} stå, inte {2}.");
    assert_string_equal(o.f.place, "rad 7");
    assert_string_equal(o.f.arg[0], "ett tal");
    assert_string_equal(o.f.arg[1], "å");
    struct outcome q cleanup(outcome_free) = run_job((struct sandbox_job){ .name = "quote", .limits = small() });
    assert_string_equal(q.f.place, "a?[2J?å?");
    assert_string_equal(q.f.arg[0], "?");
    both("forge", small(), E_IO, "inte kan tydas");
}

static void bombs_and_crashes_are_messages(void **state)
{
    (void)state;
    struct sandbox_limits l = small();
    if (!SANITIZED)
        both("bomb", l, E_NOMEM, "Minnet");
    both("crash", l, E_IO, SANITIZED ? NULL : "avbröts av signal"); /* a sanitizer catches it and leaves */
    both("leave", l, E_IO, "utan svar");
    both("babble", l, E_LIMIT, "mer än {1} byte");
    l.cpu_s = 1;
    l.wall_ms = 300000; /* a second of the processor may take long on a busy machine */
    both("spin", l, E_LIMIT, "processortid");
    l.wall_ms = 150;
    both("spin", l, E_LIMIT, "inte klar på");
    both("mute", l, E_LIMIT, "inte klar på");
}

static enum err full(void *ctx, struct str piece, struct fault *f)
{
    (void)ctx, (void)piece;
    return fault(f, E_CONFLICT, NULL, N_("Nej."), NULL, NULL);
}

static void the_sink_may_refuse_and_names_are_known(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(4096);
    struct fault f;
    struct sandbox_job job = { .name = "babble", .limits = small(), .sink = full };
    assert_int_equal(sandbox_run(&job, &a, NULL, &f), E_CONFLICT);
    job.name = "nobody";
    assert_int_equal(sandbox_run(&job, &a, NULL, &f), E_BUG);
    assert_string_equal(f.place, "nobody");
}

static void ignoring_children_is_noticed(void **state)
{
    (void)state;
    signal(SIGCHLD, SIG_IGN);
    struct outcome o cleanup(outcome_free) = run_job((struct sandbox_job){ .name = "refuse", .limits = small() });
    signal(SIGCHLD, SIG_DFL);
    assert_true(o.e == E_INVALID || o.e == E_IO);
}

/* ---- external programs */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st, (void)kind, (void)walk;
    return remove(path);
}

static void remove_tree(const char *path)
{
    assert_int_equal(nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static enum err program(
    struct outcome *o, const char *input, const char *script, const char *const *readable, const char *const *writable)
{
    int in = -1;
    if (input)
        assert_int_equal(sandbox_memory_file(str(input), &in, NULL), OK);
    const char *const argv[] = { "/usr/bin/python3", "-I", "-c", script };
    struct sandbox_program p = { .argv = argv, .argc = LEN(argv), .in = in, .readable = readable, .writable = writable,
        .limits = { (size_t)1 << 30, 10, 20000, 4096 }, .sink = sandbox_sink_buf, .ctx = &o->out };
    *o = (struct outcome){ .out = buf_new(65536), .arena = arena_new(65536) };
    o->e = sandbox_exec(&p, &o->arena, &o->layers, &o->f);
    sandbox_close(&in);
    return o->e;
}

static void programs_run_closed_in(void **state)
{
    (void)state;
    struct outcome o cleanup(outcome_free);
    assert_int_equal(program(&o, "hej", "import sys; print(sys.stdin.read().upper(), end='')", NULL, NULL), OK);
    assert_true(str_is(buf_str(&o.out), "HEJ"));
    assert_true(o.layers & SANDBOX_SECCOMP);
}

static void programs_have_no_network_and_no_files_of_others(void **state)
{
    (void)state;
    char secret[] = "/tmp/samsyn-secret-XXXXXX", work[] = "/tmp/samsyn-work-XXXXXX";
    int fd = mkstemp(secret);
    assert_true(fd >= 0 && mkdtemp(work));
    char script[2048];
    snprintf(script, sizeof script,
        "import socket, os, signal\n"
        "def could(name, f):\n"
        "    try: f()\n"
        "    except OSError: return\n"
        "    print(name, end=' ')\n"
        "could('inet', lambda: socket.socket())\n"
        "could('inet6', lambda: socket.socket(socket.AF_INET6))\n"
        "could('unix', lambda: socket.socket(socket.AF_UNIX))\n"
        "could('kill', lambda: os.kill(%d, 0))\n"
        "could('setsid', lambda: os.setsid())\n"
        "could('mount', lambda: os.unshare(0) if hasattr(os, 'unshare') else os.chroot('/'))\n"
        "could('secret', lambda: open('%s'))\n"
        "could('passwd', lambda: open('/etc/shadow'))\n"
        "could('tmp', lambda: open('/tmp/samsyn-escape', 'w'))\n"
        "could('work', lambda: open('%s/a', 'w'))\n", (int)getpid(), secret, work);
    const char *const readable[] = { secret, NULL }, *const writable[] = { work, NULL };
    struct outcome o cleanup(outcome_free);
    assert_int_equal(program(&o, NULL, script, NULL, NULL), OK);
    bool landlocked = o.layers & SANDBOX_LANDLOCK_FILES;
    if (landlocked && o.out.n)
        fail_msg("it could: %.*s", SF(buf_str(&o.out)));
    outcome_free(&o);
    assert_int_equal(program(&o, NULL, script, readable, writable), OK);
    if (landlocked)
        assert_true(str_is(buf_str(&o.out), "secret work "));
    close(fd);
    unlink(secret);
    remove_tree(work);
}

static void programs_are_ended(void **state)
{
    (void)state;
    struct outcome o cleanup(outcome_free);
    assert_int_equal(program(&o, NULL, "while True: print('x' * 1000)", NULL, NULL), E_LIMIT);
    outcome_free(&o);
    assert_int_equal(program(&o, NULL, "import sys; sys.exit('det gick inte: å')", NULL, NULL), E_INVALID);
    assert_string_equal(o.f.arg[0], "1");
    assert_non_null(strstr(o.f.arg[1], "det gick inte: å"));
    outcome_free(&o);
    /* A grandchild that would hold the pipes is ended with its parent. */
    assert_int_equal(
        program(&o, NULL, "import os\nif os.fork() == 0:\n    while True: pass\nprint('borta')", NULL, NULL), OK);
    assert_true(str_is(buf_str(&o.out), "borta\n"));
    outcome_free(&o);
    const char *const nothing[] = { "/usr/bin/there-is-no-such-program" };
    struct sandbox_program p = { .argv = nothing, .argc = 1, .in = -1, .limits = small() };
    o = (struct outcome){ .out = buf_new(1), .arena = arena_new(65536) };
    assert_int_equal(sandbox_exec(&p, &o.arena, NULL, &o.f), E_IO);
    assert_string_equal(o.f.place, nothing[0]);
}

/* The three that the product uses: a page to PDF, its text back out of it, and a graph. */
static void the_product_s_programs_work(void **state)
{
    (void)state;
    static const struct {
        const char *argv[4];
        size_t argc;
        const char *input, *begins;
    } rows[] = {
        { { "/usr/bin/dot", "-Tsvg" }, 2, "digraph { \"å\" -> b }", "<?xml" },
        { { "/usr/bin/weasyprint", "-q", "-", "-" }, 4,
            "<html lang=sv><meta charset=utf-8><title>t</title><p>Hej från sandlådan", "%PDF-" },
    };
    struct outcome o cleanup(outcome_free) = { 0 };
    char work[] = "/tmp/samsyn-work-XXXXXX";
    assert_non_null(mkdtemp(work));
    const char *const writable[] = { work, NULL };
    for (size_t i = 0; i < LEN(rows); i++) {
        if (access(rows[i].argv[0], X_OK) != 0) {
            remove_tree(work);
            skip();
        }
        outcome_free(&o);
        o = (struct outcome){ .out = buf_new((size_t)4 << 20), .arena = arena_new(65536) };
        int in;
        assert_int_equal(sandbox_memory_file(str(rows[i].input), &in, NULL), OK);
        struct sandbox_program p = { .argv = rows[i].argv, .argc = rows[i].argc, .in = in, .writable = writable,
            .limits = SANDBOX_LIMITS, .sink = sandbox_sink_buf, .ctx = &o.out };
        if (sandbox_exec(&p, &o.arena, &o.layers, &o.f) != OK)
            fail_msg("%s: %s %s %s", rows[i].argv[0], o.f.text, o.f.arg[0], o.f.arg[1]);
        assert_true(str_starts(buf_str(&o.out), str(rows[i].begins)));
        close(in);
    }
    const char *const text[] = { "/usr/bin/pdftotext", "-", "-" };
    int pdf;
    assert_int_equal(sandbox_memory_file(buf_str(&o.out), &pdf, NULL), OK);
    buf_reset(&o.out);
    struct sandbox_program p = {
        .argv = text, .argc = LEN(text), .in = pdf, .limits = SANDBOX_LIMITS, .sink = sandbox_sink_buf, .ctx = &o.out
    };
    assert_int_equal(sandbox_exec(&p, &o.arena, &o.layers, &o.f), OK);
    assert_true(str_starts(buf_str(&o.out), S("Hej från sandlådan")));
    close(pdf);
    remove_tree(work);
}

/* In a process that has no Landlock, no namespaces and no pidfd, as in an old kernel or a closed container; 0 when all is well. */
static int in_a_poor_place(void)
{
    static const int missing[] = { SCMP_SYS(landlock_create_ruleset), SCMP_SYS(unshare), SCMP_SYS(pidfd_open) };
    scmp_filter_ctx c = seccomp_init(SCMP_ACT_ALLOW);
    for (size_t i = 0; i < LEN(missing); i++)
        if (!c || seccomp_rule_add(c, SCMP_ACT_ERRNO(ENOSYS), missing[i], 0) != 0)
            return 1;
    if (seccomp_load(c) != 0)
        return 2;
    unsigned run = 0, exec = 0;
    const unsigned lost = SANDBOX_LANDLOCK_FILES | SANDBOX_LANDLOCK_NETWORK | SANDBOX_LANDLOCK_SCOPE | SANDBOX_NO_NETWORK;
    if (sandbox_probe(&run, &exec, NULL) != OK || (run | exec) & lost || !(run & exec & SANDBOX_SECCOMP))
        return 3;
    struct outcome o cleanup(outcome_free) = run_job((struct sandbox_job){ .name = "escape", .limits = small() });
    if (o.e != OK || o.out.n)
        return 4;
    struct outcome p cleanup(outcome_free);
    if (program(&p, "hej",
            "import socket\n"
            "try: socket.socket(); print('socket')\n"
            "except OSError: print('closed')", NULL, NULL) != OK || !str_is(buf_str(&p.out), "closed\n"))
        return 5;
    struct sandbox_limits l = small();
    l.wall_ms = 150;
    struct outcome q cleanup(outcome_free) = run_job((struct sandbox_job){ .name = "mute", .limits = l });
    return q.e == E_LIMIT ? 0 : 6;
}

static void less_is_told_and_still_closed(void **state)
{
    (void)state;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(in_a_poor_place());
    int how = 0;
    assert_int_equal(waitpid(pid, &how, 0), pid);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), 0);
}

static void what_holds_is_told(void **state)
{
    (void)state;
    unsigned run = 0, exec = 0;
    assert_int_equal(sandbox_probe(&run, &exec, NULL), OK);
    assert_true(run & exec & SANDBOX_SECCOMP);
    /* What the kernel has is used: the number is the version of its Landlock. */
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) >= 1)
        assert_true(run & exec & SANDBOX_LANDLOCK_FILES);
    struct buf b cleanup(buf_free) = buf_new(256);
    sandbox_layers_put(&b, SANDBOX_LIMITS_SET | SANDBOX_SECCOMP);
    assert_true(str_is(buf_str(&b), "limits seccomp"));
    buf_reset(&b);
    sandbox_layers_put(&b, run);
    print_message("run:  %.*s\n", SF(buf_str(&b)));
    buf_reset(&b);
    sandbox_layers_put(&b, exec);
    print_message("exec: %.*s\n", SF(buf_str(&b)));
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--child") == 0)
        return sandbox_child_main(table, LEN(table), argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_go_in_and_come_out),
        cmocka_unit_test(nothing_can_be_opened_or_reached),
        cmocka_unit_test(a_fault_comes_through_whole),
        cmocka_unit_test(bombs_and_crashes_are_messages),
        cmocka_unit_test(the_sink_may_refuse_and_names_are_known),
        cmocka_unit_test(ignoring_children_is_noticed),
        cmocka_unit_test(programs_run_closed_in),
        cmocka_unit_test(programs_have_no_network_and_no_files_of_others),
        cmocka_unit_test(programs_are_ended),
        cmocka_unit_test(the_product_s_programs_work),
        cmocka_unit_test(less_is_told_and_still_closed),
        cmocka_unit_test(what_holds_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
