/* The renderers, and the summary table of an imported report compared with chapter 1 of the report it came from. */
#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "derive/value.h"
#include "domain/audit_import.h"
#include "domain/save.h"
#include "feed/sandbox.h"
#include "report/audit_summary.h"
#include "report/list_file.h"

struct world {
    struct store *store;
    char folder[64];
    struct arena arena;
    struct seat seat;
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

static void world_free(struct world *w)
{
    static const char *const files[] = { "", "-wal", "-shm", "-lock" };
    store_close(w->store);
    for (size_t i = 0; i < LEN(files); i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/t.db%s", w->folder, files[i]);
        unlink(path);
    }
    rmdir(w->folder);
    arena_free(&w->arena);
}

static struct str slurp(struct arena *a, const char *path)
{
    char full[512];
    snprintf(full, sizeof full, "%s/%s", SOURCE_ROOT, path);
    FILE *in = fopen(full, "rb");
    if (!in)
        return (struct str){ 0 };
    char *p = arena_alloc(a, 1 << 20);
    size_t n = fread(p, 1, 1 << 20, in);
    fclose(in);
    return (struct str){ p, n };
}

/* A federation with the report in it; false when the report is not there. */
static bool world_with(struct world *w, const char *path)
{
    *w = (struct world){ .arena = arena_new((size_t)512 << 20) };
    struct str text = slurp(&w->arena, path);
    if (!text.n) {
        arena_free(&w->arena);
        return false;
    }
    snprintf(w->folder, sizeof w->folder, "/tmp/samsyn-report-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    char url[128];
    snprintf(url, sizeof url, "sqlite:%s/t.db", w->folder);
    FINE(store_open(&(struct store_options){ .url = url, .create = true }, &w->store, f));
    struct organisation o = { .name = S("Förbundet Exempelbygden"), .code = S("FEB"), .type = ORGANISATION_FEDERATION, .row.reach = REACH_COMMON };
    FINE(store_write(w->store, &seat_system, &(struct write_terms){ 0 }, make_federation, &o, NULL, f));
    w->seat = (struct seat){ .federation = { o.row.id }, .organisation = { o.row.id }, .role = ROLE_COORDINATOR };
    struct audit_proposal p;
    FINE(audit_report_read(text, &(struct audit_options){ 0 }, &w->arena, &p, f));
    struct audit_import import = { .proposal = &p, .file = text, .file_name = S("rapport.txt"), .media_type = S("text/plain"), .create = true };
    FINE(audit_import_run(w->store, &w->seat, &import, &w->done, f));
    return true;
}

static struct report summary(struct world *w, bool open)
{
    struct reading *r;
    struct report report;
    FINE(store_read(w->store, &w->seat, &r, f));
    FINE(report_audit_summary(r, &w->arena, &words_sv, w->done.audit, &(struct report_options){ .open = open, .organisation = S("Förbundet Exempelbygden"),
        .now = { SECONDS(1764000000) } }, &report, f));
    store_read_end(r);
    return report;
}

/* Text for comparing: tags, white space, hyphens, dashes, bullets and full stops gone; entities read. */
static struct str squeeze(struct arena *a, struct str s)
{
    static const struct { const char *from; char to; } entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&#39;", '\'' } };
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        if (s.p[i] == '<' && i + 1 < s.n && (s.p[i + 1] == '/' || (s.p[i + 1] >= 'a' && s.p[i + 1] <= 'z'))) {
            while (i < s.n && s.p[i] != '>')
                i++;
            i++;
            continue;
        }
        size_t from = i;
        uint32_t c = utf8_next(s, &i);
        for (size_t k = 0; c == '&' && k < LEN(entities); k++)
            if (str_starts(str_sub(s, from, s.n), str(entities[k].from))) {
                c = (uint32_t)entities[k].to;
                i = from + strlen(entities[k].from);
                p[n++] = entities[k].to;
                c = 0;
            }
        if (c <= ' ' || c == '-' || c == 0x2013 || c == 0x2022 || c == '.' || c == '"' || c == 0xAD || c == 0x2010)
            continue;
        memcpy(p + n, s.p + from, i - from);
        n += i - from;
    }
    return (struct str){ p, n };
}

/* ---- the expected table, from the machine-readable copy of the report beside this tree ---- */

struct expected { struct str subject, grade, text, outcomes[4]; size_t n; };

static struct str text_of(const struct csv_row *rows, size_t n, struct str id)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].cell[1], id) && !str_is(rows[i].cell[2], "bedömning"))
            return rows[i].cell[4];
    return (struct str){ 0 };
}

