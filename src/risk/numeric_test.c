#include "base/test.h"

#include <math.h>
#include <stdlib.h>

#include "risk/engine.h"
#include "risk/numeric.h"

static void near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance * (fabs(want) > 1e-300 ? fabs(want) : 1)))
        fail_msg("%.17g is not %.17g", got, want);
}

static void elementary(void **state)
{
    (void)state;
    for (double x = -700; x < 700; x += 0.37)
        near(rn_exp(x), exp(x), 4e-16);
    for (double x = 1e-300; x < 1e300; x *= 1.7)
        near(rn_log(x), log(x), 4e-16);
    for (double x = 0.05; x < 1e6; x *= 1.3)
        near(rn_lgamma(x), lgamma(x), fabs(lgamma(x)) < 1 ? 1e-11 : 2e-14);
    for (double u = 1e-16; u < 0.5; u *= 1.3)
        near(0.5 * erfc(-rn_normal_lower(u) / sqrt(2)), u, 1e-13);
}

static void incomplete(void **state)
{
    (void)state;
    double p, q;
    rn_gamma_pq(1, 2, &p, &q); /* exponential */
    near(p, 1 - exp(-2), 1e-14);
    rn_gamma_pq(0.5, 1.5, &p, &q); /* P(1/2, x) = erf √x */
    near(p, erf(sqrt(1.5)), 1e-14);
    near(rn_beta_cdf(2, 3, 0.3, 0.7), 0.3483, 1e-13); /* 6x² − 8x³ + 3x⁴ */
    near(rn_beta_cdf(1, 5, 0.2, 0.8), 1 - pow(0.8, 5), 1e-13);
    const double shapes[] = { 0.05, 0.3, 1, 2.5, 40, 1e3, 1e6 };
    for (size_t i = 0; i < LEN(shapes); i++)
        for (double u = 1e-9; u < 0.5; u *= 7) {
            rn_gamma_pq(shapes[i], rn_gamma_quantile(shapes[i], u, false), &p, &q);
            if (rn_gamma_quantile(shapes[i], u, false) > 1e-290)
                near(p, u, 5e-9);
            rn_gamma_pq(shapes[i], rn_gamma_quantile(shapes[i], u, true), &p, &q);
            near(q, u, 5e-9);
        }
}

/* The shapes of ../shared/golden/README.md. */
static void gamma_by_percentiles(void **state)
{
    (void)state;
    near(rn_gamma_shape(10), 2.437273370426, 1e-11);
    near(rn_gamma_shape(5), 4.5897109898, 1e-10);
    near(rn_gamma_shape(1e6), rn_gamma_shape(1e6), 0);
    /* The ends of dist.h lie inside the shapes' range. */
    assert_true(rn_gamma_quantile(1e6, 0.05, true) / rn_gamma_quantile(1e6, 0.05, false) < DIST_GAMMA_RATIO_MIN);
    assert_true(rn_gamma_quantile(0.05, 0.05, true) / rn_gamma_quantile(0.05, 0.05, false) > DIST_GAMMA_RATIO_MAX);
    assert_true(rn_gamma_quantile(0.05, 0.05, true) > 0.05 && rn_gamma_quantile(1, 0.05, true) > 1); /* p95 above the mean */
}

/* Philox's known answers, from the Random123 distribution's kat_vectors. */
static void philox_known(void **state)
{
    (void)state;
    struct words2 w = philox(0, 0, 0, 0, 0);
    assert_true(w.w0 == 0xe169c58d6627e8d5u && w.w1 == 0x9b00dbd8bc57ac4cu);
    w = philox(UINT64_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX);
    assert_true(w.w0 == 0x41c83b0e408f276du && w.w1 == 0x6d5451fda20bc7c6u);
    w = philox(0x299f31d0a4093822u, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344);
    assert_true(w.w0 == 0x94fdccebd16cfe09u && w.w1 == 0x24126ea15001e420u);
}

/* Tables against the exact quantile in the middle of every piece, and against the exact mean. */
static void table_close(enum risk_dist_kind kind, double a, double b, double tolerance)
{
    struct quantile_table *t = aligned_alloc(64, sizeof *t);
    table_fill(t, kind, a, b);
    for (int upper = 0; upper < 2; upper++)
        for (int octave = 0; octave < TABLE_OCTAVES; octave++)
            for (int piece = 0; piece < TABLE_PIECES; piece += 5) {
                double u = ldexp(1 + (piece + 0.5) / TABLE_PIECES, -2 - octave), exact = table_exact(t, u, upper);
                struct dist_ready d = { READY_TABLE, 0, 1, t };
                uint64_t word = (uint64_t)upper << 63 | ((uint64_t)(u * 0x1p53 - 0.5) << 11);
                if (exact > 1e-280 || kind == DIST_LOGNORMAL)
                    near(dist_value(&d, word), exact, tolerance);
            }
    free(t);
}

static void tables(void **state)
{
    (void)state;
    table_close(DIST_LOGNORMAL, 0, 0, 1e-6);
    table_close(DIST_GAMMA_SHAPE, 2.437273370426, 0, 1e-6);
    table_close(DIST_GAMMA_SHAPE, 1, 0, 1e-6);
    table_close(DIST_GAMMA_SHAPE, 0.5, 0, 1e-6);
    table_close(DIST_GAMMA_SHAPE, 1e4, 0, 1e-6);
    table_close(DIST_BETA, 1.36363636364, 4.63636363636, 1e-6);
    table_close(DIST_BETA, 2, 4, 1e-6);
    table_close(DIST_BETA, 0.7, 0.9, 1e-6);
}

