/* What matters: every control, edge and node tried at its ends; single points of failure and most probable paths by the graph itself. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "risk/explain.h"
#include "risk/graph.h"

struct sense {
    struct risk_engine *e;
    struct risk_model m;        /* a copy whose objects are turned and turned back */
    struct arena *a;
    struct graph *g;
    struct risk_sensitivity *to;
    bool *between;              /* per node: some threat can reach it and some loss can be reached from it */
};

static enum err sense_no_memory(struct fault *f)
{
    return fault(f, E_LIMIT, NULL, N_("modellen ryms inte i minnet; höj gränsen med --memory"), NULL, NULL);
}

static enum err total(struct sense *s, struct risk_effect *to, struct fault *f)
{
    struct risk_stat stat;
    TRY(risk_engine_total(s->e, &s->m, &stat, f));
    *to = (struct risk_effect){ stat.mean, stat.p95 };
    return OK;
}

static int by_span(const void *x, const void *y)
{
    const struct risk_influence *p = x, *q = y;
    double a = fabs(p->high.mean - p->low.mean), b = fabs(q->high.mean - q->low.mean);
    if (a != b)
        return a < b ? 1 : -1;
    int c = str_cmp(p->id, q->id);
    return c ? c : str_cmp(p->to, q->to);
}

/* ---- what can be reached at all, a block of questions at a time ----
 * In question q node `gone` q is taken away; every edge with a chance above 0 counts as open. */

static void possible(const struct world_graph *w, worlds *reach, worlds *gone)
{
    bool moved = true;
    memset(reach, 0, w->n_nodes * sizeof *reach);
    while (moved) {
        moved = false;
        for (size_t i = 0; i < w->n_nodes; i++) {
            uint32_t at = w->order[i];
            const struct world_node *n = &w->nodes[at];
            uint64_t hit = n->has_entry && n->entry.t ? UINT64_MAX : 0;
            if (n->own.t == 0)
                continue;
            for (int j = 0; j < BLOCK_WORDS; j++) {
                uint64_t v = n->and_gate ? (n->n_in || n->has_entry ? UINT64_MAX : 0) : hit;
                if (n->and_gate && n->has_entry)
                    v &= hit;
                for (uint32_t k = 0; k < n->n_in; k++) {
                    const struct coin *c = &w->in[n->in + k];
                    uint64_t from = c->t ? reach[c->from][j] : 0;
                    v = n->and_gate ? v & from : v | from;
                }
                v &= ~gone[at][j];
                moved |= v != reach[at][j] && w->comps[n->comp].cyclic;
                reach[at][j] = v;
            }
        }
    }
}

/* Adds what the threat lets happen to s->between. */
static enum err mark_between(struct sense *s, worlds *reach, worlds *gone, struct fault *f)
{
    const struct world_graph *w = &s->g->w;
    uint32_t *queue = arena_array(s->a, w->n_nodes, sizeof *queue);
    bool *towards = arena_array(s->a, w->n_nodes, sizeof *towards);
    if (!queue || !towards)
        return sense_no_memory(f);
    size_t head = 0, end = 0;
    for (size_t l = 0; l < s->g->n_losses; l++)
        if (!towards[s->g->losses[l].node]) {
            towards[s->g->losses[l].node] = true;
            queue[end++] = s->g->losses[l].node;
        }
    while (head < end) {
        const struct world_node *n = &w->nodes[queue[head++]];
        for (uint32_t k = 0; k < n->n_in; k++) {
            uint32_t from = w->in[n->in + k].from;
            if (!towards[from]) {
                towards[from] = true;
                queue[end++] = from;
            }
        }
    }
    memset(gone, 0, w->n_nodes * sizeof *gone);
    for (size_t t = 0; t < s->m.n_threats; t++) {
        graph_enter(s->g, &s->m.threats[t]);
        possible(w, reach, gone);
        graph_leave(s->g, &s->m.threats[t]);
        for (size_t i = 0; i < w->n_nodes; i++)
            s->between[i] |= towards[i] && reach[i][0];
    }
    return OK;
}

