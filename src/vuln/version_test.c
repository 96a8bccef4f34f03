#include "base/test.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "vuln/package.h"
#include "vuln/version.h"

static int sign(int c) { return (c > 0) - (c < 0); }

/* The order, its mirror, and the fast form where both have one. */
static void check(const char *a, int want, const char *b)
{
    struct version_digits x = version_digits_of(str(a)), y = version_digits_of(str(b));
    if (sign(version_compare_general(str(a), str(b))) != want || sign(version_compare_general(str(b), str(a))) != -want)
        fail_msg("%s against %s is not %d", a, b, want);
    if (x.usable && y.usable && sign(version_digits_compare(&x, &y)) != want)
        fail_msg("as digits: %s against %s is not %d", a, b, want);
}

static void golden_order(void **state)
{
    (void)state;
    check("5", -1, "8");
    check("15", 1, "3");
    check("4a", -1, "4c");
    check("1.0", 0, "1.0");
    check("1.0.1", 1, "1.0");
    check("1.0.14", 1, "1.0.4");
    check("95SE", -1, "98SP1");
    check("16.0.0", 1, "3.2.7");
    check("5-1.15.2", -1, "5-1.16");
    check("5-6", -1, "5-16");
    check("1.4", 1, "1.02");
    check("10.0", 1, "1.0");
    check("2023.02.13", 0, "2023.2.13");
    check("1.0-rc1", -1, "1.0");
}

static void order_of_words_numbers_and_zeros(void **state)
{
    (void)state;
    static const char *const before[] = { "alpha", "beta", "rc", "pre", "preview", "dev", "snapshot", "RC", "Beta" };
    for (size_t i = 0; i < LEN(before); i++) {
        char v[40];
        snprintf(v, sizeof v, "1.0-%s", before[i]);
        check(v, -1, "1.0");
        snprintf(v, sizeof v, "1.0%s2", before[i]);
        check(v, -1, "1");
    }
    check("9.8P9", -1, "9.8P15");
    check("p9", -1, "p15");
    check("1.0", 0, "1.0.0");
    check("1", 0, "1.0.0.0");
    check("1.0-rc1", 0, "1-rc1");
    check("1.0a", 1, "1.0");
    check("1.0a", -1, "1.0.1");
    check("1.0.2k", 1, "1.0.2");
    check("1.0.2k", -1, "1.0.2zd");
    check("V3.2", 0, "3.2.0");
    check("1.0.0.1", 1, "1.0");
    check("99999999999999999999999999", 1, "99999999999999999999999998");
    check("100000000000000000000", 1, "99999999999999999999");
    check("0000000000000000000000007", 0, "7");
    check("4294967296.1", 1, "4294967295.9");
    check("", 0, "0");
    check("", 1, "rc");
    check("1.2.3.4.5.6.7.8.9", -1, "1.2.3.4.5.6.7.8.10");
}

/* A total order: every three of a mixed bag agree with each other. */
static void order_is_transitive(void **state)
{
    (void)state;
    static const char *const bag[] = {
        "", "0", "1", "1.0", "1.0.1", "1.0a", "1a", "1.0.a", "1.a", "1.0-rc", "1rc1", "1.0.rc", "1.0.0.1", "1.rc.1", "1.0.0rc0", "a", "rc",
        "1.0.1a", "1-0-1", "01.0.0a1", "1.0.a.0", "0.0", "0.rc", "0a", "00.1", "2", "1..2", "v1", "v", "1.0p9", "1.0p15",
    };
    for (size_t i = 0; i < LEN(bag); i++)
        for (size_t k = 0; k < LEN(bag); k++) {
            int ik = sign(version_compare_general(str(bag[i]), str(bag[k])));
            assert_int_equal(ik, -sign(version_compare_general(str(bag[k]), str(bag[i]))));
            for (size_t m = 0; m < LEN(bag); m++) {
                int km = sign(version_compare_general(str(bag[k]), str(bag[m]))), im = sign(version_compare_general(str(bag[i]), str(bag[m])));
                if (ik <= 0 && km <= 0 && (im > 0 || (im == 0 && (ik || km))))
                    fail_msg("%s, %s, %s", bag[i], bag[k], bag[m]);
            }
        }
}

