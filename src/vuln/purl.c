#include "vuln/purl.h"

#include "base/arena.h"

static enum err not_purl(struct fault *f, struct str text)
{
    char cut[80];
    size_t n = text.n < sizeof cut - 1 ? text.n : sizeof cut - 1;
    while (n < text.n && n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
        n--;
    if (n)
        memcpy(cut, text.p, n);
    cut[n] = '\0';
    return fault(f, E_INVALID, NULL, N_("Det här är inte en package-URL: {1}."), cut, NULL);
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Percent-decodes; false for a broken escape, NUL, or bytes that are not UTF-8 afterwards. */
static bool decode(struct arena *a, struct str s, struct str *ret)
{
    if (str_find(s, S("%"), 0) == SIZE_MAX) {
        *ret = s;
        return utf8_valid(s);
    }
    char *to = arena_alloc(a, s.n);
    size_t n = 0;
    if (!to)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '%') {
            to[n++] = s.p[i];
            continue;
        }
        int hi = i + 2 < s.n ? hex(s.p[i + 1]) : -1, lo = i + 2 < s.n ? hex(s.p[i + 2]) : -1;
        if (hi < 0 || lo < 0 || hi + lo == 0)
            return false;
        to[n++] = (char)(hi * 16 + lo);
        i += 2;
    }
    *ret = (struct str){ to, n };
    return utf8_valid(*ret);
}

/* The part behind the last `c`, taken off *s; nothing when there is none. */
static struct str cut_last(struct str *s, char c)
{
    for (size_t i = s->n; i > 0; i--)
        if (s->p[i - 1] == c) {
            struct str tail = str_sub(*s, i, s->n);
            *s = str_sub(*s, 0, i - 1);
            return tail;
        }
    return (struct str){ 0 };
}

static struct str strip_slashes(struct str s)
{
    while (s.n && s.p[0] == '/')
        s = str_sub(s, 1, s.n);
    while (s.n && s.p[s.n - 1] == '/')
        s = str_sub(s, 0, s.n - 1);
    return s;
}

enum err purl_parse(struct arena *a, struct str text, struct purl *ret_purl, struct fault *f)
{
    struct purl p = { 0 };
    if (text.n < 5 || !str_eq_nocase(str_sub(text, 0, 4), S("pkg:")))
        return not_purl(f, text);
    struct str left = str_sub(text, 4, text.n);
    (void)cut_last(&left, '#');
    struct str qualifiers = cut_last(&left, '?');
    left = strip_slashes(left);
    p.type = str_cut(&left, '/');
    left = strip_slashes(left);
    /* An @ before the last slash belongs to the namespace (npm scopes are to be encoded, but often are not). */
    size_t slash = left.n, at = SIZE_MAX;
    while (slash > 0 && left.p[slash - 1] != '/')
        slash--;
    for (size_t i = slash; i < left.n; i++)
        if (left.p[i] == '@')
            at = i;
    struct str name = str_sub(left, slash, at == SIZE_MAX ? left.n : at);
    struct str version = at == SIZE_MAX ? S("") : str_sub(left, at + 1, left.n);
    /* A version may hold a slash when it was not encoded: then the first @ of the path is where it begins. */
    if (at == SIZE_MAX && slash) {
        size_t first = str_find(left, S("@"), 1);
        if (first != SIZE_MAX && left.p[first - 1] != '/') {
            version = str_sub(left, first + 1, left.n);
            left = str_sub(left, 0, first);
            slash = left.n;
            while (slash > 0 && left.p[slash - 1] != '/')
                slash--;
            name = str_sub(left, slash, left.n);
        }
    }
    struct str space = slash ? strip_slashes(str_sub(left, 0, slash)) : S("");
    bool ok = p.type.n > 0 && decode(a, name, &p.name) && decode(a, version, &p.version) &&
              decode(a, space, &p.space) && p.name.n > 0;
    for (size_t i = 0; i < p.type.n; i++) {
        char c = p.type.p[i];
        ok &= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9' && i) || c == '.' || c == '+' || c == '-';
    }
    while (ok && qualifiers.n) {
        struct str pair = str_cut(&qualifiers, '&'), key = str_cut(&pair, '=');
        if (str_eq_nocase(key, S("epoch")))
            ok = decode(a, pair, &p.epoch);
    }
    if (a->failed)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    if (!ok)
        return not_purl(f, text);
    *ret_purl = p;
    return OK;
}

static char python_char(char c) { return c == '_' || c == '.' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

bool purl_same_package(const struct purl *a, const struct purl *b)
{
    if (!str_eq_nocase(a->type, b->type) || !str_eq_nocase(a->space, b->space))
        return false;
    if (!str_eq_nocase(a->type, S("pypi")))
        return str_eq_nocase(a->name, b->name);
    if (a->name.n != b->name.n)
        return false;
    for (size_t i = 0; i < a->name.n; i++)
        if (python_char(a->name.p[i]) != python_char(b->name.p[i]))
            return false;
    return true;
}

enum version_scheme purl_scheme(const struct purl *p)
{
    return str_eq_nocase(p->type, S("deb")) ? VERSION_DEB : str_eq_nocase(p->type, S("rpm")) ? VERSION_RPM : VERSION_GENERAL;
}

struct str purl_full_version(struct arena *a, const struct purl *p)
{
    if (!p->epoch.n || !p->version.n || str_find(p->version, S(":"), 0) != SIZE_MAX)
        return p->version;
    return str_printf(a, "%.*s:%.*s", SF(p->epoch), SF(p->version));
}
