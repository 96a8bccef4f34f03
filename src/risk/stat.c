#include "risk/stat.h"

#include <math.h>
#include <string.h>

#include "risk/kernel.h"

static const double Z975 = 1.959963984540054; /* the normal's 97.5th percentile */

static uint64_t key(double x)
{
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u; /* doubles >= 0 sort as their bits */
}

static void insertion(double *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double x = v[i];
        size_t j = i;
        for (; j > 0 && v[j - 1] > x; j--)
            v[j] = v[j - 1];
        v[j] = x;
    }
}

/* Least significant digit first, eleven bits a pass. */
static void radix(double *value, size_t n, double *scratch)
{
    enum { BITS = 11, SIZE = 1 << BITS };
    uint64_t differ = 0;
    for (size_t i = 1; i < n; i++)
        differ |= key(value[i]) ^ key(value[0]);
    double *from = value, *to = scratch;
    for (int shift = 0; shift < 64; shift += BITS) {
        if (!(differ >> shift & (SIZE - 1)))
            continue;
        size_t count[SIZE] = { 0 }, at = 0;
        for (size_t i = 0; i < n; i++)
            count[key(from[i]) >> shift & (SIZE - 1)]++;
        for (int b = 0; b < SIZE; b++) {
            size_t c = count[b];
            count[b] = at;
            at += c;
        }
        for (size_t i = 0; i < n; i++)
            to[count[key(from[i]) >> shift & (SIZE - 1)]++] = from[i];
        double *swap = from;
        from = to;
        to = swap;
    }
    if (from != value)
        memcpy(value, from, n * sizeof *value);
}

enum { FEW = 48 }; /* sorted by insertion */

/* Keys between two, in `size` buckets of their leading bits. */
struct span { uint64_t lo; int shift; };

static struct span span_of(double lo, double hi, size_t size)
{
    struct span s = { key(lo), 0 };
    while ((key(hi) - s.lo) >> s.shift >= size)
        s.shift++;
    return s;
}

static size_t bucket_of(struct span s, double x)
{
    return (size_t)((key(x) - s.lo) >> s.shift);
}

static struct span span_all(const double *value, size_t n, size_t size)
{
    double lo = value[0], hi = value[0];
    for (size_t i = 1; i < n; i++) {
        lo = value[i] < lo ? value[i] : lo;
        hi = value[i] > hi ? value[i] : hi;
    }
    return span_of(lo, hi, size);
}

void stat_sort(double *value, size_t n, double *scratch)
{
    enum { MOST = 8192 };
    if (n <= FEW) {
        insertion(value, n);
        return;
    }
    uint32_t end[MOST];
    size_t size = 64, at = 0;
    while (size < n && size < MOST)
        size *= 2;
    memset(end, 0, size * sizeof *end);
    struct span s = span_all(value, n, size);
    for (size_t i = 0; i < n; i++)
        end[bucket_of(s, value[i])]++;
    for (size_t b = 0; b < size; b++) {
        uint32_t c = end[b];
        end[b] = (uint32_t)at;
        at += c;
    }
    for (size_t i = 0; i < n; i++)
        scratch[end[bucket_of(s, value[i])]++] = value[i];
    for (size_t b = 0, from = 0; b < size; from = end[b++]) {
        size_t few = end[b] - from;
        if (few > FEW)
            radix(scratch + from, few, value + from);
        else
            insertion(scratch + from, few);
    }
    memcpy(value, scratch, n * sizeof *value);
}

/* The place behind the last value equal to sorted[at]. */
static size_t behind(const double *sorted, size_t n, size_t at)
{
    size_t lo = at, hi = n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (sorted[mid] > sorted[at])
            hi = mid;
        else
            lo = mid + 1;
    }
    return lo;
}

/* The order statistics at `rank` (1 … n) of the values: only the buckets that hold a wanted rank are sorted. `above`, when given, gets how
 * many values are larger. m is at most STAT_LEC_MAX. */
enum { BUCKETS = 2048 };

