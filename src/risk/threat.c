/* Threats: every event is a world over the graph; a block of worlds at a time, kept between runs when there is room. */
#include <stdio.h>
#include <stdlib.h>

#include "risk/graph.h"

__extension__ typedef unsigned __int128 wide_word;

enum { WAVE = 256, CELL_YEARS = POISSON_YEARS * POISSON_THREAT, LIST_ROOM = BLOCK_WORLDS + 8 };

struct threat_worker {
    struct world_scratch scratch;
    worlds *reach;
    int64_t *delta;             /* change of the worlds in which each node is reached */
    double *control, *vary;     /* factors: [n_controls · BLOCK_WORLDS], [n_vary · BLOCK_WORLDS] */
    const double **factor;
    uint32_t lane[LIST_ROOM], name_lo[LIST_ROOM], name_hi[LIST_ROOM], zero[LIST_ROOM];
    uint64_t w0[POISSON_COUNT_MAX], w1[POISSON_COUNT_MAX];
    double x[LIST_ROOM];
    uint64_t nodes;
};

/* Where the walk over the cells stands. */
struct cursor { uint64_t super, seed; uint32_t strip, cell, points; bool open; };

struct threat_run {
    struct risk_engine *e;
    const struct graph *g;
    struct threat_state *s;
    struct dist_ready rate;
    uint64_t key;
    struct rates *rates;        /* of the stretch of CELL_YEARS years being walked */
    uint64_t super;
    uint64_t *r0, *r1;
    struct world_record *record;
    struct threat_worker **worker;
    uint64_t *dirty;            /* components to compute again; NULL: everything is new */
    struct world_step *steps;   /* of a full computation */
    size_t n_steps;
    bool all_losses;            /* losses must be drawn anew though no world changed */
    atomic_bool losses_changed;
    double **dense;             /* [1 + owners] years */
    bool over;
};

/* ---- cells ---- */

static void record_years(struct threat_run *t, struct threat_worker *w, struct world_record *r)
{
    struct risk_engine *e = t->e;
    struct strip s = poisson_strip(&e->poisson_threat, r->strip);
    e->kernel->points(r->seed, r->n, w->w0, w->w1);
    memset(r->active, 0, sizeof r->active);
    for (uint32_t i = 0; i < BLOCK_WORLDS && r->part * BLOCK_WORLDS + i < r->n; i++) {
        wide_word wide = (wide_word)w->w0[r->part * BLOCK_WORLDS + i] * s.years; /* whole years above, the height's bits below */
        uint64_t year = (uint64_t)r->cell * s.years + (uint64_t)(wide >> 64);
        double height = s.low + s.height * uniform_of((uint64_t)wide);
        r->year[i] = (uint32_t)year;
        if (year < e->options.years && height < (t->rates->yearly ? t->rates->year[year - t->super] : t->rates->constant))
            r->active[i / 64] |= (uint64_t)1 << i % 64;
        else
            r->year[i] = 0;
    }
}

/* The next cell that may hold events, its number of points and the seed of their stream; false at the end. t->over is set when a rate passes the limit. */
static bool next_cell(struct threat_run *t, struct cursor *c, bool new_stretch_allowed)
{
    struct risk_engine *e = t->e;
    for (;;) {
        if (!c->open) {
            if (c->super >= e->options.years || !new_stretch_allowed)
                return false;
            uint64_t left = e->options.years - c->super;
            t->super = c->super;
            if (!rates_fill(e, t->rates, t->key, &t->rate, c->super, left < CELL_YEARS ? (size_t)left : CELL_YEARS, POISSON_THREAT, t->r0, t->r1)) {
                t->over = true;
                return false;
            }
            c->open = true;
            c->strip = c->cell = 0;
        }
        struct strip s = poisson_strip(&e->poisson_threat, c->strip);
        if (s.low >= t->rates->max) {
            c->open = false;
            c->super += CELL_YEARS;
            continue;
        }
        uint32_t cell = c->cell++;
        uint64_t first = t->super + (uint64_t)cell * s.years;
        if ((uint64_t)cell * s.years >= CELL_YEARS || first >= e->options.years) {
            c->strip++;
            c->cell = 0;
            continue;
        }
        if (t->rates->yearly && rates_most(t->rates, cell * (size_t)s.years, s.years, POISSON_THREAT) <= s.low)
            continue;
        uint32_t number = (uint32_t)(first / s.years);
        struct words2 w = philox(t->key, 0, number, c->strip, DRAW_COUNT);
        c->points = poisson_count(&e->poisson_threat, w.w0);
        c->seed = w.w1;
        return true;
    }
}

