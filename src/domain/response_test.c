/* The yttrande: begun, answered, decided, frozen, sent, replaced; and what waits for whom. */
#include "domain/world_test.h"

#include "domain/inbox.h"
#include "domain/mail.h"
#include "domain/response.h"

struct saving { const struct entity *e; void *row; const char *verb; };
static enum err save_one(struct writing *w, void *ctx, struct fault *f)
{
    struct saving *s = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    return domain_save(w, s->e, s->row, s->verb, &faults, f);
}
static enum err save_as(struct world *w, const struct seat *seat, const struct entity *e, void *row, const char *verb, struct fault *f)
{
    struct saving s = { e, row, verb };
    return store_write(w->store, seat, &(struct write_terms){ 0 }, save_one, &s, NULL, f);
}
struct acting { int64_t id; const char *verb; struct response row; };
static enum err act_one(struct writing *w, void *ctx, struct fault *f)
{
    struct acting *s = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    struct response now;
    enum err e = store_get(writing_reads(w), writing_arena(w), &response_entity, s->id, &now, f);
    return e == OK ? domain_act(w, &response_entity, s->id, now.row.version, s->verb, &s->row, &faults, f) : e;
}
static enum err act_as(struct world *w, const struct seat *seat, int64_t id, const char *verb, struct fault *f)
{
    struct acting s = { .id = id, .verb = verb };
    return store_write(w->store, seat, &(struct write_terms){ 0 }, act_one, &s, NULL, f);
}
static struct response_view load(struct world *w, int64_t id)
{
    struct reading *r;
    struct response_view v;
    struct fault f = { 0 };
    must(store_read(w->store, &w->system, &r, &f), &f);
    must(response_load(r, &w->arena, id, &v, &f), &f);
    store_read_end(r);
    return v;
}
static struct seat seat_of(struct world *w, enum role role)
{
    struct seat s = w->coordinator;
    s.role = role;
    return s;
}

/* An audit with five recommendations and the yttrande that it demands by the leap day. */
struct case_ { int64_t audit, response; body_id board; post_id post; };
static struct case_ begin_case(struct world *w)
{
    struct fault f = { 0 };
    struct case_ c;
    struct body board = { .organisation = w->system.organisation, .name = S("Förbundsdirektionen"), .type = BODY_BOARD, .seats = INT_NONE };
    struct body auditors = { .organisation = w->system.organisation, .name = S("Förbundets revisorer"), .type = BODY_AUDITORS, .seats = INT_NONE };
    struct post post = { .title = S("Förbundschef"), .organisation = w->system.organisation, .state = POST_HELD, .extent = 100 };
    must(save_as(w, &w->system, &body_entity, &board, NULL, &f), &f);
    must(save_as(w, &w->system, &body_entity, &auditors, NULL, &f), &f);
    must(save_as(w, &w->system, &post_entity, &post, NULL, &f), &f);
    struct audit a = { .title = S("Granskning"), .type = AUDIT_FIRST, .state = AUDIT_REPORTED, .dated = { 2023, 12, 6 }, .client = { auditors.row.id } };
    must(save_as(w, &w->system, &audit_entity, &a, NULL, &f), &f);
    struct audit_body examined = { .audit = { a.row.id }, .body = { board.row.id } };
    must(save_as(w, &w->system, &audit_body_entity, &examined, NULL, &f), &f);
    for (int64_t n = 1; n <= 5; n++) {
        struct recommendation r = { .audit = { a.row.id }, .number = n, .code = str_printf(&w->arena, "2023-%lld", (long long)n), .text = S("Gör något"), .dated = { 2023, 12, 6 } };
        must(save_as(w, &w->system, &recommendation_entity, &r, NULL, &f), &f);
    }
    struct response y = { .audit = { a.row.id }, .title = S("Yttrande"), .due = { 2024, 2, 29 }, .state = RESPONSE_REQUESTED };
    must(save_as(w, &w->system, &response_entity, &y, NULL, &f), &f);
    c = (struct case_){ a.row.id, y.row.id, { board.row.id }, { post.row.id } };
    return c;
}