static size_t expected_rows(struct arena *a, struct expected out[static 8])
{
    struct str text = slurp(a, "../shared/domain/audit_seed.csv");
    struct csv c = csv_new(text, CSV_OPTIONS);
    struct csv_row rows[32];
    size_t n = 0, found = 0;
    while (n < LEN(rows) && csv_row(&c, a, &rows[n]))
        n++;
    FINE(csv_end(&c, f));
    for (size_t i = 0; i < n; i++) {
        if (!str_is(rows[i].cell[2], "bedömning"))
            continue;
        struct expected *e = &out[found++];
        *e = (struct expected){ .subject = text_of(rows, n, rows[i].cell[1]), .grade = rows[i].cell[5], .text = rows[i].cell[6] };
        for (struct str rest = rows[i].cell[7]; rest.n;)
            e->outcomes[e->n++] = text_of(rows, n, str_cut(&rest, ' '));
        size_t at = str_find(e->subject, S("säkerhetshändelser"), 0); /* the table's own wording */
        if (at != SIZE_MAX)
            e->subject = str_printf(a, "%.*ssäkerhetsincidenter%.*s", (int)at, e->subject.p, (int)(e->subject.n - at - strlen("säkerhetshändelser")),
                e->subject.p + at + strlen("säkerhetshändelser"));
    }
    return found;
}

/* Every row's cells stand in the text, row after row. */
static void expect_rows(struct arena *a, struct str text, const struct expected *rows, size_t n, const char *where)
{
    struct str all = squeeze(a, text);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        struct str subject = squeeze(a, rows[i].subject), why = squeeze(a, rows[i].text);
        size_t begins = str_find(all, subject, at);
        if (!subject.n || begins == SIZE_MAX)
            fail_msg("%s: row %zu is missing: %.*s", where, i + 1, SF(rows[i].subject));
        if (!why.n || str_find(all, why, begins) == SIZE_MAX)
            fail_msg("%s: row %zu has another text than: %.*s", where, i + 1, SF(rows[i].text));
        size_t last = begins;
        for (size_t k = 0; k < rows[i].n; k++) {
            struct str outcome = squeeze(a, rows[i].outcomes[k]);
            last = str_find(all, outcome, last);
            if (!outcome.n || last == SIZE_MAX)
                fail_msg("%s: row %zu lacks: %.*s", where, i + 1, SF(rows[i].outcomes[k]));
        }
        at = begins + 1;
    }
}

static bool seed(struct world *w, struct expected rows[static 8], size_t *n)
{
    if (!world_with(w, "../shared/seed/000_063428fc3c55477f.txt")) {
        print_message("the seed report is not beside this tree: skipped\n");
        return false;
    }
    *n = expected_rows(&w->arena, rows);
    assert_int_equal(*n, 5);
    return true;
}

