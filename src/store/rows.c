/* Reading one row: by id, by a unique field, and the titles of what it refers to. */
#include <stdio.h>
#include <stdlib.h>

#include "store/inside.h"

enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static enum err absent(struct fault *f)
{
    return fault(f, E_ABSENT, NULL, N_("Posten finns inte eller så får du inte läsa den."), NULL, NULL);
}

static enum err foreign(const struct entity *e, const struct field *field, struct fault *f)
{
    char place[FAULT_PLACE];
    snprintf(place, sizeof place, "%s.%s", e->name, field->name);
    return fault(f, E_IO, place, N_("Databasen innehåller ett värde som programmet inte känner."), NULL, NULL);
}

enum err field_fetch(const struct engine *g, const struct cursor *cur, int column, const struct entity *e, const struct field *field, struct arena *a, void *row,
                     struct fault *f)
{
    struct value v = { .kind = field->kind, .none = g->is_null(cur, column) };
    if (v.none) {
        value_set(field, row, v);
        return OK;
    }
    switch (field->kind) {
    case KIND_TEXT:
        v.s = str_copy(a, g->text(cur, column));
        if (!v.s.p)
            return no_memory(f);
        break;
    case KIND_WORD:
        v.i = field_word(field, g->text(cur, column));
        if (v.i == 0)
            return foreign(e, field, f);
        break;
    case KIND_DATE:
        if (!date_parse(g->text(cur, column), &v.d))
            return foreign(e, field, f);
        break;
    default:
        v.i = g->integer(cur, column);
    }
    value_set(field, row, v);
    return OK;
}

enum err row_fetch(const struct engine *g, const struct cursor *cur, int column, const struct entity *e, struct arena *a, void *row, struct fault *f)
{
    for (size_t i = 0; i < entity_fields(e); i++)
        TRY(field_fetch(g, cur, column + (int)i, e, entity_field(e, i), a, row, f));
    return OK;
}

static bool sees_all(const struct seat *seat)
{
    return seat->role == ROLE_SYSTEM && seat->federation.v == 0;
}

static void when(struct sql *q, const char *alias, const char *column, int64_t is, bool may)
{
    sql_add(q, " WHEN ");
    sql_name(q, alias, column);
    sql_add(q, " = ");
    sql_int(q, is);
    sql_add(q, may ? " THEN 1" : " THEN 0");
}

void scope_add(struct sql *q, const struct entity *e, const char *alias, const struct seat *seat)
{
    if ((e->flags & PLUMBING) || sees_all(seat)) {
        sql_add(q, "TRUE");
        return;
    }
    const struct field *cp = entity_counterparty(e);
    unsigned may = authz_relations(seat, e->subject, RIGHT_READ);
    unsigned all = 1u << RELATION_OWN | 1u << RELATION_COMMON | 1u << RELATION_FEDERATION | (cp ? 1u << RELATION_COUNTERPARTY : 0);
    if ((may & all) == 0) {
        sql_add(q, "FALSE");
        return;
    }
    sql_name(q, alias, "federation");
    sql_add(q, " = ");
    sql_int(q, seat->federation.v);
    if ((may & all) == all)
        return;
    if ((may & all) == 1u << RELATION_OWN) {
        sql_add(q, " AND ");
        sql_name(q, alias, "owner");
        sql_add(q, " = ");
        sql_int(q, seat->organisation.v);
        return;
    }
    sql_add(q, " AND CASE");
    when(q, alias, "owner", seat->organisation.v, may & 1u << RELATION_OWN);
    if (cp)
        when(q, alias, cp->name, seat->organisation.v, may & 1u << RELATION_COUNTERPARTY);
    sql_add(q, " WHEN ");
    sql_name(q, alias, "reach");
    sql_add(q, may & 1u << RELATION_COMMON ? " = 'gemensam' THEN 1" : " = 'gemensam' THEN 0");
    sql_add(q, may & 1u << RELATION_FEDERATION ? " ELSE 1 END = 1" : " ELSE 0 END = 1");
}

_Static_assert((SUBJECT__N - 1) * 4 < sizeof ((struct wall *)0)->reads, "room for every subject");

/* Four digits a subject: what the policies of the second wall look at. */
static void wall_line(char *to, size_t room, const struct seat *seat, enum right least)
{
    size_t n = 0;
    for (int s = 1; s < SUBJECT__N && n + 5 < room; s++) {
        unsigned may = authz_relations(seat, (enum subject)s, least);
        for (unsigned r = RELATION_OWN; r <= RELATION_FEDERATION; r++)
            to[n++] = may >> r & 1 ? '1' : '0';
    }
    to[n] = '\0';
}

struct wall wall_of(const struct seat *seat)
{
    struct wall w = { .federation = seat->federation.v, .organisation = seat->organisation.v };
    if (!sees_all(seat) && w.federation == 0)
        w.federation = -1; /* nobody's seat: no federation has that number */
    wall_line(w.reads, sizeof w.reads, seat, RIGHT_READ);
    wall_line(w.writes, sizeof w.writes, seat, RIGHT_PROPOSE);
    return w;
}

