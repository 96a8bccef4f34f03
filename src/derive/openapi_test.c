#include "base/test.h"

#include "base/arena.h"
#include "base/json.h"
#include "derive/json_out.h"
#include "derive/openapi.h"
#include "model/audit.h"
#include "model/response.h"

static const struct openapi_act acts[] = { { &response_entity, "besluta", N_("Besluta"), false }, { &audit_entity, "ratta", N_("Rätta"), true } };

static void the_document_is_json_and_names_every_register(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(64 << 20);
    struct buf b cleanup(buf_free) = buf_new(64 << 20);
    openapi_put(&b, acts, LEN(acts));
    assert_int_equal(buf_check(&b, NULL), OK);
    struct json j = json_new(buf_str(&b), &a, JSON_LIMITS);
    json_skip(&j);
    struct fault f = { 0 };
    if (json_end(&j, &f) != OK)
        fail_msg("%s %s", f.place, f.text);
    for (size_t i = 0; i < model_n; i++) {
        struct buf name cleanup(buf_free) = buf_new(200);
        buf_printf(&name, "\"/api/v1/%s/{id}\": {", model[i]->name);
        assert_int_equal(str_find(buf_str(&b), buf_str(&name), 0) == SIZE_MAX, (model[i]->flags & PLUMBING) != 0);
    }
    assert_true(str_find(buf_str(&b), S("/api/v1/response/{id}/besluta"), 0) != SIZE_MAX);
    assert_true(str_find(buf_str(&b), S("audit_correction"), 0) != SIZE_MAX);
    assert_true(str_find(buf_str(&b), S("\"hash\": {\n"), 0) == SIZE_MAX);
}

static void the_writer_lays_one_member_a_line(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(4096);
    struct json_out o = { .b = &b };
    json_out_open(&o, NULL, '{');
    json_out_text(&o, "a", "\"å");
    json_out_open(&o, "b", '[');
    json_out_int(&o, NULL, -3);
    json_out_bool(&o, NULL, true);
    json_out_open(&o, NULL, '{');
    json_out_close(&o, '}');
    json_out_close(&o, ']');
    json_out_raw(&o, "c", "null");
    json_out_close(&o, '}');
    assert_true(str_is(buf_str(&b), "{\n  \"a\": \"\\\"å\",\n  \"b\": [\n    -3,\n    true,\n    {}\n  ],\n  \"c\": null\n}\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_document_is_json_and_names_every_register), cmocka_unit_test(the_writer_lays_one_member_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
