/* Every row that a query finds, at once: for the domain's computations over a bounded part of the model. */
#ifndef DOMAIN_GATHER_H
#define DOMAIN_GATHER_H

#include "store/store.h"

/* Reads the query page by page to its end (its limit and cursor are not used). `ret`: n structs of the entity's size, NULL when
 * n is 0. `ret_titles` (may be NULL): n × entity_fields() titles as in struct rows. More than GATHER_MAX rows are E_LIMIT. */
enum { GATHER_MAX = 1000000 };
enum err domain_gather(struct reading *r, struct arena *a, const struct query *q, void **ret, size_t *ret_n, const struct str **ret_titles,
                       struct fault *f) nodiscard;

/* Those whose `field` refers to the row `id`. */
enum err domain_gather_by(struct reading *r, struct arena *a, const struct entity *e, const char *field, int64_t id, void **ret, size_t *ret_n,
                          const struct str **ret_titles, struct fault *f) nodiscard;

/* Every valid row of the entity. */
static inline enum err domain_gather_all(struct reading *r, struct arena *a, const struct entity *e, void **ret, size_t *ret_n, struct fault *f)
{
    struct query q = { .entity = e };
    return domain_gather(r, a, &q, ret, ret_n, NULL, f);
}

#endif
