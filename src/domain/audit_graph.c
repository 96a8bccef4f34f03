/* Audits over the years: the chain of follow-ups, its picture, one recommendation's time line, and what was never followed up. */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "domain/audit.h"
#include "domain/gather.h"

static enum err all_audits(struct reading *r, struct arena *a, struct audit **ret, size_t *ret_n, struct fault *f)
{
    struct query q = { .entity = &audit_entity, .sort = entity_field_named(&audit_entity, S("dated")) };
    void *all;
    TRY(domain_gather(r, a, &q, &all, ret_n, NULL, f));
    *ret = all;
    return OK;
}

static const struct audit *with_id(const struct audit *v, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].row.id == id)
            return &v[i];
    return NULL;
}

static int by_date(const void *x, const void *y)
{
    const struct audit_view *a = x, *b = y;
    int d = date_cmp(a->audit.dated, b->audit.dated);
    return d ? d : a->audit.row.id < b->audit.row.id ? -1 : a->audit.row.id > b->audit.row.id;
}

/* The original of the chain, and everything that follows something in the chain. */
static enum err chain(struct reading *r, struct arena *a, int64_t id, struct audit_view **ret, size_t *ret_n, struct fault *f)
{
    struct audit *all;
    size_t all_n, n = 0;
    TRY(all_audits(r, a, &all, &all_n, f));
    const struct audit *root = with_id(all, all_n, id), *above;
    if (!root)
        return fault(f, E_ABSENT, NULL, N_("Granskningen finns inte."), NULL, NULL);
    for (int i = 0; i < AUDIT_CHAIN_MAX && root->follows.v && (above = with_id(all, all_n, root->follows.v)); i++)
        root = above;
    int64_t ids[AUDIT_CHAIN_MAX] = { root->row.id };
    n = 1;
    for (size_t done = 0; done < n; done++)
        for (size_t i = 0; i < all_n; i++) {
            bool have = all[i].follows.v != ids[done];
            for (size_t k = 0; k < n && !have; k++)
                have = ids[k] == all[i].row.id;
            if (have)
                continue;
            if (n == AUDIT_CHAIN_MAX)
                return fault(f, E_LIMIT, NULL, N_("Kedjan av granskningar är för lång: högst {1} visas."), "30", NULL);
            ids[n++] = all[i].row.id;
        }
    struct audit_view *views = arena_array(a, n, sizeof *views);
    if (!views)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < n; i++)
        TRY(audit_load(r, a, ids[i], &views[i], f));
    qsort(views, n, sizeof *views, by_date);
    *ret = views;
    *ret_n = n;
    return OK;
}

static size_t node_of(const struct audit_graph *g, enum audit_node_kind kind, int64_t id)
{
    for (size_t i = 0; i < g->nodes_n; i++)
        if (g->nodes[i].kind == kind && g->nodes[i].id == id)
            return i;
    return SIZE_MAX;
}

static void edge(struct audit_graph *g, size_t from, size_t to, enum audit_edge_kind kind)
{
    if (from != SIZE_MAX && to != SIZE_MAX)
        g->edges[g->edges_n++] = (struct audit_edge){ from, to, kind };
}

static void add_nodes(struct audit_graph *g, size_t at)
{
    const struct audit_view *v = &g->audits[at];
    for (size_t i = 0; i < v->questions_n; i++)
        if (audit_assessment_of(v, (recommendation_id){ 0 }, (audit_question_id){ v->questions[i].row.id }))
            g->nodes[g->nodes_n++] = (struct audit_node){ .kind = NODE_QUESTION, .id = v->questions[i].row.id, .audit = at, .text = v->questions[i].text };
    for (size_t i = 0; i < v->assessments_n; i++)
        g->nodes[g->nodes_n++] = (struct audit_node){ .kind = NODE_ASSESSMENT, .id = v->assessments[i].row.id, .audit = at, .label = v->assessments[i].grade_source,
            .text = v->assessments[i].text_short.n ? v->assessments[i].text_short : v->assessments[i].text_long, .grade = v->assessments[i].grade };
    for (size_t i = 0; i < v->recommendations_n; i++)
        g->nodes[g->nodes_n++] = (struct audit_node){ .kind = NODE_RECOMMENDATION, .id = v->recommendations[i].row.id, .audit = at, .label = v->recommendations[i].code,
            .text = v->recommendations[i].text };
}

static void add_edges(struct audit_graph *g, const struct audit_view *v)
{
    for (size_t i = 0; i < v->assessments_n; i++) {
        const struct assessment *s = &v->assessments[i];
        size_t from = s->recommendation.v ? node_of(g, NODE_RECOMMENDATION, s->recommendation.v) : node_of(g, NODE_QUESTION, s->question.v);
        edge(g, from, node_of(g, NODE_ASSESSMENT, s->row.id), EDGE_ASSESSED);
    }
    for (size_t i = 0; i < v->outcomes_n; i++)
        edge(g, node_of(g, NODE_ASSESSMENT, v->outcomes[i].assessment.v), node_of(g, NODE_RECOMMENDATION, v->outcomes[i].recommendation.v), EDGE_OUTCOME);
    for (size_t i = 0; i < v->recommendations_n; i++)
        if (v->recommendations[i].repeats.v)
            edge(g, node_of(g, NODE_RECOMMENDATION, v->recommendations[i].repeats.v), node_of(g, NODE_RECOMMENDATION, v->recommendations[i].row.id), EDGE_REPEATS);
}

