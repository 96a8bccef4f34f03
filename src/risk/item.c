/* Independent risks: the points of each risk's Poisson process, block by block of years, and what they cost. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>

#include "risk/engine.h"

enum { BATCH = 2048, CELL_ROOM = 1024 /* no cell of 64 points on average has as many: P < 2^-64 */, SLOT_FREE = UINT16_MAX };

struct item_ready {
    struct dist_ready rate, capability, strength, magnitude, secondary_p, secondary_magnitude;
    bool tree, secondary;
};

/* Events that wait to be priced. The arrays hold BATCH and one more cell's points. */
struct batch {
    size_t n;
    uint32_t year[BATCH + CELL_ROOM] /* since the chunk's first */, index[BATCH + CELL_ROOM], cell[BATCH + CELL_ROOM], strip[BATCH + CELL_ROOM];
    uint64_t word[BATCH + CELL_ROOM], w0[BATCH + CELL_ROOM], w1[BATCH + CELL_ROOM];
    double x[BATCH + CELL_ROOM], y[BATCH + CELL_ROOM];
};

struct item_worker {
    struct batch batch;
    struct rates rates;
    uint64_t p0[BLOCK_YEARS], p1[BLOCK_YEARS]; /* words of the years */
    double height[CELL_ROOM]; /* of a cell's points */
    uint32_t zero[BLOCK_YEARS], c1[BLOCK_YEARS + 1], c2[BLOCK_YEARS + 1];
    uint64_t count[BLOCK_YEARS], seed[BLOCK_YEARS]; /* of cells */
    uint16_t slot[BLOCK_YEARS]; /* where a year of the block stands in the block's part of value and year */
    uint16_t again[BATCH + CELL_ROOM]; /* events of a batch in years that had one already, by their place */
    double value[CHUNK_YEARS + BATCH + CELL_ROOM], scratch[CHUNK_YEARS];
    uint32_t year[CHUNK_YEARS + BATCH + CELL_ROOM]; /* since the chunk's first */
    size_t n_value, block;      /* the block's part begins at `block` */
    uint32_t block_year;        /* the block's first year, since the chunk's */
};

struct stream;

struct item_run {
    struct risk_engine *e;
    struct item_state **todo;
    const struct item_ready *ready;
    struct item_worker **worker;
    struct stream *stream;
    size_t n, first; /* items before `first` have been streamed */
    atomic_size_t failed; /* 1 + the first item with a rate past the limit; SIZE_MAX: memory */
};

/* Keeps only events whose capability exceeds their strength. */
static void contest(const struct risk_engine *e, uint64_t key, const struct item_ready *r, struct batch *b)
{
    e->kernel->words(key, b->index, b->cell, b->strip, DRAW_CONTEST, b->n, b->w0, b->w1);
    e->kernel->draw(&r->capability, b->w0, b->n, b->x);
    e->kernel->draw(&r->strength, b->w1, b->n, b->y);
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        b->year[n] = b->year[i];
        b->index[n] = b->index[i];
        b->cell[n] = b->cell[i];
        b->strip[n] = b->strip[i];
        b->word[n] = b->word[i];
        n += b->x[i] > b->y[i];
    }
    b->n = n;
}

static void secondary(const struct risk_engine *e, uint64_t key, const struct item_ready *r, struct batch *b, double *x)
{
    e->kernel->words(key, b->index, b->cell, b->strip, DRAW_SECONDARY, b->n, b->w0, b->w1);
    e->kernel->draw(&r->secondary_p, b->w0, b->n, b->y);
    bool happens[BATCH + CELL_ROOM];
    for (size_t i = 0; i < b->n; i++)
        happens[i] = uniform_of(b->w1[i]) < b->y[i];
    e->kernel->words(key, b->index, b->cell, b->strip, DRAW_SECONDARY_MAGNITUDE, b->n, b->w0, b->w1);
    e->kernel->draw(&r->secondary_magnitude, b->w0, b->n, b->y);
    for (size_t i = 0; i < b->n; i++)
        if (happens[i])
            x[i] += b->y[i];
}

