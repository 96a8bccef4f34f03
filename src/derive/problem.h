/* Faults as problem details for programs (RFC 9457), in the reader's language.
 *
 *     {"type":"about:blank","title":"…","status":422,"code":"invalid","detail":"…","instance":"/api/v1/audit",
 *      "errors":[{"pointer":"/title","detail":"…"}]}
 *
 * `code` is err_word's, for programs; `pointer` is a JSON pointer to the member of the body (RFC 6901), `parameter` in its place
 * names a parameter of the address, `place` says where in a file. The media type is "application/problem+json". */
#ifndef DERIVE_PROBLEM_H
#define DERIVE_PROBLEM_H

#include "base/words.h"
#include "derive/validate.h"

struct buf;

/* What the faults' places are. */
enum problem_place { PROBLEM_MEMBER, PROBLEM_PARAMETER, PROBLEM_FILE };

struct problem {
    int status;                     /* 0: problem_status(fault->code) */
    const struct fault *fault;      /* what went wrong; its text is the detail. NULL: the first of faults */
    const struct faults *faults;    /* every wrong field; NULL: none */
    enum problem_place place;
    struct str instance;            /* the path that was asked for; empty: left out */
    struct str more;                /* further members, written: "\"current\":{…},\"yours\":{…}"; empty: none */
};

/* The HTTP status of an error: invalid 422, denied 403, absent 404, conflict 409, limit 413, memory and I/O 503, full 507, else 500. */
int problem_status(enum err code);
void problem_json(struct buf *b, const struct words *w, const struct problem *p);

#endif
