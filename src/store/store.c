/* Opening, the pool of readers, and the writers' queue: waiting writers share one transaction and one wait for the disk. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "store/inside.h"

enum { IDEMPOTENCY_DAYS = 2, AGAIN_WAIT_US_MAX = 20000 };

const struct engine *engine_of(const char *url)
{
    return strncmp(url, "postgresql:", 11) == 0 || strncmp(url, "postgres:", 9) == 0 || strstr(url, "dbname=") ? &engine_postgres : &engine_sqlite;
}

const char *store_engine(const struct store *s)
{
    return s->g->name;
}

uint64_t store_changes(const struct store *s)
{
    return atomic_load(&s->size_seen) + atomic_load(&s->plumbing);
}

static void seen(struct store *s, uint64_t size)
{
    uint64_t before = atomic_load(&s->size_seen);
    while (before < size && !atomic_compare_exchange_weak(&s->size_seen, &before, size))
        ;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < PASTS_WAITING; i++)
        store_close(s->pasts[i].store);
    while (s->idle_n)
        s->g->close(s->idle[--s->idle_n]);
    if (s->writer)
        s->g->close(s->writer);
    if (s->anchor)
        s->g->close(s->anchor);
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->building);
    pthread_mutex_destroy(&s->counting);
    pthread_cond_destroy(&s->freed);
    pthread_cond_destroy(&s->turn);
    sodium_memzero(s->key, sizeof s->key);
    memos_free(s);
    free(s->url);
    free(s);
}

static void close_store(struct store **s)
{
    store_close(*s);
}

enum err store_bare(const struct engine *g, const char *url, struct store **ret, struct fault *f)
{
    struct store *s = calloc(1, sizeof *s);
    char *copy = strdup(url);
    if (!s || !copy || sodium_init() < 0) {
        free(s);
        free(copy);
        return no_memory(f);
    }
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->building, NULL);
    pthread_mutex_init(&s->counting, NULL);
    pthread_cond_init(&s->freed, &monotonic);
    pthread_cond_init(&s->turn, &monotonic);
    pthread_condattr_destroy(&monotonic);
    s->g = g;
    s->url = copy;
    s->last = &s->first;
    s->readers = READERS_DEFAULT;
    *ret = s;
    return OK;
}

enum err store_connect(struct store *s, unsigned mode, struct conn **ret, struct fault *f)
{
    return s->g->open(s->url, mode, ret, f);
}

/* A new database file is the server's alone to read. */
static enum err make_private(const char *url, struct fault *f)
{
    const char *path = strncmp(url, "sqlite:", 7) == 0 ? url + 7 : url;
    int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno == EEXIST ? OK : fault(f, errno == ENOSPC ? E_FULL : E_IO, path, N_("Databasen går inte att skapa."), NULL, NULL);
}

enum err store_open(const struct store_options *options, struct store **ret, struct fault *f)
{
    struct store *s cleanup(close_store) = NULL;
    const struct engine *g = engine_of(options->url);
    TRY(store_bare(g, options->url, &s, f));
    if (options->readers)
        s->readers = options->readers < READERS_MAX ? options->readers : READERS_MAX;
    if (options->key) {
        unsigned char secret[crypto_sign_SECRETKEYBYTES];
        memcpy(s->key, options->key, sizeof s->key);
        crypto_sign_seed_keypair(s->public, secret, s->key);
        sodium_memzero(secret, sizeof secret);
        s->signs = true;
    }
    if (options->create && g == &engine_sqlite)
        TRY(make_private(options->url, f));
    TRY(store_connect(s, CONN_WRITE, &s->writer, f));
    enum err known = schema_check(g, s->writer, f);
    if (known == E_ABSENT && options->create)
        known = schema_create(g, s->writer, NULL, f);
    TRY(known);
    struct merkle log;
    TRY(journal_load(g, s->writer, false, &log, f));
    seen(s, log.size);
    *ret = GIVE(s);
    return OK;
}

/* ---- readers ---- */

