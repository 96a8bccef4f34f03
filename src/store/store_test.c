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

static void fine(enum err e, const struct fault *f)
{
    if (e != OK)
        fail_msg("%s: %s: %s (%s)", err_word(e), f->place, f->text ? f->text : "", f->arg[0]);
}

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

static void hush(void *ctx, const char *line)
{
    (void)ctx;
    (void)line;
}

static void hush_ok(void *ctx, bool ok, const char *line)
{
    (void)ctx;
    (void)ok;
    (void)line;
}

static void only_faults(void *ctx, bool ok, const char *line)
{
    (void)ctx;
    if (!ok)
        print_message("%s\n", line);
}

/* An empty PostgreSQL with the schema made by the tables' owner. */
static void make_postgres(struct world *w)
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

static int open_world(void **state, bool postgres)
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

static int open_sqlite(void **state) { return open_world(state, false); }

/* A test that cannot run here says so: cmocka's skip belongs in the test itself, so the world stays empty. */
static int open_postgres(void **state)
{
    *state = NULL;
    return getenv("SAMSYN_TEST_POSTGRES") && getenv("SAMSYN_TEST_POSTGRES_OWNER") ? open_world(state, true) : 0;
}

static int close_world(void **state)
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

static struct audit new_audit(const char *title, int year)
{
    return (struct audit){ .title = str(title), .type = AUDIT_FIRST, .state = AUDIT_REPORTED, .dated = { (int16_t)year, 0, 0 } };
}

static struct reading *reads(struct world *w, const struct seat *seat)
{
    struct reading *r;
    struct fault f = { 0 };
    fine(store_read(w->store, seat, &r, &f), &f);
    return r;
}

static enum err get(struct world *w, const struct seat *seat, const struct entity *e, int64_t id, void *row)
{
    struct reading *r = reads(w, seat);
    enum err got = store_get(r, &arena, e, id, row, NULL);
    store_read_end(r);
    return got;
}

/* The tables' owner, past every wall: what a tamperer with the database's own password can do. */
static void tamper(struct world *w, const char *sql)
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

static void what_is_written_is_read(void **state)
{
    WORLD(w);
    struct audit audit = new_audit("Granskning av informationssäkerhet", 2023), back;
    struct fault f = { 0 };
    fine(save(w->store, &w->boss, &audit_entity, &audit, RIGHT_EDIT, &f), &f);
    assert_int_equal(get(w, &w->boss, &audit_entity, audit.row.id, &back), OK);
    for (size_t i = 0; i < entity_fields(&audit_entity); i++)
        if (!value_equal(value_of(entity_field(&audit_entity, i), &audit), value_of(entity_field(&audit_entity, i), &back)))
            fail_msg("%s differs", entity_field(&audit_entity, i)->name);
    assert_true(back.row.version == 1 && back.row.owner.v == w->federation && back.row.created_at.usec > 0);
    struct reading *r = reads(w, &w->boss);
    struct query q = { .entity = &audit_entity, .limit = 10, .count = true };
    struct rows rows;
    fine(store_list(r, &arena, &q, &rows, &f), &f);
    assert_true(rows.n == 1 && rows.count == 1 && !rows.more_after && !rows.more_before);
    struct organisation org;
    fine(store_find(r, &arena, &organisation_entity, "code", S("ALB"), &org, &f), &f);
    assert_int_equal(org.row.id, w->a);
    assert_int_equal(store_find(r, &arena, &organisation_entity, "name", S("x"), &org, &f), E_BUG);
    store_read_end(r);
}

static const char *const naughty[] = {
    "'; DROP TABLE \"audit\"; --", "$1 $2 ?1 :x @y", "<script>alert(1)</script>", "\\ \" ' ` \t", "å ä ö Å Ä Ö é ß ı İ ﬃ", "e\xcc\x81 mot é", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",
    "\xe2\x80\xae""baklänges", "=1+1", "-1", "NULL", "%s%n", "rad 1\nrad 2\r\n", " inledande och avslutande ", "\x01\x1f\x7f", "\xef\xbb\xbf", "{\"a\":1}",
};