/* ---- one block ---- */

static void factors(struct threat_run *t, struct threat_worker *w, const struct world_record *r)
{
    const struct graph *g = t->g;
    const struct kernel *k = t->e->kernel;
    for (size_t c = 0; c < g->n_controls; c++) {
        double *to = w->control + c * BLOCK_WORLDS;
        k->words(key_of(t->e->options.seed, g->controls[c].name), r->year, w->zero, w->zero, DRAW_EFFECT, BLOCK_WORLDS, w->w0, w->w1);
        k->draw(&g->controls[c].effect, w->w0, BLOCK_WORLDS, to);
        for (int i = 0; i < BLOCK_WORLDS; i++)
            to[i] = 1 - g->controls[c].reach * to[i];
    }
    for (size_t v = 0; v < g->n_vary; v++) {
        double *to = w->vary + v * BLOCK_WORLDS;
        for (int i = 0; i < BLOCK_WORLDS; i++)
            to[i] = 1;
        for (uint32_t j = 0; j < g->vary[v].n; j++) {
            const double *by = w->control + (size_t)g->vary_control[g->vary[v].first + j] * BLOCK_WORLDS;
            for (int i = 0; i < BLOCK_WORLDS; i++)
                to[i] *= by[i];
        }
    }
}

static void record_losses(struct threat_run *t, struct threat_worker *w, struct world_record *r, worlds *reach)
{
    const struct kernel *k = t->e->kernel;
    memset(r->loss, 0, (1 + t->s->n_owners) * BLOCK_WORLDS * sizeof *r->loss);
    for (size_t l = 0; l < t->g->n_losses; l++) {
        const struct graph_loss *loss = &t->g->losses[l];
        size_t n = 0;
        for (uint32_t word = 0; word < BLOCK_WORDS; word++)
            for (uint64_t left = reach[loss->node][word] & r->active[word]; left; left &= left - 1)
                w->lane[n++] = word * 64 + (uint32_t)__builtin_ctzll(left);
        if (!n)
            continue;
        if (loss->magnitude.kind != READY_CONSTANT) {
            for (size_t i = 0; i < n; i++) {
                w->name_lo[i] = (uint32_t)loss->name;
                w->name_hi[i] = (uint32_t)(loss->name >> 32);
            }
            k->words(r->key, w->name_lo, w->name_hi, w->lane, DRAW_LOSS, n, w->w0, w->w1);
        }
        k->draw(&loss->magnitude, w->w0, n, w->x);
        double *own = loss->owner != UINT32_MAX ? r->loss + (1 + loss->owner) * (size_t)BLOCK_WORLDS : NULL;
        for (size_t i = 0; i < n; i++) {
            r->loss[w->lane[i]] += w->x[i];
            if (own)
                own[w->lane[i]] += w->x[i];
        }
    }
}

