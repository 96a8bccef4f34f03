/* The handlingsplan as a document, on the demo: one source, and what the open version leaves out. */
#include "domain/world_test.h"

#include "report/measure_plan.h"

static enum err save(struct writing *w, void *ctx, struct fault *f)
{
    struct faults faults = { .arena = writing_arena(w) };
    return domain_save(w, &measure_origin_entity, ctx, NULL, &faults, f);
}

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

static struct str rendered(struct world *w, bool open, enum report_format format, size_t *ret_left_out)
{
    struct reading *r;
    struct report report;
    struct fault f = { 0 };
    struct buf b cleanup(buf_free) = buf_new(REPORT_BYTES_MAX);
    struct date day = { 2026, 11, 24 };
    must(store_read(w->store, &w->auditor, &r, &f), &f);
    must(report_measure_plan(r, &w->arena, &words_sv, &(struct report_options){ .open = open, .now = date_start(day) }, &report, &f), &f);
    must(report_render(&report, format, &b, &f), &f);
    store_read_end(r);
    if (ret_left_out)
        *ret_left_out = report.left_out;
    return str_copy(&w->arena, buf_str(&b));
}

static bool has(struct str s, const char *what)
{
    return str_find(s, str(what), 0) != SIZE_MAX;
}

static void r36_the_plan_says_everything_of_a_measure(void **state)
{
    struct world *w = *state;
    struct str html = rendered(w, false, REPORT_FORMAT_HTML, NULL), csv = rendered(w, false, REPORT_FORMAT_CSV, NULL);
    static const char *const said[] = { "Besluta en modell för riskanalys av den gemensamma driften", "150000", "2027-03-31", "Pågår, försenad", "Avsedd effekt",
                                        "Inte uppföljd", "Utan ursprung", "Direktionens beslut om yttrandet", "Begär varje år en redovisning av riskerna" };
    for (size_t i = 0; i < LEN(said); i++)
        if (!has(html, said[i]) || !has(csv, said[i]))
            fail_msg("%s", said[i]);
}

static void r36_the_open_version_leaves_out_what_is_marked_and_counts_it(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct reading *r;
    struct rows rows;
    size_t before, left_out;
    must(store_read(w->store, &w->system, &r, &f), &f);
    struct query q = { .entity = &measure_entity, .limit = 1, .filters_n = 1, .filters = { { entity_field_named(&measure_entity, S("state")), COMPARE_EQUAL, S("vantar") } } };
    must(store_list(r, &w->arena, &q, &rows, &f), &f);
    store_read_end(r);
    (void)rendered(w, true, REPORT_FORMAT_HTML, &before);
    struct measure_origin *o = row_new(&w->arena, &measure_origin_entity);
    o->measure.v = row_of(rows.rows)->id;
    o->kind = ORIGIN_RISK;
    o->text = S("Hemlig risk");
    o->row.secrecy = S("OSL 18 kap. 8 §");
    must(store_write(w->store, &w->system, &(struct write_terms){ 0 }, save, o, NULL, &f), &f);
    assert_true(has(rendered(w, false, REPORT_FORMAT_HTML, NULL), "Hemlig risk"));
    struct str open = rendered(w, true, REPORT_FORMAT_HTML, &left_out);
    assert_int_equal(left_out, before + 1);
    assert_false(has(open, "Hemlig risk")); /* nor the measure, under any of its origins or in any list */
    assert_false(has(open, "Besluta en modell för riskanalys av den gemensamma driften"));
    assert_true(has(open, "Kom överens om vem som klassar"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r36_the_plan_says_everything_of_a_measure, with_demo, tear_down),
        cmocka_unit_test_setup_teardown(r36_the_open_version_leaves_out_what_is_marked_and_counts_it, with_demo, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
