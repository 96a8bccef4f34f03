#include "risk/graph.h"

#include <stdlib.h>

#include "base/arena.h"

struct sorted { uint64_t head; struct str id; uint32_t at; }; /* head: the first eight bytes, as a number that sorts like them */

static int by_id(const void *x, const void *y)
{
    const struct sorted *p = x, *q = y;
    if (p->head != q->head)
        return p->head < q->head ? -1 : 1;
    int c = str_cmp(p->id, q->id);
    return c ? c : (p->at > q->at) - (p->at < q->at);
}

uint32_t *sorted_by_id(struct arena *a, const void *base, size_t n, size_t size, size_t id_offset)
{
    struct sorted *s = calloc(n ? n : 1, sizeof *s);
    uint32_t *to = arena_array(a, n, sizeof *to);
    for (size_t i = 0; s && i < n; i++) {
        memcpy(&s[i].id, (const char *)base + i * size + id_offset, sizeof s[i].id);
        s[i].at = (uint32_t)i;
        for (size_t k = 0; k < 8; k++)
            s[i].head = s[i].head << 8 | (k < s[i].id.n ? (unsigned char)s[i].id.p[k] : 0);
    }
    bool in_order = true;
    for (size_t i = 1; s && in_order && i < n; i++)
        in_order = by_id(&s[i - 1], &s[i]) < 0;
    if (s && !in_order)
        qsort(s, n, sizeof *s, by_id);
    for (size_t i = 0; s && to && i < n; i++)
        to[i] = s[i].at;
    bool whole = s != NULL;
    free(s);
    return whole ? to : NULL;
}

uint32_t graph_node(const struct graph *g, struct str id)
{
    if (!g->slots)
        return UINT32_MAX;
    for (size_t i = name_of(THING_NODE, id) & (g->slots - 1); g->slot[i]; i = (i + 1) & (g->slots - 1))
        if (str_eq(g->id[g->slot[i] - 1], id))
            return g->slot[i] - 1;
    return UINT32_MAX;
}

