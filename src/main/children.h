/* The functions that run in sandboxed children (feed/sandbox.h), by name: one row each in children.c. */
#ifndef MAIN_CHILDREN_H
#define MAIN_CHILDREN_H

#include "feed/sandbox.h"

extern const struct sandbox_child children[];
extern const size_t children_n;

#endif
