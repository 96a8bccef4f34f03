/* The child's side, for sandbox.c: files stand as sandbox_wire.h says. */
#ifndef FEED_SANDBOX_CHILD_H
#define FEED_SANDBOX_CHILD_H

#include "feed/sandbox.h"

/* Locks down, tells so, runs (NULL: nothing) and tells how it went. Returns the exit status. */
int sandbox_child_run(sandbox_function *run, const struct sandbox_limits *limits, size_t in_n, int argc, char **argv);

#endif