static int by_point(const void *x, const void *y)
{
    const struct risk_single_point *p = x, *q = y;
    int c = str_cmp(p->threat, q->threat);
    c = c ? c : str_cmp(p->loss, q->loss);
    return c ? c : str_cmp(p->node, q->node);
}

struct point_list { struct risk_single_point *p; size_t n, cap; };

/* Nodes without which a loss that the threat can reach cannot be reached. */
static enum err points_of(struct sense *s, const struct risk_threat *t, worlds *reach, worlds *gone, struct point_list *list, struct fault *f)
{
    const struct world_graph *w = &s->g->w;
    uint32_t *ask = arena_array(s->a, w->n_nodes, sizeof *ask);
    size_t n_ask = 0;
    if (!ask)
        return sense_no_memory(f);
    graph_enter(s->g, t);
    memset(gone, 0, w->n_nodes * sizeof *gone);
    possible(w, reach, gone);
    bool *can = arena_array(s->a, s->m.n_losses + 1, sizeof *can);
    for (size_t l = 0; can && l < s->m.n_losses; l++) {
        uint32_t node = graph_node(s->g, s->m.losses[l].node);
        can[l] = node != UINT32_MAX && reach[node][0];
    }
    for (size_t i = 0; i < w->n_nodes; i++)
        if (reach[i][0] && s->between[i])
            ask[n_ask++] = (uint32_t)i;
    for (size_t first = 0; can && first < n_ask; first += BLOCK_WORLDS) {
        size_t n = n_ask - first < BLOCK_WORLDS ? n_ask - first : BLOCK_WORLDS;
        for (size_t q = 0; q < n; q++)
            gone[ask[first + q]][q / 64] |= (uint64_t)1 << q % 64;
        possible(w, reach, gone);
        for (size_t l = 0; l < s->m.n_losses; l++) {
            uint32_t node = graph_node(s->g, s->m.losses[l].node);
            for (size_t q = 0; can[l] && q < n; q++) {
                if (ask[first + q] == node || reach[node][q / 64] >> q % 64 & 1)
                    continue;
                struct risk_single_point *grown = arena_grow(s->a, list->p, list->n, list->n + 1, sizeof *grown, &list->cap);
                if (!grown)
                    return sense_no_memory(f);
                list->p = grown;
                list->p[list->n++] = (struct risk_single_point){ t->id, s->m.losses[l].id, s->g->id[ask[first + q]] };
            }
        }
        for (size_t q = 0; q < n; q++)
            memset(gone[ask[first + q]], 0, sizeof *gone);
    }
    graph_leave(s->g, t);
    return can ? OK : sense_no_memory(f);
}

/* ---- the most probable way ---- */

struct way { double p; bool done; uint32_t from; uint32_t waits; }; /* from: the edge an or-node came by, UINT32_MAX by the entry */

static double coin_mean(const struct sense *s, const struct coin *c, const double *mean)
{
    double p = c->t ? c->p : 0;
    if (!c->t || c->vary == VARY_NONE)
        return p > 1 ? 1 : p;
    const struct graph *g = s->g;
    if (c->vary < g->n_controls)
        return p * mean[c->vary];
    const struct graph_vary *v = &g->vary[c->vary - g->n_controls];
    for (uint32_t i = 0; i < v->n; i++)
        p *= mean[g->vary_control[v->first + i]];
    return p;
}

/* Knuth's generalisation of Dijkstra: an or-node takes its best edge, an and-node multiplies over all of its. Entries
 * of the heap go stale when a better way is found, and are passed over. */
struct entry { double p; uint32_t node; };

static void entry_push(struct entry *h, size_t *n, struct entry e)
{
    size_t i = (*n)++;
    for (; i && (h[(i - 1) / 2].p < e.p || (h[(i - 1) / 2].p == e.p && h[(i - 1) / 2].node > e.node)); i = (i - 1) / 2)
        h[i] = h[(i - 1) / 2];
    h[i] = e;
}

static bool entry_before(struct entry x, struct entry y)
{
    return x.p > y.p || (x.p == y.p && x.node < y.node);
}

