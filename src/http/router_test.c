#include "base/test.h"

#include "http/http.h"

static struct router *sample(void)
{
    struct router *r;
    assert_int_equal(router_new(&r), OK);
    assert_int_equal(router_add(r, METHOD_GET, "/", 1), OK);
    assert_int_equal(router_add(r, METHOD_GET, "/organ", 2), OK);
    assert_int_equal(router_add(r, METHOD_POST, "/organ", 3), OK);
    assert_int_equal(router_add(r, METHOD_GET, "/organ/{id}", 4), OK);
    assert_int_equal(router_add(r, METHOD_GET, "/organ/ny", 5), OK);
    assert_int_equal(router_add(r, METHOD_POST, "/organ/{id}/{verb}", 6), OK);
    assert_int_equal(router_add(r, METHOD_GET, "/{slag}/{id}/historik", 7), OK);
    assert_int_equal(router_add(r, METHOD_DELETE, "/organ/{id}", 8), OK);
    return r;
}

static void finds(void **state)
{
    (void)state;
    struct router *r = sample();
    struct str params[4];
    size_t v;
    unsigned allow = 0;
#define FOUND(m, path, want) do { assert_int_equal(router_find(r, m, S(path), &v, params, &allow), ROUTE_FOUND); assert_int_equal(v, want); } while (0)
    FOUND(METHOD_GET, "/", 1);
    FOUND(METHOD_HEAD, "/", 1);
    FOUND(METHOD_GET, "/organ", 2);
    FOUND(METHOD_POST, "/organ", 3);
    FOUND(METHOD_GET, "/organ/12", 4);
    assert_true(str_is(params[0], "12"));
    FOUND(METHOD_GET, "/organ/ny", 5);
    FOUND(METHOD_DELETE, "/organ/ny", 8); /* the fixed one has no such method: the capture takes it */
    FOUND(METHOD_POST, "/organ/7/besluta", 6);
    assert_true(str_is(params[0], "7"));
    assert_true(str_is(params[1], "besluta"));
    FOUND(METHOD_GET, "/organ/7/historik", 7); /* back from a branch that ends, with the right captures */
    assert_true(str_is(params[0], "organ"));
    assert_true(str_is(params[1], "7"));
    router_free(r);
}

static void finds_nothing(void **state)
{
    (void)state;
    struct router *r = sample();
    struct str params[4];
    size_t v = 99;
    unsigned allow = 0;
    static const char *const none[] = { "/x", "/organ/", "/organ/1/2/3", "//", "", "organ", "/organ//historik", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r" };
    for (size_t i = 0; i < LEN(none); i++)
        assert_int_equal(router_find(r, METHOD_GET, str(none[i]), &v, params, &allow), ROUTE_NONE);
    assert_int_equal(router_find(r, METHOD_PUT, S("/organ/3"), &v, params, &allow), ROUTE_OTHER_METHOD);
    assert_int_equal(allow, 1u << METHOD_GET | 1u << METHOD_HEAD | 1u << METHOD_DELETE);
    assert_int_equal(router_find(r, METHOD_GET, S("/organ/3/besluta"), &v, params, &allow), ROUTE_OTHER_METHOD);
    assert_int_equal(allow, 1u << METHOD_POST);
    assert_int_equal(v, 99);
    router_free(r);
}

static void refuses_bad_tables(void **state)
{
    (void)state;
    struct router *r = sample();
    assert_int_equal(router_add(r, METHOD_GET, "/organ/{nr}", 9), E_CONFLICT);
    assert_int_equal(router_add(r, METHOD_GET, "/organ", 9), E_CONFLICT);
    assert_int_equal(router_add(r, METHOD_GET, "organ", 9), E_INVALID);
    assert_int_equal(router_add(r, METHOD_GET, "/a//b", 9), E_INVALID);
    assert_int_equal(router_add(r, METHOD_GET, "/{a", 9), E_INVALID);
    assert_int_equal(router_add(r, METHOD_GET, "/{a}/{b}/{c}/{d}/{e}", 9), E_INVALID);
    assert_int_equal(router_add(r, 0, "/a", 9), E_INVALID);
    router_free(r);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(finds), cmocka_unit_test(finds_nothing), cmocka_unit_test(refuses_bad_tables) };
    return cmocka_run_group_tests(all, NULL, NULL);
}
