#include "risk/model_read.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/json.h"
#include "risk/check.h"

static const char unknown_field[] = N_("okänt fält");
static const char twice[] = N_("fältet står två gånger");
static const char missing[] = N_("fältet {1} saknas");

/* Fields that begin with x- are carried and ignored.  */
static void extra(struct json *j, struct str key)
{
    if (str_starts(key, S("x-")))
        json_skip(j);
    else
        json_refuse(j, E_INVALID, unknown_field, NULL, NULL);
}

/* Which of the names the key is, each once; -1 when none (then the value has been skipped or refused). */
static int field(struct json *j, struct str key, const char *const *names, size_t n, unsigned *seen)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(key, names[i])) {
            if (*seen & 1u << i)
                json_refuse(j, E_INVALID, twice, NULL, NULL);
            *seen |= 1u << i;
            return (int)i;
        }
    extra(j, key);
    return -1;
}

/* After an object: refuses when one of the fields in `wanted` has not been seen. */
static void require(struct json *j, const char *const *names, unsigned wanted, unsigned seen)
{
    if (wanted & ~seen)
        json_refuse(j, E_INVALID, missing, names[__builtin_ctz(wanted & ~seen)], NULL);
}

static const char *const dist_fields[] = { "kind", "value", "low", "high", "mode", "gamma", "p05", "p95", "shape", "scale", "alpha", "beta" };
enum { F_KIND, F_VALUE, F_LOW, F_HIGH, F_MODE, F_GAMMA, F_P05, F_P95, F_SHAPE, F_SCALE, F_ALPHA, F_BETA };
#define BIT(f) (1u << (f))

struct dist_rule { const char *name; enum risk_dist_kind kind; unsigned must, may; int member[4]; };
static const struct dist_rule dist_rules[] = {
    { "constant", DIST_CONSTANT, BIT(F_VALUE), 0, { F_VALUE, -1, -1, -1 } },
    { "uniform", DIST_UNIFORM, BIT(F_LOW) | BIT(F_HIGH), 0, { F_LOW, F_HIGH, -1, -1 } },
    { "pert", DIST_PERT, BIT(F_LOW) | BIT(F_MODE) | BIT(F_HIGH), BIT(F_GAMMA), { F_LOW, F_MODE, F_HIGH, F_GAMMA } },
    { "lognormal", DIST_LOGNORMAL, BIT(F_P05) | BIT(F_P95), 0, { F_P05, F_P95, -1, -1 } },
    { "gamma", DIST_GAMMA, BIT(F_P05) | BIT(F_P95), 0, { F_P05, F_P95, -1, -1 } },
    { "gamma", DIST_GAMMA_SHAPE, BIT(F_SHAPE) | BIT(F_SCALE), 0, { F_SHAPE, F_SCALE, -1, -1 } },
    { "beta", DIST_BETA, BIT(F_ALPHA) | BIT(F_BETA), 0, { F_ALPHA, F_BETA, -1, -1 } },
};

static struct risk_dist read_dist(struct json *j)
{
    struct risk_dist d = { DIST_NONE, 0, 0, 0, 0 };
    enum json_kind next = json_peek(j);
    if (next == JSON_NUMBER)
        return RISK_CONSTANT(json_number(j));
    if (next != JSON_OBJECT && next != JSON_NONE) {
        json_refuse(j, E_INVALID, N_("här ska ett tal eller en fördelning stå"), NULL, NULL);
        return d;
    }
    double v[LEN(dist_fields)] = { [F_GAMMA] = 4 };
    unsigned seen = 0;
    struct str key, kind = { 0 };
    for (json_object(j); json_key(j, &key);) {
        int at = field(j, key, dist_fields, LEN(dist_fields), &seen);
        if (at == F_KIND)
            kind = json_string(j);
        else if (at > F_KIND)
            v[at] = json_number(j);
    }
    if (!(seen & BIT(F_KIND)))
        require(j, dist_fields, BIT(F_KIND), seen);
    const struct dist_rule *rule = NULL;
    for (size_t i = 0; i < LEN(dist_rules); i++)
        if (str_is(kind, dist_rules[i].name) && (!rule || !(rule->must & seen)))
            rule = &dist_rules[i];
    if (!rule) {
        char text[64];
        snprintf(text, sizeof text, "%.*s", (int)(kind.n > 60 ? 60 : kind.n), kind.p ? kind.p : "");
        json_refuse(j, E_INVALID, N_("{1} är ingen fördelning"), utf8_valid(str(text)) ? text : "?", NULL);
        return d;
    }
    require(j, dist_fields, rule->must, seen);
    unsigned odd = seen & ~(rule->must | rule->may | BIT(F_KIND));
    if (odd)
        json_refuse(j, E_INVALID, N_("fältet {1} hör inte till fördelningen {2}"), dist_fields[__builtin_ctz(odd)], rule->name);
    d.kind = rule->kind;
    double *to[] = { &d.a, &d.b, &d.c, &d.d };
    for (size_t i = 0; i < 4; i++)
        if (rule->member[i] >= 0)
            *to[i] = v[rule->member[i]];
    return d;
}

