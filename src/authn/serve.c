/* From exchange to visit and back. */
#include "authn/serve.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "authn/inside.h"
#include "derive/problem.h"

enum { HASHES = 4, WAITING = 8, TRIES_ACCOUNT = 10, TRIES_ADDRESS = 50, TRIES_TOKEN = 50, TRIES_IN_S = 900, IDLE_S = 3600, ABSOLUTE_S = 12 * 3600 };

#define POLICY "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " \
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

static bool unsafe(enum method m)
{
    return m != METHOD_GET && m != METHOD_HEAD && m != METHOD_OPTIONS;
}

/* ---- making it ---- */

static size_t table_length(const struct route_table *t)
{
    size_t n = t->n;
    while (!t->n && t->routes[n].pattern)
        n++;
    return n;
}

static enum err add_routes(struct site *s, struct fault *f)
{
    size_t n = 0;
    for (size_t t = 0; t < s->o.tables_n; t++)
        n += table_length(&s->o.tables[t]);
    s->routes = calloc(n + 1, sizeof *s->routes);
    if (!s->routes || router_new(&s->router) != OK)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t t = 0; t < s->o.tables_n; t++)
        for (size_t i = 0, rows = table_length(&s->o.tables[t]); i < rows; i++) {
            const struct route *r = &s->o.tables[t].routes[i];
            bool subject = r->subject > SUBJECT_NONE && r->subject < SUBJECT__N, open = r->flags & ROUTE_OPEN;
            bool entity = r->flags & ROUTE_ENTITY && strchr(r->pattern, '{');
            if (!open && (!(subject || entity) || r->least <= RIGHT_NONE || r->least >= RIGHT__N))
                return fault(f, E_BUG, r->pattern, N_("Adressen saknar behörighet i tabellen."), NULL, NULL);
            enum err e = r->serve ? router_add(s->router, r->method, r->pattern, s->routes_n) : E_BUG;
            if (e == E_NOMEM)
                return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
            if (e != OK)
                return fault(f, E_BUG, r->pattern, N_("Adressen står två gånger i tabellen eller är fel skriven."), NULL, NULL);
            s->routes[s->routes_n++] = r;
        }
    return OK;
}

enum err site_new(const struct site_options *o, struct site **ret, struct fault *f)
{
    if (sodium_init() < 0)
        return fault(f, E_IO, NULL, N_("Slumptal kan inte hämtas från systemet."), NULL, NULL);
    struct site *s = calloc(1, sizeof *s);
    if (!s)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    s->o = *o;
    s->o.idle_s = o->idle_s ? o->idle_s : IDLE_S;
    s->o.absolute_s = o->absolute_s ? o->absolute_s : ABSOLUTE_S;
    unsigned tries = o->tries_account ? o->tries_account : TRIES_ACCOUNT, tries_address = o->tries_address ? o->tries_address : TRIES_ADDRESS;
    s->waits = strcmp(store_engine(o->store), "sqlite") != 0;
    randombytes_buf(&s->nonce_key, sizeof s->nonce_key);
    pthread_mutex_init(&s->cache.lock, NULL);
    enum err e = OK;
    if (gate_new(o->hashes ? o->hashes : HASHES, WAITING, &s->gate) != OK || rate_new(tries, SECONDS(TRIES_IN_S) / tries, &s->by_account) != OK ||
        rate_new(tries_address, SECONDS(TRIES_IN_S) / tries_address, &s->by_address) != OK ||
        rate_new(TRIES_TOKEN, SECONDS(TRIES_IN_S) / TRIES_TOKEN, &s->by_token) != OK)
        e = fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    if (e == OK)
        e = add_routes(s, f);
    if (e != OK) {
        site_free(s);
        return e;
    }
    *ret = s;
    return OK;
}

void site_free(struct site *s)
{
    if (!s)
        return;
    identity_forget(s);
    pthread_mutex_destroy(&s->cache.lock);
    router_free(s->router);
    gate_free(s->gate);
    rate_free(s->by_account);
    rate_free(s->by_address);
    rate_free(s->by_token);
    free(s->routes);
    free(s);
}

struct site_counts site_counts(const struct site *s)
{
    return (struct site_counts){ atomic_load(&s->signed_in), atomic_load(&s->refused), atomic_load(&s->limited) };
}