enum err conn_run(const struct engine *g, struct conn *c, const struct sql *q, struct fault *f)
{
    struct cursor cur = { 0 };
    bool row;
    TRY(g->query(c, q, false, &cur, f));
    enum err e = g->step(&cur, &row, f);
    g->end(&cur);
    return e;
}

enum err conn_integer(const struct engine *g, struct conn *c, const struct sql *q, bool *ret_any, int64_t *ret, struct fault *f)
{
    struct cursor cur = { 0 };
    bool row = false;
    TRY(g->query(c, q, false, &cur, f));
    enum err e = g->step(&cur, &row, f);
    if (e == OK) {
        bool any = row && !g->is_null(&cur, 0);
        if (any)
            *ret = g->integer(&cur, 0);
        *ret_any = any;
    }
    g->end(&cur);
    return e;
}

/* The one row that the statement gives, into `row`; E_ABSENT when it gives none. */
static enum err one_row(struct reading *r, struct arena *a, const struct entity *e, const struct sql *q, void *ret_row, struct fault *f)
{
    const struct engine *g = r->s->g;
    struct cursor cur = { 0 };
    bool any = false;
    void *row = row_new(a, e);
    if (!row)
        return no_memory(f);
    TRY(g->query(r->c, q, false, &cur, f));
    enum err got = g->step(&cur, &any, f);
    if (got == OK)
        got = any ? row_fetch(g, &cur, 0, e, a, row, f) : absent(f);
    g->end(&cur);
    TRY(got);
    memcpy(ret_row, row, e->size);
    return OK;
}

enum err row_by_id(struct reading *r, struct arena *a, const struct entity *e, int64_t id, const struct seat *seat, void *row, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "SELECT ");
    sql_columns(&q, e, "a");
    sql_add(&q, " FROM ");
    sql_name(&q, NULL, e->name);
    sql_add(&q, " AS a WHERE a.\"id\" = ");
    sql_int(&q, id);
    sql_add(&q, " AND ");
    scope_add(&q, e, "a", seat);
    return one_row(r, a, e, &q, row, f);
}

enum err store_get(struct reading *r, struct arena *a, const struct entity *e, int64_t id, void *ret_row, struct fault *f)
{
    if (r->s->present && (e->flags & PLUMBING))
        return absent(f);
    return row_by_id(r, a, e, id, r->seat, ret_row, f);
}

enum err store_find(struct reading *r, struct arena *a, const struct entity *e, const char *field, struct str value, void *ret_row, struct fault *f)
{
    const struct field *by = entity_field_named(e, str(field));
    if (!by || !((by->flags & UNIQUE) || (e->unique && strcmp(e->unique, field) == 0)))
        return fault(f, E_BUG, field, N_("Fältet är inte unikt."), NULL, NULL);
    struct value v;
    TRY(value_parse(by, value, &v, f));
    if (v.none || (r->s->present && (e->flags & PLUMBING)))
        return absent(f);
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "SELECT ");
    sql_columns(&q, e, "a");
    sql_add(&q, " FROM ");
    sql_name(&q, NULL, e->name);
    sql_add(&q, " AS a WHERE ");
    sql_name(&q, "a", by->name);
    sql_add(&q, " = ");
    sql_value(&q, by, v);
    sql_add(&q, " AND a.\"standing\" = 'gallande' AND ");
    scope_add(&q, e, "a", r->seat);
    sql_add(&q, " ORDER BY a.\"id\" LIMIT 1");
    return one_row(r, a, e, &q, ret_row, f);
}

enum err store_titles(struct reading *r, struct arena *a, const struct entity *e, const void *row, struct str **ret, struct fault *f)
{
    const struct engine *g = r->s->g;
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    struct str *titles = arena_array(a, entity_fields(e), sizeof *titles);
    if (!titles)
        return no_memory(f);
    sql_add(&q, "SELECT 1");
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *field = entity_field(e, i);
        struct value v = value_of(field, row);
        if (field->kind != KIND_REF || v.none)
            continue;
        const struct entity *to = model_entity(str(field->refers));
        sql_add(&q, ", (SELECT ");
        if (to->title) {
            sql_add(&q, "coalesce(");
            sql_name(&q, "t", to->title);
            sql_add(&q, ", '')");
        } else {
            sql_add(&q, "''");
        }
        sql_add(&q, " FROM ");
        sql_name(&q, NULL, to->name);
        sql_add(&q, " AS t WHERE t.\"id\" = ");
        sql_int(&q, v.i);
        sql_add(&q, " AND ");
        scope_add(&q, to, "t", r->seat);
        sql_add(&q, ")");
    }
    struct cursor cur = { 0 };
    bool any = false;
    TRY(g->query(r->c, &q, false, &cur, f));
    enum err got = g->step(&cur, &any, f);
    for (size_t i = 0, column = 1; got == OK && any && i < entity_fields(e); i++) {
        const struct field *field = entity_field(e, i);
        if (field->kind != KIND_REF || value_of(field, row).none)
            continue;
        if (!g->is_null(&cur, (int)column))
            titles[i] = str_copy(a, g->text(&cur, (int)column));
        column++;
    }
    g->end(&cur);
    TRY(got);
    if (a->failed)
        return no_memory(f);
    *ret = titles;
    return OK;
}
