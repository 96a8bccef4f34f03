#include "derive/json.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"

/* ---- writing ---- */

static void put_quoted(struct buf *b, const struct field *f, struct value v)
{
    buf_char(b, '"');
    value_text(b, f, v); /* ASCII without quotes: codes, dates, instants */
    buf_char(b, '"');
}

/* A value that is given; the same bytes in both forms but for references. */
static void put_value(struct buf *b, const struct field *f, struct value v)
{
    switch (f->kind) {
    case KIND_KEY: case KIND_REF: case KIND_INT: case KIND_ORE:
        buf_int(b, v.i);
        break;
    case KIND_BOOL:
        buf_put(b, v.i ? S("true") : S("false"));
        break;
    case KIND_TEXT:
        buf_json(b, v.s);
        break;
    case KIND_WORD: case KIND_DATE: case KIND_INSTANT:
        put_quoted(b, f, v);
        break;
    }
}

void value_json(struct buf *b, const struct field *f, struct value v)
{
    if (v.none)
        buf_put(b, S("null"));
    else
        put_value(b, f, v);
}

static void put_name(struct buf *b, const struct field *f, bool *first)
{
    buf_char(b, *first ? '{' : ',');
    *first = false;
    buf_char(b, '"');
    buf_put(b, str(f->name));
    buf_put(b, S("\":"));
}

void row_json_full(struct buf *b, const struct entity *e, const void *row)
{
    bool first = true;
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        struct value v = value_of(f, row);
        if (v.none || (v.kind == KIND_BOOL && !v.i))
            continue;
        put_name(b, f, &first);
        put_value(b, f, v);
    }
    buf_put(b, first ? S("{}") : S("}"));
}

/* Personal where the title of the row referred to is: a person's name beside a post. */
static bool title_is_personal(const struct field *f)
{
    const struct entity *to = model_entity(str(f->refers));
    const struct field *title = to && to->title ? entity_field_named(to, str(to->title)) : NULL;
    return title && title->flags & PERSONAL;
}

static void put_reference(struct buf *b, const struct field *f, struct value v, struct str title, bool mask)
{
    buf_put(b, S("{\"id\":"));
    buf_int(b, v.i);
    if (title.p && !(mask && title_is_personal(f))) {
        buf_put(b, S(",\"title\":"));
        buf_json(b, title);
    }
    buf_char(b, '}');
}

static bool is_shown(const struct field *f, size_t i, const struct json_view *view)
{
    if (f->flags & SECRET || (view->mask_personal && f->flags & PERSONAL))
        return false;
    return !view->only || view->only[i] || f->offset == offsetof(struct row, id) || f->offset == offsetof(struct row, version);
}

void row_json_public(struct buf *b, const struct entity *e, const void *row, const struct json_view *view)
{
    static const struct json_view all = { 0 };
    view = view ? view : &all;
    bool first = true;
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        if (!is_shown(f, i, view))
            continue;
        struct value v = value_of(f, row);
        put_name(b, f, &first);
        if (v.none)
            buf_put(b, S("null"));
        else if (f->kind == KIND_REF)
            put_reference(b, f, v, view->titles ? view->titles[i] : (struct str){ 0 }, view->mask_personal);
        else
            put_value(b, f, v);
    }
    buf_put(b, first ? S("{}") : S("}"));
}

/* ---- reading ---- */

static bool number_of(struct str raw, int64_t *ret)
{
    return !str_is(raw, "-0") && str_to_int64(raw, ret) && *ret != INT_NONE;
}

/* {"id":12,"title":"…"}: only the id counts. 0 when it is not of that form. */
static int64_t reference_id(struct json *j)
{
    int64_t id = 0;
    size_t ids = 0;
    bool fits = true;
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        bool is_id = str_is(key, "id");
        if (is_id && json_peek(j) == JSON_NUMBER) {
            fits = number_of(json_raw(j), &id) && fits;
        } else {
            fits = fits && str_is(key, "title");
            json_skip(j);
        }
        ids += is_id;
    }
    return fits && ids == 1 && id > 0 ? id : 0;
}

