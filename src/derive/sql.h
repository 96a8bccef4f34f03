/* SQL from the field tables: the schema in both dialects, and statements whose values are always bound.
 *
 * Text comes from const pieces and from names in the model only; a value becomes a parameter. Parameters are numbered in the
 * order in which they first appear, so that "$1" means the same to PostgreSQL (a position) and to SQLite (a name).
 *
 * How a field is stored: KEY, REF, INT, ORE and INSTANT (microseconds) as 64-bit integers, BOOL as boolean (SQLite: 0 and 1),
 * WORD as its code, DATE as its stored form (base/time.h), TEXT as itself; what is not given is NULL. */
#ifndef DERIVE_SQL_H
#define DERIVE_SQL_H

#include "base/buf.h"
#include "derive/value.h"

enum dialect { DIALECT_SQLITE, DIALECT_POSTGRES };

/* Swedish order, the same in both engines: ICU's Swedish collation, registered in SQLite under PostgreSQL's name for it. */
#define SQL_SWEDISH "COLLATE \"sv-x-icu\""

enum { SQL_BINDS_MAX = 160, SQL_TEXT_MAX = 64 * 1024 };

enum bind_kind { BIND_NULL, BIND_INT, BIND_TEXT, BIND_BYTES, BIND_SMALL };

struct bind {
    enum bind_kind kind;
    int64_t i;
    struct str s;       /* TEXT, BYTES: not copied */
    char small[16];     /* SMALL: short text that lives here, NUL-terminated */
};

/* A statement being written. A failure (too long, too many values) sticks and is told by sql_check. */
struct sql {
    struct buf text;
    struct bind binds[SQL_BINDS_MAX];
    size_t n;
};

void sql_begin(struct sql *q);
void sql_free(struct sql *q); /* fits cleanup() */
void sql_add(struct sql *q, const char *piece);
/* alias."name", or "name" when alias is NULL. */
void sql_name(struct sql *q, const char *alias, const char *name);
void sql_int(struct sql *q, int64_t v);
void sql_str(struct sql *q, struct str v);
void sql_bytes(struct sql *q, struct str v);
/* The field's value as it is stored. */
void sql_value(struct sql *q, const struct field *f, struct value v);
enum err sql_check(const struct sql *q, struct fault *f) nodiscard;

/* Every column in the order of entity_field, with a comma between. */
void sql_columns(struct sql *q, const struct entity *e, const char *alias);
/* INSERT … RETURNING "id". The id is left to the database when it is 0 in the row. */
void sql_insert(struct sql *q, const struct entity *e, const void *row);
/* UPDATE of every column but the id, of the row whose version is `seen`. */
void sql_update(struct sql *q, const struct entity *e, const void *row, int64_t seen);
/* What a list sorts by: Swedish order for text, the table's order for words, bytes for dates. Bare: the column alone. */
void sql_order(struct sql *q, const struct field *f, const char *alias);
/* False when the column can be NULL. */
bool sql_always(const struct entity *e, const struct field *f);

/* The counterparty field of an entity, NULL when it has none. */
const struct field *entity_counterparty(const struct entity *e);

/* SQLite: what keeps the index of `search` when a row of it goes. */
#define SQL_SEARCH_REMOVED "CREATE TRIGGER \"search.removed\" AFTER DELETE ON \"search\" BEGIN\n" \
    "    INSERT INTO \"search_index\" (\"search_index\", \"rowid\", \"scope\", \"words\") VALUES ('delete', old.\"id\", old.\"scope\", old.\"words\");\nEND;\n"

enum { SCHEMA_LOOSE = 1 << 0 }; /* columns and sort indexes only: for a past that is rebuilt, where rows may lack what they refer to */

/* One entity's table and its indexes (and, in PostgreSQL, its policies and grants: see sql_schema_tail). */
void sql_schema_entity(struct buf *b, const struct entity *e, enum dialect d, unsigned how);
/* The store's own tables: journal, journal_head, blob, meta, migration. */
void sql_schema_store(struct buf *b, enum dialect d, unsigned how);
/* What is searched (store/search.h): a row's words and, as words too, whose it is; and the engine's own index of them. */
void sql_schema_search(struct buf *b, enum dialect d);
/* PostgreSQL: foreign keys, row-level security. Nothing for SQLite. */
void sql_schema_tail(struct buf *b, const struct entity *e, enum dialect d);
/* All tables and indexes; then what PostgreSQL adds when they are filled: foreign keys, policies. */
void sql_schema_tables(struct buf *b, enum dialect d, unsigned how);
void sql_schema_walls(struct buf *b, enum dialect d);
/* Both: as `samsyn migrate` runs it on an empty database and as gen/ shows it. */
void sql_schema(struct buf *b, enum dialect d);
/* PostgreSQL: what the application's role may do: read and write rows, append to the journal, never change or remove in it. */
void sql_grants(struct buf *b, const char *role);

#endif
