/* Search: words, phrases, beginnings, Swedish letters, whose rows are found, and that the table follows the rows. */
#include "store/store_world.h"

#include "store/search_inside.h"

static struct str as_words(struct arena *a, const char *text)
{
    struct buf b cleanup(buf_free) = buf_new(SEARCH_TEXT_BYTES), joined cleanup(buf_free) = buf_new(SEARCH_TEXT_BYTES);
    search_words_put(&b, &joined, str(text));
    return str_printf(a, "%.*s|%.*s", SF(buf_str(&b)), SF(buf_str(&joined)));
}

static void texts_become_words(void **state)
{
    (void)state;
    static const struct { const char *text, *words; } cases[] = {
        { "", "|" }, { " -- ", "|" }, { "Åtgärder ÄR övriga", "åtgärder är övriga|" }, { "IT-säkerhet, It-drift", "it säkerhet it drift|itsäkerhet itdrift" },
        { "IT- och informationssäkerhet", "it och informationssäkerhet|" }, { "§ 3.2.5 OSL 18:8", "3 2 5 osl 18 8|" }, { "a\xcc\x8atga\xcc\x88rd", "åtgärd|" },
        { "säker\xc2\xadhet", "säkerhet|" }, { "<b>'\";--%*_:.", "b|" }, { "a-b-c-d", "a b c d|abcd" }, { "x‑y", "x y|xy" },
    };
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    for (size_t i = 0; i < LEN(cases); i++)
        assert_string_equal(as_words(&a, cases[i].text).p, cases[i].words);
}

static size_t hits(struct world *w, const struct seat *seat, const char *text, int64_t *ret_first)
{
    struct fault f = { 0 };
    struct reading *r = reads(w, seat);
    struct search s;
    struct search_hits found;
    fine(search_parse(&w->arena, str(text), &s, &f), &f);
    fine(store_search(r, &w->arena, &s, 0, 50, &found, &f), &f);
    store_read_end(r);
    if (ret_first)
        *ret_first = found.n ? found.v[0].id : 0;
    return found.all;
}

static int64_t put_audit(struct world *w, const struct seat *seat, const char *title, const char *purpose, enum reach reach)
{
    struct fault f = { 0 };
    struct audit a = new_audit(title, 2023);
    a.purpose = str(purpose);
    a.row.reach = reach;
    fine(save(w->store, seat, &audit_entity, &a, RIGHT_EDIT, &f), &f);
    return a.row.id;
}

static void words_and_phrases_are_found(void **state)
{
    WORLD(w);
    int64_t first, it = put_audit(w, &w->boss, "Granskning av IT-säkerhet", "Bedöma sökning och åtgärder", REACH_OWN);
    int64_t other = put_audit(w, &w->boss, "Sokning i register", "En granskning av säkerhet för IT", REACH_OWN);
    assert_int_equal(hits(w, &w->boss, "sökning ", &first), 1);
    assert_int_equal(first, it);
    assert_int_equal(hits(w, &w->boss, "SOKNING ", &first), 1);
    assert_int_equal(first, other);
    static const char *const compounds[] = { "it-säkerhet", "IT-säkerhet", "It-Säkerhet", "itsäkerhet", "\"it säkerhet\"", "it-säk", "itsäk" };
    for (size_t i = 0; i < LEN(compounds); i++) {
        assert_int_equal(hits(w, &w->boss, compounds[i], &first), 1);
        assert_int_equal(first, it);
    }
    assert_int_equal(hits(w, &w->boss, "säkerhet it ", NULL), 2);
    assert_int_equal(hits(w, &w->boss, "gransk", &first), 2);
    assert_int_equal(first, it); /* in the title before in the text */
    assert_int_equal(hits(w, &w->boss, "gransk ", NULL), 0);
    assert_int_equal(hits(w, &w->boss, "\"gransk\"", NULL), 0);
    assert_int_equal(hits(w, &w->boss, "granskning finnsinte", NULL), 0);
    assert_int_equal(hits(w, &w->boss, "alby", NULL), 1);
}