/* ---- growing lists in the arena ---- */

static void *more(struct json *j, void *list, size_t n, size_t size, size_t *cap, size_t max)
{
    char most[24];
    if (n >= max) {
        snprintf(most, sizeof most, "%zu", max);
        json_refuse(j, E_LIMIT, N_("fler än {1} objekt"), most, NULL);
        return NULL;
    }
    void *grown = arena_grow(j->arena, list, n, n + 1, size, cap);
    if (!grown)
        json_refuse(j, E_LIMIT, N_("modellen ryms inte i minnet; höj gränsen med --memory"), NULL, NULL);
    return grown;
}

#define READ_LIST(j, list, count, max, read)                                                        \
    do {                                                                                            \
        size_t cap_ = 0;                                                                            \
        for (json_array(j); json_item(j);) {                                                        \
            void *grown_ = more((j), (list), (count), sizeof *(list), &cap_, (max));                \
            if (!grown_)                                                                            \
                break;                                                                              \
            (list) = grown_;                                                                        \
            (list)[(count)++] = read(j);                                                            \
        }                                                                                           \
    } while (0)

/* ---- objects ---- */

static void read_secondary(struct json *j, struct risk_item *r)
{
    static const char *const names[] = { "p", "magnitude" };
    unsigned seen = 0;
    struct str key;
    for (json_object(j); json_key(j, &key);)
        switch (field(j, key, names, LEN(names), &seen)) {
        case 0: r->secondary_p = read_dist(j); break;
        case 1: r->secondary_magnitude = read_dist(j); break;
        default: break;
        }
    require(j, names, 3, seen);
}

static struct str read_owner(struct json *j)
{
    struct str s = json_string(j);
    if (s.p && !s.n)
        json_refuse(j, E_INVALID, N_("ett id ska vara 1 till {1} byte långt"), "200", NULL);
    return s;
}

static struct risk_item read_risk(struct json *j)
{
    static const char *const names[] = { "id", "magnitude", "owner", "frequency", "tef", "capability", "strength", "secondary" };
    struct risk_item r = { 0 };
    unsigned seen = 0;
    struct str key;
    for (json_object(j); json_key(j, &key);)
        switch (field(j, key, names, LEN(names), &seen)) {
        case 0: r.id = json_string(j); break;
        case 1: r.magnitude = read_dist(j); break;
        case 2: r.owner = read_owner(j); break;
        case 3: r.frequency = read_dist(j); break;
        case 4: r.tef = read_dist(j); break;
        case 5: r.capability = read_dist(j); break;
        case 6: r.strength = read_dist(j); break;
        case 7: read_secondary(j, &r); break;
        default: break;
        }
    require(j, names, 3, seen);
    require(j, names, seen & BIT(4) ? BIT(5) | BIT(6) : BIT(3), seen);
    return r;
}

static struct risk_entry read_entry(struct json *j)
{
    static const char *const names[] = { "node", "p" };
    struct risk_entry e = { .p = 1 };
    unsigned seen = 0;
    struct str key;
    for (json_object(j); json_key(j, &key);)
        switch (field(j, key, names, LEN(names), &seen)) {
        case 0: e.node = json_string(j); break;
        case 1: e.p = json_number(j); break;
        default: break;
        }
    require(j, names, 1, seen);
    return e;
}

static struct risk_threat read_threat(struct json *j)
{
    static const char *const names[] = { "id", "frequency", "entry" };
    struct risk_threat t = { 0 };
    unsigned seen = 0;
    struct str key;
    for (json_object(j); json_key(j, &key);)
        switch (field(j, key, names, LEN(names), &seen)) {
        case 0: t.id = json_string(j); break;
        case 1: t.frequency = read_dist(j); break;
        case 2: READ_LIST(j, t.entries, t.n_entries, RISK_NODES_MAX, read_entry); break;
        default: break;
        }
    require(j, names, 3, seen);
    return t;
}

