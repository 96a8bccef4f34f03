#include "risk/numeric.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static uint64_t bits_of(double x)
{
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

static double double_of(uint64_t u)
{
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

const double rn_exp_table[16] = { /* 2^(j/16), rounded */
    0x1.0000000000000p+0, 0x1.0b5586cf9890fp+0, 0x1.172b83c7d517bp+0, 0x1.2387a6e756238p+0,
    0x1.306fe0a31b715p+0, 0x1.3dea64c123422p+0, 0x1.4bfdad5362a27p+0, 0x1.5ab07dd485429p+0,
    0x1.6a09e667f3bcdp+0, 0x1.7a11473eb0187p+0, 0x1.8ace5422aa0dbp+0, 0x1.9c49182a3f090p+0,
    0x1.ae89f995ad3adp+0, 0x1.c199bdd85529cp+0, 0x1.d5818dcfba487p+0, 0x1.ea4afa2a490dap+0,
};

/* x = (16 n + j) ln 2 / 16 + r with |r| <= ln 2 / 32: 2^n · 2^(j/16) · e^r. */
double rn_exp(double x)
{
    if (x < -708)
        x = -708;
    if (x > 709)
        x = 709;
    const double magic = 0x1.8p52; /* adding it rounds to an integer and leaves that integer in the low bits */
    double t = x * RN_EXP_STEPS + magic;
    double k = t - magic;
    double r = (x - k * RN_EXP_STEP_HIGH) - k * RN_EXP_STEP_LOW;
    double r2 = r * r, y = ((r * (1.0 / 2) + 1.0) + (r * (1.0 / 24) + 1.0 / 6) * r2) + ((r * (1.0 / 720) + 1.0 / 120) + r2 * (1.0 / 5040)) * (r2 * r2);
    double base = rn_exp_table[bits_of(t) & 15];
    return double_of(bits_of(base + base * (y * r)) + ((bits_of(t) & ~(uint64_t)15) << 48));
}

double rn_log(double x)
{
    int e = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        e = -54;
    }
    uint64_t u = bits_of(x);
    e += (int)(u >> 52) - 1023;
    double m = double_of((u & 0xfffffffffffffu) | 0x3ff0000000000000u);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        e++;
    }
    double f = (m - 1) / (m + 1), s = f * f, y = 0;
    for (int k = 23; k >= 3; k -= 2)
        y = (y + 1.0 / k) * s;
    double k = e;
    return k * 0x1.62e42feep-1 + (k * 0x1.a39ef35793c76p-33 + 2 * f * (1 + y));
}

double rn_lgamma(double x)
{
    double shift = 0;
    while (x < 14) {
        shift += rn_log(x);
        x += 1;
    }
    double i = 1 / x, s = i * i;
    double series = i * (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188 - s * (691.0 / 360360))))));
    return (x - 0.5) * rn_log(x) - x + 0.91893853320467274178 + series - shift;
}

static double ratio(const double *num, const double *den, double r)
{
    double p = num[7], q = den[7];
    for (int i = 6; i >= 0; i--) {
        p = p * r + num[i];
        q = q * r + den[i];
    }
    return p / q;
}

double rn_normal_lower(double u)
{
    static const double a[8] = { 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3 };
    static const double b[8] = { 1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3 };
    static const double c[8] = { 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4 };
    static const double d[8] = { 1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9 };
    static const double e[8] = { 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7 };
    static const double f[8] = { 1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15 };
    double q = u - 0.5;
    if (q >= -0.425)
        return q * ratio(a, b, 0.180625 - q * q);
    double r = sqrt(-rn_log(u));
    return r <= 5 ? -ratio(c, d, r - 1.6) : -ratio(e, f, r - 5);
}

enum { TERMS_MAX = 200000 };

void rn_gamma_pq(double a, double x, double *ret_p, double *ret_q)
{
    if (x <= 0) {
        *ret_p = 0;
        *ret_q = 1;
        return;
    }
    double front = rn_exp(a * rn_log(x) - x - rn_lgamma(a));
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (int n = 1; n < TERMS_MAX && term > sum * 1e-17; n++) {
            term *= x / (a + n);
            sum += term;
        }
        *ret_p = sum * front;
        *ret_q = 1 - *ret_p;
        return;
    }
    /* Lentz's way to evaluate a continued fraction. */
    double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
    for (int n = 1; n < TERMS_MAX; n++) {
        double an = -n * (n - a);
        b += 2;
        d = an * d + b;
        d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
        c = b + an / c;
        c = fabs(c) < 1e-300 ? 1e-300 : c;
        h *= d * c;
        if (fabs(d * c - 1) < 1e-16)
            break;
    }
    *ret_q = front * h;
    *ret_p = 1 - *ret_q;
}