static void select_ranks(const struct kernel *k, double *value, size_t n, struct span s, const size_t *rank, double *to, size_t *above, size_t m,
                         double *scratch)
{
    size_t order[STAT_LEC_MAX], less[STAT_LEC_MAX]; /* less: values in unwanted buckets below the rank */
    for (size_t i = 0; i < m; i++) {
        size_t j = i;
        for (; j > 0 && rank[order[j - 1]] > rank[i]; j--)
            order[j] = order[j - 1];
        order[j] = i;
    }
    uint32_t count[BUCKETS] = { 0 };
    bool want[BUCKETS] = { 0 };
    /* The buckets' numbers lie in the last quarter of the scratch; what is collected takes the first half. */
    uint16_t *bucket = (uint16_t *)(void *)(scratch + n - (n + 3) / 4);
    k->buckets(value, n, s.lo, s.shift, bucket);
    for (size_t i = 0; i < n; i++)
        count[bucket[i]]++;
    size_t before = 0, kept = 0, next = 0;
    for (size_t b = 0; b < BUCKETS && next < m; b++) {
        size_t upto = before + count[b];
        for (; next < m && rank[order[next]] <= upto; next++) {
            less[order[next]] = before - kept;
            want[b] = true;
        }
        kept += want[b] ? count[b] : 0;
        before = upto;
    }
    if (kept > n / 2 || n <= FEW) { /* the buckets do not divide them */
        stat_sort(value, n, scratch);
        for (size_t j = 0; j < m; j++) {
            to[j] = value[rank[j] - 1];
            if (above)
                above[j] = n - behind(value, n, rank[j] - 1);
        }
        return;
    }
    size_t some = 0;
    for (size_t i = 0; i < n; i++) {
        scratch[some] = value[i];
        some += want[bucket[i]];
    }
    stat_sort(scratch, some, scratch + some);
    for (size_t j = 0; j < m; j++) {
        to[j] = scratch[rank[j] - less[j] - 1];
        if (above) /* equal values share a bucket */
            above[j] = n - less[j] - behind(scratch, some, rank[j] - less[j] - 1);
    }
}

/* Binomial(n, p) by its ratios from the mode outwards, until the terms vanish; then both tails' ranks. */
void stat_ranks(uint64_t n, double p, uint64_t *ret_lo, uint64_t *ret_hi)
{
    double nd = (double)n, odds = p / (1 - p);
    uint64_t mode = (uint64_t)((nd + 1) * p);
    if (mode > n)
        mode = n;
    uint64_t first = mode, last = mode;
    double term = 1, sum = 1;
    double low = 1, high = 1;
    while (last < n && term > 1e-18) {
        term *= (double)(n - last) / (double)(last + 1) * odds;
        last++;
        sum += term;
        high = term;
    }
    term = 1;
    while (first > 0 && term > 1e-18) {
        term *= (double)first / ((double)(n - first + 1) * odds);
        first--;
        sum += term;
        low = term;
    }
    /* X_(l) <= q_p unless fewer than l of n lie below: the largest l with P(B < l) <= 2.5 %, and the smallest u with P(B >= u) <= 2.5 %. */
    double tail = 0;
    uint64_t l = first;
    for (term = low; l <= n && (tail += term / sum) <= 0.025; l++)
        term *= (double)(n - l) / (double)(l + 1) * odds;
    *ret_lo = l; /* P(B < l) = P(B <= l − 1) */
    uint64_t u = last;
    tail = 0;
    for (term = high; u > 0 && (tail += term / sum) <= 0.025; u--)
        term *= (double)u / ((double)(n - u + 1) * odds);
    *ret_hi = u + 1;
}

void stat_plan_init(struct stat_plan *p, const struct kernel *kernel, uint64_t years)
{
    static const unsigned thousandths[] = { 50, 500, 900, 950, 990, 999 }; /* whole, so that ⌈pN⌉ has no rounding of p */
    p->kernel = kernel;
    p->years = years;
    for (int i = 0; i <= STAT_P999; i++)
        p->rank[i] = (years * thousandths[i] + 999) / 1000;
    stat_ranks(years, 0.95, &p->rank[STAT_P95_LO], &p->rank[STAT_P95_HI]);
    stat_ranks(years, 0.99, &p->rank[STAT_P99_LO], &p->rank[STAT_P99_HI]);
    for (int i = 0; i < STAT_RANKS; i++)
        p->rank[i] = p->rank[i] < 1 ? 1 : p->rank[i] > years ? years : p->rank[i];
}

