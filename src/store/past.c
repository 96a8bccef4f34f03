/* "Läget den …": the rows as they held at the end of a day, rebuilt from the journal into a database in memory, on which every read
 * works unchanged. A few are kept; one that the log has grown past is built anew when somebody asks. */
#include <stdio.h>
#include <stdlib.h>

#include "derive/json.h"
#include "store/inside.h"
#include "store/journal.h"
#include "store/search_inside.h"

static enum err end_of(struct date day, instant *ret, struct fault *f)
{
    if (!date_known(day) || day.year >= 9999)
        return fault(f, E_INVALID, "day", N_("Här ska ett datum stå: 2023, 2023-12 eller 2023-12-06."), NULL, NULL);
    struct date next = day.day ? date_add_days(day, 1) : (struct date){ .year = day.year, .month = day.month ? day.month : 1, .day = 1 };
    if (!day.day)
        next = date_add_months(next, day.month ? 1 : 12);
    *ret = date_start(next);
    return OK;
}

static enum err schema_loose(struct store *past, struct fault *f)
{
    struct buf b cleanup(buf_free) = buf_new(1024 * 1024);
    sql_schema_tables(&b, DIALECT_SQLITE, SCHEMA_LOOSE);
    buf_char(&b, '\0');
    TRY(buf_check(&b, f));
    return past->g->script(past->anchor, b.p, f);
}

/* A row as it was, but for one thing: what is its owner's own today is not read by others as it was when it was common. */
static enum err keep_row(struct store *past, struct arena *a, struct str text, bool shut, struct fault *f)
{
    struct journal_entry entry;
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    TRY(journal_parse(a, text, &entry, f));
    void *row = row_new(a, entry.entity);
    if (!row)
        return no_memory(f);
    TRY(row_json_read_full(a, entry.entity, entry.row, row, f));
    if (shut)
        row_of(row)->reach = REACH_OWN;
    sql_insert(&q, entry.entity, row);
    TRY(conn_run(past->g, past->anchor, &q, f));
    return search_put(past->g, past->anchor, entry.entity, row, f);
}

/* The last word on each row among what held before the end of the day; of two that hold from the same time, the later recorded. */
static enum err rebuild(struct reading *now, struct store *past, struct fault *f)
{
    const struct engine *g = now->s->g;
    struct arena a cleanup(arena_free) = arena_new(64 * 1024 * 1024);
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    bool any = false;
    sql_begin(&q);
    sql_add(&q, "SELECT \"text\", (SELECT n.\"reach\" FROM \"journal\" AS n WHERE n.\"entity\" = j.\"entity\" AND n.\"id\" = j.\"id\" ORDER BY n.\"version\" DESC LIMIT 1) "
                "FROM (SELECT \"text\", \"entity\", \"id\", row_number() OVER (PARTITION BY \"entity\", \"id\" ORDER BY \"valid\" DESC, \"seq\" DESC) AS \"nth\" "
                "FROM \"journal\" WHERE \"valid\" < ");
    sql_int(&q, past->until.usec);
    sql_add(&q, ") AS j WHERE \"nth\" = 1");
    TRY(g->query(now->c, &q, true, &cur, f));
    enum err e;
    while ((e = g->step(&cur, &any, f)) == OK && any) {
        arena_reset(&a);
        if ((e = keep_row(past, &a, g->text(&cur, 0), !str_is(g->text(&cur, 1), "gemensam"), f)) != OK)
            break;
    }
    g->end(&cur);
    return e;
}

static enum err fill(struct store *s, struct store *past, struct fault *f)
{
    struct reading *now = NULL;
    TRY(past->g->open(past->url, CONN_COPY, &past->anchor, f));
    TRY(schema_loose(past, f));
    TRY(past->g->begin(past->anchor, true, NULL, f));
    TRY(store_read(s, &seat_system, &now, f));
    enum err e = rebuild(now, past, f);
    store_read_end(now);
    TRY(e);
    return past->g->commit(past->anchor, f);
}