static struct entry entry_pop(struct entry *h, size_t *n)
{
    struct entry top = h[0], last = h[--*n];
    size_t i = 0;
    for (;;) {
        size_t c = 2 * i + 1;
        if (c >= *n)
            break;
        if (c + 1 < *n && entry_before(h[c + 1], h[c]))
            c++;
        if (!entry_before(h[c], last))
            break;
        h[i] = h[c];
        i = c;
    }
    if (*n)
        h[i] = last;
    return top;
}

static void offer(struct way *way, struct entry *heap, size_t *n, uint32_t node, double p, uint32_t from)
{
    if (way[node].done || p <= way[node].p)
        return;
    way[node].p = p;
    way[node].from = from;
    entry_push(heap, n, (struct entry){ p, node });
}

static void ways(const struct sense *s, const double *mean, struct way *way, struct entry *heap, uint32_t *order, size_t *ret_n)
{
    const struct world_graph *w = &s->g->w;
    size_t n_heap = 0, settled = 0;
    for (uint32_t i = 0; i < w->n_nodes; i++) {
        const struct world_node *n = &w->nodes[i];
        way[i] = (struct way){ .from = UINT32_MAX, .waits = n->n_in };
        double hit = n->has_entry && n->entry.t ? n->entry.p : 0;
        if (n->has_entry && (!n->and_gate || !n->n_in))
            offer(way, heap, &n_heap, i, hit * n->own.p, UINT32_MAX);
    }
    while (n_heap) {
        struct entry top = entry_pop(heap, &n_heap);
        if (way[top.node].done)
            continue;
        way[top.node].done = true;
        order[settled++] = top.node;
        const struct world_node *n = &w->nodes[top.node];
        for (uint32_t k = 0; k < n->n_out; k++) {
            const struct world_out *o = &w->out[n->out + k];
            const struct world_node *to = &w->nodes[o->to];
            if (!to->and_gate) {
                offer(way, heap, &n_heap, o->to, way[top.node].p * coin_mean(s, &w->in[o->in], mean) * to->own.p, o->in);
                continue;
            }
            if (--way[o->to].waits)
                continue;
            double p = to->own.p * (to->has_entry ? to->entry.t ? to->entry.p : 0 : 1);
            for (uint32_t i = 0; i < to->n_in; i++)
                p *= way[w->in[to->in + i].from].p * coin_mean(s, &w->in[to->in + i], mean);
            offer(way, heap, &n_heap, o->to, p, UINT32_MAX);
        }
    }
    *ret_n = settled;
}

/* Collects the nodes a way to `goal` uses and multiplies what each brings, once. */
static enum err path_of(struct sense *s, const double *mean, const struct way *way, const uint32_t *order, size_t n_order, uint32_t goal,
                        struct risk_path *to, struct fault *f)
{
    const struct world_graph *w = &s->g->w;
    bool *used = arena_array(s->a, w->n_nodes, sizeof *used);
    if (!used)
        return sense_no_memory(f);
    size_t n = 0;
    used[goal] = true;
    to->p = 1;
    for (size_t i = n_order; i-- > 0;) {
        uint32_t at = order[i];
        if (!used[at])
            continue;
        const struct world_node *node = &w->nodes[at];
        n++;
        to->p *= node->own.p;
        if (node->has_entry && (node->and_gate || way[at].from == UINT32_MAX))
            to->p *= node->entry.t ? node->entry.p : 0;
        for (uint32_t k = 0; k < node->n_in; k++)
            if (node->and_gate || node->in + k == way[at].from) {
                used[w->in[node->in + k].from] = true;
                to->p *= coin_mean(s, &w->in[node->in + k], mean);
            }
    }
    to->nodes = arena_array(s->a, n, sizeof *to->nodes);
    if (!to->nodes)
        return sense_no_memory(f);
    for (size_t i = 0; i < n_order; i++)
        if (used[order[i]])
            to->nodes[to->n_nodes++] = s->g->id[order[i]];
    return OK;
}

