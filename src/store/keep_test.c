/* Copies, restoring, migrations, and the second wall. */
#include "store/store_world.h"

/* ---- keeping ---- */

static enum err put_blob(struct writing *w, void *ctx, struct fault *f)
{
    char sum[65];
    return store_blob_put(w, *(struct str *)ctx, sum, f);
}

static void a_copy_proves_itself_before_it_replaces(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    int many = 25;
    struct str file = S("innehåll\0med noll");
    char sum[65], copy[300], broken[1000];
    assert_true(hash_hex(file, sum));
    fine(store_write(w->store, &w->boss, NULL, put_many, &many, NULL, &f), &f);
    fine(store_write(w->store, &w->boss, NULL, put_blob, &file, NULL, &f), &f);
    fine(store_write(w->store, &w->boss, NULL, put_blob, &file, NULL, &f), &f);
    struct buf head = buf_new(1000), later = buf_new(1000);
    fine(store_head(w->store, &head, &f), &f);
    snprintf(copy, sizeof copy, "%s/kopia", w->folder);
    fine(store_backup(w->store, copy, &f), &f);
    assert_int_equal(store_backup(w->store, copy, &f), E_CONFLICT);
    fine(store_write(w->store, &w->boss, NULL, put_many, &many, NULL, &f), &f);
    fine(store_head(w->store, &later, &f), &f);
    assert_int_equal(store_restore(copy, w->owner, S(""), &f), E_CONFLICT); /* in use */
    store_close(w->store);
    w->store = NULL;
    assert_int_equal(store_restore(copy, w->owner, buf_str(&later), &f), E_CONFLICT); /* the copy is older than the head */
    snprintf(broken, sizeof broken, "cp '%s' '%s.x' && printf x | dd of='%s.x' bs=1 seek=200000 conv=notrunc status=none", copy, copy, copy);
    assert_int_equal(system(broken), 0);
    struct conn *c;
    snprintf(broken, sizeof broken, "%s.x", copy);
    fine(engine_sqlite.open(copy, CONN_READ, &c, &f), &f);
    engine_sqlite.close(c);
    char change[3000];
    snprintf(change, sizeof change, "cp '%s' '%s' && sqlite3 '%s' \"UPDATE journal SET text = replace(text, 'Granskning 0003', 'Granskning 9993')\"", copy, broken, broken);
    assert_int_equal(system(change), 0);
    assert_int_equal(store_restore(broken, w->owner, S(""), &f), E_CONFLICT);
    struct store_options o = { .url = w->url };
    fine(store_open(&o, &w->store, &f), &f); /* the old one stands */
    assert_int_equal(store_changes(w->store), 53);
    store_close(w->store);
    w->store = NULL;
    fine(store_restore(copy, w->owner, buf_str(&head), &f), &f);
    fine(store_open(&o, &w->store, &f), &f);
    assert_int_equal(store_changes(w->store), 28);
    fine(store_verify(w->store, buf_str(&head), only_faults, NULL, &f), &f);
    struct reading *r = reads(w, &w->boss);
    struct str back;
    fine(store_blob_get(r, &w->arena, str(sum), &back, &f), &f);
    assert_true(str_eq(back, file));
    assert_int_equal(store_blob_get(r, &w->arena, S("00"), &back, &f), E_ABSENT);
    store_read_end(r);
    fine(store_write(w->store, &w->boss, NULL, put_many, &many, NULL, &f), &f); /* numbers go on where they were */
    buf_free(&head);
    buf_free(&later);
}

