#include "base/test.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"

static void the_budget_is_the_bound_and_a_failure_sticks(void **state)
{
    (void)state;
    struct arena a = arena_new(64);
    char *p = arena_alloc(&a, 48);
    assert_non_null(p);
    for (int i = 0; i < 48; i++)
        assert_int_equal(p[i], 0);
    assert_null(arena_alloc(&a, 17));
    assert_true(a.failed);
    assert_null(arena_alloc(&a, 1)); /* there would be room, but what came before is lost */
    assert_int_equal(a.used, 48);
    arena_reset(&a);
    assert_false(a.failed);
    assert_non_null(arena_alloc(&a, 64));
    assert_null(arena_alloc(&a, 1));
    arena_free(&a);
    assert_int_equal(a.budget, 64);
    assert_non_null(arena_alloc(&a, 64));
    arena_free(&a);
}

static void no_size_wraps_around(void **state)
{
    (void)state;
    static const struct { size_t count, size; } rows[] = { { SIZE_MAX, 2 }, { 2, SIZE_MAX }, { (SIZE_MAX >> 1) + 1, 2 }, { SIZE_MAX, 1 }, { SIZE_MAX / 16 + 1, 16 }, { 1, SIZE_MAX - 3 }, { 1, SIZE_MAX - 40 } };
    for (size_t i = 0; i < LEN(rows); i++) {
        struct arena a cleanup(arena_free) = arena_new(SIZE_MAX);
        assert_null(arena_array(&a, rows[i].count, rows[i].size));
        assert_true(a.failed);
        size_t cap = 0;
        struct arena b cleanup(arena_free) = arena_new(SIZE_MAX);
        assert_null(arena_grow(&b, NULL, 0, rows[i].count, rows[i].size, &cap));
        assert_int_equal(cap, 0);
    }
}

static void memory_is_aligned_zeroed_and_apart(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(8 << 20);
    unsigned char *before = NULL;
    for (size_t n = 0; n < 3000; n += 7) {
        unsigned char *p = arena_alloc(&a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xA5, n);
        assert_true(p != before);
        before = p;
    }
    arena_reset(&a); /* the block that is kept was written on */
    unsigned char *again = arena_alloc(&a, 2000);
    for (size_t i = 0; i < 2000; i++)
        assert_int_equal(again[i], 0);
}

static void an_array_grows_and_keeps_what_it_had(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    size_t n = 0, cap = 0;
    int *v = NULL;
    for (; n < 1000; n++) {
        v = arena_grow(&a, v, n, n + 1, sizeof *v, &cap);
        assert_non_null(v);
        assert_true(cap > n);
        v[n] = (int)n;
    }
    for (size_t i = 0; i < n; i++)
        assert_int_equal(v[i], i);
    struct arena tight cleanup(arena_free) = arena_new(8 * sizeof *v + 15);
    int *w = NULL;
    size_t room = 0;
    w = arena_grow(&tight, w, 0, 1, sizeof *w, &room);
    w[7] = 42;
    assert_null(arena_grow(&tight, w, 8, 9, sizeof *w, &room));
    assert_int_equal(w[7], 42); /* the old one is as it was, and so is what it holds */
    assert_int_equal(room, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_budget_is_the_bound_and_a_failure_sticks), cmocka_unit_test(no_size_wraps_around),
        cmocka_unit_test(memory_is_aligned_zeroed_and_apart), cmocka_unit_test(an_array_grows_and_keeps_what_it_had),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
