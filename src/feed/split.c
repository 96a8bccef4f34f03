#include "feed/split.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "feed/limits.h"

/* The window holds what has been read and is still needed: from `keep` on. It moves down when more is read, so places are
 * offsets, never pointers. */
enum { WINDOW_STEP = 256 * 1024 };

enum state { TOP, IN_OBJECT, IN_NAMED_LIST, IN_LIST, ENDED };

struct split {
    struct source *src;
    struct str list;
    char *w;
    size_t n, cap, at, keep;
    uint64_t before;       /* bytes of the source that the window has left behind */
    bool eof, any;         /* any: at least one top value was seen */
    enum state state;
    bool first;            /* no element of the container yet */
    bool listed;           /* the object has the named list */
    bool candidate;        /* the object, from `object` on, may still be a record itself */
    size_t object;
    size_t index;          /* of the next element */
    size_t tops;           /* objects at the top so far that were records */
    struct arena arena;    /* for the texts around the records */
    struct fault fault;
};

struct split *split_new(struct source *src, const char *list)
{
    struct split *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->src = src;
    s->list = str(list);
    s->arena = arena_new((size_t)4 * feed_limits[LIMIT_RECORD].most);
    return s;
}

void split_done(struct split **s)
{
    if (!*s)
        return;
    arena_free(&(*s)->arena);
    free((*s)->w);
    free(*s);
}

static bool failed(const struct split *s) { return s->fault.code != OK; }

static void broken(struct split *s, const char *text)
{
    char place[48];
    snprintf(place, sizeof place, "byte %llu", (unsigned long long)(s->before + s->at + 1));
    if (!failed(s))
        fault(&s->fault, E_INVALID, place, text, NULL, NULL);
}

/* Reads more behind the window, moving it down to `keep` first when that frees much. False at the end or on failure. */
static bool more(struct split *s)
{
    if (s->eof || failed(s))
        return false;
    if (s->keep && (s->keep >= s->n / 2 || s->cap - s->n < WINDOW_STEP / 2)) {
        memmove(s->w, s->w + s->keep, s->n - s->keep);
        s->n -= s->keep;
        s->at -= s->keep;
        s->object -= s->candidate ? s->keep : 0;
        s->before += s->keep;
        s->keep = 0;
    }
    if (s->cap - s->n < WINDOW_STEP / 2) {
        size_t cap = s->cap ? s->cap * 2 : WINDOW_STEP;
        char *w = realloc(s->w, cap);
        if (!w) {
            fault(&s->fault, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
            return false;
        }
        s->w = w;
        s->cap = cap;
    }
    size_t n = 0;
    if (source_read(s->src, s->w + s->n, s->cap - s->n, &n, &s->fault) != OK)
        return false;
    s->eof = n == 0;
    s->n += n;
    return n > 0;
}

/* The next byte that is not white space, not taken; -1 at the end or on failure. */
static int next_byte(struct split *s)
{
    for (;;) {
        while (s->at < s->n && (s->w[s->at] == ' ' || s->w[s->at] == '\n' || s->w[s->at] == '\r' || s->w[s->at] == '\t'))
            s->at++;
        if (s->at < s->n)
            return (unsigned char)s->w[s->at];
        if (!s->candidate)
            s->keep = s->at;
        if (!more(s))
            return -1;
    }
}

/* ---- the end of a value, without reading it */

struct masks { uint64_t quote, backslash, open, close; };

#ifdef __SSE2__
#include <emmintrin.h>
/* One bit a byte of 64: the marks that matter to where a value ends. [ ] and { } differ in one bit each: 0x20. */
static struct masks masks_of(const char *p)
{
    struct masks m = { 0 };
    const __m128i quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\'), bit = _mm_set1_epi8(0x20);
    const __m128i open = _mm_set1_epi8('{'), close = _mm_set1_epi8('}');
    for (int i = 0; i < 4; i++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i)), low = _mm_or_si128(v, bit);
        m.quote |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, quote)) << 16 * i;
        m.backslash |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, back)) << 16 * i;
        m.open |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(low, open)) << 16 * i;
        m.close |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(low, close)) << 16 * i;
    }
    return m;
}
#else
static struct masks masks_of(const char *p)
{
    struct masks m = { 0 };
    for (int i = 0; i < 64; i++) {
        uint64_t b = (uint64_t)1 << i;
        m.quote |= p[i] == '"' ? b : 0;
        m.backslash |= p[i] == '\\' ? b : 0;
        m.open |= (p[i] | 0x20) == '{' ? b : 0;
        m.close |= (p[i] | 0x20) == '}' ? b : 0;
    }
    return m;
}
#endif

