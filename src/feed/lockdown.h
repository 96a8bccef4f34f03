/* Inside the child: putting the layers on. Used by sandbox.c only; the promises are in sandbox.h.
 * Between fork and exec nothing of this runs: the child has one thread and may allocate. */
#ifndef FEED_LOCKDOWN_H
#define FEED_LOCKDOWN_H

#include "feed/sandbox.h"

struct lockdown {
    bool program;                   /* an external program will be executed */
    size_t memory;
    unsigned cpu_s;
    const char *const *readable;    /* program only, up to NULL */
    const char *const *writable;
};

/* Puts the layers on and tells which hold. E_IO when seccomp is not to be had; then the child must not read its input. */
enum err lockdown(const struct lockdown *want, unsigned *ret_layers, struct fault *f) nodiscard;

#endif
