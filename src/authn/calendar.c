/* The secret address of an account's calendar: its reach is that calendar and nothing else. */
#include "authn/inside.h"

enum { KEY_PREFIX = 4 };

enum err authn_self(struct visit *v, struct account *ret, struct fault *f)
{
    struct reading *r;
    TRY(store_read(v->site->o.store, &seat_system, &r, f));
    enum err e = store_get(r, v->arena, &account_entity, v->seat.account.v, ret, f);
    store_read_end(r);
    return e;
}

static enum err key_of(struct reading *r, struct arena *a, account_id account, struct calendar_key *ret, struct fault *f)
{
    struct rows rows;
    const struct query q = { .entity = &calendar_key_entity, .limit = 1, .filters_n = 1,
                             .filters = { { entity_field_named(&calendar_key_entity, S("account")), COMPARE_EQUAL, str_printf(a, "%lld", (long long)account.v) } } };
    TRY(store_list(r, a, &q, &rows, f));
    *ret = rows.n ? *(struct calendar_key *)rows.rows : (struct calendar_key){ .account = account };
    return OK;
}

enum err authn_calendar_has(struct visit *v, bool *ret, struct fault *f)
{
    struct reading *r;
    struct calendar_key key;
    TRY(store_read(v->site->o.store, &seat_system, &r, f));
    enum err e = key_of(r, v->arena, v->seat.account, &key, f);
    store_read_end(r);
    TRY(e);
    *ret = key.row.id && !key.ended.usec;
    return OK;
}

struct renewal { account_id account; struct str hash; instant ended; };

static enum err renew(struct writing *w, void *ctx, struct fault *f)
{
    const struct renewal *n = ctx;
    struct calendar_key key;
    TRY(key_of(writing_reads(w), writing_arena(w), n->account, &key, f));
    if (!key.row.id && n->ended.usec)
        return OK;
    if (n->hash.n)
        key.hash = n->hash;
    key.ended = n->ended;
    return store_put(w, &calendar_key_entity, &key, "byt", RIGHT_NONE, f);
}

enum err authn_calendar_new(struct visit *v, struct str *ret_key, struct fault *f)
{
    char secret[SECRET_TEXT + 1], hash[HASH_TEXT + 1];
    if (v->credential != CREDENTIAL_SESSION)
        return fault(f, E_DENIED, NULL, N_("Logga in först."), NULL, NULL);
    secret_make(secret);
    struct str key = str_printf(v->arena, "smk_%s", secret);
    if (!key.p)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    secret_hash(key, hash);
    struct renewal n = { v->seat.account, str(hash), { 0 } };
    TRY(store_write(v->site->o.store, &seat_system, &(struct write_terms){ .now = v->now }, renew, &n, NULL, f));
    *ret_key = key;
    return OK;
}

enum err authn_calendar_end(struct visit *v, struct fault *f)
{
    char secret[SECRET_TEXT + 1], hash[HASH_TEXT + 1]; /* nobody's: the old one is forgotten, too */
    secret_make(secret);
    secret_hash(str(secret), hash);
    struct renewal n = { v->seat.account, str(hash), v->now };
    return store_write(v->site->o.store, &seat_system, &(struct write_terms){ .now = v->now }, renew, &n, NULL, f);
}

enum err authn_calendar_find(struct visit *v, struct str secret, struct account *ret, const struct words **ret_words, struct fault *f)
{
    char hash[HASH_TEXT + 1];
    struct calendar_key key;
    struct reading *r;
    if (secret.n != KEY_PREFIX + SECRET_TEXT || !str_starts(secret, S("smk_")))
        return fault(f, E_ABSENT, NULL, N_("Kalendern finns inte."), NULL, NULL);
    secret_hash(secret, hash);
    TRY(store_read(v->site->o.store, &seat_system, &r, f));
    enum err e = store_find(r, v->arena, &calendar_key_entity, "hash", str(hash), &key, f);
    if (e == OK)
        e = store_get(r, v->arena, &account_entity, key.account.v, ret, f);
    store_read_end(r);
    if (e == E_ABSENT || (e == OK && (key.ended.usec || !account_open(ret, v->now))))
        return fault(f, E_ABSENT, NULL, N_("Kalendern finns inte."), NULL, NULL);
    TRY(e);
    *ret_words = v->site->o.languages[0];
    for (size_t i = 0; i < v->site->o.languages_n; i++)
        if (str_is(ret->language, v->site->o.languages[i]->lang))
            *ret_words = v->site->o.languages[i];
    return OK;
}

struct str authn_public_url(const struct visit *v)
{
    if (v->site->o.public_url && v->site->o.public_url[0])
        return str(v->site->o.public_url);
    for (size_t i = 0; i < v->rq->host.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]", v->rq->host.p[i]) || !v->rq->host.p[i])
            return (struct str){ 0 };
    return str_printf(v->arena, "%s://%.*s", v->rq->tls || v->site->o.secure ? "https" : "http", SF(v->rq->host));
}
