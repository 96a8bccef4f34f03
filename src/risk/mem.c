#include "risk/mem.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "risk/risk.h"

enum { HEAD = 64 };

bool mem_count(struct mem *m, size_t n)
{
    size_t used = atomic_fetch_add(&m->used, n) + n;
    if (used > m->max) {
        mem_uncount(m, n);
        return false;
    }
    size_t peak = atomic_load(&m->peak);
    while (used > peak && !atomic_compare_exchange_weak(&m->peak, &peak, used))
        ;
    return true;
}

void mem_uncount(struct mem *m, size_t n)
{
    atomic_fetch_sub(&m->used, n);
}

void *mem_raw(struct mem *m, size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n) || n > SIZE_MAX / 2) {
        atomic_store(&m->refused, true);
        return NULL;
    }
    n = (n + HEAD + 63) & ~(size_t)63;
    char *p = NULL;
    if (mem_count(m, n) && !(p = aligned_alloc(64, n)))
        mem_uncount(m, n);
    if (!p) {
        atomic_store(&m->refused, true);
        return NULL;
    }
    memcpy(p, &n, sizeof n);
    return p + HEAD;
}

void *mem_take(struct mem *m, size_t count, size_t size)
{
    void *p = mem_raw(m, count, size);
    return p ? memset(p, 0, count * size) : NULL;
}

void mem_give(struct mem *m, void *p)
{
    if (!p)
        return;
    char *head = (char *)p - HEAD;
    size_t n;
    memcpy(&n, head, sizeof n);
    mem_uncount(m, n);
    free(head);
}

struct shared {
    share_work *work;
    void *context;
    size_t n;
    atomic_size_t next;
    atomic_uint workers;
};

static void *run(void *p)
{
    struct shared *s = p;
    unsigned worker = atomic_fetch_add(&s->workers, 1);
    for (size_t i; (i = atomic_fetch_add(&s->next, 1)) < s->n;)
        s->work(s->context, worker, i);
    return NULL;
}

void share(unsigned threads, size_t n, share_work *work, void *context)
{
    struct shared s = { .work = work, .context = context, .n = n };
    pthread_t other[RISK_THREADS_MAX];
    unsigned started = 0;
    if (n == 0)
        return;
    while (started + 1 < threads && started + 1 < n && pthread_create(&other[started], NULL, run, &s) == 0)
        started++;
    run(&s);
    for (unsigned i = 0; i < started; i++)
        pthread_join(other[i], NULL);
}
