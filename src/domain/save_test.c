#include "domain/world_test.h"

#include "model/document.h"

static void the_demo_is_read_whole(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    size_t n = 0;
    must(domain_load(w->store, &w->system, demo(&w->arena), &n, &f), &f);
    assert_true(n > 100);
    assert_int_equal(count(w, &w->coordinator, &recommendation_entity), 6);
    assert_int_equal(count(w, &w->coordinator, &organisation_entity), 6);
    /* Twice: the organisations' codes are taken, so nothing of it is written. */
    assert_int_equal(domain_load(w->store, &w->system, demo(&w->arena), &n, &f), E_INVALID);
    assert_int_equal(count(w, &w->coordinator, &recommendation_entity), 6);
}

static void a_faulty_line_is_named_and_nothing_is_written(void **state)
{
    struct world *w = *state;
    static const struct { const char *lines, *place; } rows[] = {
        { "{\"entity\":\"organisation\",\"name\":\"A\",\"code\":\"A\",\"type\":\"medlemskommun\"}\n{\"entity\":\"nothing\"}", "rad 2: entity" },
        { "{\"entity\":\"body\",\"organisation\":\"@nobody\",\"name\":\"A\",\"type\":\"rad\"}", "rad 1: organisation" },
        { "\n\n{\"entity\":\"body\"", "rad 3" },
        { "{\"entity\":\"organisation\",\"name\":\"A\",\"code\":\"A\",\"type\":\"kommun\"}", "rad 1: type" },
        { "{\"entity\":\"organisation\",\"name\":\"A\",\"code\":\"A\",\"type\":\"annan\",\"version\":3}", "rad 1: version" },
        { "{\"valid\":\"igår\"}", "rad 1: valid" },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        struct fault f = { 0 };
        size_t n;
        assert_int_equal(domain_load(w->store, &w->system, str(rows[i].lines), &n, &f), E_INVALID);
        if (strncmp(f.place, rows[i].place, strlen(rows[i].place)) != 0)
            fail_msg("%s, not %s", f.place, rows[i].place);
    }
    assert_int_equal(count(w, &w->coordinator, &organisation_entity), 1);
}

struct saving { const struct entity *entity; void *row; const char *verb; size_t faults_n; };

static enum err save_one(struct writing *w, void *ctx, struct fault *f)
{
    struct saving *s = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    enum err e = domain_save(w, s->entity, s->row, s->verb, &faults, f);
    s->faults_n = faults.n;
    return e;
}

static enum err save(struct world *w, const struct seat *seat, const struct entity *e, void *row, const char *verb, struct fault *f)
{
    return store_write(w->store, seat, &(struct write_terms){ .reason = S("prov") }, save_one, &(struct saving){ e, row, verb, 0 }, NULL, f);
}

static void rules_stand_before_every_write(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct organisation second = { .name = S("Ett förbund till"), .code = S("TVÅ"), .type = ORGANISATION_FEDERATION };
    assert_int_equal(save(w, &w->coordinator, &organisation_entity, &second, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "type");

    struct document top = { .title = S("Policy"), .type = DOCUMENT_POLICY, .state = DOCUMENT_VALID };
    must(save(w, &w->coordinator, &document_entity, &top, NULL, &f), &f);
    struct document below = { .title = S("Riktlinje"), .type = DOCUMENT_GUIDELINE, .state = DOCUMENT_VALID, .parent = { top.row.id } };
    must(save(w, &w->coordinator, &document_entity, &below, NULL, &f), &f);
    top.parent = (document_id){ below.row.id };
    assert_int_equal(save(w, &w->coordinator, &document_entity, &top, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "parent");
}

static void r14_evidence_is_never_overwritten(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct evidence e = { .title = S("Protokoll"), .about = S("organisation/1"), .source = SOURCE_DOCUMENT, .bytes = INT_NONE };
    assert_int_equal(save(w, &w->coordinator, &evidence_entity, &e, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "reference");
    e.reference = S("Arkivet, hylla 4");
    must(save(w, &w->system, &evidence_entity, &e, NULL, &f), &f);
    e.reference = S("Arkivet, hylla 5");
    assert_int_equal(save(w, &w->system, &evidence_entity, &e, NULL, &f), E_INVALID);
}

static void r126_an_auditor_cannot_write(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct document d = { .title = S("Policy"), .type = DOCUMENT_POLICY, .state = DOCUMENT_VALID };
    assert_int_equal(save(w, &w->auditor, &document_entity, &d, NULL, &f), E_DENIED);
    assert_int_equal(count(w, &w->auditor, &document_entity), 0);
}

static void an_older_version_is_a_conflict(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct document mine = { .title = S("Policy"), .type = DOCUMENT_POLICY, .state = DOCUMENT_VALID };
    must(save(w, &w->coordinator, &document_entity, &mine, NULL, &f), &f);
    struct document theirs = mine;
    theirs.title = S("Policy för informationssäkerhet");
    must(save(w, &w->coordinator, &document_entity, &theirs, NULL, &f), &f);
    mine.title = S("Policy två");
    assert_int_equal(save(w, &w->coordinator, &document_entity, &mine, NULL, &f), E_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_demo_is_read_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_faulty_line_is_named_and_nothing_is_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rules_stand_before_every_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(r14_evidence_is_never_overwritten, set_up, tear_down),
        cmocka_unit_test_setup_teardown(r126_an_auditor_cannot_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_older_version_is_a_conflict, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
