/* The board's page, its requests and decisions, and the agenda that rules fill, on the demo. */
#include "domain/world_test.h"

#include "domain/board.h"
#include "domain/inbox.h"
#include "domain/measure.h"
#include "model/document.h"

static int with_demo(void **state)
{
    if (set_up(state))
        return 1;
    struct world *w = *state;
    struct fault f = { 0 };
    size_t n;
    must(domain_load(w->store, &w->system, demo(&w->arena), &n, &f), &f);
    return 0;
}

struct put { const struct entity *e; void *row; const char *act; };

static enum err put_work(struct writing *w, void *ctx, struct fault *f)
{
    struct put *p = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    if (!p->act)
        return domain_save(w, p->e, p->row, NULL, &faults, f);
    void *row = row_new(writing_arena(w), p->e);
    TRY(domain_act(w, p->e, row_of(p->row)->id, row_of(p->row)->version, p->act, row, &faults, f));
    memcpy(p->row, row, p->e->size);
    return OK;
}

static enum err put(struct world *w, const struct seat *seat, const struct entity *e, void *row, const char *act, struct fault *f)
{
    *f = (struct fault){ 0 };
    TRY(store_write(w->store, seat, &(struct write_terms){ 0 }, put_work, &(struct put){ e, row, act }, NULL, f));
    struct reading *r; /* the text of what was written went with its transaction */
    TRY(store_read(w->store, &w->system, &r, f));
    enum err got = store_get(r, &w->arena, e, row_of(row)->id, row, f);
    store_read_end(r);
    return got;
}

static struct seat seat_of(struct world *w, enum role role)
{
    struct fault f;
    struct account *account = row_new(&w->arena, &account_entity);
    account->login = str_printf(&w->arena, "konto%zu", w->arena.used);
    must(put(w, &w->system, &account_entity, account, NULL, &f), &f);
    return (struct seat){ .account = { account->row.id }, .federation = w->system.federation, .organisation = w->system.federation, .role = role };
}

static const struct date today = { 2026, 11, 24 }, meeting_day = { 2026, 12, 9 };

static struct agenda agenda(struct world *w, const struct seat *seat, struct date day)
{
    struct reading *r;
    struct agenda g;
    struct fault f = { 0 };
    must(store_read(w->store, seat, &r, &f), &f);
    must(agenda_of(r, NULL, &w->arena, day, meeting_day, &g, &f), &f);
    store_read_end(r);
    return g;
}

static const struct agenda_part *part(const struct agenda *g, const char *code)
{
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->parts[i].rule->code, code) == 0)
            return &g->parts[i];
    return NULL;
}

static void *first(struct world *w, const struct entity *e, struct query q)
{
    struct reading *r;
    struct rows rows = { 0 };
    struct fault f = { 0 };
    q.entity = e;
    q.limit = 1;
    must(store_read(w->store, &w->system, &r, &f), &f);
    must(store_list(r, &w->arena, &q, &rows, &f), &f);
    store_read_end(r);
    assert_int_equal(rows.n, 1);
    return rows.rows;
}

static struct board_year year(struct world *w, int wanted)
{
    struct reading *r;
    struct board_year y;
    struct fault f = { 0 };
    must(store_read(w->store, &w->system, &r, &f), &f);
    must(board_year(r, &w->arena, wanted, &y, &f), &f);
    store_read_end(r);
    return y;
}

/* ---- R113 ---- */

