/* Included once by each kernel_*.c, which defines: VBYTES (bytes of a vector), MUL32(a, b) (products of the low halves), GATHER(base, index),
 * MOVEMASK(v) (the top bit of every lane), ANY(v) (whether any bit is set), KERNEL (the name), KERNEL_ISA; and, where the machine has them as
 * one operation, MUL64(a, b) (the low halves of products), CHOOSE_OPEN, CHOOSE_REST (see compare), LESSER, GREATER and STEP_OF(index) (an
 * entry of rn_exp_table). Contracts in risk/kernel.h. */
#include "risk/kernel.h"
#include "risk/numeric.h"
#include "risk/philox.h"

enum { VL = VBYTES / 8, NV = BLOCK_WORDS / VL };

typedef uint64_t V __attribute__((vector_size(VBYTES), aligned(8), may_alias));
typedef double D __attribute__((vector_size(VBYTES), aligned(8), may_alias));
typedef uint32_t H __attribute__((vector_size(VBYTES / 2), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

INLINE V vset(uint64_t x) { return (V){ 0 } + x; }
INLINE D dset(double x) { return (D){ 0 } + x; }
/* By pointer and not by memcpy, which compilers split into the pieces that they like best. */
INLINE V vload(const uint64_t *p) { return *(const V *)(const void *)p; }
INLINE void vstore(uint64_t *p, V v) { *(V *)(void *)p = v; }
INLINE D dload(const double *p) { return *(const D *)(const void *)p; }
INLINE void dstore(double *p, D v) { *(D *)(void *)p = v; }
INLINE V vramp(uint64_t from)
{
    V v = vset(from);
    for (int i = 0; i < VL; i++)
        v[i] += (uint64_t)i;
    return v;
}

/* ---- Philox on VL counters; the state sits in the low halves of 64-bit lanes, the high halves hold what the next product ignores ---- */

struct rounds { uint64_t k0[PHILOX_ROUNDS], k1[PHILOX_ROUNDS]; };

INLINE struct rounds rounds_of(uint64_t key)
{
    struct rounds r;
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (int i = 0; i < PHILOX_ROUNDS; i++) {
        r.k0[i] = k0;
        r.k1[i] = k1;
        k0 += PHILOX_W0;
        k1 += PHILOX_W1;
    }
    return r;
}

INLINE void philox_v(const struct rounds *k, V x0, V x1, V x2, V x3, V *ret_a, V *ret_b)
{
    const V m0 = vset(PHILOX_M0), m1 = vset(PHILOX_M1);
    for (int r = 0; r < PHILOX_ROUNDS; r++) {
        V p0 = MUL32(x0, m0), p1 = MUL32(x2, m1);
        x0 = (p1 >> 32) ^ x1 ^ vset(k->k0[r]);
        x2 = (p0 >> 32) ^ x3 ^ vset(k->k1[r]);
        x1 = p1;
        x3 = p0;
    }
    *ret_a = (x0 & 0xffffffffu) | x1 << 32;
    *ret_b = (x2 & 0xffffffffu) | x3 << 32;
}

INLINE V widen(const uint32_t *p)
{
    V v;
    for (int i = 0; i < VL; i++)
        v[i] = p[i];
    return v;
}

static void words(uint64_t key, const uint32_t *c0, const uint32_t *c1, const uint32_t *c2, uint32_t purpose, size_t n, uint64_t *w0, uint64_t *w1)
{
    const struct rounds k = rounds_of(key);
    for (size_t i = 0; i < n; i += VL) {
        V a, b;
        philox_v(&k, widen(c0 + i), widen(c1 + i), widen(c2 + i), vset(purpose), &a, &b);
        vstore(w0 + i, a);
        vstore(w1 + i, b);
    }
}

/* ---- SplitMix64 on VL counters: word i of a stream is mix64(seed + (i + 1) γ) ---- */

#ifndef MUL64
#define MUL64(a, b) (MUL32(a, b) + ((MUL32((a) >> 32, b) + MUL32(a, (b) >> 32)) << 32))
#endif

INLINE V mix_v(V x)
{
    x = MUL64(x ^ x >> 30, vset(MIX_A));
    x = MUL64(x ^ x >> 27, vset(MIX_B));
    return x ^ x >> 31;
}

/* Counters 1, 2, … VL times γ: what word i of a stream adds to the seed is ramp + i γ. */
INLINE V stream_ramp(void)
{
    V v;
    for (int i = 0; i < VL; i++)
        v[i] = (uint64_t)(i + 1) * STREAM_STEP;
    return v;
}

/* ---- drawing ---- */

#ifndef LESSER
#define LESSER(a, b) ((D)(((V)(a) & (V)((a) < (b))) | ((V)(b) & ~(V)((a) < (b)))))
#define GREATER(a, b) ((D)(((V)(a) & (V)((a) > (b))) | ((V)(b) & ~(V)((a) > (b)))))
#endif

#ifndef STEP_OF
#define STEP_OF(index) GATHER(rn_exp_table, index)
#endif

/* As rn_exp, operation by operation. */
INLINE D exp_v(D x)
{
    x = LESSER(GREATER(x, dset(-708)), dset(709));
    D t = x * RN_EXP_STEPS + 0x1.8p52;
    D k = t - 0x1.8p52;
    D r = (x - k * RN_EXP_STEP_HIGH) - k * RN_EXP_STEP_LOW;
    D r2 = r * r, y = ((r * (1.0 / 2) + 1.0) + (r * (1.0 / 24) + 1.0 / 6) * r2) + ((r * (1.0 / 720) + 1.0 / 120) + r2 * (1.0 / 5040)) * (r2 * r2);
    D base = STEP_OF((V)t & 15);
    return (D)((V)(base + base * (y * r)) + (((V)t & ~(uint64_t)15) << 48));
}

/* ((w >> 12) + 0.5) · 2^-52 without an integer conversion. */
INLINE D unit_v(V w)
{
    D d = (D)((w >> 12) | 0x4330000000000000u) - 0x1p52;
    return (d + 0.5) * 0x1p-52;
}

INLINE D quantile_v(const struct dist_ready *d, V w, bool *ret_beyond)
{
    D u = ((D)((w << 1 >> 12) | 0x4330000000000000u) - 0x1p52 + 0.5) * 0x1p-53;
    V bits = (V)u, at = (bits >> 48) - ((uint64_t)(1023 - 1 - TABLE_OCTAVES) << 4);
    V beyond = at >> 63;
    *ret_beyond = ANY(beyond);
    at = (at & (beyond - 1)) + ((0 - (w >> 63)) & TABLE_HALF);
    D t = (D)((bits << 4 & 0xfffffffffffffu) | 0x3ff0000000000000u) - 1.0;
    V index = at << 2;
    const double *c = &d->table->c[0][0];
    D q = GATHER(c, index) + t * (GATHER(c + 1, index) + t * (GATHER(c + 2, index) + t * GATHER(c + 3, index)));
    return dset(d->base) + dset(d->width) * q;
}

/* The table's values, then what the table does not reach, then the exponentials: loops of their own, since one after the other for each
 * vector they would wait for each other. */
static void draw_table(const struct dist_ready *d, const uint64_t *w, size_t n, double *x)
{
    bool beyond = false, any = false;
    for (size_t i = 0; i < n; i += VL) {
        dstore(x + i, quantile_v(d, vload(w + i), &beyond));
        any |= beyond;
    }
    for (size_t i = 0; d->kind == READY_LOGNORMAL && i < n; i += VL) {
        dstore(x + i, exp_v(dload(x + i)));
    }
    for (size_t i = 0; any && i < n; i++)
        x[i] = dist_value(d, w[i]);
}

static void draw(const struct dist_ready *d, const uint64_t *w, size_t n, double *x)
{
    enum { PIECE = 512 };
    if (d->kind == READY_LOGNORMAL || d->kind == READY_TABLE) {
        for (size_t at = 0; at < n; at += PIECE)
            draw_table(d, w + at, n - at < PIECE ? n - at : PIECE, x + at);
        return;
    }
    for (size_t i = 0; i < n; i += VL) {
        dstore(x + i, d->kind == READY_CONSTANT ? dset(d->base) : (D)(dset(d->base) + dset(d->width) * unit_v(vload(w + i))));
    }
}

/* ---- points of a cell: words 2 i and 2 i + 1 of its stream ---- */

static void points(uint64_t seed, size_t n, uint64_t *w0, uint64_t *w1)
{
    V at = stream_ramp() * 2 + (seed - STREAM_STEP);
    for (size_t i = 0; i < n; i += VL) {
        vstore(w0 + i, mix_v(at));
        vstore(w1 + i, mix_v(at + STREAM_STEP));
        at += 2 * VL * STREAM_STEP;
    }
}

static void years(uint64_t seed, size_t n, int bits, uint32_t start, uint32_t *year, uint64_t *w)
{
    V at = stream_ramp() + seed;
    for (size_t i = 0; i < n; i += VL) {
        V x = mix_v(at);
        H y = __builtin_convertvector((x >> 1 >> (63 - bits)) + start, H);
        *(H *)(void *)(year + i) = y;
        vstore(w + i, x << bits);
        at += VL * STREAM_STEP;
    }
}

static void heights(uint64_t seed, size_t n, double low, double height, double *to)
{
    V at = stream_ramp() + (seed + HEIGHTS * STREAM_STEP);
    for (size_t i = 0; i < n; i += VL) {
        dstore(to + i, dset(low) + dset(height) * unit_v(mix_v(at)));
        at += VL * STREAM_STEP;
    }
}

/* ---- statistics ---- */

enum { LANES = 16, SUMS = LANES / VL };

/* Sixteen running sums side by side, joined at the end: always the same order of additions, however wide the registers are. */
static struct extent extent(const double *v, size_t n, double less, bool squares)
{
    D sum[SUMS], lo[SUMS], hi[SUMS];
    double lane[LANES];
    struct extent e = { 0, n ? v[0] : 0, n ? v[0] : 0 };
    for (int j = 0; j < SUMS; j++) {
        sum[j] = dset(0);
        lo[j] = hi[j] = dset(e.lo);
    }
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int j = 0; j < SUMS; j++) {
            D x = dload(v + i + j * VL);
            lo[j] = LESSER(x, lo[j]);
            hi[j] = GREATER(x, hi[j]);
            x -= less;
            sum[j] += squares ? (D)(x * x) : x;
        }
    for (int j = 0; j < SUMS; j++)
        dstore(lane + j * VL, sum[j]);
    for (int j = 0; j < SUMS; j++)
        for (int k = 0; k < VL; k++) {
            e.lo = lo[j][k] < e.lo ? lo[j][k] : e.lo;
            e.hi = hi[j][k] > e.hi ? hi[j][k] : e.hi;
        }
    for (; i < n; i++) {
        double x = v[i] - less;
        lane[i % LANES] += squares ? x * x : x;
        e.lo = v[i] < e.lo ? v[i] : e.lo;
        e.hi = v[i] > e.hi ? v[i] : e.hi;
    }
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int j = 0; j < half; j++)
            lane[j] += lane[j + half];
    e.sum = lane[0];
    return e;
}