/* Reads the value at hand as the field's. Returns NULL, or what was expected; the value has been passed in both cases. */
static const char *read_value(struct json *j, const struct field *f, bool full, struct value *v)
{
    enum json_kind kind = json_peek(j);
    switch (f->kind) {
    case KIND_KEY: case KIND_REF:
        if (f->kind == KIND_REF && !full && kind == JSON_OBJECT)
            v->i = reference_id(j);
        else if (kind == JSON_NUMBER) {
            if (!number_of(json_raw(j), &v->i))
                v->i = 0;
        } else {
            json_skip(j);
        }
        return v->i > 0 ? NULL : N_("Här ska numret på en post stå.");
    case KIND_INT: case KIND_ORE: {
        bool fits = kind == JSON_NUMBER;
        if (fits)
            fits = number_of(json_raw(j), &v->i);
        else
            json_skip(j);
        return fits ? NULL : f->kind == KIND_INT ? N_("Här ska ett heltal stå.") : N_("Här ska ett belopp i hela ören stå.");
    }
    case KIND_BOOL:
        if (kind != JSON_BOOL) {
            json_skip(j);
            return N_("Här ska true eller false stå.");
        }
        v->i = json_bool(j);
        return NULL;
    default:
        break;
    }
    if (kind != JSON_STRING) {
        json_skip(j);
        return N_("Här ska en text inom citattecken stå.");
    }
    struct str s = json_string(j);
    switch (f->kind) {
    case KIND_TEXT:
        v->s = full || f->flags & LONG ? s : str_trim(s);
        v->none = v->s.n == 0;
        return NULL;
    case KIND_WORD:
        v->i = field_word(f, s);
        v->none = !full && s.n == 0;
        return v->i || v->none ? NULL : N_("Värdet finns inte bland alternativen.");
    case KIND_DATE:
        if (!date_parse(s, &v->d))
            return N_("Här ska ett datum stå: 2023, 2023-12 eller 2023-12-06. Skriv ? när det är okänt.");
        v->none = !date_given(v->d);
        return NULL;
    default: {
        instant t = { 0 };
        if (!instant_parse(s, &t))
            return N_("Här ska en tidpunkt stå, till exempel 2026-11-23T08:15:00Z.");
        v->i = t.usec;
        v->none = t.usec == 0;
        return NULL;
    }
    }
}

/* What is wrong with a member's name itself; NULL when its value may be read. */
static const char *name_fault(const struct entity *e, size_t i, bool full, const bool *seen)
{
    if (i == entity_fields(e))
        return N_("Posten har inget fält med det namnet.");
    if (seen[i])
        return N_("Fältet står två gånger.");
    unsigned flags = entity_field(e, i)->flags;
    if (!full && flags & SECRET)
        return N_("Posten har inget fält med det namnet.");
    if (!full && flags & COMPUTED)
        return N_("Fältet sätts av servern och kan inte skrivas.");
    return NULL;
}

/* The one walker. Faults go to `fs`; `row` and `seen` are the caller's scratch. */
static void walk(struct json *j, const struct entity *e, bool full, void *row, bool *seen, struct faults *fs)
{
    struct str name;
    for (json_object(j); json_key(j, &name);) {
        size_t i = entity_field_index(e, name);
        const char *wrong = name_fault(e, i, full, seen);
        const struct field *f = i < entity_fields(e) ? entity_field(e, i) : NULL;
        if (f)
            seen[i] = true;
        if (wrong) {
            json_skip(j);
        } else {
            struct value v = { .kind = f->kind };
            if (!full && json_peek(j) == JSON_NULL) {
                json_null(j);
                v.none = true;
            } else {
                wrong = read_value(j, f, full, &v);
            }
            if (!wrong)
                value_set(f, row, v);
        }
        if (wrong && j->fault.code == OK)
            faults_add(fs, str_c(fs->arena, name), wrong, NULL, NULL);
    }
}

static enum err read_row(struct arena *a, const struct entity *e, struct str text, bool full, void *row, bool *set, struct faults *fs)
{
    void *scratch = arena_alloc(a, e->size);
    bool *seen = arena_array(a, entity_fields(e), sizeof *seen);
    struct json *j = ARENA_NEW(a, struct json);
    if (!scratch || !seen || !j)
        return E_NOMEM;
    memcpy(scratch, row, e->size);
    *j = json_new(text, a, JSON_LIMITS);
    size_t before = fs->n;
    walk(j, e, full, scratch, seen, fs);
    struct fault f = { 0 };
    enum err err = json_end(j, &f);
    if (err == E_NOMEM || a->failed || fs->arena->failed)
        return E_NOMEM;
    if (err != OK)
        faults_add(fs, f.place, f.text, f.arg[0], f.arg[1]);
    if (fs->n + fs->beyond > before)
        return E_INVALID;
    memcpy(row, scratch, e->size);
    if (set)
        memcpy(set, seen, entity_fields(e) * sizeof *set);
    return OK;
}

enum err row_json_read_full(struct arena *a, const struct entity *e, struct str text, void *row, struct fault *f)
{
    struct faults fs = { .arena = a };
    void *fresh = row_new(a, e);
    if (!fresh)
        return fault(f, E_NOMEM, NULL, N_("Minnet räckte inte."), NULL, NULL);
    enum err err = read_row(a, e, text, true, fresh, NULL, &fs);
    if (err == E_NOMEM)
        return fault(f, E_NOMEM, NULL, N_("Minnet räckte inte."), NULL, NULL);
    if (err != OK) {
        if (f && fs.n)
            *f = fs.v[0];
        return err;
    }
    memcpy(row, fresh, e->size);
    return OK;
}

enum err row_json_read_public(struct arena *a, const struct entity *e, struct str text, void *row, bool *set, struct faults *fs)
{
    return read_row(a, e, text, false, row, set, fs);
}
