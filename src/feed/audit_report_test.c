/* What the reader proposes from reports of different layouts, and what it does not. The reports in test/data/audit are invented. */
#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feed/audit_pdf.h"
#include "feed/audit_report.h"
#include "feed/sandbox.h"

struct read { struct arena arena; char *text; size_t n; struct audit_proposal p; struct fault f; enum err err; };

static void read_free(struct read *r)
{
    free(r->text);
    arena_free(&r->arena);
}

static struct read read_text(struct str text, bool names)
{
    struct read r = { .arena = arena_new((size_t)256 << 20), .text = malloc(text.n + 1), .n = text.n };
    memcpy(r.text, text.n ? text.p : "", text.n);
    r.err = audit_report_read((struct str){ r.text, r.n }, &(struct audit_options){ names }, &r.arena, &r.p, &r.f);
    return r;
}

static char *slurp(const char *path, size_t *n)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return NULL;
    char *p = malloc(1 << 20);
    *n = fread(p, 1, 1 << 20, in);
    fclose(in);
    return p;
}

static struct read read_named(const char *name, bool names)
{
    char path[512];
    snprintf(path, sizeof path, "%s/test/data/audit/%s", SOURCE_ROOT, name);
    size_t n = 0;
    char *p = slurp(path, &n);
    if (!p)
        fail_msg("%s", path);
    struct read r = read_text((struct str){ p, n }, names);
    free(p);
    return r;
}

static struct read read_seed(bool names)
{
    size_t n = 0;
    char *p = slurp(SOURCE_ROOT "/../shared/seed/000_063428fc3c55477f.txt", &n);
    if (!p) {
        print_message("the seed report is not beside this tree: skipped\n");
        skip();
    }
    struct read r = read_text((struct str){ p, n }, names);
    free(p);
    assert_int_equal(r.err, OK);
    return r;
}

static void expect(const struct read *r, const char *path, const char *text)
{
    const struct audit_item *item = audit_item_at(&r->p, str(path));
    if (!item)
        fail_msg("%s: not proposed", path);
    if (!str_is(item->text, text))
        fail_msg("%s: \"%.*s\" instead of \"%s\"", path, SF(item->text), text);
}

static void expect_none(const struct read *r, const char *path)
{
    const struct audit_item *item = audit_item_at(&r->p, str(path));
    if (item)
        fail_msg("%s: proposed \"%.*s\"", path, SF(item->text));
}

static unsigned count(const struct read *r, enum audit_part part)
{
    return audit_part_count(&r->p, part);
}

/* ---- the seed, row by row as demo.md §3 has it ---- */

static void r1_r8_r15_seed_title_page(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_seed(false);
    expect(&r, "audit/1/title", "Uppföljning granskning av it-säkerhet");
    expect(&r, "audit/1/letter_title", "Uppföljande granskning av it-säkerhet");
    expect(&r, "audit/1/type", "uppfoljande");
    expect(&r, "audit/1/date", "2023-12-06");
    expect(&r, "audit/1/firm", "KPMG AB");
    expect(&r, "audit/1/pages", "15");
    expect(&r, "audit/1/plan_year", "2023");
    expect(&r, "audit/1/body", "Förbundsdirektionen");
    expect(&r, "audit/1/federation", "Västra Mälardalens Kommunalförbund");
    expect(&r, "earlier_audit/1/year", "2021");
    expect(&r, "earlier_audit/1/title", "Granskning av it-säkerhet");
    assert_true(str_starts(audit_item_text(&r.p, PART_AUDIT, 1, "purpose"), S("Det övergripande syftet är att bedöma")));
    assert_true(str_starts(audit_item_text(&r.p, PART_EARLIER_AUDIT, 1, "purpose"), S("Syftet med granskningen var att bedöma")));
    assert_true(str_find(audit_item_text(&r.p, PART_AUDIT, 1, "motive"), S("i sin riskanalys"), 0) != SIZE_MAX);
}

