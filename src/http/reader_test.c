#include "http/reader.h"

#include "base/test.h"

static const struct http_limits limits = { .line = 200, .headers = 600, .headers_n = 8, .body = 64, .body_large = 4096, .memory = 1 << 20 };

static size_t larger_for_files(enum method m, struct str path, void *arg)
{
    (void)arg;
    return m == METHOD_POST && str_is(path, "/filer") ? limits.body_large : limits.body;
}

struct outcome { int status; struct request rq; size_t used; struct head head; }; /* status 0: more is wanted; 1: a request */

/* Feeds in pieces of `step` bytes as a connection does: what is not taken is offered again. */
static struct outcome feed(struct arena *a, struct str in, size_t step)
{
    struct reader r;
    reader_init(&r, &limits, larger_for_files, NULL);
    struct outcome o = { 0 };
    size_t given = 0;
    while (r.phase < READER_DONE && given < in.n) {
        given = given + step < in.n ? given + step : in.n;
        size_t used;
        reader_feed(&r, a, str_sub(in, o.used, given), &used, &o.rq);
        o.used += used;
    }
    /* The last bytes may have been taken as a head with the body's beginning left over. */
    for (size_t used = 1; r.phase < READER_DONE && used && o.used < given;) {
        reader_feed(&r, a, str_sub(in, o.used, given), &used, &o.rq);
        o.used += used;
    }
    o.status = r.phase == READER_REFUSED ? r.refusal->status : r.phase == READER_DONE;
    o.head = r.head;
    o.rq.body = str_copy(a, o.rq.body);
    reader_free(&r);
    return o;
}

static int status(struct str in)
{
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    int whole = feed(&a, in, in.n).status;
    const size_t steps[] = { 1, 2, 7 };
    for (size_t i = 0; i < LEN(steps); i++)
        assert_int_equal(feed(&a, in, steps[i]).status, whole);
    return whole;
}

#define H "Host: a\r\n"

