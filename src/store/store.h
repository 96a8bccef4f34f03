/* The store: the only SQL. One interface, two engines (SQLite, PostgreSQL), and the journal in the same transaction as
 * every write. Nobody here decides what is right to write (that is the domain) but nobody reads or writes past his seat:
 * each statement binds the relations that the seat's right reaches.
 *
 * Thread safe: any thread may read and write; a `struct reading` or `struct writing` belongs to the thread it was given to. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "authz/seat.h"
#include "derive/query.h" /* struct query: what a list asks for */

struct arena;
struct buf;
struct store;
struct reading;
struct writing;

/* ---- opening ---- */

struct store_options {
    const char *url;            /* "sqlite:/path/file.db" or "postgresql://…" (libpq's URI or keywords) */
    const unsigned char *key;   /* 32 bytes: the seed of the Ed25519 key that signs heads; NULL: heads are not signed */
    unsigned readers;           /* connections for reading; 0: the default */
    const char *application;    /* PostgreSQL, for store_migrate: the role that the program runs as and that gets its rights; NULL: the one it was last, else "samsyn" */
    bool create;                /* make the schema when the database is empty; else an empty database is E_ABSENT */
};

/* Opens, checks the schema's version and migrations' checksums (E_CONFLICT: older or newer than the program, says which).
 * PostgreSQL: refuses to run as superuser or with BYPASSRLS (E_DENIED). */
enum err store_open(const struct store_options *options, struct store **ret, struct fault *f) nodiscard;
void store_close(struct store *s);
/* "sqlite" or "postgres". */
const char *store_engine(const struct store *s);
/* A number that grows with every committed write: a cheap key for caches. */
uint64_t store_changes(const struct store *s);

/* ---- reading ---- */

/* A consistent view for one request. The seat must outlive it. */
enum err store_read(struct store *s, const struct seat *seat, struct reading **ret, struct fault *f) nodiscard;
void store_read_end(struct reading *r); /* NULL is fine */
const struct seat *reading_seat(const struct reading *r);

/* Fills `ret_row` (entity->size bytes; text in the arena). E_ABSENT when there is no such row or the seat may not read it:
 * the two cannot be told apart. */
enum err store_get(struct reading *r, struct arena *a, const struct entity *e, int64_t id, void *ret_row, struct fault *f) nodiscard;
/* As store_get, but by the value of one UNIQUE field. */
enum err store_find(struct reading *r, struct arena *a, const struct entity *e, const char *field, struct str value, void *ret_row, struct fault *f) nodiscard;

/* What a caller has made of what the reading sees, kept while nothing is written: for a page that counts a lot. `name` says what it is
 * and all that it depends on but the rows and the seat's scope (the day, the language); nothing of the account may be in it. At most
 * 256 KiB, the 32 that were asked for last. A past keeps nothing. */
bool store_kept(struct reading *r, struct arena *a, struct str name, struct str *ret);
void store_keep(struct reading *r, struct str name, struct str bytes);

struct rows {
    void *rows;                 /* n structs of entity->size bytes */
    size_t n;
    struct str *titles;         /* n × entity_fields(): for a REF field the title of the row it refers to; p NULL: the seat may not see it */
    struct str first, last;     /* cursors of the page's ends */
    bool more_before, more_after;
    int64_t count;              /* when asked for; COUNT_MAX + 1 means "more than COUNT_MAX" */
};

/* One statement, whatever the page: no query per row. Sorting text follows Swedish order (å ä ö last), none last. */
enum err store_list(struct reading *r, struct arena *a, const struct query *q, struct rows *ret, struct fault *f) nodiscard;
/* How many rows the query has, without reading any: at most COUNT_MAX + 1, as store_list counts. */
enum err store_count(struct reading *r, struct arena *a, const struct query *q, int64_t *ret, struct fault *f) nodiscard;
/* Every row of the query in order, streamed: for exports and reports. each returns other than OK to stop; that is returned. */
enum err store_each(struct reading *r, const struct query *q, enum err (*each)(void *ctx, const void *row, const struct str *titles), void *ctx, struct fault *f) nodiscard;
/* Titles of the rows a row refers to, entity_fields() of them. */
enum err store_titles(struct reading *r, struct arena *a, const struct entity *e, const void *row, struct str **ret, struct fault *f) nodiscard;

