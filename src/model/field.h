/* The vocabulary of the field tables: what a field is, what an entity is. The tables themselves stand in one file per
 * chapter of the domain; every face of an entity (tables in both databases, JSON, forms, lists, CSV, validation, OpenAPI,
 * history, rights) is derived by walking them. There is no second list of fields anywhere. */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "base/time.h"

/* Every entity, in the order of creation (a row refers to rows of entities above it, or of its own).
 * A new entity is a line here, a struct and a table in its chapter. */
#define MODEL_ENTITIES(X) \
    X(organisation) X(body) X(person) X(post) X(assignment) X(post_duty) X(post_scope) X(organisation_profile) \
    X(account) X(seat_grant) \
    X(document) X(document_version) X(evidence) X(commission) \
    X(document_part) X(document_audience) X(reading_confirmation) \
    X(audit_plan) X(audit) X(audit_body) X(audit_participant) X(audit_question) X(audit_criterion) X(audit_method) \
    X(examined_document) X(interview) X(fact_check) X(statement) X(finding) \
    X(recommendation) X(assessment) X(assessment_outcome) X(signature) X(distribution) \
    X(response) X(response_recipient) X(response_sending) X(response_item) \
    X(measure) X(measure_origin) X(effect_followup) X(own_assessment) X(no_action) X(information_request) \
    X(meeting) X(presentation) X(board_request) X(board_decision) X(appetite) \
    X(retention) X(disposal) \
    X(installation_list) X(installation) X(exposure) X(intelligence) \
    X(term) X(comment) X(mention) X(saved_filter) \
    X(feed) X(feed_record) \
    X(credential) X(session) X(api_token) X(idempotency) \
    X(mail) X(reminder) X(job_state) X(calendar_key) X(auditor_reading)

/* Ids are typed per entity: an audit_id is no body_id. 0 is "none". */
#define MODEL_ID(name) typedef struct { int64_t v; } name##_id;
MODEL_ENTITIES(MODEL_ID)
#undef MODEL_ID

/* Money in the ledgers is whole öre. */
typedef struct { int64_t v; } ore;

enum kind {
    KIND_KEY,       /* int64_t: the row's own id */
    KIND_REF,       /* a typed id: the id of a row of field.refers; 0 is none */
    KIND_TEXT,      /* struct str: UTF-8; empty is "not given" */
    KIND_BOOL,      /* bool */
    KIND_INT,       /* int64_t within limit; INT_NONE is "not given" */
    KIND_ORE,       /* ore; INT_NONE is "not given" */
    KIND_WORD,      /* an enum from 1; 0 is "not given"; stored and sent as its code, never as its number */
    KIND_DATE,      /* struct date with its precision */
    KIND_INSTANT,   /* instant; 0 is "not given" */
};

#define INT_NONE INT64_MIN

enum {
    REQUIRED     = 1 << 0,  /* must be given */
    IMMUTABLE    = 1 << 1,  /* set at creation; afterwards only by a correction with a reason */
    UNIQUE       = 1 << 2,  /* no two rows of the federation share it */
    COMPUTED     = 1 << 3,  /* set by rules, never by a form, a file or a program */
    LISTED       = 1 << 4,  /* a column of the list unless the reader chooses otherwise; of plumbing: looked up by, so indexed */
    LONG         = 1 << 5,  /* text of several lines */
    PERSONAL     = 1 << 6,  /* personal data: left out of logs, open reports and search */
    COUNTERPARTY = 1 << 7,  /* the organisation on the other side of a two-sided row: it sees and answers its side */
    FOLLOWS      = 1 << 8,  /* federation, owner and reach are taken from the row this refers to (a LINK may too), and the other side where both have one */
    SECRET       = 1 << 9,  /* never leaves the server: hashes of passwords and tokens */
    LINK         = 1 << 10, /* text of the form "entity/id": any row */
    EMAIL        = 1 << 11,
};

struct word {
    const char *code;   /* ASCII, stored */
    const char *label;  /* Swedish, N_() */
};

struct field {
    const char *name;
    enum kind kind;
    size_t offset;              /* in the row's struct */
    const char *label;          /* Swedish, N_() */
    const char *help;           /* Swedish, N_(): one sentence at the field; may be NULL */
    unsigned flags;
    const char *refers;         /* KIND_REF: an entity's name */
    struct { int64_t least, most; } limit; /* KIND_TEXT: code points; KIND_INT: value. most 0: the kind's default (text 4 000; LONG 100 000) */
    const struct word *words;   /* KIND_WORD: indexed by the enum's value; [0] is not used */
    size_t words_n;
};

