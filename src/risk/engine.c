#include "risk/engine.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "risk/check.h"
#include "risk/graph.h"

enum { TABLES_KEEP = 4096 };

enum err engine_no_memory(struct risk_engine *e, struct fault *f)
{
    char mib[24];
    snprintf(mib, sizeof mib, "%zu", e->options.memory_bytes >> 20);
    return fault(f, E_LIMIT, NULL, N_("Beräkningen ryms inte i {1} MiB minne; höj gränsen med --memory eller räkna färre år."), mib, NULL);
}

static enum err option_refuse(const char *place, const char *range, struct fault *f)
{
    return fault(f, E_INVALID, place, N_("värdet ska ligga i {1}"), range, NULL);
}

enum err risk_engine_new(struct risk_options o, struct risk_engine **ret, struct fault *f)
{
    if (o.years < 1 || o.years > RISK_YEARS_MAX)
        return option_refuse("--years", "1..1000000000", f);
    if (o.threads < 1 || o.threads > RISK_THREADS_MAX)
        return option_refuse("--threads", "1..256", f);
    if (o.memory_bytes < 16u << 20)
        return option_refuse("--memory", "16..", f);
    struct risk_engine *e = calloc(1, sizeof *e);
    struct arena *a = calloc(1, sizeof *a);
    if (!e || !a) {
        free(e);
        free(a);
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    }
    *a = arena_new(o.memory_bytes);
    o.isa = risk_isa_have(o.isa);
    e->options = o;
    e->arena = a;
    e->kernel = kernel_for(o.isa);
    e->mem.max = o.memory_bytes;
    e->chunks = (size_t)((o.years + CHUNK_YEARS - 1) / CHUNK_YEARS);
    poisson_init(&e->poisson_risk, POISSON_RISK);
    poisson_init(&e->poisson_threat, POISSON_THREAT);
    stat_plan_init(&e->plan, e->kernel, o.years);
    *ret = e;
    return OK;
}

static void owners_free(struct risk_engine *e)
{
    for (size_t i = 0; i < e->n_owners; i++) {
        mem_give(&e->mem, e->owners[i].version);
        mem_give(&e->mem, (void *)e->owners[i].id.p);
    }
    mem_give(&e->mem, e->owners);
    e->owners = NULL;
    e->n_owners = 0;
}

static void tables_free(struct risk_engine *e)
{
    for (size_t i = 0; i < e->n_tables; i++)
        mem_give(&e->mem, e->tables[i]);
    mem_give(&e->mem, e->tables);
    kept_free(e); /* it draws from them */
    e->tables = NULL;
    e->n_tables = e->room_tables = 0;
}

void risk_engine_free(struct risk_engine *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < e->n_items; i++)
        leaf_free(e, &e->items[i].leaf);
    mem_give(&e->mem, e->items);
    for (size_t i = 0; i < e->n_threats; i++)
        threat_free(e, &e->threats[i]);
    mem_give(&e->mem, e->threats);
    mem_give(&e->mem, e->order);
    sum_free(e);
    streamed_free(e);
    owners_free(e);
    tables_free(e);
    arena_free(e->arena);
    free(e->arena);
    free(e);
}

void risk_engine_drop(struct risk_engine **e)
{
    risk_engine_free(*e);
    *e = NULL;
}

size_t risk_engine_bytes(const struct risk_engine *e, size_t *ret_peak)
{
    if (ret_peak)
        *ret_peak = atomic_load(&e->mem.peak);
    return atomic_load(&e->mem.used);
}

struct risk_work risk_engine_work(const struct risk_engine *e)
{
    return e->work;
}

/* ---- states that carry over ---- */

struct by_key { uint64_t key; size_t at; };

static int by_key(const void *x, const void *y)
{
    const struct by_key *p = x, *q = y;
    return (p->key > q->key) - (p->key < q->key);
}

