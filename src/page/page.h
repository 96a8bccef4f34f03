/* The pages: HTML for people. One file per subject, each ending in its route rows; handlers are thin: read, domain, template.
 * No permission is checked in a handler: the route's row is the door and the store binds the rest. Buttons are shown by asking
 * authz for the row, so that nobody is offered what he may not do. */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "authn/visit.h"

/* Every page's route: those of the subjects, and those that each entity with a path has (list, new, record, change, correct,
 * history, act, revoke, import, export). Patterns live in the arena, which must outlive the router. */
enum err page_routes(struct arena *a, const struct route **ret, size_t *ret_n) nodiscard;

/* Answers a visit with a fault as a page: what happened, why, what to do. For site_options.fault_page: v->rs->status is `status`. */
void page_fault(struct visit *v, int status, const struct fault *f);

#endif
