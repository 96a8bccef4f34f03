/* Makes the world of rights_test.py: several federations in one database, which the program's own verbs do not, since one server
 * serves one federation. The rows go the way of every row (domain_load: rules, store, journal), under the system's seat over all
 * federations; each line names its owner, and an organisation of the type kommunalforbund without one founds a federation.
 *
 *     rights_world DATABASE FILE PASSWORD LOGIN…      loads FILE, gives each account the password */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "authn/authn.h"
#include "authn/password.h"
#include "base/words.h"
#include "domain/load.h"

enum { FILE_MAX = 64 * 1024 * 1024 };

static enum err read_file(const char *path, struct buf *to, struct fault *f)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return fault(f, E_IO, path, N_("Filen kan inte öppnas."), NULL, NULL);
    char *room;
    size_t n = 1;
    while (n && (room = buf_room(to, 65536))) {
        n = fread(room, 1, 65536, in);
        to->n += n;
    }
    fclose(in);
    return buf_check(to, f);
}

static enum err give_password(struct store *s, struct gate *g, const char *login, const char *password, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct reading *r;
    struct account account;
    TRY(store_read(s, &seat_system, &r, f));
    enum err e = store_find(r, &a, &account_entity, "login", str(login), &account, f);
    store_read_end(r);
    TRY(e);
    return authn_set_password(s, g, (account_id){ account.row.id }, str(login), str(password), instant_now(), f);
}

static enum err make(struct store *s, char **argv, int argc, struct fault *f)
{
    struct buf lines cleanup(buf_free) = buf_new(FILE_MAX);
    struct gate *g;
    size_t rows = 0;
    TRY(read_file(argv[2], &lines, f));
    TRY(domain_load(s, &seat_system, buf_str(&lines), &rows, f));
    TRY(gate_new(1, 1, &g));
    enum err e = OK;
    for (int i = 4; i < argc && e == OK; i++)
        e = give_password(s, g, argv[i], argv[3], f);
    gate_free(g);
    if (e == OK)
        printf("%zu\n", rows);
    return e;
}

int main(int argc, char **argv)
{
    struct fault f = { 0 };
    struct store *s = NULL;
    if (argc < 4 || sodium_init() < 0)
        return 2;
    enum err e = store_open(&(struct store_options){ .url = argv[1] }, &s, &f);
    if (e == OK)
        e = make(s, argv, argc, &f);
    if (e != OK) {
        struct buf b cleanup(buf_free) = buf_new(4096);
        words_put_fault(&b, &words_sv, &f);
        fprintf(stderr, "%s: %.*s\n", f.place, (int)b.n, b.p);
    }
    if (s)
        store_close(s);
    return e == OK ? 0 : 1;
}
