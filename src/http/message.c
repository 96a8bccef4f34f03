/* Small helpers over one request and one response. */
#include "http/http.h"

#include "http/url.h"

struct str request_header(const struct request *rq, const char *name)
{
    struct str want = str(name);
    for (size_t i = 0; i < rq->headers_n; i++)
        if (str_eq_nocase(rq->headers[i].name, want))
            return rq->headers[i].value;
    return (struct str){ 0 };
}

struct str request_cookie(const struct request *rq, const char *name)
{
    struct str rest = request_header(rq, "cookie");
    while (rest.n) {
        struct str value = str_trim(str_cut(&rest, ';')), key = str_cut(&value, '=');
        if (str_is(key, name))
            return value.p ? value : S("");
    }
    return (struct str){ 0 };
}

void response_header(struct http_response *rs, const char *name, struct str value)
{
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] == '\r' || value.p[i] == '\n' || value.p[i] == '\0')
            return;
    buf_put(&rs->headers, str(name));
    buf_put(&rs->headers, S(": "));
    buf_put(&rs->headers, value);
    buf_put(&rs->headers, S("\r\n"));
}

void response_redirect(struct http_response *rs, struct str to)
{
    rs->status = 303;
    response_header(rs, "Location", to);
}