/* Bit i of the result: an odd number of bits up to and with i are set, that is, byte i is inside a string. */
static uint64_t inside(uint64_t quotes)
{
    for (int k = 1; k < 64; k *= 2)
        quotes ^= quotes << k;
    return quotes;
}

struct scan { size_t depth; bool string, escaped; };

/* Goes on from *at; true when the value that began at depth 0 has ended, *at is then behind it. */
static bool scan_bytes(struct scan *sc, const char *w, size_t *at, size_t end)
{
    for (size_t i = *at; i < end; i++) {
        char c = w[i];
        if (sc->escaped)
            sc->escaped = false;
        else if (sc->string && c == '\\')
            sc->escaped = true;
        else if (c == '"')
            sc->string = !sc->string;
        else if (!sc->string && (c | 0x20) == '{')
            sc->depth++;
        else if (!sc->string && (c | 0x20) == '}')
            sc->depth--;
        if (sc->depth == 0 && !sc->string) {
            *at = i + 1;
            return true;
        }
    }
    *at = end;
    return false;
}

static bool scan_window(struct scan *sc, const char *w, size_t *at, size_t end)
{
    while (end - *at >= 64) {
        struct masks m = masks_of(w + *at);
        uint64_t in = inside(m.quote) ^ (sc->string ? ~(uint64_t)0 : 0);
        size_t closes = (size_t)__builtin_popcountll(m.close & ~in);
        /* Byte by byte where a string has escapes, or where the value may end here. */
        if (m.backslash || sc->escaped || sc->depth <= closes) {
            if (scan_bytes(sc, w, at, *at + 64))
                return true;
            continue;
        }
        sc->depth += (size_t)__builtin_popcountll(m.open & ~in) - closes;
        sc->string = in >> 63;
        *at += 64;
    }
    return scan_bytes(sc, w, at, end);
}

/* Passes over the value at s->at. *ret_from, *ret_to are its place in the window, unless *ret_long: past the record limit its
 * bytes are let go. False on failure. */
static bool pass_value(struct split *s, size_t *ret_from, size_t *ret_to, bool *ret_long)
{
    int c = next_byte(s);
    if (c < 0 || c == ',' || c == ']' || c == '}' || c == ':') {
        broken(s, c < 0 ? N_("Texten tar slut för tidigt.") : N_("Det här är inte giltig JSON."));
        return false;
    }
    if (!s->candidate)
        s->keep = s->at;
    bool scalar = c != '{' && c != '[' && c != '"', too_long = false, ended = false;
    size_t length = 0;
    struct scan sc = { 0 };
    for (;;) {
        size_t from = s->at;
        if (scalar) {
            while (s->at < s->n && !strchr(",]} \n\r\t", s->w[s->at]))
                s->at++;
            ended = s->at < s->n || s->eof;
        } else {
            ended = scan_window(&sc, s->w, &s->at, s->n);
        }
        length += s->at - from;
        if (length > feed_limits[LIMIT_RECORD].most) {
            too_long = true;
            s->candidate = false;
            s->keep = s->at;
        }
        if (ended)
            break;
        if (!more(s) && !(scalar && !failed(s))) {
            broken(s, N_("Texten tar slut för tidigt."));
            return false;
        }
    }
    *ret_long = too_long;
    *ret_from = too_long ? s->at : s->at - length;
    *ret_to = s->at;
    return true;
}

/* Checks a text beside the records as JSON; decodes it when it is a string and ret_text is not NULL. */
static bool check_value(struct split *s, size_t from, size_t to, unsigned depth, struct str *ret_text)
{
    arena_reset(&s->arena);
    struct json_limits limits = { .depth = (unsigned)feed_limits[LIMIT_NESTING].most - depth,
                                  .string = feed_limits[LIMIT_STRING].most };
    struct json j = json_new((struct str){ s->w + from, to - from }, &s->arena, limits);
    if (ret_text)
        *ret_text = json_string(&j);
    else
        json_skip(&j);
    struct fault f;
    if (json_end(&j, &f) == OK)
        return true;
    if (!failed(s)) {
        s->fault = f;
        snprintf(s->fault.place, sizeof s->fault.place, "byte %llu", (unsigned long long)(s->before + from + j.at + 1));
    }
    return false;
}

/* ---- the four states; each returns true when it has set *ret */

static bool emit(struct split *s, struct split_item *ret, size_t from, size_t to, bool too_long, unsigned depth)
{
    *ret = (struct split_item){ .text = { s->w + from, too_long ? 0 : to - from }, .index = s->index, .depth = depth,
                                .too_long = too_long };
    if (depth == 2)
        snprintf(ret->place, sizeof ret->place, "%.60s[%zu]", s->list.p, s->index);
    else if (depth == 1 || s->index)
        snprintf(ret->place, sizeof ret->place, "[%zu]", s->index);
    s->index++;
    return true;
}