/* For each of the new keys the place of the old state of that key, or SIZE_MAX. */
static size_t *match(struct arena *a, const void *old, size_t n_old, size_t size, const uint64_t *key, size_t n)
{
    size_t *to = arena_array(a, n, sizeof *to);
    struct by_key *index = arena_array(a, n_old, sizeof *index);
    if (!to || !index)
        return NULL;
    for (size_t i = 0; i < n_old; i++) {
        memcpy(&index[i].key, (const char *)old + i * size, sizeof index[i].key);
        index[i].at = i;
    }
    if (n_old > 1)
        qsort(index, n_old, sizeof *index, by_key);
    for (size_t i = 0; i < n; i++) {
        struct by_key want = { .key = key[i] }, *hit = n_old ? bsearch(&want, index, n_old, sizeof *index, by_key) : NULL;
        to[i] = hit && hit->at != SIZE_MAX ? hit->at : SIZE_MAX;
        if (hit)
            hit->at = SIZE_MAX;
    }
    return to;
}

static bool same_dists(const struct risk_item *x, const struct risk_item *y)
{
    return dist_same(&x->frequency, &y->frequency) && dist_same(&x->tef, &y->tef) && dist_same(&x->capability, &y->capability) &&
           dist_same(&x->strength, &y->strength) && dist_same(&x->magnitude, &y->magnitude) && dist_same(&x->secondary_p, &y->secondary_p) &&
           dist_same(&x->secondary_magnitude, &y->secondary_magnitude);
}

struct run {
    struct risk_engine *e;
    const struct risk_model *m;
    struct arena *a;            /* of this run */
    uint32_t *risks, *threats;  /* by id */
};

static enum err items_update(struct run *r, struct fault *f)
{
    struct risk_engine *e = r->e;
    size_t n = r->m->n_risks, todo = 0;
    uint64_t *key = arena_array(r->a, n, sizeof *key);
    struct item_state **list = arena_array(r->a, n, sizeof(void *));
    size_t *at = arena_array(r->a, n, sizeof *at);
    if (!key || !list || !at)
        return engine_no_memory(e, f);
    for (size_t i = 0; i < n; i++)
        key[i] = name_of(THING_RISK, r->m->risks[r->risks[i]].id);
    size_t *old = match(r->a, e->items, e->n_items, sizeof *e->items, key, n);
    struct item_state *items = old ? mem_take(&e->mem, n, sizeof *items) : NULL;
    if (!items)
        return engine_no_memory(e, f);
    for (size_t i = 0; i < n; i++) {
        struct risk_item dists = r->m->risks[r->risks[i]];
        dists.id = dists.owner = (struct str){ 0 };
        if (old[i] != SIZE_MAX && e->items[old[i]].leaf.version && same_dists(&e->items[old[i]].dists, &dists)) {
            items[i] = e->items[old[i]];
            e->items[old[i]].leaf = (struct leaf){ 0 };
            continue;
        }
        items[i] = (struct item_state){ .key = key[i], .dists = dists };
        at[todo] = r->risks[i];
        list[todo++] = &items[i];
    }
    for (size_t i = 0; i < e->n_items; i++)
        leaf_free(e, &e->items[i].leaf);
    mem_give(&e->mem, e->items);
    e->items = items;
    e->n_items = n;
    bool leaves = e->options.retain || todo < n;
    for (size_t i = 0; i < n; i++)
        leaves |= r->m->risks[i].owner.n > 0;
    enum err err = items_run(e, list, at, todo, leaves, f);
    for (size_t i = 0; i < todo && err != OK; i++)
        list[i]->leaf.version = 0;
    return err;
}

static enum err threats_update(struct run *r, struct graph *g, struct fault *f)
{
    struct risk_engine *e = r->e;
    size_t n = r->m->n_threats;
    uint64_t *key = arena_array(r->a, n, sizeof *key);
    if (!key)
        return engine_no_memory(e, f);
    for (size_t i = 0; i < n; i++)
        key[i] = name_of(THING_THREAT, r->m->threats[r->threats[i]].id);
    size_t *old = match(r->a, e->threats, e->n_threats, sizeof *e->threats, key, n);
    struct threat_state *threats = old ? mem_take(&e->mem, n, sizeof *threats) : NULL;
    if (!threats)
        return engine_no_memory(e, f);
    for (size_t i = 0; i < n; i++)
        if (old[i] != SIZE_MAX) {
            threats[i] = e->threats[old[i]];
            e->threats[old[i]] = (struct threat_state){ 0 };
        }
    for (size_t i = 0; i < e->n_threats; i++)
        threat_free(e, &e->threats[i]);
    mem_give(&e->mem, e->threats);
    e->threats = threats;
    e->n_threats = n;
    for (size_t i = 0; i < n; i++) {
        const struct risk_threat *t = &r->m->threats[r->threats[i]];
        threats[i].key = key[i];
        graph_enter(g, t);
        enum err err = threat_run(e, g, (struct threat_job){ t, &threats[i], r->threats[i] }, f);
        graph_leave(g, t);
        TRY(err);
    }
    return OK;
}

