/* Comments on rows, and those who are mentioned in them: "@login" makes the row wait for that account ("Mina ärenden") and sends it a
 * letter with the row's title and address, when the account may read the row from one of its seats. Without it nobody is told. */
#ifndef DOMAIN_COMMENT_H
#define DOMAIN_COMMENT_H

#include "model/desk.h"
#include "store/store.h"

enum { MENTIONS_MAX = 20 /* in one comment; more are only text */, MENTION_DAYS = 14 /* that a mention waits */ };

/* May rows of the register have comments? Only where everybody who reads comments may read the rows. */
bool comment_fits(const struct entity *about);
/* The next "@login" from *at: the login, without the sign. False: no more. A sign inside a word (an address) is none. */
bool comment_next_mention(struct str text, size_t *at, struct str *ret_login);
/* Writes mentions for those that are named and have none from this comment. */
enum err comment_mentions(struct writing *w, const struct comment *c, struct fault *f) nodiscard;

#endif