static void block_work(void *context, unsigned worker, size_t i)
{
    struct threat_run *t = context;
    struct threat_worker *w = t->worker[worker];
    struct world_record *r = &t->record[i];
    const struct graph *g = t->g;
    worlds *reach = r->reach ? r->reach : w->reach;
    if (!t->dirty) {
        record_years(t, w, r);
        struct words2 k = philox(t->key, r->cell, r->strip, r->part, DRAW_WORLD);
        r->key = k.w0;
    }
    uint64_t any = 0;
    for (int j = 0; j < BLOCK_WORDS; j++)
        any |= r->active[j];
    if (!any)
        return;
    struct world_block b = { .key = r->key, .steps = t->steps, .n_steps = t->n_steps, .factor = w->factor };
    memcpy(b.active, r->active, sizeof b.active);
    if (g->n_controls)
        factors(t, w, r);
    if (!t->dirty) {
        t->e->kernel->full(&g->w, &b, &w->scratch, reach, w->delta);
        w->nodes += g->w.n_nodes;
        record_losses(t, w, r, reach);
        return;
    }
    memcpy(w->scratch.comps, t->dirty, (g->w.n_comps + 63) / 64 * sizeof(uint64_t));
    if (t->e->kernel->again(&g->w, &b, &w->scratch, reach, w->delta, &w->nodes) || t->all_losses) {
        atomic_store(&t->losses_changed, true);
        record_losses(t, w, r, reach);
    }
}

static void records_add(struct threat_run *t, const struct world_record *record, size_t n)
{
    for (size_t o = 0; o <= t->s->n_owners; o++)
        for (size_t i = 0; i < n; i++) {
            const double *loss = record[i].loss + o * BLOCK_WORLDS;
            for (uint32_t word = 0; word < BLOCK_WORDS; word++)
                for (uint64_t left = record[i].active[word]; left; left &= left - 1) {
                    uint32_t lane = word * 64 + (uint32_t)__builtin_ctzll(left);
                    t->dense[o][record[i].year[lane]] += loss[lane];
                }
        }
}

/* ---- memory ---- */

static void worker_free(struct risk_engine *e, struct threat_worker *w)
{
    if (!w)
        return;
    void *all[] = { w->scratch.raw, w->scratch.pending, w->scratch.queue, w->scratch.queued, w->scratch.comps, w->reach, w->delta, w->control,
                    w->vary, w->factor, w };
    for (size_t i = 0; i < LEN(all); i++)
        mem_give(&e->mem, all[i]);
}

static struct threat_worker *worker_new(struct risk_engine *e, const struct graph *g)
{
    struct threat_worker *w = mem_take(&e->mem, 1, sizeof *w);
    if (!w)
        return NULL;
    size_t n = g->w.n_nodes;
    bool cyclic = false;
    for (size_t i = 0; i < g->w.n_comps; i++)
        cyclic |= g->w.comps[i].cyclic;
    w->scratch.raw = mem_raw(&e->mem, cyclic ? n : 0, sizeof(worlds));
    w->scratch.pending = mem_raw(&e->mem, cyclic ? 2 * n : 0, sizeof(worlds));
    w->scratch.queue = mem_raw(&e->mem, n, sizeof(uint32_t));
    w->scratch.queued = mem_take(&e->mem, n, 1);
    w->scratch.comps = mem_take(&e->mem, (g->w.n_comps + 63) / 64 + 1, sizeof(uint64_t));
    w->reach = mem_raw(&e->mem, n + SLOTS, sizeof(worlds));
    w->delta = mem_take(&e->mem, n, sizeof(int64_t));
    w->control = mem_raw(&e->mem, g->n_controls * BLOCK_WORLDS, sizeof(double));
    w->vary = mem_raw(&e->mem, g->n_vary * BLOCK_WORLDS, sizeof(double));
    w->factor = mem_raw(&e->mem, g->n_controls + g->n_vary, sizeof(double *));
    if (!w->scratch.raw || !w->scratch.pending || !w->scratch.queue || !w->scratch.queued || !w->scratch.comps || !w->reach || !w->delta ||
        !w->control || !w->vary || !w->factor) {
        worker_free(e, w);
        return NULL;
    }
    for (size_t i = 0; i < g->n_controls; i++)
        w->factor[i] = w->control + i * BLOCK_WORLDS;
    for (size_t i = 0; i < g->n_vary; i++)
        w->factor[g->n_controls + i] = w->vary + i * BLOCK_WORLDS;
    return w;
}

static void record_free(struct risk_engine *e, struct world_record *r)
{
    mem_give(&e->mem, r->year);
    mem_give(&e->mem, r->loss);
    mem_give(&e->mem, r->reach);
}

