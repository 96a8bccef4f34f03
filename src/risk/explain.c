#include "risk/explain.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "risk/dist.h"
#include "risk/graph.h"
#include "risk/model_read.h"

/* ---- the objects' fields as tables ---- */

enum type { T_TEXT, T_NUMBER, T_GATE, T_DIST, T_RATE, T_SECONDARY, T_ENTRIES, T_CONTROLS };

struct field { const char *name; enum type type; size_t offset, size; };

#define FIELD(S, name, type, member) { name, type, offsetof(struct S, member), sizeof(((struct S *)0)->member) }
/* From one member to another, both counted. */
#define SPAN(S, name, type, first, last) \
    { name, type, offsetof(struct S, first), offsetof(struct S, last) + sizeof(((struct S *)0)->last) - offsetof(struct S, first) }

static const struct field risk_fields[] = {
    FIELD(risk_item, "owner", T_TEXT, owner), SPAN(risk_item, "frequency", T_RATE, frequency, strength), FIELD(risk_item, "tef", T_DIST, tef),
    FIELD(risk_item, "capability", T_DIST, capability), FIELD(risk_item, "strength", T_DIST, strength),
    FIELD(risk_item, "magnitude", T_DIST, magnitude), SPAN(risk_item, "secondary", T_SECONDARY, secondary_p, secondary_magnitude),
};
static const struct field threat_fields[] = {
    FIELD(risk_threat, "frequency", T_DIST, frequency), SPAN(risk_threat, "entry", T_ENTRIES, entries, n_entries),
};
static const struct field node_fields[] = { FIELD(risk_node, "gate", T_GATE, gate), FIELD(risk_node, "p", T_NUMBER, p) };
static const struct field edge_fields[] = { FIELD(risk_edge, "p", T_NUMBER, p), SPAN(risk_edge, "controls", T_CONTROLS, controls, n_controls) };
static const struct field control_fields[] = {
    FIELD(risk_control, "coverage", T_NUMBER, coverage), FIELD(risk_control, "effectiveness", T_DIST, effectiveness),
    FIELD(risk_control, "operating", T_NUMBER, operating),
};
static const struct field loss_fields[] = {
    FIELD(risk_loss, "node", T_TEXT, node), FIELD(risk_loss, "owner", T_TEXT, owner), FIELD(risk_loss, "magnitude", T_DIST, magnitude),
};

enum { KINDS = 6, KIND_EDGE = 3 };
struct kind { const char *name; size_t size; const struct field *fields; size_t n_fields, list, count; };
#define KIND(S, word, table, l, c) \
    { word, sizeof(struct S), table, LEN(table), offsetof(struct risk_model, l), offsetof(struct risk_model, c) }
static const struct kind kinds[KINDS] = {
    KIND(risk_item, "risk", risk_fields, risks, n_risks),       KIND(risk_threat, "threat", threat_fields, threats, n_threats),
    KIND(risk_node, "node", node_fields, nodes, n_nodes),       KIND(risk_edge, "edge", edge_fields, edges, n_edges),
    KIND(risk_control, "control", control_fields, controls, n_controls), KIND(risk_loss, "loss", loss_fields, losses, n_losses),
};

static char *list_of(const struct risk_model *m, const struct kind *k)
{
    char *list;
    memcpy(&list, (const char *)m + k->list, sizeof list);
    return list;
}

static size_t count_of(const struct risk_model *m, const struct kind *k)
{
    size_t n;
    memcpy(&n, (const char *)m + k->count, sizeof n);
    return n;
}

/* ---- comparing ---- */

static bool entries_in(const struct risk_entry *x, size_t n, const struct risk_entry *y)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(x[i].node, y->node) && x[i].p == y->p)
            return true;
    return false;
}

static bool text_in(const struct str *x, size_t n, struct str y)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(x[i], y))
            return true;
    return false;
}

static bool is_tree(const void *item)
{
    return ((const struct risk_item *)item)->tef.kind != DIST_NONE;
}