/* ---- sums and owners ---- */

static enum err total_update(struct run *r, bool with_lec, struct fault *f)
{
    struct risk_engine *e = r->e;
    struct leaf_list list = { arena_array(r->a, e->n_items + e->n_threats, sizeof(struct leaf *)), 0 };
    if (!list.leaf)
        return engine_no_memory(e, f);
    for (size_t i = 0; i < e->n_items; i++)
        list.leaf[list.n++] = &e->items[i].leaf;
    for (size_t i = 0; i < e->n_threats; i++)
        list.leaf[list.n++] = &e->threats[i].leaf;
    enum err err = sum_total(e, list, with_lec, f);
    streamed_free(e);
    return err;
}

struct owned { struct str id; struct leaf *leaf; size_t order; };

static int by_owner(const void *x, const void *y)
{
    const struct owned *p = x, *q = y;
    int c = str_cmp(p->id, q->id);
    return c ? c : (p->order > q->order) - (p->order < q->order);
}

/* One owner's leaves: its statistics from the last run when the leaves are the same ones. */
static enum err owner_stat(struct run *r, const struct owned *o, size_t n, struct owner_cache *to, struct fault *f)
{
    struct risk_engine *e = r->e;
    struct leaf_list list = { arena_array(r->a, n, sizeof(struct leaf *)), n };
    char *id = mem_raw(&e->mem, o->id.n, 1);
    to->version = mem_take(&e->mem, n, sizeof *to->version);
    if (!list.leaf || !id || !to->version) {
        mem_give(&e->mem, id);
        return engine_no_memory(e, f);
    }
    memcpy(id, o->id.p, o->id.n);
    to->id = (struct str){ id, o->id.n };
    to->n = n;
    for (size_t i = 0; i < n; i++) {
        list.leaf[i] = o[i].leaf;
        to->version[i] = o[i].leaf->version;
    }
    size_t lo = 0, hi = e->n_owners;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int c = str_cmp(e->owners[mid].id, to->id);
        if (c == 0 && e->owners[mid].n == n && memcmp(e->owners[mid].version, to->version, n * sizeof *to->version) == 0) {
            to->stat = e->owners[mid].stat;
            return OK;
        }
        if (c == 0)
            break;
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return sum_stat(e, list, &to->stat, f);
}

static enum err owners_update(struct run *r, struct fault *f)
{
    struct risk_engine *e = r->e;
    size_t n = e->n_items, owners = 0;
    for (size_t i = 0; i < e->n_threats; i++)
        n += e->threats[i].n_owners;
    struct owned *o = arena_array(r->a, n, sizeof *o);
    struct owner_cache *cache = mem_take(&e->mem, n, sizeof *cache);
    if (!o || !cache) {
        mem_give(&e->mem, cache);
        return engine_no_memory(e, f);
    }
    n = 0;
    for (size_t i = 0; i < e->n_items; i++)
        if (r->m->risks[r->risks[i]].owner.n)
            o[n] = (struct owned){ r->m->risks[r->risks[i]].owner, &e->items[i].leaf, n }, n++;
    for (size_t i = 0; i < e->n_threats; i++)
        for (size_t j = 0; j < e->threats[i].n_owners; j++)
            o[n] = (struct owned){ e->threats[i].owner_name[j], &e->threats[i].owner[j], n }, n++;
    if (n > 1)
        qsort(o, n, sizeof *o, by_owner);
    enum err err = OK;
    for (size_t i = 0; i < n && err == OK; owners++) {
        size_t end = i + 1;
        while (end < n && str_eq(o[end].id, o[i].id))
            end++;
        err = owner_stat(r, o + i, end - i, &cache[owners], f);
        i = end;
    }
    owners_free(e);
    e->owners = cache;
    e->n_owners = owners;
    return err;
}

/* ---- results ---- */