static void r9_r12_r13_seed_questions_and_interviews(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_seed(false);
    assert_int_equal(count(&r, PART_QUESTION), 3);
    expect(&r, "question/1/text", "Har åtgärder utifrån lämnade rekommendationer vidtagits?");
    expect(&r, "question/2/additional", "nej");
    expect(&r, "question/3/additional", "ja");
    assert_true(str_ends(audit_item_text(&r.p, PART_QUESTION, 3, "text"), S("vid säkerhetshändelser inom IT?")));
    assert_true(str_ends(audit_item_text(&r.p, PART_QUESTION, 3, "table_text"), S("vid säkerhetsincidenter inom IT?")));
    assert_int_equal(count(&r, PART_INTERVIEW), 3);
    expect(&r, "interview/1/role", "Ordförande förbundsdirektionen");
    expect(&r, "interview/3/role", "It-chef");
    expect(&r, "interview/2/fact_checked", "ja");
    assert_int_equal(count(&r, PART_DOCUMENT), 3);
    expect(&r, "document/1/date", "2022-12-14");
    expect(&r, "document/2/title", "Informationssäkerhetsanvisning");
    expect(&r, "document/3/title", "Uppföljning av säkerhetsarbetet på VMKF");
}

static void r19_r21_r23_r25_seed_recommendations_and_assessments(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_seed(false);
    static const struct { const char *of, *grade, *source, *section, *outcomes; } rows[] = {
        { "2021-1", "delvis", "delvis", "3.2.1", "2023-1" }, { "2021-2", "delvis", "delvis", "3.2.2", "2023-2 2023-1" },
        { "2021-3", "nej", "nej", "3.2.3", "2023-3" }, { "2021-4", "delvis", "Delvis", "3.2.4", "2023-4" }, { "Q3", "nej", "Nej", "3.2.5", "2023-5" },
    };
    assert_int_equal(count(&r, PART_EARLIER_RECOMMENDATION), 4);
    assert_int_equal(count(&r, PART_RECOMMENDATION), 5);
    assert_int_equal(count(&r, PART_ASSESSMENT), 5);
    for (unsigned i = 0; i < LEN(rows); i++) {
        struct { const char *field, *want; } cells[] = { { "of", rows[i].of }, { "grade", rows[i].grade }, { "grade_source", rows[i].source },
            { "section", rows[i].section }, { "outcomes", rows[i].outcomes } };
        for (size_t k = 0; k < LEN(cells); k++) {
            char path[64];
            snprintf(path, sizeof path, "assessment/%u/%s", i + 1, cells[k].field);
            expect(&r, path, cells[k].want);
        }
        assert_true(audit_item_text(&r.p, PART_ASSESSMENT, i + 1, "done").n > 100);
        assert_true(audit_item_text(&r.p, PART_ASSESSMENT, i + 1, "text_long").n > 100);
        assert_null(memchr(audit_item_text(&r.p, PART_ASSESSMENT, i + 1, "text_short").p, '<', audit_item_text(&r.p, PART_ASSESSMENT, i + 1, "text_short").n));
    }
    expect(&r, "earlier_recommendation/3/text", "Införa en modell/metod för riskanalys avseende it-infrastruktur som löpande uppdateras för att möta nya risker och hot.");
    expect(&r, "recommendation/4/text", "Förtydliga digitaliseringsrådets roll och ansvar i styrande dokument.");
}

static void r24_seed_what_remains_and_what_is_added(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_seed(false);
    static const char *const states[] = { "tillkommer", "tillkommer", "kvarstar", "tillkommer", "tillkommer" };
    for (unsigned i = 0; i < LEN(states); i++)
        assert_true(str_is(audit_item_text(&r.p, PART_RECOMMENDATION, i + 1, "state"), states[i]));
    expect(&r, "recommendation/3/repeats", "2021-3");
    expect_none(&r, "recommendation/1/repeats");
    expect(&r, "audit/1/grade", "delvis");
}

static void r16_r17_r18_r31_r32_seed_letter(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_seed(false);
    expect(&r, "response/1/due", "2024-02-29");
    expect(&r, "response/1/addressee", "Direktionen");
    assert_int_equal(count(&r, PART_DISTRIBUTION), 5);
    expect(&r, "distribution/1/purpose", "yttrande");
    for (unsigned i = 2; i <= 5; i++)
        assert_true(str_is(audit_item_text(&r.p, PART_DISTRIBUTION, i, "purpose"), "kannedom"));
    assert_int_equal(count(&r, PART_SIGNATURE), 4);
    expect(&r, "signature/1/organisation", "Kungsör");
    expect(&r, "signature/4/organisation", "Arboga");
    assert_int_equal(count(&r, PART_PARTICIPANT), 3);
    assert_int_equal(count(&r, PART_RESPONSE_RECIPIENT), 2);
}

