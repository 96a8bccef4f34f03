/* What is known of who sends a request, and whether the request may have come from another site. */
#include "authn/inside.h"

#include "http/url.h"

/* ---- language ---- */

static const struct words *language_named(const struct site *s, struct str name)
{
    for (size_t i = 0; name.n >= 2 && i < s->o.languages_n; i++)
        if (str_eq_nocase(str_sub(name, 0, 2), str(s->o.languages[i]->lang)) && (name.n == 2 || name.p[2] == '-' || name.p[2] == ';' || name.p[2] == ','))
            return s->o.languages[i];
    return NULL;
}

/* The first of Accept-Language that there is; the browser lists them in its reader's order. */
static const struct words *language_accepted(const struct site *s, struct str list)
{
    while (list.n) {
        const struct words *w = language_named(s, str_trim(str_cut(&list, ',')));
        if (w)
            return w;
    }
    return NULL;
}

/* One parameter of the query; p NULL when absent or badly written. */
static struct str query_value(struct visit *v, const char *name)
{
    struct str rest = v->rq->query, value;
    while (rest.n) {
        struct str pair = str_cut(&rest, '&'), key = str_cut(&pair, '=');
        if (str_is(key, name))
            return url_decode(v->arena, pair, true, &value) ? value : (struct str){ 0 };
    }
    return (struct str){ 0 };
}

/* What was chosen in this browser holds; else the account's language; else what the browser asks for; else the first one. A program
 * gets the language that it names, else its account's. ?lang= holds for one page. */
static void choose_language(struct visit *v)
{
    struct site *s = v->site;
    const struct words *w = v->rq->query.n ? language_named(s, query_value(v, "lang")) : NULL;
    if (!w && v->credential == CREDENTIAL_TOKEN) /* a program that names a language means it; a browser always names some */
        w = language_accepted(s, request_header(v->rq, "accept-language"));
    if (!w) /* chosen in this browser: later and closer than what the account says */
        w = language_named(s, request_cookie(v->rq, "samsyn-lang"));
    if (!w)
        w = language_named(s, v->language);
    if (!w)
        w = language_accepted(s, request_header(v->rq, "accept-language"));
    v->words = w ? w : s->o.languages[0];
}

/* ---- who ---- */

static enum err copy_identity(struct visit *v, const struct identity *i, struct fault *f)
{
    v->credential = i->kind;
    v->seat = i->seat;
    v->login = str_copy(v->arena, str(i->login));
    v->organisation = str_copy(v->arena, str(i->organisation));
    v->language = str_copy(v->arena, str(i->language));
    v->scope = i->scope;
    v->scope_writes = i->scope_writes;
    if (i->kind == CREDENTIAL_SESSION)
        v->session = (session_id){ i->id };
    else
        v->token = (api_token_id){ i->id };
    return v->arena->failed ? fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL) : OK;
}

static struct str bearer(const struct request *rq)
{
    struct str given = request_header(rq, "authorization"), scheme = str_cut(&given, ' ');
    return str_eq_nocase(scheme, S("bearer")) ? str_trim(given) : (struct str){ 0 };
}

/* Fills the visit from its credential. No credential, or one that nobody has any more, is no failure. */
static enum err who(struct visit *v, bool *ret_wait, struct fault *f)
{
    struct site *s = v->site;
    struct str token = bearer(v->rq), secret = token.p ? token : request_cookie(v->rq, cookie_name(s));
    enum credential_kind kind = token.p ? CREDENTIAL_TOKEN : CREDENTIAL_SESSION;
    unsigned wait_s;
    struct fault why = { 0 };
    struct identity i;
    if (!secret.n || secret.n > 100)
        return OK;
    enum err e = identity_find(s, v->arena, kind, secret, v->now, &i, &why);
    if (e == E_ABSENT) {
        if (kind == CREDENTIAL_TOKEN && !rate_take(s->by_token, str(v->rq->peer.p), v->now, &wait_s)) {
            v->rs->status = 429;
            response_header(v->rs, "Retry-After", str_printf(v->arena, "%u", wait_s));
            return fault(f, E_LIMIT, NULL, N_("För många försök med nycklar som inte gäller. Vänta {1} sekunder."), str_printf(v->arena, "%u", wait_s).p, NULL);
        }
        return OK;
    }
    if (e != OK) {
        if (f)
            *f = why;
        return e;
    }
    if (identity_is_stale(&i, v->now)) {
        if (ret_wait) {
            *ret_wait = true;
            return OK;
        }
        /* Being seen is not worth failing a reading for (a full disk): the next request tries again. */
        if (session_touch(s, &i, v->now, NULL) == OK)
            i.last_seen = v->now;
    }
    if (kind == CREDENTIAL_SESSION)
        secret_csrf(secret, v->csrf);
    return copy_identity(v, &i, f);
}

/* "?den=2023-12-06" or the cookie that the page's chooser set. "?den=" turns back to the present. */
static enum err choose_day(struct visit *v, bool *ret_wait, struct fault *f)
{
    if (v->credential == CREDENTIAL_NONE)
        return OK;
    struct str given = v->rq->query.n ? query_value(v, "den") : (struct str){ 0 };
    bool asked = given.p != NULL;
    struct date day = { 0 };
    if (!asked)
        given = request_cookie(v->rq, "samsyn-den");
    if (!given.n)
        return OK;
    if (!date_parse(given, &day) || !date_known(day) || !day.day || date_cmp(day, date_of(v->now)) > 0)
        return asked ? fault(f, E_INVALID, "den", N_("Dagen ska skrivas åååå-mm-dd och får inte ligga i framtiden."), NULL, NULL) : OK;
    if (date_cmp(day, date_of(v->now)) == 0)
        return OK;
    if (ret_wait) {
        *ret_wait = true;
        return OK;
    }
    struct store *past;
    TRY(store_past(v->site->o.store, day, &past, f));
    v->store = past;
    v->past = true;
    v->day = day;
    return OK;
}

