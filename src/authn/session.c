/* Who a cookie or a token is: the store behind, a small cache before it. */
#include <sodium.h>
#include <stdlib.h>

#include "authn/inside.h"

void secret_make(char ret[static SECRET_TEXT + 1])
{
    unsigned char bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(ret, SECRET_TEXT + 1, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void secret_hash(struct str secret, char ret[static HASH_TEXT + 1])
{
    unsigned char bytes[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(bytes, (const unsigned char *)(secret.n ? secret.p : ""), secret.n);
    sodium_bin2hex(ret, HASH_TEXT + 1, bytes, sizeof bytes);
}

void secret_csrf(struct str secret, char ret[static SECRET_TEXT + 1])
{
    unsigned char bytes[32];
    static const unsigned char what[] = "samsyn form token";
    crypto_generichash_state state;
    crypto_generichash_init(&state, what, sizeof what - 1, sizeof bytes);
    crypto_generichash_update(&state, (const unsigned char *)secret.p, secret.n);
    crypto_generichash_final(&state, bytes, sizeof bytes);
    sodium_bin2base64(ret, SECRET_TEXT + 1, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

const char *cookie_name(const struct site *s)
{
    return s->o.secure ? "__Host-samsyn" : "samsyn";
}

bool account_open(const struct account *account, instant now)
{
    if (account->closed || account->row.standing != STANDING_VALID)
        return false;
    /* A date of less precision ends with its last day. */
    if (!date_known(account->expires))
        return true;
    struct date last = account->expires, today = date_of(now);
    if (!last.month)
        today.month = today.day = 0;
    else if (!last.day)
        today.day = 0;
    return date_cmp(today, last) <= 0;
}

/* ---- the cache ---- */

static struct identity **place(struct site *s, const char *hash)
{
    unsigned at = 0;
    for (int i = 0; i < 6; i++)
        at = at * 31 + (unsigned char)hash[i];
    return &s->cache.places[at % CACHE_PLACES];
}

static bool recall(struct site *s, const char *hash, enum credential_kind kind, instant now, struct identity *ret)
{
    uint64_t changes = store_changes(s->o.store);
    pthread_mutex_lock(&s->cache.lock);
    const struct identity *i = *place(s, hash);
    bool hit = i && i->kind == kind && i->changes == changes && now.usec - i->read_at.usec < SECONDS(CACHE_S) && now.usec >= i->read_at.usec &&
               sodium_memcmp(i->hash, hash, HASH_TEXT) == 0;
    if (hit)
        *ret = *i;
    pthread_mutex_unlock(&s->cache.lock);
    return hit;
}

static void keep(struct site *s, const struct identity *i)
{
    pthread_mutex_lock(&s->cache.lock);
    struct identity **at = place(s, i->hash);
    if (*at || (*at = malloc(sizeof **at)))
        **at = *i;
    pthread_mutex_unlock(&s->cache.lock);
}

void identity_forget(struct site *s)
{
    pthread_mutex_lock(&s->cache.lock);
    for (size_t i = 0; i < CACHE_PLACES; i++) {
        free(s->cache.places[i]);
        s->cache.places[i] = NULL;
    }
    pthread_mutex_unlock(&s->cache.lock);
}

/* ---- the store ---- */

static void copy_text(char *to, size_t room, struct str s)
{
    size_t n = s.n < room ? s.n : room - 1;
    if (n)
        memcpy(to, s.p, n);
    to[n] = '\0';
}

/* The seat of a grant, when the grant holds today and is the account's. Anything else: no seat, which is no failure. */
static enum err seat_fill(struct reading *r, struct arena *a, seat_grant_id grant, instant now, struct identity *i, struct fault *f)
{
    struct seat_grant g;
    struct organisation o;
    if (!grant.v)
        return OK;
    enum err e = store_get(r, a, &seat_grant_entity, grant.v, &g, f);
    if (e == E_ABSENT)
        return OK;
    TRY(e);
    if (g.account.v != i->seat.account.v || !authz_grant_holds(&g, date_of(now)))
        return OK;
    TRY(store_get(r, a, &organisation_entity, g.organisation.v, &o, f));
    i->seat = (struct seat){ .account = g.account, .grant = grant, .federation = g.row.federation, .organisation = g.organisation,
                             .role = g.role, .export = authz_may_export(g.role, SUBJECT_AUDIT), .without = ~i->scope };
    copy_text(i->organisation, sizeof i->organisation, o.name);
    return OK;
}

static enum err find_session(struct site *s, struct reading *r, struct arena *a, instant now, struct identity *i, seat_grant_id *ret_grant, struct fault *f)
{
    struct session row;
    TRY(store_find(r, a, &session_entity, "hash", str(i->hash), &row, f));
    if (row.ended.usec || now.usec >= row.expires.usec || now.usec - row.last_seen.usec >= SECONDS(s->o.idle_s))
        return fault(f, E_ABSENT, NULL, N_("Inloggningen har gått ut."), NULL, NULL);
    i->id = row.row.id;
    i->seat.account = row.account;
    i->last_seen = row.last_seen;
    i->expires = row.expires;
    i->scope = ~0u;
    i->scope_writes = true;
    *ret_grant = row.seat;
    return OK;
}

static enum err find_token(struct reading *r, struct arena *a, instant now, struct identity *i, seat_grant_id *ret_grant, struct fault *f)
{
    struct api_token row;
    TRY(store_find(r, a, &api_token_entity, "hash", str(i->hash), &row, f));
    if (row.ended.usec || now.usec >= row.expires.usec || !authn_scope_read(row.scope, &i->scope, &i->scope_writes))
        return fault(f, E_ABSENT, NULL, N_("Nyckeln gäller inte längre."), NULL, NULL);
    i->id = row.row.id;
    i->seat.account = row.account;
    i->expires = row.expires;
    *ret_grant = row.seat;
    return OK;
}

static enum err read_identity(struct site *s, struct reading *r, struct arena *a, instant now, struct identity *i, struct fault *f)
{
    seat_grant_id grant = { 0 };
    struct account account;
    TRY(i->kind == CREDENTIAL_SESSION ? find_session(s, r, a, now, i, &grant, f) : find_token(r, a, now, i, &grant, f));
    TRY(store_get(r, a, &account_entity, i->seat.account.v, &account, f));
    if (!account_open(&account, now))
        return fault(f, E_ABSENT, NULL, N_("Kontot är stängt."), NULL, NULL);
    i->seat.federation = account.row.federation;
    copy_text(i->login, sizeof i->login, account.login);
    copy_text(i->language, sizeof i->language, account.language);
    return seat_fill(r, a, grant, now, i, f);
}

enum err identity_find(struct site *s, struct arena *a, enum credential_kind kind, struct str secret, instant now, struct identity *ret, struct fault *f)
{
    struct identity i = { .kind = kind, .read_at = now, .changes = store_changes(s->o.store) };
    secret_hash(secret, i.hash);
    if (recall(s, i.hash, kind, now, ret)) {
        /* What was alive when it was read may have run out since. */
        bool idle = kind == CREDENTIAL_SESSION && now.usec - ret->last_seen.usec >= SECONDS(s->o.idle_s);
        return idle || now.usec >= ret->expires.usec ? fault(f, E_ABSENT, NULL, N_("Inloggningen har gått ut."), NULL, NULL) : OK;
    }
    struct reading *r;
    TRY(store_read(s->o.store, &seat_system, &r, f));
    enum err e = read_identity(s, r, a, now, &i, f);
    store_read_end(r);
    TRY(e);
    keep(s, &i);
    *ret = i;
    return OK;
}

bool identity_is_stale(const struct identity *i, instant now)
{
    return i->kind == CREDENTIAL_SESSION && now.usec - i->last_seen.usec >= SECONDS(SEEN_EVERY_S);
}

struct touch { int64_t id; instant now; };

static enum err touch(struct writing *w, void *ctx, struct fault *f)
{
    const struct touch *t = ctx;
    struct session row;
    TRY(store_get(writing_reads(w), writing_arena(w), &session_entity, t->id, &row, f));
    if (row.ended.usec || row.last_seen.usec >= t->now.usec)
        return OK;
    row.last_seen = t->now;
    return store_put(w, &session_entity, &row, "sedd", RIGHT_NONE, f);
}

enum err session_touch(struct site *s, const struct identity *i, instant now, struct fault *f)
{
    struct touch t = { i->id, now };
    return store_write(s->o.store, &seat_system, &(struct write_terms){ .now = now }, touch, &t, NULL, f);
}
