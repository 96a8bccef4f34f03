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

static bool is_media_type(struct str s)
{
    size_t slashes = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        slashes += c == '/';
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '+' || c == '-'))
            return false;
    }
    return slashes == 1 && s.n > 2;
}

void response_file(struct http_response *rs, struct arena *a, struct str bytes, struct str name, struct str type)
{
    struct buf plain cleanup(buf_free) = buf_new(1024), whole cleanup(buf_free) = buf_new(4096);
    for (size_t i = 0; i < name.n; i++) { /* RFC 6266: a plain name for the old, the whole one for the others */
        unsigned char c = (unsigned char)name.p[i];
        if (c > 0x1f && c < 0x7f && c != '"' && c != '\\' && c != '%')
            buf_char(&plain, (char)c);
        else if (c >= 0xc0)
            buf_char(&plain, '_');
    }
    buf_url(&whole, name);
    rs->type = is_media_type(type) ? str_c(a, type) : NULL;
    if (!rs->type)
        rs->type = "application/octet-stream";
    response_header(rs, "Content-Disposition", str_printf(a, "attachment; filename=\"%.*s\"; filename*=UTF-8''%.*s", SF(buf_str(&plain)), SF(buf_str(&whole))));
    response_header(rs, "Content-Security-Policy", S("sandbox; default-src 'none'"));
    buf_put(&rs->body, bytes);
}
