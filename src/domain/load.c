#include "domain/load.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "domain/file.h"

struct name { struct str name; const struct entity *entity; int64_t id; };

struct load {
    struct str lines;
    struct arena names_arena;   /* holds the file's own names while its lines come and go */
    struct name *names;         /* open addressing by hash; cap is a power of two */
    size_t names_n, names_cap;
    size_t rows;
};

static size_t slot(const struct load *l, struct str name)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a, 64 bits */
    for (size_t i = 0; i < name.n; i++)
        h = (h ^ (unsigned char)name.p[i]) * 1099511628211u;
    size_t at = (size_t)h & (l->names_cap - 1);
    while (l->names[at].entity && !str_eq(l->names[at].name, name))
        at = (at + 1) & (l->names_cap - 1);
    return at;
}

static enum err name_add(struct load *l, struct str name, const struct entity *e, int64_t id, struct fault *f)
{
    if (l->names_n * 2 >= l->names_cap) {
        struct name *old = l->names;
        size_t old_cap = l->names_cap;
        l->names_cap = old_cap ? old_cap * 2 : 64;
        l->names = arena_array(&l->names_arena, l->names_cap, sizeof *l->names);
        if (!l->names)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        for (size_t i = 0; i < old_cap; i++)
            if (old[i].entity)
                l->names[slot(l, old[i].name)] = old[i];
    }
    size_t at = slot(l, name);
    if (l->names[at].entity)
        return fault(f, E_INVALID, "as", N_("Namnet används redan i filen."), NULL, NULL);
    l->names[at] = (struct name){ str_copy(&l->names_arena, name), e, id };
    l->names_n++;
    return OK;
}

/* "@name" to the row it stands for. */
static enum err name_find(const struct load *l, struct str at_name, const char *place, const struct name **ret, struct fault *f)
{
    const struct name *n = l->names_cap ? &l->names[slot(l, str_sub(at_name, 1, at_name.n))] : NULL;
    if (!n || !n->entity) {
        char text[FAULT_ARG];
        snprintf(text, sizeof text, "%.*s", SF(str_sub(at_name, 0, 80)));
        return fault(f, E_INVALID, place, N_("Namnet {1} finns inte längre upp i filen."), text, NULL);
    }
    *ret = n;
    return OK;
}

/* One member's value as the machine's text form. */
static struct str member_text(struct json *j)
{
    switch (json_peek(j)) {
    case JSON_STRING: return json_string(j);
    case JSON_BOOL: return json_bool(j) ? S("ja") : S("nej");
    case JSON_NULL: json_null(j); return S("");
    case JSON_NUMBER: return json_raw(j);
    default: json_refuse(j, E_INVALID, N_("Här ska en text, ett tal, true, false eller null stå."), NULL, NULL); return S("");
    }
}

static enum err set_member(const struct load *l, struct arena *a, const struct field *field, struct str text, void *row, struct fault *f)
{
    struct value v;
    if (text.n > 1 && text.p[0] == '@' && (field->kind == KIND_REF || (field->flags & LINK))) {
        const struct name *n = NULL;
        TRY(name_find(l, text, field->name, &n, f));
        if (field->kind == KIND_REF && strcmp(n->entity->name, field->refers) != 0)
            return fault(f, E_INVALID, field->name, N_("Namnet står för en annan sorts post: {1}."), n->entity->one, NULL);
        v = field->kind == KIND_REF ? (struct value){ .kind = KIND_REF, .i = n->id }
                                    : (struct value){ .kind = KIND_TEXT, .s = str_printf(a, "%s/%lld", n->entity->name, (long long)n->id) };
    } else {
        TRY(value_parse(field, text, &v, f));
    }
    value_set(field, row, v);
    return OK;
}

struct line { const struct entity *entity; struct str as; void *row; struct str valid; struct str file, file_name; };

