/* Everything that bears a secrecy mark, in one list over all registers: for the assessment when somebody asks for documents (N2, N3). */
#ifndef REPORT_MARKED_H
#define REPORT_MARKED_H

#include "domain/secrecy.h"
#include "report/audit_summary.h" /* struct report_options */

/* Fills *ret with the rows of those registers whose lists the seat may take out. The open version has no rows, only their number. */
enum err report_marked_rows(struct reading *r, struct arena *a, const struct words *words, const struct report_options *o, struct report *ret, struct fault *f) nodiscard;

#endif
