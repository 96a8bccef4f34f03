/* The child's side of feed/intake.h: reads, and writes lines. */
#include "base/buf.h"
#include "feed/intake.h"
#include "vuln/record.h"

enum { FLUSH = 64 * 1024 };

struct writer { int out; struct buf b; };

/* Writes what has gathered once it is much. */
static enum err flush(struct writer *w, size_t when, struct fault *f)
{
    if (w->b.n < when)
        return OK;
    TRY(buf_check(&w->b, f));
    TRY(sandbox_write(w->out, buf_str(&w->b), f));
    buf_reset(&w->b);
    return OK;
}

static enum err put_record(void *ctx, const struct vuln_record *r, struct fault *f)
{
    struct writer *w = ctx;
    buf_put(&w->b, S("r "));
    record_put(&w->b, r);
    buf_char(&w->b, '\n');
    return flush(w, FLUSH, f);
}

static enum err put_kev(void *ctx, const struct kev_entry *e, struct fault *f)
{
    struct writer *w = ctx;
    buf_printf(&w->b, "k %.*s %d %.*s %.*s\n", SF(e->cve), e->ransomware, SF(e->added), SF(e->due));
    return flush(w, FLUSH, f);
}

static enum err put_epss(void *ctx, const struct epss_row *e, struct fault *f)
{
    struct writer *w = ctx;
    buf_printf(&w->b, "e %.*s ", SF(e->cve));
    buf_double(&w->b, e->score);
    buf_char(&w->b, ' ');
    buf_double(&w->b, e->percentile);
    buf_char(&w->b, '\n');
    return flush(w, FLUSH, f);
}

static enum err put_object(void *ctx, struct str kind, struct str json, struct fault *f)
{
    struct writer *w = ctx;
    buf_printf(&w->b, "o %.*s ", SF(kind));
    for (size_t i = 0; i < json.n; i++) /* a line break between the values of JSON is a space as well */
        buf_char(&w->b, json.p[i] == '\n' || json.p[i] == '\r' ? ' ' : json.p[i]);
    buf_char(&w->b, '\n');
    return flush(w, FLUSH, f);
}

static void put_fault(struct buf *b, char tag, const char *place, const struct fault *f)
{
    buf_printf(b, "%c {\"place\":", tag);
    buf_json(b, str(place));
    buf_put(b, S(",\"code\":"));
    buf_int(b, (int64_t)f->code);
    buf_put(b, S(",\"text\":"));
    buf_json(b, str(f->text ? f->text : ""));
    buf_put(b, S(",\"args\":["));
    for (int i = 0; i < 2; i++) {
        if (i)
            buf_char(b, ',');
        buf_json(b, utf8_valid(str(f->arg[i])) ? str(f->arg[i]) : S("…"));
    }
    buf_put(b, S("]}\n"));
}

static enum err one_file(const struct feed_kind *kind, int fd, const struct feed_sink *sink, struct writer *w, struct fault *f)
{
    struct source *src cleanup(source_done) = source_of_fd(fd, S(""));
    struct feed_report report cleanup(feed_report_free) = feed_report_new();
    if (!src)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    buf_put(&w->b, S("f\n"));
    enum err e = feed_read_file(kind, src, sink, &report);
    if (e != OK && report.n) {
        put_fault(&w->b, 'u', report.list[report.n - 1].fault.place, &report.list[report.n - 1].fault);
        return flush(w, 0, f);
    }
    for (size_t i = 0; i < report.n; i++) {
        struct str at = report.list[i].at; /* the file has no name here: ":place" or nothing */
        struct arena a cleanup(arena_free) = arena_new(4096);
        put_fault(&w->b, 'x', at.n ? str_c(&a, str_sub(at, 1, at.n)) : "", &report.list[i].fault);
        TRY(flush(w, FLUSH, f));
    }
    buf_printf(&w->b, "c %llu %llu %llu\n", (unsigned long long)report.records, (unsigned long long)report.accepted,
               (unsigned long long)report.rejected);
    return flush(w, 0, f);
}

enum err feed_child(const struct sandbox_io *io, struct fault *f)
{
    const struct feed_kind *kind = io->argc == 2 ? feed_kind_of(str(io->argv[0])) : NULL;
    struct writer w = { .out = io->out, .b = buf_new((size_t)64 << 20) };
    struct feed_sink sink = { .ctx = &w };
    if (!kind)
        return fault(f, E_BUG, NULL, N_("Det finns ingen sådan läsare."), NULL, NULL);
    if (str_is(str(io->argv[1]), "read")) {
        sink.record = put_record;
        sink.kev = put_kev;
        sink.epss = put_epss;
        sink.object = put_object;
    }
    enum err e = OK;
    for (size_t i = 0; i < io->in_n && e == OK; i++)
        e = one_file(kind, io->in[i], &sink, &w, f);
    buf_free(&w.b);
    return e;
}
