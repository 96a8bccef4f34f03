/* What an auditor does in the program to see that a requirement is met, on the demo. */
#include "domain/world_test.h"

#include "model/audit.h"
#include "model/document.h"
#include "model/response.h"

/* The rows of the entity whose field has that value, as the auditor sees them. */
static struct rows matching(struct world *w, const struct seat *seat, const struct entity *e, const char *field, const char *value)
{
    struct reading *r;
    struct rows rows = { 0 };
    struct fault f = { 0 };
    must(store_read(w->store, seat, &r, &f), &f);
    struct query q = { .entity = e, .limit = 100, .filters_n = 1, .filters = { { entity_field_named(e, str(field)), COMPARE_EQUAL, str(value) } } };
    must(store_list(r, &w->arena, &q, &rows, &f), &f);
    store_read_end(r);
    return rows;
}

static struct audit follow_up(struct world *w)
{
    struct rows rows = matching(w, &w->auditor, &audit_entity, "type", "uppfoljande");
    assert_int_equal(rows.n, 1);
    return *(struct audit *)rows.rows;
}

static const char *number(struct world *w, int64_t id)
{
    return str_printf(&w->arena, "%lld", (long long)id).p;
}

static int with_demo(void **state)
{
    if (set_up(state))
        return 1;
    struct world *w = *state;
    struct fault f = { 0 };
    size_t n;
    return domain_load(w->store, &w->system, demo(&w->arena), &n, &f) == OK ? 0 : 1;
}

static void r2_the_plan_of_a_year_lists_its_audits(void **state)
{
    struct world *w = *state;
    struct rows plans = matching(w, &w->auditor, &audit_plan_entity, "year", "2025");
    assert_int_equal(plans.n, 1);
    struct rows audits = matching(w, &w->auditor, &audit_entity, "plan", number(w, row_of(plans.rows)->id));
    assert_true(audits.n == 1 && row_of(audits.rows)->id == follow_up(w).row.id);
}

static void r3_r4_an_audit_says_why_and_when_it_is_followed_up(void **state)
{
    struct world *w = *state;
    struct audit a = follow_up(w);
    assert_true(a.motive.n > 0 && a.follow_up_expected.year == 2027);
    /* A closed audit without an expected follow-up says why not, or cannot be closed: both audits of the demo have one of the two. */
    struct rows closed = matching(w, &w->auditor, &audit_entity, "state", "avslutad");
    for (size_t i = 0; i < closed.n; i++) {
        const struct audit *c = rows_at(&closed, &audit_entity, i);
        assert_true(date_given(c->follow_up_expected) || c->follow_up_reason.n > 0);
    }
}

static void r5_each_member_sends_an_auditor(void **state)
{
    struct world *w = *state;
    struct rows bodies = matching(w, &w->auditor, &body_entity, "type", "revisorer");
    struct rows posts = matching(w, &w->auditor, &post_entity, "body", number(w, row_of(bodies.rows)->id));
    assert_int_equal(posts.n, 4);
    for (size_t i = 0; i < posts.n; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(((struct post *)rows_at(&posts, &post_entity, i))->sent_by.v != ((struct post *)rows_at(&posts, &post_entity, k))->sent_by.v);
}

static void r6_r7_client_firm_and_audited_body(void **state)
{
    struct world *w = *state;
    struct audit a = follow_up(w);
    assert_true(a.client.v && a.firm.v);
    struct rows audited = matching(w, &w->auditor, &audit_body_entity, "audit", number(w, a.row.id));
    assert_int_equal(audited.n, 1);
    struct rows board = matching(w, &w->auditor, &body_entity, "type", "direktion");
    assert_true(((struct audit_body *)audited.rows)->body.v == row_of(board.rows)->id);
}

static void r10_each_criterion_leads_to_what_it_names(void **state)
{
    struct world *w = *state;
    struct rows rows = matching(w, &w->auditor, &audit_criterion_entity, "kind", "rekommendation");
    assert_int_equal(rows.n, 3);
    for (size_t i = 0; i < rows.n; i++)
        assert_true(((struct audit_criterion *)rows_at(&rows, &audit_criterion_entity, i))->recommendation.v > 0);
    rows = matching(w, &w->auditor, &audit_criterion_entity, "kind", "styrdokument");
    assert_true(rows.n == 1 && ((struct audit_criterion *)rows.rows)->document.v > 0);
}

static void r28_every_finding_has_a_state_and_its_recommendation(void **state)
{
    struct world *w = *state;
    struct rows rows = matching(w, &w->auditor, &finding_entity, "state", "oppen");
    assert_int_equal(rows.n, 3);
    for (size_t i = 0; i < rows.n; i++) {
        const struct finding *x = rows_at(&rows, &finding_entity, i);
        assert_true(x->recommendation.v && x->section.n && x->severity);
    }
}

static void r119_each_council_gets_its_copy_and_no_right_to_write(void **state)
{
    struct world *w = *state;
    struct audit a = follow_up(w);
    struct rows rows = matching(w, &w->auditor, &distribution_entity, "audit", number(w, a.row.id));
    size_t copies = 0;
    for (size_t i = 0; i < rows.n; i++) {
        const struct distribution *d = rows_at(&rows, &distribution_entity, i);
        copies += d->purpose == DISTRIBUTION_INFORMATION && date_known(d->sent);
    }
    assert_int_equal(copies, 4);
    struct rows councils = matching(w, &w->auditor, &body_entity, "type", "fullmaktige");
    assert_int_equal(councils.n, 4);
    /* A council has no seat of its own; its member's representative reads audits and changes none. */
    assert_int_equal(authz_right(ROLE_MEMBER, SUBJECT_AUDIT, RELATION_COMMON), RIGHT_READ);
}

static void r128_statements_are_found_by_their_source(void **state)
{
    struct world *w = *state;
    struct rows rows = matching(w, &w->auditor, &statement_entity, "source", "intervju");
    assert_true(rows.n == 1 && ((struct statement *)rows.rows)->interview.v > 0);
    assert_int_equal(matching(w, &w->auditor, &statement_entity, "source", "dokument").n, 0);
}

static enum err save_version(struct writing *w, void *ctx, struct fault *f)
{
    struct faults faults = { .arena = writing_arena(w) };
    return domain_save(w, &document_version_entity, ctx, NULL, &faults, f);
}

static void r130_the_unknown_is_a_value_with_a_reason(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct rows rows = matching(w, &w->auditor, &document_version_entity, "dated", "?");
    assert_int_equal(rows.n, 1);
    const struct document_version *v = rows.rows;
    assert_true(!date_known(v->dated) && date_given(v->dated) && v->row.unknown_why.n > 0);
    struct document_version *silent = row_new(&w->arena, &document_version_entity);
    silent->document = v->document;
    silent->dated = DATE_UNKNOWN;
    assert_int_equal(store_write(w->store, &w->coordinator, &(struct write_terms){ 0 }, save_version, silent, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "unknown_why");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r2_the_plan_of_a_year_lists_its_audits, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r3_r4_an_audit_says_why_and_when_it_is_followed_up, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r5_each_member_sends_an_auditor, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r6_r7_client_firm_and_audited_body, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r10_each_criterion_leads_to_what_it_names, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r28_every_finding_has_a_state_and_its_recommendation, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r119_each_council_gets_its_copy_and_no_right_to_write, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r128_statements_are_found_by_their_source, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r130_the_unknown_is_a_value_with_a_reason, with_demo, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