static void records_free(struct risk_engine *e, struct threat_state *s)
{
    for (size_t i = 0; i < s->n_records; i++)
        record_free(e, &s->record[i]);
    mem_give(&e->mem, s->record);
    s->record = NULL;
    s->n_records = 0;
    s->kept = false;
}

void threat_free(struct risk_engine *e, struct threat_state *s)
{
    records_free(e, s);
    leaf_free(e, &s->leaf);
    for (size_t i = 0; i < s->n_owners; i++)
        leaf_free(e, &s->owner[i]);
    mem_give(&e->mem, s->owner);
    mem_give(&e->mem, s->owner_name);
    mem_give(&e->mem, s->node_hash);
    mem_give(&e->mem, s->count);
    *s = (struct threat_state){ 0 };
}

static bool record_begin(struct risk_engine *e, const struct threat_run *t, struct world_record *r, bool keep)
{
    r->year = mem_take(&e->mem, BLOCK_WORLDS, sizeof(uint32_t));
    r->loss = mem_take(&e->mem, (1 + t->s->n_owners) * BLOCK_WORLDS, sizeof(double));
    r->reach = keep ? mem_raw(&e->mem, t->g->w.n_nodes + SLOTS, sizeof(worlds)) : NULL;
    return r->year && r->loss && (!keep || r->reach);
}

/* ---- a run ---- */

static void counts_take(struct threat_run *t, unsigned threads)
{
    for (unsigned i = 0; i < threads; i++) {
        struct threat_worker *w = t->worker[i];
        for (size_t n = 0; n < t->g->w.n_nodes; n++)
            t->s->count[n] += (uint64_t)w->delta[n];
        memset(w->delta, 0, t->g->w.n_nodes * sizeof *w->delta);
        t->e->work.nodes += w->nodes;
        w->nodes = 0;
    }
}

/* Whether the worlds of an expected number of events fit in a half of what is left of the memory. */
static bool room_to_keep(const struct threat_run *t, double events)
{
    double left = (double)t->e->options.memory_bytes - (double)atomic_load(&t->e->mem.used);
    double block = (double)(t->g->w.n_nodes + SLOTS) * sizeof(worlds) + (double)BLOCK_WORLDS * (4 + 8.0 * (double)(1 + t->s->n_owners)) + 512;
    return t->e->options.retain && (events / 640 + 64) * block < left / 2;
}

static void events_count(struct threat_state *s, const struct world_record *r, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (int j = 0; j < BLOCK_WORDS; j++)
            s->events += (uint64_t)__builtin_popcountll(r[i].active[j]);
}

/* All cells in waves; a stretch's rates must stay while its cells are drawn, so a wave ends with its stretch. */
static enum err run_new(struct threat_run *t, unsigned threads, bool keep, struct fault *f)
{
    struct risk_engine *e = t->e;
    struct threat_state *s = t->s;
    size_t room = 0, n = 0;
    struct cursor c = { 0 };
    bool more = true;
    while (more) {
        size_t first = keep ? n : 0, at = first;
        more = next_cell(t, &c, true);
        while (more) {
            for (uint32_t part = 0; part * BLOCK_WORLDS < c.points; part++, at++) {
                if (at == room) {
                    room = room ? 2 * room : WAVE + 2;
                    struct world_record *grown = mem_take(&e->mem, room, sizeof *grown);
                    if (!grown)
                        return engine_no_memory(e, f);
                    if (s->record)
                        memcpy(grown, s->record, s->n_records * sizeof *grown);
                    mem_give(&e->mem, s->record);
                    s->record = grown;
                }
                struct world_record *r = &s->record[at];
                if (at == s->n_records) {
                    s->n_records++;
                    if (!record_begin(e, t, r, keep))
                        return engine_no_memory(e, f);
                }
                r->strip = c.strip;
                r->cell = (uint32_t)((t->super + (uint64_t)(c.cell - 1) * poisson_strip(&e->poisson_threat, c.strip).years) /
                                     poisson_strip(&e->poisson_threat, c.strip).years);
                r->part = part;
                r->n = c.points;
                r->seed = c.seed;
            }
            if (at - first >= WAVE)
                break;
            more = next_cell(t, &c, false);
            if (!more && !t->over && (c.open || c.super < e->options.years)) {
                more = true; /* the stretch ended */
                break;
            }
        }
        t->record = s->record + first;
        share(threads, at - first, block_work, t);
        e->work.blocks += at - first;
        events_count(s, t->record, at - first);
        if (!keep)
            records_add(t, t->record, at - first);
        n = at;
    }
    if (keep)
        records_add(t, s->record, s->n_records);
    return OK;
}

