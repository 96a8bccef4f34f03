/* What the audit's templates show. */
#ifndef PAGE_AUDIT_PAGES_H
#define PAGE_AUDIT_PAGES_H

#include "page/view.h"

struct outcome_line { struct str code, text; struct url to; };
struct part_line {
    struct str code, text;              /* the recommendation or the question */
    struct url to;
    struct str section;
    struct str done;                    /* åtgärd */
    struct safe_html grade;
    struct str judged;                  /* bedömning: the long text, else the short */
    struct url assessment;
    bool assessed, added_question;
    const struct outcome_line *outcomes;
    size_t outcomes_n;
};
struct audit_records_page {
    struct str title, date;
    struct safe_html grade;
    struct str conclusion;
    struct phrase proposal;             /* the computed proposal beside the auditors' own */
    const struct tab *tabs;
    size_t tabs_n;
    const struct part_line *earlier, *questions;
    size_t earlier_n, questions_n;
    bool follows;
};

struct status_line { struct str code, text; struct url to; struct safe_html status; const struct outcome_line *because; size_t because_n; };
struct audit_remains_page { struct str title; const struct tab *tabs; size_t tabs_n; const struct status_line *earlier, *own; size_t earlier_n, own_n; };

struct download { const char *label; struct url to; };
struct summary_line {
    const char *head;
    struct str subject, code;
    struct safe_html grade;
    struct str source, text;
    const struct outcome_line *outcomes;
    size_t outcomes_n;
};
struct audit_summary_page {
    struct str title;
    const struct tab *tabs;
    size_t tabs_n;
    const struct summary_line *v;
    size_t n;
    const struct download *downloads;
    size_t downloads_n;
    bool marked;
};

struct graph_line { struct str from, from_audit; struct safe_html grade; struct str in_audit, to; };
struct graph_chain { struct str title; struct safe_html picture; const struct graph_line *lines; size_t n; };
struct unfollowed_line { struct str title; struct str date; struct url to; bool overdue; struct str expected; };
struct audit_graph_page { const struct graph_chain *v; size_t n; const struct unfollowed_line *unfollowed; size_t unfollowed_n; };

struct timeline_line { struct str date; struct str audit; struct url to; struct safe_html status; struct str code; struct str text; };
struct timeline_page { struct str title; const struct tab *tabs; size_t tabs_n; const struct timeline_line *v; size_t n; };

struct proposal_word { const char *code, *label; bool chosen; };
struct proposal_line {
    struct str head;                    /* "Rekommendation 3" where a new record begins; else empty */
    struct str path, text, source, where;
    const char *label, *confidence;
    bool chosen;
    size_t rows;                        /* of a text of several lines; 0: one line */
    bool verbatim, again;               /* the passage is the text itself; it is the one shown just above */
    const struct proposal_word *words;  /* the value is one of these */
    size_t words_n;
    struct str fault;
};
struct proposal_part { const char *label; const struct proposal_line *v; size_t n; };
struct unread_line { struct str where, text; const char *why; };
struct audit_import_page {
    const char *csrf;
    struct safe_html faults;
    bool read;                          /* there is a proposal to look at */
    const struct proposal_part *parts;
    size_t parts_n, items_n;
    const struct unread_line *unread;
    size_t unread_n;
    struct str file, file_name, media_type; /* the file again, as base64 */
    const struct str *missing;
    size_t missing_n;
    bool create, names;
};

#endif
