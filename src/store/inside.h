/* What the store's own files share. Nothing outside src/store includes it. */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "model/plumbing.h"
#include "store/engine.h"
#include "store/merkle.h"
#include "store/store.h"

enum {
    READERS_DEFAULT = 4, READERS_MAX = 64, READER_WAIT_MS = 30000,
    GROUP_MAX = 64,                 /* writers that share one transaction */
    AGAIN_MAX = 40,                 /* times a transaction is run again when it met another */
    WRITING_BUDGET = 256 * 1024 * 1024,
    COUNTS_KEPT = 1024, COUNT_WAYS = 4, COUNT_KEY = 32, /* a page that counts a lot asks some fifty */
    MEMOS_MAX = 32, MEMO_BYTES_MAX = 256 * 1024,
    PASTS_MAX = 3, PASTS_WAITING = 16,
};

/* One waiting writer. */
struct job {
    const struct seat *seat;
    const struct write_terms *terms;
    enum err (*work)(struct writing *w, void *ctx, struct fault *f);
    void *ctx;
    struct buf *answer;
    struct fault fault;
    enum err result;
    bool done;                      /* has its result; the group may still be running */
    bool answered;                  /* … and the group is over */
    struct job *next;
};

struct past { struct store *store; struct date day; unsigned users; uint64_t built_at, used; };

/* A count that holds while the journal has that size. */
struct counted { unsigned char key[COUNT_KEY]; int64_t size, n; };

/* Bytes that hold while the journal has that size. */
struct memo { unsigned char key[COUNT_KEY]; int64_t size; char *bytes; size_t n; uint64_t used; };

struct store {
    const struct engine *g;
    char *url;
    unsigned char key[32], public[32];
    bool signs;
    unsigned readers, mode;         /* how reading connections are opened */

    pthread_mutex_t lock;           /* guards what follows */
    pthread_cond_t freed, turn;
    struct conn *idle[READERS_MAX];
    unsigned idle_n, open_n;
    struct conn *writer;            /* the leader's */
    struct job *first, **last;
    bool leading;
    struct past pasts[PASTS_WAITING];
    uint64_t past_clock;

    _Atomic uint64_t size_seen, plumbing;
    pthread_mutex_t building;       /* one past at a time */

    pthread_mutex_t counting;       /* guards counts */
    struct counted counts[COUNTS_KEPT];
    struct memo memos[MEMOS_MAX];
    uint64_t memo_clock;

    struct store *present;          /* of a past: whose it is; else NULL */
    instant until;                  /* … and the end of its day */
    struct conn *anchor;            /* keeps the past's memory */
};

struct reading {
    struct store *s;
    struct conn *c;
    const struct seat *seat;
    int64_t size;                   /* of the journal, as this reading sees it; 0 in a past and inside a writing */
    bool inside;                    /* of a writing: ends with it */
};

struct writing {
    struct reading r;
    struct arena arena;
    instant now, valid;
    struct str reason;
    struct merkle log;              /* the journal's head as it will be */
    bool touched;                   /* the journal grew */
    bool plumbing;                  /* something outside the journal was written */
};

/* rows.c */
enum err row_fetch(const struct engine *g, const struct cursor *cur, int column, const struct entity *e, struct arena *a, void *row, struct fault *f) nodiscard;
/* One field of it. */
enum err field_fetch(const struct engine *g, const struct cursor *cur, int column, const struct entity *e, const struct field *field, struct arena *a, void *row,
                     struct fault *f) nodiscard;
/* A true-or-false expression: may the seat read the row? */
void scope_add(struct sql *q, const struct entity *e, const char *alias, const struct seat *seat);
enum err row_by_id(struct reading *r, struct arena *a, const struct entity *e, int64_t id, const struct seat *seat, void *row, struct fault *f) nodiscard;
struct wall wall_of(const struct seat *seat);
enum err no_memory(struct fault *f);

/* count.c: a statement that gives one number, which may be remembered. */
void memos_free(struct store *s);
enum err count_ask(struct reading *r, const struct sql *q, int64_t *ret, struct fault *f) nodiscard;

/* journal.c */
enum err journal_load(const struct engine *g, struct conn *c, bool lock, struct merkle *ret, struct fault *f) nodiscard;
enum err journal_save(const struct engine *g, struct conn *c, const struct merkle *m, struct fault *f) nodiscard;
enum err journal_append(struct writing *w, const struct entity *e, const void *row, const char *verb, struct fault *f) nodiscard;

/* store.c */
enum err store_connect(struct store *s, unsigned mode, struct conn **ret, struct fault *f) nodiscard;
enum err store_bare(const struct engine *g, const char *url, struct store **ret, struct fault *f) nodiscard;
const struct engine *engine_of(const char *url);

/* migrate.c */
enum err schema_create(const struct engine *g, struct conn *c, const char *role, struct fault *f) nodiscard;
/* E_ABSENT: an empty database. E_CONFLICT: another version's schema. */
enum err schema_check(const struct engine *g, struct conn *c, struct fault *f) nodiscard;

/* verify.c: the same as store_verify over any url the engine opens. */
#endif
