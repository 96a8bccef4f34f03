#include "base/test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

static void utf8_is_strict(void **state)
{
    (void)state;
    static const struct { const char *text; size_t n; bool good; } rows[] = {
        { "", 0, true }, { "abc", 3, true }, { "åäö – €", 14, true }, { "\xF0\x9F\x99\x82", 4, true }, { "a\0b", 3, true },
        { "\xC0\x80", 2, false }, { "\xE0\x80\x80", 3, false }, { "\xED\xA0\x80", 3, false }, { "\xF4\x90\x80\x80", 4, false },
        { "\xFF", 1, false }, { "\xC3", 1, false }, { "12345678\xC3", 9, false }, { "\x80", 1, false },
    };
    for (size_t i = 0; i < LEN(rows); i++)
        assert_int_equal(utf8_valid((struct str){ rows[i].text, rows[i].n }), rows[i].good);
    assert_int_equal(utf8_length(S("åäö")), 3);
    size_t at = 0;
    assert_int_equal(utf8_next(S("€"), &at), 0x20AC);
    assert_int_equal(at, 3);
}

static void numbers_are_whole_and_bounded(void **state)
{
    (void)state;
    int64_t i = 7;
    assert_true(str_to_int64(S("-9223372036854775808"), &i) && i == INT64_MIN);
    assert_true(str_to_int64(S("9223372036854775807"), &i) && i == INT64_MAX);
    static const char *const bad[] = { "", "-", "+5", " 5", "5 ", "9223372036854775808", "-9223372036854775809", "0x1", "1.0" };
    for (size_t k = 0; k < LEN(bad); k++)
        assert_false(str_to_int64(str(bad[k]), &i));
    assert_true(i == INT64_MAX);
    double d = 0;
    assert_true(str_to_double(S("-1.5e3"), &d) && d == -1500);
    static const char *const wrong[] = { "", ".5", "5.", "01", "1e", "nan", "inf", "0x10", "1e999", "+1", "1 " };
    for (size_t k = 0; k < LEN(wrong); k++)
        assert_false(str_to_double(str(wrong[k]), &d));
}

static void slices_cut_and_find(void **state)
{
    (void)state;
    struct str s = S("a;b;;c");
    assert_true(str_is(str_cut(&s, ';'), "a") && str_is(str_cut(&s, ';'), "b") && str_is(str_cut(&s, ';'), "") && str_is(str_cut(&s, ';'), "c"));
    assert_int_equal(s.n, 0);
    assert_int_equal(str_find(S("hello"), S("lo"), 0), 3);
    assert_true(str_find(S("hello"), S("lo"), 4) == SIZE_MAX);
    assert_true(str_is(str_trim(S(" \t x y\n")), "x y"));
    assert_true(str_eq_nocase(S("KrAv"), S("kRaV")));
    assert_true(str_cmp(S("ab"), S("abc")) < 0);
}

static void buffers_keep_their_ceiling(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(10);
    buf_put(&b, S("12345678"));
    buf_put(&b, S("abc"));
    assert_true(b.failed);
    assert_int_equal(b.n, 8);
    struct fault f;
    assert_int_equal(buf_check(&b, &f), E_LIMIT);
}

static void text_is_escaped(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(1000);
    buf_html(&b, S("<a href=\"x\">'&'</a>å"));
    assert_true(str_is(buf_str(&b), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;å"));
    buf_reset(&b);
    buf_json(&b, S("\"\\\n\x01</script>å"));
    assert_true(str_is(buf_str(&b), "\"\\\"\\\\\\n\\u0001\\u003c/script\\u003eå\""));
    buf_reset(&b);
    buf_url(&b, S("a b/å?"));
    assert_true(str_is(buf_str(&b), "a%20b%2F%C3%A5%3F"));
    buf_reset(&b);
    buf_int(&b, INT64_MIN);
    buf_char(&b, ' ');
    buf_double(&b, 0.1);
    buf_char(&b, ' ');
    buf_double(&b, 1.0 / 3);
    assert_true(str_is(buf_str(&b), "-9223372036854775808 0.1 0.3333333333333333"));
}

static void arenas_have_a_budget(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1000);
    assert_non_null(arena_alloc(&a, 900));
    assert_null(arena_alloc(&a, 200));
    assert_null(arena_alloc(&a, 1));
    assert_true(a.failed);
    arena_reset(&a);
    assert_non_null(arena_alloc(&a, 1));
    assert_null(arena_array(&a, SIZE_MAX, 16));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_strict), cmocka_unit_test(numbers_are_whole_and_bounded), cmocka_unit_test(slices_cut_and_find),
        cmocka_unit_test(buffers_keep_their_ceiling), cmocka_unit_test(text_is_escaped), cmocka_unit_test(arenas_have_a_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
