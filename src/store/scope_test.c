/* What a seat may see over time, by following, and through a narrower credential. */
#include "store/store_world.h"

static struct document common_document(const char *title)
{
    return (struct document){ .title = str(title), .type = DOCUMENT_ROUTINE, .state = DOCUMENT_VALID, .row.reach = REACH_COMMON };
}

static bool tells(const struct journal_entry *v, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (str_find(v[i].text, str(word), 0) != SIZE_MAX)
            return true;
    return false;
}

static void what_was_ones_own_is_not_in_the_history_that_others_read(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct seat owner = w->alby;
    owner.role = ROLE_DIRECTOR;
    struct document d = common_document("Hemligt");
    d.row.reach = REACH_OWN;
    fine(save(w->store, &owner, &document_entity, &d, RIGHT_EDIT, &f), &f);
    d.title = S("Öppet");
    d.row.reach = REACH_COMMON;
    fine(save(w->store, &owner, &document_entity, &d, RIGHT_EDIT, &f), &f);
    struct journal_entry *v;
    size_t n;
    struct reading *r = reads(w, &w->bjork);
    fine(store_history(r, &w->arena, &document_entity, d.row.id, &v, &n, &f), &f);
    assert_true(n == 1 && tells(v, n, "Öppet") && !tells(v, n, "Hemligt"));
    fine(store_recent(r, &w->arena, 0, 100, &v, &n, &f), &f);
    assert_true(tells(v, n, "Öppet") && !tells(v, n, "Hemligt"));
    store_read_end(r);
    r = reads(w, &w->alby);
    fine(store_history(r, &w->arena, &document_entity, d.row.id, &v, &n, &f), &f);
    assert_int_equal(n, 2);
    store_read_end(r);
}

static void what_is_shut_today_is_shut_in_the_past(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct document d = common_document("Hemligt"), stays = common_document("Öppet");
    struct write_terms then = { .valid = date_start((struct date){ 2023, 5, 1 }) };
    struct one one = { &document_entity, &d, "skapa", RIGHT_EDIT }, other = { &document_entity, &stays, "skapa", RIGHT_EDIT };
    fine(store_write(w->store, &w->boss, &then, put_one, &one, NULL, &f), &f);
    fine(store_write(w->store, &w->boss, &then, put_one, &other, NULL, &f), &f);
    d.row.reach = REACH_OWN;
    fine(save(w->store, &w->boss, &document_entity, &d, RIGHT_EDIT, &f), &f);
    struct journal_entry *v;
    size_t n;
    struct reading *r = reads(w, &w->bjork);
    fine(store_recent(r, &w->arena, 0, 100, &v, &n, &f), &f);
    assert_true(tells(v, n, "Öppet") && !tells(v, n, "Hemligt"));
    store_read_end(r);
    struct store *past;
    struct document back;
    fine(store_past(w->store, (struct date){ 2023, 6, 1 }, &past, &f), &f);
    const struct { const struct seat *seat; enum err shut; } seats[] = { { &w->bjork, E_ABSENT }, { &w->boss, OK } };
    for (size_t i = 0; i < LEN(seats); i++) {
        fine(store_read(past, seats[i].seat, &r, &f), &f);
        assert_int_equal(store_get(r, &w->arena, &document_entity, d.row.id, &back, NULL), seats[i].shut);
        assert_int_equal(store_get(r, &w->arena, &document_entity, stays.row.id, &back, NULL), OK);
        assert_int_equal(store_history(r, &w->arena, &document_entity, d.row.id, &v, &n, NULL), seats[i].shut);
        fine(store_recent(r, &w->arena, 0, 100, &v, &n, &f), &f);
        assert_int_equal(tells(v, n, "Hemligt"), seats[i].shut == OK);
        store_read_end(r);
    }
    store_past_end(w->store, past);
}

