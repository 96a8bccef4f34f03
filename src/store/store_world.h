/* A small federation in an empty database, for the store's tests: the same on SQLite and, when SAMSYN_TEST_POSTGRES and
 * SAMSYN_TEST_POSTGRES_OWNER name one, on PostgreSQL. Each function is one that some of the tests use. */
#ifndef STORE_WORLD_H
#define STORE_WORLD_H

#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/audit.h"
#include "model/plumbing.h"
#include "derive/value.h"
#include "store/engine.h"
#include "store/inside.h"
#include "store/migrate.h"
#include "store/store.h"
#include "store/swedish.h"

struct world {
    struct store *store;
    char url[4096];
    char folder[256];
    bool postgres;
    char owner[4096];                   /* the url of who owns the tables */
    unsigned char key[32];
    struct seat boss, chief, alby, bjork;      /* the federation's coordinator, and a member's representative in each of two members */
    int64_t federation, a, b;           /* organisations */
};

static struct arena arena;

static __attribute__((unused)) void fine(enum err e, const struct fault *f)
{
    if (e != OK)
        fail_msg("%s: %s: %s (%s)", err_word(e), f->place, f->text ? f->text : "", f->arg[0]);
}

struct one { const struct entity *e; void *row; const char *verb; enum right least; };

static __attribute__((unused)) enum err put_one(struct writing *w, void *ctx, struct fault *f)
{
    struct one *o = ctx;
    return store_put(w, o->e, o->row, o->verb, o->least, f);
}

static __attribute__((unused)) enum err save(struct store *s, const struct seat *seat, const struct entity *e, void *row, enum right least, struct fault *f)
{
    struct one o = { e, row, row_of(row)->id ? "andra" : "skapa", least };
    return store_write(s, seat, NULL, put_one, &o, NULL, f);
}

static __attribute__((unused)) struct organisation organisation(const char *name, const char *code, enum organisation_type type)
{
    return (struct organisation){ .name = str(name), .code = str(code), .type = type, .row.reach = REACH_COMMON };
}

static __attribute__((unused)) void hush(void *ctx, const char *line)
{
    (void)ctx;
    (void)line;
}

static __attribute__((unused)) void hush_ok(void *ctx, bool ok, const char *line)
{
    (void)ctx;
    (void)ok;
    (void)line;
}

static __attribute__((unused)) void only_faults(void *ctx, bool ok, const char *line)
{
    (void)ctx;
    if (!ok)
        print_message("%s\n", line);
}

/* An empty PostgreSQL with the schema made by the tables' owner. */
static __attribute__((unused)) void make_postgres(struct world *w)
{
    const char *owner = getenv("SAMSYN_TEST_POSTGRES_OWNER");
    struct fault f = { 0 };
    struct conn *c;
    fine(engine_postgres.open(owner, CONN_OWNER, &c, &f), &f);
    fine(engine_postgres.script(c, "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO samsyn, samsyn_bypass", &f), &f);
    engine_postgres.close(c);
    snprintf(w->url, sizeof w->url, "%s", getenv("SAMSYN_TEST_POSTGRES"));
    snprintf(w->owner, sizeof w->owner, "%s", owner);
    struct store_options o = { .url = owner };
    fine(store_migrate(&o, hush, NULL, &f), &f);
}

