/* What the targets of vulnerability feeds hold their readers to: what is accepted survives copying and its JSON form, and is matched
 * without a crash, the same whichever way the index is asked. */
#ifndef FUZZ_RECORDS_H
#define FUZZ_RECORDS_H

#include <stdlib.h>

#include "base/buf.h"
#include "feed/feed.h"
#include "vuln/index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct records { struct vuln_index *ix; struct inventory inv; uint64_t taken, found; };

static inline enum err records_count(void *ctx, const struct finding *x, struct fault *f)
{
    struct records *t = ctx;
    struct buf b cleanup(buf_free) = buf_new((size_t)64 << 20);
    (void)f;
    finding_put_json(&b, x);
    t->found++;
    return OK;
}

static inline enum err records_take(void *ctx, const struct vuln_record *r, struct fault *f)
{
    struct records *t = ctx;
    struct arena a cleanup(arena_free) = arena_new((size_t)1 << 30);
    struct buf first cleanup(buf_free) = buf_new((size_t)64 << 20), second cleanup(buf_free) = buf_new((size_t)64 << 20);
    struct vuln_record back, *copy = record_copy(&a, r);
    t->taken++;
    if (!copy)
        abort();
    record_put(&first, copy);
    if (record_parse(&a, buf_str(&first), &back, NULL) != OK)
        abort();
    record_put(&second, &back);
    if (!str_eq(buf_str(&first), buf_str(&second)))
        abort();
    if (vuln_index_put(t->ix, r, f) != OK)
        abort();
    const struct finding_sink to = { t, records_count };
    t->found = 0;
    if (vuln_index_match_cve(t->ix, r->cve, &to, f) != OK)
        abort();
    return OK;
}

static inline void records_fuzz(const char *kind, const uint8_t *data, size_t size)
{
    static const struct { const char *vendor, *product, *version, *cpe, *purl; } items[] = {
        { "v", "app", "1.0", "", "" }, { "v", "app", "", "", "" }, { "v", "os", "-", "", "" }, { "Acme", "Big Product", "2.5", "", "" },
        { "", "", "", "cpe:2.3:a:netapp:clustered_data_ontap:9.8:p7:*:*:*:*:*:*", "" }, { "", "", "", "", "pkg:deb/debian/openssl@1.1.1n-0" },
        { "", "", "", "", "pkg:maven/a/b@1" },
    };
    struct records t = { .ix = vuln_index_new((size_t)1 << 30), .inv = inventory_new(1 << 20) };
    struct feed_report report cleanup(feed_report_free) = feed_report_new();
    struct source *src cleanup(source_done) = source_of_text((struct str){ (const char *)data, size }, S("x"));
    char id[2] = "a";
    for (size_t i = 0; i < LEN(items); i++, id[0]++) {
        struct component c = { .id = str(id), .host = i % 2 ? S("h") : S(""), .vendor = str(items[i].vendor), .product = str(items[i].product),
                               .version = str(items[i].version), .cpe = str(items[i].cpe), .purl = str(items[i].purl) };
        if (inventory_add(&t.inv, &c, NULL) != OK)
            abort();
    }
    if (!t.ix || vuln_index_add_all(t.ix, &t.inv, NULL) != OK)
        abort();
    const struct feed_sink sink = { .ctx = &t, .record = records_take };
    enum err e = feed_read_file(feed_kind_of(str(kind)), src, &sink, &report);
    if (report.records < report.accepted || (e != OK && report.rejected == 0))
        abort();
    const struct finding_sink to = { &t, records_count };
    if (vuln_index_match_all(t.ix, &to, NULL) != OK)
        abort();
    for (char c[2] = "a"; c[0] < id[0]; c[0]++)
        if (vuln_index_match_component(t.ix, str(c), &to, NULL) != OK)
            abort();
    vuln_index_free(t.ix);
    inventory_free(&t.inv);
}

#endif
