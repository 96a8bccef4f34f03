#include "base/test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "derive/problem.h"

static void a_problem_as_it_stands(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct buf b cleanup(buf_free) = buf_new(1 << 16);
    struct faults fs = { .arena = &a };
    faults_add(&fs, "title", N_("Texten är för lång: {1} tecken, högst {2}."), "301", "300");
    faults_add(&fs, "a/b~[3].c", N_("Fältet måste fyllas i."), NULL, NULL);
    problem_json(&b, &words_sv, &(struct problem){ .faults = &fs, .instance = S("/api/v1/audit") });
    assert_true(str_is(buf_str(&b), "{\"type\":\"about:blank\",\"title\":\"Uppgifterna håller inte\",\"status\":422,\"code\":\"invalid\","
        "\"detail\":\"Texten är för lång: 301 tecken, högst 300.\",\"instance\":\"/api/v1/audit\",\"errors\":["
        "{\"pointer\":\"/title\",\"detail\":\"Texten är för lång: 301 tecken, högst 300.\"},"
        "{\"pointer\":\"/a~1b~0/3/c\",\"detail\":\"Fältet måste fyllas i.\"}]}"));
    buf_reset(&b);
    struct fault f = { .code = E_CONFLICT, .text = N_("Någon annan har ändrat posten sedan du öppnade den.") };
    problem_json(&b, &words_sv, &(struct problem){ .status = 412, .fault = &f, .more = S("\"current\":null") });
    assert_true(str_find(buf_str(&b), S("\"status\":412,\"code\":\"conflict\""), 0) != SIZE_MAX);
    assert_true(str_ends(buf_str(&b), S("\"current\":null}")));
}

static void every_error_has_a_status_and_is_json(void **state)
{
    (void)state;
    for (int code = E_INVALID; code <= E_BUG; code++) {
        struct arena a cleanup(arena_free) = arena_new(1 << 20);
        struct buf b cleanup(buf_free) = buf_new(1 << 16);
        struct fault f = { .code = (enum err)code, .text = "\"<\n", .place = "x" };
        assert_in_range(problem_status(f.code), 400, 599);
        problem_json(&b, &words_sv, &(struct problem){ .fault = &f });
        struct json j = json_new(buf_str(&b), &a, JSON_LIMITS);
        json_skip(&j);
        assert_int_equal(json_end(&j, NULL), OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_problem_as_it_stands), cmocka_unit_test(every_error_has_a_status_and_is_json) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
