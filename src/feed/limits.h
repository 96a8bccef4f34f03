/* Every bound on what a feed or an inventory may hold, in one table: name, unit, value, and the sentence a person reads. */
#ifndef FEED_LIMITS_H
#define FEED_LIMITS_H

#include <stdint.h>

#include "base/err.h"

enum feed_limit {
    LIMIT_FILE,          /* bytes of a file as stored */
    LIMIT_UNPACKED,      /* bytes of a compressed file when unpacked */
    LIMIT_UNPACK_RATIO,  /* unpacked bytes per packed byte */
    LIMIT_RECORD,        /* bytes of one record */
    LIMIT_NESTING,       /* objects, lists or elements in each other */
    LIMIT_STRING,        /* bytes of one text */
    LIMIT_CPE,           /* characters of one CPE name */
    LIMIT_COMPONENTS,    /* components of one inventory */
    LIMIT_REJECTIONS,    /* rejections listed; all are counted */
    FEED_LIMITS,
};

struct feed_limit_row {
    const char *name;    /* "record" */
    const char *unit;    /* "byte" */
    uint64_t most;
    const char *text;    /* Swedish; {1} is `most` in words ("8 MiB") */
    const char *most_text;
};

/* A const table, indexed by enum feed_limit. */
extern const struct feed_limit_row feed_limits[FEED_LIMITS];

/* Fills `f` with the limit's sentence and returns E_LIMIT. place may be NULL. */
enum err feed_limit_passed(enum feed_limit which, const char *place, struct fault *f);

#endif
