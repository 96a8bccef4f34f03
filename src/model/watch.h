/* Chapter: the watch (R93, R99, R100): what the federation runs, and which known vulnerabilities touch it. What the feeds say is
 * plumbing (model/plumbing.h); what follows from it for somebody's component is journaled. */
#ifndef MODEL_WATCH_H
#define MODEL_WATCH_H

#include "model/field.h"

enum list_format { LIST_CSV = 1, LIST_CYCLONEDX, LIST_SPDX, LIST_NMAP };

/* Where components come from: one file or scan that is read again and again under the same name. Its owner is whose it is. */
struct installation_list {
    struct row row;
    struct str name;                /* unique among the owner's */
    enum list_format kind;
    struct str file;                /* the name of the file it was last read from */
    struct date taken;              /* the day on which its content last changed */
    int64_t components;
};

/* One component on one host. One that is gone is revoked; an upgrade is a change of the same row. */
struct installation {
    struct row row;
    installation_list_id list;
    struct str product, release, vendor, host; /* release: its version */
    struct str part;                /* "a", "o", "h" or empty */
    struct str update_text;         /* CPE's update */
    struct str cpe, purl;
    struct str key;                 /* the item's id in its file */
};

enum exposure_state { EXPOSURE_OPEN = 1, EXPOSURE_HANDLED, EXPOSURE_GONE };
enum exposure_verdict { EXPOSURE_POSSIBLE = 1, EXPOSURE_AFFECTED };
/* The qualitative scale of CVSS (FIRST, CVSS v3.1 §5, v4.0 §6): under 4, under 7, under 9. */
enum exposure_severity { EXPOSURE_LOW = 1, EXPOSURE_MEDIUM, EXPOSURE_HIGH, EXPOSURE_CRITICAL };
/* Which of the matcher's rules led to it (vuln/match.h). */
enum exposure_rule { RULE_CPE = 1, RULE_CPE_RANGE, RULE_PURL, RULE_PACKAGE, RULE_NAME };
/* What made the row what it is. */
enum exposure_cause { CAUSE_RECORD = 1, CAUSE_COMPONENT, CAUSE_VERSION, CAUSE_REMOVED, CAUSE_HOST };

/* A vulnerability that touches a component, or may. Made and changed by the watch; people say when it is handled. */
struct exposure {
    struct row row;
    struct str cve;
    installation_id installation;
    enum exposure_state state;
    enum exposure_verdict verdict;
    enum exposure_severity severity; /* of cvss; 0: not scored */
    struct str cvss;                /* "9.8"; empty: not scored */
    int64_t epss;                   /* whole percent, as last told: it moves every day, the row only when it moves by EPSS_STEP */
    bool kev, ransomware;
    struct date kev_added;
    struct str found_version;       /* the component's version when this was judged */
    enum exposure_rule rule;        /* why: the rule, the feed's own text, the versions */
    struct str criteria, range;
    enum exposure_cause cause;
    struct str note;                /* how it was handled */
};

enum intelligence_state { INTELLIGENCE_NEW = 1, INTELLIGENCE_ASSESSED };
enum intelligence_decision { INTELLIGENCE_NOTHING = 1, INTELLIGENCE_WATCH, INTELLIGENCE_MEASURE, INTELLIGENCE_RISK };

/* Omvärldsbevakning (R100; ISO/IEC 27002:2022 control 5.7, threat intelligence): an item that came from an authority's feed or was written
 * by hand, what it means for us, and what was decided. */
struct intelligence {
    struct row row;
    struct str title, source, link;
    struct date published;
    struct str summary;             /* plain text */
    enum intelligence_state state;
    struct str assessment;          /* what it means for the federation and its members */
    enum intelligence_decision decision;
    post_id responsible;
    struct date look_again;
    struct str about;               /* what it led to: "measure/12" */
};

#endif
