/* Small parts that the audit's pages share. */
#ifndef PAGE_AUDIT_PARTS_H
#define PAGE_AUDIT_PARTS_H

#include "domain/audit.h"
#include "page/frame.h"

/* The grade as a status; the report's own spelling behind it when it differs. */
struct safe_html audit_grade_html(struct visit *v, enum grade grade, struct str as_written);
struct safe_html audit_status_html(struct visit *v, enum recommendation_status status);

#endif