/* Whether a field is the same in two objects. The four members of a rate are one difference when the kind of rate changes, else each its own. */
static bool field_same(const struct field *f, const char *x, const char *y)
{
    const void *p = x + f->offset, *q = y + f->offset;
    const struct risk_dist *d = p, *e = q;
    switch (f->type) {
    case T_TEXT: return str_eq(*(const struct str *)p, *(const struct str *)q);
    case T_NUMBER: return *(const double *)p == *(const double *)q;
    case T_GATE: return *(const enum risk_gate *)p == *(const enum risk_gate *)q;
    case T_DIST: return dist_same(d, e);
    case T_RATE: return is_tree(x) == is_tree(y) && dist_same(d, e);
    case T_SECONDARY: return dist_same(d, e) && dist_same(d + 1, e + 1);
    case T_ENTRIES: {
        const struct risk_threat *s = (const void *)x, *t = (const void *)y;
        bool same = s->n_entries == t->n_entries;
        for (size_t i = 0; same && i < s->n_entries; i++)
            same = entries_in(t->entries, t->n_entries, &s->entries[i]);
        return same;
    }
    case T_CONTROLS: {
        const struct risk_edge *s = (const void *)x, *t = (const void *)y;
        bool same = s->n_controls == t->n_controls;
        for (size_t i = 0; same && i < s->n_controls; i++)
            same = text_in(t->controls, t->n_controls, s->controls[i]);
        return same;
    }
    }
    return true;
}

static bool field_counts(const struct kind *k, const struct field *f, const char *x, const char *y)
{
    if (k == &kinds[0] && is_tree(x) != is_tree(y) && f->type == T_DIST && f->offset != offsetof(struct risk_item, magnitude))
        return false; /* a part of the rate, which changes as one */
    return !field_same(f, x, y);
}

/* ---- writing values ---- */

static void put_named(struct buf *b, const char *name, const struct risk_dist *d)
{
    buf_printf(b, "%s\"%s\":", b->p[b->n - 1] == '{' ? "" : ",", name);
    risk_dist_write(b, d);
}

static void put_field(struct buf *b, const struct field *f, const char *object)
{
    const void *p = object + f->offset;
    const struct risk_dist *d = p;
    switch (f->type) {
    case T_TEXT:
        if (((const struct str *)p)->n)
            buf_json(b, *(const struct str *)p);
        else
            buf_put(b, S("null"));
        break;
    case T_NUMBER: buf_double(b, *(const double *)p); break;
    case T_GATE: buf_put(b, *(const enum risk_gate *)p == GATE_AND ? S("\"and\"") : S("\"or\"")); break;
    case T_DIST: risk_dist_write(b, d); break;
    case T_RATE:
        if (!is_tree(object)) {
            risk_dist_write(b, d);
            break;
        }
        buf_char(b, '{');
        put_named(b, "tef", d + 1);
        put_named(b, "capability", d + 2);
        put_named(b, "strength", d + 3);
        buf_char(b, '}');
        break;
    case T_SECONDARY:
        if (d->kind == DIST_NONE) {
            buf_put(b, S("null"));
            break;
        }
        buf_char(b, '{');
        put_named(b, "p", d);
        put_named(b, "magnitude", d + 1);
        buf_char(b, '}');
        break;
    case T_ENTRIES: {
        const struct risk_threat *t = (const void *)object;
        buf_char(b, '[');
        for (size_t i = 0; i < t->n_entries; i++) {
            buf_put(b, i ? S(",{\"node\":") : S("{\"node\":"));
            buf_json(b, t->entries[i].node);
            buf_put(b, S(",\"p\":"));
            buf_double(b, t->entries[i].p);
            buf_char(b, '}');
        }
        buf_char(b, ']');
        break;
    }
    case T_CONTROLS: {
        const struct risk_edge *e = (const void *)object;
        buf_char(b, '[');
        for (size_t i = 0; i < e->n_controls; i++) {
            buf_put(b, i ? S(",") : S(""));
            buf_json(b, e->controls[i]);
        }
        buf_char(b, ']');
        break;
    }
    }
}

