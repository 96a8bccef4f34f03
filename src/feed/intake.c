/* The parent's side of feed/intake.h. */
#include "feed/intake.h"

#include <stdio.h>

#include "base/buf.h"
#include "vuln/record.h"

enum { LINE_BYTES = 64 * 1024 * 1024 };

struct intake {
    const struct feed_kind *kind;
    const struct feed_input *in;
    size_t n;
    const struct feed_sink *sink;
    struct feed_report *report;
    size_t at;              /* files that are done */
    bool open;              /* the file `at` has begun */
    size_t bad;
    struct buf line;
    struct arena arena;     /* of one line */
    enum err sink_failed;   /* the sink's own failure: everything ends */
    struct fault sink_fault;
};

static enum err garbled(struct fault *f) { return fault(f, E_IO, NULL, N_("Läsaren svarade med något oväntat."), NULL, NULL); }

static enum err of_sink(struct intake *t, enum err e)
{
    if (e != OK)
        t->sink_failed = e;
    return e;
}

static bool number(struct str *s, uint64_t *ret) { return str_to_uint64(str_cut(s, ' '), ret); }

/* A fault as the child wrote it. Its text is kept in the report, which outlives it. */
static enum err read_fault(struct intake *t, struct str text, struct str *ret_place, struct fault *ret, struct fault *f)
{
    struct json j = json_new(text, &t->arena, JSON_LIMITS);
    struct str key, words = { 0 }, args[2] = { { 0 } }, place = { 0 };
    int64_t code = 0;
    size_t n = 0;
    for (json_object(&j); json_key(&j, &key);) {
        if (str_is(key, "place"))
            place = json_string(&j);
        else if (str_is(key, "code"))
            code = json_int(&j);
        else if (str_is(key, "text"))
            words = json_string(&j);
        else if (str_is(key, "args"))
            for (json_array(&j); json_item(&j);) {
                struct str arg = json_string(&j);
                if (n < 2)
                    args[n++] = arg;
            }
        else
            json_skip(&j);
    }
    if (json_end(&j, NULL) != OK || code <= OK || code > E_BUG)
        return garbled(f);
    const char *kept = t->report->n < feed_limits[LIMIT_REJECTIONS].most ? str_c(&t->report->arena, words) : "";
    fault(ret, (enum err)code, NULL, kept ? kept : "", str_c(&t->arena, args[0]), str_c(&t->arena, args[1]));
    *ret_place = place;
    return OK;
}

static void begin(struct intake *t)
{
    feed_report_file(t->report);
    if (t->sink && t->sink->begin)
        t->sink->begin(t->sink->ctx);
    t->open = true;
}

/* The open file is bad: whatever came of it is forgotten. */
static void give_up(struct intake *t, const char *place, struct fault why)
{
    if (!t->open)
        begin(t);
    snprintf(why.place, sizeof why.place, "%s", place);
    if (t->sink && t->sink->undo)
        t->sink->undo(t->sink->ctx);
    feed_reject_file(t->report, t->in[t->at].name, &why);
    t->open = false;
    t->bad++;
    t->at++;
}

static enum err take_record(struct intake *t, struct str text, struct fault *f)
{
    struct vuln_record r;
    if (record_parse(&t->arena, text, &r, NULL) != OK)
        return garbled(f);
    return t->sink->record ? of_sink(t, t->sink->record(t->sink->ctx, &r, f)) : OK;
}

static enum err take_kev(struct intake *t, struct str text, struct fault *f)
{
    struct kev_entry e = { .cve = str_cut(&text, ' ') };
    uint64_t known;
    if (!number(&text, &known) || known > 1 || !cve_id_valid(e.cve))
        return garbled(f);
    e.ransomware = known;
    e.added = str_cut(&text, ' ');
    e.due = text;
    return t->sink->kev ? of_sink(t, t->sink->kev(t->sink->ctx, &e, f)) : OK;
}

static enum err take_epss(struct intake *t, struct str text, struct fault *f)
{
    struct epss_row e = { .cve = str_cut(&text, ' ') };
    if (!cve_id_valid(e.cve) || !str_to_double(str_cut(&text, ' '), &e.score) || !str_to_double(text, &e.percentile))
        return garbled(f);
    return t->sink->epss ? of_sink(t, t->sink->epss(t->sink->ctx, &e, f)) : OK;
}

