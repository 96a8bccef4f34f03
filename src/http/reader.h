/* Bytes to one request: the strict head, llhttp beside it, the body within its limit. A connection and the fuzz target use it alike. */
#ifndef HTTP_READER_H
#define HTTP_READER_H

#include <llhttp.h>

#include "http/head.h"

enum { READER_SPOOL_FROM = 1024 * 1024 /* bytes of a body kept in memory */ };

enum reader_phase { READER_HEAD, READER_BODY, READER_DONE, READER_REFUSED };

struct reader {
    const struct http_limits *limits;
    size_t (*body_limit)(enum method m, struct str path, void *arg); /* may be NULL: limits->body */
    void *arg;
    enum reader_phase phase;
    size_t scanned;             /* of the head */
    struct head head;
    struct chunks chunks;
    uint64_t left;              /* of a body with a given length */
    struct buf body;            /* its beginning; the whole of a small one */
    int spool;                  /* a large one goes to a nameless file: memory does not grow with what strangers send; -1: none */
    size_t spooled;             /* bytes in it */
    char *map;                  /* … mapped when it is whole */
    llhttp_t parser;
    bool complete;              /* llhttp has seen the end of the message */
    const struct refusal *refusal;
};

void reader_init(struct reader *r, const struct http_limits *limits, size_t (*body_limit)(enum method, struct str, void *), void *arg);
/* Ready for the connection's next request; keeps a small body buffer. */
void reader_reset(struct reader *r);
void reader_free(struct reader *r);
/* Takes bytes. In READER_HEAD `in` must hold everything since the request's first byte; nothing is used until the head is whole.
 * *ret_used bytes were taken and need not live on (the head is copied into the arena). On READER_DONE `rq` is filled but for peer
 * and tls; on READER_REFUSED r->refusal says why and nothing more can be read. */
enum reader_phase reader_feed(struct reader *r, struct arena *a, struct str in, size_t *ret_used, struct request *rq);

#endif
