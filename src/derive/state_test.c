#include "base/test.h"

#include "base/buf.h"
#include "derive/row_random.h"
#include "derive/state.h"
#include "model/audit.h"
#include "model/organisation.h"

enum { PAIRS_MAX = 40 };

/* Splits "a=b&c=d" without decoding and reads it; returns the faults' places with blanks between. */
static const char *parse(struct arena *a, const struct entity *e, const char *text, struct state *ret)
{
    static const char *const others[] = { "den", NULL };
    struct state_param params[PAIRS_MAX];
    size_t n = 0;
    struct str rest = str(text);
    while (rest.n && n < PAIRS_MAX) {
        struct str value = str_cut(&rest, '&'), name = str_cut(&value, '=');
        params[n++] = (struct state_param){ name, value };
    }
    struct faults fs = { .arena = a };
    enum err err = state_parse(a, e, params, n, 50, others, ret, &fs);
    assert_int_equal(err, fs.n ? E_INVALID : OK);
    struct buf b cleanup(buf_free) = buf_new(4096);
    for (size_t i = 0; i < fs.n; i++)
        buf_printf(&b, "%s%s", i ? " " : "", fs.v[i].place);
    return str_c(a, buf_str(&b));
}

static const char *printed(struct arena *a, const struct state *s)
{
    struct buf b cleanup(buf_free) = buf_new(1 << 16);
    assert_int_equal(state_put(&b, a, s), OK);
    return str_c(a, buf_str(&b));
}

static void an_address_without_parameters(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct state s;
    assert_string_equal(parse(&a, &audit_entity, "", &s), "");
    assert_string_equal(printed(&a, &s), "");
    assert_true(s.query.limit == 50 && !s.query.sort && !s.columns_chosen && s.columns_n == 7);
    assert_string_equal(s.columns[0]->name, "title");
}