/* Two passes over the line: what it is about, then its members. */
static enum err read_line(const struct load *l, struct arena *a, struct str text, struct line *ret, struct fault *f)
{
    struct line line = { 0 };
    struct str key, name = { 0 };
    struct json j = json_new(text, a, JSON_LIMITS);
    for (json_object(&j); json_key(&j, &key);) {
        if (str_is(key, "entity")) name = json_string(&j);
        else if (str_is(key, "as")) line.as = json_string(&j);
        else if (str_is(key, "valid")) line.valid = json_string(&j);
        else json_skip(&j);
    }
    TRY(json_end(&j, f));
    if (!name.p && line.valid.p) {
        *ret = line;
        return OK;
    }
    line.entity = model_entity(name);
    if (!line.entity || (line.entity->flags & PLUMBING))
        return fault(f, E_INVALID, "entity", N_("Här ska en av modellens poster stå, till exempel organisation."), NULL, NULL);
    line.row = row_new(a, line.entity);
    if (!line.row)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    j = json_new(text, a, JSON_LIMITS);
    for (json_object(&j); json_key(&j, &key);) {
        if (str_is(key, "entity") || str_is(key, "as")) {
            json_skip(&j);
            continue;
        }
        if (entity_takes_file(line.entity) && (str_is(key, "file_text") || str_is(key, "file_name"))) {
            *(str_is(key, "file_text") ? &line.file : &line.file_name) = json_string(&j);
            continue;
        }
        const struct field *field = entity_field_named(line.entity, key);
        if (!field || (field->flags & COMPUTED)) {
            json_refuse(&j, E_INVALID, N_("Fältet finns inte eller sätts av systemet."), NULL, NULL);
            break;
        }
        struct str value = member_text(&j);
        if (j.fault.code == OK)
            TRY(set_member(l, a, field, value, line.row, f));
    }
    TRY(json_end(&j, f));
    *ret = line;
    return OK;
}

static enum err load_line(struct writing *w, struct load *l, struct str text, struct fault *f)
{
    struct arena *a = writing_arena(w);
    struct line line;
    TRY(read_line(l, a, text, &line, f));
    if (!line.entity) {
        struct date d;
        if (!date_parse(line.valid, &d) || !date_known(d))
            return fault(f, E_INVALID, "valid", N_("Här ska ett datum stå: 2023, 2023-12 eller 2023-12-06."), NULL, NULL);
        writing_set_valid(w, date_start(d));
        return OK;
    }
    struct faults faults = { .arena = a };
    if (line.file.n)
        TRY(domain_attach(w, line.entity, line.row, &(struct domain_file){ line.file, line.file_name, S("text/plain") }, f));
    TRY(domain_save(w, line.entity, line.row, NULL, &faults, f));
    l->rows++;
    return line.as.n ? name_add(l, line.as, line.entity, row_of(line.row)->id, f) : OK;
}

/* May run again after a serialization failure: starts from nothing each time. */
static enum err load_all(struct writing *w, void *ctx, struct fault *f)
{
    struct load *l = ctx;
    arena_reset(&l->names_arena);
    l->names = NULL;
    l->names_n = l->names_cap = l->rows = 0;
    TRY(name_add(l, S("forbundet"), &organisation_entity, writing_seat(w)->federation.v, f));
    struct str rest = l->lines;
    for (size_t number = 1; rest.n; number++) {
        struct str text = str_trim(str_cut(&rest, '\n'));
        if (text.n == 0 || text.p[0] == '#')
            continue;
        enum err e = number > LOAD_ROWS_MAX ? fault(f, E_LIMIT, NULL, N_("Filen har för många rader: högst {1} tas emot."), "1000000", NULL) : load_line(w, l, text, f);
        if (e != OK) {
            char place[32];
            snprintf(place, sizeof place, "rad %zu", number);
            fault_within(f, place);
            return e;
        }
    }
    return OK;
}

enum err domain_load(struct store *s, const struct seat *seat, struct str lines, size_t *ret_rows, struct fault *f)
{
    if (lines.n > LOAD_BYTES_MAX)
        return fault(f, E_LIMIT, NULL, N_("Filen är för stor: högst {1} tas emot."), "256 MB", NULL);
    struct load l = { .lines = lines, .names_arena = arena_new(LOAD_BYTES_MAX) };
    struct write_terms terms = { .reason = S("inläsning") };
    enum err e = store_write(s, seat, &terms, load_all, &l, NULL, f);
    arena_free(&l.names_arena);
    if (e == OK)
        *ret_rows = l.rows;
    return e;
}
