/* Letters on their way out: put in the queue in the transaction of what caused them, sent by the job "mail". Plain text, no more of
 * anybody or anything than is needed: what waits and where it is. */
#ifndef DOMAIN_MAIL_H
#define DOMAIN_MAIL_H

#include "model/plumbing.h"
#include "store/store.h"

struct letter { account_id account; struct str address, subject, text; };

/* E_INVALID: no address that can stand in a letter's head. Control characters of the subject become spaces, and it is cut at
 * MAIL_SUBJECT_MAX characters. */
enum { MAIL_SUBJECT_MAX = 200, MAIL_ADDRESS_MAX = 254 };
enum err mail_queue(struct writing *w, const struct letter *letter, struct fault *f) nodiscard;
/* local@domain without white space, control characters, quotes, commas or angle brackets; one @; ASCII only (no SMTPUTF8). */
bool mail_address_valid(struct str address);

#endif
