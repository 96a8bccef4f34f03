/* Ranges of versions as people write them. Seen in CSAF's product_version_range (CISA, Siemens), in the version field of CVE
 * records, and as "vers:" (package-url/vers-spec). Two steps: words, then bounds. */
#include "base/arena.h"
#include "vuln/version.h"

enum word_kind {
    W_END, W_VERSION, W_LT, W_LE, W_GT, W_GE, W_EQ, W_NE, W_PRIOR, W_THROUGH, W_LATER, W_FROM, W_EXCLUDING, W_ALL, W_UNKNOWN,
    W_NOISE, W_OTHER,
};

struct word { enum word_kind kind; struct str text; };

enum { WORDS_MAX = 5 * VERSION_FREE_MAX };

static const struct { const char *text; enum word_kind kind; } known[] = {
    { "prior", W_PRIOR }, { "before", W_PRIOR }, { "earlier", W_PRIOR }, { "below", W_PRIOR }, { "older", W_PRIOR },
    { "lower", W_PRIOR }, { "previous", W_PRIOR },
    { "through", W_THROUGH }, { "thru", W_THROUGH }, { "until", W_THROUGH }, { "up", W_THROUGH }, { "-", W_THROUGH },
    { "to", W_THROUGH }, { "till", W_THROUGH },
    { "later", W_LATER }, { "newer", W_LATER }, { "above", W_LATER }, { "after", W_LATER }, { "higher", W_LATER },
    { "greater", W_LATER }, { "onwards", W_LATER },
    { "from", W_FROM }, { "since", W_FROM }, { "starting", W_FROM },
    { "excluding", W_EXCLUDING }, { "not", W_EXCLUDING }, { "but", W_NOISE },
    { "all", W_ALL }, { "any", W_ALL }, { "every", W_ALL }, { "*", W_ALL }, { "vers:all/*", W_ALL },
    { "n/a", W_UNKNOWN }, { "na", W_UNKNOWN }, { "unspecified", W_UNKNOWN }, { "unknown", W_UNKNOWN }, { "none", W_UNKNOWN },
    { "unspecified.", W_UNKNOWN }, { "multiple", W_UNKNOWN },
    { "and", W_NOISE }, { "or", W_NOISE }, { "version", W_NOISE }, { "versions", W_NOISE }, { "ver", W_NOISE },
    { "ver.", W_NOISE }, { "v", W_NOISE }, { "v.", W_NOISE }, { "the", W_NOISE }, { "than", W_NOISE }, { "release", W_NOISE },
    { "releases", W_NOISE }, { "including", W_NOISE }, { "inclusive", W_NOISE }, { "included", W_NOISE }, { "with", W_NOISE },
    { "builds", W_NOISE }, { "build", W_NOISE }, { "equal", W_NOISE }, { "firmware", W_NOISE }, { "software", W_NOISE },
};

static bool digit(char c) { return c >= '0' && c <= '9'; }

static enum word_kind kind_of(struct str w)
{
    for (size_t i = 0; i < LEN(known); i++)
        if (str_eq_nocase(w, str(known[i].text)))
            return known[i].kind;
    for (size_t i = 0; i < w.n; i++)
        if (digit(w.p[i]))
            return W_VERSION;
    return W_OTHER;
}

/* "≤" and "≥" are three bytes that differ in the last. */
static size_t operator_at(struct str s, size_t at, enum word_kind *ret)
{
    struct str left = str_sub(s, at, s.n);
    static const struct { const char *text; enum word_kind kind; } signs[] = {
        { "<=", W_LE }, { "=<", W_LE }, { ">=", W_GE }, { "=>", W_GE }, { "!=", W_NE }, { "==", W_EQ }, { "<", W_LT }, { ">", W_GT },
        { "=", W_EQ }, { "\xE2\x89\xA4", W_LE }, { "\xE2\x89\xA5", W_GE },
    };
    for (size_t i = 0; i < LEN(signs); i++)
        if (str_starts(left, str(signs[i].text))) {
            *ret = signs[i].kind;
            return strlen(signs[i].text);
        }
    return 0;
}

/* Some publishers write "_" for a space: it ends a word before a sign or before a word that can't be part of a version. */
static bool underscore_ends(struct str s, size_t at)
{
    static const char *const words[] = { "and", "or", "only", "when", "if", "for", "prior", "before", "through", "to", "up", "with" };
    enum word_kind sign;
    if (at + 1 >= s.n || operator_at(s, at + 1, &sign))
        return true;
    size_t end = at + 1;
    while (end < s.n && s.p[end] != '_' && s.p[end] != ' ')
        end++;
    struct str w = str_sub(s, at + 1, end);
    for (size_t i = 0; i < LEN(words); i++)
        if (str_eq_nocase(w, str(words[i])))
            return true;
    return false;
}

