/* What a child tells its parent beside its answer, on a pipe of its own: first what holds it, at the end how it went.
 * Both sides are the same program, but the child is not trusted any more: the parent checks every byte. */
#ifndef FEED_SANDBOX_WIRE_H
#define FEED_SANDBOX_WIRE_H

#include <stdint.h>

#include "base/err.h"

/* The child's files. A program that is executed has its input on 0; nothing of 3 and up is left open in it. */
enum { SANDBOX_FD_OUT = 1, SANDBOX_FD_ERR = 2, SANDBOX_FD_STATUS = 3, SANDBOX_FD_INPUT = 4 };

/* The names of the forms on the command line, never those of a row in the table. */
#define SANDBOX_PROBE_RUN "=probe-run"
#define SANDBOX_PROBE_EXEC "=probe-exec"
#define SANDBOX_EXEC "=exec"

enum { SANDBOX_TEXT = 320 };

struct sandbox_hello { uint32_t layers; };
struct sandbox_farewell {
    uint32_t code;
    char text[SANDBOX_TEXT], place[FAULT_PLACE], arg[2][FAULT_ARG];
};
struct sandbox_wire {
    struct sandbox_hello hello;
    struct sandbox_farewell farewell;
};

#endif
