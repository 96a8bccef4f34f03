/* What the templates about governing documents show. */
#ifndef PAGE_DOCUMENT_PAGES_H
#define PAGE_DOCUMENT_PAGES_H

#include "derive/text_diff.h"
#include "page/view.h"

struct document_row {
    struct str title;
    struct url to;
    size_t depth;
    const char *type;
    struct safe_html state;
    struct str number, dated, decided, review;  /* of the version that applies */
    bool review_late;
    const char *const *lacks;                   /* sentences */
    size_t lacks_n;
    struct str parts_missing, parts_partly;     /* "mål, roller"; empty: none */
};
struct documents_page { struct str day; const struct document_row *v; size_t n, faulty; };

struct knowledge_row {
    struct str organisation;
    struct url to;
    bool counted, known_given, late;
    int64_t expected, here, elsewhere, rate;
    struct str due;
    struct safe_html known;
    struct str source;
};
struct version_choice { int64_t id; struct str name; bool before, after; };
struct knowledge_page {
    struct str title;
    const struct tab *tabs;
    size_t tabs_n;
    const char *csrf;
    struct url confirm;             /* empty: nothing to confirm */
    struct str version;             /* the name of the one that applies */
    bool applies, confirmed, may_confirm;
    struct str audience, training;
    const struct knowledge_row *v;
    size_t n;
    struct url add;                 /* empty: may not */
};

struct compare_page {
    struct str title;
    const struct tab *tabs;
    size_t tabs_n;
    struct url action;
    const struct version_choice *choices;
    size_t choices_n;
    const struct side_line *fields;
    size_t fields_n;
    bool chosen;
    const char *before_unread, *after_unread; /* why a text cannot be read; NULL */
    const struct edit_run *edits;
    size_t edits_n;
    bool same;
};

#endif
