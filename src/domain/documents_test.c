/* The governing documents as a whole: on the demo, and where it changes. */
#include "domain/world_test.h"

#include "domain/documents.h"
#include "domain/gather.h"

static int with_demo(void **state)
{
    if (set_up(state))
        return 1;
    struct world *w = *state;
    struct fault f = { 0 };
    size_t n;
    return domain_load(w->store, &w->system, demo(&w->arena), &n, &f) == OK ? 0 : 1;
}

static const struct date today = { 2026, 11, 24 };

static struct document_line *tree(struct world *w, struct date day, size_t *n)
{
    struct reading *r;
    struct document_line *lines;
    struct fault f = { 0 };
    must(store_read(w->store, &w->auditor, &r, &f), &f);
    must(documents_tree(r, &w->arena, day, &lines, n, &f), &f);
    store_read_end(r);
    return lines;
}

static const struct document_line *line_of(const struct document_line *lines, size_t n, const char *title)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(lines[i].document->title, title))
            return &lines[i];
    fail_msg("no line for %s", title);
    return NULL;
}

static struct document_knowledge knowledge(struct world *w, const struct seat *seat, const char *title)
{
    size_t n;
    struct document_line *lines = tree(w, today, &n);
    struct reading *r;
    struct document_knowledge k;
    struct fault f = { 0 };
    must(store_read(w->store, seat, &r, &f), &f);
    must(document_knowledge(r, &w->arena, line_of(lines, n, title)->document->row.id, today, &k, &f), &f);
    store_read_end(r);
    return k;
}

static enum err save_row(struct writing *w, void *ctx, struct fault *f)
{
    struct { const struct entity *entity; void *row; } *s = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    return domain_save(w, s->entity, s->row, NULL, &faults, f);
}

static enum err save(struct world *w, const struct seat *seat, const struct entity *e, void *row, struct fault *f)
{
    struct { const struct entity *entity; void *row; } s = { e, row };
    return store_write(w->store, seat, &(struct write_terms){ 0 }, save_row, &s, NULL, f);
}

static void r67_the_tree_shows_policy_guideline_instruction(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    size_t n;
    struct document_line *lines = tree(w, today, &n);
    const struct document_line *policy = line_of(lines, n, "Policy för informationssäkerhet");
    assert_true(policy->depth == 0 && policy[1].depth == 1 && policy[1].document->type == DOCUMENT_GUIDELINE);
    assert_true(policy[2].depth == 2 && policy[2].document->type == DOCUMENT_INSTRUCTION);
    /* A policy below a guideline is refused; a guideline that names nothing above it is listed. */
    struct document wrong = { .title = S("Policy under riktlinje"), .type = DOCUMENT_POLICY, .state = DOCUMENT_DRAFT, .parent = { policy[1].document->row.id } };
    assert_int_equal(save(w, &w->coordinator, &document_entity, &wrong, &f), E_INVALID);
    assert_string_equal(f.place, "parent");
    struct document loose = { .title = S("Riktlinje utan policy"), .type = DOCUMENT_GUIDELINE, .state = DOCUMENT_VALID };
    must(save(w, &w->coordinator, &document_entity, &loose, &f), &f);
    lines = tree(w, today, &n);
    assert_int_equal(line_of(lines, n, "Riktlinje utan policy")->lacks, DOCUMENT_LACKS_PARENT | DOCUMENT_LACKS_VERSION);
}

static void r68_the_version_of_a_day_has_its_date_and_decision(void **state)
{
    struct world *w = *state;
    size_t n;
    struct document_line *lines = tree(w, (struct date){ 2023, 12, 6 }, &n);
    const struct document_line *policy = line_of(lines, n, "Policy för informationssäkerhet");
    assert_true(policy->version && str_is(policy->version->number, "1.0") && str_is(policy->version->paragraph, "§ 31") && policy->decided_by.n);
    lines = tree(w, today, &n);
    policy = line_of(lines, n, "Policy för informationssäkerhet");
    assert_true(policy->version && str_is(policy->version->number, "2.0") && policy->version->dated.year == 2024 && policy->version->dated.day == 13);
    /* A date without a day stays so: the guideline is of 2019, and its review is not planned. */
    const struct document_line *guideline = line_of(lines, n, "Riktlinje för systemförvaltning");
    assert_true(guideline->version->dated.year == 2019 && guideline->version->dated.month == 0);
    assert_true(guideline->lacks & DOCUMENT_LACKS_REVIEW);
    assert_true(line_of(lines, n, "Anvisning för medarbetare om informationssäkerhet")->lacks & DOCUMENT_REVIEW_LATE);
}

