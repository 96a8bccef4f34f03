/* What the templates of the board's page show. */
#ifndef PAGE_BOARD_PAGES_H
#define PAGE_BOARD_PAGES_H

#include "page/audit_pages.h" /* struct download */

struct board_count { const char *label; struct str n; struct url to; bool known, linked, deviation, bad; };
struct board_group { const char *label; const struct board_count *v; size_t n; };

struct agenda_line { struct str title; struct url to; bool linked; struct str since, decided, paragraph; struct url decision; };
struct agenda_section { const char *label, *why; struct str count; struct url all; bool linked, hidden, more; const struct agenda_line *open; size_t open_n; const struct agenda_line *decided; size_t decided_n; };

struct happened_link { struct str title; struct url to; };
struct happened_line { const char *entity, *what; int64_t n; const struct happened_link *v; size_t shown; bool more; };

struct year_line { int64_t year, requests, answered, presentations; const char *appetite; bool lacks_request, lacks_presentation, lacks_appetite; };
struct member_standing { struct str name; struct url to; struct safe_html own; bool judged; int64_t unknown, late; struct url unknown_to, late_to; };

struct board_page {
    struct safe_html body;          /* board_body: what does not depend on who asks but on the seat */
    struct str day;
    const struct board_group *groups;
    size_t groups_n, deviations;
    const struct member_standing *members;
    size_t members_n;
    bool met, planned;
    struct str last, next;
    struct url last_to, next_to, agenda_to;
    const struct happened_line *happened;
    size_t happened_n;
    bool happened_more;
    const struct agenda_section *agenda;
    size_t agenda_n, agenda_open;
    const struct year_line *years;
    size_t years_n;
    struct safe_html requests, presentations;
    bool has_requests, has_presentations;
    struct str appetite_text, appetite_yearly, appetite_decided;
    struct safe_html appetite_level;
    struct url appetite_to;
    int64_t year;
    bool may_request;
    const char *csrf;
    struct safe_html faults;
    struct str text, due;
    const struct download *downloads, *open_downloads;
    size_t downloads_n;
};

struct agenda_page {
    struct str title;
    const struct tab *tabs;
    size_t tabs_n;
    struct str day;
    bool frozen, empty;
    const struct agenda_section *agenda;
    size_t agenda_n;
    const struct agenda_line *decisions;    /* of this meeting */
    size_t decisions_n;
};

#endif
