/* The bytes of an answer's head, and the answers that http gives by itself. */
#include <stdio.h>
#include <time.h>

#include "base/time.h"
#include "http/serve.h"

static const struct { int status; const char *words; } reasons[] = {
    { 200, "OK" }, { 201, "Created" }, { 202, "Accepted" }, { 204, "No Content" }, { 206, "Partial Content" }, { 301, "Moved Permanently" },
    { 302, "Found" }, { 303, "See Other" }, { 304, "Not Modified" }, { 307, "Temporary Redirect" }, { 308, "Permanent Redirect" },
    { 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" },
    { 406, "Not Acceptable" }, { 408, "Request Timeout" }, { 409, "Conflict" }, { 410, "Gone" }, { 412, "Precondition Failed" },
    { 413, "Content Too Large" }, { 414, "URI Too Long" }, { 415, "Unsupported Media Type" }, { 417, "Expectation Failed" },
    { 422, "Unprocessable Content" }, { 428, "Precondition Required" }, { 429, "Too Many Requests" },
    { 431, "Request Header Fields Too Large" }, { 500, "Internal Server Error" }, { 501, "Not Implemented" },
    { 503, "Service Unavailable" }, { 505, "HTTP Version Not Supported" }, { 507, "Insufficient Storage" },
};

static const char *reason(int status)
{
    for (size_t i = 0; i < LEN(reasons); i++)
        if (reasons[i].status == status)
            return reasons[i].words;
    return "Status";
}

/* IMF-fixdate (RFC 9110 §5.6.7), rendered once a second. */
static struct str date(struct loop *l)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (now.tv_sec != l->date_at) {
        static const char days[] = "ThuFriSatSunMonTueWed", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
        struct buf b cleanup(buf_free) = buf_new(64);
        instant_put(&b, (instant){ now.tv_sec * 1000000 });
        if (b.failed || b.n < 19)
            return S("Thu, 01 Jan 1970 00:00:00 GMT");
        size_t month = (size_t)((b.p[5] - '0') * 10 + b.p[6] - '0');
        snprintf(l->date, sizeof l->date, "%.3s, %.2s %.3s %.4s %.8s GMT", days + now.tv_sec / 86400 % 7 * 3, b.p + 8, months + (month - 1) * 3, b.p, b.p + 11);
        l->date_at = now.tv_sec;
    }
    return (struct str){ l->date, 29 };
}

void answer_head(struct connection *c)
{
    struct http_response *rs = &c->x.rs;
    bool head = c->x.rq.method == METHOD_HEAD;
    if (!rs->status)
        rs->status = 200;
    if (rs->body.failed || rs->headers.failed) {
        /* The answer passed its ceiling: better a clear failure than half a page. */
        buf_reset(&rs->body);
        buf_reset(&rs->headers);
        rs->status = 500;
        rs->type = "text/plain; charset=utf-8";
        buf_put(&rs->body, str(N_("Svaret blev för stort.")));
    }
    bool bodiless = rs->status == 204 || rs->status == 304;
    c->last |= rs->close;
    buf_reset(&c->head);
    buf_put(&c->head, S("HTTP/1.1 "));
    if (rs->status == 200)
        buf_put(&c->head, S("200 OK"));
    else {
        buf_int(&c->head, rs->status);
        buf_char(&c->head, ' ');
        buf_put(&c->head, str(reason(rs->status)));
    }
    buf_put(&c->head, S("\r\nDate: "));
    buf_put(&c->head, date(c->loop));
    buf_put(&c->head, S("\r\n"));
    if (!bodiless) {
        if (rs->body.n || !rs->type || rs->type[0]) {
            buf_put(&c->head, S("Content-Type: "));
            buf_put(&c->head, rs->type ? str(rs->type) : S("text/html; charset=utf-8"));
            buf_put(&c->head, S("\r\n"));
        }
        buf_put(&c->head, S("Content-Length: "));
        buf_int(&c->head, (int64_t)rs->body.n);
        buf_put(&c->head, S("\r\n"));
    }
    buf_put(&c->head, buf_str(&rs->headers));
    if (c->last)
        buf_put(&c->head, S("Connection: close\r\n"));
    else if (c->reader.head.minor == 0)
        buf_put(&c->head, S("Connection: keep-alive\r\n"));
    buf_put(&c->head, S("\r\n"));
    c->body_n = head || bodiless ? 0 : rs->body.n;
    c->sent = 0;
    unsigned class = (unsigned)rs->status / 100;
    atomic_fetch_add_explicit(&c->loop->counts.by_class[class < 6 ? class : 5], 1, memory_order_relaxed);
}

/* The value of Accept-Language in a head that could not be read as a whole. */
static struct str asked_raw(struct str seen)
{
    struct str rest = str_sub(seen, 0, 32 * 1024);
    while (rest.n) {
        struct str value = str_cut(&rest, '\n');
        if (str_eq_nocase(str_cut(&value, ':'), S("accept-language")))
            return str_trim(value);
    }
    return (struct str){ 0 };
}

/* The reader's language as far as it can be told. */
static const struct words *language(const struct connection *c)
{
    const struct http_server *s = c->loop->server;
    const struct request rq = { .headers = c->reader.head.headers, .headers_n = c->reader.head.headers_n };
    struct str asked = rq.headers_n ? request_header(&rq, "accept-language") : asked_raw(c->seen);
    for (size_t i = 0; asked.n >= 2 && i < s->languages_n; i++)
        if (str_eq_nocase(str_sub(asked, 0, 2), str(s->languages[i]->lang)))
            return s->languages[i];
    return &words_sv;
}

/* The limit that a refusal names: bytes in their unit, a number, seconds. */
static void put_limit(struct buf *b, const struct connection *c, const struct refusal *why)
{
    const struct http_limits *l = &c->loop->server->limits;
    if (why == &refusal_line_long)
        buf_size(b, l->line);
    else if (why == &refusal_block_long)
        buf_size(b, l->headers);
    else if (why == &refusal_body_large)
        buf_size(b, c->reader.body.max);
    else if (why == &refusal_fields_many)
        buf_int(b, (int64_t)l->headers_n);
    else if (why == &refusal_header_slow)
        buf_int(b, l->header_ms / 1000);
    else if (why == &refusal_body_slow)
        buf_int(b, l->body_ms / 1000);
    buf_char(b, '\0');
}

void answer_refusal(struct connection *c, const struct refusal *why)
{
    struct http_response *rs = &c->x.rs;
    buf_reset(&rs->body);
    buf_reset(&rs->headers);
    rs->status = why->status;
    rs->type = "text/plain; charset=utf-8";
    response_header(rs, "X-Content-Type-Options", S("nosniff"));
    if (why->status == 503)
        response_header(rs, "Retry-After", S("2"));
    struct buf limit cleanup(buf_free) = buf_new(64);
    put_limit(&limit, c, why);
    words_put(&rs->body, language(c), why->text, limit.p ? limit.p : "", NULL);
    buf_char(&rs->body, '\n');
    c->last = true;
    atomic_fetch_add_explicit(&c->loop->counts.refused, 1, memory_order_relaxed);
}
