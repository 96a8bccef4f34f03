#include "risk/check.h"

#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "risk/dist.h"
#include "risk/philox.h"

static enum err refuse_number(struct fault *f, enum err code, const char *place, const char *text, double value, const char *range)
{
    struct buf b cleanup(buf_free) = buf_new(64);
    if (isfinite(value))
        buf_double(&b, value);
    buf_char(&b, '\0');
    return fault(f, code, place, text, b.p ? b.p : "", range);
}

static enum err check_unit(double v, const char *list, size_t i, const char *field, struct fault *f)
{
    if (v >= 0 && v <= 1)
        return OK;
    char place[FAULT_PLACE];
    snprintf(place, sizeof place, "%s[%zu].%s", list, i, field);
    return refuse_number(f, E_INVALID, place, isfinite(v) ? N_("{1} ligger inte i {2}") : N_("talet är inte ändligt"), v, "0..1");
}

static enum err check_dist(const struct risk_dist *d, enum dist_domain domain, const char *list, size_t i, const char *field, struct fault *f)
{
    struct dist_error wrong;
    if (dist_check(d, domain, &wrong))
        return OK;
    char place[FAULT_PLACE];
    /* A constant is written as a bare number more often than not: the field says enough. */
    bool member = wrong.member[0] && d->kind != DIST_CONSTANT;
    snprintf(place, sizeof place, "%s[%zu].%s%s%s", list, i, field, member ? "." : "", member ? wrong.member : "");
    return refuse_number(f, wrong.code, place, wrong.text, wrong.value, wrong.range);
}

static enum err check_id(struct str id, const char *list, size_t i, const char *field, struct fault *f)
{
    char place[FAULT_PLACE];
    snprintf(place, sizeof place, "%s[%zu].%s", list, i, field);
    if (id.n < 1 || id.n > RISK_ID_MAX)
        return fault(f, E_INVALID, place, N_("ett id ska vara 1 till {1} byte långt"), "200", NULL);
    return utf8_valid(id) ? OK : fault(f, E_INVALID, place, N_("texten är inte giltig UTF-8"), NULL, NULL);
}

static size_t slots_for(size_t n)
{
    size_t slots = 4;
    while (slots < 2 * n)
        slots *= 2;
    return slots;
}

/* A list's ids, with an index by their names: open addressing, 1 + position. */
struct ids { const char *list; const void *base; size_t n, size, max; uint32_t *slot; size_t slots; };

static struct str id_at(const struct ids *l, size_t i)
{
    struct str id;
    memcpy(&id, (const char *)l->base + i * l->size, sizeof id); /* the id is the first member of every object */
    return id;
}

/* The slot of the id: the one that holds it, or the free one where it would be. */
static size_t slot_of(const struct ids *l, struct str id)
{
    size_t at = name_of(THING_NODE, id) & (l->slots - 1);
    while (l->slot[at] && !str_eq(id_at(l, l->slot[at] - 1), id))
        at = (at + 1) & (l->slots - 1);
    return at;
}

/* Ids whole and unique within their list; leaves the index. */
static enum err check_ids(struct ids *l, struct arena *a, struct fault *f)
{
    char place[FAULT_PLACE], most[24], text[RISK_ID_MAX + 1];
    if (l->n > l->max) {
        snprintf(most, sizeof most, "%zu", l->max);
        return fault(f, E_LIMIT, l->list, N_("fler än {1} objekt"), most, NULL);
    }
    l->slots = slots_for(l->n);
    l->slot = arena_array(a, l->slots, sizeof *l->slot);
    if (!l->slot)
        return fault(f, E_NOMEM, l->list, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < l->n; i++) {
        struct str id = id_at(l, i);
        TRY(check_id(id, l->list, i, "id", f));
        size_t at = slot_of(l, id);
        if (l->slot[at]) {
            snprintf(text, sizeof text, "%.*s", SF(id));
            snprintf(place, sizeof place, "%s[%zu].id", l->list, i);
            return fault(f, E_INVALID, place, N_("{1} finns redan"), text, NULL);
        }
        l->slot[at] = (uint32_t)i + 1;
    }
    return OK;
}

static enum err check_known(const struct ids *l, struct str id, const char *place, struct fault *f)
{
    if (l->slot[slot_of(l, id)])
        return OK;
    char text[RISK_ID_MAX + 1];
    snprintf(text, sizeof text, "%.*s", (int)(id.n > RISK_ID_MAX ? RISK_ID_MAX : id.n), id.p ? id.p : "");
    return fault(f, E_INVALID, place, N_("{1} finns inte i {2}"), text, l->list);
}

