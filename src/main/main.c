/* samsyn: the composition root. Finds the verb and runs it; everything else is in the rooms. */
#include "main/verb.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "main/app.h"
#include "main/children.h"
#include "main/verb_export.h"
#include "main/verb_gen.h"
#include "main/verb_import.h"
#include "main/verb_job.h"
#include "main/verb_load.h"
#include "main/verb_report.h"
#include "main/verb_serve.h"
#include "main/verb_store.h"
#include "main/verb_user.h"
#include "main/watch.h"

/* One row a verb. */
static const struct verb verbs[] = {
    { "init", "samsyn init [--config FIL] [--federation NAMN --code KOD --admin ANVÄNDARNAMN [--generate]] [--empty]",
      N_("Skapar databasen, signeringsnyckeln, förbundet och den första administratören."), verb_init },
    { "serve", "samsyn serve [--config FIL] [--INSTÄLLNING VÄRDE]…", N_("Startar servern. serve --help visar alla inställningar."), verb_serve },
    { "config", "samsyn config [--config FIL]", N_("Skriver ut varje inställning med förklaring och det värde som gäller."), verb_config },
    { "user", "samsyn user list | add | password | grant | close …", N_("Konton från kommandoraden; user utan mer visar hur."), verb_user },
    { "load", "samsyn load FIL|- [--config FIL]", N_("Läser in rader från en fil, allt eller inget."), verb_load },
    VERB_IMPORT,
    { "report", "samsyn report audit-summary --audit NUMMER|measure-plan|board|audit-package …",
      N_("Skriver sammanfattningstabellen, handlingsplanen eller återrapporten till direktionen till standard output, eller revisionspaketet till en fil."), verb_report },
    { "export", "samsyn export archive --out FIL.zip [--register ADRESS|--audit NUMMER] [--head FIL] [--open]",
      N_("Skriver ett uttag för arkivet: register, filer och rapporter i en fil som läses utan Samsyn."), verb_export },
    { "risk", "samsyn risk simulate|sensitivity MODELL.json | explain FÖRE.json EFTER.json [--years N] [--seed S] [--threads T] [--memory MIB] [--svg DIR]",
      N_("Räknar riskbilden: förluster per år, vad som ändrat den och vad som betyder mest."), verb_risk },
    { "feed", VERB_FEED_CHECK_USAGE "\n  " VERB_FEED_PULL_USAGE "\n  " VERB_FEED_IMPORT_USAGE "\n  " VERB_FEED_LIST_USAGE,
      N_("Hämtar hotflöden, läser in dem och kontrollerar dem."), verb_feed },
    { "vuln", VERB_VULN_MATCH_USAGE "\n  " VERB_VULN_INVENTORY_USAGE "\n  " VERB_VULN_IMPORT_USAGE "\n  " VERB_VULN_CHANGES_USAGE,
      N_("Ställer sårbarheter mot det som används."), verb_vuln },
    { "job", "samsyn job list | run NAMN [--day ÅÅÅÅ-MM-DD] [--config FIL]", N_("Det som går av sig självt: visar när, eller kör ett jobb nu."), verb_job },
    { "verify", VERB_VERIFY_USAGE, N_("Läser hela loggen och jämför tabellerna med den; med --head mot ett huvud från förr."), verb_verify },
    { "head", VERB_HEAD_USAGE, N_("Skriver loggens undertecknade huvud: spara det hos revisorerna."), verb_head },
    { "backup", VERB_BACKUP_USAGE, N_("Kopierar databasen till en ny fil medan servern går."), verb_backup },
    { "restore", VERB_RESTORE_USAGE, N_("Ersätter databasen med en kopia, när kopian har visat att den håller."), verb_restore },
    { "migrate", VERB_MIGRATE_USAGE, N_("För databasens tabeller till programmets version; skapar dem i en tom PostgreSQL."), verb_migrate },
    { "gen", "samsyn gen DIR", NULL, verb_gen },
    { 0 },
};

void verb_complain(const struct words *words, const struct fault *f)
{
    struct buf b cleanup(buf_free) = buf_new(4096);
    words_put_fault(&b, words, f);
    fprintf(stderr, "samsyn: %.*s\n", SF(buf_str(&b)));
}

int verb_usage(const struct words *words, const struct verb *v)
{
    fprintf(stderr, "%s\n", words_get(words, v->usage));
    return EXIT_USAGE;
}

/* The first of LC_ALL, LC_MESSAGES and LANG that says something decides, as for every program; Swedish unless it begins with a language
 * that there is a catalogue for ("en_GB.UTF-8"). */
static const struct words *chosen_words(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < LEN(names); i++) {
        struct str value = str(getenv(names[i])), language = str_sub(value, 0, 2);
        if (!value.n)
            continue;
        for (size_t k = 0; k < app_languages_n; k++)
            if (str_is(language, app_languages[k]->lang) && (value.n == 2 || strchr("_.@", value.p[2])))
                return app_languages[k];
        break;
    }
    return &words_sv;
}

static int help(FILE *to, const struct words *words)
{
    fprintf(to, "samsyn %s\n\n", SAMSYN_VERSION);
    for (size_t i = 0; i < LEN(verbs); i++)
        if (verbs[i].name && verbs[i].help)
            fprintf(to, "  %s\n      %s\n", words_get(words, verbs[i].usage), words_get(words, verbs[i].help));
    return to == stdout ? EXIT_FINE : EXIT_USAGE;
}

int main(int argc, char **argv)
{
    const struct words *words = chosen_words();
    if (argc < 2)
        return help(stderr, words);
    if (strcmp(argv[1], "--child") == 0) /* the sandbox starts the program anew: feed/sandbox.h */
        return sandbox_child_main(children, children_n, argc, argv);
    struct str name = str(argv[1]);
    if (str_is(name, "help") || str_is(name, "--help") || str_is(name, "-h"))
        return help(stdout, words);
    if (str_is(name, "--version")) {
        printf("samsyn %s\n", SAMSYN_VERSION);
        return EXIT_FINE;
    }
    for (size_t i = 0; i < LEN(verbs); i++)
        if (verbs[i].name && str_is(name, verbs[i].name))
            return verbs[i].run(argc - 1, argv + 1, words);
    struct fault f;
    fault(&f, E_INVALID, NULL, N_("Kommandot {1} finns inte. samsyn --help visar dem som finns."), argv[1], NULL);
    verb_complain(words, &f);
    return EXIT_USAGE;
}
