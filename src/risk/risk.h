/* The risk engine: a model of risks, threats and a dependency graph in; distributions of a year's loss out.
 *
 * Pure: no I/O, no clock, no globals. The same model, seed and years give the same bytes on any number of threads, with any instruction
 * set and whatever the order of the objects. How and why: README.md of this room and doc/adr/0020 to 0027.
 *
 * The model (units and ranges; the reader in risk/model_read.h and risk_model_check hold them)
 *   frequency   events per year, ≥ 0, mean at most RISK_RATE_MAX. Events in a year are Poisson(λ). A distribution is drawn anew each year:
 *               a gamma then gives negative-binomial counts (Greenwood and Yule 1920).
 *   magnitude   SEK per event, ≥ 0, drawn per event.
 *   tef, capability, strength   FAIR (The Open Group, O-RT C13K §4.2): an event of the rate `tef` is a loss event when a fresh draw of
 *               capability exceeds a fresh draw of strength. In place of frequency.
 *   secondary   after a loss event, with a probability drawn per event, a further magnitude.
 *   threat      each event is one world over the graph. An entry node is hit with probability p. An edge is open with probability
 *               p · Π(1 − coverage · effectiveness · operating). A node `or` is reached when hit or when an open edge comes from a reached
 *               node; a node `and` when all incoming edges are open from reached nodes and, if it is an entry, it is hit too; and then only
 *               if its own p succeeds. Reached is the least fixpoint (Knaster and Tarski): nothing reaches itself.
 *   controls    the effectiveness is drawn once per (control, year) and is common to all its edges and threats.
 *   losses      every loss at a reached node draws its magnitude; the sum is the event's loss, a year sums its events.
 *
 * Statistics
 *   mean, sd    over all years, sd with N − 1. mean_ci95 = mean ± 1.96 sd/√N (central limit theorem).
 *   quantile p  the ⌈pN⌉th smallest year (inverse of the empirical distribution; definition 1 of Hyndman and Fan, Am. Stat. 50, 1996).
 *   its ci95    the narrowest pair of order statistics around it whose ranks cut at most 2.5 % off each tail of Binomial(N, p)
 *               (David and Nagaraja, Order Statistics, §7.1): exact whatever the distribution; the largest year when no rank is enough.
 *   node p      reached events / events; ci95 by Wilson's score interval (JASA 22, 1927).
 * These intervals are the simulation's error only. Ignorance about the inputs is in the distributions. */
#ifndef RISK_RISK_H
#define RISK_RISK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct arena;

/* Limits, each with its unit. Past one the model is refused (E_LIMIT) with the path of what is too much. */
#define RISK_RATE_MAX 1e6          /* events per year, of a frequency's mean */
#define RISK_YEAR_RATE_MAX 1e7     /* events in one year, of a drawn rate */
#define RISK_AMOUNT_MAX 1e15       /* SEK, of any parameter of a magnitude */
#define RISK_RATIO_MAX 1e18        /* p95 / p05 */
#define RISK_SHAPE_MIN 0.05        /* of gamma and beta */
#define RISK_SHAPE_MAX 1e6
#define RISK_YEARS_MAX 1000000000u /* simulated years */
#define RISK_EVENTS_MAX 1e10       /* expected events of one run */
enum {
    RISK_RISKS_MAX = 100000, RISK_THREATS_MAX = 10000, RISK_NODES_MAX = 1000000, RISK_EDGES_MAX = 4000000,
    RISK_CONTROLS_MAX = 100000, RISK_LOSSES_MAX = 100000, /* objects in the model */
    RISK_ID_MAX = 200,          /* bytes of an id */
    RISK_EDGE_CONTROLS_MAX = 1000,
    RISK_THREADS_MAX = 256,
    RISK_YEARS_DEFAULT = 100000,
    RISK_MEMORY_MIB_DEFAULT = 2048, /* MiB the engine may hold; the user may raise it */
    RISK_SHAPLEY_MAX = 8,       /* differences explained by Shapley's values */
};

enum risk_dist_kind { DIST_NONE, DIST_CONSTANT, DIST_UNIFORM, DIST_PERT, DIST_LOGNORMAL, DIST_GAMMA, DIST_GAMMA_SHAPE, DIST_BETA };

/* a, b, c, d by kind:
 *   CONSTANT value · UNIFORM low, high · PERT low, mode, high, gamma · LOGNORMAL p05, p95 · GAMMA p05, p95 · GAMMA_SHAPE shape, scale ·
 *   BETA alpha, beta. Members that a kind does not name are 0. DIST_NONE: not given. */
struct risk_dist {
    enum risk_dist_kind kind;
    double a, b, c, d;
};
#define RISK_CONSTANT(v) ((struct risk_dist){ .kind = DIST_CONSTANT, .a = (v) })

