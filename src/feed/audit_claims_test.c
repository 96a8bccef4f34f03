/* Findings and statements in reports of several layouts; what must not be taken for one. */
#include <stdio.h>
#include <stdlib.h>

#include "base/test.h"
#include "feed/audit_report.h"

struct read { struct arena arena; struct audit_proposal p; };

static void read_free(struct read *r)
{
    arena_free(&r->arena);
}

static struct read read_text(struct str text)
{
    struct read r = { .arena = arena_new((size_t)256 << 20) };
    struct fault f = { 0 };
    assert_int_equal(audit_report_read(str_copy(&r.arena, text), &(struct audit_options){ 0 }, &r.arena, &r.p, &f), OK);
    return r;
}

static bool read_file(const char *path, struct read *ret)
{
    static char bytes[1 << 20];
    char full[512];
    snprintf(full, sizeof full, "%s/%s", SOURCE_ROOT, path);
    FILE *in = fopen(full, "rb");
    if (!in)
        return false;
    size_t n = fread(bytes, 1, sizeof bytes, in);
    fclose(in);
    *ret = read_text((struct str){ bytes, n });
    return true;
}

static struct read read_named(const char *name)
{
    char path[256];
    struct read r;
    snprintf(path, sizeof path, "test/data/audit/%s", name);
    if (!read_file(path, &r))
        fail_msg("%s", path);
    return r;
}

/* The number of the record whose text begins so; 0: none. */
static unsigned found(const struct read *r, enum audit_part part, const char *begins)
{
    for (size_t i = 0; i < r->p.n; i++)
        if (r->p.items[i].part == part && strcmp(r->p.items[i].field, "text") == 0 && str_starts(r->p.items[i].text, str(begins)))
            return r->p.items[i].number;
    return 0;
}

static struct str field(const struct read *r, enum audit_part part, const char *begins, const char *name)
{
    const struct audit_item *item = audit_item_of(&r->p, part, found(r, part, begins), name);
    return item ? item->text : (struct str){ 0 };
}

static bool chosen(const struct read *r, enum audit_part part, const char *begins)
{
    const struct audit_item *item = audit_item_of(&r->p, part, found(r, part, begins), "text");
    if (!item)
        fail_msg("not proposed: %s", begins);
    return item->chosen;
}

/* Each is a sentence of its passage, word by word but for marks of footnotes and breaks of lines. */
static void check_passages(const struct read *r)
{
    for (size_t i = 0; i < r->p.n; i++) {
        const struct audit_item *item = &r->p.items[i];
        if ((item->part != PART_FINDING && item->part != PART_STATEMENT) || strcmp(item->field, "text") != 0)
            continue;
        assert_true(item->source.from < item->source.to && item->source.to <= r->p.report.n && item->source.line > 0);
        struct arena a cleanup(arena_free) = arena_new((size_t)256 << 20);
        struct str passage = audit_text_key(&a, str_sub(r->p.report, item->source.from, item->source.to)), key = audit_text_key(&a, str_sub(item->text, 0, 24));
        assert_true(str_find(passage, key, 0) != SIZE_MAX);
    }
}

static void r28_findings_under_observations(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_named("ekbacka_observations.txt");
    assert_true(r.p.recognised);
    assert_true(chosen(&r, PART_FINDING, "Det finns ingen plan för återläsning."));
    assert_true(str_is(field(&r, PART_FINDING, "Det finns ingen plan", "section"), "3.2"));
    assert_true(chosen(&r, PART_FINDING, "Inga kopior har krypterats."));
    assert_true(chosen(&r, PART_FINDING, "Vi bedömer att ansvaret är tydligt men att återläsningen inte följs upp."));
    const struct audit_item *severity = audit_item_of(&r.p, PART_FINDING, 1, "severity");
    assert_true(severity && severity->text.n == 0); /* the reader's to say */
    assert_false(chosen(&r, PART_FINDING, "I intervju med systemförvaltare framhålls")); /* someone says so: the reader decides */
    assert_false(chosen(&r, PART_FINDING, "Bristande märkning"));
    assert_int_equal(audit_part_count(&r.p, PART_FINDING), 5); /* what is said twice is proposed once */
    check_passages(&r);
}

static void r28_no_finding_of_another_kind(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_named("ekbacka_observations.txt");
    static const char *const others[] = {
        "Är det", "Vi rekommenderar", "Vid den tidigare", "Direktionen ser inget behov", "Kopiorna förvaras", "Protokollet", "Kopieringen är", "Enligt it-chef", "Syftet",
    };
    for (size_t i = 0; i < LEN(others); i++)
        if (found(&r, PART_FINDING, others[i]))
            fail_msg("%s", others[i]);
}

