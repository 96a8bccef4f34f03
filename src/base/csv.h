/* CSV (RFC 4180), read strictly and written so that every spreadsheet and this reader give the same bytes back.
 *
 * Reading goes row by row over a slice, which must outlive the cells. The first failure sticks: csv_row gives false and
 * csv_end tells what and on which line.
 *
 *     struct csv c = csv_new(text, CSV_OPTIONS);
 *     while (csv_row(&c, &arena, &row)) …            (the arena may be reset after each row)
 *     TRY(csv_end(&c, f));
 *
 * Refused: NUL, broken UTF-8, a row with another number of cells than the first (an empty line too, unless there is one
 * column), a quote inside an unquoted cell, text after a closing quote, a quote never closed, a lone CR outside quotes.
 * Lines end with CRLF or LF; the last may lack its end. A byte order mark at the beginning is passed over.
 *
 * Formula-safe: a spreadsheet runs a cell that begins with = + - @ TAB or CR. The writer puts an apostrophe before such a
 * text, and before one that begins with apostrophes followed by one of them; the reader takes one apostrophe off exactly those.
 * So a round trip with the flag on both sides is byte for byte. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct arena;
struct buf;

struct csv_options {
    char separator;         /* ',' or ';' (Swedish spreadsheets) or TAB */
    bool formula_safe;
    size_t columns_max;     /* cells of a row */
    size_t cell_max;        /* bytes of a cell as written */
    size_t row_max;         /* bytes of a row as written */
};
#define CSV_OPTIONS ((struct csv_options){ ',', true, 1024, 1024 * 1024, 8 * 1024 * 1024 })

struct csv {
    struct str in;
    size_t at;
    struct csv_options options;
    size_t line, columns;   /* the line that comes next, from 1; cells of the first row, 0 before it */
    struct fault fault;
};

struct csv_row {
    const struct str *cell; /* n of them; slices of the text, or of the arena where quotes were doubled */
    size_t n;
    size_t line;            /* on which it begins, from 1 */
};

struct csv csv_new(struct str text, struct csv_options options);
/* The separator that the first line uses: the one of ',' ';' TAB that stands in it most often outside quotes; ',' when none does. */
char csv_guess_separator(struct str text);
/* The next row; false at the end and after a failure. Cells are allocated in `a`. */
bool csv_row(struct csv *c, struct arena *a, struct csv_row *ret_row);
/* OK when everything was read and nothing failed. place: "rad 7" or "rad 7, kolumn 3". */
enum err csv_end(struct csv *c, struct fault *f) nodiscard;
/* The caller's own objection to a row. Sticks. `column` may be NULL. */
void csv_refuse(
    struct csv *c, size_t line, const char *column, enum err code, const char *text, const char *a1, const char *a2);

/* Writing. Text must be UTF-8 without NUL. Cells that need quotes get them; rows end with CRLF. */
struct csv_writer {
    struct buf *to;
    struct csv_options options; /* separator and formula_safe count */
    size_t cells;               /* of this row */
    size_t begins;              /* where this row begins in the buffer */
};

struct csv_writer csv_writer_new(struct buf *to, struct csv_options options);
void csv_put(struct csv_writer *w, struct str cell);
void csv_put_end(struct csv_writer *w);

#endif
