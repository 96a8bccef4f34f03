/* From a report's text to rows and back to its own table. The invented reports always; the seed when it lies beside this tree. */
#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "derive/value.h"
#include "domain/audit.h"
#include "domain/audit_import.h"
#include "domain/save.h"

struct world {
    struct store *store;
    char folder[64];
    struct arena arena;
    struct seat seat;
    struct audit_proposal p;
    char *text;
    size_t n;
    struct audit_imported done;
};

static void fine(enum err e, const struct fault *f)
{
    if (e != OK)
        fail_msg("%s: %s: %s (%s)", err_word(e), f->place, f->text ? f->text : "", f->arg[0]);
}
#define FINE(x) do { struct fault f_ = { 0 }, *f = &f_; enum err e_ = (x); fine(e_, f); } while (0)

static enum err make_federation(struct writing *w, void *ctx, struct fault *f)
{
    return store_put(w, &organisation_entity, ctx, "skapa", RIGHT_EDIT, f);
}

static struct world world_new(void)
{
    struct world w = { .arena = arena_new((size_t)512 << 20) };
    snprintf(w.folder, sizeof w.folder, "/tmp/samsyn-audit-XXXXXX");
    assert_non_null(mkdtemp(w.folder));
    char url[128];
    snprintf(url, sizeof url, "sqlite:%s/t.db", w.folder);
    FINE(store_open(&(struct store_options){ .url = url, .create = true }, &w.store, f));
    struct organisation o = { .name = S("Förbundet Exempelbygden"), .code = S("FEB"), .type = ORGANISATION_FEDERATION, .row.reach = REACH_COMMON };
    FINE(store_write(w.store, &seat_system, &(struct write_terms){ 0 }, make_federation, &o, NULL, f));
    w.seat = (struct seat){ .federation = { o.row.id }, .organisation = { o.row.id }, .role = ROLE_COORDINATOR };
    return w;
}

static void world_free(struct world *w)
{
    store_close(w->store);
    char command[128];
    snprintf(command, sizeof command, "%s/t.db", w->folder);
    unlink(command);
    static const char *const more[] = { "-wal", "-shm", "-lock" };
    for (size_t i = 0; i < LEN(more); i++) {
        snprintf(command, sizeof command, "%s/t.db%s", w->folder, more[i]);
        unlink(command);
    }
    rmdir(w->folder);
    free(w->text);
    arena_free(&w->arena);
}

static bool read_report(struct world *w, const char *path)
{
    char full[512];
    snprintf(full, sizeof full, "%s/%s", SOURCE_ROOT, path);
    FILE *in = fopen(full, "rb");
    if (!in)
        return false;
    w->text = malloc(1 << 20);
    w->n = fread(w->text, 1, 1 << 20, in);
    fclose(in);
    FINE(audit_report_read((struct str){ w->text, w->n }, &(struct audit_options){ 0 }, &w->arena, &w->p, f));
    return true;
}

static enum err run(struct world *w, struct fault *f)
{
    struct audit_import import = { .proposal = &w->p, .file = { w->text, w->n }, .file_name = S("rapport.txt"), .media_type = S("text/plain"), .create = true };
    return audit_import_run(w->store, &w->seat, &import, &w->done, f);
}

static struct world seed_world(void)
{
    struct world w = world_new();
    if (!read_report(&w, "../shared/seed/000_063428fc3c55477f.txt")) {
        world_free(&w);
        print_message("the seed report is not beside this tree: skipped\n");
        skip();
    }
    FINE(run(&w, f));
    return w;
}

static struct world invented_world(void)
{
    struct world w = world_new();
    assert_true(read_report(&w, "test/data/audit/soderslatt_layout.txt"));
    FINE(run(&w, f));
    return w;
}

static struct reading *look(struct world *w)
{
    struct reading *r = NULL;
    FINE(store_read(w->store, &w->seat, &r, f));
    return r;
}