static void naughty_text_comes_back_byte_for_byte(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    for (size_t i = 0; i < LEN(naughty); i++) {
        struct audit audit = new_audit(naughty[i], 2023), back;
        audit.purpose = audit.grade_source = str(naughty[i]);
        fine(save(w->store, &w->boss, &audit_entity, &audit, RIGHT_EDIT, &f), &f);
        assert_int_equal(get(w, &w->boss, &audit_entity, audit.row.id, &back), OK);
        assert_true(str_eq(back.title, audit.title) && str_eq(back.purpose, audit.purpose) && str_eq(back.grade_source, audit.grade_source));
        struct reading *r = reads(w, &w->boss);
        struct query q = { .entity = &audit_entity, .limit = 100, .search = audit.title };
        struct rows rows;
        fine(store_list(r, &arena, &q, &rows, &f), &f);
        bool there = false;
        for (size_t k = 0; k < rows.n; k++)
            there |= row_of(rows_at(&rows, &audit_entity, k))->id == audit.row.id;
        assert_true(there);
        store_read_end(r);
    }
    struct audit nul = new_audit("a", 2023), bad = new_audit("\xff", 2023);
    nul.title = (struct str){ "a\0b", 3 };
    assert_int_equal(save(w->store, &w->boss, &audit_entity, &nul, RIGHT_EDIT, &f), E_INVALID);
    assert_string_equal(f.place, "title");
    assert_int_equal(save(w->store, &w->boss, &audit_entity, &bad, RIGHT_EDIT, &f), E_INVALID);
    fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
}

static void two_writers_of_one_version_conflict(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct audit first = new_audit("Första", 2023);
    fine(save(w->store, &w->boss, &audit_entity, &first, RIGHT_EDIT, &f), &f);
    struct audit second = first;
    first.title = str("Ändrad");
    fine(save(w->store, &w->boss, &audit_entity, &first, RIGHT_EDIT, &f), &f);
    assert_int_equal(first.row.version, 2);
    second.title = str("Också ändrad");
    assert_int_equal(save(w->store, &w->boss, &audit_entity, &second, RIGHT_EDIT, &f), E_CONFLICT);
    assert_int_equal(second.row.version, 1);
    struct audit back;
    assert_int_equal(get(w, &w->boss, &audit_entity, first.row.id, &back), OK);
    assert_true(str_is(back.title, "Ändrad"));
}

static void nobody_reads_or_writes_past_his_seat(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct seat owner = w->alby;
    owner.role = ROLE_DIRECTOR;
    struct document own = { .title = str("Albys egen rutin"), .type = DOCUMENT_ROUTINE, .state = DOCUMENT_VALID }, back;
    fine(save(w->store, &owner, &document_entity, &own, RIGHT_EDIT, &f), &f);
    assert_int_equal(own.row.owner.v, w->a);
    assert_int_equal(get(w, &w->alby, &document_entity, own.row.id, &back), OK);
    assert_int_equal(get(w, &w->bjork, &document_entity, own.row.id, &back), E_ABSENT);
    struct document stolen = own;
    stolen.title = str("Stulen");
    assert_int_equal(save(w->store, &w->bjork, &document_entity, &stolen, RIGHT_PROPOSE, &f), E_ABSENT);
    /* PROPOSE reaches only what one created oneself. */
    struct seat proposer = w->alby;
    proposer.account.v = 0;
    assert_int_equal(save(w->store, &proposer, &document_entity, &stolen, RIGHT_PROPOSE, &f), E_DENIED);
    /* Another federation: nothing at all, and its numbers cannot be pointed at. */
    struct organisation other = organisation("Ett annat förbund", "XXX", ORGANISATION_FEDERATION);
    fine(save(w->store, &seat_system, &organisation_entity, &other, RIGHT_EDIT, &f), &f);
    struct seat stranger = { .federation = { other.row.id }, .organisation = { other.row.id }, .role = ROLE_DIRECTOR };
    assert_int_equal(get(w, &stranger, &document_entity, own.row.id, &back), E_ABSENT);
    struct document_version version = { .document = { own.row.id }, .dated = { 2024, 1, 1 }, .pages = INT_NONE };
    assert_int_equal(save(w->store, &stranger, &document_version_entity, &version, RIGHT_PROPOSE, &f), E_INVALID);
    assert_string_equal(f.place, "document");
    struct reading *r = reads(w, &stranger);
    struct query q = { .entity = &organisation_entity, .limit = 100 };
    struct rows rows;
    fine(store_list(r, &arena, &q, &rows, &f), &f);
    assert_int_equal(rows.n, 1);
    store_read_end(r);
    /* A seat in no role sees nothing. */
    struct seat nobody = { 0 };
    assert_int_equal(get(w, &nobody, &document_entity, own.row.id, &back), E_ABSENT);
}

