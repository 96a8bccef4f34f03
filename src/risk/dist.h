/* Distributions: their rules, and drawing from them by one uniform word each, through the quantile function.
 *
 * One word per draw makes two models comparable draw by draw (common random numbers) and every value monotone in its parameters' quantiles.
 * Where the quantile has no closed form it is a table of cubic polynomials over octaves of u towards both ends, 16 pieces an octave down to
 * 2^-25, with exact values and slopes at the joints; relative error below 1e-6 in the tails and 1e-8 in the middle, held by a test. Beyond it the exact quantile is computed:
 * no tail is cut. */
#ifndef RISK_DIST_H
#define RISK_DIST_H

#include "risk/risk.h"

struct mem;

/* Domains a distribution must stay in. */
enum dist_domain { DOMAIN_ANY, DOMAIN_RATE, DOMAIN_SEK, DOMAIN_PROBABILITY };

/* NULL when the distribution is whole and inside the domain; otherwise the member at fault ("p05"; "" for the whole) with the text and
 * the value as text in *ret_text, *ret_a1, *ret_a2 (arguments of the text). */
struct dist_error { const char *member; const char *text; double value; const char *range; enum err code; };
bool dist_check(const struct risk_dist *d, enum dist_domain domain, struct dist_error *ret);

/* The mean in closed form. */
double dist_mean(const struct risk_dist *d);
static inline bool dist_same(const struct risk_dist *x, const struct risk_dist *y)
{
    return x->kind == y->kind && x->a == y->a && x->b == y->b && x->c == y->c && x->d == y->d;
}

enum { TABLE_OCTAVES = 24, TABLE_PIECES = 16, TABLE_HALF = TABLE_OCTAVES * TABLE_PIECES };

/* x(u) on piece i: c[0] + t (c[1] + t (c[2] + t c[3])), 0 <= t < 1. The lower half is indexed by u, the upper by 1 - u. */
struct quantile_table {
    _Alignas(64) double c[2 * TABLE_HALF][4];
    enum risk_dist_kind kind; /* LOGNORMAL: the standard normal; GAMMA_SHAPE: scale 1; BETA */
    bool filled;
    double a, b;
};

enum ready_kind { READY_CONSTANT, READY_LINEAR, READY_LOGNORMAL, READY_TABLE };

/* Made ready for drawing: value = base + width·q, or e^(base + width·q) for the lognormal. */
struct dist_ready {
    enum ready_kind kind;
    double base, width;
    const struct quantile_table *table;
};

/* Fills a table: of the standard normal, of the gamma of scale 1 or of the beta. */
void table_fill(struct quantile_table *t, enum risk_dist_kind kind, double a, double b);
/* The exact quantile, for what lies beyond the table: u' <= 1/2 is the tail's probability, lower or upper. */
double table_exact(const struct quantile_table *t, double u, bool upper);
/* What a table must be of for the distribution (kind DIST_NONE: it needs none), and the rest of the ready form. */
void dist_shape(const struct risk_dist *d, enum risk_dist_kind *ret_kind, double *ret_a, double *ret_b);
struct dist_ready dist_ready_with(const struct risk_dist *d, const struct quantile_table *t);
/* One value. The kernels' dist_draw gives the same bytes. */
double dist_value(const struct dist_ready *d, uint64_t word);

#endif
