/* SQLite: WAL, synchronous=FULL, statements cached by their text, Swedish order from ICU. */
#include "store/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

#include "store/swedish.h"

enum { CACHE = 96, BUSY_WAIT_MS = 20000, CACHE_KIB = 16 * 1024, MMAP_BYTES = 256 * 1024 * 1024 };

struct cached { sqlite3_stmt *stmt; char *text; size_t n; uint64_t used; bool busy; };

struct conn {
    sqlite3 *db;
    struct swedish *swedish;
    struct cached cache[CACHE];
    uint64_t clock;
    bool again;
};

static enum err failed(struct conn *c, struct fault *f)
{
    int code = sqlite3_extended_errcode(c->db), low = code & 0xff, sys = sqlite3_system_errno(c->db);
    const char *said = sqlite3_errmsg(c->db);
    if (low == SQLITE_FULL || (low == SQLITE_IOERR && (sys == ENOSPC || sys == EDQUOT)))
        return fault(f, E_FULL, NULL, N_("Disken är full. Inget har sparats."), NULL, NULL);
    if (low == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_FOREIGNKEY || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
        char place[FAULT_PLACE];
        snprintf(place, sizeof place, CLASH_MARK "%s", said);
        return fault(f, E_INVALID, place, code == SQLITE_CONSTRAINT_FOREIGNKEY ? N_("Posten som fältet pekar på finns inte.") : N_("Värdet finns redan."), NULL, NULL);
    }
    if (low == SQLITE_CONSTRAINT)
        return fault(f, E_INVALID, NULL, N_("Värdet passar inte databasens tabell: {1}"), said, NULL);
    if (low == SQLITE_BUSY || low == SQLITE_LOCKED)
        return fault(f, E_IO, NULL, N_("Databasen är upptagen av ett annat program."), NULL, NULL);
    if (low == SQLITE_NOTADB || low == SQLITE_CORRUPT)
        return fault(f, E_IO, NULL, N_("Databasfilen är skadad eller ingen databas: {1}"), said, NULL);
    if (low == SQLITE_READONLY)
        return fault(f, E_IO, NULL, N_("Den som kör programmet får läsa databasen men inte skriva i den. Inget har sparats."), NULL, NULL);
    return fault(f, E_IO, NULL, N_("Databasen svarade med ett fel: {1}"), said, NULL);
}

static enum err plain(struct conn *c, const char *sql, struct fault *f)
{
    return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : failed(c, f);
}

static void lite_close(struct conn *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < CACHE; i++) {
        sqlite3_finalize(c->cache[i].stmt);
        free(c->cache[i].text);
    }
    sqlite3_close_v2(c->db);
    swedish_free(c->swedish);
    free(c);
}

static void close_conn(struct conn **c)
{
    lite_close(*c);
}

static enum err set_up(struct conn *c, unsigned mode, struct fault *f)
{
    sqlite3_extended_result_codes(c->db, 1);
    sqlite3_busy_timeout(c->db, BUSY_WAIT_MS);
    sqlite3_limit(c->db, SQLITE_LIMIT_ATTACHED, 2);
    TRY(swedish_new(&c->swedish, f));
    if (swedish_register(c->swedish, c->db) != SQLITE_OK)
        return failed(c, f);
    if (mode & CONN_IMMUTABLE)
        return plain(c, "PRAGMA query_only = 1; PRAGMA cache_size = -16384", f);
    if (mode & CONN_COPY)
        return plain(c, "PRAGMA foreign_keys = 0; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768", f);
    char settings[320];
    snprintf(settings, sizeof settings, "PRAGMA foreign_keys = 1; PRAGMA synchronous = FULL; PRAGMA cache_size = -%d; PRAGMA mmap_size = %d; %s",
             CACHE_KIB, MMAP_BYTES, mode & CONN_WRITE ? "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000" : "PRAGMA query_only = 1");
    return plain(c, settings, f);
}

static enum err lite_open(const char *url, unsigned mode, struct conn **ret, struct fault *f)
{
    const char *path = strncmp(url, "sqlite:", 7) == 0 ? url + 7 : url;
    struct conn *c cleanup(close_conn) = calloc(1, sizeof *c);
    if (!c)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    /* Without its count of bytes in use, which every allocation of every thread waits for. Refused, harmlessly, but for the process' first. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int flags = SQLITE_OPEN_NOMUTEX | (mode & (CONN_WRITE | CONN_COPY) ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | (mode & CONN_CREATE ? SQLITE_OPEN_CREATE : 0);
    char immutable[4200];
    if (strncmp(path, "file:", 5) == 0) {
        flags |= SQLITE_OPEN_URI;
        if (!(mode & CONN_IMMUTABLE)) /* the memory of a past: every connection is a full one */
            flags = (flags & ~SQLITE_OPEN_READONLY) | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    } else if (mode & CONN_IMMUTABLE) {
        size_t n = (size_t)snprintf(immutable, 64, "file:");
        for (const char *p = path; *p && n < sizeof immutable - 32; p++)
            n += (size_t)(*p == '?' || *p == '#' || *p == '%' ? snprintf(immutable + n, 8, "%%%02X", (unsigned)(unsigned char)*p) : snprintf(immutable + n, 8, "%c", *p));
        snprintf(immutable + n, 32, "?immutable=1");
        path = immutable;
        flags |= SQLITE_OPEN_URI;
    } else if (!(mode & CONN_CREATE) && access(path, F_OK) != 0) {
        return fault(f, E_ABSENT, path, N_("Databasen finns inte."), NULL, NULL);
    }
    if (sqlite3_open_v2(path, &c->db, flags, NULL) != SQLITE_OK)
        return c->db ? fault(f, sqlite3_errcode(c->db) == SQLITE_NOMEM ? E_NOMEM : E_IO, path, N_("Databasen går inte att öppna: {1}"), sqlite3_errmsg(c->db), NULL)
                     : fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    TRY(set_up(c, mode, f));
    *ret = GIVE(c);
    return OK;
}

