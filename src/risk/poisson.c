#include "risk/poisson.h"

#include <math.h>

#include "risk/numeric.h"

static struct strip strip_of(uint32_t base, int i)
{
    if (i == 0)
        return (struct strip){ 0, 0x1p-6, base * POISSON_YEARS / 4 };
    int octave = (i - 1) / 4, quarter = (i - 1) % 4;
    return (struct strip){ ldexp(4 + quarter, octave - 8), ldexp(1, octave - 8), base * (uint32_t)(POISSON_YEARS >> octave) };
}

void poisson_init(struct poisson *p, uint32_t base)
{
    p->base = base;
    for (int i = 0; i < POISSON_FLAT; i++)
        p->strip[i] = strip_of(base, i);
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
