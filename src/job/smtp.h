/* One letter to a mail server (RFC 5321) by libcurl. Blocks, with bounds on every wait. */
#ifndef JOB_SMTP_H
#define JOB_SMTP_H

#include <stdatomic.h>

#include "base/str.h"

struct smtp_server {
    const char *url;            /* "smtp://host:587" or "smtps://host:465" */
    bool tls;                   /* smtp: STARTTLS is demanded; false: plain, for a relay on the same machine */
    const char *ca_file;        /* PEM; empty: the system's */
    const char *user, *password; /* empty: no sign-in */
    unsigned timeout_ms;        /* for a whole letter */
    const _Atomic bool *stop;   /* set: break off. May be NULL */
};

enum smtp_outcome {
    SMTP_SENT,
    SMTP_LATER,                 /* try again: the server said so, or was not there, or the sign-in or certificate is wrong */
    SMTP_NEVER,                 /* this letter is refused for good: 5xx to the recipient or the contents */
};

enum { SMTP_ANSWER_MAX = 200 };
/* `answer` gets what the server or the network said last, one line of printable ASCII. *ret_reached: a server spoke SMTP with us; when
 * not, other letters will fail as well. */
enum smtp_outcome smtp_send(const struct smtp_server *server, const char *from, const char *to, struct str message, char answer[static SMTP_ANSWER_MAX], bool *ret_reached);

#endif
