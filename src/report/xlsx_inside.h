/* What the two writers of spreadsheets share. Nothing outside src/report includes it. */
#ifndef REPORT_XLSX_INSIDE_H
#define REPORT_XLSX_INSIDE_H

#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/buf.h"

/* Text that XML 1.0 can hold, NUL-terminated, cut to what a cell takes. */
const char *xlsx_cell(struct arena *a, struct str s);
/* At most 31 characters, without those that a sheet's name may not have, and not one that is there already (number from 1). */
const char *xlsx_sheet_name(struct arena *a, struct str caption, size_t number);

/* A workbook in a folder of its own, while it is written. */
struct xlsx_work { char folder[32], path[64]; lxw_workbook *book; };
/* `streamed`: each row goes to the disk when the next begins; rows must then come in order. */
enum err xlsx_begin(struct arena *a, struct str title, struct str subtitle, struct str organisation, instant made, bool streamed, struct xlsx_work *ret, struct fault *f) nodiscard;
/* Closes it and appends its bytes. */
enum err xlsx_take(struct xlsx_work *w, struct buf *to, struct fault *f) nodiscard;
void xlsx_drop(struct xlsx_work *w); /* fits cleanup() */

#endif
