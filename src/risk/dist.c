#include "risk/dist.h"

#include <math.h>

#include "risk/numeric.h"
#include "risk/philox.h"

static const double Z95 = 1.6448536269514722; /* the normal's 95th percentile */

static bool refuse(struct dist_error *ret, const char *member, const char *text, double value, const char *range)
{
    *ret = (struct dist_error){ .member = member, .text = text, .value = value, .range = range, .code = E_INVALID };
    return false;
}

static bool within(double v, const char *member, enum dist_domain domain, struct dist_error *ret)
{
    static const char not_in[] = N_("{1} ligger inte i {2}");
    if (!isfinite(v))
        return refuse(ret, member, N_("talet är inte ändligt"), v, "");
    switch (domain) {
    case DOMAIN_ANY: return true;
    case DOMAIN_RATE: return (v >= 0 && v <= RISK_RATE_MAX) || refuse(ret, member, not_in, v, "0..1e6");
    case DOMAIN_SEK: return (v >= 0 && v <= RISK_AMOUNT_MAX) || refuse(ret, member, not_in, v, "0..1e15");
    case DOMAIN_PROBABILITY: return (v >= 0 && v <= 1) || refuse(ret, member, not_in, v, "0..1");
    }
    return true;
}

static bool shape_ok(double v, const char *member, struct dist_error *ret)
{
    return (v >= RISK_SHAPE_MIN && v <= RISK_SHAPE_MAX) || refuse(ret, member, N_("{1} ligger inte i {2}"), v, "0.05..1e6");
}

/* Lognormal and gamma by their 5th and 95th percentiles. */
static bool percentiles_ok(const struct risk_dist *d, struct dist_error *ret)
{
    if (d->a <= 0)
        return refuse(ret, "p05", N_("{1} är inte större än 0"), d->a, "");
    if (d->b < d->a)
        return refuse(ret, "", N_("p95 {1} är mindre än p05"), d->b, "");
    if (d->b / d->a > RISK_RATIO_MAX)
        return refuse(ret, "", N_("p95 delat med p05 är {1}, högst {2} går"), d->b / d->a, "1e18");
    if (d->kind == DIST_GAMMA && d->b > d->a && rn_gamma_shape(d->b / d->a) <= 0)
        return refuse(ret, "", N_("ingen gammafördelning har p95 delat med p05 lika med {1}"), d->b / d->a, "");
    return true;
}

static bool pert_ok(const struct risk_dist *d, struct dist_error *ret)
{
    if (d->c < d->a)
        return refuse(ret, "", N_("high {1} är mindre än low"), d->c, "");
    if (d->b < d->a || d->b > d->c)
        return refuse(ret, "mode", N_("{1} ligger inte mellan low och high"), d->b, "");
    if (!isfinite(d->d) || d->d <= 0 || d->d > 1e4)
        return refuse(ret, "gamma", N_("{1} ligger inte i {2}"), d->d, "0..1e4");
    return true;
}

bool dist_check(const struct risk_dist *d, enum dist_domain domain, struct dist_error *ret)
{
    switch (d->kind) {
    case DIST_NONE:
        return refuse(ret, "", N_("en fördelning saknas"), 0, "");
    case DIST_CONSTANT:
        return within(d->a, "value", domain, ret);
    case DIST_UNIFORM:
        return within(d->a, "low", domain, ret) && within(d->b, "high", domain, ret) &&
               (d->a <= d->b || refuse(ret, "", N_("high {1} är mindre än low"), d->b, ""));
    case DIST_PERT:
        return within(d->a, "low", domain, ret) && within(d->b, "mode", domain, ret) && within(d->c, "high", domain, ret) && pert_ok(d, ret);
    case DIST_LOGNORMAL:
    case DIST_GAMMA:
        if (domain == DOMAIN_PROBABILITY && d->a < d->b)
            return refuse(ret, "", N_("fördelningen når över 1; här ska en sannolikhet stå"), 0, "");
        return within(d->a, "p05", domain, ret) && within(d->b, "p95", domain, ret) && percentiles_ok(d, ret) &&
               (domain != DOMAIN_RATE || within(dist_mean(d), "", domain, ret));
    case DIST_GAMMA_SHAPE:
        if (domain == DOMAIN_PROBABILITY)
            return refuse(ret, "", N_("fördelningen når över 1; här ska en sannolikhet stå"), 0, "");
        if (!isfinite(d->b) || d->b <= 0)
            return refuse(ret, "scale", N_("{1} är inte större än 0"), d->b, "");
        return shape_ok(d->a, "shape", ret) && within(d->b, "scale", domain, ret) && within(d->a * d->b, "", domain, ret);
    case DIST_BETA:
        return shape_ok(d->a, "alpha", ret) && shape_ok(d->b, "beta", ret);
    }
    return refuse(ret, "", N_("en fördelning saknas"), 0, "");
}

