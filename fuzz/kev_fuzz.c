/* Any bytes: every record is accepted or rejected with a place, and what is accepted is what it should be. */
#include <stdlib.h>

#include "feed/feed.h"
#include "vuln/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err take(void *ctx, const struct kev_entry *e, struct fault *f)
{
    (void)f;
    if (!cve_id_valid(e->cve))
        abort();
    ++*(uint64_t *)ctx;
    return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t taken = 0;
    struct feed_report report cleanup(feed_report_free) = feed_report_new();
    struct source *src cleanup(source_done) = source_of_text((struct str){ (const char *)data, size }, S("x"));
    const struct feed_sink sink = { .ctx = &taken, .kev = take };
    enum err e = feed_read_file(feed_kind_of(S("kev")), src, &sink, &report);
    if ((e == OK && taken != report.accepted) || (e != OK && report.rejected == 0))
        abort();
    return 0;
}
