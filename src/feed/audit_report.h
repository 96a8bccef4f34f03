/* An audit report's text to proposals. Pure: nothing is opened, nothing is stored, nothing is believed.
 *
 * Written for the genre of Swedish municipal audit reports: numbered sections; per recommendation Rekommendation, Åtgärd and
 * Bedömning; "vi rekommenderar … att:"; "kvarstår", "tillkommer"; summary tables; a missiv before the report. What is not
 * recognised is listed as unread; a layout that is not known gives fewer proposals, never guesses passed off as facts.
 *
 * A proposal is a flat list of items, so that a form can show each beside its passage, change it and send it back:
 *   path  PART/NUMBER/FIELD, "recommendation/3/text"; parts that occur once have number 1.
 * Records point at each other with codes: "2021-1" and "2023-4" for recommendations, "Q3" for a question. */
#ifndef FEED_AUDIT_REPORT_H
#define FEED_AUDIT_REPORT_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/audit.h"

enum {
    AUDIT_TEXT_MAX = 20 * 1024 * 1024,  /* bytes of text */
    AUDIT_FILE_MAX = 50 * 1024 * 1024,  /* bytes of a file that is given, PDF too (what the store takes) */
    AUDIT_LINES_MAX = 200000,           /* lines */
    AUDIT_LINE_MAX = 65536,             /* bytes of one line */
    AUDIT_SECTIONS_MAX = 2000,          /* headings */
    AUDIT_ITEMS_MAX = 5000,             /* proposed items */
    AUDIT_RECORDS_MAX = 300,            /* of one kind: recommendations, questions … */
};

enum audit_part {
    PART_AUDIT = 1, PART_EARLIER_AUDIT, PART_QUESTION, PART_CRITERION, PART_METHOD, PART_INTERVIEW, PART_DOCUMENT,
    PART_EARLIER_RECOMMENDATION, PART_RECOMMENDATION, PART_ASSESSMENT, PART_DISTRIBUTION, PART_RESPONSE, PART_RESPONSE_RECIPIENT,
    PART_SIGNATURE, PART_PARTICIPANT, PART_FINDING, PART_STATEMENT, PART__N
};

/* The fields of the parts, and how an item's path is written. */
struct audit_part_field { const char *name, *label; }; /* label: Swedish, N_() */
struct audit_part_info {
    const char *name, *label;
    bool many;
    struct audit_part_field fields[20]; /* the first is the one that a record stands or falls with; ends with a name of NULL */
};
extern const struct audit_part_info audit_parts[PART__N];

enum confidence { CONFIDENCE_GUESS = 1, CONFIDENCE_LIKELY, CONFIDENCE_SURE };
/* "gissning", "trolig", "saker"; in a page N_("Gissning") … */
const char *confidence_code(enum confidence c);
const char *confidence_label(enum confidence c);

struct passage {
    size_t from, to;    /* bytes of the report's text; 0, 0: nowhere (computed or typed in) */
    unsigned line;      /* from 1; 0: nowhere */
    struct str section; /* "3.2.1", "Missiv"; may be empty */
};

struct audit_item {
    enum audit_part part;
    unsigned number;        /* from 1 */
    const char *field;      /* from audit_parts */
    struct str text;        /* empty: the reader's to say (a finding's severity) */
    bool chosen;            /* false: the reader does not want it, or must say that it is wanted (a guessed finding or statement) */
    enum confidence confidence;
    struct passage source;
};

struct audit_unread { struct passage source; struct str text; const char *why; }; /* why: Swedish, N_() */

struct audit_proposal {
    struct str report;          /* the text it was read from */
    struct audit_item *items;   /* ordered by part, number, field */
    size_t n, cap;
    struct audit_unread *unread;
    size_t unread_n, unread_cap;
    bool recognised;            /* false: this is no audit report as far as we can tell; then there are no items */
};

struct audit_options {
    bool names;     /* keep names of persons and e-mail addresses */
};

/* Text in, proposal out; everything lives in the arena and in `text`. E_INVALID: no text (empty, binary, broken UTF-8; the fault
 * names the line), E_LIMIT: past a bound above. Time grows with the text's length. */
enum err audit_report_read(struct str text, const struct audit_options *o, struct arena *a, struct audit_proposal *ret, struct fault *f) nodiscard;

/* For comparing texts as reports vary them: lower case, no white space, no hyphens, no punctuation at the end. */
struct str audit_text_key(struct arena *a, struct str s);

/* ---- the editable form ---- */

/* "recommendation/3/text". */
void audit_item_path(struct buf *b, const struct audit_item *item);
/* By path; NULL when there is none. */
struct audit_item *audit_item_at(const struct audit_proposal *p, struct str path);
/* The item of a record's field; NULL when there is none. */
const struct audit_item *audit_item_of(const struct audit_proposal *p, enum audit_part part, unsigned number, const char *field);
/* The chosen text of a record's field; empty when there is none, when it or its record (its first field) is not chosen. */
struct str audit_item_text(const struct audit_proposal *p, enum audit_part part, unsigned number, const char *field);
/* The highest number of a part's records, 0 when there is none. A number may be missing when its record was not chosen. */
unsigned audit_part_count(const struct audit_proposal *p, enum audit_part part);
/* Sets an item from a form: changes the one that is there (its passage stays) or adds one. The text is copied.
 * E_INVALID: no such path. */
enum err audit_proposal_set(struct audit_proposal *p, struct arena *a, struct str path, struct str text, bool chosen, struct fault *f) nodiscard;

/* {"format":"samsyn audit proposal 1","recognised":…,"audit":{"title":{"value":…,"line":…}},"recommendation":[{…}],"unread":[…]} */
void audit_proposal_json(struct buf *b, const struct audit_proposal *p);
/* Reads that form back, as edited: value and chosen of each item. The report's text, when the passages matter, is `report`. */
enum err audit_proposal_from_json(struct str json, struct str report, struct arena *a, struct audit_proposal *ret, struct fault *f) nodiscard;

#endif
