#include "base/test.h"

#include "base/buf.h"
#include "base/time.h"

static struct str shown(struct buf *b, void (*put)(struct buf *, instant), instant t)
{
    buf_reset(b);
    put(b, t);
    return buf_str(b);
}

static void instants_round_trip(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(100);
    instant t;
    assert_true(instant_parse(S("2026-11-23T08:15:30.25+01:00"), &t));
    assert_true(str_is(shown(&b, instant_put, t), "2026-11-23T07:15:30.250000Z"));
    assert_true(str_is(shown(&b, instant_put, (instant){ 0 }), "1970-01-01T00:00:00.000000Z"));
    static const char *const bad[] = { "", "2026-11-23", "2026-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T00:00:00", "2026-11-23T00:00:00.Z" };
    for (size_t i = 0; i < LEN(bad); i++)
        assert_false(instant_parse(str(bad[i]), &t));
}

static void summer_time_turns_on_the_right_hour(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(100);
    static const struct { const char *utc, *local; } rows[] = {
        { "2026-03-29T00:59:59Z", "2026-03-29 01:59" }, { "2026-03-29T01:00:00Z", "2026-03-29 03:00" },
        { "2026-10-25T00:59:59Z", "2026-10-25 02:59" }, { "2026-10-25T01:00:00Z", "2026-10-25 02:00" },
        { "2024-02-28T23:30:00Z", "2024-02-29 00:30" },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        instant t;
        assert_true(instant_parse(str(rows[i].utc), &t));
        assert_true(str_is(shown(&b, instant_put_local, t), rows[i].local));
    }
}

static void r129_dates_carry_their_precision(void **state)
{
    (void)state;
    static const char *const order[] = { "", "2021", "2021-09", "2021-09-26", "2021-10", "2023-12-06", "2024-02-29", "?" };
    struct date before = { 0 };
    for (size_t i = 0; i < LEN(order); i++) {
        struct date d;
        assert_true(date_parse(str(order[i]), &d));
        struct buf b cleanup(buf_free) = buf_new(20);
        date_put(&b, d);
        assert_true(str_is(buf_str(&b), order[i]));
        if (i)
            assert_true(date_cmp(before, d) < 0);
        before = d;
    }
    struct date d;
    static const char *const bad[] = { "2023-02-29", "21", "2021-13", "2021-00", "2021-1-1", "2021-09-31", "0000", "2021-09-26 ", "okänd" };
    for (size_t i = 0; i < LEN(bad); i++)
        assert_false(date_parse(str(bad[i]), &d));
    assert_true(date_known((struct date){ 2021, 0, 0 }) && !date_known(DATE_UNKNOWN));
}

static void months_are_calendar_months(void **state)
{
    (void)state;
    assert_int_equal(date_cmp(date_add_months((struct date){ 2024, 1, 31 }, 1), (struct date){ 2024, 2, 29 }), 0);
    assert_int_equal(date_cmp(date_add_months((struct date){ 2023, 12, 6 }, 1), (struct date){ 2024, 1, 6 }), 0);
    assert_int_equal(date_cmp(date_add_days((struct date){ 2024, 2, 29 }, -30), (struct date){ 2024, 1, 30 }), 0);
    assert_int_equal(date_days_between((struct date){ 2023, 12, 6 }, (struct date){ 2024, 2, 29 }), 85);
    struct buf b cleanup(buf_free) = buf_new(100);
    instant_put(&b, date_start((struct date){ 2026, 7, 1 }));
    assert_true(str_is(buf_str(&b), "2026-06-30T22:00:00.000000Z"));
    assert_int_equal(date_cmp(date_of(date_start((struct date){ 2026, 3, 29 })), (struct date){ 2026, 3, 29 }), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_round_trip), cmocka_unit_test(summer_time_turns_on_the_right_hour),
        cmocka_unit_test(r129_dates_carry_their_precision), cmocka_unit_test(months_are_calendar_months),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
