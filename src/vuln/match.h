/* One criterion against one name of the inventory: watch.md "Matching", rule by rule. Hosts and configurations are the index's
 * (vuln/index.h). */
#ifndef VULN_MATCH_H
#define VULN_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "vuln/component.h"
#include "vuln/cpe.h"
#include "vuln/purl.h"
#include "vuln/record.h"

enum verdict { VERDICT_NONE, VERDICT_POSSIBLE, VERDICT_AFFECTED };

/* The words of watch.md: "affected", "possible". */
const char *verdict_word(enum verdict v);
/* "cpe", "cpe-range", "purl", "package", "name". */
const char *match_rule_word(enum criterion_kind kind, bool ranged);

/* What matching needs of a component. Equal targets are judged once (vuln/index.h). */
struct match_target {          /* what most judgements look at stands first, together */
    bool by_name;              /* the product is a value */
    bool has_purl;
    struct version_digits digits; /* of the name's version */
    struct cpe name;
    struct purl purl;
    struct str package_version; /* of the purl, with epoch; of the component where the purl has none; may be empty */
};

/* Slices of the component; what must be made is made in the arena. A purl that is not one is disregarded. */
struct match_target match_target_of(struct arena *a, const struct component *c);

/* A criterion made ready for many comparisons. False (never for a criterion that passed criterion_check) when it cannot be. */
struct match_criterion {
    const struct criterion *criterion;
    struct cpe name;
    uint16_t asks;             /* bit a: the name's attribute a is not ANY */
    struct purl purl;
    struct str package_version;
    bool plain_range;          /* one range of plain digits: `bounds` are its ge, gt, le, lt; not usable: not given */
    struct version_digits bounds[4];
};
bool match_prepare(struct arena *a, const struct criterion *c, struct match_criterion *ret) nodiscard;

struct judgement {
    uint8_t verdict;                    /* enum verdict */
    bool ranged;                        /* what the feed says of versions took part */
    const struct version_rule *range;   /* the rule that holds the version, or NULL */
};
struct judgement match_judge(const struct match_criterion *c, const struct match_target *t);
/* match_judge in two steps, for targets that differ only in what comes after the product: match_names depends on part, vendor
 * and product alone (true for criteria that do not go by names), and match_judge_rest assumes it. */
bool match_names(const struct match_criterion *c, const struct match_target *t);
struct judgement match_judge_rest(const struct match_criterion *c, const struct match_target *t);

/* Where a criterion and a component meet: equal names have equal keys. Never 0. */
uint32_t match_key(struct str name);
/* The criterion's key; 0 when its product is ANY or has wildcards, so that it must be tried on every name. */
uint32_t match_criterion_key(struct arena *a, const struct criterion *c);

#endif
