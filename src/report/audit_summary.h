/* Sammanfattningstabell (R27): the audit's earlier recommendations and questions, how each was graded and why, and what came of it. */
#ifndef REPORT_AUDIT_SUMMARY_H
#define REPORT_AUDIT_SUMMARY_H

#include "domain/audit.h"
#include "report/report.h"

struct report_options {
    bool open;              /* without rows that bear a secrecy mark; says how many are left out */
    struct str made_by, organisation;
    instant now;
};

/* Fills *ret from what the reading's seat may see. Personal data is in none of it. E_ABSENT: no such audit for this seat. */
enum err report_audit_summary(struct reading *r, struct arena *a, const struct words *words, int64_t audit, const struct report_options *o,
                              struct report *ret, struct fault *f) nodiscard;

#endif
