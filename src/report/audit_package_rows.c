#include "report/audit_package.h"

#include <stdlib.h>

#include "base/arena.h"
#include "derive/value.h"
#include "model/audit.h"
#include "model/document.h"
#include "model/measure.h"

struct item { const struct entity *e; int64_t id; void *row; bool leaf, left_out; };
struct gathering {
    struct reading *r;
    struct arena *a;
    bool open;
    struct item *v;
    size_t n, cap;
    size_t *table;      /* places in v + 1 by entity and id: open addressing */
    size_t table_cap;
};

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static size_t slot(const struct gathering *g, const struct entity *e, int64_t id)
{
    size_t at = ((size_t)id * 0x9E3779B97F4A7C15u ^ (size_t)(uintptr_t)e * 0xC2B2AE3D27D4EB4Fu) & (g->table_cap - 1);
    while (g->table[at] && !(g->v[g->table[at] - 1].e == e && g->v[g->table[at] - 1].id == id))
        at = (at + 1) & (g->table_cap - 1);
    return at;
}

/* Left out: it bears a mark itself, or belongs to a row that does. */
static enum err is_left_out(struct gathering *g, const struct entity *e, const void *row, bool *ret, struct fault *f)
{
    *ret = g->open && ((const struct row *)row)->secrecy.n > 0;
    for (size_t i = 0; g->open && !*ret && i < e->n; i++) {
        const struct field *field = &e->fields[i];
        int64_t to = field->flags & FOLLOWS ? value_of(field, row).i : 0;
        const struct entity *above = to ? model_entity(str(field->refers)) : NULL;
        struct row *there = above ? row_new(g->a, above) : NULL;
        if (above && !there)
            return no_memory(f);
        if (there && store_get(g->r, g->a, above, to, there, NULL) == OK)
            *ret = there->secrecy.n > 0;
    }
    return OK;
}

/* Takes a row in; one that is there as a leaf becomes a whole one when it is found again as such. */
static enum err take(struct gathering *g, const struct entity *e, void *row, bool leaf, struct fault *f)
{
    int64_t id = row_of(row)->id;
    size_t at = slot(g, e, id);
    if (g->table[at]) {
        struct item *there = &g->v[g->table[at] - 1];
        there->leaf = there->leaf && leaf;
        return OK;
    }
    if (g->n >= PACKAGE_ROWS_MAX)
        return fault(f, E_LIMIT, NULL, N_("Granskningen har fler än {1} poster och ryms inte i ett paket."), "100000", NULL);
    struct item *grown = arena_grow(g->a, g->v, g->n, g->n + 1, sizeof *grown, &g->cap);
    if (!grown)
        return no_memory(f);
    g->v = grown;
    g->v[g->n] = (struct item){ e, id, row, leaf, false };
    TRY(is_left_out(g, e, row, &g->v[g->n].left_out, f));
    g->table[at] = ++g->n;
    return OK;
}

/* The rows of `from` whose field has that value. */
static enum err take_matching(struct gathering *g, const struct entity *from, const struct field *field, struct str value, struct fault *f)
{
    struct query q = { .entity = from, .filters = { { field, COMPARE_EQUAL, value } }, .filters_n = 1, .limit = QUERY_LIMIT_MAX, .standing = (enum standing)-1u };
    for (;;) {
        struct rows page;
        enum err e = store_list(g->r, g->a, &q, &page, f);
        if (e == E_DENIED || e == E_ABSENT)
            return OK;
        TRY(e);
        for (size_t i = 0; i < page.n; i++)
            TRY(take(g, from, rows_at(&page, from, i), false, f));
        if (!page.more_after || !page.n)
            return OK;
        q.after = page.last;
    }
}

/* What hangs on a row: what follows it, the measures that answer a recommendation, and evidence about it. */
static enum err take_below(struct gathering *g, size_t at, struct fault *f)
{
    const struct entity *e = g->v[at].e;
    struct str id = str_printf(g->a, "%lld", (long long)g->v[at].id), link = str_printf(g->a, "%s/%lld", e->name, (long long)g->v[at].id);
    for (size_t i = 0; i < model_n; i++)
        for (size_t k = 0; k < model[i]->n; k++) {
            const struct field *field = &model[i]->fields[k];
            bool refers = field->refers && strcmp(field->refers, e->name) == 0;
            bool belongs = refers && ((field->flags & FOLLOWS) || (model[i] == &measure_origin_entity && e == &recommendation_entity));
            if (model[i]->flags & PLUMBING)
                continue;
            if (belongs)
                TRY(take_matching(g, model[i], field, id, f));
            else if (model[i] == &evidence_entity && (field->flags & LINK))
                TRY(take_matching(g, model[i], field, link, f));
        }
    return OK;
}

/* What a row leads to. Earlier recommendations, measures and documents come whole; the rest as what their numbers stand for. */
static enum err take_above(struct gathering *g, size_t at, struct fault *f)
{
    const struct entity *e = g->v[at].e;
    for (size_t k = 0; k < e->n; k++) {
        const struct field *field = &e->fields[k];
        const struct entity *to = field->refers ? model_entity(str(field->refers)) : NULL;
        int64_t id = to ? value_of(field, g->v[at].row).i : 0;
        if (!to || id < 1 || to == &account_entity || (to->flags & PLUMBING) || g->table[slot(g, to, id)])
            continue;
        bool whole = to == &recommendation_entity || to == &measure_entity || to == &document_entity;
        void *row = row_new(g->a, to);
        if (!row)
            return no_memory(f);
        enum err found = store_get(g->r, g->a, to, id, row, f);
        if (found == E_ABSENT || found == E_DENIED)
            continue;
        TRY(found);
        TRY(take(g, to, row, !whole, f));
    }
    return OK;
}

static int by_entity_and_id(const void *x, const void *y)
{
    const struct package_row *a = x, *b = y;
    size_t ia = model_index(a->entity), ib = model_index(b->entity);
    return ia != ib ? (ia < ib ? -1 : 1) : a->id < b->id ? -1 : a->id > b->id;
}

enum err audit_package_rows(struct reading *r, struct arena *a, int64_t audit, bool open, struct package_rows *ret, struct fault *f)
{
    struct gathering g = { .r = r, .a = a, .open = open, .table_cap = (size_t)1 << 18 };
    struct package_rows rows = { 0 };
    void *root = row_new(a, &audit_entity);
    g.table = calloc(g.table_cap, sizeof *g.table);
    if (!root || !g.table) {
        free(g.table);
        return no_memory(f);
    }
    enum err e = store_get(r, a, &audit_entity, audit, root, f);
    if (e == OK)
        e = take(&g, &audit_entity, root, false, f);
    for (size_t i = 0; e == OK && i < g.n; i++) /* grows as it goes; what is left out leads nowhere, but for the audit itself */
        if (!g.v[i].leaf && (!g.v[i].left_out || i == 0)) {
            e = take_below(&g, i, f);
            if (e == OK)
                e = take_above(&g, i, f);
        }
    free(g.table);
    TRY(e);
    rows.v = arena_array(a, g.n, sizeof *rows.v);
    if (!rows.v)
        return no_memory(f);
    for (size_t i = 0; i < g.n; i++) {
        rows.v[rows.n++] = (struct package_row){ g.v[i].e, g.v[i].id, g.v[i].left_out ? NULL : g.v[i].row };
        rows.left_out += g.v[i].left_out;
    }
    qsort(rows.v, rows.n, sizeof *rows.v, by_entity_and_id);
    *ret = rows;
    return OK;
}
