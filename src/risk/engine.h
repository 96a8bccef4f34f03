/* The engine's inside, shared by the files of this room and by its tests only. The contract is risk/risk.h. */
#ifndef RISK_ENGINE_H
#define RISK_ENGINE_H

#include "risk/kernel.h"
#include "risk/mem.h"
#include "risk/philox.h"
#include "risk/poisson.h"
#include "risk/stat.h"

enum {
    BLOCK_YEARS = POISSON_YEARS,       /* years computed at a time */
    CHUNK_YEARS = 8 * BLOCK_YEARS,     /* years of a segment: the unit of work between threads */
    SUM_FAN = 16,                      /* terms of a node in the tree of sums */
};

/* The years of a chunk in which something lost money: one allocation, at `value`. */
struct segment {
    double *value;
    uint32_t *year; /* since the chunk's first */
    size_t n;
};

/* What one risk, one threat or one owner's part of a threat loses in every year. `version` is new whenever it is computed. */
struct leaf {
    struct segment *chunk; /* engine.chunks of them */
    uint64_t version;
    struct risk_stat stat;
};

struct item_state {
    uint64_t key;
    struct risk_item dists; /* the distributions only */
    struct leaf leaf;
};

/* One block of worlds and what became of it. */
struct world_record {
    uint32_t strip, cell, part, n; /* n: points of the whole cell */
    worlds active;
    uint64_t seed, key;  /* of the cell's points; of the block's coins */
    uint32_t *year;      /* [BLOCK_WORLDS] */
    double *loss;        /* [(1 + owners) · BLOCK_WORLDS] */
    worlds *reach;       /* [nodes + SLOTS], NULL when not kept */
};

struct graph;

struct threat_state {
    uint64_t key;
    struct risk_dist frequency;
    struct leaf leaf;
    struct leaf *owner;              /* one for every name in owner_name */
    struct str *owner_name;          /* sorted; in the state's own memory */
    size_t n_owners;
    uint64_t events, losses_hash, graph_hash;
    uint64_t *node_hash, *count;     /* per node, by id */
    size_t n_nodes;
    uint64_t nodes_hash;             /* of the list of ids */
    struct world_record *record;     /* kept blocks, or none */
    size_t n_records;
    bool kept;
};

/* Sums that were added up while the items were computed, so that nobody had to keep the items' years: those of the first `groups` nodes of
 * the tree's lowest level, as far as they have come in the nodes of the level above. */
struct streamed {
    size_t groups, n_nodes;
    double **node;
};

/* A node of the tree of sums: the dense years of up to SUM_FAN terms. */
struct sum_node {
    uint64_t child[SUM_FAN], version;
    double *year;
};

struct owner_cache {
    struct str id;
    uint64_t *version;
    size_t n;
    struct risk_stat stat;
};

struct kept;

struct risk_engine {
    struct risk_options options;
    const struct kernel *kernel;
    struct mem mem;
    struct poisson poisson_risk, poisson_threat;
    struct stat_plan plan;
    size_t chunks;
    uint64_t version;        /* the last one given */
    struct quantile_table **tables;
    size_t n_tables, room_tables;
    struct item_state *items;
    size_t n_items;
    struct threat_state *threats;
    size_t n_threats;
    struct sum_node **level; /* the total's tree; level[0] sums leaves */
    size_t *level_n, levels;
    struct streamed streamed; /* of this run */
    double *total;           /* dense years of the tree's root, when kept */
    uint64_t total_version;
    struct risk_stat total_stat;
    struct risk_lec_point lec[STAT_LEC_MAX];
    size_t n_lec;
    bool lec_fresh;
    struct owner_cache *owners;
    size_t n_owners;
    struct kept *kept;       /* the last run's graph, or NULL */
    uint32_t *order;         /* of the last run's nodes, by id: a permutation of n_order */
    size_t n_order;
    struct risk_work work;
    struct arena *arena;     /* of the result */
    struct risk_result result;
};