/* What the reader left of a report in the store is asked for again. */
static void r1_r19_r20_invented_report_becomes_rows(void **state)
{
    (void)state;
    struct world w cleanup(world_free) = invented_world();
    struct reading *r = look(&w);
    struct audit_view v;
    FINE(audit_load(r, &w.arena, w.done.audit, &v, f));
    assert_int_equal(v.audit.type, AUDIT_FOLLOW_UP);
    assert_int_equal(v.audit.follows.v, w.done.earlier);
    assert_int_equal(v.follows.dated.year, 2021);
    assert_int_equal(v.follows.dated.month, 0); /* R129: the year alone */
    assert_int_equal(v.earlier_n, 2);
    assert_int_equal(v.recommendations_n, 2);
    assert_int_equal(v.assessments_n, 2);
    assert_int_equal(v.distributions_n, 3);
    assert_int_equal(v.responses_n, 1);
    assert_true(str_is(reference_title(&audit_entity, v.titles, "firm"), "Granskarna i Söder AB"));
    assert_true(str_is(v.assessments[0].done, audit_item_text(&w.p, PART_ASSESSMENT, 1, "done").p ? str_c(&w.arena, audit_item_text(&w.p, PART_ASSESSMENT, 1, "done")) : ""));
    struct audit_view before;
    FINE(audit_load(r, &w.arena, w.done.earlier, &before, f));
    assert_int_equal(before.recommendations_n, 2);
    assert_int_equal(before.recommendations[0].row.id, v.earlier[0].row.id);
    store_read_end(r);
}

static void the_same_report_twice_is_refused(void **state)
{
    (void)state;
    struct world w cleanup(world_free) = invented_world();
    struct fault bad_input = { 0 };
    assert_int_equal(run(&w, &bad_input), E_CONFLICT);
    w.text[0] = ' '; /* other bytes, the same audit */
    assert_int_equal(run(&w, &bad_input), E_CONFLICT);
}

static void nothing_is_made_unasked_and_nothing_half(void **state)
{
    (void)state;
    struct world w cleanup(world_free) = world_new();
    assert_true(read_report(&w, "test/data/audit/soderslatt_layout.txt"));
    struct audit_import import = { .proposal = &w.p };
    struct fault bad_input = { 0 };
    assert_int_equal(audit_import_run(w.store, &w.seat, &import, &w.done, &bad_input), E_ABSENT);
    struct reading *r = look(&w);
    struct audit_missing *missing;
    size_t n;
    FINE(audit_import_missing(r, &w.arena, &w.p, &missing, &n, f));
    assert_true(n >= 5);
    store_read_end(r);
    static const struct { const char *path, *text, *place; } bad[] = {
        { "audit/1/date", "2024-13-01", "audit/1/date" }, { "assessment/2/grade", "kanske", "assessment/2/grade" },
        { "assessment/2/grade", "", "assessment/2/grade" }, { "assessment/2/of", "1999-7", "assessment/2/of" }, { "recommendation/2/repeats", "1999-7", "recommendation/2/repeats" },
        { "response/1/due", "den femtonde", "response/1/due" }, { "audit/1/title", "", "audit/1/title" },
    };
    import.create = true;
    for (size_t i = 0; i < LEN(bad); i++) {
        struct audit_proposal copy = w.p;
        copy.items = arena_array(&w.arena, w.p.n + 1, sizeof *copy.items);
        memcpy(copy.items, w.p.items, w.p.n * sizeof *copy.items);
        copy.cap = copy.n + 1;
        FINE(audit_proposal_set(&copy, &w.arena, str(bad[i].path), str(bad[i].text), true, f));
        import.proposal = &copy;
        assert_int_equal(audit_import_run(w.store, &w.seat, &import, &w.done, &bad_input), E_INVALID);
        assert_string_equal(bad_input.place, bad[i].place);
    }
    r = look(&w);
    struct rows rows;
    FINE(store_list(r, &w.arena, &(struct query){ .entity = &audit_entity, .limit = 10 }, &rows, f));
    assert_int_equal(rows.n, 0);
    FINE(store_list(r, &w.arena, &(struct query){ .entity = &organisation_entity, .limit = 10 }, &rows, f));
    assert_int_equal(rows.n, 1);
    store_read_end(r);
}

