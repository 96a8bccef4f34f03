#include "base/test.h"

#include "http/http.h"

static void reads_urlencoded(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct form form;
    assert_int_equal(form_parse_urlencoded(&a, S("titel=R%C3%A5d+%26+d%2B%C3%A5d&tom=&bara&&titel=andra&rad=a%0D%0Ab"), &form, NULL), OK);
    assert_int_equal(form.n, 5);
    assert_true(str_is(form_get(&form, "titel"), "Råd & d+åd"));
    assert_true(form_get(&form, "tom").p && form_get(&form, "tom").n == 0);
    assert_true(form_get(&form, "bara").p && form_get(&form, "bara").n == 0);
    assert_null(form_get(&form, "saknas").p);
    assert_true(str_is(form_get(&form, "rad"), "a\r\nb"));
}

static void names_the_field_that_is_wrong(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    static const char *const bad[] = { "a=1&titel=%zz", "titel=%", "titel=%4", "titel=%00", "titel=%ff", "titel=%ED%A0%80", "titel=a%C3" };
    for (size_t i = 0; i < LEN(bad); i++) {
        struct form form = { .n = 77 };
        struct fault f = { 0 };
        assert_int_equal(form_parse_urlencoded(&a, str(bad[i]), &form, &f), E_INVALID);
        assert_string_equal(f.place, "titel");
        assert_int_equal(form.n, 77);
    }
    assert_int_equal(form_parse_urlencoded(&a, S("%ff=1"), &(struct form){ 0 }, NULL), E_INVALID);
}

static void bounds_the_fields(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct buf b cleanup(buf_free) = buf_new(1 << 20);
    struct form form;
    for (int i = 0; i < FORM_FIELDS_MAX; i++)
        buf_put(&b, S("a=1&"));
    assert_int_equal(form_parse_urlencoded(&a, buf_str(&b), &form, NULL), OK);
    assert_int_equal(form.n, FORM_FIELDS_MAX);
    buf_put(&b, S("a=1"));
    assert_int_equal(form_parse_urlencoded(&a, buf_str(&b), &form, NULL), E_LIMIT);
    struct arena small cleanup(arena_free) = arena_new(1000);
    assert_int_equal(form_parse_urlencoded(&small, buf_str(&b), &form, NULL), E_LIMIT);
    assert_int_equal(form_parse_urlencoded(&small, str_sub(buf_str(&b), 0, 400), &form, NULL), E_NOMEM);
}

static enum err parse(struct arena *a, const char *type, struct str body, struct form *form, struct fault *f)
{
    struct header h = { S("Content-Type"), str(type) };
    return form_parse(a, &(struct request){ .headers = &h, .headers_n = 1, .body = body }, form, f);
}

static void reads_multipart(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct form form;
    struct str body = S("--gräns\r\nContent-Disposition: form-data; name=\"titel\"\r\n\r\nR\xc3\xa5" "d & \r\n--gr\r\n\r\n"
                        "--gräns\r\nContent-Disposition: form-data; name=\"tom\"\r\n\r\n\r\n"
                        "--gräns\r\ncontent-disposition: form-data; name=fil; filename=\"a%22b; c=d.txt\"\r\nContent-Type: text/plain\r\n\r\n\x00\xff\r\n\r\n"
                        "--gräns--\r\n");
    assert_int_equal(parse(&a, "multipart/form-data; charset=utf-8; boundary=\"gräns\"", body, &form, NULL), OK);
    assert_int_equal(form.n, 3);
    assert_true(str_is(form_get(&form, "titel"), "Råd & \r\n--gr\r\n"));
    assert_true(form_get(&form, "tom").p && form_get(&form, "tom").n == 0);
    const struct form_field *file = form_file(&form, "fil");
    assert_non_null(file);
    assert_true(str_is(file->file_name, "a\"b; c=d.txt"));
    assert_true(str_is(file->media_type, "text/plain"));
    assert_true(str_eq(file->value, S("\x00\xff\r\n")));
    assert_null(form_get(&form, "fil").p);
    assert_null(form_file(&form, "titel"));
}

static void refuses_broken_multipart(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    const struct { const char *type; struct str body; } bad[] = {
        { "multipart/form-data", S("--x\r\n") },
        { "multipart/form-data; boundary=", S("--\r\n") },
        { "multipart/form-data; boundary=x", S("--y") },
        { "multipart/form-data; boundary=x", S("--x") },
        { "multipart/form-data; boundary=x", S("--x\r\nContent-Disposition: form-data; name=a\r\n\r\nabc") },
        { "multipart/form-data; boundary=x", S("--x\r\nContent-Disposition: form-data; name=a\r\n\r\nabc\r\n--xtail") },
        { "multipart/form-data; boundary=x", S("--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--") },
        { "multipart/form-data; boundary=x", S("--x\r\n\r\nabc\r\n--x--") },
        { "multipart/form-data; boundary=x", S("--x\r\nContent-Disposition: attachment; name=a\r\n\r\nabc\r\n--x--") },
        { "multipart/form-data; boundary=x", S("--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--x--") },
        { "multipart/form-data; boundary=x", S("--x\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\na\r\n--x--") },
        { "multipart/form-data; boundary=x", S("--x\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\na\r\n--x--") },
        { "text/plain", S("a=1") },
    };
    for (size_t i = 0; i < LEN(bad); i++) {
        struct form form = { .n = 77 };
        struct fault f = { 0 };
        if (parse(&a, bad[i].type, bad[i].body, &form, &f) != E_INVALID || form.n != 77 || !f.text)
            fail_msg("case %zu was not refused", i);
    }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(reads_urlencoded), cmocka_unit_test(names_the_field_that_is_wrong), cmocka_unit_test(bounds_the_fields),
        cmocka_unit_test(reads_multipart), cmocka_unit_test(refuses_broken_multipart),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
