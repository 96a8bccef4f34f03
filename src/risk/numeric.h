/* Mathematics with the same bytes everywhere. Only + − × ÷ and sqrt are used, all exactly rounded by IEEE 754, so that no result depends
 * on the C library, the processor or the compiler's choice of instructions (contraction to FMA is off for the whole project).
 *
 * Accuracy is about 1e-15 relative where not said otherwise; the tests hold it against published values. */
#ifndef RISK_NUMERIC_H
#define RISK_NUMERIC_H

#include <stdbool.h>

/* e^x; x is cut to [-708, 709], so that the result is finite and normal. Cody and Waite reduction to a sixteenth of an octave (Tang, ACM TOMS 15,
 * 1989), Taylor polynomial of degree 7. The kernels do the same, operation by operation, with these. */
double rn_exp(double x);
#define RN_EXP_STEPS 0x1.71547652b82fep4       /* 16 / ln 2 */
#define RN_EXP_STEP_HIGH 0x1.62e42feep-5       /* ln 2 / 16, in two parts */
#define RN_EXP_STEP_LOW 0x1.a39ef35793c76p-37
extern const double rn_exp_table[16];
/* Natural logarithm of a finite x > 0: 2 artanh((m-1)/(m+1)) after splitting off the exponent. */
double rn_log(double x);
/* ln Γ(x), x > 0: Stirling's series (NIST DLMF 5.11.1) after shifting x above 14. */
double rn_lgamma(double x);

/* Quantile of the standard normal, 0 < u <= 1/2 (the upper half follows by symmetry): Wichura, "Algorithm AS 241", Applied Statistics 37 (1988). */
double rn_normal_lower(double u);

/* P(a, x) and Q(a, x) = 1 - P, regularised incomplete gamma, a > 0, x >= 0: series and continued fraction (DLMF 8.11.4, 8.9.2). */
void rn_gamma_pq(double a, double x, double *ret_p, double *ret_q);
/* I_x(a, b), regularised incomplete beta, with y = 1 - x given beside x so that neither loses its digits: continued fraction (DLMF 8.17.22). */
double rn_beta_cdf(double a, double b, double x, double y);

/* Quantiles by bracketing and bisection on a logarithmic scale; slow, exact to 1e-14. 0 < u < 1; u is the lower tail's probability,
 * or with `upper` the upper tail's. */
double rn_gamma_quantile(double shape, double u, bool upper);
/* ln of the lower quantile x of beta(a, b): P(X <= x) = u. (The upper one is 1 - x of beta(b, a).) */
double rn_beta_log_quantile(double a, double b, double u);

/* The shape of the gamma distribution with Q(.95)/Q(.05) = ratio, which falls strictly with the shape. The ratio must be one of a shape in
 * [0.05, 1e6] (DIST_GAMMA_RATIO_MIN … MAX in risk/dist.h); the result stays in that range. */
double rn_gamma_shape(double ratio);

#endif