static enum err state_begin(struct threat_run *t, struct fault *f)
{
    struct risk_engine *e = t->e;
    struct threat_state *s = t->s;
    const struct graph *g = t->g;
    s->n_nodes = g->w.n_nodes;
    s->n_owners = g->n_owners;
    size_t text = 0;
    for (size_t i = 0; i < g->n_owners; i++)
        text += g->owners[i].n;
    s->node_hash = mem_take(&e->mem, s->n_nodes, sizeof *s->node_hash);
    s->count = mem_take(&e->mem, s->n_nodes, sizeof *s->count);
    s->owner = mem_take(&e->mem, s->n_owners, sizeof *s->owner);
    s->owner_name = mem_take(&e->mem, 1, s->n_owners * sizeof *s->owner_name + text + 1);
    if (!s->node_hash || !s->count || !s->owner || !s->owner_name) {
        s->n_owners = s->owner ? s->n_owners : 0;
        return engine_no_memory(e, f);
    }
    char *to = (char *)(s->owner_name + s->n_owners);
    for (size_t i = 0; i < g->n_owners; i++) {
        memcpy(to, g->owners[i].p, g->owners[i].n);
        s->owner_name[i] = (struct str){ to, g->owners[i].n };
        to += g->owners[i].n;
    }
    return OK;
}

/* Components in which a node's own rules differ from the last run's. True when there is any. */
static bool dirty_components(struct threat_run *t, uint64_t *dirty)
{
    bool any = false;
    for (size_t i = 0; i < t->g->w.n_nodes; i++)
        if (graph_hash(t->g, (uint32_t)i) != t->s->node_hash[i]) {
            uint32_t comp = t->g->w.nodes[i].comp;
            dirty[comp / 64] |= (uint64_t)1 << comp % 64;
            any = true;
        }
    return any;
}

static bool same_owners(const struct threat_state *s, const struct graph *g)
{
    if (s->n_owners != g->n_owners)
        return false;
    for (size_t i = 0; i < g->n_owners; i++)
        if (!str_eq(s->owner_name[i], g->owners[i]))
            return false;
    return true;
}

static enum err leaves_take(struct threat_run *t, struct fault *f)
{
    TRY(leaf_from_dense(t->e, t->dense[0], &t->s->leaf, f));
    for (size_t o = 0; o < t->s->n_owners; o++)
        TRY(leaf_from_dense(t->e, t->dense[1 + o], &t->s->owner[o], f));
    return leaf_stat(t->e, &t->s->leaf, f);
}

static void forget(struct threat_run *t, unsigned threads)
{
    records_free(t->e, t->s);
    t->s->events = 0;
    for (unsigned i = 0; i < threads; i++)
        memset(t->worker[i]->delta, 0, t->g->w.n_nodes * sizeof(int64_t));
}