static void r113_every_number_is_that_of_the_list_it_leads_to(void **state)
{
    struct world *w = *state;
    static const enum role roles[] = { ROLE_BOARD, ROLE_DIRECTOR, ROLE_COORDINATOR, ROLE_DPO, ROLE_AUDITOR };
    for (size_t k = 0; k < LEN(roles); k++) {
        struct seat seat = seat_of(w, roles[k]);
        struct board_number *v;
        struct reading *r;
        struct fault f = { 0 };
        size_t n, seen = 0;
        must(store_read(w->store, &seat, &r, &f), &f);
        must(board_numbers(r, NULL, &w->arena, today, &v, &n, &f), &f);
        for (size_t i = 0; i < n; i++) {
            struct query q = board_figure_query(&w->arena, v[i].figure, today, QUERY_LIMIT_MAX);
            struct rows rows;
            if (v[i].hidden) {
                assert_int_equal(v[i].n, -1);
                continue;
            }
            must(store_list(r, &w->arena, &q, &rows, &f), &f);
            assert_int_equal(v[i].n, rows.n);
            seen += rows.n > 0;
        }
        assert_true(seen >= 8); /* the demo has something to count */
        struct board_member *members;
        must(board_members(r, &w->arena, today, &members, &n, &f), &f);
        assert_int_equal(n, 4);
        for (size_t i = 0; i < n; i++) {
            struct query q = board_member_query(&w->arena, false, (organisation_id){ members[i].organisation.row.id }, today, QUERY_LIMIT_MAX);
            struct rows rows;
            must(store_list(r, &w->arena, &q, &rows, &f), &f);
            assert_int_equal(members[i].unknown, rows.n);
        }
        store_read_end(r);
    }
}

static void r113_what_only_the_sum_is_told_of_has_no_rows(void **state)
{
    struct world *w = *state;
    struct seat board = seat_of(w, ROLE_BOARD);
    struct reading *r, *whole;
    struct board_number *v;
    struct fault f = { 0 };
    size_t n, hidden = 0;
    must(store_read(w->store, &board, &r, &f), &f);
    must(store_read(w->store, &w->coordinator, &whole, &f), &f);
    must(board_numbers(r, whole, &w->arena, today, &v, &n, &f), &f);
    for (size_t i = 0; i < n; i++) {
        hidden += v[i].hidden;
        assert_true(!v[i].hidden || (v[i].figure->summary && v[i].n >= 0));
    }
    assert_int_equal(hidden, 2);
    store_read_end(whole);
    store_read_end(r);
}

static void r113_what_has_happened_is_grouped_and_each_row_stands_once(void **state)
{
    struct world *w = *state;
    struct reading *r;
    struct board_event *events;
    struct fault f;
    struct seat director = seat_of(w, ROLE_DIRECTOR);
    struct measure *m = row_new(&w->arena, &measure_entity);
    instant since = instant_now();
    m->title = S("Ny åtgärd");
    must(put(w, &director, &measure_entity, m, NULL, &f), &f);
    m->text = S("Med text");
    must(put(w, &director, &measure_entity, m, NULL, &f), &f);
    struct query going = { .filters_n = 1, .filters = { { entity_field_named(&measure_entity, S("state")), COMPARE_EQUAL, S("pagar") } } };
    struct measure *old = first(w, &measure_entity, going);
    old->waits_for = S("Upphandlingen");
    old->look_again = (struct date){ 2099, 1, 31 };
    must(put(w, &director, &measure_entity, old, NULL, &f), &f);
    must(put(w, &director, &measure_entity, old, "vanta", &f), &f);
    size_t n;
    bool more;
    must(store_read(w->store, &w->system, &r, &f), &f);
    must(board_events(r, &w->arena, since, &events, &n, &more, &f), &f);
    store_read_end(r);
    assert_int_equal(n, 2);
    assert_false(more);
    assert_ptr_equal(events[0].entity, &measure_entity);
    assert_int_equal(events[0].change, CHANGE_NEW);
    assert_int_equal(events[0].n, 1);
    assert_int_equal(events[1].change, CHANGE_STEP);
    assert_int_equal(events[1].state, MEASURE_WAITING);
    assert_int_equal(events[1].first[0].id, old->row.id);
}

/* ---- R114 ---- */