static enum err check_item(const struct risk_item *r, size_t i, struct fault *f)
{
    char place[FAULT_PLACE];
    bool tree = r->tef.kind != DIST_NONE;
    if (r->owner.n)
        TRY(check_id(r->owner, "risks", i, "owner", f));
    snprintf(place, sizeof place, "risks[%zu]", i);
    if (tree && r->frequency.kind != DIST_NONE)
        return fault(f, E_INVALID, place, N_("frequency och tef kan inte stå tillsammans"), NULL, NULL);
    if (!tree && (r->capability.kind != DIST_NONE || r->strength.kind != DIST_NONE))
        return fault(f, E_INVALID, place, N_("capability och strength kräver tef"), NULL, NULL);
    TRY(check_dist(tree ? &r->tef : &r->frequency, DOMAIN_RATE, "risks", i, tree ? "tef" : "frequency", f));
    if (tree) {
        TRY(check_dist(&r->capability, DOMAIN_ANY, "risks", i, "capability", f));
        TRY(check_dist(&r->strength, DOMAIN_ANY, "risks", i, "strength", f));
    }
    TRY(check_dist(&r->magnitude, DOMAIN_SEK, "risks", i, "magnitude", f));
    if (r->secondary_p.kind == DIST_NONE && r->secondary_magnitude.kind == DIST_NONE)
        return OK;
    TRY(check_dist(&r->secondary_p, DOMAIN_PROBABILITY, "risks", i, "secondary.p", f));
    return check_dist(&r->secondary_magnitude, DOMAIN_SEK, "risks", i, "secondary.magnitude", f);
}

/* The first pair that stands twice (its later place), or SIZE_MAX. `slot` holds `slots` zeros, a power of two of at least 2n. */
struct pair { struct str a, b; };

static size_t doubled(const struct pair *p, size_t n, uint32_t *slot, size_t slots)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = name_join(name_of(THING_NODE, p[i].a), name_of(THING_NODE, p[i].b)) & (slots - 1);
        for (; slot[at]; at = (at + 1) & (slots - 1))
            if (str_eq(p[slot[at] - 1].a, p[i].a) && str_eq(p[slot[at] - 1].b, p[i].b))
                return i;
        slot[at] = (uint32_t)i + 1;
    }
    return SIZE_MAX;
}

static enum err check_threat(const struct risk_threat *t, size_t i, const struct ids *nodes, bool whole, struct arena *a, struct fault *f)
{
    char place[FAULT_PLACE];
    TRY(check_dist(&t->frequency, DOMAIN_RATE, "threats", i, "frequency", f));
    size_t slots = slots_for(t->n_entries);
    struct pair *p = arena_array(a, t->n_entries, sizeof *p);
    uint32_t *slot = arena_array(a, slots, sizeof *slot);
    if (!p || !slot)
        return fault(f, E_NOMEM, "threats", N_("Minnet räcker inte."), NULL, NULL);
    for (size_t j = 0; j < t->n_entries; j++) {
        snprintf(place, sizeof place, "threats[%zu].entry[%zu].node", i, j);
        if (whole)
            TRY(check_known(nodes, t->entries[j].node, place, f));
        snprintf(place, sizeof place, "threats[%zu].entry", i);
        TRY(check_unit(t->entries[j].p, place, j, "p", f));
        p[j] = (struct pair){ t->entries[j].node, { 0 } };
    }
    size_t twice = doubled(p, t->n_entries, slot, slots);
    if (twice == SIZE_MAX)
        return OK;
    snprintf(place, sizeof place, "threats[%zu].entry[%zu].node", i, twice);
    return fault(f, E_INVALID, place, N_("noden står redan som ingång"), NULL, NULL);
}

static enum err check_edge_controls(const struct risk_edge *e, size_t i, const struct ids *controls, bool whole, struct fault *f)
{
    char place[FAULT_PLACE];
    snprintf(place, sizeof place, "edges[%zu].controls", i);
    if (e->n_controls > RISK_EDGE_CONTROLS_MAX)
        return fault(f, E_LIMIT, place, N_("fler än {1} objekt"), "1000", NULL);
    struct pair p[RISK_EDGE_CONTROLS_MAX];
    uint32_t slot[2048] = { 0 }; /* a power of two, at least 2 RISK_EDGE_CONTROLS_MAX */
    for (size_t j = 0; j < e->n_controls; j++) {
        snprintf(place, sizeof place, "edges[%zu].controls[%zu]", i, j);
        if (whole)
            TRY(check_known(controls, e->controls[j], place, f));
        p[j] = (struct pair){ e->controls[j], { 0 } };
    }
    size_t slots = slots_for(e->n_controls), twice = doubled(p, e->n_controls, slot, slots);
    if (twice == SIZE_MAX)
        return OK;
    snprintf(place, sizeof place, "edges[%zu].controls[%zu]", i, twice);
    return fault(f, E_INVALID, place, N_("skyddet står redan på kanten"), NULL, NULL);
}

