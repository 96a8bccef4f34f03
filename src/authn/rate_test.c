#include "authn/rate.h"

#include <sodium.h>
#include <stdio.h>

#include "base/test.h"

static void bounds_tries(void **state)
{
    (void)state;
    struct rate *r;
    instant now = { SECONDS(1700000000) };
    unsigned wait_s = 0;
    assert_int_equal(rate_new(3, SECONDS(60), &r), OK);
    for (int i = 0; i < 3; i++)
        assert_true(rate_take(r, S("anna"), now, &wait_s));
    assert_false(rate_take(r, S("anna"), now, &wait_s));
    assert_in_range(wait_s, 60, 61);
    assert_true(rate_take(r, S("bo"), now, &wait_s));
    now.usec += SECONDS(59);
    assert_false(rate_take(r, S("anna"), now, &wait_s));
    assert_in_range(wait_s, 1, 2);
    now.usec += SECONDS(1);
    assert_true(rate_take(r, S("anna"), now, &wait_s));
    assert_false(rate_take(r, S("anna"), now, &wait_s));
    rate_give(r, S("anna"), now);
    assert_true(rate_take(r, S("anna"), now, &wait_s));
    /* Never more than a full bucket, however long the rest or however often something is given back. */
    now.usec += SECONDS(86400);
    for (int i = 0; i < 9; i++)
        rate_give(r, S("anna"), now);
    for (int i = 0; i < 3; i++)
        assert_true(rate_take(r, S("anna"), now, &wait_s));
    assert_false(rate_take(r, S("anna"), now, &wait_s));
    rate_free(r);
}

/* An emptied bucket outlives a crowd of others: a flood of names does not wash it away. */
static void is_not_washed_away(void **state)
{
    (void)state;
    struct rate *r;
    instant now = { SECONDS(1700000000) };
    unsigned wait_s;
    char name[32];
    assert_int_equal(rate_new(10, SECONDS(60), &r), OK);
    while (rate_take(r, S("anna"), now, &wait_s))
        ;
    for (int i = 0; i < 5000; i++) {
        snprintf(name, sizeof name, "u%d", i);
        assert_true(rate_take(r, str(name), now, &wait_s));
    }
    assert_false(rate_take(r, S("anna"), now, &wait_s));
    rate_free(r);
}

int main(void)
{
    if (sodium_init() < 0)
        return 1;
    const struct CMUnitTest all[] = { cmocka_unit_test(bounds_tries), cmocka_unit_test(is_not_washed_away) };
    return cmocka_run_group_tests(all, NULL, NULL);
}