static bool at_top(struct split *s, struct split_item *ret)
{
    s->keep = s->at;
    int c = next_byte(s);
    if (!s->any && c == 0xEF) { /* a byte order mark: some publishers write one (RFC 8259 §8.1 lets us pass over it) */
        while (s->n - s->at < 3 && more(s))
            continue;
        if (s->n - s->at >= 3 && !memcmp(s->w + s->at, "\xEF\xBB\xBF", 3)) {
            s->at += 3;
            c = next_byte(s);
        }
    }
    if (c < 0) {
        if (!s->any)
            broken(s, N_("Texten tar slut för tidigt."));
        s->state = ENDED;
        return false;
    }
    s->any = true;
    if (c != '{' && c != '[') {
        broken(s, N_("Här ska ett objekt eller en lista stå."));
        return false;
    }
    s->first = true;
    if (c == '{' && !s->list.p) {
        size_t from, to;
        bool too_long;
        s->index = s->tops;
        if (!pass_value(s, &from, &to, &too_long))
            return false;
        s->tops++;
        return emit(s, ret, from, to, too_long, 0);
    }
    s->index = 0;
    s->keep = s->at;
    if (c == '{') {
        s->object = s->at;
        s->candidate = true;
        s->listed = false;
    }
    s->at++;
    s->state = c == '{' ? IN_OBJECT : IN_LIST;
    return false;
}

/* Before the next member or element: true when there is one, false at the container's end (taken) or on failure. */
static bool another(struct split *s, char close)
{
    int c = next_byte(s);
    if (c == close) {
        s->at++;
        return false;
    }
    if (!s->first) {
        if (c != ',') {
            broken(s, c < 0 ? N_("Texten tar slut för tidigt.") : N_("Här saknas ett kommatecken eller ett slut."));
            return false;
        }
        s->at++;
        if (next_byte(s) == close) {
            broken(s, N_("Det här är inte giltig JSON."));
            return false;
        }
    }
    s->first = false;
    return true;
}

static bool in_object(struct split *s, struct split_item *ret)
{
    size_t from, to;
    bool too_long;
    if (s->candidate && s->at - s->object > feed_limits[LIMIT_RECORD].most) {
        s->candidate = false;
        s->keep = s->at;
    }
    if (!another(s, '}')) {
        if (failed(s))
            return false;
        s->state = TOP;
        bool whole = s->candidate;
        s->candidate = false;
        if (s->listed)
            return false;
        s->index = s->tops++;
        return emit(s, ret, whole ? s->object : s->at, s->at, !whole, 0);
    }
    if (next_byte(s) != '"') {
        broken(s, N_("Här ska ett namn inom citattecken stå."));
        return false;
    }
    struct str key;
    if (!pass_value(s, &from, &to, &too_long))
        return false;
    if (too_long) {
        feed_limit_passed(LIMIT_STRING, NULL, &s->fault);
        return false;
    }
    if (!check_value(s, from, to, 1, &key))
        return false;
    bool named = str_eq(key, s->list);
    if (next_byte(s) != ':') {
        broken(s, N_("Här saknas ett kolon."));
        return false;
    }
    s->at++;
    if (named && next_byte(s) == '[') {
        s->at++;
        s->keep = s->at;
        s->listed = true;
        s->candidate = false;
        s->first = true;
        s->index = 0;
        s->state = IN_NAMED_LIST;
        return false;
    }
    if (!pass_value(s, &from, &to, &too_long))
        return false;
    if (too_long) {
        if (s->listed)
            feed_limit_passed(LIMIT_RECORD, NULL, &s->fault);
        return false;
    }
    (void)check_value(s, from, to, 1, NULL);
    return false;
}

static bool in_list(struct split *s, struct split_item *ret)
{
    size_t from, to;
    bool too_long, named = s->state == IN_NAMED_LIST;
    s->keep = s->at;
    if (!another(s, ']')) {
        s->state = named ? IN_OBJECT : TOP;
        s->first = false;
        return false;
    }
    s->keep = s->at;
    if (!pass_value(s, &from, &to, &too_long))
        return false;
    return emit(s, ret, from, to, too_long, named ? 2 : 1);
}

bool split_next(struct split *s, struct split_item *ret_item)
{
    while (!failed(s) && s->state != ENDED) {
        bool given = s->state == TOP ? at_top(s, ret_item)
                   : s->state == IN_OBJECT ? in_object(s, ret_item)
                                           : in_list(s, ret_item);
        if (given && !failed(s))
            return true;
    }
    return false;
}

enum err split_end(struct split *s, struct fault *f)
{
    if (failed(s) && f)
        *f = s->fault;
    return s->fault.code;
}
