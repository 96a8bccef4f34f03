/* NVD CVE API 2.0 (nvd.nist.gov/developers/vulnerabilities, schema cve_api_json_2.0): pages and whole years. */
#include "feed/conditions.h"
#include "feed/feed.h"

static void read_metric(struct json *j, unsigned version, struct cvss *best)
{
    struct str key;
    bool primary = false;
    double score = -1;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "type"))
            primary = str_is(json_string(j), "Primary");
        else if (str_is(key, "cvssData"))
            score = cvss_base_score(j);
        else
            json_skip(j);
    }
    if (score >= 0)
        cvss_take(j, best, version, primary, score);
}

static void read_metrics(struct json *j, struct cvss *best)
{
    static const struct { const char *key; unsigned version; } metrics[] = {
        { "cvssMetricV40", 40 }, { "cvssMetricV31", 31 }, { "cvssMetricV30", 30 }, { "cvssMetricV2", 20 },
    };
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        unsigned version = 0;
        for (size_t i = 0; i < LEN(metrics); i++)
            if (str_is(key, metrics[i].key))
                version = metrics[i].version;
        if (!version) {
            json_skip(j);
            continue;
        }
        for (json_array(j); json_item(j);)
            read_metric(j, version, best);
    }
}

static void read_field(struct json *j, struct arena *a, struct str key, struct vuln_record *r, struct configuration_list *list)
{
    if (str_is(key, "id")) {
        r->cve = json_string(j);
        if (!cve_id_valid(r->cve))
            json_refuse(j, E_INVALID, N_("Det här är inte ett CVE-nummer: {1}."), str_c(a, r->cve), NULL);
    } else if (str_is(key, "vulnStatus")) {
        r->rejected = str_eq_nocase(json_string(j), S("Rejected"));
    } else if (str_is(key, "lastModified")) {
        r->modified = json_string(j);
    } else if (str_is(key, "metrics")) {
        read_metrics(j, &r->cvss);
    } else if (str_is(key, "configurations")) {
        conditions_read(j, a, list);
    } else {
        json_skip(j);
    }
}

static enum err read_record(struct json *j, struct arena *a, const struct feed_sink *sink, struct fault *f)
{
    struct vuln_record r = { .feed = VULN_NVD };
    struct configuration_list list = { 0 };
    struct str key, inner;
    for (json_object(j); json_key(j, &key);) {
        if (!str_is(key, "cve")) {
            read_field(j, a, key, &r, &list);
            continue;
        }
        for (json_object(j); json_key(j, &inner);)
            read_field(j, a, inner, &r, &list);
    }
    if (!r.cve.n)
        json_refuse(j, E_INVALID, N_("Fältet {1} saknas."), "cve.id", NULL);
    TRY(json_end(j, f));
    r.configurations = list.p;
    r.n = (uint32_t)list.n;
    return sink->record ? sink->record(sink->ctx, &r, f) : OK;
}

enum err feed_read_nvd(struct source *src, const struct feed_sink *sink, struct feed_report *report, struct fault *f)
{
    return feed_read_json(src, "vulnerabilities", read_record, sink, report, f);
}
