/* Passwords: argon2id with 19 MiB and two passes (OWASP's minimum for argon2id), through libsodium. A few hashes at once, a short
 * line of those who wait, and a clear refusal beyond: memory and processors stay for everybody else. */
#ifndef AUTHN_PASSWORD_H
#define AUTHN_PASSWORD_H

#include "base/err.h"
#include "base/str.h"

enum {
    PASSWORD_HASH_ROOM = 128,
    PASSWORD_LEAST = 12, PASSWORD_MOST = 1024, /* of a new one: code points at least, bytes at most */
    PASSWORD_MEMORY = 19 * 1024 * 1024,        /* bytes a hash */
    PASSWORD_PASSES = 2,
};

struct gate;
enum err gate_new(unsigned at_once, unsigned waiting, struct gate **ret) nodiscard;
void gate_free(struct gate *g);

/* May a person choose it? E_INVALID with the reason, at place "password". */
enum err password_fit(struct str password, struct str login, struct fault *f) nodiscard;
/* argon2id's own string, NUL-terminated. E_LIMIT when too many wait. */
enum err password_hash(struct gate *g, struct str password, char ret[static PASSWORD_HASH_ROOM], struct fault *f) nodiscard;
/* Does the password give this hash? hash.p NULL (no such account) takes the same time and gives false. */
enum err password_check(struct gate *g, struct str password, struct str hash, bool *ret_right, struct fault *f) nodiscard;
/* True when the hash was made with other parameters than today's. */
bool password_is_old(struct str hash);
/* A password from the machine: 20 characters of 32, a hundred bits; NUL-terminated. */
void password_make(char ret[static 24]);

#endif