struct risk_stat stat_of(const struct stat_plan *plan, double *value, size_t n, double *scratch)
{
    uint64_t years = plan->years;
    double years_d = (double)years, q[STAT_RANKS] = { 0 };
    size_t want[STAT_RANKS], which[STAT_RANKS], m = 0;
    double found[STAT_RANKS];
    for (int i = 0; i < STAT_RANKS; i++) {
        uint64_t r = plan->rank[i];
        if (r <= years - n)
            continue; /* a year without loss */
        which[m] = (size_t)i;
        want[m++] = (size_t)(r - (years - n));
    }
    struct risk_stat s = { .p_zero = (double)(years - n) / years_d };
    struct extent all = plan->kernel->extent(value, n, 0, false);
    s.mean = all.sum / years_d;
    double squares = plan->kernel->extent(value, n, s.mean, true).sum + (double)(years - n) * s.mean * s.mean;
    s.sd = years > 1 ? sqrt(squares / (years_d - 1)) : 0;
    if (m)
        select_ranks(plan->kernel, value, n, span_of(all.lo, all.hi, BUCKETS), want, found, NULL, m, scratch);
    for (size_t i = 0; i < m; i++)
        q[which[i]] = found[i];
    double half = Z975 * s.sd / sqrt(years_d);
    s.mean_ci95 = (struct risk_range){ s.mean - half, s.mean + half };
    s.p05 = q[STAT_P05];
    s.p50 = q[STAT_P50];
    s.p90 = q[STAT_P90];
    s.p95 = q[STAT_P95];
    s.p99 = q[STAT_P99];
    s.p999 = q[STAT_P999];
    s.p95_ci95 = (struct risk_range){ q[STAT_P95_LO], q[STAT_P95_HI] };
    s.p99_ci95 = (struct risk_range){ q[STAT_P99_LO], q[STAT_P99_HI] };
    return s;
}

size_t stat_lec(const struct kernel *kernel, double *value, size_t n, uint64_t years, double *scratch, struct risk_lec_point *to)
{
    size_t rank[STAT_LEC_MAX], above[STAT_LEC_MAX], m = 0, points = 0;
    double loss[STAT_LEC_MAX];
    to[points++] = (struct risk_lec_point){ 0, (double)n / (double)years };
    for (double exceed = 0.995; m < STAT_LEC_MAX - 1;) {
        /* The year that the share `exceed` of the years with a loss are worse than; then how many are, exactly. */
        size_t worse = (size_t)(exceed * (double)n);
        if (worse < n && (m == 0 || rank[m - 1] != n - worse))
            rank[m++] = n - worse;
        if (worse == 0)
            break;
        exceed = exceed > 0.1 ? exceed - 0.0075 : exceed * 0.95;
    }
    if (m)
        select_ranks(kernel, value, n, span_all(value, n, BUCKETS), rank, loss, above, m, scratch);
    for (size_t i = 0; i < m; i++)
        if (loss[i] > to[points - 1].loss)
            to[points++] = (struct risk_lec_point){ loss[i], (double)above[i] / (double)years };
    return points;
}

struct risk_range stat_wilson(uint64_t k, uint64_t n)
{
    if (n == 0)
        return (struct risk_range){ 0, 1 };
    double nd = (double)n, p = (double)k / nd, z2 = Z975 * Z975;
    double middle = (p + z2 / (2 * nd)) / (1 + z2 / nd);
    double half = Z975 / (1 + z2 / nd) * sqrt(p * (1 - p) / nd + z2 / (4 * nd * nd));
    return (struct risk_range){ k == 0 ? 0 : middle - half, k == n ? 1 : middle + half };
}
