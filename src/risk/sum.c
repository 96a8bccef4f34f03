/* Leaves, and their sums: a tree with SUM_FAN terms a node over the leaves in order, so that the rounding is fixed by the leaves alone and
 * a changed leaf asks for its own branch only. */
#include "risk/engine.h"

enum { LEVELS_MAX = 8 };

void leaf_free(struct risk_engine *e, struct leaf *leaf)
{
    for (size_t c = 0; leaf->chunk && c < e->chunks; c++)
        mem_give(&e->mem, leaf->chunk[c].value);
    mem_give(&e->mem, leaf->chunk);
    *leaf = (struct leaf){ 0 };
}

enum err leaf_begin(struct risk_engine *e, struct leaf *leaf, struct fault *f)
{
    leaf_free(e, leaf);
    leaf->chunk = mem_take(&e->mem, e->chunks, sizeof *leaf->chunk);
    if (!leaf->chunk)
        return engine_no_memory(e, f);
    leaf->version = ++e->version;
    return OK;
}

enum err leaf_from_dense(struct risk_engine *e, double *year, struct leaf *leaf, struct fault *f)
{
    TRY(leaf_begin(e, leaf, f));
    for (size_t c = 0; c < e->chunks; c++) {
        uint64_t first = (uint64_t)c * CHUNK_YEARS, left = e->options.years - first;
        size_t years = left < CHUNK_YEARS ? (size_t)left : CHUNK_YEARS, n = 0, at = 0;
        for (size_t y = 0; y < years; y++)
            n += year[first + y] != 0;
        struct segment *s = &leaf->chunk[c];
        s->value = mem_raw(&e->mem, n, sizeof(double) + sizeof(uint32_t));
        if (!s->value)
            return engine_no_memory(e, f);
        s->year = (uint32_t *)(void *)(s->value + n);
        s->n = n;
        for (size_t y = 0; y < years; y++)
            if (year[first + y] != 0) {
                s->value[at] = year[first + y];
                s->year[at++] = (uint32_t)y;
                year[first + y] = 0;
            }
    }
    return OK;
}

enum err leaf_stat(struct risk_engine *e, struct leaf *leaf, struct fault *f)
{
    size_t n = 0, at = 0;
    for (size_t c = 0; c < e->chunks; c++)
        n += leaf->chunk[c].n;
    double *value = mem_raw(&e->mem, 2 * n, sizeof *value);
    if (!value)
        return engine_no_memory(e, f);
    for (size_t c = 0; c < e->chunks; c++) {
        if (leaf->chunk[c].n)
            memcpy(value + at, leaf->chunk[c].value, leaf->chunk[c].n * sizeof *value);
        at += leaf->chunk[c].n;
    }
    leaf->stat = stat_of(&e->plan, value, n, value + n);
    mem_give(&e->mem, value);
    return OK;
}

/* ---- the tree ---- */

struct tree_run {
    struct risk_engine *e;
    struct leaf_list list;
    size_t level_n[LEVELS_MAX], levels; /* nodes of each level; the last has one */
    struct sum_node **level;            /* kept nodes, or NULL */
    double *out;                        /* the root's years */
    double **scratch;                   /* per worker: LEVELS_MAX · CHUNK_YEARS, when nothing is kept */
    const uint8_t *const *stale;        /* [level][node], with kept nodes */
    const struct streamed *streamed;    /* what the lowest level's first nodes already came to, or NULL */
};

static size_t chunk_years(const struct risk_engine *e, size_t chunk)
{
    uint64_t left = e->options.years - (uint64_t)chunk * CHUNK_YEARS;
    return left < CHUNK_YEARS ? (size_t)left : CHUNK_YEARS;
}

static void add_leaf(double *to, const struct segment *s)
{
    for (size_t i = 0; i < s->n; i++)
        to[s->year[i]] += s->value[i];
}

