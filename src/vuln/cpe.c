#include "vuln/cpe.h"

#include "base/arena.h"
#include "base/buf.h"

static const char *const attribute_names[CPE_ATTRIBUTES] = {
    "part", "vendor", "product", "version", "update", "edition", "language", "sw_edition", "target_sw", "target_hw", "other",
};

static bool letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool plain_char(char c) { return letter_or_digit(c) || c == '-' || c == '.' || c == '_'; }

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

static enum err malformed(struct fault *f, struct str text)
{
    char cut[100];
    size_t n = text.n < sizeof cut - 4 ? text.n : sizeof cut - 4;
    while (n < text.n && n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
        n--;
    if (n)
        memcpy(cut, text.p, n);
    memcpy(cut + n, n < text.n ? "…" : "", n < text.n ? 4 : 1);
    return fault(f, E_INVALID, NULL, N_("CPE-namnet är fel skrivet: {1}."), cut, NULL);
}

static enum err malformed_attribute(struct fault *f, enum cpe_attribute a, struct str text)
{
    enum err e = malformed(f, text);
    if (f)
        fault(f, e, NULL, N_("CPE-namnets del {2} är fel skriven: {1}."), f->arg[0], attribute_names[a]);
    return e;
}

/* The length of one attribute of a formatted string: up to an unquoted colon. SIZE_MAX when a backslash ends the text. */
static size_t attribute_length(struct str s, bool *ret_quoted)
{
    size_t i = 0;
    for (; i < s.n && s.p[i] != ':'; i++)
        if (s.p[i] == '\\') {
            *ret_quoted = true;
            if (++i >= s.n)
                return SIZE_MAX;
        }
    return i;
}

/* [* or ?…] body [* or ?…]; the body is letters, digits, - . _ and quoted punctuation (NISTIR 7695 §5.3.2, figure 6-3). */
static bool value_allowed(struct str v, bool *ret_wild)
{
    size_t i = 0, end = v.n;
    if (v.p[0] == '*')
        i = 1;
    else
        while (i < end && v.p[i] == '?')
            i++;
    bool wild = i > 0;
    while (i < end) {
        char c = v.p[i];
        if (c == '\\') {
            char q = i + 1 < end ? v.p[i + 1] : '\0';
            if (q <= ' ' || q >= 0x7f || letter_or_digit(q))
                return false;
            i += 2;
        } else if (plain_char(c)) {
            i++;
        } else {
            break;
        }
    }
    if (i < end) {
        wild = true;
        if (v.p[i] == '*')
            i++;
        else
            while (i < end && v.p[i] == '?')
                i++;
    }
    *ret_wild = wild;
    return i == end;
}

static bool unquote(struct arena *a, struct cpe_attr *at)
{
    char *to = arena_alloc(a, at->n);
    uint32_t n = 0;
    if (!to)
        return false;
    for (uint32_t i = 0; i < at->n; i++) {
        if (at->p[i] == '\\')
            i++;
        to[n++] = at->p[i];
    }
    at->p = to;
    at->n = n;
    at->quoted = false;
    return true;
}

static enum err formatted(struct arena *a, struct str text, struct cpe *ret, struct fault *f)
{
    struct str left = str_sub(text, 8, text.n);
    struct cpe c = { 0 };
    for (int i = 0; i < CPE_ATTRIBUTES; i++) {
        bool quoted = false, wild = false;
        size_t n = attribute_length(left, &quoted);
        if (n == SIZE_MAX || n == 0 || (n < left.n) != (i < CPE_ATTRIBUTES - 1))
            return malformed(f, text);
        struct str v = str_sub(left, 0, n);
        left = str_sub(left, n + 1, left.n);
        struct cpe_attr *at = &c.attr[i];
        if (n == 1 && (v.p[0] == '*' || v.p[0] == '-')) {
            at->kind = v.p[0] == '*' ? CPE_ANY : CPE_NA;
            continue;
        }
        if (!value_allowed(v, &wild) || (i == CPE_PART && !(n == 1 && memchr("aoh", v.p[0], 3))))
            return malformed_attribute(f, (enum cpe_attribute)i, text);
        *at = (struct cpe_attr){ .p = v.p, .n = (uint32_t)n, .kind = CPE_VALUE, .wild = wild, .quoted = quoted };
        if (quoted && !wild && a && !unquote(a, at))
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    }
    *ret = c;
    return OK;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One component of a URI: percent-decoded; %01 is ? and %02 is * (NISTIR 7695 §6.1.2.1). With wildcards the result keeps its
 * quoting, as everywhere. */
static enum err uri_value(struct arena *a, struct str v, struct cpe_attr *ret)
{
    if (v.n == 0 || str_is(v, "-")) {
        *ret = (struct cpe_attr){ .kind = v.n ? CPE_NA : CPE_ANY };
        return OK;
    }
    char *plain = arena_alloc(a, v.n), *pattern = arena_alloc(a, 2 * v.n);
    uint32_t n = 0, m = 0;
    bool wild = false, ok = true;
    if (!plain || !pattern)
        return E_NOMEM;
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];
        if (c == '%') {
            int hi = i + 2 < v.n ? hex(v.p[i + 1]) : -1, lo = i + 2 < v.n ? hex(v.p[i + 2]) : -1;
            if (hi < 0 || lo < 0)
                return E_INVALID;
            c = (char)(hi * 16 + lo);
            i += 2;
            if (c == 1 || c == 2) {
                wild = true;
                pattern[m++] = c == 1 ? '?' : '*';
                continue;
            }
            ok &= c > ' ' && c < 0x7f;
        } else {
            ok &= c > ' ' && c < 0x7f && !strchr("*?\"#<>\\^`{|}/", c);
        }
        plain[n++] = c;
        if (!plain_char(c))
            pattern[m++] = '\\';
        pattern[m++] = c;
    }
    if (!ok || (wild && !value_allowed((struct str){ pattern, m }, &wild)))
        return E_INVALID;
    *ret = (struct cpe_attr){ .p = wild ? pattern : plain, .n = wild ? m : n, .kind = CPE_VALUE, .wild = wild, .quoted = wild };
    return OK;
}

