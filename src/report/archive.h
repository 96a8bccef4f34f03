/* Export for the archive (N4, N2; arkivlagen 1990:782): registers, files and reports as a zip that is read without the program. What it holds stands in
 * package/archive_readme.txt, which is part of it. The same rows and the same head give the same bytes. */
#ifndef REPORT_ARCHIVE_H
#define REPORT_ARCHIVE_H

#include "report/audit_package.h"

enum { ARCHIVE_REPORTS_MAX = 200 /* reports of one export */ };

struct archive_options {
    bool open;                          /* without marked rows, personal data, titles of other rows and files; says how many rows */
    const struct entity *only;          /* one register; NULL: all that the seat may take out */
    int64_t audit;                      /* the rows that belong to one audit; 0: all. Not together with `only` */
    struct str head;                    /* the journal's head whose time the export bears; empty: as it is now. E_CONFLICT: the journal has grown since */
    struct str made_by;
};
/* Gathers it. Lives in the arena, and needs the reading for as long as it is written: audit_package_zip and audit_package_zip_file. E_LIMIT past
 * PACKAGE_ROWS_MAX rows or ARCHIVE_REPORTS_MAX reports. Every report is rendered here, about half a second each. */
enum err archive_export(struct store *s, struct reading *r, struct arena *a, const struct words *words, const struct archive_options *o, struct audit_package *ret,
                        struct fault *f) nodiscard;

#endif
