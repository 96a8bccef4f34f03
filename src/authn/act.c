/* The acts of authn.h. */
#include <arpa/inet.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "authn/inside.h"
#include "domain/save.h"

static enum err memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static struct write_terms terms(instant now)
{
    return (struct write_terms){ .now = now };
}

/* All rows of an entity whose field refers to the account. */
static enum err of_account(struct reading *r, struct arena *a, const struct entity *e, account_id account, struct rows *ret, struct fault *f)
{
    struct str id = str_printf(a, "%lld", (long long)account.v);
    if (!id.p)
        return memory(f);
    const struct query q = { .entity = e, .filters = { { entity_field_named(e, S("account")), COMPARE_EQUAL, id } }, .filters_n = 1,
                             .limit = QUERY_LIMIT_MAX, .descending = true };
    return store_list(r, a, &q, ret, f);
}

/* ---- the cookie ---- */

static void set_cookie(struct visit *v, struct str secret)
{
    const struct site *s = v->site;
    struct str line = str_printf(v->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s", cookie_name(s), SF(secret),
                                 s->o.secure ? "; Secure" : "", secret.n ? "" : "; Max-Age=0");
    response_header(v->rs, "Set-Cookie", line);
}

/* ---- sessions ---- */

/* Ends the account's sessions but `spare` (0: all), or only `one` when it is given. */
struct ending { account_id account; session_id one, spare; instant now; size_t n; };

static enum err end_sessions(struct writing *w, void *ctx, struct fault *f)
{
    struct ending *c = ctx;
    struct rows rows;
    c->n = 0;
    TRY(of_account(writing_reads(w), writing_arena(w), &session_entity, c->account, &rows, f));
    for (size_t i = 0; i < rows.n; i++) {
        struct session *s = rows_at(&rows, &session_entity, i);
        if (s->ended.usec || s->row.id == c->spare.v || (c->one.v && s->row.id != c->one.v))
            continue;
        s->ended = c->now;
        TRY(store_put(w, &session_entity, s, "avsluta", RIGHT_NONE, f));
        c->n++;
    }
    return OK;
}

struct beginning { struct session row; session_id before; account_id before_account; struct str rehash; };

static enum err credential_put(struct writing *w, const struct account *account, struct str hash, struct fault *f)
{
    struct arena *a = writing_arena(w);
    struct credential *c = row_new(a, &credential_entity);
    struct str id = str_printf(a, "%lld", (long long)account->row.id);
    if (!c || !id.p)
        return memory(f);
    enum err e = store_find(writing_reads(w), a, &credential_entity, "account", id, c, NULL);
    if (e != OK && e != E_ABSENT)
        return fault(f, e, NULL, N_("Lösenordet kunde inte läsas."), NULL, NULL);
    c->account = (account_id){ account->row.id };
    c->row.federation = account->row.federation;
    c->row.owner = account->row.owner;
    c->hash = hash;
    return store_put(w, &credential_entity, c, "satt", RIGHT_NONE, f);
}

static enum err begin_session(struct writing *w, void *ctx, struct fault *f)
{
    struct beginning *b = ctx;
    if (b->before.v) {
        struct ending end = { .account = b->before_account, .one = b->before, .now = b->row.last_seen };
        TRY(end_sessions(w, &end, f));
    }
    if (b->rehash.n) {
        struct account account;
        TRY(store_get(writing_reads(w), writing_arena(w), &account_entity, b->row.account.v, &account, f));
        TRY(credential_put(w, &account, b->rehash, f));
    }
    struct session row = b->row; /* a second run begins from the same */
    return store_put(w, &session_entity, &row, "skapa", RIGHT_NONE, f);
}

static enum err seats_of(struct reading *r, struct arena *a, account_id account, instant now, struct seat_grant **ret, size_t *ret_n, struct fault *f)
{
    struct rows rows;
    TRY(of_account(r, a, &seat_grant_entity, account, &rows, f));
    struct date today = date_of(now);
    struct seat_grant *v = rows.rows;
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++)
        if (authz_grant_holds(&v[i], today))
            v[n++] = v[i];
    *ret = v;
    *ret_n = n;
    return OK;
}

