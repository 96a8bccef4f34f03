/* Swedish order and letter case for SQLite, from ICU: the same as PostgreSQL's "sv-x-icu", so that both engines sort and search
 * alike. Registered under PostgreSQL's own names (the collation, lower(), strpos()), so that the statements are the same text. */
#ifndef STORE_SWEDISH_H
#define STORE_SWEDISH_H

#include "base/buf.h"

struct swedish;
struct sqlite3;
struct arena;

enum err swedish_new(struct swedish **ret, struct fault *f) nodiscard;
void swedish_free(struct swedish *s);
int swedish_register(struct swedish *s, struct sqlite3 *db);
/* Negative, 0 or positive; texts that Swedish does not tell apart are told apart by their bytes. */
int swedish_compare(const struct swedish *s, struct str a, struct str b);
/* The version of the order: indexes built with another must be built anew. */
void swedish_version(const struct swedish *s, struct buf *ret);
/* Lower case by Unicode, into the arena; p NULL when memory is out. Text that is not UTF-8 comes back as it is. */
struct str swedish_lower(struct arena *a, struct str s);

#endif