static void a_title_that_may_not_be_read_does_not_leak(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct document secret = { .title = str("Hemlig plan"), .type = DOCUMENT_PLAN, .state = DOCUMENT_VALID, .row.reach = REACH_OWN };
    fine(save(w->store, &w->boss, &document_entity, &secret, RIGHT_EDIT, &f), &f);
    struct document open = { .title = str("Öppen rutin"), .type = DOCUMENT_ROUTINE, .state = DOCUMENT_VALID, .row.reach = REACH_COMMON, .parent = { secret.row.id } };
    fine(save(w->store, &w->boss, &document_entity, &open, RIGHT_EDIT, &f), &f);
    const struct field *parent = entity_field_named(&document_entity, S("parent"));
    size_t at = row_fields_n + (size_t)(parent - document_entity.fields);
    const struct { const struct seat *seat; bool sees; } views[] = { { &w->boss, true }, { &w->alby, false } };
    for (size_t i = 0; i < LEN(views); i++) {
        struct reading *r = reads(w, views[i].seat);
        struct query q = { .entity = &document_entity, .limit = 10, .sort = parent };
        struct rows rows;
        struct str *titles;
        fine(store_list(r, &arena, &q, &rows, &f), &f);
        assert_int_equal(rows.n, views[i].sees ? 2 : 1);
        assert_int_equal(row_of(rows_at(&rows, &document_entity, 0))->id, open.row.id);
        assert_true((rows.titles[at].p != NULL) == views[i].sees);
        fine(store_titles(r, &arena, &document_entity, &open, &titles, &f), &f);
        assert_true((titles[at].p != NULL) == views[i].sees && (!views[i].sees || str_is(titles[at], "Hemlig plan")));
        assert_true(rows.first.n > 0 && !strstr(rows.first.p, "Hemlig"));
        store_read_end(r);
    }
}

static void what_belongs_to_a_row_follows_it(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct audit audit = new_audit("Granskning", 2023);
    audit.row.owner.v = w->a;
    audit.row.reach = REACH_COMMON;
    fine(save(w->store, &w->chief, &audit_entity, &audit, RIGHT_EDIT, &f), &f);
    struct recommendation rec = { .audit = { audit.row.id }, .number = 1, .code = str("2023-1"), .text = str("Gör så här."), .row.owner.v = w->b };
    fine(save(w->store, &w->chief, &recommendation_entity, &rec, RIGHT_EDIT, &f), &f);
    assert_true(rec.row.owner.v == w->a && rec.row.reach == REACH_COMMON && rec.row.federation.v == w->federation);
    struct recommendation again = { .audit = { audit.row.id }, .number = 1, .code = str("2023-2"), .text = str("En till.") };
    assert_int_equal(save(w->store, &w->chief, &recommendation_entity, &again, RIGHT_EDIT, &f), E_INVALID);
    assert_string_equal(f.place, "number");
    again.number = 2;
    again.repeats.v = 4711;
    assert_int_equal(save(w->store, &w->chief, &recommendation_entity, &again, RIGHT_EDIT, &f), E_INVALID);
    assert_string_equal(f.place, "repeats");
    struct organisation twice = organisation("Alby igen", "ALB", ORGANISATION_MEMBER);
    assert_int_equal(save(w->store, &w->chief, &organisation_entity, &twice, RIGHT_EDIT, &f), E_INVALID);
    assert_string_equal(f.place, "code");
}

/* ---- lists ---- */

static const char *const swedish_words[] = { "Zebra", "ål", "Ål", "ärta", "öl", "Öl", "a", "A", "b", "äpple", "Vatten", "Watt", "vatten 2", "10", "9", "é", "e", "Ö", "å", "", "x y", "x-y", "xy" };

static void every_order_pages_to_its_end_and_back(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    for (size_t i = 0; i < LEN(swedish_words); i++) {
        struct audit a = new_audit(swedish_words[i][0] ? swedish_words[i] : "tom", 1990 + (int)(i * 7 % 5));
        a.grade_source = str(swedish_words[(i * 5) % LEN(swedish_words)]);
        a.grade = i % 3 ? (enum grade)(i % 4 + 1) : 0;
        a.firm.v = i % 4 == 0 ? w->a : i % 4 == 1 ? w->b : 0;
        fine(save(w->store, &w->boss, &audit_entity, &a, RIGHT_EDIT, &f), &f);
    }
    static const char *const sorts[] = { "id", "title", "dated", "grade_source", "grade", "firm", "created_at", "state", "reach", "purpose" };
    struct swedish *order;
    fine(swedish_new(&order, &f), &f);
    struct reading *r = reads(w, &w->boss);
    for (size_t s = 0; s < LEN(sorts) * 2; s++) {
        struct query q = { .entity = &audit_entity, .sort = entity_field_named(&audit_entity, str(sorts[s / 2])), .descending = s % 2, .limit = 100 };
        struct rows all, page;
        fine(store_list(r, &arena, &q, &all, &f), &f);
        assert_int_equal(all.n, LEN(swedish_words));
        for (size_t i = 1; i < all.n && strcmp(sorts[s / 2], "title") == 0; i++) {
            const struct audit *a = rows_at(&all, &audit_entity, i - 1), *b = rows_at(&all, &audit_entity, i);
            int c = swedish_compare(order, a->title, b->title);
            assert_true(q.descending ? c >= 0 : c <= 0);
        }
        bool none_seen = false;
        for (size_t i = 0; i < all.n && strcmp(sorts[s / 2], "grade_source") == 0; i++) {
            bool none = ((const struct audit *)rows_at(&all, &audit_entity, i))->grade_source.n == 0;
            assert_true(none || !none_seen);
            none_seen |= none;
        }
        size_t at = 0;
        q.limit = 4;
        do {
            fine(store_list(r, &arena, &q, &page, &f), &f);
            for (size_t i = 0; i < page.n; i++)
                assert_int_equal(row_of(rows_at(&page, &audit_entity, i))->id, row_of(rows_at(&all, &audit_entity, at + i))->id);
            at += page.n;
            q.after = page.last;
        } while (page.more_after);
        assert_int_equal(at, all.n);
        at -= page.n;
        q.before = true;
        for (q.after = page.first; at > 0; q.after = page.first) {
            fine(store_list(r, &arena, &q, &page, &f), &f);
            assert_true(page.n > 0 && page.n <= at);
            at -= page.n;
            for (size_t i = 0; i < page.n; i++)
                assert_int_equal(row_of(rows_at(&page, &audit_entity, i))->id, row_of(rows_at(&all, &audit_entity, at + i))->id);
            assert_true(page.more_before == (at > 0));
        }
    }
    static const char *const bad[] = { "x", "12v!!", "12q", "99999999999999999999", "1vAA", "-1", "12n7" };
    for (size_t i = 0; i < LEN(bad); i++) {
        struct query q = { .entity = &audit_entity, .sort = entity_field_named(&audit_entity, S("dated")), .limit = 4, .after = str(bad[i]) };
        struct rows rows;
        enum err e = store_list(r, &arena, &q, &rows, &f);
        assert_true(e == E_INVALID);
    }
    store_read_end(r);
    swedish_free(order);
}