static uint64_t bits_of(double x)
{
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

static uint64_t hash_dist(uint64_t h, const struct risk_dist *d)
{
    h = name_join(h, (uint64_t)d->kind);
    h = name_join(name_join(h, bits_of(d->a)), bits_of(d->b));
    return name_join(name_join(h, bits_of(d->c)), bits_of(d->d));
}

static struct coin coin_of(uint64_t key, double p)
{
    return (struct coin){ .key = key, .t = p >= 1 ? COIN_ALWAYS : (uint64_t)(p * 0x1p64), .p = p, .vary = VARY_NONE };
}

/* ---- components ---- */

struct visit { uint32_t node, next; };

bool graph_components(struct world_graph *w, struct arena *a)
{
    size_t n = w->n_nodes;
    uint32_t *index = arena_array(a, n, sizeof *index), *low = arena_array(a, n, sizeof *low), *stack = arena_array(a, n, sizeof *stack);
    struct visit *path = arena_array(a, n, sizeof *path);
    w->comps = arena_array(a, n, sizeof *w->comps);
    w->order = arena_array(a, n, sizeof *w->order);
    if (a->failed)
        return false;
    uint32_t counter = 0;
    size_t height = 0, depth = 0, comps = 0, filled = n;
    for (uint32_t root = 0; root < n; root++) {
        if (index[root])
            continue;
        path[depth++] = (struct visit){ .node = root };
        while (depth) {
            struct visit *v = &path[depth - 1];
            struct world_node *node = &w->nodes[v->node];
            if (v->next == 0) {
                index[v->node] = low[v->node] = ++counter;
                stack[height++] = v->node;
                node->comp = UINT32_MAX;
            }
            if (v->next < node->n_out) {
                uint32_t to = w->out[node->out + v->next++].to;
                if (!index[to])
                    path[depth++] = (struct visit){ .node = to };
                else if (w->nodes[to].comp == UINT32_MAX && index[to] < low[v->node])
                    low[v->node] = index[to];
                continue;
            }
            uint32_t done = v->node;
            if (low[done] == index[done]) {
                /* Components come out last first: the order is filled from its end. */
                struct world_comp c = { 0 };
                do {
                    w->order[--filled] = stack[--height];
                    w->nodes[stack[height]].comp = (uint32_t)comps;
                    c.n++;
                } while (stack[height] != done);
                c.first = (uint32_t)filled;
                w->comps[comps++] = c;
            }
            if (--depth && low[done] < low[path[depth - 1].node])
                low[path[depth - 1].node] = low[done];
        }
    }
    w->n_comps = comps;
    for (size_t i = 0; i < comps / 2; i++) {
        struct world_comp swap = w->comps[i];
        w->comps[i] = w->comps[comps - 1 - i];
        w->comps[comps - 1 - i] = swap;
    }
    for (size_t i = 0; i < n; i++)
        w->nodes[i].comp = (uint32_t)(comps - 1 - w->nodes[i].comp);
    for (size_t i = 0; i < comps; i++)
        w->comps[i].cyclic = w->comps[i].n > 1;
    for (size_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < w->nodes[i].n_out; j++)
            if (w->out[w->nodes[i].out + j].to == i)
                w->comps[w->nodes[i].comp].cyclic = true;
    return true;
}

/* ---- controls on edges ---- */

static uint32_t control_find(const struct control_index *c, struct str id)
{
    size_t lo = 0, hi = c->m->n_controls;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int order = str_cmp(c->m->controls[c->order[mid]].id, id);
        if (order == 0)
            return (uint32_t)mid;
        if (order < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return UINT32_MAX;
}

static int by_number(const void *x, const void *y)
{
    uint32_t p = *(const uint32_t *)x, q = *(const uint32_t *)y;
    return (p > q) - (p < q);
}

static enum err controls_build(struct risk_engine *e, const struct risk_model *m, struct arena *a, struct graph *g, struct fault *f)
{
    struct control_index *c = &g->index;
    c->m = m;
    c->order = sorted_by_id(a, m->controls, m->n_controls, sizeof *m->controls, offsetof(struct risk_control, id));
    c->uncertain = arena_array(a, m->n_controls, sizeof *c->uncertain);
    c->certain = arena_array(a, m->n_controls, sizeof *c->certain);
    g->controls = arena_array(a, m->n_controls, sizeof *g->controls);
    if (!c->order || a->failed)
        return engine_no_memory(e, f);
    for (size_t i = 0; i < m->n_controls; i++) {
        const struct risk_control *from = &m->controls[c->order[i]];
        struct graph_control to = { .name = name_of(THING_CONTROL, from->id), .reach = from->coverage * from->operating };
        TRY(engine_ready(e, &from->effectiveness, &to.effect, f));
        c->uncertain[i] = UINT32_MAX;
        c->certain[i] = to.effect.kind == READY_CONSTANT ? to.effect.base : 0;
        if (to.effect.kind != READY_CONSTANT && to.reach > 0) {
            c->uncertain[i] = (uint32_t)g->n_controls;
            g->controls[g->n_controls++] = to;
        }
    }
    return OK;
}

/* An edge's controls, in the order of their ids: the probability with the certain ones multiplied in, a hash of all that decides it, and the
 * uncertain ones into `list`, which holds RISK_EDGE_CONTROLS_MAX. Returns how many those are. */
struct edge_chance { double p; uint64_t hash; size_t uncertain; };

static struct edge_chance edge_chance(const struct control_index *c, const struct risk_edge *edge, uint64_t key, uint32_t *list)
{
    struct edge_chance to = { edge->p, name_join(key, bits_of(edge->p)), 0 };
    uint32_t at[RISK_EDGE_CONTROLS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < edge->n_controls; i++) {
        uint32_t found = control_find(c, edge->controls[i]);
        if (found != UINT32_MAX && n < RISK_EDGE_CONTROLS_MAX)
            at[n++] = found;
    }
    if (n > 1)
        qsort(at, n, sizeof *at, by_number);
    for (size_t i = 0; i < n; i++) {
        const struct risk_control *k = &c->m->controls[c->order[at[i]]];
        if (c->uncertain[at[i]] != UINT32_MAX)
            list[to.uncertain++] = c->uncertain[at[i]];
        else
            to.p *= 1 - k->coverage * k->operating * c->certain[at[i]];
        to.hash = hash_dist(name_join(to.hash, name_of(THING_CONTROL, k->id)), &k->effectiveness);
        to.hash = name_join(to.hash, bits_of(k->coverage * k->operating));
    }
    return to;
}

/* The coin of that chance behind the uncertain controls `vary`. */
static struct coin coin_behind(uint64_t key, double p, uint32_t vary, uint32_t from)
{
    struct coin coin = coin_of(key, p);
    coin.from = from;
    coin.vary = vary;
    if (vary != VARY_NONE)
        coin.t = p > 0;
    return coin;
}

/* The number of an edge's uncertain controls in graph_vary. Sets that follow each other in the file and are equal share one list. */
static uint32_t edge_vary(struct graph *g, const uint32_t *list, size_t n)
{
    if (n <= 1)
        return n ? list[0] : VARY_NONE;
    const struct graph_vary *last = g->n_vary ? &g->vary[g->n_vary - 1] : NULL;
    uint32_t end = last ? last->first + last->n : 0;
    if (!last || last->n != n || memcmp(g->vary_control + last->first, list, n * sizeof *list) != 0) {
        memcpy(g->vary_control + end, list, n * sizeof *list);
        g->vary[g->n_vary++] = (struct graph_vary){ end, (uint32_t)n };
    }
    return (uint32_t)(g->n_controls + g->n_vary - 1);
}

/* ---- building ---- */

/* The nodes' order by id. The last run's is tried first: checking it is cheaper than sorting. */
static uint32_t *nodes_order(struct risk_engine *e, const struct risk_model *m, struct arena *a)
{
    size_t n = m->n_nodes;
    bool same = e->n_order == n && n > 0;
    for (size_t i = 1; same && i < n; i++)
        same = str_cmp(m->nodes[e->order[i - 1]].id, m->nodes[e->order[i]].id) < 0;
    if (same)
        return e->order;
    uint32_t *order = sorted_by_id(a, m->nodes, n, sizeof *m->nodes, offsetof(struct risk_node, id));
    mem_give(&e->mem, e->order);
    e->order = order ? mem_raw(&e->mem, n, sizeof *order) : NULL;
    e->n_order = e->order ? n : 0;
    if (e->n_order)
        memcpy(e->order, order, n * sizeof *order);
    return order;
}

/* What decides about a node but its edges and entries. */
static uint64_t node_hash(uint64_t name, const struct risk_node *node)
{
    return name_join(name_join(name, bits_of(node->p)), node->gate == GATE_AND);
}

static enum err nodes_build(struct risk_engine *e, const struct risk_model *m, struct arena *a, struct graph *g, struct fault *f)
{
    size_t n = m->n_nodes;
    uint32_t *order = nodes_order(e, m, a);
    g->w.n_nodes = n;
    g->w.nodes = arena_array(a, n, sizeof *g->w.nodes);
    g->id = arena_array(a, n, sizeof *g->id);
    g->name = arena_array(a, n, sizeof *g->name);
    g->hash = arena_array(a, n, sizeof *g->hash);
    g->node_at = arena_array(a, n, sizeof *g->node_at);
    for (g->slots = 4; g->slots < 2 * n; g->slots *= 2)
        ;
    g->slot = arena_array(a, g->slots, sizeof *g->slot);
    if (!order || a->failed)
        return engine_no_memory(e, f);
    for (size_t i = 0; i < n; i++) {
        const struct risk_node *from = &m->nodes[order[i]];
        g->id[i] = from->id;
        g->name[i] = name_of(THING_NODE, from->id);
        g->nodes_hash = name_join(g->nodes_hash, g->name[i]);
        g->node_at[order[i]] = (uint32_t)i;
        g->w.nodes[i] = (struct world_node){ .own = coin_of(g->name[i], from->p), .and_gate = from->gate == GATE_AND };
        g->hash[i] = node_hash(g->name[i], from);
        size_t s = g->name[i] & (g->slots - 1);
        while (g->slot[s])
            s = (s + 1) & (g->slots - 1);
        g->slot[s] = (uint32_t)i + 1;
    }
    return OK;
}

static enum err edges_build(struct risk_engine *e, const struct risk_model *m, struct arena *a, struct graph *g, struct fault *f)
{
    size_t n_controls = 0, kept = 0;
    for (size_t i = 0; i < m->n_edges; i++)
        n_controls += m->edges[i].n_controls;
    uint32_t *from = arena_array(a, m->n_edges, sizeof *from), *to = arena_array(a, m->n_edges, sizeof *to);
    g->edge_at = arena_array(a, m->n_edges, sizeof *g->edge_at);
    g->w.in = arena_array(a, m->n_edges, sizeof *g->w.in);
    g->w.out = arena_array(a, m->n_edges, sizeof *g->w.out);
    g->vary = arena_array(a, m->n_edges, sizeof *g->vary);
    g->vary_control = arena_array(a, n_controls, sizeof *g->vary_control);
    if (a->failed)
        return engine_no_memory(e, f);
    struct world_node *node = g->w.nodes;
    for (size_t i = 0; i < m->n_edges; i++) {
        from[i] = graph_node(g, m->edges[i].from);
        to[i] = graph_node(g, m->edges[i].to);
        if (from[i] == UINT32_MAX || to[i] == UINT32_MAX) {
            to[i] = UINT32_MAX; /* an end is absent: so is the edge */
            continue;
        }
        node[from[i]].n_out++;
        node[to[i]].n_in++;
        kept++;
    }
    uint32_t in_at = 0, out_at = 0;
    for (size_t i = 0; i < g->w.n_nodes; i++) {
        node[i].in = in_at;
        node[i].out = out_at;
        in_at += node[i].n_in;
        out_at += node[i].n_out;
        node[i].n_in = node[i].n_out = 0;
    }
    g->w.n_edges = kept;
    for (size_t i = 0; i < m->n_edges; i++) {
        g->edge_at[i] = UINT32_MAX;
        if (to[i] == UINT32_MAX)
            continue;
        uint32_t at = g->edge_at[i] = node[to[i]].in + node[to[i]].n_in++, list[RISK_EDGE_CONTROLS_MAX];
        uint64_t key = name_join(name_join(THING_EDGE, g->name[from[i]]), g->name[to[i]]);
        struct edge_chance chance = edge_chance(&g->index, &m->edges[i], key, list);
        g->w.in[at] = coin_behind(key, chance.p, edge_vary(g, list, chance.uncertain), from[i]);
        g->hash[to[i]] += chance.hash; /* a sum: the order of the edges does not matter */
        g->w.out[node[from[i]].out + node[from[i]].n_out++] = (struct world_out){ to[i], at };
    }
    return OK;
}

static enum err losses_build(struct risk_engine *e, const struct risk_model *m, struct arena *a, struct graph *g, struct fault *f)
{
    uint32_t *order = sorted_by_id(a, m->losses, m->n_losses, sizeof *m->losses, offsetof(struct risk_loss, id));
    struct str *owner = arena_array(a, m->n_losses, sizeof *owner);
    g->losses = arena_array(a, m->n_losses, sizeof *g->losses);
    g->owners = arena_array(a, m->n_losses, sizeof *g->owners);
    if (!order || a->failed)
        return engine_no_memory(e, f);
    for (size_t i = 0; i < m->n_losses; i++)
        owner[i] = m->losses[i].owner;
    uint32_t *by_owner = sorted_by_id(a, owner, m->n_losses, sizeof *owner, 0);
    uint32_t *number = arena_array(a, m->n_losses, sizeof *number);
    if (!by_owner || !number)
        return engine_no_memory(e, f);
    for (size_t i = 0; i < m->n_losses; i++) {
        struct str name = owner[by_owner[i]];
        if (name.n && (!g->n_owners || !str_eq(g->owners[g->n_owners - 1], name)))
            g->owners[g->n_owners++] = name;
        number[by_owner[i]] = name.n ? (uint32_t)g->n_owners - 1 : UINT32_MAX;
    }
    for (size_t i = 0; i < m->n_losses; i++) {
        const struct risk_loss *from = &m->losses[order[i]];
        uint32_t node = graph_node(g, from->node);
        if (node == UINT32_MAX)
            continue;
        struct graph_loss to = { name_of(THING_LOSS, from->id), node, number[order[i]], { 0 } };
        TRY(engine_ready(e, &from->magnitude, &to.magnitude, f));
        g->losses[g->n_losses++] = to;
        g->w.nodes[node].is_loss = true;
        g->losses_hash = hash_dist(name_join(name_join(g->losses_hash, to.name), g->name[node]), &from->magnitude);
        g->losses_hash = name_join(g->losses_hash, name_of(THING_LOSS, from->owner));
    }
    return OK;
}

enum err graph_build(struct risk_engine *e, const struct risk_model *m, struct arena *a, struct graph **ret, struct fault *f)
{
    struct graph *g = ARENA_NEW(a, struct graph);
    if (!g)
        return engine_no_memory(e, f);
    TRY(nodes_build(e, m, a, g, f));
    TRY(controls_build(e, m, a, g, f));
    TRY(edges_build(e, m, a, g, f));
    TRY(losses_build(e, m, a, g, f));
    if (!graph_components(&g->w, a))
        return engine_no_memory(e, f);
    *ret = g;
    return OK;
}

void graph_node_set(struct graph *g, size_t i, const struct risk_node *was, const struct risk_node *is)
{
    uint32_t node = g->node_at[i];
    g->w.nodes[node].own = coin_of(g->name[node], is->p);
    g->w.nodes[node].and_gate = is->gate == GATE_AND;
    g->hash[node] += node_hash(g->name[node], is) - node_hash(g->name[node], was);
}

void graph_edge_set(struct graph *g, size_t i, const struct risk_edge *was, const struct risk_edge *is)
{
    uint32_t at = g->edge_at[i], list[RISK_EDGE_CONTROLS_MAX];
    if (at == UINT32_MAX)
        return;
    struct coin *coin = &g->w.in[at];
    struct edge_chance before = edge_chance(&g->index, was, coin->key, list), after = edge_chance(&g->index, is, coin->key, list);
    *coin = coin_behind(coin->key, after.p, coin->vary, coin->from);
    g->hash[graph_node(g, is->to)] += after.hash - before.hash;
}

void graph_enter(struct graph *g, const struct risk_threat *t)
{
    for (size_t i = 0; i < t->n_entries; i++) {
        uint32_t node = graph_node(g, t->entries[i].node);
        if (node == UINT32_MAX)
            continue;
        g->w.nodes[node].entry = coin_of(name_of(THING_ENTRY, t->entries[i].node), t->entries[i].p);
        g->w.nodes[node].has_entry = true;
    }
}

void graph_leave(struct graph *g, const struct risk_threat *t)
{
    for (size_t i = 0; i < t->n_entries; i++) {
        uint32_t node = graph_node(g, t->entries[i].node);
        if (node != UINT32_MAX)
            g->w.nodes[node].has_entry = false;
    }
}

uint64_t graph_hash(const struct graph *g, uint32_t node)
{
    const struct world_node *n = &g->w.nodes[node];
    return n->has_entry ? name_join(g->hash[node], name_join(THING_ENTRY, bits_of(n->entry.p))) : g->hash[node];
}

/* ---- steps ---- */

static bool fixed_coins(const struct world_graph *w, const struct world_node *n)
{
    bool fixed = n->own.vary == VARY_NONE;
    for (uint32_t i = 0; i < n->n_in; i++)
        fixed &= w->in[n->in + i].vary == VARY_NONE;
    return fixed;
}

struct steps { struct world_step *to; size_t n; uint32_t slots; };

static struct world_step *step_add(struct steps *s, const struct coin *c, uint32_t from, uint32_t to)
{
    struct world_step *step = &s->to[s->n++];
    *step = (struct world_step){ .key = c->key, .t = c->t, .from = from, .to = to, .keep = -1, .either = -1 };
    return step;
}

/* An or-node's gate: its entry and its edges, each of which lets more worlds through. */
static void or_gate(const struct world_graph *w, const struct world_node *n, struct steps *s, uint32_t gate)
{
    if (n->has_entry && n->entry.t)
        step_add(s, &n->entry, s->slots + SLOT_ACTIVE, gate);
    for (uint32_t i = n->in; i < n->in + n->n_in; i++)
        if (w->in[i].t)
            step_add(s, &w->in[i], w->in[i].from, gate);
}

/* An and-node's: the worlds that all its edges come from, each of which then tosses all coins. */
static void and_gate(const struct world_graph *w, const struct world_node *n, struct steps *s, uint32_t gate)
{
    static const struct coin sure = { .t = COIN_ALWAYS };
    bool never = n->has_entry && !n->entry.t;
    size_t first = s->n;
    for (uint32_t i = n->in; i < n->in + n->n_in; i++) {
        never |= !w->in[i].t;
        step_add(s, &sure, w->in[i].from, gate)->either = 0;
    }
    if (n->has_entry)
        step_add(s, &n->entry, s->slots + SLOT_ACTIVE, gate)->either = 0;
    for (uint32_t i = n->in; i < n->in + n->n_in; i++)
        if (w->in[i].t != COIN_ALWAYS)
            step_add(s, &w->in[i], s->slots + SLOT_ACTIVE, gate)->either = 0;
    if (s->n > first)
        s->to[first].either = -1; /* into an empty answer */
    if (never)
        s->n = first;
}

/* The gate, then the node's own coin; a node without one is its gate. */
static void node_steps(const struct world_graph *w, uint32_t node, struct steps *s)
{
    static const struct coin sure = { .t = COIN_ALWAYS };
    const struct world_node *n = &w->nodes[node];
    uint32_t gate = n->own.t == COIN_ALWAYS ? node : s->slots + SLOT_GATE;
    size_t first = s->n;
    if (n->and_gate)
        and_gate(w, n, s, gate);
    else
        or_gate(w, n, s, gate);
    if (s->n == first || n->own.t == 0) {
        s->n = first;
        step_add(s, &sure, s->slots + SLOT_NONE, node);
    } else if (gate != node) {
        step_add(s, &n->own, gate, node)->keep = 0;
    }
    s->to[first].keep = 0;
}

size_t graph_steps_max(const struct graph *g)
{
    return 2 * g->w.n_edges + 2 * g->w.n_nodes;
}

size_t graph_steps(const struct graph *g, struct world_step *to)
{
    const struct world_graph *w = &g->w;
    struct steps s = { .to = to, .slots = (uint32_t)w->n_nodes };
    for (uint32_t c = 0; c < w->n_comps; c++) {
        uint32_t node = w->order[w->comps[c].first];
        if (w->comps[c].cyclic)
            to[s.n++] = (struct world_step){ .to = c, .kind = STEP_CYCLE };
        else if (!fixed_coins(w, &w->nodes[node]))
            to[s.n++] = (struct world_step){ .to = node, .kind = STEP_NODE };
        else
            node_steps(w, node, &s);
    }
    return s.n;
}
