/* Memory with a ceiling, shared by threads; and work shared between threads. */
#ifndef RISK_MEM_H
#define RISK_MEM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct mem {
    size_t max;                  /* bytes */
    _Atomic size_t used, peak;
    atomic_bool refused;         /* an allocation passed the ceiling since it was last cleared */
};

/* Zeroed, aligned to 64 bytes; NULL past the ceiling (m->refused is set) or without memory. count or size 0 gives a valid pointer. */
void *mem_take(struct mem *m, size_t count, size_t size);
/* The same, not zeroed. */
void *mem_raw(struct mem *m, size_t count, size_t size);
void mem_give(struct mem *m, void *p); /* NULL is fine */

/* Counts bytes that another allocator holds, before it takes them; false past the ceiling. Returned by mem_uncount. */
bool mem_count(struct mem *m, size_t n);
void mem_uncount(struct mem *m, size_t n);

/* Calls work(context, worker, i) for i = 0 … n − 1, each once, in any order, worker in 0 … threads − 1. Runs in the calling thread alone when
 * n or threads is 1, and goes on with fewer threads when one cannot be started. */
typedef void share_work(void *context, unsigned worker, size_t i);
void share(unsigned threads, size_t n, share_work *work, void *context);

#endif