/* The lines of the rights table (domain.md §7): what an entity is about, for authz. */
enum subject {
    SUBJECT_NONE,           /* nobody: the server's own plumbing */
    SUBJECT_OVERVIEW,
    SUBJECT_ORGANISATION,   /* organisations, bodies, roles and who holds them */
    SUBJECT_AUDIT,          /* audits, recommendations, assessments */
    SUBJECT_RESPONSE,       /* yttrande */
    SUBJECT_DOCUMENT,       /* governing documents */
    SUBJECT_CONFIRMATION,   /* who has read a governing document */
    SUBJECT_EVIDENCE,       /* evidence, change log */
    SUBJECT_MEASURE,        /* handlingsplan: measures, their origins and effect */
    SUBJECT_NO_ACTION,      /* to close an auditors' recommendation without a measure */
    SUBJECT_REQUEST,        /* what the auditors ask to be told */
    SUBJECT_BOARD,          /* what the board asks, is told and decides; its meetings */
    SUBJECT_APPETITE,       /* how much risk is accepted */
    SUBJECT_THREAT,         /* threats and what is heard of them */
    SUBJECT_ASSET,          /* infrastructure assets: what runs where, and what is known against it */
    SUBJECT_TERM,           /* the glossary */
    SUBJECT_COMMENT,        /* what people say to each other about a row */
    SUBJECT_DISPOSAL,       /* how long records are kept, and decisions to dispose of some */
    SUBJECT_ACCOUNT,        /* users and rights */
    SUBJECT_SELF,           /* one's own settings, sessions and tokens */
    SUBJECT__N
};

enum {
    PLUMBING = 1 << 0,      /* the server's own table: no journal, no pages, no interface */
    NO_CREATE = 1 << 1,     /* rows come from rules, not from a "new" button */
    PURGED = 1 << 2,        /* plumbing whose rows go when their time is over (store_purge) */
};

struct entity {
    const char *name;       /* "recommendation": the table, the JSON, /api/v1/recommendation */
    const char *path;       /* "rekommendationer": the page /rekommendationer */
    const char *one, *many; /* N_("rekommendation"), N_("Rekommendationer") */
    const char *empty;      /* N_(): what belongs here and the first step; shown in an empty list */
    const char *title;      /* the text field that names a row in links; NULL: "rekommendation 12" */
    enum subject subject;
    unsigned flags;
    size_t size;            /* of the row's struct */
    const struct field *fields; /* its own, after the common ones (row_fields) */
    size_t n;
    const char *unique;     /* fields that together are unique in a federation, "audit, number"; may be NULL */
};

/* ---- what every row has ---- */

enum reach { REACH_OWN = 1, REACH_COMMON };
enum standing { STANDING_VALID = 1, STANDING_REPLACED, STANDING_REVOKED };

struct row {
    int64_t id;                 /* unique in its entity, never used again; 0: not stored yet */
    int64_t version;            /* 1 at creation, one more at every write */
    organisation_id federation; /* the root of the tenancy */
    organisation_id owner;      /* whose row it is */
    enum reach reach;           /* own: the owner's (and the federation's staff); common: every organisation of the federation reads it */
    enum standing standing;     /* nothing is deleted: it is replaced or revoked */
    struct str secrecy;         /* "OSL 18 kap. 8 §"; empty: no mark. A mark is a warning, not a decision */
    struct date secrecy_date;
    struct str unknown_why;     /* required when a field of the row is unknown (R130) */
    instant created_at, changed_at;
    account_id created_by, changed_by; /* 0: the system */
};

extern const struct field row_fields[];
extern const size_t row_fields_n;

/* All entities, in the order of MODEL_ENTITIES. */
extern const struct entity *const model[];
extern const size_t model_n;

/* By name or by path; NULL when there is none. */
const struct entity *model_entity(struct str name);
const struct entity *model_entity_at(struct str path);
/* Place in model[] of an entity that stands there. */
size_t model_index(const struct entity *e);

/* Fields of an entity, common ones first: entity_field(e, 0 .. entity_fields(e) - 1). */
size_t entity_fields(const struct entity *e);
const struct field *entity_field(const struct entity *e, size_t i);
/* By name; NULL when there is none. */
const struct field *entity_field_named(const struct entity *e, struct str name);
/* Its place; entity_fields(e) when there is none. */
size_t entity_field_index(const struct entity *e, struct str name);
/* The title of what a field ("firm") refers to, from the entity_fields() titles that came with its row. p NULL: it refers to nothing, it
 * may not be seen, or `titles` is NULL. */
struct str reference_title(const struct entity *e, const struct str *titles, const char *field);
/* The entity has room for a file: fields sha256 and file_name that rules set. */
bool entity_takes_file(const struct entity *e);
/* The word's index for a code, 0 when there is none. */
unsigned field_word(const struct field *f, struct str code);

/* ---- how the tables are written ---- */

#define MODEL_REF(name) name##_id: KIND_REF,
#define FIELD_KIND(T, m) _Generic(((T *)0)->m, MODEL_ENTITIES(MODEL_REF) \
    struct str: KIND_TEXT, bool: KIND_BOOL, int64_t: KIND_INT, ore: KIND_ORE, unsigned: KIND_WORD, struct date: KIND_DATE, instant: KIND_INSTANT)
#define FIELD(T, m, ...) { .name = #m, .kind = FIELD_KIND(struct T, m), .offset = offsetof(struct T, m), __VA_ARGS__ }
#define WORDS(a) .words = (a), .words_n = LEN(a)
#define ENTITY(T, ...) const struct entity T##_entity = { .name = #T, .size = sizeof(struct T), .fields = T##_fields, .n = LEN(T##_fields), __VA_ARGS__ }

#define MODEL_DECLARE(name) extern const struct entity name##_entity;
MODEL_ENTITIES(MODEL_DECLARE)
#undef MODEL_DECLARE

#endif