static void names_only_when_asked_for(void **state)
{
    (void)state;
    for (int names = 0; names < 2; names++) {
        struct read r cleanup(read_free) = read_seed(names);
        size_t named = 0, addresses = 0;
        for (size_t i = 0; i < r.p.n; i++) {
            named += strcmp(r.p.items[i].field, "name") == 0;
            addresses += str_find(r.p.items[i].text, S("@"), 0) < r.p.items[i].text.n;
        }
        for (size_t i = 0; i < r.p.unread_n; i++)
            addresses += str_find(r.p.unread[i].text, S("@"), 0) < r.p.unread[i].text.n;
        assert_int_equal(named, names ? 7 : 0);
        assert_int_equal(addresses, names ? 1 : 0);
    }
}

/* Every passage lies where it says, and holds the words it gives (texts put together of several lines hold their beginning). */
static void passages_are_true(void **state)
{
    (void)state;
    static const char *const files[] = { "nordviken_first.txt", "vinterby_plain.txt", "soderslatt_layout.txt" };
    for (size_t k = 0; k < LEN(files); k++) {
        struct read r cleanup(read_free) = read_named(files[k], false);
        assert_int_equal(r.err, OK);
        for (size_t i = 0; i < r.p.n; i++) {
            const struct audit_item *item = &r.p.items[i];
            if (!item->source.line)
                continue;
            assert_true(item->source.from < item->source.to && item->source.to <= r.n);
            unsigned line = 1;
            for (size_t b = 0; b < item->source.from; b++)
                line += r.text[b] == '\n';
            assert_int_equal(line, item->source.line);
        }
    }
}

/* ---- others of the genre ---- */

static void a_first_audit_with_questions_in_a_table(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_named("nordviken_first.txt", false);
    assert_int_equal(r.err, OK);
    assert_true(r.p.recognised);
    expect(&r, "audit/1/title", "Granskning av behörighetshantering");
    expect(&r, "audit/1/type", "granskning");
    expect(&r, "audit/1/date", "2022-10-03");
    expect(&r, "audit/1/firm", "Norrgranskarna AB");
    expect(&r, "audit/1/grade", "nej");
    assert_int_equal(count(&r, PART_QUESTION), 3);
    assert_int_equal(count(&r, PART_EARLIER_RECOMMENDATION), 0);
    assert_int_equal(count(&r, PART_RECOMMENDATION), 2);
    expect(&r, "recommendation/1/text", "Införa en rutin för avslut av konton.");
    expect_none(&r, "recommendation/1/state");
    assert_int_equal(count(&r, PART_ASSESSMENT), 3);
    expect(&r, "assessment/1/grade", "ja");
    expect(&r, "assessment/2/grade", "nej");
    expect(&r, "assessment/2/grade_source", "NEJ");
    expect(&r, "assessment/2/text_short", "Var tredje konto tillhör någon som har slutat.");
    expect(&r, "assessment/3/grade", "delvis");
    assert_int_equal(audit_item_at(&r.p, S("assessment/3/grade"))->confidence, CONFIDENCE_LIKELY); /* "I huvudsak" is no word of the scale */
    assert_int_equal(count(&r, PART_INTERVIEW), 3);
    expect(&r, "interview/1/role", "Räddningschef");
    assert_int_equal(count(&r, PART_DOCUMENT), 2);
    expect(&r, "document/1/date", "2021-05-04");
    expect_none(&r, "document/2/date");
    assert_int_equal(count(&r, PART_CRITERION), 2);
    expect(&r, "criterion/1/kind", "lag");
    expect_none(&r, "response/1/due");
    expect_none(&r, "distribution/1/recipient");
    bool listed = false; /* the finding without a known form is listed */
    for (size_t i = 0; i < r.p.unread_n; i++)
        listed |= str_starts(r.p.unread[i].text, S("Förbundet har en riktlinje"));
    assert_true(listed);
}

