/* The parent's side of the sandbox: starts, listens with ceilings and a deadline, ends, reaps, and judges. */
#include "feed/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/sandbox_child.h"
#include "feed/sandbox_wire.h"

enum {
    PIECE = 256 * 1024,       /* taken at a time */
    ANSWER_PIPE = 1024 * 1024, /* what the kernel holds of an answer */
    STDERR_KEPT = 400,
    ARGV_MAX = SANDBOX_ARGUMENTS_MAX + 2 * SANDBOX_DIRECTORIES_MAX + 8,
    EXPIRED_EARLY = 5
};

void sandbox_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void free_piece(char **p)
{
    free(*p);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A started child and the parent's ends. */
struct running {
    pid_t pid;
    int pidfd;
    int out, err, status;    /* -1 when at their end */
    bool ended;              /* a zombie now */
    int64_t deadline;
    struct sandbox_wire wire;
    size_t wire_n;
    char tail[STDERR_KEPT + 1]; /* the end of what it wrote on standard error */
    size_t tail_n;
    size_t answered;
};

static void running_end(struct running *r)
{
    if (r->pid > 0) {
        /* The group first: as long as the leader is not reaped its number is not given to another. */
        kill(-r->pid, SIGKILL);
        kill(r->pid, SIGKILL);
        while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
        r->pid = 0;
    }
    sandbox_close(&r->pidfd);
    sandbox_close(&r->out);
    sandbox_close(&r->err);
    sandbox_close(&r->status);
}

/* ---- starting */

struct start {
    const char *const *argv;        /* re-executed form, ends with NULL; NULL: fork form */
    const struct sandbox_job *job;  /* fork form */
    int in[SANDBOX_INPUTS_MAX];     /* the caller's */
    size_t in_n;
    int first;                      /* the number in the child of in[0] */
};

enum { END_READ, END_WRITE };

struct plumbing {
    int pipe[3][2];                 /* out, err, status */
    int empty;                      /* /dev/null */
    int moved[SANDBOX_INPUTS_MAX];  /* the inputs, above every number that the child uses */
    size_t n;
};

static void plumbing_close(struct plumbing *p)
{
    for (size_t i = 0; i < 3; i++) {
        sandbox_close(&p->pipe[i][END_READ]);
        sandbox_close(&p->pipe[i][END_WRITE]);
    }
    sandbox_close(&p->empty);
    for (size_t i = 0; i < p->n; i++)
        sandbox_close(&p->moved[i]);
}

/* Every descriptor stands above the child's own numbers, so that moving one down never covers another. */
static int above(int fd)
{
    if (fd < 0)
        return fd;
    int high = fcntl(fd, F_DUPFD_CLOEXEC, SANDBOX_FD_INPUT + SANDBOX_INPUTS_MAX);
    close(fd);
    return high;
}

static bool plumb(struct plumbing *p, const struct start *s)
{
    for (size_t i = 0; i < 3; i++) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0)
            return false;
        p->pipe[i][END_READ] = ends[END_READ];
        p->pipe[i][END_WRITE] = above(ends[END_WRITE]);
        if (p->pipe[i][END_WRITE] < 0 || fcntl(ends[END_READ], F_SETFL, O_NONBLOCK) != 0)
            return false;
    }
    (void)fcntl(p->pipe[0][END_READ], F_SETPIPE_SZ, ANSWER_PIPE); /* the child runs ahead; where it is refused, it waits more often */
    p->empty = above(open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (p->empty < 0)
        return false;
    for (; p->n < s->in_n; p->n++) {
        p->moved[p->n] = fcntl(s->in[p->n], F_DUPFD_CLOEXEC, SANDBOX_FD_INPUT + SANDBOX_INPUTS_MAX);
        if (p->moved[p->n] < 0)
            return false;
    }
    return true;
}

