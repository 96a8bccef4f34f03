#include "derive/value.h"

#include "base/arena.h"
#include "base/buf.h"

struct value value_of(const struct field *f, const void *row)
{
    const char *at = (const char *)row + f->offset;
    struct value v = { .kind = f->kind };
    switch (f->kind) {
    case KIND_KEY: case KIND_REF: case KIND_INSTANT: /* typed ids and instants are one int64_t */
        memcpy(&v.i, at, sizeof v.i);
        v.none = v.i == 0;
        break;
    case KIND_INT: case KIND_ORE:
        memcpy(&v.i, at, sizeof v.i);
        v.none = v.i == INT_NONE;
        break;
    case KIND_BOOL: {
        bool b;
        memcpy(&b, at, sizeof b);
        v.i = b;
        break;
    }
    case KIND_WORD: {
        unsigned w;
        memcpy(&w, at, sizeof w);
        v.i = w;
        v.none = w == 0;
        break;
    }
    case KIND_TEXT:
        memcpy(&v.s, at, sizeof v.s);
        v.none = v.s.n == 0;
        break;
    case KIND_DATE:
        memcpy(&v.d, at, sizeof v.d);
        v.none = !date_given(v.d);
        break;
    }
    return v;
}

void value_set(const struct field *f, void *row, struct value v)
{
    char *at = (char *)row + f->offset;
    switch (f->kind) {
    case KIND_KEY: case KIND_REF: case KIND_INSTANT: {
        int64_t i = v.none ? 0 : v.i;
        memcpy(at, &i, sizeof i);
        break;
    }
    case KIND_INT: case KIND_ORE: {
        int64_t i = v.none ? INT_NONE : v.i;
        memcpy(at, &i, sizeof i);
        break;
    }
    case KIND_BOOL: {
        bool b = !v.none && v.i != 0;
        memcpy(at, &b, sizeof b);
        break;
    }
    case KIND_WORD: {
        unsigned w = v.none ? 0 : (unsigned)v.i;
        memcpy(at, &w, sizeof w);
        break;
    }
    case KIND_TEXT: {
        struct str s = v.none ? (struct str){ 0 } : v.s;
        memcpy(at, &s, sizeof s);
        break;
    }
    case KIND_DATE: {
        struct date d = v.none ? (struct date){ 0 } : v.d;
        memcpy(at, &d, sizeof d);
        break;
    }
    }
}

bool value_equal(struct value a, struct value b)
{
    if (a.kind != b.kind || a.none != b.none)
        return false;
    if (a.none)
        return true;
    if (a.kind == KIND_TEXT)
        return str_eq(a.s, b.s);
    if (a.kind == KIND_DATE)
        return date_cmp(a.d, b.d) == 0;
    return a.i == b.i;
}

void value_text(struct buf *b, const struct field *f, struct value v)
{
    if (v.none)
        return;
    switch (f->kind) {
    case KIND_KEY: case KIND_REF: case KIND_INT:
        buf_int(b, v.i);
        break;
    case KIND_ORE:
        buf_printf(b, "%s%llu.%02llu", v.i < 0 ? "-" : "", (unsigned long long)(v.i < 0 ? -v.i : v.i) / 100,
                   (unsigned long long)(v.i < 0 ? -v.i : v.i) % 100);
        break;
    case KIND_INSTANT:
        instant_put(b, (instant){ v.i });
        break;
    case KIND_BOOL:
        buf_put(b, v.i ? S("ja") : S("nej"));
        break;
    case KIND_WORD:
        buf_put(b, str(f->words[v.i].code));
        break;
    case KIND_TEXT:
        buf_put(b, v.s);
        break;
    case KIND_DATE:
        date_put(b, v.d);
        break;
    }
}