typedef uint16_t Q __attribute__((vector_size(VBYTES / 4), aligned(2), may_alias));

static void buckets(const double *v, size_t n, uint64_t lo, int shift, uint16_t *to)
{
    size_t i = 0;
    for (; i + VL <= n; i += VL)
        *(Q *)(void *)(to + i) = __builtin_convertvector(((V)dload(v + i) - lo) >> shift, Q);
    for (; i < n; i++) {
        uint64_t bits;
        memcpy(&bits, &v[i], sizeof bits);
        to[i] = (uint16_t)((bits - lo) >> shift);
    }
}

static void add(double *to, const double *from, size_t n)
{
    size_t i = 0;
    for (; i + VL <= n; i += VL)
        dstore(to + i, dload(to + i) + dload(from + i));
    for (; i < n; i++)
        to[i] += from[i];
}

static void drain(double *to, double *from, size_t n)
{
    enum { NEAR = 512 };
    for (size_t at = 0; at < n; at += NEAR) {
        size_t some = n - at < NEAR ? n - at : NEAR;
        add(to + at, from + at, some);
        memset(from + at, 0, some * sizeof *from);
    }
}

/* ---- coins for a block of worlds ---- */

struct bits { V v[NV]; };

INLINE struct bits bits_load(const uint64_t *p)
{
    struct bits b;
    for (int q = 0; q < NV; q++)
        b.v[q] = vload(p + q * VL);
    return b;
}
INLINE void bits_store(uint64_t *p, const struct bits *b)
{
    for (int q = 0; q < NV; q++)
        vstore(p + q * VL, b->v[q]);
}
INLINE bool bits_any(const struct bits *b)
{
    V v = b->v[0];
    for (int q = 1; q < NV; q++)
        v |= b->v[q];
    return ANY(v);
}
INLINE int bits_count(const uint64_t *p)
{
    int n = 0;
    for (int i = 0; i < BLOCK_WORDS; i++)
        n += __builtin_popcountll(p[i]);
    return n;
}

