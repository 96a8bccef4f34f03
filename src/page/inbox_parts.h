#ifndef PAGE_INBOX_PARTS_H
#define PAGE_INBOX_PARTS_H

#include "page/frame.h"

/* What waits for the reader, the late first. *ret_late: how many are late. */
enum err inbox_tasks(struct visit *v, const struct task **ret, size_t *ret_n, size_t *ret_late, struct fault *f) nodiscard;

#endif
