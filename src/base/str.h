/* Strings are slices: a pointer and a length, never owned, never NUL-terminated by promise.
 * NUL exists only at the edge to libc (str_c). */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"

struct arena;

struct str {
    const char *p; /* may be NULL only when n is 0: "not given" */
    size_t n;
};

#define S(lit) ((struct str){ "" lit "", sizeof(lit) - 1 })
#define SF(s) (int)(s).n, (s).p /* for "%.*s" */

static inline struct str str(const char *c) { return (struct str){ c, c ? strlen(c) : 0 }; }
static inline bool str_eq(struct str a, struct str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
static inline bool str_is(struct str a, const char *c) { return str_eq(a, str(c)); }

/* Bytewise order, the shorter first where one is the other's beginning. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str with);
bool str_ends(struct str s, struct str with);
/* Position of the first `what` at or after `from`, or SIZE_MAX. */
size_t str_find(struct str s, struct str what, size_t from);
/* Equal without regard to ASCII letter case. */
bool str_eq_nocase(struct str a, struct str b);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* [from, to) of s, both cut to its length. */
struct str str_sub(struct str s, size_t from, size_t to);
/* Takes the part before the first `c` off `*s` and returns it; the `c` itself is dropped. When there is no `c`, all of it. */
struct str str_cut(struct str *s, char c);
/* Equal in time that depends on the lengths only. For secrets. */
bool str_eq_const_time(struct str a, struct str b);

/* Copies into the arena; the result is NUL-terminated beyond its length. p is NULL when memory is out. */
struct str str_copy(struct arena *a, struct str s);
const char *str_c(struct arena *a, struct str s);
/* printf into the arena; n is 0 and p NULL when memory is out. */
struct str str_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* UTF-8 as RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF. */
bool utf8_valid(struct str s);
/* Number of code points; the text must be valid. */
size_t utf8_length(struct str s);
/* Reads one code point at *at and moves *at behind it; U+FFFD and one byte for what is not valid. *at must be below s.n. */
uint32_t utf8_next(struct str s, size_t *at);

/* Decimal integers, whole slice, optional leading '-', no '+', no space. False and *ret untouched when it is not one or overflows. */
bool str_to_int64(struct str s, int64_t *ret) nodiscard;
bool str_to_uint64(struct str s, uint64_t *ret) nodiscard;
/* JSON number grammar, whole slice, independent of locale; finite only. */
bool str_to_double(struct str s, double *ret) nodiscard;

#endif