static void r12_r128_statements_name_their_source(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_named("ekbacka_observations.txt");
    assert_true(str_is(field(&r, PART_STATEMENT, "I intervju med systemförvaltare", "source"), "intervju"));
    assert_true(str_is(field(&r, PART_STATEMENT, "I intervju med systemförvaltare", "interview"), "Systemförvaltare"));
    assert_true(str_is(field(&r, PART_STATEMENT, "Rutinen anger vem som ansvarar för kopiorna.", "source"), "dokument")); /* without the mark ¹ */
    assert_true(str_is(field(&r, PART_STATEMENT, "Av rutinen framgår", "source"), "dokument"));
    assert_true(str_is(field(&r, PART_STATEMENT, "Vi har observerat", "source"), "observation"));
    assert_true(chosen(&r, PART_STATEMENT, "Enligt it-chef")); /* who is among the interviewed */
    assert_true(str_is(field(&r, PART_STATEMENT, "Enligt it-chef", "interview"), "It-chef"));
    assert_false(chosen(&r, PART_STATEMENT, "Det uppges")); /* by whom is a guess */
    assert_int_equal(audit_part_count(&r.p, PART_STATEMENT), 6);
}

static void r28_findings_of_a_follow_up_point_at_what_came_of_them(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_named("soderslatt_layout.txt");
    assert_true(str_is(field(&r, PART_FINDING, "Ingen loggning har införts.", "recommendation"), "2024-2")); /* of the table only */
    assert_true(str_is(field(&r, PART_FINDING, "Ingen loggning har införts.", "section"), "2.2"));
    check_passages(&r);
    struct read plain cleanup(read_free) = read_named("vinterby_plain.txt");
    assert_true(str_is(field(&plain, PART_FINDING, "Förbundet har påbörjat en plan men den är inte beslutad.", "section"), "Rekommendation 2"));
    assert_int_equal(audit_part_count(&plain.p, PART_FINDING), 1);
    struct read first cleanup(read_free) = read_named("nordviken_first.txt");
    assert_int_equal(audit_part_count(&first.p, PART_FINDING), 0);
    struct read menu cleanup(read_free) = read_named("menu.txt");
    assert_int_equal(menu.p.n, 0);
}

static void r12_r28_r128_seed_findings_and_statements(void **state)
{
    (void)state;
    struct read r;
    if (!read_file("../shared/seed/000_063428fc3c55477f.txt", &r)) {
        print_message("the seed report is not beside this tree: skipped\n");
        skip();
    }
    static const char *const sections[][2] = {
        { "Riskanalys har inte genomförts.", "3.2.3" }, { "Modell för riskanalys har inte införts.", "3.2.3" }, { "Däremot saknas riktlinjer", "3.2.2" },
        { "Rekryteringen har inte fullföljts", "3.2.1" }, { "Vi bedömer att förbundsdirektionen inte efterfrågat", "3.2.5" },
    };
    for (size_t i = 0; i < LEN(sections); i++) {
        assert_true(chosen(&r, PART_FINDING, sections[i][0]));
        assert_true(str_is(field(&r, PART_FINDING, sections[i][0], "section"), sections[i][1]));
    }
    assert_true(str_is(field(&r, PART_FINDING, "Riskanalys har inte", "recommendation"), "2023-3"));
    static const char *const earlier[] = { "Enligt den tidigare", "Vidare konstaterades", "Inget av detta", "Av den tidigare", "Det fanns inga", "Uppföljning genomfördes", "Vi bedömer att rekommendationen" };
    for (size_t i = 0; i < LEN(earlier); i++)
        assert_int_equal(found(&r, PART_FINDING, earlier[i]) + found(&r, PART_STATEMENT, earlier[i]), 0);
    assert_true(str_is(field(&r, PART_STATEMENT, "Enligt intervjuad direktionsordförande", "source"), "intervju"));
    assert_true(str_is(field(&r, PART_STATEMENT, "Vi har vi tagit del av", "source"), "dokument"));
    assert_false(chosen(&r, PART_STATEMENT, "Visst riskanalyserarbete uppges"));
    check_passages(&r);
    read_free(&r);
}

/* Every sentence a finding, every one new: no more than the limit, and soon done. */
static void a_report_of_nothing_but_lacks_is_bounded(void **state)
{
    (void)state;
    struct buf text cleanup(buf_free) = buf_new(8 * 1024 * 1024);
    buf_put(&text, S("Granskning\n\nRevisorerna har granskat.\n\nVi rekommenderar direktionen att:\n\n- Ta fram en plan.\n\n1 Iakttagelser\n\n"));
    for (int i = 0; i < 20000; i++)
        buf_printf(&text, "Det saknas en plan för ämne %d%d och för %d%s", i, i, i * 7, i % 20 ? ". " : ".\n\n");
    struct read r cleanup(read_free) = read_text(buf_str(&text));
    assert_true(r.p.recognised);
    assert_true(audit_part_count(&r.p, PART_FINDING) <= AUDIT_RECORDS_MAX && audit_part_count(&r.p, PART_FINDING) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r28_findings_under_observations),
        cmocka_unit_test(r28_no_finding_of_another_kind),
        cmocka_unit_test(r12_r128_statements_name_their_source),
        cmocka_unit_test(r28_findings_of_a_follow_up_point_at_what_came_of_them),
        cmocka_unit_test(r12_r28_r128_seed_findings_and_statements),
        cmocka_unit_test(a_report_of_nothing_but_lacks_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
