/* A list's selections that people keep: each has his own and sees those that his organisation shares. What is kept is the address's
 * parameters, read again every time: one that a later version does not understand is told on the page, never a broken list. */
#ifndef DOMAIN_SAVED_H
#define DOMAIN_SAVED_H

#include "derive/validate.h"
#include "model/desk.h"
#include "store/store.h"

enum { SAVED_MAX = 50 /* of one account, for one register */, SAVED_SHARED_MAX = 100 /* shown, of an organisation */, SAVED_QUERY_MAX = 4000 /* bytes */ };

/* The account's own of the register (NULL: of all), then those that others in the seat's organisation share; by name. */
enum err saved_list(struct reading *r, struct arena *a, const struct entity *e, struct saved_filter **ret, size_t *ret_n, struct fault *f) nodiscard;
/* Creates (row.id 0) or changes one of the seat's own: name, query, shared, standard. The only standard one of its register.
 * E_ABSENT: none, or another's. E_INVALID with faults at "name". E_LIMIT: too many. */
enum err saved_save(struct writing *w, const struct saved_filter *s, struct faults *faults, struct fault *f) nodiscard;
/* Takes one of the seat's own away. */
enum err saved_end(struct writing *w, int64_t id, struct fault *f) nodiscard;

#endif
