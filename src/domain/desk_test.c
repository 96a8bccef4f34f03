/* Comments: which registers take them, and who is mentioned. */
#include "base/test.h"

#include "authz/seat.h"
#include "base/buf.h"
#include "domain/comment.h"

static void who_reads_comments_reads_the_rows_they_are_about(void **state)
{
    (void)state;
    size_t fit = 0;
    for (size_t i = 0; i < model_n; i++) {
        if (!comment_fits(model[i]))
            continue;
        fit++;
        for (int role = 1; role < ROLE_SYSTEM; role++)
            for (int relation = 0; relation < RELATION__N; relation++) {
                enum right said = authz_right((enum role)role, SUBJECT_COMMENT, (enum relation)relation);
                if (said >= RIGHT_READ && authz_right((enum role)role, model[i]->subject, (enum relation)relation) < RIGHT_READ)
                    fail_msg("role %d reads comments on %s, but not the row (relation %d)", role, model[i]->name, relation);
            }
    }
    assert_true(fit > 10 && comment_fits(&measure_entity) && !comment_fits(&response_entity) && !comment_fits(&account_entity) && !comment_fits(&session_entity));
}

static void only_a_login_behind_its_own_sign_is_a_mention(void **state)
{
    (void)state;
    static const struct { const char *text, *logins; } cases[] = {
        { "", "" }, { "@", "" }, { "@ anna", "" }, { "@anna", "anna " }, { "Se (@anna), @bo.ek. @åsa!", "anna bo.ek åsa " }, { "post@anna.se", "" },
        { "@@anna", "" }, { "@anna@bo", "anna " }, { "rad\n@anna\n@bo-", "anna bo " }, { "<@anna>", "" }, { "@anna<b>", "anna " },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct buf b cleanup(buf_free) = buf_new(200);
        struct str login;
        for (size_t at = 0; comment_next_mention(str(cases[i].text), &at, &login); )
            buf_printf(&b, "%.*s ", SF(login));
        if (!str_is(buf_str(&b), cases[i].logins))
            fail_msg("%s: %.*s", cases[i].text, SF(buf_str(&b)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_reads_comments_reads_the_rows_they_are_about),
        cmocka_unit_test(only_a_login_behind_its_own_sign_is_a_mention),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
