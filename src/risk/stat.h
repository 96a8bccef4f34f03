/* Statistics of simulated years, as risk/risk.h defines them, from the years that are not zero. */
#ifndef RISK_STAT_H
#define RISK_STAT_H

#include "risk/risk.h"

struct kernel;

enum { STAT_P05, STAT_P50, STAT_P90, STAT_P95, STAT_P99, STAT_P999, STAT_P95_LO, STAT_P95_HI, STAT_P99_LO, STAT_P99_HI, STAT_RANKS };
/* Which order statistics a number of years asks for: 1 … years. */
struct stat_plan { const struct kernel *kernel; uint64_t years, rank[STAT_RANKS]; };
void stat_plan_init(struct stat_plan *p, const struct kernel *kernel, uint64_t years);
/* value[n]: the years' losses that are not zero, any order (it is reordered); the other years − n are zero. `scratch` holds n doubles. */
struct risk_stat stat_of(const struct stat_plan *plan, double *value, size_t n, double *scratch);
/* Sorts n finite doubles >= 0; scratch holds n. */
void stat_sort(double *value, size_t n, double *scratch);
/* Ranks (1 … n) of the order statistics that bound the p-quantile with at least 95 %; n + 1 and 0 when there is none. */
void stat_ranks(uint64_t n, double p, uint64_t *ret_lo, uint64_t *ret_hi);
/* The loss-exceedance curve from the nonzero years, in any order (they are reordered); scratch holds n doubles, `to` STAT_LEC_MAX points.
 * Returns how many. */
enum { STAT_LEC_MAX = 512 };
size_t stat_lec(const struct kernel *kernel, double *value, size_t n, uint64_t years, double *scratch, struct risk_lec_point *to);
/* Wilson's 95 % interval for k of n. */
struct risk_range stat_wilson(uint64_t k, uint64_t n);

#endif
