/* Texts as words, and questions as groups of them. */
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "store/search_inside.h"

enum { LETTERS = 64 };

static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return u_isalnum((UChar32)c);
}

static bool is_mark(uint32_t c)
{
    return c >= 0x300 && (u_getCombiningClass((UChar32)c) != 0 || u_charType((UChar32)c) == U_NON_SPACING_MARK);
}

static size_t put_utf8(char *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        to[i] = (char)(0x80 | (c & 0x3f));
    to[0] = (char)(first[n] | c);
    return n;
}

/* An accent that stands by itself joins its letter, so that "å" is one letter however it was typed. */
static bool join(uint32_t *letters, size_t n, uint32_t mark)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfc = n ? unorm2_getNFCInstance(&code) : NULL;
    UChar32 both = nfc && U_SUCCESS(code) ? unorm2_composePair(nfc, (UChar32)letters[n - 1], (UChar32)mark) : -1;
    if (both < 0)
        return false;
    letters[n - 1] = (uint32_t)both;
    return true;
}

bool search_word_next(struct str text, size_t *at, struct word_at *ret)
{
    size_t i = *at;
    uint32_t letters[LETTERS];
    size_t n = 0;
    while (i < text.n) {
        size_t from = i;
        if (is_letter(utf8_next(text, &i))) {
            i = from;
            break;
        }
        if (i == text.n) {
            *at = i;
            return false;
        }
    }
    if (i >= text.n)
        return false;
    ret->from = ret->to = i;
    while (i < text.n) {
        uint32_t c = utf8_next(text, &i);
        bool mark = is_mark(c), soft_hyphen = c == 0xad;
        if (!mark && !soft_hyphen && !is_letter(c))
            break;
        ret->to = i;
        if (soft_hyphen || (mark && join(letters, n, c)) || n == LETTERS)
            continue;
        letters[n++] = c < 0x80 ? c | (c >= 'A' && c <= 'Z' ? 0x20u : 0) : (uint32_t)u_tolower((UChar32)c);
    }
    *at = ret->to;
    ret->n = 0;
    for (size_t k = 0; k < n && ret->n + 4 <= SEARCH_WORD_BYTES; k++)
        ret->n += put_utf8(ret->bytes + ret->n, letters[k]);
    return true;
}

/* The two words stand in one: "it-säkerhet". */
static bool hyphen_between(struct str text, size_t from, size_t to)
{
    return str_eq(str_sub(text, from, to), S("-")) || str_eq(str_sub(text, from, to), S("\u2010")) || str_eq(str_sub(text, from, to), S("\u2011"));
}

static bool put_word(struct buf *b, struct str word)
{
    if (b->n + word.n + 1 > SEARCH_TEXT_BYTES)
        return false;
    if (b->n)
        buf_char(b, ' ');
    buf_put(b, word);
    return true;
}

void search_words_put(struct buf *b, struct buf *joined, struct str text)
{
    struct word_at w = { .n = 0 };
    char whole[SEARCH_WORD_BYTES];
    size_t whole_n = 0, before = 0;
    bool compound = false;
    for (size_t at = 0; search_word_next(text, &at, &w); before = w.to) {
        bool goes_on = before && hyphen_between(text, before, w.from);
        if (!goes_on) {
            if (compound)
                (void)put_word(joined, (struct str){ whole, whole_n });
            whole_n = 0;
        }
        compound = goes_on;
        if (whole_n + w.n <= sizeof whole) {
            memcpy(whole + whole_n, w.bytes, w.n);
            whole_n += w.n;
        }
        if (!put_word(b, (struct str){ w.bytes, w.n }))
            return;
    }
    if (compound)
        (void)put_word(joined, (struct str){ whole, whole_n });
}

static enum err too_many(struct fault *f)
{
    return fault(f, E_LIMIT, "q", N_("Sök efter högst {1} ord åt gången."), "12", NULL);
}

static bool phrase_add(struct arena *a, struct search_phrase *p, const struct word_at *w)
{
    struct str word = str_copy(a, (struct str){ w->bytes, w->n });
    if (p->n < SEARCH_WORDS_MAX)
        p->words[p->n++] = word;
    return word.p != NULL;
}

enum err search_phrase_of(struct arena *a, struct str text, struct search_phrase *ret, struct fault *f)
{
    struct word_at w;
    struct search_phrase p = { .n = 0 };
    for (size_t at = 0; p.n < SEARCH_WORDS_MAX && search_word_next(text, &at, &w); )
        if (!phrase_add(a, &p, &w))
            return no_memory(f);
    *ret = p;
    return OK;
}

static bool same_phrase(const struct search_phrase *a, const struct search_phrase *b)
{
    bool same = a->n == b->n && a->prefix == b->prefix;
    for (size_t i = 0; same && i < a->n; i++)
        same = str_eq(a->words[i], b->words[i]);
    return same;
}

void search_also(struct search_group *g, const struct search_phrase *p)
{
    for (size_t i = 0; i < g->n; i++)
        if (same_phrase(&g->v[i], p))
            return;
    if (p->n && g->n < SEARCH_ALTERNATIVES_MAX)
        g->v[g->n++] = *p;
}

