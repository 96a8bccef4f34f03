/* Counter-based random words: Philox 4×32 with 10 rounds (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011). A word is a function of a 64-bit key and a 128-bit counter and of nothing else. The keys come from the seed and the stable
 * id of a thing; the counter says which draw of that thing it is. Where many words follow each other (the points of a cell, the planes of a
 * coin) one such word is the seed of a SplitMix64 stream, of which any word can be computed by itself at a fraction of the cost. */
#ifndef RISK_PHILOX_H
#define RISK_PHILOX_H

#include <stdint.h>
#include <string.h>

#include "base/str.h"

#define PHILOX_M0 0xD2511F53u
#define PHILOX_M1 0xCD9E8D57u
#define PHILOX_W0 0x9E3779B9u
#define PHILOX_W1 0xBB67AE85u

enum { PHILOX_ROUNDS = 10 };

/* What a draw is for: the counter's last word, so that no two purposes share a draw. */
enum purpose {
    DRAW_KEY = 1,      /* a key from the seed */
    DRAW_COUNT,        /* the points in a cell: how many, and their stream */
    DRAW_RATE = 4,     /* a year's rate */
    DRAW_CONTEST,      /* capability and strength */
    DRAW_SECONDARY,    /* the secondary loss's probability and its outcome */
    DRAW_SECONDARY_MAGNITUDE,
    DRAW_WORLD,        /* the key of a block of worlds, with a coin's key the seed of its stream */
    DRAW_LOSS = 10,    /* the magnitude of a loss in a world */
    DRAW_EFFECT,       /* a control's effectiveness in a year */
};

/* Which kind of thing an id names. A risk and a threat of the same id draw independently. */
enum thing { THING_RISK = 1, THING_THREAT, THING_NODE, THING_EDGE, THING_ENTRY, THING_CONTROL, THING_LOSS };

struct words2 { uint64_t w0, w1; };

static inline struct words2 philox(uint64_t key, uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3)
{
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (int r = 0; r < PHILOX_ROUNDS; r++) {
        uint64_t p0 = (uint64_t)PHILOX_M0 * c0, p1 = (uint64_t)PHILOX_M1 * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += PHILOX_W0;
        k1 += PHILOX_W1;
    }
    return (struct words2){ (uint64_t)c1 << 32 | c0, (uint64_t)c3 << 32 | c2 };
}

#define MIX_A 0xbf58476d1ce4e5b9u
#define MIX_B 0x94d049bb133111ebu
#define STREAM_STEP 0x9e3779b97f4a7c15u /* γ */

/* A bijection of 64 bits that spreads every bit over all others (the finaliser of SplitMix64: Steele, Lea and Flood, OOPSLA 2014). */
static inline uint64_t mix64(uint64_t x)
{
    x = (x ^ x >> 30) * MIX_A;
    x = (x ^ x >> 27) * MIX_B;
    return x ^ x >> 31;
}

/* A 64-bit name of a text. Two of a million ids share a name with probability 3e-8. */
static inline uint64_t name_of(enum thing kind, struct str id)
{
    uint64_t h = mix64(0x9e3779b97f4a7c15u * (uint64_t)kind + id.n);
    for (size_t i = 0; i < id.n; i += 8) {
        uint64_t w = 0;
        for (size_t j = i; j < id.n && j < i + 8; j++)
            w |= (uint64_t)(unsigned char)id.p[j] << 8 * (j - i);
        h = mix64((h + 0x9e3779b97f4a7c15u) ^ w * 0xff51afd7ed558ccdu);
    }
    return h;
}

static inline uint64_t name_join(uint64_t a, uint64_t b)
{
    return mix64(a * 0x9e3779b97f4a7c15u + mix64(b + 0x2545f4914f6cdd1du));
}

/* The key of a named thing under a seed. */
static inline uint64_t key_of(uint64_t seed, uint64_t name)
{
    return philox(seed, (uint32_t)name, (uint32_t)(name >> 32), 0, DRAW_KEY).w0;
}

/* Uniform on (0, 1): the middle of one of 2^52 equal cells. */
static inline double uniform_of(uint64_t w)
{
    return ((double)(w >> 12) + 0.5) * 0x1p-52;
}

#endif
