/* The inner loops, written once (kernel_body.h) with the compiler's vector types and compiled for each instruction set. Only integer
 * operations and exactly rounded + − × are used, in the same order, so the sets give equal bytes.
 *
 * Worlds are bit-parallel: a block is 1024 worlds, one bit each, as sixteen words. A coin with probability p for all worlds at once compares
 * random bits with the bits of p from the top, until every world that needs an answer has one: about log2(worlds) + 1 bits a coin in place
 * of 53. The bits are counter-based, so that a world which needs no answer costs none, and asking again gives the same. */
#ifndef RISK_KERNEL_H
#define RISK_KERNEL_H

#include "risk/dist.h"

enum { BLOCK_WORLDS = 1024, BLOCK_WORDS = 16 };

typedef uint64_t worlds[BLOCK_WORDS] __attribute__((aligned(64)));

#define COIN_ALWAYS UINT64_MAX
#define VARY_NONE UINT32_MAX

/* A coin: open when U < t / 2^64, U made of random bits that belong to `key`. With `vary`, the probability in world w is
 * t / 2^64 (as `p`) times factor[vary][w]. */
struct coin {
    uint64_t key, t;   /* t 0: never, COIN_ALWAYS: always */
    double p;
    uint32_t from;     /* of an edge: the node it comes from */
    uint32_t vary;
};

struct world_node {
    struct coin own, entry; /* entry.t counts only with has_entry */
    uint32_t in, n_in;      /* its edges in world_graph.in */
    uint32_t out, n_out;    /* positions in world_graph.out */
    uint32_t comp;
    bool and_gate, has_entry, is_loss;
};

struct world_out { uint32_t to, in; }; /* the node it leads to, and the edge's place in world_graph.in */
struct world_comp { uint32_t first, n; bool cyclic; }; /* nodes in world_graph.order */

/* A graph as one threat sees it. Components are strongly connected, in topological order. */
struct world_graph {
    struct world_node *nodes;
    struct coin *in;
    struct world_out *out;
    struct world_comp *comps;
    uint32_t *order;
    size_t n_nodes, n_edges, n_comps;
};

/* What one thread needs: arrays of n_nodes, the bit set of n_comps. */
struct world_scratch { /* pending holds 2 n_nodes: the second half keeps old answers of a component */
    worlds *raw, *pending;
    uint32_t *queue;
    uint8_t *queued;
    uint64_t *comps;
};

/* A full computation as a list of steps in topological order, so that the loop over it has next to nothing to guess. The answer so far is
 * that of the step before, or none where keep is 0. With `either`, the worlds of slot `from` that are not in the answer toss a coin to join
 * it; without, the worlds in both toss one to stay. The answer goes to slot `to`. Slots are the nodes and, behind them, three more.
 * STEP_NODE and STEP_CYCLE compute node or component `to` in full. */
enum { SLOT_GATE, SLOT_ACTIVE, SLOT_NONE, SLOTS }; /* who passed a node's gate; every world; no world */
enum step_kind { STEP_COIN, STEP_NODE, STEP_CYCLE };
struct world_step {
    uint64_t key, t;
    uint32_t from, to;
    int8_t keep, either; /* 0 or −1, all bits */
    uint8_t kind;
};

struct world_block {
    uint64_t key;
    worlds active;
    const struct world_step *steps;
    size_t n_steps;
    const double *const *factor; /* [vary] gives BLOCK_WORLDS factors */
};

enum { HEIGHTS = 1024 }; /* where the words of a cell's heights begin: no such cell has as many points */

struct extent { double sum, lo, hi; };

struct kernel {
    enum risk_isa isa;
    /* Points i = 0 … n − 1 of a cell: words 2 i and 2 i + 1 of the stream of its seed. Writes n rounded up to 8. */
    void (*points)(uint64_t seed, size_t n, uint64_t *w0, uint64_t *w1);
    /* Points of a cell by one word each, word i: its first `bits` bits are the year, year[i] = start + them; the others, moved up, are left in
     * w[i] for a draw. bits < 64; writes n rounded up to 8. */
    void (*years)(uint64_t seed, size_t n, int bits, uint32_t start, uint32_t *year, uint64_t *w);
    /* Their heights, where they matter: low + height · U by words HEIGHTS + i. */
    void (*heights)(uint64_t seed, size_t n, double low, double height, double *to);
    /* to[i] = (v[i]'s bits − lo) >> shift, at most 16 bits; exactly n are written. */
    void (*buckets)(const double *v, size_t n, uint64_t lo, int shift, uint16_t *to);
    /* The sum of (v[i] − less), or of its squares, and the smallest and largest v[i] (0 for none). */
    struct extent (*extent)(const double *v, size_t n, double less, bool squares);
    /* Counters (c0[i], c1[i], c2[i], purpose); all arrays hold n rounded up to 8. */
    void (*words)(uint64_t key, const uint32_t *c0, const uint32_t *c1, const uint32_t *c2, uint32_t purpose, size_t n, uint64_t *w0, uint64_t *w1);
    /* x[i] = the distribution's value at word w[i]; the arrays hold n rounded up to 8. */
    void (*draw)(const struct dist_ready *d, const uint64_t *w, size_t n, double *x);
    /* to[i] += from[i]. */
    void (*add)(double *to, const double *from, size_t n);
    /* The same, and from[i] = 0 after it. */
    void (*drain)(double *to, double *from, size_t n);
    /* Which nodes are reached in which worlds; count[node] grows by the number of worlds. reach holds n_nodes + SLOTS. */
    void (*full)(const struct world_graph *g, const struct world_block *b, struct world_scratch *s, worlds *reach, int64_t *count);
    /* The same from an earlier answer, of which only the components in s->comps (cleared on return) and what follows from them may have
     * changed. delta[node] gets the change in the number of worlds; returns whether a node with a loss changed, and the nodes computed. */
    bool (*again)(const struct world_graph *g, const struct world_block *b, struct world_scratch *s, worlds *reach, int64_t *delta, uint64_t *ret_nodes);
};

/* The kernel for a definite instruction set (risk_isa_have). */
const struct kernel *kernel_for(enum risk_isa isa);

/* The body's own factories, one a file. */
extern const struct kernel kernel_portable, kernel_avx2, kernel_avx512;

#endif
