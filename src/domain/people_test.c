/* Who has which duty, who has none, and who has too many: on the demo, and where it changes. */
#include "domain/world_test.h"

#include "domain/people.h"
#include "model/document.h"

static int with_demo(void **state)
{
    if (set_up(state))
        return 1;
    struct world *w = *state;
    struct fault f = { 0 };
    size_t n;
    return domain_load(w->store, &w->system, demo(&w->arena), &n, &f) == OK ? 0 : 1;
}

static struct people_review review(struct world *w, const struct seat *seat, struct date day)
{
    struct reading *r;
    struct people_review ret;
    struct fault f = { 0 };
    must(store_read(w->store, seat, &r, &f), &f);
    must(people_review(r, &w->arena, day, &ret, &f), &f);
    store_read_end(r);
    return ret;
}

static const struct vacancy *vacant(const struct people_review *p, const char *title)
{
    for (size_t i = 0; i < p->vacancies_n; i++)
        if (str_is(p->vacancies[i].post->title, title))
            return &p->vacancies[i];
    return NULL;
}

struct saving { const struct entity *entity; void *row; struct str places[4]; size_t n; };

static enum err save_row(struct writing *w, void *ctx, struct fault *f)
{
    struct saving *s = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    return domain_save(w, s->entity, s->row, NULL, &faults, f);
}

static enum err save(struct world *w, const struct entity *e, void *row, struct fault *f)
{
    return store_write(w->store, &w->coordinator, &(struct write_terms){ 0 }, save_row, &(struct saving){ .entity = e, .row = row }, NULL, f);
}

static struct post post_named(struct world *w, const char *title)
{
    struct reading *r;
    struct rows rows = { 0 };
    struct fault f = { 0 };
    must(store_read(w->store, &w->coordinator, &r, &f), &f);
    struct query q = { .entity = &post_entity, .limit = 1, .filters_n = 1, .filters = { { entity_field_named(&post_entity, S("title")), COMPARE_EQUAL, str(title) } } };
    must(store_list(r, &w->arena, &q, &rows, &f), &f);
    store_read_end(r);
    assert_int_equal(rows.n, 1);
    return *(struct post *)rows.rows;
}

static struct person person_named(struct world *w, const char *name)
{
    struct reading *r;
    struct rows rows = { 0 };
    struct fault f = { 0 };
    must(store_read(w->store, &w->coordinator, &r, &f), &f);
    struct query q = { .entity = &person_entity, .limit = 1, .filters_n = 1, .filters = { { entity_field_named(&person_entity, S("name")), COMPARE_EQUAL, str(name) } } };
    must(store_list(r, &w->arena, &q, &rows, &f), &f);
    store_read_end(r);
    assert_int_equal(rows.n, 1);
    return *(struct person *)rows.rows;
}

static const struct date today = { 2026, 11, 24 };

static void r48_r51_unheld_mandatory_posts_are_reported(void **state)
{
    struct world *w = *state;
    struct people_review p = review(w, &w->auditor, today);
    const struct vacancy *coordinator = vacant(&p, "Informationssäkerhetssamordnare och dataskyddsombud"), *it = vacant(&p, "It-säkerhetsansvarig");
    assert_true(coordinator && coordinator->post->state == POST_VACANT && coordinator->post->extent == 50);
    assert_true(it && it->post->mandatory && it->post->state == POST_NOT_CREATED);
    assert_null(vacant(&p, "It-chef"));
    /* Somebody takes the post: it is no longer reported; a deputy alone does not make it held. */
    struct person who = person_named(w, "Exempelperson Fem");
    struct fault f = { 0 };
    struct assignment deputy = { .post = { it->post->row.id }, .person = { who.row.id }, .deputy = true };
    must(save(w, &assignment_entity, &deputy, &f), &f);
    p = review(w, &w->auditor, today);
    assert_true(vacant(&p, "It-säkerhetsansvarig") && vacant(&p, "It-säkerhetsansvarig")->deputy);
    struct assignment held = { .post = { it->post->row.id }, .person = { who.row.id }, .from = { 2026, 1, 1 }, .to = { 2026, 12, 31 } };
    must(save(w, &assignment_entity, &held, &f), &f);
    p = review(w, &w->auditor, today);
    assert_null(vacant(&p, "It-säkerhetsansvarig"));
    assert_true(p.expiries_n == 1 && !p.expiries[0].ended && p.expiries[0].assignment->person.v == who.row.id);
    /* The mandate ends and nobody follows: vacant again from the day after. */
    p = review(w, &w->auditor, (struct date){ 2027, 2, 1 });
    it = vacant(&p, "It-säkerhetsansvarig");
    assert_true(it && it->since.year == 2027 && it->since.month == 1 && it->since.day == 1);
    assert_true(p.expiries_n == 1 && p.expiries[0].ended);
}

