#include "base/test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "derive/text_diff.h"

/* "=kept-removed+added", for reading. */
static void expect(const char *before, const char *after, const char *wanted)
{
    struct arena a = arena_new(1u << 26);
    struct edit_run *runs;
    size_t n;
    assert_int_equal(text_diff(&a, str(before), str(after), &runs, &n), OK);
    struct buf b cleanup(buf_free) = buf_new(1u << 20);
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "%c%.*s", "=-+"[runs[i].kind], SF(runs[i].text));
    assert_string_equal(str_copy(&a, buf_str(&b)).p ? str_printf(&a, "%.*s", SF(buf_str(&b))).p : "", wanted);
    arena_free(&a);
}

static void lines_and_words(void **state)
{
    (void)state;
    expect("", "", "");
    expect("a\n", "a\n", "=a\n");
    expect("", "ny\n", "+ny\n");
    expect("gammal", "", "-gammal");
    expect("ett\ntvå\ntre\n", "ett\ntre\n", "=ett\n-två\n=tre\n");
    expect("Systemet ska klassas vartannat år.\n", "Systemet ska klassas varje år.\n", "=Systemet ska klassas -vartannat+varje= år.\n");
    expect("a b\nc d\n", "a x\nc d\ne\n", "=a -b+x=\nc d\n+e\n");
}

/* A pseudo-random text of few words, so that much is equal and much is not. */
static struct str text(struct arena *a, uint64_t *seed, size_t words)
{
    struct buf b cleanup(buf_free) = buf_new(1u << 24);
    static const char *const of[] = { "risk", "klass", "ägare\n", " ", "\n", "beslut ", "år", "\r\n" };
    for (size_t i = 0; i < words; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        buf_put(&b, str(of[*seed >> 61]));
    }
    return str_copy(a, buf_str(&b));
}

static void runs_make_both_texts_again(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (size_t i = 0; i < 600; i++) {
        struct arena a = arena_new(1u << 28);
        struct str before = text(&a, &seed, i % 60), after = text(&a, &seed, (i * 7) % 60);
        struct edit_run *runs;
        size_t n;
        struct buf old cleanup(buf_free) = buf_new(1u << 20), new cleanup(buf_free) = buf_new(1u << 20);
        assert_int_equal(text_diff(&a, before, after, &runs, &n), OK);
        for (size_t k = 0; k < n; k++) {
            assert_true(runs[k].text.n > 0);
            if (runs[k].kind != EDIT_ADDED)
                buf_put(&old, runs[k].text);
            if (runs[k].kind != EDIT_REMOVED)
                buf_put(&new, runs[k].text);
        }
        assert_true(str_eq(buf_str(&old), before) && str_eq(buf_str(&new), after));
        arena_free(&a);
    }
}

static void a_text_that_is_all_different_is_bounded(void **state)
{
    (void)state;
    struct arena a = arena_new(1u << 28);
    struct buf old cleanup(buf_free) = buf_new(1u << 20), new cleanup(buf_free) = buf_new(1u << 20);
    for (int i = 0; i < 3 * TEXT_DIFF_EDITS_MAX; i++) {
        buf_printf(&old, "a%d\n", i);
        buf_printf(&new, "b%d\n", i);
    }
    struct edit_run *runs;
    size_t n;
    assert_int_equal(text_diff(&a, buf_str(&old), buf_str(&new), &runs, &n), OK);
    assert_true(n == 2 && runs[0].kind == EDIT_REMOVED && runs[1].kind == EDIT_ADDED);
    arena_free(&a);
    a = arena_new(1000); /* and no memory is an error, not a wrong answer */
    assert_int_equal(text_diff(&a, buf_str(&old), buf_str(&new), &runs, &n), E_NOMEM);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_words),
        cmocka_unit_test(runs_make_both_texts_again),
        cmocka_unit_test(a_text_that_is_all_different_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
