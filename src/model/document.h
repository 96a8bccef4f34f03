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
    struct str sha256;              /* of the stored file, lower-case hex; empty: no file here */
    struct str file_name, media_type;
    int64_t bytes;
};

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
