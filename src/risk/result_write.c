#include "risk/model_read.h"

void risk_dist_write(struct buf *b, const struct risk_dist *d)
{
    static const struct { const char *kind, *name[4]; } words[] = {
        [DIST_CONSTANT] = { "constant", { "value" } },
        [DIST_UNIFORM] = { "uniform", { "low", "high" } },
        [DIST_PERT] = { "pert", { "low", "mode", "high", "gamma" } },
        [DIST_LOGNORMAL] = { "lognormal", { "p05", "p95" } },
        [DIST_GAMMA] = { "gamma", { "p05", "p95" } },
        [DIST_GAMMA_SHAPE] = { "gamma", { "shape", "scale" } },
        [DIST_BETA] = { "beta", { "alpha", "beta" } },
    };
    const double v[] = { d->a, d->b, d->c, d->d };
    if (d->kind == DIST_NONE) {
        buf_put(b, S("null"));
        return;
    }
    if (d->kind == DIST_CONSTANT) {
        buf_double(b, d->a);
        return;
    }
    buf_put(b, S("{\"kind\":"));
    buf_json(b, str(words[d->kind].kind));
    for (size_t i = 0; i < 4 && words[d->kind].name[i]; i++) {
        buf_char(b, ',');
        buf_json(b, str(words[d->kind].name[i]));
        buf_char(b, ':');
        buf_double(b, v[i]);
    }
    buf_char(b, '}');
}

static void put_range(struct buf *b, struct str name, struct risk_range r)
{
    buf_put(b, name);
    buf_double(b, r.lo);
    buf_char(b, ',');
    buf_double(b, r.hi);
    buf_char(b, ']');
}

static void put_stat(struct buf *b, const struct risk_stat *s)
{
    const struct { struct str name; double v; } row[] = {
        { S("\"mean\":"), s->mean }, { S(",\"sd\":"), s->sd }, { S(",\"p_zero\":"), s->p_zero }, { S(",\"p05\":"), s->p05 },
        { S(",\"p50\":"), s->p50 }, { S(",\"p90\":"), s->p90 }, { S(",\"p95\":"), s->p95 }, { S(",\"p99\":"), s->p99 },
        { S(",\"p999\":"), s->p999 },
    };
    for (size_t i = 0; i < LEN(row); i++) {
        buf_put(b, row[i].name);
        buf_double(b, row[i].v);
    }
    put_range(b, S(",\"mean_ci95\":["), s->mean_ci95);
    put_range(b, S(",\"p95_ci95\":["), s->p95_ci95);
    put_range(b, S(",\"p99_ci95\":["), s->p99_ci95);
}

static void put_id(struct buf *b, size_t i, struct str id)
{
    buf_put(b, i ? S(",\n{\"id\":") : S("\n{\"id\":"));
    buf_json(b, id);
}

static void put_owners(struct buf *b, struct str name, const struct risk_owner_result *o, size_t n)
{
    buf_put(b, name);
    for (size_t i = 0; i < n; i++) {
        put_id(b, i, o[i].id);
        buf_char(b, ',');
        put_stat(b, &o[i].stat);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void put_threat(struct buf *b, size_t i, const struct risk_threat_result *t)
{
    put_id(b, i, t->id);
    buf_put(b, S(",\"events\":"));
    buf_int(b, (int64_t)t->events);
    buf_char(b, ',');
    put_stat(b, &t->stat);
    buf_put(b, S(",\"nodes\":["));
    for (size_t n = 0; n < t->n_nodes; n++) {
        put_id(b, n, t->nodes[n].id);
        buf_put(b, S(",\"p\":"));
        buf_double(b, t->nodes[n].p);
        put_range(b, S(",\"ci95\":["), t->nodes[n].ci95);
        buf_char(b, '}');
    }
    buf_put(b, S("]}"));
}

void risk_result_write(struct buf *b, const struct risk_result *r)
{
    buf_put(b, S("{\"samsyn_result\":1,\"years\":"));
    buf_int(b, (int64_t)r->years);
    buf_printf(b, ",\"seed\":%llu", (unsigned long long)r->seed);
    buf_put(b, S(",\n\"total\":{"));
    put_stat(b, &r->total);
    buf_char(b, '}');
    put_owners(b, S(",\n\"owners\":["), r->owners, r->n_owners);
    put_owners(b, S(",\n\"risks\":["), r->risks, r->n_risks);
    buf_put(b, S(",\n\"threats\":["));
    for (size_t i = 0; i < r->n_threats; i++)
        put_threat(b, i, &r->threats[i]);
    buf_put(b, S("],\n\"lec\":["));
    for (size_t i = 0; i < r->n_lec; i++) {
        buf_put(b, i ? S(",{\"loss\":") : S("{\"loss\":"));
        buf_double(b, r->lec[i].loss);
        buf_put(b, S(",\"p\":"));
        buf_double(b, r->lec[i].p);
        buf_char(b, '}');
    }
    buf_put(b, S("]}\n"));
}
