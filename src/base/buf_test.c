#include "base/test.h"

#include <float.h>
#include <stdlib.h>

#include "base/buf.h"

static void the_ceiling_holds_and_what_was_written_stays(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(10);
    struct fault f = { 0 };
    buf_put(&b, S("12345"));
    buf_put(&b, S("67890"));
    assert_int_equal(buf_check(&b, &f), OK);
    buf_char(&b, 'x');
    assert_int_equal(buf_check(&b, &f), E_LIMIT);
    buf_put(&b, S("")); /* nothing is no failure, but mends none either */
    assert_true(b.failed && !b.starved);
    assert_true(str_is(buf_str(&b), "1234567890"));
    buf_reset(&b);
    buf_put(&b, S("ab"));
    assert_int_equal(buf_check(&b, &f), OK);
    assert_null(buf_room(&b, SIZE_MAX)); /* no wrapping around */
    assert_null(buf_room(&b, 1));        /* it sticks */
    assert_true(str_is(buf_str(&b), "ab"));
    struct buf none cleanup(buf_free) = buf_new(0);
    buf_char(&none, 'x');
    assert_int_equal(buf_check(&none, &f), E_LIMIT);
}

/* A text that needs more room than it has goes in whole or not at all, by every way in. */
static void nothing_goes_in_by_half(void **state)
{
    (void)state;
    for (size_t max = 0; max < 12; max++) {
        struct buf b cleanup(buf_free) = buf_new(max);
        buf_int(&b, -1234567890123);
        assert_int_equal(b.n, 0);
        buf_reset(&b);
        buf_printf(&b, "%s", "tolv tecken!");
        assert_int_equal(b.n, 0);
        assert_true(b.failed);
        buf_reset(&b);
        buf_hex(&b, "abcdef", 6);
        assert_int_equal(b.n, 0);
        assert_true(b.failed);
    }
}

static void numbers_are_written_as_they_read_back(void **state)
{
    (void)state;
    static const struct { int64_t v; const char *text; } rows[] = {
        { 0, "0" }, { -1, "-1" }, { INT64_MAX, "9223372036854775807" }, { INT64_MIN, "-9223372036854775808" }, { 10, "10" },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        struct buf b cleanup(buf_free) = buf_new(40);
        buf_int(&b, rows[i].v);
        assert_true(str_is(buf_str(&b), rows[i].text));
    }
    static const double doubles[] = { 0.1, 1.0 / 3, 1e21, 5e-324, DBL_MAX, -DBL_MIN, 123456789012345678.0, 0.30000000000000004, 3 };
    for (size_t i = 0; i < LEN(doubles); i++) {
        struct buf b cleanup(buf_free) = buf_new(40);
        buf_double(&b, doubles[i]);
        buf_char(&b, '\0');
        assert_true(strtod(b.p, NULL) == doubles[i]);
    }
    struct buf b cleanup(buf_free) = buf_new(40);
    buf_double(&b, 0.1);
    buf_char(&b, ' ');
    buf_double(&b, -0.0);
    assert_true(str_is(buf_str(&b), "0.1 -0"));
}

/* Every byte, in every notation: nothing that means something there is left as it is. */
static void what_is_escaped_means_nothing(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        char byte = (char)c;
        struct buf html cleanup(buf_free) = buf_new(40), json cleanup(buf_free) = buf_new(40), url cleanup(buf_free) = buf_new(40), hex cleanup(buf_free) = buf_new(2);
        buf_html(&html, (struct str){ &byte, 1 });
        buf_json(&json, (struct str){ &byte, 1 });
        buf_url(&url, (struct str){ &byte, 1 });
        buf_hex(&hex, &byte, 1);
        bool plain = html.n == 1 && html.p[0] == byte;
        assert_int_equal(plain, c != '&' && c != '<' && c != '>' && c != '"' && c != '\'' && c != '\r');
        struct str inside = str_sub(buf_str(&json), 1, json.n - 1);
        plain = inside.n == 1 && inside.p[0] == byte;
        assert_int_equal(plain, c >= 0x20 && c != 0x7f && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&');
        assert_true(json.p[0] == '"' && json.p[json.n - 1] == '"');
        bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        assert_int_equal(url.n, unreserved ? 1 : 3);
        assert_int_equal(buf_check(&hex, NULL), OK);
        assert_int_equal(strtol((char[3]){ hex.p[0], hex.p[1], '\0' }, NULL, 16), c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ceiling_holds_and_what_was_written_stays), cmocka_unit_test(nothing_goes_in_by_half),
        cmocka_unit_test(numbers_are_written_as_they_read_back), cmocka_unit_test(what_is_escaped_means_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
