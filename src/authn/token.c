/* Tokens for programs, and the set-up of the first account. */
#include <stdio.h>

#include "authn/inside.h"
#include "authz/access.h"
#include "domain/save.h"

bool authn_scope_read(struct str scope, unsigned *ret_subjects, bool *ret_writes)
{
    struct str first = str_cut(&scope, ' ');
    bool writes = str_is(first, "write");
    unsigned subjects = 0;
    if (!writes && !str_is(first, "read"))
        return false;
    while (scope.n) {
        struct str word = str_cut(&scope, ' ');
        unsigned i = 1;
        while (i < SUBJECT__N && !str_is(word, access_word((enum subject)i)))
            i++;
        if (i == SUBJECT__N)
            return false;
        subjects |= 1u << i;
    }
    *ret_subjects = subjects ? subjects : ~0u;
    *ret_writes = writes;
    return true;
}

static enum err put_token(struct writing *w, void *ctx, struct fault *f)
{
    struct api_token row = *(const struct api_token *)ctx;
    return store_put(w, &api_token_entity, &row, "skapa", RIGHT_NONE, f);
}

enum err authn_token_new(struct visit *v, struct str name, struct str scope, int64_t days, struct str *ret_token, struct fault *f)
{
    char secret[SECRET_TEXT + 1], hash[HASH_TEXT + 1];
    unsigned subjects;
    bool writes;
    name = str_trim(name);
    if (v->credential != CREDENTIAL_SESSION || !v->seat.role)
        return fault(f, E_DENIED, NULL, N_("Logga in och välj plats först."), NULL, NULL);
    if (!name.n || utf8_length(name) > 100)
        return fault(f, E_INVALID, "name", N_("Nyckeln ska ha ett namn på högst 100 tecken."), NULL, NULL);
    if (scope.n > 200 || !authn_scope_read(scope, &subjects, &writes))
        return fault(f, E_INVALID, "scope", N_("Omfattningen ska börja med read eller write och sedan räkna upp områden."), NULL, NULL);
    if (days < 1 || days > TOKEN_DAYS_MAX)
        return fault(f, E_INVALID, "days", N_("En nyckel gäller 1 till 400 dagar."), NULL, NULL);
    secret_make(secret);
    struct str token = str_printf(v->arena, "smn_%s", secret);
    if (!token.p)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    secret_hash(token, hash);
    struct api_token row = {
        .row = { .federation = v->seat.federation, .owner = v->seat.organisation }, .account = v->seat.account, .seat = v->seat.grant,
        .name = name, .hash = str(hash), .scope = scope, .expires = { v->now.usec + SECONDS(days * 86400) },
    };
    struct write_terms t = { .now = v->now };
    TRY(store_write(v->site->o.store, &seat_system, &t, put_token, &row, NULL, f));
    *ret_token = token;
    return OK;
}

static enum err list_tokens(struct reading *r, struct arena *a, account_id account, struct rows *ret, struct fault *f)
{
    struct str id = str_printf(a, "%lld", (long long)account.v);
    const struct query q = { .entity = &api_token_entity, .limit = QUERY_LIMIT_MAX, .filters_n = 1,
                             .filters = { { entity_field_named(&api_token_entity, S("account")), COMPARE_EQUAL, id } } };
    return id.p ? store_list(r, a, &q, ret, f) : fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

enum err authn_tokens(struct visit *v, struct api_token **ret, size_t *ret_n, struct fault *f)
{
    struct reading *r;
    struct rows rows;
    TRY(store_read(v->site->o.store, &seat_system, &r, f));
    enum err e = list_tokens(r, v->arena, v->seat.account, &rows, f);
    store_read_end(r);
    TRY(e);
    struct api_token *t = rows.rows;
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++)
        if (!t[i].ended.usec)
            t[n++] = t[i];
    *ret = t;
    *ret_n = n;
    return OK;
}

struct token_end { account_id account; api_token_id id; instant now; };

static enum err end_token(struct writing *w, void *ctx, struct fault *f)
{
    const struct token_end *c = ctx;
    struct api_token row;
    enum err e = store_get(writing_reads(w), writing_arena(w), &api_token_entity, c->id.v, &row, f);
    if (e == OK && (row.account.v != c->account.v || row.ended.usec))
        e = fault(f, E_ABSENT, NULL, N_("Nyckeln finns inte."), NULL, NULL);
    TRY(e);
    row.ended = c->now;
    return store_put(w, &api_token_entity, &row, "avsluta", RIGHT_NONE, f);
}