size_t site_body_limit(enum method m, struct str path, void *arg)
{
    const struct site *s = arg;
    size_t at;
    struct str params[4];
    unsigned allow;
    bool large = router_find(s->router, m, path, &at, params, &allow) == ROUTE_FOUND && s->routes[at]->flags & ROUTE_LARGE;
    return large ? s->o.body_large ? s->o.body_large : 64 * 1024 * 1024 : s->o.body ? s->o.body : 1024 * 1024;
}

/* ---- answering ---- */

static void security_headers(struct visit *v)
{
    buf_put(&v->rs->headers, S("Content-Security-Policy: " POLICY "\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n"
                               "Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Resource-Policy: same-origin\r\n"));
    if (v->site->o.secure)
        buf_put(&v->rs->headers, S("Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n"));
    response_header(v->rs, "X-Request-Id", str(v->nonce));
}

/* The log's own words stay: what a reader is told of a failure inside is that it is one, and its number. */
static struct fault outward(const struct visit *v, enum err e, const struct fault *f)
{
    struct fault out = *f;
    out.code = e;
    if (e == E_IO || e == E_BUG || !f->text) {
        out.text = e == E_IO ? N_("Servern når inte sina data just nu. Försök igen om en stund. Ärendets nummer: {1}.") :
                               N_("Något gick fel i servern. Ärendets nummer: {1}.");
        out.place[0] = '\0';
        memcpy(out.arg[0], v->nonce, sizeof v->nonce);
    }
    return out;
}

static bool wants_page(const struct visit *v, const struct route *route)
{
    return !(route && route->flags & ROUTE_API) && !str_starts(v->rq->path, S("/api/"));
}

/* To the sign-in page, and back here afterwards when here is a page. */
static void send_to_sign_in(struct visit *v)
{
    struct buf to cleanup(buf_free) = buf_new(16384);
    bool seatless = v->credential != CREDENTIAL_NONE;
    buf_put(&to, seatless ? S("/plats") : S("/logga-in"));
    if (!unsafe(v->rq->method) && !str_is(v->rq->target, "/")) {
        buf_put(&to, S("?till="));
        buf_url(&to, v->rq->target);
    }
    buf_reset(&v->rs->body);
    response_redirect(v->rs, buf_str(&to));
}

static void answer_fault(struct visit *v, const struct route *route, enum err e, const struct fault *f)
{
    bool anybody = v->credential != CREDENTIAL_NONE, page = wants_page(v, route);
    int status = v->rs->status >= 400 ? v->rs->status : problem_status(e);
    struct fault out = outward(v, e, f);
    buf_reset(&v->rs->body);
    if (e == E_DENIED && v->seat.role == 0 && route && !(route->flags & ROUTE_OPEN)) {
        if (page) {
            send_to_sign_in(v);
            return;
        }
        if (!anybody) {
            status = 401;
            response_header(v->rs, "WWW-Authenticate", S("Bearer realm=\"samsyn\""));
        }
    }
    if (status == 503)
        response_header(v->rs, "Retry-After", S("5"));
    v->rs->status = status;
    if (!page) {
        v->rs->type = "application/problem+json";
        problem_json(&v->rs->body, v->words, &(struct problem){ .status = status, .fault = &out, .instance = v->rq->path });
    } else if (v->site->o.fault_page) {
        v->rs->type = NULL;
        v->site->o.fault_page(v, status, &out);
    } else {
        v->rs->type = "text/plain; charset=utf-8";
        words_put_fault(&v->rs->body, v->words, &out);
        buf_char(&v->rs->body, '\n');
    }
}

/* ---- the files of the pages ---- */

static const struct site_file *file_named(const struct site *s, struct str name)
{
    for (size_t i = 0; i < s->o.files_n; i++)
        if (str_is(name, s->o.files[i].name))
            return &s->o.files[i];
    return NULL;
}

