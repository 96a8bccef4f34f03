#include "base/test.h"

#include "authz/access.h"
#include "base/buf.h"

static void everything_has_a_name(void **state)
{
    (void)state;
    for (int i = SUBJECT_NONE + 1; i < SUBJECT__N; i++)
        if (!access_subject((enum subject)i) || !access_word((enum subject)i))
            fail_msg("subject %d", i);
    for (int i = 1; i < ROLE__N; i++)
        assert_non_null(access_role((enum role)i));
    for (int i = 0; i < RELATION__N; i++)
        assert_non_null(access_relation((enum relation)i));
    for (int i = 0; i < RIGHT__N; i++)
        assert_non_null(access_letter((enum right)i));
}

/* The cells of a line "| a | b |", from 0; empty past the last. */
static struct str cell(struct str line, size_t wanted)
{
    (void)str_cut(&line, '|');
    for (size_t i = 0; i < wanted; i++)
        (void)str_cut(&line, '|');
    return str_trim(str_cut(&line, '|'));
}

/* Every cell of the report is the right that authz_right gives. */
static void the_report_says_what_the_table_says(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(1 << 20);
    access_markdown(&b, &words_sv);
    assert_int_equal(buf_check(&b, NULL), OK);
    size_t checked = 0;
    for (struct str rest = buf_str(&b); rest.n;) {
        struct str line = str_cut(&rest, '\n');
        for (int s = SUBJECT_NONE + 1; s < SUBJECT__N; s++)
            for (int r = RELATION_OWN; r < RELATION_OTHER; r++) {
                if (!str_is(cell(line, 0), access_subject((enum subject)s)) || !str_is(cell(line, 1), access_relation((enum relation)r)))
                    continue;
                for (int role = 1; role < ROLE_SYSTEM; role++, checked++)
                    assert_true(str_is(cell(line, (size_t)role + 1), access_letter(authz_right((enum role)role, (enum subject)s, (enum relation)r))));
            }
    }
    assert_int_equal(checked, (SUBJECT__N - 1) * RELATION_OTHER * (ROLE_SYSTEM - 1));
    for (size_t i = 0; i < model_n; i++) {
        struct buf name cleanup(buf_free) = buf_new(200);
        buf_printf(&name, "(%s) |", model[i]->name);
        assert_int_equal(str_find(buf_str(&b), buf_str(&name), 0) == SIZE_MAX, (model[i]->flags & PLUMBING) != 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(everything_has_a_name), cmocka_unit_test(the_report_says_what_the_table_says) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