static void pert_shape(const struct risk_dist *d, double *ret_alpha, double *ret_beta)
{
    *ret_alpha = 1 + d->d * (d->b - d->a) / (d->c - d->a);
    *ret_beta = 1 + d->d * (d->c - d->b) / (d->c - d->a);
}

static double gamma_scale(const struct risk_dist *d, double shape)
{
    return d->b / rn_gamma_quantile(shape, 0.05, true);
}

double dist_mean(const struct risk_dist *d)
{
    switch (d->kind) {
    case DIST_NONE: return 0;
    case DIST_CONSTANT: return d->a;
    case DIST_UNIFORM: return 0.5 * (d->a + d->b);
    case DIST_PERT: return (d->a + d->d * d->b + d->c) / (d->d + 2);
    case DIST_LOGNORMAL: {
        double sigma = (rn_log(d->b) - rn_log(d->a)) / (2 * Z95);
        return rn_exp(0.5 * (rn_log(d->a) + rn_log(d->b)) + 0.5 * sigma * sigma);
    }
    case DIST_GAMMA: {
        double k = d->a < d->b ? rn_gamma_shape(d->b / d->a) : 0;
        return k > 0 ? k * gamma_scale(d, k) : d->a;
    }
    case DIST_GAMMA_SHAPE: return d->a * d->b;
    case DIST_BETA: return d->a / (d->a + d->b);
    }
    return 0;
}

void dist_shape(const struct risk_dist *d, enum risk_dist_kind *ret_kind, double *ret_a, double *ret_b)
{
    *ret_kind = DIST_NONE;
    *ret_a = *ret_b = 0;
    switch (d->kind) {
    case DIST_LOGNORMAL:
        *ret_kind = d->a < d->b ? DIST_LOGNORMAL : DIST_NONE;
        break;
    case DIST_PERT:
        if (d->a < d->c) {
            *ret_kind = DIST_BETA;
            pert_shape(d, ret_a, ret_b);
        }
        break;
    case DIST_GAMMA:
        if (d->a < d->b) {
            *ret_kind = DIST_GAMMA_SHAPE;
            *ret_a = rn_gamma_shape(d->b / d->a);
        }
        break;
    case DIST_GAMMA_SHAPE:
        *ret_kind = DIST_GAMMA_SHAPE;
        *ret_a = d->a;
        break;
    case DIST_BETA:
        *ret_kind = DIST_BETA;
        *ret_a = d->a;
        *ret_b = d->b;
        break;
    default:
        break;
    }
}

struct dist_ready dist_ready_with(const struct risk_dist *d, const struct quantile_table *t)
{
    switch (d->kind) {
    case DIST_UNIFORM:
        if (d->a < d->b)
            return (struct dist_ready){ READY_LINEAR, d->a, d->b - d->a, NULL };
        break;
    case DIST_LOGNORMAL:
        if (t)
            return (struct dist_ready){ READY_LOGNORMAL, 0.5 * (rn_log(d->a) + rn_log(d->b)), (rn_log(d->b) - rn_log(d->a)) / (2 * Z95), t };
        break;
    case DIST_PERT:
        if (t)
            return (struct dist_ready){ READY_TABLE, d->a, d->c - d->a, t };
        break;
    case DIST_GAMMA:
        if (t)
            return (struct dist_ready){ READY_TABLE, 0, gamma_scale(d, t->a), t };
        break;
    case DIST_GAMMA_SHAPE: return (struct dist_ready){ READY_TABLE, 0, d->b, t };
    case DIST_BETA: return (struct dist_ready){ READY_TABLE, 0, 1, t };
    default: break;
    }
    return (struct dist_ready){ READY_CONSTANT, d->a, 0, NULL };
}

double table_exact(const struct quantile_table *t, double u, bool upper)
{
    switch (t->kind) {
    case DIST_LOGNORMAL: return upper ? -rn_normal_lower(u) : rn_normal_lower(u);
    case DIST_GAMMA_SHAPE: return rn_gamma_quantile(t->a, u, upper);
    default: return upper ? 1 - rn_exp(rn_beta_log_quantile(t->b, t->a, u)) : rn_exp(rn_beta_log_quantile(t->a, t->b, u));
    }
}

/* The tables are filled by walking the quantile function from the tail to the median: dy/ds with s = ln u, by the classical Runge–Kutta method
 * in steps of at most 1/32 of an octave. An error in u stays as it is on the way, so towards the median it shrinks beside u; the other way it
 * would grow. y is ln x, for the gamma's upper half x itself. */
struct walk { enum risk_dist_kind kind; bool upper; double a, b, norm; };

static double slope(const struct walk *w, double s, double y)
{
    if (w->kind == DIST_GAMMA_SHAPE && w->upper)
        return -rn_exp(s + w->norm + y - (w->a - 1) * rn_log(y));
    if (w->kind == DIST_GAMMA_SHAPE)
        return rn_exp(s + w->norm + rn_exp(y) - w->a * y);
    double x = rn_exp(y), rest = 1 - x;
    return rn_exp(s + w->norm - w->a * y - (w->b - 1) * rn_log(rest > 1e-300 ? rest : 1e-300));
}

