/* What pages and reports read of an audit: everything that belongs to it in one load, and what follows from it by rule.
 * Nothing here writes. Every function sees what the reading's seat may see; what it may not see is not there. */
#ifndef DOMAIN_AUDIT_H
#define DOMAIN_AUDIT_H

#include "model/audit.h"
#include "model/response.h"
#include "store/store.h"

/* The rows that refer to an audit, in their own order (number, otherwise id). `titles` as in struct rows: entity_fields() for each row. */
#define AUDIT_CHILDREN(X) \
    X(audit_body, bodies) X(audit_participant, participants) X(audit_question, questions) X(audit_criterion, criteria) X(audit_method, methods) \
    X(examined_document, documents) X(interview, interviews) X(statement, statements) X(finding, findings) X(recommendation, recommendations) \
    X(assessment, assessments) X(distribution, distributions) X(response, responses)

#define AUDIT_CHILD_MEMBER(T, name) struct T *name; size_t name##_n; const struct str *name##_titles;
struct audit_view {
    struct audit audit;
    const struct str *titles;           /* of the audit's own references: reference_title */
    struct audit follows;               /* row.id 0: none, or not to be seen */
    AUDIT_CHILDREN(AUDIT_CHILD_MEMBER)
    struct fact_check *fact_checks;     /* of the interviews */
    size_t fact_checks_n;
    struct recommendation *earlier;     /* of the audit it follows, and others that it assesses; by audit and number */
    size_t earlier_n;
    struct assessment_outcome *outcomes; /* of the assessments, by number */
    size_t outcomes_n;
};
#undef AUDIT_CHILD_MEMBER

/* E_ABSENT as store_get. A fixed number of statements, plus one for each hundred assessed recommendations of other audits. */
enum err audit_load(struct reading *r, struct arena *a, int64_t id, struct audit_view *ret, struct fault *f) nodiscard;
const struct recommendation *audit_recommendation(const struct audit_view *v, int64_t id);    /* its own or an earlier one; NULL */
const struct assessment *audit_assessment_of(const struct audit_view *v, recommendation_id recommendation, audit_question_id question); /* NULL */
const struct fact_check *audit_fact_check(const struct audit_view *v, interview_id interview); /* NULL */

/* ---- R24: what became of a recommendation in an audit; computed, never stored ---- */

enum recommendation_status {
    STATUS_NONE,        /* the audit says nothing of it */
    STATUS_GIVEN,       /* lämnad: of this audit, which follows none */
    STATUS_DONE,        /* åtgärdad: graded ja */
    STATUS_PARTLY,      /* delvis: graded delvis, and nothing new took its place */
    STATUS_REMAINS,     /* kvarstår: left again in this audit, or graded nej with nothing new in its place; also the one left again */
    STATUS_ADDED,       /* tillkommer: new in this audit, which follows another */
    STATUS_REPLACED,    /* ersatt: graded delvis or nej, not left again, and new recommendations stem from the assessment */
};
enum recommendation_status audit_status(const struct audit_view *v, const struct recommendation *r);
const char *recommendation_status_code(enum recommendation_status s);  /* "kvarstar" */
const char *recommendation_status_label(enum recommendation_status s); /* N_("Kvarstår") */

/* ---- R27: the summary table ---- */

enum summary_kind { SUMMARY_EARLIER, SUMMARY_QUESTION, SUMMARY_ADDED_QUESTION };
struct summary_row {
    enum summary_kind kind;
    struct str subject;                 /* the recommendation's or the question's text, in the table's wording */
    struct str code;                    /* "2021-1"; empty for a question */
    const struct assessment *assessment; /* NULL: not assessed in this audit */
    enum grade grade;
    struct str grade_source;            /* as the report spells it; else the grade's word */
    struct str text;                    /* the short text, else the long one */
    const struct recommendation **outcomes; /* in their order */
    size_t outcomes_n;
    struct str mark;                    /* the secrecy mark of some row it is made of; empty: none */
};
/* Earlier recommendations by number, then the questions that were assessed. */
enum err audit_summary(struct arena *a, const struct audit_view *v, struct summary_row **ret, size_t *ret_n, struct fault *f) nodiscard;

/* ---- R26: a proposal for the overall grade; the auditors' own is audit.grade ---- */

struct grade_proposal {
    enum grade grade;                   /* 0: nothing is assessed */
    unsigned yes, partly, no, not_assessed; /* the assessed recommendations; the questions when there are none */
    bool of_questions;
};
struct grade_proposal audit_grade_proposal(const struct audit_view *v);

/* ---- R29, R4 and the picture over the years (audit_graph.c) ---- */

enum audit_node_kind { NODE_RECOMMENDATION, NODE_ASSESSMENT, NODE_QUESTION };
struct audit_node {
    enum audit_node_kind kind;
    int64_t id;                         /* of the row */
    size_t audit;                       /* index in audits */
    struct str label, text;             /* "2021-3"; its text */
    enum grade grade;                   /* of an assessment */
    enum recommendation_status status;  /* of a recommendation in the last audit that speaks of it */
};
enum audit_edge_kind { EDGE_ASSESSED, EDGE_OUTCOME, EDGE_REPEATS };
struct audit_edge { size_t from, to; enum audit_edge_kind kind; }; /* indexes of nodes; in the direction of time */
struct audit_graph {
    struct audit_view *audits;          /* the original and all that follow it, oldest first */
    size_t audits_n;
    struct audit_node *nodes;
    size_t nodes_n;
    struct audit_edge *edges;
    size_t edges_n;
};
enum { AUDIT_CHAIN_MAX = 30 };
/* The chain of audits that `id` belongs to. E_LIMIT: more than AUDIT_CHAIN_MAX. */
enum err audit_graph(struct reading *r, struct arena *a, int64_t id, struct audit_graph *ret, struct fault *f) nodiscard;

struct timeline_event {
    const struct audit *audit;
    struct date dated;
    enum recommendation_status status;  /* STATUS_GIVEN where it was first given */
    enum grade grade;                   /* 0: not an assessment */
    int64_t recommendation, assessment; /* rows; 0: none */
    struct str code;                    /* under which it stands in that audit */
};
/* A recommendation over all audits, with what repeats it and what it repeats, oldest first. */
enum err audit_timeline(struct reading *r, struct arena *a, int64_t recommendation, struct timeline_event **ret, size_t *ret_n, struct fault *f) nodiscard;

struct unfollowed { struct audit audit; bool overdue; }; /* overdue: the expected day has passed; explained ones are left out */
/* Reported or closed audits that no other audit follows and that have no reason given (R4), oldest first. */
enum err audit_never_followed(struct reading *r, struct arena *a, struct date today, struct unfollowed **ret, size_t *ret_n, struct fault *f) nodiscard;

#endif
