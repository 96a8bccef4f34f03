/* What was made of what a seat sees, kept while the journal has the same size: the same page is looked at again and again while little is
 * written. As with counts, an answer belongs to the journal's size in the reading's snapshot, and so it is never wrong, whoever wrote. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "store/inside.h"

static void key_of(const struct reading *r, struct str name, unsigned char ret[static COUNT_KEY])
{
    const struct seat *seat = r->seat;
    const int64_t who[] = { seat->federation.v, seat->organisation.v, seat->role, seat->export, seat->without, (int64_t)name.n };
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, COUNT_KEY);
    crypto_generichash_update(&h, (const unsigned char *)who, sizeof who);
    crypto_generichash_update(&h, (const unsigned char *)(name.n ? name.p : ""), name.n);
    crypto_generichash_final(&h, ret, COUNT_KEY);
}

bool store_kept(struct reading *r, struct arena *a, struct str name, struct str *ret)
{
    struct store *s = r->s;
    unsigned char key[COUNT_KEY];
    bool found = false;
    if (!r->size)
        return false;
    key_of(r, name, key);
    pthread_mutex_lock(&s->counting);
    for (size_t i = 0; i < MEMOS_MAX && !found; i++) {
        struct memo *m = &s->memos[i];
        found = m->bytes && m->size == r->size && memcmp(m->key, key, COUNT_KEY) == 0;
        if (!found)
            continue;
        m->used = ++s->memo_clock;
        *ret = str_copy(a, (struct str){ m->bytes, m->n });
    }
    pthread_mutex_unlock(&s->counting);
    return found && ret->p;
}

void store_keep(struct reading *r, struct str name, struct str bytes)
{
    struct store *s = r->s;
    if (!r->size || !bytes.n || bytes.n > MEMO_BYTES_MAX)
        return;
    char *copy = malloc(bytes.n);
    if (!copy)
        return; /* it is made again */
    memcpy(copy, bytes.p, bytes.n);
    struct memo new = { .size = r->size, .bytes = copy, .n = bytes.n };
    key_of(r, name, new.key);
    pthread_mutex_lock(&s->counting);
    struct memo *place = &s->memos[0];
    for (size_t i = 1; i < MEMOS_MAX; i++) /* the one that nobody has asked for the longest */
        if (s->memos[i].used < place->used)
            place = &s->memos[i];
    for (size_t i = 0; i < MEMOS_MAX; i++)
        if (memcmp(s->memos[i].key, new.key, COUNT_KEY) == 0)
            place = &s->memos[i];
    free(place->bytes);
    new.used = ++s->memo_clock;
    *place = new;
    pthread_mutex_unlock(&s->counting);
}

void memos_free(struct store *s)
{
    for (size_t i = 0; i < MEMOS_MAX; i++)
        free(s->memos[i].bytes);
}
