/* What the templates about secrecy marks and the archive show. */
#ifndef PAGE_SECRECY_PAGES_H
#define PAGE_SECRECY_PAGES_H

#include "page/view.h"

struct marked_line { const char *many; struct str title, mark, dated, owner; struct url to; bool past; };
struct marked_page { const struct marked_line *v; size_t n; const struct button *downloads; size_t downloads_n; };
struct archive_page { const struct register_line *registers; size_t registers_n; bool may_export; };

#endif