static void put_object(struct buf *b, const struct kind *k, const char *object)
{
    struct str id;
    memcpy(&id, object, sizeof id);
    buf_put(b, k == &kinds[KIND_EDGE] ? S("{\"from\":") : S("{\"id\":"));
    buf_json(b, id);
    if (k == &kinds[KIND_EDGE]) {
        buf_put(b, S(",\"to\":"));
        buf_json(b, ((const struct risk_edge *)(const void *)object)->to);
    }
    for (size_t i = 0; i < k->n_fields; i++) {
        bool part = k == &kinds[0] && k->fields[i].type == T_DIST && k->fields[i].offset != offsetof(struct risk_item, magnitude);
        if (part)
            continue;
        buf_printf(b, ",\"%s\":", k->fields[i].name);
        put_field(b, &k->fields[i], object);
    }
    buf_char(b, '}');
}

static struct str text_of(struct arena *a, const struct kind *k, const struct field *f, const char *object)
{
    struct buf b cleanup(buf_free) = buf_new(1 << 26);
    if (!object)
        buf_put(&b, S("null"));
    else if (f)
        put_field(&b, f, object);
    else
        put_object(&b, k, object);
    return str_copy(a, buf_str(&b));
}

/* ---- the differences ---- */

struct slot { const char *old, *now; }; /* an object in both models, or in one */
struct diff { const struct kind *kind; const struct field *field; size_t slot; };

struct explain {
    struct arena *a;
    struct slot *slot[KINDS];
    size_t n_slots[KINDS];
    struct diff *diff;
    size_t n, cap;
};

static struct str second_id(const struct kind *k, const char *object)
{
    return k == &kinds[KIND_EDGE] ? ((const struct risk_edge *)(const void *)object)->to : (struct str){ 0 };
}

struct named { struct str id, to; const char *object; bool is_now; };

static int by_name(const void *x, const void *y)
{
    const struct named *p = x, *q = y;
    int c = str_cmp(p->id, q->id);
    c = c ? c : str_cmp(p->to, q->to);
    return c ? c : p->is_now - q->is_now;
}

static bool add_diff(struct explain *x, const struct kind *k, const struct field *f, size_t slot)
{
    struct diff *grown = arena_grow(x->a, x->diff, x->n, x->n + 1, sizeof *grown, &x->cap);
    if (!grown)
        return false;
    x->diff = grown;
    x->diff[x->n++] = (struct diff){ k, f, slot };
    return true;
}

static bool compare_kind(struct explain *x, size_t kind, const struct risk_model *old, const struct risk_model *now)
{
    const struct kind *k = &kinds[kind];
    size_t n_old = count_of(old, k), n = n_old + count_of(now, k);
    struct named *all = arena_array(x->a, n, sizeof *all);
    x->slot[kind] = arena_array(x->a, n, sizeof(struct slot));
    if (!all || !x->slot[kind])
        return false;
    for (size_t i = 0; i < n; i++) {
        const char *object = i < n_old ? list_of(old, k) + i * k->size : list_of(now, k) + (i - n_old) * k->size;
        memcpy(&all[i].id, object, sizeof all[i].id);
        all[i].to = second_id(k, object);
        all[i].object = object;
        all[i].is_now = i >= n_old;
    }
    if (n > 1)
        qsort(all, n, sizeof *all, by_name);
    for (size_t i = 0; i < n;) {
        bool pair = i + 1 < n && str_eq(all[i].id, all[i + 1].id) && str_eq(all[i].to, all[i + 1].to);
        struct slot s = { .old = all[i].is_now ? NULL : all[i].object, .now = pair ? all[i + 1].object : all[i].is_now ? all[i].object : NULL };
        size_t at = x->n_slots[kind]++;
        x->slot[kind][at] = s;
        if (!pair && !add_diff(x, k, NULL, at))
            return false;
        for (size_t j = 0; pair && j < k->n_fields; j++)
            if (field_counts(k, &k->fields[j], s.old, s.now) && !add_diff(x, k, &k->fields[j], at))
                return false;
        i += pair ? 2 : 1;
    }
    return true;
}

