/* Feeds through the sandbox: the same as without it, and what a child that fails leaves behind. */
#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/words.h"
#include "feed/intake.h"
#include "vuln/record.h"

struct seen { struct buf b; size_t begun, undone; enum err fail; };

static enum err note_record(void *ctx, const struct vuln_record *r, struct fault *f)
{
    struct seen *s = ctx;
    record_put(&s->b, r);
    return s->fail ? fault(f, s->fail, NULL, "full", NULL, NULL) : OK;
}

static enum err note_kev(void *ctx, const struct kev_entry *e, struct fault *f)
{
    struct seen *s = ctx;
    (void)f;
    buf_printf(&s->b, "%.*s %d %.*s %.*s;", SF(e->cve), e->ransomware, SF(e->added), SF(e->due));
    return OK;
}

static enum err note_epss(void *ctx, const struct epss_row *e, struct fault *f)
{
    struct seen *s = ctx;
    (void)f;
    buf_printf(&s->b, "%.*s %g %g;", SF(e->cve), e->score, e->percentile);
    return OK;
}

static enum err note_object(void *ctx, struct str kind, struct str json, struct fault *f)
{
    struct seen *s = ctx;
    (void)f;
    buf_printf(&s->b, "%.*s %.*s;", SF(kind), SF(json));
    return OK;
}

static void note_begin(void *ctx) { ((struct seen *)ctx)->begun++; }
static void note_undo(void *ctx) { ((struct seen *)ctx)->undone++; }

static struct feed_sink sink_to(struct seen *s)
{
    s->b = buf_new(1 << 20);
    return (struct feed_sink){ .ctx = s, .record = note_record, .kev = note_kev, .epss = note_epss, .object = note_object,
                               .begin = note_begin, .undo = note_undo };
}

struct files { struct feed_input in[8]; size_t n; };

static void file(struct files *to, const char *name, const char *text)
{
    int fd;
    assert_int_equal(sandbox_memory_file(str(text), &fd, NULL), OK);
    to->in[to->n++] = (struct feed_input){ fd, str(name) };
}

static void close_all(struct files *files)
{
    for (size_t i = 0; i < files->n; i++)
        close(files->in[i].fd);
}

static struct buf as_json(const struct feed_report *r)
{
    struct buf b = buf_new(1 << 16);
    feed_report_put_json(&b, &words_sv, "k", r);
    return b;
}

/* Through the child and directly: the same records, the same report. */
static void same(const char *kind, struct files *files)
{
    struct seen there = { 0 }, here = { 0 };
    struct feed_sink to_there = sink_to(&there), to_here = sink_to(&here);
    struct feed_report a cleanup(feed_report_free) = feed_report_new(), b cleanup(feed_report_free) = feed_report_new();
    struct fault f = { 0 };
    size_t bad = 0, bad_here = 0;
    if (feed_intake(feed_kind_of(str(kind)), files->in, files->n, &to_there, &a, &bad, feed_child, &f) != OK)
        fail_msg("%s", f.text);
    for (size_t i = 0; i < files->n; i++) {
        assert_int_equal(lseek(files->in[i].fd, 0, SEEK_SET), 0);
        struct source *src = source_of_fd(files->in[i].fd, files->in[i].name);
        assert_non_null(src);
        bad_here += feed_read_file(feed_kind_of(str(kind)), src, &to_here, &b) != OK;
        source_free(src);
    }
    struct buf x = as_json(&a), y = as_json(&b);
    if (!str_eq(buf_str(&x), buf_str(&y)))
        fail_msg("%.*s\n%.*s", SF(buf_str(&x)), SF(buf_str(&y)));
    assert_true(str_eq(buf_str(&there.b), buf_str(&here.b)));
    assert_int_equal(bad, bad_here);
    assert_int_equal(there.undone, here.undone);
    /* Only checked: the same report, nothing for a sink. */
    struct feed_report c cleanup(feed_report_free) = feed_report_new();
    for (size_t i = 0; i < files->n; i++)
        lseek(files->in[i].fd, 0, SEEK_SET);
    assert_int_equal(feed_intake(feed_kind_of(str(kind)), files->in, files->n, NULL, &c, &bad, feed_child, &f), OK);
    struct buf z = as_json(&c);
    assert_true(str_eq(buf_str(&x), buf_str(&z)));
    buf_free(&x);
    buf_free(&y);
    buf_free(&z);
    buf_free(&here.b);
    buf_free(&there.b);
}

