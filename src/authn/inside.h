/* Inside the authn room: what its files share. */
#ifndef AUTHN_INSIDE_H
#define AUTHN_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "authn/authn.h"
#include "authn/password.h"
#include "authn/rate.h"
#include "authn/serve.h"

enum { SECRET_TEXT = 43, HASH_TEXT = 64, CACHE_PLACES = 512, SEEN_EVERY_S = 60, CACHE_S = 10, LOGIN_ROOM = 404, NAME_ROOM = 804 };

/* Who a credential is, as it stands in the cache: everything by value. */
struct identity {
    char hash[HASH_TEXT + 1];
    enum credential_kind kind;
    int64_t id;                 /* of the session or token */
    struct seat seat;           /* account is set even without a seat */
    char login[LOGIN_ROOM], organisation[NAME_ROOM], language[8];
    instant last_seen, expires;
    unsigned scope;
    bool scope_writes;
    uint64_t changes;           /* store_changes when it was read … */
    instant read_at;            /* … and the time: another server may have changed it */
};

struct cache { pthread_mutex_t lock; struct identity *places[CACHE_PLACES]; };

struct site {
    struct site_options o;
    struct router *router;
    const struct route **routes; /* by the router's value */
    size_t routes_n;
    struct gate *gate;
    struct rate *by_account, *by_address, *by_token;
    struct cache cache;
    uint64_t nonce_key;
    _Atomic uint64_t nonce;
    _Atomic bool populated;     /* there is an account: never false again */
    _Atomic uint64_t signed_in, refused, limited;
    bool waits;                 /* the store's reading may wait: every request goes to a worker */
};

/* ---- session.c ---- */
/* 32 random bytes as base64url. */
void secret_make(char ret[static SECRET_TEXT + 1]);
/* SHA-256 in hex. */
void secret_hash(struct str secret, char ret[static HASH_TEXT + 1]);
/* The form token that belongs to a session's secret. */
void secret_csrf(struct str secret, char ret[static SECRET_TEXT + 1]);
/* E_ABSENT: nobody's, ended, expired or the account is closed. */
enum err identity_find(struct site *s, struct arena *a, enum credential_kind kind, struct str secret, instant now, struct identity *ret, struct fault *f) nodiscard;
void identity_forget(struct site *s);
/* True when the session's time of last use ought to be written. */
bool identity_is_stale(const struct identity *i, instant now);
enum err session_touch(struct site *s, const struct identity *i, instant now, struct fault *f) nodiscard;
/* Whether the account may be used today, whatever the credential. */
bool account_open(const struct account *account, instant now);
const char *cookie_name(const struct site *s);

/* ---- visit.c ---- */
/* Writes down that an auditor has opened the visit's address (R126). A full disk does not close the books to him: then only the log says so. */
void authn_reading_note(struct visit *v);
/* Credentials, language, day. Fails only when something is broken (E_IO …). Without *ret_wait (loop thread) nothing slow is done:
 * it is set when the request must go to a worker first. */
enum err visit_begin(struct visit *v, bool *ret_wait, struct fault *f) nodiscard;
void visit_end(struct visit *v);
/* Cross-site checks and the form of an unsafe request. */
enum err visit_form(struct visit *v, const struct route *route, struct fault *f) nodiscard;

#endif
