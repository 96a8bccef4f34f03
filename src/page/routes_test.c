#include "base/test.h"

#include "page/page.h"

static void every_page_has_its_door_and_its_own_address(void **state)
{
    (void)state;
    struct arena a = arena_new(4 * 1024 * 1024);
    const struct route *routes;
    size_t n;
    struct router *router;
    assert_int_equal(page_routes(&a, &routes, &n), OK);
    assert_int_equal(router_new(&router), OK);
    for (size_t i = 0; i < n; i++) {
        if (!routes[i].serve || (!(routes[i].flags & ROUTE_OPEN) && (routes[i].subject == SUBJECT_NONE || routes[i].least == RIGHT_NONE)))
            fail_msg("%s has no permission", routes[i].pattern);
        if (router_add(router, routes[i].method, routes[i].pattern, i) != OK)
            fail_msg("%s stands twice", routes[i].pattern);
    }
    router_free(router);
    arena_free(&a);
}

static void every_entity_has_its_pages(void **state)
{
    (void)state;
    static const char *const tails[] = { "", "/7", "/7/historik", "/7/andra", "/7/ratta", "/7/upphav", "/export.csv" };
    struct arena a = arena_new(4 * 1024 * 1024);
    const struct route *routes;
    size_t n, value;
    struct router *router;
    assert_int_equal(page_routes(&a, &routes, &n), OK);
    assert_int_equal(router_new(&router), OK);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(router_add(router, routes[i].method, routes[i].pattern, i), OK);
    for (size_t i = 0; i < model_n; i++) {
        for (size_t k = 0; model[i]->path && !(model[i]->flags & PLUMBING) && k < LEN(tails); k++) {
            struct str params[4];
            unsigned allow;
            struct str path = str_printf(&a, "/%s%s", model[i]->path, tails[k]);
            if (router_find(router, METHOD_GET, path, &value, params, &allow) != ROUTE_FOUND)
                fail_msg("%s is no page", path.p);
            assert_int_equal(routes[value].subject, model[i]->subject);
        }
    }
    router_free(router);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_page_has_its_door_and_its_own_address), cmocka_unit_test(every_entity_has_its_pages) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
