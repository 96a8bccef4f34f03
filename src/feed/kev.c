/* CISA Known Exploited Vulnerabilities (cisa.gov, known_exploited_vulnerabilities_schema.json). */
#include "base/time.h"
#include "feed/feed.h"
#include "vuln/record.h"

static struct str read_day(struct json *j, struct arena *a)
{
    struct str s = json_string(j);
    struct date d;
    if (j->fault.code == OK && (!date_parse(s, &d) || d.day == 0))
        json_refuse(j, E_INVALID, N_("Här ska ett datum stå, inte {1}."), str_c(a, s), NULL);
    return s;
}

static enum err read_entry(struct json *j, struct arena *a, const struct feed_sink *sink, struct fault *f)
{
    struct kev_entry e = { 0 };
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "cveID")) {
            e.cve = json_string(j);
            if (!cve_id_valid(e.cve))
                json_refuse(j, E_INVALID, N_("Det här är inte ett CVE-nummer: {1}."), str_c(a, e.cve), NULL);
        } else if (str_is(key, "knownRansomwareCampaignUse")) {
            struct str use = json_string(j);
            e.ransomware = str_eq_nocase(use, S("Known"));
            if (!e.ransomware && !str_eq_nocase(use, S("Unknown")))
                json_refuse(j, E_INVALID, N_("Här ska Known eller Unknown stå, inte {1}."), str_c(a, use), NULL);
        } else if (str_is(key, "dateAdded")) {
            e.added = read_day(j, a);
        } else if (str_is(key, "dueDate")) {
            e.due = read_day(j, a);
        } else {
            json_skip(j);
        }
    }
    if (!e.cve.n)
        json_refuse(j, E_INVALID, N_("Fältet {1} saknas."), "cveID", NULL);
    TRY(json_end(j, f));
    return sink->kev ? sink->kev(sink->ctx, &e, f) : OK;
}

enum err feed_read_kev(struct source *src, const struct feed_sink *sink, struct feed_report *report, struct fault *f)
{
    return feed_read_json(src, "vulnerabilities", read_entry, sink, report, f);
}