static pid_t start_anew(const struct plumbing *p, const struct start *s)
{
    /* A program that starts itself anew but does not answer to --child would do so without end. */
    if (getenv("SAMSYN_CHILD")) {
        errno = ELOOP;
        return -1;
    }
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    if (posix_spawn_file_actions_init(&files) != 0)
        return -1;
    if (posix_spawnattr_init(&attr) != 0) {
        posix_spawn_file_actions_destroy(&files);
        return -1;
    }
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    bool good = posix_spawn_file_actions_adddup2(&files, p->empty, 0) == 0;
    for (int i = 0; i < 3; i++)
        good = posix_spawn_file_actions_adddup2(&files, p->pipe[i][END_WRITE], i + 1) == 0 && good;
    for (size_t i = 0; i < p->n; i++)
        good = posix_spawn_file_actions_adddup2(&files, p->moved[i], s->first + (int)i) == 0 && good;
    int last = SANDBOX_FD_STATUS > s->first + (int)p->n - 1 ? SANDBOX_FD_STATUS : s->first + (int)p->n - 1;
    good = posix_spawn_file_actions_addclosefrom_np(&files, last + 1) == 0 && good;
    good = posix_spawnattr_setsigmask(&attr, &none) == 0 && posix_spawnattr_setsigdefault(&attr, &all) == 0 && good;
    good = posix_spawnattr_setpgroup(&attr, 0) == 0 && good;
    good =
        posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP) == 0 &&
        good;
    char path[] = "PATH=/usr/bin:/bin", lang[] = "LC_ALL=C.UTF-8", child[] = "SAMSYN_CHILD=1";
    char *env[] = { path, lang, child, NULL };
    pid_t pid = -1;
    /* posix_spawn does not write to argv; its type is of an older time. */
    int e = good ? posix_spawn(&pid, "/proc/self/exe", &files, &attr, (char *const *)(uintptr_t)s->argv, env) : ENOMEM;
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&files);
    if (e != 0)
        errno = e;
    return e == 0 ? pid : -1;
}

static pid_t start_forked(const struct plumbing *p, const struct start *s)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    setpgid(0, 0);
    bool good = dup2(p->empty, 0) == 0;
    for (int i = 0; i < 3; i++)
        good = dup2(p->pipe[i][END_WRITE], i + 1) == i + 1 && good;
    for (size_t i = 0; i < p->n; i++)
        good = dup2(p->moved[i], s->first + (int)i) >= 0 && good;
    good = syscall(SYS_close_range, (unsigned)(SANDBOX_FD_INPUT + (int)p->n), ~0u, 0) == 0 && good;
    for (int i = 1; i < NSIG; i++)
        signal(i, SIG_DFL);
    char *argv[SANDBOX_ARGUMENTS_MAX + 1] = { 0 };
    for (size_t i = 0; i < s->job->argc; i++)
        argv[i] = (char *)(uintptr_t)s->job->argv[i];
    _exit(good ? sandbox_child_run(s->job->fork_run, &s->job->limits, p->n, (int)s->job->argc, argv) : 1);
}

static enum err start(const struct start *s, unsigned wall_ms, struct running *r, struct fault *f)
{
    struct plumbing p cleanup(plumbing_close) = { .pipe = { { -1, -1 }, { -1, -1 }, { -1, -1 } }, .empty = -1 };
    pid_t pid = -1;
    if (plumb(&p, s))
        pid = s->argv ? start_anew(&p, s) : start_forked(&p, s);
    if (pid < 0)
        return fault(f, E_IO, NULL, N_("Läsaren kunde inte startas: {1}."), strerrordesc_np(errno), NULL);
    r->pid = pid;
    setpgid(pid, pid); /* the fork form: whoever comes first */
    r->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    r->out = p.pipe[0][END_READ];
    r->err = p.pipe[1][END_READ];
    r->status = p.pipe[2][END_READ];
    for (size_t i = 0; i < 3; i++)
        p.pipe[i][END_READ] = -1;
    r->deadline = now_ms() + wall_ms;
    return OK;
}

/* ---- listening */

static void keep_tail(struct running *r, struct str piece)
{
    if (piece.n > STDERR_KEPT)
        piece = str_sub(piece, piece.n - STDERR_KEPT, piece.n);
    size_t keep = r->tail_n + piece.n > STDERR_KEPT ? STDERR_KEPT - piece.n : r->tail_n;
    memmove(r->tail, r->tail + (r->tail_n - keep), keep);
    memcpy(r->tail + keep, piece.p, piece.n);
    r->tail_n = keep + piece.n;
    r->tail[r->tail_n] = '\0';
}

static void put_seconds(char *to, size_t room, unsigned ms)
{
    if (ms % 1000)
        snprintf(to, room, "%u,%u", ms / 1000, ms % 1000 / 100);
    else
        snprintf(to, room, "%u", ms / 1000);
}