static enum err reader_take(struct store *s, struct conn **ret, struct fault *f)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += READER_WAIT_MS / 1000;
    pthread_mutex_lock(&s->lock);
    while (s->idle_n == 0 && s->open_n >= s->readers) {
        if (pthread_cond_timedwait(&s->freed, &s->lock, &until) == ETIMEDOUT) {
            pthread_mutex_unlock(&s->lock);
            return fault(f, E_LIMIT, NULL, N_("Alla läsare av databasen är upptagna. Försök igen."), NULL, NULL);
        }
    }
    struct conn *c = s->idle_n ? s->idle[--s->idle_n] : NULL;
    if (!c)
        s->open_n++;
    pthread_mutex_unlock(&s->lock);
    if (c) {
        *ret = c;
        return OK;
    }
    enum err e = store_connect(s, s->mode, ret, f);
    if (e != OK) {
        pthread_mutex_lock(&s->lock);
        s->open_n--;
        pthread_cond_signal(&s->freed);
        pthread_mutex_unlock(&s->lock);
    }
    return e;
}

static void reader_give(struct store *s, struct conn *c)
{
    bool broken = s->g->broken(c);
    pthread_mutex_lock(&s->lock);
    if (broken)
        s->open_n--;
    else
        s->idle[s->idle_n++] = c;
    pthread_cond_signal(&s->freed);
    pthread_mutex_unlock(&s->lock);
    if (broken)
        s->g->close(c);
}

static enum err look_at_size(struct store *s, struct conn *c, int64_t *ret, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    bool any;
    int64_t size = 0;
    sql_begin(&q);
    sql_add(&q, "SELECT \"size\" FROM \"journal_head\" WHERE \"one\" = 1");
    TRY(conn_integer(s->g, c, &q, &any, &size, f));
    seen(s, (uint64_t)size);
    *ret = size;
    return OK;
}

enum err store_read(struct store *s, const struct seat *seat, struct reading **ret, struct fault *f)
{
    struct reading *r = calloc(1, sizeof *r);
    if (!r)
        return no_memory(f);
    *r = (struct reading){ .s = s, .seat = seat };
    struct wall wall = wall_of(seat);
    enum err e = OK;
    for (int tries = 0; tries < 2; tries++) { /* a pooled connection may have been cut since it was last used */
        e = reader_take(s, &r->c, f);
        if (e != OK)
            break;
        e = s->g->begin(r->c, false, &wall, f);
        if (e == OK && !s->present)
            e = look_at_size(s, r->c, &r->size, f);
        if (e == OK)
            break;
        s->g->rollback(r->c);
        reader_give(s, r->c);
        r->c = NULL;
    }
    if (e != OK) {
        free(r);
        return e;
    }
    *ret = r;
    return OK;
}

void store_read_end(struct reading *r)
{
    if (!r || r->inside)
        return;
    if (r->s->g->commit(r->c, NULL) != OK)
        r->s->g->rollback(r->c);
    reader_give(r->s, r->c);
    free(r);
}

const struct seat *reading_seat(const struct reading *r)
{
    return r->seat;
}

/* ---- writers ---- */

struct reading *writing_reads(struct writing *w) { return &w->r; }
struct arena *writing_arena(struct writing *w) { return &w->arena; }
const struct seat *writing_seat(const struct writing *w) { return w->r.seat; }
instant writing_now(const struct writing *w) { return w->now; }

void writing_set_valid(struct writing *w, instant valid)
{
    w->valid = valid.usec ? valid : w->now;
}

/* Was this key used before? Then *ret_done, and the first answer again. */
static enum err key_look(struct writing *w, const struct job *j, bool *ret_done, struct fault *f)
{
    const struct engine *g = w->r.s->g;
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "DELETE FROM \"idempotency\" WHERE \"expires\" < ");
    sql_int(&q, w->now.usec);
    TRY(conn_run(g, w->r.c, &q, f));
    sql_free(&q);
    sql_begin(&q);
    sql_add(&q, "SELECT \"request\", \"answer\" FROM \"idempotency\" WHERE coalesce(\"account\", 0) = ");
    sql_int(&q, j->seat->account.v);
    sql_add(&q, " AND \"key\" = ");
    sql_str(&q, j->terms->key);
    sql_add(&q, " AND \"standing\" = 'gallande'");
    struct cursor cur = { 0 };
    bool any = false;
    TRY(g->query(w->r.c, &q, false, &cur, f));
    enum err e = g->step(&cur, &any, f);
    if (e == OK && any) {
        if (!str_eq(g->text(&cur, 0), j->terms->request))
            e = fault(f, E_CONFLICT, NULL, N_("Nyckeln har redan använts för något annat."), NULL, NULL);
        else if (j->answer)
            buf_put(j->answer, g->text(&cur, 1));
        *ret_done = e == OK;
    }
    g->end(&cur);
    return e;
}

