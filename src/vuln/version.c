#include "vuln/version.h"

#include "base/arena.h"
#include "base/buf.h"
#include "vuln/package.h"

/* ---- the general order */

enum token_kind { PRERELEASE, END, WORD, NUMBER }; /* in their order */

struct token { enum token_kind kind; struct str text; };

struct tokens {
    struct str in;
    size_t at;
    size_t zeros;        /* zeros that turned out to count and are not given yet */
    bool has_next;       /* the token behind the zeros */
    struct token next;
};

static bool digit(char c) { return c >= '0' && c <= '9'; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }
/* Bytes of UTF-8 beyond ASCII count as letters. */
static bool letter(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (unsigned char)c >= 0x80; }

static bool prerelease(struct str w)
{
    static const char *const words[] = { "alpha", "beta", "dev", "pre", "preview", "rc", "snapshot" };
    for (size_t i = 0; i < LEN(words); i++)
        if (str_eq_nocase(w, str(words[i])))
            return true;
    return false;
}

/* The next run as it stands. Numbers come without leading zeros: zero is an empty number. */
static struct token run(struct tokens *t)
{
    const char *p = t->in.p;
    size_t n = t->in.n, i = t->at;
    while (i < n && !digit(p[i]) && !letter(p[i]))
        i++;
    size_t from = i;
    if (i >= n) {
        t->at = n;
        return (struct token){ .kind = END };
    }
    bool number = digit(p[i]);
    while (i < n && (number ? digit(p[i]) : letter(p[i])))
        i++;
    t->at = i;
    while (number && from < i && p[from] == '0')
        from++;
    struct str text = { p + from, i - from };
    return (struct token){ number ? NUMBER : prerelease(text) ? PRERELEASE : WORD, text };
}

static struct token token(struct tokens *t)
{
    if (!t->has_next) {
        struct token k;
        while ((k = run(t)).kind == NUMBER && k.text.n == 0)
            t->zeros++;
        if (k.kind != NUMBER)
            t->zeros = 0;
        t->next = k;
        t->has_next = true;
    }
    if (t->zeros) {
        t->zeros--;
        return (struct token){ .kind = NUMBER };
    }
    t->has_next = false;
    return t->next;
}

static int compare_words(struct str a, struct str b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return (unsigned char)lower(a.p[i]) < (unsigned char)lower(b.p[i]) ? -1 : 1;
    return a.n == b.n ? 0 : a.n < b.n ? -1 : 1;
}

static struct tokens tokens_of(struct str s)
{
    s = str_trim(s);
    if (s.n > 1 && lower(s.p[0]) == 'v' && digit(s.p[1]))
        s = str_sub(s, 1, s.n);
    return (struct tokens){ .in = s };
}

int version_compare_general(struct str a, struct str b)
{
    struct tokens ta = tokens_of(a), tb = tokens_of(b);
    for (;;) {
        struct token x = token(&ta), y = token(&tb);
        if (x.kind != y.kind)
            return x.kind < y.kind ? -1 : 1;
        if (x.kind == END)
            return 0;
        int c = 0;
        if (x.kind != NUMBER)
            c = compare_words(x.text, y.text);
        else if (x.text.n != y.text.n)
            c = x.text.n < y.text.n ? -1 : 1;
        else if (x.text.n)
            c = memcmp(x.text.p, y.text.p, x.text.n);
        if (c)
            return c;
    }
}

struct version_digits version_digits_of(struct str s)
{
    struct version_digits v = { 0 };
    size_t i = 0, kept = 0;
    while (i < s.n) {
        uint64_t part = 0;
        size_t from = i;
        for (; i < s.n && digit(s.p[i]); i++)
            if ((part = part * 10 + (unsigned)(s.p[i] - '0')) > UINT32_MAX)
                return (struct version_digits){ 0 };
        if (i == from || v.n == LEN(v.part) || (i < s.n && s.p[i] != '.'))
            return (struct version_digits){ 0 };
        v.part[v.n++] = (uint32_t)part;
        kept = part ? v.n : kept;
        i++;
    }
    v.n = (uint8_t)kept;
    v.usable = s.n > 0;
    return v;
}

int version_digits_compare(const struct version_digits *a, const struct version_digits *b)
{
    for (uint8_t i = 0; i < a->n && i < b->n; i++)
        if (a->part[i] != b->part[i])
            return a->part[i] < b->part[i] ? -1 : 1;
    return (int)a->n - (int)b->n;
}

bool version_compare(enum version_scheme scheme, struct str a, struct str b, int *ret)
{
    if (scheme == VERSION_DEB)
        return package_compare_deb(a, b, ret);
    if (scheme == VERSION_RPM)
        return package_compare_rpm(a, b, ret);
    *ret = version_compare_general(a, b);
    return true;
}

/* ---- ranges and rules */

bool version_in(enum version_scheme scheme, const struct version_range *r, struct str version)
{
    int c = 0;
    return (!r->ge.n || (version_compare(scheme, version, r->ge, &c) && c >= 0)) &&
           (!r->gt.n || (version_compare(scheme, version, r->gt, &c) && c > 0)) &&
           (!r->le.n || (version_compare(scheme, version, r->le, &c) && c <= 0)) &&
           (!r->lt.n || (version_compare(scheme, version, r->lt, &c) && c < 0));
}

struct version_verdict version_judge(const struct version_rules *rules, struct str version)
{
    for (uint32_t i = 0; i < rules->n; i++) {
        const struct version_rule *r = &rules->rules[i];
        if (!version_in((enum version_scheme)rules->scheme, &r->range, version))
            continue;
        struct version_verdict v = { .status = r->status, .vague = r->vague, .rule = r };
        for (uint16_t k = 0; k < r->n_changes; k++) {
            int c = 0;
            if (version_compare((enum version_scheme)rules->scheme, version, r->changes[k].at, &c) && c >= 0)
                v.status = r->changes[k].status;
        }
        return v;
    }
    return (struct version_verdict){ .status = rules->otherwise };
}

bool version_rules_affect(const struct version_rules *rules)
{
    if (rules->otherwise == VERSION_AFFECTED)
        return true;
    for (uint32_t i = 0; i < rules->n; i++) {
        if (rules->rules[i].status == VERSION_AFFECTED)
            return true;
        for (uint16_t k = 0; k < rules->rules[i].n_changes; k++)
            if (rules->rules[i].changes[k].status == VERSION_AFFECTED)
                return true;
    }
    return false;
}

static void put_bound(struct buf *b, size_t from, const char *sign, struct str s)
{
    if (!s.n)
        return;
    if (b->n > from)
        buf_char(b, ' ');
    buf_put(b, str(sign));
    buf_put(b, s);
}

void version_range_put(struct buf *b, const struct version_rule *rule)
{
    const struct version_range *r = &rule->range;
    size_t from = b->n;
    if (rule->exact) {
        put_bound(b, from, "=", r->ge);
        return;
    }
    put_bound(b, from, ">=", r->ge);
    put_bound(b, from, ">", r->gt);
    put_bound(b, from, "<=", r->le);
    put_bound(b, from, "<", r->lt);
}