static enum err build(struct store *s, struct date day, uint64_t number, struct store **ret, struct fault *f)
{
    char url[96];
    struct store *past = NULL;
    snprintf(url, sizeof url, "sqlite:file:/samsyn-past-%p-%llu?vfs=memdb", (void *)s, (unsigned long long)number);
    TRY(store_bare(&engine_sqlite, url, &past, f));
    past->present = s;
    past->readers = s->readers;
    enum err e = end_of(day, &past->until, f);
    if (e == OK)
        e = fill(s, past, f);
    if (e != OK)
        store_close(past);
    else
        *ret = past;
    return e;
}

static bool same_day(struct date a, struct date b)
{
    return date_cmp(a, b) == 0;
}

/* With the lock held: the one kept for that day, as the log is now. */
static struct store *kept(struct store *s, struct date day, uint64_t size)
{
    for (size_t i = 0; i < PASTS_WAITING; i++) {
        struct past *p = &s->pasts[i];
        if (p->store && same_day(p->day, day) && p->built_at == size) {
            p->users++;
            p->used = ++s->past_clock;
            return p->store;
        }
    }
    return NULL;
}

/* With the lock held: a place for another; what is dropped for it goes to *ret_old. NULL when every place is in use. */
static struct past *place(struct store *s, struct store **ret_old)
{
    struct past *free_one = NULL, *oldest = NULL;
    size_t unused = 0;
    for (size_t i = 0; i < PASTS_WAITING; i++) {
        struct past *p = &s->pasts[i];
        if (!p->store) {
            free_one = p;
        } else if (p->users == 0) {
            unused++;
            if (!oldest || p->used < oldest->used)
                oldest = p;
        }
    }
    if (free_one && unused < PASTS_MAX)
        return free_one;
    if (!oldest)
        return free_one;
    *ret_old = oldest->store;
    return oldest;
}

enum err store_past(struct store *s, struct date day, struct store **ret, struct fault *f)
{
    instant until;
    if (s->present)
        return store_past(s->present, day, ret, f);
    TRY(end_of(day, &until, f));
    struct reading *r = NULL;
    TRY(store_read(s, &seat_system, &r, f)); /* also learns how long the log is */
    store_read_end(r);
    pthread_mutex_lock(&s->building);
    uint64_t size = atomic_load(&s->size_seen);
    pthread_mutex_lock(&s->lock);
    struct store *past = kept(s, day, size), *old = NULL;
    uint64_t number = ++s->past_clock;
    pthread_mutex_unlock(&s->lock);
    bool known = past != NULL;
    enum err e = known ? OK : build(s, day, number, &past, f);
    if (e == OK && !known) {
        pthread_mutex_lock(&s->lock);
        struct past *p = place(s, &old);
        if (p)
            *p = (struct past){ .store = past, .day = day, .users = 1, .built_at = size, .used = ++s->past_clock };
        else
            e = fault(f, E_LIMIT, NULL, N_("För många läser om det förflutna just nu. Försök igen."), NULL, NULL);
        pthread_mutex_unlock(&s->lock);
        store_close(old);
        if (e != OK)
            store_close(past);
    }
    pthread_mutex_unlock(&s->building);
    if (e == OK)
        *ret = past;
    return e;
}

void store_past_end(struct store *s, struct store *past)
{
    struct store *gone[PASTS_WAITING];
    size_t n = 0, unused = 0;
    if (!past)
        return;
    pthread_mutex_lock(&s->lock);
    uint64_t size = atomic_load(&s->size_seen);
    for (size_t i = 0; i < PASTS_WAITING; i++) {
        struct past *p = &s->pasts[i];
        if (p->store == past && p->users)
            p->users--;
        if (p->store && p->users == 0 && (p->built_at != size || ++unused > PASTS_MAX)) {
            gone[n++] = p->store;
            *p = (struct past){ 0 };
        }
    }
    pthread_mutex_unlock(&s->lock);
    while (n)
        store_close(gone[--n]);
}
