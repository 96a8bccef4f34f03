/* Why the picture changed, and what matters. Both run the engine many times over common random numbers. */
#ifndef RISK_EXPLAIN_H
#define RISK_EXPLAIN_H

#include "base/buf.h"
#include "risk/risk.h"

struct risk_measure { double mean, p95, p99; }; /* of the total, SEK per year */

/* One difference: a top-level field of one object, or a whole object that came or went. */
struct risk_share {
    const char *object;        /* "risk", "threat", "node", "edge", "control", "loss" */
    struct str id, to;         /* of an edge: from and to */
    const char *field;         /* NULL: the whole object. frequency to or from FAIR's tree counts as one, "frequency" */
    struct str was, now;       /* JSON; "null" for what is not there */
    struct risk_measure share;
};

struct risk_explanation {
    uint64_t years, seed;
    bool shapley;              /* else the ordered waterfall: each share is what its difference changes after all before it */
    struct risk_measure old, now, change;
    struct risk_share *shares; /* order: risks, threats, nodes, edges, controls, losses; by id; a field's order in the format */
    size_t n_shares;
};

/* Compares two models. Up to RISK_SHAPLEY_MAX differences get Shapley's values (Shapley 1953: the mean over all orders of what a difference
 * adds), more a waterfall in the order above. All figures are rounded to one
 * binary grid, about 1e-15 of their size, so that the shares add up to the change exactly in any order. An edge, an entry or a loss whose node is
 * not (yet) there counts as absent. Everything in the arena. */
enum err risk_explain(struct risk_options o, const struct risk_model *old, const struct risk_model *now, struct arena *a,
                      struct risk_explanation *ret, struct fault *f) nodiscard;
void risk_explanation_write(struct buf *b, const struct risk_explanation *x);

struct risk_effect { double mean, p95; };
/* What the total becomes: control absent or perfect (its edges closed); edge closed or open (p 1, no controls); node hardened (p 0). */
struct risk_influence { struct str id, to; struct risk_effect low, high; };
struct risk_single_point { struct str threat, loss, node; };
struct risk_path { struct str threat, loss; double p; struct str *nodes; size_t n_nodes; };

struct risk_sensitivity {
    uint64_t years, seed;
    struct risk_effect base;
    struct risk_influence *controls, *edges, *nodes; /* largest span of the mean first, then by id. controls: low perfect, high absent;
                                                        edges: low closed, high open; nodes: low hardened, high base */
    struct risk_single_point *points; /* a node (not the loss's own) without which the loss cannot be reached; by threat, loss, node */
    struct risk_path *paths;          /* the most probable way from a threat to a loss; largest p first. p counts every edge, node and entry
                                         of the way once, uncertain controls at their mean (Knuth, Inf. Proc. Letters 6, 1977) */
    size_t n_controls, n_edges, n_nodes, n_points, n_paths;
};

enum { RISK_SENSITIVITY_OBJECTS_MAX = 20000 }; /* nodes + edges + controls that are tried one by one */

/* E_LIMIT above RISK_SENSITIVITY_OBJECTS_MAX objects that lie between an entry and a loss; others cannot matter and are not run. */
enum err risk_sensitivity(struct risk_options o, const struct risk_model *m, struct arena *a, struct risk_sensitivity *ret, struct fault *f) nodiscard;
void risk_sensitivity_write(struct buf *b, const struct risk_sensitivity *s);

#endif