static void packages_by_their_own_rules(void **state)
{
    (void)state;
    static const struct { const char *a; int want; const char *b; } deb[] = {
        { "1.0~rc1-1", -1, "1.0-1" }, { "1:1.0", 1, "2.0" }, { "1.0-1+deb12u1", 1, "1.0-1" }, { "1.10", 1, "1.9" }, { "1.0", 0, "1.0-0" },
        { "2.36-9+deb12u7", -1, "2.36-9+deb12u10" }, { "1.0+dfsg-1", 1, "1.0-1" }, { "99999999999999999999-1", 1, "99999999999999999998-1" },
    }, rpm[] = {
        { "1.0~rc1-1", -1, "1.0-1" }, { "1:1.0-1", 1, "2.0-1" }, { "1.1.1k-6.el8_5", -1, "1.1.1k-7.el8" }, { "1.0^git1-1", 1, "1.0-1" },
        { "1.0", 0, "1.0-5" }, { "2.50-1", 1, "2.5-1" },
    };
    int c;
    for (size_t i = 0; i < LEN(deb); i++) {
        assert_true(package_compare_deb(str(deb[i].a), str(deb[i].b), &c));
        if (sign(c) != deb[i].want)
            fail_msg("deb %s %s", deb[i].a, deb[i].b);
    }
    for (size_t i = 0; i < LEN(rpm); i++) {
        assert_true(package_compare_rpm(str(rpm[i].a), str(rpm[i].b), &c));
        if (sign(c) != rpm[i].want)
            fail_msg("rpm %s %s", rpm[i].a, rpm[i].b);
    }
    static const char *const bad[] = { "", "x:1", "1 2", "å", "1.0-", ":1", "12345678901:1", "1\n" "2", "-1", "1/2" };
    char longest[PACKAGE_VERSION_MAX + 2];
    memset(longest, '1', sizeof longest);
    for (size_t i = 0; i < LEN(bad); i++)
        if (package_compare_deb(str(bad[i]), S("1"), &c) || package_compare_rpm(S("1"), str(bad[i]), &c))
            fail_msg("taken as a version: %s", bad[i]);
    assert_true(package_compare_deb((struct str){ longest, PACKAGE_VERSION_MAX }, S("1"), &c));
    assert_false(package_compare_deb((struct str){ longest, PACKAGE_VERSION_MAX + 1 }, S("1"), &c));
}