static void r114_the_board_asks_and_officials_answer(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct seat board = seat_of(w, ROLE_BOARD), director = seat_of(w, ROLE_DIRECTOR), dpo = seat_of(w, ROLE_DPO);
    struct board_request *q = row_new(&w->arena, &board_request_entity);
    q->text = S("Hur lång tid tar en återläsning?");
    q->due = (struct date){ 2099, 2, 1 };
    struct board_request again = *q;
    assert_int_equal(put(w, &director, &board_request_entity, &again, NULL, &f), E_DENIED);
    again = *q;
    assert_int_equal(put(w, &dpo, &board_request_entity, &again, NULL, &f), E_DENIED);
    must(put(w, &board, &board_request_entity, q, NULL, &f), &f);
    assert_true(date_known(q->asked) && q->body.v != 0); /* when and who are filled in */
    again = *q;
    again.answer = S("Direktionen svarar sig själv.");
    assert_int_equal(put(w, &board, &board_request_entity, &again, NULL, &f), E_DENIED);
    again = *q;
    again.text = S("En enklare fråga?");
    assert_int_equal(put(w, &director, &board_request_entity, &again, NULL, &f), E_DENIED);
    assert_int_equal(put(w, &director, &board_request_entity, q, "besvara", &f), E_INVALID); /* nothing is answered yet */
    q->answer = S("Fyra timmar.");
    must(put(w, &director, &board_request_entity, q, NULL, &f), &f);
    assert_int_equal(put(w, &board, &board_request_entity, q, "besvara", &f), E_DENIED);
    must(put(w, &director, &board_request_entity, q, "besvara", &f), &f);
    assert_int_equal(put(w, &director, &board_request_entity, q, "godkann", &f), E_DENIED);
    assert_int_equal(put(w, &board, &board_request_entity, q, "aterlamna", &f), E_INVALID);
    assert_string_equal(f.place, "verdict");
    q->verdict = S("Vilka system gäller det?");
    must(put(w, &board, &board_request_entity, q, NULL, &f), &f);
    must(put(w, &board, &board_request_entity, q, "aterlamna", &f), &f);
    must(put(w, &director, &board_request_entity, q, "besvara", &f), &f);
    must(put(w, &board, &board_request_entity, q, "godkann", &f), &f);
    assert_int_equal(q->state, BOARD_REQUEST_ACCEPTED);
    q->answer = S("Efteråt");
    assert_int_equal(put(w, &director, &board_request_entity, q, NULL, &f), E_DENIED); /* locked */
}

static void r114_a_year_without_a_request_is_a_deviation(void **state)
{
    struct world *w = *state;
    assert_int_equal(year(w, 2026).requests, 1);
    assert_int_equal(year(w, 2025).requests, 0);
    struct agenda now = agenda(w, &w->system, today), later = agenda(w, &w->system, (struct date){ 2027, 2, 1 });
    assert_null(part(&now, "ar-begaran"));
    assert_non_null(part(&later, "ar-begaran"));
    assert_non_null(part(&now, "obesvarade")); /* due on the 15th */
}

/* ---- R115 ---- */

