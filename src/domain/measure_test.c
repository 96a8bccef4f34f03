/* The handlingsplan's rules, on the demo and on rows of their own. */
#include "domain/world_test.h"

#include "domain/audit.h"
#include "domain/file.h"
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

/* Saves, or takes a step; what it says of it goes to *f. The row is read again: what rules wrote into it lies in the transaction's arena. */
static enum err put(struct world *w, const struct seat *seat, const struct entity *e, void *row, const char *act, struct fault *f)
{
    struct reading *r;
    *f = (struct fault){ 0 };
    TRY(store_write(w->store, seat, &(struct write_terms){ 0 }, put_work, &(struct put){ e, row, act }, NULL, f));
    TRY(store_read(w->store, &w->system, &r, f));
    enum err err = store_get(r, &w->arena, e, row_of(row)->id, row, f);
    store_read_end(r);
    return err;
}

static struct rows matching(struct world *w, const struct entity *e, const char *field, const char *value)
{
    struct reading *r;
    struct rows rows = { 0 };
    struct fault f = { 0 };
    must(store_read(w->store, &w->system, &r, &f), &f);
    struct query q = { .entity = e, .limit = 100, .filters_n = 1, .filters = { { entity_field_named(e, str(field)), COMPARE_EQUAL, str(value) } } };
    must(store_list(r, &w->arena, &q, &rows, &f), &f);
    store_read_end(r);
    return rows;
}

static int64_t one(struct world *w, const struct entity *e, const char *field, const char *value)
{
    struct rows rows = matching(w, e, field, value);
    assert_int_equal(rows.n, 1);
    return row_of(rows.rows)->id;
}

static int64_t the(struct world *w, const char *code)
{
    return one(w, &recommendation_entity, "code", code);
}

/* A seat with an account of its own. */
static struct seat seat_of(struct world *w, enum role role)
{
    struct fault f;
    struct account *account = row_new(&w->arena, &account_entity);
    account->login = str_printf(&w->arena, "konto%zu", w->arena.used);
    must(put(w, &w->system, &account_entity, account, NULL, &f), &f);
    return (struct seat){ .account = { account->row.id }, .federation = w->system.federation, .organisation = w->system.federation, .role = role };
}

static struct measure *new_measure(struct world *w, const char *title)
{
    struct measure *m = row_new(&w->arena, &measure_entity);
    m->title = str(title);
    m->responsible.v = one(w, &post_entity, "title", "It-chef");
    m->due = (struct date){ 2027, 6, 30 };
    return m;
}

static struct date today(void)
{
    return (struct date){ 2026, 11, 24 };
}

/* ---- R36 ---- */

