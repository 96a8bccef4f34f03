/* The feeds that are known by name, and how each is pulled. Documents are named so that their order by bytes is the order in
 * which they are to be read: whole years before what changed after them. */
#ifndef FEED_PULL_FEED_H
#define FEED_PULL_FEED_H

#include "base/time.h"
#include "feed/pull.h"

struct arena;

enum pull_plan {
    PLAN_ONE,    /* one document */
    PLAN_NVD,    /* whole years once, then what changed (lastModStartDate), page by page */
    PLAN_CVE,    /* the CVE list's change log, then each record that changed */
    PLAN_CSAF,   /* a provider's metadata, then its directories and feeds, then each advisory that changed */
};

struct pull_feed {
    const char *name;       /* "kev" */
    const char *kind;       /* of feed/feed.h: who reads it */
    enum pull_plan plan;
    const char *url;
    const char *years;      /* PLAN_NVD: where the years are */
    const char *document;   /* PLAN_ONE: its name */
};

extern const struct pull_feed pull_feeds[]; /* ends with a row without name */
const struct pull_feed *pull_feed_of(struct str name); /* NULL when there is none */

struct pull_options {
    const char *key_header; /* "apiKey: …" for NVD; NULL: none */
    unsigned pace_ms;       /* between requests to NVD; 0: NVD's own rule, 6 s without a key and 0.6 s with one */
    bool whole;             /* fetch whole years though what changed would do */
    unsigned year_first;    /* the first of the years; 0: 2002, where NVD's begin */
    instant now;
};

struct pull_count { uint64_t fresh, same; };

/* Pulls it. What came whole stays when a later document fails; cursors move only when everything up to them has come.
 * What the next step needs is read in the sandbox (the row "look" of the program's children). `texts` keeps what a fault from
 * there says and must outlive it. ret_count is set also on failure. */
enum err pull_feed_run(struct puller *p, const struct pull_state *state, const struct pull_feed *feed,
    const struct pull_options *options, struct arena *texts, struct pull_count *ret_count, struct fault *f) nodiscard;

#endif
