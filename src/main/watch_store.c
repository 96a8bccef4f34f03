#include "main/watch_store.h"

#include <stdio.h>

#include "base/buf.h"
#include "main/app.h"
#include "main/verb.h"

static int complain(const struct words *words, const struct fault *f, int status)
{
    verb_complain(words, f);
    return status;
}

bool watch_store_open(struct watch_store *ret, int *argc, char **argv, const struct words *words, int *ret_status)
{
    struct fault f = { 0 };
    *ret = (struct watch_store){ .arena = arena_new((size_t)1 << 30) };
    if (config_read(&ret->arena, argc, argv, &ret->config, &f) != OK || (config_key_read(&ret->config, &f) != OK && f.code != E_ABSENT)) {
        *ret_status = complain(words, &f, EXIT_USAGE);
        return false;
    }
    ret->config.key_made = f.code == OK;
    organisation_id federation;
    if (app_store_open(&ret->config, false, &ret->store, &f) != OK || app_federation(ret->store, &ret->arena, &federation, &f) != OK) {
        *ret_status = complain(words, &f, EXIT_FAILED);
        return false;
    }
    ret->seat = (struct seat){ .federation = federation, .organisation = federation, .role = ROLE_SYSTEM, .export = true };
    ret->now = (instant){ instant_now().usec + SECONDS(ret->config.clock_offset_s) };
    return true;
}

void watch_store_close(struct watch_store *s)
{
    if (s->store)
        store_close(s->store);
    arena_free(&s->arena);
}

static void tell_result(const char *kind, struct str name, const struct feed_report *report, const struct watch_counts *c)
{
    struct buf b cleanup(buf_free) = buf_new(65536);
    buf_put(&b, S("{\"feed\":"));
    buf_json(&b, name);
    buf_printf(&b, ",\"kind\":\"%s\"", kind);
    const struct { const char *name; uint64_t n; } rows[] = {
        { "records", report->records }, { "accepted", report->accepted }, { "rejected", report->rejected }, { "new", c->fresh }, { "changed", c->changed },
        { "unchanged", c->same }, { "gone", c->gone }, { "exposures_new", c->exposed }, { "exposures_changed", c->worse_or_better },
        { "exposures_back", c->back }, { "exposures_gone", c->over },
    };
    for (size_t i = 0; i < LEN(rows); i++)
        buf_printf(&b, ",\"%s\":%llu", rows[i].name, (unsigned long long)rows[i].n);
    printf("%.*s}\n", SF(buf_str(&b)));
    fflush(stdout);
}

enum err watch_store_feed(struct watch_store *s, const char *kind, struct str name, const struct watch_paths *paths, const struct words *words,
                          bool *ret_fine, struct fault *f)
{
    struct watch_batch *batch cleanup(watch_batch_done) = watch_batch_new(kind);
    struct feed_report report cleanup(feed_report_free) = feed_report_new();
    struct watch_counts counts = { 0 };
    size_t bad = 0;
    if (!batch)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    const struct feed_sink sink = watch_batch_sink(batch);
    TRY(watch_read(feed_kind_of(str(kind)), paths, &sink, &report, &bad, f));
    *ret_fine = watch_tell(words, &report, bad);
    const struct watch_feed_terms terms = { .name = name, .rejected = report.rejected, .now = s->now };
    if (bad < paths->n || paths->n == 0) /* files without one that could be read change nothing, not even when it was read */
        TRY(watch_feed_store(s->store, &s->seat, &terms, batch, &counts, f));
    tell_result(kind, name, &report, &counts);
    return OK;
}