/* Makes the session of an account whose credentials have been proved, and the visit its. */
static enum err let_in(struct visit *v, const struct account *account, struct str rehash, struct fault *f)
{
    struct site *s = v->site;
    struct reading *r;
    struct seat_grant *grants;
    size_t n;
    char secret[SECRET_TEXT + 1], hash[HASH_TEXT + 1];
    TRY(store_read(s->o.store, &seat_system, &r, f));
    enum err e = seats_of(r, v->arena, (account_id){ account->row.id }, v->now, &grants, &n, f);
    store_read_end(r);
    TRY(e);
    secret_make(secret);
    secret_hash(str(secret), hash);
    struct str agent = request_header(v->rq, "user-agent");
    agent = str_sub(agent, 0, 200);
    struct beginning b = {
        .row = { .row = { .federation = account->row.federation, .owner = account->row.owner }, .account = { account->row.id },
                 .seat = { n == 1 ? grants[0].row.id : 0 }, .hash = str(hash), .last_seen = v->now,
                 .expires = { v->now.usec + SECONDS(s->o.absolute_s) }, .agent = utf8_valid(agent) ? agent : S("") },
        .before = v->session, .before_account = v->seat.account, .rehash = rehash,
    };
    struct write_terms t = terms(v->now);
    TRY(store_write(s->o.store, &seat_system, &t, begin_session, &b, NULL, f));
    struct identity i;
    TRY(identity_find(s, v->arena, CREDENTIAL_SESSION, str(secret), v->now, &i, f));
    v->credential = CREDENTIAL_SESSION;
    v->session = (session_id){ i.id };
    v->seat = i.seat;
    v->login = str_copy(v->arena, str(i.login));
    v->organisation = str_copy(v->arena, str(i.organisation));
    v->language = str_copy(v->arena, str(i.language));
    v->scope = i.scope;
    v->scope_writes = i.scope_writes;
    secret_csrf(str(secret), v->csrf);
    set_cookie(v, str(secret));
    atomic_fetch_add(&s->signed_in, 1);
    return OK;
}

/* What is limited as one: an IPv4 address, or the /64 that one IPv6 subscriber has. */
static struct str network_of(struct visit *v)
{
    struct in6_addr six;
    const char *text = str_c(v->arena, v->rq->peer);
    if (!text || inet_pton(AF_INET6, text, &six) != 1)
        return v->rq->peer;
    return str_copy(v->arena, (struct str){ (const char *)&six, 8 });
}

static enum err limited(struct visit *v, unsigned wait_s, struct fault *f)
{
    char seconds[16];
    snprintf(seconds, sizeof seconds, "%u", wait_s);
    v->rs->status = 429;
    response_header(v->rs, "Retry-After", str(seconds));
    atomic_fetch_add(&v->site->limited, 1);
    return fault(f, E_LIMIT, NULL, N_("För många försök. Vänta {1} sekunder och försök igen."), seconds, NULL);
}

/* The account of that name and its hash; hash.p NULL when either is missing. */
static enum err find_account(struct visit *v, struct str login, struct account *ret, struct str *ret_hash, struct fault *f)
{
    struct reading *r;
    struct credential credential;
    *ret_hash = (struct str){ 0 };
    TRY(store_read(v->site->o.store, &seat_system, &r, f));
    enum err e = login.n && login.n < LOGIN_ROOM && utf8_valid(login) ? store_find(r, v->arena, &account_entity, "login", login, ret, f) : E_ABSENT;
    if (e == OK) {
        struct str id = str_printf(v->arena, "%lld", (long long)ret->row.id);
        e = store_find(r, v->arena, &credential_entity, "account", id, &credential, f);
    }
    store_read_end(r);
    if (e == OK)
        *ret_hash = credential.hash;
    return e == E_ABSENT ? OK : e;
}