/* A phrase of several words outside quotes is a compound: it is also found written as one word. */
static enum err also_joined(struct arena *a, struct search_group *g, struct fault *f)
{
    char whole[SEARCH_WORD_BYTES];
    struct search_phrase one = { .n = 1, .prefix = g->v[0].prefix };
    size_t n = 0;
    for (size_t i = 0; i < g->v[0].n && n + g->v[0].words[i].n <= sizeof whole; i++) {
        memcpy(whole + n, g->v[0].words[i].p, g->v[0].words[i].n);
        n += g->v[0].words[i].n;
    }
    one.words[0] = str_copy(a, (struct str){ whole, n });
    if (!one.words[0].p)
        return no_memory(f);
    search_also(g, &one);
    return OK;
}

static size_t quote_at(struct str text, size_t from)
{
    static const char *const quotes[] = { "\"", "”", "“", "„" };
    size_t first = text.n;
    for (size_t i = 0; i < LEN(quotes); i++) {
        size_t at = str_find(text, str(quotes[i]), from);
        first = at < first ? at : first;
    }
    return first;
}

/* Words outside quotes: one group each, but those that a hyphen holds together are one. */
static enum err loose(struct arena *a, struct str text, struct search *s, struct fault *f)
{
    struct word_at w;
    size_t before = 0;
    for (size_t at = 0; search_word_next(text, &at, &w); before = w.to) {
        bool goes_on = before && hyphen_between(text, before, w.from);
        if (!goes_on && s->n == SEARCH_GROUPS_MAX)
            return too_many(f);
        struct search_group *g = &s->groups[goes_on ? s->n - 1 : s->n++];
        if (!goes_on)
            *g = (struct search_group){ .n = 1 };
        if (!phrase_add(a, &g->v[0], &w))
            return no_memory(f);
    }
    return OK;
}

enum err search_parse(struct arena *a, struct str text, struct search *ret, struct fault *f)
{
    struct search s = { .n = 0 };
    bool quoted = false, open_end = false;
    for (size_t at = 0; at <= text.n; quoted = !quoted) {
        size_t end = quote_at(text, at), behind = end;
        struct str part = str_sub(text, at, end);
        size_t n = s.n;
        if (!quoted) {
            TRY(loose(a, part, &s, f));
        } else {
            struct search_phrase p;
            TRY(search_phrase_of(a, part, &p, f));
            if (p.n && s.n == SEARCH_GROUPS_MAX)
                return too_many(f);
            if (p.n)
                s.groups[s.n++] = (struct search_group){ .n = 1, .v = { p } };
        }
        if (end < text.n)
            (void)utf8_next(text, &behind);
        open_end = !quoted && end == text.n && part.n && part.p[part.n - 1] != ' ' && s.n > n;
        at = end == text.n ? text.n + 1 : behind;
    }
    if (s.n && open_end) {
        struct search_phrase *last = &s.groups[s.n - 1].v[0];
        last->prefix = utf8_length(last->words[last->n - 1]) > 1;
    }
    for (size_t i = 0; i < s.n; i++)
        if (s.groups[i].v[0].n > 1)
            TRY(also_joined(a, &s.groups[i], f));
    *ret = s;
    return OK;
}

static bool word_fits(const struct search_phrase *p, size_t i, const struct word_at *w)
{
    struct str word = { w->bytes, w->n };
    return i + 1 == p->n && p->prefix ? str_starts(word, p->words[i]) : str_eq(word, p->words[i]);
}

/* The phrase begins with this word; *to becomes its end. A compound that is asked for as one word is found as its parts, too. */
static bool begins_here(const struct search_phrase *p, struct str text, struct word_at w, size_t *to)
{
    size_t at = w.to;
    for (size_t i = 0; i < p->n; i++) {
        if (i && !search_word_next(text, &at, &w))
            return false;
        if (!word_fits(p, i, &w))
            return false;
    }
    *to = w.to;
    return true;
}

static bool joined_here(const struct search_phrase *p, struct str text, struct word_at w, size_t *to)
{
    char whole[SEARCH_WORD_BYTES];
    size_t n = 0, at = w.to;
    for (size_t parts = 0; p->n == 1 && n + w.n <= sizeof whole; parts++) {
        memcpy(whole + n, w.bytes, w.n);
        n += w.n;
        struct str all = { whole, n };
        size_t end = w.to;
        if (parts && (p->prefix ? str_starts(all, p->words[0]) : str_eq(all, p->words[0]))) {
            *to = w.to;
            return true;
        }
        if (!str_starts(p->words[0], all) || !search_word_next(text, &at, &w) || !hyphen_between(text, end, w.from))
            return false;
    }
    return false;
}

bool search_next(const struct search *s, struct str text, size_t *at, size_t *ret_from, size_t *ret_to)
{
    struct word_at w;
    size_t i = *at;
    while (search_word_next(text, &i, &w))
        for (size_t g = 0; g < s->n; g++)
            for (size_t k = 0; k < s->groups[g].n; k++) {
                size_t to;
                const struct search_phrase *p = &s->groups[g].v[k];
                if (!begins_here(p, text, w, &to) && !joined_here(p, text, w, &to))
                    continue;
                *ret_from = w.from;
                *ret_to = to;
                *at = to;
                return true;
            }
    return false;
}
