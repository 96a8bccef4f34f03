/* Årlig återrapportering till direktionen (domain.md §6), addressed to the board and to the management (R118). A section without data says so. */
#ifndef REPORT_BOARD_H
#define REPORT_BOARD_H

#include "domain/board.h"
#include "report/audit_summary.h" /* struct report_options */

/* Fills *ret from what the reading's seat may see. The open version leaves out the rows that are marked, and counts them. `whole` as of agenda_of. */
enum err report_board(struct reading *r, struct reading *whole, struct arena *a, const struct words *words, const struct report_options *o, struct report *ret,
                      struct fault *f) nodiscard;

#endif
