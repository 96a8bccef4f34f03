/* Chapter: organisations, their bodies, the posts in them and who holds a post (R5, R7, R118–R120, R125). */
#ifndef MODEL_ORGANISATION_H
#define MODEL_ORGANISATION_H

#include "model/field.h"

enum organisation_type { ORGANISATION_FEDERATION = 1, ORGANISATION_MEMBER, ORGANISATION_FIRM, ORGANISATION_SUPPLIER, ORGANISATION_OTHER };

/* A legal person. The federation's own row is the root of the tenancy: its federation and owner are itself. */
struct organisation {
    struct row row;
    struct str name;
    struct str code;                /* "ALB": short, for lists and files */
    enum organisation_type type;
    struct str number;              /* organisationsnummer */
    int64_t key_share;              /* per cent: who carries more of the federation's duties than this is a key person (R52); 0 or INT_NONE: the default of domain/people.h */
    struct str note;
};

enum body_type { BODY_BOARD = 1, BODY_MANAGEMENT, BODY_COUNCIL, BODY_COMMITTEE, BODY_AUDITORS, BODY_FORUM, BODY_OTHER };

/* Organ: a body that decides, prepares or receives. */
struct body {
    struct row row;
    organisation_id organisation;
    struct str name;
    enum body_type type;
    int64_t seats;                  /* number of members; INT_NONE: not fixed */
    struct str mandate;             /* what it decides and on what ground */
};

/* A natural person. Only what the work needs; the name may be left out where the role is enough. */
struct person {
    struct row row;
    struct str name;
    struct str email;
    organisation_id organisation;
    struct str title;               /* "kommunal revisor" */
};

enum post_state { POST_HELD = 1, POST_VACANT, POST_NOT_CREATED };

/* Roll: a post with its extent, whoever holds it. */
struct post {
    struct row row;
    struct str title;               /* "It-chef" */
    organisation_id organisation;
    body_id body;                   /* the body it is a seat in; 0: none */
    organisation_id sent_by;        /* the member that elects or appoints the holder (R5, R120) */
    int64_t extent;                 /* per cent of full time: 50 is "0,5 tjänst" */
    enum post_state state;
    bool mandatory;                 /* must be held: reported while it is not (R51) */
    struct str note;
};

/* What a post does, in the field's terms: which duties somebody has, and which one person should not have together (R48–R51). */
enum duty {
    DUTY_DPO = 1,           /* dataskyddsombud */
    DUTY_COORDINATOR,       /* informationssäkerhetssamordnare */
    DUTY_IT_SECURITY,       /* it-säkerhetsansvarig */
    DUTY_IT_HEAD,
    DUTY_DIRECTOR,
    DUTY_SYSTEM_OWNER,
    DUTY_SYSTEM_MANAGER,
    DUTY_CHAIR,
    DUTY_REGISTRAR,
    DUTY_PROTECTION,        /* säkerhetsskyddschef */
    DUTY_OTHER,
};
struct post_duty {
    struct row row;
    post_id post;
    enum duty duty;
    struct str assessment;          /* why two duties that conflict are held together all the same (R49) */
};

/* An organisation that the post works for: a shared post or unit has several (R50). */
struct post_scope { struct row row; post_id post; organisation_id organisation; };

/* Innehav: who holds a post, from when to when. */
struct assignment {
    struct row row;
    post_id post;
    person_id person;
    struct date from, to;
    bool deputy;
    struct str assessment;          /* as of a duty: of a conflict with the person's other posts */
};

enum answer { ANSWER_YES = 1, ANSWER_NO, ANSWER_UNKNOWN };

/* How an organisation has arranged its own work on information security, as known on a day (R53). The latest counts. */
struct organisation_profile {
    struct row row;
    organisation_id organisation;
    struct date dated;
    enum answer own_function;       /* has it an organisation of its own for information security? */
    bool assumed;                   /* not said by the organisation itself */
    int64_t maturity;               /* 0 (nothing) to 5 (improves by itself); INT_NONE: not judged */
    struct str contacts;            /* posts, not private addresses */
    struct str note;
};

/* Uppdragsförhållande: who orders and who performs a service (R62). Two-sided: the performer sees and answers its side. */
struct commission {
    struct row row;
    organisation_id client;         /* beställare */
    organisation_id performer;      /* utförare */
    struct str service;
    enum answer processor;          /* is the performer the client's personuppgiftsbiträde? (GDPR art. 28) */
    document_id agreement;
    struct date from, to;
    struct str note;
};

/* Konto: what a person signs in with. */
struct account {
    struct row row;
    struct str login;
    person_id person;
    struct str language;            /* "sv" or "en" */
    struct date expires;            /* last day it may be used; not given: until it is closed */
    bool closed;
};

/* domain.md §7; the order is the order of the rights table's columns. */
enum role {
    ROLE_BOARD = 1,     /* direktionsledamot */
    ROLE_DIRECTOR,      /* förbundschef */
    ROLE_IT_HEAD,       /* it-chef */
    ROLE_COORDINATOR,   /* informationssäkerhetssamordnare */
    ROLE_DPO,           /* dataskyddsombud */
    ROLE_SYSTEM_OWNER,
    ROLE_SYSTEM_MANAGER,
    ROLE_MEMBER,        /* medlemskommunens representant i rådet */
    ROLE_AUDITOR,       /* förtroendevald revisor, sakkunnigt biträde */
    ROLE_EMPLOYEE,
    ROLE_ADMIN,         /* the technical administrator: users, nothing secret */
    ROLE_SYSTEM,        /* the program itself: jobs, set-up; never given to an account */
    ROLE__N
};

enum seat_state { SEAT_PROPOSED = 1, SEAT_DECIDED };

/* Behörighet: an account acts in an organisation with a role. An account with several chooses where to sit. One that is proposed
 * gives nothing until somebody who may change rights grants it; one without a state is from before there were states, and holds. */
struct seat_grant {
    struct row row;
    account_id account;
    organisation_id organisation;
    enum role role;
    struct date from, to;
    enum seat_state state;
};

#endif
