/* Lists: one statement whatever the page. The inner part finds the page's rows (filter, scope, order, limit), the outer part
 * adds the titles of what they refer to, each under the seat's scope. Pages go by the place of a row in the order (keyset), so
 * that page 2 000 costs what page 1 does; the cursor carries that place. */
#include <sodium.h>
#include <stdio.h>

#include "store/inside.h"
#include "store/swedish.h"

enum { CURSOR_VALUE_MAX = 120, ROW_BUDGET = 64 * 1024 * 1024 };

/* What a list sorts by, and where a page begins. */
struct order {
    const struct field *field;      /* NULL: by id alone */
    const struct entity *to;        /* the entity whose title is sorted by, for a reference */
    bool descending, nulls_last, nullable, text;
};

struct place { bool given, none; int64_t id, i; struct str s; };

static struct order order_of(const struct query *q)
{
    struct order o = { .field = q->sort, .descending = q->descending != q->before, .nulls_last = !q->before };
    if (q->sort && q->sort->kind == KIND_KEY)
        o.field = NULL;
    if (!o.field)
        return o;
    if (o.field->kind == KIND_REF) {
        const struct entity *to = model_entity(str(o.field->refers));
        o.to = to && to->title ? to : NULL;
    }
    o.text = o.to || o.field->kind == KIND_TEXT || o.field->kind == KIND_DATE;
    o.nullable = o.to || !sql_always(q->entity, o.field);
    return o;
}

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

static void order_value(struct sql *q, const struct order *o)
{
    if (o->to) {
        title_add(q, o->to, "s");
        sql_add(q, " " SQL_SWEDISH);
    } else {
        sql_order(q, o->field, "a");
    }
}

/* ---- cursors ---- */

