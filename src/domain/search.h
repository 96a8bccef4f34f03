/* Searching everything: the question with the glossary's other words, and what was found with the place where it stands (R131). */
#ifndef DOMAIN_SEARCH_H
#define DOMAIN_SEARCH_H

#include "store/search.h"

enum { TERMS_MAX = 1000 /* of the glossary, that a question is compared with */, EXCERPT_BEFORE = 60, EXCERPT_AFTER = 160 /* characters around the place */ };

/* A word of the question, and another for the same that was searched for too. */
struct search_synonym { struct str asked, also; };

struct found {
    const struct entity *entity;
    int64_t id;
    void *row;
    const struct field *field;      /* where it stands; NULL: only in the compound's joined form */
    struct str excerpt;             /* of the field, around the first place */
    bool cut_before, cut_after;
};

struct findings {
    struct search search;           /* as it was asked, for search_next */
    struct search_synonym *synonyms;
    size_t synonyms_n;
    struct found *v;
    size_t n, all;
    bool more;
};

/* Adds the glossary's words to a question. */
enum err domain_synonyms(struct reading *r, struct arena *a, struct search *s, struct search_synonym **ret, size_t *ret_n, struct fault *f) nodiscard;
/* `only` NULL: every register that the reading's seat may read. skip and limit as for store_search. */
enum err domain_search(struct reading *r, struct arena *a, struct str text, const struct entity *only, size_t skip, size_t limit, struct findings *ret, struct fault *f) nodiscard;

#endif
