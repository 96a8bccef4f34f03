/* CPE names: formatted strings of version 2.3 (NISTIR 7695 §6.2), URIs of version 2.2 (§6.1), and how two names relate
 * attribute by attribute (NISTIR 7696 §6.1, table 6-2).
 *
 * A name is parsed into slices: of the text itself where nothing is quoted, of the arena otherwise. Nothing is folded:
 * comparing disregards ASCII letter case. */
#ifndef VULN_CPE_H
#define VULN_CPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct arena;
struct buf;

enum { CPE_TEXT_MAX = 2048 }; /* characters of one name */

enum cpe_attribute {
    CPE_PART, CPE_VENDOR, CPE_PRODUCT, CPE_VERSION, CPE_UPDATE, CPE_EDITION, CPE_LANGUAGE,
    CPE_SW_EDITION, CPE_TARGET_SW, CPE_TARGET_HW, CPE_OTHER, CPE_ATTRIBUTES,
};

enum cpe_kind { CPE_ANY, CPE_NA, CPE_VALUE };

struct cpe_attr {
    const char *p;   /* of a value: its text; without quoting unless wild or quoted */
    uint32_t n;
    uint8_t kind;    /* enum cpe_kind */
    bool wild;       /* has unquoted * or ? at its beginning or end */
    bool quoted;     /* the text still has its quoting */
};

struct cpe { struct cpe_attr attr[CPE_ATTRIBUTES]; }; /* all zero: ANY everywhere */

static inline struct str cpe_text(const struct cpe *c, enum cpe_attribute a) { return (struct str){ c->attr[a].p, c->attr[a].n }; }

/* Parses "cpe:2.3:…" or "cpe:/…". E_LIMIT past CPE_TEXT_MAX, E_INVALID for what the grammar does not allow (place is empty;
 * the text names the attribute), E_NOMEM. The slices live as long as `text` and the arena. Without an arena (NULL) only
 * formatted strings are taken and quoted values keep their quoting: enough for a criterion, and free of copies. */
enum err cpe_parse(struct arena *a, struct str text, struct cpe *ret_cpe, struct fault *f) nodiscard;
/* The formatted string of version 2.3, each attribute quoted as it must be. */
void cpe_put(struct buf *b, const struct cpe *c);
/* An attribute from plain text: "" and "*" are ANY, "-" is NA, everything else is a literal value. */
struct cpe_attr cpe_plain(struct str text);
/* True when an attribute has unquoted wildcards, which only a feed's names may have. */
bool cpe_has_wildcards(const struct cpe *c);

enum cpe_relation { CPE_DISJOINT, CPE_EQUAL, CPE_SUBSET, CPE_SUPERSET };

/* How the source (a criterion) relates to the target (an inventory item: neither wild nor quoted). */
enum cpe_relation cpe_relate(const struct cpe_attr *source, const struct cpe_attr *target);
/* True when no attribute from `first` up to and with `last` is disjoint. */
bool cpe_covers(const struct cpe *source, const struct cpe *target, enum cpe_attribute first, enum cpe_attribute last);
/* A pattern with unquoted * (any number of characters) and ? (exactly one) against plain text, without regard to case. */
bool cpe_pattern_matches(struct str pattern, struct str text);

#endif