static enum err set_up_open(struct visit *v, struct fault *f)
{
    struct site *s = v->site;
    (void)f;
    if (!authn_setup_needed(s) || !s->o.setup_code[0])
        return OK;
    struct str code = v->rq->query.n ? query_value(v, "kod") : (struct str){ 0 };
    if (code.n && str_eq_const_time(code, str(s->o.setup_code))) {
        v->setup = true;
        memcpy(v->csrf, s->o.setup_code, sizeof v->csrf);
    }
    return OK;
}

enum err visit_begin(struct visit *v, bool *ret_wait, struct fault *f)
{
    enum err e = who(v, ret_wait, f);
    v->demo = v->site->o.demo;
    choose_language(v);
    if (e != OK || (ret_wait && *ret_wait))
        return e;
    if (v->credential == CREDENTIAL_NONE)
        return set_up_open(v, f);
    if (v->seat.role == ROLE_AUDITOR && ret_wait) { /* what he opens is written down */
        *ret_wait = true;
        return OK;
    }
    return choose_day(v, ret_wait, f);
}

void visit_end(struct visit *v)
{
    store_read_end(v->reading);
    v->reading = NULL;
    if (v->past)
        store_past_end(v->site->o.store, v->store);
    v->past = false;
}

enum err visit_reading(struct visit *v, struct reading **ret, struct fault *f)
{
    if (!v->reading)
        TRY(store_read(v->store, &v->seat, &v->reading, f));
    *ret = v->reading;
    return OK;
}

struct date visit_day(const struct visit *v)
{
    return v->past ? v->day : date_of(v->now);
}

enum err visit_id(const struct visit *v, size_t i, int64_t *ret, struct fault *f)
{
    int64_t id;
    if (i >= LEN(v->rq->params) || !str_to_int64(v->rq->params[i], &id) || id <= 0)
        return fault(f, E_ABSENT, NULL, N_("Sidan finns inte."), NULL, NULL);
    *ret = id;
    return OK;
}

bool visit_may(const struct visit *v, enum subject subject, enum right least)
{
    if (!v->seat.role || !(v->scope & 1u << subject) || (!v->scope_writes && least > RIGHT_READ))
        return false;
    return authz_may_somewhere(&v->seat, subject, least);
}

/* ---- from another site? ---- */

static enum err foreign(struct fault *f)
{
    return fault(f, E_DENIED, NULL, N_("Formuläret kom inte från den här platsens sidor. Öppna sidan igen och försök en gång till."), NULL, NULL);
}

/* What the browser itself says of where the request began. Programs say nothing, and have no cookie that is worth stealing. */
static bool same_origin(const struct visit *v)
{
    struct str fetch = request_header(v->rq, "sec-fetch-site"), origin = request_header(v->rq, "origin");
    if (fetch.p && !str_is(fetch, "same-origin") && !str_is(fetch, "none"))
        return false;
    if (!origin.p)
        return true;
    bool secure = v->site->o.secure;
    struct str scheme = secure ? S("https://") : S("http://");
    return str_starts(origin, scheme) && str_eq_nocase(str_sub(origin, scheme.n, origin.n), v->rq->host);
}

/* Takes the fields of that name out of the form; returns the first. */
static struct str take_out(struct form *form, const char *name)
{
    struct str first = { 0 };
    size_t kept = 0;
    for (size_t i = 0; i < form->n; i++) {
        if (!str_is(form->fields[i].name, name))
            form->fields[kept++] = form->fields[i];
        else if (!first.p)
            first = form->fields[i].value;
    }
    form->n = kept;
    return first;
}

static bool is_form(const struct request *rq)
{
    struct str type = request_header(rq, "content-type"), kind = str_trim(str_cut(&type, ';'));
    return str_eq_nocase(kind, S("application/x-www-form-urlencoded")) || str_eq_nocase(kind, S("multipart/form-data"));
}

enum err visit_form(struct visit *v, const struct route *route, struct fault *f)
{
    bool api = route->flags & ROUTE_API;
    if (v->credential != CREDENTIAL_TOKEN && !same_origin(v))
        return foreign(f);
    /* The token first, from the header when it is there, so that a handler never sees a form that was not meant. */
    struct str given = request_header(v->rq, "x-csrf-token");
    if (is_form(v->rq) || (!api && v->rq->method == METHOD_POST)) {
        TRY(form_parse(v->arena, v->rq, &v->form, f));
        struct str field = take_out(&v->form, "csrf");
        given = given.p ? given : field;
    }
    if (v->credential == CREDENTIAL_SESSION)
        return given.n && str_eq_const_time(given, str(v->csrf)) ? OK : foreign(f);
    const struct site *s = v->site;
    if (v->credential == CREDENTIAL_NONE && s->o.setup_code[0] && authn_setup_needed(s) && str_eq_const_time(given, str(s->o.setup_code))) {
        v->setup = true;
        memcpy(v->csrf, s->o.setup_code, sizeof v->csrf);
    }
    return OK;
}
