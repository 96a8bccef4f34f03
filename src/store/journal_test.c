/* The journal: history, verifying, proofs, the past. */
#include "store/store_world.h"

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
    fine(store_history(r, &w->arena, &document_entity, d.row.id, &v, &n, &f), &f);
    assert_int_equal(n, 2);
    assert_true(v[0].version == 1 && str_is(v[0].verb, "skapa") && str_is(v[1].verb,
        "andra") && v[1].entity == &document_entity && v[1].role == ROLE_DIRECTOR && v[1].hash.n == 64);
    assert_true(str_find(v[1].row, S("Två"), 0) != SIZE_MAX && v[1].at.usec == d.row.changed_at.usec);
    fine(store_recent(r, &w->arena, 0, 10, &v, &n, &f), &f);
    assert_true(n == 5 && v[0].seq == 5 && v[1].seq == 4);
    fine(store_recent(r, &w->arena, 5, 1, &v, &n, &f), &f);
    assert_true(n == 1 && v[0].seq == 4);
    store_read_end(r);
    r = reads(w, &w->bjork);
    assert_int_equal(store_history(r, &w->arena, &document_entity, d.row.id, &v, &n, &f), E_ABSENT);
    fine(store_recent(r, &w->arena, 0, 10, &v, &n, &f), &f);
    for (size_t i = 0; i < n; i++)
        assert_true(v[i].entity != &document_entity);
    store_read_end(r);
}

static void a_span_of_time_keeps_to_the_seat(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct seat owner = w->alby;
    owner.role = ROLE_DIRECTOR;
    struct document d = { .title = str("Ett"), .type = DOCUMENT_ROUTINE, .state = DOCUMENT_VALID };
    fine(save(w->store, &owner, &document_entity, &d, RIGHT_EDIT, &f), &f);
    instant first = d.row.changed_at;
    d.title = str("Två");
    fine(save(w->store, &owner, &document_entity, &d, RIGHT_EDIT, &f), &f);
    instant end = { d.row.changed_at.usec + 1 };
    struct journal_entry *v;
    size_t n;
    struct reading *r = reads(w, &w->alby);
    fine(store_between(r, &w->arena, &document_entity, first, end, 0, 10, &v, &n, &f), &f);
    assert_true(n == 2 && v[0].version == 1 && v[1].version == 2);
    fine(store_between(r, &w->arena, &document_entity, first, end, v[0].seq, 10, &v, &n, &f), &f);
    assert_true(n == 1 && v[0].version == 2);
    fine(store_between(r, &w->arena, &document_entity, end, (instant){ INT64_MAX }, 0, 10, &v, &n, &f), &f);
    assert_int_equal(n, 0);
    fine(store_between(r, &w->arena, &document_entity, (instant){ 1 }, first, 0, 10, &v, &n, &f), &f);
    assert_int_equal(n, 0);
    fine(store_between(r, &w->arena, &audit_entity, (instant){ 1 }, end, 0, 10, &v, &n, &f), &f);
    for (size_t i = 0; i < n; i++)
        assert_true(v[i].entity == &audit_entity);
    store_read_end(r);
    r = reads(w, &w->bjork);
    fine(store_between(r, &w->arena, &document_entity, (instant){ 1 }, end, 0, 10, &v, &n, &f), &f);
    assert_int_equal(n, 0);
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
        { "UPDATE \"journal\" SET \"text\" = replace(\"text\", 'skapa', 'skapA') WHERE \"seq\" = 8",
            "UPDATE \"journal\" SET \"text\" = replace(\"text\", 'skapA', 'skapa') WHERE \"seq\" = 8" },
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
    fine(store_recent(r, &w->arena, 0, 100, &v, &n, &f), &f);
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
    for (int64_t size = 1; size <= 21; size++) { /* many at once give the same as one by one */
        int64_t seqs[21];
        struct str paths[21];
        char top[65];
        for (int64_t i = 0; i < size; i++)
            seqs[i] = size - i;
        fine(store_proofs(w->store, &w->arena, seqs, (size_t)size, size, paths, top, &f), &f);
        assert_true(size < 21 || str_is(root, top));
        for (int64_t i = 0; i < size; i++) {
            struct buf path = buf_new(10000);
            fine(store_proof(w->store, seqs[i], size, &path, &f), &f);
            assert_true(str_eq(buf_str(&path), paths[i]));
            buf_free(&path);
        }
    }
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
        enum err e = store_get(r, &w->arena, &audit_entity, a.row.id, &back, &f);
        assert_int_equal(e, looks[i].title ? OK : E_ABSENT);
        assert_true(!looks[i].title || str_is(back.title, looks[i].title));
        struct query q = { .entity = &audit_entity, .limit = 5, .sort = entity_field_named(&audit_entity, S("title")), .search = S("e"), .count = true };
        struct rows rows;
        fine(store_list(r, &w->arena, &q, &rows, &f), &f);
        assert_int_equal(rows.n, looks[i].title ? 1 : 0);
        struct journal_entry *v;
        size_t n = 0;
        if (looks[i].title)
            fine(store_history(r, &w->arena, &audit_entity, a.row.id, &v, &n, &f), &f);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(history_and_recent_keep_to_the_seat), BOTH(a_span_of_time_keeps_to_the_seat), BOTH(a_change_behind_the_logs_back_is_found), BOTH(a_removed_entry_and_a_forged_head_are_found),
        BOTH(a_proof_shows_an_entry_in_the_tree), BOTH(the_past_holds_what_held_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
