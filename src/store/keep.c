/* Copies and what is made of them: backup while the server runs, restore that proves the copy before it replaces anything.
 * A copy is always one SQLite file, whichever engine it comes from or goes to. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/inside.h"
#include "store/migrate.h"
#include "store/search_inside.h"

enum { PATH_ROOM = 4096 };

static const struct wall everything;

/* ---- rows from one engine to the other ---- */

struct side { const struct engine *g; struct conn *c; };

/* Columns of the store's own tables: i integer, t text, b bytes. */
static const struct { const char *name, *columns, *kinds; } plain_tables[] = {
    { "blob", "\"sha256\", \"bytes\"", "tb" },
    { "journal", "\"seq\", \"at\", \"valid\", \"entity\", \"id\", \"version\", \"federation\", \"owner\", \"reach\", \"counterparty\", \"text\", \"chain\"", "iiitiiiititb" },
    { "journal_head", "\"one\", \"size\", \"chain\", \"peaks\"", "iibb" },
};

static enum err copy_plain(struct side from, struct side to, size_t which, struct fault *f)
{
    const char *kinds = plain_tables[which].kinds;
    struct sql q cleanup(sql_free) = { 0 }, in cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    bool any = false;
    sql_begin(&q);
    sql_begin(&in);
    buf_printf(&q.text, "SELECT %s FROM \"%s\"", plain_tables[which].columns, plain_tables[which].name);
    TRY(from.g->query(from.c, &q, true, &cur, f));
    enum err e;
    while ((e = from.g->step(&cur, &any, f)) == OK && any) {
        buf_reset(&in.text);
        in.n = 0;
        buf_printf(&in.text, "INSERT INTO \"%s\" (%s) VALUES (", plain_tables[which].name, plain_tables[which].columns);
        for (int i = 0; kinds[i]; i++) {
            sql_add(&in, i ? ", " : "");
            if (from.g->is_null(&cur, i))
                sql_str(&in, (struct str){ 0 });
            else if (kinds[i] == 'i')
                sql_int(&in, from.g->integer(&cur, i));
            else if (kinds[i] == 't')
                sql_str(&in, from.g->text(&cur, i));
            else
                sql_bytes(&in, from.g->bytes(&cur, i));
        }
        sql_add(&in, ")");
        if ((e = conn_run(to.g, to.c, &in, f)) != OK)
            break;
    }
    from.g->end(&cur);
    return e;
}

static enum err copy_entity(struct side from, struct side to, const struct entity *e, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(64 * 1024 * 1024);
    struct sql q cleanup(sql_free) = { 0 }, in cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    bool any = false;
    sql_begin(&q);
    sql_begin(&in);
    sql_add(&q, "SELECT ");
    sql_columns(&q, e, NULL);
    sql_add(&q, " FROM ");
    sql_name(&q, NULL, e->name);
    TRY(from.g->query(from.c, &q, true, &cur, f));
    enum err got;
    while ((got = from.g->step(&cur, &any, f)) == OK && any) {
        arena_reset(&a);
        void *row = row_new(&a, e);
        if ((got = row ? row_fetch(from.g, &cur, 0, e, &a, row, f) : no_memory(f)) != OK)
            break;
        buf_reset(&in.text);
        in.n = 0;
        sql_insert(&in, e, row);
        if ((got = conn_run(to.g, to.c, &in, f)) != OK)
            break;
        if (!(e->flags & PLUMBING) && (got = search_put(to.g, to.c, e, row, f)) != OK)
            break;
    }
    from.g->end(&cur);
    TRY(got);
    if (to.g->dialect == DIALECT_SQLITE)
        return OK;
    char next[512];
    snprintf(next, sizeof next, "SELECT setval(pg_get_serial_sequence('\"%s\"', 'id'), (SELECT coalesce(max(\"id\"), 0) + 1 FROM \"%s\"), false)", e->name, e->name);
    return to.g->script(to.c, next, f);
}

static enum err copy_everything(struct side from, struct side to, const char *role, struct fault *f)
{
    TRY(schema_tables(to.g, to.c, f));
    for (size_t i = 0; i < model_n; i++)
        TRY(copy_entity(from, to, model[i], f));
    for (size_t i = 0; i < LEN(plain_tables); i++)
        TRY(copy_plain(from, to, i, f));
    TRY(steps_note(to.g, to.c, f));
    return schema_finish(to.g, to.c, role, f);
}

/* ---- backup ---- */

static enum err make_new(const char *path, struct fault *f)
{
    int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return fault(f, errno == EEXIST ? E_CONFLICT : errno == ENOSPC ? E_FULL : E_IO, path,
                     errno == EEXIST ? N_("Filen finns redan. En kopia skrivs aldrig över.") : N_("Filen går inte att skapa."), NULL, NULL);
    close(fd);
    return OK;
}

static enum err copy_out(struct side from, const char *path, struct fault *f)
{
    struct side to = { .g = &engine_sqlite };
    TRY(to.g->open(path, CONN_COPY, &to.c, f));
    enum err e = to.g->begin(to.c, true, NULL, f);
    if (e == OK)
        e = copy_everything(from, to, NULL, f);
    if (e == OK)
        e = to.g->commit(to.c, f);
    if (e == OK)
        return sqlite_seal(to.c, f);
    to.g->rollback(to.c);
    to.g->close(to.c);
    return e;
}

enum err store_backup(struct store *s, const char *path, struct fault *f)
{
    if (s->present)
        return fault(f, E_INVALID, NULL, N_("Bara läget i dag går att kopiera."), NULL, NULL);
    TRY(make_new(path, f));
    struct side from = { .g = s->g };
    enum err e = store_connect(s, CONN_READ, &from.c, f);
    if (e == OK && s->g == &engine_sqlite) {
        e = sqlite_backup(from.c, path, f);
    } else if (e == OK) {
        e = s->g->begin(from.c, false, &everything, f);
        if (e == OK)
            e = copy_out(from, path, f);
        s->g->rollback(from.c);
    }
    if (from.c)
        s->g->close(from.c);
    if (e != OK)
        (void)unlink(path);
    return e;
}