/* Everything that a decision takes. */
static void complete(struct world *w, const struct case_ *c)
{
    struct fault f = { 0 };
    must(act_as(w, &w->coordinator, c->response, "utarbeta", &f), &f);
    struct response_view v = load(w, c->response);
    for (size_t i = 0; i < 4; i++) {
        struct response_item item = *v.answers[i].item;
        item.position = i == 3 ? POSITION_PARTLY : POSITION_AGREES;
        item.reason = i == 3 ? S("Delvis redan gjort.") : (struct str){ 0 };
        item.measure = S("En åtgärd");
        item.responsible = c->post;
        item.deadline = (struct date){ 2024, 12, 0 };
        must(save_as(w, &w->coordinator, &response_item_entity, &item, NULL, &f), &f);
    }
    struct response y = v.response;
    y.text = S("Direktionen instämmer.");
    y.decided_by = c->board;
    y.decided = (struct date){ 2024, 2, 20 };
    y.paragraph = S("§ 12");
    must(save_as(w, &w->coordinator, &response_entity, &y, NULL, &f), &f);
}

static void r31_r32_r34_a_draft_begins_from_the_demand(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct case_ c = begin_case(w);
    must(act_as(w, &w->coordinator, c.response, "utarbeta", &f), &f);
    struct response_view v = load(w, c.response);
    assert_true(v.response.addressee.v == c.board.v && v.response.due.month == 2 && v.response.due.day == 29);
    assert_int_equal(v.answers_n, 5);
    for (size_t i = 0; i < v.answers_n; i++)
        assert_true(v.answers[i].item && v.answers[i].item->position == POSITION_UNANSWERED);
    assert_int_equal(v.recipients_n, 1);
    assert_true(str_is(v.recipients[0].recipient, "Förbundets revisorer"));
}

static void r34_what_is_missing_is_told_and_stops_the_decision(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct case_ c = begin_case(w);
    complete(w, &c);
    struct response_lack *lacks;
    size_t n;
    struct response_view v = load(w, c.response);
    must(response_lacks(&w->arena, &v, &lacks, &n, &f), &f);
    for (size_t i = 0; i < n; i++)
        assert_false(lacks[i].stops); /* an explicit "ej besvarad" does not stop it */
    struct response_item item = *v.answers[0].item;
    item.deadline = (struct date){ 0 };
    must(save_as(w, &w->coordinator, &response_item_entity, &item, NULL, &f), &f);
    struct seat board = seat_of(w, ROLE_BOARD);
    assert_int_equal(act_as(w, &board, c.response, "besluta", &f), E_INVALID);
    assert_string_equal(f.place, "deadline");
    assert_string_equal(f.arg[0], "2023-1");
    v = load(w, c.response);
    assert_true(v.response.state == RESPONSE_DRAFT && !v.response.sha256.n); /* nothing half-done */
}

static void r33_only_the_board_and_the_director_decide(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct case_ c = begin_case(w);
    complete(w, &c);
    static const enum role refused[] = { ROLE_IT_HEAD, ROLE_COORDINATOR, ROLE_DPO, ROLE_MEMBER, ROLE_AUDITOR, ROLE_ADMIN, ROLE_SYSTEM_OWNER, ROLE_EMPLOYEE };
    for (size_t i = 0; i < LEN(refused); i++) {
        struct seat seat = seat_of(w, refused[i]);
        enum err e = act_as(w, &seat, c.response, "besluta", &f);
        assert_true(e == E_DENIED || e == E_ABSENT);
        if (refused[i] == ROLE_IT_HEAD || refused[i] == ROLE_COORDINATOR)
            assert_non_null(strstr(f.text, "Direktionen beslutar om yttrandet"));
    }
    struct seat director = seat_of(w, ROLE_DIRECTOR);
    must(act_as(w, &director, c.response, "besluta", &f), &f);
    struct response_view v = load(w, c.response);
    assert_true(v.response.state == RESPONSE_DECIDED && str_is(v.response.paragraph, "§ 12") && v.response.decided.day == 20);
}