static void r27_seed_table_as_html_row_by_row(void **state)
{
    (void)state;
    struct world w;
    struct expected rows[8];
    size_t n = 0;
    if (!seed(&w, rows, &n))
        skip();
    struct report report = summary(&w, false);
    struct buf b cleanup(buf_free) = buf_new(1 << 20);
    FINE(report_html(&report, &b, f));
    expect_rows(&w.arena, buf_str(&b), rows, n, "html");
    static const char *const grades[] = { "Bedömning: delvis", "Bedömning: delvis", "Bedömning: nej", "Bedömning: Delvis", "Bedömning: Nej" };
    size_t at = 0;
    for (size_t i = 0; i < LEN(grades); i++) { /* in the report's own spelling */
        at = str_find(buf_str(&b), str(grades[i]), at);
        assert_true(at != SIZE_MAX);
        at++;
    }
    assert_true(str_find(buf_str(&b), str("Bedömning: "), at) == SIZE_MAX);
    world_free(&w);
}

static void r27_seed_table_as_csv_row_by_row(void **state)
{
    (void)state;
    struct world w;
    struct expected rows[8];
    size_t n = 0;
    if (!seed(&w, rows, &n))
        skip();
    struct report report = summary(&w, false);
    struct buf b cleanup(buf_free) = buf_new(1 << 20);
    FINE(report_csv(&report, ';', &b, f));
    struct csv_options o = CSV_OPTIONS;
    o.separator = ';';
    struct csv c = csv_new(buf_str(&b), o);
    struct csv_row row;
    size_t seen = 0, headers = 0;
    while (csv_row(&c, &w.arena, &row)) {
        assert_int_equal(row.n, 5);
        if (str_is(row.cell[0], "Tabell")) {
            headers++;
            continue;
        }
        struct arena *a = &w.arena;
        assert_true(seen < n);
        assert_true(str_eq(squeeze(a, row.cell[1]), squeeze(a, rows[seen].subject)));
        assert_true(str_eq_nocase(row.cell[2], rows[seen].grade));
        assert_true(str_eq(squeeze(a, row.cell[3]), squeeze(a, rows[seen].text)));
        struct str all = { 0 };
        for (size_t k = 0; k < rows[seen].n; k++)
            all = str_printf(a, "%.*s%.*s", SF(all), SF(squeeze(a, rows[seen].outcomes[k])));
        assert_true(str_eq(squeeze(a, row.cell[4]), all));
        seen++;
    }
    FINE(csv_end(&c, f));
    assert_int_equal(seen, n);
    assert_int_equal(headers, 2);
    world_free(&w);
}

/* Runs a poppler program over the bytes; false when it is not installed. */
static bool poppler(const char *const *argv, size_t argc, struct str pdf, struct buf *out, struct arena *a)
{
    if (access(argv[0], X_OK) != 0)
        return false;
    int in cleanup(sandbox_close) = -1;
    FINE(sandbox_memory_file(pdf, &in, f));
    struct sandbox_program p = { .argv = argv, .argc = argc, .in = in, .limits = SANDBOX_LIMITS, .sink = sandbox_sink_buf, .ctx = out };
    FINE(sandbox_exec(&p, a, NULL, f));
    return true;
}

static void check_pdf_structure(struct str pdf, struct arena *a, size_t rows, size_t columns)
{
    static const char *const info[] = { "/usr/bin/pdfinfo", "-" }, *const tree[] = { "/usr/bin/pdfinfo", "-struct", "-" };
    struct buf out cleanup(buf_free) = buf_new(4 << 20);
    assert_true(poppler(info, LEN(info), pdf, &out, a));
    assert_true(str_find(buf_str(&out), S("Tagged:          yes"), 0) != SIZE_MAX);
    assert_true(str_find(buf_str(&out), S("Title:           Sammanfattningstabell"), 0) != SIZE_MAX);
    assert_true(str_find(pdf, S("/Lang (sv)"), 0) != SIZE_MAX);
    assert_true(str_find(pdf, S("pdfuaid:part"), 0) != SIZE_MAX);
    buf_reset(&out);
    assert_true(poppler(tree, LEN(tree), pdf, &out, a));
    static const char *const want[] = { "H1", "Table", "THead", "TR", "TH", "TBody", "TD", "L (block)", "LI" };
    for (size_t i = 0; i < LEN(want); i++)
        if (str_find(buf_str(&out), str(want[i]), 0) == SIZE_MAX)
            fail_msg("the PDF's structure lacks %s:\n%.*s", want[i], SF(buf_str(&out)));
    static const char *const scopes[] = { " TH:\n", "/Scope /Column\n", "/Scope /Row\n" }; /* every header cell says whose it is */
    size_t n[LEN(scopes)] = { 0 };
    for (size_t i = 0; i < LEN(scopes); i++)
        for (size_t at = 0; (at = str_find(buf_str(&out), str(scopes[i]), at)) != SIZE_MAX; at++)
            n[i]++;
    assert_true(n[1] >= columns && n[2] >= rows);
    assert_int_equal(n[0], n[1] + n[2]);
    assert_int_equal(str_find(buf_str(&out), S(" TH\n"), 0), SIZE_MAX); /* one without */
}

