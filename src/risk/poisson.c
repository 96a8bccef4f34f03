#include "risk/poisson.h"

#include <math.h>

#include "risk/numeric.h"

void poisson_init(struct poisson *p, uint32_t base)
{
    p->base = base;
    double mean = 64.0 * base, mass[POISSON_COUNT_MAX], sum = 0;
    for (int n = 0; n < POISSON_COUNT_MAX; n++)
        mass[n] = rn_exp(n * rn_log(mean) - mean - rn_lgamma(n + 1.0));
    /* The small terms first. */
    for (int n = POISSON_COUNT_MAX - 1; n >= 0; n--)
        sum += mass[n];
    double below = 0;
    for (int n = 0; n < POISSON_COUNT_MAX; n++) {
        below += mass[n] / sum;
        p->below[n] = below < 1 - 0x1p-53 && n < (int)mean + 64 + 12 * (int)sqrt(mean) ? (uint64_t)(below * 0x1p64) : UINT64_MAX;
    }
    unsigned n = 0;
    for (unsigned top = 0; top < 256; top++) {
        while (p->below[n] <= (uint64_t)top << 56)
            n++;
        p->guide[top] = (uint16_t)n;
    }
}

struct strip poisson_strip(const struct poisson *p, uint32_t i)
{
    enum { FIRST_FLAT = 61 }; /* from here all strips are 64 high and `base` years wide */
    if (i == 0)
        return (struct strip){ 0, 0x1p-6, p->base * POISSON_YEARS / 4 };
    if (i >= FIRST_FLAT)
        return (struct strip){ 512 + 64.0 * (i - FIRST_FLAT), 64, p->base };
    int octave = (int)(i - 1) / 4, quarter = (int)(i - 1) % 4;
    return (struct strip){ ldexp(4 + quarter, octave - 8), ldexp(1, octave - 8), p->base * (uint32_t)(POISSON_YEARS >> octave) };
}