/* cpe:/part:vendor:product:version:update:edition:language; the edition may be packed: ~edition~sw~target_sw~target_hw~other. */
static enum err uri(struct arena *a, struct str text, struct cpe *ret, struct fault *f)
{
    struct str left = str_sub(text, 5, text.n);
    struct cpe c = { 0 };
    int i = 0;
    for (; left.n && i <= CPE_LANGUAGE; i++) {
        struct str v = str_cut(&left, ':');
        enum err e = OK;
        if (i == CPE_PART && v.n && !str_is(v, "-") && !(v.n == 1 && memchr("aoh", v.p[0], 3)))
            return malformed_attribute(f, CPE_PART, text);
        if (i == CPE_EDITION && v.n && v.p[0] == '~') {
            static const enum cpe_attribute packed[] = { CPE_EDITION, CPE_SW_EDITION, CPE_TARGET_SW, CPE_TARGET_HW, CPE_OTHER };
            struct str rest = str_sub(v, 1, v.n);
            for (size_t k = 0; k < LEN(packed) && e == OK; k++)
                e = uri_value(a, str_cut(&rest, '~'), &c.attr[packed[k]]);
            if (rest.n)
                e = E_INVALID;
        } else {
            e = uri_value(a, v, &c.attr[i]);
        }
        if (e == E_NOMEM)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        if (e != OK)
            return malformed_attribute(f, (enum cpe_attribute)i, text);
    }
    if (left.n || i == 0)
        return malformed(f, text);
    *ret = c;
    return OK;
}

