/* Secrets, and until when an account may be used. What goes through the store is test/system/authn_test.py's. */
#include "base/test.h"

#include <sodium.h>
#include <string.h>

#include "authn/inside.h"

static void secrets_are_long_apart_and_hashed(void **state)
{
    (void)state;
    char made[200][SECRET_TEXT + 1], hash[HASH_TEXT + 1], csrf[SECRET_TEXT + 1], again[SECRET_TEXT + 1];
    for (size_t i = 0; i < LEN(made); i++) {
        secret_make(made[i]);
        assert_int_equal(strlen(made[i]), SECRET_TEXT);
        assert_int_equal(strspn(made[i], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), SECRET_TEXT);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(made[i], made[k]);
    }
    secret_hash(S("abc"), hash);
    assert_string_equal(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180-4 */
    secret_hash((struct str){ 0 }, hash);
    assert_string_equal(hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    secret_csrf(str(made[0]), csrf);
    secret_csrf(str(made[0]), again);
    assert_string_equal(csrf, again);
    secret_csrf(str(made[1]), again);
    assert_string_not_equal(csrf, again);
    assert_null(strstr(csrf, made[0])); /* what stands in a form does not give the cookie away */
    secret_hash(str(made[0]), hash);
    assert_string_not_equal(csrf, hash);
}

static instant at(const char *day_and_time)
{
    instant t;
    assert_true(instant_parse(str(day_and_time), &t));
    return t;
}

static void an_account_ends_with_its_last_day(void **state)
{
    (void)state;
    static const struct { struct date expires; bool closed; enum standing standing; const char *now; bool open; } rows[] = {
        { { 0 }, false, STANDING_VALID, "2026-11-24T12:00:00Z", true },
        { { 0 }, true, STANDING_VALID, "2026-11-24T12:00:00Z", false },
        { { 0 }, false, STANDING_REVOKED, "2026-11-24T12:00:00Z", false },
        { { 2026, 11, 24 }, false, STANDING_VALID, "2026-11-24T22:59:59Z", true },  /* 23.59 in Sweden */
        { { 2026, 11, 24 }, false, STANDING_VALID, "2026-11-24T23:00:00Z", false }, /* the next day */
        { { 2026, 6, 24 }, false, STANDING_VALID, "2026-06-24T21:59:59Z", true },   /* summer time */
        { { 2026, 6, 24 }, false, STANDING_VALID, "2026-06-24T22:00:00Z", false },
        { { 2026, 11, 0 }, false, STANDING_VALID, "2026-11-30T22:59:59Z", true },
        { { 2026, 11, 0 }, false, STANDING_VALID, "2026-11-30T23:00:00Z", false },
        { { 2026, 0, 0 }, false, STANDING_VALID, "2026-12-31T22:59:59Z", true },
        { { 2026, 0, 0 }, false, STANDING_VALID, "2026-12-31T23:00:00Z", false },
        { { 2026, 11, 25 }, true, STANDING_VALID, "2026-11-24T12:00:00Z", false },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        struct account account = { .row.standing = rows[i].standing, .closed = rows[i].closed, .expires = rows[i].expires };
        if (account_open(&account, at(rows[i].now)) != rows[i].open)
            fail_msg("row %zu", i);
    }
}

static void only_a_session_grows_stale(void **state)
{
    (void)state;
    struct identity i = { .kind = CREDENTIAL_SESSION, .last_seen = { 1000000 } };
    instant just = { i.last_seen.usec + (int64_t)SEEN_EVERY_S * 1000000 };
    assert_false(identity_is_stale(&i, (instant){ just.usec - 1 }));
    assert_true(identity_is_stale(&i, just));
    i.kind = CREDENTIAL_TOKEN;
    assert_false(identity_is_stale(&i, just));
}

static void a_number_in_a_path_is_a_number(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "0", "-1", "1a", "a", "9223372036854775808", " 1" };
    struct request rq = { 0 };
    struct visit v = { .rq = &rq };
    int64_t id = 7;
    for (size_t i = 0; i < LEN(bad); i++) {
        rq.params[1] = str(bad[i]);
        assert_int_equal(visit_id(&v, 1, &id, NULL), E_ABSENT);
    }
    assert_int_equal(id, 7);
    assert_int_equal(visit_id(&v, LEN(rq.params), &id, NULL), E_ABSENT);
    rq.params[1] = S("42");
    assert_int_equal(visit_id(&v, 1, &id, NULL), OK);
    assert_int_equal(id, 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_are_long_apart_and_hashed), cmocka_unit_test(an_account_ends_with_its_last_day), cmocka_unit_test(only_a_session_grows_stale),
        cmocka_unit_test(a_number_in_a_path_is_a_number),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
