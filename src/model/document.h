/* Chapter: documents and their versions (R11, R15, R16, R35), and evidence (R14, R128). */
#ifndef MODEL_DOCUMENT_H
#define MODEL_DOCUMENT_H

#include "model/field.h"

enum document_type {
    DOCUMENT_POLICY = 1, DOCUMENT_GUIDELINE, DOCUMENT_INSTRUCTION, DOCUMENT_ROUTINE, DOCUMENT_PLAN, DOCUMENT_METHOD,
    DOCUMENT_CHARTER, DOCUMENT_FEDERATION_ORDER, DOCUMENT_AUDIT_REPORT, DOCUMENT_AUDIT_LETTER, DOCUMENT_AUDIT_PLAN, DOCUMENT_AUDIT_RISK,
    DOCUMENT_RESPONSE, DOCUMENT_OFFICIAL_LETTER, DOCUMENT_AGREEMENT, DOCUMENT_SLA, DOCUMENT_LAW, DOCUMENT_OTHER
};
enum document_state { DOCUMENT_VALID = 1, DOCUMENT_UNDER_REVISION, DOCUMENT_DRAFT, DOCUMENT_RECEIVED, DOCUMENT_CLOSED, DOCUMENT_MISSING, DOCUMENT_NOT_MADE };

struct document {
    struct row row;
    struct str title;
    enum document_type type;
    struct str issuer;              /* who issued it, as the document says */
    document_id parent;             /* the document above it: a guideline's policy */
    enum document_state state;
    struct str case_number;         /* diarienummer (N1) */
    struct str audience;            /* målgrupp: who must know it (R70) */
    struct str training;            /* where one learns it: a course, an address */
    struct str note;
};

/* One decided or dated state of a document. The one valid on a day is the latest whose valid_from is not after it. */
struct document_version {
    struct row row;
    document_id document;
    struct str number;              /* "1.0"; may be empty */
    struct date dated;              /* the date on its front page */
    body_id decided_by;
    struct str paragraph;           /* "§ 47" */
    struct date valid_from, valid_to, next_review;
    int64_t pages;
    struct str text;                /* what it says, for search and for comparing versions; empty: read from the file when that can be done */
    struct str sha256;              /* of the stored file, lower-case hex; empty: no file here */
    struct str file_name, media_type;
    int64_t bytes;
};

/* What a policy must regulate (R69). */
enum content_kind { CONTENT_GOALS = 1, CONTENT_ROLES, CONTENT_RESPONSIBILITY, CONTENT_FOLLOW_UP, CONTENT_INCIDENTS, CONTENT__N };
enum presence { PRESENT_YES = 1, PRESENT_PARTLY, PRESENT_NO };

/* A line of the content check of a version. */
struct document_part {
    struct row row;
    document_version_id edition;
    enum content_kind part;
    enum presence found;
    struct str place;               /* "avsnitt 3.2" */
};

enum knowledge { KNOWN = 1, KNOWN_PARTLY, KNOWN_NOT };

/* An organisation that must know the document: how many people, and what it says itself of those who confirm elsewhere. */
struct document_audience {
    struct row row;
    document_id document;
    organisation_id organisation;   /* sees and answers its own line */
    int64_t expected;               /* people in the audience; INT_NONE: not counted */
    struct date due;                /* confirmed by */
    int64_t elsewhere;              /* confirmed in the organisation's own system, not here; INT_NONE: not said */
    struct date elsewhere_dated;
    enum knowledge known;           /* as assessed, by whom is said in `source` */
    struct str source;
};

/* "Jag har läst": one account has read one version. Made by the reader alone; the owner is the organisation he sits in. */
struct reading_confirmation { struct row row; document_version_id edition; account_id account; };

enum source_type { SOURCE_INTERVIEW = 1, SOURCE_DOCUMENT, SOURCE_OBSERVATION };

/* Revisionsbevis: a file or a reference that shows that something is so. Never overwritten. */
struct evidence {
    struct row row;
    struct str title;
    struct str about;               /* "recommendation/12" */
    enum source_type source;
    struct date dated;
    struct str reference;           /* where it is when it is not a file here */
    struct str sha256, file_name, media_type;
    int64_t bytes;
};

#endif
