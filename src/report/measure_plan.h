/* Handlingsplan (domain.md §6): per origin what is to be done, by whom and until when; then what is late, what waits, what is done without a
 * follow-up, and the recommendations that have no answer. */
#ifndef REPORT_MEASURE_PLAN_H
#define REPORT_MEASURE_PLAN_H

#include "domain/measure.h"
#include "report/audit_summary.h" /* struct report_options */

/* Fills *ret from what the reading's seat may see. The open version leaves out every measure that is marked, or whose origin is, and counts it. */
enum err report_measure_plan(struct reading *r, struct arena *a, const struct words *words, const struct report_options *o, struct report *ret, struct fault *f) nodiscard;

#endif