/* Adds the n new events behind w->n_value to their years. An event whose year has been hit before in the block goes to that year's place; what it
 * leaves is filled from the end. No branch asks whether a year has been hit: it cannot be guessed. */
static void tally(struct item_worker *w, size_t n)
{
    double *value = w->value + w->block;
    uint32_t *year = w->year + w->block;
    uint16_t *restrict slot = w->slot, *restrict again = w->again;
    uint32_t base = w->block_year, at = (uint32_t)(w->n_value - w->block), end = at + (uint32_t)n;
    size_t doubled = 0;
    for (uint32_t i = at; i < end; i++) {
        uint16_t *to = &slot[year[i] - base], was = *to;
        *to = was < i ? was : (uint16_t)i;
        again[doubled] = (uint16_t)i;
        doubled += was != SLOT_FREE;
    }
    for (size_t d = 0; d < doubled; d++)
        value[slot[year[again[d]] - base]] += value[again[d]];
    while (doubled > 0) {
        uint32_t hole = again[--doubled];
        if (hole == --end)
            continue;
        value[hole] = value[end];
        year[hole] = year[end];
        slot[year[hole] - base] = (uint16_t)hole;
    }
    w->n_value = w->block + end;
}

static void price(const struct risk_engine *e, uint64_t key, const struct item_ready *r, struct item_worker *w)
{
    struct batch *b = &w->batch;
    if (r->tree)
        contest(e, key, r, b);
    double *x = w->value + w->n_value;
    uint32_t *year = w->year + w->n_value;
    e->kernel->draw(&r->magnitude, b->word, b->n, x);
    if (r->secondary)
        secondary(e, key, r, b, x);
    memcpy(year, b->year, b->n * sizeof *year);
    tally(w, b->n);
    b->n = 0;
}

struct cell { uint32_t cell, strip; size_t n; uint64_t seed; };

/* The points of one cell that lie below the rate and before the last year join the batch. */
static void cell_points(const struct risk_engine *e, uint64_t key, const struct item_ready *r, struct item_worker *w, struct cell c, struct strip s,
                        uint64_t first, uint32_t years)
{
    struct batch *b = &w->batch;
    uint32_t *restrict year = b->year + b->n, start = (uint32_t)((uint64_t)c.cell * s.years - first);
    uint64_t *restrict word = b->word + b->n;
    bool whole = !w->rates.yearly && s.low + s.height <= w->rates.constant, ids = r->tree || r->secondary;
    size_t m = c.n;
    e->kernel->years(c.seed, c.n, __builtin_ctz(s.years), w->block_year + start, year, word);
    for (size_t i = 0; ids && i < c.n; i++) {
        b->index[b->n + i] = (uint32_t)i;
        b->cell[b->n + i] = c.cell;
        b->strip[b->n + i] = c.strip;
    }
    if (!whole || start + s.years > years) {
        double constant = whole ? INFINITY : w->rates.constant;
        uint32_t base = w->block_year;
        uint32_t *restrict index = b->index + b->n;
        if (!whole)
            e->kernel->heights(c.seed, c.n, s.low, s.height, w->height);
        m = 0;
        for (size_t i = 0; i < c.n; i++) {
            uint32_t y = year[i];
            bool in = y - base < years;
            in &= w->height[i] < (w->rates.yearly ? w->rates.year[in ? y - base : 0] : constant);
            year[m] = y;
            word[m] = word[i];
            index[m] = (uint32_t)i;
            m += in;
        }
    }
    b->n += m;
    if (b->n >= BATCH)
        price(e, key, r, w);
}

/* Whether a draw may be nothing at all. */
static bool may_be_zero(const struct item_ready *r)
{
    return r->magnitude.kind == READY_TABLE || (r->magnitude.kind == READY_CONSTANT && r->magnitude.base == 0);
}

/* Years whose events cost nothing are years without a loss. */
static void drop_zeros(struct item_worker *w)
{
    size_t n = w->block;
    for (size_t i = w->block; i < w->n_value; i++) {
        w->value[n] = w->value[i];
        w->year[n] = w->year[i];
        n += w->value[i] > 0;
    }
    w->n_value = n;
}