static void what_is_not_chosen_is_left_out(void **state)
{
    (void)state;
    struct world w cleanup(world_free) = world_new();
    assert_true(read_report(&w, "test/data/audit/soderslatt_layout.txt"));
    FINE(audit_proposal_set(&w.p, &w.arena, S("recommendation/1/text"), S("x"), false, f));
    FINE(audit_proposal_set(&w.p, &w.arena, S("audit/1/conclusion"), S("Rättad mening."), true, f));
    FINE(run(&w, f));
    struct reading *r = look(&w);
    struct audit_view v;
    FINE(audit_load(r, &w.arena, w.done.audit, &v, f));
    assert_int_equal(v.recommendations_n, 1);
    assert_int_equal(v.outcomes_n, 1);
    assert_true(str_is(v.audit.conclusion, "Rättad mening."));
    store_read_end(r);
}

/* ---- the seed: demo.md §3 ---- */

static const struct { const char *grade, *begins; size_t outcomes; const char *codes[2]; } table[] = {
    { "delvis", "Förbundet ser inte samma behov", 1, { "2023-1" } },
    { "delvis", "Förbundet har tagit fram en informationssäkerhetspolicy", 2, { "2023-2", "2023-1" } },
    { "nej", "Modell för riskanalys har inte införts.", 1, { "2023-3" } },
    { "Delvis", "Digitaliseringsrådet har förbättrat samsyn", 1, { "2023-4" } },
    { "Nej", "Förbundsdirektionen har inte efterfrågat", 1, { "2023-5" } },
};

static void r21_r22_r23_r25_r27_seed_summary(void **state)
{
    (void)state;
    struct world w cleanup(world_free) = seed_world();
    struct reading *r = look(&w);
    struct audit_view v;
    struct summary_row *rows;
    size_t n;
    FINE(audit_load(r, &w.arena, w.done.audit, &v, f));
    FINE(audit_summary(&w.arena, &v, &rows, &n, f));
    assert_int_equal(n, LEN(table));
    for (size_t i = 0; i < n; i++) {
        assert_true(str_is(rows[i].grade_source, table[i].grade));
        assert_true(str_starts(rows[i].text, str(table[i].begins)));
        assert_int_equal(rows[i].outcomes_n, table[i].outcomes);
        for (size_t k = 0; k < rows[i].outcomes_n; k++)
            assert_true(str_is(rows[i].outcomes[k]->code, table[i].codes[k]));
    }
    assert_int_equal(rows[4].kind, SUMMARY_ADDED_QUESTION);
    assert_true(str_ends(rows[4].subject, S("vid säkerhetsincidenter inom IT?")));
    store_read_end(r);
}

static void r24_r26_r29_seed_status_over_the_years(void **state)
{
    (void)state;
    struct world w cleanup(world_free) = seed_world();
    struct reading *r = look(&w);
    struct audit_view v;
    FINE(audit_load(r, &w.arena, w.done.audit, &v, f));
    static const enum recommendation_status earlier[] = { STATUS_REPLACED, STATUS_REPLACED, STATUS_REMAINS, STATUS_REPLACED };
    static const enum recommendation_status now[] = { STATUS_ADDED, STATUS_ADDED, STATUS_REMAINS, STATUS_ADDED, STATUS_ADDED };
    for (size_t i = 0; i < LEN(earlier); i++)
        assert_int_equal(audit_status(&v, &v.earlier[i]), earlier[i]);
    for (size_t i = 0; i < LEN(now); i++)
        assert_int_equal(audit_status(&v, &v.recommendations[i]), now[i]);
    struct grade_proposal g = audit_grade_proposal(&v);
    assert_int_equal(g.grade, GRADE_PARTLY);
    assert_int_equal(g.partly, 3);
    assert_int_equal(g.no, 1);
    struct timeline_event *events;
    size_t n;
    FINE(audit_timeline(r, &w.arena, v.earlier[2].row.id, &events, &n, f));
    assert_int_equal(n, 3);
    assert_int_equal(events[0].status, STATUS_GIVEN);
    assert_int_equal(events[0].dated.year, 2021);
    bool no = false, again = false;
    for (size_t i = 1; i < n; i++) {
        no |= events[i].grade == GRADE_NO;
        again |= str_is(events[i].code, "2023-3");
    }
    assert_true(no && again);
    struct audit_graph graph;
    FINE(audit_graph(r, &w.arena, w.done.earlier, &graph, f));
    assert_int_equal(graph.audits_n, 2);
    assert_int_equal(graph.nodes_n, 4 + 5 + 5 + 1);
    assert_int_equal(graph.edges_n, 5 + 6 + 1);
    struct unfollowed *open;
    FINE(audit_never_followed(r, &w.arena, (struct date){ 2026, 1, 1 }, &open, &n, f));
    assert_int_equal(n, 1);
    assert_int_equal(open[0].audit.row.id, w.done.audit);
    store_read_end(r);
}

