#include "main/verb_user.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "authn/authn.h"
#include "authn/password.h"
#include "derive/value.h"
#include "domain/save.h"
#include "main/app.h"
#include "main/ask.h"

static const struct verb usage = { .usage = N_(
    "samsyn user list\n"
    "samsyn user add ANVÄNDARNAMN [--role ROLL] [--in KOD] [--generate]\n"
    "samsyn user password ANVÄNDARNAMN [--generate]\n"
    "samsyn user grant ANVÄNDARNAMN ROLL [--in KOD]\n"
    "samsyn user close ANVÄNDARNAMN\n"
    "  Lösenord läses från standard input; --generate skapar ett och skriver ut det. --in: organisationens kod, annars förbundet.\n"
    "  Roller: direktion forbundschef it_chef samordnare dataskyddsombud systemagare systemforvaltare medlemsrepresentant revisor\n"
    "  medarbetare administrator.") };

struct act {
    struct store *store;
    const struct words *words;
    const char *login, *role, *in;
    bool generate;
    struct seat seat;           /* the program's, in the federation */
    account_id account;         /* made or found */
};

static enum err memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static enum err find_account(struct reading *r, struct arena *a, const struct act *c, struct account *ret, struct fault *f)
{
    enum err e = store_find(r, a, &account_entity, "login", str(c->login), ret, f);
    return e == E_ABSENT ? fault(f, E_ABSENT, c->login, N_("Kontot finns inte."), NULL, NULL) : e;
}

static enum err grant(struct writing *w, const struct act *c, account_id account, struct fault *f)
{
    struct arena *a = writing_arena(w);
    struct seat_grant *g = row_new(a, &seat_grant_entity);
    struct organisation o;
    struct value role;
    struct faults faults = { .arena = a };
    if (!g)
        return memory(f);
    g->organisation = c->seat.organisation;
    if (c->in) {
        enum err e = store_find(writing_reads(w), a, &organisation_entity, "code", str(c->in), &o, f);
        if (e == E_ABSENT)
            return fault(f, E_ABSENT, c->in, N_("Det finns ingen organisation med den koden."), NULL, NULL);
        TRY(e);
        g->organisation = (organisation_id){ o.row.id };
    }
    g->account = account;
    TRY(value_parse(entity_field_named(&seat_grant_entity, S("role")), str(c->role), &role, f));
    g->role = (enum role)role.i;
    g->row.owner = c->seat.organisation;
    return domain_save(w, &seat_grant_entity, g, NULL, &faults, f);
}

static enum err write_add(struct writing *w, void *ctx, struct fault *f)
{
    struct act *c = ctx;
    struct account *account = row_new(writing_arena(w), &account_entity);
    struct faults faults = { .arena = writing_arena(w) };
    if (!account)
        return memory(f);
    account->login = str(c->login);
    account->row.owner = c->seat.organisation;
    TRY(domain_save(w, &account_entity, account, NULL, &faults, f));
    c->account = (account_id){ account->row.id };
    return c->role ? grant(w, c, c->account, f) : OK;
}

static enum err write_grant(struct writing *w, void *ctx, struct fault *f)
{
    struct act *c = ctx;
    struct account account;
    TRY(find_account(writing_reads(w), writing_arena(w), c, &account, f));
    return grant(w, c, (account_id){ account.row.id }, f);
}

/* A closed account's sessions and tokens end by themselves: who asks for them finds it closed. */
static enum err write_close(struct writing *w, void *ctx, struct fault *f)
{
    struct act *c = ctx;
    struct account account;
    struct faults faults = { .arena = writing_arena(w) };
    TRY(find_account(writing_reads(w), writing_arena(w), c, &account, f));
    account.closed = true;
    return domain_save(w, &account_entity, &account, NULL, &faults, f);
}

static enum err write(struct act *c, enum err (*work)(struct writing *, void *, struct fault *), struct fault *f)
{
    return store_write(c->store, &c->seat, &(struct write_terms){ .now = instant_now() }, work, c, NULL, f);
}

static enum err set_password(struct arena *a, struct act *c, struct str password, struct fault *f)
{
    struct gate *g;
    (void)a;
    if (gate_new(1, 1, &g) != OK)
        return memory(f);
    enum err e = authn_set_password(c->store, g, c->account, str(c->login), password, instant_now(), f);
    gate_free(g);
    return e;
}