/* Counts and takes in the points of m cells. */
static void cells(const struct risk_engine *e, uint64_t key, const struct item_ready *r, struct item_worker *w, size_t m, uint64_t first, uint32_t years)
{
    e->kernel->words(key, w->zero, w->c1, w->c2, DRAW_COUNT, m, w->count, w->seed);
    for (size_t c = 0; c < m; c++) {
        struct cell cell = { w->c1[c], w->c2[c], poisson_count(&e->poisson_risk, w->count[c]), w->seed[c] };
        cell_points(e, key, r, w, cell, poisson_strip(&e->poisson_risk, cell.strip), first, years);
    }
}

/* One block of years [first, first + years) of one risk, appended to the worker's segment. False when a rate passes the limit. */
static bool block(const struct risk_engine *e, uint64_t key, const struct item_ready *r, struct item_worker *w, uint64_t first, uint32_t years,
                  uint32_t since_chunk)
{
    memset(w->slot, 0xff, sizeof w->slot);
    w->block = w->n_value;
    w->block_year = since_chunk;
    if (!rates_fill(e, &w->rates, key, &r->rate, first, years, POISSON_RISK, w->p0, w->p1))
        return false;
    size_t m = 0;
    for (uint32_t strip = 0;; strip++) {
        struct strip s = poisson_strip(&e->poisson_risk, strip);
        bool last = s.low >= w->rates.max;
        if (last || m + years / s.years + 1 > BLOCK_YEARS) {
            cells(e, key, r, w, m, first, years);
            m = 0;
        }
        if (last)
            break;
        for (uint32_t at = 0; at < years; at += s.years)
            if (!w->rates.yearly || rates_most(&w->rates, at, s.years, POISSON_RISK) > s.low) {
                w->c1[m] = (uint32_t)((first + at) / s.years);
                w->c2[m++] = strip;
            }
    }
    price(e, key, r, w);
    if (may_be_zero(r))
        drop_zeros(w);
    return true;
}

/* One chunk of one risk, into the worker's value and year. False when the run has failed. */
static bool item_years(struct item_run *run, struct item_worker *w, size_t which, size_t chunk)
{
    struct risk_engine *e = run->e;
    uint64_t first = (uint64_t)chunk * CHUNK_YEARS, key = key_of(e->options.seed, run->todo[which]->key);
    if (atomic_load(&run->failed))
        return false;
    w->n_value = 0;
    for (uint32_t at = 0; at < CHUNK_YEARS && first + at < e->options.years; at += BLOCK_YEARS) {
        uint64_t left = e->options.years - first - at;
        if (!block(e, key, &run->ready[which], w, first + at, left < BLOCK_YEARS ? (uint32_t)left : BLOCK_YEARS, at)) {
            atomic_store(&run->failed, which + 1);
            w->batch.n = 0;
            return false;
        }
    }
    if (e->chunks == 1)
        run->todo[which]->leaf.stat = stat_of(&e->plan, w->value, w->n_value, w->scratch);
    return true;
}

static void item_work(void *context, unsigned worker, size_t i)
{
    struct item_run *run = context;
    struct risk_engine *e = run->e;
    size_t which = run->first + i / e->chunks, chunk = i % e->chunks;
    struct item_worker *w = run->worker[worker];
    if (!item_years(run, w, which, chunk))
        return;
    struct segment *seg = &run->todo[which]->leaf.chunk[chunk];
    seg->value = mem_raw(&e->mem, w->n_value, sizeof(double) + sizeof(uint32_t));
    if (!seg->value) {
        atomic_store(&run->failed, SIZE_MAX);
        return;
    }
    seg->year = (uint32_t *)(void *)(seg->value + w->n_value);
    seg->n = w->n_value;
    memcpy(seg->value, w->value, seg->n * sizeof(double));
    memcpy(seg->year, w->year, seg->n * sizeof(uint32_t));
}

/* ---- streaming: groups of SUM_FAN risks are added to the node above as they become ready, in their order ---- */

