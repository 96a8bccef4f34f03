/* What the federation runs and what the feeds tell, indexed both ways: a record touches only the components it names, a component
 * only the records that name it. Findings are computed from what is in the index now; nothing is remembered of earlier ones.
 *
 * Equal names in the inventory are one target, judged once. Conditions on the platform (AND, negate) are judged per host; items
 * without a host form one host. Not thread safe; pure but for memory. */
#ifndef VULN_INDEX_H
#define VULN_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "vuln/component.h"
#include "vuln/match.h"
#include "vuln/record.h"

struct vuln_index;

/* `budget`: bytes it may use for what it keeps. NULL without memory. */
struct vuln_index *vuln_index_new(size_t budget);
void vuln_index_free(struct vuln_index *ix);
void vuln_index_done(struct vuln_index **ix); /* fits cleanup() */

/* Adds a component, which must outlive the index. E_NOMEM. */
enum err vuln_index_add(struct vuln_index *ix, const struct component *c, struct fault *f) nodiscard;
enum err vuln_index_add_all(struct vuln_index *ix, const struct inventory *inv, struct fault *f) nodiscard;
/* Forgets the component with this id; E_ABSENT. */
enum err vuln_index_drop(struct vuln_index *ix, struct str id, struct fault *f) nodiscard;

/* Keeps a copy of a record in place of the one with the same feed, source and CVE, unless that one is newer (`modified`).
 * E_NOMEM. */
enum err vuln_index_put(struct vuln_index *ix, const struct vuln_record *r, struct fault *f) nodiscard;
enum err vuln_index_put_kev(struct vuln_index *ix, struct str cve, bool ransomware, struct fault *f) nodiscard;
enum err vuln_index_put_epss(struct vuln_index *ix, struct str cve, double score, struct fault *f) nodiscard;

/* A file of a feed begins; undo takes back every put since then. */
void vuln_index_begin(struct vuln_index *ix);
void vuln_index_undo(struct vuln_index *ix);

struct finding {
    const struct component *component;
    struct str cve;
    enum verdict verdict;
    enum criterion_kind kind;
    bool ranged;
    struct str criteria;                /* the feed's text */
    const struct version_rule *range;   /* may be NULL */
    bool kev, ransomware, has_epss;
    double epss;
    struct cvss cvss;                   /* version 0: none; over all feeds' records of the CVE */
};

/* What is given is valid during the call. An error ends the matching and is returned. */
struct finding_sink { void *ctx; enum err (*finding)(void *ctx, const struct finding *x, struct fault *f); };

/* Every finding: CVEs in the order they came, components in theirs; one a component and CVE, the strongest. */
enum err vuln_index_match_all(struct vuln_index *ix, const struct finding_sink *to, struct fault *f) nodiscard;
/* The findings of one CVE; none when the index does not have it. */
enum err vuln_index_match_cve(struct vuln_index *ix, struct str cve, const struct finding_sink *to, struct fault *f) nodiscard;
/* The findings that a component has or may have changed by coming: of the CVEs that name it, on its host. */
enum err vuln_index_match_component(struct vuln_index *ix, struct str id, const struct finding_sink *to, struct fault *f) nodiscard;

struct vuln_index_counts { size_t cves, records, components, targets, hosts; size_t bytes; };
struct vuln_index_counts vuln_index_count(const struct vuln_index *ix);

/* {"component","host","cve","verdict","rule","criteria","range","kev","ransomware","epss","cvss"} as watch.md has it. No newline. */
void finding_put_json(struct buf *b, const struct finding *x);

#endif
