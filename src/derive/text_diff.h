/* What differs between two texts: by lines, and by words within the lines that changed. */
#ifndef DERIVE_TEXT_DIFF_H
#define DERIVE_TEXT_DIFF_H

#include "base/err.h"
#include "base/str.h"

struct arena;

enum edit { EDIT_KEPT, EDIT_REMOVED, EDIT_ADDED };
struct edit_run { enum edit kind; struct str text; };

/* A shortest edit script of at most this many lines, or words in a block of changed lines; what differs more is shown as one text
 * removed and another added. Bounds time and memory: the square of it. */
enum { TEXT_DIFF_EDITS_MAX = 2000 };

/* The runs in order; kept and removed ones together are `before`, kept and added ones `after`, byte for byte. The texts must outlive
 * the runs. Method: E. W. Myers, An O(ND) difference algorithm and its variations, Algorithmica 1 (1986). OK or E_NOMEM. */
enum err text_diff(struct arena *a, struct str before, struct str after, struct edit_run **ret, size_t *ret_n) nodiscard;

#endif
