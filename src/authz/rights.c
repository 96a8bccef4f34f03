/* The rights table: domain.md §7 for the subjects that the model has. One line a subject, one cell a role. */
#include "authz/seat.h"

/* What a role may, by how it stands to the row's owner. */
struct cell { uint8_t own, counterparty, common, federation; };

#define N RIGHT_NONE
#define L RIGHT_READ
#define F RIGHT_PROPOSE
#define R RIGHT_EDIT
#define B RIGHT_DECIDE
#define NOT      { N, N, N, N }     /* –  nothing */
#define ALL(x)   { x, x, x, x }     /* (a) every row of the federation */
#define OWN(x)   { x, L, L, N }     /* (o) its own organisation's rows; common ones and the other side's are read */
#define SIDE(x)  { x, x, L, N }     /* as OWN, and the rows on the other side of which it stands are its to answer */
#define SEEN     { L, L, L, N }     /* reads its own and the common */

static const struct cell rights[SUBJECT__N][ROLE__N] = {
    /* Overview, indicators */
    [SUBJECT_OVERVIEW] = {
        [ROLE_BOARD] = ALL(L), [ROLE_DIRECTOR] = ALL(L), [ROLE_IT_HEAD] = ALL(L), [ROLE_COORDINATOR] = ALL(L), [ROLE_DPO] = ALL(L),
        [ROLE_SYSTEM_OWNER] = SEEN, [ROLE_SYSTEM_MANAGER] = SEEN, [ROLE_MEMBER] = SEEN, [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Not a line of §7: everybody must see whom the others are; those who keep the register keep it. */
    [SUBJECT_ORGANISATION] = {
        [ROLE_BOARD] = ALL(L), [ROLE_DIRECTOR] = ALL(R), [ROLE_IT_HEAD] = ALL(L), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = ALL(L),
        [ROLE_SYSTEM_OWNER] = SEEN, [ROLE_SYSTEM_MANAGER] = SEEN, [ROLE_MEMBER] = OWN(R), [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = SEEN,
        [ROLE_ADMIN] = ALL(R),
    },
    /* Audits, recommendations */
    [SUBJECT_AUDIT] = {
        [ROLE_BOARD] = ALL(L), [ROLE_DIRECTOR] = ALL(R), [ROLE_IT_HEAD] = ALL(L), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = ALL(L),
        [ROLE_SYSTEM_OWNER] = SEEN, [ROLE_SYSTEM_MANAGER] = SEEN, [ROLE_MEMBER] = SEEN, [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Yttrande */
    [SUBJECT_RESPONSE] = {
        [ROLE_BOARD] = ALL(B), [ROLE_DIRECTOR] = ALL(R), [ROLE_IT_HEAD] = ALL(F), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = ALL(L),
        [ROLE_SYSTEM_OWNER] = NOT, [ROLE_SYSTEM_MANAGER] = NOT, [ROLE_MEMBER] = SEEN, [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Governing documents. The other side of a row is the organisation that must know the document: it answers for its own line. */
    [SUBJECT_DOCUMENT] = {
        [ROLE_BOARD] = ALL(B), [ROLE_DIRECTOR] = ALL(B), [ROLE_IT_HEAD] = ALL(F), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = ALL(F),
        [ROLE_SYSTEM_OWNER] = SEEN, [ROLE_SYSTEM_MANAGER] = SEEN, [ROLE_MEMBER] = { F, R, L, N }, [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = SEEN,
        [ROLE_ADMIN] = NOT,
    },
    /* Reading confirmation. "self": a row of one's own organisation, and only for oneself (domain/document_rules.c). */
    [SUBJECT_CONFIRMATION] = {
        [ROLE_BOARD] = OWN(F), [ROLE_DIRECTOR] = { F, L, L, L }, [ROLE_IT_HEAD] = OWN(F), [ROLE_COORDINATOR] = { F, L, L, L }, [ROLE_DPO] = OWN(F),
        [ROLE_SYSTEM_OWNER] = OWN(F), [ROLE_SYSTEM_MANAGER] = OWN(F), [ROLE_MEMBER] = OWN(F), [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = OWN(F),
        [ROLE_ADMIN] = NOT,
    },
    /* Change log, evidence. §7 gives reading; who may change what the evidence is about may also add to it. */
    [SUBJECT_EVIDENCE] = {
        [ROLE_BOARD] = ALL(L), [ROLE_DIRECTOR] = ALL(F), [ROLE_IT_HEAD] = ALL(F), [ROLE_COORDINATOR] = ALL(F), [ROLE_DPO] = ALL(L),
        [ROLE_SYSTEM_OWNER] = OWN(F), [ROLE_SYSTEM_MANAGER] = OWN(F), [ROLE_MEMBER] = OWN(F), [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Threat catalogue, levels: here what is heard of threats */
    [SUBJECT_THREAT] = {
        [ROLE_BOARD] = ALL(L), [ROLE_DIRECTOR] = ALL(L), [ROLE_IT_HEAD] = ALL(R), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = ALL(L),
        [ROLE_SYSTEM_OWNER] = SEEN, [ROLE_SYSTEM_MANAGER] = SEEN, [ROLE_MEMBER] = SEEN, [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Infrastructure assets. The board reads summaries, which are not these rows. */
    [SUBJECT_ASSET] = {
        [ROLE_BOARD] = NOT, [ROLE_DIRECTOR] = ALL(L), [ROLE_IT_HEAD] = ALL(R), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = NOT,
        [ROLE_SYSTEM_OWNER] = SEEN, [ROLE_SYSTEM_MANAGER] = SEEN, [ROLE_MEMBER] = SEEN, [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Measures (handlingsplan). The organisation that carries a measure out reports on it as on its own. */
    [SUBJECT_MEASURE] = {
        [ROLE_BOARD] = ALL(L), [ROLE_DIRECTOR] = ALL(B), [ROLE_IT_HEAD] = ALL(R), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = ALL(F),
        [ROLE_SYSTEM_OWNER] = OWN(R), [ROLE_SYSTEM_MANAGER] = OWN(R), [ROLE_MEMBER] = SIDE(R), [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Close auditors' recommendation: the line's dashes are of the act. Who reads the recommendation also reads what was decided of it. */
    [SUBJECT_NO_ACTION] = {
        [ROLE_BOARD] = ALL(B), [ROLE_DIRECTOR] = ALL(F), [ROLE_IT_HEAD] = ALL(L), [ROLE_COORDINATOR] = ALL(F), [ROLE_DPO] = ALL(L),
        [ROLE_SYSTEM_OWNER] = SEEN, [ROLE_SYSTEM_MANAGER] = SEEN, [ROLE_MEMBER] = SEEN, [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Not a line of §7 but its last words: "auditors never write except in their own requests for information" (ADR 0023). */
    [SUBJECT_REQUEST] = {
        [ROLE_BOARD] = ALL(L), [ROLE_DIRECTOR] = ALL(R), [ROLE_IT_HEAD] = ALL(R), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = ALL(L),
        [ROLE_SYSTEM_OWNER] = SEEN, [ROLE_SYSTEM_MANAGER] = SEEN, [ROLE_MEMBER] = SEEN, [ROLE_AUDITOR] = ALL(F), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Not a line of §7: the words that all use are read by all, and kept by those who keep the management system. */
    [SUBJECT_TERM] = {
        [ROLE_BOARD] = ALL(L), [ROLE_DIRECTOR] = ALL(R), [ROLE_IT_HEAD] = ALL(F), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = ALL(F),
        [ROLE_SYSTEM_OWNER] = SEEN, [ROLE_SYSTEM_MANAGER] = SEEN, [ROLE_MEMBER] = SEEN, [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = SEEN,
        [ROLE_ADMIN] = ALL(L),
    },
    /* Not a line of §7: who reads the row reads what is said of it, and says something; each keeps his own words (domain/desk_rules.c).
     * "Auditors never write except in their own requests": they read. Only rows of subjects that all these read take comments. */
    [SUBJECT_COMMENT] = {
        [ROLE_BOARD] = ALL(R), [ROLE_DIRECTOR] = ALL(R), [ROLE_IT_HEAD] = ALL(R), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = ALL(R),
        [ROLE_SYSTEM_OWNER] = { R, R, R, N }, [ROLE_SYSTEM_MANAGER] = { R, R, R, N }, [ROLE_MEMBER] = { R, R, R, N }, [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Board requests; its meetings, presentations and decisions stand with them: the board asks and decides, officials answer. */
    [SUBJECT_BOARD] = {
        [ROLE_BOARD] = ALL(B), [ROLE_DIRECTOR] = ALL(R), [ROLE_IT_HEAD] = ALL(R), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = ALL(L),
        [ROLE_SYSTEM_OWNER] = NOT, [ROLE_SYSTEM_MANAGER] = NOT, [ROLE_MEMBER] = NOT, [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Risk method, appetite */
    [SUBJECT_APPETITE] = {
        [ROLE_BOARD] = ALL(B), [ROLE_DIRECTOR] = ALL(F), [ROLE_IT_HEAD] = ALL(F), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = ALL(L),
        [ROLE_SYSTEM_OWNER] = SEEN, [ROLE_SYSTEM_MANAGER] = SEEN, [ROLE_MEMBER] = { F, L, L, N }, [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Gallring: one of two. The rule that they are two persons is domain/archive_rules.c */
    [SUBJECT_DISPOSAL] = {
        [ROLE_BOARD] = NOT, [ROLE_DIRECTOR] = ALL(B), [ROLE_IT_HEAD] = NOT, [ROLE_COORDINATOR] = ALL(F), [ROLE_DPO] = NOT,
        [ROLE_SYSTEM_OWNER] = NOT, [ROLE_SYSTEM_MANAGER] = NOT, [ROLE_MEMBER] = NOT, [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = NOT,
    },
    /* Users and rights */
    [SUBJECT_ACCOUNT] = {
        [ROLE_BOARD] = NOT, [ROLE_DIRECTOR] = ALL(B), [ROLE_IT_HEAD] = ALL(R), [ROLE_COORDINATOR] = ALL(F), [ROLE_DPO] = NOT,
        [ROLE_SYSTEM_OWNER] = NOT, [ROLE_SYSTEM_MANAGER] = NOT, [ROLE_MEMBER] = OWN(F), [ROLE_AUDITOR] = ALL(L), [ROLE_EMPLOYEE] = NOT,
        [ROLE_ADMIN] = ALL(R),
    },
    /* One's own settings, sessions and tokens */
    [SUBJECT_SELF] = {
        [ROLE_BOARD] = ALL(R), [ROLE_DIRECTOR] = ALL(R), [ROLE_IT_HEAD] = ALL(R), [ROLE_COORDINATOR] = ALL(R), [ROLE_DPO] = ALL(R),
        [ROLE_SYSTEM_OWNER] = ALL(R), [ROLE_SYSTEM_MANAGER] = ALL(R), [ROLE_MEMBER] = ALL(R), [ROLE_AUDITOR] = ALL(R), [ROLE_EMPLOYEE] = ALL(R),
        [ROLE_ADMIN] = ALL(R),
    },
};

const struct seat seat_system = { .role = ROLE_SYSTEM, .export = true };

enum right authz_right(enum role role, enum subject subject, enum relation relation)
{
    if (role == ROLE_SYSTEM)
        return RIGHT_DECIDE;
    if (role <= 0 || role >= ROLE__N || subject <= SUBJECT_NONE || subject >= SUBJECT__N)
        return RIGHT_NONE;
    const struct cell *c = &rights[subject][role];
    switch (relation) {
    case RELATION_OWN: return c->own;
    case RELATION_COUNTERPARTY: return c->counterparty;
    case RELATION_COMMON: return c->common;
    case RELATION_FEDERATION: return c->federation;
    case RELATION_OTHER: case RELATION__N: break;
    }
    return RIGHT_NONE;
}

unsigned authz_relations(const struct seat *seat, enum subject subject, enum right least)
{
    unsigned set = 0;
    if (seat->without >> subject & 1)
        return 0;
    for (unsigned i = 0; i < RELATION__N; i++)
        if (least > RIGHT_NONE && authz_right(seat->role, subject, (enum relation)i) >= least)
            set |= 1u << i;
    return set;
}

bool authz_grant_holds(const struct seat_grant *g, struct date day)
{
    if (g->row.standing != STANDING_VALID || g->state == SEAT_PROPOSED || (date_known(g->from) && date_cmp(g->from, day) > 0))
        return false;
    if (!date_known(g->to))
        return true;
    if (!g->to.month)
        day.month = day.day = 0;
    else if (!g->to.day)
        day.day = 0;
    return date_cmp(day, g->to) <= 0;
}

enum relation authz_relation(const struct seat *seat, const struct row *row, organisation_id counterparty)
{
    if (seat->role == ROLE_SYSTEM && seat->federation.v == 0)
        return RELATION_OWN;
    if (row->federation.v != seat->federation.v)
        return RELATION_OTHER;
    if (row->owner.v == seat->organisation.v)
        return RELATION_OWN;
    if (counterparty.v && counterparty.v == seat->organisation.v)
        return RELATION_COUNTERPARTY;
    return row->reach == REACH_COMMON ? RELATION_COMMON : RELATION_FEDERATION;
}

bool authz_may_somewhere(const struct seat *seat, enum subject subject, enum right least)
{
    return authz_relations(seat, subject, least) != 0;
}

const char *authz_reason(enum subject subject)
{
    return subject == SUBJECT_NO_ACTION ?
        N_("Bara direktionen beslutar att inte gå vidare med en rekommendation från revisorerna. En tjänsteperson kan inte avsluta den ensam.") : NULL;
}

bool authz_may_export(enum role role, enum subject subject)
{
    return role == ROLE_AUDITOR || role == ROLE_SYSTEM || authz_right(role, subject, RELATION_OWN) >= RIGHT_EDIT;
}
