/* What the templates of saved selections show. */
#ifndef PAGE_SAVED_PAGES_H
#define PAGE_SAVED_PAGES_H

#include "page/view.h"

struct saved_choice { struct str name; struct url to; bool shared, here; };
struct saved_part_view {
    const char *csrf;
    struct str register_name, query;
    const struct saved_choice *v;
    size_t n;
    bool standard;                  /* one of them is shown first: then there is a way to see everything */
    struct url all;
};
struct saved_line { const char *many; struct str name; struct url to, save, end; bool shared, standard, own; };
struct saved_list_view { const char *csrf; struct safe_html faults; const struct saved_line *v; size_t n; };

#endif