enum { SPARE = 2 }; /* sums that may wait for their turn, per thread */

struct stream {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    size_t next;                /* the group whose turn it is */
    double **waiting;           /* [groups]: finished before their turn */
    double *spare[SPARE * RISK_THREADS_MAX];
    size_t n_spare;
    double *own[RISK_THREADS_MAX]; /* each worker's sums, zero between groups */
};

/* The worker's group is finished: into the node when it is its turn, with those that waited behind it; else it waits, by a spare or in person. */
static void stream_turn(struct item_run *run, unsigned worker, size_t group)
{
    struct risk_engine *e = run->e;
    struct stream *s = run->stream;
    pthread_mutex_lock(&s->lock);
    while (group != s->next && !s->n_spare)
        pthread_cond_wait(&s->moved, &s->lock);
    if (group != s->next) {
        s->waiting[group] = s->own[worker];
        s->own[worker] = s->spare[--s->n_spare];
    } else {
        e->kernel->drain(e->streamed.node[group / SUM_FAN], s->own[worker], e->options.years);
        for (s->next++; s->next < e->streamed.groups && s->waiting[s->next]; s->next++) {
            e->kernel->drain(e->streamed.node[s->next / SUM_FAN], s->waiting[s->next], e->options.years);
            s->spare[s->n_spare++] = s->waiting[s->next];
        }
        pthread_cond_broadcast(&s->moved);
    }
    pthread_mutex_unlock(&s->lock);
}

static void stream_work(void *context, unsigned worker, size_t group)
{
    struct item_run *run = context;
    struct item_worker *w = run->worker[worker];
    for (size_t i = group * SUM_FAN; i < (group + 1) * SUM_FAN && item_years(run, w, i, 0); i++) {
        double *sum = run->stream->own[worker];
        for (size_t k = 0; k < w->n_value; k++)
            sum[w->year[k]] += w->value[k];
    }
    stream_turn(run, worker, group);
}

void streamed_free(struct risk_engine *e)
{
    for (size_t i = 0; e->streamed.node && i < e->streamed.n_nodes; i++)
        mem_give(&e->mem, e->streamed.node[i]);
    mem_give(&e->mem, e->streamed.node);
    e->streamed = (struct streamed){ 0 };
}

static bool stream_begin(struct risk_engine *e, struct stream *s, unsigned threads, size_t groups)
{
    size_t years = (size_t)e->options.years, spare = threads > 1 ? SPARE * threads : 0;
    e->streamed = (struct streamed){ .groups = groups, .n_nodes = (groups + SUM_FAN - 1) / SUM_FAN };
    e->streamed.node = mem_take(&e->mem, e->streamed.n_nodes, sizeof(double *));
    s->waiting = mem_take(&e->mem, groups, sizeof(double *));
    bool whole = e->streamed.node && s->waiting;
    for (size_t i = 0; whole && i < e->streamed.n_nodes; i++)
        whole = (e->streamed.node[i] = mem_take(&e->mem, years, sizeof(double))) != NULL;
    for (size_t i = 0; whole && i < threads; i++)
        whole = (s->own[i] = mem_take(&e->mem, years, sizeof(double))) != NULL;
    while (whole && s->n_spare < spare && (whole = (s->spare[s->n_spare] = mem_take(&e->mem, years, sizeof(double))) != NULL))
        s->n_spare++;
    return whole;
}

/* Computes the first whole groups of the items without keeping their years. Returns how many items that were. */
static size_t stream_run(struct item_run *run, unsigned threads)
{
    struct risk_engine *e = run->e;
    size_t groups = run->n / SUM_FAN;
    struct stream s = { .lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER };
    run->stream = &s;
    if (!stream_begin(e, &s, threads, groups))
        atomic_store(&run->failed, SIZE_MAX);
    else
        share(threads, groups, stream_work, run);
    for (size_t i = 0; i < threads; i++)
        mem_give(&e->mem, s.own[i]);
    for (size_t i = 0; i < s.n_spare; i++)
        mem_give(&e->mem, s.spare[i]);
    mem_give(&e->mem, s.waiting);
    for (size_t i = 0; i < groups * SUM_FAN; i++)
        run->todo[i]->leaf.version = 0;
    return groups * SUM_FAN;
}

