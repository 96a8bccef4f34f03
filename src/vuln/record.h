/* One vulnerability as one feed tells of it: what it names, in which versions, under which conditions. Readers (src/feed) build
 * it, the index (vuln/index.h) copies and keeps it. All slices; who built it owns it.
 *
 *   record ─ configurations (alternatives) ─ nodes ─ criteria ─ version rules
 *
 * A record of a feed that has no such conditions (CVE 5.x `affected`, CSAF) is one configuration with one node. */
#ifndef VULN_RECORD_H
#define VULN_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "vuln/version.h"

struct arena;
struct buf;

enum vuln_feed { VULN_NVD, VULN_CVE5, VULN_CSAF, VULN_FEEDS };

/* What a criterion is, and so the rule that a match by it names. In order of strength. */
enum criterion_kind {
    CRITERION_NAME,      /* vendor and product as words */
    CRITERION_PACKAGE,   /* a package of a registry: collectionURL and packageName */
    CRITERION_PURL,
    CRITERION_CPE,
};

struct criterion {
    struct str text;                    /* the feed's text unchanged: a formatted CPE name, a purl, a name */
    struct str vendor, product;         /* name: both; package: purl type and "namespace/name" (no namespace: "name") */
    const struct version_rules *versions; /* NULL: every version */
    uint32_t key;                       /* set by the index */
    uint8_t kind;                       /* enum criterion_kind */
    bool vulnerable;                    /* false: a condition on the platform, never reported */
    bool possible;                      /* whatever matches is only possible (name rules, under investigation) */
    bool wild;                          /* set by the index: the product is ANY or has wildcards */
};

struct criteria_node {
    struct criterion *criteria;
    uint32_t n;
    bool all;                           /* operator AND: every criterion on one host; otherwise any */
    bool negate;
};

struct configuration {
    struct criteria_node *nodes;
    uint32_t n;
    bool all, negate;
};

struct cvss {
    uint8_t version;                    /* 0: none; 20, 30, 31, 40 */
    bool primary;
    double score;
};

struct vuln_record {
    struct str cve;                     /* "CVE-2021-44228"; a CSAF vulnerability without one: its first id */
    struct str source;                  /* csaf: the document's tracking id; empty otherwise. (feed, source, cve) names the record */
    struct str modified;                /* as the feed writes it, RFC 3339-like; may be empty. Sorts by bytes */
    struct configuration *configurations;
    uint32_t n;
    uint8_t feed;                       /* enum vuln_feed */
    bool rejected;                      /* REJECTED: never matches */
    struct cvss cvss;                   /* the best by cvss_better */
};

/* The newest version, then Primary before Secondary, then the highest score. */
bool cvss_better(const struct cvss *a, const struct cvss *than);

/* A copy whose every part lives in the arena. NULL when memory is out. */
struct vuln_record *record_copy(struct arena *a, const struct vuln_record *r);

/* A record as one line of JSON and back: what crosses from the sandboxed child and what the store keeps. record_put writes what
 * record_parse reads; the form is Samsyn's own and is checked on the way in as anything else is. */
void record_put(struct buf *b, const struct vuln_record *r);
enum err record_parse(struct arena *a, struct str text, struct vuln_record *ret_record, struct fault *f) nodiscard;

/* Objections to a criterion: E_INVALID or E_LIMIT for a CPE name or a purl that is malformed. The arena is scratch. */
enum err criterion_check(struct arena *a, const struct criterion *c, struct fault *f) nodiscard;

/* True for "CVE-", four digits, "-", four to nineteen digits. */
bool cve_id_valid(struct str s);

/* Names for loose comparison: lower case, runs of space, "_" and "-" alike, outer ones dropped. */
bool names_alike(struct str a, struct str b);

#endif
