/* What a list asks of the store: filters, search, order and one page of it. Stands here, below the store, because addresses
 * (derive/state.h), forms and documents speak of it too. */
#ifndef DERIVE_QUERY_H
#define DERIVE_QUERY_H

#include "model/field.h"

enum compare { COMPARE_EQUAL, COMPARE_NOT_EQUAL, COMPARE_LESS, COMPARE_AT_MOST, COMPARE_MORE, COMPARE_AT_LEAST, COMPARE_CONTAINS, COMPARE_GIVEN, COMPARE_NOT_GIVEN };
enum { QUERY_FILTERS_MAX = 16, QUERY_LIMIT_MAX = 1000, COUNT_MAX = 1000 };

struct filter {
    const struct field *field;
    enum compare compare;       /* CONTAINS: without regard to case, on text */
    struct str value;           /* the machine's text form (derive/value.h) */
};

struct query {
    const struct entity *entity;
    struct filter filters[QUERY_FILTERS_MAX];
    size_t filters_n;           /* all must hold */
    struct str search;          /* in any text field that is not PERSONAL or SECRET; empty: everything */
    const struct field *sort;   /* NULL: by id */
    bool descending;
    struct str after;           /* the cursor of the row before the page; empty: from the start */
    bool before;                /* the page before `after` instead of the one behind it */
    size_t limit;               /* 1 to QUERY_LIMIT_MAX */
    enum standing standing;     /* 0: valid ones only; STANDING_VALID the same; any other: that one; -1u: all */
    bool count;                 /* also count (at most COUNT_MAX + 1) */
    const bool *only;           /* entity_fields() of them: what will be looked at; NULL: everything. What is left out is "not given" in the rows
                                   and has no title; the id, the standing, the secrecy mark and what is sorted by are there in any case */
};

#endif