static size_t matches(struct world *w, const char *field, enum compare compare, const char *value, const char *search)
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

static void filters_and_search_find_what_they_should(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct audit a = new_audit("ÅRLIG granskning", 2021), b = new_audit("Uppföljning av åtgärder", 2023), c = new_audit("Tredje", 2023);
    b.dated = (struct date){ 2023, 6, 15 };
    b.grade = GRADE_PARTLY;
    b.grade_source = str("Delvis");
    c.dated = DATE_UNKNOWN;
    c.row.unknown_why = str("saknas i rapporten");
    fine(save(w->store, &w->boss, &audit_entity, &a, RIGHT_EDIT, &f), &f);
    fine(save(w->store, &w->boss, &audit_entity, &b, RIGHT_EDIT, &f), &f);
    fine(save(w->store, &w->boss, &audit_entity, &c, RIGHT_EDIT, &f), &f);
    assert_int_equal(matches(w, NULL, 0, "", "årlig"), 1);
    assert_int_equal(matches(w, NULL, 0, "", "ÅTGÄRDER"), 1);
    assert_int_equal(matches(w, NULL, 0, "", "finns inte"), 0);
    assert_int_equal(matches(w, "title", COMPARE_CONTAINS, "GRANSK", ""), 1);
    assert_int_equal(matches(w, "dated", COMPARE_EQUAL, "2023", ""), 1);
    assert_int_equal(matches(w, "dated", COMPARE_EQUAL, "?", ""), 1);
    assert_int_equal(matches(w, "dated", COMPARE_NOT_EQUAL, "2023", ""), 2);
    assert_int_equal(matches(w, "dated", COMPARE_AT_MOST, "2023", ""), 2);
    assert_int_equal(matches(w, "dated", COMPARE_MORE, "2021", ""), 1);
    assert_int_equal(matches(w, "dated", COMPARE_LESS, "2023-06-15", ""), 1);
    assert_int_equal(matches(w, "grade", COMPARE_EQUAL, "delvis", ""), 1);
    assert_int_equal(matches(w, "grade", COMPARE_NOT_EQUAL, "delvis", ""), 2);
    assert_int_equal(matches(w, "grade", COMPARE_AT_LEAST, "ja", ""), 1);
    assert_int_equal(matches(w, "grade", COMPARE_NOT_GIVEN, "", ""), 2);
    assert_int_equal(matches(w, "grade", COMPARE_GIVEN, "", ""), 1);
    struct reading *r = reads(w, &w->boss);
    struct rows rows;
    struct query q = { .entity = &audit_entity, .limit = 10, .filters = { { entity_field_named(&audit_entity, S("grade")), COMPARE_EQUAL, S("kanske") } }, .filters_n = 1 };
    assert_int_equal(store_list(r, &arena, &q, &rows, &f), E_INVALID);
    assert_string_equal(f.place, "grade");
    q = (struct query){ .entity = &audit_entity, .limit = QUERY_LIMIT_MAX + 1 };
    assert_int_equal(store_list(r, &arena, &q, &rows, &f), E_LIMIT);
    store_read_end(r);
}