static void headings_without_numbers_and_labels_on_the_line(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_named("vinterby_plain.txt", false);
    assert_int_equal(r.err, OK);
    assert_true(r.p.recognised);
    expect(&r, "audit/1/date", "2024");
    expect(&r, "earlier_audit/1/year", "2020");
    assert_int_equal(count(&r, PART_EARLIER_RECOMMENDATION), 2);
    expect(&r, "earlier_recommendation/1/text", "Prova reservkraften minst en gång per år.");
    expect(&r, "earlier_recommendation/2/text", "Ta fram en plan för bränsleförsörjning.");
    assert_int_equal(count(&r, PART_ASSESSMENT), 2);
    expect(&r, "assessment/1/section", "Rekommendation 1");
    expect(&r, "assessment/1/grade", "ja");
    expect(&r, "assessment/1/done", "Prov har gjorts i mars varje år. Protokoll finns.");
    assert_int_equal(audit_item_at(&r.p, S("assessment/1/grade"))->confidence, CONFIDENCE_LIKELY);
    assert_int_equal(count(&r, PART_RECOMMENDATION), 2);
    expect(&r, "recommendation/1/state", "kvarstar");
    expect(&r, "recommendation/1/repeats", "2020-2"); /* equal but for the full stop */
    expect(&r, "recommendation/2/state", "tillkommer");
    expect(&r, "assessment/2/done", "Förbundet har påbörjat en plan men den är inte beslutad. Den omfattar än så länge bara brandstationerna.");
    expect_none(&r, "response/1/due"); /* 30 February is no day */
    assert_int_equal(audit_item_at(&r.p, S("response/1/demand"))->confidence, CONFIDENCE_LIKELY);
    assert_int_equal(count(&r, PART_DISTRIBUTION), 3);
    expect(&r, "distribution/3/recipient", "Kommunfullmäktige i Höstby");
}

static void check_columns(const struct read *r)
{
    expect(r, "audit/1/date", "2024-11-20");
    expect(r, "audit/1/firm", "Granskarna i Söder AB");
    expect(r, "response/1/due", "2025-03-15");
    assert_int_equal(count(r, PART_EARLIER_RECOMMENDATION), 2);
    assert_int_equal(count(r, PART_RECOMMENDATION), 2);
    expect(r, "recommendation/1/text", "Kräva stark autentisering av alla leverantörer som ansluter till förbundets nät, också dem som bara ansluter någon gång om året.");
    expect(r, "assessment/1/grade_source", "Delvis");
    expect(r, "assessment/1/text_short", "Åtkomsten är begränsad för de flesta leverantörer. Tre leverantörer når fortfarande hela nätet.");
    expect(r, "assessment/1/outcomes", "2024-1");
    expect(r, "assessment/2/grade", "nej");
    expect(r, "assessment/2/text_short", "Ingen loggning har införts.");
    expect(r, "assessment/2/outcomes", "2024-2");
    expect(r, "recommendation/2/repeats", "2021-2");
    expect(r, "recommendation/2/state", "kvarstar");
    expect(r, "recommendation/1/state", "tillkommer");
    assert_int_equal(count(r, PART_DISTRIBUTION), 3);
}

static void a_page_laid_out_in_columns(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_named("soderslatt_layout.txt", false);
    assert_int_equal(r.err, OK);
    check_columns(&r);
}

/* The same as a PDF, made and read by the programs themselves in the sandbox. */
static void a_pdf_gives_the_same(void **state)
{
    (void)state;
    if (access("/usr/bin/weasyprint", X_OK) != 0 || access("/usr/bin/pdftotext", X_OK) != 0) {
        print_message("weasyprint or pdftotext is missing: skipped\n");
        skip();
    }
    size_t n = 0;
    char *html = slurp(SOURCE_ROOT "/test/data/audit/soderslatt.html", &n);
    struct arena arena cleanup(arena_free) = arena_new(1 << 20);
    struct buf pdf cleanup(buf_free) = buf_new(8 << 20), text cleanup(buf_free) = buf_new(8 << 20);
    char work[] = "/tmp/samsyn-work-XXXXXX";
    assert_non_null(mkdtemp(work));
    const char *const writable[] = { work, NULL }, *const argv[] = { "/usr/bin/weasyprint", "-q", "-", "-" };
    int in cleanup(sandbox_close) = -1;
    assert_int_equal(sandbox_memory_file((struct str){ html, n }, &in, NULL), OK);
    struct sandbox_program p = { .argv = argv, .argc = LEN(argv), .in = in, .writable = writable, .limits = SANDBOX_LIMITS, .sink = sandbox_sink_buf, .ctx = &pdf };
    assert_int_equal(sandbox_exec(&p, &arena, NULL, NULL), OK);
    assert_true(audit_is_pdf(buf_str(&pdf)));
    struct fault f = { 0 };
    assert_int_equal(audit_pdf_text(buf_str(&pdf), &arena, &text, &f), OK);
    struct read r cleanup(read_free) = read_text(buf_str(&text), false);
    assert_int_equal(r.err, OK);
    check_columns(&r);
    buf_reset(&text);
    assert_int_equal(audit_pdf_text(S("%PDF-1.7 but nothing more"), &arena, &text, &f), E_INVALID);
    rmdir(work);
    free(html);
}

