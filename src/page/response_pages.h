/* What the templates of the yttrande show. */
#ifndef PAGE_RESPONSE_PAGES_H
#define PAGE_RESPONSE_PAGES_H

#include "page/view.h"

struct draft_option { struct str value, label; bool chosen; };
struct draft_field {
    struct str name;                    /* with the row's number behind it: "reason-12" */
    const char *label, *help;
    int lines;                          /* of a text; 0: one line; -1: a choice */
    struct str value;
    const struct draft_option *options;
    size_t options_n;
    struct phrase wrong;                /* text NULL: nothing is */
    bool met;                           /* somebody else has written here meanwhile … */
    struct safe_html theirs;            /* … this */
};
struct draft_part {
    struct str anchor, heading, text;   /* of a recommendation; empty for the whole */
    struct url to;
    struct str version_name, version;   /* version empty: nothing to write here */
    const struct draft_field *fields;
    size_t n;
};
struct lack_line { struct phrase text; struct url to; bool stops; };
struct answer_fact { const char *label; struct safe_html value; };
struct draft_page {
    struct str title;
    struct safe_html state, faults;
    const char *csrf;
    const struct tab *tabs;
    size_t tabs_n;
    struct url action;
    const char *why_not;                /* NULL: it may be written in */
    bool begin, met, saved;
    const struct act *acts;             /* the step that begins a draft, or a new one in its place */
    size_t acts_n;
    const struct draft_part *parts;
    size_t parts_n;
    const struct fact *facts;           /* of the demand */
    size_t facts_n;
    const struct lack_line *lacks;
    size_t lacks_n, stops_n;
    struct url replaces, replaced_by;   /* s.n 0: none */
    struct str replaces_title, replaced_by_title;
};

struct report_link { const char *label; struct url to; };
struct preview_page {
    struct str title;
    struct safe_html state, report;
    const struct tab *tabs;
    size_t tabs_n;
    const struct report_link *downloads;
    size_t downloads_n;
    bool marked;
};

struct decide_page {
    struct str title;
    struct safe_html state, faults;
    const char *csrf;
    const struct tab *tabs;
    size_t tabs_n;
    struct url action, preview;
    const char *why_not;
    const struct lack_line *lacks;
    size_t lacks_n, stops_n;
    const struct draft_field *fields;
    size_t n;
    int64_t version;
    bool decided, sound, pdf;           /* sound: the kept text still has its hash */
    const char *broken;
    struct str body, date, paragraph, sha256, text_size;
    struct url text, file, replace;
    bool may_replace;
};

struct sending_line { struct str date, method, who; };
struct recipient_line { int64_t id; struct str name, address; const struct sending_line *sent; size_t sent_n; };
struct send_page {
    struct str title;
    struct safe_html state, faults;
    const char *csrf;
    const struct tab *tabs;
    size_t tabs_n;
    struct url action, add;
    const char *why_not;
    const struct recipient_line *v;
    size_t n, left;
    struct str date, method;
    const struct act *acts;
    size_t acts_n;
    bool may_add;
};

#endif
