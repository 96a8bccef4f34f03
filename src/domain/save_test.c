#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/words.h"
#include "domain/load.h"
#include "model/document.h"

/* A store in a folder of its own, with a federation, a member and the demo's rows on demand. */
struct world {
    char folder[64];
    struct store *store;
    struct arena arena;
    struct seat system, coordinator, auditor;
};

struct founding { struct organisation federation; };

static enum err found(struct writing *w, void *ctx, struct fault *f)
{
    struct founding *to = ctx;
    to->federation = (struct organisation){ .row = { .reach = REACH_COMMON }, .name = S("Förbundet"), .code = S("FEX"), .type = ORGANISATION_FEDERATION };
    struct faults faults = { .arena = writing_arena(w) };
    return domain_save(w, &organisation_entity, &to->federation, NULL, &faults, f);
}

static void must(enum err e, const struct fault *f)
{
    if (e == OK)
        return;
    struct buf b cleanup(buf_free) = buf_new(4096);
    words_put_fault(&b, &words_sv, f);
    fail_msg("%s: %.*s", err_word(e), SF(buf_str(&b)));
}

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct fault f = { 0 };
    snprintf(w->folder, sizeof w->folder, "/tmp/samsyn-domain-XXXXXX");
    if (!w || !mkdtemp(w->folder))
        return 1;
    char url[100];
    snprintf(url, sizeof url, "sqlite:%s/db", w->folder);
    w->arena = arena_new(256u << 20);
    if (store_open(&(struct store_options){ .url = url, .create = true }, &w->store, &f) != OK)
        return 1;
    struct founding founding;
    if (store_write(w->store, &seat_system, &(struct write_terms){ 0 }, found, &founding, NULL, &f) != OK)
        return 1;
    organisation_id root = { founding.federation.row.id };
    w->system = (struct seat){ .federation = root, .organisation = root, .role = ROLE_SYSTEM, .export = true };
    w->coordinator = (struct seat){ .federation = root, .organisation = root, .role = ROLE_COORDINATOR };
    w->auditor = (struct seat){ .federation = root, .organisation = root, .role = ROLE_AUDITOR, .export = true };
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    store_close(w->store);
    arena_free(&w->arena);
    static const char *const files[] = { "db", "db-wal", "db-shm" };
    for (size_t i = 0; i < LEN(files); i++) {
        char path[100];
        snprintf(path, sizeof path, "%s/%s", w->folder, files[i]);
        unlink(path);
    }
    rmdir(w->folder);
    free(w);
    return 0;
}

static struct str demo(struct arena *a)
{
    FILE *in = fopen(SOURCE_ROOT "/data/demo/demo.jsonl", "rb");
    assert_non_null(in);
    char *p = arena_alloc(a, 1 << 20);
    size_t n = fread(p, 1, 1 << 20, in);
    fclose(in);
    return (struct str){ p, n };
}

static int64_t count(struct world *w, const struct seat *seat, const struct entity *e)
{
    struct reading *r;
    struct rows rows = { 0 };
    struct fault f;
    must(store_read(w->store, seat, &r, &f), &f);
    struct query q = { .entity = e, .limit = 1, .count = true };
    must(store_list(r, &w->arena, &q, &rows, &f), &f);
    store_read_end(r);
    return rows.count;
}

static void the_demo_is_read_whole(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    size_t n = 0;
    must(domain_load(w->store, &w->system, demo(&w->arena), &n, &f), &f);
    assert_true(n > 100);
    assert_int_equal(count(w, &w->coordinator, &recommendation_entity), 6);
    assert_int_equal(count(w, &w->coordinator, &organisation_entity), 6);
    /* Twice: the organisations' codes are taken, so nothing of it is written. */
    assert_int_equal(domain_load(w->store, &w->system, demo(&w->arena), &n, &f), E_INVALID);
    assert_int_equal(count(w, &w->coordinator, &recommendation_entity), 6);
}