static enum err result_fill(struct run *r, const struct graph *g, struct fault *f)
{
    struct risk_engine *e = r->e;
    struct arena *a = e->arena;
    arena_reset(a);
    struct risk_result *to = &e->result;
    *to = (struct risk_result){ .years = e->options.years, .seed = e->options.seed, .total = e->total_stat, .lec = e->lec, .n_lec = e->n_lec,
                                .n_owners = e->n_owners, .n_risks = e->n_items, .n_threats = e->n_threats };
    to->owners = arena_array(a, to->n_owners, sizeof *to->owners);
    to->risks = arena_array(a, to->n_risks, sizeof *to->risks);
    to->threats = arena_array(a, to->n_threats, sizeof *to->threats);
    if (a->failed)
        return engine_no_memory(e, f);
    for (size_t i = 0; i < to->n_owners; i++)
        to->owners[i] = (struct risk_owner_result){ str_copy(a, e->owners[i].id), e->owners[i].stat };
    for (size_t i = 0; i < to->n_risks; i++)
        to->risks[i] = (struct risk_owner_result){ str_copy(a, r->m->risks[r->risks[i]].id), e->items[i].leaf.stat };
    struct str *id = arena_array(a, g->w.n_nodes, sizeof *id);
    for (size_t n = 0; id && n < g->w.n_nodes && to->n_threats; n++)
        id[n] = str_copy(a, g->id[n]);
    for (size_t i = 0; i < to->n_threats; i++) {
        const struct threat_state *s = &e->threats[i];
        struct risk_threat_result *t = &to->threats[i];
        *t = (struct risk_threat_result){ .id = str_copy(a, r->m->threats[r->threats[i]].id), .events = s->events, .stat = s->leaf.stat };
        t->nodes = arena_array(a, g->w.n_nodes, sizeof *t->nodes);
        t->n_nodes = g->w.n_nodes;
        if (a->failed)
            return engine_no_memory(e, f);
        for (size_t n = 0; n < t->n_nodes; n++)
            t->nodes[n] = (struct risk_node_result){ id[n], s->events ? (double)s->count[n] / (double)s->events : 0,
                                                     stat_wilson(s->count[n], s->events) };
    }
    return a->failed ? engine_no_memory(e, f) : OK;
}

static enum err check_events(const struct risk_engine *e, const struct risk_model *m, struct fault *f)
{
    double sum = 0;
    for (size_t i = 0; i < m->n_risks; i++)
        sum += dist_mean_bound(m->risks[i].tef.kind != DIST_NONE ? &m->risks[i].tef : &m->risks[i].frequency);
    for (size_t i = 0; i < m->n_threats; i++)
        sum += dist_mean_bound(&m->threats[i].frequency);
    if (sum * (double)e->options.years <= RISK_EVENTS_MAX)
        return OK;
    return fault(f, E_LIMIT, NULL, N_("Frekvenserna gånger antalet år ger fler än {1} händelser; räkna färre år."), "1e10", NULL);
}

static enum err engine_run(struct risk_engine *e, const struct risk_model *m, bool whole, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(e->options.memory_bytes);
    struct run r = { .e = e, .m = m, .a = &a };
    struct graph *g = NULL;
    e->work = (struct risk_work){ 0 };
    if (e->n_tables > TABLES_KEEP)
        tables_free(e);
    TRY(kept_graph(e, m, &a, &g, f));
    TRY(check_events(e, m, f));
    r.risks = sorted_by_id(&a, m->risks, m->n_risks, sizeof *m->risks, offsetof(struct risk_item, id));
    r.threats = sorted_by_id(&a, m->threats, m->n_threats, sizeof *m->threats, offsetof(struct risk_threat, id));
    if (!r.risks || !r.threats)
        return engine_no_memory(e, f);
    TRY(items_update(&r, f));
    TRY(threats_update(&r, g, f));
    TRY(total_update(&r, whole, f));
    if (!whole)
        return OK;
    TRY(owners_update(&r, f));
    return result_fill(&r, g, f);
}

enum err risk_engine_run(struct risk_engine *e, const struct risk_model *m, const struct risk_result **ret, struct fault *f)
{
    TRY(engine_run(e, m, true, f));
    *ret = &e->result;
    return OK;
}

enum err risk_engine_total(struct risk_engine *e, const struct risk_model *m, struct risk_stat *ret, struct fault *f)
{
    TRY(engine_run(e, m, false, f));
    *ret = e->total_stat;
    return OK;
}
