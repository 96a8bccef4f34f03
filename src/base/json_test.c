#include "base/test.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"

static enum err skip_all(struct str text, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct json j = json_new(text, &a, JSON_LIMITS);
    json_skip(&j);
    return json_end(&j, f);
}

static void grammar_is_strict(void **state)
{
    (void)state;
    static const char *const good[] = { "0", "-0", "1e5", "\"\"", "[]", "{}", " [1, {\"a\":[true,false,null]}] ", "\"\\ud83d\\ude42\"", "\"å\"" };
    static const char *const bad[] = {
        "", " ", "[", "{", "]", "[1,]", "[,1]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "[1 2]", "01", "1.", "+1", "NaN", "tru", "nul", "\"\\x\"",
        "\"\\ud800\"", "\"\\ude42\"", "\"a", "\"ab\\", "\"\n\"", "\"\xC0\x80\"", "1 2", "[1]]", "{\"a\":1 \"b\":2}", "// c\n1", "\"\\u12\"", "{\"a\":}", "1e999",
    };
    for (size_t i = 0; i < LEN(good); i++)
        assert_int_equal(skip_all(str(good[i]), NULL), OK);
    for (size_t i = 0; i < LEN(bad); i++)
        if (skip_all(str(bad[i]), NULL) != E_INVALID)
            fail_msg("accepted: %s", bad[i]);
}

/* In memory of exactly that length, so that a sanitizer sees one byte too many; every place of the backslash in its window of eight. */
static void a_text_may_end_anywhere(void **state)
{
    (void)state;
    static const char text[] = "{\"abcdefghij\\\\k\\\"\":[\"\\u00e5\\n\",-1.5e3,true,null]}";
    for (size_t n = 1; n < sizeof text - 1; n++) {
        char *part = malloc(n + 1);
        assert_non_null(part);
        memcpy(part, text, n);
        assert_int_equal(skip_all((struct str){ part, n }, NULL), E_INVALID);
        part[0] = '"';
        memset(part + 1, '\\', n);
        assert_int_equal(skip_all((struct str){ part, n + 1 }, NULL), E_INVALID);
        free(part);
    }
    assert_int_equal(skip_all((struct str){ text, sizeof text - 1 }, NULL), OK);
}

static void values_and_paths(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct json j = json_new(S("{\"id\":\"a\\u00e5\\n\",\"n\":-12,\"v\":[0.5,{\"p\":true}],\"raw\": [1, 2] }"), &a, JSON_LIMITS);
    struct str key, id = { 0 }, raw = { 0 };
    int64_t n = 0;
    double v = 0;
    bool p = false;
    for (json_object(&j); json_key(&j, &key);) {
        if (str_is(key, "id")) id = json_string(&j);
        else if (str_is(key, "n")) n = json_int(&j);
        else if (str_is(key, "raw")) raw = json_raw(&j);
        else
            for (json_array(&j); json_item(&j);) {
                if (json_peek(&j) == JSON_NUMBER) v = json_number(&j);
                else for (json_object(&j); json_key(&j, &key);) p = json_bool(&j);
            }
    }
    assert_int_equal(json_end(&j, NULL), OK);
    assert_true(str_is(id, "aå\n") && n == -12 && v == 0.5 && p && str_is(raw, "[1, 2]"));

    struct fault f = { 0 };
    j = json_new(S("{\"nodes\":[{\"p\":1},{\"p\":\"x\"}]}"), &a, JSON_LIMITS);
    for (json_object(&j); json_key(&j, &key);)
        for (json_array(&j); json_item(&j);)
            for (json_object(&j); json_key(&j, &key);)
                v = json_number(&j);
    assert_int_equal(json_end(&j, &f), E_INVALID);
    assert_string_equal(f.place, "nodes[1].p");
}

static void depth_and_length_are_bounded(void **state)
{
    (void)state;
    char deep[300];
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    assert_int_equal(skip_all((struct str){ deep, 200 }, NULL), E_LIMIT);
    assert_int_equal(skip_all((struct str){ deep + 40, 120 }, NULL), OK);
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct json j = json_new(S("\"abcdefgh\""), &a, (struct json_limits){ .depth = 1, .string = 7 });
    assert_int_equal(json_string(&j).n, 0);
    assert_int_equal(json_end(&j, NULL), E_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grammar_is_strict), cmocka_unit_test(a_text_may_end_anywhere), cmocka_unit_test(values_and_paths), cmocka_unit_test(depth_and_length_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