static void refuses_what_smuggles(void **state)
{
    (void)state;
    const struct { int status; struct str bytes; } cases[] = {
        { 400, S("GET / HTTP/1.1\r\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\n" H H "\r\n") },
        { 400, S("GET / HTTP/1.1\r\nHost: \r\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\nHost: a b\r\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n") },
        { 400, S("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd") },
        { 400, S("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc") },
        { 400, S("POST / HTTP/1.1\r\n" H "Content-Length: 3, 3\r\n\r\nabc") },
        { 400, S("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") },
        { 400, S("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n") },
        { 400, S("POST / HTTP/1.1\r\n" H "Content-Length: +5\r\n\r\nabcde") },
        { 400, S("POST / HTTP/1.1\r\n" H "Content-Length: -1\r\n\r\n") },
        { 400, S("POST / HTTP/1.1\r\n" H "Content-Length: 0x5\r\n\r\nabcde") },
        { 400, S("POST / HTTP/1.1\r\n" H "Content-Length: 5 5\r\n\r\nabcde") },
        { 400, S("POST / HTTP/1.1\r\n" H "Content-Length:\r\n\r\n") },
        { 400, S("POST / HTTP/1.1\r\n" H "Content-Length: 99999999999999999999\r\n\r\n") },
        { 400, S("POST / HTTP/1.1\r\n" H "Content-Length : 3\r\n\r\nabc") },
        { 400, S("POST / HTTP/1.1\r\n" H "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n") },
        { 400, S("POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n") },
        { 400, S("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n") },
        { 400, S("POST / HTTP/1.1\r\n" H "Transfer-Encoding: \x0b" "chunked\r\n\r\n0\r\n\r\n") },
        { 400, S("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") },
        { 400, S("POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n") },
        { 400, S("GET / HTTP/1.1\n" H "\r\n") },
        { 400, S("GET / HTTP/1.1\r\nHost: a\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\n" H "\n") },
        { 400, S("GET / HTTP/1.1\r\n" H "A: b\r\n c\r\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\n A: b\r\n" H "\r\n") },
        { 400, S("GET / HTTP/1.1\r\n" H "A : b\r\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\n" H "A\r\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\n" H ": b\r\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\n" H "A\x80: b\r\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\n" H "A: b\0c\r\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\n" H "A: b\rc\r\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\n" H "A: b\x01\r\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\r\n" H "\r\n") },
        { 400, S("\r\nGET / HTTP/1.1\r\n" H "\r\n") },
        { 400, S(" GET / HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET  / HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /  HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET\t/ HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET / HTTP/1.1 \r\n" H "\r\n") },
        { 400, S("GET /\r\n\r\n") },
        { 400, S("get / HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GeT / HTTP/1.1\r\n" H "\r\n") },
        { 501, S("BREW / HTTP/1.1\r\n" H "\r\n") },
        { 501, S("TRACE / HTTP/1.1\r\n" H "\r\n") },
        { 501, S("CONNECT a:443 HTTP/1.1\r\n" H "\r\n") },
        { 505, S("GET / HTTP/2.0\r\n" H "\r\n") },
        { 505, S("GET / HTTP/1.2\r\n" H "\r\n") },
        { 505, S("GET / HTTP/0.9\r\n" H "\r\n") },
        { 400, S("GET / http/1.1\r\n" H "\r\n") },
        { 400, S("GET / HTTP/1.10\r\n" H "\r\n") },
        { 400, S("GET / HTTP/1\r\n" H "\r\n") },
        { 400, S("GET http://a/ HTTP/1.1\r\n" H "\r\n") },
        { 400, S("OPTIONS * HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET a HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a%00b HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a%0ab HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a%7f HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a% HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a%4 HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a%zz HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a%2fb HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a%5cb HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a\\b HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /%ff HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /%c0%af HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /\xc3\xa5 HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a\x01 HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a/../b HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a/%2e%2e/b HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a/./b HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /.. HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET //a HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a//b HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /a#b HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /?a=%zz HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /?a=%00 HTTP/1.1\r\n" H "\r\n") },
        { 400, S("GET /?a=\xff HTTP/1.1\r\n" H "\r\n") },
        { 417, S("POST / HTTP/1.1\r\n" H "Expect: 200-maybe\r\nContent-Length: 1\r\n\r\na") },
        { 400, S("GET / HTTP/1.1\r\n" H "Authorization: a\r\nAuthorization: b\r\n\r\n") },
        { 400, S("GET / HTTP/1.1\r\n" H "Cookie: a=1\r\nCookie: a=2\r\n\r\n") },
        { 400, S("\x16\x03\x01\x02") },
    };
    for (size_t i = 0; i < LEN(cases); i++)
        if (status(cases[i].bytes) != cases[i].status)
            fail_msg("case %zu: %d, not %d: %.*s", i, status(cases[i].bytes), cases[i].status, SF(cases[i].bytes));
}

static void refuses_broken_chunks(void **state)
{
    (void)state;
#define C "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
    const struct { int status; struct str bytes; } cases[] = {
        { 1, S(C "0\r\n\r\n") },
        { 1, S(C "3\r\nabc\r\n0\r\n\r\n") },
        { 1, S(C "00000003\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n") },
        { 0, S(C "3\r\nabc\r\n") },
        { 400, S(C "3;a=b\r\nabc\r\n0\r\n\r\n") },
        { 400, S(C "3 \r\nabc\r\n0\r\n\r\n") },
        { 400, S(C " 3\r\nabc\r\n0\r\n\r\n") },
        { 400, S(C "0x3\r\nabc\r\n0\r\n\r\n") },
        { 400, S(C "+3\r\nabc\r\n0\r\n\r\n") },
        { 400, S(C "3\nabc\r\n0\r\n\r\n") },
        { 400, S(C "3\r\nabc\n0\r\n\r\n") },
        { 400, S(C "3\r\nabcd\r\n0\r\n\r\n") },
        { 400, S(C "3\r\nab\r\n0\r\n\r\n") },
        { 400, S(C "\r\n0\r\n\r\n") },
        { 400, S(C "000000003\r\nabc\r\n0\r\n\r\n") },
        { 400, S(C "ffffffffffffffff\r\nabc") },
        { 400, S(C "0\r\nA: b\r\n\r\n") },
        { 400, S(C "0\r\n\n") },
        { 413, S(C "41\r\n" "01234567890123456789012345678901234567890123456789012345678901234") },
    };
    for (size_t i = 0; i < LEN(cases); i++)
        if (status(cases[i].bytes) != cases[i].status)
            fail_msg("case %zu: %d, not %d: %.*s", i, status(cases[i].bytes), cases[i].status, SF(cases[i].bytes));
}

