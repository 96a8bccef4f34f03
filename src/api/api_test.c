#include "base/test.h"

#include "api/api.h"

static void every_route_has_a_door(void **state)
{
    (void)state;
    size_t n = 0;
    for (const struct route *r = api_routes; r->pattern; r++, n++) {
        bool writes = r->method != METHOD_GET;
        assert_true(r->flags & ROUTE_API);
        assert_non_null(r->serve);
        assert_true(str_starts(str(r->pattern), S("/api/")));
        assert_true(r->flags & ROUTE_OPEN || r->subject != SUBJECT_NONE ||
                    (r->flags & ROUTE_ENTITY && str_starts(str(r->pattern), S("/api/v1/{entity}"))));
        if (r->flags & ROUTE_OPEN)
            assert_true(!writes && r->least == RIGHT_NONE);
        else
            assert_true(r->least >= (writes ? RIGHT_PROPOSE : RIGHT_READ));
    }
    assert_true(n > 8);
}

static void only_the_document_is_open(void **state)
{
    (void)state;
    for (const struct route *r = api_routes; r->pattern; r++)
        assert_int_equal((r->flags & ROUTE_OPEN) != 0, strcmp(r->pattern, "/api/openapi.json") == 0);
}

static void every_act_stands_once(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    size_t n, corrections = 0, registers = 0;
    const struct openapi_act *acts = api_acts(&a, &n);
    assert_non_null(acts);
    for (size_t i = 0; i < n; i++) {
        corrections += acts[i].corrects;
        assert_true(acts[i].entity && !(acts[i].entity->flags & PLUMBING) && acts[i].verb && acts[i].label);
        for (size_t k = 0; k < i; k++)
            assert_false(acts[k].entity == acts[i].entity && strcmp(acts[k].verb, acts[i].verb) == 0);
    }
    for (size_t i = 0; i < model_n; i++)
        registers += !(model[i]->flags & PLUMBING);
    assert_int_equal(corrections, registers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_has_a_door), cmocka_unit_test(only_the_document_is_open), cmocka_unit_test(every_act_stands_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