/* Asked for and checked before anything is written. */
static enum err ask_password(struct arena *a, const struct act *c, struct str *ret, struct fault *f)
{
    char made[24];
    if (c->generate) {
        password_make(made);
        *ret = str_copy(a, str(made));
    } else
        TRY(ask_line(a, words_get(c->words, N_("Lösenord")), false, ret, f));
    return password_fit(*ret, str(c->login), f);
}

static enum err do_password(struct arena *a, struct act *c, bool add, struct fault *f)
{
    struct str password;
    TRY(ask_password(a, c, &password, f));
    if (add)
        TRY(write(c, write_add, f));
    else {
        struct reading *r;
        struct account account;
        TRY(store_read(c->store, &c->seat, &r, f));
        enum err e = find_account(r, a, c, &account, f);
        store_read_end(r);
        TRY(e);
        c->account = (account_id){ account.row.id };
    }
    TRY(set_password(a, c, password, f));
    if (c->generate)
        printf("%s: %.*s\n", words_get(c->words, N_("Lösenord")), SF(password));
    return OK;
}

static enum err each_grant(void *ctx, const void *row, const struct str *titles)
{
    (void)ctx;
    const struct seat_grant *g = row;
    const struct field *role = entity_field_named(&seat_grant_entity, S("role"));
    struct str account = reference_title(&seat_grant_entity, titles, "account"), organisation = reference_title(&seat_grant_entity, titles, "organisation");
    printf("%-24.*s %-20s %.*s\n", SF(account), role->words[g->role].code, SF(organisation));
    return OK;
}

static enum err each_account(void *ctx, const void *row, const struct str *titles)
{
    (void)titles;
    const struct act *c = ctx;
    const struct account *account = row;
    printf("%.*s%s%s\n", SF(account->login), account->closed ? ": " : "", account->closed ? words_get(c->words, N_("stängt")) : "");
    return OK;
}

static enum err do_list(struct act *c, struct fault *f)
{
    struct reading *r;
    const struct query accounts = { .entity = &account_entity, .limit = QUERY_LIMIT_MAX }, grants = { .entity = &seat_grant_entity, .limit = QUERY_LIMIT_MAX };
    TRY(store_read(c->store, &c->seat, &r, f));
    enum err e = store_each(r, &accounts, each_account, c, f);
    if (e == OK) {
        puts("");
        e = store_each(r, &grants, each_grant, c, f);
    }
    store_read_end(r);
    return e;
}

static enum err run(struct arena *a, const struct config *config, const char *verb, struct act *c, struct fault *f)
{
    organisation_id federation = { 0 };
    TRY(app_store_open(config, false, &c->store, f));
    TRY(app_federation(c->store, a, &federation, f));
    c->seat = (struct seat){ .role = ROLE_SYSTEM, .federation = federation, .organisation = federation };
    if (strcmp(verb, "list") == 0)
        return do_list(c, f);
    if (strcmp(verb, "grant") == 0)
        return write(c, write_grant, f);
    if (strcmp(verb, "close") == 0)
        return write(c, write_close, f);
    return do_password(a, c, strcmp(verb, "add") == 0, f);
}

int verb_user(int argc, char **argv, const struct words *words)
{
    struct arena a cleanup(arena_free) = arena_new(16 * 1024 * 1024);
    struct config config;
    struct fault f = { 0 };
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(words_get(words, usage.usage));
        return EXIT_FINE;
    }
    if (sodium_init() < 0)
        return EXIT_FAILED;
    if (config_read(&a, &argc, argv, &config, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    struct act c = { .words = words, .role = ask_option(&argc, argv, "--role"), .in = ask_option(&argc, argv, "--in"), .generate = ask_flag(&argc, argv, "--generate") };
    static const struct { const char *name; int argc; } verbs[] = { { "list", 2 }, { "add", 3 }, { "password", 3 }, { "grant", 4 }, { "close", 3 } };
    size_t i = 0;
    while (argc > 1 && i < LEN(verbs) && strcmp(argv[1], verbs[i].name) != 0)
        i++;
    if (argc < 2 || i == LEN(verbs) || argc != verbs[i].argc)
        return verb_usage(words, &usage);
    c.login = argc > 2 ? argv[2] : "";
    if (argc > 3)
        c.role = argv[3];
    /* What is written is signed with the server's key when it is at hand; without it the journal's head is unsigned until the next. */
    config.key_made = config_key_read(&config, &f) == OK;
    enum err e = run(&a, &config, argv[1], &c, &f);
    if (e != OK)
        verb_complain(words, &f);
    if (c.store)
        store_close(c.store);
    return e == OK ? EXIT_FINE : EXIT_FAILED;
}