static void a_faulty_line_is_named_and_nothing_is_written(void **state)
{
    struct world *w = *state;
    static const struct { const char *lines, *place; } rows[] = {
        { "{\"entity\":\"organisation\",\"name\":\"A\",\"code\":\"A\",\"type\":\"medlemskommun\"}\n{\"entity\":\"nothing\"}", "rad 2: entity" },
        { "{\"entity\":\"body\",\"organisation\":\"@nobody\",\"name\":\"A\",\"type\":\"rad\"}", "rad 1: organisation" },
        { "\n\n{\"entity\":\"body\"", "rad 3" },
        { "{\"entity\":\"organisation\",\"name\":\"A\",\"code\":\"A\",\"type\":\"kommun\"}", "rad 1: type" },
        { "{\"entity\":\"organisation\",\"name\":\"A\",\"code\":\"A\",\"type\":\"annan\",\"version\":3}", "rad 1: version" },
        { "{\"valid\":\"igår\"}", "rad 1: valid" },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        struct fault f = { 0 };
        size_t n;
        assert_int_equal(domain_load(w->store, &w->system, str(rows[i].lines), &n, &f), E_INVALID);
        if (strncmp(f.place, rows[i].place, strlen(rows[i].place)) != 0)
            fail_msg("%s, not %s", f.place, rows[i].place);
    }
    assert_int_equal(count(w, &w->coordinator, &organisation_entity), 1);
}

struct saving { const struct entity *entity; void *row; const char *verb; size_t faults_n; };

static enum err save_one(struct writing *w, void *ctx, struct fault *f)
{
    struct saving *s = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    enum err e = domain_save(w, s->entity, s->row, s->verb, &faults, f);
    s->faults_n = faults.n;
    return e;
}

static enum err save(struct world *w, const struct seat *seat, const struct entity *e, void *row, const char *verb, struct fault *f)
{
    return store_write(w->store, seat, &(struct write_terms){ .reason = S("prov") }, save_one, &(struct saving){ e, row, verb, 0 }, NULL, f);
}

static void rules_stand_before_every_write(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct organisation second = { .name = S("Ett förbund till"), .code = S("TVÅ"), .type = ORGANISATION_FEDERATION };
    assert_int_equal(save(w, &w->coordinator, &organisation_entity, &second, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "type");

    struct document top = { .title = S("Policy"), .type = DOCUMENT_POLICY, .state = DOCUMENT_VALID };
    must(save(w, &w->coordinator, &document_entity, &top, NULL, &f), &f);
    struct document below = { .title = S("Riktlinje"), .type = DOCUMENT_GUIDELINE, .state = DOCUMENT_VALID, .parent = { top.row.id } };
    must(save(w, &w->coordinator, &document_entity, &below, NULL, &f), &f);
    top.parent = (document_id){ below.row.id };
    assert_int_equal(save(w, &w->coordinator, &document_entity, &top, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "parent");
}

static void r14_evidence_is_never_overwritten(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct evidence e = { .title = S("Protokoll"), .about = S("organisation/1"), .source = SOURCE_DOCUMENT, .bytes = INT_NONE };
    assert_int_equal(save(w, &w->coordinator, &evidence_entity, &e, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "reference");
    e.reference = S("Arkivet, hylla 4");
    must(save(w, &w->coordinator, &evidence_entity, &e, NULL, &f), &f);
    e.reference = S("Arkivet, hylla 5");
    assert_int_equal(save(w, &w->coordinator, &evidence_entity, &e, NULL, &f), E_INVALID);
}

static void r126_an_auditor_cannot_write(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct document d = { .title = S("Policy"), .type = DOCUMENT_POLICY, .state = DOCUMENT_VALID };
    assert_int_equal(save(w, &w->auditor, &document_entity, &d, NULL, &f), E_DENIED);
    assert_int_equal(count(w, &w->auditor, &document_entity), 0);
}

static void an_older_version_is_a_conflict(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct document mine = { .title = S("Policy"), .type = DOCUMENT_POLICY, .state = DOCUMENT_VALID };
    must(save(w, &w->coordinator, &document_entity, &mine, NULL, &f), &f);
    struct document theirs = mine;
    theirs.title = S("Policy för informationssäkerhet");
    must(save(w, &w->coordinator, &document_entity, &theirs, NULL, &f), &f);
    mine.title = S("Policy två");
    assert_int_equal(save(w, &w->coordinator, &document_entity, &mine, NULL, &f), E_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_demo_is_read_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_faulty_line_is_named_and_nothing_is_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rules_stand_before_every_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(r14_evidence_is_never_overwritten, set_up, tear_down),
        cmocka_unit_test_setup_teardown(r126_an_auditor_cannot_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_older_version_is_a_conflict, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
