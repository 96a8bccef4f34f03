/* What a list is narrowed by: filters on fields, and words searched for in all text. */
#include "store/list.h"
#include "store/swedish.h"

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

enum err filters_add(struct sql *q, struct arena *a, const struct query *query, const struct order *o, struct fault *f)
{
    for (size_t i = 0; i < query->filters_n; i++)
        TRY(filter_add(q, a, &query->filters[i], o, f));
    return search_add(q, a, query->entity, query->search, f);
}
