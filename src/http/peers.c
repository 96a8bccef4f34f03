#include <stdlib.h>

#include "http/serve.h"

/* A chained table of fixed size: as many entries as there may be connections, so it never grows. */
struct peer { unsigned char address[16]; unsigned n; struct peer *next; };

struct peers {
    pthread_mutex_t lock;
    size_t mask;
    struct peer **heads, *entries, *unused;
};

enum err peers_new(unsigned entries, struct peers **ret)
{
    size_t heads = 64;
    while (heads < entries)
        heads *= 2;
    struct peers *p = calloc(1, sizeof *p);
    if (!p)
        return E_NOMEM;
    p->mask = heads - 1;
    p->heads = calloc(heads, sizeof *p->heads);
    p->entries = calloc(entries + 1u, sizeof *p->entries);
    if (!p->heads || !p->entries || pthread_mutex_init(&p->lock, NULL)) {
        free(p->heads);
        free(p->entries);
        free(p);
        return E_NOMEM;
    }
    for (unsigned i = 0; i < entries; i++) {
        p->entries[i].next = p->unused;
        p->unused = &p->entries[i];
    }
    *ret = p;
    return OK;
}

void peers_free(struct peers *p)
{
    if (!p)
        return;
    pthread_mutex_destroy(&p->lock);
    free(p->heads);
    free(p->entries);
    free(p);
}

static struct peer **slot(struct peers *p, const unsigned char address[static 16])
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a; a peer cannot choose many addresses, and the table is bounded */
    for (int i = 0; i < 16; i++)
        hash = (hash ^ address[i]) * 1099511628211u;
    struct peer **at = &p->heads[(hash ^ hash >> 32) & p->mask];
    while (*at && memcmp((*at)->address, address, 16) != 0)
        at = &(*at)->next;
    return at;
}

bool peers_enter(struct peers *p, const unsigned char address[static 16], unsigned most)
{
    pthread_mutex_lock(&p->lock);
    struct peer **at = slot(p, address);
    if (!*at && p->unused) {
        struct peer *new = p->unused;
        p->unused = new->next;
        memcpy(new->address, address, 16);
        new->n = 0;
        new->next = NULL;
        *at = new;
    }
    bool fine = *at && (*at)->n < most;
    if (fine)
        (*at)->n++;
    pthread_mutex_unlock(&p->lock);
    return fine;
}

void peers_leave(struct peers *p, const unsigned char address[static 16])
{
    pthread_mutex_lock(&p->lock);
    struct peer **at = slot(p, address), *e = *at;
    if (e && --e->n == 0) {
        *at = e->next;
        e->next = p->unused;
        p->unused = e;
    }
    pthread_mutex_unlock(&p->lock);
}
