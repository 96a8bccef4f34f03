/* An audit report that comes as PDF: its text, laid out as on the page, by pdftotext in the sandbox. */
#ifndef FEED_AUDIT_PDF_H
#define FEED_AUDIT_PDF_H

#include "base/buf.h"

struct arena;

bool audit_is_pdf(struct str bytes);
/* Appends the text. The child has no network and no files but its own libraries; 20 s of processor time and 1 GiB. The arena must outlive the fault.
 * E_INVALID: not a readable PDF, a locked one, or one without text (a scanned one). E_LIMIT: too large or too slow. */
enum err audit_pdf_text(struct str pdf, struct arena *arena, struct buf *ret, struct fault *f) nodiscard;

#endif
