/* Whether the random streams are good and independent enough. Every statistic is turned into a standard normal deviate; the seed is fixed, so
 * a verdict does not come and go. Beyond LIMIT lies a share of 6e-7 of a true one's values: with the 200 below, a good generator chosen at
 * random would be called bad once in ten thousand times. The same battery must find two generators bad that are. */
#include "base/test.h"

#include <math.h>
#include <stdlib.h>

#include "risk/kernel.h"
#include "risk/philox.h"

#define LIMIT 5.0

/* Word i of stream s: as the engine makes it, or worse. */
typedef uint64_t source(uint64_t s, uint64_t i);

/* Streams as the cells of a risk have them: neighbouring cells of one strip have neighbouring Philox counters. */
static uint64_t cells(uint64_t s, uint64_t i)
{
    static const uint64_t key = 0x853c49e6748fea9b;
    uint64_t seed = philox(key, 0, (uint32_t)(s & 0xfff), (uint32_t)(s >> 12), DRAW_COUNT).w1;
    return mix64(seed + (i + 1) * STREAM_STEP);
}

/* A point's word, then its height's. */
static uint64_t cut(uint64_t s, uint64_t i)
{
    return cells(s, i % 2 ? HEIGHTS + i / 2 : i / 2);
}

/* As the coins of a block have them, with keys in a row: worse than the engine's, which are mixed. */
static uint64_t coins(uint64_t s, uint64_t i)
{
    return mix64(mix64(0x2545f4914f6cdd1d + s) + (i + 1) * STREAM_STEP);
}

/* As the coins of one key in neighbouring blocks. */
static uint64_t blocks(uint64_t s, uint64_t i)
{
    uint64_t block = philox(0x9e6c63d0876a9a47, (uint32_t)s, 0, 0, DRAW_WORLD).w0;
    return mix64(mix64(block + 0xd1342543de82ef95) + (i + 1) * STREAM_STEP);
}

/* Single words by counter: rates, contests, magnitudes of losses. */
static uint64_t counters(uint64_t s, uint64_t i)
{
    struct words2 w = philox(0xda942042e4dd58b5, (uint32_t)i / 2, (uint32_t)s, 0, DRAW_LOSS);
    return i % 2 ? w.w1 : w.w0;
}

/* Bad ones: streams whose seeds follow each other by the streams' own step, so that they overlap; and half of the mixing. */
static uint64_t overlapping(uint64_t s, uint64_t i)
{
    return mix64((s + i + 1) * STREAM_STEP);
}
static uint64_t half_mixed(uint64_t s, uint64_t i)
{
    uint64_t x = mix64(s) + (i + 1) * STREAM_STEP;
    return (x ^ x >> 30) * MIX_A;
}

enum { STREAMS = 1 << 14, LENGTH = 64, WORDS = STREAMS * LENGTH };

static int by_word(const void *x, const void *y)
{
    uint64_t p = *(const uint64_t *)x, q = *(const uint64_t *)y;
    return (p > q) - (p < q);
}

struct verdict { double worst; const char *what; int n; };

static void note(struct verdict *v, const char *what, double z)
{
    v->n++;
    if (!(fabs(z) <= fabs(v->worst))) {
        v->worst = z;
        v->what = what;
    }
}

/* A chi-square as a normal deviate (Wilson and Hilferty, PNAS 17, 1931). */
static double chi_deviate(double chi, double freedom)
{
    return (cbrt(chi / freedom) - (1 - 2 / (9 * freedom))) / sqrt(2 / (9 * freedom));
}

static double chi_even(const uint32_t *count, size_t n, double total)
{
    double chi = 0, want = total / (double)n;
    for (size_t i = 0; i < n; i++)
        chi += ((double)count[i] - want) * ((double)count[i] - want) / want;
    return chi_deviate(chi, (double)n - 1);
}

/* Ones at each of the 64 places: each as a deviate, and all together. */
static void places(struct verdict *v, const char *what, const uint64_t *x, const uint64_t *y, size_t n)
{
    uint32_t ones[64] = { 0 };
    double chi = 0;
    for (size_t i = 0; i < n; i++)
        for (int b = 0; b < 64; b++)
            ones[b] += (uint32_t)((x[i] ^ (y ? y[i] : 0)) >> b & 1);
    for (int b = 0; b < 64; b++) {
        double z = (2.0 * ones[b] - (double)n) / sqrt((double)n);
        chi += z * z;
    }
    note(v, what, chi_deviate(chi, 64));
}