static size_t words_of(struct str s, struct word to[WORDS_MAX + 1], bool *ret_more)
{
    size_t n = 0, at = 0;
    while (at < s.n && n < WORDS_MAX) {
        enum word_kind sign = W_OTHER;
        size_t k = operator_at(s, at, &sign);
        if (k) {
            to[n++] = (struct word){ sign, str_sub(s, at, at + k) };
            at += k;
            continue;
        }
        if (strchr(" \t\r\n,;|()[]&", s.p[at]) || (s.p[at] == '_' && underscore_ends(s, at))) {
            at++;
            continue;
        }
        size_t from = at;
        while (at < s.n && !strchr(" \t\r\n,;|()[]&", s.p[at]) && !operator_at(s, at, &sign) && !(s.p[at] == '_' && underscore_ends(s, at)))
            at++;
        struct str w = str_sub(s, from, at);
        if (w.n > 4 && str_eq_nocase(str_sub(w, 0, 4), S("ver.")) && digit(w.p[4]))
            w = str_sub(w, 4, w.n);
        bool and_later = w.n > 1 && w.p[w.n - 1] == '+' && digit(w.p[w.n - 2]);
        if (and_later)
            w = str_sub(w, 0, w.n - 1);
        while (w.n > 1 && (w.p[w.n - 1] == '.' || w.p[w.n - 1] == ':') && kind_of(w) == W_VERSION)
            w = str_sub(w, 0, w.n - 1);
        to[n++] = (struct word){ kind_of(w), w };
        if (and_later && n < WORDS_MAX)
            to[n++] = (struct word){ W_LATER, w };
    }
    *ret_more = at < s.n;
    to[n] = (struct word){ .kind = W_END };
    return n;
}

struct building {
    struct version_rule rule[VERSION_FREE_MAX];
    size_t n;
    enum version_status status;
    enum version_scheme scheme;
    bool vague, ranged, all, unknown;
};

static struct version_range *new_range(struct building *b, bool exact, enum version_status status)
{
    if (b->n == VERSION_FREE_MAX) {
        b->vague = true;
        return NULL;
    }
    b->rule[b->n] = (struct version_rule){ .status = (uint8_t)status, .exact = exact };
    return &b->rule[b->n++].range;
}

static bool below(const struct building *b, struct str low, struct str high)
{
    int c = 0;
    return !low.n || !high.n || (version_compare(b->scheme, low, high, &c) && c <= 0);
}

/* One bound: joins the range last begun when that one lacks it and stays non-empty, otherwise begins another. */
static void bound(struct building *b, enum word_kind kind, struct str version)
{
    b->ranged = true;
    if (kind == W_EQ || kind == W_NE) {
        struct version_range *r = new_range(b, true, kind == W_EQ ? b->status : VERSION_UNAFFECTED);
        if (r)
            r->ge = r->le = version;
        if (r && kind == W_NE && b->n > 1) { /* the first rule that holds decides: exceptions come first */
            struct version_rule mine = b->rule[b->n - 1];
            memmove(b->rule + 1, b->rule, (b->n - 1) * sizeof *b->rule);
            b->rule[0] = mine;
        }
        return;
    }
    bool lower = kind == W_GE || kind == W_GT;
    struct version_rule *last = b->n && !b->rule[b->n - 1].exact ? &b->rule[b->n - 1] : NULL;
    struct version_range *r = last ? &last->range : NULL;
    bool has_low = r && (r->ge.n || r->gt.n), has_high = r && (r->le.n || r->lt.n);
    struct str low = r ? (r->ge.n ? r->ge : r->gt) : S(""), high = r ? (r->le.n ? r->le : r->lt) : S("");
    if (!r || (lower ? has_low || !below(b, version, high) : has_high || !below(b, low, version)))
        r = new_range(b, false, b->status);
    if (!r)
        return;
    *(kind == W_GE ? &r->ge : kind == W_GT ? &r->gt : kind == W_LE ? &r->le : &r->lt) = version;
}

static const struct word *past_noise(const struct word *w)
{
    while (w->kind == W_NOISE)
        w++;
    return w;
}