static bool weasyprint(void)
{
    if (access("/usr/bin/weasyprint", X_OK) == 0 && access("/usr/bin/pdfinfo", X_OK) == 0)
        return true;
    print_message("weasyprint or poppler is missing: skipped\n");
    return false;
}

static void r27_seed_table_as_pdf_row_by_row(void **state)
{
    (void)state;
    struct world w;
    struct expected rows[8];
    size_t n = 0;
    if (!weasyprint() || !seed(&w, rows, &n))
        skip();
    struct report report = summary(&w, false);
    struct buf pdf cleanup(buf_free) = buf_new(8 << 20), text cleanup(buf_free) = buf_new(1 << 20);
    FINE(report_pdf(&report, &pdf, f));
    static const char *const argv[] = { "/usr/bin/pdftotext", "-", "-" };
    assert_true(poppler(argv, LEN(argv), buf_str(&pdf), &text, &w.arena));
    expect_rows(&w.arena, buf_str(&text), rows, n, "pdf");
    check_pdf_structure(buf_str(&pdf), &w.arena, 5, 3);
    world_free(&w);
}

/* ---- an invented report, always there ---- */

static void r27_invented_table_in_every_format(void **state)
{
    (void)state;
    struct world w;
    assert_true(world_with(&w, "test/data/audit/nordviken_first.txt"));
    struct report report = summary(&w, false);
    struct buf b cleanup(buf_free) = buf_new(8 << 20);
    FINE(report_csv(&report, ',', &b, f));
    struct csv c = csv_new(buf_str(&b), CSV_OPTIONS);
    struct csv_row row;
    size_t rows = 0;
    while (csv_row(&c, &w.arena, &row))
        rows++;
    FINE(csv_end(&c, f));
    assert_int_equal(rows, 4);
    assert_int_equal(row.n, 4); /* one table: no column that names it */
    buf_reset(&b);
    FINE(report_xlsx(&report, &b, f));
    assert_true(str_starts(buf_str(&b), S("PK\x03\x04")));
    buf_reset(&b);
    FINE(report_document(&report, &b, f));
    assert_true(str_find(buf_str(&b), S("<html lang=\"sv\">"), 0) != SIZE_MAX);
    assert_true(str_find(buf_str(&b), S("Bedömning: NEJ"), 0) != SIZE_MAX);
    if (weasyprint()) {
        buf_reset(&b);
        FINE(report_render(&report, REPORT_FORMAT_PDF, &b, f));
        static const char *const info[] = { "/usr/bin/pdfinfo", "-" };
        struct buf out cleanup(buf_free) = buf_new(1 << 16);
        assert_true(poppler(info, LEN(info), buf_str(&b), &out, &w.arena));
        assert_true(str_find(buf_str(&out), S("Tagged:          yes"), 0) != SIZE_MAX);
    }
    world_free(&w);
}

