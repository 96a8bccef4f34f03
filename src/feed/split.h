/* Finds the records of a JSON feed window by window, without holding the file.
 *
 * The text may be
 *   an object with the named list: {"…": …, "vulnerabilities": [record, record …], …}; each element is a record,
 *   an object without it: it is a record itself,
 *   a list of records,
 *   several of these one after another (JSON text sequences, one object a line).
 * Everything around the records is checked as JSON as well; the records themselves are checked by their reader, which must see
 * every one of them. A record past LIMIT_RECORD is passed over and told of (ret->too_long). */
#ifndef FEED_SPLIT_H
#define FEED_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "feed/source.h"

struct split;

struct split_item {
    struct str text;      /* valid until the next call; empty when too_long */
    size_t index;         /* of the record in its list, from 0 */
    unsigned depth;       /* levels around it: 0, 1 (list) or 2 (named list) */
    bool too_long;
    char place[96];       /* "vulnerabilities[3]", "[3]" or "" */
};

/* `list` is the list's name or NULL when only whole objects and plain lists hold records. The source is borrowed.
 * NULL without memory. */
struct split *split_new(struct source *src, const char *list);
void split_done(struct split **s); /* fits cleanup() */

/* True and the next record; false at the end or on failure (then split_end tells which). */
bool split_next(struct split *s, struct split_item *ret_item);
/* OK when the whole source was well-formed around its records; otherwise what and where. */
enum err split_end(struct split *s, struct fault *f) nodiscard;

#endif