static void r69_what_a_policy_must_regulate_and_does_not_is_shown(void **state)
{
    struct world *w = *state;
    size_t n;
    struct document_line *lines = tree(w, today, &n);
    const struct document_line *policy = line_of(lines, n, "Policy för informationssäkerhet");
    assert_int_equal(policy->parts_missing, 1u << CONTENT_INCIDENTS);
    assert_int_equal(policy->parts_partly, 1u << CONTENT_FOLLOW_UP);
    /* An unchecked version lacks everything: nobody has looked. */
    lines = tree(w, (struct date){ 2022, 1, 1 }, &n);
    assert_int_equal(line_of(lines, n, "Policy för informationssäkerhet")->parts_missing, (1u << CONTENT__N) - 2);
}

static void r70_reading_is_confirmed_for_oneself_and_counted_per_organisation(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    const char *title = "Anvisning för medarbetare om informationssäkerhet";
    struct document_knowledge k = knowledge(w, &w->auditor, title);
    assert_int_equal(k.lines_n, 5);
    for (size_t i = 0; i < k.lines_n; i++) {
        assert_int_equal(k.lines[i].rate, k.lines[i].audience->elsewhere * 100 / k.lines[i].audience->expected);
        assert_true(k.lines[i].late);
    }
    struct account account = { .login = S("laser") };
    must(save(w, &w->system, &account_entity, &account, &f), &f);
    struct seat reader = w->coordinator;
    reader.role = ROLE_EMPLOYEE;
    reader.account = (account_id){ account.row.id };
    struct reading_confirmation c = { .edition = { k.version->row.id }, .account = { 77 } };
    must(save(w, &reader, &reading_confirmation_entity, &c, &f), &f);
    assert_int_equal(c.account.v, reader.account.v); /* whoever was named: it is the reader's own */
    struct reading_confirmation again = { .edition = { k.version->row.id } };
    assert_int_equal(save(w, &reader, &reading_confirmation_entity, &again, &f), E_INVALID);
    k = knowledge(w, &reader, title);
    assert_true(k.confirmed);
    for (size_t i = 0; i < k.lines_n; i++)
        assert_int_equal(k.lines[i].here, k.lines[i].audience->organisation.v == w->coordinator.federation.v);
    k = knowledge(w, &w->auditor, title);
    assert_false(k.confirmed);
    /* An auditor confirms nothing, and a version that no longer applies is not confirmed. */
    struct reading_confirmation other = { .edition = { k.version->row.id } };
    assert_int_equal(save(w, &w->auditor, &reading_confirmation_entity, &other, &f), E_DENIED);
    struct document_knowledge policy = knowledge(w, &w->auditor, "Policy för informationssäkerhet");
    struct document_version old = policy.versions[1];
    old.valid_to = (struct date){ 2024, 3, 12 };
    must(save(w, &w->coordinator, &document_version_entity, &old, &f), &f);
    struct reading_confirmation late = { .edition = { old.row.id } };
    assert_int_equal(save(w, &reader, &reading_confirmation_entity, &late, &f), E_INVALID);
    assert_string_equal(f.place, "edition");
}

static void a_member_sees_and_answers_its_own_line(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct document_knowledge k = knowledge(w, &w->auditor, "Anvisning för medarbetare om informationssäkerhet");
    const struct document_audience *alby = NULL;
    for (size_t i = 0; i < k.lines_n; i++)
        if (str_is(k.lines[i].organisation, "Alby kommun"))
            alby = k.lines[i].audience;
    assert_non_null(alby);
    struct seat member = { .federation = w->coordinator.federation, .organisation = alby->organisation, .role = ROLE_MEMBER };
    struct document_knowledge own = knowledge(w, &member, "Anvisning för medarbetare om informationssäkerhet");
    assert_true(own.lines_n == 1 && own.lines[0].audience->row.id == alby->row.id);
    struct document_audience answer = *own.lines[0].audience;
    answer.elsewhere = 800;
    must(save(w, &member, &document_audience_entity, &answer, &f), &f);
    answer.elsewhere = answer.expected + 1;
    assert_int_equal(save(w, &member, &document_audience_entity, &answer, &f), E_INVALID);
    assert_string_equal(f.place, "elsewhere");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r67_the_tree_shows_policy_guideline_instruction, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r68_the_version_of_a_day_has_its_date_and_decision, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r69_what_a_policy_must_regulate_and_does_not_is_shown, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r70_reading_is_confirmed_for_oneself_and_counted_per_organisation, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(a_member_sees_and_answers_its_own_line, with_demo, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
