/* What the templates show: plain structs, filled by the handlers. Text is escaped where it is written; `safe_html` comes from
 * functions that escape themselves. */
#ifndef PAGE_VIEW_H
#define PAGE_VIEW_H

#include "page/out.h"

/* ---- the frame ---- */

struct nav_link { const char *label; struct url to; bool here; };
struct nav_chapter { const char *title; const struct nav_link *links; size_t n; };
struct crumb { struct str text; struct url to; };

struct frame_view {
    const char *lang, *scheme;      /* scheme: auto, light, dark */
    const char *assets;             /* the version in their addresses */
    struct str title;               /* plain text; the heading's */
    struct str organisation, login, seat;
    const struct nav_chapter *chapters;
    size_t chapters_n;
    const struct crumb *crumbs;
    size_t crumbs_n;
    const char *csrf;
    struct url help;                /* the part of the help that is about this page */
    struct url here;                /* this page, to come back to after a choice of language or theme */
    bool signed_in, demo, past;
    struct date day;
    instant now;
    struct str secrecy;             /* of the row shown */
    struct safe_html body;
    bool wide_start;                /* the page that is the start: aria-current on the name */
};

/* ---- common parts ---- */

struct button { const char *label; struct url to; bool primary; };      /* a link that looks like a button */
struct act { const char *label; struct url to; const char *csrf; int64_t version; bool primary; }; /* a POST */
struct tab { const char *label; struct url to; bool here; };

struct fault_view { const char *happened; struct phrase why; struct str place; const char *what; struct url back; const char *nonce; int status; };

/* ---- signing in, seats, settings ---- */

struct login_view { const char *csrf; struct str login, next; struct phrase wrong; bool ended; };
struct seat_choice { int64_t id; struct str organisation; const char *role; bool here; };
struct seats_view { const char *csrf; const struct seat_choice *v; size_t n; struct url next; };
struct setup_view { const char *csrf; struct safe_html faults; struct str organisation, code, login; };
struct session_line { int64_t id; struct str agent; instant seen, since; bool here; };
struct token_line { int64_t id; struct str name, scope; instant expires; bool expired; };
struct settings_view {
    const char *csrf, *lang, *scheme;
    struct url here;
    struct str login;
    const struct session_line *sessions;
    size_t sessions_n;
    const struct token_line *tokens;
    size_t tokens_n;
    struct str token;               /* a new one, shown once */
    struct safe_html faults;
    const char *done;               /* what was just done */
    bool past;
};

/* ---- the start ---- */

struct task { struct str what; struct phrase why; struct date until; bool late, today; struct url to; const char *button; };
struct change_line { instant at; const char *verb; const char *entity; struct str title; struct url to; struct str who; };
struct number_card { int64_t n; const char *label; struct url to; };
struct start_view {
    const struct task *tasks;
    size_t tasks_n;
    const struct change_line *changes;
    size_t changes_n;
    const struct number_card *numbers;
    size_t numbers_n;
    size_t waiting_n, late_n;       /* of all tasks; those shown are the first */
};
struct task_group { const char *label; const struct task *v; size_t n; };
struct inbox_page {
    const struct task_group *v;
    size_t n, all;
    bool more, past;
    const char *csrf;
    bool has_key;                   /* the calendar has an address */
    struct str address;             /* a new one, shown once */
    struct str posts;               /* the posts that the reader holds */
};

struct reading_line { instant at; struct str who, path; struct str day; struct url to; };
struct readings_page { const struct reading_line *v; size_t n; struct url older; };

/* ---- any entity: list, record, form, history ---- */

struct list_page_view {
    const char *many;
    const struct button *buttons;
    size_t buttons_n;
    struct safe_html faults, saved, list;
};
struct fact { const char *label; struct safe_html value; };
struct hanging {
    const char *title, *field;          /* field: by which it refers; NULL: it belongs to the row */
    int64_t n;
    bool more;
    struct safe_html table;
    struct url all, add;
    bool may_add;
};
struct record_view {
    const char *one;
    struct str title, secrecy;
    struct safe_html state;         /* the state, when it has one */
    struct str owner;
    bool revoked;
    const char *locked;             /* why it cannot be changed; NULL */
    const struct tab *tabs;
    size_t tabs_n;
    const struct act *acts;
    size_t acts_n;
    const struct button *buttons;
    size_t buttons_n;
    const struct fact *facts;
    size_t facts_n;
    const struct fact *common;
    size_t common_n;
    const struct hanging *hanging;
    struct safe_html comments;
    size_t hanging_n, addable_n;        /* addable: of those that have no rows yet */
};
struct comment_line {
    int64_t id, seen_version;
    struct str who;
    instant at;
    bool changed, own;
    struct safe_html text;
    struct url history, edit, revoke, seen;     /* seen: marks the reader's mention; s.n 0: none that waits */
};
struct comments_view { const char *csrf; struct str once, about; const struct comment_line *v; size_t n; bool may, more; struct url all; };
struct form_page_view {
    struct str title;
    const char *csrf, *button, *lead;
    struct url action, cancel;
    struct safe_html faults, form;
    bool file;                      /* sent with a file */
    bool reason;                    /* a correction: asks why */
    struct str reason_text;
    struct str once;                /* a creation: names this form, so that sending it twice makes one row */
};
struct difference_line { const char *label; struct safe_html before, after; };
struct history_entry {
    instant at, valid;
    const char *verb;
    struct str who, organisation, reason;
    int64_t version;
    const struct difference_line *lines;
    size_t n;
    struct str hash, about;         /* about: which of several rows; empty on a row's own page */
};
struct history_view { struct str title; const struct tab *tabs; size_t tabs_n; const struct history_entry *v; size_t n; };
struct side_line { const char *label; struct safe_html yours, theirs; };
struct conflict_view { struct str title; const struct side_line *lines; size_t n; struct url keep, again; const char *csrf; struct safe_html hidden; struct str who; instant at; };
struct revoke_view { struct str title; const char *csrf; struct url action, cancel; int64_t version; size_t hanging; };
struct import_fault { struct str place, text; };
struct import_view {
    const char *many, *csrf;
    struct url action, cancel, sample;
    const struct import_fault *faults;
    size_t faults_n, beyond;
    bool read;                      /* a file was read without faults: confirm */
    size_t fresh, changed;
    struct str once;                /* names this confirmation: sent twice, it is read in once */
    struct str text;                /* the file again for the confirmation, as base64: byte for byte */
    struct safe_html table;         /* its first rows */
    struct phrase wrong;            /* the file as a whole */
};
struct register_line { const char *label; struct url to; const char *empty; };
struct registers_view { const struct register_line *v; size_t n; };
struct past_view { struct safe_html faults; struct str day, next; };

#endif
