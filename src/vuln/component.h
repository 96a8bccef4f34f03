/* The inventory: what the federation runs, one item per component and host, as the readers of src/feed make it and as the
 * matcher takes it. Here an item gets its name: from its CPE where it has one, otherwise from its columns. */
#ifndef VULN_COMPONENT_H
#define VULN_COMPONENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "vuln/cpe.h"

struct buf;

enum { COMPONENTS_MAX = 2000000 };

struct component {
    struct str id, host;                          /* id is unique in an inventory; an empty host is "no host" */
    struct str part, vendor, product, version, update; /* plain text; part is "", "a", "o" or "h" */
    struct str cpe, purl;                         /* as given; empty when not given */
    struct cpe name;                              /* set by inventory_add */
    bool matched_by_name;                         /* false when the product is ANY or NA: listed, never matched by its name */
};

struct inventory {
    struct arena arena;        /* owns every text and the items */
    struct component *items;
    size_t n, cap;
    uint32_t *ids;             /* hash table over the ids: position + 1, 0 for free */
    size_t ids_cap;
};

/* Takes no memory until the first item. Budget in bytes. */
struct inventory inventory_new(size_t budget);
void inventory_free(struct inventory *inv); /* fits cleanup() */

/* Adds a copy of `item` (its `name` and `matched_by_name` are ignored and set here). With a CPE:
 *   the CPE alone is the name; 2.2 URIs are taken; wildcards inside an attribute are refused;
 *   part, vendor, product, version and update that are given must agree with it (without regard to letter case), those that
 *   are not given are filled in from it.
 * Without: the columns are plain text ("" and "*" are unknown, "-" is "not applicable").
 * E_INVALID with place = the column's name ("id", "cpe", "product" …); E_LIMIT past COMPONENTS_MAX or CPE_TEXT_MAX; E_NOMEM.
 * On failure the inventory is unchanged. */
enum err inventory_add(struct inventory *inv, const struct component *item, struct fault *f) nodiscard;

/* One line of JSON as `samsyn vuln inventory` prints it: {"id","host","part","vendor","product","version","cpe","purl"},
 * each a string, empty when not given. No newline. */
void component_put_json(struct buf *b, const struct component *c);
/* The same with "update", so that nothing is lost on the way from a child; and back: slices of `text` or the arena. */
void component_put_json_full(struct buf *b, const struct component *c);
enum err component_parse_json(struct arena *a, struct str text, struct component *ret_item, struct fault *f) nodiscard;

#endif
