/* What the watch's own page shows. */
#ifndef PAGE_WATCH_PAGES_H
#define PAGE_WATCH_PAGES_H

#include "page/out.h"

struct watch_line {
    struct str cve, product, release, host, organisation, cvss;
    struct url to, component;
    const char *severity;           /* the word; NULL: not scored */
    const char *tone;               /* "bad", "partly", "neutral" */
    bool kev;
    const struct phrase *why;
    size_t why_n;
};
struct watch_group { const char *title; struct str anchor; const struct watch_line *lines; size_t lines_n; int64_t n; };
struct watch_feed_line { struct str name; int64_t records, rejected; instant read, changed; bool old; };
struct watch_page {
    struct date day;
    struct str day_text;
    struct url earlier, later, today;
    bool may_later, is_today, more;
    const struct watch_group *groups;
    size_t groups_n;
    const struct watch_feed_line *feeds;
    size_t feeds_n;
    struct safe_html faults;
};

#endif
