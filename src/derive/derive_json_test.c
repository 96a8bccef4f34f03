#include "base/test.h"

#include "base/buf.h"
#include "base/json.h"
#include "derive/json.h"
#include "derive/row_random.h"
#include "model/audit.h"
#include "model/organisation.h"
#include "model/plumbing.h"

enum { ROUNDS = 200 };

static void full_form_round_trips_byte_for_byte(void **state)
{
    (void)state;
    uint64_t seed = 2026;
    for (size_t i = 0; i < model_n; i++) {
        for (int round = 0; round < ROUNDS; round++) {
            struct arena a cleanup(arena_free) = arena_new(8 << 20);
            struct buf one cleanup(buf_free) = buf_new(1 << 20), two cleanup(buf_free) = buf_new(1 << 20);
            const void *row = random_row(&seed, &a, model[i]);
            void *back = row_new(&a, model[i]);
            struct fault f = { 0 };
            row_json_full(&one, model[i], row);
            if (row_json_read_full(&a, model[i], buf_str(&one), back, &f) != OK)
                fail_msg("%s: %s %s\n%.*s", model[i]->name, f.place, f.text, SF(buf_str(&one)));
            for (size_t k = 0; k < entity_fields(model[i]); k++)
                if (!value_equal(value_of(entity_field(model[i], k), row), value_of(entity_field(model[i], k), back)))
                    fail_msg("%s.%s\n%.*s", model[i]->name, entity_field(model[i], k)->name, SF(buf_str(&one)));
            row_json_full(&two, model[i], back);
            assert_true(str_eq(buf_str(&one), buf_str(&two)));
        }
    }
}

/* What a program reads it can send back: the public form without the fields that the server sets. */
static void public_form_can_be_sent_back(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (size_t i = 0; i < model_n; i++) {
        const struct entity *e = model[i];
        for (int round = 0; round < ROUNDS; round++) {
            struct arena a cleanup(arena_free) = arena_new(8 << 20);
            struct buf b cleanup(buf_free) = buf_new(1 << 20);
            void *row = random_row(&seed, &a, e);
            row_of(row)->id = row_of(row)->version = 0;
            bool *only = arena_array(&a, entity_fields(e), sizeof *only), *set = arena_array(&a, entity_fields(e), sizeof *set);
            for (size_t k = 0; k < entity_fields(e); k++) {
                const struct field *f = entity_field(e, k);
                struct value v = value_of(f, row);
                only[k] = !(f->flags & (COMPUTED | SECRET));
                if (f->kind == KIND_TEXT && !(f->flags & LONG))
                    v.s = str_trim(v.s);
                v.none = v.none || (f->kind == KIND_TEXT && v.s.n == 0);
                value_set(f, row, v);
            }
            row_json_public(&b, e, row, &(struct json_view){ .only = only });
            struct str text = buf_str(&b);
            struct faults fs = { .arena = &a };
            void *back = row_new(&a, e);
            assert_int_equal(row_json_read_public(&a, e, text, back, set, &fs), E_INVALID); /* id and version stand and may not be written */
            assert_int_equal(fs.n, 2);
            size_t from = str_find(text, S("\"owner\""), 0);
            struct str sent = str_printf(&a, "{%.*s", SF(str_sub(text, from, text.n)));
            fs.n = 0;
            assert_int_equal(row_json_read_public(&a, e, sent, back, set, &fs), OK);
            for (size_t k = 0; k < entity_fields(e); k++) {
                assert_int_equal(set[k], only[k]);
                if (only[k])
                    assert_true(value_equal(value_of(entity_field(e, k), row), value_of(entity_field(e, k), back)));
            }
        }
    }
}

static void the_two_forms_as_they_stand(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct buf b cleanup(buf_free) = buf_new(1 << 16);
    struct body *row = row_new(&a, &body_entity);
    row->row = (struct row){ .id = 4, .version = 2, .federation = { 1 }, .owner = { 1 }, .reach = REACH_COMMON, .standing = STANDING_VALID,
                             .secrecy_date = { 2021, 9, 0 }, .created_at = { 1000000 } };
    row->organisation.v = 3;
    row->name = S("Råd & \"forum\"");
    row->type = BODY_FORUM;
    row_json_full(&b, &body_entity, row);
    assert_true(str_is(buf_str(&b), "{\"id\":4,\"version\":2,\"federation\":1,\"owner\":1,\"reach\":\"gemensam\",\"standing\":\"gallande\","
        "\"secrecy_date\":\"2021-09\",\"created_at\":\"1970-01-01T00:00:01.000000Z\",\"organisation\":3,"
        "\"name\":\"R\u00e5d \\u0026 \\\"forum\\\"\",\"type\":\"rad\"}"));
    struct str titles[32] = { 0 };
    assert_true(entity_fields(&body_entity) <= LEN(titles));
    titles[row_fields_n] = S("Alby");
    bool only[32] = { 0 };
    only[row_fields_n] = only[row_fields_n + 3] = true;
    buf_reset(&b);
    row_json_public(&b, &body_entity, row, &(struct json_view){ .titles = titles, .only = only });
    assert_true(str_is(buf_str(&b), "{\"id\":4,\"version\":2,\"organisation\":{\"id\":3,\"title\":\"Alby\"},\"seats\":null}"));
}

