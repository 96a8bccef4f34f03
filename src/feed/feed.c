#include "feed/feed.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/words.h"
#include "feed/split.h"

enum { REPORT_BYTES = 8 * 1024 * 1024, RECORD_ARENA = 256 * 1024 * 1024 };

const struct feed_kind feed_kinds[] = {
    { "nvd", feed_read_nvd },
    { "cve5", feed_read_cve5 },
    { "kev", feed_read_kev },
    { "epss", feed_read_epss },
    { "csaf", feed_read_csaf },
    { "attack", feed_read_attack },
    { "rss", feed_read_rss },
    { 0 },
};

const struct feed_kind *feed_kind_of(struct str name)
{
    for (const struct feed_kind *k = feed_kinds; k->name; k++)
        if (str_is(name, k->name))
            return k;
    return NULL;
}

struct feed_report feed_report_new(void) { return (struct feed_report){ .arena = arena_new(REPORT_BYTES) }; }

void feed_report_free(struct feed_report *r)
{
    arena_free(&r->arena);
    *r = feed_report_new();
}

void feed_report_file(struct feed_report *r)
{
    r->mark.records = r->records;
    r->mark.accepted = r->accepted;
    r->mark.rejected = r->rejected;
    r->mark.n = r->n;
    r->mark.limit_passed = r->limit_passed;
}

void feed_accept(struct feed_report *r)
{
    r->records++;
    r->accepted++;
}

/* "vulnerabilities[3]" + "cve.id", "[3]", "byte 7": a path goes on with a dot, anything else after a comma. */
static void join_places(char *to, size_t room, const char *a, const char *b)
{
    const char *between = !a[0] || !b[0] || b[0] == '[' ? "" : str_starts(str(b), S("byte ")) ? ", " : ".";
    snprintf(to, room, "%.90s%s%.150s", a, between, b);
}

static void list_rejection(struct feed_report *r, struct str file, const char *place, const struct fault *f)
{
    r->rejected++;
    r->limit_passed |= f->code == E_LIMIT;
    if (r->n >= feed_limits[LIMIT_REJECTIONS].most)
        return;
    char whole[FAULT_PLACE + 100];
    join_places(whole, sizeof whole, place ? place : "", f->place);
    struct feed_rejection *list = arena_grow(&r->arena, r->list, r->n, r->n + 1, sizeof *list, &r->cap);
    if (!list)
        return;
    r->list = list;
    struct str at = whole[0] ? str_printf(&r->arena, "%.*s:%s", SF(file), whole) : str_copy(&r->arena, file);
    if (at.p)
        r->list[r->n++] = (struct feed_rejection){ .at = at, .fault = *f };
}

void feed_reject(struct feed_report *r, struct str file, const char *place, const struct fault *f)
{
    r->records++;
    list_rejection(r, file, place, f);
}

void feed_reject_file(struct feed_report *r, struct str file, const struct fault *f)
{
    r->records = r->mark.records;
    r->accepted = r->mark.accepted;
    r->rejected = r->mark.rejected;
    r->n = r->mark.n;
    r->limit_passed = r->mark.limit_passed;
    list_rejection(r, file, NULL, f);
}

/* The name of a file need not be UTF-8; JSON must be. */
static void put_json_text(struct buf *b, struct str s)
{
    if (utf8_valid(s)) {
        buf_json(b, s);
        return;
    }
    struct buf clean cleanup(buf_free) = buf_new(3 * s.n + 16);
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        struct str piece = str_sub(s, from, at);
        buf_put(&clean, c == 0xFFFD && !utf8_valid(piece) ? S("\xEF\xBF\xBD") : piece);
    }
    buf_json(b, buf_str(&clean));
}

