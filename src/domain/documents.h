/* The governing documents as a whole: their hierarchy, the version that applies, what is missing in them, and who knows them
 * (R67–R70, R75). Computed from the registers. */
#ifndef DOMAIN_DOCUMENTS_H
#define DOMAIN_DOCUMENTS_H

#include "model/document.h"
#include "store/store.h"

/* 1 policy, 2 riktlinje, 3 anvisning, 4 rutin; 0: outside of the hierarchy. */
unsigned document_level(enum document_type type);
/* True when the version holds on the day: valid_from (or, without one, its date) is not after it and valid_to not before. */
bool version_applies(const struct document_version *v, struct date day);

enum {
    DOCUMENT_LACKS_PARENT = 1 << 0,     /* nothing of the level above it is named */
    DOCUMENT_LACKS_VERSION = 1 << 1,    /* said to be valid, but no version applies */
    DOCUMENT_LACKS_DECISION = 1 << 2,   /* the version does not say who decided it */
    DOCUMENT_REVIEW_LATE = 1 << 3,
    DOCUMENT_LACKS_REVIEW = 1 << 4,     /* no day for the next review */
};

struct document_line {
    const struct document *document;
    const struct document_version *version; /* that applies on the day; NULL */
    struct str decided_by;
    unsigned depth;             /* 0 at the top */
    unsigned lacks;             /* set of DOCUMENT_LACKS_… */
    unsigned parts_missing;     /* a policy's: set of 1 << enum content_kind that are not found or not checked */
    unsigned parts_partly;
};

/* The governing documents in the order of the hierarchy: each below the one it belongs to, else by level and title. */
enum err documents_tree(struct reading *r, struct arena *a, struct date day, struct document_line **ret, size_t *ret_n, struct fault *f) nodiscard;

struct knowledge_line {
    const struct document_audience *audience;
    struct str organisation;
    size_t here;                /* accounts of the organisation that have confirmed the version that applies */
    int64_t confirmed;          /* here and elsewhere */
    int64_t rate;               /* per cent of the expected; INT_NONE: not counted */
    bool late;                  /* the day has passed and all have not confirmed */
};
struct document_knowledge {
    struct document document;
    const struct document_version *version;
    const struct document_version *versions;    /* newest first */
    size_t versions_n;
    const struct knowledge_line *lines;
    size_t lines_n;
    bool confirmed;             /* by the seat's account */
};
enum err document_knowledge(struct reading *r, struct arena *a, int64_t document, struct date day, struct document_knowledge *ret, struct fault *f) nodiscard;

#endif
