#include "main/verb_export.h"

#include "main/ask.h"
#include "main/verb_report.h"
#include "report/archive.h"

static enum err write_archive(const struct config *c, struct arena *a, const struct words *words, struct archive_options *o, const char *head, const char *path, struct fault *f)
{
    struct verb_opened opened cleanup(verb_opened_end) = { 0 };
    struct audit_package package;
    if (head)
        TRY(verb_read_head(a, head, &o->head, f));
    TRY(verb_open_all(c, a, &opened, f));
    TRY(archive_export(opened.store, opened.reading, a, words, o, &package, f));
    return audit_package_zip_file(&package, path, f);
}

int verb_export(int argc, char **argv, const struct words *words)
{
    static const struct verb usage = { .usage =
        "samsyn export archive --out FIL.zip [--register ADRESS|--audit NUMMER] [--head FIL] [--open] [--config FIL]\n"
        "  Registren, filerna och rapporterna till en ny fil som läses utan Samsyn.\n"
        "  --register: ett register, med dess adress (atgarder). --audit: det som hör till en granskning. --open: utan det som är sekretessmarkerat.\n"
        "  --head: ett huvud från samsyn head, vars tid uttaget då har: samma poster och samma huvud ger samma fil." };
    struct arena a cleanup(arena_free) = arena_new((size_t)1024 * 1024 * 1024);
    struct config c;
    struct fault f = { 0 };
    struct archive_options o = { 0 };
    if (config_read(&a, &argc, argv, &c, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    const char *path = ask_option(&argc, argv, "--out"), *only = ask_option(&argc, argv, "--register"), *audit = ask_option(&argc, argv, "--audit");
    const char *head = ask_option(&argc, argv, "--head");
    o.open = ask_flag(&argc, argv, "--open");
    if (argc != 2 || strcmp(argv[1], "archive") != 0 || !path)
        return verb_usage(words, &usage);
    o.only = only ? model_entity_at(str(only)) : NULL;
    if (only && (!o.only || o.only->flags & PLUMBING))
        fault(&f, E_INVALID, "--register", N_("Det finns inget register med den adressen."), NULL, NULL);
    else if (audit && (!str_to_int64(str(audit), &o.audit) || o.audit < 1))
        fault(&f, E_INVALID, "--audit", N_("Här ska granskningens nummer stå."), NULL, NULL);
    else if (write_archive(&c, &a, words, &o, head, path, &f) == OK)
        return EXIT_FINE;
    verb_complain(words, &f);
    return f.place[0] == '-' ? EXIT_USAGE : EXIT_FAILED;
}
