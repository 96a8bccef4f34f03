/* What differs between two rows of an entity: for history, the page that shows both sides of a conflict, and mail. */
#ifndef DERIVE_DIFF_H
#define DERIVE_DIFF_H

#include "derive/value.h"

struct difference {
    const struct field *field;
    struct value before, after;
    struct str text_before, text_after; /* the machine's text form (derive/value.h); empty: not given */
};

/* The fields whose values differ, in the table's order, without SECRET ones and without those that every write changes
 * (version, changed_at, changed_by; and id, created_at, created_by, which are equal but at a creation). `before` NULL: a creation,
 * every given value is new. *ret lives in the arena; values point into the rows. OK or E_NOMEM. */
enum err row_diff(struct arena *a, const struct entity *e, const void *before, const void *after, struct difference **ret, size_t *ret_n) nodiscard;
/* True for the fields that row_diff leaves out. */
bool diff_passes_over(const struct field *f);

#endif