static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
    double h = d;
    for (int m = 1; m < TERMS_MAX; m++) {
        double am = a + 2 * m, step = 1;
        const double term[2] = { m * (b - m) * x / ((am - 1) * am), -(a + m) * (a + b + m) * x / (am * (am + 1)) };
        for (int i = 0; i < 2; i++) {
            d = 1 + term[i] * d;
            d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
            c = 1 + term[i] / c;
            c = fabs(c) < 1e-300 ? 1e-300 : c;
            step = d * c;
            h *= step;
        }
        if (fabs(step - 1) < 1e-16)
            break;
    }
    return h;
}

double rn_beta_cdf(double a, double b, double x, double y)
{
    if (x <= 0 || y <= 0)
        return x <= 0 ? 0 : 1;
    double front = rn_exp(a * rn_log(x) + b * rn_log(y) - (rn_lgamma(a) + rn_lgamma(b) - rn_lgamma(a + b)));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, y) / b;
}

/* Newton's method for the root of a rising or falling function of y = ln x, kept inside a bracket that every step narrows. */
struct root { double lo, hi, y; bool rising; };

static bool root_step(struct root *r, double value, double slope)
{
    if ((value < 0) == r->rising)
        r->lo = r->y;
    else
        r->hi = r->y;
    double next = r->y - value / slope;
    if (!(next > r->lo && next < r->hi))
        next = 0.5 * (r->lo + r->hi);
    double moved = fabs(next - r->y);
    r->y = next;
    return moved > 2e-16 * (1 + fabs(next)) && r->hi - r->lo > 1e-16;
}

double rn_gamma_quantile(double shape, double u, bool upper)
{
    double norm = rn_lgamma(shape), p, q;
    /* Wilson and Hilferty's cube root for the start; for a small x the leading term of the series. */
    double z = u <= 0.5 ? rn_normal_lower(u) : -rn_normal_lower(1 - u);
    double c = 1 - 1 / (9 * shape) + (upper ? -z : z) / (3 * sqrt(shape));
    double start = c > 0.3 ? rn_log(shape) + 3 * rn_log(c) : (rn_log(upper ? 1 - u : u) + rn_lgamma(shape + 1)) / shape;
    struct root r = { -700, rn_log(shape + 60 * sqrt(shape) + 800), start > -690 ? start : -690, !upper };
    for (int i = 0; i < 100; i++) {
        double x = rn_exp(r.y), density = rn_exp(shape * r.y - x - norm); /* per unit of y */
        rn_gamma_pq(shape, x, &p, &q);
        if (!root_step(&r, upper ? q - u : p - u, upper ? -density : density))
            break;
    }
    return rn_exp(r.y);
}

double rn_beta_log_quantile(double a, double b, double u)
{
    double norm = rn_lgamma(a) + rn_lgamma(b) - rn_lgamma(a + b);
    double start = (rn_log(u) + rn_log(a) + norm) / a;
    struct root r = { -700, 0, start < -0.7 ? (start > -690 ? start : -690) : rn_log(a / (a + b)), true };
    for (int i = 0; i < 200; i++) {
        double x = rn_exp(r.y), rest = 1 - x;
        double density = rest > 0 ? rn_exp(a * r.y + (b - 1) * rn_log(rest) - norm) : 0;
        if (!root_step(&r, rn_beta_cdf(a, b, x, rest) - u, density))
            break;
    }
    return r.y;
}

static double gamma_log_ratio(double k)
{
    return rn_log(rn_gamma_quantile(k, 0.05, true)) - rn_log(rn_gamma_quantile(k, 0.05, false));
}

double rn_gamma_shape(double ratio_wanted)
{
    double want = rn_log(ratio_wanted);
    double lo = rn_log(0.05), hi = rn_log(1e6); /* of the shape */
    /* Secant steps from the lognormal's answer, ln ratio = 2 z / sqrt(k); the logarithm of the ratio is nearly linear in ln k. */
    double y = 2 * rn_log(2 * 1.6448536269514722 / want), before = 0, value_before = 0;
    for (int i = 0; i < 80; i++) {
        if (!(y > lo && y < hi))
            y = 0.5 * (lo + hi);
        double value = rn_log((gamma_log_ratio(rn_exp(y))) / want);
        if (value > 0)
            lo = y;
        else
            hi = y;
        double slope = i > 0 && y != before ? (value - value_before) / (y - before) : -0.5;
        double next = slope < 0 ? y - value / slope : 0.5 * (lo + hi);
        before = y;
        value_before = value;
        if (fabs(next - y) < 1e-13 || hi - lo < 1e-14)
            break;
        y = next;
    }
    return rn_exp(before);
}
