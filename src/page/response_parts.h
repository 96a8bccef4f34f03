/* What the files of the yttrande's pages share. */
#ifndef PAGE_RESPONSE_PARTS_H
#define PAGE_RESPONSE_PARTS_H

#include "domain/response.h"
#include "page/response_pages.h"
#include "page/rows.h"

/* The yttrande named by the address. */
enum err response_here(struct visit *v, struct response_view *ret, struct fault *f) nodiscard;
/* Its state as a word with a shape. */
struct safe_html response_state_html(struct visit *v, const struct response *r);
/* What is missing, as lines that lead to where it is written. */
enum err response_lack_lines(struct visit *v, const struct response_view *y, const struct lack_line **ret, size_t *ret_n, size_t *ret_stops, struct fault *f) nodiscard;
/* A page of the yttrande begins: title, crumbs, secrecy. `part` is its tab's name; NULL: the yttrande itself. */
void response_page_head(struct page *p, const struct response *r, const char *part);
/* May the reader write in it (right over the row, and it is a draft)? */
bool response_may_write(struct visit *v, const struct response *r);

#endif
