/* A growing byte buffer that is born with a ceiling. A failed append sticks (buf.failed) and is checked once,
 * at the end; what was written before it stays. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct buf {
    char *p;
    size_t n, cap, max; /* bytes; max is the ceiling */
    bool failed;
    bool starved;       /* … because memory was out, not because of the ceiling */
};

/* Takes no memory until the first append. */
struct buf buf_new(size_t max);
void buf_free(struct buf *b); /* fits cleanup() */
/* Forgets the contents and the failure, keeps the memory. */
void buf_reset(struct buf *b);

static inline struct str buf_str(const struct buf *b) { return (struct str){ b->p, b->n }; }

void buf_put(struct buf *b, struct str s);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
/* The shortest decimal form that reads back to the same double, as JSON wants it ("1e+21", "0.1", "3"); v must be finite. */
void buf_double(struct buf *b, double v);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for n more bytes to be written at the returned place, or NULL; then buf.n += what was written. */
char *buf_room(struct buf *b, size_t n);
/* Appends text for HTML, safe between tags and inside a quoted attribute: & < > " ' are escaped, nothing else changes. */
void buf_html(struct buf *b, struct str s);
/* Appends one JSON string with its quotes; the text must be valid UTF-8. Also escapes < > & so that it may stand in a page. */
void buf_json(struct buf *b, struct str s);
/* Percent-encodes all but unreserved characters (RFC 3986 §2.3). */
void buf_url(struct buf *b, struct str s);
/* A bound on bytes as people write it, in the largest unit that leaves no rest: "50 MB", "8 kB", "200 B" (of 1 024). */
void buf_size(struct buf *b, uint64_t bytes);
/* Lower-case hexadecimal. */
void buf_hex(struct buf *b, const void *bytes, size_t n);

/* OK, or E_LIMIT (the ceiling) or E_NOMEM. */
enum err buf_check(const struct buf *b, struct fault *f) nodiscard;

#endif