static void an_older_schema_is_brought_forward(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    int many = 10;
    fine(store_write(w->store, &w->boss, NULL, put_many, &many, NULL, &f), &f);
    store_close(w->store);
    w->store = NULL;
    /* As a database made before the model knew scope and additional, and with a field that it knows no more. */
    tamper(w, "ALTER TABLE \"audit\" DROP COLUMN \"scope\"; DROP INDEX \"audit_question.additional\"; ALTER TABLE \"audit_question\" DROP COLUMN \"additional\"; ALTER TABLE \"audit\" ADD COLUMN \"old_field\" text; "
              "UPDATE \"meta\" SET \"value\" = 'older' WHERE \"name\" = 'schema'");
    struct store_options o = { .url = w->url }, own = { .url = w->owner };
    assert_int_equal(store_open(&o, &w->store, &f), E_CONFLICT);
    const struct step bad_steps[] = { store_steps.v[0], { 2, "halvvägs", { "UPDATE \"audit\" SET \"title\" = 'x'; UPDATE \"finns_inte\" SET \"a\" = 1",
                                                                          "UPDATE \"audit\" SET \"title\" = 'x'; UPDATE \"finns_inte\" SET \"a\" = 1" } } };
    assert_int_equal(migrate_through(&own, &(struct steps){ bad_steps, 2 }, hush, NULL, &f), E_IO);
    fine(store_migrate(&own, hush, NULL, &f), &f);
    fine(store_migrate(&own, hush, NULL, &f), &f); /* again: nothing to do */
    fine(store_open(&o, &w->store, &f), &f);
    fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
    assert_int_equal(matches(w, NULL, 0, "", "Granskning"), 10);
    fine(store_write(w->store, &w->boss, NULL, put_many, &many, NULL, &f), &f);
    store_close(w->store);
    w->store = NULL;
    tamper(w, "INSERT INTO \"migration\" VALUES (99, 'framtiden', 'x', 0)");
    assert_int_equal(store_open(&o, &w->store, &f), E_CONFLICT);
    tamper(w, "DELETE FROM \"migration\" WHERE \"number\" = 99; UPDATE \"migration\" SET \"checksum\" = 'x'");
    assert_int_equal(store_open(&o, &w->store, &f), E_CONFLICT);
}

static void an_absent_database_is_not_made_by_chance(void **state)
{
    (void)state;
    struct fault f = { 0 };
    struct store *s = NULL;
    struct store_options o = { .url = "sqlite:/tmp/samsyn-finns-inte/db" };
    assert_int_equal(store_open(&o, &s, &f), E_ABSENT);
    o.create = true;
    assert_int_equal(store_open(&o, &s, &f), E_IO);
    o = (struct store_options){ .url = "sqlite:/etc/passwd" };
    assert_int_equal(store_open(&o, &s, &f), E_IO);
    assert_null(s);
}

/* ---- the second wall ---- */

static int64_t number(struct conn *c, const char *sql)
{
    struct sql q;
    struct fault f = { 0 };
    bool any;
    int64_t n = -1;
    sql_begin(&q);
    sql_add(&q, sql);
    fine(conn_integer(&engine_postgres, c, &q, &any, &n, &f), &f);
    sql_free(&q);
    return n;
}

