/* Percent-encoding (RFC 3986 §2.1, and the "+" of HTML forms). */
#ifndef HTTP_URL_H
#define HTTP_URL_H

#include "base/arena.h"
#include "base/str.h"

/* Value of a hexadecimal digit, or -1. */
int url_digit(unsigned char c);
/* The byte of the two digits at `at`, or -1 when they are not two digits. */
int url_hex(struct str s, size_t at);
/* Decodes into the arena. False for a broken escape, a NUL, bytes that are not UTF-8, or when memory is out (a->failed). */
bool url_decode(struct arena *a, struct str s, bool plus_is_space, struct str *ret) nodiscard;

#endif