/* Every bit of x against every bit of y: 4096 correlations. */
static void bit_pairs(struct verdict *v, const char *what, const uint64_t *x, const uint64_t *y, size_t n)
{
    static const uint64_t one = 1;
    double chi = 0;
    uint32_t (*equal)[64] = calloc(64, sizeof *equal);
    for (size_t at = 0; at + 64 <= n; at += 64) {
        uint64_t a[64] = { 0 }, b[64] = { 0 };
        for (int i = 0; i < 64; i++)
            for (int bit = 0; bit < 64; bit++) {
                a[bit] |= (x[at + (size_t)i] >> bit & one) << i;
                b[bit] |= (y[at + (size_t)i] >> bit & one) << i;
            }
        for (int p = 0; p < 64; p++)
            for (int q = 0; q < 64; q++)
                equal[p][q] += (uint32_t)__builtin_popcountll(a[p] ^ b[q]);
    }
    double total = (double)(n / 64 * 64);
    for (int p = 0; p < 64; p++)
        for (int q = 0; q < 64; q++) {
            double z = (2.0 * equal[p][q] - total) / sqrt(total);
            chi += z * z;
        }
    free(equal);
    note(v, what, chi_deviate(chi, 4096));
}

/* Eight bits of x beside eight bits of y: 65536 squares. */
static void squares(struct verdict *v, const char *what, const uint64_t *x, const uint64_t *y, size_t n, int shift)
{
    uint32_t *count = calloc(65536, sizeof *count);
    for (size_t i = 0; i < n; i++)
        count[(x[i] >> shift & 0xff) << 8 | (y[i] >> shift & 0xff)]++;
    note(v, what, chi_even(count, 65536, (double)n));
    free(count);
}

/* Lengths of runs that rise, the word after each left out so that they are independent (Knuth, The Art of Computer Programming 2, §3.3.2). */
static void runs(struct verdict *v, const uint64_t *x, size_t n)
{
    enum { LONGEST = 7 };
    double count[LONGEST] = { 0 }, total = 0, chi = 0, factorial = 1;
    for (size_t i = 0; i + 1 < n; i++, total++) {
        size_t length = 1;
        while (i + 1 < n && x[i + 1] > x[i]) {
            i++;
            length++;
        }
        i++;
        count[length < LONGEST ? length - 1 : LONGEST - 1]++;
    }
    for (int r = 1; r <= LONGEST; r++) {
        factorial *= r;
        double p = r < LONGEST ? 1 / factorial - 1 / (factorial * (r + 1)) : 1 / factorial;
        chi += (count[r - 1] - total * p) * (count[r - 1] - total * p) / (total * p);
    }
    note(v, "runs", chi_deviate(chi, LONGEST - 1));
}

/* Words that agree in 33 bits: Poisson of mean n² / 2^34, 64 for 2^20 words. */
static void collisions(struct verdict *v, const uint64_t *x, size_t n, int shift)
{
    uint64_t *sorted = malloc(n * sizeof *sorted);
    double twice = 0, mean = (double)n * (double)n / 0x1p34;
    for (size_t i = 0; i < n; i++)
        sorted[i] = x[i] >> shift & 0x1ffffffff;
    qsort(sorted, n, sizeof *sorted, by_word);
    for (size_t i = 1; i < n; i++)
        twice += sorted[i] == sorted[i - 1];
    free(sorted);
    note(v, "collisions", (twice - mean) / sqrt(mean));
}

static struct verdict battery(source *of)
{
    struct verdict v = { 0, "", 0 };
    uint64_t *x = malloc((WORDS + 4096) * sizeof *x);
    for (uint64_t s = 0; s < STREAMS + 64; s++)
        for (uint64_t i = 0; i < LENGTH; i++)
            x[s * LENGTH + i] = of(s, i);
    places(&v, "bits", x, NULL, WORDS);
    for (int shift = 0; shift <= 56; shift += 8) {
        squares(&v, "a word and the next", x, x + 1, WORDS, shift);
        squares(&v, "a stream and the next", x, x + LENGTH, WORDS, shift);
    }
    /* A coin's planes are sixteen words apart, a point's two words one; the next stream stands one word ahead or behind as well. */
    static const struct { const char *what; size_t apart; } lag[] = {
        { "1 apart", 1 }, { "2 apart", 2 }, { "16 apart", 16 }, { "next stream", LENGTH }, { "next stream, behind", LENGTH - 1 },
        { "next stream, ahead", LENGTH + 1 }, { "second stream", 2 * LENGTH }, { "sixteenth stream", 16 * LENGTH },
    };
    for (size_t i = 0; i < LEN(lag); i++) {
        places(&v, lag[i].what, x, x + lag[i].apart, WORDS);
        bit_pairs(&v, lag[i].what, x, x + lag[i].apart, WORDS / 4);
    }
    runs(&v, x, WORDS);
    for (int shift = 0; shift <= 31; shift += 31)
        collisions(&v, x, WORDS, shift);
    /* The same word of all streams, one after the other. */
    uint64_t *across = malloc(WORDS * sizeof *across);
    for (size_t i = 0; i < LENGTH; i++)
        for (size_t s = 0; s < STREAMS; s++)
            across[i * STREAMS + s] = x[s * LENGTH + i];
    runs(&v, across, WORDS);
    squares(&v, "across streams", across, across + 1, WORDS - 1, 56);
    bit_pairs(&v, "across streams", across, across + 1, WORDS / 4);
    /* The bits that say a point's year, and the first of those that draw its loss. */
    for (size_t i = 0; i < WORDS; i++)
        across[i] = x[i] << 14;
    squares(&v, "year and loss", x, across, WORDS, 56);
    free(across);
    free(x);
    return v;
}