static void r49_combined_duties_need_a_written_assessment(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct people_review p = review(w, &w->auditor, today);
    assert_int_equal(p.conflicts_n, 1);
    assert_true(p.conflicts[0].assessed && p.conflicts[0].duties == (1u << DUTY_DPO | 1u << DUTY_COORDINATOR));
    /* The it-chef becomes dataskyddsombud: through a duty in the same post, and through a second post. */
    struct post head = post_named(w, "It-chef");
    struct post_duty both = { .post = { head.row.id }, .duty = DUTY_DPO };
    assert_int_equal(save(w, &post_duty_entity, &both, &f), E_INVALID);
    assert_string_equal(f.place, "assessment");
    struct person who = person_named(w, "Exempelperson Två");
    struct post dpo = { .title = S("Dataskyddsombud"), .organisation = head.organisation, .extent = 20, .state = POST_VACANT };
    must(save(w, &post_entity, &dpo, &f), &f);
    struct post_duty duty = { .post = { dpo.row.id }, .duty = DUTY_DPO };
    must(save(w, &post_duty_entity, &duty, &f), &f);
    struct assignment second = { .post = { dpo.row.id }, .person = { who.row.id }, .from = { 2026, 1, 1 } };
    assert_int_equal(save(w, &assignment_entity, &second, &f), E_INVALID);
    assert_string_equal(f.place, "assessment");
    /* Before he became it-chef there was no conflict; with a written assessment it is allowed and shown. */
    struct assignment before = { .post = { dpo.row.id }, .person = { who.row.id }, .from = { 2015, 1, 1 }, .to = { 2016, 12, 31 } };
    must(save(w, &assignment_entity, &before, &f), &f);
    second.assessment = S("Tills rekryteringen är klar. Tillsynen görs av ett grannförbund.");
    must(save(w, &assignment_entity, &second, &f), &f);
    p = review(w, &w->auditor, today);
    assert_int_equal(p.conflicts_n, 2);
    assert_true(p.conflicts[1].assessed && str_is(p.conflicts[1].person, "Exempelperson Två"));
}

static void r50_a_shared_post_names_the_organisations_it_works_for(void **state)
{
    struct world *w = *state;
    struct post shared = post_named(w, "Gemensam funktion för informationssäkerhet");
    struct reading *r;
    struct rows rows;
    struct fault f = { 0 };
    must(store_read(w->store, &w->auditor, &r, &f), &f);
    struct query q = { .entity = &post_scope_entity, .limit = 10, .filters_n = 1,
                       .filters = { { entity_field_named(&post_scope_entity, S("post")), COMPARE_EQUAL, str_printf(&w->arena, "%lld", (long long)shared.row.id) } } };
    must(store_list(r, &w->arena, &q, &rows, &f), &f);
    store_read_end(r);
    assert_int_equal(rows.n, 5);
}

static void r52_who_carries_more_than_the_set_share_is_a_key_person(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct people_review p = review(w, &w->auditor, today);
    assert_true(p.bearers_n >= 5 && p.key_share == KEY_SHARE_DEFAULT);
    /* The report's own finding: most of the work rests on the it-chef. */
    assert_true(str_is(p.bearers[0].person->title, "It-chef") && p.bearers[0].key && p.bearers[0].overdue > 0);
    unsigned most = p.bearers[0].share;
    for (size_t i = 0; i < p.bearers_n; i++)
        assert_int_equal(p.bearers[i].key, p.bearers[i].share > KEY_SHARE_DEFAULT);
    /* The federation sets another limit: just below the most burdened, and just at it. */
    struct reading *r;
    struct organisation federation;
    for (unsigned under = 0; under <= 1; under++) {
        must(store_read(w->store, &w->coordinator, &r, &f), &f);
        must(store_get(r, &w->arena, &organisation_entity, w->coordinator.federation.v, &federation, &f), &f);
        store_read_end(r);
        federation.key_share = most - under;
        must(save(w, &organisation_entity, &federation, &f), &f);
        p = review(w, &w->auditor, today);
        assert_int_equal(p.bearers[0].key, under == 1);
    }
}

static void r53_two_of_four_members_have_an_organisation_of_their_own(void **state)
{
    struct world *w = *state;
    struct people_review p = review(w, &w->auditor, today);
    size_t yes = 0, assumed = 0;
    assert_int_equal(p.members_n, 4);
    for (size_t i = 0; i < p.members_n; i++) {
        assert_non_null(p.members[i].profile);
        yes += p.members[i].profile->own_function == ANSWER_YES;
        assumed += p.members[i].profile->assumed;
    }
    assert_true(yes == 2 && assumed == 2);
}

static void r62_client_and_performer_are_two_organisations(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    assert_int_equal(count(w, &w->auditor, &commission_entity), 4);
    struct commission same = { .service = S("Drift"), .client = w->coordinator.federation, .performer = w->coordinator.federation };
    assert_int_equal(save(w, &commission_entity, &same, &f), E_INVALID);
    assert_string_equal(f.place, "performer");
}

static void r120_each_member_has_exactly_one_representative(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct people_review p = review(w, &w->auditor, today);
    assert_int_equal(p.misfits_n, 1);
    assert_true(str_is(p.misfits[0].organisation, "Dalhems kommun") && p.misfits[0].representatives == 0);
    struct post seat = post_named(w, "Medlemsrepresentant i digitaliseringsrådet, Dalhem");
    struct assignment held = { .post = { seat.row.id }, .person = { person_named(w, "Exempelperson Fem").row.id } };
    must(save(w, &assignment_entity, &held, &f), &f);
    p = review(w, &w->auditor, today);
    assert_int_equal(p.misfits_n, 0);
    /* A second one for the same member is as wrong as none. */
    struct post more = { .title = S("En till"), .organisation = seat.organisation, .body = seat.body, .sent_by = seat.sent_by, .extent = INT_NONE, .state = POST_VACANT };
    must(save(w, &post_entity, &more, &f), &f);
    struct assignment also = { .post = { more.row.id }, .person = { person_named(w, "Exempelperson Ett").row.id } };
    must(save(w, &assignment_entity, &also, &f), &f);
    p = review(w, &w->auditor, today);
    assert_true(p.misfits_n == 1 && p.misfits[0].representatives == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r48_r51_unheld_mandatory_posts_are_reported, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r49_combined_duties_need_a_written_assessment, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r50_a_shared_post_names_the_organisations_it_works_for, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r52_who_carries_more_than_the_set_share_is_a_key_person, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r53_two_of_four_members_have_an_organisation_of_their_own, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r62_client_and_performer_are_two_organisations, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r120_each_member_has_exactly_one_representative, with_demo, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