enum err authn_sign_in(struct visit *v, struct str login, struct str password, struct fault *f)
{
    struct site *s = v->site;
    struct account account = { 0 };
    struct str hash, address = network_of(v), rehash = { 0 };
    unsigned wait_s;
    bool right;
    login = str_trim(login);
    /* Taken before the hash is reckoned, so that many at once cannot pass; given back when it was right. */
    if (!rate_take(s->by_address, address, v->now, &wait_s))
        return limited(v, wait_s, f);
    if (!rate_take(s->by_account, login, v->now, &wait_s)) {
        rate_give(s->by_address, address, v->now);
        return limited(v, wait_s, f);
    }
    TRY(find_account(v, login, &account, &hash, f));
    enum err e = password_check(s->gate, password, hash, &right, f);
    if (e != OK) {
        rate_give(s->by_address, address, v->now);
        rate_give(s->by_account, login, v->now);
        v->rs->status = e == E_LIMIT ? 503 : 0;
        return e;
    }
    if (!right || !account_open(&account, v->now)) {
        atomic_fetch_add(&s->refused, 1);
        return fault(f, E_DENIED, NULL, N_("Fel användarnamn eller lösenord."), NULL, NULL);
    }
    rate_give(s->by_address, address, v->now);
    rate_give(s->by_account, login, v->now);
    /* Here a second factor takes its place: the password is proved and there is no session yet. A step that asks for more keeps
     * the account's id in a short-lived row of its own and calls let_in when it has been answered; single sign-on calls let_in too. */
    char new_hash[PASSWORD_HASH_ROOM];
    if (password_is_old(hash) && password_hash(s->gate, password, new_hash, NULL) == OK)
        rehash = str(new_hash);
    return let_in(v, &account, rehash, f);
}

static enum err end(struct visit *v, session_id one, session_id spare, size_t *ret_n, struct fault *f)
{
    struct ending c = { .account = v->seat.account, .one = one, .spare = spare, .now = v->now };
    struct write_terms t = terms(v->now);
    TRY(store_write(v->site->o.store, &seat_system, &t, end_sessions, &c, NULL, f));
    identity_forget(v->site);
    if (ret_n)
        *ret_n = c.n;
    return OK;
}

static void gone(struct visit *v)
{
    set_cookie(v, (struct str){ "", 0 });
    v->credential = CREDENTIAL_NONE;
    v->seat = (struct seat){ 0 };
    v->session = (session_id){ 0 };
    v->csrf[0] = '\0';
}

enum err authn_sign_out(struct visit *v, struct fault *f)
{
    if (v->session.v)
        TRY(end(v, v->session, (session_id){ 0 }, NULL, f));
    gone(v);
    return OK;
}

enum err authn_sign_out_everywhere(struct visit *v, struct fault *f)
{
    if (v->session.v)
        TRY(end(v, (session_id){ 0 }, (session_id){ 0 }, NULL, f));
    gone(v);
    return OK;
}

static int later_seen(const void *a, const void *b)
{
    const struct session *x = a, *y = b;
    return (y->last_seen.usec > x->last_seen.usec) - (y->last_seen.usec < x->last_seen.usec);
}

/* A reading of the present with the system's eyes, whatever day the visitor looks at: plumbing has no past. */
static enum err of_visitor(struct visit *v, const struct entity *e, struct rows *ret, struct fault *f)
{
    struct reading *r;
    TRY(store_read(v->site->o.store, &seat_system, &r, f));
    enum err x = of_account(r, v->arena, e, v->seat.account, ret, f);
    store_read_end(r);
    return x;
}

enum err authn_sessions(struct visit *v, struct session **ret, size_t *ret_n, struct fault *f)
{
    struct rows rows;
    TRY(of_visitor(v, &session_entity, &rows, f));
    struct session *s = rows.rows;
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++)
        if (!s[i].ended.usec && v->now.usec < s[i].expires.usec && v->now.usec - s[i].last_seen.usec < SECONDS(v->site->o.idle_s))
            s[n++] = s[i];
    if (n > 1)
        qsort(s, n, sizeof *s, later_seen);
    *ret = s;
    *ret_n = n;
    return OK;
}

enum err authn_end_session(struct visit *v, session_id id, struct fault *f)
{
    size_t n;
    if (id.v == v->session.v)
        return authn_sign_out(v, f);
    TRY(end(v, id, (session_id){ 0 }, &n, f));
    return n ? OK : fault(f, E_ABSENT, NULL, N_("Inloggningen är redan avslutad."), NULL, NULL);
}

/* ---- seats ---- */