static void r33_the_text_is_frozen_with_its_hash_and_locked(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct case_ c = begin_case(w);
    complete(w, &c);
    struct seat board = seat_of(w, ROLE_BOARD);
    must(act_as(w, &board, c.response, "besluta", &f), &f);
    struct response_view v = load(w, c.response);
    struct reading *r;
    struct str text;
    struct document_version version;
    must(store_read(w->store, &w->auditor, &r, &f), &f);
    must(response_frozen(r, &w->arena, &v.response, &text, &f), &f); /* the store proves the hash */
    must(response_version(r, &w->arena, &v.response, &version, &f), &f);
    store_read_end(r);
    assert_int_equal(v.response.sha256.n, 64);
    assert_true(version.row.id && str_is(version.paragraph, "§ 12") && version.dated.day == 20);
    struct buf again cleanup(buf_free) = buf_new(RESPONSE_TEXT_MAX);
    response_text(&again, &v);
    assert_true(str_eq(buf_str(&again), text));
    assert_true(str_find(text, S("Ej besvarad"), 0) != SIZE_MAX && str_find(text, S("Direktionen instämmer."), 0) != SIZE_MAX);
    struct response y = v.response;
    y.text = S("Ändrat efteråt");
    assert_int_equal(save_as(w, &w->coordinator, &response_entity, &y, NULL, &f), E_DENIED);
    y = v.response;
    y.text = S("Rättat efteråt");
    assert_int_equal(save_as(w, &w->coordinator, &response_entity, &y, "ratta", &f), E_DENIED);
    struct response_item item = *v.answers[0].item;
    item.position = POSITION_DISAGREES;
    assert_int_equal(save_as(w, &w->coordinator, &response_item_entity, &item, "ratta", &f), E_DENIED);
    struct response_recipient to = { .response = { c.response }, .recipient = S("En till") };
    assert_int_equal(save_as(w, &w->coordinator, &response_recipient_entity, &to, NULL, &f), E_DENIED);
}

static void r32_it_is_sent_when_each_recipient_has_a_row(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct case_ c = begin_case(w);
    complete(w, &c);
    struct response_recipient firm = { .response = { c.response }, .recipient = S("Byrån"), .address = S("byran@example.org") };
    must(save_as(w, &w->coordinator, &response_recipient_entity, &firm, NULL, &f), &f);
    struct response_view v = load(w, c.response);
    struct response_sending early = { .response = { c.response }, .recipient = { firm.row.id }, .sent = { 2024, 2, 21 }, .method = S("E-post") };
    assert_int_equal(save_as(w, &w->coordinator, &response_sending_entity, &early, "skicka", &f), E_INVALID); /* not decided yet */
    struct seat board = seat_of(w, ROLE_BOARD), director = seat_of(w, ROLE_DIRECTOR);
    must(act_as(w, &board, c.response, "besluta", &f), &f);
    assert_int_equal(act_as(w, &director, c.response, "skicka", &f), E_INVALID);
    for (size_t i = 0; i < v.recipients_n; i++) {
        struct response_sending s = { .response = { c.response }, .recipient = { v.recipients[i].row.id }, .sent = { 2024, 2, 21 }, .method = S("E-post") };
        assert_int_equal(act_as(w, &director, c.response, "skicka", &f), E_INVALID);
        must(save_as(w, &director, &response_sending_entity, &s, "skicka", &f), &f);
    }
    must(act_as(w, &director, c.response, "skicka", &f), &f);
    assert_int_equal(load(w, c.response).response.state, RESPONSE_SENT);
    struct buf text cleanup(buf_free) = buf_new(RESPONSE_TEXT_MAX);
    v = load(w, c.response);
    response_text(&text, &v);
    assert_true(str_find(buf_str(&text), S("Byrån"), 0) != SIZE_MAX && str_find(buf_str(&text), S("@"), 0) == SIZE_MAX); /* no addresses */
}

static enum err replace_one(struct writing *w, void *ctx, struct fault *f)
{
    struct response *ret = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    return response_replace(w, ret->row.id, ret, &faults, f);
}

