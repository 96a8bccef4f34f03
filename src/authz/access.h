/* The access report: the rights table as people read it, from authz_right itself, so that the two cannot differ. */
#ifndef AUTHZ_ACCESS_H
#define AUTHZ_ACCESS_H

#include "authz/seat.h"
#include "base/words.h"

struct buf;

/* Markdown: what each role may, per subject and per entity, over its own rows, the other side's, common ones and the others' of the
 * federation; and who may take whole lists out. One letter a right: L reads, F proposes, R edits, B decides, – nothing. */
void access_markdown(struct buf *b, const struct words *w);
/* "L" and so on. */
const char *access_letter(enum right right);
/* The role's, the subject's and the relation's name in Swedish (N_). */
const char *access_role(enum role role);
const char *access_subject(enum subject subject);
const char *access_relation(enum relation relation);
/* The subject's word for programs, ASCII: "audit". NULL for SUBJECT_NONE. */
const char *access_word(enum subject subject);

#endif