static void what_follows_a_row_is_shut_with_it(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct document d = common_document("Policy"), other = common_document("Annan");
    fine(save(w->store, &w->boss, &document_entity, &d, RIGHT_EDIT, &f), &f);
    other.row.reach = REACH_OWN;
    fine(save(w->store, &w->boss, &document_entity, &other, RIGHT_EDIT, &f), &f);
    struct document_version v = { .document = { d.row.id }, .number = S("1.0"), .dated = { 2023, 1, 1 }, .pages = INT_NONE };
    fine(save(w->store, &w->boss, &document_version_entity, &v, RIGHT_EDIT, &f), &f);
    struct document_version back;
    struct signature s = { .document = { d.row.id }, .role = S("Ordförande") };
    fine(save(w->store, &w->boss, &signature_entity, &s, RIGHT_EDIT, &f), &f);
    assert_int_equal(get(w, &w->bjork, &document_version_entity, v.row.id, &back), OK);
    d.row.reach = REACH_OWN;
    fine(save(w->store, &w->boss, &document_entity, &d, RIGHT_EDIT, &f), &f);
    assert_int_equal(get(w, &w->bjork, &document_version_entity, v.row.id, &back), E_ABSENT);
    assert_int_equal(get(w, &w->bjork, &signature_entity, s.row.id, &s), E_ABSENT);
    assert_int_equal(get(w, &w->boss, &document_version_entity, v.row.id, &back), OK);
    assert_int_equal(back.row.version, 2);
    /* Opened again, so is it; and one that comes to follow a row which is not common is not common either. */
    d.row.reach = REACH_COMMON;
    fine(save(w->store, &w->boss, &document_entity, &d, RIGHT_EDIT, &f), &f);
    assert_int_equal(get(w, &w->bjork, &document_version_entity, v.row.id, &back), OK);
    back.document = (document_id){ other.row.id };
    fine(save(w->store, &w->boss, &document_version_entity, &back, RIGHT_EDIT, &f), &f);
    assert_int_equal(get(w, &w->bjork, &document_version_entity, v.row.id, &back), E_ABSENT);
    /* Nor is it made common by itself. */
    assert_int_equal(get(w, &w->boss, &document_version_entity, v.row.id, &back), OK);
    back.row.reach = REACH_COMMON;
    fine(save(w->store, &w->boss, &document_version_entity, &back, RIGHT_EDIT, &f), &f);
    assert_int_equal(get(w, &w->bjork, &document_version_entity, v.row.id, &back), E_ABSENT);
    /* Two steps down: an audit's interview, and what was sent of it for checking. */
    struct audit a = new_audit("Granskning", 2023);
    a.row.reach = REACH_COMMON;
    fine(save(w->store, &w->boss, &audit_entity, &a, RIGHT_EDIT, &f), &f);
    struct interview i = { .audit = { a.row.id }, .role = S("It-chef") };
    fine(save(w->store, &w->boss, &interview_entity, &i, RIGHT_EDIT, &f), &f);
    struct fact_check c = { .interview = { i.row.id }, .comments = S("Stämmer") };
    fine(save(w->store, &w->boss, &fact_check_entity, &c, RIGHT_EDIT, &f), &f);
    assert_int_equal(get(w, &w->bjork, &fact_check_entity, c.row.id, &c), OK);
    a.row.reach = REACH_OWN;
    fine(save(w->store, &w->boss, &audit_entity, &a, RIGHT_EDIT, &f), &f);
    assert_int_equal(get(w, &w->bjork, &interview_entity, i.row.id, &i), E_ABSENT);
    assert_int_equal(get(w, &w->bjork, &fact_check_entity, c.row.id, &c), E_ABSENT);
    fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
}

static void a_narrowed_credential_narrows_every_statement(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct document d = common_document("Policy"), back;
    fine(save(w->store, &w->boss, &document_entity, &d, RIGHT_EDIT, &f), &f);
    struct audit a = new_audit("Granskning", 2023);
    a.report = (document_id){ d.row.id };
    fine(save(w->store, &w->boss, &audit_entity, &a, RIGHT_EDIT, &f), &f);
    struct seat narrow = w->boss;
    narrow.without = ~(1u << SUBJECT_AUDIT);
    assert_int_equal(get(w, &narrow, &document_entity, d.row.id, &back), E_ABSENT);
    assert_int_equal(get(w, &narrow, &audit_entity, a.row.id, &a), OK);
    struct reading *r = reads(w, &narrow);
    struct str *titles;
    fine(store_titles(r, &w->arena, &audit_entity, &a, &titles, &f), &f);
    for (size_t i = 0; i < entity_fields(&audit_entity); i++)
        assert_null(titles[i].p);
    struct journal_entry *v;
    size_t n;
    fine(store_recent(r, &w->arena, 0, 100, &v, &n, &f), &f);
    assert_true(n == 1 && v[0].entity == &audit_entity);
    store_read_end(r);
    assert_int_equal(save(w->store, &narrow, &document_entity, &d, RIGHT_EDIT, &f), E_ABSENT);
    struct document fresh = common_document("Ny");
    assert_int_equal(save(w->store, &narrow, &document_entity, &fresh, RIGHT_PROPOSE, &f), E_DENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(what_was_ones_own_is_not_in_the_history_that_others_read), BOTH(what_is_shut_today_is_shut_in_the_past),
        BOTH(what_follows_a_row_is_shut_with_it), BOTH(a_narrowed_credential_narrows_every_statement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
