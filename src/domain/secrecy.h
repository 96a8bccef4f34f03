/* Secrecy marks (N1–N3; OSL 5 kap. 5 §). A mark is a warning to who handles the row, never a decision: whether something may be given out is tried each
 * time somebody asks. What säkerhetsskyddslagen (2018:585) covers does not belong in the program at all. */
#ifndef DOMAIN_SECRECY_H
#define DOMAIN_SECRECY_H

#include "derive/validate.h"
#include "store/store.h"

/* A mark that is new or changed names its paragraph and has a date (today when none is given); one that says "säkerhetsskydd" or one of its classes
 * is refused with secrecy_stop. `old` may be NULL. */
void secrecy_check(const struct row *old, struct row *row, struct date today, struct faults *faults);
/* N_(): why what is classified by säkerhetsskyddslagen is refused, and where to turn. */
const char *secrecy_stop(void);

struct marked_row { const struct entity *entity; int64_t id; struct row row; struct str title, owner; }; /* title: of the row itself; owner: the organisation's name */
enum { MARKED_MAX = 20000 };
/* Every marked row that the seat may read, revoked and replaced ones too, by register and number; `wanted` NULL: of all registers. E_LIMIT past MARKED_MAX. */
enum err secrecy_marked(struct reading *r, struct arena *a, bool (*wanted)(const struct seat *seat, const struct entity *e), struct marked_row **ret, size_t *ret_n,
                        struct fault *f) nodiscard;

#endif
