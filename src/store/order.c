/* The order of a list, and a place in it: pages go by the place of a row in the order (keyset), so that page 2 000 costs what page 1
 * does; the cursor carries that place. */
#include <sodium.h>

#include "store/list.h"

enum { CURSOR_VALUE_MAX = 120 };

struct order order_of(const struct query *q)
{
    struct order o = { .field = q->sort, .descending = q->descending != q->before, .reversed = q->before };
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

size_t order_parts(const struct order *o, const struct place *p, enum part ret[static 2])
{
    enum part first = !o->nullable ? PART_WHOLE : o->reversed ? PART_NONE : PART_GIVEN, other = o->reversed ? PART_GIVEN : PART_NONE;
    bool passed = o->nullable && p->given && p->none != (first == PART_NONE); /* the place lies in the other part */
    ret[0] = passed ? other : first;
    ret[1] = other;
    return o->nullable && !passed ? 2 : 1;
}

void order_value(struct sql *q, const struct order *o)
{
    if (!o->to) {
        sql_order(q, o->field, "a");
        return;
    }
    const struct field *title = entity_field_named(o->to, str(o->to->title));
    bool always = sql_always(o->to, title);
    sql_add(q, always ? "" : "coalesce(");
    sql_name(q, "s", o->to->title);
    sql_add(q, always ? " " SQL_SWEDISH : ", '') " SQL_SWEDISH);
}

void order_add(struct sql *q, const struct order *o, enum part part, bool found)
{
    const char *down = o->descending ? " DESC" : "";
    sql_add(q, " ORDER BY ");
    if (o->field && part != PART_NONE) {
        if (found)
            sql_add(q, o->to || o->field->kind == KIND_TEXT ? "r.\"order_value\" " SQL_SWEDISH : "r.\"order_value\"");
        else
            order_value(q, o);
        sql_add(q, down);
        sql_add(q, ", ");
        if (o->to) {
            if (found)
                sql_name(q, "r", o->field->name);
            else
                sql_add(q, "s.\"id\"");
            sql_add(q, down);
            sql_add(q, ", ");
        }
    }
    sql_add(q, found ? "r.\"id\"" : "a.\"id\"");
    sql_add(q, down);
}

static void place_value(struct sql *q, const struct order *o, const struct place *p)
{
    if (o->text)
        sql_str(q, p->s);
    else
        sql_int(q, p->i);
}

/* Of a reference the join says it, and behind a value none is missing. */
static void part_add(struct sql *q, const struct order *o, enum part part, bool behind)
{
    if (part == PART_WHOLE || o->to || (part == PART_GIVEN && behind))
        return;
    sql_add(q, " AND ");
    order_value(q, o);
    if (part == PART_NONE)
        sql_add(q, " IS NULL");
    else /* SQLite finds the first that is given by IS NOT NULL of a column, not of an expression */
        sql_add(q, o->field->kind == KIND_WORD ? " > 0" : " IS NOT NULL");
}

void order_beyond(struct sql *q, const struct order *o, enum part part, const struct place *p)
{
    const char *further = o->descending ? " < " : " > ";
    bool behind = p->given && (!o->field || (part == PART_NONE) == p->none);
    part_add(q, o, part, behind);
    if (!behind)
        return; /* the whole part lies behind the place */
    if (!o->field || part == PART_NONE) {
        sql_add(q, " AND a.\"id\"");
        sql_add(q, further);
        sql_int(q, p->id);
        return;
    }
    sql_add(q, " AND "); /* SQLite finds the place in an index by one column, not by the pair */
    order_value(q, o);
    sql_add(q, o->descending ? " <= " : " >= ");
    place_value(q, o, p);
    sql_add(q, " AND (");
    order_value(q, o);
    sql_add(q, o->to ? ", s.\"id\", a.\"id\")" : ", a.\"id\")");
    sql_add(q, further);
    sql_add(q, "(");
    place_value(q, o, p);
    if (o->to) {
        sql_add(q, ", ");
        sql_int(q, p->to);
    }
    sql_add(q, ", ");
    sql_int(q, p->id);
    sql_add(q, ")");
}

/* ---- cursors ---- */

struct str cursor_of(struct arena *a, const struct order *o, const struct query *q, const void *row, const struct str *titles)
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
        buf_int(&b, v.i);
        buf_char(&b, ' ');
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

enum err place_parse(struct reading *r, struct arena *a, const struct query *q, const struct order *o, struct place *ret, struct fault *f)
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
            p.to = value_of(o->field, row).i;
        } else {
            p.s = value_of(o->field, row).s;
        }
        p.none = o->to ? !p.s.p : p.s.n == 0;
    } else if (how == 'v') {
        char *raw = arena_alloc(a, coded.n + 1);
        size_t raw_n = 0;
        if (!raw)
            return no_memory(f);
        if (coded.n > CURSOR_VALUE_MAX * 2 ||
            sodium_base642bin((unsigned char *)raw, coded.n + 1, coded.p, coded.n, NULL, &raw_n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
            return bad_cursor(f);
        p.s = (struct str){ raw, raw_n };
        struct str to = o->to ? str_cut(&p.s, ' ') : S("0");
        if (!str_to_int64(to, &p.to) || !utf8_valid(p.s) || memchr(raw, 0, raw_n) || (!o->text && !str_to_int64(p.s, &p.i)))
            return bad_cursor(f);
    } else {
        return bad_cursor(f);
    }
    *ret = p;
    return OK;
}