struct toss { const struct world_block *b; };

/* The random planes of a coin are words of the stream of (block, coin): word 16 k + c is plane k of worlds 64 c … 64 c + 63. */
struct planes { V at[NV]; };

INLINE struct planes planes_begin(const struct toss *s, uint64_t key)
{
    struct planes p;
    uint64_t seed = mix64(s->b->key + key);
    for (int q = 0; q < NV; q++)
        p.at[q] = stream_ramp() + (seed + (uint64_t)(q * VL) * STREAM_STEP);
    return p;
}

INLINE struct bits planes_next(struct planes *p)
{
    struct bits b;
    for (int q = 0; q < NV; q++) {
        b.v[q] = mix_v(p->at[q]);
        p->at[q] += BLOCK_WORDS * STREAM_STEP;
    }
    return b;
}

#ifndef CHOOSE_OPEN
#define CHOOSE_OPEN(u, r, one) ((u) & ~(r) & (one))
#define CHOOSE_REST(u, r, one) ((u) & ~((r) ^ (one)))
#endif

/* One plane against one bit of t: a world whose random bit is below t's is open, above it is closed, equal goes on. */
INLINE void compare(struct bits *undecided, struct bits *open, const struct bits *r, uint64_t t_bit)
{
    for (int q = 0; q < NV; q++) {
        V one = vset(0 - t_bit), u = undecided->v[q];
        open->v[q] |= CHOOSE_OPEN(u, r->v[q], one);
        undecided->v[q] = CHOOSE_REST(u, r->v[q], one);
    }
}

