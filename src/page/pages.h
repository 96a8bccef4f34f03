/* Inside the page room: the subjects' route rows. A new subject is a file that ends in its table, and a line here and in routes.c. */
#ifndef PAGE_PAGES_H
#define PAGE_PAGES_H

#include "page/page.h"

struct page_table { const struct route *routes; size_t n; };

extern const struct page_table sign_pages, start_pages, settings_pages, plain_pages, audit_pages, audit_graph_pages, audit_import_pages, audit_report_pages,
    document_pages, people_pages, readings_pages, response_pages, response_decide_pages, inbox_pages,
    measure_pages, audit_package_pages, saved_pages, search_pages, secrecy_pages, watch_pages, board_pages,
    archive_pages, disposal_pages;

#endif