static enum err count_each(void *ctx, const void *row, const struct str *titles)
{
    size_t *n = ctx;
    assert_true(((const struct row *)row)->id > 0 && titles);
    return ++*n == 1500 ? E_LIMIT : OK;
}

static enum err put_many(struct writing *w, void *ctx, struct fault *f)
{
    for (int i = 0; i < *(int *)ctx; i++) {
        char title[40];
        snprintf(title, sizeof title, "Granskning %04d", i);
        struct audit a = new_audit(title, 2000 + i % 20);
        TRY(store_put(w, &audit_entity, &a, "skapa", RIGHT_EDIT, f));
    }
    return OK;
}

static void an_export_streams_every_row(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    int many = 2300;
    fine(store_write(w->store, &w->boss, NULL, put_many, &many, NULL, &f), &f);
    struct reading *r = reads(w, &w->boss);
    struct query q = { .entity = &audit_entity, .sort = entity_field_named(&audit_entity, S("title")), .count = true, .limit = 1 };
    struct rows rows;
    size_t n = 1500;
    fine(store_each(r, &q, count_each, &n, &f), &f);
    assert_int_equal(n, 1500 + 2300);
    n = 0;
    assert_int_equal(store_each(r, &q, count_each, &n, &f), E_LIMIT);
    fine(store_list(r, &arena, &q, &rows, &f), &f);
    assert_int_equal(rows.count, COUNT_MAX + 1);
    store_read_end(r);
}

/* ---- writing ---- */

static enum err put_and_answer(struct writing *w, void *ctx, struct fault *f)
{
    struct buf *answer = ctx;
    struct audit a = new_audit("En gång", 2023);
    TRY(store_put(w, &audit_entity, &a, "skapa", RIGHT_EDIT, f));
    buf_int(answer, a.row.id);
    return OK;
}

static void a_retry_with_the_same_key_writes_once(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    char request[65], other[65];
    memset(request, 'a', 64);
    memset(other, 'b', 64);
    struct write_terms terms = { .key = S("nyckel-1"), .request = { request, 64 } };
    struct buf first = buf_new(100), second = buf_new(100);
    fine(store_write(w->store, &w->boss, &terms, put_and_answer, &first, &first, &f), &f);
    fine(store_write(w->store, &w->boss, &terms, put_and_answer, &second, &second, &f), &f);
    assert_true(first.n > 0 && str_eq(buf_str(&first), buf_str(&second)));
    assert_int_equal(matches(w, NULL, 0, "", "En gång"), 1);
    terms.request = (struct str){ other, 64 };
    assert_int_equal(store_write(w->store, &w->boss, &terms, put_and_answer, &second, &second, &f), E_CONFLICT);
    struct seat else_where = w->boss;
    struct account account = { .login = str("nisse"), .row.reach = REACH_OWN };
    fine(save(w->store, &w->chief, &account_entity, &account, RIGHT_EDIT, &f), &f);
    else_where.account.v = account.row.id;
    fine(store_write(w->store, &else_where, &terms, put_and_answer, &second, &second, &f), &f); /* another's key is another key */
    assert_int_equal(matches(w, NULL, 0, "", "En gång"), 2);
    buf_free(&first);
    buf_free(&second);
}

static enum err put_then_fail(struct writing *w, void *ctx, struct fault *f)
{
    struct audit a = new_audit("Ska inte finnas", 2023);
    TRY(store_put(w, &audit_entity, &a, "skapa", RIGHT_EDIT, f));
    struct audit back;
    TRY(store_get(writing_reads(w), writing_arena(w), &audit_entity, a.row.id, &back, f)); /* sees its own */
    return fault(f, *(enum err *)ctx, NULL, "nej", NULL, NULL);
}

struct hand { struct world *w; int number, done, failed; };

static void *write_some(void *ctx)
{
    struct hand *h = ctx;
    enum err refuse = E_INVALID;
    for (int i = 0; i < 40; i++) {
        char title[40];
        snprintf(title, sizeof title, "Hand %d rad %d", h->number, i);
        struct audit a = new_audit(title, 2023);
        h->done += save(h->w->store, &h->w->boss, &audit_entity, &a, RIGHT_EDIT, NULL) == OK;
        if (i % 4 == 0)
            h->failed += store_write(h->w->store, &h->w->boss, NULL, put_then_fail, &refuse, NULL, NULL) == E_INVALID;
    }
    return NULL;
}