static inline void *rows_at(const struct rows *rows, const struct entity *e, size_t i) { return (char *)rows->rows + i * e->size; }
/* For reference_title. */
static inline const struct str *rows_titles(const struct rows *rows, const struct entity *e, size_t i) { return rows->titles + i * entity_fields(e); }

/* ---- writing ---- */

struct write_terms {
    struct str key;             /* idempotency key; empty: none. The same key and seat again: nothing is written, the first answer is given */
    struct str request;         /* SHA-256 in hex of what was asked for, when there is a key; another request with the same key is E_CONFLICT */
    instant now;                /* recorded time; 0: the clock */
    instant valid;              /* the time from which it holds (imports of the past); 0: the recorded time */
    struct str reason;          /* kept in the journal */
};

/* Runs `work` in one transaction and makes it durable; returns only then. `work` may run again (PostgreSQL, a serialization
 * failure) and on another thread: it must do all it does through `w`, take memory from writing_arena(w) and leave `ctx` fit for
 * a second run. When it fails, nothing is written. `answer` (may be NULL) is kept with the idempotency key and given back. */
enum err store_write(struct store *s, const struct seat *seat, const struct write_terms *terms,
                     enum err (*work)(struct writing *w, void *ctx, struct fault *f), void *ctx, struct buf *answer, struct fault *f) nodiscard;

struct reading *writing_reads(struct writing *w);   /* sees what this transaction wrote */
struct arena *writing_arena(struct writing *w);
const struct seat *writing_seat(const struct writing *w);
instant writing_now(const struct writing *w);
/* From here on the rows of this transaction hold from `valid` (a past that is registered afterwards); 0: from the recorded time. */
void writing_set_valid(struct writing *w, instant valid);

/* May the seat do with the row, as it stands, what takes `least`? Who may only propose: only with what the account created.
 * E_DENIED, or E_ABSENT (as of store_get) when it may not even read it. */
enum err store_may(const struct seat *seat, const struct entity *e, const void *row, enum right least, struct fault *f) nodiscard;

/* As store_find, past the seat but within its federation: to learn who is meant by a name. What it gives is not to be told. */
enum err store_find_of_federation(struct writing *w, struct arena *a, const struct entity *e, const char *field, struct str value, void *ret_row, struct fault *f) nodiscard;

/* Writes a row and its journal entry. row.id 0: creates (id, version 1, federation, owner, times and accounts are filled in;
 * the owner is the seat's organisation unless given or followed); else changes the row whose version is row.version
 * (E_CONFLICT: another version is there). RIGHT_READ is for what a rule makes follow from another row's write.
 * `verb` is the act's name in the journal ("skapa", "andra", "besluta"), `least` the
 * right it takes; E_DENIED or E_ABSENT when the seat lacks it over this row. Entities with PLUMBING skip journal and rights. */
enum err store_put(struct writing *w, const struct entity *e, void *row, const char *verb, enum right least, struct fault *f) nodiscard;

/* Deletes rows of plumbing (PURGED) whose instant `field` is given and before `before`: at most `limit`, the oldest ids first.
 * Nothing that has a journal can be deleted. */
enum err store_purge(struct writing *w, const struct entity *e, const char *field, instant before, size_t limit, size_t *ret_n, struct fault *f) nodiscard;

/* ---- files ---- */

enum { BLOB_MAX = 50 * 1024 * 1024 };
/* Stores bytes once under their SHA-256 (64 hex digits into ret). */
enum err store_blob_put(struct writing *w, struct str bytes, char ret_sha256[static 65], struct fault *f) nodiscard;
/* Only for a caller that has read a row naming it. */
enum err store_blob_get(struct reading *r, struct arena *a, struct str sha256, struct str *ret, struct fault *f) nodiscard;

