/* Untrusted bytes are read in a child process that can do nothing but compute: no network, no files but the open inputs,
 * bounded memory, processor time, wall time and output. A crash, a bomb or a hang there is one fault here.
 *
 * Two forms:
 *   sandbox_run   one of our own functions (a reader). The program starts itself anew with the hidden verb `--child NAME`
 *                 and locks itself down before it touches its input, so it is safe from a process with threads.
 *   sandbox_exec  an external program (pdftotext, weasyprint, dot) that must open its libraries.
 *
 * The layers, in the order in which they are put on. What the kernel lacks is left out, except seccomp, without which
 * nothing runs (E_IO). The parent learns what is in force from the child itself (enum sandbox_layer).
 *   limits         address space, processor time, no core, no new files (sandbox_run), file size 0 (sandbox_run)
 *   no network     an empty network namespace (sandbox_exec only; needs user namespaces or privilege)
 *   no capability  bounding set and all sets emptied, when there were any
 *   no new rights  PR_SET_NO_NEW_PRIVS
 *   Landlock       sandbox_run: no path at all. sandbox_exec: reading of the system's directories and what is stated.
 *                  Where the kernel knows them: no TCP, no signals and no abstract sockets out of the sandbox.
 *   seccomp        sandbox_run: a list of allowed calls (memory, read and write of what is open, clocks); everything else,
 *                  open, socket and execve among them, gets EPERM. sandbox_exec: everything but sockets, tracing, mounts,
 *                  namespaces, kernel interfaces, signals to others and leaving the process group.
 *
 * The environment of a child of sandbox_run is PATH, LC_ALL and SAMSYN_CHILD=1. A process that finds SAMSYN_CHILD in its environment is
 * such a child and starts none of its own (E_IO): a program that links this room but does not answer to --child would otherwise start
 * itself without end. It is no setting; who sets it for the server gets no feeds, no inventories and no PDF.
 *
 * With a sanitizer's runtime the limit of address space is left out (its shadow memory needs terabytes of addresses). */
#ifndef FEED_SANDBOX_H
#define FEED_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct arena;
struct buf;

enum sandbox_layer {
    SANDBOX_LIMITS_SET = 1, SANDBOX_NO_NETWORK = 2, SANDBOX_NO_CAPABILITY = 4, SANDBOX_NO_NEW_RIGHTS = 8,
    SANDBOX_LANDLOCK_FILES = 16, SANDBOX_LANDLOCK_NETWORK = 32, SANDBOX_LANDLOCK_SCOPE = 64, SANDBOX_SECCOMP = 128,
};

enum { SANDBOX_INPUTS_MAX = 64, SANDBOX_ARGUMENTS_MAX = 64, SANDBOX_DIRECTORIES_MAX = 16 };

struct sandbox_limits {
    size_t memory;      /* bytes of address space */
    unsigned cpu_s;     /* seconds of processor time, each process */
    unsigned wall_ms;   /* milliseconds until an answer must be complete */
    size_t output;      /* bytes that it may answer with */
};
#define SANDBOX_LIMITS ((struct sandbox_limits){ (size_t)1 << 30, 60, 120000, (size_t)64 << 20 })

/* What a child function gets. Inputs are open for reading (files, pipes or memory; mmap works on files and memory).
 * It writes its answer to `out` with sandbox_write and nothing else; stdio is not for use in a child. */
struct sandbox_io {
    const int *in;
    size_t in_n;
    int out;
    int argc;           /* the job's own arguments, from argv[0] */
    char **argv;
};

/* Runs in the child, locked down. Its fault becomes the parent's, with place and arguments. */
typedef enum err sandbox_function(const struct sandbox_io *io, struct fault *f);

/* One row of the program's table of children (src/main/children.c). */
struct sandbox_child {
    const char *name;
    sandbox_function *run;
};

/* Takes the answer piece by piece as it comes. A failure ends the child and is returned. */
typedef enum err sandbox_sink(void *ctx, struct str piece, struct fault *f);

struct sandbox_job {
    const char *name;               /* row of the table; or */
    sandbox_function *fork_run;     /* not NULL: run this after a plain fork. Only for processes with one thread (tests). */
    const int *in;                  /* stay the caller's */
    size_t in_n;                    /* at most SANDBOX_INPUTS_MAX */
    const char *const *argv;
    size_t argc;                    /* at most SANDBOX_ARGUMENTS_MAX */
    struct sandbox_limits limits;
    sandbox_sink *sink;
    void *ctx;
};

/* Runs the job to its end. ret_layers (may be NULL) gets the bits of enum sandbox_layer that were in force, also on failure.
 * The child's fault comes through as it was; its text is copied into `arena`, which must outlive the fault. Otherwise:
 *   E_LIMIT  wall time, processor time or output passed        E_IO  the child crashed, left without an answer, or could not start
 * What reached the sink before a failure is no answer: throw it away. Blocks; kills and reaps what it started.
 * The process must not ignore SIGCHLD, nor reap children that are not its own. */
enum err sandbox_run(const struct sandbox_job *job, struct arena *arena, unsigned *ret_layers, struct fault *f) nodiscard;

struct sandbox_program {
    const char *const *argv;        /* argv[0] is an absolute path; no shell, no search */
    size_t argc;
    int in;                         /* its standard input; -1: empty */
    const char *const *readable;    /* more directories or files it may read, absolute; each ends with NULL; may be NULL */
    const char *const
        *writable; /* directories in which it may also make, write and remove files; the first is its TMPDIR and HOME */
    struct sandbox_limits limits;
    sandbox_sink *sink;             /* its standard output */
    void *ctx;
};

/* As sandbox_run for an external program; an exit status other than 0 is E_INVALID with the end of what it wrote on standard error. */
enum err sandbox_exec(const struct sandbox_program *p, struct arena *arena, unsigned *ret_layers, struct fault *f)
    nodiscard;

/* What this machine gives each form, found by starting an empty child of each. For logs and the health page. */
enum err sandbox_probe(unsigned *ret_run, unsigned *ret_exec, struct fault *f) nodiscard;
/* "limits no-network landlock-files seccomp" … */
void sandbox_layers_put(struct buf *b, unsigned layers);

/* main() calls this first when argv[1] is "--child"; ends the process, the int is for `return`.
 * Never use it otherwise: it locks the process down. */
int sandbox_child_main(const struct sandbox_child *table, size_t n, int argc, char **argv);

/* A sink that appends to a `struct buf *` (whose own ceiling holds too). */
enum err sandbox_sink_buf(void *buf, struct str piece, struct fault *f);
/* Writes all of it. For child functions. */
enum err sandbox_write(int fd, struct str bytes, struct fault *f) nodiscard;
/* The bytes as an open file in memory, from its beginning, sealed; the caller closes it. Input for a job when the bytes are not in a file. */
enum err sandbox_memory_file(struct str bytes, int *ret_fd, struct fault *f) nodiscard;
/* cleanup() for an int that may be -1. */
void sandbox_close(int *fd);

#endif