/* Written after the reader: other words, a table without an end of its own, a name beside a title. */
static void questions_answered_in_columns(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_named("bergdalen_questions.txt", false);
    assert_int_equal(r.err, OK);
    expect(&r, "audit/1/date", "2025-04");
    expect(&r, "audit/1/firm", "Bygranskning AB");
    expect(&r, "audit/1/client", "de förtroendevalda revisorerna i Bergdalens kommunalförbund");
    expect(&r, "earlier_audit/1/year", "2022");
    assert_int_equal(count(&r, PART_QUESTION), 2);
    expect_none(&r, "question/2/table_text"); /* the heading behind the table is no part of it */
    expect(&r, "assessment/1/grade", "nej");
    expect(&r, "assessment/1/grade_source", "Ej uppfyllt");
    expect(&r, "assessment/1/text_short", "Ingen riskanalys finns.");
    expect(&r, "assessment/2/grade", "delvis");
    expect(&r, "assessment/2/grade_source", "Delvis uppfyllt");
    expect(&r, "assessment/2/text_short", "Roller finns men är inte beslutade.");
    assert_int_equal(count(&r, PART_RECOMMENDATION), 2);
    assert_int_equal(count(&r, PART_EARLIER_RECOMMENDATION), 2);
    expect_none(&r, "recommendation/1/repeats");
    for (size_t i = 0; i < r.p.unread_n; i++)
        assert_true(str_find(r.p.unread[i].text, S("Exempelsson"), 0) == SIZE_MAX);
}

static void grades_in_any_spelling(void **state)
{
    (void)state;
    static const struct { const char *cell, *grade, *source; } rows[] = {
        { "JA", "ja", "JA" }, { "d e l v i s.", "delvis", "d e l v i s" }, { "Del\u00advis", "delvis", NULL }, { "nej, inte alls", "nej", "nej" },
        { "Uppfylld", "ja", "Uppfylld" }, { "Ej hörsammad", "nej", "Ej hörsammad" }, { "Inte åtgärdat", "nej", "Inte åtgärdat" }, { "Ej bedömd", "ej_bedomd", "Ej bedömd" },
        { "Jag vet inte", NULL, NULL }, { "Åtgärdas under 2025", NULL, NULL }, { "Kanske", NULL, NULL }, { "Nejlikor", NULL, NULL },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        char text[1000];
        snprintf(text, sizeof text, "Granskning av revisorerna\n\nTidigare rekommendation\tBedömning\tTillkommande rekommendation\nGöra något som behövs.\t%s\t- Inga\n", rows[i].cell);
        struct read r cleanup(read_free) = read_text(str(text), false);
        assert_int_equal(r.err, OK);
        if (rows[i].grade)
            expect(&r, "assessment/1/grade", rows[i].grade);
        else
            expect_none(&r, "assessment/1/grade");
        if (rows[i].source)
            expect(&r, "assessment/1/grade_source", rows[i].source);
    }
}

static void no_report_gives_nothing(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_named("menu.txt", false);
    assert_int_equal(r.err, OK);
    assert_false(r.p.recognised);
    assert_int_equal(r.p.n, 0);
    assert_true(r.p.unread_n >= 4);
}

static void a_cut_report_gives_less(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_named("truncated.txt", false);
    assert_int_equal(r.err, OK);
    assert_true(r.p.recognised);
    expect(&r, "assessment/1/grade", "ja");
    expect_none(&r, "assessment/2/grade"); /* its Bedömning is cut off */
    assert_int_equal(count(&r, PART_RECOMMENDATION), 0);
}

