/* How many rows a list has. The same lists are looked at again and again while little is written, so an answer is kept until the journal
 * grows: it belongs to the statement, its values (the seat's scope is among them) and the journal's size in the same snapshot, and
 * so it is never wrong, whoever wrote. */
#include <sodium.h>
#include <string.h>

#include "store/inside.h"

static void feed(crypto_generichash_state *h, const void *bytes, size_t n)
{
    crypto_generichash_update(h, (const unsigned char *)&n, sizeof n); /* lengths keep neighbours apart */
    crypto_generichash_update(h, bytes, n);
}

static void key_of(const struct sql *q, unsigned char ret[static COUNT_KEY])
{
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, COUNT_KEY);
    feed(&h, q->text.p, q->text.n);
    for (size_t i = 0; i < q->n; i++) {
        const struct bind *b = &q->binds[i];
        crypto_generichash_update(&h, (const unsigned char *)&b->kind, sizeof b->kind);
        if (b->kind == BIND_INT)
            feed(&h, &b->i, sizeof b->i);
        else if (b->kind == BIND_SMALL)
            feed(&h, b->small, strlen(b->small));
        else if (b->kind != BIND_NULL)
            feed(&h, b->s.n ? b->s.p : "", b->s.n);
    }
    crypto_generichash_final(&h, ret, COUNT_KEY);
}

/* Where the count is kept, or where it may be put: a place that is free, or whose count no longer holds, else the last. */
static struct counted *place_of(struct store *s, const struct counted *wanted, bool *ret_known)
{
    size_t first = ((size_t)wanted->key[0] << 8 | wanted->key[1]) % (COUNTS_KEPT / COUNT_WAYS) * COUNT_WAYS;
    struct counted *free_one = NULL;
    *ret_known = false;
    for (size_t i = 0; i < COUNT_WAYS; i++) {
        struct counted *at = &s->counts[first + i];
        *ret_known = at->size == wanted->size && memcmp(at->key, wanted->key, COUNT_KEY) == 0;
        if (*ret_known)
            return at;
        if (at->size != wanted->size)
            free_one = at;
    }
    return free_one ? free_one : &s->counts[first + COUNT_WAYS - 1];
}

enum err count_ask(struct reading *r, const struct sql *q, int64_t *ret, struct fault *f)
{
    struct store *s = r->s;
    bool any = false;
    TRY(sql_check(q, f));
    if (!r->size) /* a past has no journal of its own, a transaction under way no size yet */
        return conn_integer(s->g, r->c, q, &any, ret, f);
    struct counted now = { .size = r->size };
    key_of(q, now.key);
    bool known;
    pthread_mutex_lock(&s->counting);
    const struct counted *kept = place_of(s, &now, &known);
    if (known)
        *ret = kept->n;
    pthread_mutex_unlock(&s->counting);
    if (known)
        return OK;
    TRY(conn_integer(s->g, r->c, q, &any, &now.n, f));
    pthread_mutex_lock(&s->counting);
    *place_of(s, &now, &known) = now;
    pthread_mutex_unlock(&s->counting);
    *ret = now.n;
    return OK;
}
