/* Rows: reading, writing, lists, idempotency, writers together. */
#include "store/store_world.h"

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
    fine(store_list(r, &w->arena, &q, &rows, &f), &f);
    assert_true(rows.n == 1 && rows.count == 1 && !rows.more_after && !rows.more_before);
    struct organisation org;
    fine(store_find(r, &w->arena, &organisation_entity, "code", S("ALB"), &org, &f), &f);
    assert_int_equal(org.row.id, w->a);
    assert_int_equal(store_find(r, &w->arena, &organisation_entity, "name", S("x"), &org, &f), E_BUG);
    store_read_end(r);
}

static const char *const naughty[] = {
    "'; DROP TABLE \"audit\"; --", "$1 $2 ?1 :x @y", "<script>alert(1)</script>", "\\ \" ' ` \t", "å ä ö Å Ä Ö é ß ı İ ﬃ", "e\xcc\x81 mot é", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",
    ("\xe2\x80\xae" "baklänges"), "=1+1", "-1", "NULL", "%s%n", "rad 1\nrad 2\r\n", " inledande och avslutande ", "\x01\x1f\x7f", "\xef\xbb\xbf", "{\"a\":1}",
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
        fine(store_list(r, &w->arena, &q, &rows, &f), &f);
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
    struct organisation other = organisation("Ett annat förbund", "ANN", ORGANISATION_FEDERATION);
    fine(save(w->store, &seat_system, &organisation_entity, &other, RIGHT_EDIT, &f), &f);
    struct seat stranger = { .federation = { other.row.id }, .organisation = { other.row.id }, .role = ROLE_DIRECTOR };
    assert_int_equal(get(w, &stranger, &document_entity, own.row.id, &back), E_ABSENT);
    struct document_version version = { .document = { own.row.id }, .dated = { 2024, 1, 1 }, .pages = INT_NONE };
    assert_int_equal(save(w->store, &stranger, &document_version_entity, &version, RIGHT_PROPOSE, &f), E_INVALID);
    assert_string_equal(f.place, "document");
    struct reading *r = reads(w, &stranger);
    struct query q = { .entity = &organisation_entity, .limit = 100 };
    struct rows rows;
    fine(store_list(r, &w->arena, &q, &rows, &f), &f);
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
        fine(store_list(r, &w->arena, &q, &rows, &f), &f);
        assert_int_equal(rows.n, views[i].sees ? 2 : 1);
        assert_int_equal(row_of(rows_at(&rows, &document_entity, 0))->id, open.row.id);
        assert_true((rows.titles[at].p != NULL) == views[i].sees);
        fine(store_titles(r, &w->arena, &document_entity, &open, &titles, &f), &f);
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

static const char *const swedish_words[] = { "Zebra", "ål", "Ål", "ärta", "öl", "Öl", "a", "A", "b", "äpple", "Vatten", "Watt", "vatten 2", "10",
    "9", "é", "e", "Ö", "å", "", "x y", "x-y", "xy" };

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
        fine(store_list(r, &w->arena, &q, &all, &f), &f);
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
            fine(store_list(r, &w->arena, &q, &page, &f), &f);
            for (size_t i = 0; i < page.n; i++)
                assert_int_equal(row_of(rows_at(&page, &audit_entity, i))->id, row_of(rows_at(&all, &audit_entity, at + i))->id);
            at += page.n;
            q.after = page.last;
        } while (page.more_after);
        assert_int_equal(at, all.n);
        at -= page.n;
        q.before = true;
        for (q.after = page.first; at > 0; q.after = page.first) {
            fine(store_list(r, &w->arena, &q, &page, &f), &f);
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
        enum err e = store_list(r, &w->arena, &q, &rows, &f);
        assert_true(e == E_INVALID);
    }
    store_read_end(r);
    swedish_free(order);
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
    assert_int_equal(store_list(r, &w->arena, &q, &rows, &f), E_INVALID);
    assert_string_equal(f.place, "grade");
    q = (struct query){ .entity = &audit_entity, .limit = QUERY_LIMIT_MAX + 1 };
    assert_int_equal(store_list(r, &w->arena, &q, &rows, &f), E_LIMIT);
    store_read_end(r);
}

static enum err count_each(void *ctx, const void *row, const struct str *titles)
{
    size_t *n = ctx;
    assert_true(((const struct row *)row)->id > 0 && titles);
    return ++*n == 1500 ? E_LIMIT : OK;
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
    fine(store_list(r, &w->arena, &q, &rows, &f), &f);
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
    fine(store_list(r, &w->arena, &q, &rows, &f), &f);
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

/* What was made of the rows is given back to the same sight of them, and to no other, until something is written. */
static void what_is_kept_holds_until_something_is_written(void **state)
{
    struct world *w = *state;
    struct reading *r;
    struct fault f = { 0 };
    struct str got = { 0 };
    fine(store_read(w->store, &w->chief, &r, &f), &f);
    assert_false(store_kept(r, &w->arena, S("page"), &got));
    store_keep(r, S("page"), S("<p>12</p>"));
    assert_true(store_kept(r, &w->arena, S("page"), &got));
    assert_true(str_is(got, "<p>12</p>"));
    assert_false(store_kept(r, &w->arena, S("pag"), &got));
    store_keep(r, S("page"), S("<p>13</p>"));
    assert_true(store_kept(r, &w->arena, S("page"), &got) && str_is(got, "<p>13</p>"));
    char *big = arena_alloc(&w->arena, MEMO_BYTES_MAX + 1);
    memset(big, 'x', MEMO_BYTES_MAX + 1);
    store_keep(r, S("big"), (struct str){ big, MEMO_BYTES_MAX + 1 });
    assert_false(store_kept(r, &w->arena, S("big"), &got));
    store_read_end(r);
    fine(store_read(w->store, &w->alby, &r, &f), &f);
    assert_false(store_kept(r, &w->arena, S("page"), &got)); /* another seat's */
    store_read_end(r);
    struct organisation new = organisation("Ny kommun", "NYK", ORGANISATION_MEMBER);
    fine(save(w->store, &w->boss, &organisation_entity, &new, RIGHT_EDIT, &f), &f);
    fine(store_read(w->store, &w->chief, &r, &f), &f);
    assert_false(store_kept(r, &w->arena, S("page"), &got));
    for (int i = 0; i < 3 * MEMOS_MAX; i++)
        store_keep(r, str_printf(&w->arena, "page %d", i), S("x"));
    assert_true(store_kept(r, &w->arena, str_printf(&w->arena, "page %d", 3 * MEMOS_MAX - 1), &got));
    assert_false(store_kept(r, &w->arena, S("page 0"), &got));
    store_read_end(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(what_is_written_is_read), BOTH(what_is_kept_holds_until_something_is_written), BOTH(naughty_text_comes_back_byte_for_byte), BOTH(two_writers_of_one_version_conflict),
        BOTH(nobody_reads_or_writes_past_his_seat), BOTH(a_title_that_may_not_be_read_does_not_leak), BOTH(what_belongs_to_a_row_follows_it),
        BOTH(every_order_pages_to_its_end_and_back), BOTH(filters_and_search_find_what_they_should), BOTH(an_export_streams_every_row),
        BOTH(a_retry_with_the_same_key_writes_once), BOTH(writers_share_a_transaction_and_fail_alone), BOTH(two_programs_write_one_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
