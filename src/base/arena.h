/* One arena per request or job: memory is taken in order and given back all at once. The byte budget is the
 * bound on what one request can use; past it every allocation fails and the failure sticks. Not thread safe. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *last;
    size_t used;    /* bytes handed out */
    size_t budget;  /* bytes that may be handed out */
    bool failed;    /* an allocation did not succeed; stays set until arena_reset */
};

/* A new arena that may hand out `budget` bytes. Takes no memory until the first allocation. */
struct arena arena_new(size_t budget);
/* Gives everything back. Fits __attribute__((cleanup)). */
void arena_free(struct arena *a);
/* Forgets everything but keeps the newest block for reuse. */
void arena_reset(struct arena *a);

/* `n` bytes, zeroed, aligned for any type; NULL (and a->failed) past the budget or without memory. n = 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t n);
/* As arena_alloc for count × size, checked for overflow. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* Makes room for a growing array: returns an array of at least `want` elements holding the first `count` of `old`.
 * *cap is its capacity (0 at the start). NULL when memory is out; `old` stays valid. */
void *arena_grow(struct arena *a, void *old, size_t count, size_t want, size_t size, size_t *cap);

#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))

#endif