static enum err key_keep(struct writing *w, const struct job *j, struct fault *f)
{
    struct idempotency row = { .account = j->seat->account, .key = j->terms->key, .request = j->terms->request,
                               .expires = { w->now.usec + SECONDS(86400) * IDEMPOTENCY_DAYS } };
    if (j->answer) {
        TRY(buf_check(j->answer, f));
        row.answer = buf_str(j->answer);
    }
    return store_put(w, &idempotency_entity, &row, "skapa", RIGHT_NONE, f);
}

static enum err job_run(struct writing *w, struct job *j, struct fault *f)
{
    bool done = false;
    if (j->terms->key.n) {
        if (j->terms->key.n > 200 || j->terms->request.n != 64)
            return fault(f, E_INVALID, "Idempotency-Key", N_("Nyckeln ska ha 1 till 200 tecken."), NULL, NULL);
        TRY(key_look(w, j, &done, f));
    }
    if (done)
        return OK;
    TRY(j->work(w, j->ctx, f));
    if (j->answer)
        TRY(buf_check(j->answer, f));
    return j->terms->key.n ? key_keep(w, j, f) : OK;
}

/* Runs one job inside the open transaction; *log moves on only when it is well. */
static enum err job_do(struct store *s, struct job *j, struct merkle *log, bool alone, bool *plumbing)
{
    static const struct write_terms none;
    const struct engine *g = s->g;
    struct wall wall = wall_of(j->seat);
    j->fault = (struct fault){ 0 };
    if (!j->terms)
        j->terms = &none;
    if (!alone) {
        TRY(g->script(s->writer, "SAVEPOINT \"job\"", &j->fault));
        TRY(g->wall(s->writer, &wall, &j->fault));
    }
    struct writing w = { .r = { .s = s, .c = s->writer, .seat = j->seat, .inside = true }, .arena = arena_new(WRITING_BUDGET),
                         .now = j->terms->now.usec ? j->terms->now : instant_now(), .reason = j->terms->reason, .log = *log };
    w.valid = j->terms->valid.usec ? j->terms->valid : w.now;
    if (j->answer)
        buf_reset(j->answer);
    enum err e = job_run(&w, j, &j->fault);
    arena_free(&w.arena);
    if (e == OK && !alone)
        e = g->script(s->writer, "RELEASE SAVEPOINT \"job\"", &j->fault);
    if (e == OK) {
        *log = w.log;
        *plumbing |= w.plumbing;
        return OK;
    }
    if (!alone && !g->lost(s->writer) && !g->again(s->writer) && g->script(s->writer, "ROLLBACK TO SAVEPOINT \"job\"; RELEASE SAVEPOINT \"job\"", NULL) != OK)
        g->rollback(s->writer);
    return e;
}

enum outcome { WENT, AGAIN, BROKE };