/* The old model with the differences of `on` applied. The lists are reused from call to call. */
static void hybrid(const struct explain *x, const bool *on, char *const list[KINDS], struct risk_model *to)
{
    size_t d = 0;
    *to = (struct risk_model){ 0 };
    for (size_t kind = 0; kind < KINDS; kind++) {
        const struct kind *k = &kinds[kind];
        size_t n = 0;
        for (size_t i = 0; i < x->n_slots[kind]; i++) {
            const struct slot *s = &x->slot[kind][i];
            char *out = list[kind] + n * k->size;
            if (!s->old || !s->now) {
                bool there = s->old ? !on[d] : on[d];
                d++;
                if (there)
                    memcpy(out, s->old ? s->old : s->now, k->size);
                n += there;
                continue;
            }
            memcpy(out, s->old, k->size);
            for (; d < x->n && x->diff[d].kind == k && x->diff[d].slot == i; d++)
                if (on[d])
                    memcpy(out + x->diff[d].field->offset, s->now + x->diff[d].field->offset, x->diff[d].field->size);
            n++;
        }
        memcpy((char *)to + k->list, &list[kind], sizeof list[kind]);
        memcpy((char *)to + k->count, &n, sizeof n);
    }
}

/* ---- shares ---- */

static const size_t measures[] = { offsetof(struct risk_measure, mean), offsetof(struct risk_measure, p95), offsetof(struct risk_measure, p99) };

static double *part(struct risk_measure *m, size_t i)
{
    return (double *)(void *)((char *)m + measures[i]);
}

static struct risk_measure less(struct risk_measure x, struct risk_measure y)
{
    return (struct risk_measure){ x.mean - y.mean, x.p95 - y.p95, x.p99 - y.p99 };
}

/* Puts everything on one grid: multiples of a power of two, 2^-50 of the sum of all sizes, so that every sum of them is exact in any order.
 * What rounding left of the change goes to the largest share. */
static void settle(struct risk_explanation *x)
{
    for (size_t i = 0; i < LEN(measures); i++) {
        double *old = part(&x->old, i), *now = part(&x->now, i), size = fabs(*old) + fabs(*now), left;
        size_t most = 0;
        for (size_t j = 0; j < x->n_shares; j++) {
            size += fabs(*part(&x->shares[j].share, i));
            if (fabs(*part(&x->shares[j].share, i)) > fabs(*part(&x->shares[most].share, i)))
                most = j;
        }
        if (size <= 0)
            continue;
        double grid = ldexp(1, ilogb(size) - 50);
        *old = rint(*old / grid) * grid;
        *now = rint(*now / grid) * grid;
        left = *part(&x->change, i) = *now - *old;
        for (size_t j = 0; j < x->n_shares; j++) {
            double *share = part(&x->shares[j].share, i);
            *share = rint(*share / grid) * grid;
            left -= *share;
        }
        if (x->n_shares)
            *part(&x->shares[most].share, i) += left;
    }
}

struct runs { const struct explain *x; struct risk_engine *e; char *list[KINDS]; bool *on; };

static enum err measure(struct runs *r, struct risk_measure *to, struct fault *f)
{
    struct risk_model m;
    struct risk_stat s;
    hybrid(r->x, r->on, r->list, &m);
    TRY(risk_engine_total(r->e, &m, &s, f));
    *to = (struct risk_measure){ s.mean, s.p95, s.p99 };
    return OK;
}

