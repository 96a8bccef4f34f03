#include "domain/world_test.h"

#include "domain/archive.h"
#include "domain/save.h"

static const instant NOW = { SECONDS(1795500000) }; /* 2026-11-24 */

struct act { struct retention rule; struct disposal disposal; const char *verb; struct fault said; enum err result; };

static enum err save_rule(struct writing *w, void *ctx, struct fault *f)
{
    struct act *a = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    a->rule.row.id = 0;
    a->result = domain_save(w, &retention_entity, &a->rule, NULL, &faults, f);
    a->said = faults.n ? faults.v[0] : (struct fault){ 0 };
    return a->result;
}

static enum err save_disposal(struct writing *w, void *ctx, struct fault *f)
{
    struct act *a = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    a->result = domain_save(w, &disposal_entity, &a->disposal, NULL, &faults, f);
    a->said = faults.n ? faults.v[0] : (struct fault){ 0 };
    return a->result;
}

static enum err act_on(struct writing *w, void *ctx, struct fault *f)
{
    struct act *a = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    struct disposal row;
    a->result = domain_act(w, &disposal_entity, a->disposal.row.id, a->disposal.row.version, a->verb, &row, &faults, f);
    a->said = faults.n ? faults.v[0] : f ? *f : (struct fault){ 0 };
    if (a->result == OK)
        a->disposal = row;
    return a->result;
}

static enum err run(struct world *w, const struct seat *seat, enum err (*work)(struct writing *, void *, struct fault *), struct act *a)
{
    struct fault f = { 0 };
    return store_write(w->store, seat, &(struct write_terms){ .now = NOW }, work, a, NULL, &f);
}

struct people { account_id one, other; document_id decision; };

static enum err make_people(struct writing *w, void *ctx, struct fault *f)
{
    struct people *p = ctx;
    account_id *const to[] = { &p->one, &p->other };
    for (size_t i = 0; i < 2; i++) {
        struct account account = { .login = i ? S("chef") : S("samordnare") };
        TRY(store_put(w, &account_entity, &account, "skapa", RIGHT_EDIT, f));
        to[i]->v = account.row.id;
    }
    struct document d = { .row = { .reach = REACH_COMMON }, .title = S("Beslut om gallring"), .type = DOCUMENT_OTHER, .state = DOCUMENT_DRAFT };
    TRY(store_put(w, &document_entity, &d, "skapa", RIGHT_EDIT, f));
    p->decision.v = d.row.id;
    return OK;
}

static void n4_a_disposal_takes_a_decision_and_two_persons(void **state)
{
    struct world *w = *state;
    struct people p = { 0 };
    struct fault f = { 0 };
    must(store_write(w->store, &w->system, &(struct write_terms){ .now = { SECONDS(1500000000) } }, make_people, &p, NULL, &f), &f); /* 2017: old enough */
    struct seat coordinator = w->coordinator, director = { .federation = w->system.federation, .organisation = w->system.organisation, .role = ROLE_DIRECTOR, .account = p.other };
    coordinator.account = p.one;
    struct act a = { .rule = { .name = S("Dokument"), .records = S("dokument"), .action = RETENTION_DISPOSE, .years = 5, .counted = RETENTION_FROM_CREATED, .basis = S("Planen, punkt 3") } };
    assert_int_equal(run(w, &coordinator, save_rule, &a), OK);
    a.disposal = (struct disposal){ .title = S("Utkast från 2017"), .retention = { a.rule.row.id }, .through = { 2026, 1, 1 }, .grounds = S("Slutversionen finns."), .covered = INT_NONE };
    assert_int_equal(run(w, &coordinator, save_disposal, &a), E_INVALID); /* later than the rule allows */
    assert_string_equal(a.said.place, "through");
    a.disposal.through = (struct date){ 2020, 12, 31 };
    a.disposal.row.id = 0;
    assert_int_equal(run(w, &coordinator, save_disposal, &a), OK);
    assert_int_equal(a.disposal.proposed_by.v, p.one.v);
    assert_int_equal(a.disposal.state, DISPOSAL_PROPOSED);

    a.verb = "godkann";
    assert_int_equal(run(w, &coordinator, act_on, &a), E_DENIED);   /* proposes, does not decide */
    struct seat both = director;                                    /* the same person in the other seat */
    both.account = p.one;
    assert_int_equal(run(w, &both, act_on, &a), E_DENIED);
    assert_non_null(strstr(a.said.text, "två personer"));
    assert_int_equal(run(w, &w->system, act_on, &a), E_DENIED);     /* never by itself */
    assert_int_equal(run(w, &director, act_on, &a), E_INVALID);     /* no decision named */

    a.disposal.authority = S("Kommunstyrelsen i Alby");
    a.disposal.decided = (struct date){ 2026, 10, 1 };
    a.disposal.paragraph = S("§ 114");
    a.disposal.decision = p.decision;
    assert_int_equal(run(w, &director, save_disposal, &a), OK);     /* he who rewrites it has proposed it */
    assert_int_equal(run(w, &director, act_on, &a), E_DENIED);
    assert_int_equal(run(w, &coordinator, save_disposal, &a), OK);
    assert_int_equal(run(w, &director, act_on, &a), OK);
    assert_int_equal(a.disposal.state, DISPOSAL_APPROVED);
    assert_int_equal(a.disposal.approved_by.v, p.other.v);
    assert_int_equal(a.disposal.covered, 1);
    assert_int_equal(count(w, &w->coordinator, &document_entity), 1); /* and nothing is gone: the decision is only a decision */
    a.disposal.title = S("Ändrat efteråt");
    assert_int_equal(run(w, &coordinator, save_disposal, &a), E_DENIED);
}

