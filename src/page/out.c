#include "page/out.h"

#include <stdarg.h>
#include <stdio.h>

void out_str(struct out *o, struct str s)
{
    buf_html(o->b, s);
}

void out_c(struct out *o, const char *s)
{
    buf_html(o->b, str(s));
}

void out_int(struct out *o, int64_t v)
{
    buf_int(o->b, v);
}

void out_size(struct out *o, size_t v)
{
    buf_printf(o->b, "%zu", v);
}

void out_figure(struct out *o, struct figure v)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%llu", v.v < 0 ? 0ULL - (unsigned long long)v.v : (unsigned long long)v.v);
    if (v.v < 0)
        buf_put(o->b, S("\u2212"));
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            buf_put(o->b, S("\u202f"));
        buf_char(o->b, digits[i]);
    }
}

void out_date(struct out *o, struct date d)
{
    if (date_given(d) && !date_known(d))
        buf_html(o->b, str(words_get(o->words, N_("okänt"))));
    else
        date_put(o->b, d);
}

void out_instant(struct out *o, instant t)
{
    if (t.usec)
        instant_put_local(o->b, t);
}

void out_phrase(struct out *o, struct phrase p)
{
    struct str s = str(words_get(o->words, p.text));
    size_t from = 0;
    for (size_t i = 0; i + 2 < s.n; i++) {
        if (s.p[i] != '{' || s.p[i + 2] != '}' || (s.p[i + 1] != '1' && s.p[i + 1] != '2'))
            continue;
        buf_html(o->b, str_sub(s, from, i));
        buf_html(o->b, s.p[i + 1] == '1' ? p.a1 : p.a2);
        from = i + 3;
    }
    buf_html(o->b, str_sub(s, from, s.n));
}

void out_url_str(struct out *o, struct str s)
{
    buf_url(o->b, s);
}

void out_url_c(struct out *o, const char *s)
{
    buf_url(o->b, str(s));
}

bool url_is_local(struct str s)
{
    if (s.n == 0 || !(s.p[0] == '/' || s.p[0] == '?' || s.p[0] == '#'))
        return false;
    if (s.n > 1 && s.p[0] == '/' && (s.p[1] == '/' || s.p[1] == '\\'))
        return false;
    for (size_t i = 0; i < s.n; i++) /* browsers drop tabs and line breaks, and then "/\t/host" is another host */
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f || s.p[i] == '\\')
            return false;
    return true;
}

void out_url_date(struct out *o, struct date d)
{
    char text[16];
    struct buf b = { .p = text, .cap = sizeof text, .max = sizeof text };
    date_put(&b, d);
    buf_url(o->b, buf_str(&b));
}

void out_url(struct out *o, struct url u)
{
    if (url_is_local(u.s))
        buf_html(o->b, u.s);
    else
        buf_char(o->b, '#');
}

struct url url_of(struct arena *a, const char *format, ...)
{
    char text[2048];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text)
        return (struct url){ S("#") };
    return (struct url){ str_copy(a, (struct str){ text, (size_t)n }) };
}

struct str number_text(struct arena *a, int64_t v)
{
    return str_printf(a, "%lld", (long long)v);
}

struct str date_text(struct arena *a, struct date d)
{
    char text[16];
    struct buf b = { .p = text, .cap = sizeof text, .max = sizeof text };
    date_put(&b, d);
    return str_copy(a, buf_str(&b));
}

struct str instant_text(struct arena *a, instant t)
{
    char text[40];
    struct buf b = { .p = text, .cap = sizeof text, .max = sizeof text };
    if (t.usec)
        instant_put_local(&b, t);
    return str_copy(a, buf_str(&b));
}