static __attribute__((unused)) int open_world(void **state, bool postgres)
{
    struct world *w = calloc(1, sizeof *w);
    w->postgres = postgres;
    arena = arena_new(256 * 1024 * 1024);
    snprintf(w->folder, sizeof w->folder, "/tmp/samsyn-store-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    for (unsigned char i = 0; i < 32; i++)
        w->key[i] = i;
    snprintf(w->url, sizeof w->url, "sqlite:%s/db", w->folder);
    memcpy(w->owner, w->url, sizeof w->owner);
    if (postgres)
        make_postgres(w);
    struct fault f = { 0 };
    struct store_options o = { .url = w->url, .create = true, .key = w->key };
    fine(store_open(&o, &w->store, &f), &f);
    struct organisation fed = organisation("Förbundet Exempelbygden", "FEB", ORGANISATION_FEDERATION);
    fine(save(w->store, &seat_system, &organisation_entity, &fed, RIGHT_EDIT, &f), &f);
    assert_true(fed.row.federation.v == fed.row.id && fed.row.owner.v == fed.row.id && fed.row.version == 1);
    w->federation = fed.row.id;
    w->boss = (struct seat){ .federation = { fed.row.id }, .organisation = { fed.row.id }, .role = ROLE_COORDINATOR };
    w->chief = (struct seat){ .federation = { fed.row.id }, .organisation = { fed.row.id }, .role = ROLE_SYSTEM };
    struct organisation a = organisation("Alby kommun", "ALB", ORGANISATION_MEMBER), b = organisation("Björkviks kommun", "BJO", ORGANISATION_MEMBER);
    fine(save(w->store, &w->chief, &organisation_entity, &a, RIGHT_EDIT, &f), &f);
    fine(save(w->store, &w->chief, &organisation_entity, &b, RIGHT_EDIT, &f), &f);
    w->a = a.row.id;
    w->b = b.row.id;
    w->alby = (struct seat){ .federation = { fed.row.id }, .organisation = { w->a }, .role = ROLE_MEMBER };
    w->bjork = (struct seat){ .federation = { fed.row.id }, .organisation = { w->b }, .role = ROLE_MEMBER };
    *state = w;
    return 0;
}

static __attribute__((unused)) int open_sqlite(void **state) { return open_world(state, false); }

/* A test that cannot run here says so: cmocka's skip belongs in the test itself, so the world stays empty. */
static __attribute__((unused)) int open_postgres(void **state)
{
    *state = NULL;
    return getenv("SAMSYN_TEST_POSTGRES") && getenv("SAMSYN_TEST_POSTGRES_OWNER") ? open_world(state, true) : 0;
}

static __attribute__((unused)) int close_world(void **state)
{
    struct world *w = *state;
    if (!w)
        return 0;
    store_close(w->store);
    char command[512];
    snprintf(command, sizeof command, "rm -rf '%s'", w->folder);
    int gone = system(command);
    arena_free(&arena);
    free(w);
    return gone;
}

#define WORLD(w) struct world *w = *state; if (!w) { print_message("SKIPPED: SAMSYN_TEST_POSTGRES is not set\n"); skip(); }

static __attribute__((unused)) struct audit new_audit(const char *title, int year)
{
    return (struct audit){ .title = str(title), .type = AUDIT_FIRST, .state = AUDIT_REPORTED, .dated = { (int16_t)year, 0, 0 } };
}

static __attribute__((unused)) struct reading *reads(struct world *w, const struct seat *seat)
{
    struct reading *r;
    struct fault f = { 0 };
    fine(store_read(w->store, seat, &r, &f), &f);
    return r;
}

static __attribute__((unused)) enum err get(struct world *w, const struct seat *seat, const struct entity *e, int64_t id, void *row)
{
    struct reading *r = reads(w, seat);
    enum err got = store_get(r, &arena, e, id, row, NULL);
    store_read_end(r);
    return got;
}

/* The tables' owner, past every wall: what a tamperer with the database's own password can do. */
static __attribute__((unused)) void tamper(struct world *w, const char *sql)
{
    const struct engine *g = w->postgres ? &engine_postgres : &engine_sqlite;
    struct fault f = { 0 };
    struct conn *c;
    fine(g->open(w->owner, CONN_WRITE | CONN_OWNER, &c, &f), &f);
    if (!w->postgres)
        fine(g->script(c, "PRAGMA foreign_keys = 0", &f), &f);
    fine(g->script(c, sql, &f), &f);
    g->close(c);
}

static __attribute__((unused)) size_t matches(struct world *w, const char *field, enum compare compare, const char *value, const char *search)
{
    struct fault f = { 0 };
    struct reading *r = reads(w, &w->boss);
    struct query q = { .entity = &audit_entity, .limit = 100, .search = str(search), .count = true };
    if (field)
        q.filters[q.filters_n++] = (struct filter){ entity_field_named(&audit_entity, str(field)), compare, str(value) };
    struct rows rows;
    fine(store_list(r, &arena, &q, &rows, &f), &f);
    assert_int_equal(rows.count, (int64_t)rows.n);
    store_read_end(r);
    return rows.n;
}

static __attribute__((unused)) enum err put_many(struct writing *w, void *ctx, struct fault *f)
{
    for (int i = 0; i < *(int *)ctx; i++) {
        char title[40];
        snprintf(title, sizeof title, "Granskning %04d", i);
        struct audit a = new_audit(title, 2000 + i % 20);
        TRY(store_put(w, &audit_entity, &a, "skapa", RIGHT_EDIT, f));
    }
    return OK;
}

#define BOTH(test) cmocka_unit_test_setup_teardown(test, open_sqlite, close_world), cmocka_unit_test_setup_teardown(test, open_postgres, close_world)

#endif
