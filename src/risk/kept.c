/* The graph that is kept between runs, with a copy of the lists it was built of: a model that differs from them in a few probabilities or gates
 * has only those places of the graph changed. Comparing the lists is all that such a run costs of them. */
#include <stdlib.h>

#include "base/arena.h"
#include "risk/check.h"
#include "risk/graph.h"

enum { CHANGES_MAX = 1024 }; /* more differences than these: built anew */

struct kept {
    struct arena arena;
    size_t counted;          /* bytes of it that the engine's memory counts */
    struct risk_model model; /* without risks and threats */
    struct graph *graph;
};

void kept_free(struct risk_engine *e)
{
    if (!e->kept)
        return;
    mem_uncount(&e->mem, e->kept->counted);
    arena_free(&e->kept->arena);
    free(e->kept);
    e->kept = NULL;
}

/* ---- comparing ---- */

struct changes { uint32_t node[CHANGES_MAX], edge[CHANGES_MAX]; size_t nodes, edges; };

static bool unit(double p)
{
    return p >= 0 && p <= 1;
}

static bool nodes_compare(const struct risk_model *was, const struct risk_model *is, struct changes *c)
{
    for (size_t i = 0; i < is->n_nodes; i++) {
        const struct risk_node *x = &was->nodes[i], *y = &is->nodes[i];
        if (!str_eq(x->id, y->id))
            return false;
        if (x->p == y->p && x->gate == y->gate)
            continue;
        if (c->nodes == CHANGES_MAX || !unit(y->p))
            return false;
        c->node[c->nodes++] = (uint32_t)i;
    }
    return true;
}

static bool edges_compare(const struct risk_model *was, const struct risk_model *is, struct changes *c)
{
    for (size_t i = 0; i < is->n_edges; i++) {
        const struct risk_edge *x = &was->edges[i], *y = &is->edges[i];
        if (!str_eq(x->from, y->from) || !str_eq(x->to, y->to) || x->n_controls != y->n_controls)
            return false;
        for (size_t j = 0; j < y->n_controls; j++)
            if (!str_eq(x->controls[j], y->controls[j]))
                return false;
        if (x->p == y->p)
            continue;
        if (c->edges == CHANGES_MAX || !unit(y->p))
            return false;
        c->edge[c->edges++] = (uint32_t)i;
    }
    return true;
}

static bool others_compare(const struct risk_model *was, const struct risk_model *is)
{
    for (size_t i = 0; i < is->n_controls; i++) {
        const struct risk_control *x = &was->controls[i], *y = &is->controls[i];
        if (!str_eq(x->id, y->id) || x->coverage != y->coverage || x->operating != y->operating || !dist_same(&x->effectiveness, &y->effectiveness))
            return false;
    }
    for (size_t i = 0; i < is->n_losses; i++) {
        const struct risk_loss *x = &was->losses[i], *y = &is->losses[i];
        if (!str_eq(x->id, y->id) || !str_eq(x->node, y->node) || !str_eq(x->owner, y->owner) || !dist_same(&x->magnitude, &y->magnitude))
            return false;
    }
    return true;
}

/* Whether the models differ in nothing but c, and all of c is in its domain. */
static bool compare(const struct risk_model *was, const struct risk_model *is, struct changes *c)
{
    return was->n_nodes == is->n_nodes && was->n_edges == is->n_edges && was->n_controls == is->n_controls && was->n_losses == is->n_losses &&
           others_compare(was, is) && nodes_compare(was, is, c) && edges_compare(was, is, c);
}

static void apply(struct kept *k, const struct risk_model *m, const struct changes *c)
{
    for (size_t i = 0; i < c->nodes; i++) {
        struct risk_node *was = &k->model.nodes[c->node[i]];
        const struct risk_node *is = &m->nodes[c->node[i]];
        graph_node_set(k->graph, c->node[i], was, is);
        was->p = is->p;
        was->gate = is->gate;
    }
    for (size_t i = 0; i < c->edges; i++) {
        struct risk_edge *was = &k->model.edges[c->edge[i]];
        const struct risk_edge *is = &m->edges[c->edge[i]];
        graph_edge_set(k->graph, c->edge[i], was, is);
        was->p = is->p;
    }
}

/* ---- copying ---- */

/* Texts lie one behind the other, in the order in which they are compared. */
struct copy { struct arena *a; char *at; };