/* Fixed probability. `need` says which worlds ask; the answer is a part of it. */
INLINE struct bits toss_fixed(const struct toss *s, uint64_t key, uint64_t t, struct bits need)
{
    enum { AT_ONCE = 4 };
    struct bits open = { 0 };
    struct planes p = planes_begin(s, key);
    do {
        for (int i = 0; i < AT_ONCE; i++) {
            struct bits r = planes_next(&p);
            compare(&need, &open, &r, t >> 63);
            t <<= 1;
        }
    } while (t && bits_any(&need));
    return open;
}

/* A probability of its own for every world, to 52 bits. */
static struct bits toss_vary(const struct toss *s, const struct coin *c, struct bits need)
{
    const double *factor = s->b->factor[c->vary];
    uint64_t t[BLOCK_WORLDS] __attribute__((aligned(64)));
    struct bits open = { 0 };
    struct planes p = planes_begin(s, c->key);
    worlds sure = { 0 };
    for (int i = 0; i < BLOCK_WORLDS; i += VL) {
        V v = (V)(dload(factor + i) * c->p + 1.0) - 0x3ff0000000000000u;
        sure[i / 64] |= (uint64_t)MOVEMASK(v << 11) << i % 64;
        vstore(t + i, v << 12);
    }
    for (int q = 0; q < NV; q++) {
        V certain = vload(sure + q * VL);
        open.v[q] = need.v[q] & certain;
        need.v[q] &= ~certain;
    }
    for (unsigned plane = 0; plane < 52 && bits_any(&need); plane++) {
        struct bits r = planes_next(&p);
        worlds bit = { 0 };
        for (int i = 0; i < BLOCK_WORLDS; i += VL)
            bit[i / 64] |= (uint64_t)MOVEMASK(vload(t + i) << plane) << i % 64;
        for (int q = 0; q < NV; q++) {
            V one = vload(bit + q * VL), u = need.v[q];
            open.v[q] |= CHOOSE_OPEN(u, r.v[q], one);
            need.v[q] = CHOOSE_REST(u, r.v[q], one);
        }
    }
    return open;
}

INLINE struct bits toss(const struct toss *s, const struct coin *c, struct bits need)
{
    if (c->t == 0 || !bits_any(&need))
        return (struct bits){ 0 };
    if (c->vary != VARY_NONE)
        return toss_vary(s, c, need);
    return c->t == COIN_ALWAYS ? need : toss_fixed(s, c->key, c->t, need);
}

/* ---- reaching ---- */

INLINE struct bits bits_and(struct bits x, struct bits y)
{
    for (int q = 0; q < NV; q++)
        x.v[q] &= y.v[q];
    return x;
}
INLINE struct bits bits_less(struct bits x, struct bits y)
{
    for (int q = 0; q < NV; q++)
        x.v[q] &= ~y.v[q];
    return x;
}
INLINE struct bits bits_or(struct bits x, struct bits y)
{
    for (int q = 0; q < NV; q++)
        x.v[q] |= y.v[q];
    return x;
}

