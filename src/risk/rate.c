/* Yearly rates, and the tables of quantiles that all draws use. */
#include <math.h>

#include "risk/engine.h"

bool rates_fill(const struct risk_engine *e, struct rates *r, uint64_t key, const struct dist_ready *d, uint64_t first, size_t n, uint32_t base,
                uint64_t *w0, uint64_t *w1)
{
    r->yearly = d->kind != READY_CONSTANT;
    if (!r->yearly) {
        r->constant = r->max = d->base;
        return r->max <= RISK_YEAR_RATE_MAX;
    }
    enum { PIECE = 4096 };
    uint32_t c0[PIECE], zero[PIECE] = { 0 };
    for (size_t at = 0; at < n; at += PIECE) {
        size_t m = n - at < PIECE ? n - at : PIECE;
        for (size_t i = 0; i < m; i++)
            c0[i] = (uint32_t)(first + at + i);
        for (size_t i = m; i % 8; i++)
            c0[i] = 0;
        e->kernel->words(key, c0, zero, zero, DRAW_RATE, m, w0, w1);
        e->kernel->draw(d, w0, m, r->year + at);
    }
    size_t groups = (n + base - 1) / base;
    double *level = r->most;
    for (size_t g = 0; g < BLOCK_YEARS; g++) {
        double most = 0;
        for (size_t y = g * base; g < groups && y < (g + 1) * base && y < n; y++)
            most = r->year[y] > most ? r->year[y] : most;
        level[g] = most;
    }
    for (size_t m = BLOCK_YEARS; m > 1; m /= 2) {
        for (size_t g = 0; g < m / 2; g++)
            level[m + g] = level[2 * g] > level[2 * g + 1] ? level[2 * g] : level[2 * g + 1];
        level += m;
    }
    r->max = level[0];
    return r->max <= RISK_YEAR_RATE_MAX;
}

double rates_most(const struct rates *r, size_t at, uint32_t years, uint32_t base)
{
    if (!r->yearly)
        return r->constant;
    int k = __builtin_ctz(years / base);
    size_t all = 2 * (size_t)BLOCK_YEARS;
    return r->most[all - (all >> k) + at / years];
}

enum err engine_ready(struct risk_engine *e, const struct risk_dist *d, struct dist_ready *ret, struct fault *f)
{
    enum risk_dist_kind kind;
    double a, b;
    dist_shape(d, &kind, &a, &b);
    struct quantile_table *t = NULL;
    for (size_t i = 0; i < e->n_tables && kind != DIST_NONE && !t; i++)
        if (e->tables[i]->kind == kind && e->tables[i]->a == a && e->tables[i]->b == b)
            t = e->tables[i];
    if (!t && kind != DIST_NONE) {
        if (e->n_tables == e->room_tables) {
            size_t room = e->room_tables ? 2 * e->room_tables : 16;
            struct quantile_table **more = mem_take(&e->mem, room, sizeof(void *));
            if (!more)
                return engine_no_memory(e, f);
            if (e->n_tables)
                memcpy(more, e->tables, e->n_tables * sizeof(void *));
            mem_give(&e->mem, e->tables);
            e->tables = more;
            e->room_tables = room;
        }
        t = mem_take(&e->mem, 1, sizeof *t);
        if (!t)
            return engine_no_memory(e, f);
        t->kind = kind;
        t->a = a;
        t->b = b;
        e->tables[e->n_tables++] = t;
    }
    *ret = dist_ready_with(d, t);
    return OK;
}

static void fill(void *context, unsigned worker, size_t i)
{
    (void)worker;
    struct risk_engine *e = context;
    struct quantile_table *t = e->tables[i];
    if (!t->filled)
        table_fill(t, t->kind, t->a, t->b);
}

void engine_fill_tables(struct risk_engine *e)
{
    bool any = false;
    for (size_t i = 0; i < e->n_tables; i++)
        any |= !e->tables[i]->filled;
    if (any)
        share(e->options.threads, e->n_tables, fill, e);
}