/* ---- the journal ---- */

struct journal_entry {
    int64_t seq;
    instant at;                 /* recorded */
    instant valid;              /* holds from */
    account_id account;
    organisation_id organisation;
    enum role role;
    const struct entity *entity;
    int64_t id, version;
    struct str verb, reason;
    struct str row;             /* the row after the write, as JSON (derive/json.h) */
    struct str text;            /* the exact bytes that are hashed */
    struct str hash;            /* hex */
};

/* The entries of a row, oldest first. E_ABSENT as for store_get. */
enum err store_history(struct reading *r, struct arena *a, const struct entity *e, int64_t id, struct journal_entry **ret, size_t *ret_n, struct fault *f) nodiscard;
/* The newest entries that the seat may see, newest first, before `before` (0: from the end). */
enum err store_recent(struct reading *r, struct arena *a, int64_t before, size_t limit, struct journal_entry **ret, size_t *ret_n, struct fault *f) nodiscard;
/* Entries about one entity that were recorded from `from` up to `to` and that the seat may see, oldest first, after number `after`
 * (0: from the start), at most 1 000. Finds its place by the clock in some twenty steps; a past shows the present's. */
enum err store_between(struct reading *r, struct arena *a, const struct entity *e, instant from, instant to, int64_t after, size_t limit,
                       struct journal_entry **ret, size_t *ret_n, struct fault *f) nodiscard;

/* A head: the log's size and its Merkle root (RFC 9162 §2.1), signed. As text: six lines "samsyn head v1", size, root, last
 * chained hash, time, signature (hex; "-" when unsigned) and the public key. */
enum err store_head(struct store *s, struct buf *ret, struct fault *f) nodiscard;
/* Reads the whole log: sequence without gaps, every hash, the chain, the root; every table equal to the log's last word on it;
 * a head given earlier still holds. `say` hears one line per finding (and progress with ok = true). */
enum err store_verify(struct store *s, struct str earlier_head, void (*say)(void *ctx, bool ok, const char *line), void *ctx, struct fault *f) nodiscard;
/* Inclusion proof of entry seq in the tree of the first `size` entries: the audit path, leaf to root, hex lines. */
enum err store_proof(struct store *s, int64_t seq, int64_t size, struct buf *ret, struct fault *f) nodiscard;

/* As store_proof for many entries at once (any order), reading the log once: ret[i] is of seqs[i], in the arena. ret_root is the tree's root in hex. */
enum err store_proofs(struct store *s, struct arena *a, const int64_t *seqs, size_t n, int64_t size, struct str *ret, char ret_root[static 65], struct fault *f) nodiscard;

/* ---- the past ---- */

/* "Läget den …": a read-only store that holds what held at the end of that day, rebuilt from the journal. Every read works on it
 * unchanged. Kept for the next who asks (a few, bounded). Release with store_past_end. */
enum err store_past(struct store *s, struct date day, struct store **ret, struct fault *f) nodiscard;
void store_past_end(struct store *s, struct store *past);

/* ---- keeping ---- */

/* A consistent copy while writes go on, to a new file (SQLite's own backup; PostgreSQL: a portable SQLite copy), then fsynced. */
enum err store_backup(struct store *s, const char *path, struct fault *f) nodiscard;
/* Verifies the copy's whole journal (and that it contains the earlier head, when given) before it replaces the database at url,
 * which must not be in use. On failure the old one stands. */
enum err store_restore(const char *path, const char *url, struct str earlier_head, struct fault *f) nodiscard;
/* Brings an older schema to the program's, step by step, each in a transaction with its checksum; safe to start again. */
enum err store_migrate(const struct store_options *options, void (*say)(void *ctx, const char *line), void *ctx, struct fault *f) nodiscard;

#endif
