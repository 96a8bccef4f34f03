/* Seats and rights: who, in which organisation, with which role, may do what. Decides, never fetches.
 *
 * The rights table (rights.c) is domain.md §7: role × subject × relation to the owner. Everything that reads or writes rows
 * takes a seat; the store binds the relations a right reaches into every statement. */
#ifndef AUTHZ_SEAT_H
#define AUTHZ_SEAT_H

#include "model/organisation.h"

/* Each includes the ones before it. */
enum right {
    RIGHT_NONE,
    RIGHT_READ,     /* L */
    RIGHT_PROPOSE,  /* F: create, and change what one created oneself while it is a draft */
    RIGHT_EDIT,     /* R */
    RIGHT_DECIDE,   /* B */
    RIGHT__N
};

/* How the seat stands to a row, the nearest first. */
enum relation {
    RELATION_OWN,           /* the seat's organisation owns it */
    RELATION_COUNTERPARTY,  /* the seat's organisation is the other side of it */
    RELATION_COMMON,        /* of the same federation, and common to all in it */
    RELATION_FEDERATION,    /* of the same federation, another organisation's own */
    RELATION_OTHER,         /* of another federation: never any right at all */
    RELATION__N
};

struct seat {
    account_id account;
    seat_grant_id grant;
    organisation_id federation, organisation;
    enum role role;
    bool export;            /* E: may take whole lists and packages out */
    unsigned without;       /* set of 1 << subject that the credential does not reach (a narrowed token); 0: all are reached */
};

/* The program itself: jobs, set-up, sign-in. federation 0: every federation. */
extern const struct seat seat_system;

/* The right a role has, for a subject, over rows in that relation. RELATION_OTHER gives RIGHT_NONE, always, but for the system. */
enum right authz_right(enum role role, enum subject subject, enum relation relation);
/* The relations (a set of 1 << enum relation) in which the seat has at least `least`; 0: in none. */
unsigned authz_relations(const struct seat *seat, enum subject subject, enum right least);
/* Does the grant give its seat on that day? Not one that is proposed, revoked, or outside its days; a last day of less precision ends
 * with the last day that it covers. */
bool authz_grant_holds(const struct seat_grant *g, struct date day);
/* The relation of a row to the seat. counterparty is 0 where the entity has none. */
enum relation authz_relation(const struct seat *seat, const struct row *row, organisation_id counterparty);
/* True when the seat has at least `least` in some relation: the route's door. */
bool authz_may_somewhere(const struct seat *seat, enum subject subject, enum right least);
/* Why not everybody may, where the rule has a reason worth telling who is refused; NULL: the ordinary sentence says it. */
const char *authz_reason(enum subject subject);
bool authz_may_export(enum role role, enum subject subject);

#endif
