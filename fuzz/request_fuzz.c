/* Any bytes, as a connection gives them: however they are cut into pieces the outcome is the same, every request is within its limits,
 * and what a request says of itself holds. */
#include <stdlib.h>

#include "http/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct http_limits limits = { .line = 512, .headers = 2048, .headers_n = 20, .body = 1024, .memory = 1 << 20 };

struct sum { size_t requests, bodies; int refused; };

static void check(const struct request *rq)
{
    if (rq->path.n == 0 || rq->path.p[0] != '/' || !utf8_valid(rq->path) || memchr(rq->path.p, 0, rq->path.n) ||
        str_find(rq->path, S("/../"), 0) != SIZE_MAX || str_find(rq->path, S("//"), 0) != SIZE_MAX || rq->body.n > limits.body ||
        rq->headers_n > limits.headers_n || rq->method <= 0 || rq->method >= METHOD__N)
        abort();
    for (size_t i = 0; i < rq->headers_n; i++)
        for (size_t k = 0; k < rq->headers[i].value.n; k++)
            if (strchr("\r\n", rq->headers[i].value.p[k]))
                abort(); /* NUL too: strchr finds the end */
}

static struct sum run(struct str in, size_t piece)
{
    struct arena a cleanup(arena_free) = arena_new(limits.memory);
    struct reader r;
    struct sum sum = { 0 };
    struct request rq;
    size_t used, taken = 0, given = piece < in.n ? piece : in.n;
    reader_init(&r, &limits, NULL, NULL);
    while (!sum.refused) {
        enum reader_phase phase = reader_feed(&r, &a, str_sub(in, taken, given), &used, &rq);
        if (used > given - taken)
            abort();
        taken += used;
        if (phase == READER_REFUSED)
            sum.refused = r.refusal->status;
        else if (phase == READER_DONE) {
            check(&rq);
            sum.requests++;
            sum.bodies += rq.body.n;
            reader_reset(&r);
            arena_reset(&a);
        } else if (used == 0) {
            if (given == in.n)
                break;
            given = given + piece < in.n ? given + piece : in.n;
        }
    }
    reader_free(&r);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = { (const char *)data, size };
    struct sum whole = run(in, size ? size : 1), pieces = run(in, 1), some = run(in, 37);
    /* Which of several limits is met first may depend on the pieces; that it is refused, and after how many requests, may not. */
    if (whole.requests != pieces.requests || whole.bodies != pieces.bodies || !whole.refused != !pieces.refused ||
        whole.requests != some.requests || whole.bodies != some.bodies || !whole.refused != !some.refused)
        abort();
    return 0;
}