static int by_p(const void *x, const void *y)
{
    const struct risk_path *p = x, *q = y;
    if (p->p != q->p)
        return p->p < q->p ? 1 : -1;
    int c = str_cmp(p->threat, q->threat);
    return c ? c : str_cmp(p->loss, q->loss);
}

static enum err paths(struct sense *s, struct fault *f)
{
    const struct world_graph *w = &s->g->w;
    struct way *way = arena_array(s->a, w->n_nodes, sizeof *way);
    struct entry *heap = arena_array(s->a, w->n_nodes + w->n_edges, sizeof *heap);
    uint32_t *order = arena_array(s->a, w->n_nodes, sizeof *order);
    double *mean = arena_array(s->a, s->m.n_controls, sizeof *mean);
    size_t cap = 0, settled;
    if (s->a->failed)
        return sense_no_memory(f);
    for (size_t c = 0; c < s->g->n_controls; c++)
        for (size_t i = 0; i < s->m.n_controls; i++)
            if (name_of(THING_CONTROL, s->m.controls[i].id) == s->g->controls[c].name)
                mean[c] = 1 - s->g->controls[c].reach * dist_mean(&s->m.controls[i].effectiveness);
    for (size_t t = 0; t < s->m.n_threats; t++) {
        graph_enter(s->g, &s->m.threats[t]);
        ways(s, mean, way, heap, order, &settled);
        for (size_t l = 0; l < s->m.n_losses; l++) {
            uint32_t goal = graph_node(s->g, s->m.losses[l].node);
            if (goal == UINT32_MAX || !way[goal].done)
                continue;
            struct risk_path *grown = arena_grow(s->a, s->to->paths, s->to->n_paths, s->to->n_paths + 1, sizeof *grown, &cap);
            if (!grown)
                return sense_no_memory(f);
            s->to->paths = grown;
            struct risk_path *p = &s->to->paths[s->to->n_paths++];
            *p = (struct risk_path){ .threat = s->m.threats[t].id, .loss = s->m.losses[l].id };
            TRY(path_of(s, mean, way, order, settled, goal, p, f));
        }
        graph_leave(s->g, &s->m.threats[t]);
    }
    if (s->to->n_paths > 1)
        qsort(s->to->paths, s->to->n_paths, sizeof *s->to->paths, by_p);
    return OK;
}

/* ---- turning objects ---- */

static bool node_between(const struct sense *s, struct str id)
{
    uint32_t node = graph_node(s->g, id);
    return node != UINT32_MAX && s->between[node];
}

static enum err turn_controls(struct sense *s, struct fault *f)
{
    struct risk_influence *to = arena_array(s->a, s->m.n_controls, sizeof *to);
    if (!to)
        return sense_no_memory(f);
    for (size_t i = 0; i < s->m.n_controls; i++) {
        struct risk_control *c = &s->m.controls[i], was = *c;
        to[i] = (struct risk_influence){ .id = c->id };
        c->coverage = 0;
        TRY(total(s, &to[i].high, f));
        c->coverage = c->operating = 1;
        c->effectiveness = RISK_CONSTANT(1);
        TRY(total(s, &to[i].low, f));
        *c = was;
    }
    s->to->controls = to;
    s->to->n_controls = s->m.n_controls;
    return OK;
}

static enum err turn_edges(struct sense *s, struct fault *f)
{
    struct risk_influence *to = arena_array(s->a, s->m.n_edges, sizeof *to);
    if (!to)
        return sense_no_memory(f);
    for (size_t i = 0; i < s->m.n_edges; i++) {
        struct risk_edge *e = &s->m.edges[i], was = *e;
        to[i] = (struct risk_influence){ .id = e->from, .to = e->to, .low = s->to->base, .high = s->to->base };
        /* An and-node that cannot be reached now may become so when this edge opens: it is the end that must lead to a loss. */
        if (!node_between(s, e->from) && !node_between(s, e->to))
            continue;
        e->p = 0;
        TRY(total(s, &to[i].low, f));
        e->p = 1;
        e->n_controls = 0;
        TRY(total(s, &to[i].high, f));
        *e = was;
    }
    s->to->edges = to;
    s->to->n_edges = s->m.n_edges;
    return OK;
}