/* The years of a node in one chunk, into `to`. Kept terms are added a few thousand years at a time, so that `to` stays near. */
static void node_years(const struct tree_run *t, size_t level, size_t node, size_t chunk, double *to, double *scratch)
{
    enum { NEAR = 2048 };
    size_t years = chunk_years(t->e, chunk), first = node * SUM_FAN, end = first + SUM_FAN;
    memset(to, 0, years * sizeof *to);
    if (level == 0) {
        for (size_t i = first; i < end && i < t->list.n; i++)
            add_leaf(to, &t->list.leaf[i]->chunk[chunk]);
        return;
    }
    end = end < t->level_n[level - 1] ? end : t->level_n[level - 1];
    if (t->streamed && level == 1 && node < t->streamed->n_nodes) {
        memcpy(to, t->streamed->node[node] + chunk * CHUNK_YEARS, years * sizeof *to);
        first = first > t->streamed->groups ? first : t->streamed->groups;
    }
    for (size_t at = 0; t->level && at < years; at += NEAR)
        for (size_t i = first; i < end; i++)
            t->e->kernel->add(to + at, t->level[level - 1][i].year + chunk * CHUNK_YEARS + at, years - at < NEAR ? years - at : NEAR);
    for (size_t i = first; !t->level && i < end; i++) {
        double *own = scratch + (level - 1) * CHUNK_YEARS;
        node_years(t, level - 1, i, chunk, own, scratch);
        t->e->kernel->add(to, own, years);
    }
}

static void tree_work(void *context, unsigned worker, size_t chunk)
{
    struct tree_run *t = context;
    for (size_t l = 0; t->level && l < t->levels; l++)
        for (size_t i = 0; i < t->level_n[l]; i++)
            if (t->stale[l][i])
                node_years(t, l, i, chunk, t->level[l][i].year + chunk * CHUNK_YEARS, NULL);
    if (!t->level)
        node_years(t, t->levels - 1, 0, chunk, t->out + chunk * CHUNK_YEARS, t->scratch[worker]);
}

static void tree_shape(struct tree_run *t)
{
    size_t n = t->list.n;
    do {
        n = (n + SUM_FAN - 1) / SUM_FAN;
        t->level_n[t->levels++] = n ? n : 1;
    } while (n > 1);
}

/* The root without keeping anything. */
static enum err tree_plain(struct tree_run *t, struct fault *f)
{
    struct risk_engine *e = t->e;
    double *scratch[RISK_THREADS_MAX] = { 0 };
    unsigned threads = e->options.threads < e->chunks ? e->options.threads : (unsigned)e->chunks;
    enum err err = OK;
    for (unsigned i = 0; i < threads && err == OK; i++)
        if (!(scratch[i] = mem_raw(&e->mem, t->levels * CHUNK_YEARS, sizeof **scratch)))
            err = engine_no_memory(e, f);
    t->scratch = scratch;
    if (err == OK)
        share(threads, e->chunks, tree_work, t);
    t->scratch = NULL;
    for (unsigned i = 0; i < threads; i++)
        mem_give(&e->mem, scratch[i]);
    return err;
}

static void levels_free(struct risk_engine *e)
{
    for (size_t l = 0; l < e->levels; l++) {
        for (size_t i = 0; e->level[l] && i < e->level_n[l]; i++)
            mem_give(&e->mem, e->level[l][i].year);
        mem_give(&e->mem, e->level[l]);
    }
    mem_give(&e->mem, e->level);
    mem_give(&e->mem, e->level_n);
    e->level = NULL;
    e->level_n = NULL;
    e->levels = 0;
}

void sum_free(struct risk_engine *e)
{
    levels_free(e);
    mem_give(&e->mem, e->total);
    e->total = NULL;
}

/* Gives the engine a kept tree of this shape. False when it does not fit in half of the memory that is left. */
static bool kept_begin(struct risk_engine *e, const struct tree_run *t)
{
    bool same = e->levels == t->levels;
    for (size_t l = 0; same && l < t->levels; l++)
        same = e->level_n[l] == t->level_n[l];
    if (same)
        return true;
    levels_free(e);
    size_t nodes = 0;
    for (size_t l = 0; l < t->levels; l++)
        nodes += t->level_n[l];
    if (!e->options.retain || (double)nodes * (double)e->options.years * 8 >
                                  0.5 * ((double)e->options.memory_bytes - (double)atomic_load(&e->mem.used)))
        return false;
    e->level = mem_take(&e->mem, t->levels, sizeof *e->level);
    e->level_n = mem_take(&e->mem, t->levels, sizeof *e->level_n);
    bool whole = e->level && e->level_n;
    for (size_t l = 0; whole && l < t->levels; l++) {
        e->levels = l + 1;
        e->level_n[l] = t->level_n[l];
        e->level[l] = mem_take(&e->mem, t->level_n[l], sizeof **e->level);
        whole = e->level[l] != NULL;
        for (size_t i = 0; whole && i < t->level_n[l]; i++)
            whole = (e->level[l][i].year = mem_raw(&e->mem, e->options.years, sizeof(double))) != NULL;
    }
    if (!whole)
        levels_free(e);
    return whole;
}

