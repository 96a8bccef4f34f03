#include "domain/world_test.h"

#include "domain/save.h"
#include "domain/secrecy.h"
#include "model/document.h"

struct marking { const char *mark; struct date dated; struct document row; size_t faults_n; const char *text, *place; };

static enum err mark(struct writing *w, void *ctx, struct fault *f)
{
    struct marking *m = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    m->row = (struct document){ .title = S("Plan"), .type = DOCUMENT_PLAN, .state = DOCUMENT_DRAFT, .row = { .secrecy = str(m->mark), .secrecy_date = m->dated } };
    enum err e = domain_save(w, &document_entity, &m->row, NULL, &faults, f);
    m->faults_n = 0;
    m->text = m->place = NULL;
    for (size_t i = 0; i < faults.n; i++) {
        if (strncmp(faults.v[i].place, "secrecy", 7) != 0)
            continue;
        m->faults_n++;
        m->text = faults.v[i].text;
        m->place = str_c(faults.arena, str(faults.v[i].place))[7] ? "secrecy_date" : "secrecy";
    }
    return e == E_INVALID ? OK : e;
}

static void n2_a_mark_needs_its_paragraph_and_a_date(void **state)
{
    struct world *w = *state;
    static const struct { const char *mark; struct date dated; const char *place; } rows[] = {
        { "OSL 18 kap. 8 §", { 2026, 11, 24 }, NULL }, { "OSL 18 kap. 13 §", { 2026, 11, 0 }, NULL }, { "", { 0 }, NULL }, { "OSL 18 kap. 8 §", { 0 }, NULL },
        { "hemligt", { 2026, 11, 24 }, "secrecy" }, { "OSL 18 kap.", { 2026, 11, 24 }, "secrecy" }, { "", { 2026, 11, 24 }, "secrecy" },
        { "OSL 18 kap. 8 §", { -1, 0, 0 }, "secrecy_date" },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        struct marking m = { .mark = rows[i].mark, .dated = rows[i].dated };
        struct fault f = { 0 };
        must(store_write(w->store, &w->system, &(struct write_terms){ 0 }, mark, &m, NULL, &f), &f);
        if ((m.faults_n > 0) != (rows[i].place != NULL) || (m.place && strcmp(m.place, rows[i].place) != 0))
            fail_msg("row %zu: %zu faults, %s", i, m.faults_n, m.place ? m.place : "-");
        if (!rows[i].place && rows[i].mark[0])
            assert_true(date_known(m.row.row.secrecy_date)); /* today, when none was given */
    }
}

static void n3_what_is_classified_by_the_protective_security_act_is_refused(void **state)
{
    struct world *w = *state;
    static const char *const refused[] = {
        "Säkerhetsskyddsklassificerad, 2 kap. 5 §", "SÄKERHETSSKYDDSKLASS 2 §", "säkerhetsskyddslagen 2 kap. 5 §", "2018:585 2 kap. 5 §", "HEMLIG 5 §",
        "Begränsat hemlig, 2 kap. 5 §", "Konfidentiell 2 kap. 5 §", "nivå kvalificerat hemlig §",
    };
    for (size_t i = 0; i < LEN(refused); i++) {
        struct marking m = { .mark = refused[i], .dated = { 2026, 11, 24 } };
        struct fault f = { 0 };
        must(store_write(w->store, &w->system, &(struct write_terms){ 0 }, mark, &m, NULL, &f), &f);
        assert_int_equal(m.faults_n, 1);
        assert_string_equal(m.text, secrecy_stop());
    }
}

static bool evidences(const struct seat *seat, const struct entity *e)
{
    (void)seat;
    return e == &evidence_entity;
}

static void n2_everything_marked_is_found_over_all_registers(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    size_t n;
    must(domain_load(w->store, &w->system, demo(&w->arena), &n, &f), &f);
    struct reading *r;
    struct marked_row *all, *some;
    size_t all_n, some_n, evidence = 0, registers = 0;
    must(store_read(w->store, &w->system, &r, &f), &f);
    must(secrecy_marked(r, &w->arena, NULL, &all, &all_n, &f), &f);
    must(secrecy_marked(r, &w->arena, evidences, &some, &some_n, &f), &f);
    for (size_t i = 0; i < all_n; i++) {
        assert_true(all[i].row.secrecy.n > 0 && date_known(all[i].row.secrecy_date));
        evidence += all[i].entity == &evidence_entity;
        registers += i == 0 || all[i].entity != all[i - 1].entity;
    }
    assert_true(evidence >= 1 && registers >= 2);
    assert_true(some_n < all_n && some_n > 0);
    store_read_end(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(n2_a_mark_needs_its_paragraph_and_a_date, set_up, tear_down),
        cmocka_unit_test_setup_teardown(n3_what_is_classified_by_the_protective_security_act_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(n2_everything_marked_is_found_over_all_registers, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