static void r11_r13_r17_r18_r31_r34_r35_seed_belongings(void **state)
{
    (void)state;
    struct world w cleanup(world_free) = seed_world();
    struct reading *r = look(&w);
    struct audit_view v, before;
    FINE(audit_load(r, &w.arena, w.done.audit, &v, f));
    FINE(audit_load(r, &w.arena, w.done.earlier, &before, f));
    assert_int_equal(v.questions_n, 3);
    assert_true(v.questions[2].additional && !v.questions[0].additional && !v.questions[1].additional);
    assert_int_equal(v.documents_n, 3);
    assert_int_equal(v.interviews_n, 3);
    assert_int_equal(v.fact_checks_n, 3);
    size_t purposes[3] = { 0 };
    for (size_t i = 0; i < v.distributions_n; i++)
        purposes[v.distributions[i].purpose]++;
    assert_int_equal(purposes[DISTRIBUTION_RESPONSE], 1);
    assert_int_equal(purposes[DISTRIBUTION_INFORMATION], 4);
    assert_int_equal(v.responses_n, 1);
    struct date due = v.responses[0].due;
    assert_true(due.year == 2024 && due.month == 2 && due.day == 29);
    assert_int_equal(before.responses_n, 1);
    assert_int_equal(before.responses[0].state, RESPONSE_MISSING);
    struct rows rows;
    FINE(store_list(r, &w.arena, &(struct query){ .entity = &response_item_entity, .limit = 100 }, &rows, f));
    assert_int_equal(rows.n, 5);
    FINE(store_list(r, &w.arena, &(struct query){ .entity = &signature_entity, .limit = 100 }, &rows, f));
    assert_int_equal(rows.n, 4);
    FINE(store_list(r, &w.arena, &(struct query){ .entity = &person_entity, .limit = 100 }, &rows, f));
    assert_int_equal(rows.n, 0); /* names were not asked for */
    FINE(store_list(r, &w.arena, &(struct query){ .entity = &evidence_entity, .limit = 100 }, &rows, f));
    assert_int_equal(rows.n, 1);
    struct str bytes;
    FINE(store_blob_get(r, &w.arena, ((struct evidence *)rows.rows)->sha256, &bytes, f));
    assert_int_equal(bytes.n, w.n);
    assert_memory_equal(bytes.p, w.text, w.n);
    store_read_end(r);
}

static size_t findings(struct world *w, const char *begins, struct finding *ret)
{
    struct reading *r = look(w);
    struct rows rows;
    size_t n = 0;
    FINE(store_list(r, &w->arena, &(struct query){ .entity = &finding_entity, .limit = 100 }, &rows, f));
    for (size_t i = 0; i < rows.n; i++) {
        const struct finding *x = rows_at(&rows, &finding_entity, i);
        if (str_starts(x->text, str(begins))) {
            *ret = *x;
            n++;
        }
    }
    store_read_end(r);
    return n;
}