static void r115_a_presentation_says_which_ability_and_at_which_meeting(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct seat coordinator = seat_of(w, ROLE_COORDINATOR);
    struct query held = { .filters_n = 1, .filters = { { entity_field_named(&meeting_entity, S("state")), COMPARE_EQUAL, S("hallet") } } };
    const struct meeting *m = first(w, &meeting_entity, held);
    struct presentation *p = row_new(&w->arena, &presentation_entity);
    p->title = S("Förmågan i år");
    p->meeting.v = m->row.id;
    assert_int_equal(put(w, &coordinator, &presentation_entity, p, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "prevents");
    p->detects = true;
    must(put(w, &coordinator, &presentation_entity, p, NULL, &f), &f);
    assert_int_equal(date_cmp(p->dated, m->dated), 0);
    p->dated = (struct date){ 2026, 1, 2 };
    assert_int_equal(put(w, &coordinator, &presentation_entity, p, NULL, &f), E_INVALID);
    assert_int_equal(year(w, 2026).presentations, 2);
    struct agenda later = agenda(w, &w->system, (struct date){ 2027, 2, 1 });
    assert_non_null(part(&later, "ar-presentation"));
}

static void r115_minutes_are_needed_before_a_meeting_is_approved(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct query held = { .filters_n = 1, .filters = { { entity_field_named(&meeting_entity, S("state")), COMPARE_EQUAL, S("hallet") } } };
    struct meeting *m = first(w, &meeting_entity, held);
    assert_true(str_ends(m->title, S("2026-09-16")));
    assert_int_equal(put(w, &w->coordinator, &meeting_entity, m, "justera", &f), E_INVALID);
    assert_string_equal(f.place, "document");
    struct meeting *early = row_new(&w->arena, &meeting_entity);
    early->body = m->body;
    early->dated = (struct date){ 2099, 3, 1 };
    must(put(w, &w->coordinator, &meeting_entity, early, NULL, &f), &f);
    assert_int_equal(put(w, &w->coordinator, &meeting_entity, early, "hall", &f), E_INVALID);
}

/* ---- R116 ---- */

static struct board_decision *decision(struct world *w, const char *text, enum decision_kind kind)
{
    struct query held = { .filters_n = 1, .filters = { { entity_field_named(&meeting_entity, S("state")), COMPARE_EQUAL, S("hallet") } } };
    struct board_decision *d = row_new(&w->arena, &board_decision_entity);
    d->text = str(text);
    d->kind = kind;
    d->meeting.v = row_of(first(w, &meeting_entity, held))->id;
    d->paragraph = S("§ 60");
    return d;
}

static void r116_the_board_alone_decides_on_a_risk_and_says_which(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct seat board = seat_of(w, ROLE_BOARD), director = seat_of(w, ROLE_DIRECTOR);
    struct board_decision *d = decision(w, "Risken godtas till nästa år.", DECISION_ACCEPTS_RISK);
    must(put(w, &director, &board_decision_entity, d, NULL, &f), &f); /* an official proposes */
    assert_int_equal(d->state, DECISION_PROPOSED);
    assert_int_equal(put(w, &director, &board_decision_entity, d, "besluta", &f), E_DENIED);
    assert_int_equal(put(w, &board, &board_decision_entity, d, "besluta", &f), E_INVALID);
    assert_string_equal(f.place, "about");
    d->about = S("finding/1");
    must(put(w, &board, &board_decision_entity, d, NULL, &f), &f);
    must(put(w, &board, &board_decision_entity, d, "besluta", &f), &f);
    assert_true(date_known(d->dated));
    d->text = S("Ett annat beslut");
    assert_int_equal(put(w, &board, &board_decision_entity, d, NULL, &f), E_DENIED); /* what is decided stands */
    d->text = S("Risken godtas till nästa år.");
    d->follow_up = S("Risken är mindre nu.");
    must(put(w, &director, &board_decision_entity, d, NULL, &f), &f);
    must(put(w, &director, &board_decision_entity, d, "genomfor", &f), &f);
}

static void r116_the_appetite_is_decided_once_a_year(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct seat board = seat_of(w, ROLE_BOARD), director = seat_of(w, ROLE_DIRECTOR);
    struct appetite *x = row_new(&w->arena, &appetite_entity);
    x->year = 2026;
    x->level = APPETITE_LOW;
    x->text = S("Låga risker.");
    must(put(w, &director, &appetite_entity, x, NULL, &f), &f);
    struct agenda before = agenda(w, &w->system, today);
    assert_non_null(part(&before, "ar-riskaptit")); /* proposed is not decided */
    assert_int_equal(part(&before, "riskaptit-forslag")->count, 2);
    assert_int_equal(put(w, &director, &appetite_entity, x, "besluta", &f), E_DENIED);
    x->decided = today;
    x->paragraph = S("§ 61");
    must(put(w, &board, &appetite_entity, x, NULL, &f), &f);
    must(put(w, &board, &appetite_entity, x, "besluta", &f), &f);
    assert_int_equal(year(w, 2026).appetite->level, APPETITE_LOW);
    struct agenda after = agenda(w, &w->system, today);
    assert_null(part(&after, "ar-riskaptit"));
    struct appetite *second = row_new(&w->arena, &appetite_entity);
    second->year = 2026;
    second->level = APPETITE_HIGH;
    second->text = S("En till");
    assert_int_not_equal(put(w, &director, &appetite_entity, second, NULL, &f), OK);
}

/* ---- R117 ---- */

static void r117_the_agenda_holds_what_the_rules_say_and_nothing_else(void **state)
{
    struct world *w = *state;
    struct agenda g = agenda(w, &w->system, today);
    static const char *const expected[] = { "rekommendationer", "avsta", "forsenade", "vantan", "obesvarade", "dokument", "kannedom", "vakanser", "riskaptit-forslag",
                                            "ar-riskaptit" };
    for (size_t i = 0; i < LEN(expected); i++) {
        const struct agenda_part *p = part(&g, expected[i]);
        assert_non_null(p);
        assert_true(p->count > 0 && p->n > 0 && p->rule->why[0]);
        for (size_t k = 0; k < p->n; k++)
            assert_true(date_known(p->v[k].since));
    }
    assert_int_equal(g.n, LEN(expected));
    for (size_t i = 0; i < agenda_rules_n; i++) /* every rule is one that can be written as an address, or has a page */
        assert_true(agenda_rules[i].find ? agenda_rules[i].page != NULL : agenda_rules[i].rows.filters[0].field != NULL);
}

static void r117_an_item_leaves_with_its_cause(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct agenda g = agenda(w, &w->system, today);
    const struct agenda_part *late = part(&g, "forsenade");
    assert_int_equal(late->count, 1);
    struct query q = { .filters_n = 1, .filters = { { entity_field_named(&measure_entity, S("id")), COMPARE_EQUAL, str_printf(&w->arena, "%lld", (long long)late->v[0].id) } } };
    struct measure *m = first(w, &measure_entity, q);
    m->due = (struct date){ 2026, 11, 1 }; /* late, but not for as long as the rule says */
    must(put(w, &w->system, &measure_entity, m, NULL, &f), &f);
    g = agenda(w, &w->system, today);
    assert_null(part(&g, "forsenade"));
}

static void r117_a_decision_of_the_board_takes_an_item_off(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct seat board = seat_of(w, ROLE_BOARD);
    struct agenda g = agenda(w, &w->system, today);
    const struct agenda_part *waits = part(&g, "vantan");
    assert_int_equal(waits->decided_n, 0);
    struct board_decision *d = decision(w, "Åtgärden får vänta till våren.", DECISION_OTHER);
    d->about = str_printf(&w->arena, "measure/%lld", (long long)waits->v[0].id);
    must(put(w, &board, &board_decision_entity, d, NULL, &f), &f);
    g = agenda(w, &w->system, today);
    assert_null(part(&g, "vantan")->v[0].decision); /* proposed only */
    must(put(w, &board, &board_decision_entity, d, "besluta", &f), &f);
    g = agenda(w, &w->system, today);
    assert_int_equal(part(&g, "vantan")->decided_n, 1);
    assert_int_equal(part(&g, "vantan")->v[0].decision->row.id, d->row.id);
}

static void r117_requests_and_decisions_wait_for_those_who_carry_them_out(void **state)
{
    struct world *w = *state;
    struct reading *r;
    struct inbox_item *items;
    struct fault f = { 0 };
    struct seat director = seat_of(w, ROLE_DIRECTOR);
    size_t n, decisions = 0;
    must(store_read(w->store, &director, &r, &f), &f);
    struct query q = { .filters_n = 1, .filters = { { entity_field_named(&person_entity, S("title")), COMPARE_EQUAL, S("Förbundschef") } } };
    person_id person = { row_of(first(w, &person_entity, q))->id };
    must(inbox_of(r, &w->arena, person, director.account, today, &items, &n, NULL, &f), &f);
    for (size_t i = 0; i < n; i++)
        decisions += items[i].source->entity == &board_decision_entity;
    store_read_end(r);
    assert_int_equal(decisions, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, with_demo, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(r113_every_number_is_that_of_the_list_it_leads_to), TEST(r113_what_only_the_sum_is_told_of_has_no_rows),
        TEST(r113_what_has_happened_is_grouped_and_each_row_stands_once), TEST(r114_the_board_asks_and_officials_answer),
        TEST(r114_a_year_without_a_request_is_a_deviation), TEST(r115_a_presentation_says_which_ability_and_at_which_meeting),
        TEST(r115_minutes_are_needed_before_a_meeting_is_approved), TEST(r116_the_board_alone_decides_on_a_risk_and_says_which),
        TEST(r116_the_appetite_is_decided_once_a_year), TEST(r117_the_agenda_holds_what_the_rules_say_and_nothing_else),
        TEST(r117_an_item_leaves_with_its_cause), TEST(r117_a_decision_of_the_board_takes_an_item_off),
        TEST(r117_requests_and_decisions_wait_for_those_who_carry_them_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