void feed_report_put_json(struct buf *b, const struct words *w, const char *kind, const struct feed_report *r)
{
    struct buf why cleanup(buf_free) = buf_new(4096);
    buf_put(b, S("{\"kind\":"));
    buf_json(b, str(kind));
    buf_put(b, S(",\"records\":"));
    buf_int(b, (int64_t)r->records);
    buf_put(b, S(",\"accepted\":"));
    buf_int(b, (int64_t)r->accepted);
    buf_put(b, S(",\"rejected\":["));
    for (size_t i = 0; i < r->n; i++) {
        const struct fault *f = &r->list[i].fault;
        buf_put(b, i ? S(",{\"at\":") : S("{\"at\":"));
        put_json_text(b, r->list[i].at);
        buf_put(b, S(",\"why\":"));
        buf_reset(&why);
        words_put(&why, w, f->text, f->arg[0], f->arg[1]);
        put_json_text(b, buf_str(&why));
        buf_char(b, '}');
    }
    buf_char(b, ']');
    if (r->rejected > r->n) {
        buf_put(b, S(",\"rejected_total\":"));
        buf_int(b, (int64_t)r->rejected);
    }
    buf_char(b, '}');
}

enum err feed_read_file(const struct feed_kind *kind, struct source *src, const struct feed_sink *sink, struct feed_report *report)
{
    struct fault f = { 0 };
    feed_report_file(report);
    if (sink->begin)
        sink->begin(sink->ctx);
    enum err e = kind->read(src, sink, report, &f);
    if (e == OK)
        return OK;
    if (sink->undo)
        sink->undo(sink->ctx);
    f.code = e;
    feed_reject_file(report, source_name(src), &f);
    return e;
}

/* A record that its reader refused: is it at least JSON? */
static enum err still_json(struct str text, struct json_limits limits, struct arena *a, struct fault *f)
{
    arena_reset(a);
    struct json j = json_new(text, a, limits);
    json_skip(&j);
    return json_end(&j, f);
}

/* The reader of JSON speaks of what is left inside the record; a person is told the file's own limit. */
static void in_own_words(struct fault *f)
{
    char place[FAULT_PLACE];
    if (f->code != E_LIMIT)
        return;
    memcpy(place, f->place, sizeof place);
    if (str_is(str(f->text), feed_limits[LIMIT_NESTING].text))
        feed_limit_passed(LIMIT_NESTING, place, f);
    else if (str_starts(str(f->text), S("Texten är längre än")))
        feed_limit_passed(LIMIT_STRING, place, f);
}

/* One record: accepted, rejected, or the fault that makes the file bad. */
static enum err one_record(const struct split_item *item, struct str file, struct arena *a, feed_json_record *read,
                           const struct feed_sink *sink, struct feed_report *report, struct fault *ret_fault)
{
    struct json_limits limits = { .depth = (unsigned)feed_limits[LIMIT_NESTING].most - item->depth,
                                  .string = feed_limits[LIMIT_STRING].most };
    struct fault f = { 0 }, grammar = { 0 };
    if (item->too_long) {
        feed_limit_passed(LIMIT_RECORD, NULL, &f);
        feed_reject(report, file, item->place, &f);
        return OK;
    }
    arena_reset(a);
    struct json j = json_new(item->text, a, limits);
    enum err e = read(&j, a, sink, &f);
    if (e == OK) {
        feed_accept(report);
        return OK;
    }
    if (e != E_INVALID && e != E_LIMIT) {
        *ret_fault = f;
        return e;
    }
    if (still_json(item->text, limits, a, &grammar) == E_INVALID) {
        char place[FAULT_PLACE + 100];
        join_places(place, sizeof place, item->place, grammar.place);
        return fault(ret_fault, E_INVALID, place, grammar.text, grammar.arg[0], grammar.arg[1]);
    }
    in_own_words(&f);
    feed_reject(report, file, item->place, &f);
    return OK;
}

enum err feed_read_json(struct source *src, const char *list, feed_json_record *read, const struct feed_sink *sink,
                        struct feed_report *report, struct fault *f)
{
    struct split *split cleanup(split_done) = split_new(src, list);
    struct arena a cleanup(arena_free) = arena_new(RECORD_ARENA);
    struct split_item item;
    if (!split)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    while (split_next(split, &item))
        TRY(one_record(&item, source_name(src), &a, read, sink, report, f));
    return split_end(split, f);
}
