/* samsyn vuln inventory import FORMAT FILE --organisation CODE: what an organisation runs, into the store. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "feed/inventory.h"
#include "main/verb.h"
#include "main/watch.h"
#include "main/watch_store.h"

struct asked { const char *format, *file, *organisation, *name; };

static bool take_arguments(struct asked *a, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        bool owner = strcmp(argv[i], "--organisation") == 0, name = strcmp(argv[i], "--name") == 0;
        const char **to = owner ? &a->organisation : name ? &a->name : !a->format ? &a->format : !a->file ? &a->file : NULL;
        if ((owner || name) && ++i == argc)
            return false;
        if (!to)
            return false;
        *to = argv[i];
    }
    return a->format && a->file && a->organisation && inventory_format_of(str(a->format));
}

static enum err owner_of(struct watch_store *s, const char *code, organisation_id *ret, struct fault *f)
{
    struct reading *r;
    struct organisation o;
    TRY(store_read(s->store, &s->seat, &r, f));
    enum err e = store_find(r, &s->arena, &organisation_entity, "code", str(code), &o, f);
    store_read_end(r);
    if (e == E_ABSENT)
        return fault(f, E_ABSENT, "--organisation", N_("Det finns ingen organisation med koden {1}."), code, NULL);
    TRY(e);
    *ret = (organisation_id){ o.row.id };
    return OK;
}

static enum err import(struct watch_store *s, const struct asked *a, struct inventory *inv, struct watch_counts *counts, struct fault *f)
{
    const char *slash = strrchr(a->file, '/');
    struct str file = str(slash ? slash + 1 : a->file), name = a->name ? str(a->name) : file;
    const struct field *format = entity_field_named(&installation_list_entity, S("kind"));
    struct watch_inventory_terms terms = { .name = name, .file = str_sub(file, 0, 255), .format = (enum list_format)field_word(format, str(a->format)),
                                           .now = s->now };
    TRY(owner_of(s, a->organisation, &terms.owner, f));
    if (!name.n || utf8_length(name) > 200)
        return fault(f, E_INVALID, "--name", N_("Inventariets namn ska ha 1 till 200 tecken."), NULL, NULL);
    TRY(watch_inventory(a->format, a->file, inv, f));
    enum err e = watch_inventory_store(s->store, &s->seat, &terms, inv, counts, f);
    if (e != OK)
        fault_within(f, a->file);
    return e;
}

int verb_vuln_import(int argc, char **argv, const struct words *words)
{
    struct watch_store s cleanup(watch_store_close) = { 0 };
    struct watch_counts c = { 0 };
    struct asked a = { 0 };
    struct fault f = { 0 };
    struct inventory inv cleanup(inventory_free) = inventory_new((size_t)4 << 30); /* a fault's text may lie in it */
    int status = EXIT_USAGE;
    if (!watch_store_open(&s, &argc, argv, words, &status))
        return status;
    if (!take_arguments(&a, argc, argv)) {
        fprintf(stderr, "%s\n", VERB_VULN_IMPORT_USAGE);
        return EXIT_USAGE;
    }
    if (import(&s, &a, &inv, &c, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_FAILED;
    }
    const struct { const char *name; uint64_t n; } rows[] = {
        { "components", inv.n }, { "new", c.fresh }, { "changed", c.changed }, { "unchanged", c.same }, { "gone", c.gone }, { "exposures_new", c.exposed },
        { "exposures_changed", c.worse_or_better }, { "exposures_back", c.back }, { "exposures_gone", c.over },
    };
    for (size_t i = 0; i < LEN(rows); i++)
        printf("%s\"%s\":%llu", i ? "," : "{", rows[i].name, (unsigned long long)rows[i].n);
    printf("}\n");
    return fflush(stdout) == 0 ? EXIT_FINE : EXIT_FAILED;
}
