/* Chapter: the server's own tables: credentials, sessions, tokens, idempotency keys. No pages, no journal of their own;
 * what they cause is in the journal. */
#ifndef MODEL_PLUMBING_H
#define MODEL_PLUMBING_H

#include "model/field.h"

/* A password, as argon2id's own string. One per account. */
struct credential { struct row row; account_id account; struct str hash; };

/* Only the SHA-256 of the cookie's value is stored. */
struct session { struct row row; account_id account; seat_grant_id seat; struct str hash; instant last_seen; instant expires; instant ended; struct str agent; };

/* A token for the interface for programs: as the session, with the rights of one seat, cut to `scope`. */
struct api_token { struct row row; account_id account; seat_grant_id seat; struct str name; struct str hash; struct str scope; instant expires; instant ended; };

/* What a write that carried a key answered, so that a retry answers the same and writes nothing. */
struct idempotency { struct row row; account_id account; struct str key; struct str request; struct str answer; instant expires; };

#endif