static double step(const struct walk *w, double s, double y, double h)
{
    double k1 = slope(w, s, y), k2 = slope(w, s + h / 2, y + h / 2 * k1), k3 = slope(w, s + h / 2, y + h / 2 * k2);
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + slope(w, s + h, y + h * k3));
}

/* Piece i of a half spans [low, low·(1 + …)); joints counted from the median (j = 0, u = 1/2) downwards. */
static double joint(int j)
{
    int octave = j / TABLE_PIECES, piece = j % TABLE_PIECES;
    return ldexp(1 - (double)piece / (2 * TABLE_PIECES), -1 - octave);
}

static void piece_fill(double c[4], double x0, double d0, double x1, double d1)
{
    double rise = x1 - x0;
    c[0] = x0;
    c[1] = d0;
    c[2] = 3 * rise - 2 * d0 - d1;
    c[3] = d0 + d1 - 2 * rise;
}

/* Value and dx/du at the joint, as seen in the half's own u. */
static void joint_value(const struct walk *w, double u, double y, double *ret_x, double *ret_d)
{
    double g = slope(w, rn_log(u), y) / u;
    bool plain = w->kind == DIST_GAMMA_SHAPE && w->upper;
    double x = plain ? y : rn_exp(y);
    *ret_x = w->kind == DIST_BETA && w->upper ? 1 - x : x;
    *ret_d = plain ? g : w->kind == DIST_BETA && w->upper ? -g * x : g * x;
}

static double tail_begin(const struct quantile_table *t, struct walk *w, bool upper)
{
    const double end = joint(TABLE_HALF);
    if (t->kind == DIST_GAMMA_SHAPE) {
        w->norm = rn_lgamma(t->a);
        double x = rn_gamma_quantile(t->a, end, upper);
        return upper ? x : rn_log(x);
    }
    w->norm = rn_lgamma(t->a) + rn_lgamma(t->b) - rn_lgamma(t->a + t->b);
    w->a = upper ? t->b : t->a;
    w->b = upper ? t->a : t->b;
    return rn_beta_log_quantile(w->a, w->b, end);
}

static void half_fill(struct quantile_table *t, bool upper)
{
    double (*c)[4] = t->c + (upper ? TABLE_HALF : 0);
    double u0 = 0, x0 = 0, d0 = 0;
    struct walk w = { .kind = t->kind, .upper = upper, .a = t->a, .b = t->b };
    double y = t->kind == DIST_LOGNORMAL ? 0 : tail_begin(t, &w, upper);
    for (int j = TABLE_HALF; j >= 0; j--) {
        double u1 = joint(j), x1, d1;
        if (t->kind == DIST_LOGNORMAL) {
            double z = rn_normal_lower(u1), dz = 2.5066282746310005024 * rn_exp(0.5 * z * z);
            x1 = upper ? -z : z;
            d1 = upper ? -dz : dz;
        } else {
            if (j < TABLE_HALF) {
                double s = rn_log(u0), h = (rn_log(u1) - s) / 2;
                y = step(&w, s + h, step(&w, s, y, h), h);
            }
            joint_value(&w, u1, y, &x1, &d1);
        }
        if (j < TABLE_HALF)
            piece_fill(c[TABLE_HALF - 1 - j], x0, d0 * (u1 - u0), x1, d1 * (u1 - u0));
        u0 = u1;
        x0 = x1;
        d0 = d1;
    }
}

void table_fill(struct quantile_table *t, enum risk_dist_kind kind, double a, double b)
{
    t->kind = kind;
    t->a = a;
    t->b = b;
    half_fill(t, false);
    half_fill(t, true);
    t->filled = true;
}

double dist_value(const struct dist_ready *d, uint64_t word)
{
    if (d->kind == READY_CONSTANT)
        return d->base;
    if (d->kind == READY_LINEAR)
        return d->base + d->width * uniform_of(word);
    double u = ((double)(word << 1 >> 12) + 0.5) * 0x1p-53, q;
    bool upper = word >> 63;
    uint64_t bits;
    memcpy(&bits, &u, sizeof bits);
    int64_t at = (int64_t)(bits >> 48) - ((1023 - 1 - TABLE_OCTAVES) << 4);
    if (at < 0) {
        q = table_exact(d->table, u, upper);
    } else {
        bits = (bits << 4 & 0xfffffffffffffu) | 0x3ff0000000000000u;
        double t;
        memcpy(&t, &bits, sizeof t);
        t -= 1;
        const double *c = d->table->c[at + (upper ? TABLE_HALF : 0)];
        q = c[0] + t * (c[1] + t * (c[2] + t * c[3]));
    }
    double x = d->base + d->width * q;
    return d->kind == READY_LOGNORMAL ? rn_exp(x) : x;
}
