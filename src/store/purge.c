/* Plumbing whose time is over. Nothing that people see is ever deleted. */
#include <stdio.h>

#include "store/inside.h"

enum err store_purge(struct writing *w, const struct entity *e, const char *name, instant before, size_t limit, size_t *ret_n, struct fault *f)
{
    const struct engine *g = w->r.s->g;
    const struct field *field = entity_field_named(e, str(name));
    if (!(e->flags & PURGED) || !field || field->kind != KIND_INSTANT)
        return fault(f, E_BUG, e->name, N_("Något gick fel."), NULL, NULL);
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "DELETE FROM ");
    sql_name(&q, NULL, e->name);
    sql_add(&q, " WHERE \"id\" IN (SELECT \"id\" FROM ");
    sql_name(&q, NULL, e->name);
    sql_add(&q, " WHERE ");
    sql_name(&q, NULL, name);
    sql_add(&q, " < ");
    sql_int(&q, before.usec);
    sql_add(&q, " ORDER BY \"id\" LIMIT ");
    sql_int(&q, (int64_t)limit);
    sql_add(&q, ") RETURNING \"id\"");
    TRY(sql_check(&q, f));
    struct cursor cur = { 0 };
    bool any = true;
    size_t n = 0;
    TRY(g->query(w->r.c, &q, false, &cur, f));
    enum err got = OK;
    while (any && (got = g->step(&cur, &any, f)) == OK)
        n += any;
    g->end(&cur);
    TRY(got);
    w->plumbing |= n > 0;
    *ret_n = n;
    return OK;
}