static void personal_and_secret_fields_are_withheld(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct buf b cleanup(buf_free) = buf_new(1 << 16);
    struct person *p = row_new(&a, &person_entity);
    p->name = S("Namn Namnsson");
    p->title = S("It-chef");
    row_json_public(&b, &person_entity, p, &(struct json_view){ .mask_personal = true });
    assert_true(str_find(buf_str(&b), S("Namnsson"), 0) == SIZE_MAX && str_find(buf_str(&b), S("\"name\""), 0) == SIZE_MAX);
    assert_true(str_find(buf_str(&b), S("It-chef"), 0) != SIZE_MAX);
    buf_reset(&b);
    row_json_public(&b, &person_entity, p, NULL);
    assert_true(str_find(buf_str(&b), S("Namnsson"), 0) != SIZE_MAX);

    struct assignment *held = row_new(&a, &assignment_entity);
    held->post.v = 1;
    held->person.v = 2;
    struct str titles[32] = { 0 };
    titles[row_fields_n] = S("It-chef");
    titles[row_fields_n + 1] = S("Namn Namnsson");
    buf_reset(&b);
    row_json_public(&b, &assignment_entity, held, &(struct json_view){ .titles = titles, .mask_personal = true });
    assert_true(str_find(buf_str(&b), S("Namnsson"), 0) == SIZE_MAX && str_find(buf_str(&b), S("{\"id\":2}"), 0) != SIZE_MAX);
    assert_true(str_find(buf_str(&b), S("It-chef"), 0) != SIZE_MAX);

    struct credential *c = row_new(&a, &credential_entity);
    c->hash = S("argon2id");
    buf_reset(&b);
    row_json_public(&b, &credential_entity, c, NULL);
    assert_true(str_find(buf_str(&b), S("hash"), 0) == SIZE_MAX);
}

static void every_bad_member_is_a_fault_of_its_own(void **state)
{
    (void)state;
    static const struct { const char *text; size_t faults; const char *places[4]; } cases[] = {
        { "{\"tile\":\"x\"}", 1, { "tile" } },
        { "{\"title\":\"x\",\"title\":\"y\"}", 1, { "title" } },
        { "{\"id\":1,\"created_at\":null}", 2, { "id", "created_at" } },
        { "{\"title\":1,\"type\":\"nej\",\"dated\":\"2023-13\",\"plan\":\"1\"}", 4, { "title", "type", "dated", "plan" } },
        { "{\"plan\":0,\"follows\":1.5,\"firm\":{\"id\":\"1\"},\"client\":{}}", 4, { "plan", "follows", "firm", "client" } },
        { "{\"plan\":{\"id\":1,\"id\":2},\"follows\":{\"id\":1,\"x\":2},\"firm\":-3,\"client\":[1]}", 4, { "plan", "follows", "firm", "client" } },
        { "[]", 1, { "" } },
        { "{\"title\":\"x\"} y", 1, { "byte 15" } },
        { "", 1, { "byte 1" } },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct arena a cleanup(arena_free) = arena_new(1 << 20);
        struct faults fs = { .arena = &a };
        struct audit *row = row_new(&a, &audit_entity);
        row->title = S("orörd");
        assert_int_equal(row_json_read_public(&a, &audit_entity, str(cases[i].text), row, NULL, &fs), E_INVALID);
        if (fs.n != cases[i].faults)
            fail_msg("%s: %zu faults", cases[i].text, fs.n);
        for (size_t k = 0; k < fs.n; k++)
            assert_string_equal(fs.v[k].place, cases[i].places[k]);
        assert_true(str_is(row->title, "orörd"));
    }
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct faults fs = { .arena = &a };
    struct credential c = { 0 };
    assert_int_equal(row_json_read_public(&a, &credential_entity, S("{\"hash\":\"x\"}"), &c, NULL, &fs), E_INVALID);
    struct fault f = { 0 };
    assert_int_equal(row_json_read_full(&a, &audit_entity, S("{\"title\":null}"), row_new(&a, &audit_entity), &f), E_INVALID);
    assert_string_equal(f.place, "title");
}

static void a_patch_changes_what_it_names(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct faults fs = { .arena = &a };
    struct audit_question *row = row_new(&a, &audit_question_entity);
    row->number = 3;
    row->text = S("Fråga");
    row->section = S("4.1");
    row->additional = true;
    bool set[64] = { 0 };
    struct str patch = S("{\"number\":null,\"section\":\"  4.2 \",\"text\":\" \\u00e5\\n \",\"additional\":null,\"audit\":{\"title\":\"x\",\"id\":9}}");
    assert_int_equal(row_json_read_public(&a, &audit_question_entity, patch, row, set, &fs), OK);
    assert_true(row->number == INT_NONE && !row->additional && row->audit.v == 9);
    assert_true(str_is(row->section, "4.2") && str_is(row->text, " å\n "));
    size_t named = 0;
    for (size_t i = 0; i < entity_fields(&audit_question_entity); i++)
        named += set[i];
    assert_int_equal(named, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_form_round_trips_byte_for_byte), cmocka_unit_test(public_form_can_be_sent_back),
        cmocka_unit_test(the_two_forms_as_they_stand), cmocka_unit_test(personal_and_secret_fields_are_withheld),
        cmocka_unit_test(every_bad_member_is_a_fault_of_its_own), cmocka_unit_test(a_patch_changes_what_it_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
