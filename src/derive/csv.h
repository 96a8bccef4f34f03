/* Rows as CSV and back, by walking the field table; the bytes themselves are base/csv.h's: RFC 4180, formula-safe both ways.
 *
 * The first row names the columns: labels in the reader's language ("Titel") or field names ("title"). Where two fields of an
 * entity have the same label, the name stands behind it: "Roll (post)". A reference is its number, and where titles are at hand a
 * column beside it, "Granskning (titel)" or "audit.title", which is for the eye and is not read. Words are labels or codes;
 * amounts have a comma with labels and a point with names; dates and instants are the stored form. SECRET fields never stand. */
#ifndef DERIVE_CSV_H
#define DERIVE_CSV_H

#include "base/csv.h"
#include "base/words.h"
#include "derive/validate.h"

enum { ROWS_CSV_MAX = 100000 /* rows of one file */ };

/* ---- out ---- */

struct rows_csv_options {
    char separator;                 /* ';' for Swedish spreadsheets, ',' */
    bool mark;                      /* begin with a byte order mark, by which spreadsheets know UTF-8 */
    const struct words *labels;     /* the language of labels and words; NULL: field names and codes */
    bool titles;                    /* the columns with the titles of references */
    bool mask_personal;             /* leave PERSONAL columns out, and titles that are personal */
    const bool *only;               /* entity_fields(): the columns wanted; NULL: all */
};

struct rows_csv {
    struct csv_writer writer;
    const struct entity *entity;
    struct rows_csv_options options;
};

/* Writes the header. What does not fit in `to` sticks there (buf_check). */
struct rows_csv rows_csv_begin(struct buf *to, const struct entity *e, struct rows_csv_options options);
/* titles: entity_fields() of them, or NULL. */
void rows_csv_put(struct rows_csv *w, const void *row, const struct str *titles);

/* ---- in ---- */

struct rows_csv_read {
    void *rows;             /* n structs of entity->size bytes; fields without a column are as row_new leaves them */
    size_t n;
    size_t *lines;          /* n: the line on which each begins */
    const bool *set;        /* entity_fields(): the fields that have a column */
};

/* Reads a whole file, its separator guessed from the first line. Columns are known by label in `words` or in Swedish, or by field
 * name, in any letter case. `id` and `version` may stand or not: a row with an id is a change of that row (read it and lay the set
 * fields over it with rows_csv_lay), one without is a new row. Other COMPUTED columns, and titles, are not read: an exported file
 * can be sent back. An empty cell is "not given".
 *
 * All or nothing: every unknown or doubled column, every REQUIRED one that is missing while rows are new (but `reach`, which has
 * a default), a file past ROWS_CSV_MAX, every cell that cannot be read or breaks its field's limits and every id that stands twice is a fault; place
 * "rad 7, kolumn Titel" with the label as the file has it. OK, E_INVALID or E_NOMEM. Text is copied. */
enum err rows_csv_read(struct arena *a, const struct entity *e, struct str text, const struct words *words, struct rows_csv_read *ret, struct faults *fs) nodiscard;
/* Copies the fields that have a column from row i to `to`, which holds the row as it is; but not id and the common fields the
 * server sets. version is copied when it is given. */
void rows_csv_lay(const struct rows_csv_read *r, const struct entity *e, size_t i, void *to);
/* Faults that came later (a domain rule about row i), fs->v[from …]: their places become "rad 7, kolumn Titel". */
void rows_csv_places(const struct entity *e, const struct words *words, size_t line, struct faults *fs, size_t from);

#endif
