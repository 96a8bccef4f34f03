/* Reading an audit report, third step: what the recognisers share. Inside feed/ only. */
#ifndef FEED_AUDIT_FIND_H
#define FEED_AUDIT_FIND_H

#include "feed/audit_layout.h"

/* A recommendation or a question that has been found. */
struct topic {
    struct str text, fold, key;
    struct block *block;
    unsigned number;        /* in its part */
    struct str code;        /* "2021-1", "Q3" */
    struct str section;
    bool additional;        /* a question that was added */
    struct str table_text;  /* of a question: the table's own wording */
    bool left, added;       /* of a recommendation: in a list of what remains, of what is added */
    enum confidence confidence;
};

struct topics { struct topic *v; size_t n, cap; };

/* Texts compared word by word in one report; past it only equal ones match. Keeps hostile input from taking long. */
enum { AUDIT_COMPARISONS_MAX = 30000 };

struct finder {
    struct audit_layout l;
    struct audit_proposal *p;
    struct arena *a;
    const struct audit_options *o;
    unsigned count[PART__N];
    size_t comparisons;     /* of texts word by word, so far */
    bool full;              /* AUDIT_ITEMS_MAX passed */
    struct str firm;
    int year, earlier_year;
    struct topics earlier, recommendations, questions;
};

static inline const struct section *section_of(const struct finder *x, const struct block *b) { return &x->l.sections[b->section]; }

/* A new record of the part: its number, 0 when there are AUDIT_RECORDS_MAX already. */
unsigned find_record(struct finder *x, enum audit_part part);
/* Adds an item with its passage; an empty text adds none. `b` NULL: from nowhere in the text. Marks the block as used. */
void find_put(struct finder *x, enum audit_part part, unsigned number, const char *field, struct str text, enum confidence c, struct block *b);
/* The same for a passage whose block stays as unread as it is; an empty text is for the reader to fill in. A record whose first field is a
 * guess is not chosen: the reader says so. */
void find_put_at(struct finder *x, enum audit_part part, unsigned number, const char *field, struct str text, enum confidence c, const struct passage *source);
/* The same for a passage of several blocks. */
void find_put_span(struct finder *x, enum audit_part part, unsigned number, const char *field, struct str text, enum confidence c, struct block *first, struct block *last);

/* audit_find.c: title page, missiv, background, purpose, criteria, method. */
void find_front(struct finder *x);
void find_letter(struct finder *x);
void find_background(struct finder *x);
void find_method(struct finder *x);
/* audit_people.c: signatures, distribution, who performed it, what the footnotes name. */
void find_signatures(struct finder *x);
void find_distribution(struct finder *x);
void find_documents(struct finder *x);
/* audit_follow.c: questions, recommendations, assessments and their links. */
void find_questions(struct finder *x);
void find_recommendations(struct finder *x);
void find_assessments(struct finder *x);
/* audit_claims.c: findings and statements; after the assessments and the interviews. */
void find_claims(struct finder *x);
/* Best match for a text: equal by key (*ret_equal), else alike by at least `least`; NULL when there is none or two are as good. */
struct topic *find_subject(struct finder *x, struct topics *in, struct str text, double least, bool *ret_equal);

#endif