static void what_is_no_text_is_refused(void **state)
{
    (void)state;
    static const struct { const char *bytes; size_t n; enum err err; const char *place; } rows[] = {
        { "", 0, E_INVALID, "" }, { " \n\t\n", 4, E_INVALID, "" }, { "Rad\nett\0två", 12, E_INVALID, "rad 2" },
        { "Granskning\n\nav \xff\xfe", 17, E_INVALID, "rad 3" }, { "\xc3", 1, E_INVALID, "rad 1" }, { "%PDF-1.7\n", 9, E_INVALID, "" },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        struct read r cleanup(read_free) = read_text((struct str){ rows[i].bytes, rows[i].n }, false);
        assert_int_equal(r.err, rows[i].err);
        assert_string_equal(r.f.place, rows[i].place);
    }
    struct { size_t n; int each; } big[] = { { AUDIT_TEXT_MAX + 1, 60 }, { AUDIT_LINE_MAX + 2, 0 }, { AUDIT_LINES_MAX + 10, 1 } };
    for (size_t i = 0; i < LEN(big); i++) {
        char *p = malloc(big[i].n);
        for (size_t k = 0; k < big[i].n; k++)
            p[k] = big[i].each && k % (size_t)big[i].each == 0 ? '\n' : 'a';
        struct read r cleanup(read_free) = read_text((struct str){ p, big[i].n }, false);
        assert_int_equal(r.err, E_LIMIT);
        free(p);
    }
    struct buf many cleanup(buf_free) = buf_new(1 << 20);
    for (int i = 1; i < 2500; i++)
        buf_printf(&many, "%d Rubrik\n\nText.\n\n", i > 999 ? 999 : i);
    for (int i = 0; i < 1100; i++)
        buf_put(&many, S("Åtgärd\n\nText.\n\n"));
    struct read r cleanup(read_free) = read_text(buf_str(&many), false);
    assert_int_equal(r.err, E_LIMIT);
}

static void a_form_edits_and_json_goes_round(void **state)
{
    (void)state;
    struct read r cleanup(read_free) = read_named("vinterby_plain.txt", false);
    struct fault f = { 0 };
    assert_int_equal(audit_proposal_set(&r.p, &r.arena, S("audit/1/title"), S("Rättad \"titel\" <b>"), true, &f), OK);
    assert_int_equal(audit_proposal_set(&r.p, &r.arena, S("recommendation/2/text"), S(""), false, &f), OK);
    assert_int_equal(audit_proposal_set(&r.p, &r.arena, S("question/9/text"), S("Ny fråga?"), true, &f), OK);
    static const char *const bad[] = { "", "audit", "audit/2/title", "audit/1/nothing", "recommendation/0/text", "recommendation/301/text", "x/1/text", "recommendation/1/text/x" };
    for (size_t i = 0; i < LEN(bad); i++)
        assert_int_equal(audit_proposal_set(&r.p, &r.arena, str(bad[i]), S("x"), true, &f), E_INVALID);
    assert_int_equal(audit_item_text(&r.p, PART_RECOMMENDATION, 2, "code").n, 0); /* the record was not chosen */
    struct buf one cleanup(buf_free) = buf_new(1 << 20), two cleanup(buf_free) = buf_new(1 << 20);
    audit_proposal_json(&one, &r.p);
    struct audit_proposal back;
    if (audit_proposal_from_json(buf_str(&one), r.p.report, &r.arena, &back, &f) != OK)
        fail_msg("%s: %s %s", f.place, f.text, f.arg[0]);
    back.unread = r.p.unread;
    back.unread_n = r.p.unread_n;
    audit_proposal_json(&two, &back);
    assert_int_equal(one.n, two.n);
    assert_memory_equal(one.p, two.p, one.n);
    assert_int_equal(audit_proposal_from_json(S("{\"format\":\"other\"}"), r.p.report, &r.arena, &back, &f), E_INVALID);
    assert_int_equal(audit_proposal_from_json(S("{\"format\":\"samsyn audit proposal 1\",\"audit\":{\"hat\":{}}}"), r.p.report, &r.arena, &back, &f), E_INVALID);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--child") == 0) /* the sandbox starts this program anew */
        return sandbox_child_main(NULL, 0, argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r1_r8_r15_seed_title_page),
        cmocka_unit_test(r9_r12_r13_seed_questions_and_interviews),
        cmocka_unit_test(r19_r21_r23_r25_seed_recommendations_and_assessments),
        cmocka_unit_test(r24_seed_what_remains_and_what_is_added),
        cmocka_unit_test(r16_r17_r18_r31_r32_seed_letter),
        cmocka_unit_test(names_only_when_asked_for),
        cmocka_unit_test(passages_are_true),
        cmocka_unit_test(a_first_audit_with_questions_in_a_table),
        cmocka_unit_test(headings_without_numbers_and_labels_on_the_line),
        cmocka_unit_test(a_page_laid_out_in_columns),
        cmocka_unit_test(a_pdf_gives_the_same),
        cmocka_unit_test(questions_answered_in_columns),
        cmocka_unit_test(grades_in_any_spelling),
        cmocka_unit_test(no_report_gives_nothing),
        cmocka_unit_test(a_cut_report_gives_less),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(a_form_edits_and_json_goes_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