/* "12", "12n" (none), "12v…" (the value, base64url), "12r": the value is too long to carry, look it up in the row. */
static struct str cursor_of(struct arena *a, const struct order *o, const struct query *q, const void *row, const struct str *titles)
{
    long long id = (long long)((const struct row *)row)->id;
    if (!o->field)
        return str_printf(a, "%lld", id);
    struct value v = value_of(o->field, row);
    struct buf b cleanup(buf_free) = buf_new(200000);
    bool none = v.none;
    if (o->to) {
        struct str title = titles[q->sort < row_fields + row_fields_n && q->sort >= row_fields ? (size_t)(q->sort - row_fields)
                                                                                               : row_fields_n + (size_t)(q->sort - q->entity->fields)];
        none = !title.p;
        buf_put(&b, title);
    } else if (o->text) {
        value_text(&b, o->field, v);
    } else {
        buf_int(&b, v.i);
    }
    if (none)
        return str_printf(a, "%lldn", id);
    if (b.n > CURSOR_VALUE_MAX || b.failed)
        return str_printf(a, "%lldr", id);
    char coded[CURSOR_VALUE_MAX * 2];
    sodium_bin2base64(coded, sizeof coded, (const unsigned char *)b.p, b.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_printf(a, "%lldv%s", id, coded);
}

static enum err bad_cursor(struct fault *f)
{
    return fault(f, E_INVALID, "after", N_("Platsen i listan går inte att läsa. Börja om från listans första sida."), NULL, NULL);
}

static enum err place_parse(struct reading *r, struct arena *a, const struct query *q, const struct order *o, struct place *ret, struct fault *f)
{
    struct place p = { .given = true };
    size_t n = 0;
    while (n < q->after.n && q->after.p[n] >= '0' && q->after.p[n] <= '9')
        n++;
    char how = n < q->after.n ? q->after.p[n] : '\0';
    if (!str_to_int64(str_sub(q->after, 0, n), &p.id))
        return bad_cursor(f);
    if (!o->field) {
        *ret = p;
        return n == q->after.n ? OK : bad_cursor(f);
    }
    struct str coded = str_sub(q->after, n + 1, q->after.n);
    if (how == 'n' && coded.n == 0) {
        p.none = true;
    } else if (how == 'r' && coded.n == 0) {
        void *row = row_new(a, q->entity);
        struct str *titles;
        if (!row)
            return no_memory(f);
        TRY(store_get(r, a, q->entity, p.id, row, f));
        if (o->to) {
            TRY(store_titles(r, a, q->entity, row, &titles, f));
            for (size_t i = 0; i < entity_fields(q->entity); i++)
                if (entity_field(q->entity, i) == o->field)
                    p.s = titles[i];
        } else {
            p.s = value_of(o->field, row).s;
        }
        p.none = p.s.n == 0;
    } else if (how == 'v') {
        char *raw = arena_alloc(a, coded.n + 1);
        size_t raw_n = 0;
        if (!raw)
            return no_memory(f);
        if (coded.n > CURSOR_VALUE_MAX * 2 ||
            sodium_base642bin((unsigned char *)raw, coded.n + 1, coded.p, coded.n, NULL, &raw_n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
            return bad_cursor(f);
        p.s = (struct str){ raw, raw_n };
        if (!utf8_valid(p.s) || memchr(raw, 0, raw_n) || (!o->text && !str_to_int64(p.s, &p.i)))
            return bad_cursor(f);
    } else {
        return bad_cursor(f);
    }
    *ret = p;
    return OK;
}

static void beyond(struct sql *q, const struct order *o, const struct place *p)
{
    const char *further = o->descending ? " < " : " > ";
    if (!o->field || p->none) {
        sql_add(q, " AND (");
        if (o->field) {
            order_value(q, o);
            sql_add(q, " IS NULL AND ");
        }
        sql_add(q, "a.\"id\"");
        sql_add(q, further);
        sql_int(q, p->id);
        if (o->field && !o->nulls_last) {
            sql_add(q, " OR ");
            order_value(q, o);
            sql_add(q, " IS NOT NULL");
        }
        sql_add(q, ")");
        return;
    }
    if (!o->nullable) { /* SQLite finds the place in an index by one column, not by the pair */
        sql_add(q, " AND ");
        order_value(q, o);
        sql_add(q, o->descending ? " <= " : " >= ");
        if (o->text)
            sql_str(q, p->s);
        else
            sql_int(q, p->i);
    }
    sql_add(q, " AND ((");
    order_value(q, o);
    sql_add(q, ", a.\"id\")");
    sql_add(q, further);
    sql_add(q, "(");
    if (o->text)
        sql_str(q, p->s);
    else
        sql_int(q, p->i);
    sql_add(q, ", ");
    sql_int(q, p->id);
    sql_add(q, ")");
    if (o->nullable && o->nulls_last) {
        sql_add(q, " OR ");
        order_value(q, o);
        sql_add(q, " IS NULL");
    }
    sql_add(q, ")");
}

static void order_add(struct sql *q, const struct order *o, const char *value, const char *id)
{
    sql_add(q, " ORDER BY ");
    if (o->field) {
        if (value)
            sql_add(q, value);
        else
            order_value(q, o);
        if (value && o->text && (o->to || o->field->kind == KIND_TEXT))
            sql_add(q, " " SQL_SWEDISH);
        sql_add(q, o->descending ? " DESC" : "");
        if (o->nullable)
            sql_add(q, o->nulls_last ? " NULLS LAST, " : " NULLS FIRST, ");
        else
            sql_add(q, ", ");
    }
    sql_add(q, id);
    sql_add(q, o->descending ? " DESC" : "");
}

/* ---- filters ---- */

/* A date of less than day precision stands for every day it covers: "2023" is at most "2023~" by bytes. */
static void date_end(struct sql *q, struct value v)
{
    static const struct field date = { .kind = KIND_DATE };
    sql_value(q, &date, v);
    struct bind *b = &q->binds[q->n - 1];
    size_t n = strlen(b->small);
    b->small[n] = '~';
    b->small[n + 1] = '\0';
}

static void date_filter(struct sql *q, const struct field *field, enum compare c, struct value v)
{
    static const struct { const char *before, *middle, *after; bool end; } how[] = {
        [COMPARE_LESS] = { "", " < ", "", false }, [COMPARE_AT_LEAST] = { "", " >= ", "", false },
        [COMPARE_AT_MOST] = { "", " <= ", "", true }, [COMPARE_MORE] = { "", " > ", "", true },
    };
    if (v.d.year < 0 || c == COMPARE_EQUAL || c == COMPARE_NOT_EQUAL) {
        sql_add(q, c == COMPARE_NOT_EQUAL ? "(NOT (" : "((");
        sql_name(q, "a", field->name);
        sql_add(q, " >= ");
        sql_value(q, field, v);
        sql_add(q, " AND ");
        sql_name(q, "a", field->name);
        sql_add(q, " <= ");
        date_end(q, v);
        sql_add(q, c == COMPARE_NOT_EQUAL ? ") OR " : "))");
        if (c == COMPARE_NOT_EQUAL) {
            sql_name(q, "a", field->name);
            sql_add(q, " IS NULL)");
        }
        return;
    }
    sql_add(q, "(");
    sql_name(q, "a", field->name);
    sql_add(q, how[c].middle);
    if (how[c].end)
        date_end(q, v);
    else
        sql_value(q, field, v);
    sql_add(q, " AND ");
    sql_name(q, "a", field->name);
    sql_add(q, " <> '?')");
}

static void contains(struct sql *q, const struct field *field, size_t bind)
{
    sql_add(q, "strpos(lower(");
    sql_name(q, "a", field->name);
    buf_printf(&q->text, " " SQL_SWEDISH "), $%zu) > 0", bind);
}

/* A word is few of very many values. Its index finds the rows that are counted, or that come in its own order; a list in another
 * order is read in that order and sifted, which ends with the page, where the word's rows would all be read and sorted. */
static bool by_index(const struct order *o, const struct field *field)
{
    return !o || !o->field || o->field == field;
}

static enum err filter_add(struct sql *q, struct arena *a, const struct filter *filter, const struct order *o, struct fault *f)
{
    const struct field *field = filter->field;
    enum compare c = filter->compare;
    struct value v = { .none = true };
    if (field->flags & SECRET)
        return fault(f, E_DENIED, field->name, N_("Fältet går inte att söka i."), NULL, NULL);
    if (c == COMPARE_CONTAINS) {
        if (field->kind != KIND_TEXT)
            return fault(f, E_INVALID, field->name, N_("Bara text går att söka i på det sättet."), NULL, NULL);
        if (filter->value.n == 0)
            return OK;
        struct str lowered = swedish_lower(a, filter->value);
        if (!lowered.p || memchr(lowered.p, 0, lowered.n) || !utf8_valid(lowered))
            return fault(f, lowered.p ? E_INVALID : E_NOMEM, field->name, N_("Texten är inte giltig UTF-8."), NULL, NULL);
        sql_add(q, " AND strpos(lower(");
        sql_name(q, "a", field->name);
        sql_add(q, " " SQL_SWEDISH "), ");
        sql_str(q, lowered);
        sql_add(q, ") > 0");
        return OK;
    }
    if (c != COMPARE_GIVEN && c != COMPARE_NOT_GIVEN) {
        TRY(value_parse(field, filter->value, &v, f));
        if (v.kind == KIND_TEXT && v.s.n && memchr(v.s.p, 0, v.s.n))
            return fault(f, E_INVALID, field->name, N_("Texten innehåller ett tecken som inte kan sparas (NUL)."), NULL, NULL);
        if (v.none && c != COMPARE_EQUAL && c != COMPARE_NOT_EQUAL)
            return fault(f, E_INVALID, field->name, N_("Här ska ett värde stå att jämföra med."), NULL, NULL);
    }
    sql_add(q, " AND ");
    if (v.none) {
        sql_name(q, "a", field->name);
        sql_add(q, c == COMPARE_GIVEN || c == COMPARE_NOT_EQUAL ? " IS NOT NULL" : " IS NULL");
        return OK;
    }
    if (field->kind == KIND_DATE) {
        date_filter(q, field, c, v);
        return OK;
    }
    static const char *const sign[] = {
        [COMPARE_EQUAL] = " = ", [COMPARE_NOT_EQUAL] = " <> ", [COMPARE_LESS] = " < ", [COMPARE_AT_MOST] = " <= ", [COMPARE_MORE] = " > ", [COMPARE_AT_LEAST] = " >= ",
    };
    bool ordered = (c != COMPARE_EQUAL && c != COMPARE_NOT_EQUAL) || (c == COMPARE_EQUAL && field->kind == KIND_WORD && by_index(o, field));
    sql_add(q, "(");
    if (ordered)
        sql_order(q, field, "a");
    else
        sql_name(q, "a", field->name);
    sql_add(q, sign[c]);
    if (ordered && field->kind == KIND_WORD)
        sql_int(q, v.i);
    else
        sql_value(q, field, v);
    if (c == COMPARE_NOT_EQUAL) {
        sql_add(q, " OR ");
        sql_name(q, "a", field->name);
        sql_add(q, " IS NULL");
    }
    sql_add(q, ")");
    return OK;
}

static enum err search_add(struct sql *q, struct arena *a, const struct entity *e, struct str search, struct fault *f)
{
    if (search.n == 0)
        return OK;
    struct str lowered = swedish_lower(a, search);
    if (!lowered.p)
        return no_memory(f);
    if (!utf8_valid(lowered) || memchr(lowered.p, 0, lowered.n))
        return fault(f, E_INVALID, "search", N_("Texten är inte giltig UTF-8."), NULL, NULL);
    size_t bind = 0;
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *field = entity_field(e, i);
        if (field->kind != KIND_TEXT || (field->flags & (PERSONAL | SECRET)))
            continue;
        sql_add(q, bind ? " OR " : " AND (");
        if (bind) {
            contains(q, field, bind);
            continue;
        }
        sql_add(q, "strpos(lower(");
        sql_name(q, "a", field->name);
        sql_add(q, " " SQL_SWEDISH "), ");
        sql_str(q, lowered);
        sql_add(q, ") > 0");
        bind = q->n;
    }
    sql_add(q, bind ? ")" : " AND FALSE");
    return OK;
}

/* FROM … WHERE …: what rows the query is about. */
static enum err from_add(struct sql *q, struct reading *r, struct arena *a, const struct query *query, const struct order *o, struct fault *f)
{
    sql_add(q, " FROM ");
    sql_name(q, NULL, query->entity->name);
    sql_add(q, " AS a");
    if (o && o->to) {
        sql_add(q, " LEFT JOIN ");
        sql_name(q, NULL, o->to->name);
        sql_add(q, " AS s ON s.\"id\" = ");
        sql_name(q, "a", o->field->name);
        sql_add(q, " AND ");
        scope_add(q, o->to, "s", r->seat);
    }
    sql_add(q, " WHERE ");
    scope_add(q, query->entity, "a", r->seat);
    unsigned standing = (unsigned)query->standing;
    if (standing == 0)
        standing = STANDING_VALID;
    if (standing == STANDING_VALID)
        sql_add(q, " AND a.\"standing\" = 'gallande'");
    else if (standing <= STANDING_REVOKED)
        sql_add(q, standing == STANDING_REPLACED ? " AND a.\"standing\" = 'ersatt'" : " AND a.\"standing\" = 'upphavd'");
    for (size_t i = 0; i < query->filters_n; i++)
        TRY(filter_add(q, a, &query->filters[i], o, f));
    return search_add(q, a, query->entity, query->search, f);
}

static enum err list_add(struct sql *q, struct reading *r, struct arena *a, const struct query *query, const struct order *o, const struct place *p, struct fault *f)
{
    const struct entity *e = query->entity;
    char alias[24];
    sql_add(q, "SELECT ");
    sql_columns(q, e, "r");
    for (size_t i = 0; i < entity_fields(e); i++) {
        if (entity_field(e, i)->kind == KIND_REF) {
            snprintf(alias, sizeof alias, "t%zu", i);
            sql_add(q, ", ");
            title_add(q, model_entity(str(entity_field(e, i)->refers)), alias);
        }
    }
    sql_add(q, " FROM (SELECT ");
    sql_columns(q, e, "a");
    if (o->field) {
        sql_add(q, ", ");
        order_value(q, o);
        sql_add(q, " AS \"order_value\"");
    }
    TRY(from_add(q, r, a, query, o, f));
    if (p->given)
        beyond(q, o, p);
    order_add(q, o, NULL, "a.\"id\"");
    if (query->limit) {
        sql_add(q, " LIMIT ");
        sql_int(q, (int64_t)query->limit + 1);
    }
    sql_add(q, ") AS r");
    for (size_t i = 0; i < entity_fields(e); i++) {
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
        scope_add(q, to, alias, r->seat);
    }
    order_add(q, o, "r.\"order_value\"", "r.\"id\"");
    return OK;
}

static enum err titles_fetch(const struct engine *g, const struct cursor *cur, const struct entity *e, struct arena *a, struct str *titles, struct fault *f)
{
    size_t n = entity_fields(e);
    int column = (int)n;
    for (size_t i = 0; i < n; i++) {
        titles[i] = (struct str){ 0 };
        if (entity_field(e, i)->kind != KIND_REF)
            continue;
        if (!g->is_null(cur, column))
            titles[i] = str_copy(a, g->text(cur, column));
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
        return fault(f, E_LIMIT, NULL, N_("Listan har för många filter."), NULL, NULL);
    if (q->sort && (q->sort->flags & SECRET))
        return fault(f, E_DENIED, q->sort->name, N_("Fältet går inte att sortera efter."), NULL, NULL);
    if (r->s->present && (q->entity->flags & PLUMBING))
        return fault(f, E_ABSENT, NULL, N_("Posten finns inte eller så får du inte läsa den."), NULL, NULL);
    return OK;
}

static enum err rows_take(const struct engine *g, struct cursor *cur, const struct query *q, struct arena *a, struct rows *rows, bool *more, struct fault *f)
{
    const struct entity *e = q->entity;
    bool any;
    TRY(g->step(cur, &any, f));
    while (any) {
        if (rows->n == q->limit) {
            *more = true;
            return OK;
        }
        TRY(row_fetch(g, cur, 0, e, a, rows_at(rows, e, rows->n), f));
        TRY(titles_fetch(g, cur, e, a, rows->titles + rows->n * entity_fields(e), f));
        rows->n++;
        TRY(g->step(cur, &any, f));
    }
    return OK;
}

static enum err count_rows(struct reading *r, struct arena *a, const struct query *query, int64_t *ret, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    bool any;
    sql_begin(&q);
    sql_add(&q, "SELECT count(*) FROM (SELECT 1");
    TRY(from_add(&q, r, a, query, NULL, f));
    sql_add(&q, " LIMIT ");
    sql_int(&q, COUNT_MAX + 1);
    sql_add(&q, ") AS c");
    return conn_integer(r->s->g, r->c, &q, &any, ret, f);
}

enum err store_list(struct reading *r, struct arena *a, const struct query *query, struct rows *ret, struct fault *f)
{
    const struct engine *g = r->s->g;
    const struct entity *e = query->entity;
    struct order o = order_of(query);
    struct place p = { 0 };
    bool more = false;
    TRY(query_fits(r, query, f));
    if (query->limit < 1 || query->limit > QUERY_LIMIT_MAX)
        return fault(f, E_LIMIT, "limit", N_("Antalet rader ska vara 1 till {1}."), "1000", NULL);
    if (query->after.n)
        TRY(place_parse(r, a, query, &o, &p, f));
    struct rows rows = { .rows = arena_array(a, query->limit, e->size), .titles = arena_array(a, query->limit * entity_fields(e), sizeof *rows.titles) };
    if (!rows.rows || !rows.titles)
        return no_memory(f);
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    TRY(list_add(&q, r, a, query, &o, &p, f));
    struct cursor cur = { 0 };
    TRY(g->query(r->c, &q, false, &cur, f));
    enum err got = rows_take(g, &cur, query, a, &rows, &more, f);
    g->end(&cur);
    TRY(got);
    if (query->before)
        swap_ends(&rows, e, a);
    rows.more_after = query->before ? p.given : more;
    rows.more_before = query->before ? more : p.given;
    if (rows.n) {
        rows.first = cursor_of(a, &o, query, rows_at(&rows, e, 0), rows.titles);
        rows.last = cursor_of(a, &o, query, rows_at(&rows, e, rows.n - 1), rows.titles + (rows.n - 1) * entity_fields(e));
    }
    if (query->count)
        TRY(count_rows(r, a, query, &rows.count, f));
    if (a->failed)
        return no_memory(f);
    *ret = rows;
    return OK;
}

enum err store_each(struct reading *r, const struct query *query, enum err (*each)(void *ctx, const void *row, const struct str *titles), void *ctx, struct fault *f)
{
    const struct engine *g = r->s->g;
    const struct entity *e = query->entity;
    struct query all = *query;
    struct place p = { 0 };
    all.limit = 0;
    all.before = false;
    struct order o = order_of(&all);
    TRY(query_fits(r, &all, f));
    struct arena kept cleanup(arena_free) = arena_new(ROW_BUDGET), one cleanup(arena_free) = arena_new(ROW_BUDGET);
    if (all.after.n)
        TRY(place_parse(r, &kept, &all, &o, &p, f));
    void *row = row_new(&kept, e);
    struct str *titles = arena_array(&kept, entity_fields(e), sizeof *titles);
    if (!row || !titles)
        return no_memory(f);
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    TRY(list_add(&q, r, &kept, &all, &o, &p, f));
    struct cursor cur = { 0 };
    TRY(g->query(r->c, &q, true, &cur, f));
    bool any = false;
    enum err e2;
    while ((e2 = g->step(&cur, &any, f)) == OK && any) {
        arena_reset(&one);
        if ((e2 = row_fetch(g, &cur, 0, e, &one, row, f)) != OK || (e2 = titles_fetch(g, &cur, e, &one, titles, f)) != OK || (e2 = each(ctx, row, titles)) != OK)
            break;
    }
    g->end(&cur);
    return e2;
}