static enum err shapley(struct runs *r, struct risk_explanation *to, struct fault *f)
{
    size_t n = r->x->n;
    struct risk_measure value[1 << RISK_SHAPLEY_MAX];
    /* Gray's order: from each subset to the next a single difference turns, so little is computed anew. */
    for (size_t i = 0; i < (size_t)1 << n; i++) {
        size_t set = i ^ i >> 1;
        for (size_t d = 0; d < n; d++)
            r->on[d] = set >> d & 1;
        TRY(measure(r, &value[set], f));
    }
    double factorial[RISK_SHAPLEY_MAX + 1] = { 1 };
    for (size_t i = 1; i <= n; i++)
        factorial[i] = factorial[i - 1] * (double)i;
    for (size_t d = 0; d < n; d++)
        for (size_t set = 0; set < (size_t)1 << n; set++) {
            if (set >> d & 1)
                continue;
            size_t before = (size_t)__builtin_popcountll(set);
            double weight = factorial[before] * factorial[n - before - 1] / factorial[n];
            struct risk_measure added = less(value[set | (size_t)1 << d], value[set]);
            for (size_t i = 0; i < LEN(measures); i++)
                *part(&to->shares[d].share, i) += weight * *part(&added, i);
        }
    to->old = value[0];
    to->now = value[((size_t)1 << n) - 1];
    return OK;
}

static enum err waterfall(struct runs *r, struct risk_explanation *to, struct fault *f)
{
    struct risk_measure before, after;
    TRY(measure(r, &before, f));
    to->old = before;
    for (size_t d = 0; d < r->x->n; d++) {
        r->on[d] = true;
        TRY(measure(r, &after, f));
        to->shares[d].share = less(after, before);
        before = after;
    }
    to->now = before;
    return OK;
}

static enum err explain_run(struct risk_options o, const struct explain *x, struct risk_explanation *to, struct fault *f)
{
    struct risk_engine *e cleanup(risk_engine_drop) = NULL;
    struct runs r = { .x = x };
    o.retain = true;
    TRY(risk_engine_new(o, &e, f));
    r.e = e;
    r.on = arena_array(x->a, x->n + 1, sizeof *r.on);
    for (size_t i = 0; i < KINDS; i++)
        r.list[i] = arena_array(x->a, x->n_slots[i], kinds[i].size);
    if (x->a->failed)
        return fault(f, E_LIMIT, NULL, N_("modellen ryms inte i minnet; höj gränsen med --memory"), NULL, NULL);
    TRY(to->shapley ? shapley(&r, to, f) : waterfall(&r, to, f));
    settle(to);
    return OK;
}

enum err risk_explain(struct risk_options o, const struct risk_model *old, const struct risk_model *now, struct arena *a,
                      struct risk_explanation *ret, struct fault *f)
{
    struct explain x = { .a = a };
    struct risk_explanation to = { .years = o.years, .seed = o.seed };
    bool whole = true;
    for (size_t kind = 0; kind < KINDS && whole; kind++)
        whole = compare_kind(&x, kind, old, now);
    to.n_shares = x.n;
    to.shapley = x.n <= RISK_SHAPLEY_MAX;
    to.shares = arena_array(a, x.n, sizeof *to.shares);
    for (size_t d = 0; to.shares && d < x.n; d++) {
        const struct diff *c = &x.diff[d];
        const struct slot *s = &x.slot[c->kind - kinds][c->slot];
        struct risk_share *share = &to.shares[d];
        share->object = c->kind->name;
        memcpy(&share->id, s->old ? s->old : s->now, sizeof share->id);
        share->to = second_id(c->kind, s->old ? s->old : s->now);
        share->field = c->field ? c->field->name : NULL;
        share->was = text_of(a, c->kind, c->field, s->old);
        share->now = text_of(a, c->kind, c->field, s->now);
    }
    if (!whole || a->failed)
        return fault(f, E_LIMIT, NULL, N_("modellen ryms inte i minnet; höj gränsen med --memory"), NULL, NULL);
    TRY(explain_run(o, &x, &to, f));
    *ret = to;
    return OK;
}
