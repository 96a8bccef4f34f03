/* What the templates about secrecy marks and the archive show. */
#ifndef PAGE_SECRECY_PAGES_H
#define PAGE_SECRECY_PAGES_H

#include "page/view.h"

struct marked_line { const char *many; struct str title, mark, dated, owner; struct url to; bool past; };
struct marked_page { const struct marked_line *v; size_t n; const struct button *downloads; size_t downloads_n; };
struct archive_page { const struct register_line *registers; size_t registers_n; bool may_export; };
struct retention_line { struct str name; const char *many; struct url to; struct str basis; bool disposes; int64_t years; struct str through; size_t due; struct url propose; };
struct retention_page { const struct retention_line *v; size_t n; bool may_propose; };
struct disposal_page {
    struct str title;
    const struct tab *tabs;
    size_t tabs_n;
    const char *many;
    struct str through;
    size_t taken_rows, files, marked, shown;
    struct safe_html table;         /* the first rows */
};

#endif
