#include "base/test.h"

#include "authz/seat.h"

static void no_role_reaches_another_federation(void **state)
{
    (void)state;
    for (int role = 0; role < ROLE__N; role++)
        for (int subject = 0; subject < SUBJECT__N; subject++)
            if (role != ROLE_SYSTEM)
                assert_int_equal(authz_right((enum role)role, (enum subject)subject, RELATION_OTHER), RIGHT_NONE);
    struct seat seat = { .federation = { 1 }, .organisation = { 2 }, .role = ROLE_DIRECTOR };
    struct row theirs = { .federation = { 9 }, .owner = { 2 }, .reach = REACH_COMMON };
    assert_int_equal(authz_relation(&seat, &theirs, (organisation_id){ 2 }), RELATION_OTHER);
}

static void r126_an_auditor_reads_everything_and_changes_nothing(void **state)
{
    (void)state;
    for (int subject = SUBJECT_OVERVIEW; subject < SUBJECT_SELF; subject++)
        for (int relation = RELATION_OWN; relation < RELATION_OTHER; relation++)
            assert_int_equal(authz_right(ROLE_AUDITOR, (enum subject)subject, (enum relation)relation),
                             subject == SUBJECT_REQUEST ? RIGHT_PROPOSE : RIGHT_READ); /* the auditors' own questions, nothing else */
    assert_true(authz_may_export(ROLE_AUDITOR, SUBJECT_AUDIT));
}

static void r39_no_official_closes_a_recommendation_alone(void **state)
{
    (void)state;
    for (int role = 1; role < ROLE_SYSTEM; role++)
        assert_true((authz_right((enum role)role, SUBJECT_NO_ACTION, RELATION_OWN) == RIGHT_DECIDE) == (role == ROLE_BOARD));
    assert_int_equal(authz_right(ROLE_IT_HEAD, SUBJECT_NO_ACTION, RELATION_OWN), RIGHT_READ);
    assert_non_null(authz_reason(SUBJECT_NO_ACTION));
}

static void r125_a_member_sees_its_own_and_the_common(void **state)
{
    (void)state;
    struct seat seat = { .federation = { 1 }, .organisation = { 2 }, .role = ROLE_MEMBER };
    struct row own = { .federation = { 1 }, .owner = { 2 }, .reach = REACH_OWN };
    struct row other = { .federation = { 1 }, .owner = { 3 }, .reach = REACH_OWN };
    struct row common = { .federation = { 1 }, .owner = { 3 }, .reach = REACH_COMMON };
    assert_int_equal(authz_relation(&seat, &own, (organisation_id){ 0 }), RELATION_OWN);
    assert_int_equal(authz_relation(&seat, &other, (organisation_id){ 0 }), RELATION_FEDERATION);
    assert_int_equal(authz_relation(&seat, &other, (organisation_id){ 2 }), RELATION_COUNTERPARTY);
    assert_int_equal(authz_relation(&seat, &common, (organisation_id){ 0 }), RELATION_COMMON);
    for (int subject = SUBJECT_OVERVIEW; subject < SUBJECT_SELF; subject++) {
        unsigned set = authz_relations(&seat, (enum subject)subject, RIGHT_READ);
        assert_false(set & (1u << RELATION_FEDERATION));
        assert_true(set & (1u << RELATION_COMMON));
    }
    assert_int_equal(authz_relations(&seat, SUBJECT_AUDIT, RIGHT_EDIT), 0);
}

static void nobody_and_nothing_have_no_right(void **state)
{
    (void)state;
    struct seat nobody = { 0 };
    for (int subject = 0; subject < SUBJECT__N; subject++)
        assert_false(authz_may_somewhere(&nobody, (enum subject)subject, RIGHT_READ));
    struct seat director = { .federation = { 1 }, .organisation = { 1 }, .role = ROLE_DIRECTOR };
    assert_false(authz_may_somewhere(&director, SUBJECT_NONE, RIGHT_READ));
    assert_int_equal(authz_relations(&director, SUBJECT_AUDIT, RIGHT_NONE), 0);
    assert_false(authz_may_somewhere(&director, SUBJECT_AUDIT, RIGHT_DECIDE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_role_reaches_another_federation), cmocka_unit_test(r126_an_auditor_reads_everything_and_changes_nothing),
        cmocka_unit_test(r39_no_official_closes_a_recommendation_alone),
        cmocka_unit_test(r125_a_member_sees_its_own_and_the_common), cmocka_unit_test(nobody_and_nothing_have_no_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