static void writers_share_a_transaction_and_fail_alone(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    pthread_t threads[8];
    struct hand hands[8];
    for (int i = 0; i < 8; i++) {
        hands[i] = (struct hand){ .w = w, .number = i };
        assert_int_equal(pthread_create(&threads[i], NULL, write_some, &hands[i]), 0);
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(hands[i].done, 40);
        assert_int_equal(hands[i].failed, 10);
    }
    assert_int_equal(matches(w, NULL, 0, "", "Ska inte finnas"), 0);
    struct reading *r = reads(w, &w->boss);
    struct query q = { .entity = &audit_entity, .limit = 1000 };
    struct rows rows;
    fine(store_list(r, &arena, &q, &rows, &f), &f);
    assert_int_equal(rows.n, 320);
    store_read_end(r);
    assert_int_equal(store_changes(w->store), 323);
    fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
}

/* Two programs at one database: both logs go on from where the other left. */
static void two_programs_write_one_log(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct store *other;
    struct store_options o = { .url = w->url };
    fine(store_open(&o, &other, &f), &f);
    struct world second = *w;
    second.store = other;
    pthread_t threads[4];
    struct hand hands[4];
    for (int i = 0; i < 4; i++) {
        hands[i] = (struct hand){ .w = i % 2 ? w : &second, .number = i };
        assert_int_equal(pthread_create(&threads[i], NULL, write_some, &hands[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(hands[i].done, 40);
    }
    store_close(other);
    fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
    assert_int_equal(store_changes(w->store), 163);
}

/* ---- the journal ---- */

static void history_and_recent_keep_to_the_seat(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct seat owner = w->alby;
    owner.role = ROLE_DIRECTOR;
    struct document d = { .title = str("Ett"), .type = DOCUMENT_ROUTINE, .state = DOCUMENT_VALID };
    fine(save(w->store, &owner, &document_entity, &d, RIGHT_EDIT, &f), &f);
    d.title = str("Två");
    fine(save(w->store, &owner, &document_entity, &d, RIGHT_EDIT, &f), &f);
    struct journal_entry *v;
    size_t n;
    struct reading *r = reads(w, &w->alby);
    fine(store_history(r, &arena, &document_entity, d.row.id, &v, &n, &f), &f);
    assert_int_equal(n, 2);
    assert_true(v[0].version == 1 && str_is(v[0].verb, "skapa") && str_is(v[1].verb, "andra") && v[1].entity == &document_entity && v[1].role == ROLE_DIRECTOR && v[1].hash.n == 64);
    assert_true(str_find(v[1].row, S("Två"), 0) != SIZE_MAX && v[1].at.usec == d.row.changed_at.usec);
    fine(store_recent(r, &arena, 0, 10, &v, &n, &f), &f);
    assert_true(n == 5 && v[0].seq == 5 && v[1].seq == 4);
    fine(store_recent(r, &arena, 5, 1, &v, &n, &f), &f);
    assert_true(n == 1 && v[0].seq == 4);
    store_read_end(r);
    r = reads(w, &w->bjork);
    assert_int_equal(store_history(r, &arena, &document_entity, d.row.id, &v, &n, &f), E_ABSENT);
    fine(store_recent(r, &arena, 0, 10, &v, &n, &f), &f);
    for (size_t i = 0; i < n; i++)
        assert_true(v[i].entity != &document_entity);
    store_read_end(r);
}

static void a_change_behind_the_logs_back_is_found(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    int many = 30;
    fine(store_write(w->store, &w->boss, NULL, put_many, &many, NULL, &f), &f);
    struct buf head = buf_new(1000), late = buf_new(1000);
    fine(store_head(w->store, &head, &f), &f);
    fine(store_write(w->store, &w->boss, NULL, put_many, &many, NULL, &f), &f);
    fine(store_verify(w->store, buf_str(&head), only_faults, NULL, &f), &f);
    fine(store_head(w->store, &late, &f), &f);
    static const struct { const char *how, *back; } acts[] = {
        { "UPDATE \"audit\" SET \"title\" = 'x' WHERE \"id\" = 7", "UPDATE \"audit\" SET \"title\" = 'Granskning 0006' WHERE \"id\" = 7" },
        { "UPDATE \"audit\" SET \"version\" = 9 WHERE \"id\" = 7", "UPDATE \"audit\" SET \"version\" = 1 WHERE \"id\" = 7" },
        { "UPDATE \"journal\" SET \"owner\" = 2 WHERE \"seq\" = 8", "UPDATE \"journal\" SET \"owner\" = 1 WHERE \"seq\" = 8" },
        { "UPDATE \"journal\" SET \"valid\" = \"valid\" + 1 WHERE \"seq\" = 8", "UPDATE \"journal\" SET \"valid\" = \"valid\" - 1 WHERE \"seq\" = 8" },
        { "UPDATE \"journal\" SET \"text\" = replace(\"text\", 'skapa', 'skapA') WHERE \"seq\" = 8", "UPDATE \"journal\" SET \"text\" = replace(\"text\", 'skapA', 'skapa') WHERE \"seq\" = 8" },
        { "UPDATE \"journal_head\" SET \"size\" = 62, \"peaks\" = \"chain\"", NULL },
    };
    for (size_t i = 0; i < LEN(acts); i++) {
        tamper(w, acts[i].how);
        enum err e = store_verify(w->store, S(""), hush_ok, NULL, &f);
        if (e == OK)
            fail_msg("not found: %s", acts[i].how);
        if (acts[i].back) {
            tamper(w, acts[i].back);
            fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
        }
    }
    buf_free(&head);
    buf_free(&late);
}

static void a_removed_entry_and_a_forged_head_are_found(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    int many = 20;
    struct buf head = buf_new(1000);
    fine(store_write(w->store, &w->boss, NULL, put_many, &many, NULL, &f), &f);
    fine(store_head(w->store, &head, &f), &f);
    char *forged = strndup(head.p, head.n);
    char *size = strchr(forged, '\n') + 1;
    size[1] = size[1] == '3' ? '2' : '3';
    assert_int_equal(store_verify(w->store, str(forged), hush_ok, NULL, &f), size[1] == head.p[size - forged + 1] ? OK : E_CONFLICT);
    free(forged);
    assert_int_equal(store_verify(w->store, S("samsyn head v1\nx\n"), hush_ok, NULL, &f), E_INVALID);
    tamper(w, "DELETE FROM \"journal\" WHERE \"seq\" = 11");
    assert_int_equal(store_verify(w->store, buf_str(&head), hush_ok, NULL, &f), E_CONFLICT);
    buf_free(&head);
}

/* Checks an audit path as RFC 9162 §2.1.3.2 tells a verifier to. */
static bool path_leads(struct str path, struct hash leaf, uint64_t fn, uint64_t size, struct str root_hex)
{
    struct hasher h;
    assert_int_equal(hasher_new(&h, NULL), OK);
    uint64_t sn = size - 1;
    struct hash r = leaf;
    for (struct str rest = path; rest.n; ) {
        struct str line = str_cut(&rest, '\n');
        struct hash p;
        for (size_t i = 0; i < HASH; i++) {
            char two[3] = { line.p[2 * i], line.p[2 * i + 1], 0 };
            p.b[i] = (unsigned char)strtoul(two, NULL, 16);
        }
        if ((fn & 1) || fn == sn) {
            assert_true(hash_node(&h, &p, &r, &r));
            while (fn && !(fn & 1))
                fn >>= 1, sn >>= 1;
        } else {
            assert_true(hash_node(&h, &r, &p, &r));
        }
        fn >>= 1;
        sn >>= 1;
    }
    struct buf hex = buf_new(100);
    buf_hex(&hex, r.b, HASH);
    bool same = sn == 0 && str_eq(buf_str(&hex), root_hex);
    buf_free(&hex);
    hasher_free(&h);
    return same;
}

static void a_proof_shows_an_entry_in_the_tree(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    int many = 18;
    fine(store_write(w->store, &w->boss, NULL, put_many, &many, NULL, &f), &f);
    struct buf head = buf_new(1000);
    fine(store_head(w->store, &head, &f), &f);
    struct str rest = buf_str(&head), root;
    (void)str_cut(&rest, '\n');
    assert_true(str_is(str_cut(&rest, '\n'), "21"));
    root = str_cut(&rest, '\n');
    struct journal_entry *v;
    size_t n;
    struct reading *r = reads(w, &seat_system);
    fine(store_recent(r, &arena, 0, 100, &v, &n, &f), &f);
    store_read_end(r);
    assert_int_equal(n, 21);
    struct hasher h;
    assert_int_equal(hasher_new(&h, NULL), OK);
    for (size_t i = 0; i < n; i++) {
        struct buf path = buf_new(10000);
        struct hash leaf;
        assert_true(hash_leaf(&h, v[i].text, &leaf));
        fine(store_proof(w->store, v[i].seq, 21, &path, &f), &f);
        assert_true(path_leads(buf_str(&path), leaf, (uint64_t)v[i].seq - 1, 21, root));
        leaf.b[0] ^= 1;
        assert_false(path_leads(buf_str(&path), leaf, (uint64_t)v[i].seq - 1, 21, root));
        buf_free(&path);
    }
    hasher_free(&h);
    struct buf none = buf_new(100);
    assert_int_equal(store_proof(w->store, 22, 21, &none, &f), E_INVALID);
    assert_int_equal(store_proof(w->store, 1, 22, &none, &f), E_ABSENT);
    buf_free(&head);
}

/* ---- the past ---- */

static void the_past_holds_what_held_then(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct audit a = new_audit("Som det var", 2020), back;
    struct one o = { &audit_entity, &a, "skapa", RIGHT_EDIT };
    struct write_terms then = { .valid = date_start((struct date){ 2020, 5, 1 }) }, later = { .valid = date_start((struct date){ 2022, 5, 1 }) };
    fine(store_write(w->store, &w->boss, &later, put_one, &o, NULL, &f), &f);
    a.title = str("Rättad i efterhand");
    o.verb = "ratta";
    fine(store_write(w->store, &w->boss, &then, put_one, &o, NULL, &f), &f);
    static const struct { struct date day; const char *title; } looks[] = {
        { { 2020, 4, 30 }, NULL }, { { 2020, 5, 1 }, "Rättad i efterhand" }, { { 2021, 0, 0 }, "Rättad i efterhand" }, { { 2022, 5, 0 }, "Som det var" },
    };
    for (size_t i = 0; i < LEN(looks); i++) {
        struct store *past;
        struct reading *r;
        fine(store_past(w->store, looks[i].day, &past, &f), &f);
        fine(store_read(past, &w->boss, &r, &f), &f);
        enum err e = store_get(r, &arena, &audit_entity, a.row.id, &back, &f);
        assert_int_equal(e, looks[i].title ? OK : E_ABSENT);
        assert_true(!looks[i].title || str_is(back.title, looks[i].title));
        struct query q = { .entity = &audit_entity, .limit = 5, .sort = entity_field_named(&audit_entity, S("title")), .search = S("e"), .count = true };
        struct rows rows;
        fine(store_list(r, &arena, &q, &rows, &f), &f);
        assert_int_equal(rows.n, looks[i].title ? 1 : 0);
        struct journal_entry *v;
        size_t n = 0;
        if (looks[i].title)
            fine(store_history(r, &arena, &audit_entity, a.row.id, &v, &n, &f), &f);
        assert_int_equal(n, i == 0 ? 0 : i == 3 ? 2 : 1);
        store_read_end(r);
        assert_int_equal(save(past, &w->boss, &audit_entity, &a, RIGHT_EDIT, &f), E_DENIED);
        store_past_end(w->store, past);
    }
    struct store *past;
    assert_int_equal(store_past(w->store, DATE_UNKNOWN, &past, &f), E_INVALID);
    /* The same day twice is the same copy; after a write it is built anew. */
    struct store *one, *two;
    fine(store_past(w->store, looks[1].day, &one, &f), &f);
    fine(store_past(w->store, looks[1].day, &two, &f), &f);
    assert_ptr_equal(one, two);
    fine(save(w->store, &w->boss, &audit_entity, &a, RIGHT_EDIT, &f), &f);
    fine(store_past(w->store, looks[1].day, &two, &f), &f);
    assert_ptr_not_equal(one, two);
    store_past_end(w->store, one);
    store_past_end(w->store, two);
}

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
    fine(store_blob_get(r, &arena, str(sum), &back, &f), &f);
    assert_true(str_eq(back, file));
    assert_int_equal(store_blob_get(r, &arena, S("00"), &back, &f), E_ABSENT);
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
    tamper(w, "ALTER TABLE \"audit\" DROP COLUMN \"scope\"; ALTER TABLE \"audit_question\" DROP COLUMN \"additional\"; ALTER TABLE \"audit\" ADD COLUMN \"old_field\" text; "
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
    static const char *const acts[] = { "UPDATE \"journal\" SET \"text\" = 'x'", "DELETE FROM \"journal\"", "TRUNCATE \"journal\"", "DELETE FROM \"document\"", "UPDATE \"blob\" SET \"bytes\" = ''",
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

#define BOTH(test) cmocka_unit_test_setup_teardown(test, open_sqlite, close_world), cmocka_unit_test_setup_teardown(test, open_postgres, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(what_is_written_is_read), BOTH(naughty_text_comes_back_byte_for_byte), BOTH(two_writers_of_one_version_conflict),
        BOTH(nobody_reads_or_writes_past_his_seat), BOTH(a_title_that_may_not_be_read_does_not_leak), BOTH(what_belongs_to_a_row_follows_it),
        BOTH(every_order_pages_to_its_end_and_back), BOTH(filters_and_search_find_what_they_should), BOTH(an_export_streams_every_row),
        BOTH(a_retry_with_the_same_key_writes_once), BOTH(writers_share_a_transaction_and_fail_alone), BOTH(two_programs_write_one_log),
        BOTH(history_and_recent_keep_to_the_seat), BOTH(a_change_behind_the_logs_back_is_found), BOTH(a_removed_entry_and_a_forged_head_are_found),
        BOTH(a_proof_shows_an_entry_in_the_tree), BOTH(the_past_holds_what_held_then), BOTH(a_copy_proves_itself_before_it_replaces),
        BOTH(an_older_schema_is_brought_forward), cmocka_unit_test(an_absent_database_is_not_made_by_chance),
        cmocka_unit_test_setup_teardown(the_database_refuses_by_itself, open_postgres, close_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