/* Reads once from `*fd`; n is 0 at the end (then *fd is closed) and when there is nothing now. */
static struct str read_piece(int *fd, char *piece, size_t room)
{
    ssize_t n = read(*fd, piece, room);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
        sandbox_close(fd);
    return (struct str){ piece, n > 0 ? (size_t)n : 0 };
}

static enum err take_out(struct running *r, char *piece, size_t ceiling, sandbox_sink *sink, void *ctx, struct fault *f)
{
    struct str s = read_piece(&r->out, piece, PIECE);
    if (s.n == 0)
        return OK;
    if (s.n > ceiling - r->answered) {
        char most[32];
        snprintf(most, sizeof most, "%zu", ceiling);
        return fault(f, E_LIMIT, NULL, N_("Läsaren stoppades: den svarade med mer än {1} byte."), most, NULL);
    }
    r->answered += s.n;
    return sink ? sink(ctx, s, f) : OK;
}

static void take_status(struct running *r, char *piece)
{
    struct str s = read_piece(&r->status, piece, PIECE);
    if (s.n > sizeof r->wire - r->wire_n) {
        r->wire_n = 0; /* more than there is to say: nothing of it counts */
        sandbox_close(&r->status);
        return;
    }
    memcpy((char *)&r->wire + r->wire_n, s.p, s.n);
    r->wire_n += s.n;
}

/* Until the child has ended and its pipes are empty. */
static enum err listen_to(
    struct running *r, const struct sandbox_limits *limits, sandbox_sink *sink, void *ctx, struct fault *f)
{
    char *piece cleanup(free_piece) = malloc(PIECE);
    if (!piece)
        return fault(f, E_NOMEM, NULL, N_("Minnet tog slut."), NULL, NULL);
    while (r->out >= 0 || r->err >= 0 || r->status >= 0 || !r->ended) {
        int64_t left = r->deadline - now_ms();
        if (left <= 0) {
            char seconds[16];
            put_seconds(seconds, sizeof seconds, limits->wall_ms);
            return fault(f, E_LIMIT, NULL, N_("Läsaren stoppades: den blev inte klar på {1} sekunder."), seconds, NULL);
        }
        struct pollfd wait[4] = { { r->out, POLLIN, 0 }, { r->err, POLLIN, 0 }, { r->status, POLLIN, 0 },
            { r->ended ? -1 : r->pidfd, POLLIN, 0 } };
        /* Without a pidfd (kernels before 5.3) its end is asked for now and then. */
        if (r->pidfd < 0 && left > EXPIRED_EARLY)
            left = EXPIRED_EARLY;
        if (poll(wait, LEN(wait), (int)(left > 600000 ? 600000 : left)) < 0 && errno != EINTR)
            return fault(f, E_IO, NULL, N_("Läsaren kunde inte avlyssnas: {1}."), strerrordesc_np(errno), NULL);
        if (r->out >= 0 && wait[0].revents)
            TRY(take_out(r, piece, limits->output, sink, ctx, f));
        if (r->err >= 0 && wait[1].revents)
            keep_tail(r, read_piece(&r->err, piece, PIECE));
        if (r->status >= 0 && wait[2].revents)
            take_status(r, piece);
        siginfo_t how = { 0 };
        if (r->ended || (r->pidfd >= 0 && !wait[3].revents))
            continue;
        int e = waitid(P_PID, (id_t)r->pid, &how, WEXITED | WNOHANG | WNOWAIT);
        if ((e == 0 && how.si_pid == r->pid) || (e != 0 && errno == ECHILD)) {
            r->ended = true;
            kill(-r->pid, SIGKILL); /* nobody is left behind to hold the pipes */
        }
    }
    return OK;
}

/* ---- judging */

/* Makes what a child wrote fit to show: ended, UTF-8, no control characters. What it quotes may be anything. */
static void make_presentable(char *text, size_t room)
{
    text[room - 1] = '\0';
    struct str s = str(text);
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        if (c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0) || (c == 0xFFFD && at == from + 1))
            memset(text + from, '?', at - from);
    }
}

