/* Yttrande till revisorerna, from the working draft or as it was decided (R31–R35). Addresses are never in it (R32). */
#ifndef REPORT_RESPONSE_H
#define REPORT_RESPONSE_H

#include "domain/response.h"
#include "report/audit_summary.h" /* struct report_options */
#include "report/report.h"

/* The full version, or the open one without what is marked. *ret_view (may be NULL) is what it was made of. E_ABSENT as store_get. */
enum err report_response(struct reading *reading, struct arena *a, const struct words *words, int64_t id, const struct report_options *o,
                         struct report *ret, struct response_view *ret_view, struct fault *f) nodiscard;

#endif
