#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_MIN = 16 * 1024, BLOCK_MAX = 1024 * 1024, ALIGN = _Alignof(max_align_t) };

struct arena_block {
    struct arena_block *before;
    size_t at, room;
    _Alignas(max_align_t) unsigned char bytes[];
};

struct arena arena_new(size_t budget)
{
    return (struct arena){ .budget = budget };
}

void arena_free(struct arena *a)
{
    for (struct arena_block *b = a->last; b;) {
        struct arena_block *before = b->before;
        free(b);
        b = before;
    }
    *a = arena_new(a->budget);
}

void arena_reset(struct arena *a)
{
    struct arena_block *keep = a->last;
    if (keep) {
        a->last = keep->before;
        keep->before = NULL;
        keep->at = 0;
    }
    size_t budget = a->budget;
    arena_free(a);
    *a = arena_new(budget);
    a->last = keep;
}

void *arena_alloc(struct arena *a, size_t n)
{
    size_t need;
    if (a->failed || __builtin_add_overflow(n ? n : 1, (size_t)(ALIGN - 1), &need) ||
        (need &= ~(size_t)(ALIGN - 1)) > a->budget - a->used) {
        a->failed = true;
        return NULL;
    }
    struct arena_block *b = a->last;
    if (!b || b->room - b->at < need) {
        size_t room = b ? b->room * 2 : BLOCK_MIN;
        if (room > BLOCK_MAX)
            room = BLOCK_MAX;
        if (room < need)
            room = need;
        size_t bytes;
        b = __builtin_add_overflow(sizeof *b, room, &bytes) ? NULL : malloc(bytes);
        if (!b) {
            a->failed = true;
            return NULL;
        }
        *b = (struct arena_block){ .before = a->last, .room = room };
        a->last = b;
    }
    void *p = b->bytes + b->at;
    b->at += need;
    a->used += need;
    return memset(p, 0, n);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n)) {
        a->failed = true;
        return NULL;
    }
    return arena_alloc(a, n);
}

void *arena_grow(struct arena *a, void *old, size_t count, size_t want, size_t size, size_t *cap)
{
    if (want <= *cap)
        return old;
    size_t room = *cap ? *cap * 2 : 8;
    if (room < want)
        room = want;
    void *p = arena_array(a, room, size);
    if (!p)
        return NULL;
    if (count)
        memcpy(p, old, count * size);
    *cap = room;
    return p;
}
