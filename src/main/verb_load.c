#include "main/verb_load.h"

#include <stdio.h>
#include <stdlib.h>

#include "domain/load.h"
#include "main/app.h"

/* The whole of a file, or of standard input for "-". */
static enum err read_all(const char *path, struct buf *to, struct fault *f)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *in = standard ? stdin : fopen(path, "rb");
    if (!in)
        return fault(f, E_IO, path, N_("Filen kan inte öppnas."), NULL, NULL);
    char *room;
    size_t n = 1;
    while (n && (room = buf_room(to, 65536))) {
        n = fread(room, 1, 65536, in);
        to->n += n;
    }
    bool broken = ferror(in) != 0;
    if (!standard)
        fclose(in);
    if (to->failed)
        return fault(f, E_LIMIT, path, N_("Filen är för stor."), NULL, NULL);
    return broken ? fault(f, E_IO, path, N_("Filen går inte att läsa."), NULL, NULL) : OK;
}

static enum err load(const struct config *c, const char *path, size_t *ret_rows, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct buf lines cleanup(buf_free) = buf_new(LOAD_BYTES_MAX + 65536);
    struct store *s = NULL;
    organisation_id federation;
    TRY(read_all(path, &lines, f));
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
    static const struct verb usage = { .usage = "samsyn load FIL|- [--config FIL]\n  Raderna beskrivs i src/domain/load.h. Allt läses in, eller inget." };
    struct config c;
    struct fault f = { 0 };
    if (config_read(&a, &argc, argv, &c, &f) != OK || (config_key_read(&c, &f) != OK && f.code != E_ABSENT)) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    c.key_made = f.code == OK;
    if (argc != 2)
        return verb_usage(&usage);
    size_t rows = 0;
    if (load(&c, argv[1], &rows, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_FAILED;
    }
    printf("%zu %s\n", rows, words_get(words, N_("poster inlästa.")));
    return EXIT_FINE;
}
