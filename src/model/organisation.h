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
    struct str note;
};

/* Innehav: who holds a post, from when to when. */
struct assignment {
    struct row row;
    post_id post;
    person_id person;
    struct date from, to;
    bool deputy;
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