/* Kronor with at most two decimals, point or comma, to öre. */
static bool parse_ore(struct str s, int64_t *ret)
{
    bool negative = s.n && s.p[0] == '-';
    s = str_sub(s, negative, s.n);
    size_t mark = 0;
    while (mark < s.n && s.p[mark] != '.' && s.p[mark] != ',')
        mark++;
    uint64_t whole, part = 0;
    struct str decimals = str_sub(s, mark + 1, s.n);
    if (!str_to_uint64(str_sub(s, 0, mark), &whole) || whole >= INT64_MAX / 100)
        return false;
    if (mark < s.n && (decimals.n < 1 || decimals.n > 2 || !str_to_uint64(decimals, &part)))
        return false;
    if (decimals.n == 1)
        part *= 10;
    int64_t v = (int64_t)(whole * 100 + part);
    *ret = negative ? -v : v;
    return true;
}

static bool parse_bool(struct str s, int64_t *ret)
{
    static const char *const yes[] = { "ja", "true", "1", "on" }, *const no[] = { "nej", "false", "0", "off" };
    for (size_t i = 0; i < LEN(yes); i++) {
        if (str_eq_nocase(s, str(yes[i])) || str_eq_nocase(s, str(no[i]))) {
            *ret = str_eq_nocase(s, str(yes[i]));
            return true;
        }
    }
    return false;
}

enum err value_parse(const struct field *f, struct str text, struct value *ret, struct fault *to)
{
    struct value v = { .kind = f->kind };
    struct str s = f->kind == KIND_TEXT ? text : str_trim(text);
    if (s.n == 0) {
        v.none = f->kind != KIND_BOOL;
        *ret = v;
        return OK;
    }
    const char *expected = NULL;
    switch (f->kind) {
    case KIND_KEY: case KIND_REF:
        if (!str_to_int64(s, &v.i) || v.i < 1)
            expected = N_("Här ska numret på en post stå.");
        break;
    case KIND_INT:
        if (!str_to_int64(s, &v.i) || v.i == INT_NONE)
            expected = N_("Här ska ett heltal stå.");
        break;
    case KIND_ORE:
        if (!parse_ore(s, &v.i))
            expected = N_("Här ska ett belopp i kronor stå, till exempel 1250 eller 1250,50.");
        break;
    case KIND_INSTANT: {
        instant t;
        if (!instant_parse(s, &t))
            expected = N_("Här ska en tidpunkt stå, till exempel 2026-11-23T08:15:00Z.");
        else
            v.i = t.usec;
        break;
    }
    case KIND_BOOL:
        if (!parse_bool(s, &v.i))
            expected = N_("Här ska ja eller nej stå.");
        break;
    case KIND_WORD:
        v.i = field_word(f, s);
        for (size_t i = 1; v.i == 0 && i < f->words_n; i++)
            if (str_eq_nocase(s, str(f->words[i].label)) || str_eq_nocase(s, str(f->words[i].code)))
                v.i = (int64_t)i;
        if (v.i == 0)
            expected = N_("Värdet finns inte bland alternativen.");
        break;
    case KIND_TEXT:
        if (!utf8_valid(s))
            expected = N_("Texten är inte giltig UTF-8.");
        v.s = s;
        break;
    case KIND_DATE:
        if (!date_parse(s, &v.d))
            expected = N_("Här ska ett datum stå: 2023, 2023-12 eller 2023-12-06. Skriv ? när det är okänt.");
        break;
    }
    if (expected)
        return fault(to, E_INVALID, f->name, expected, NULL, NULL);
    *ret = v;
    return OK;
}

void *row_new(struct arena *a, const struct entity *e)
{
    void *row = arena_alloc(a, e->size);
    if (row)
        row_clear(e, row);
    return row;
}

void row_clear(const struct entity *e, void *row)
{
    memset(row, 0, e->size);
    for (size_t i = 0; i < e->n; i++)
        value_set(&e->fields[i], row, (struct value){ .kind = e->fields[i].kind, .none = true });
}

struct str row_title(const struct entity *e, const void *row)
{
    const struct field *f = e->title ? entity_field_named(e, str(e->title)) : NULL;
    return f ? value_of(f, row).s : (struct str){ 0 };
}