static enum err check_edge(const struct risk_edge *e, size_t i, const struct ids *nodes, const struct ids *controls, bool whole, struct fault *f)
{
    TRY(check_unit(e->p, "edges", i, "p", f));
    for (int end = 0; whole && end < 2; end++) {
        struct str id = end ? e->to : e->from;
        if (nodes->slot[slot_of(nodes, id)])
            continue;
        char place[FAULT_PLACE];
        snprintf(place, sizeof place, "edges[%zu].%s", i, end ? "to" : "from");
        return check_known(nodes, id, place, f);
    }
    return e->n_controls ? check_edge_controls(e, i, controls, whole, f) : OK;
}

static enum err check_edges(const struct risk_model *m, const struct ids *nodes, const struct ids *controls, bool whole, struct arena *a,
                            struct fault *f)
{
    if (m->n_edges > RISK_EDGES_MAX)
        return fault(f, E_LIMIT, "edges", N_("fler än {1} objekt"), "4000000", NULL);
    size_t slots = slots_for(m->n_edges);
    struct pair *p = arena_array(a, m->n_edges, sizeof *p);
    uint32_t *slot = arena_array(a, slots, sizeof *slot);
    if (!p || !slot)
        return fault(f, E_NOMEM, "edges", N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < m->n_edges; i++) {
        TRY(check_edge(&m->edges[i], i, nodes, controls, whole, f));
        p[i] = (struct pair){ m->edges[i].from, m->edges[i].to };
    }
    size_t twice = doubled(p, m->n_edges, slot, slots);
    if (twice == SIZE_MAX)
        return OK;
    char place[FAULT_PLACE];
    snprintf(place, sizeof place, "edges[%zu]", twice);
    return fault(f, E_INVALID, place, N_("det finns redan en kant mellan de två noderna"), NULL, NULL);
}

static enum err check_objects(const struct risk_model *m, bool whole, struct arena *a, struct fault *f)
{
    struct ids nodes = { "nodes", m->nodes, m->n_nodes, sizeof *m->nodes, RISK_NODES_MAX, NULL, 0 };
    struct ids controls = { "controls", m->controls, m->n_controls, sizeof *m->controls, RISK_CONTROLS_MAX, NULL, 0 };
    struct ids others[] = { { "risks", m->risks, m->n_risks, sizeof *m->risks, RISK_RISKS_MAX, NULL, 0 },
                            { "threats", m->threats, m->n_threats, sizeof *m->threats, RISK_THREATS_MAX, NULL, 0 },
                            { "losses", m->losses, m->n_losses, sizeof *m->losses, RISK_LOSSES_MAX, NULL, 0 } };
    TRY(check_ids(&nodes, a, f));
    TRY(check_ids(&controls, a, f));
    for (size_t i = 0; i < LEN(others); i++)
        TRY(check_ids(&others[i], a, f));
    for (size_t i = 0; i < m->n_risks; i++)
        TRY(check_item(&m->risks[i], i, f));
    for (size_t i = 0; i < m->n_nodes; i++)
        TRY(check_unit(m->nodes[i].p, "nodes", i, "p", f));
    for (size_t i = 0; i < m->n_controls; i++) {
        TRY(check_unit(m->controls[i].coverage, "controls", i, "coverage", f));
        TRY(check_unit(m->controls[i].operating, "controls", i, "operating", f));
        TRY(check_dist(&m->controls[i].effectiveness, DOMAIN_PROBABILITY, "controls", i, "effectiveness", f));
    }
    TRY(check_edges(m, &nodes, &controls, whole, a, f));
    for (size_t i = 0; i < m->n_losses; i++) {
        char place[FAULT_PLACE];
        snprintf(place, sizeof place, "losses[%zu].node", i);
        if (whole)
            TRY(check_known(&nodes, m->losses[i].node, place, f));
        if (m->losses[i].owner.n)
            TRY(check_id(m->losses[i].owner, "losses", i, "owner", f));
        TRY(check_dist(&m->losses[i].magnitude, DOMAIN_SEK, "losses", i, "magnitude", f));
    }
    for (size_t i = 0; i < m->n_threats; i++)
        TRY(check_threat(&m->threats[i], i, &nodes, whole, a, f));
    return OK;
}

enum err risk_model_check(const struct risk_model *m, bool whole, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(SIZE_MAX / 2);
    return check_objects(m, whole, &a, f);
}

enum err risk_model_check_rest(const struct risk_model *m, struct fault *f)
{
    const struct risk_model rest = { .risks = m->risks, .n_risks = m->n_risks, .threats = m->threats, .n_threats = m->n_threats };
    return risk_model_check(&rest, false, f);
}