/* The engine's fault when memory is out: the ceiling or the machine. */
enum err engine_no_memory(struct risk_engine *e, struct fault *f);

/* tables.c: a table for the distribution (shared between equal shapes), NULL in *ret->table when it needs none. Not thread safe. */
enum err engine_ready(struct risk_engine *e, const struct risk_dist *d, struct dist_ready *ret, struct fault *f) nodiscard;
/* Fills, on all threads, the tables asked for since the last call. */
void engine_fill_tables(struct risk_engine *e);

/* item.c: computes the leaves of the given states; at[i] is the place of todo[i] in the model, for faults. Without `leaves` nobody asks for
 * their years but the total: where it can, only e->streamed and the statistics are left of them, and their version is 0. */
enum err items_run(struct risk_engine *e, struct item_state **todo, const size_t *at, size_t n, bool leaves, struct fault *f) nodiscard;
void streamed_free(struct risk_engine *e);

/* rate.c: yearly rates and the cells under them. */
struct rates {
    double constant;          /* or, with `yearly`, one for every year of the block */
    bool yearly;
    double year[BLOCK_YEARS * POISSON_THREAT];
    double most[2 * BLOCK_YEARS]; /* of groups of base · 2^k years: level k begins at most + BLOCK_YEARS·2 − (BLOCK_YEARS·2 >> k) */
    double max;
};
/* Fills rates for years [first, first + n) of the thing; n is at most BLOCK_YEARS · base. w0, w1 hold n rounded up to 8. False when a rate
 * passes RISK_YEAR_RATE_MAX. */
bool rates_fill(const struct risk_engine *e, struct rates *r, uint64_t key, const struct dist_ready *d, uint64_t first, size_t n, uint32_t base,
                uint64_t *w0, uint64_t *w1);
/* The largest rate in the cell: `years` years from `at` (within the block). */
double rates_most(const struct rates *r, size_t at, uint32_t years, uint32_t base);

/* sum.c */
struct leaf_list { struct leaf **leaf; size_t n; };
/* Adds up the leaves in order, SUM_FAN at a time, and gives the statistics; with `dense`, the nonzero years sorted for the curve as well.
 * The order is fixed by the number of leaves alone. */
enum err sum_total(struct risk_engine *e, struct leaf_list list, bool with_lec, struct fault *f) nodiscard;
enum err sum_stat(struct risk_engine *e, struct leaf_list list, struct risk_stat *ret, struct fault *f) nodiscard;
void sum_free(struct risk_engine *e);
/* A leaf from dense years (cleared on return). */
enum err leaf_from_dense(struct risk_engine *e, double *year, struct leaf *leaf, struct fault *f) nodiscard;
enum err leaf_begin(struct risk_engine *e, struct leaf *leaf, struct fault *f) nodiscard;
void leaf_free(struct risk_engine *e, struct leaf *leaf);
/* The statistics of one leaf; scratch is taken for the call. */
enum err leaf_stat(struct risk_engine *e, struct leaf *leaf, struct fault *f) nodiscard;

/* kept.c: the graph of the model, checked: the last run's, brought up to date, when the models differ in nothing but the probabilities and gates
 * of nodes and edges (and in risks and threats); otherwise a new one, kept when e->options.retain and there is room, else in the arena. */
enum err kept_graph(struct risk_engine *e, const struct risk_model *m, struct arena *a, struct graph **ret, struct fault *f) nodiscard;
void kept_free(struct risk_engine *e);

/* threat.c */
struct threat_job {
    const struct risk_threat *threat;
    struct threat_state *state;     /* to be filled; may hold an earlier run's */
    size_t at;                      /* index in the model, for faults */
};
enum err threat_run(struct risk_engine *e, const struct graph *g, struct threat_job job, struct fault *f) nodiscard;
void threat_free(struct risk_engine *e, struct threat_state *t);

#endif
