/* What may be disposed of, computed from the plan; nothing here disposes of anything. */
#ifndef DOMAIN_ARCHIVE_H
#define DOMAIN_ARCHIVE_H

#include "model/archive.h"
#include "store/store.h"

/* The register of a rule; NULL: none of that name, or one that is never disposed of (the plan and the decisions themselves, accounts). */
const struct entity *retention_register(const struct retention *rule);
/* The last day whose rows may go: `today` minus the rule's years. Not given when the rule keeps. */
struct date retention_limit(const struct retention *rule, struct date today);
/* The rows of the rule whose time began on `through` or before. Text in the arena. */
enum err retention_query(struct arena *a, const struct retention *rule, struct date through, struct query *ret, struct fault *f) nodiscard;

/* What a selection holds, counted exactly. */
struct selection { size_t rows, files, marked; };
enum err selection_count(struct reading *r, const struct query *q, struct selection *ret, struct fault *f) nodiscard;

/* Every valid rule with what is due on the day; keeping ones too, with nothing due. */
struct due_line { struct retention rule; const struct entity *entity; struct date through; struct selection due; };
enum { DUE_MAX = 500 };
enum err retention_due(struct reading *r, struct arena *a, struct date today, struct due_line **ret, size_t *ret_n, struct fault *f) nodiscard;

#endif
