/* A list as a file: the rows, columns, order and words that the reader sees on the screen, all pages of it, as CSV or as a spreadsheet. The CSV that can
 * be read in again is another one (derive/csv.h). Rows go from the store to the file one at a time. */
#ifndef REPORT_LIST_FILE_H
#define REPORT_LIST_FILE_H

#include "base/arena.h"
#include "derive/state.h"
#include "report/audit_summary.h" /* struct report_options */
#include "store/store.h"

enum { LIST_FILE_ROWS_MAX = 100000 /* rows of one file */ };

struct list_file_options {
    struct report_options report;   /* open: without rows that are marked, personal data and titles of marked rows; says how many rows */
    enum report_format format;      /* XLSX or CSV */
    size_t most;                    /* rows; 0: LIST_FILE_ROWS_MAX */
};

/* The state's rows under its columns and, after them, each row's secrecy mark. Text is whole where the screen shows its beginning. In the spreadsheet
 * figures, amounts and dates of day precision are numbers with a format; above the head stands who took what out, and when. E_LIMIT past `most`. */
enum err list_file(struct reading *r, struct arena *a, const struct words *w, const struct state *s, const struct list_file_options *o, struct buf *to, struct fault *f) nodiscard;
/* What the list was narrowed by, as a sentence: "Typ: granskning; Datum från och med 2021; sorterat efter Titel". */
struct str list_selection(struct reading *r, struct arena *a, const struct words *w, const struct state *s);

#endif