/* A version that no sign stands before: "1.0 and earlier", "1.0 through 2.0", "1.0 before 2.0", "1.0 and later", "1.0". */
static const struct word *plain_version(struct building *b, const struct word *w)
{
    struct str version = w->text;
    const struct word *next = past_noise(w + 1);
    const struct word *after = next->kind == W_END ? next : past_noise(next + 1);
    if (next->kind == W_PRIOR && after->kind != W_VERSION && !(after->kind == W_THROUGH && past_noise(after + 1)->kind == W_VERSION)) {
        bound(b, W_LE, version);
        return next + 1;
    }
    if (next->kind == W_LATER && after->kind != W_VERSION) {
        bound(b, W_GE, version);
        return next + 1;
    }
    if (next->kind == W_PRIOR || (next->kind == W_THROUGH && (after->kind == W_VERSION || after->kind == W_THROUGH))) {
        new_range(b, false, b->status);
        bound(b, W_GE, version);
        return next;
    }
    struct version_range *r = new_range(b, true, b->status);
    if (r) {
        r->ge = r->le = version;
        b->rule[b->n - 1].vague = true; /* until it is known whether the text around it was understood */
    }
    return w + 1;
}

/* A word that wants a version behind it: "prior to X", "up to (excluding) X", "later than X", "from X". */
static const struct word *led_version(struct building *b, const struct word *w)
{
    enum word_kind kind = w->kind == W_PRIOR ? W_LT : w->kind == W_THROUGH ? W_LE : w->kind == W_LATER ? W_GT : W_GE;
    const struct word *next = w + 1;
    for (; next->kind == W_NOISE || next->kind == W_THROUGH || next->kind == W_EXCLUDING; next++)
        if (next->kind == W_EXCLUDING && kind == W_LE)
            kind = W_LT;
    if (next->kind != W_VERSION) {
        b->vague = true;
        return w + 1;
    }
    bound(b, kind, next->text);
    return next + 1;
}

static void interpret(struct building *b, const struct word *w)
{
    while (w->kind != W_END) {
        const struct word *next = past_noise(w + 1);
        switch (w->kind) {
        case W_LT: case W_LE: case W_GT: case W_GE: case W_EQ: case W_NE:
            if (next->kind == W_VERSION || next->kind == W_OTHER) {
                bound(b, w->kind, next->text);
                w = next + 1;
            } else {
                b->vague = b->ranged = true;
                w++;
            }
            break;
        case W_VERSION: w = plain_version(b, w); break;
        case W_PRIOR: case W_THROUGH: case W_LATER: case W_FROM: w = led_version(b, w); break;
        case W_ALL: b->all = true; w++; break;
        case W_UNKNOWN: b->unknown = true; w++; break;
        case W_NOISE: w++; break;
        default: b->vague = true; w++; break;
        }
    }
}

struct version_rules *version_rules_of_text(struct arena *a, struct str text, enum version_status status)
{
    struct word words[WORDS_MAX + 1];
    struct building b = { .status = status };
    bool more = false;
    text = str_trim(text);
    struct str body = text;
    if (str_starts(text, S("vers:")) && !str_is(text, "vers:all/*")) {
        body = str_sub(text, 5, text.n);
        struct str type = str_cut(&body, '/');
        b.scheme = str_is(type, "deb") ? VERSION_DEB : str_is(type, "rpm") ? VERSION_RPM : VERSION_GENERAL;
    }
    size_t n = words_of(body, words, &more);
    interpret(&b, words);
    b.vague |= more;

    bool list = n > 0;
    for (size_t i = 0; i < n; i++)
        list &= words[i].kind == W_VERSION;
    if (n == 0 || (b.unknown && !b.ranged)) { /* nothing is said of versions */
        b.n = 0;
        new_range(&b, false, status);
        b.vague = true;
    } else if (b.all && !b.ranged) {
        b.n = 0;
        new_range(&b, false, status);
    } else if (b.ranged) {
        size_t kept = 0; /* beside words that were not understood, what looks like a version may be anything */
        for (size_t i = 0; i < b.n; i++)
            if (!(b.vague && b.rule[i].exact && b.rule[i].vague))
                b.rule[kept++] = b.rule[i];
        b.n = kept;
        if (b.n == 0)
            new_range(&b, false, status);
    } else if (!list) { /* words without a range: a version's name */
        b.n = 0;
        b.vague = false;
        struct version_range *r = new_range(&b, true, status);
        if (r)
            r->ge = r->le = text;
    }
    struct version_rules *rules = ARENA_NEW(a, struct version_rules);
    struct version_rule *rule = arena_array(a, b.n, sizeof *rule);
    if (!rules || !rule)
        return NULL;
    memcpy(rule, b.rule, b.n * sizeof *rule);
    for (size_t i = 0; i < b.n; i++)
        rule[i].vague = b.vague;
    *rules = (struct version_rules){ .rules = rule, .n = (uint32_t)b.n, .otherwise = VERSION_UNAFFECTED, .scheme = (uint8_t)b.scheme };
    return rules;
}
