/* The store's suite: the same on SQLite and, when SAMSYN_TEST_POSTGRES and SAMSYN_TEST_POSTGRES_OWNER name one, on PostgreSQL. */
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
#include "store/store.h"

struct world {
    struct store *store;
    char url[4096];
    char folder[256];
    bool postgres;
    struct seat boss, alby, bjork;      /* the federation's coordinator, and a member's representative in each of two members */
    int64_t federation, a, b;           /* organisations */
};

static struct arena arena;

static void fine(enum err e, const struct fault *f)
{
    if (e != OK)
        fail_msg("%s: %s: %s (%s)", err_word(e), f->place, f->text ? f->text : "", f->arg[0]);
}

#define FINE(x) do { struct fault f_ = { 0 }, *f = &f_; enum err e_ = (x); fine(e_, f); } while (0)

struct one { const struct entity *e; void *row; const char *verb; enum right least; };

static enum err put_one(struct writing *w, void *ctx, struct fault *f)
{
    struct one *o = ctx;
    return store_put(w, o->e, o->row, o->verb, o->least, f);
}

static enum err save(struct store *s, const struct seat *seat, const struct entity *e, void *row, enum right least, struct fault *f)
{
    struct one o = { e, row, row_of(row)->id ? "andra" : "skapa", least };
    return store_write(s, seat, NULL, put_one, &o, NULL, f);
}

static struct organisation organisation(const char *name, const char *code, enum organisation_type type)
{
    return (struct organisation){ .name = str(name), .code = str(code), .type = type, .row.reach = REACH_COMMON };
}

static void no_say(void *ctx, bool ok, const char *line)
{
    (void)ctx;
    if (!ok)
        print_message("%s\n", line);
}

static int open_world(void **state, bool postgres)
{
    struct world *w = calloc(1, sizeof *w);
    w->postgres = postgres;
    arena = arena_new(256 * 1024 * 1024);
    snprintf(w->folder, sizeof w->folder, "/tmp/samsyn-store-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->url, sizeof w->url, "sqlite:%s/db", w->folder);
    struct fault f = { 0 };
    struct store_options o = { .url = w->url, .create = true };
    fine(store_open(&o, &w->store, &f), &f);
    struct organisation fed = organisation("Förbundet Exempelbygden", "FEB", ORGANISATION_FEDERATION);
    fine(save(w->store, &seat_system, &organisation_entity, &fed, RIGHT_EDIT, &f), &f);
    assert_true(fed.row.federation.v == fed.row.id && fed.row.owner.v == fed.row.id && fed.row.version == 1);
    w->federation = fed.row.id;
    w->boss = (struct seat){ .federation = { fed.row.id }, .organisation = { fed.row.id }, .role = ROLE_COORDINATOR };
    struct seat chief = { .federation = { fed.row.id }, .organisation = { fed.row.id }, .role = ROLE_SYSTEM };
    struct organisation a = organisation("Alby kommun", "ALB", ORGANISATION_MEMBER), b = organisation("Björkviks kommun", "BJO", ORGANISATION_MEMBER);
    fine(save(w->store, &chief, &organisation_entity, &a, RIGHT_EDIT, &f), &f);
    fine(save(w->store, &chief, &organisation_entity, &b, RIGHT_EDIT, &f), &f);
    w->a = a.row.id;
    w->b = b.row.id;
    w->alby = (struct seat){ .federation = { fed.row.id }, .organisation = { w->a }, .role = ROLE_MEMBER };
    w->bjork = (struct seat){ .federation = { fed.row.id }, .organisation = { w->b }, .role = ROLE_MEMBER };
    *state = w;
    return 0;
}

static int open_sqlite(void **state) { return open_world(state, false); }

static int close_world(void **state)
{
    struct world *w = *state;
    store_close(w->store);
    char command[512];
    snprintf(command, sizeof command, "rm -rf '%s'", w->folder);
    int gone = system(command);
    arena_free(&arena);
    free(w);
    return gone;
}

static void what_is_written_is_read(void **state)
{
    struct world *w = *state;
    struct audit audit = { .title = str("Granskning av informationssäkerhet"), .type = AUDIT_FIRST, .state = AUDIT_REPORTED, .dated = { 2023, 12, 6 } }, back;
    struct fault f = { 0 };
    fine(save(w->store, &w->boss, &audit_entity, &audit, RIGHT_EDIT, &f), &f);
    struct reading *r;
    fine(store_read(w->store, &w->boss, &r, &f), &f);
    fine(store_get(r, &arena, &audit_entity, audit.row.id, &back, &f), &f);
    assert_true(str_eq(back.title, audit.title) && back.dated.day == 6 && back.row.version == 1 && back.row.owner.v == w->federation);
    struct query q = { .entity = &audit_entity, .limit = 10, .count = true };
    struct rows rows;
    fine(store_list(r, &arena, &q, &rows, &f), &f);
    assert_int_equal(rows.n, 1);
    assert_int_equal(rows.count, 1);
    store_read_end(r);
    (void)no_say;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read, open_sqlite, close_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