static struct risk_node read_node(struct json *j)
{
    static const char *const names[] = { "id", "gate", "p" };
    struct risk_node n = { .p = 1 };
    unsigned seen = 0;
    struct str key;
    for (json_object(j); json_key(j, &key);)
        switch (field(j, key, names, LEN(names), &seen)) {
        case 0: n.id = json_string(j); break;
        case 1: {
            struct str gate = json_string(j);
            n.gate = str_is(gate, "and") ? GATE_AND : GATE_OR;
            if (gate.p && !str_is(gate, "and") && !str_is(gate, "or"))
                json_refuse(j, E_INVALID, N_("här ska or eller and stå"), NULL, NULL);
            break;
        }
        case 2: n.p = json_number(j); break;
        default: break;
        }
    require(j, names, 1, seen);
    return n;
}

static struct risk_edge read_edge(struct json *j)
{
    static const char *const names[] = { "from", "to", "p", "controls" };
    struct risk_edge e = { .p = 1 };
    unsigned seen = 0;
    struct str key;
    for (json_object(j); json_key(j, &key);)
        switch (field(j, key, names, LEN(names), &seen)) {
        case 0: e.from = json_string(j); break;
        case 1: e.to = json_string(j); break;
        case 2: e.p = json_number(j); break;
        case 3: READ_LIST(j, e.controls, e.n_controls, RISK_EDGE_CONTROLS_MAX, json_string); break;
        default: break;
        }
    require(j, names, 3, seen);
    return e;
}

static struct risk_control read_control(struct json *j)
{
    static const char *const names[] = { "id", "coverage", "effectiveness", "operating" };
    struct risk_control c = { 0 };
    unsigned seen = 0;
    struct str key;
    for (json_object(j); json_key(j, &key);)
        switch (field(j, key, names, LEN(names), &seen)) {
        case 0: c.id = json_string(j); break;
        case 1: c.coverage = json_number(j); break;
        case 2: c.effectiveness = read_dist(j); break;
        case 3: c.operating = json_number(j); break;
        default: break;
        }
    require(j, names, 15, seen);
    return c;
}

static struct risk_loss read_loss(struct json *j)
{
    static const char *const names[] = { "id", "node", "magnitude", "owner" };
    struct risk_loss l = { 0 };
    unsigned seen = 0;
    struct str key;
    for (json_object(j); json_key(j, &key);)
        switch (field(j, key, names, LEN(names), &seen)) {
        case 0: l.id = json_string(j); break;
        case 1: l.node = json_string(j); break;
        case 2: l.magnitude = read_dist(j); break;
        case 3: l.owner = read_owner(j); break;
        default: break;
        }
    require(j, names, 7, seen);
    return l;
}

enum err risk_model_read(struct str text, struct arena *a, struct risk_model *ret, struct fault *f)
{
    static const char *const names[] = { "samsyn_model", "risks", "threats", "nodes", "edges", "controls", "losses" };
    if (text.n > RISK_MODEL_BYTES_MAX)
        return fault(f, E_LIMIT, NULL, N_("modellen är större än {1} MiB"), "512", NULL);
    struct json reader = json_new(text, a, (struct json_limits){ .depth = 16, .string = 64 * 1024 }), *j = &reader;
    struct risk_model m = { 0 };
    unsigned seen = 0;
    struct str key;
    for (json_object(j); json_key(j, &key);)
        switch (field(j, key, names, LEN(names), &seen)) {
        case 0:
            if (json_number(j) != 1)
                json_refuse(j, E_INVALID, N_("bara version 1 av modellen kan läsas"), NULL, NULL);
            break;
        case 1: READ_LIST(j, m.risks, m.n_risks, RISK_RISKS_MAX, read_risk); break;
        case 2: READ_LIST(j, m.threats, m.n_threats, RISK_THREATS_MAX, read_threat); break;
        case 3: READ_LIST(j, m.nodes, m.n_nodes, RISK_NODES_MAX, read_node); break;
        case 4: READ_LIST(j, m.edges, m.n_edges, RISK_EDGES_MAX, read_edge); break;
        case 5: READ_LIST(j, m.controls, m.n_controls, RISK_CONTROLS_MAX, read_control); break;
        case 6: READ_LIST(j, m.losses, m.n_losses, RISK_LOSSES_MAX, read_loss); break;
        default: break;
        }
    require(j, names, 1, seen);
    TRY(json_end(j, f));
    TRY(risk_model_check(&m, true, f));
    *ret = m;
    return OK;
}