static void n4_the_plan_says_what_is_due(void **state)
{
    struct world *w = *state;
    struct people p = { 0 };
    struct fault f = { 0 };
    struct due_line *due;
    size_t n;
    struct reading *r;
    must(store_write(w->store, &w->system, &(struct write_terms){ .now = { SECONDS(1500000000) } }, make_people, &p, NULL, &f), &f);
    static const struct { const char *records; enum retention_action action; int64_t years; enum retention_start counted; const char *wrong; } rows[] = {
        { "dokument", RETENTION_DISPOSE, 5, RETENTION_FROM_CREATED, NULL }, { "dokument", RETENTION_DISPOSE, 50, RETENTION_FROM_CREATED, NULL },
        { "dokument", RETENTION_DISPOSE, 5, RETENTION_FROM_REVOKED, NULL }, { "granskningar", RETENTION_KEEP, INT_NONE, 0, NULL },
        { "konton", RETENTION_DISPOSE, 5, RETENTION_FROM_CREATED, "records" }, { "gallringsbeslut", RETENTION_DISPOSE, 5, RETENTION_FROM_CREATED, "records" },
        { "finns-inte", RETENTION_KEEP, INT_NONE, 0, "records" }, { "dokument", RETENTION_DISPOSE, INT_NONE, RETENTION_FROM_CREATED, "years" },
        { "dokument", RETENTION_DISPOSE, 5, 0, "counted" }, { "dokument", RETENTION_KEEP, 5, 0, "years" },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        struct act a = { .rule = { .name = S("Regel"), .records = str(rows[i].records), .action = rows[i].action, .years = rows[i].years, .counted = rows[i].counted, .basis = S("Planen") } };
        assert_int_equal(run(w, &w->system, save_rule, &a), rows[i].wrong ? E_INVALID : OK);
        if (rows[i].wrong)
            assert_string_equal(a.said.place, rows[i].wrong);
    }
    must(store_read(w->store, &w->coordinator, &r, &f), &f);
    must(retention_due(r, &w->arena, date_of(NOW), &due, &n, &f), &f);
    assert_int_equal(n, 4);
    size_t with = 0;
    for (size_t i = 0; i < n; i++) {
        with += due[i].due.rows;
        if (due[i].rule.action == RETENTION_KEEP)
            assert_false(date_given(due[i].through));
    }
    assert_int_equal(with, 1); /* five years from 2017 have passed, fifty have not, nothing is revoked */
    store_read_end(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(n4_a_disposal_takes_a_decision_and_two_persons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(n4_the_plan_says_what_is_due, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