enum err audit_graph(struct reading *r, struct arena *a, int64_t id, struct audit_graph *ret, struct fault *f)
{
    struct audit_graph g = { 0 };
    TRY(chain(r, a, id, &g.audits, &g.audits_n, f));
    size_t nodes = 1, edges = 1;
    for (size_t i = 0; i < g.audits_n; i++) {
        const struct audit_view *v = &g.audits[i];
        nodes += v->questions_n + v->assessments_n + v->recommendations_n;
        edges += v->assessments_n + v->outcomes_n + v->recommendations_n;
    }
    g.nodes = arena_array(a, nodes, sizeof *g.nodes);
    g.edges = arena_array(a, edges, sizeof *g.edges);
    if (!g.nodes || !g.edges)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < g.audits_n; i++)
        add_nodes(&g, i);
    for (size_t i = 0; i < g.audits_n; i++)
        add_edges(&g, &g.audits[i]);
    for (size_t i = 0; i < g.nodes_n; i++) {
        struct audit_node *n = &g.nodes[i];
        for (size_t k = n->audit; n->kind == NODE_RECOMMENDATION && k < g.audits_n; k++) {
            const struct recommendation *rec = audit_recommendation(&g.audits[k], n->id);
            enum recommendation_status s = rec ? audit_status(&g.audits[k], rec) : STATUS_NONE;
            n->status = s ? s : n->status;
        }
    }
    *ret = g;
    return OK;
}

enum err audit_timeline(struct reading *r, struct arena *a, int64_t recommendation, struct timeline_event **ret, size_t *ret_n, struct fault *f)
{
    struct recommendation row;
    struct audit_graph g;
    TRY(store_get(r, a, &recommendation_entity, recommendation, &row, f));
    TRY(audit_graph(r, a, row.audit.v, &g, f));
    bool *ours = arena_array(a, g.nodes_n + 1, sizeof *ours);
    struct timeline_event *events = arena_array(a, g.nodes_n + 1, sizeof *events);
    if (!ours || !events)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    size_t at = node_of(&g, NODE_RECOMMENDATION, recommendation), n = 0;
    if (at != SIZE_MAX)
        ours[at] = true;
    for (size_t round = 0; round < g.audits_n; round++) /* along what repeats and what is repeated, both ways */
        for (size_t i = 0; i < g.edges_n; i++)
            if (g.edges[i].kind == EDGE_REPEATS && (ours[g.edges[i].from] || ours[g.edges[i].to]))
                ours[g.edges[i].from] = ours[g.edges[i].to] = true;
    for (size_t k = 0; k < g.audits_n; k++) {
        const struct audit_view *v = &g.audits[k];
        for (size_t i = 0; i < g.nodes_n; i++) {
            if (!ours[i])
                continue;
            const struct recommendation *rec = audit_recommendation(v, g.nodes[i].id);
            enum recommendation_status s = rec ? audit_status(v, rec) : STATUS_NONE;
            if (!rec || (s == STATUS_NONE && rec->audit.v != v->audit.row.id && !audit_assessment_of(v, (recommendation_id){ rec->row.id }, (audit_question_id){ 0 })))
                continue;
            const struct assessment *graded = rec->audit.v == v->audit.row.id ? NULL : audit_assessment_of(v, (recommendation_id){ rec->row.id }, (audit_question_id){ 0 });
            events[n++] = (struct timeline_event){ &v->audit, v->audit.dated, s, graded ? graded->grade : 0, rec->row.id, graded ? graded->row.id : 0, rec->code };
        }
    }
    *ret = events;
    *ret_n = n;
    return OK;
}

enum err audit_never_followed(struct reading *r, struct arena *a, struct date today, struct unfollowed **ret, size_t *ret_n, struct fault *f)
{
    struct audit *all;
    size_t all_n, n = 0;
    TRY(all_audits(r, a, &all, &all_n, f));
    struct unfollowed *found = arena_array(a, all_n + 1, sizeof *found);
    if (!found)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < all_n; i++) {
        bool followed = all[i].follow_up_reason.n || all[i].state < AUDIT_REPORTED;
        for (size_t k = 0; k < all_n && !followed; k++)
            followed = all[k].follows.v == all[i].row.id;
        if (!followed)
            found[n++] = (struct unfollowed){ all[i], date_known(all[i].follow_up_expected) && date_cmp(all[i].follow_up_expected, today) < 0 };
    }
    *ret = found;
    *ret_n = n;
    return OK;
}