static size_t texts_bytes(const struct risk_model *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_nodes; i++)
        n += m->nodes[i].id.n;
    for (size_t i = 0; i < m->n_edges; i++) {
        n += m->edges[i].from.n + m->edges[i].to.n;
        for (size_t j = 0; j < m->edges[i].n_controls; j++)
            n += m->edges[i].controls[j].n;
    }
    for (size_t i = 0; i < m->n_controls; i++)
        n += m->controls[i].id.n;
    for (size_t i = 0; i < m->n_losses; i++)
        n += m->losses[i].id.n + m->losses[i].node.n + m->losses[i].owner.n;
    return n;
}

static struct str text_copy(struct copy *c, struct str s)
{
    struct str to = { c->at, s.n };
    if (s.n)
        memcpy(c->at, s.p, s.n);
    c->at += s.n;
    return to;
}

static void *list_copy(struct copy *c, const void *list, size_t n, size_t size)
{
    void *to = arena_array(c->a, n, size);
    return to && n ? memcpy(to, list, n * size) : to;
}

static bool model_copy(struct arena *a, const struct risk_model *m, struct risk_model *to)
{
    struct copy c = { a, arena_alloc(a, texts_bytes(m)) };
    size_t n_controls = 0;
    for (size_t i = 0; i < m->n_edges; i++)
        n_controls += m->edges[i].n_controls;
    *to = (struct risk_model){ .n_nodes = m->n_nodes, .n_edges = m->n_edges, .n_controls = m->n_controls, .n_losses = m->n_losses };
    to->nodes = list_copy(&c, m->nodes, m->n_nodes, sizeof *m->nodes);
    to->edges = list_copy(&c, m->edges, m->n_edges, sizeof *m->edges);
    to->controls = list_copy(&c, m->controls, m->n_controls, sizeof *m->controls);
    to->losses = list_copy(&c, m->losses, m->n_losses, sizeof *m->losses);
    struct str *ids = arena_array(a, n_controls, sizeof *ids);
    if (a->failed)
        return false;
    for (size_t i = 0; i < m->n_nodes; i++)
        to->nodes[i].id = text_copy(&c, m->nodes[i].id);
    for (size_t i = 0; i < m->n_edges; i++) {
        struct risk_edge *edge = &to->edges[i];
        edge->from = text_copy(&c, m->edges[i].from);
        edge->to = text_copy(&c, m->edges[i].to);
        edge->controls = ids;
        for (size_t j = 0; j < edge->n_controls; j++)
            *ids++ = text_copy(&c, m->edges[i].controls[j]);
    }
    for (size_t i = 0; i < m->n_controls; i++)
        to->controls[i].id = text_copy(&c, m->controls[i].id);
    for (size_t i = 0; i < m->n_losses; i++) {
        to->losses[i].id = text_copy(&c, m->losses[i].id);
        to->losses[i].node = text_copy(&c, m->losses[i].node);
        to->losses[i].owner = text_copy(&c, m->losses[i].owner);
    }
    return true;
}

/* ---- a run's graph ---- */

/* A graph that stays, of at most a quarter of the memory that is left. False when it does not fit; *ret_err is another fault than that. */
static bool keep(struct risk_engine *e, const struct risk_model *m, enum err *ret_err, struct fault *f)
{
    size_t used = atomic_load(&e->mem.used), left = e->mem.max > used ? e->mem.max - used : 0;
    struct kept *k = calloc(1, sizeof *k);
    *ret_err = OK;
    if (!k)
        return false;
    k->arena = arena_new(left / 4);
    e->kept = k;
    if (!model_copy(&k->arena, m, &k->model)) {
        kept_free(e);
        return false;
    }
    enum err err = graph_build(e, &k->model, &k->arena, &k->graph, f);
    bool full = k->arena.failed || (err == OK && !mem_count(&e->mem, k->arena.used));
    if (err != OK || full) {
        *ret_err = full ? OK : err;
        kept_free(e);
        return false;
    }
    k->counted = k->arena.used;
    return true;
}

enum err kept_graph(struct risk_engine *e, const struct risk_model *m, struct arena *a, struct graph **ret, struct fault *f)
{
    struct changes c;
    c.nodes = c.edges = 0;
    if (e->kept && compare(&e->kept->model, m, &c)) {
        TRY(risk_model_check_rest(m, f));
        apply(e->kept, m, &c);
        *ret = e->kept->graph;
        return OK;
    }
    TRY(risk_model_check(m, false, f));
    kept_free(e);
    enum err err = OK;
    if (e->options.retain && keep(e, m, &err, f))
        *ret = e->kept->graph;
    else if (err == OK)
        err = graph_build(e, m, a, ret, f);
    return err;
}
