/* Lists. A statement's inner part finds the page's rows (filter, scope, order, limit), the outer part adds the titles of what they refer
 * to, each under the seat's scope. Order and place: order.c; conditions: filter.c. */
#include <stdio.h>

#include "store/list.h"

enum { ROW_BUDGET = 64 * 1024 * 1024 };

static void title_add(struct sql *q, const struct entity *to, const char *alias)
{
    if (to->title) {
        sql_add(q, "coalesce(");
        sql_name(q, alias, to->title);
        sql_add(q, ", CASE WHEN ");
    } else {
        sql_add(q, "CASE WHEN ");
    }
    sql_name(q, alias, "id");
    sql_add(q, to->title ? " IS NOT NULL THEN '' END)" : " IS NOT NULL THEN '' END");
}

/* FROM … WHERE …: what rows the query is about. */
static enum err from_add(struct sql *q, struct reading *r, struct arena *a, const struct query *query, const struct order *o, enum part part, struct fault *f)
{
    bool refers = o && o->to;
    sql_add(q, " FROM ");
    if (refers && part == PART_GIVEN) { /* by the order of what is referred to, then each one's rows by their index */
        sql_name(q, NULL, o->to->name);
        sql_add(q, " AS s CROSS JOIN ");
    }
    sql_name(q, NULL, query->entity->name);
    sql_add(q, " AS a");
    if (refers && part == PART_NONE)
        sql_add(q, " LEFT JOIN ");
    if (refers && part == PART_NONE)
        sql_name(q, NULL, o->to->name);
    sql_add(q, refers && part == PART_NONE ? " AS s ON " : " WHERE ");
    if (refers) {
        sql_add(q, "s.\"id\" = ");
        sql_name(q, "a", o->field->name);
        sql_add(q, " AND ");
        scope_add(q, o->to, "s", r->seat);
        sql_add(q, part == PART_NONE ? " WHERE s.\"id\" IS NULL AND " : " AND ");
    }
    scope_add(q, query->entity, "a", r->seat);
    unsigned standing = (unsigned)query->standing;
    if (standing == 0)
        standing = STANDING_VALID;
    if (standing == STANDING_VALID)
        sql_add(q, " AND a.\"standing\" = 'gallande'");
    else if (standing <= STANDING_REVOKED)
        sql_add(q, standing == STANDING_REPLACED ? " AND a.\"standing\" = 'ersatt'" : " AND a.\"standing\" = 'upphavd'");
    return filters_add(q, a, query, o, f);
}

/* What a list reads of a row: places of entity_field, in order. Where it is a reference, its title too. */
struct parts { const struct entity *e; size_t *at; size_t n; };

static enum err parts_of(struct arena *a, const struct query *q, struct parts *ret, struct fault *f)
{
    struct parts p = { .e = q->entity, .at = arena_array(a, entity_fields(q->entity), sizeof *p.at) };
    for (size_t i = 0; p.at && i < entity_fields(p.e); i++) {
        const struct field *field = entity_field(p.e, i);
        bool always = i < row_fields_n && (field->kind == KIND_KEY || field->offset == offsetof(struct row, standing) || field->offset == offsetof(struct row, secrecy));
        if (!q->only || q->only[i] || always || field == q->sort)
            p.at[p.n++] = i;
    }
    *ret = p;
    return p.at ? OK : no_memory(f);
}

static void columns_add(struct sql *q, const struct parts *p, const char *alias)
{
    for (size_t i = 0; i < p->n; i++) {
        sql_add(q, i ? ", " : "");
        sql_name(q, alias, entity_field(p->e, p->at[i])->name);
    }
}

/* One list being read. */
struct listing {
    struct reading *r;
    struct arena *a;            /* of what outlives the statements */
    const struct query *query;
    struct order order;
    struct place place;
    struct parts parts;
};

static enum err listing_new(struct reading *r, struct arena *a, const struct query *query, struct listing *ret, struct fault *f)
{
    struct listing l = { .r = r, .a = a, .query = query, .order = order_of(query) };
    if (query->after.n)
        TRY(place_parse(r, a, query, &l.order, &l.place, f));
    TRY(parts_of(a, query, &l.parts, f));
    *ret = l;
    return OK;
}

