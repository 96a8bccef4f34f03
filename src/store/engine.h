/* What the two engines have in common, as the rest of the store sees them: a connection that runs statements with bound values
 * and hands out rows. Everything else of the store is written once, above this. */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "derive/sql.h"

struct conn;

enum {
    CONN_READ = 0,
    CONN_WRITE = 1 << 0,
    CONN_CREATE = 1 << 1,   /* SQLite: the file may be made */
    CONN_COPY = 1 << 2,     /* a copy or a past being filled: no foreign keys, no waiting for the disk until the end */
    CONN_OWNER = 1 << 3,    /* PostgreSQL: the role that owns the tables, for migrations and restore */
    CONN_IMMUTABLE = 1 << 4 /* SQLite: a copy that nobody writes, read without locks or side files */
};

/* The rows of a running query. */
struct cursor {
    struct conn *conn;
    void *rows;             /* the engine's */
    int at, n;
    unsigned fetch;         /* PostgreSQL: number of the server's cursor, when streamed */
};

/* The seat's settings for the second wall. */
struct wall { int64_t federation, organisation; char reads[256], writes[256]; };

struct engine {
    const char *name;
    enum dialect dialect;
    enum err (*open)(const char *url, unsigned mode, struct conn **ret, struct fault *f);
    void (*close)(struct conn *c);
    /* Runs several statements without values. */
    enum err (*script)(struct conn *c, const char *sql, struct fault *f);
    /* Starts a query or a write; rows come from step. Values are copied or used before the next step returns.
     * stream: many rows, read in portions. */
    enum err (*query)(struct conn *c, const struct sql *q, bool stream, struct cursor *ret, struct fault *f);
    /* The next row; *ret_row false when there is none. */
    enum err (*step)(struct cursor *cur, bool *ret_row, struct fault *f);
    void (*end)(struct cursor *cur); /* fine to call twice and on a zeroed cursor */
    bool (*is_null)(const struct cursor *cur, int column);
    int64_t (*integer)(const struct cursor *cur, int column);
    /* Valid until the next step. */
    struct str (*text)(const struct cursor *cur, int column);
    struct str (*bytes)(const struct cursor *cur, int column);
    enum err (*begin)(struct conn *c, bool write, const struct wall *wall, struct fault *f);
    /* Another seat's settings inside a running transaction. */
    enum err (*wall)(struct conn *c, const struct wall *wall, struct fault *f);
    enum err (*commit)(struct conn *c, struct fault *f);
    void (*rollback)(struct conn *c);
    /* True when the last failure was only that two transactions met: the whole may be run again. */
    bool (*again)(const struct conn *c);
    /* True when the transaction is gone (or can only be rolled back as a whole). */
    bool (*lost)(struct conn *c);
    /* True when the connection cannot be used any more. */
    bool (*broken)(struct conn *c);
};

extern const struct engine engine_sqlite, engine_postgres;

/* Place of a fault from a unique index or a foreign key: the engine leaves the index's or column's name there, behind this mark. */
#define CLASH_MARK "\x01"

/* Runs a statement that gives at most one row, into ret (may be NULL) by `take`. */
enum err conn_run(const struct engine *g, struct conn *c, const struct sql *q, struct fault *f) nodiscard;
/* One integer of the first row; *ret untouched and *ret_any false when there is no row or it is NULL. */
enum err conn_integer(const struct engine *g, struct conn *c, const struct sql *q, bool *ret_any, int64_t *ret, struct fault *f) nodiscard;

/* SQLite's own, for backup and restore. */
enum err sqlite_backup(struct conn *from, const char *path, struct fault *f) nodiscard;
/* Turns a written copy into one self-contained file on disk: no side files, everything synced. Closes the connection. */
enum err sqlite_seal(struct conn *c, struct fault *f) nodiscard;
/* E_CONFLICT when the file is in use; else everything is in the one file and nobody has it open. */
enum err sqlite_alone(const char *path, struct fault *f) nodiscard;
/* True when indexes were built with another version of the Swedish order than the one in use. */
enum err sqlite_order_version(struct conn *c, struct buf *ret, struct fault *f) nodiscard;

#endif