static enum err take_done(struct intake *t, struct str text, struct fault *f)
{
    uint64_t records, accepted, rejected;
    if (!number(&text, &records) || !number(&text, &accepted) || !number(&text, &rejected) ||
        accepted > records || rejected > records)
        return garbled(f);
    t->report->records = t->report->mark.records + records;
    t->report->accepted = t->report->mark.accepted + accepted;
    t->report->rejected = t->report->mark.rejected + rejected;
    t->open = false;
    t->at++;
    return OK;
}

static enum err take_line(struct intake *t, struct str line, struct fault *f)
{
    char tag = line.n ? line.p[0] : '\0';
    struct str text = str_sub(line, 2, line.n), place;
    struct fault why;
    arena_reset(&t->arena);
    if (tag == 'f' && !t->open && t->at < t->n) {
        begin(t);
        return OK;
    }
    if (!t->open || (line.n > 1 && line.p[1] != ' '))
        return garbled(f);
    switch (t->sink || tag == 'x' || tag == 'c' || tag == 'u' ? tag : '\0') {
    case 'r': return take_record(t, text, f);
    case 'k': return take_kev(t, text, f);
    case 'e': return take_epss(t, text, f);
    case 'o': {
        struct str kind = str_cut(&text, ' ');
        return t->sink->object ? of_sink(t, t->sink->object(t->sink->ctx, kind, text, f)) : OK;
    }
    case 'x':
        TRY(read_fault(t, text, &place, &why, f));
        feed_reject(t->report, t->in[t->at].name, str_c(&t->arena, place), &why);
        return OK;
    case 'c': return take_done(t, text, f);
    case 'u':
        TRY(read_fault(t, text, &place, &why, f));
        give_up(t, str_c(&t->arena, place), why);
        return OK;
    default: return garbled(f);
    }
}

static enum err take(void *ctx, struct str piece, struct fault *f)
{
    struct intake *t = ctx;
    while (piece.n) {
        const char *end = memchr(piece.p, '\n', piece.n);
        size_t n = end ? (size_t)(end - piece.p) : piece.n;
        struct str part = str_sub(piece, 0, n);
        piece = str_sub(piece, end ? n + 1 : n, piece.n);
        if (!end || t->line.n) {
            buf_put(&t->line, part);
            TRY(buf_check(&t->line, f));
            part = buf_str(&t->line);
        }
        if (!end)
            return OK;
        enum err e = take_line(t, part, t->sink_failed ? NULL : f);
        if (t->sink_failed != OK && f)
            t->sink_fault = *f;
        buf_reset(&t->line);
        TRY(e);
    }
    return OK;
}

enum err feed_intake(const struct feed_kind *kind, const struct feed_input *in, size_t n, const struct feed_sink *sink,
                     struct feed_report *report, size_t *ret_bad, sandbox_function *fork_run, struct fault *f)
{
    struct intake t = { .kind = kind, .in = in, .n = n, .sink = sink, .report = report, .line = buf_new(LINE_BYTES),
                        .arena = arena_new((size_t)4 * LINE_BYTES) };
    enum err e = OK;
    while (t.at < n && t.sink_failed == OK) {
        int fds[SANDBOX_INPUTS_MAX];
        size_t k = 0, from = t.at;
        for (; k < SANDBOX_INPUTS_MAX && from + k < n; k++)
            fds[k] = in[from + k].fd;
        const char *const argv[] = { kind->name, sink ? "read" : "check" };
        const struct sandbox_job job = {
            .name = "feed", .fork_run = fork_run, .in = fds, .in_n = k, .argv = argv, .argc = LEN(argv), .sink = take, .ctx = &t,
            /* A file of 4 GiB unpacked at a tenth of what is measured (bench/watch) takes six minutes. */
            .limits = { .memory = (size_t)1 << 30, .cpu_s = 600, .wall_ms = 1200000, .output = (size_t)8 << 30 },
        };
        struct fault why = { 0 };
        struct arena words cleanup(arena_free) = arena_new(64 * 1024);
        buf_reset(&t.line);
        if (sandbox_run(&job, &words, NULL, &why) == OK && t.at == from + k)
            continue;
        if (t.sink_failed != OK) {
            e = t.sink_failed;
            if (f)
                *f = t.sink_fault;
            break;
        }
        if (why.code == OK)
            garbled(&why);
        /* The text lives in `words`; the report keeps its own copy. */
        const char *text = str_c(&report->arena, str(why.text));
        why.text = text ? text : "";
        if (t.at < from + k)
            give_up(&t, why.place, why);
    }
    *ret_bad = t.bad;
    buf_free(&t.line);
    arena_free(&t.arena);
    return e;
}