/* The statement of one part, at most `limit` rows (0: all). */
static enum err list_add(struct sql *q, const struct listing *l, enum part part, size_t limit, struct fault *f)
{
    const struct entity *e = l->query->entity;
    const struct order *o = &l->order;
    char alias[24];
    sql_add(q, "SELECT ");
    columns_add(q, &l->parts, "r");
    for (size_t k = 0; k < l->parts.n; k++) {
        size_t i = l->parts.at[k];
        if (entity_field(e, i)->kind == KIND_REF) {
            snprintf(alias, sizeof alias, "t%zu", i);
            sql_add(q, ", ");
            title_add(q, model_entity(str(entity_field(e, i)->refers)), alias);
        }
    }
    sql_add(q, " FROM (SELECT ");
    columns_add(q, &l->parts, "a");
    if (o->field && part != PART_NONE) {
        sql_add(q, ", ");
        order_value(q, o);
        sql_add(q, " AS \"order_value\"");
    }
    TRY(from_add(q, l->r, l->a, l->query, o, part, f));
    order_beyond(q, o, part, &l->place);
    order_add(q, o, part, false);
    if (limit) {
        sql_add(q, " LIMIT ");
        sql_int(q, (int64_t)limit);
    }
    sql_add(q, ") AS r");
    for (size_t k = 0; k < l->parts.n; k++) {
        size_t i = l->parts.at[k];
        const struct field *field = entity_field(e, i);
        if (field->kind != KIND_REF)
            continue;
        const struct entity *to = model_entity(str(field->refers));
        snprintf(alias, sizeof alias, "t%zu", i);
        sql_add(q, " LEFT JOIN ");
        sql_name(q, NULL, to->name);
        buf_printf(&q->text, " AS %s ON ", alias);
        sql_name(q, alias, "id");
        sql_add(q, " = ");
        sql_name(q, "r", field->name);
        sql_add(q, " AND ");
        scope_add(q, to, alias, l->r->seat);
    }
    order_add(q, o, part, true);
    return OK;
}

/* The row, which is clear, and the titles of what it refers to, which are zeroed. */
static enum err parts_fetch(const struct engine *g, const struct cursor *cur, const struct parts *p, struct arena *a, void *row, struct str *titles, struct fault *f)
{
    int column = 0;
    for (size_t k = 0; k < p->n; k++)
        TRY(field_fetch(g, cur, column++, p->e, entity_field(p->e, p->at[k]), a, row, f));
    for (size_t k = 0; k < p->n; k++) {
        if (entity_field(p->e, p->at[k])->kind != KIND_REF)
            continue;
        titles[p->at[k]] = g->is_null(cur, column) ? (struct str){ 0 } : str_copy(a, g->text(cur, column));
        column++;
    }
    return a->failed ? no_memory(f) : OK;
}

static void swap_ends(struct rows *rows, const struct entity *e, struct arena *a)
{
    size_t fields = entity_fields(e);
    void *row = arena_alloc(a, e->size);
    struct str *titles = arena_array(a, fields, sizeof *titles);
    for (size_t i = 0, k = rows->n; row && titles && i + 1 < k; i++) {
        k--;
        memcpy(row, rows_at(rows, e, i), e->size);
        memcpy(rows_at(rows, e, i), rows_at(rows, e, k), e->size);
        memcpy(rows_at(rows, e, k), row, e->size);
        memcpy(titles, rows->titles + i * fields, fields * sizeof *titles);
        memcpy(rows->titles + i * fields, rows->titles + k * fields, fields * sizeof *titles);
        memcpy(rows->titles + k * fields, titles, fields * sizeof *titles);
    }
}

static enum err query_fits(const struct reading *r, const struct query *q, struct fault *f)
{
    if (q->filters_n > QUERY_FILTERS_MAX)
        return fault(f, E_LIMIT, NULL, N_("Listan har för många filter: högst {1}."), "16", NULL);
    if (q->sort && (q->sort->flags & SECRET))
        return fault(f, E_DENIED, q->sort->name, N_("Fältet går inte att sortera efter."), NULL, NULL);
    if (r->s->present && (q->entity->flags & PLUMBING))
        return fault(f, E_ABSENT, NULL, N_("Posten finns inte eller så får du inte läsa den."), NULL, NULL);
    return OK;
}

/* The rows so far: of a page, or of an export that hands each one on. */
struct taking {
    struct rows rows;
    size_t rows_cap, titles_cap;
    bool more;
    const void *clear;
};

static enum err page_take(const struct listing *l, struct cursor *cur, struct taking *t, struct fault *f)
{
    const struct entity *e = l->query->entity;
    size_t fields = entity_fields(e);
    struct rows *rows = &t->rows;
    bool any;
    for (;;) {
        TRY(l->r->s->g->step(cur, &any, f));
        t->more = any && rows->n == l->query->limit;
        if (!any || t->more)
            return OK;
        rows->rows = arena_grow(l->a, rows->rows, rows->n, rows->n + 1, e->size, &t->rows_cap);
        rows->titles = arena_grow(l->a, rows->titles, rows->n * fields, (rows->n + 1) * fields, sizeof *rows->titles, &t->titles_cap);
        if (!rows->rows || !rows->titles)
            return no_memory(f);
        memcpy(rows_at(rows, e, rows->n), t->clear, e->size);
        TRY(parts_fetch(l->r->s->g, cur, &l->parts, l->a, rows_at(rows, e, rows->n), rows->titles + rows->n * fields, f));
        rows->n++;
    }
}