static struct str repeated(struct arena *a, const char *before, char c, size_t n, const char *after)
{
    char *fill = arena_alloc(a, n + 1);
    memset(fill, c, n);
    return str_printf(a, "%s%s%s", before, fill, after);
}

static void keeps_its_limits(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    const char *tail = " HTTP/1.1\r\n" H "\r\n";
    size_t room = limits.line - strlen("GET / HTTP/1.1") - 1;
    assert_int_equal(status(repeated(&a, "GET /", 'a', room, tail)), 1);
    assert_int_equal(status(repeated(&a, "GET /", 'a', room + 1, tail)), 414);
    assert_int_equal(status(repeated(&a, "GET /", 'a', 5000, "")), 414);
    const char *head = "GET / HTTP/1.1\r\n" H "A: ";
    room = limits.headers - strlen(H "A: \r\n\r\n");
    assert_int_equal(status(repeated(&a, head, 'b', room, "\r\n\r\n")), 1);
    assert_int_equal(status(repeated(&a, head, 'b', room + 1, "\r\n\r\n")), 431);
    assert_int_equal(status(repeated(&a, head, 'b', 5000, "")), 431);
    assert_int_equal(status(S("GET / HTTP/1.1\r\n" H "A:b\r\nA:b\r\nA:b\r\nA:b\r\nA:b\r\nA:b\r\nA:b\r\n\r\n")), 1);
    assert_int_equal(status(S("GET / HTTP/1.1\r\n" H "A:b\r\nA:b\r\nA:b\r\nA:b\r\nA:b\r\nA:b\r\nA:b\r\nA:b\r\n\r\n")), 431);
    assert_int_equal(status(repeated(&a, "POST / HTTP/1.1\r\n" H "Content-Length: 64\r\n\r\n", 'x', 64, "")), 1);
    assert_int_equal(status(S("POST / HTTP/1.1\r\n" H "Content-Length: 65\r\n\r\n")), 413);
    assert_int_equal(status(repeated(&a, "POST /filer HTTP/1.1\r\n" H "Content-Length: 4096\r\n\r\n", 'x', 4096, "")), 1);
    assert_int_equal(status(S("POST /filer HTTP/1.1\r\n" H "Content-Length: 4097\r\n\r\n")), 413);
}

static void reads_a_request(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct str in = S("POST /organ/%C3%A5%20b/x?q=a%20b&c=[1] HTTP/1.1\r\nhOsT: lis.example:8080\r\nX-A:\t b c \t\r\nX-B:\r\n"
                      "Cookie: other=1; samsyn=abc=d; tom\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n");
    for (size_t steps = 1; steps <= in.n; steps++) {
        struct outcome o = feed(&a, in, steps);
        assert_int_equal(o.status, 1);
        assert_int_equal(o.rq.method, METHOD_POST);
        assert_true(str_is(o.rq.path, "/organ/å b/x"));
        assert_true(str_is(o.rq.query, "q=a%20b&c=[1]"));
        assert_true(str_is(o.rq.host, "lis.example:8080"));
        assert_true(str_is(o.rq.body, "hello"));
        assert_true(str_is(request_header(&o.rq, "x-a"), "b c"));
        assert_true(request_header(&o.rq, "x-b").p && request_header(&o.rq, "x-b").n == 0);
        assert_null(request_header(&o.rq, "x-c").p);
        assert_true(str_is(request_cookie(&o.rq, "samsyn"), "abc=d"));
        assert_true(request_cookie(&o.rq, "tom").p != NULL);
        assert_null(request_cookie(&o.rq, "sams").p);
        assert_int_equal(o.used, in.n - strlen("GET / HTTP/1.1\r\n"));
        arena_reset(&a);
    }
}