static enum err child_fault(struct running *r, struct arena *arena, struct fault *f)
{
    struct sandbox_farewell *w = &r->wire.farewell;
    make_presentable(w->text, sizeof w->text);
    make_presentable(w->place, sizeof w->place);
    make_presentable(w->arg[0], FAULT_ARG);
    make_presentable(w->arg[1], FAULT_ARG);
    if (w->code > E_BUG)
        return fault(f, E_IO, NULL, N_("Läsaren stoppades: den gav ett svar som inte kan tydas."), NULL, NULL);
    const char *text = w->text[0] ? str_c(arena, str(w->text)) : NULL;
    return fault(f, (enum err)w->code, w->place, text ? text : N_("Läsaren kunde inte läsa indata."), w->arg[0], w->arg[1]);
}

static enum err killed(int number, unsigned cpu_s, struct fault *f)
{
    char text[32];
    if (number == SIGXCPU) {
        snprintf(text, sizeof text, "%u", cpu_s);
        return fault(f, E_LIMIT, NULL, N_("Läsaren stoppades: den använde mer än {1} sekunders processortid."), text, NULL);
    }
    snprintf(text, sizeof text, "%d", number);
    return fault(f, E_IO, NULL, N_("Läsaren stoppades: den avbröts av signal {1} ({2})."), text, sigdescr_np(number));
}

/* Reaps the child, which has ended. A process that ignores SIGCHLD learns nothing of it: then it counts as failed. */
static int reap(struct running *r)
{
    int how = 0;
    pid_t e;
    do
        e = waitpid(r->pid, &how, 0);
    while (e < 0 && errno == EINTR);
    r->pid = 0;
    return e < 0 ? W_EXITCODE(255, 0) : how;
}

static enum err judge(struct running *r, bool program, unsigned cpu_s, struct arena *arena, struct fault *f)
{
    int how = reap(r);
    if (WIFSIGNALED(how))
        return killed(WTERMSIG(how), cpu_s, f);
    bool said = r->wire_n == sizeof r->wire;
    if (said && r->wire.farewell.code != OK)
        return child_fault(r, arena, f);
    if (program) {
        if (said || r->wire_n != sizeof r->wire.hello)
            return fault(f, E_IO, NULL, N_("Läsaren stoppades: den slutade utan svar."), NULL, NULL);
        if (WEXITSTATUS(how) == 0)
            return OK;
        char status[16];
        snprintf(status, sizeof status, "%d", WEXITSTATUS(how));
        /* The end says most; what does not fit is cut from its beginning, on a character's edge. */
        char *last = r->tail + (r->tail_n >= FAULT_ARG ? r->tail_n - (FAULT_ARG - 1) : 0);
        while (((unsigned char)*last & 0xC0) == 0x80)
            last++;
        make_presentable(last, sizeof r->tail - (size_t)(last - r->tail));
        return fault(f, E_INVALID, NULL, N_("Programmet slutade med status {1}: {2}"), status, last);
    }
    return said && WEXITSTATUS(how) == 0
               ? OK
               : fault(f, E_IO, NULL, N_("Läsaren stoppades: den slutade utan svar."), NULL, NULL);
}

static enum err conduct(const struct start *s, bool program, const struct sandbox_limits *limits, sandbox_sink *sink,
    void *ctx, struct arena *arena, unsigned *ret_layers, struct fault *f)
{
    struct running r cleanup(running_end) = { .pidfd = -1, .out = -1, .err = -1, .status = -1 };
    TRY(start(s, limits->wall_ms, &r, f));
    enum err e = listen_to(&r, limits, sink, ctx, f);
    if (ret_layers && r.wire_n >= sizeof r.wire.hello)
        *ret_layers = r.wire.hello.layers;
    return e == OK ? judge(&r, program, limits->cpu_s, arena, f) : e;
}

/* ---- the interface */

struct command {
    const char *argv[ARGV_MAX + 1];
    size_t n;
    char limits[64];
};

static void command_begin(struct command *c, const char *name, const struct sandbox_limits *limits, size_t inputs)
{
    snprintf(c->limits, sizeof c->limits, "%zu:%u:%zu", limits->memory, limits->cpu_s, inputs);
    const char *first[] = { "samsyn", "--child", name, c->limits };
    memcpy(c->argv, first, sizeof first);
    c->n = LEN(first);
}

