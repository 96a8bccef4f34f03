/* The order of versions, and what a feed says of a range of them.
 *
 * General order (watch.md "Matching", golden/README.md "Version order"): a version is a row of numbers (runs of digits, of any
 * length) and words (runs of letters, case disregarded); everything else only separates. Compared from the left, at each place:
 *   alpha beta dev pre preview rc snapshot  <  the end  <  any other word  <  a number
 * where zeros before the end or before a word do not count (1.0 = 1.0.0, 1.0-rc1 = 1-rc1), numbers compare by value and words
 * bytewise. A "v" before the first number does not count. This is a total order on what is left. */
#ifndef VULN_VERSION_H
#define VULN_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct arena;
struct buf;

enum version_scheme {
    VERSION_GENERAL,
    VERSION_DEB,     /* Debian policy §5.6.12, by libdpkg */
    VERSION_RPM,     /* [epoch:]version[-release], by librpm */
};

/* Negative, 0 or positive. */
int version_compare_general(struct str a, struct str b);
/* By the scheme; false when one of the two is not a version in it (then *ret is untouched). */
bool version_compare(enum version_scheme scheme, struct str a, struct str b, int *ret) nodiscard;

/* A version of dots and digits only, ready to be compared many times: the same order, without reading it again. */
struct version_digits {
    uint32_t part[7];
    uint8_t n;       /* trailing zero parts are left out */
    bool usable;     /* false: the text is something else or too long; compare it as text */
};
struct version_digits version_digits_of(struct str s);
int version_digits_compare(const struct version_digits *a, const struct version_digits *b);

/* Bounds that must all hold; one whose text is empty is not given. */
struct version_range { struct str ge, gt, le, lt; };

enum version_status { VERSION_UNAFFECTED, VERSION_AFFECTED, VERSION_STATUS_UNKNOWN };

/* From `at` on (within the rule's range) the status is another: CVE record format, versions[].changes. */
struct version_change { struct str at; uint8_t status; };

struct version_rule {
    struct version_range range;   /* for one exact version: ge = le */
    uint8_t status;               /* enum version_status */
    bool exact;
    bool vague;                   /* the text says more than was understood: what it gives is only possible */
    uint16_t n_changes;
    const struct version_change *changes;
};

/* What a feed says of a product's versions: the first rule that holds the version decides, otherwise `otherwise` does. */
struct version_rules {
    const struct version_rule *rules;
    uint32_t n;
    uint8_t otherwise;            /* enum version_status */
    uint8_t scheme;               /* enum version_scheme */
};

struct version_verdict {
    uint8_t status;               /* enum version_status */
    bool vague;
    const struct version_rule *rule; /* NULL: `otherwise` decided */
};

/* Is the version within the bounds? False also when it is not a version of the scheme. */
bool version_in(enum version_scheme scheme, const struct version_range *r, struct str version);
struct version_verdict version_judge(const struct version_rules *rules, struct str version);
/* True when some version is affected according to the rules. */
bool version_rules_affect(const struct version_rules *rules);

/* "&gt;=1.0 &lt;2.0" in plain characters; "=1.0" for one exact version; nothing for a range without bounds. */
void version_range_put(struct buf *b, const struct version_rule *rule);

/* Reads a range as people write it into rules of `status`: "<=2020_R2_SP2", ">=V3.2.3|<V3.3.0", "< 4.2.1", ">= 2.0, < 2.1 || 3.0",
 * "1.0 and prior", "prior to 3.4", "through 3.1", "vers:deb/>=1|<2", "all versions", "n/a". Words that were not understood make the
 * rules vague; a text without any range in it is one exact version. Slices of `text`. Up to VERSION_FREE_MAX rules, the rest
 * makes them vague. NULL when memory is out. */
enum { VERSION_FREE_MAX = 32 };
struct version_rules *version_rules_of_text(struct arena *a, struct str text, enum version_status status);

#endif
