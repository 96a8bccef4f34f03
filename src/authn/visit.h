/* A visit: one request with what is known of who sends it. Pages and the interface for programs are tables of routes whose
 * handlers take a visit. The permission is a column of the table: a row without one stops the server at its start. */
#ifndef AUTHN_VISIT_H
#define AUTHN_VISIT_H

#include "authz/seat.h"
#include "base/words.h"
#include "http/http.h"
#include "store/store.h"

struct app;  /* the composition root's: main/app.h */
struct site; /* authn's own: serve.h */

enum credential_kind { CREDENTIAL_NONE, CREDENTIAL_SESSION, CREDENTIAL_TOKEN };

struct visit {
    struct request *rq;
    struct http_response *rs;
    struct arena *arena;
    struct app *app;
    struct store *store;        /* the present, or the past that the reader chose */
    bool past;                  /* … in which nothing can be written */
    struct date day;            /* the chosen day when past */
    const struct words *words;  /* the reader's language */
    instant now;
    struct seat seat;           /* role 0 when nobody is signed in */
    struct str login;           /* the account's name */
    struct str organisation;    /* the name of the seat's organisation */
    enum credential_kind credential;
    session_id session;
    api_token_id token;
    struct str language;        /* the account's own choice; empty: none */
    unsigned scope;             /* set of 1 << subject that the credential reaches; all but for a narrowed token */
    bool scope_writes;          /* false: a token for reading only */
    bool demo;                  /* what the database holds is invented */
    bool setup;                 /* nobody has an account yet, and this visitor has the set-up code (then also in csrf) */
    char csrf[44];              /* goes into every form; empty without a session */
    char nonce[24];             /* not for scripts (there are none inline): names the request in the log and to the user */
    struct form form;           /* of a POST: parsed, the CSRF token checked and taken out */
    struct reading *reading;    /* visit_reading opens it on first use, the server ends it */
    struct site *site;
};

enum {
    ROUTE_OPEN = 1 << 0,        /* for anyone, signed in or not; the only way to have no subject */
    ROUTE_SLOW = 1 << 1,        /* runs on a worker thread (every POST, PUT, PATCH and DELETE does anyway) */
    ROUTE_LARGE = 1 << 2,       /* takes files */
    ROUTE_API = 1 << 3,         /* JSON: faults are problem+json, tokens are accepted, no CSRF with a token */
    ROUTE_EXPORT = 1 << 4,      /* takes whole lists out: needs the seat's export right */
    ROUTE_ENTITY = 1 << 5,      /* the pattern's first parameter names the entity (model_entity, no PLUMBING; else 404), and its
                                 * subject is the door's: one row serves every register. `subject` is SUBJECT_NONE */
};

struct route {
    enum method method;
    const char *pattern;
    enum subject subject;       /* with `least`: the door. The rows themselves are bound by the store */
    enum right least;
    unsigned flags;
    /* Fills v->rs. On failure the server answers with the fault as a page or as problem+json, in the reader's language; a status of
     * 400 or more that the handler has set stands, else problem_status (derive/problem.h) gives it. */
    enum err (*serve)(struct visit *v, struct fault *f);
};

/* The visit's own view of the store, opened on first use and ended by the server. */
enum err visit_reading(struct visit *v, struct reading **ret, struct fault *f) nodiscard;
/* The day that the visit sees: today, or the one that the reader chose. */
struct date visit_day(const struct visit *v);
/* The door, for handlers whose subject is known only from the request (generic ones): the seat's right and the token's scope. */
bool visit_may(const struct visit *v, enum subject subject, enum right least);
/* A number in the path ("/organ/{id}"): params[i]; E_ABSENT when it is none. */
enum err visit_id(const struct visit *v, size_t i, int64_t *ret, struct fault *f) nodiscard;

#endif