static void r28_r128_findings_and_statements_become_rows(void **state)
{
    (void)state;
    struct world w cleanup(world_free) = world_new();
    assert_true(read_report(&w, "test/data/audit/ekbacka_observations.txt"));
    FINE(run(&w, f));
    struct finding one;
    assert_int_equal(findings(&w, "Det finns ingen plan", &one), 1);
    assert_true(one.audit.v == w.done.audit && one.state == FINDING_OPEN && one.severity == 0 && str_is(one.section, "3.2"));
    assert_int_equal(findings(&w, "I intervju med", &one), 0); /* a guess that nobody chose */
    struct reading *r = look(&w);
    struct rows rows;
    FINE(store_list(r, &w.arena, &(struct query){ .entity = &statement_entity, .limit = 100 }, &rows, f));
    assert_int_equal(rows.n, 5);
    size_t linked = 0;
    for (size_t i = 0; i < rows.n; i++) {
        const struct statement *s = rows_at(&rows, &statement_entity, i);
        linked += s->interview.v > 0;
        assert_true(s->source == SOURCE_INTERVIEW || !s->interview.v);
    }
    assert_int_equal(linked, 2);
    store_read_end(r);
}

static void r28_a_finding_keeps_its_severity_and_recommendation(void **state)
{
    (void)state;
    struct world w cleanup(world_free) = world_new();
    assert_true(read_report(&w, "test/data/audit/soderslatt_layout.txt"));
    const char *path = NULL;
    for (size_t i = 0; i < w.p.n; i++)
        if (w.p.items[i].part == PART_FINDING && str_is(w.p.items[i].text, "Ingen loggning har införts."))
            path = str_printf(&w.arena, "finding/%u/severity", w.p.items[i].number).p;
    assert_non_null(path);
    struct fault bad_word = { 0 };
    FINE(audit_proposal_set(&w.p, &w.arena, str(path), S("förskräcklig"), true, f));
    assert_int_equal(run(&w, &bad_word), E_INVALID);
    assert_string_equal(bad_word.place, path);
    FINE(audit_proposal_set(&w.p, &w.arena, str(path), S("hog"), true, f));
    FINE(run(&w, f));
    struct finding one;
    assert_int_equal(findings(&w, "Ingen loggning", &one), 1);
    assert_int_equal(one.severity, SEVERITY_HIGH);
    struct reading *r = look(&w);
    struct recommendation to;
    FINE(store_get(r, &w.arena, &recommendation_entity, one.recommendation.v, &to, f));
    assert_true(str_is(to.code, "2024-2"));
    store_read_end(r);
}

/* ---- rules ---- */

struct save { const struct entity *e; void *row; const char *verb; };
static enum err save_one(struct writing *w, void *ctx, struct fault *f)
{
    struct save *s = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    return domain_save(w, s->e, s->row, s->verb, &faults, f);
}
static enum err save(struct world *w, const struct entity *e, void *row, const char *verb, struct fault *f)
{
    struct save s = { e, row, verb };
    return store_write(w->store, &w->seat, &(struct write_terms){ .reason = S("prov") }, save_one, &s, NULL, f);
}

static void r1_r19_r22_r29_rules_hold(void **state)
{
    (void)state;
    struct world w cleanup(world_free) = invented_world();
    struct reading *r = look(&w);
    struct audit_view v;
    struct fault bad_input = { 0 };
    FINE(audit_load(r, &w.arena, w.done.audit, &v, f));
    store_read_end(r);
    struct audit lone = { .title = S("Utan ursprung"), .type = AUDIT_FOLLOW_UP, .state = AUDIT_PLANNED, .dated = { 2025, 0, 0 } };
    assert_int_equal(save(&w, &audit_entity, &lone, NULL, &bad_input), E_INVALID);
    assert_string_equal(bad_input.place, "follows");
    struct recommendation changed = v.recommendations[0];
    changed.text = S("Något annat.");
    assert_int_equal(save(&w, &recommendation_entity, &changed, NULL, &bad_input), E_INVALID); /* R19: immutable */
    assert_int_equal(save(&w, &recommendation_entity, &changed, "ratta", &bad_input), E_INVALID);
    assert_string_equal(bad_input.place, "correction");
    changed.correction = S("Felskrivet vid inläsningen.");
    fine(save(&w, &recommendation_entity, &changed, "ratta", &bad_input), &bad_input);
    struct assessment graded = v.assessments[0];
    graded.grade = GRADE_YES;
    assert_int_equal(save(&w, &assessment_entity, &graded, NULL, &bad_input), E_DENIED); /* R29 */
    struct assessment bare = { .audit = { w.done.audit }, .recommendation = { v.earlier[0].row.id }, .grade = GRADE_NO };
    assert_int_equal(save(&w, &assessment_entity, &bare, NULL, &bad_input), E_INVALID); /* R22 */
    assert_string_equal(bad_input.place, "text_short");
    struct assessment own = { .audit = { w.done.audit }, .recommendation = { v.recommendations[1].row.id }, .grade = GRADE_NO, .text_short = S("x") };
    assert_int_equal(save(&w, &assessment_entity, &own, NULL, &bad_input), E_INVALID);
}