/* The address holds the hash of the contents, so it never changes; an older address is answered with today's file, not kept. */
static bool serve_file(struct site *s, struct exchange *x)
{
    struct str rest = x->rq.path;
    if (!str_starts(rest, S("/ui/")) || (x->rq.method != METHOD_GET && x->rq.method != METHOD_HEAD))
        return false;
    rest = str_sub(rest, 4, rest.n);
    struct str version = str_cut(&rest, '/');
    const struct site_file *file = file_named(s, rest);
    if (!file)
        return false;
    struct http_response *rs = &x->rs;
    bool now = s->o.files_version && str_is(version, s->o.files_version);
    struct str tag = str_printf(&x->arena, "\"%.64s\"", s->o.files_version ? s->o.files_version : "");
    buf_put(&rs->headers, S("X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nVary: Accept-Encoding\r\n"));
    response_header(rs, "ETag", tag);
    response_header(rs, "Cache-Control", now ? S("public, max-age=31536000, immutable") : S("no-cache"));
    rs->type = file->type;
    if (str_eq(request_header(&x->rq, "if-none-match"), tag)) {
        rs->status = 304;
        return true;
    }
    struct str accepted = request_header(&x->rq, "accept-encoding");
    if (file->packed && str_find(accepted, S("gzip"), 0) != SIZE_MAX && str_find(accepted, S("gzip;q=0"), 0) == SIZE_MAX) {
        response_header(rs, "Content-Encoding", S("gzip"));
        buf_put(&rs->body, (struct str){ (const char *)file->packed, file->packed_n });
    } else
        buf_put(&rs->body, (struct str){ (const char *)file->plain, file->plain_n });
    return true;
}

/* ---- one request ---- */

static void nonce_make(struct site *s, char ret[static 24])
{
    /* A number of this process that never repeats and does not count visitors for whoever looks at it. */
    uint64_t n = (atomic_fetch_add_explicit(&s->nonce, 1, memory_order_relaxed) + 1) * 0x9E3779B97F4A7C15u ^ s->nonce_key;
    for (int i = 15; i >= 0; i--, n >>= 4)
        ret[i] = "0123456789abcdef"[n & 15];
    ret[16] = '\0';
}

static enum err past_is_read_only(const struct visit *v, const struct route *route, struct fault *f)
{
    if (!v->past || !unsafe(v->rq->method) || route->flags & ROUTE_OPEN || route->subject == SUBJECT_SELF)
        return OK;
    return fault(f, E_DENIED, NULL, N_("Du ser läget en tidigare dag. Gå tillbaka till nutid för att ändra."), NULL, NULL);
}

/* What a route is about: its own subject, or that of the entity which the address names. */
static enum err subject_of(const struct visit *v, const struct route *route, enum subject *ret, struct fault *f)
{
    *ret = route->subject;
    if (!(route->flags & ROUTE_ENTITY))
        return OK;
    struct str name = v->rq->params[0];
    const struct entity *e = route->flags & ROUTE_API ? model_entity(name) : model_entity_at(name);
    if (!e || e->flags & PLUMBING)
        return fault(f, E_ABSENT, NULL, N_("Sidan finns inte."), NULL, NULL);
    *ret = e->subject;
    return OK;
}

static enum err door(const struct visit *v, const struct route *route, struct fault *f)
{
    enum subject subject;
    if (route->flags & ROUTE_OPEN)
        return OK;
    if (v->credential == CREDENTIAL_NONE)
        return fault(f, E_DENIED, NULL, N_("Logga in först."), NULL, NULL);
    TRY(subject_of(v, route, &subject, f));
    bool self = subject == SUBJECT_SELF && v->credential == CREDENTIAL_SESSION; /* one's own, even before a seat is chosen */
    const char *reason = v->seat.role && route->least > RIGHT_READ ? authz_reason(subject) : NULL;
    if (!self && !visit_may(v, subject, route->least))
        return fault(f, E_DENIED, NULL, reason ? reason : v->seat.role ? N_("Din behörighet räcker inte till det här.") : N_("Välj plats först."), NULL, NULL);
    if (!v->scope_writes && unsafe(v->rq->method))
        return fault(f, E_DENIED, NULL, N_("Nyckeln får bara läsa."), NULL, NULL);
    if (route->flags & ROUTE_EXPORT && !authz_may_export(v->seat.role, subject))
        return fault(f, E_DENIED, NULL, N_("Din behörighet räcker inte för att ta ut hela listor."), NULL, NULL);
    return v->credential == CREDENTIAL_TOKEN && !(route->flags & ROUTE_API) ?
        fault(f, E_DENIED, NULL, N_("Nycklar gäller bara gränssnittet för program."), NULL, NULL) : OK;
}

static void nobody(struct visit *v)
{
    v->credential = CREDENTIAL_NONE;
    v->seat = (struct seat){ 0 };
    v->token = (api_token_id){ 0 };
    v->login = v->organisation = (struct str){ 0 };
}

