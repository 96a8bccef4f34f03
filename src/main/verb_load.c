#include "main/verb_load.h"

#include <stdio.h>
#include <stdlib.h>

#include "domain/load.h"
#include "main/app.h"
#include "main/file.h"

static enum err load(const struct config *c, const char *path, size_t *ret_rows, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct buf lines cleanup(buf_free) = buf_new(LOAD_BYTES_MAX + 1);
    struct store *s = NULL;
    organisation_id federation;
    TRY(file_read(path, LOAD_BYTES_MAX, &lines, f));
    TRY(app_store_open(c, false, &s, f));
    enum err e = app_federation(s, &a, &federation, f);
    const struct seat seat = { .federation = federation, .organisation = federation, .role = ROLE_SYSTEM, .export = true };
    if (e == OK)
        e = domain_load(s, &seat, buf_str(&lines), ret_rows, f);
    store_close(s);
    return e;
}

int verb_load(int argc, char **argv, const struct words *words)
{
    struct arena a cleanup(arena_free) = arena_new(4 * 1024 * 1024);
    static const struct verb usage = { .usage = N_("samsyn load FIL|- [--config FIL]\n  Raderna beskrivs i src/domain/load.h. Allt läses in, eller inget.") };
    struct config c;
    struct fault f = { 0 };
    if (config_read(&a, &argc, argv, &c, &f) != OK || (config_key_read(&c, &f) != OK && f.code != E_ABSENT)) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    c.key_made = f.code == OK;
    if (argc != 2)
        return verb_usage(words, &usage);
    size_t rows = 0;
    if (load(&c, argv[1], &rows, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_FAILED;
    }
    printf("%zu %s\n", rows, words_get(words, N_("poster inlästa.")));
    return EXIT_FINE;
}