struct mark { int64_t id; };
static enum err mark_row(struct writing *w, void *ctx, struct fault *f)
{
    struct assessment s;
    struct faults faults = { .arena = writing_arena(w) };
    TRY(store_get(writing_reads(w), writing_arena(w), &assessment_entity, ((struct mark *)ctx)->id, &s, f));
    s.row.secrecy = S("OSL 18 kap. 8 §");
    return domain_save(w, &assessment_entity, &s, NULL, &faults, f);
}

static void n2_the_open_version_leaves_marked_rows_out_and_says_so(void **state)
{
    (void)state;
    struct world w;
    assert_true(world_with(&w, "test/data/audit/soderslatt_layout.txt"));
    struct reading *r;
    struct audit_view v;
    FINE(store_read(w.store, &w.seat, &r, f));
    FINE(audit_load(r, &w.arena, w.done.audit, &v, f));
    store_read_end(r);
    FINE(store_write(w.store, &w.seat, &(struct write_terms){ 0 }, mark_row, &(struct mark){ v.assessments[1].row.id }, NULL, f));
    struct buf full cleanup(buf_free) = buf_new(1 << 20), open cleanup(buf_free) = buf_new(1 << 20);
    struct report report = summary(&w, false);
    FINE(report_html(&report, &full, f));
    report = summary(&w, true);
    assert_int_equal(report.left_out, 1);
    FINE(report_html(&report, &open, f));
    assert_true(str_find(buf_str(&full), S("Ingen loggning har införts."), 0) != SIZE_MAX);
    assert_true(str_find(buf_str(&open), S("Ingen loggning har införts."), 0) == SIZE_MAX);
    assert_true(str_find(buf_str(&open), S("En rad med sekretessmarkering är utelämnad."), 0) != SIZE_MAX);
    world_free(&w);
}

static void a_list_past_its_limit_is_refused_and_not_cut(void **state)
{
    (void)state;
    struct world w;
    assert_true(world_with(&w, "test/data/audit/soderslatt_layout.txt"));
    struct reading *r;
    struct buf b cleanup(buf_free) = buf_new(4 << 20);
    FINE(store_read(w.store, &w.seat, &r, f));
    struct state list = state_default(&recommendation_entity, 50);
    struct list_file_options o = { .report = { .made_by = S("anna"), .now = { SECONDS(1700000000) } }, .format = REPORT_FORMAT_CSV };
    FINE(list_file(r, &w.arena, &words_sv, &list, &o, &b, f));
    size_t rows = 0;
    for (size_t i = 0; i < b.n; i++)
        rows += b.p[i] == '\r';
    o.most = rows - 1; /* without the head: as many as there are */
    assert_true(rows > 3);
    FINE(list_file(r, &w.arena, &words_sv, &list, &o, &b, f));
    for (enum report_format format = REPORT_FORMAT_XLSX; format <= REPORT_FORMAT_CSV; format++) {
        struct fault f = { 0 };
        o.most = rows - 2;
        o.format = format;
        assert_int_equal(list_file(r, &w.arena, &words_sv, &list, &o, &b, &f), E_LIMIT);
        assert_non_null(f.text);
    }
    o.format = REPORT_FORMAT_PDF;
    assert_int_equal(list_file(r, &w.arena, &words_sv, &list, &o, &b, NULL), E_INVALID);
    store_read_end(r);
    world_free(&w);
}

/* ---- the tree itself ---- */

static struct report nasty(struct arena *a)
{
    struct report r = report_new(a, &words_sv, S("<script>alert(1)</script> & \"titel\""));
    const struct report_column columns[] = { { S("=SUMMA(A1)"), 20, REPORT_ROW_HEAD }, { S("Tal"), 10, REPORT_NUMBER }, { S("Text"), 40, 0 } };
    report_fact(&r, S("Term <b>"), S("Värde & mer"));
    report_heading(&r, 2, S("Rubrik <h2>"));
    report_paragraph(&r, S("Ett.\n\nTvå."));
    struct report_table *t = report_table(&r, S("Tabell: [med] /allt* och mycket mer i sitt namn"), columns, LEN(columns));
    static const char *const texts[] = { "=1+1", "+46", "-5", "@här", "'=", "<img src=x onerror=1>", "Rad\nbrytning \"citat\"; semikolon", "åäö €" };
    for (size_t i = 0; i < LEN(texts); i++) {
        struct report_cell *c = report_row(&r, t);
        c[0].text = str(texts[i]);
        c[1].text = S("12.5");
        c[2].text = str(texts[LEN(texts) - 1 - i]);
    }
    return r;
}