enum err sandbox_run(const struct sandbox_job *job, struct arena *arena, unsigned *ret_layers, struct fault *f)
{
    if (job->in_n > SANDBOX_INPUTS_MAX || job->argc > SANDBOX_ARGUMENTS_MAX)
        return fault(f, E_BUG, job->name, N_("För många indata till läsaren."), NULL, NULL);
    struct start s = { .job = job, .in_n = job->in_n, .first = SANDBOX_FD_INPUT };
    for (size_t i = 0; i < job->in_n; i++)
        s.in[i] = job->in[i];
    struct command c = { .n = 0 };
    if (!job->fork_run) {
        command_begin(&c, job->name, &job->limits, job->in_n);
        for (size_t i = 0; i < job->argc; i++)
            c.argv[c.n++] = job->argv[i];
        s.argv = c.argv;
    }
    return conduct(&s, false, &job->limits, job->sink, job->ctx, arena, ret_layers, f);
}

static bool add_directories(struct command *c, const char *const *list)
{
    for (size_t i = 0; list && list[i]; i++) {
        if (i == SANDBOX_DIRECTORIES_MAX || list[i][0] != '/')
            return false;
        c->argv[c->n++] = list[i];
    }
    c->argv[c->n++] = "--";
    return true;
}

enum err sandbox_exec(const struct sandbox_program *p, struct arena *arena, unsigned *ret_layers, struct fault *f)
{
    struct command c = { .n = 0 };
    command_begin(&c, SANDBOX_EXEC, &p->limits, 0);
    if (p->argc == 0 || p->argc > SANDBOX_ARGUMENTS_MAX || !add_directories(&c, p->readable) ||
        !add_directories(&c, p->writable))
        return fault(f, E_BUG, p->argc ? p->argv[0] : NULL, N_("Programmet är felaktigt angivet."), NULL, NULL);
    for (size_t i = 0; i < p->argc; i++)
        c.argv[c.n++] = p->argv[i];
    struct start s = { .argv = c.argv, .in = { p->in }, .in_n = p->in >= 0 };
    return conduct(&s, true, &p->limits, p->sink, p->ctx, arena, ret_layers, f);
}

enum err sandbox_probe(unsigned *ret_run, unsigned *ret_exec, struct fault *f)
{
    struct arena none cleanup(arena_free) = arena_new(4096);
    struct sandbox_limits limits = { (size_t)1 << 30, 5, 10000, 0 };
    const char *const names[] = { SANDBOX_PROBE_RUN, SANDBOX_PROBE_EXEC };
    unsigned *const rets[] = { ret_run, ret_exec };
    for (size_t i = 0; i < LEN(names); i++) {
        struct command c = { .n = 0 };
        command_begin(&c, names[i], &limits, 0);
        struct start s = { .argv = c.argv };
        TRY(conduct(&s, false, &limits, NULL, NULL, &none, rets[i], f));
    }
    return OK;
}

void sandbox_layers_put(struct buf *b, unsigned layers)
{
    static const struct {
        unsigned bit;
        const char *word;
    } rows[] = {
        { SANDBOX_LIMITS_SET, "limits" },
        { SANDBOX_NO_NETWORK, "no-network" },
        { SANDBOX_NO_CAPABILITY, "no-capability" },
        { SANDBOX_NO_NEW_RIGHTS, "no-new-rights" },
        { SANDBOX_LANDLOCK_FILES, "landlock-files" },
        { SANDBOX_LANDLOCK_NETWORK, "landlock-network" },
        { SANDBOX_LANDLOCK_SCOPE, "landlock-scope" },
        { SANDBOX_SECCOMP, "seccomp" },
    };
    const char *between = "";
    for (size_t i = 0; i < LEN(rows); i++) {
        if (!(layers & rows[i].bit))
            continue;
        buf_put(b, str(between));
        buf_put(b, str(rows[i].word));
        between = " ";
    }
}

enum err sandbox_sink_buf(void *buf, struct str piece, struct fault *f)
{
    buf_put(buf, piece);
    return buf_check(buf, f);
}

enum err sandbox_memory_file(struct str bytes, int *ret_fd, struct fault *f)
{
    int fd cleanup(sandbox_close) = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return fault(f, E_IO, NULL, N_("En fil i minnet kunde inte skapas: {1}."), strerrordesc_np(errno), NULL);
    TRY(sandbox_write(fd, bytes, f));
    if (lseek(fd, 0, SEEK_SET) != 0 ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return fault(f, E_IO, NULL, N_("En fil i minnet kunde inte skapas: {1}."), strerrordesc_np(errno), NULL);
    *ret_fd = fd;
    fd = -1;
    return OK;
}
