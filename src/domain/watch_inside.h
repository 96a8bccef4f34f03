/* Between the watch's own files. */
#ifndef DOMAIN_WATCH_INSIDE_H
#define DOMAIN_WATCH_INSIDE_H

#include "base/arena.h"
#include "base/buf.h"
#include "domain/watch.h"

/* What is peculiar to a kind of feed. */
struct watch_kind {
    const char *name;
    bool matched;       /* its records name components */
    bool scored;        /* says something of CVEs that others name */
    bool whole;         /* each file has everything */
    bool documents;     /* a source replaces all that it said before */
    bool news;          /* each new record is told to people */
};
const struct watch_kind *watch_kind_of(struct str name); /* NULL */

/* EPSS: "CVE-2021-44228" is kept under "CVE-2021-442xx". */
struct str watch_hundred(struct arena *a, struct str cve);
/* The next "CVE score" line of a hundred. */
bool watch_next_score(struct str *rest, struct str *ret_cve, struct str *ret_score);

/* Components that came, changed or went. */
struct watch_touch { int64_t installation; enum exposure_cause cause; struct str host; };

struct watch_touched {
    struct str *cves;
    size_t cves_n, cves_cap;
    bool only_known;            /* of the CVEs, those that already touch something */
    struct watch_touch *installations;
    size_t installations_n, installations_cap;
};

/* How the index knows a host: its owner's, or, for what has none, its list's. */
struct str watch_host(struct arena *a, const struct installation *i);

/* An item of an authority's feed, as feed/rss.c gives it, becomes a row of the omvärldsbevakning. */
enum err watch_news(struct writing *w, struct str feed, struct str item, struct fault *f) nodiscard;

/* Matches what was touched and writes the exposures that differ. */
enum err watch_rematch(struct writing *w, struct watch_touched *t, struct watch_counts *counts, struct fault *f) nodiscard;

static inline enum err watch_no_memory(struct fault *f) { return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL); }

#endif
