/* Comments on a row's own page. */
#ifndef PAGE_ROWS_COMMENTS_H
#define PAGE_ROWS_COMMENTS_H

#include "page/rows.h"

/* The comments of the row and the form for another; empty where the register has none. */
enum err rows_comments(struct visit *v, const struct entity *e, const void *row, struct safe_html *ret, struct fault *f) nodiscard;
/* Where the reader goes after writing the row: to the row itself, or to the one that it is a comment on. */
struct url rows_after(struct visit *v, const struct entity *e, const void *row, int64_t id);

#endif
