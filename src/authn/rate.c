#include "authn/rate.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

enum { PLACES = 8192, WAYS = 4 };

struct bucket { uint64_t key; int64_t full_at; }; /* the time at which all its tokens are back; in the past: full */

struct rate {
    pthread_mutex_t lock;
    unsigned char secret[crypto_shorthash_KEYBYTES]; /* nobody can choose keys that meet */
    int64_t refill, most;
    struct bucket places[PLACES];
};

enum err rate_new(unsigned most, int64_t refill_usec, struct rate **ret)
{
    struct rate *r = calloc(1, sizeof *r);
    if (!r)
        return E_NOMEM;
    pthread_mutex_init(&r->lock, NULL);
    randombytes_buf(r->secret, sizeof r->secret);
    r->refill = refill_usec;
    r->most = most;
    *ret = r;
    return OK;
}

void rate_free(struct rate *r)
{
    if (!r)
        return;
    pthread_mutex_destroy(&r->lock);
    free(r);
}

/* The key's bucket, or the one of its set that is nearest to full, taken over. */
static struct bucket *find(struct rate *r, struct str key)
{
    uint64_t h;
    crypto_shorthash((unsigned char *)&h, (const unsigned char *)(key.n ? key.p : ""), key.n, r->secret);
    struct bucket *set = &r->places[h % (PLACES / WAYS) * WAYS], *oldest = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == h)
            return &set[i];
        if (set[i].full_at < oldest->full_at)
            oldest = &set[i];
    }
    *oldest = (struct bucket){ .key = h };
    return oldest;
}

bool rate_take(struct rate *r, struct str key, instant now, unsigned *ret_wait_s)
{
    pthread_mutex_lock(&r->lock);
    struct bucket *b = find(r, key);
    int64_t full_at = b->full_at > now.usec ? b->full_at : now.usec, span = r->most * r->refill;
    bool fine = full_at + r->refill <= now.usec + span;
    if (fine)
        b->full_at = full_at + r->refill;
    else
        *ret_wait_s = (unsigned)((full_at + r->refill - now.usec - span) / 1000000 + 1);
    pthread_mutex_unlock(&r->lock);
    return fine;
}

void rate_give(struct rate *r, struct str key, instant now)
{
    pthread_mutex_lock(&r->lock);
    struct bucket *b = find(r, key);
    if (b->full_at > now.usec)
        b->full_at -= r->refill;
    pthread_mutex_unlock(&r->lock);
}
