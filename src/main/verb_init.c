#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "authn/authn.h"
#include "authn/password.h"
#include "main/app.h"
#include "main/ask.h"
#include "main/verb_user.h"

static void say(void *words, const char *line)
{
    puts(words_get(words, line));
}

struct wish { const char *federation, *code, *admin; bool generate, bare; };

/* The key is made before the database: a database whose heads cannot be signed has no beginning to prove. */
static enum err make(struct config *c, const struct words *words, bool *ret_key_made, struct store **ret, struct fault *f)
{
    enum err e = config_key_read(c, f);
    *ret_key_made = e == E_ABSENT;
    if (e == E_ABSENT)
        e = config_key_make(c, f);
    TRY(e);
    c->key_made = true;
    /* PostgreSQL's tables belong to a role that the server is not. */
    if (c->database_owner[0])
        TRY(store_migrate(&(struct store_options){ .url = c->database_owner, .key = c->key, .create = true }, say, (void *)words, f));
    return app_store_open(c, !c->database_owner[0], ret, f);
}

static enum err answers(struct arena *a, const struct wish *w, const struct words *words, struct authn_first *ret, struct fault *f)
{
    struct authn_first first = { .organisation = str(w->federation), .code = str(w->code), .login = str(w->admin) };
    if (!w->federation)
        TRY(ask_line(a, words_get(words, N_("Förbundets namn")), true, &first.organisation, f));
    if (!w->code)
        TRY(ask_line(a, words_get(words, N_("Förbundets kod, till exempel FEX")), true, &first.code, f));
    if (!w->admin)
        TRY(ask_line(a, words_get(words, N_("Administratörens användarnamn")), true, &first.login, f));
    if (w->generate) {
        char made[24];
        password_make(made);
        first.password = str_copy(a, str(made));
    } else
        TRY(ask_line(a, words_get(words, N_("Lösenord")), false, &first.password, f));
    *ret = first;
    return OK;
}

static enum err first_account(struct arena *a, struct store *s, const struct wish *w, const struct words *words, struct fault *f)
{
    struct authn_first first;
    struct gate *g;
    account_id made;
    TRY(answers(a, w, words, &first, f));
    if (gate_new(1, 1, &g) != OK)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    enum err e = authn_first_write(s, g, &first, instant_now(), &made, f);
    gate_free(g);
    TRY(e);
    printf("%s: %.*s\n", words_get(words, N_("Administratör")), SF(first.login));
    if (w->generate)
        printf("%s: %.*s\n", words_get(words, N_("Lösenord")), SF(first.password));
    return OK;
}

int verb_init(int argc, char **argv, const struct words *words)
{
    struct arena a cleanup(arena_free) = arena_new(4 * 1024 * 1024);
    struct config c;
    struct fault f = { 0 };
    struct store *s = NULL;
    bool key_made = false;
    static const struct verb usage = { .usage = N_("samsyn init [--config FIL] [--federation NAMN --code KOD --admin ANVÄNDARNAMN [--generate]] [--empty]\n"
        "  Lösenordet läses från standard input; --generate skapar ett och skriver ut det. --empty: bara databasen och nyckeln.") };
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(words_get(words, usage.usage));
        return EXIT_FINE;
    }
    if (sodium_init() < 0)
        return EXIT_FAILED;
    if (config_read(&a, &argc, argv, &c, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    const struct wish w = { ask_option(&argc, argv, "--federation"), ask_option(&argc, argv, "--code"), ask_option(&argc, argv, "--admin"),
                            ask_flag(&argc, argv, "--generate"), ask_flag(&argc, argv, "--empty") };
    if (argc > 1)
        return verb_usage(words, &usage);
    enum err e = make(&c, words, &key_made, &s, &f);
    if (e == OK && key_made)
        printf("%s: %s\n", words_get(words, N_("Ny signeringsnyckel (förvara en kopia på annan plats)")), c.key_file);
    if (e == OK && !w.bare)
        e = first_account(&a, s, &w, words, &f);
    if (e != OK)
        verb_complain(words, &f);
    if (s)
        store_close(s);
    return e == OK ? EXIT_FINE : EXIT_FAILED;
}
