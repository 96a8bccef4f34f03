/* A letter as the bytes that go over the wire (RFC 5322, 2045, 2047, 3834): CR LF line ends, ASCII only, no line above 78 characters but
 * an address. Nothing of what is given can begin a new header. Pure: the time and the identity are arguments. */
#ifndef JOB_MESSAGE_H
#define JOB_MESSAGE_H

#include "base/buf.h"
#include "base/time.h"

struct message {
    struct str from, to;        /* addresses, checked (domain/mail.h) */
    struct str from_name;       /* may be empty */
    struct str id;              /* of the Message-ID, without the brackets */
    struct str subject, text;   /* UTF-8; line ends are LF */
    const char *language;       /* "sv" */
    instant date;
};

void message_put(struct buf *b, const struct message *m);
/* A header's text: as it is when it is plain ASCII on one line, else as encoded words of at most 75 characters, folded. `used`:
 * characters that stand before it on the line. */
void message_words(struct buf *b, struct str text, size_t used);

#endif