static enum err item_make_ready(struct risk_engine *e, const struct risk_item *d, struct item_ready *r, struct fault *f)
{
    r->tree = d->tef.kind != DIST_NONE;
    r->secondary = d->secondary_p.kind != DIST_NONE;
    TRY(engine_ready(e, r->tree ? &d->tef : &d->frequency, &r->rate, f));
    TRY(engine_ready(e, &d->magnitude, &r->magnitude, f));
    if (r->tree) {
        TRY(engine_ready(e, &d->capability, &r->capability, f));
        TRY(engine_ready(e, &d->strength, &r->strength, f));
    }
    if (r->secondary) {
        TRY(engine_ready(e, &d->secondary_p, &r->secondary_p, f));
        TRY(engine_ready(e, &d->secondary_magnitude, &r->secondary_magnitude, f));
    }
    return OK;
}

/* A leaf's statistics, where it has more than one chunk. */
static void stat_work(void *context, unsigned worker, size_t i)
{
    (void)worker;
    struct item_run *run = context;
    struct fault f;
    if (leaf_stat(run->e, &run->todo[i]->leaf, &f) != OK)
        atomic_store(&run->failed, SIZE_MAX);
}

static enum err items_finish(struct item_run *run, const size_t *at, struct fault *f)
{
    size_t failed = atomic_load(&run->failed);
    if (failed == SIZE_MAX)
        return engine_no_memory(run->e, f);
    if (failed) {
        char place[64];
        snprintf(place, sizeof place, "risks[%zu].%s", at[failed - 1], run->ready[failed - 1].tree ? "tef" : "frequency");
        return fault(f, E_LIMIT, place, N_("ett enskilt år drar fler än {1} händelser"), "1e7", NULL);
    }
    return OK;
}

/* Most of a worker is written before it is read: only what must begin as zero is cleared, so that a small run touches little memory. */
static struct item_worker *worker_new(struct risk_engine *e)
{
    struct item_worker *w = mem_raw(&e->mem, 1, sizeof *w);
    if (!w)
        return NULL;
    w->batch.n = w->n_value = 0;
    memset(w->zero, 0, sizeof w->zero);
    return w;
}

enum err items_run(struct risk_engine *e, struct item_state **todo, const size_t *at, size_t n, bool leaves, struct fault *f)
{
    if (n == 0)
        return OK;
    struct item_ready *ready = mem_take(&e->mem, n, sizeof *ready);
    struct item_worker *worker[RISK_THREADS_MAX] = { 0 };
    enum err err = ready ? OK : engine_no_memory(e, f);
    for (size_t i = 0; i < n && err == OK; i++) {
        err = item_make_ready(e, &todo[i]->dists, &ready[i], f);
        if (err == OK)
            err = leaf_begin(e, &todo[i]->leaf, f);
    }
    engine_fill_tables(e);
    unsigned threads = e->options.threads < n * e->chunks ? e->options.threads : (unsigned)(n * e->chunks);
    for (unsigned t = 0; t < threads && err == OK; t++)
        err = (worker[t] = worker_new(e)) ? OK : engine_no_memory(e, f);
    if (err == OK) {
        struct item_run run = { .e = e, .todo = todo, .ready = ready, .worker = worker, .n = n };
        if (!leaves && e->chunks == 1 && n >= 2 * SUM_FAN)
            run.first = stream_run(&run, threads);
        share(threads, (n - run.first) * e->chunks, item_work, &run);
        err = items_finish(&run, at, f);
        if (err == OK && e->chunks > 1) {
            share(threads, n, stat_work, &run);
            err = items_finish(&run, at, f);
        }
        e->work.risks += n;
    }
    for (unsigned t = 0; t < threads; t++)
        mem_give(&e->mem, worker[t]);
    mem_give(&e->mem, ready);
    return err;
}