static void knows_when_a_connection_goes_on(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    const struct { bool keep; struct str bytes; } cases[] = {
        { true, S("GET / HTTP/1.1\r\n" H "\r\n") },
        { false, S("GET / HTTP/1.1\r\n" H "Connection: x, Close\r\n\r\n") },
        { false, S("GET / HTTP/1.0\r\n\r\n") },
        { true, S("GET / HTTP/1.0\r\n" H "Connection: Keep-Alive\r\n\r\n") },
        { true, S("GET / HTTP/1.1\r\n" H "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n") },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct outcome o = feed(&a, cases[i].bytes, cases[i].bytes.n);
        assert_int_equal(o.status, 1);
        assert_int_equal(o.head.keep, cases[i].keep);
    }
    struct outcome o = feed(&a, S("POST / HTTP/1.1\r\n" H "Expect: 100-Continue\r\nContent-Length: 1\r\n\r\n"), 400);
    assert_int_equal(o.status, 0);
    assert_true(o.head.expect);
}

/* A body is refused by its length before it is sent, and every request works again after a reset. */
static void begins_anew(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct reader r;
    struct request rq;
    size_t used;
    reader_init(&r, &limits, NULL, NULL);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(reader_feed(&r, &a, S(C "3\r\nabc\r\n0\r\n\r\n"), &used, &rq), READER_DONE);
        assert_true(str_is(rq.body, "abc"));
        reader_reset(&r);
        assert_int_equal(reader_feed(&r, &a, S("GET / HTTP/1.1\r\n" H "Connection: close\r\n\r\n"), &used, &rq), READER_DONE);
        assert_int_equal(rq.body.n, 0);
        reader_reset(&r);
        arena_reset(&a);
    }
    reader_free(&r);
}

/* A large body lies in a file, whole, and memory does not grow with it; the file goes with the request. */
static void r14_a_large_body_does_not_lie_in_memory(void **state)
{
    (void)state;
    enum { SIZE = 3 * READER_SPOOL_FROM + 7 };
    struct http_limits more = limits;
    more.body = SIZE;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct buf in cleanup(buf_free) = buf_new(2 * SIZE);
    struct reader r;
    struct request rq;
    reader_init(&r, &more, NULL, NULL);
    for (int round = 0; round < 2; round++) {
        buf_reset(&in);
        buf_printf(&in, "POST /a HTTP/1.1\r\n" H "Content-Length: %d\r\n\r\n", SIZE);
        size_t head = in.n, at = 0;
        for (int i = 0; i < SIZE; i++)
            buf_char(&in, (char)('a' + (i + round) % 23));
        while (r.phase < READER_DONE && at < in.n) {
            size_t used, to = at + 60000 < in.n ? at + 60000 : in.n;
            reader_feed(&r, &a, str_sub(buf_str(&in), at, to), &used, &rq);
            assert_true(used > 0);
            at += used;
        }
        assert_int_equal(r.phase, READER_DONE);
        assert_true(str_eq(rq.body, str_sub(buf_str(&in), head, in.n)));
        assert_true(r.spool >= 0 && r.body.cap <= 2 * READER_SPOOL_FROM);
        reader_reset(&r);
        assert_true(r.spool == -1 && r.map == NULL && r.spooled == 0);
    }
    more.body = SIZE - 1;
    buf_reset(&in);
    buf_printf(&in, "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n%x\r\n", SIZE);
    for (int i = 0; i < SIZE; i++)
        buf_char(&in, 'a');
    for (size_t at = 0, used = 1; r.phase < READER_DONE && used && at < in.n; at += used)
        reader_feed(&r, &a, str_sub(buf_str(&in), at, at + 60000), &used, &rq);
    assert_true(r.phase == READER_REFUSED && r.refusal->status == 413);
    reader_free(&r);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(refuses_what_smuggles), cmocka_unit_test(refuses_broken_chunks), cmocka_unit_test(keeps_its_limits),
        cmocka_unit_test(reads_a_request), cmocka_unit_test(knows_when_a_connection_goes_on), cmocka_unit_test(begins_anew),
        cmocka_unit_test(r14_a_large_body_does_not_lie_in_memory),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