enum err authn_token_end(struct visit *v, api_token_id id, struct fault *f)
{
    struct token_end c = { v->seat.account, id, v->now };
    struct write_terms t = { .now = v->now };
    TRY(store_write(v->site->o.store, &seat_system, &t, end_token, &c, NULL, f));
    identity_forget(v->site);
    return OK;
}

/* ---- the first account ---- */

static enum err any_account(struct store *s, bool *ret, struct fault *f)
{
    struct reading *r;
    struct rows rows;
    struct arena a cleanup(arena_free) = arena_new(1024 * 1024);
    const struct query q = { .entity = &account_entity, .limit = 1, .standing = (enum standing)-1u };
    TRY(store_read(s, &seat_system, &r, f));
    enum err e = store_list(r, &a, &q, &rows, f);
    store_read_end(r);
    TRY(e);
    *ret = rows.n > 0;
    return OK;
}

bool authn_setup_needed(const struct site *s)
{
    struct site *mine = (struct site *)s;
    bool any = true;
    if (atomic_load(&mine->populated))
        return false;
    if (any_account(s->o.store, &any, NULL) != OK || any)
        atomic_store(&mine->populated, any);
    return !any;
}

struct first_ctx { const struct authn_first *first; struct str hash; account_id made; };

static enum err first_row(struct writing *w, const struct entity *e, void *row, struct fault *f)
{
    struct faults faults = { .arena = writing_arena(w) };
    return domain_save(w, e, row, NULL, &faults, f);
}

static enum err write_first(struct writing *w, void *ctx, struct fault *f)
{
    struct first_ctx *c = ctx;
    struct arena *a = writing_arena(w);
    struct organisation *o = row_new(a, &organisation_entity);
    struct account *account = row_new(a, &account_entity);
    struct seat_grant *grant = row_new(a, &seat_grant_entity);
    struct credential *credential = row_new(a, &credential_entity);
    struct rows rows;
    if (!o || !account || !grant || !credential)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    const struct query q = { .entity = &account_entity, .limit = 1, .standing = (enum standing)-1u };
    TRY(store_list(writing_reads(w), a, &q, &rows, f));
    if (rows.n)
        return fault(f, E_CONFLICT, NULL, N_("Det finns redan konton. Logga in i stället."), NULL, NULL);
    o->name = c->first->organisation;
    o->code = c->first->code;
    o->type = ORGANISATION_FEDERATION;
    o->row.reach = REACH_COMMON;
    TRY(first_row(w, &organisation_entity, o, f));
    organisation_id federation = { o->row.id };
    account->row.federation = account->row.owner = federation;
    account->login = c->first->login;
    TRY(first_row(w, &account_entity, account, f));
    grant->row.federation = grant->row.owner = federation;
    grant->account = (account_id){ account->row.id };
    grant->organisation = federation;
    grant->role = ROLE_ADMIN;
    TRY(first_row(w, &seat_grant_entity, grant, f));
    credential->row.federation = credential->row.owner = federation;
    credential->account = grant->account;
    credential->hash = c->hash;
    TRY(store_put(w, &credential_entity, credential, "satt", RIGHT_NONE, f));
    c->made = grant->account;
    return OK;
}

enum err authn_first_write(struct store *s, struct gate *g, const struct authn_first *first, instant now, account_id *ret, struct fault *f)
{
    char hash[PASSWORD_HASH_ROOM];
    struct authn_first trimmed = { str_trim(first->organisation), str_trim(first->code), str_trim(first->login), first->password };
    TRY(password_fit(first->password, trimmed.login, f));
    TRY(password_hash(g, first->password, hash, f));
    struct first_ctx c = { .first = &trimmed, .hash = str(hash) };
    struct write_terms t = { .now = now };
    TRY(store_write(s, &seat_system, &t, write_first, &c, NULL, f));
    *ret = c.made;
    return OK;
}

enum err authn_set_up(struct visit *v, const struct authn_first *first, struct fault *f)
{
    account_id made;
    if (!v->setup)
        return fault(f, E_DENIED, NULL, N_("Öppna adressen med engångskoden som servern skrev ut när den startade."), NULL, NULL);
    TRY(authn_first_write(v->site->o.store, v->site->gate, first, v->now, &made, f));
    return authn_sign_in(v, first->login, first->password, f);
}