static void what_is_read_is_printed_in_one_order(void **state)
{
    (void)state;
    static const struct { const char *in, *out; } cases[] = {
        { "sort=-dated&type=granskning&q=reserv", "type=granskning&q=reserv&sort=-dated" },
        { "type=Uppföljande granskning", "type=uppfoljande" },
        { "type=&dated.ge=&q=&limit=&sort=&standing=&columns=&after=&count=", "" },
        { "limit=50&standing=gallande&count=nej", "" },
        { "limit=51&standing=alla&count=1", "standing=alla&limit=51&count=ja" },
        { "standing=upphavd", "standing=upphavd" },
        { "dated.ge=2021&dated.lt=2022-01-01", "dated.ge=2021&dated.lt=2022-01-01" },
        { "follows.given=nej&plan.given=true&follows=3", "follows.given=nej&plan.given=ja&follows=3" },
        { "title.contains=å/ &id.gt=7", "title.contains=%C3%A5%2F%20&id.gt=7" },
        { "columns=dated, title&columns=dated,type", "columns=dated%2Ctitle%2Ctype" },
        { "after=x1", "after=x1" }, { "before=x1", "before=x1" }, { "den=2023-01-01", "" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct arena a cleanup(arena_free) = arena_new(1 << 20);
        struct state s;
        assert_string_equal(parse(&a, &audit_entity, cases[i].in, &s), "");
        assert_string_equal(printed(&a, &s), cases[i].out);
    }
}

static void what_is_wrong_is_named_and_the_rest_holds(void **state)
{
    (void)state;
    static const struct { const char *in, *places, *out; } cases[] = {
        { "tile=x&q=reserv", "tile", "q=reserv" },
        { "type=nej&dated=2023-13&type.lt=granskning&title.lt=a&dated.foo=1&.=2&title.=x", "type dated type.lt title.lt dated.foo . title.", "" },
        { "limit=0&sort=purpose", "limit sort", "" }, { "limit=1001", "limit", "" }, { "sort=-", "sort", "" }, { "limit=1e2", "limit", "" },
        { "after=a&before=b", "before", "after=a" }, { "q=a&q=b", "q", "q=a" }, { "columns=title,hash", "columns", "columns=title" },
        { "columns=x,y", "columns columns", "" }, { "count=kanske&standing=x", "count standing", "" }, { "follows=-1", "follows", "" },
        { "standing.ne=gallande", "standing.ne", "" }, { "due.given=ja", "due.given", "" }, { "title.contains=\xff", "title.contains", "" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct arena a cleanup(arena_free) = arena_new(1 << 20);
        struct state s;
        assert_string_equal(parse(&a, &audit_entity, cases[i].in, &s), cases[i].places);
        assert_string_equal(printed(&a, &s), cases[i].out);
    }
}

static void the_limits_of_an_address(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 22);
    struct state s;
    struct buf b cleanup(buf_free) = buf_new(1 << 16);
    for (int i = 0; i < QUERY_FILTERS_MAX; i++)
        buf_printf(&b, "id.gt=%d&", i + 1);
    assert_string_equal(parse(&a, &audit_entity, str_c(&a, buf_str(&b)), &s), "");
    buf_put(&b, S("id.lt=9"));
    assert_string_equal(parse(&a, &audit_entity, str_c(&a, buf_str(&b)), &s), "id.lt");
    assert_int_equal(s.query.filters_n, QUERY_FILTERS_MAX);

    buf_reset(&b);
    buf_put(&b, S("q="));
    for (int i = 0; i < STATE_SEARCH_MAX; i++)
        buf_put(&b, S("å"));
    assert_string_equal(parse(&a, &audit_entity, str_c(&a, buf_str(&b)), &s), "");
    buf_put(&b, S("å"));
    assert_string_equal(parse(&a, &audit_entity, str_c(&a, buf_str(&b)), &s), "q");

    char cursor[STATE_CURSOR_MAX + 2];
    memset(cursor, 'c', sizeof cursor);
    struct faults fs = { .arena = &a };
    struct state_param p = { S("after"), { cursor, STATE_CURSOR_MAX } };
    assert_int_equal(state_parse(&a, &audit_entity, &p, 1, 50, NULL, &s, &fs), OK);
    p.value.n++;
    assert_int_equal(state_parse(&a, &audit_entity, &p, 1, 50, NULL, &s, &fs), E_INVALID);

    struct state_param many[STATE_PARAMS_MAX + 1];
    for (size_t i = 0; i < LEN(many); i++)
        many[i] = (struct state_param){ S("columns"), S("title") };
    fs.n = 0;
    assert_int_equal(state_parse(&a, &audit_entity, many, STATE_PARAMS_MAX, 50, NULL, &s, &fs), OK);
    assert_int_equal(state_parse(&a, &audit_entity, many, LEN(many), 50, NULL, &s, &fs), E_INVALID);
}

/* The parameters' own names would hide a field of the same name. */
static void no_field_has_a_parameters_name(void **state)
{
    (void)state;
    static const char *const names[] = { "q", "sort", "limit", "after", "before", "count", "columns", "den", "format", "dry", "personal" };
    for (size_t i = 0; i < model_n; i++) {
        assert_true(entity_fields(model[i]) <= STATE_COLUMNS_MAX);
        for (size_t k = 0; k < LEN(names); k++)
            if (!(model[i]->flags & PLUMBING) && entity_field_named(model[i], str(names[k])))
                fail_msg("%s.%s", model[i]->name, names[k]);
    }
}

static struct state random_state(uint64_t *seed, struct arena *a, const struct entity *e)
{
    struct state s = state_default(e, 50);
    struct query *q = &s.query;
    for (int64_t wanted = random_below(seed, QUERY_FILTERS_MAX + 1); wanted > 0; wanted--) {
        const struct field *f = entity_field(e, (size_t)random_below(seed, entity_fields(e)));
        enum compare c = (enum compare)random_below(seed, COMPARE_NOT_GIVEN + 1);
        struct value v = random_value(seed, a, f);
        struct buf b cleanup(buf_free) = buf_new(1 << 16);
        value_text(&b, f, v);
        bool bare = c == COMPARE_GIVEN || c == COMPARE_NOT_GIVEN;
        if (state_compares(f) & 1u << c && (bare || (!v.none && b.n)))
            q->filters[q->filters_n++] = (struct filter){ f, c, bare ? (struct str){ 0 } : str_copy(a, buf_str(&b)) };
    }
    const struct field *sort = entity_field(e, (size_t)random_below(seed, entity_fields(e)));
    if (state_sortable(sort)) {
        q->sort = sort;
        q->descending = random_below(seed, 2);
    }
    q->search = random_text(seed, a, 10);
    q->limit = 1 + (size_t)random_below(seed, QUERY_LIMIT_MAX);
    q->count = random_below(seed, 2);
    static const enum standing standings[] = { 0, STANDING_REPLACED, STANDING_REVOKED, (enum standing)-1u };
    q->standing = standings[random_below(seed, LEN(standings))];
    return s;
}

static void every_state_comes_back(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (size_t i = 0; i < model_n; i++) {
        if (model[i]->flags & PLUMBING)
            continue;
        for (int round = 0; round < 200; round++) {
            struct arena a cleanup(arena_free) = arena_new(8 << 20);
            struct state s = random_state(&seed, &a, model[i]), back;
            struct faults fs = { .arena = &a };
            size_t n;
            const struct state_param *params = state_params(&a, &s, &n);
            assert_non_null(params);
            if (state_parse(&a, model[i], params, n, 50, NULL, &back, &fs) != OK)
                fail_msg("%s: %s %s", printed(&a, &s), fs.v[0].place, fs.v[0].text);
            assert_string_equal(printed(&a, &s), printed(&a, &back));
            assert_true(back.query.filters_n == s.query.filters_n && back.query.sort == s.query.sort && str_eq(back.query.search, s.query.search));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_without_parameters), cmocka_unit_test(what_is_read_is_printed_in_one_order),
        cmocka_unit_test(what_is_wrong_is_named_and_the_rest_holds), cmocka_unit_test(the_limits_of_an_address),
        cmocka_unit_test(no_field_has_a_parameters_name), cmocka_unit_test(every_state_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