/* One transaction for the jobs that still have no result (`done` false). AGAIN: nothing was written and some remain to be run. */
static enum outcome group_once(struct store *s, struct job **jobs, size_t n, struct fault *f)
{
    const struct engine *g = s->g;
    struct merkle log;
    bool plumbing = false;
    size_t left = 0;
    struct job *first = NULL;
    for (size_t i = 0; i < n; i++) {
        left += !jobs[i]->done;
        first = !first && !jobs[i]->done ? jobs[i] : first;
    }
    if (!first)
        return WENT;
    struct wall wall = wall_of(first->seat);
    if (g->begin(s->writer, true, &wall, f) != OK || journal_load(g, s->writer, true, &log, f) != OK)
        return g->again(s->writer) ? AGAIN : BROKE;
    uint64_t size = log.size;
    for (size_t i = 0; i < n; i++) {
        struct job *j = jobs[i];
        if (j->done)
            continue;
        j->result = job_do(s, j, &log, left == 1, &plumbing);
        if (j->result == OK)
            continue;
        if (g->again(s->writer))
            return AGAIN;
        j->done = true;
        if (left == 1 || g->lost(s->writer))
            return AGAIN; /* the others, who lost their work with it, run once more without this one */
    }
    if (log.size != size && journal_save(g, s->writer, &log, f) != OK)
        return g->again(s->writer) ? AGAIN : BROKE;
    if (g->commit(s->writer, f) != OK)
        return g->again(s->writer) ? AGAIN : BROKE;
    seen(s, log.size);
    if (plumbing)
        atomic_fetch_add(&s->plumbing, 1);
    for (size_t i = 0; i < n; i++)
        jobs[i]->done = true;
    return WENT;
}

static void wait_a_little(int tries)
{
    uint32_t most = (uint32_t)200 << (tries < 7 ? tries : 7);
    struct timespec t = { .tv_nsec = 1000L * (long)randombytes_uniform(most < AGAIN_WAIT_US_MAX ? most : AGAIN_WAIT_US_MAX) };
    nanosleep(&t, NULL);
}

/* Every job has a result afterwards. Met: how often the whole met another program's transaction, bounded. */
static void group_run(struct store *s, struct job **jobs, size_t n)
{
    const struct engine *g = s->g;
    struct fault f = { .code = E_IO, .text = N_("Databasen svarade inte.") };
    for (int met = 0; ; ) {
        if (!s->writer && store_connect(s, CONN_WRITE, &s->writer, &f) != OK)
            break;
        enum outcome o = group_once(s, jobs, n, &f);
        if (o == WENT)
            return;
        bool collided = g->again(s->writer);
        g->rollback(s->writer);
        if (g->broken(s->writer)) {
            g->close(s->writer);
            s->writer = NULL;
            break;
        }
        if (o == BROKE)
            break;
        if (collided && ++met > AGAIN_MAX) {
            fault(&f, E_LIMIT, NULL, N_("Databasen är för upptagen just nu. Inget har sparats. Försök igen."), NULL, NULL);
            break;
        }
        if (collided)
            wait_a_little(met);
    }
    for (size_t i = 0; i < n; i++) {
        if (jobs[i]->done)
            continue;
        jobs[i]->fault = f;
        jobs[i]->result = f.code;
        jobs[i]->done = true;
    }
}

/* Takes what waits in the queue and runs it for all, while others go on queueing. Called and returns with the lock held. */
static void lead(struct store *s)
{
    struct job *jobs[GROUP_MAX];
    size_t n = 0;
    for (; s->first && n < GROUP_MAX; s->first = s->first->next)
        jobs[n++] = s->first;
    if (!s->first)
        s->last = &s->first;
    s->leading = true;
    pthread_mutex_unlock(&s->lock);
    group_run(s, jobs, n);
    pthread_mutex_lock(&s->lock);
    s->leading = false;
    for (size_t i = 0; i < n; i++)
        jobs[i]->answered = true;
    pthread_cond_broadcast(&s->turn);
}

enum err store_write(struct store *s, const struct seat *seat, const struct write_terms *terms, enum err (*work)(struct writing *w, void *ctx, struct fault *f), void *ctx,
                     struct buf *answer, struct fault *f)
{
    if (s->present)
        return fault(f, E_DENIED, NULL, N_("Det som har varit går inte att ändra. Gå till läget i dag."), NULL, NULL);
    struct job j = { .seat = seat, .terms = terms, .work = work, .ctx = ctx, .answer = answer };
    pthread_mutex_lock(&s->lock);
    *s->last = &j;
    s->last = &j.next;
    while (!j.answered) {
        if (s->leading)
            pthread_cond_wait(&s->turn, &s->lock);
        else
            lead(s);
    }
    pthread_mutex_unlock(&s->lock);
    if (j.result != OK && f)
        *f = j.fault;
    return j.result;
}