/* Which kept nodes no longer stand for their terms; gives those a new version. */
static void mark_stale(struct risk_engine *e, const struct tree_run *t, uint8_t **stale)
{
    for (size_t l = 0; l < t->levels; l++)
        for (size_t i = 0; i < t->level_n[l]; i++) {
            struct sum_node *n = &e->level[l][i];
            uint64_t child[SUM_FAN] = { 0 };
            for (size_t c = 0; c < SUM_FAN; c++) {
                size_t at = i * SUM_FAN + c;
                if (l == 0 ? at < t->list.n : at < t->level_n[l - 1])
                    child[c] = l == 0 ? t->list.leaf[at]->version : e->level[l - 1][at].version;
            }
            stale[l][i] = !n->version || memcmp(child, n->child, sizeof child) != 0;
            if (stale[l][i]) {
                memcpy(n->child, child, sizeof child);
                n->version = ++e->version;
            }
        }
}

static enum err tree_kept(struct tree_run *t, struct fault *f)
{
    struct risk_engine *e = t->e;
    uint8_t *stale[LEVELS_MAX] = { 0 };
    enum err err = OK;
    for (size_t l = 0; l < t->levels && err == OK; l++)
        if (!(stale[l] = mem_take(&e->mem, t->level_n[l], 1)))
            err = engine_no_memory(e, f);
    if (err == OK) {
        mark_stale(e, t, stale);
        t->level = e->level;
        t->stale = (const uint8_t *const *)stale;
        share(e->options.threads, e->chunks, tree_work, t);
    }
    for (size_t l = 0; l < t->levels; l++)
        mem_give(&e->mem, stale[l]);
    return err;
}

static size_t nonzero(const double *year, uint64_t years, double *to)
{
    size_t n = 0;
    for (uint64_t y = 0; y < years; y++) {
        to[n] = year[y];
        n += year[y] != 0;
    }
    return n;
}

enum err sum_total(struct risk_engine *e, struct leaf_list list, bool with_lec, struct fault *f)
{
    struct tree_run t = { .e = e, .list = list, .streamed = e->streamed.groups ? &e->streamed : NULL };
    tree_shape(&t);
    uint64_t years = e->options.years;
    double *dense = NULL, *value = NULL;
    enum err err = OK;
    if (kept_begin(e, &t)) {
        err = tree_kept(&t, f);
        dense = err == OK ? e->level[t.levels - 1][0].year : NULL;
        if (err == OK && e->total_version == e->level[t.levels - 1][0].version && (e->lec_fresh || !with_lec))
            return OK;
    } else {
        dense = t.out = mem_raw(&e->mem, years, sizeof *dense);
        err = dense ? tree_plain(&t, f) : engine_no_memory(e, f);
    }
    if (err == OK && !(value = mem_raw(&e->mem, 2 * years + 2, sizeof *value)))
        err = engine_no_memory(e, f);
    if (err == OK) {
        size_t n = nonzero(dense, years, value);
        e->total_stat = list.n == 1 ? list.leaf[0]->stat : stat_of(&e->plan, value, n, value + years + 1); /* one alone: the same bits */
        e->lec_fresh = with_lec;
        if (with_lec) {
            n = nonzero(dense, years, value);
            e->n_lec = stat_lec(e->kernel, value, n, years, value + years + 1, e->lec);
        }
        e->total_version = e->level ? e->level[t.levels - 1][0].version : 0;
    }
    mem_give(&e->mem, value);
    mem_give(&e->mem, t.out);
    return err;
}

enum err sum_stat(struct risk_engine *e, struct leaf_list list, struct risk_stat *ret, struct fault *f)
{
    if (list.n == 1) {
        struct leaf alone = *list.leaf[0];
        TRY(leaf_stat(e, &alone, f));
        *ret = alone.stat;
        return OK;
    }
    struct tree_run t = { .e = e, .list = list };
    tree_shape(&t);
    uint64_t years = e->options.years;
    t.out = mem_raw(&e->mem, years, sizeof *t.out);
    double *value = mem_raw(&e->mem, 2 * years + 2, sizeof *value);
    enum err err = t.out && value ? tree_plain(&t, f) : engine_no_memory(e, f);
    if (err == OK)
        *ret = stat_of(&e->plan, value, nonzero(t.out, years, value), value + years + 1);
    mem_give(&e->mem, value);
    mem_give(&e->mem, t.out);
    return err;
}