struct risk_item {
    struct str id, owner;                          /* owner.n 0: none */
    struct risk_dist frequency;                    /* or, in its place, the three below */
    struct risk_dist tef, capability, strength;
    struct risk_dist magnitude;
    struct risk_dist secondary_p, secondary_magnitude; /* both or none */
};

struct risk_entry { struct str node; double p; };
struct risk_threat {
    struct str id;
    struct risk_dist frequency;
    struct risk_entry *entries;
    size_t n_entries;
};

enum risk_gate { GATE_OR, GATE_AND };
struct risk_node { struct str id; enum risk_gate gate; double p; };
struct risk_edge {
    struct str from, to;
    double p;
    struct str *controls;
    size_t n_controls;
};
struct risk_control { struct str id; double coverage, operating; struct risk_dist effectiveness; };
struct risk_loss { struct str id, node, owner; struct risk_dist magnitude; };

/* Arrays in any order. The caller owns everything; the engine copies what it keeps. A reference to a node or a control that is not in the
 * model counts as absent (the reader refuses it in files; explanations pass through such models). */
struct risk_model {
    struct risk_item *risks;
    struct risk_threat *threats;
    struct risk_node *nodes;
    struct risk_edge *edges;
    struct risk_control *controls;
    struct risk_loss *losses;
    size_t n_risks, n_threats, n_nodes, n_edges, n_controls, n_losses;
};

enum risk_isa { ISA_BEST, ISA_PORTABLE, ISA_AVX2, ISA_AVX512 };

struct risk_options {
    uint64_t years;      /* 1 … RISK_YEARS_MAX */
    uint64_t seed;
    unsigned threads;    /* 1 … RISK_THREADS_MAX */
    size_t memory_bytes; /* what the engine may hold at once */
    enum risk_isa isa;   /* ISA_BEST: what the processor has; a set that it lacks falls back to the next lower */
    bool retain;         /* keep the worlds and the graph, so that the next run computes only what changed. The result is the same either way;
                            what would not fit in the memory is not kept */
};

struct risk_range { double lo, hi; };
struct risk_stat {       /* of a year's loss, SEK per year */
    double mean, sd, p_zero, p05, p50, p90, p95, p99, p999;
    struct risk_range mean_ci95, p95_ci95, p99_ci95;
};
struct risk_node_result { struct str id; double p; struct risk_range ci95; };
struct risk_owner_result { struct str id; struct risk_stat stat; };
struct risk_threat_result {
    struct str id;
    uint64_t events;     /* drawn */
    struct risk_stat stat;
    struct risk_node_result *nodes; /* every node of the model, by id */
    size_t n_nodes;
};
struct risk_lec_point { double loss, p; }; /* P(total > loss) */

/* Lists are sorted by id, bytewise. */
struct risk_result {
    uint64_t years, seed;
    struct risk_stat total;
    struct risk_owner_result *owners, *risks;
    struct risk_threat_result *threats;
    struct risk_lec_point *lec;
    size_t n_owners, n_risks, n_threats, n_lec;
};

struct risk_engine;

/* A new engine. E_INVALID when an option is out of its range (place is the command line's name of it: "--years"). */
enum err risk_engine_new(struct risk_options options, struct risk_engine **ret, struct fault *f) nodiscard;
void risk_engine_free(struct risk_engine *e);
void risk_engine_drop(struct risk_engine **e); /* fits cleanup() */

/* Simulates. The engine remembers what it computed; the next run computes only what depends on a difference, and the result is the same,
 * byte for byte, as that of a new engine. *ret_result lives until the next run or the engine's end.
 * E_INVALID, E_LIMIT (the model; the memory; the events) or E_NOMEM; after a failure the engine may be used again. */
enum err risk_engine_run(struct risk_engine *e, const struct risk_model *m, const struct risk_result **ret_result, struct fault *f) nodiscard;

/* As risk_engine_run, but only the total (and no loss-exceedance curve): for many runs in a row. */
enum err risk_engine_total(struct risk_engine *e, const struct risk_model *m, struct risk_stat *ret_total, struct fault *f) nodiscard;

/* Bytes that the engine holds now, and the most it has held. */
size_t risk_engine_bytes(const struct risk_engine *e, size_t *ret_peak);
/* Worlds (blocks of 1024) and risks that the last run computed, for tests and benches of what was left alone. */
struct risk_work { uint64_t risks, blocks, nodes; };
struct risk_work risk_engine_work(const struct risk_engine *e);
/* What was asked for made definite: ISA_PORTABLE, ISA_AVX2 or ISA_AVX512, and its name. */
enum risk_isa risk_isa_have(enum risk_isa want);
const char *risk_isa_name(enum risk_isa isa);

#endif