static void r33_a_correction_is_a_new_one_and_the_old_stands(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct case_ c = begin_case(w);
    complete(w, &c);
    struct seat board = seat_of(w, ROLE_BOARD);
    struct response new = { .row = { .id = c.response } };
    assert_int_equal(store_write(w->store, &w->coordinator, &(struct write_terms){ 0 }, replace_one, &new, NULL, &f), E_INVALID); /* a draft is changed, not replaced */
    must(act_as(w, &board, c.response, "besluta", &f), &f);
    struct response_view before = load(w, c.response);
    new.row.id = c.response;
    must(store_write(w->store, &w->coordinator, &(struct write_terms){ 0 }, replace_one, &new, NULL, &f), &f);
    struct response_view draft = load(w, new.row.id);
    assert_true(draft.response.state == RESPONSE_DRAFT && draft.answers[0].item->position == POSITION_AGREES && draft.recipients_n == before.recipients_n);
    assert_int_equal(load(w, c.response).response.row.standing, STANDING_VALID);
    struct response y = draft.response;
    y.text = S("Direktionen instämmer helt.");
    y.decided_by = c.board;
    y.decided = (struct date){ 2024, 3, 5 };
    y.paragraph = S("§ 20");
    must(save_as(w, &w->coordinator, &response_entity, &y, NULL, &f), &f);
    must(act_as(w, &board, new.row.id, "besluta", &f), &f);
    struct response_view after = load(w, c.response);
    assert_int_equal(after.response.row.standing, STANDING_REPLACED);
    assert_true(str_eq(after.response.sha256, before.response.sha256) && str_eq(after.response.text, before.response.text) && after.replaced_by.row.id == new.row.id);
}

static void r35_an_earlier_response_may_be_missing(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct case_ c = begin_case(w);
    struct response earlier = { .audit = { c.audit }, .title = S("Svar 2021"), .state = RESPONSE_MISSING, .row = { .unknown_why = S("Handlingen finns inte.") } };
    must(save_as(w, &w->coordinator, &response_entity, &earlier, NULL, &f), &f);
    struct response_view v = load(w, earlier.row.id);
    assert_true(v.audit.row.id == c.audit && v.response.state == RESPONSE_MISSING);
}

/* ---- what waits ---- */

static void r31_reminders_fall_on_the_exact_days(void **state)
{
    (void)state;
    const struct date due = { 2024, 2, 29 };
    static const struct { struct date day; int days; } expected[] = {
        { { 2024, 1, 29 }, 0 }, { { 2024, 1, 30 }, 30 }, { { 2024, 2, 21 }, 30 }, { { 2024, 2, 22 }, 7 }, { { 2024, 2, 27 }, 7 }, { { 2024, 2, 28 }, 1 },
        { { 2024, 2, 29 }, 1 }, { { 2024, 3, 7 }, 1 }, { { 2024, 3, 8 }, 0 },
    };
    for (size_t i = 0; i < LEN(expected); i++)
        assert_int_equal(inbox_remind(due, expected[i].day), expected[i].days);
    assert_int_equal(inbox_remind((struct date){ 2024, 2, 0 }, (struct date){ 2024, 2, 28 }), 0); /* no day, no reminder of one */
    assert_int_equal(inbox_day((struct date){ 2024, 2, 0 }).day, 29);
    assert_int_equal(inbox_day((struct date){ 2023, 0, 0 }).month, 12);
}

static void r31_the_demand_waits_for_those_who_may_answer_it(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct case_ c = begin_case(w);
    static const struct { enum role role; bool waits; } who[] = { { ROLE_DIRECTOR, true }, { ROLE_COORDINATOR, true }, { ROLE_AUDITOR, false }, { ROLE_MEMBER, false }, { ROLE_DPO, false } };
    for (size_t i = 0; i < LEN(who); i++) {
        struct seat seat = seat_of(w, who[i].role);
        struct reading *r;
        struct inbox_item *items;
        size_t n, found = 0;
        must(store_read(w->store, &seat, &r, &f), &f);
        must(inbox_of(r, &w->arena, (person_id){ 0 }, (account_id){ 0 }, (struct date){ 2024, 2, 1 }, &items, &n, NULL, &f), &f);
        for (size_t k = 0; k < n; k++)
            if (items[k].source->entity == &response_entity && items[k].id == c.response) {
                found++;
                assert_int_equal(items[k].when, INBOX_SOON);
            }
        store_read_end(r);
        assert_int_equal(found, who[i].waits);
    }
}