static void the_database_refuses_by_itself(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct seat owner = w->alby;
    owner.role = ROLE_DIRECTOR;
    struct document d = { .title = str("Albys"), .type = DOCUMENT_ROUTINE, .state = DOCUMENT_VALID };
    fine(save(w->store, &owner, &document_entity, &d, RIGHT_EDIT, &f), &f);
    struct conn *c;
    fine(engine_postgres.open(w->url, CONN_WRITE, &c, &f), &f);
    /* No settings at all: nothing. */
    assert_int_equal(number(c, "SELECT count(*) FROM \"document\""), 0);
    assert_int_equal(number(c, "SELECT count(*) FROM \"journal\""), 0);
    const struct { const struct seat *seat; int64_t sees; } views[] = { { &w->alby, 1 }, { &w->bjork, 0 }, { &w->boss, 1 } };
    for (size_t i = 0; i < LEN(views); i++) {
        struct wall wall = wall_of(views[i].seat);
        fine(engine_postgres.begin(c, true, &wall, &f), &f);
        assert_int_equal(number(c, "SELECT count(*) FROM \"document\""), views[i].sees);
        assert_int_equal(number(c, "SELECT count(*) FROM \"journal\" WHERE \"entity\" = 'document'"), views[i].sees);
        engine_postgres.rollback(c);
    }
    /* A member may not write what is not its own, whatever statement is sent. */
    struct wall wall = wall_of(&w->bjork);
    fine(engine_postgres.begin(c, true, &wall, &f), &f);
    fine(engine_postgres.script(c, "UPDATE \"document\" SET \"title\" = 'x'", &f), &f);
    engine_postgres.rollback(c);
    struct document back;
    assert_int_equal(get(w, &w->alby, &document_entity, d.row.id, &back), OK);
    assert_true(str_is(back.title, "Albys"));
    /* Nobody changes or removes what the journal says. */
    wall = wall_of(&seat_system);
    static const char *const acts[] = { "UPDATE \"journal\" SET \"text\" = 'x'", "DELETE FROM \"journal\"", "TRUNCATE \"journal\"",
        "DELETE FROM \"document\"", "UPDATE \"blob\" SET \"bytes\" = ''",
                                        "DROP TABLE \"document\"", "ALTER TABLE \"document\" DISABLE ROW LEVEL SECURITY", "UPDATE \"meta\" SET \"value\" = 'x'" };
    for (size_t i = 0; i < LEN(acts); i++) {
        fine(engine_postgres.begin(c, true, &wall, &f), &f);
        assert_int_equal(engine_postgres.script(c, acts[i], &f), E_DENIED);
        engine_postgres.rollback(c);
    }
    engine_postgres.close(c);
    /* A role that could walk around it is refused at the door. */
    struct store *s = NULL;
    struct store_options o = { .url = w->owner };
    assert_int_equal(store_open(&o, &s, &f), E_DENIED);
    static const char *const others[] = { "super", "samsyn_bypass" };
    for (size_t i = 0; i < LEN(others); i++) {
        char url[4096];
        const char *at = strstr(w->url, "samsyn@");
        snprintf(url, sizeof url, "%.*s%s@%s", (int)(at - w->url), w->url, others[i], at + 7);
        o.url = url;
        assert_int_equal(store_open(&o, &s, &f), E_DENIED);
    }
}

/* The rights follow the role that is named, and the role that was named is kept. */
static void the_programs_role_gets_its_rights(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct store_options o = { .url = w->url }, own = { .url = w->owner };
    store_close(w->store);
    w->store = NULL;
    tamper(w, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM samsyn");
    assert_int_equal(store_open(&o, &w->store, &f), E_DENIED);
    own.application = "samsyn";
    fine(store_migrate(&own, hush, NULL, &f), &f); /* the tables are right already */
    fine(store_open(&o, &w->store, &f), &f);
    store_close(w->store);
    w->store = NULL;
    tamper(w, "UPDATE \"meta\" SET \"value\" = 'samsyn_bypass' WHERE \"name\" = 'application'; UPDATE \"meta\" SET \"value\" = 'older' WHERE \"name\" = 'schema'");
    own.application = NULL;
    fine(store_migrate(&own, hush, NULL, &f), &f); /* made anew: for the role that the tables were made for */
    assert_int_equal(store_open(&o, &w->store, &f), E_DENIED);
    own.application = "samsyn";
    fine(store_migrate(&own, hush, NULL, &f), &f);
    fine(store_open(&o, &w->store, &f), &f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(a_copy_proves_itself_before_it_replaces), BOTH(an_older_schema_is_brought_forward), cmocka_unit_test(an_absent_database_is_not_made_by_chance),
        cmocka_unit_test_setup_teardown(the_database_refuses_by_itself, open_postgres, close_world),
        cmocka_unit_test_setup_teardown(the_programs_role_gets_its_rights, open_postgres, close_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