/* Rules as text: every range as it is shown, "?" before what is only possible. */
static void ranges_as_people_write_them(void **state)
{
    (void)state;
    static const struct { const char *text, *want; } cases[] = {
        { "<=2020_R2_SP2", "<=2020_R2_SP2;" },
        { ">=V3.2.3_<V3.3.0_only_when_manufactured_between_LQN231003..._and_LQN231215...", "?>=V3.2.3 <V3.3.0;" },
        { "<V2.0_SP2", "<V2.0_SP2;" },
        { "<=SS016.05.03.01.0010", "<=SS016.05.03.01.0010;" },
        { ">=9.0|<9.4", ">=9.0 <9.4;" },
        { "< 4.2.1", "<4.2.1;" },
        { ">= 2.0, < 2.1 || 3.0", ">=2.0 <2.1;=3.0;" },
        { "<1.5 || >=2.0 <2.3", "<1.5;>=2.0 <2.3;" },
        { "<2.0, >=1.0", ">=1.0 <2.0;" },
        { "1.0 and prior", "<=1.0;" },
        { "Ver.9.79 and earlier", "<=9.79;" },
        { "1.2.3 and prior versions", "<=1.2.3;" },
        { "prior to 3.4", "<3.4;" },
        { "All versions prior to 23.08.07", "<23.08.07;" },
        { "before version 1.0.10.3 for Windows", "?<1.0.10.3;" },
        { "through 3.1", "<=3.1;" },
        { "1.0 through 3.1", ">=1.0 <=3.1;" },
        { "1.0 up to (excluding) 3.1", ">=1.0 <3.1;" },
        { "10.0.0 to 10.1.2", ">=10.0.0 <=10.1.2;" },
        { "from 2.0 before 2.5", ">=2.0 <2.5;" },
        { "2.0 and later", ">=2.0;" },
        { "2.0+", ">=2.0;" },
        { "\xE2\x89\xA4 5.1", "<=5.1;" },
        { "vers:npm/>=1.0|<1.5|>=2.0|<2.3", ">=1.0 <1.5;>=2.0 <2.3;" },
        { "vers:deb/<1:2.3-4", "<1:2.3-4;" },
        { "all versions", ";" },
        { "*", ";" },
        { "vers:all/*", ";" },
        { "n/a", "?;" },
        { "unspecified", "?;" },
        { "", "?;" },
        { "1.2.3", "=1.2.3;" },
        { "1.2, 1.3", "=1.2;=1.3;" },
        { "QAM8295P", "=QAM8295P;" },
        { "315 5G IoT Modem", "=315 5G IoT Modem;" },
        { "<", "?;" },
    };
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct buf b cleanup(buf_free) = buf_new(4096);
    for (size_t i = 0; i < LEN(cases); i++) {
        const struct version_rules *v = version_rules_of_text(&a, str(cases[i].text), VERSION_AFFECTED);
        assert_non_null(v);
        buf_reset(&b);
        for (uint32_t k = 0; k < v->n; k++) {
            if (v->rules[k].vague)
                buf_char(&b, '?');
            version_range_put(&b, &v->rules[k]);
            buf_char(&b, ';');
        }
        if (!str_eq(buf_str(&b), str(cases[i].want)))
            fail_msg("%s gives %.*s", cases[i].text, SF(buf_str(&b)));
    }
    const struct version_rules *v = version_rules_of_text(&a, S("vers:deb/<1.0-1"), VERSION_AFFECTED);
    assert_int_equal(v->scheme, VERSION_DEB);
    assert_int_equal(version_judge(v, S("1.0~rc1-1")).status, VERSION_AFFECTED);
    v = version_rules_of_text(&a, S("vers:generic/!=1.5|>=1.0|<2.0"), VERSION_AFFECTED);
    assert_int_equal(version_judge(v, S("1.4")).status, VERSION_AFFECTED);
    assert_int_equal(version_judge(v, S("1.5")).status, VERSION_UNAFFECTED);
    /* More ranges than are kept: the rest is at least told of. */
    struct buf many cleanup(buf_free) = buf_new(1 << 16);
    for (int i = 0; i < VERSION_FREE_MAX + 5; i++)
        buf_printf(&many, ">=%d.0 <%d.5 ", i, i);
    v = version_rules_of_text(&a, buf_str(&many), VERSION_AFFECTED);
    assert_int_equal(v->n, VERSION_FREE_MAX);
    assert_true(v->rules[0].vague);
}

static void first_rule_decides_and_changes_follow(void **state)
{
    (void)state;
    const struct version_change changes[] = { { S("1.4"), VERSION_UNAFFECTED }, { S("1.6"), VERSION_AFFECTED } };
    const struct version_rule rules[] = {
        { .range = { .ge = S("1.2"), .le = S("1.2") }, .exact = true, .status = VERSION_UNAFFECTED },
        { .range = { .ge = S("1.0"), .lt = S("2.0") }, .status = VERSION_AFFECTED, .changes = changes, .n_changes = 2 },
    };
    const struct version_rules v = { .rules = rules, .n = 2, .otherwise = VERSION_STATUS_UNKNOWN };
    assert_int_equal(version_judge(&v, S("1.2.0")).status, VERSION_UNAFFECTED);
    assert_int_equal(version_judge(&v, S("1.3")).status, VERSION_AFFECTED);
    assert_int_equal(version_judge(&v, S("1.5")).status, VERSION_UNAFFECTED);
    assert_int_equal(version_judge(&v, S("1.7")).status, VERSION_AFFECTED);
    assert_int_equal(version_judge(&v, S("2.0")).status, VERSION_STATUS_UNKNOWN);
    assert_null(version_judge(&v, S("2.0")).rule);
    const struct version_range all_four = { S("1"), S("1"), S("3"), S("3") };
    assert_false(version_in(VERSION_GENERAL, &all_four, S("1")));
    assert_true(version_in(VERSION_GENERAL, &all_four, S("2")));
    assert_false(version_in(VERSION_GENERAL, &all_four, S("3")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_order), cmocka_unit_test(order_of_words_numbers_and_zeros), cmocka_unit_test(order_is_transitive),
        cmocka_unit_test(packages_by_their_own_rules), cmocka_unit_test(ranges_as_people_write_them),
        cmocka_unit_test(first_rule_decides_and_changes_follow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