/* The part's rows after those that are there. */
static enum err part_take(const struct listing *l, enum part part, struct taking *t, struct fault *f)
{
    const struct engine *g = l->r->s->g;
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    sql_begin(&q);
    TRY(list_add(&q, l, part, l->query->limit + 1 - t->rows.n, f));
    TRY(g->query(l->r->c, &q, false, &cur, f));
    enum err e = page_take(l, &cur, t, f);
    g->end(&cur);
    return e;
}

static enum err count_rows(struct reading *r, struct arena *a, const struct query *query, int64_t *ret, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "SELECT count(*) FROM (SELECT 1");
    TRY(from_add(&q, r, a, query, NULL, PART_WHOLE, f));
    sql_add(&q, " LIMIT ");
    sql_int(&q, COUNT_MAX + 1);
    sql_add(&q, ") AS c");
    return count_ask(r, &q, ret, f);
}

enum err store_count(struct reading *r, struct arena *a, const struct query *query, int64_t *ret, struct fault *f)
{
    TRY(query_fits(r, query, f));
    return count_rows(r, a, query, ret, f);
}

enum err store_list(struct reading *r, struct arena *a, const struct query *query, struct rows *ret, struct fault *f)
{
    const struct entity *e = query->entity;
    struct listing l;
    struct taking t = { 0 };
    enum part parts[2];
    TRY(query_fits(r, query, f));
    if (query->limit < 1 || query->limit > QUERY_LIMIT_MAX)
        return fault(f, E_LIMIT, "limit", N_("Antalet rader ska vara 1 till {1}."), "1000", NULL);
    TRY(listing_new(r, a, query, &l, f));
    /* Room for a few from the start: an empty list has its arrays too. */
    t.clear = row_new(a, e);
    t.rows.rows = arena_grow(a, NULL, 0, 1, e->size, &t.rows_cap);
    t.rows.titles = arena_grow(a, NULL, 0, entity_fields(e), sizeof *t.rows.titles, &t.titles_cap);
    if (!t.clear || !t.rows.rows || !t.rows.titles)
        return no_memory(f);
    size_t parts_n = order_parts(&l.order, &l.place, parts);
    for (size_t i = 0; i < parts_n && !t.more; i++)
        TRY(part_take(&l, parts[i], &t, f));
    struct rows rows = t.rows;
    if (query->before)
        swap_ends(&rows, e, a);
    rows.more_after = query->before ? l.place.given : t.more;
    rows.more_before = query->before ? t.more : l.place.given;
    if (rows.n) {
        rows.first = cursor_of(a, &l.order, query, rows_at(&rows, e, 0), rows.titles);
        rows.last = cursor_of(a, &l.order, query, rows_at(&rows, e, rows.n - 1), rows.titles + (rows.n - 1) * entity_fields(e));
    }
    if (query->count)
        TRY(count_rows(r, a, query, &rows.count, f));
    if (a->failed)
        return no_memory(f);
    *ret = rows;
    return OK;
}

/* Hands each row of the part on. */
static enum err part_each(const struct listing *l, enum part part, void *row, struct str *titles, enum err (*each)(void *ctx, const void *row, const struct str *titles),
                          void *ctx, struct fault *f)
{
    const struct engine *g = l->r->s->g;
    struct arena one cleanup(arena_free) = arena_new(ROW_BUDGET);
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    sql_begin(&q);
    TRY(list_add(&q, l, part, 0, f));
    TRY(g->query(l->r->c, &q, true, &cur, f));
    bool any = false;
    enum err e;
    while ((e = g->step(&cur, &any, f)) == OK && any) {
        arena_reset(&one);
        if ((e = parts_fetch(g, &cur, &l->parts, &one, row, titles, f)) != OK || (e = each(ctx, row, titles)) != OK)
            break;
    }
    g->end(&cur);
    return e;
}

enum err store_each(struct reading *r, const struct query *query, enum err (*each)(void *ctx, const void *row, const struct str *titles), void *ctx, struct fault *f)
{
    const struct entity *e = query->entity;
    struct query all = *query;
    struct listing l;
    enum part parts[2];
    all.limit = 0;
    all.before = false;
    TRY(query_fits(r, &all, f));
    struct arena kept cleanup(arena_free) = arena_new(ROW_BUDGET);
    TRY(listing_new(r, &kept, &all, &l, f));
    void *row = row_new(&kept, e);
    struct str *titles = arena_array(&kept, entity_fields(e), sizeof *titles);
    if (!row || !titles)
        return no_memory(f);
    size_t n = order_parts(&l.order, &l.place, parts);
    for (size_t i = 0; i < n; i++)
        TRY(part_each(&l, parts[i], row, titles, each, ctx, f));
    return OK;
}
