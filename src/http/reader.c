#include "http/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BODY_KEPT_MAX = 64 * 1024 };

static int on_headers_complete(llhttp_t *p)
{
    p->upgrade = 0; /* an offer to speak another protocol is not taken up */
    return 0;
}

static int spool_open(void)
{
    int fd = open("/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    char path[] = "/var/tmp/samsyn-XXXXXX"; /* a file system without nameless files */
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

static bool spool_put(struct reader *r, struct str s)
{
    while (s.n) {
        ssize_t n = write(r->spool, s.p, s.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        r->spooled += (size_t)n;
        s = str_sub(s, (size_t)n, s.n);
    }
    return true;
}

static void spool_end(struct reader *r)
{
    if (r->map)
        munmap(r->map, r->spooled);
    if (r->spool >= 0)
        close(r->spool);
    r->map = NULL;
    r->spool = -1;
    r->spooled = 0;
}

static int on_body(llhttp_t *p, const char *at, size_t n)
{
    struct reader *r = p->data;
    struct str s = { at, n };
    if (r->spool < 0 && r->body.n + n <= READER_SPOOL_FROM) {
        buf_put(&r->body, s);
    } else if (n > r->body.max || r->spooled + r->body.n > r->body.max - n) {
        r->body.failed = true;
    } else {
        if (r->spool < 0 && (r->spool = spool_open()) >= 0) {
            r->body.failed = !spool_put(r, buf_str(&r->body));
            r->body.n = 0;
        }
        r->body.failed = r->body.failed || r->spool < 0 || !spool_put(r, s);
    }
    return r->body.failed ? HPE_USER : 0;
}

static int on_message_complete(llhttp_t *p)
{
    struct reader *r = p->data;
    r->complete = true;
    return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
    .on_headers_complete = on_headers_complete, .on_body = on_body, .on_message_complete = on_message_complete,
};

void reader_init(struct reader *r, const struct http_limits *limits, size_t (*body_limit)(enum method, struct str, void *), void *arg)
{
    *r = (struct reader){ .spool = -1, .limits = limits, .body_limit = body_limit, .arg = arg };
    llhttp_init(&r->parser, HTTP_REQUEST, &settings);
    r->parser.data = r;
}

void reader_reset(struct reader *r)
{
    spool_end(r);
    if (r->body.cap > BODY_KEPT_MAX)
        buf_free(&r->body);
    struct buf body = r->body;
    buf_reset(&body);
    reader_init(r, r->limits, r->body_limit, r->arg);
    r->body = body;
}

void reader_free(struct reader *r)
{
    spool_end(r);
    buf_free(&r->body);
}

static enum reader_phase refuse(struct reader *r, const struct refusal *why)
{
    r->refusal = why;
    return r->phase = READER_REFUSED;
}

static enum reader_phase done(struct reader *r, struct request *rq)
{
    const struct head *h = &r->head;
    struct str body = { r->body.n ? r->body.p : "", r->body.n };
    if (r->spool >= 0) {
        void *map = mmap(NULL, r->spooled, PROT_READ, MAP_PRIVATE, r->spool, 0);
        if (map == MAP_FAILED)
            return refuse(r, &refusal_memory);
        r->map = map;
        body = (struct str){ r->map, r->spooled };
    }
    *rq = (struct request){
        .method = h->method, .path = h->path, .query = h->query, .target = h->target, .host = h->host,
        .body = body, .headers = h->headers, .headers_n = h->headers_n,
    };
    return r->phase = READER_DONE;
}

/* llhttp reads the same bytes. False when it objects. */
static bool second_opinion(struct reader *r, struct str in)
{
    enum llhttp_errno e = llhttp_execute(&r->parser, in.p, in.n);
    return e == HPE_OK || (e == HPE_PAUSED && r->complete && llhttp_get_error_pos(&r->parser) == in.p + in.n);
}

static enum reader_phase head_feed(struct reader *r, struct arena *a, struct str in, size_t *ret_used, struct request *rq)
{
    size_t n;
    const struct refusal *no = head_end(in, r->limits, &r->scanned, &n);
    if (no)
        return refuse(r, no);
    if (n == 0)
        return READER_HEAD;
    struct str block = str_copy(a, str_sub(in, 0, n));
    if (!block.p)
        return refuse(r, &refusal_memory);
    if ((no = head_read(a, block, r->limits, &r->head)))
        return refuse(r, no);
    const struct head *h = &r->head;
    size_t limit = r->body_limit ? r->body_limit(h->method, h->path, r->arg) : r->limits->body;
    r->body.max = limit;
    if (h->has_length && h->length > limit)
        return refuse(r, &refusal_body_large);
    bool body = h->chunked || (h->has_length && h->length > 0);
    if (!second_opinion(r, block) || r->complete == body || ((r->parser.flags & F_CHUNKED) != 0) != h->chunked ||
        (h->has_length && body && r->parser.content_length != h->length))
        return refuse(r, &refusal_framing);
    *ret_used = n;
    r->left = h->length;
    if (!body)
        return done(r, rq);
    return r->phase = READER_BODY;
}

static enum reader_phase body_feed(struct reader *r, struct str in, size_t *ret_used, struct request *rq)
{
    size_t n = in.n;
    if (r->head.chunked) {
        const struct refusal *no = chunks_follow(&r->chunks, in, &n);
        if (no)
            return refuse(r, no);
    } else if (n > r->left)
        n = (size_t)r->left;
    r->left -= r->head.chunked ? 0 : n;
    bool fine = second_opinion(r, str_sub(in, 0, n));
    if (r->body.failed)
        return refuse(r, r->spooled + r->body.n + n > r->body.max ? &refusal_body_large : &refusal_memory);
    bool end = r->head.chunked ? r->chunks.at == CHUNK_DONE : r->left == 0;
    if (!fine || r->complete != end)
        return refuse(r, &refusal_framing);
    *ret_used = n;
    return end ? done(r, rq) : READER_BODY;
}

enum reader_phase reader_feed(struct reader *r, struct arena *a, struct str in, size_t *ret_used, struct request *rq)
{
    *ret_used = 0;
    enum reader_phase phase = r->phase;
    if (phase == READER_HEAD) {
        phase = head_feed(r, a, in, ret_used, rq);
        in = str_sub(in, *ret_used, in.n);
    }
    if (phase == READER_BODY && in.n) {
        size_t used;
        phase = body_feed(r, in, &used, rq);
        if (phase != READER_REFUSED)
            *ret_used += used;
    }
    return phase;
}