/* ---- restore ---- */

struct finding { char line[FAULT_ARG]; };

static void keep_first(void *ctx, bool ok, const char *line)
{
    struct finding *first = ctx;
    if (!ok && !first->line[0])
        snprintf(first->line, sizeof first->line, "%s", line);
}

static enum err prove(struct store *copy, struct str earlier_head, const char *path, struct fault *f)
{
    struct finding first = { "" };
    struct conn *c = NULL;
    TRY(store_connect(copy, copy->mode, &c, f));
    enum err e = schema_known(copy->g, c, f);
    copy->g->close(c);
    if (e != OK)
        return e == E_IO || e == E_NOMEM ? e : fault(f, e == E_ABSENT ? E_INVALID : e, path, N_("Filen är ingen kopia som den här versionen av Samsyn kan läsa."), NULL, NULL);
    e = store_verify(copy, earlier_head, keep_first, &first, f);
    if (e == E_CONFLICT)
        return fault(f, E_CONFLICT, path, N_("Kopian håller inte: {1}. Den gamla databasen står kvar."), first.line, NULL);
    return e;
}

static enum err sync_folder(const char *path, struct fault *f)
{
    char folder[PATH_ROOM];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good ? OK : fault(f, E_IO, path, N_("Filen går inte att spara på disken."), NULL, NULL);
}

/* The copy becomes a file beside the database and then takes its name: at every moment the whole old or the whole new one stands. */
static enum err into_file(const char *copy, const char *path, struct fault *f)
{
    char beside[PATH_ROOM];
    if ((size_t)snprintf(beside, sizeof beside, "%s.restore", path) >= sizeof beside)
        return fault(f, E_LIMIT, path, N_("Sökvägen är för lång."), NULL, NULL);
    if (access(path, F_OK) == 0)
        TRY(sqlite_alone(path, f));
    (void)unlink(beside);
    TRY(make_new(beside, f));
    struct conn *from = NULL;
    enum err e = engine_sqlite.open(copy, CONN_IMMUTABLE, &from, f);
    if (e == OK)
        e = sqlite_backup(from, beside, f);
    engine_sqlite.close(from);
    if (e == OK && rename(beside, path) != 0)
        e = fault(f, E_IO, path, N_("Databasen går inte att ersätta."), NULL, NULL);
    if (e != OK) {
        (void)unlink(beside);
        return e;
    }
    return sync_folder(path, f);
}

static enum err in_use(struct side to, const char *role, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    bool any;
    int64_t n = 0;
    sql_begin(&q);
    sql_add(&q, "SELECT count(*) FROM pg_stat_activity WHERE \"datname\" = current_database() AND \"pid\" <> pg_backend_pid() AND \"usename\" = ");
    sql_str(&q, str(role));
    TRY(conn_integer(to.g, to.c, &q, &any, &n, f));
    return n ? fault(f, E_CONFLICT, NULL, N_("Databasen används. Stoppa servern först."), NULL, NULL) : OK;
}

static enum err replace_tables(struct side from, struct side to, struct fault *f)
{
    struct buf role cleanup(buf_free) = buf_new(256), drop cleanup(buf_free) = buf_new(64 * 1024);
    if (schema_known(to.g, to.c, f) != E_ABSENT)
        TRY(meta_get(to.g, to.c, "application", &role, f));
    if (role.n == 0)
        buf_put(&role, S("samsyn"));
    buf_char(&role, '\0');
    TRY(buf_check(&role, f));
    TRY(in_use(to, role.p, f));
    buf_put(&drop, S("DROP TABLE IF EXISTS \"search\", \"blob\", \"journal\", \"journal_head\", \"meta\", \"migration\""));
    for (size_t i = 0; i < model_n; i++)
        buf_printf(&drop, ", \"%s\"", model[i]->name);
    buf_put(&drop, S(" CASCADE"));
    buf_char(&drop, '\0');
    TRY(buf_check(&drop, f));
    TRY(to.g->script(to.c, drop.p, f));
    return copy_everything(from, to, role.p, f);
}

static enum err into_server(const char *copy, const char *url, struct fault *f)
{
    struct side from = { .g = &engine_sqlite }, to = { .g = engine_of(url) };
    TRY(to.g->open(url, CONN_WRITE | CONN_OWNER, &to.c, f));
    enum err e = from.g->open(copy, CONN_IMMUTABLE, &from.c, f);
    if (e == OK)
        e = to.g->begin(to.c, true, &everything, f);
    if (e == OK)
        e = replace_tables(from, to, f);
    if (e == OK)
        e = to.g->commit(to.c, f);
    else
        to.g->rollback(to.c);
    to.g->close(to.c);
    from.g->close(from.c);
    return e;
}

enum err store_restore(const char *path, const char *url, struct str earlier_head, struct fault *f)
{
    struct store *copy = NULL;
    if (access(path, R_OK) != 0)
        return fault(f, E_ABSENT, path, N_("Kopian finns inte eller går inte att läsa."), NULL, NULL);
    TRY(store_bare(&engine_sqlite, path, &copy, f));
    copy->mode = CONN_IMMUTABLE;
    enum err e = prove(copy, earlier_head, path, f);
    store_close(copy);
    TRY(e);
    return engine_of(url) == &engine_sqlite ? into_file(path, strncmp(url, "sqlite:", 7) == 0 ? url + 7 : url, f) : into_server(path, url, f);
}
