#include "base/buf.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct buf buf_new(size_t max)
{
    return (struct buf){ .max = max };
}

void buf_free(struct buf *b)
{
    free(b->p);
    *b = buf_new(b->max);
}

void buf_reset(struct buf *b)
{
    b->n = 0;
    b->failed = b->starved = false;
}

char *buf_room(struct buf *b, size_t n)
{
    if (b->failed || n > b->max - b->n) {
        b->failed = true;
        return NULL;
    }
    if (b->n + n > b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 1024;
        if (cap < b->n + n)
            cap = b->n + n;
        if (cap > b->max)
            cap = b->max;
        char *p = realloc(b->p, cap);
        if (!p) {
            b->failed = b->starved = true;
            return NULL;
        }
        b->p = p;
        b->cap = cap;
    }
    return b->p + b->n;
}

void buf_put(struct buf *b, struct str s)
{
    char *to = s.n ? buf_room(b, s.n) : NULL;
    if (!to)
        return;
    memcpy(to, s.p, s.n);
    b->n += s.n;
}

void buf_char(struct buf *b, char c)
{
    buf_put(b, (struct str){ &c, 1 });
}

void buf_int(struct buf *b, int64_t v)
{
    char text[24];
    size_t at = sizeof text;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do
        text[--at] = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        text[--at] = '-';
    buf_put(b, (struct str){ text + at, sizeof text - at });
}

void buf_double(struct buf *b, double v)
{
    char text[32];
    int n = 0;
    if (v == 0) {
        buf_put(b, signbit(v) ? S("-0") : S("0"));
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        n = snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    buf_put(b, (struct str){ text, (size_t)n });
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    size_t room = b->failed ? 0 : b->cap - b->n; /* mostly it fits where it is */
    int n = vsnprintf(room ? b->p + b->n : NULL, room, format, args);
    va_end(args);
    char *to = n < 0 ? NULL : (size_t)n < room ? b->p + b->n : buf_room(b, (size_t)n + 1);
    if (to && (size_t)n >= room)
        vsnprintf(to, (size_t)n + 1, format, again);
    if (to)
        b->n += (size_t)n;
    else
        b->failed = true;
    va_end(again);
}

/* Appends s with every byte for which `instead` has a text replaced by that text. */
static void put_replaced(struct buf *b, struct str s, const char *const instead[256])
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *text = instead[(unsigned char)s.p[i]];
        if (!text)
            continue;
        buf_put(b, str_sub(s, from, i));
        buf_put(b, str(text));
        from = i + 1;
    }
    buf_put(b, str_sub(s, from, s.n));
}

void buf_html(struct buf *b, struct str s)
{
    static const char *const instead[256] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
        ['\r'] = "&#13;", /* raw, a browser would read it as a line feed */
    };
    put_replaced(b, s, instead);
}

void buf_size(struct buf *b, uint64_t bytes)
{
    static const char *const units[] = { " B", " kB", " MB", " GB" };
    size_t unit = 0;
    for (; unit + 1 < LEN(units) && bytes && bytes % 1024 == 0; unit++)
        bytes /= 1024;
    buf_printf(b, "%llu%s", (unsigned long long)bytes, units[unit]);
}

void buf_json(struct buf *b, struct str s)
{
#define U(n) [0x##n] = "\\u00" #n
    static const char *const instead[256] = {
        U(00), U(01), U(02), U(03), U(04), U(05), U(06), U(07), U(0b), U(0e), U(0f), U(10), U(11), U(12), U(13), U(14),
        U(15), U(16), U(17), U(18), U(19), U(1a), U(1b), U(1c), U(1d), U(1e), U(1f), U(7f),
        ['\b'] = "\\b", ['\f'] = "\\f", ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t", ['"'] = "\\\"", ['\\'] = "\\\\",
        ['<'] = "\\u003c", ['>'] = "\\u003e", ['&'] = "\\u0026",
    };
#undef U
    buf_char(b, '"');
    put_replaced(b, s, instead);
    buf_char(b, '"');
}

void buf_url(struct buf *b, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~') {
            buf_char(b, (char)c);
        } else {
            char code[3] = { '%', hex[c >> 4], hex[c & 15] };
            buf_put(b, (struct str){ code, 3 });
        }
    }
}

void buf_hex(struct buf *b, const void *bytes, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *p = bytes;
    char *to = buf_room(b, n * 2);
    if (!to)
        return;
    for (size_t i = 0; i < n; i++) {
        to[2 * i] = hex[p[i] >> 4];
        to[2 * i + 1] = hex[p[i] & 15];
    }
    b->n += n * 2;
}

enum err buf_check(const struct buf *b, struct fault *f)
{
    if (!b->failed)
        return OK;
    return b->starved ? fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL) : fault(f, E_LIMIT, NULL, N_("Svaret blev för stort."), NULL, NULL);
}
