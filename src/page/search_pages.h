/* What the templates of the search show. */
#ifndef PAGE_SEARCH_PAGES_H
#define PAGE_SEARCH_PAGES_H

#include "page/view.h"

struct search_register { struct str path; const char *label; bool here; };
struct search_line { const char *one; struct str title; struct url to; const char *field; struct safe_html excerpt; struct str secrecy; };
struct search_word { struct str asked, also; };
struct search_view {
    struct str q, count;
    const struct search_register *registers;
    size_t registers_n;
    const struct search_word *synonyms;
    size_t synonyms_n;
    const struct search_line *v;
    size_t n, all, first, last;     /* first and last: of those shown, from 1 */
    bool more;                      /* there are more than the window */
    struct url before, after;       /* s.n 0: none */
};

#endif