/* Mean, sd and percentiles of true PERT and the lognormal (golden), by ten million equally spaced words. */
static void moments(void **state)
{
    (void)state;
    static const struct { struct risk_dist d; double mean, sd, p05, p50, p95; } row[] = {
        { { DIST_PERT, 20, 100, 900, 4 }, 220, 139.386410487, 44.458263, 192.4487733, 490.2202258 },
        { { DIST_PERT, 3e6, 3.5e6, 5e6, 4 }, 3666666.66667, 356348.32255, 3152880.8, 3627620.341, 4314816.636 },
        { { DIST_PERT, 0, 10, 20, 4 }, 10, 3.77964473, 3.7851075, 10, 16.21489245 },
        { { DIST_LOGNORMAL, 1, 10, 0, 0 }, 4.04001282694573, 3.21217953039, 1, 3.16227766017, 10 },
        { { DIST_LOGNORMAL, 635000, 19000000, 0, 0 }, 5922706.83351131, 9.90887e6, 635000, 3473470.88659, 19000000 },
    };
    enum { N = 1 << 21 };
    for (size_t i = 0; i < LEN(row); i++) {
        struct quantile_table *t = aligned_alloc(64, sizeof *t);
        enum risk_dist_kind kind;
        double a, b, sum = 0, squares = 0;
        dist_shape(&row[i].d, &kind, &a, &b);
        table_fill(t, kind, a, b);
        struct dist_ready d = dist_ready_with(&row[i].d, t);
        near(dist_mean(&row[i].d), row[i].mean, 1e-11);
        /* By their size, so that the two halves of the word meet: word w stands for a probability that rises, then falls to the top. */
        for (uint64_t w = 0; w < N; w++) {
            double x = dist_value(&d, (w << 43) + ((uint64_t)1 << 42)) - row[i].mean;
            sum += x;
            squares += x * x;
        }
        near(row[i].mean + sum / N, row[i].mean, 1e-5);
        if (i != 4)
            near(sqrt(squares / N), row[i].sd, 2e-4);
        near(dist_value(&d, (uint64_t)(0.05 * 0x1p64)), row[i].p05, 2e-7);
        near(dist_value(&d, (uint64_t)(0.5 * 0x1p64) - 1), row[i].p50, 2e-7);
        near(dist_value(&d, ((uint64_t)1 << 63) + (uint64_t)(0.05 * 0x1p64)), row[i].p95, 2e-7);
        free(t);
    }
}

static void poisson_table(void **state)
{
    (void)state;
    for (uint32_t base = POISSON_RISK; base <= POISSON_THREAT; base += POISSON_THREAT - POISSON_RISK) {
        struct poisson p;
        poisson_init(&p, base);
        double mean = 64.0 * base, got = 0, squares = 0, before = 0;
        for (int n = 0; n < POISSON_COUNT_MAX && before < 1; n++) {
            double below = p.below[n] == UINT64_MAX ? 1 : (double)p.below[n] * 0x1p-64;
            got += n * (below - before);
            squares += (n - mean) * (n - mean) * (below - before);
            before = below;
        }
        near(got, mean, 1e-12);
        near(squares, mean, 1e-11);
        double high = 0;
        for (uint32_t i = 0; i < 200; i++) { /* strips meet and have one area */
            struct strip s = poisson_strip(&p, i);
            assert_true(s.low == high && s.height * s.years == mean);
            high = s.low + s.height;
        }
    }
}

/* Ranks by the binomial distribution, against its exact sums for n = 100. */
static void ranks(void **state)
{
    (void)state;
    uint64_t lo, hi;
    stat_ranks(100, 0.5, &lo, &hi);
    assert_true(lo == 40 && hi == 61); /* the sign test's classical interval */
    stat_ranks(100, 0.95, &lo, &hi);
    assert_true(lo == 90 && hi == 100); /* P(B < 90) = .0115 and P(B < 91) = .0282; P(B >= 99) = .0371, P(B >= 100) = .0059 */
}

static void sorting(void **state)
{
    (void)state;
    enum { N = 5000 };
    double *v = test_malloc(N * sizeof *v), *s = test_malloc(N * sizeof *s), *w = test_malloc(N * sizeof *w);
    for (size_t i = 0; i < N; i++)
        w[i] = v[i] = dist_value(&(struct dist_ready){ READY_LINEAR, 0, 1, NULL }, philox(7, (uint32_t)i, 0, 0, 1).w0) * (i % 3 ? 1e-9 : 1e12);
    struct stat_plan plan;
    stat_plan_init(&plan, kernel_for(ISA_PORTABLE), 2 * N);
    struct risk_stat stat = stat_of(&plan, w, N, s);
    stat_sort(v, N, s);
    for (size_t i = 1; i < N; i++)
        assert_true(v[i - 1] <= v[i]);
    assert_true(stat.p05 == 0 && stat.p50 == 0 && stat.p_zero == 0.5);
    assert_true(stat.p90 == v[4000 - 1] && stat.p95 == v[4500 - 1] && stat.p99 == v[4900 - 1] && stat.p999 == v[4990 - 1]);
    test_free(v);
    test_free(s);
    test_free(w);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(elementary), cmocka_unit_test(incomplete), cmocka_unit_test(gamma_by_percentiles), cmocka_unit_test(philox_known),
        cmocka_unit_test(tables), cmocka_unit_test(moments), cmocka_unit_test(poisson_table), cmocka_unit_test(ranks), cmocka_unit_test(sorting),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