struct act { const struct entity *e; int64_t id, version; const char *verb; void *row; };
static enum err act_one(struct writing *w, void *ctx, struct fault *f)
{
    struct act *s = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    return domain_act(w, s->e, s->id, s->version, s->verb, s->row, &faults, f);
}

static void r33_a_decided_response_is_locked(void **state)
{
    (void)state;
    struct world w cleanup(world_free) = invented_world();
    struct reading *r = look(&w);
    struct audit_view v;
    struct fault bad_input = { 0 };
    FINE(audit_load(r, &w.arena, w.done.audit, &v, f));
    store_read_end(r);
    struct response now = v.responses[0];
    struct act act = { &response_entity, now.row.id, now.row.version, "utarbeta", &now };
    FINE(store_write(w.store, &w.seat, &(struct write_terms){ 0 }, act_one, &act, NULL, f));
    struct seat board = w.seat;
    board.role = ROLE_BOARD;
    act = (struct act){ &response_entity, now.row.id, now.row.version, "besluta", &now };
    assert_int_equal(store_write(w.store, &board, &(struct write_terms){ 0 }, act_one, &act, NULL, &bad_input), E_INVALID);
    assert_string_equal(bad_input.place, "decided_by");
    now = v.responses[0];
    now.row.version = 2;
    now.state = RESPONSE_DRAFT;
    now.decided_by = v.responses[0].addressee;
    now.decided = (struct date){ 2025, 3, 1 };
    now.paragraph = S("§ 7");
    now.text = S("Direktionen instämmer.");
    fine(save(&w, &response_entity, &now, NULL, &bad_input), &bad_input);
    act = (struct act){ &response_entity, now.row.id, now.row.version, "besluta", &now };
    assert_int_equal(store_write(w.store, &w.seat, &(struct write_terms){ 0 }, act_one, &act, NULL, &bad_input), E_DENIED); /* the coordinator does not decide */
    act.version = now.row.version;
    FINE(store_write(w.store, &board, &(struct write_terms){ 0 }, act_one, &act, NULL, f));
    struct response after = now;
    after.text = S("Ändrat efteråt");
    assert_int_equal(save(&w, &response_entity, &after, NULL, &bad_input), E_DENIED);
    r = look(&w);
    struct rows rows;
    FINE(store_list(r, &w.arena, &(struct query){ .entity = &response_item_entity, .limit = 10 }, &rows, f));
    store_read_end(r);
    struct response_item item = *(struct response_item *)rows.rows;
    item.position = POSITION_AGREES;
    assert_int_equal(save(&w, &response_item_entity, &item, NULL, &bad_input), E_DENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r1_r19_r20_invented_report_becomes_rows),
        cmocka_unit_test(the_same_report_twice_is_refused),
        cmocka_unit_test(nothing_is_made_unasked_and_nothing_half),
        cmocka_unit_test(what_is_not_chosen_is_left_out),
        cmocka_unit_test(r21_r22_r23_r25_r27_seed_summary),
        cmocka_unit_test(r24_r26_r29_seed_status_over_the_years),
        cmocka_unit_test(r11_r13_r17_r18_r31_r34_r35_seed_belongings),
        cmocka_unit_test(r28_r128_findings_and_statements_become_rows),
        cmocka_unit_test(r28_a_finding_keeps_its_severity_and_recommendation),
        cmocka_unit_test(r1_r19_r22_r29_rules_hold),
        cmocka_unit_test(r33_a_decided_response_is_locked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