enum err cpe_parse(struct arena *a, struct str text, struct cpe *ret_cpe, struct fault *f)
{
    if (text.n > CPE_TEXT_MAX && utf8_length(text) > CPE_TEXT_MAX)
        return fault(f, E_LIMIT, NULL, N_("CPE-namnet är längre än {1} tecken."), "2 048", NULL);
    if (str_starts(text, S("cpe:2.3:")))
        return formatted(a, text, ret_cpe, f);
    if (a && str_starts(text, S("cpe:/")))
        return uri(a, text, ret_cpe, f);
    return malformed(f, text);
}

void cpe_put(struct buf *b, const struct cpe *c)
{
    buf_put(b, S("cpe:2.3"));
    for (int i = 0; i < CPE_ATTRIBUTES; i++) {
        const struct cpe_attr *at = &c->attr[i];
        buf_char(b, ':');
        if (at->kind != CPE_VALUE) {
            buf_char(b, at->kind == CPE_ANY ? '*' : '-');
        } else if (at->wild || at->quoted) {
            buf_put(b, (struct str){ at->p, at->n });
        } else {
            for (uint32_t k = 0; k < at->n; k++) {
                char ch = at->p[k];
                if ((unsigned char)ch < 0x80 && (!plain_char(ch) || (ch == '-' && at->n == 1)))
                    buf_char(b, '\\');
                buf_char(b, ch);
            }
        }
    }
}

struct cpe_attr cpe_plain(struct str text)
{
    if (text.n == 0 || str_is(text, "*"))
        return (struct cpe_attr){ .kind = CPE_ANY };
    if (str_is(text, "-"))
        return (struct cpe_attr){ .kind = CPE_NA };
    return (struct cpe_attr){ .p = text.p, .n = (uint32_t)text.n, .kind = CPE_VALUE };
}

bool cpe_has_wildcards(const struct cpe *c)
{
    for (int i = 0; i < CPE_ATTRIBUTES; i++)
        if (c->attr[i].wild)
            return true;
    return false;
}

bool cpe_pattern_matches(struct str pattern, struct str text)
{
    size_t p = 0, t = 0, star = SIZE_MAX, from = 0;
    while (t < text.n) {
        char c = p < pattern.n ? pattern.p[p] : '\0';
        bool quoted = c == '\\' && p + 1 < pattern.n;
        if (quoted)
            c = pattern.p[p + 1];
        if (p < pattern.n && !quoted && c == '*') {
            star = p++;
            from = t;
        } else if (p < pattern.n && ((!quoted && c == '?') || lower(c) == lower(text.p[t]))) {
            /* One character, not one byte: plain inventory text may be UTF-8. */
            t++;
            if (!quoted && c == '?')
                while (t < text.n && ((unsigned char)text.p[t] & 0xC0) == 0x80)
                    t++;
            p += quoted ? 2 : 1;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*')
        p++;
    return p == pattern.n;
}

enum cpe_relation cpe_relate(const struct cpe_attr *source, const struct cpe_attr *target)
{
    if (source->kind == CPE_ANY)
        return target->kind == CPE_ANY ? CPE_EQUAL : CPE_SUPERSET;
    if (target->kind == CPE_ANY)
        return CPE_SUBSET;
    if (source->kind == CPE_NA || target->kind == CPE_NA)
        return source->kind == target->kind ? CPE_EQUAL : CPE_DISJOINT;
    struct str s = { source->p, source->n }, t = { target->p, target->n };
    if (source->wild)
        return cpe_pattern_matches(s, t) ? CPE_SUPERSET : CPE_DISJOINT;
    return (source->quoted ? cpe_pattern_matches(s, t) : str_eq_nocase(s, t)) ? CPE_EQUAL : CPE_DISJOINT;
}

bool cpe_covers(const struct cpe *source, const struct cpe *target, enum cpe_attribute first, enum cpe_attribute last)
{
    for (int i = (int)first; i <= (int)last; i++)
        if (cpe_relate(&source->attr[i], &target->attr[i]) == CPE_DISJOINT)
            return false;
    return true;
}