static enum err turn_nodes(struct sense *s, struct fault *f)
{
    struct risk_influence *to = arena_array(s->a, s->m.n_nodes, sizeof *to);
    if (!to)
        return sense_no_memory(f);
    for (size_t i = 0; i < s->m.n_nodes; i++) {
        struct risk_node *n = &s->m.nodes[i];
        double was = n->p;
        to[i] = (struct risk_influence){ .id = n->id, .low = s->to->base, .high = s->to->base };
        if (!node_between(s, n->id))
            continue;
        n->p = 0;
        TRY(total(s, &to[i].low, f));
        n->p = was;
    }
    s->to->nodes = to;
    s->to->n_nodes = s->m.n_nodes;
    return OK;
}

static enum err structure(struct sense *s, struct fault *f)
{
    TRY(graph_build(s->e, &s->m, s->a, &s->g, f));
    size_t n = s->g->w.n_nodes;
    s->between = arena_array(s->a, n, sizeof *s->between);
    /* The arena aligns to 16; the sets are wider. */
    char *room = arena_array(s->a, 2 * n + 1, sizeof(worlds));
    if (!s->between || !room)
        return sense_no_memory(f);
    worlds *reach = (worlds *)(void *)(((uintptr_t)room + 63) & ~(uintptr_t)63), *gone = reach + n;
    TRY(mark_between(s, reach, gone, f));
    struct point_list list = { 0 };
    for (size_t t = 0; t < s->m.n_threats; t++)
        TRY(points_of(s, &s->m.threats[t], reach, gone, &list, f));
    if (list.n > 1)
        qsort(list.p, list.n, sizeof *list.p, by_point);
    s->to->points = list.p;
    s->to->n_points = list.n;
    TRY(paths(s, f));
    size_t tries = s->m.n_controls;
    for (size_t i = 0; i < n; i++)
        tries += s->between[i] ? 1 + s->g->w.nodes[i].n_in : 0;
    if (tries > RISK_SENSITIVITY_OBJECTS_MAX) {
        char most[24];
        snprintf(most, sizeof most, "%d", RISK_SENSITIVITY_OBJECTS_MAX);
        return fault(f, E_LIMIT, NULL, N_("Fler än {1} noder, kanter och skydd ligger mellan hot och förlust."), most, NULL);
    }
    return OK;
}

static void *copy(struct arena *a, const void *p, size_t n, size_t size)
{
    void *to = arena_array(a, n, size);
    return to && n ? memcpy(to, p, n * size) : to;
}

enum err risk_sensitivity(struct risk_options o, const struct risk_model *m, struct arena *a, struct risk_sensitivity *ret, struct fault *f)
{
    struct risk_engine *e cleanup(risk_engine_drop) = NULL;
    struct risk_sensitivity to = { .years = o.years, .seed = o.seed };
    struct sense s = { .m = *m, .a = a, .to = &to };
    o.retain = true;
    s.m.controls = copy(a, m->controls, m->n_controls, sizeof *m->controls);
    s.m.edges = copy(a, m->edges, m->n_edges, sizeof *m->edges);
    s.m.nodes = copy(a, m->nodes, m->n_nodes, sizeof *m->nodes);
    if (a->failed)
        return sense_no_memory(f);
    TRY(risk_engine_new(o, &e, f));
    s.e = e;
    TRY(total(&s, &to.base, f));
    TRY(structure(&s, f));
    TRY(turn_controls(&s, f));
    TRY(turn_edges(&s, f));
    TRY(turn_nodes(&s, f));
    if (to.n_controls > 1)
        qsort(to.controls, to.n_controls, sizeof *to.controls, by_span);
    if (to.n_edges > 1)
        qsort(to.edges, to.n_edges, sizeof *to.edges, by_span);
    if (to.n_nodes > 1)
        qsort(to.nodes, to.n_nodes, sizeof *to.nodes, by_span);
    *ret = to;
    return OK;
}
