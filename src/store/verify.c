/* Verifying: every entry by its own hash, the chain, the tree, the columns beside it, and the tables against the log's last word.
 *
 * The log is cut into portions of 2^14 entries; each is checked by itself (its chain from the value stored before it, its subtree's
 * root), several at a time on connections of their own, and the roots are put together in order at the end. */
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "derive/json.h"
#include "store/inside.h"
#include "store/journal.h"
#include "store/search_inside.h"

enum { PORTION_LEVEL = 14, PORTION = 1 << PORTION_LEVEL, WORKERS_MAX = 8, FINDINGS_MAX = 20, LINE = 400 };

struct portion { struct merkle tree; struct hash last; };

struct verify {
    struct store *s;
    uint64_t size;              /* entries to check */
    struct head earlier;        /* size 0: none */
    void (*say)(void *ctx, bool ok, const char *line);
    void *ctx;
    pthread_mutex_t lock;       /* say and what follows */
    size_t findings;
    struct portion *portions;
    struct merkle at_head;      /* the tree of the earlier head's own portion, cut at its size */
    struct hash chain_at_head;
    _Atomic uint64_t next;
    struct fault fault;         /* of a worker that could not go on */
};

static void found(struct verify *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void found(struct verify *v, const char *format, ...)
{
    char line[LINE];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    pthread_mutex_lock(&v->lock);
    if (v->findings++ < FINDINGS_MAX)
        v->say(v->ctx, false, line);
    pthread_mutex_unlock(&v->lock);
}

static void told(struct verify *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void told(struct verify *v, const char *format, ...)
{
    char line[LINE];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    pthread_mutex_lock(&v->lock);
    v->say(v->ctx, true, line);
    pthread_mutex_unlock(&v->lock);
}

static int64_t milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- one entry ---- */

/* The columns beside the text, as they were read. */
struct columns { int64_t seq, at, valid, id, version, federation, owner, counterparty; struct str entity, reach, text; };

/* The text begins with what the columns say: checked by writing that beginning again, which is quicker than reading JSON. */
static bool begins_as(const struct columns *c, struct buf *b)
{
    buf_reset(b);
    buf_put(b, S("{\"seq\":"));
    buf_int(b, c->seq);
    buf_put(b, S(",\"at\":\""));
    instant_put(b, (instant){ c->at });
    buf_put(b, S("\",\"valid\":\""));
    instant_put(b, (instant){ c->valid });
    buf_put(b, S("\",\"account\":"));
    if (b->failed || !str_starts(c->text, buf_str(b)))
        return false;
    static const struct str marks[] = { { ",\"entity\":\"", 11 }, { ",\"row\":{", 8 } };
    size_t entity = str_find(c->text, marks[0], b->n);
    if (entity == SIZE_MAX)
        return false;
    buf_reset(b);
    buf_put(b, marks[0]);
    buf_put(b, c->entity);
    buf_put(b, S("\",\"id\":"));
    buf_int(b, c->id);
    buf_put(b, S(",\"version\":"));
    buf_int(b, c->version);
    buf_put(b, S(",\"verb\":\""));
    if (!str_starts(str_sub(c->text, entity, c->text.n), buf_str(b)))
        return false;
    /* verb and reason are text and could hold the mark only with its quotes escaped */
    size_t row = str_find(c->text, marks[1], entity);
    if (row == SIZE_MAX)
        return false;
    buf_reset(b);
    buf_put(b, S("\"id\":"));
    buf_int(b, c->id);
    buf_put(b, S(",\"version\":"));
    buf_int(b, c->version);
    buf_put(b, S(",\"federation\":"));
    buf_int(b, c->federation);
    buf_put(b, S(",\"owner\":"));
    buf_int(b, c->owner);
    buf_put(b, S(",\"reach\":\""));
    buf_put(b, c->reach);
    buf_char(b, '"');
    return !b->failed && str_starts(str_sub(c->text, row + marks[1].n, c->text.n), buf_str(b));
}

static bool reads_as(const struct columns *c, struct arena *a)
{
    struct journal_entry e;
    if (journal_parse(a, c->text, &e, NULL) != OK || e.seq != c->seq || e.at.usec != c->at || e.valid.usec != c->valid || e.id != c->id || e.version != c->version ||
        !str_is(c->entity, e.entity->name))
        return false;
    struct row *row = row_new(a, e.entity);
    if (!row || row_json_read_full(a, e.entity, e.row, row, NULL) != OK)
        return false;
    const struct field *cp = entity_counterparty(e.entity), *reach = entity_field_named(e.entity, S("reach"));
    return row->id == c->id && row->version == c->version && row->federation.v == c->federation && row->owner.v == c->owner &&
           field_word(reach, c->reach) == (unsigned)row->reach && (cp ? value_of(cp, row).i : 0) == c->counterparty;
}

static bool columns_agree(const struct columns *c, struct buf *b, struct arena *a)
{
    if (c->counterparty == 0 && begins_as(c, b)) {
        const struct entity *e = model_entity(c->entity);
        if (e && !entity_counterparty(e))
            return true;
    }
    arena_reset(a);
    return reads_as(c, a);
}

/* ---- one portion ---- */

struct worker { struct verify *v; struct conn *c; struct hasher h; struct arena a; struct buf b; };

static enum err portion_query(struct worker *k, uint64_t first, uint64_t last, struct cursor *cur, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "SELECT \"seq\", \"text\", \"chain\", \"at\", \"valid\", \"entity\", \"id\", \"version\", \"federation\", \"owner\", \"reach\", \"counterparty\" "
                "FROM \"journal\" WHERE \"seq\" >= ");
    sql_int(&q, (int64_t)first - 1);
    sql_add(&q, " AND \"seq\" <= ");
    sql_int(&q, (int64_t)last);
    sql_add(&q, " ORDER BY \"seq\"");
    return k->v->s->g->query(k->c, &q, true, cur, f);
}

static struct columns columns_of(const struct engine *g, const struct cursor *cur)
{
    return (struct columns){ .seq = g->integer(cur, 0), .text = g->text(cur, 1), .at = g->integer(cur, 3), .valid = g->integer(cur, 4), .entity = g->text(cur, 5),
                             .id = g->integer(cur, 6), .version = g->integer(cur, 7), .federation = g->integer(cur, 8), .owner = g->integer(cur, 9),
                             .reach = g->text(cur, 10), .counterparty = g->is_null(cur, 11) ? 0 : g->integer(cur, 11) };
}

static enum err entry_check(struct worker *k, const struct cursor *cur, struct portion *p, struct fault *f)
{
    struct verify *v = k->v;
    struct columns c = columns_of(v->s->g, cur);
    struct str stored = v->s->g->bytes(cur, 2);
    struct hash leaf, chain;
    if (!hash_leaf(&k->h, c.text, &leaf) || !hash_chain(&k->h, &p->last, &leaf, &chain) || !merkle_add(&k->h, &p->tree, 0, &leaf))
        return no_memory(f);
    if (stored.n != HASH || memcmp(stored.p, chain.b, HASH) != 0)
        found(v, "post %lld: kontrollsumman stämmer inte med texten och posten före", (long long)c.seq);
    if (stored.n == HASH)
        memcpy(p->last.b, stored.p, HASH); /* go on from what is stored, so that one fault is one finding */
    if (!columns_agree(&c, &k->b, &k->a))
        found(v, "post %lld: kolumnerna säger något annat än texten", (long long)c.seq);
    if (v->earlier.size && (uint64_t)c.seq == v->earlier.size) {
        pthread_mutex_lock(&v->lock);
        v->at_head = p->tree;
        v->chain_at_head = p->last;
        pthread_mutex_unlock(&v->lock);
    }
    return OK;
}

static enum err portion_rows(struct worker *k, struct cursor *cur, uint64_t first, uint64_t last, struct portion *p, struct fault *f)
{
    const struct engine *g = k->v->s->g;
    uint64_t want = first == 1 ? 1 : first - 1;
    bool any = false;
    enum err e;
    while ((e = g->step(cur, &any, f)) == OK && any) {
        int64_t seq = g->integer(cur, 0);
        if (seq < 1) {
            found(k->v, "post %lld: numret är mindre än 1", (long long)seq);
            continue;
        }
        if ((uint64_t)seq != want) {
            found(k->v, "post %llu: saknas", (unsigned long long)want);
            want = (uint64_t)seq;
        }
        want++;
        if ((uint64_t)seq < first) {
            struct str before = g->bytes(cur, 2);
            if (before.n == HASH)
                memcpy(p->last.b, before.p, HASH);
            continue;
        }
        TRY(entry_check(k, cur, p, f));
    }
    TRY(e);
    if (want <= last)
        found(k->v, "post %llu till %llu: saknas", (unsigned long long)want, (unsigned long long)last);
    return OK;
}

static enum err portions(struct worker *k, struct fault *f)
{
    struct verify *v = k->v;
    for (;;) {
        uint64_t i = atomic_fetch_add(&v->next, 1), first = i * PORTION + 1, last = (i + 1) * PORTION < v->size ? (i + 1) * PORTION : v->size;
        if (first > v->size)
            return OK;
        struct cursor cur = { 0 };
        TRY(portion_query(k, first, last, &cur, f));
        enum err e = portion_rows(k, &cur, first, last, &v->portions[i], f);
        v->s->g->end(&cur);
        TRY(e);
    }
}

static void *work(void *ctx)
{
    struct verify *v = ctx;
    static const struct wall everything;
    struct worker k = { .v = v, .a = arena_new(64 * 1024 * 1024), .b = buf_new(64 * 1024) };
    struct fault f = { 0 };
    enum err e = hasher_new(&k.h, &f);
    if (e == OK)
        e = store_connect(v->s, v->s->mode, &k.c, &f);
    if (e == OK)
        e = v->s->g->begin(k.c, false, &everything, &f);
    if (e == OK)
        e = portions(&k, &f);
    if (k.c) {
        v->s->g->rollback(k.c);
        v->s->g->close(k.c);
    }
    hasher_free(&k.h);
    arena_free(&k.a);
    buf_free(&k.b);
    if (e != OK) {
        pthread_mutex_lock(&v->lock);
        if (v->fault.code == OK)
            v->fault = f;
        pthread_mutex_unlock(&v->lock);
    }
    return NULL;
}

static void work_together(struct verify *v)
{
    pthread_t threads[WORKERS_MAX];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t want = cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (size_t)cores, n = 0;
    if (want > (v->size + PORTION - 1) / PORTION)
        want = (size_t)((v->size + PORTION - 1) / PORTION);
    while (n + 1 < want && pthread_create(&threads[n], NULL, work, v) == 0)
        n++;
    work(v);
    while (n)
        pthread_join(threads[--n], NULL);
}

/* ---- the whole log ---- */

static bool join(struct hasher *h, struct merkle *whole, const struct portion *p)
{
    for (unsigned level = PORTION_LEVEL + 1; level-- > 0; )
        if ((p->tree.size >> level & 1) && !merkle_add(h, whole, level, &p->tree.peaks[level]))
            return false;
    return true;
}

static enum err earlier_check(struct verify *v, struct hasher *h, const struct merkle *before, struct fault *f)
{
    struct merkle then = *before;
    struct portion own = { .tree = v->at_head };
    struct hash root;
    struct buf hex cleanup(buf_free) = buf_new(256);
    if (!join(h, &then, &own) || !merkle_root(h, &then, &root))
        return no_memory(f);
    buf_hex(&hex, root.b, HASH);
    bool same_root = str_eq(buf_str(&hex), v->earlier.root);
    buf_reset(&hex);
    buf_hex(&hex, v->chain_at_head.b, HASH);
    if (!same_root || !str_eq(buf_str(&hex), v->earlier.chain))
        found(v, "det tidigare huvudet över %llu poster är inte början av den här loggen", (unsigned long long)v->earlier.size);
    else
        told(v, "Det tidigare huvudet (%llu poster, %.*s) är början av loggen.", (unsigned long long)v->earlier.size, SF(v->earlier.at));
    return OK;
}

static enum err put_together(struct verify *v, const struct merkle *head, struct fault *f)
{
    struct hasher h cleanup(hasher_free) = { 0 };
    struct merkle whole = { 0 };
    struct hash root, said;
    TRY(hasher_new(&h, f));
    uint64_t n = (v->size + PORTION - 1) / PORTION;
    if (v->earlier.size > v->size)
        found(v, "loggen har %llu poster, det tidigare huvudet hade %llu", (unsigned long long)v->size, (unsigned long long)v->earlier.size);
    if (v->findings)
        return OK; /* entries are missing or changed: the roots cannot agree, and it has been said why */
    for (uint64_t i = 0; i < n; i++) {
        if (v->earlier.size && (v->earlier.size - 1) / PORTION == i)
            TRY(earlier_check(v, &h, &whole, f));
        if (!join(&h, &whole, &v->portions[i]))
            return no_memory(f);
    }
    if (!merkle_root(&h, &whole, &root) || !merkle_root(&h, head, &said))
        return no_memory(f);
    static const struct hash nothing;
    const struct hash *last = n ? &v->portions[n - 1].last : &nothing;
    if (memcmp(root.b, said.b, HASH) != 0 || memcmp(last->b, head->chain.b, HASH) != 0)
        found(v, "loggens huvud stämmer inte med posterna");
    return OK;
}

static enum err check_log(struct verify *v, const struct merkle *head, struct fault *f)
{
    int64_t begun = milliseconds();
    v->portions = calloc((size_t)((v->size + PORTION - 1) / PORTION) + 1, sizeof *v->portions);
    if (!v->portions)
        return no_memory(f);
    if (v->size)
        work_together(v);
    if (v->fault.code != OK) {
        if (f)
            *f = v->fault;
        return v->fault.code;
    }
    TRY(put_together(v, head, f));
    told(v, "Loggen: %llu poster lästa på %.2f s.", (unsigned long long)v->size, (double)(milliseconds() - begun) / 1000);
    return OK;
}

/* ---- the tables ---- */

static bool same_row(const struct entity *e, const void *row, struct str text, struct arena *a, struct buf *b)
{
    static const struct str mark = { ",\"row\":", 7 };
    buf_reset(b);
    row_json_full(b, e, row);
    buf_char(b, '}');
    if (!b->failed && text.n > b->n + mark.n && str_ends(text, buf_str(b)) && str_eq(str_sub(text, text.n - b->n - mark.n, text.n - b->n), mark))
        return true;
    struct journal_entry entry; /* an older model's text: compare what both know */
    void *then = row_new(a, e);
    if (!then || journal_parse(a, text, &entry, NULL) != OK || entry.entity != e || row_json_read_full(a, e, entry.row, then, NULL) != OK)
        return false;
    for (size_t i = 0; i < entity_fields(e); i++)
        if (!value_equal(value_of(entity_field(e, i), row), value_of(entity_field(e, i), then)))
            return false;
    return true;
}

static enum err check_search(struct verify *v, const struct entity *e, const void *row, struct str scope, struct str words, struct fault *f)
{
    struct searched s cleanup(searched_free) = { 0 };
    TRY(searched_of(e, row, &s, f));
    if (!words.p || !str_eq(words, buf_str(&s.words)) || !str_eq(scope, buf_str(&s.scope)))
        found(v, "%s/%lld: sökregistret säger något annat än raden (samsyn migrate bygger det på nytt)", e->name, (long long)((const struct row *)row)->id);
    return OK;
}

/* As many rows are searched as there are; and in SQLite the index knows as many. */
static enum err check_searched(struct verify *v, struct reading *r, uint64_t rows, struct fault *f)
{
    const struct engine *g = v->s->g;
    static const char *const counts[] = { "SELECT count(*) FROM \"search\"", "SELECT count(*) FROM \"search_index_docsize\"" };
    for (size_t i = 0; i < (g->dialect == DIALECT_SQLITE ? 2 : 1); i++) {
        struct sql q cleanup(sql_free) = { 0 };
        bool any = false;
        int64_t n = 0;
        sql_begin(&q);
        sql_add(&q, counts[i]);
        TRY(conn_integer(g, r->c, &q, &any, &n, f));
        if ((uint64_t)n != rows)
            found(v, "sökregistret har %lld rader, tabellerna %llu (samsyn migrate bygger det på nytt)", (long long)n, (unsigned long long)rows);
    }
    return OK;
}

static enum err check_rows(struct verify *v, struct reading *r, const struct entity *e, uint64_t *rows, struct fault *f)
{
    const struct engine *g = v->s->g;
    struct arena a cleanup(arena_free) = arena_new(64 * 1024 * 1024);
    struct buf b cleanup(buf_free) = buf_new(16 * 1024 * 1024);
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    bool any = false;
    sql_begin(&q);
    sql_add(&q, "SELECT ");
    sql_columns(&q, e, "a");
    sql_add(&q, ", j.\"text\", s.\"scope\", s.\"words\" FROM ");
    sql_name(&q, NULL, e->name);
    sql_add(&q, " AS a LEFT JOIN \"journal\" AS j ON j.\"entity\" = ");
    sql_str(&q, str(e->name));
    sql_add(&q, " AND j.\"id\" = a.\"id\" AND j.\"version\" = a.\"version\" LEFT JOIN \"search\" AS s ON s.\"entity\" = ");
    sql_str(&q, str(e->name));
    sql_add(&q, " AND s.\"row\" = a.\"id\"");
    TRY(g->query(r->c, &q, true, &cur, f));
    enum err got;
    while ((got = g->step(&cur, &any, f)) == OK && any) {
        arena_reset(&a);
        struct row *row = row_new(&a, e);
        got = row ? row_fetch(g, &cur, 0, e, &a, row, f) : no_memory(f);
        if (got != OK)
            break;
        struct str text = g->text(&cur, (int)entity_fields(e));
        if ((got = check_search(v, e, row, g->text(&cur, (int)entity_fields(e) + 1), g->text(&cur, (int)entity_fields(e) + 2), f)) != OK)
            break;
        if (!text.p)
            found(v, "%s/%lld: version %lld finns inte i loggen", e->name, (long long)row->id, (long long)row->version);
        else if (!same_row(e, row, text, &a, &b))
            found(v, "%s/%lld: raden säger något annat än loggens sista ord", e->name, (long long)row->id);
        ++*rows;
    }
    g->end(&cur);
    return got;
}

static enum err check_last(struct verify *v, struct reading *r, const struct entity *e, struct fault *f)
{
    const struct engine *g = v->s->g;
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    bool any = false;
    sql_begin(&q);
    sql_add(&q, "SELECT j.\"id\" FROM (SELECT \"id\", max(\"version\") AS \"version\" FROM \"journal\" WHERE \"entity\" = ");
    sql_str(&q, str(e->name));
    sql_add(&q, " GROUP BY \"id\") AS j LEFT JOIN ");
    sql_name(&q, NULL, e->name);
    sql_add(&q, " AS a ON a.\"id\" = j.\"id\" WHERE a.\"id\" IS NULL OR a.\"version\" <> j.\"version\"");
    TRY(g->query(r->c, &q, true, &cur, f));
    enum err got;
    while ((got = g->step(&cur, &any, f)) == OK && any)
        found(v, "%s/%lld: loggens sista version finns inte i tabellen", e->name, (long long)g->integer(&cur, 0));
    g->end(&cur);
    return got;
}

static enum err check_blobs(struct verify *v, struct reading *r, struct fault *f)
{
    const struct engine *g = v->s->g;
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    bool any = false;
    char sum[65];
    sql_begin(&q);
    sql_add(&q, "SELECT \"sha256\", \"bytes\" FROM \"blob\"");
    TRY(g->query(r->c, &q, true, &cur, f));
    enum err got;
    while ((got = g->step(&cur, &any, f)) == OK && any) {
        struct str name = g->text(&cur, 0);
        if (!hash_hex(g->bytes(&cur, 1), sum) || !str_is(name, sum))
            found(v, "fil %.*s: innehållet är ändrat", SF(name));
    }
    g->end(&cur);
    return got;
}

static enum err check_tables(struct verify *v, struct reading *r, struct fault *f)
{
    int64_t begun = milliseconds();
    uint64_t rows = 0;
    for (size_t i = 0; i < model_n; i++) {
        if (model[i]->flags & PLUMBING)
            continue;
        TRY(check_rows(v, r, model[i], &rows, f));
        TRY(check_last(v, r, model[i], f));
    }
    TRY(check_searched(v, r, rows, f));
    TRY(check_blobs(v, r, f));
    told(v, "Tabellerna: %llu rader jämförda med loggen på %.2f s.", (unsigned long long)rows, (double)(milliseconds() - begun) / 1000);
    return OK;
}

static enum err check_all(struct verify *v, struct reading *r, struct fault *f)
{
    const struct engine *g = v->s->g;
    struct merkle head;
    struct sql q cleanup(sql_free) = { 0 };
    bool any = false;
    int64_t last = 0;
    TRY(journal_load(g, r->c, false, &head, f));
    v->size = head.size;
    sql_begin(&q);
    sql_add(&q, "SELECT max(\"seq\") FROM \"journal\"");
    TRY(conn_integer(g, r->c, &q, &any, &last, f));
    if ((uint64_t)last > head.size)
        found(v, "loggen har poster efter sitt huvud (%lld efter %llu)", (long long)last, (unsigned long long)head.size);
    TRY(check_log(v, &head, f));
    return check_tables(v, r, f);
}

static void check_signature(struct verify *v)
{
    const struct head *h = &v->earlier;
    unsigned char named[32];
    size_t n = 0;
    if (h->public.n == 0) {
        told(v, "Det tidigare huvudet är inte undertecknat.");
    } else if (sodium_hex2bin(named, sizeof named, h->public.p, h->public.n, NULL, &n, NULL) != 0 || !head_signed(h, v->s->signs ? v->s->public : named)) {
        found(v, "det tidigare huvudets underskrift är inte gjord med nyckeln");
    } else {
        told(v, v->s->signs ? "Det tidigare huvudets underskrift är gjord med serverns nyckel." : "Det tidigare huvudets underskrift är gjord med nyckeln %.*s.", SF(h->public));
    }
}

enum err store_verify(struct store *s, struct str earlier_head, void (*say)(void *ctx, bool ok, const char *line), void *ctx, struct fault *f)
{
    if (s->present)
        return store_verify(s->present, earlier_head, say, ctx, f);
    struct verify v = { .s = s, .say = say, .ctx = ctx, .lock = PTHREAD_MUTEX_INITIALIZER };
    struct reading *r = NULL;
    if (earlier_head.n) {
        TRY(head_parse(earlier_head, &v.earlier, f));
        check_signature(&v);
    }
    TRY(store_read(s, &seat_system, &r, f));
    enum err e = check_all(&v, r, f);
    store_read_end(r);
    free(v.portions);
    pthread_mutex_destroy(&v.lock);
    TRY(e);
    if (v.findings == 0)
        return OK;
    char n[24];
    snprintf(n, sizeof n, "%zu", v.findings);
    return fault(f, E_CONFLICT, NULL, N_("Loggen eller tabellerna är ändrade: {1} fel."), n, NULL);
}
