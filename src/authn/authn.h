/* What pages and programs do about who they are: sign in and out, choose a seat, set up the first account, passwords, sessions,
 * tokens. Each act works on a visit, writes what it must, and sets or clears the cookie in the response. All of them write: they run
 * on a worker (every unsafe method does). */
#ifndef AUTHN_AUTHN_H
#define AUTHN_AUTHN_H

#include "authn/visit.h"
#include "model/plumbing.h"

/* Ends the session of the request, if any, and begins a new one. With one seat it is taken; with several the visitor chooses
 * (v->seat.role stays 0: go to /plats). E_DENIED: wrong, or the account is closed; the two and an unknown login cannot be told apart.
 * E_LIMIT: too many tries (v->rs->status 429 and Retry-After are set) or too many at once (503). */
enum err authn_sign_in(struct visit *v, struct str login, struct str password, struct fault *f) nodiscard;
enum err authn_sign_out(struct visit *v, struct fault *f) nodiscard;
/* Every session of the account, this one too. */
enum err authn_sign_out_everywhere(struct visit *v, struct fault *f) nodiscard;

struct authn_seat { seat_grant_id id; organisation_id organisation; struct str name; enum role role; bool here; };
/* The seats that the account may take today. */
enum err authn_seats(struct visit *v, struct authn_seat **ret, size_t *ret_n, struct fault *f) nodiscard;
enum err authn_choose_seat(struct visit *v, seat_grant_id seat, struct fault *f) nodiscard;

/* The account's sessions that are alive, the latest seen first. */
enum err authn_sessions(struct visit *v, struct session **ret, size_t *ret_n, struct fault *f) nodiscard;
enum err authn_end_session(struct visit *v, session_id id, struct fault *f) nodiscard;

/* Asks for the old one; ends every other session. */
enum err authn_change_password(struct visit *v, struct str old, struct str new, struct fault *f) nodiscard;

/* scope: "read" or "write", then the words of the subjects it reaches ("audit", "document" …), none: all. Never more than the seat
 * may. The token itself is shown once; only its hash is kept. */
enum { TOKEN_DAYS_MAX = 400 };
enum err authn_token_new(struct visit *v, struct str name, struct str scope, int64_t days, struct str *ret_token, struct fault *f) nodiscard;
enum err authn_tokens(struct visit *v, struct api_token **ret, size_t *ret_n, struct fault *f) nodiscard;
enum err authn_token_end(struct visit *v, api_token_id id, struct fault *f) nodiscard;
/* False when it is no scope. */
bool authn_scope_read(struct str scope, unsigned *ret_subjects, bool *ret_writes);

/* The account of who is signed in. */
enum err authn_self(struct visit *v, struct account *ret, struct fault *f) nodiscard;

/* What auditors have opened (struct auditor_reading), the newest first, AUTHN_READINGS_PAGE rows from a cursor on: of the whole federation for
 * who may read its evidence and log, else of the seat's own organisation. Titles as in struct rows. */
enum { AUTHN_READINGS_PAGE = 200 };
enum err authn_readings(struct visit *v, struct str after, struct rows *ret, struct fault *f) nodiscard;

/* The calendar's secret address: one an account, for that calendar only. A new one ends the old; only its hash is kept. */
enum err authn_calendar_has(struct visit *v, bool *ret, struct fault *f) nodiscard;
enum err authn_calendar_new(struct visit *v, struct str *ret_key, struct fault *f) nodiscard;
enum err authn_calendar_end(struct visit *v, struct fault *f) nodiscard;
/* Whose it is, and the language of that account. E_ABSENT: nobody's, ended, or the account is closed. */
enum err authn_calendar_find(struct visit *v, struct str key, struct account *ret, const struct words **ret_words, struct fault *f) nodiscard;
/* Where readers reach the server, "https://samsyn.example": as configured, else as this request reached it. Empty when that is no name. */
struct str authn_public_url(const struct visit *v);

/* The first account, its federation and its administrator's seat; signs in. E_DENIED unless v->setup. */
struct authn_first { struct str organisation, code, login, password; };
enum err authn_set_up(struct visit *v, const struct authn_first *first, struct fault *f) nodiscard;
/* True while nobody has an account. */
bool authn_setup_needed(const struct site *s);

/* ---- without a visit: for the command line and tests ---- */
struct gate;
enum err authn_first_write(struct store *s, struct gate *g, const struct authn_first *first, instant now, account_id *ret, struct fault *f) nodiscard;
/* Sets the password and ends every session of the account. */
enum err authn_set_password(struct store *s, struct gate *g, account_id account, struct str login, struct str password, instant now, struct fault *f) nodiscard;

#endif
