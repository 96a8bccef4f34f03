/* What needs no network: the table of routes and the scopes of tokens. The rest is test/system/authn_test.py. */
#include "authn/serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "authn/authn.h"
#include "base/test.h"

struct world { char dir[64]; struct store *store; };

static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    char url[128];
    struct fault f = { 0 };
    snprintf(w->dir, sizeof w->dir, "/tmp/samsyn-authn-XXXXXX");
    if (!mkdtemp(w->dir))
        return -1;
    snprintf(url, sizeof url, "sqlite:%s/a.db", w->dir);
    if (store_open(&(struct store_options){ .url = url, .create = true }, &w->store, &f) != OK) {
        print_message("%s %s %s\n", f.place, f.text, f.arg[0]);
        return -1;
    }
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    char path[128];
    store_close(w->store);
    const char *const names[] = { "a.db", "a.db-wal", "a.db-shm" };
    for (size_t i = 0; i < LEN(names); i++) {
        snprintf(path, sizeof path, "%s/%s", w->dir, names[i]);
        unlink(path);
    }
    rmdir(w->dir);
    free(w);
    return 0;
}

static enum err nothing(struct visit *v, struct fault *f)
{
    (void)v, (void)f;
    return OK;
}

static enum err try(struct world *w, const struct route *routes, struct fault *f)
{
    const struct words *languages[] = { &words_sv };
    const struct route_table table = { routes, 0 };
    struct site *s = NULL;
    enum err e = site_new(&(struct site_options){ .store = w->store, .languages = languages, .languages_n = 1, .tables = &table, .tables_n = 1 }, &s, f);
    if (e == OK) {
        assert_int_equal(site_body_limit(METHOD_POST, S("/fil"), s), 64 * 1024 * 1024);
        assert_int_equal(site_body_limit(METHOD_POST, S("/annat"), s), 1024 * 1024);
        assert_true(authn_setup_needed(s));
    }
    site_free(s);
    return e;
}

static void refuses_a_route_without_permission(void **state)
{
    static const struct { struct route routes[3]; const char *place; } bad[] = {
        { { { METHOD_GET, "/a", SUBJECT_NONE, RIGHT_READ, 0, nothing } }, "/a" },
        { { { METHOD_GET, "/a", SUBJECT_AUDIT, RIGHT_NONE, 0, nothing } }, "/a" },
        { { { METHOD_GET, "/a", SUBJECT__N, RIGHT_READ, 0, nothing } }, "/a" },
        { { { METHOD_GET, "/a", SUBJECT_AUDIT, RIGHT__N, 0, nothing } }, "/a" },
        { { { METHOD_GET, "/a", .serve = nothing } }, "/a" },
        { { { METHOD_GET, "/a", SUBJECT_NONE, RIGHT_READ, ROUTE_ENTITY, nothing } }, "/a" },
        { { { METHOD_GET, "/a", SUBJECT_AUDIT, RIGHT_READ, 0, NULL } }, "/a" },
        { { { METHOD_GET, "/a", .flags = ROUTE_OPEN, .serve = nothing }, { METHOD_GET, "/a", SUBJECT_AUDIT, RIGHT_READ, 0, nothing } }, "/a" },
        { { { METHOD_GET, "/a/{x}", SUBJECT_AUDIT, RIGHT_READ, 0, nothing }, { METHOD_GET, "/a/{y}", SUBJECT_AUDIT, RIGHT_READ, 0, nothing } }, "/a/{y}" },
    };
    for (size_t i = 0; i < LEN(bad); i++) {
        struct fault f = { 0 };
        assert_int_equal(try(*state, bad[i].routes, &f), E_BUG);
        assert_string_equal(f.place, bad[i].place);
    }
    static const struct route good[] = {
        { METHOD_GET, "/a", .flags = ROUTE_OPEN, .serve = nothing },
        { METHOD_POST, "/a", SUBJECT_AUDIT, RIGHT_READ, 0, nothing },
        { METHOD_POST, "/fil", SUBJECT_AUDIT, RIGHT_EDIT, ROUTE_LARGE, nothing },
        { METHOD_GET, "/api/v1/{entity}", SUBJECT_NONE, RIGHT_READ, ROUTE_API | ROUTE_ENTITY, nothing },
        { 0 },
    };
    assert_int_equal(try(*state, good, NULL), OK);
}

static void reads_scopes(void **state)
{
    (void)state;
    unsigned subjects = 0;
    bool writes = true;
    assert_true(authn_scope_read(S("read"), &subjects, &writes));
    assert_false(writes);
    assert_int_equal(subjects, ~0u);
    assert_true(authn_scope_read(S("write audit document"), &subjects, &writes));
    assert_true(writes);
    assert_int_equal(subjects, 1u << SUBJECT_AUDIT | 1u << SUBJECT_DOCUMENT);
    static const char *const bad[] = { "", "readwrite", "audit", "read  audit", "read Audit", "read nothing", "write audit,document", " read" };
    for (size_t i = 0; i < LEN(bad); i++)
        assert_false(authn_scope_read(str(bad[i]), &subjects, &writes));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test_setup_teardown(refuses_a_route_without_permission, open_world, close_world), cmocka_unit_test(reads_scopes),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