static void r36_a_measure_answers_several_recommendations_and_other_origins(void **state)
{
    struct world *w = *state;
    int64_t id = one(w, &measure_entity, "title", "Kom överens om vem som klassar informationen i gemensamma system");
    struct rows origins = matching(w, &measure_origin_entity, "measure", str_printf(&w->arena, "%lld", (long long)id).p);
    size_t recommendations = 0, others = 0;
    for (size_t i = 0; i < origins.n; i++) {
        const struct measure_origin *o = rows_at(&origins, &measure_origin_entity, i);
        recommendations += o->kind == ORIGIN_RECOMMENDATION && o->recommendation.v;
        others += o->kind == ORIGIN_INTERNAL_CONTROL && o->text.n;
    }
    assert_int_equal(recommendations, 2);
    assert_int_equal(others, 1);
    struct fault f;
    struct measure_origin *o = row_new(&w->arena, &measure_origin_entity);
    o->measure.v = id;
    o->kind = ORIGIN_RECOMMENDATION;
    struct seat it = seat_of(w, ROLE_IT_HEAD);
    assert_int_equal(put(w, &it, &measure_origin_entity, o, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "recommendation");
    o->kind = ORIGIN_RISK;
    assert_int_equal(put(w, &it, &measure_origin_entity, o, NULL, &f), E_INVALID);
    o->link = S("finding/999999");
    assert_int_equal(put(w, &it, &measure_origin_entity, o, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "link");
}

static void r36_every_open_recommendation_has_a_measure_or_a_decision_or_is_listed(void **state)
{
    struct world *w = *state;
    struct reading *r;
    struct open_recommendation *open;
    size_t n, none = 0;
    struct fault f = { 0 };
    must(store_read(w->store, &w->auditor, &r, &f), &f);
    must(recommendations_open(r, &w->arena, today(), &open, &n, &f), &f);
    for (size_t i = 0; i < n; i++) {
        none += open[i].answer == ANSWER_NONE;
        assert_true(str_starts(open[i].recommendation.code, S("2025-"))); /* the older ones are graded ja, repeated or replaced */
        assert_true((open[i].answer == ANSWER_NONE) == str_is(open[i].recommendation.code, "2025-3")); /* only proposed not to act on */
    }
    assert_int_equal(n, 3);
    assert_int_equal(none, 1);
    store_read_end(r);
    /* A cancelled measure answers nothing. */
    struct seat director = seat_of(w, ROLE_DIRECTOR);
    struct rows rows = matching(w, &measure_entity, "state", "vantar");
    struct measure *m = rows.rows;
    assert_int_equal(rows.n, 1);
    assert_int_equal(put(w, &director, &measure_entity, m, "avbryt", &f), E_INVALID);
    assert_string_equal(f.place, "cancelled_why");
    m->cancelled_why = S("Ersatt av en annan");
    must(put(w, &director, &measure_entity, m, NULL, &f), &f);
    must(put(w, &director, &measure_entity, m, "avbryt", &f), &f);
    must(store_read(w->store, &w->auditor, &r, &f), &f);
    must(recommendations_open(r, &w->arena, today(), &open, &n, &f), &f);
    for (size_t i = 0, left = 0; i < n; i++)
        left += open[i].answer == ANSWER_NONE, assert_true(left <= 1); /* 2025-1 has the other measure still */
    store_read_end(r);
}

static void r36_the_way_of_a_measure_and_who_decides_it(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct seat it = seat_of(w, ROLE_IT_HEAD), director = seat_of(w, ROLE_DIRECTOR);
    struct measure *m = new_measure(w, "Prov");
    m->state = MEASURE_DECIDED;
    assert_int_equal(put(w, &it, &measure_entity, m, NULL, &f), E_DENIED); /* nobody enters a decision that he may not take */
    m->state = 0;
    must(put(w, &it, &measure_entity, m, NULL, &f), &f);
    assert_int_equal(m->state, MEASURE_PROPOSED);
    assert_int_equal(put(w, &it, &measure_entity, m, "besluta", &f), E_DENIED);
    must(put(w, &director, &measure_entity, m, "besluta", &f), &f);
    must(put(w, &it, &measure_entity, m, "starta", &f), &f);
    m->state = MEASURE_DONE;
    assert_int_equal(put(w, &it, &measure_entity, m, NULL, &f), E_INVALID); /* only by its step */
    m->state = MEASURE_ONGOING;
    must(put(w, &it, &measure_entity, m, "klar", &f), &f);
    assert_true(date_known(m->done));
    assert_int_equal(put(w, &w->auditor, &measure_entity, new_measure(w, "Revisorns"), NULL, &f), E_DENIED);
}

static void r36_late_is_counted_from_the_last_day_of_what_is_stated(void **state)
{
    (void)state;
    struct measure m = { .state = MEASURE_ONGOING, .due = { 2026, 11, 23 } };
    assert_true(measure_late(&m, today()));
    m.due = (struct date){ 2026, 11, 24 };
    assert_false(measure_late(&m, today()));
    m.due = (struct date){ 2026, 11, 0 };
    assert_false(measure_late(&m, today()));
    m.due = (struct date){ 2026, 10, 0 };
    assert_true(measure_late(&m, today()));
    m.due = (struct date){ 2026, 0, 0 };
    assert_false(measure_late(&m, today()));
    m.due = DATE_UNKNOWN;
    assert_false(measure_late(&m, today()));
    m = (struct measure){ .state = MEASURE_DONE, .due = { 2020, 1, 1 } };
    assert_false(measure_late(&m, today()));
}

/* ---- R37 ---- */

static struct rows listed(struct world *w, enum measure_list l)
{
    struct reading *r;
    struct rows rows = { 0 };
    struct fault f = { 0 };
    must(store_read(w->store, &w->auditor, &r, &f), &f);
    struct query q = measure_list_query(&w->arena, l, today(), 100);
    must(store_list(r, &w->arena, &q, &rows, &f), &f);
    store_read_end(r);
    return rows;
}

static void r37_effect_is_followed_up_by_somebody_else(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct seat coordinator = seat_of(w, ROLE_COORDINATOR), dpo = seat_of(w, ROLE_DPO);
    struct rows before = listed(w, MEASURES_UNFOLLOWED);
    struct measure *m = rows_at(&before, &measure_entity, 0);
    struct effect_followup *u = row_new(&w->arena, &effect_followup_entity);
    *u = (struct effect_followup){ .measure = { m->row.id }, .dated = { 2026, 11, 1 }, .method = S("Stickprov"), .effect = EFFECT_PARTLY, .performed_by = m->responsible };
    assert_int_equal(put(w, &coordinator, &effect_followup_entity, u, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "performed_by");
    /* Another post that the same person holds is no other person. */
    struct assignment *a = row_new(&w->arena, &assignment_entity);
    struct rows holders = matching(w, &assignment_entity, "post", str_printf(&w->arena, "%lld", (long long)m->responsible.v).p);
    *a = (struct assignment){ .post = { one(w, &post_entity, "title", "Informationssäkerhetssamordnare och dataskyddsombud") }, .from = { 2024, 1, 1 },
                              .person = ((struct assignment *)holders.rows)->person,
                              .assessment = S("Tills rekryteringen är klar.") };
    must(put(w, &w->system, &assignment_entity, a, NULL, &f), &f);
    u->performed_by = a->post;
    assert_int_equal(put(w, &coordinator, &effect_followup_entity, u, NULL, &f), E_INVALID);
    u->performed_by.v = one(w, &post_entity, "title", "Förbundschef");
    /* Nor does the responsible write it under another's name. */
    struct account *self = row_new(&w->arena, &account_entity);
    *self = (struct account){ .login = S("itchef"), .person = a->person };
    must(put(w, &w->system, &account_entity, self, NULL, &f), &f);
    struct seat it = seat_of(w, ROLE_IT_HEAD);
    it.account.v = self->row.id;
    assert_int_equal(put(w, &it, &effect_followup_entity, u, NULL, &f), E_DENIED);
    u->dated = (struct date){ 2031, 1, 1 };
    assert_int_equal(put(w, &dpo, &effect_followup_entity, u, NULL, &f), E_INVALID);
    u->dated = (struct date){ 2026, 11, 1 };
    must(put(w, &dpo, &effect_followup_entity, u, NULL, &f), &f);
    assert_int_equal(((struct measure *)matching(w, &measure_entity, "id", str_printf(&w->arena, "%lld", (long long)m->row.id).p).rows)->effect, EFFECT_PARTLY);
    assert_int_equal(listed(w, MEASURES_UNFOLLOWED).n, before.n - 1);
}

static void r37_done_without_follow_up_is_a_deviation(void **state)
{
    struct world *w = *state;
    struct rows rows = listed(w, MEASURES_UNFOLLOWED), done = matching(w, &measure_entity, "state", "klar");
    assert_int_equal(done.n, 18);
    assert_int_equal(rows.n, 17); /* all but the one that was followed up */
    struct fault f;
    struct effect_followup *u = row_new(&w->arena, &effect_followup_entity);
    struct rows ongoing = matching(w, &measure_entity, "state", "pagar");
    *u = (struct effect_followup){ .measure = { row_of(ongoing.rows)->id }, .dated = { 2026, 11, 1 }, .method = S("x"), .effect = EFFECT_FULL,
                                   .performed_by = { one(w, &post_entity, "title", "Förbundschef") } };
    assert_int_equal(put(w, &w->coordinator, &effect_followup_entity, u, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "measure");
}

/* ---- R38 ---- */

static void r38_waiting_says_for_what_and_since_when(void **state)
{
    struct world *w = *state;
    struct rows rows = listed(w, MEASURES_WAITING);
    assert_int_equal(rows.n, 1);
    const struct measure *m = rows.rows;
    assert_true(m->waits_for.n && str_starts(m->waits_link, S("response/")) && date_known(m->waits_since));
    assert_int_equal(listed(w, MEASURES_LOOK_AGAIN).n, 1); /* 2026-06-30 has passed */
    struct fault f;
    struct seat it = seat_of(w, ROLE_IT_HEAD);
    struct measure *new = new_measure(w, "Väntar");
    must(put(w, &it, &measure_entity, new, NULL, &f), &f);
    assert_int_equal(put(w, &it, &measure_entity, new, "vanta", &f), E_INVALID);
    new->waits_for = S("Upphandlingen");
    new->look_again = (struct date){ 2099, 1, 0 };
    must(put(w, &it, &measure_entity, new, NULL, &f), &f);
    assert_int_equal(put(w, &it, &measure_entity, new, "vanta", &f), E_INVALID);
    assert_string_equal(f.place, "look_again");
    new->look_again.day = 31;
    must(put(w, &it, &measure_entity, new, NULL, &f), &f);
    must(put(w, &it, &measure_entity, new, "vanta", &f), &f);
    assert_true(date_known(new->waits_since));
    assert_int_equal(listed(w, MEASURES_WAITING).n, 2);
    assert_int_equal(listed(w, MEASURES_LOOK_AGAIN).n, 1);
}

/* ---- R39 ---- */

static struct no_action *decision(struct world *w, const char *code)
{
    struct no_action *n = row_new(&w->arena, &no_action_entity);
    n->recommendation.v = the(w, code);
    n->reason = S("Behovet finns inte längre.");
    n->review = (struct date){ 2028, 1, 31 };
    return n;
}

static void r39_an_official_is_refused_with_the_reason(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct seat it = seat_of(w, ROLE_IT_HEAD), director = seat_of(w, ROLE_DIRECTOR);
    assert_int_equal(put(w, &it, &no_action_entity, decision(w, "2025-1"), NULL, &f), E_DENIED);
    assert_true(strstr(f.text, "Bara direktionen") != NULL);
    struct no_action *n = decision(w, "2025-1");
    n->state = NO_ACTION_DECIDED;
    n->decided_by.v = one(w, &body_entity, "type", "direktion");
    n->decided = (struct date){ 2026, 11, 1 };
    n->paragraph = S("§ 12");
    assert_int_equal(put(w, &director, &no_action_entity, n, NULL, &f), E_DENIED); /* not in the name of the board either */
    n->state = 0;
    must(put(w, &director, &no_action_entity, n, NULL, &f), &f);
    assert_int_equal(put(w, &director, &no_action_entity, n, "besluta", &f), E_DENIED);
    assert_true(strstr(f.text, "Bara direktionen") != NULL);
}

static void r39_a_decision_has_rank_reason_and_a_day_to_try_it_anew(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct seat board = seat_of(w, ROLE_BOARD);
    struct no_action *n = decision(w, "2025-1");
    n->reason = S(" ");
    assert_int_equal(put(w, &board, &no_action_entity, n, NULL, &f), E_INVALID);
    n = decision(w, "2025-1");
    n->review = (struct date){ 0 };
    assert_int_equal(put(w, &board, &no_action_entity, n, NULL, &f), E_INVALID);
    n = decision(w, "2025-1");
    must(put(w, &board, &no_action_entity, n, NULL, &f), &f);
    assert_int_equal(put(w, &board, &no_action_entity, n, "besluta", &f), E_INVALID); /* by whom, when, where */
    n->decided_by.v = one(w, &body_entity, "type", "ledning");
    n->decided = (struct date){ 2026, 11, 1 };
    n->paragraph = S("§ 12");
    must(put(w, &board, &no_action_entity, n, NULL, &f), &f);
    assert_int_equal(put(w, &board, &no_action_entity, n, "besluta", &f), E_INVALID);
    assert_string_equal(f.place, "decided_by");
    n->decided_by.v = one(w, &body_entity, "type", "direktion");
    must(put(w, &board, &no_action_entity, n, NULL, &f), &f);
    must(put(w, &board, &no_action_entity, n, "besluta", &f), &f);
    n->reason = S("En annan");
    assert_int_equal(put(w, &board, &no_action_entity, n, NULL, &f), E_DENIED); /* decided is locked */
}

/* Done measures, our own view and decisions change nothing in what the auditors have said. */
static void r39_nobody_but_an_assessment_says_ja(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct seat director = seat_of(w, ROLE_DIRECTOR);
    struct own_assessment *own = row_new(&w->arena, &own_assessment_entity);
    *own = (struct own_assessment){ .recommendation = { the(w, "2025-1") }, .view = VIEW_DONE, .dated = { 2026, 11, 1 }, .text = S("Klart") };
    must(put(w, &director, &own_assessment_entity, own, NULL, &f), &f);
    struct reading *r;
    struct open_recommendation *open;
    struct audit_view v;
    size_t n;
    must(store_read(w->store, &w->auditor, &r, &f), &f);
    must(recommendations_open(r, &w->arena, today(), &open, &n, &f), &f);
    assert_int_equal(n, 3);
    must(audit_load(r, &w->arena, open[0].recommendation.audit.v, &v, &f), &f);
    for (size_t i = 0; i < n; i++)
        assert_int_not_equal(audit_status(&v, &open[i].recommendation), STATUS_DONE);
    struct recommendation_answer answer;
    must(recommendation_answer(r, &w->arena, the(w, "2025-1"), &answer, &f), &f);
    assert_int_equal(answer.measures_n, 2);
    assert_int_equal(answer.own_n, 2);
    store_read_end(r);
    struct assessment *s = row_new(&w->arena, &assessment_entity);
    struct seat it = seat_of(w, ROLE_IT_HEAD);
    *s = (struct assessment){ .audit = open[0].recommendation.audit, .recommendation = { the(w, "2022-1") }, .grade = GRADE_YES, .text_short = S("Klart") };
    assert_int_equal(put(w, &it, &assessment_entity, s, NULL, &f), E_DENIED);
}

/* ---- R14 ---- */

struct attach { struct evidence *e; struct domain_file file; };
static enum err attach_work(struct writing *w, void *ctx, struct fault *f)
{
    struct attach *t = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    TRY(domain_attach(w, &evidence_entity, t->e, &t->file, f));
    return domain_save(w, &evidence_entity, t->e, NULL, &faults, f);
}

/* Writes, then reads what stands: the texts of a transaction go with it. */
static enum err attach(struct world *w, const struct seat *seat, struct attach *t, struct fault *f)
{
    struct reading *r;
    TRY(store_write(w->store, seat, &(struct write_terms){ 0 }, attach_work, t, NULL, f));
    TRY(store_read(w->store, &w->system, &r, f));
    enum err e = store_get(r, &w->arena, &evidence_entity, t->e->row.id, t->e, f);
    store_read_end(r);
    return e;
}

static void r14_what_demands_evidence_is_not_done_without(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct seat it = seat_of(w, ROLE_IT_HEAD);
    struct rows rows = matching(w, &measure_entity, "needs_evidence", "ja");
    struct measure *m = rows.rows;
    assert_int_equal(put(w, &it, &measure_entity, m, "klar", &f), E_INVALID);
    assert_string_equal(f.place, "needs_evidence");
    struct evidence *e = row_new(&w->arena, &evidence_entity);
    *e = (struct evidence){ .title = S("Beslut"), .about = str_printf(&w->arena, "measure/%lld", (long long)m->row.id), .source = 2 };
    struct attach t = { e, { S("bytes"), S("..\\hemligt/a\"b\r\n.txt"), S("text/plain") } };
    must(attach(w, &it, &t, &f), &f);
    assert_true(str_is(e->file_name, "ab.txt") && e->bytes == 5 && e->sha256.n == 64);
    must(put(w, &it, &measure_entity, m, "klar", &f), &f);
    t.file.bytes = S("other"); /* never written over */
    assert_int_equal(attach(w, &it, &t, &f), E_DENIED);
}

static void r14_three_done_measures_have_evidence_whose_hash_verifies(void **state)
{
    struct world *w = *state;
    struct rows done = matching(w, &measure_entity, "state", "klar");
    struct reading *r;
    struct fault f = { 0 };
    size_t verified = 0;
    must(store_read(w->store, &w->auditor, &r, &f), &f);
    for (size_t i = 0; i < done.n; i++) {
        struct rows evidence = matching(w, &evidence_entity, "about", str_printf(&w->arena, "measure/%lld", (long long)row_of(rows_at(&done, &measure_entity, i))->id).p);
        for (size_t k = 0; k < evidence.n; k++) {
            const struct evidence *e = rows_at(&evidence, &evidence_entity, k);
            struct str bytes;
            if (!e->sha256.n)
                continue;
            must(store_blob_get(r, &w->arena, e->sha256, &bytes, &f), &f); /* refuses bytes whose hash is another */
            assert_int_equal(bytes.n, e->bytes);
            verified++;
        }
    }
    store_read_end(r);
    assert_true(verified >= 3);
}

/* ---- R126 ---- */

static void r126_an_auditor_writes_nothing_but_a_question(void **state)
{
    struct world *w = *state;
    struct fault f;
    struct seat auditor = seat_of(w, ROLE_AUDITOR), other = seat_of(w, ROLE_AUDITOR), director = seat_of(w, ROLE_DIRECTOR), it = seat_of(w, ROLE_IT_HEAD);
    struct information_request *q = row_new(&w->arena, &information_request_entity);
    *q = (struct information_request){ .audit = { row_of(matching(w, &audit_entity, "type", "uppfoljande").rows)->id }, .question = S("Vem äger registret?") };
    q->answer = S("Jag själv");
    assert_int_equal(put(w, &auditor, &information_request_entity, q, NULL, &f), E_DENIED);
    q->answer = (struct str){ 0 };
    must(put(w, &auditor, &information_request_entity, q, NULL, &f), &f);
    assert_true(date_known(q->asked));
    assert_int_equal(put(w, &auditor, &information_request_entity, q, "besvara", &f), E_DENIED);
    assert_int_equal(put(w, &it, &information_request_entity, q, "aterkalla", &f), E_DENIED);
    assert_int_equal(put(w, &director, &information_request_entity, q, "besvara", &f), E_INVALID);
    assert_string_equal(f.place, "answer");
    q->answer = S("Förbundet");
    must(put(w, &director, &information_request_entity, q, NULL, &f), &f);
    must(put(w, &director, &information_request_entity, q, "besvara", &f), &f);
    assert_true(date_known(q->answered));
    assert_int_equal(put(w, &other, &information_request_entity, q, "fraga", &f), E_DENIED);
    must(put(w, &auditor, &information_request_entity, q, "fraga", &f), &f);
    /* Everything else is closed, register by register. */
    for (size_t i = 0; i < model_n; i++) {
        if (model[i]->flags & PLUMBING || model[i] == &information_request_entity)
            continue;
        for (int relation = RELATION_OWN; relation < RELATION_OTHER; relation++)
            assert_true(authz_right(ROLE_AUDITOR, model[i]->subject, (enum relation)relation) <= RIGHT_READ);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, with_demo, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(r36_a_measure_answers_several_recommendations_and_other_origins), TEST(r36_every_open_recommendation_has_a_measure_or_a_decision_or_is_listed),
        TEST(r36_the_way_of_a_measure_and_who_decides_it), cmocka_unit_test(r36_late_is_counted_from_the_last_day_of_what_is_stated),
        TEST(r37_effect_is_followed_up_by_somebody_else), TEST(r37_done_without_follow_up_is_a_deviation), TEST(r38_waiting_says_for_what_and_since_when),
        TEST(r39_an_official_is_refused_with_the_reason), TEST(r39_a_decision_has_rank_reason_and_a_day_to_try_it_anew),
        TEST(r39_nobody_but_an_assessment_says_ja), TEST(r14_what_demands_evidence_is_not_done_without),
        TEST(r14_three_done_measures_have_evidence_whose_hash_verifies), TEST(r126_an_auditor_writes_nothing_but_a_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
