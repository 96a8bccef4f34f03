/* Saved selections of a list. */
#ifndef PAGE_SAVED_H
#define PAGE_SAVED_H

#include "derive/state.h"
#include "page/frame.h"

/* Those that the reader can choose above the list, and the form that saves this one. Empty in the past. */
enum err saved_part(struct visit *v, const struct entity *e, const struct state *state, struct safe_html *ret, struct fault *f) nodiscard;
/* The one that the reader has chosen to see first; *ret.n 0: none. */
enum err saved_standard(struct visit *v, const struct entity *e, struct str *ret, struct fault *f) nodiscard;

#endif