static void nothing_in_a_text_becomes_markup_or_formula(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(16 << 20);
    struct report r = nasty(&a);
    struct buf b cleanup(buf_free) = buf_new(4 << 20);
    FINE(report_document(&r, &b, f));
    assert_true(str_find(buf_str(&b), S("<script"), 0) == SIZE_MAX);
    assert_true(str_find(buf_str(&b), S("<img"), 0) == SIZE_MAX);
    assert_true(str_find(buf_str(&b), S("<p>Ett.</p><p>Två.</p>"), 0) != SIZE_MAX);
    buf_reset(&b);
    FINE(report_csv(&r, ';', &b, f));
    struct csv_options o = CSV_OPTIONS;
    o.separator = ';';
    struct csv c = csv_new(buf_str(&b), o);
    struct csv_row row;
    assert_true(csv_row(&c, &a, &row) && csv_row(&c, &a, &row));
    assert_true(str_is(row.cell[0], "=1+1")); /* reads back as it was … */
    assert_true(str_find(buf_str(&b), S("'=1+1"), 0) != SIZE_MAX); /* … and is no formula to a spreadsheet */
    buf_reset(&b);
    FINE(report_xlsx(&r, &b, f));
    char path[] = "/tmp/samsyn-xlsx-test-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, b.p, b.n) == (ssize_t)b.n);
    close(fd);
    char command[256]; /* the sheet's XML has no formula element, and its table has all rows */
    snprintf(command, sizeof command, "python3 -c \"import zipfile,sys; z=zipfile.ZipFile('%s'); s=z.read('xl/worksheets/sheet1.xml').decode(); sys.exit('<f>' in s or s.count('<row')!=9)\"", path);
    assert_int_equal(system(command), 0);
    unlink(path);
}

static void memory_and_bounds_are_told(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(2000);
    struct report r = report_new(&a, &words_sv, S("Liten"));
    for (int i = 0; i < 200; i++)
        report_paragraph(&r, S("text"));
    struct buf b cleanup(buf_free) = buf_new(1 << 16), tiny cleanup(buf_free) = buf_new(16);
    assert_int_equal(report_html(&r, &b, NULL), E_NOMEM);
    assert_int_equal(report_csv(&r, ';', &b, NULL), E_NOMEM);
    struct arena big cleanup(arena_free) = arena_new(16 << 20);
    struct report n = nasty(&big);
    assert_int_equal(report_html(&n, &tiny, NULL), E_LIMIT);
    assert_int_equal(report_format_named(S("docx")), 0);
    assert_int_equal(report_format_named(S("csv")), REPORT_FORMAT_CSV);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--child") == 0) /* the sandbox starts this program anew */
        return sandbox_child_main(NULL, 0, argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r27_seed_table_as_html_row_by_row),
        cmocka_unit_test(r27_seed_table_as_csv_row_by_row),
        cmocka_unit_test(r27_seed_table_as_pdf_row_by_row),
        cmocka_unit_test(r27_invented_table_in_every_format),
        cmocka_unit_test(n2_the_open_version_leaves_marked_rows_out_and_says_so),
        cmocka_unit_test(a_list_past_its_limit_is_refused_and_not_cut),
        cmocka_unit_test(nothing_in_a_text_becomes_markup_or_formula),
        cmocka_unit_test(memory_and_bounds_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
