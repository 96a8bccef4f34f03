/* Inside the store: what a list's statement is made of. list.c puts it together, order.c knows order and place, filter.c the conditions.
 *
 * A list whose order can be "none" is read in two parts, each with an index of its own: the rows that have a value, in its order, and
 * those that have none, by id, always last. The second is asked for only when the first does not fill the page. */
#ifndef STORE_LIST_H
#define STORE_LIST_H

#include "store/inside.h"

enum part { PART_WHOLE, PART_GIVEN, PART_NONE };

struct order {
    const struct field *field;      /* NULL: by id alone */
    const struct entity *to;        /* the entity whose title is sorted by, for a reference: title, its id, the row's id */
    bool descending, text;
    bool reversed;                  /* the page before a place: the part without a value comes first */
    bool nullable;                  /* two parts */
};

/* Where a page begins. */
struct place { bool given, none; int64_t id, i, to; struct str s; };

struct order order_of(const struct query *q);
/* Which parts a list has from the place on, in order: 1 or 2 of them. */
size_t order_parts(const struct order *o, const struct place *p, enum part ret[static 2]);
/* The value as the statement sorts it, over the row "a" (or the row "s" that it refers to). */
void order_value(struct sql *q, const struct order *o);
/* " ORDER BY …": over "a", or over the found rows "r" and their "order_value". */
void order_add(struct sql *q, const struct order *o, enum part part, bool found);
/* " AND …": of the part, and behind the place. */
void order_beyond(struct sql *q, const struct order *o, enum part part, const struct place *p);

/* "12", "12n" (none), "12v…" (the value, base64url; for a reference its id, a space and the title), "12r": too long to carry, look it up in the row. */
struct str cursor_of(struct arena *a, const struct order *o, const struct query *q, const void *row, const struct str *titles);
enum err place_parse(struct reading *r, struct arena *a, const struct query *q, const struct order *o, struct place *ret, struct fault *f) nodiscard;

/* " AND …" for every filter and the search. `o` is the order the rows are read in; NULL: in none, they are counted. */
enum err filters_add(struct sql *q, struct arena *a, const struct query *query, const struct order *o, struct fault *f) nodiscard;

#endif
