/* Files in and out of rows. */
#ifndef PAGE_UPLOAD_H
#define PAGE_UPLOAD_H

#include "derive/validate.h"
#include "domain/file.h"
#include "page/page.h"

/* The file that came with a form, its kind checked by its bytes in the sandbox. bytes empty: none was chosen. What is wrong with it is a
 * fault of the place "file" in `faults`, and OK. */
enum err upload_read(struct visit *v, const struct entity *e, struct domain_file *ret, struct faults *faults, struct fault *f) nodiscard;

#endif