enum err authn_seats(struct visit *v, struct authn_seat **ret, size_t *ret_n, struct fault *f)
{
    struct reading *r;
    struct seat_grant *grants;
    size_t n;
    TRY(store_read(v->site->o.store, &seat_system, &r, f));
    enum err e = seats_of(r, v->arena, v->seat.account, v->now, &grants, &n, f);
    struct authn_seat *seats = e == OK ? arena_array(v->arena, n, sizeof *seats) : NULL;
    for (size_t i = 0; seats && e == OK && i < n; i++) {
        struct organisation o;
        e = store_get(r, v->arena, &organisation_entity, grants[i].organisation.v, &o, f);
        seats[i] = (struct authn_seat){ { grants[i].row.id }, grants[i].organisation, o.name, grants[i].role, grants[i].row.id == v->seat.grant.v };
    }
    store_read_end(r);
    TRY(e);
    if (!seats)
        return memory(f);
    *ret = seats;
    *ret_n = n;
    return OK;
}

struct choice { session_id session; account_id account; seat_grant_id seat; };

static enum err choose(struct writing *w, void *ctx, struct fault *f)
{
    const struct choice *c = ctx;
    struct session s;
    struct seat_grant *grants;
    size_t n, i = 0;
    TRY(seats_of(writing_reads(w), writing_arena(w), c->account, writing_now(w), &grants, &n, f));
    while (i < n && grants[i].row.id != c->seat.v)
        i++;
    if (i == n)
        return fault(f, E_ABSENT, "plats", N_("Platsen finns inte."), NULL, NULL);
    TRY(store_get(writing_reads(w), writing_arena(w), &session_entity, c->session.v, &s, f));
    s.seat = c->seat;
    return store_put(w, &session_entity, &s, "valj", RIGHT_NONE, f);
}

enum err authn_choose_seat(struct visit *v, seat_grant_id seat, struct fault *f)
{
    if (!v->session.v)
        return fault(f, E_DENIED, NULL, N_("Logga in först."), NULL, NULL);
    struct choice c = { v->session, v->seat.account, seat };
    struct write_terms t = terms(v->now);
    TRY(store_write(v->site->o.store, &seat_system, &t, choose, &c, NULL, f));
    identity_forget(v->site);
    return OK;
}

/* ---- passwords ---- */

struct new_password { account_id account; struct str hash; session_id spare; instant now; };

static enum err write_password(struct writing *w, void *ctx, struct fault *f)
{
    const struct new_password *p = ctx;
    struct account account;
    TRY(store_get(writing_reads(w), writing_arena(w), &account_entity, p->account.v, &account, f));
    TRY(credential_put(w, &account, p->hash, f));
    struct ending c = { .account = p->account, .spare = p->spare, .now = p->now };
    return end_sessions(w, &c, f);
}

static enum err password_write(struct store *s, struct gate *g, account_id account, struct str login, struct str password, session_id spare, instant now, struct fault *f)
{
    char hash[PASSWORD_HASH_ROOM];
    TRY(password_fit(password, login, f));
    TRY(password_hash(g, password, hash, f));
    struct new_password p = { account, str(hash), spare, now };
    struct write_terms t = terms(now);
    return store_write(s, &seat_system, &t, write_password, &p, NULL, f);
}

enum err authn_set_password(struct store *s, struct gate *g, account_id account, struct str login, struct str password, instant now, struct fault *f)
{
    return password_write(s, g, account, login, password, (session_id){ 0 }, now, f);
}

enum err authn_change_password(struct visit *v, struct str old, struct str new, struct fault *f)
{
    struct site *s = v->site;
    struct account account;
    struct str hash;
    unsigned wait_s;
    bool right;
    if (!v->session.v)
        return fault(f, E_DENIED, NULL, N_("Logga in först."), NULL, NULL);
    TRY(password_fit(new, v->login, f));
    if (!rate_take(s->by_account, v->login, v->now, &wait_s))
        return limited(v, wait_s, f);
    TRY(find_account(v, v->login, &account, &hash, f));
    TRY(password_check(s->gate, old, hash, &right, f));
    if (!right)
        return fault(f, E_INVALID, "old", N_("Det nuvarande lösenordet är fel."), NULL, NULL);
    rate_give(s->by_account, v->login, v->now);
    TRY(password_write(s->o.store, s->gate, v->seat.account, v->login, new, v->session, v->now, f));
    identity_forget(s);
    return OK;
}