/* The worlds, of `among`, in which all conditions of an and-node hold. */
INLINE struct bits all_of(const struct world_graph *g, const struct toss *s, const struct world_node *n, struct bits among, worlds *reach)
{
    if (!n->n_in && !n->has_entry)
        return (struct bits){ 0 };
    const struct coin *in = g->in + n->in;
    for (uint32_t i = 0; i < n->n_in && bits_any(&among); i++)
        among = bits_and(among, bits_load(reach[in[i].from]));
    if (n->has_entry)
        among = toss(s, &n->entry, among);
    for (uint32_t i = 0; i < n->n_in && bits_any(&among); i++)
        among = toss(s, &in[i], among);
    return among;
}

/* The worlds in which an or-node is hit or comes to be reached from outside component `comp` (UINT32_MAX: from anywhere). */
INLINE struct bits any_of(const struct world_graph *g, const struct toss *s, const struct world_node *n, struct bits active,
                          uint32_t comp, worlds *reach)
{
    struct bits yes = { 0 };
    if (n->has_entry)
        yes = toss(s, &n->entry, active);
    const struct coin *in = g->in + n->in;
    for (uint32_t i = 0; i < n->n_in; i++) {
        if (comp != UINT32_MAX && g->nodes[in[i].from].comp == comp)
            continue;
        struct bits need = bits_less(bits_load(reach[in[i].from]), yes);
        if (bits_any(&need))
            yes = bits_or(yes, toss(s, &in[i], need));
    }
    return yes;
}

static struct bits reach_single(const struct world_graph *g, const struct toss *s, uint32_t node, worlds *reach)
{
    const struct world_node *n = &g->nodes[node];
    struct bits active = bits_load(s->b->active);
    struct bits gate = n->and_gate ? all_of(g, s, n, active, reach) : any_of(g, s, n, active, UINT32_MAX, reach);
    return toss(s, &n->own, gate);
}

/* New worlds pass the node's gate: those in which its own coin allows are reached, and wait to be pushed on. */
INLINE void gate_passed(const struct toss *s, const struct world_node *n, uint32_t node, struct bits fresh, struct world_scratch *w,
                        worlds *reach, size_t *queue_end, size_t room)
{
    fresh = bits_less(fresh, bits_load(w->raw[node]));
    struct bits raw = bits_or(bits_load(w->raw[node]), fresh);
    bits_store(w->raw[node], &raw);
    fresh = toss(s, &n->own, fresh);
    if (!bits_any(&fresh))
        return;
    struct bits all = bits_or(bits_load(reach[node]), fresh), wait = bits_or(bits_load(w->pending[node]), fresh);
    bits_store(reach[node], &all);
    bits_store(w->pending[node], &wait);
    if (!w->queued[node]) {
        w->queued[node] = 1;
        w->queue[(*queue_end)++ % room] = node;
    }
}

/* The least fixpoint inside a component, from nothing: every world that newly reaches a node is pushed once along each edge out of it,
 * so no coin is tossed twice for a world. An and-node is asked again about the worlds in which it has not passed. */
static void reach_cyclic(const struct world_graph *g, const struct toss *s, uint32_t comp, struct world_scratch *w, worlds *reach)
{
    const struct world_comp *c = &g->comps[comp];
    const uint32_t *order = g->order + c->first;
    size_t head = 0, end = 0, room = c->n;
    struct bits active = bits_load(s->b->active);
    for (uint32_t i = 0; i < c->n; i++) {
        memset(reach[order[i]], 0, sizeof(worlds));
        memset(w->raw[order[i]], 0, sizeof(worlds));
        memset(w->pending[order[i]], 0, sizeof(worlds));
    }
    for (uint32_t i = 0; i < c->n; i++) {
        const struct world_node *n = &g->nodes[order[i]];
        struct bits fresh = n->and_gate ? all_of(g, s, n, active, reach) : any_of(g, s, n, active, comp, reach);
        gate_passed(s, n, order[i], fresh, w, reach, &end, room);
    }
    while (head < end) {
        uint32_t node = w->queue[head++ % room];
        const struct world_node *n = &g->nodes[node];
        struct bits moved = bits_load(w->pending[node]);
        memset(w->pending[node], 0, sizeof(worlds));
        w->queued[node] = 0;
        for (uint32_t i = 0; i < n->n_out; i++) {
            const struct world_out *o = &g->out[n->out + i];
            const struct world_node *to = &g->nodes[o->to];
            if (to->comp != comp)
                continue;
            struct bits need = bits_less(moved, bits_load(w->raw[o->to]));
            if (!bits_any(&need))
                continue;
            struct bits fresh = to->and_gate ? all_of(g, s, to, need, reach) : toss(s, &g->in[o->in], need);
            if (bits_any(&fresh))
                gate_passed(s, to, o->to, fresh, w, reach, &end, room);
        }
    }
}

