/* Bytes to bounded requests and responses: the server, TLS, limits, and the mechanics of forms, cookies and routes.
 * No word of the domain.
 *
 * Threads: a few event loops accept and parse; a handler runs on the loop that read the request, so it must be quick (a page's
 * reading from the embedded database is). What may wait (a durable write, a slow database, argon2id, a PDF) calls exchange_defer
 * and goes on on a worker thread. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/arena.h"
#include "base/buf.h"

enum method { METHOD_GET = 1, METHOD_HEAD, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHOD_OPTIONS, METHOD__N };

struct words;

/* Every bound a stranger meets; each past it has its status and its sentence. Zero in a field means the default here. */
struct http_limits {
    size_t line;                /* request line, bytes: 8 192 (414) */
    size_t headers;             /* header block, bytes: 32 768 (431) */
    size_t headers_n;           /* header fields: 100 (431) */
    size_t body;                /* body, bytes: 1 MiB; a route may allow more (413) */
    size_t body_large;          /* body of a route that takes files: 64 MiB */
    unsigned header_ms;         /* from the first byte to the end of the headers: 10 000 (408) */
    unsigned body_ms;           /* whole body: 60 000 (408) */
    unsigned idle_ms;           /* keep-alive without a request: 30 000 */
    unsigned write_ms;          /* no progress while sending: 30 000 */
    unsigned connections;       /* at once: 4 096 (closed at once beyond) */
    unsigned per_peer;          /* connections from one address: 256 */
    unsigned requests;          /* on one connection: 100 000 */
    unsigned queue;             /* deferred requests waiting: 1 024 (503) */
    size_t memory;              /* arena and response of one request, bytes: 128 MiB */
};

struct http_options {
    const char *address;        /* "127.0.0.1"; NULL with a fd */
    uint16_t port;              /* 0: any free one, see http_server_port */
    const char *certificate, *key; /* PEM files; NULL: no TLS */
    unsigned loops, workers;    /* threads; 0: as many loops as cores, 16 workers */
    struct http_limits limits;
    /* Asked before the body is read: how large a body this request may carry. NULL: limits.body. arg is the handler's. */
    size_t (*body_limit)(enum method m, struct str path, void *arg);
    const struct words *const *languages; /* in which http itself refuses; constants; Swedish always is one */
    size_t languages_n;
    const char *proxies;        /* "127.0.0.1, ::1": reverse proxies whose X-Forwarded-For is believed; NULL: none */
};

struct header { struct str name, value; };

struct request {
    enum method method;
    struct str path;            /* percent-decoded, valid UTF-8, begins with '/', no "." or ".." segment, no NUL */
    struct str query;           /* as sent, without '?' */
    struct str target;          /* path and query as sent */
    struct str body;            /* whole; empty when there is none */
    struct str host;
    struct str peer;            /* numeric address of who asks, NUL-ended: the connection's, or what a trusted proxy says it is */
    bool tls;
    const struct header *headers;
    size_t headers_n;
    struct str params[4];       /* of the route's pattern, in order */
};

struct http_response {
    int status;                 /* 200 until set */
    const char *type;           /* media type; "text/html; charset=utf-8" until set */
    struct buf body;            /* its ceiling is limits.memory */
    struct buf headers;         /* extra lines, through response_header only */
    bool close;                 /* close the connection after it */
};

struct exchange {
    struct request rq;
    struct http_response rs;
    struct arena arena;         /* the request's memory: gone when the response has been sent */
    void *own;                  /* the handler's */
    struct connection *connection;
};

struct http_server;

/* Called for every well-formed request. It fills x->rs and returns (the response is sent), or has called exchange_defer. */
typedef void http_handler(struct exchange *x, void *arg);

/* Binds and starts the threads. */
enum err http_server_start(const struct http_options *o, http_handler *handle, void *arg, struct http_server **ret, struct fault *f) nodiscard;
uint16_t http_server_port(const struct http_server *s);
/* Stops accepting, lets requests under way finish (at most `grace_ms`), joins the threads, frees. */
void http_server_stop(struct http_server *s, unsigned grace_ms);
/* Counters for /metrics. */
struct http_counts { uint64_t connections, requests, refused, timeouts, by_class[6]; uint64_t open, queued; };
struct http_counts http_server_counts(const struct http_server *s);
/* Goes on on a worker thread with `work`; E_LIMIT when the queue is full (answer 503). After OK the handler returns without touching x. */
enum err exchange_defer(struct exchange *x, http_handler *work, void *arg) nodiscard;

/* ---- reading a request ---- */
struct str request_header(const struct request *rq, const char *name); /* any case; p NULL when absent */
struct str request_cookie(const struct request *rq, const char *name);

struct form_field { struct str name, value; struct str file_name, media_type; }; /* file_name.p NULL: no file */
struct form { struct form_field *fields; size_t n; };
enum { FORM_FIELDS_MAX = 2000 };
/* application/x-www-form-urlencoded text (a query, a body). Refuses bad escapes, NUL and broken UTF-8, naming the field. */
enum err form_parse_urlencoded(struct arena *a, struct str text, struct form *ret, struct fault *f) nodiscard;
/* The body by its Content-Type: urlencoded or multipart/form-data. */
enum err form_parse(struct arena *a, const struct request *rq, struct form *ret, struct fault *f) nodiscard;
/* The first of that name; p NULL when absent. */
struct str form_get(const struct form *form, const char *name);
const struct form_field *form_file(const struct form *form, const char *name);

/* ---- writing a response ---- */
void response_header(struct http_response *rs, const char *name, struct str value); /* CR, LF and NUL in a value make it a bug: the header is left out */
/* The bytes as a file to keep, never shown here: an attachment under its own policy, which lets it do nothing. `name` in UTF-8; what may not stand
 * in a header is left out. `type` that is no media type: application/octet-stream. */
void response_file(struct http_response *rs, struct arena *a, struct str bytes, struct str name, struct str type);
void response_redirect(struct http_response *rs, struct str to); /* 303 */

/* ---- routes ---- */
/* Patterns: "/granskningar/{id}/historik"; {id} takes one segment. Static segments win over captures. */
struct router;
enum err router_new(struct router **ret) nodiscard;
enum err router_add(struct router *r, enum method m, const char *pattern, size_t value) nodiscard; /* E_CONFLICT: the same twice */
enum route_match { ROUTE_NONE, ROUTE_OTHER_METHOD, ROUTE_FOUND };
/* Fills value and params. On ROUTE_OTHER_METHOD *ret_allow is a set of 1 << method. HEAD matches GET. */
enum route_match router_find(const struct router *r, enum method m, struct str path, size_t *ret_value, struct str params[static 4], unsigned *ret_allow);
void router_free(struct router *r);

#endif
