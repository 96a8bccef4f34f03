/* The strict reading of a request's head and of chunk lines: RFC 9112 without its leniencies. llhttp reads the same bytes;
 * a request passes only when both agree (ADR 0016). Pure: no I/O, no clock. */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "http/http.h"

/* Why a request is not taken: the status and a Swedish sentence. Constants; compare by pointer. */
struct refusal { int status; const char *text; }; /* {1} in the text is the limit that was passed (answer.c) */

extern const struct refusal refusal_malformed_line, refusal_bare_lf, refusal_line_long, refusal_block_long, refusal_fields_many,
    refusal_body_large, refusal_header_slow, refusal_body_slow, refusal_framing, refusal_chunk, refusal_expect, refusal_memory,
    refusal_busy;

struct head {
    enum method method;
    unsigned minor;             /* HTTP/1.minor: 0 or 1 */
    struct str target, path, query, host;
    struct header *headers;
    size_t headers_n;
    bool chunked, has_length;
    uint64_t length;            /* Content-Length when has_length */
    bool keep;                  /* the connection may go on after the answer */
    bool expect;                /* Expect: 100-continue */
};

/* Looks for the end of the head in `in`, which begins with the request line. *scanned (0 at first) keeps what has been looked at.
 * Returns NULL with *ret_n the head's length including its empty line, or with *ret_n 0 when more bytes are needed; or a refusal. */
const struct refusal *head_end(struct str in, const struct http_limits *limits, size_t *scanned, size_t *ret_n);
/* Reads a whole head as found by head_end. Slices point into `block`, the decoded path and the array into the arena. */
const struct refusal *head_read(struct arena *a, struct str block, const struct http_limits *limits, struct head *ret);
/* path of a target: decoded and checked as http.h says of request.path. NULL when it is fine. */
const struct refusal *target_read(struct arena *a, struct str target, struct str *ret_path, struct str *ret_query);

/* Follows the framing of a chunked body: no extensions, no trailer fields, sizes of at most eight digits. */
struct chunks {
    enum { CHUNK_SIZE, CHUNK_SIZE_LF, CHUNK_DATA, CHUNK_DATA_CR, CHUNK_DATA_LF, CHUNK_END_CR, CHUNK_END_LF, CHUNK_DONE } at;
    unsigned digits;
    uint64_t size;              /* of the chunk under way: what is left of it */
};
/* Takes bytes; *ret_used is how many belong to the body's framing (fewer than in.n only when the body ended: at == CHUNK_DONE). */
const struct refusal *chunks_follow(struct chunks *c, struct str in, size_t *ret_used);

#endif