static enum err lite_script(struct conn *c, const char *sql, struct fault *f)
{
    return plain(c, sql, f);
}

/* A free statement of that text: from the cache, or prepared into the place used longest ago. A text that is busy twice is
 * prepared for this time only. */
static enum err prepare(struct conn *c, struct str text, struct cached **ret_place, sqlite3_stmt **ret, struct fault *f)
{
    struct cached *place = NULL;
    for (size_t i = 0; i < CACHE; i++) {
        struct cached *k = &c->cache[i];
        if (k->stmt && !k->busy && k->n == text.n && memcmp(k->text, text.p, text.n) == 0) {
            k->busy = true;
            k->used = ++c->clock;
            *ret_place = k;
            *ret = k->stmt;
            return OK;
        }
        if (!k->busy && (!place || k->used < place->used))
            place = k;
    }
    char *copy = place ? malloc(text.n + 1) : NULL;
    sqlite3_stmt *stmt;
    if (sqlite3_prepare_v3(c->db, text.p, (int)text.n, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) {
        free(copy);
        return failed(c, f);
    }
    if (copy) {
        sqlite3_finalize(place->stmt);
        free(place->text);
        memcpy(copy, text.p, text.n);
        *place = (struct cached){ .stmt = stmt, .text = copy, .n = text.n, .used = ++c->clock, .busy = true };
    }
    *ret_place = copy ? place : NULL;
    *ret = stmt;
    return OK;
}

static int bind_one(sqlite3_stmt *stmt, int at, const struct bind *b)
{
    switch (b->kind) {
    case BIND_NULL: return sqlite3_bind_null(stmt, at);
    case BIND_INT: return sqlite3_bind_int64(stmt, at, b->i);
    case BIND_TEXT: return sqlite3_bind_text64(stmt, at, b->s.p ? b->s.p : "", b->s.n, SQLITE_TRANSIENT, SQLITE_UTF8);
    case BIND_BYTES: return sqlite3_bind_blob64(stmt, at, b->s.p ? b->s.p : "", b->s.n, SQLITE_TRANSIENT);
    case BIND_SMALL: return sqlite3_bind_text(stmt, at, b->small, -1, SQLITE_TRANSIENT);
    }
    return SQLITE_MISUSE;
}

/* The cursor's rows are the statement; its `n` is 1 + the place in the cache, 0 when it stands in none. */
static void lite_end(struct cursor *cur)
{
    sqlite3_stmt *stmt = cur->rows;
    if (!stmt)
        return;
    cur->rows = NULL;
    if (cur->n) {
        sqlite3_reset(stmt);
        sqlite3_clear_bindings(stmt);
        cur->conn->cache[cur->n - 1].busy = false;
    } else {
        sqlite3_finalize(stmt);
    }
}

static enum err lite_query(struct conn *c, const struct sql *q, bool stream, struct cursor *ret, struct fault *f)
{
    (void)stream;
    struct cached *place = NULL;
    sqlite3_stmt *stmt = NULL;
    TRY(sql_check(q, f));
    TRY(prepare(c, buf_str(&q->text), &place, &stmt, f));
    struct cursor cur = { .conn = c, .rows = stmt, .n = place ? (int)(place - c->cache) + 1 : 0 };
    for (size_t i = 0; i < q->n; i++) {
        if (bind_one(stmt, (int)i + 1, &q->binds[i]) != SQLITE_OK) {
            enum err e = failed(c, f);
            lite_end(&cur);
            return e;
        }
    }
    *ret = cur;
    return OK;
}

static enum err lite_step(struct cursor *cur, bool *ret_row, struct fault *f)
{
    int code = sqlite3_step(cur->rows);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return failed(cur->conn, f);
    *ret_row = code == SQLITE_ROW;
    return OK;
}

static bool lite_null(const struct cursor *cur, int column)
{
    return sqlite3_column_type(cur->rows, column) == SQLITE_NULL;
}

static int64_t lite_integer(const struct cursor *cur, int column)
{
    return sqlite3_column_int64(cur->rows, column);
}

static struct str lite_text(const struct cursor *cur, int column)
{
    const unsigned char *p = sqlite3_column_text(cur->rows, column);
    return (struct str){ (const char *)p, p ? (size_t)sqlite3_column_bytes(cur->rows, column) : 0 };
}

static struct str lite_bytes(const struct cursor *cur, int column)
{
    const void *p = sqlite3_column_blob(cur->rows, column);
    return (struct str){ p, p ? (size_t)sqlite3_column_bytes(cur->rows, column) : 0 };
}

static enum err statement(struct conn *c, const char *text, struct fault *f)
{
    struct cached *place = NULL;
    sqlite3_stmt *stmt = NULL;
    TRY(prepare(c, str(text), &place, &stmt, f));
    struct cursor cur = { .conn = c, .rows = stmt, .n = place ? (int)(place - c->cache) + 1 : 0 };
    bool row;
    enum err e = lite_step(&cur, &row, f);
    lite_end(&cur);
    return e;
}

static enum err lite_begin(struct conn *c, bool write, const struct wall *wall, struct fault *f)
{
    (void)wall;
    return statement(c, write ? "BEGIN IMMEDIATE" : "BEGIN", f);
}

static enum err lite_wall(struct conn *c, const struct wall *wall, struct fault *f)
{
    (void)c;
    (void)wall;
    (void)f;
    return OK;
}

static enum err lite_commit(struct conn *c, struct fault *f)
{
    return statement(c, "COMMIT", f);
}

static void lite_rollback(struct conn *c)
{
    if (!sqlite3_get_autocommit(c->db))
        (void)statement(c, "ROLLBACK", NULL);
}

static bool lite_again(const struct conn *c)
{
    return c->again;
}

static bool lite_lost(struct conn *c)
{
    return sqlite3_get_autocommit(c->db);
}

static bool lite_broken(struct conn *c)
{
    return !sqlite3_get_autocommit(c->db); /* called between transactions: one that could not be left */
}

const struct engine engine_sqlite = {
    .name = "sqlite", .dialect = DIALECT_SQLITE, .open = lite_open, .close = lite_close, .script = lite_script, .query = lite_query, .step = lite_step,
    .end = lite_end, .is_null = lite_null, .integer = lite_integer, .text = lite_text, .bytes = lite_bytes, .begin = lite_begin, .wall = lite_wall,
    .commit = lite_commit, .rollback = lite_rollback, .again = lite_again, .lost = lite_lost, .broken = lite_broken,
};

/* ---- whole files ---- */

static enum err sync_path(const char *path, int flags, struct fault *f)
{
    int fd = open(path, flags | O_CLOEXEC);
    int failed_sync = fd < 0 || fsync(fd) != 0;
    if (fd >= 0)
        close(fd);
    return failed_sync ? fault(f, errno == ENOSPC ? E_FULL : E_IO, path, N_("Filen går inte att spara på disken."), NULL, NULL) : OK;
}

static enum err sync_file(const char *path, struct fault *f)
{
    TRY(sync_path(path, O_RDONLY, f));
    char folder[4200];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    return sync_path(slash ? folder : ".", O_RDONLY | O_DIRECTORY, f);
}

enum err sqlite_seal(struct conn *c, struct fault *f)
{
    char path[4200];
    snprintf(path, sizeof path, "%s", sqlite3_db_filename(c->db, "main"));
    enum err e = plain(c, "PRAGMA journal_mode = DELETE", f);
    lite_close(c);
    return e != OK ? e : sync_file(path, f);
}

enum err sqlite_backup(struct conn *from, const char *path, struct fault *f)
{
    struct conn *to = NULL;
    TRY(lite_open(path, CONN_COPY | CONN_CREATE, &to, f));
    sqlite3_backup *b = sqlite3_backup_init(to->db, "main", from->db, "main");
    int code = b ? sqlite3_backup_step(b, -1) : SQLITE_ERROR;
    if (b)
        sqlite3_backup_finish(b);
    if (code != SQLITE_DONE) {
        enum err e = failed(to, f);
        lite_close(to);
        return e;
    }
    return sqlite_seal(to, f);
}

enum err sqlite_alone(const char *path, struct fault *f)
{
    struct conn *c cleanup(close_conn) = NULL;
    TRY(lite_open(path, CONN_WRITE, &c, f));
    sqlite3_busy_timeout(c->db, 200); /* not long: somebody who has it open keeps it open */
    /* Leaving WAL takes that nobody else has the file open; afterwards everything is in the one file. */
    if (sqlite3_exec(c->db, "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT", NULL, NULL, NULL) == SQLITE_OK)
        return OK;
    if ((sqlite3_errcode(c->db) & 0xff) == SQLITE_BUSY)
        return fault(f, E_CONFLICT, path, N_("Databasen används. Stoppa servern först."), NULL, NULL);
    return failed(c, f);
}

enum err sqlite_order_version(struct conn *c, struct buf *ret, struct fault *f)
{
    (void)f;
    swedish_version(c->swedish, ret);
    return OK;
}
