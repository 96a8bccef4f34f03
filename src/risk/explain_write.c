#include "risk/explain.h"

static void put_measure(struct buf *b, struct str name, struct risk_measure m)
{
    buf_put(b, name);
    buf_put(b, S("{\"mean\":"));
    buf_double(b, m.mean);
    buf_put(b, S(",\"p95\":"));
    buf_double(b, m.p95);
    buf_put(b, S(",\"p99\":"));
    buf_double(b, m.p99);
    buf_char(b, '}');
}

static void put_effect(struct buf *b, struct str name, struct risk_effect e)
{
    buf_put(b, name);
    buf_put(b, S("{\"mean\":"));
    buf_double(b, e.mean);
    buf_put(b, S(",\"p95\":"));
    buf_double(b, e.p95);
    buf_char(b, '}');
}

static void put_name(struct buf *b, struct str id, struct str to)
{
    buf_put(b, to.p ? S("\"from\":") : S("\"id\":"));
    buf_json(b, id);
    if (to.p) {
        buf_put(b, S(",\"to\":"));
        buf_json(b, to);
    }
}

static void put_head(struct buf *b, const char *kind, uint64_t years, uint64_t seed)
{
    buf_printf(b, "{\"%s\":1,\"years\":%llu,\"seed\":%llu,\n", kind, (unsigned long long)years, (unsigned long long)seed);
}

void risk_explanation_write(struct buf *b, const struct risk_explanation *x)
{
    put_head(b, "samsyn_explain", x->years, x->seed);
    buf_put(b, x->shapley ? S("\"method\":\"shapley\",") : S("\"method\":\"waterfall\",\"order\":\"as listed\","));
    put_measure(b, S("\n\"old\":"), x->old);
    put_measure(b, S(",\"new\":"), x->now);
    put_measure(b, S(",\"change\":"), x->change);
    buf_put(b, S(",\n\"shares\":["));
    for (size_t i = 0; i < x->n_shares; i++) {
        const struct risk_share *s = &x->shares[i];
        buf_printf(b, "%s\n{\"object\":\"%s\",", i ? "," : "", s->object);
        put_name(b, s->id, s->to);
        buf_put(b, S(",\"field\":"));
        if (s->field)
            buf_json(b, str(s->field));
        else
            buf_put(b, S("null"));
        buf_put(b, S(",\"was\":"));
        buf_put(b, s->was);
        buf_put(b, S(",\"now\":"));
        buf_put(b, s->now);
        buf_put(b, S(",\"mean\":"));
        buf_double(b, s->share.mean);
        buf_put(b, S(",\"p95\":"));
        buf_double(b, s->share.p95);
        buf_put(b, S(",\"p99\":"));
        buf_double(b, s->share.p99);
        buf_char(b, '}');
    }
    buf_put(b, S("]}\n"));
}

/* low and high: the names of the two ends; a NULL one is left out. */
static void put_influences(struct buf *b, struct str name, const struct risk_influence *x, size_t n, const char *low, const char *high, bool high_first)
{
    buf_put(b, name);
    for (size_t i = 0; i < n; i++) {
        buf_put(b, i ? S(",\n{") : S("\n{"));
        put_name(b, x[i].id, x[i].to);
        for (int end = 0; end < 2; end++) {
            bool is_high = (end == 0) == high_first;
            if (!(is_high ? high : low))
                continue;
            buf_printf(b, ",\"%s\":", is_high ? high : low);
            put_effect(b, S(""), is_high ? x[i].high : x[i].low);
        }
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void put_pair(struct buf *b, size_t i, struct str threat, struct str loss)
{
    buf_put(b, i ? S(",\n{\"threat\":") : S("\n{\"threat\":"));
    buf_json(b, threat);
    buf_put(b, S(",\"loss\":"));
    buf_json(b, loss);
}

void risk_sensitivity_write(struct buf *b, const struct risk_sensitivity *s)
{
    put_head(b, "samsyn_sensitivity", s->years, s->seed);
    put_effect(b, S("\"base\":"), s->base);
    put_influences(b, S(",\n\"controls\":["), s->controls, s->n_controls, "perfect", "absent", true);
    put_influences(b, S(",\n\"edges\":["), s->edges, s->n_edges, "closed", "open", false);
    put_influences(b, S(",\n\"nodes\":["), s->nodes, s->n_nodes, "hardened", NULL, false);
    buf_put(b, S(",\n\"single_points\":["));
    for (size_t i = 0; i < s->n_points; i++) {
        put_pair(b, i, s->points[i].threat, s->points[i].loss);
        buf_put(b, S(",\"node\":"));
        buf_json(b, s->points[i].node);
        buf_char(b, '}');
    }
    buf_put(b, S("],\n\"paths\":["));
    for (size_t i = 0; i < s->n_paths; i++) {
        put_pair(b, i, s->paths[i].threat, s->paths[i].loss);
        buf_put(b, S(",\"p\":"));
        buf_double(b, s->paths[i].p);
        buf_put(b, S(",\"nodes\":["));
        for (size_t n = 0; n < s->paths[i].n_nodes; n++) {
            if (n)
                buf_char(b, ',');
            buf_json(b, s->paths[i].nodes[n]);
        }
        buf_put(b, S("]}"));
    }
    buf_put(b, S("]}\n"));
}