/* What a row says of a post waits for its holder, wherever he sits; a post that nobody holds waits for those who may. */
static void what_names_a_post_waits_for_its_holder(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct case_ c = begin_case(w);
    complete(w, &c);
    static const struct inbox_source source = { &response_item_entity, { { "measure", COMPARE_GIVEN, "" } }, .until = "deadline", .who = "responsible", .least = RIGHT_EDIT,
                                                .tail = "", .why = "x", .button = "x" };
    struct person holder = { .name = S("Exempelperson"), .organisation = w->system.organisation }, other = { .name = S("En annan"), .organisation = w->system.organisation };
    must(save_as(w, &w->system, &person_entity, &holder, NULL, &f), &f);
    must(save_as(w, &w->system, &person_entity, &other, NULL, &f), &f);
    struct seat dpo = seat_of(w, ROLE_DPO); /* reads, and may not edit */
    const struct date before = { 2023, 12, 31 }, within = { 2024, 6, 1 }, after = { 2025, 1, 1 };
    for (int held = 0; held < 2; held++) {
        const struct { const struct seat *seat; int64_t person; struct date day; size_t n; } expected[] = {
            { &dpo, holder.row.id, within, held ? 4 : 0 }, { &dpo, other.row.id, within, 0 }, { &w->coordinator, other.row.id, within, held ? 0 : 4 },
            { &dpo, holder.row.id, before, 0 }, { &dpo, holder.row.id, after, 0 }, { &w->coordinator, 0, after, 4 },
        };
        for (size_t i = 0; i < LEN(expected); i++) {
            struct reading *r;
            struct inbox_item *items;
            size_t n;
            must(store_read(w->store, expected[i].seat, &r, &f), &f);
            must(inbox_over(&source, 1, r, &w->arena, (person_id){ expected[i].person }, (account_id){ 0 }, expected[i].day, &items, &n, NULL, &f), &f);
            store_read_end(r);
            assert_int_equal(n, expected[i].n);
        }
        struct assignment holds = { .post = c.post, .person = { holder.row.id }, .from = { 2024, 1, 0 }, .to = { 2024, 12, 31 } };
        if (!held)
            must(save_as(w, &w->system, &assignment_entity, &holds, NULL, &f), &f);
    }
}

static void every_source_stands_on_fields_that_are_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < inbox_sources_n; i++) {
        const struct inbox_source *s = &inbox_sources[i];
        assert_true(s->entity->path && s->why && s->button && s->tail);
        assert_true(s->least > RIGHT_READ || (s->least == RIGHT_READ && s->who)); /* who may only read is asked by name */
        assert_true(!s->until || entity_field_named(s->entity, str(s->until))->kind == KIND_DATE);
        assert_true(!s->reminds || s->until);
        assert_true(!s->who || entity_field_named(s->entity, str(s->who))->refers);
        assert_true(!s->named_by || entity_field_named(s->entity, str(s->named_by))->refers);
        for (size_t k = 0; k < LEN(s->filters) && s->filters[k].field; k++)
            assert_non_null(entity_field_named(s->entity, str(s->filters[k].field)));
    }
}

static void addresses_that_could_reach_a_header_are_refused(void **state)
{
    (void)state;
    static const char *const good[] = { "a@b", "asa.svensson+samsyn@forbundet.example" };
    static const char *const bad[] = { "", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: x@y", "<a@b>", "a@b,c@d", "åsa@b", "-f@x", "a@b>", "\"a\"@b" };
    for (size_t i = 0; i < LEN(good); i++)
        assert_true(mail_address_valid(str(good[i])));
    for (size_t i = 0; i < LEN(bad); i++)
        assert_false(mail_address_valid(str(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r31_r32_r34_a_draft_begins_from_the_demand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(r34_what_is_missing_is_told_and_stops_the_decision, set_up, tear_down),
        cmocka_unit_test_setup_teardown(r33_only_the_board_and_the_director_decide, set_up, tear_down),
        cmocka_unit_test_setup_teardown(r33_the_text_is_frozen_with_its_hash_and_locked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(r32_it_is_sent_when_each_recipient_has_a_row, set_up, tear_down),
        cmocka_unit_test_setup_teardown(r33_a_correction_is_a_new_one_and_the_old_stands, set_up, tear_down),
        cmocka_unit_test_setup_teardown(r35_an_earlier_response_may_be_missing, set_up, tear_down),
        cmocka_unit_test(r31_reminders_fall_on_the_exact_days),
        cmocka_unit_test_setup_teardown(r31_the_demand_waits_for_those_who_may_answer_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_names_a_post_waits_for_its_holder, set_up, tear_down),
        cmocka_unit_test(every_source_stands_on_fields_that_are_there),
        cmocka_unit_test(addresses_that_could_reach_a_header_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
