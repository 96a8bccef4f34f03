/* Exact Poisson events whose identity does not depend on the rate.
 *
 * For every named thing there is one Poisson process of unit intensity on the half-plane years × [0, ∞). The events of year y under the
 * rate λ are its points with height below λ: a Poisson(λ) number, independent between years (the restriction theorem; Kingman, Poisson
 * Processes, §2.2). A rate that moves keeps every point that stays below it, so two models share their events.
 *
 * The half-plane is cut into cells of equal area: strips of height a quarter of their octave, and so many years wide that the area is
 * 64·base. The number of points in a cell is Poisson(64·base), drawn by inversion from a table of 64-bit probabilities; the points lie
 * uniformly and independently in the cell. Cost follows the events: at most a quarter of the points lie above a constant rate. */
#ifndef RISK_POISSON_H
#define RISK_POISSON_H

#include <stdint.h>

enum {
    POISSON_RISK = 1, POISSON_THREAT = 15, /* the bases: cells of 64 and of 960 points on average */
    POISSON_COUNT_MAX = 2048,              /* no cell has as many points: P < 2^-64 */
    POISSON_YEARS = 16384,                 /* the widest cell, in years per base */
};

enum { POISSON_FLAT = 61 }; /* from this strip on all are 64 high and `base` years wide */

struct strip { double low, height; uint32_t years; }; /* years: the cell's width */

struct poisson {
    struct strip strip[POISSON_FLAT];
    uint32_t base;
    uint64_t below[POISSON_COUNT_MAX]; /* 2^64 P(N <= n), the last ones full */
    uint16_t guide[256];               /* where to begin, by the word's top byte */
};


void poisson_init(struct poisson *p, uint32_t base);

static inline struct strip poisson_strip(const struct poisson *p, uint32_t i)
{
    return i < POISSON_FLAT ? p->strip[i] : (struct strip){ 512 + 64.0 * (i - POISSON_FLAT), 64, p->base };
}

static inline unsigned poisson_count(const struct poisson *p, uint64_t word)
{
    unsigned n = p->guide[word >> 56];
    while (word >= p->below[n])
        n++;
    return n;
}

#endif
