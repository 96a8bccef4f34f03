/* For tests: rows with every kind of value at random, from a seed, so that a failure can be had again. */
#ifndef DERIVE_ROW_RANDOM_H
#define DERIVE_ROW_RANDOM_H

#include "base/arena.h"
#include "derive/value.h"

/* SplitMix64 (Steele, Lea, Flood 2014). */
static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline int64_t random_below(uint64_t *state, uint64_t n) { return (int64_t)(random_next(state) % n); }

/* Text that has broken a program somewhere: markup, formulas, separators, direction marks, combining and wide characters. */
static inline struct str random_text(uint64_t *state, struct arena *a, size_t parts_max)
{
    static const char *const parts[] = {
        "a", "Ö", " ", "\n", "\r\n", "\"", "\\", "'", "<script>", "&amp;", "</td>", ";", ",", "=1+1", "+", "-", "@", "\t", "%00", "${x}", "\x01", "\x7f",
        "\u202e", "\u2028", "\ufeff", "e\u0301", "\U0001F6E1", "\U000E0041", "null", "ja", "?", "{\"id\":1}", "--", "\u00a0",
    };
    size_t n = (size_t)random_below(state, parts_max + 1), at = 0;
    char *p = arena_alloc(a, n * 16 + 1);
    for (size_t i = 0; p && i < n; i++) {
        struct str part = str(parts[random_below(state, LEN(parts))]);
        memcpy(p + at, part.p, part.n);
        at += part.n;
    }
    return (struct str){ p, p ? at : 0 };
}

static inline struct value random_value(uint64_t *state, struct arena *a, const struct field *f)
{
    struct value v = { .kind = f->kind };
    if (f->kind != KIND_BOOL && random_below(state, 4) == 0) {
        v.none = true;
        return v;
    }
    switch (f->kind) {
    case KIND_KEY: case KIND_REF:
        v.i = 1 + random_below(state, random_below(state, 8) ? 1000 : INT64_MAX - 1);
        break;
    case KIND_INT: case KIND_ORE:
        v.i = random_below(state, 8) ? random_below(state, 2000) - 1000 : (int64_t)random_next(state);
        v.none = v.i == INT_NONE;
        break;
    case KIND_BOOL:
        v.i = random_below(state, 2);
        break;
    case KIND_WORD:
        v.i = 1 + random_below(state, f->words_n - 1);
        break;
    case KIND_TEXT:
        v.s = random_text(state, a, f->flags & LONG ? 40 : 8);
        v.none = v.s.n == 0;
        break;
    case KIND_DATE: {
        int64_t precision = random_below(state, 4);
        v.d = precision == 0 ? DATE_UNKNOWN : (struct date){ .year = (int16_t)(1 + random_below(state, 9999)) };
        if (precision > 1)
            v.d.month = (int8_t)(1 + random_below(state, 12));
        if (precision > 2)
            v.d.day = (int8_t)(1 + random_below(state, 28));
        break;
    }
    case KIND_INSTANT: /* up to the year 2200 */
        v.i = 1 + random_below(state, (uint64_t)7258118400 * 1000000);
        break;
    }
    return v;
}

static inline void *random_row(uint64_t *state, struct arena *a, const struct entity *e)
{
    void *row = row_new(a, e);
    for (size_t i = 0; row && i < entity_fields(e); i++)
        value_set(entity_field(e, i), row, random_value(state, a, entity_field(e, i)));
    if (row && row_of(row)->version == INT_NONE) /* every row has a version */
        row_of(row)->version = 0;
    return row;
}

static inline bool rows_equal(const struct entity *e, const void *x, const void *y)
{
    for (size_t i = 0; i < entity_fields(e); i++)
        if (!value_equal(value_of(entity_field(e, i), x), value_of(entity_field(e, i), y)))
            return false;
    return true;
}

#endif