static void full(const struct world_graph *g, const struct world_block *b, struct world_scratch *s, worlds *reach, int64_t *count)
{
    enum { AHEAD = 12 };
    const struct toss t = { b };
    struct bits now = { 0 };
    bits_store(reach[g->n_nodes + SLOT_NONE], &now);
    memcpy(reach[g->n_nodes + SLOT_ACTIVE], b->active, sizeof(worlds));
    for (size_t i = 0; i < b->n_steps; i++) {
        const struct world_step *step = &b->steps[i];
        if (i + AHEAD < b->n_steps)
            __builtin_prefetch(reach[step[AHEAD].from]);
        if (step->kind == STEP_CYCLE) {
            reach_cyclic(g, &t, step->to, s, reach);
            continue;
        }
        if (step->kind == STEP_NODE) {
            now = reach_single(g, &t, step->to, reach);
        } else {
            V keep = vset((uint64_t)step->keep), either = vset((uint64_t)step->either);
            struct bits need = bits_load(reach[step->from]), rest;
            for (int q = 0; q < NV; q++) {
                now.v[q] &= keep;
                need.v[q] &= now.v[q] ^ either;
                rest.v[q] = now.v[q] & either;
            }
            now = rest;
            if (bits_any(&need))
                now = bits_or(rest, step->t == COIN_ALWAYS ? need : toss_fixed(&t, step->key, step->t, need));
        }
        bits_store(reach[step->to], &now);
    }
    for (size_t n = 0; n < g->n_nodes; n++)
        count[n] += bits_count(reach[n]);
}

/* Notes what became of a node; true when its worlds are not the same as before. */
static bool node_changed(const struct world_graph *g, struct world_scratch *s, uint32_t node, const uint64_t *was, const uint64_t *is, int64_t *delta)
{
    if (memcmp(was, is, sizeof(worlds)) == 0)
        return false;
    delta[node] += bits_count(is) - bits_count(was);
    const struct world_node *n = &g->nodes[node];
    for (uint32_t i = 0; i < n->n_out; i++) {
        uint32_t comp = g->nodes[g->out[n->out + i].to].comp;
        if (comp != n->comp)
            s->comps[comp / 64] |= (uint64_t)1 << comp % 64;
    }
    return true;
}

static bool again(const struct world_graph *g, const struct world_block *b, struct world_scratch *s, worlds *reach, int64_t *delta, uint64_t *ret_nodes)
{
    const struct toss t = { b };
    bool loss = false;
    /* Successors lie in later components, so one pass over the growing set meets them all. */
    for (size_t word = 0; word < (g->n_comps + 63) / 64; word++)
        while (s->comps[word]) {
            uint32_t comp = (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(s->comps[word]);
            s->comps[word] &= s->comps[word] - 1;
            const struct world_comp *c = &g->comps[comp];
            *ret_nodes += c->n;
            if (!c->cyclic) {
                uint32_t node = g->order[c->first];
                struct bits now = reach_single(g, &t, node, reach);
                worlds is;
                bits_store(is, &now);
                if (node_changed(g, s, node, reach[node], is, delta)) {
                    loss |= g->nodes[node].is_loss;
                    memcpy(reach[node], is, sizeof(worlds));
                }
                continue;
            }
            /* Old answers wait in `pending` of another place: the caller gives room for them after the nodes' own. */
            worlds *was = s->pending + g->n_nodes;
            for (uint32_t i = 0; i < c->n; i++)
                memcpy(was[i], reach[g->order[c->first + i]], sizeof(worlds));
            reach_cyclic(g, &t, comp, s, reach);
            for (uint32_t i = 0; i < c->n; i++) {
                uint32_t node = g->order[c->first + i];
                if (node_changed(g, s, node, was[i], reach[node], delta))
                    loss |= g->nodes[node].is_loss;
            }
        }
    return loss;
}

const struct kernel KERNEL = { .isa = KERNEL_ISA, .points = points, .years = years, .heights = heights, .buckets = buckets, .extent = extent, .words = words, .draw = draw,
                               .add = add, .drain = drain, .full = full, .again = again };
