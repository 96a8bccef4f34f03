/* Chapter: audits and all that belongs to them (R1–R4, R6–R13, R18–R30, R128). */
#ifndef MODEL_AUDIT_H
#define MODEL_AUDIT_H

#include "model/field.h"
#include "model/document.h"

enum audit_state { AUDIT_PLANNED = 1, AUDIT_STARTED, AUDIT_REPORTED, AUDIT_CLOSED };
enum grade { GRADE_YES = 1, GRADE_PARTLY, GRADE_NO, GRADE_NOT_ASSESSED };

/* Revisionsplan: one per year. */
struct audit_plan {
    struct row row;
    int64_t year;
    struct str title;
    document_id document;
};

enum audit_type { AUDIT_FIRST = 1, AUDIT_FOLLOW_UP, AUDIT_INTERNAL, AUDIT_SUPERVISION };

struct audit {
    struct row row;
    struct str title;
    enum audit_type type;
    enum audit_state state;
    struct date dated;              /* of the report; year precision is enough for old ones */
    audit_plan_id plan;
    audit_id follows;               /* the original audit that a follow-up examines */
    body_id client;                 /* uppdragsgivare */
    organisation_id firm;           /* sakkunnigt biträde */
    struct str motive;              /* why, by the auditors' own risk analysis (R3) */
    document_id motive_document;
    struct str purpose, scope;
    enum grade grade;               /* overall, by the auditors only (R26) */
    struct str grade_source;        /* as the report spells it */
    struct str conclusion;          /* samlad bedömning, short: one sentence */
    struct str conclusion_long;
    document_id report, letter;     /* the report and its missiv */
    struct date follow_up_expected; /* R4 */
    struct str follow_up_reason;    /* why none is expected */
};

/* Granskad nämnd (R7). */
struct audit_body { struct row row; audit_id audit; body_id body; };

/* Who performed it or ordered it, with title (R6). */
struct audit_participant { struct row row; audit_id audit; person_id person; struct str title; organisation_id organisation; account_id account; };

struct audit_question {
    struct row row;
    audit_id audit;
    int64_t number;                 /* 1, 2, 3 in the report's order */
    struct str text;
    struct str table_text;          /* the wording of the summary table when it differs */
    bool additional;                /* tillkommande revisionsfråga */
    struct str section;
};

enum criterion_kind { CRITERION_LAW = 1, CRITERION_DOCUMENT, CRITERION_RECOMMENDATION, CRITERION_OTHER };
struct audit_criterion { struct row row; audit_id audit; enum criterion_kind kind; struct str text; document_id document; recommendation_id recommendation; };

enum method_kind { METHOD_DOCUMENTS = 1, METHOD_INTERVIEWS, METHOD_OBSERVATION, METHOD_OTHER };
struct audit_method { struct row row; audit_id audit; enum method_kind kind; struct str text; };

/* A document that was examined; the version valid on the audit's day is found from its dates (R11). */
struct examined_document { struct row row; audit_id audit; document_id document; struct str note; };

struct interview { struct row row; audit_id audit; struct str role; post_id post; struct date held; struct str notes; };

/* Faktakontroll (R13). */
struct fact_check { struct row row; interview_id interview; struct date sent, answered; bool accepted; struct str comments; };

/* A factual statement and where it comes from (R12, R128). */
struct statement { struct row row; audit_id audit; struct str text; struct str section; enum source_type source; interview_id interview; document_id document; };

enum severity { SEVERITY_LOW = 1, SEVERITY_MEDIUM, SEVERITY_HIGH };
enum finding_state { FINDING_OPEN = 1, FINDING_HANDLED };
/* Brist, iakttagelse (R28). */
struct finding {
    struct row row;
    audit_id audit;
    struct str text;
    struct str section;
    enum severity severity;
    enum finding_state state;
    struct str about;               /* "document/4": the object it concerns */
    recommendation_id recommendation;
};

struct recommendation {
    struct row row;
    audit_id audit;
    int64_t number;                 /* in the letter's order */
    struct str code;                /* "2023-4" */
    struct str text;                /* exact */
    body_id addressee;
    struct date dated;
    struct str section;
    recommendation_id repeats;      /* the earlier recommendation that this one leaves standing (R24: kvarstår) */
    struct str correction;          /* why the text was corrected; required when it changes */
};

/* Åtgärd och bedömning: what had been done and how the auditors graded it, for an earlier recommendation or a question, in one audit. */
struct assessment {
    struct row row;
    audit_id audit;                 /* the audit that assesses */
    recommendation_id recommendation; /* either this … */
    audit_question_id question;     /* … or this */
    struct str section;
    struct str done;                /* the report's Åtgärd */
    enum grade grade;
    struct str grade_source;        /* "Delvis": the report's own spelling */
    struct str text_short;          /* of the summary table */
    struct str text_long;           /* of the section */
};

/* A new recommendation that stems from an assessment; many to many (R23, R25). */
struct assessment_outcome { struct row row; assessment_id assessment; recommendation_id recommendation; int64_t number; };

/* Underskrift (R18). */
struct signature { struct row row; document_id document; person_id person; struct str role; organisation_id organisation; struct str method; instant at; bool external; };

enum distribution_purpose { DISTRIBUTION_RESPONSE = 1, DISTRIBUTION_INFORMATION };
/* För yttrande / för kännedom (R17, R119). */
struct distribution { struct row row; audit_id audit; document_id document; body_id recipient; enum distribution_purpose purpose; struct date sent, received; };

#endif
