#include "base/test.h"

#include "derive/diff.h"
#include "derive/row_random.h"
#include "model/audit.h"
#include "model/plumbing.h"

static void changed_fields_are_told_with_both_values(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct assessment *before = row_new(&a, &assessment_entity), *after = row_new(&a, &assessment_entity);
    before->row = (struct row){ .id = 3, .version = 1, .changed_at = { 5 } };
    after->row = (struct row){ .id = 3, .version = 2, .changed_at = { 6 }, .changed_by = { 4 } };
    before->grade = GRADE_PARTLY;
    after->grade = GRADE_YES;
    before->text_short = after->text_short = S("lika");
    after->text_long = S("ny");
    before->recommendation.v = 12;
    struct difference *d;
    size_t n;
    assert_int_equal(row_diff(&a, &assessment_entity, before, after, &d, &n), OK);
    assert_int_equal(n, 3);
    static const struct { const char *name, *before, *after; } expected[] = {
        { "recommendation", "12", "" }, { "grade", "delvis", "ja" }, { "text_long", "", "ny" },
    };
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(d[i].field->name, expected[i].name);
        assert_true(str_is(d[i].text_before, expected[i].before) && str_is(d[i].text_after, expected[i].after));
    }
}

static void a_creation_tells_what_is_given(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct audit_question *q = row_new(&a, &audit_question_entity);
    q->row.id = 1;
    q->number = 0;
    q->additional = true;
    struct difference *d;
    size_t n;
    assert_int_equal(row_diff(&a, &audit_question_entity, NULL, q, &d, &n), OK);
    assert_int_equal(n, 2);
    assert_true(str_is(d[0].text_after, "0") && d[0].before.none);
    assert_true(str_is(d[1].text_after, "ja") && d[1].text_before.n == 0);
}

static void secrets_are_not_told(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct credential before = { .hash = S("x") }, after = { .hash = S("y") };
    struct difference *d;
    size_t n = 9;
    assert_int_equal(row_diff(&a, &credential_entity, &before, &after, &d, &n), OK);
    assert_int_equal(n, 0);
}

/* Laying the differences over the first row gives the second. */
static void the_differences_lead_from_one_row_to_the_other(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (size_t i = 0; i < model_n; i++) {
        for (int round = 0; round < 50; round++) {
            struct arena a cleanup(arena_free) = arena_new(8 << 20);
            const struct entity *e = model[i];
            void *before = random_row(&seed, &a, e), *after = random_row(&seed, &a, e);
            struct difference *d;
            size_t n;
            assert_int_equal(row_diff(&a, e, before, after, &d, &n), OK);
            for (size_t k = 0; k < n; k++)
                value_set(d[k].field, before, d[k].after);
            for (size_t k = 0; k < entity_fields(e); k++) {
                const struct field *f = entity_field(e, k);
                assert_true(diff_passes_over(f) || value_equal(value_of(f, before), value_of(f, after)));
            }
            assert_int_equal(row_diff(&a, e, after, after, &d, &n), OK);
            assert_int_equal(n, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changed_fields_are_told_with_both_values), cmocka_unit_test(a_creation_tells_what_is_given),
        cmocka_unit_test(secrets_are_not_told), cmocka_unit_test(the_differences_lead_from_one_row_to_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
