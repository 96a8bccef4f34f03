#include "http/url.h"

int url_digit(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int url_hex(struct str s, size_t at)
{
    if (at >= s.n || s.n - at < 2)
        return -1;
    int high = url_digit((unsigned char)s.p[at]), low = url_digit((unsigned char)s.p[at + 1]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool url_decode(struct arena *a, struct str s, bool plus_is_space, struct str *ret)
{
    char *to = arena_alloc(a, s.n + 1);
    if (!to)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        int c = (unsigned char)s.p[i];
        if (c == '%') {
            c = url_hex(s, i + 1);
            i += 2;
        } else if (c == '+' && plus_is_space)
            c = ' ';
        if (c <= 0)
            return false;
        to[n++] = (char)c;
    }
    struct str decoded = { to, n };
    if (!utf8_valid(decoded))
        return false;
    *ret = decoded;
    return true;
}
