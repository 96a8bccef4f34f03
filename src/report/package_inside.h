/* What the packages share: files gathered, then their sums. Nothing outside src/report includes it. */
#ifndef REPORT_PACKAGE_INSIDE_H
#define REPORT_PACKAGE_INSIDE_H

#include "base/buf.h"
#include "report/audit_package.h"

enum { PACKAGE_TEXT_MAX = 64 * 1024 * 1024 /* bytes of one list, of the log, of one report */ };

/* E_LIMIT past PACKAGE_BYTES_MAX. Of a stored file, the caller adds its size to p->bytes. */
enum err package_add(struct audit_package *p, struct arena *a, struct package_file file, struct fault *f) nodiscard;
enum err package_add_text(struct audit_package *p, struct arena *a, struct str name, const struct buf *b, struct fault *f) nodiscard;
/* Sorts the files by name and adds SHA256SUMS. */
enum err package_add_sums(struct audit_package *p, struct arena *a, struct fault *f) nodiscard;

#endif