static void nobody_finds_past_his_seat(void **state)
{
    WORLD(w);
    put_audit(w, &w->boss, "Hemlig kvast", "", REACH_OWN);
    int64_t common = put_audit(w, &w->boss, "Gemensam kvast", "", REACH_COMMON), first;
    assert_int_equal(hits(w, &w->boss, "kvast", NULL), 2);
    assert_int_equal(hits(w, &w->alby, "kvast", &first), 1);
    assert_int_equal(first, common);
    struct seat far = w->boss, employee = w->alby, narrowed = w->boss;
    far.federation.v = far.organisation.v = 4711;
    employee.role = ROLE_EMPLOYEE;
    narrowed.without = 1u << SUBJECT_AUDIT;
    assert_int_equal(hits(w, &far, "kvast", NULL), 0);
    assert_int_equal(hits(w, &employee, "kvast", NULL), 0);
    assert_int_equal(hits(w, &narrowed, "kvast", NULL), 0);
    assert_int_equal(hits(w, &seat_system, "kvast", NULL), 2);
    assert_int_equal(hits(w, &w->boss, "_1", NULL), 0); /* whose a row is cannot be searched for: this is the word "1" */
}

static void the_table_follows_the_rows(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct audit a = new_audit("Första kvast", 2023);
    fine(save(w->store, &w->boss, &audit_entity, &a, RIGHT_EDIT, &f), &f);
    a.title = S("Andra borste");
    fine(save(w->store, &w->boss, &audit_entity, &a, RIGHT_EDIT, &f), &f);
    assert_int_equal(hits(w, &w->boss, "kvast", NULL), 0);
    assert_int_equal(hits(w, &w->boss, "borste", NULL), 1);
    fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
    tamper(w, "UPDATE \"search\" SET \"words\" = 'kvast' WHERE \"entity\" = 'audit'");
    assert_int_equal(hits(w, &w->boss, "kvast", NULL), 1);
    assert_int_equal(store_verify(w->store, S(""), hush_ok, NULL, &f), E_CONFLICT);
    struct store_options o = { .url = w->owner };
    fine(store_migrate(&o, hush, NULL, &f), &f);
    assert_int_equal(hits(w, &w->boss, "kvast", NULL), 0);
    assert_int_equal(hits(w, &w->boss, "borste", NULL), 1);
    fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
    a.row.standing = STANDING_REVOKED;
    fine(save(w->store, &w->boss, &audit_entity, &a, RIGHT_EDIT, &f), &f);
    assert_int_equal(hits(w, &w->boss, "borste", NULL), 0);
    fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
}

static void no_question_is_an_error(void **state)
{
    WORLD(w);
    static const char *const odd[] = { "'; DROP TABLE search; --", "\"", "\"\"\"", "* OR NOT (", "NEAR(a b)", "a AND", ":*", "_:audit", "!&|", "\xff\xfe", "x\xcc\x8a", "”öppet", "-", "a-", "-a", "1e5 0x10" };
    for (size_t i = 0; i < LEN(odd); i++)
        (void)hits(w, &w->boss, odd[i], NULL);
    struct fault f = { 0 };
    struct search s;
    assert_int_equal(search_parse(&w->arena, S("a b c d e f g h i j k l m"), &s, &f), E_LIMIT);
}

static void the_window_has_an_end(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    int many = SEARCH_WINDOW + 5;
    struct search s;
    struct search_hits found;
    fine(store_write(w->store, &w->boss, NULL, put_many, &many, NULL, &f), &f);
    struct reading *r = reads(w, &w->boss);
    fine(search_parse(&w->arena, S("granskning 00"), &s, &f), &f);
    fine(store_search(r, &w->arena, &s, 0, 10, &found, &f), &f);
    assert_true(found.all == 100 && !found.more && found.n == 10);
    fine(search_parse(&w->arena, S("granskning"), &s, &f), &f);
    fine(store_search(r, &w->arena, &s, SEARCH_WINDOW - 5, 10, &found, &f), &f);
    assert_true(found.all == SEARCH_WINDOW && found.more && found.n == 5);
    store_read_end(r);
}

static void places_in_a_text(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct search s;
    struct fault f = { 0 };
    fine(search_parse(&a, S("itsäkerhet drif"), &s, &f), &f);
    struct str text = S("Om IT-säkerhet i driften.");
    size_t at = 0, from, to;
    assert_true(search_next(&s, text, &at, &from, &to) && str_is(str_sub(text, from, to), "IT-säkerhet"));
    assert_true(search_next(&s, text, &at, &from, &to) && str_is(str_sub(text, from, to), "driften"));
    assert_false(search_next(&s, text, &at, &from, &to));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_become_words), cmocka_unit_test(places_in_a_text), BOTH(words_and_phrases_are_found), BOTH(nobody_finds_past_his_seat),
        BOTH(the_table_follows_the_rows), BOTH(no_question_is_an_error), BOTH(the_window_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
