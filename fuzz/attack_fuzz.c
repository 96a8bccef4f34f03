/* Any bytes: every record is accepted or rejected with a place, and what is accepted comes out as JSON. */
#include <stdlib.h>

#include "base/arena.h"
#include "feed/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err take(void *ctx, struct str kind, struct str json, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new((size_t)64 << 20);
    struct json j = json_new(json, &a, JSON_LIMITS);
    (void)f, (void)kind;
    json_skip(&j);
    if (json_end(&j, NULL) == E_INVALID)
        abort();
    ++*(uint64_t *)ctx;
    return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t taken = 0;
    struct feed_report report cleanup(feed_report_free) = feed_report_new();
    struct source *src cleanup(source_done) = source_of_text((struct str){ (const char *)data, size }, S("x"));
    const struct feed_sink sink = { .ctx = &taken, .object = take };
    enum err e = feed_read_file(feed_kind_of(S("attack")), src, &sink, &report);
    if (e == OK && taken != report.accepted)
        abort();
    if (report.records < report.accepted || (e != OK && report.rejected == 0))
        abort();
    return 0;
}