static void streams_are_good(void **state)
{
    (void)state;
    static const struct { const char *name; source *of; } good[] = { { "cells", cells }, { "heights", cut }, { "coins", coins }, { "blocks", blocks }, { "counters", counters } };
    for (size_t i = 0; i < LEN(good); i++) {
        struct verdict v = battery(good[i].of);
        print_message("%s: %d statistics, the farthest %.2f standard deviations (%s)\n", good[i].name, v.n, v.worst, v.what);
        if (!(fabs(v.worst) < LIMIT))
            fail_msg("%s: %s lies %.1f standard deviations off", good[i].name, v.what, v.worst);
    }
    source *bad[] = { overlapping, half_mixed };
    for (size_t i = 0; i < LEN(bad); i++)
        assert_true(fabs(battery(bad[i]).worst) > 4 * LIMIT);
}

/* Seeds of four million cells and of four million coins: no two alike, and none a few steps from another, where streams would overlap:
 * that would be expected 8e-3 times. */
static void streams_lie_apart(void **state)
{
    (void)state;
    enum { SEEDS = 1 << 22 };
    uint64_t inverse = STREAM_STEP; /* of γ modulo 2^64, by Newton's rule: a seed as the number of steps from 0 */
    for (int i = 0; i < 6; i++)
        inverse *= 2 - STREAM_STEP * inverse;
    assert_true(inverse * STREAM_STEP == 1);
    uint64_t *step = malloc(2 * (size_t)SEEDS * sizeof *step);
    for (uint64_t i = 0; i < SEEDS; i++) {
        step[i] = inverse * philox(7, 0, (uint32_t)i & 0xffff, (uint32_t)i >> 16, DRAW_COUNT).w1;
        step[SEEDS + i] = inverse * mix64(philox(7, (uint32_t)i >> 10, 0, 0, DRAW_WORLD).w0 + name_join(THING_EDGE, i & 1023));
    }
    qsort(step, 2 * (size_t)SEEDS, sizeof *step, by_word);
    uint64_t nearest = UINT64_MAX;
    for (size_t i = 1; i < 2 * (size_t)SEEDS; i++)
        nearest = step[i] - step[i - 1] < nearest ? step[i] - step[i - 1] : nearest;
    free(step);
    print_message("the nearest two of %d streams start %llu words apart\n", 2 * SEEDS, (unsigned long long)nearest);
    assert_true(nearest > 2048);
}

/* The kernels' words are the ones that were judged. */
static void kernels_make_these_words(void **state)
{
    (void)state;
    for (int isa = ISA_PORTABLE; isa <= ISA_AVX512; isa++) {
        uint64_t w0[64], w1[64], seed = 0x123456789abcdef;
        kernel_for(risk_isa_have((enum risk_isa)isa))->points(seed, 64, w0, w1);
        double height[64];
        uint32_t year[64];
        uint64_t rest[64];
        kernel_for(risk_isa_have((enum risk_isa)isa))->years(seed, 64, 13, 5, year, rest);
        kernel_for(risk_isa_have((enum risk_isa)isa))->heights(seed, 64, 2, 0.5, height);
        for (uint64_t i = 0; i < 64; i++) {
            uint64_t word = mix64(seed + (i + 1) * STREAM_STEP);
            assert_true(year[i] == 5 + (word >> 51) && rest[i] == word << 13);
            assert_true(height[i] == 2 + 0.5 * uniform_of(mix64(seed + (HEIGHTS + i + 1) * STREAM_STEP)));
            assert_true(w0[i] == mix64(seed + (2 * i + 1) * STREAM_STEP));
            assert_true(w1[i] == mix64(seed + (2 * i + 2) * STREAM_STEP));
        }
    }
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(streams_are_good), cmocka_unit_test(streams_lie_apart), cmocka_unit_test(kernels_make_these_words) };
    return cmocka_run_group_tests(all, NULL, NULL);
}