static enum err run_route(struct visit *v, const struct route *route, struct fault *f)
{
    if (v->credential == CREDENTIAL_TOKEN && route->flags & ROUTE_OPEN && !(route->flags & ROUTE_API))
        nobody(v); /* a page that is for everybody does not know a token */
    TRY(door(v, route, f));
    TRY(past_is_read_only(v, route, f));
    if (unsafe(v->rq->method))
        TRY(visit_form(v, route, f));
    return route->serve(v, f);
}

static const char *method_word(enum method m)
{
    static const char *const words[METHOD__N] = { [METHOD_GET] = "GET", [METHOD_HEAD] = "HEAD", [METHOD_POST] = "POST", [METHOD_PUT] = "PUT",
        [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE", [METHOD_OPTIONS] = "OPTIONS" };
    return words[m];
}

static void note(struct visit *v, const struct route *route, const struct timespec *began, enum err e, const struct fault *f)
{
    const struct site_options *o = &v->site->o;
    if (!o->log)
        return;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const struct site_note n = {
        .id = v->nonce, .method = method_word(v->rq->method), .pattern = route ? route->pattern : "-", .status = v->rs->status ? v->rs->status : 200,
        .usec = (now.tv_sec - began->tv_sec) * 1000000 + (now.tv_nsec - began->tv_nsec) / 1000, .bytes = v->rs->body.n, .address = v->rq->peer,
        .code = e, .fault = e == E_IO || e == E_BUG ? f : NULL,
    };
    o->log(o->log_ctx, &n);
}

static enum err no_route(struct visit *v, enum route_match match, unsigned allow, struct fault *f)
{
    if (match != ROUTE_OTHER_METHOD)
        return fault(f, E_ABSENT, NULL, N_("Sidan finns inte."), NULL, NULL);
    struct buf list cleanup(buf_free) = buf_new(200);
    for (unsigned m = 1; m < METHOD__N; m++)
        if (allow & 1u << m) {
            buf_put(&list, list.n ? S(", ") : S(""));
            buf_put(&list, str(method_word((enum method)m)));
        }
    v->rs->status = 405;
    response_header(v->rs, "Allow", buf_str(&list));
    return fault(f, E_INVALID, NULL, N_("Adressen tar inte emot den metoden."), NULL, NULL);
}

static void serve_on_worker(struct exchange *x, void *arg);

static void serve(struct exchange *x, struct site *s, bool worker)
{
    struct timespec began;
    clock_gettime(CLOCK_MONOTONIC, &began);
    size_t at = 0;
    unsigned allow = 0;
    enum route_match match = router_find(s->router, x->rq.method, x->rq.path, &at, x->rq.params, &allow);
    const struct route *route = match == ROUTE_FOUND ? s->routes[at] : NULL;
    bool wait = !worker && ((route && route->flags & ROUTE_SLOW) || unsafe(x->rq.method) || s->waits), crowded = false;
    struct visit v = {
        .rq = &x->rq, .rs = &x->rs, .arena = &x->arena, .app = s->o.app, .store = s->o.store, .site = s, .words = s->o.languages[0],
        .now = { instant_now().usec + SECONDS(s->o.clock_offset_s) },
    };
    struct fault f = { 0 };
    enum err e = OK;
    if (!wait)
        e = visit_begin(&v, worker ? NULL : &wait, &f);
    if (wait) {
        if (exchange_defer(x, serve_on_worker, s) == OK)
            return;
        crowded = true;
    }
    nonce_make(s, v.nonce);
    security_headers(&v);
    if (crowded) {
        x->rs.status = 503;
        e = fault(&f, E_LIMIT, NULL, N_("Servern har för mycket att göra just nu. Försök igen om en stund."), NULL, NULL);
    }
    if (e == OK)
        e = route ? run_route(&v, route, &f) : no_route(&v, match, allow, &f);
    if (e == OK && v.seat.role == ROLE_AUDITOR && !unsafe(x->rq.method) && !(route->flags & ROUTE_OPEN) && (x->rs.status == 0 || x->rs.status == 200))
        authn_reading_note(&v);
    if (e != OK)
        answer_fault(&v, route, e, &f);
    if (str_find(buf_str(&x->rs.headers), S("Cache-Control:"), 0) == SIZE_MAX)
        response_header(&x->rs, "Cache-Control", S("no-store"));
    note(&v, route, &began, e, &f);
    visit_end(&v);
}

static void serve_on_worker(struct exchange *x, void *arg)
{
    serve(x, arg, true);
}

void site_handle(struct exchange *x, void *arg)
{
    struct site *s = arg;
    if (!serve_file(s, x))
        serve(x, s, false);
}