static void the_same_as_without_the_sandbox(void **state)
{
    (void)state;
    struct files kev cleanup(close_all) = { 0 }, epss cleanup(close_all) = { 0 }, nvd cleanup(close_all) = { 0 };
    file(&kev, "a.json", "{\"vulnerabilities\":[{\"cveID\":\"CVE-2024-0001\",\"dateAdded\":\"2024-01-01\",\"knownRansomwareCampaignUse\":\"Known\"},{\"cveID\":\"<x>\"}]}");
    file(&kev, "b.json", "{\"vulnerabilities\":[{\"cveID\":\"CVE-2024-0002\"}");
    file(&kev, "c.json", "[{\"cveID\":\"CVE-2024-0003\",\"dueDate\":\"2024-01-02\"},1]");
    same("kev", &kev);
    file(&epss, "a.csv", "cve,epss,percentile\nCVE-2024-0001,0.25,0.5\nCVE-2024-0002,2,0.5\n");
    same("epss", &epss);
    file(&nvd, "a.json", "{\"cve\":{\"id\":\"CVE-2024-0001\",\"lastModified\":\"2024\",\"configurations\":[{\"operator\":\"AND\",\"nodes\":[{\"cpeMatch\":[{\"vulnerable\":true,"
        "\"criteria\":\"cpe:2.3:a:v:x\\\\&y:*:*:*:*:*:*:*:*\",\"versionEndExcluding\":\"2\"}]},{\"negate\":true,\"cpeMatch\":[]}]}]}}");
    same("nvd", &nvd);
}

/* Crashes on the second file it is given. */
static enum err crash_on_second(const struct sandbox_io *io, struct fault *f)
{
    TRY(sandbox_write(io->out, S("f\nk CVE-2024-0001 0 2024-01-01 2024-01-02\nc 1 1 0\n"), f));
    if (io->in_n < 3)
        return OK;
    TRY(sandbox_write(io->out, S("f\nk CVE-2024-0002 0  \n"), f));
    abort();
}

static void a_crash_is_that_files_rejection(void **state)
{
    (void)state;
    struct files files cleanup(close_all) = { 0 };
    struct seen s = { 0 };
    struct feed_sink sink = sink_to(&s);
    struct feed_report r cleanup(feed_report_free) = feed_report_new();
    size_t bad = 0;
    struct fault f = { 0 };
    for (int i = 0; i < 3; i++)
        file(&files, (const char *const[]){ "a", "b", "c" }[i], "[]");
    assert_int_equal(feed_intake(feed_kind_of(S("kev")), files.in, files.n, &sink, &r, &bad, crash_on_second, &f), OK);
    assert_int_equal(bad, 1);
    assert_int_equal(r.accepted, 2);
    assert_int_equal(r.n, 1);
    assert_true(str_is(r.list[0].at, "b"));
    assert_int_equal(s.undone, 1);
    assert_int_equal(s.begun, 3);
    buf_free(&s.b);
}

static const char *lie;

static enum err liar(const struct sandbox_io *io, struct fault *f) { return sandbox_write(io->out, str(lie), f); }

static void what_the_child_says_is_checked(void **state)
{
    (void)state;
    static const char *const lies[] = {
        "", "x\n", "c 1 1 0\n", "f\nf\n", "f\nr {}\n", "f\nr {\"cve\":\"x\",\"feed\":7}\n", "f\nk x 0  \n", "f\nk CVE-2024-0001 2  \n", "f\ne CVE-2024-0001 x 1\n",
        "f\nc 1 2 0\n", "f\nc 1 1\n", "f\nx {}\n", "f\nx {\"code\":99}\n", "f\nu {\"code\":0}\n", "f\nc 0 0 0", "f\nc 0 0 0\nf\n", "f\nz\n",
    };
    for (size_t i = 0; i < LEN(lies); i++) {
        struct files files cleanup(close_all) = { 0 };
        struct seen s = { 0 };
        struct feed_sink sink = sink_to(&s);
        struct feed_report r cleanup(feed_report_free) = feed_report_new();
        size_t bad = 0;
        struct fault f = { 0 };
        file(&files, "a", "[]");
        lie = lies[i];
        assert_int_equal(feed_intake(feed_kind_of(S("kev")), files.in, files.n, &sink, &r, &bad, liar, &f), OK);
        bool done_first = str_starts(str(lie), S("f\nc 0 0 0\n"));
        if ((bad != 1 || r.n != 1) && !done_first)
            fail_msg("believed: %s", lie);
        buf_free(&s.b);
    }
}

static void a_sink_that_fails_ends_it(void **state)
{
    (void)state;
    struct files files cleanup(close_all) = { 0 };
    struct seen s = { .fail = E_NOMEM };
    struct feed_sink sink = sink_to(&s);
    struct feed_report r cleanup(feed_report_free) = feed_report_new();
    size_t bad = 0;
    struct fault f = { 0 };
    file(&files, "a", "{\"cve\":{\"id\":\"CVE-2024-0001\"}}");
    assert_int_equal(feed_intake(feed_kind_of(S("nvd")), files.in, files.n, &sink, &r, &bad, feed_child, &f), E_NOMEM);
    assert_string_equal(f.text, "full");
    buf_free(&s.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_as_without_the_sandbox), cmocka_unit_test(a_crash_is_that_files_rejection),
        cmocka_unit_test(what_the_child_says_is_checked), cmocka_unit_test(a_sink_that_fails_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