static enum err compute(struct threat_run *t, struct threat_job job, bool reuse, unsigned threads, struct fault *f)
{
    struct risk_engine *e = t->e;
    for (unsigned i = 0; i < threads; i++)
        if (!(t->worker[i] = worker_new(e, t->g)))
            return engine_no_memory(e, f);
    for (size_t o = 0; o <= t->s->n_owners; o++)
        if (!(t->dense[o] = mem_take(&e->mem, e->options.years, sizeof(double))))
            return engine_no_memory(e, f);
    if (reuse) {
        t->record = t->s->record;
        share(threads, t->s->n_records, block_work, t);
        e->work.blocks += t->s->n_records;
        counts_take(t, threads);
        if (!atomic_load(&t->losses_changed))
            return OK;
        records_add(t, t->s->record, t->s->n_records);
        return leaves_take(t, f);
    }
    t->rates = mem_raw(&e->mem, 1, sizeof *t->rates);
    t->r0 = mem_raw(&e->mem, 4096, sizeof *t->r0);
    t->r1 = mem_raw(&e->mem, 4096, sizeof *t->r1);
    t->steps = mem_raw(&e->mem, graph_steps_max(t->g), sizeof *t->steps);
    if (!t->rates || !t->r0 || !t->r1 || !t->steps)
        return engine_no_memory(e, f);
    t->n_steps = graph_steps(t->g, t->steps);
    bool keep = room_to_keep(t, dist_mean(&job.threat->frequency) * (double)e->options.years);
    enum err err = run_new(t, threads, keep, f);
    if (err == E_LIMIT && keep) {
        /* The estimate was too small: the same without keeping. Nothing has been added to the years yet. */
        keep = false;
        forget(t, threads);
        err = run_new(t, threads, keep, f);
    }
    TRY(err);
    if (t->over) {
        char place[64];
        snprintf(place, sizeof place, "threats[%zu].frequency", job.at);
        return fault(f, E_LIMIT, place, N_("ett enskilt år drar fler än {1} händelser"), "1e7", NULL);
    }
    counts_take(t, threads);
    if (!keep)
        records_free(e, t->s);
    t->s->kept = keep;
    return leaves_take(t, f);
}

enum err threat_run(struct risk_engine *e, const struct graph *g, struct threat_job job, struct fault *f)
{
    struct threat_state *s = job.state;
    struct threat_run t = { .e = e, .g = g, .s = s, .key = key_of(e->options.seed, s->key) };
    bool comparable = s->leaf.version && s->nodes_hash == g->nodes_hash && s->n_nodes == g->w.n_nodes && same_owners(s, g) &&
                      dist_same(&s->frequency, &job.threat->frequency);
    uint64_t *dirty = mem_take(&e->mem, g->w.n_comps / 64 + 1, sizeof *dirty);
    if (!dirty)
        return engine_no_memory(e, f);
    bool differs = !comparable || dirty_components(&t, dirty);
    if (!differs && s->losses_hash == g->losses_hash) {
        mem_give(&e->mem, dirty);
        return OK;
    }
    bool reuse = comparable && s->kept;
    enum err err = OK;
    if (reuse) {
        t.dirty = dirty;
        t.all_losses = s->losses_hash != g->losses_hash;
    } else {
        uint64_t key = s->key;
        threat_free(e, s);
        s->key = key;
        err = state_begin(&t, f);
    }
    if (err == OK)
        err = engine_ready(e, &job.threat->frequency, &t.rate, f);
    engine_fill_tables(e);
    unsigned threads = e->options.threads;
    struct threat_worker *worker[RISK_THREADS_MAX] = { 0 };
    t.worker = worker;
    t.dense = calloc(1 + s->n_owners, sizeof *t.dense);
    if (!t.dense && err == OK)
        err = fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    if (err == OK)
        err = compute(&t, job, reuse, threads, f);
    for (size_t o = 0; t.dense && o <= s->n_owners; o++)
        mem_give(&e->mem, t.dense[o]);
    free(t.dense);
    for (unsigned i = 0; i < threads; i++)
        worker_free(e, worker[i]);
    mem_give(&e->mem, t.rates);
    mem_give(&e->mem, t.r0);
    mem_give(&e->mem, t.r1);
    mem_give(&e->mem, t.steps);
    mem_give(&e->mem, dirty);
    if (err != OK) {
        threat_free(e, s); /* half an answer is none */
        return err;
    }
    for (size_t i = 0; i < g->w.n_nodes; i++)
        s->node_hash[i] = graph_hash(g, (uint32_t)i);
    s->nodes_hash = g->nodes_hash;
    s->losses_hash = g->losses_hash;
    s->frequency = job.threat->frequency;
    return OK;
}
