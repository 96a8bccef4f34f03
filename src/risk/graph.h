/* The model's graph made ready for the kernels: names instead of ids, strongly connected components in topological order, coins with the
 * certain part of their controls multiplied in. */
#ifndef RISK_GRAPH_H
#define RISK_GRAPH_H

#include "risk/engine.h"

/* A control whose effectiveness is uncertain: its factor in a year is 1 − reach · draw. */
struct graph_control { uint64_t name; double reach; struct dist_ready effect; };
/* The uncertain controls of an edge that has several: positions in graph.vary_control. A coin's `vary` below n_controls is that control
 * alone; above, it is vary[vary - n_controls]. */
struct graph_vary { uint32_t first, n; };
struct graph_loss { uint64_t name; uint32_t node, owner; struct dist_ready magnitude; }; /* owner: UINT32_MAX none */

/* The model's controls by id: their order, which of graph.controls each is (UINT32_MAX: certain), and the effect of the certain ones. */
struct control_index { const struct risk_model *m; uint32_t *order, *uncertain; double *certain; };

struct graph {
    struct world_graph w;
    struct str *id;            /* nodes, sorted */
    uint64_t *name, *hash;     /* per node: its name, and everything that decides when it is reached but the entries */
    uint64_t nodes_hash, losses_hash;
    uint32_t *node_at, *edge_at; /* of the model's nodes: place in w.nodes; of its edges: place in w.in, UINT32_MAX when an end is absent */
    struct control_index index;
    struct graph_control *controls;
    struct graph_vary *vary;
    uint32_t *vary_control;
    size_t n_controls, n_vary;
    struct graph_loss *losses; /* by id */
    struct str *owners;        /* of losses, sorted */
    size_t n_losses, n_owners;
    uint32_t *slot;            /* open addressing over node names: 1 + node */
    size_t slots;
};

/* Builds in the arena, of a model that lives as long; tables of quantiles are asked for in e (engine_fill_tables before drawing). */
enum err graph_build(struct risk_engine *e, const struct risk_model *m, struct arena *a, struct graph **ret, struct fault *f) nodiscard;
/* The model's node or edge i is no longer as it was but for its gate or its probability: the graph is as if built of the new model. */
void graph_node_set(struct graph *g, size_t i, const struct risk_node *was, const struct risk_node *is);
void graph_edge_set(struct graph *g, size_t i, const struct risk_edge *was, const struct risk_edge *is);
/* The node of that id, or UINT32_MAX. */
uint32_t graph_node(const struct graph *g, struct str id);
/* Puts a threat's entries in (takes them out again). */
void graph_enter(struct graph *g, const struct risk_threat *t);
void graph_leave(struct graph *g, const struct risk_threat *t);
/* hash[node] with its entry, for comparing with an earlier run. */
uint64_t graph_hash(const struct graph *g, uint32_t node);
/* The steps of a full computation with the entries that are in; `to` holds graph_steps_max. Returns their number. */
size_t graph_steps_max(const struct graph *g);
size_t graph_steps(const struct graph *g, struct world_step *to);
/* Strongly connected components (Tarjan, SIAM J. Comput. 1, 1972, without recursion) of w's nodes by their out edges; fills comps and
 * order in topological order. False when the arena is out of memory. */
bool graph_components(struct world_graph *w, struct arena *a);

/* Positions 0 … n − 1 sorted by their ids, bytewise; NULL without memory. `id` gives an element's id. */
uint32_t *sorted_by_id(struct arena *a, const void *base, size_t n, size_t size, size_t id_offset);

#endif
