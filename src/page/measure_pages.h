/* What the handlingsplan's templates show. */
#ifndef PAGE_MEASURE_PAGES_H
#define PAGE_MEASURE_PAGES_H

#include "page/audit_pages.h"

struct plan_part {
    const char *label, *help, *id;      /* id: of the heading, for the figures above */
    size_t n;
    bool more, bad;                     /* more: there are others in the list; bad: any row is a deviation */
    struct safe_html table;
    struct url all;
};
struct unanswered_line { struct str code, text; struct url to; const char *why; };
struct measure_plan_page {
    const struct button *buttons;
    size_t buttons_n;
    const struct plan_part *lists, *origins;
    size_t lists_n, origins_n;
    const struct unanswered_line *unanswered;
    size_t unanswered_n, open_n;
    const struct download *downloads, *open_downloads;
    size_t downloads_n;
};

struct answer_line { struct str title, responsible; struct url to; struct safe_html state, effect; struct str due, waits; bool late; int64_t evidence; struct url evidence_to; };
struct post_choice { int64_t id; struct str title; bool chosen; };
struct measure_answer_page {
    struct str title;
    const struct tab *tabs;
    size_t tabs_n;
    struct safe_html faults;
    const struct answer_line *measures;
    size_t measures_n;
    size_t decisions_n, own_n;
    struct safe_html decisions, own;
    bool may_add, may_decide;
    struct url action, decide, judge;
    const char *csrf;
    struct str new_title, due, existing;
    const struct post_choice *posts;
    size_t posts_n;
    const struct post_choice *existing_measures;
    size_t existing_n;
};

struct audit_package_page { struct str title; const struct tab *tabs; size_t tabs_n; struct url whole, open; bool may_export; };

#endif
