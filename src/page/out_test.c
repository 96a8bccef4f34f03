#include "base/test.h"

#include "page/out.h"

static struct str written(struct buf *b, void (*write)(struct out *o, struct str s), struct str s)
{
    struct arena a = arena_new(10000);
    struct out o = { b, &a, &words_sv };
    buf_reset(b);
    write(&o, s);
    arena_free(&a);
    return buf_str(b);
}

static void write_url(struct out *o, struct str s)
{
    out_url(o, (struct url){ s });
}

static void addresses_stay_on_the_site(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(1000);
    static const char *const good[] = { "/", "/a?b=c", "?b=c", "#x", "/%2F%2Fhost" };
    static const char *const bad[] = { "", "//host", "/\\host", "/\t/host", "/a\nb", "javascript:x", "https://host", "host", " /a", "/a\\b", "\\\\host" };
    for (size_t i = 0; i < LEN(good); i++)
        assert_true(str_is(written(&b, write_url, str(good[i])), good[i]));
    for (size_t i = 0; i < LEN(bad); i++)
        assert_true(str_is(written(&b, write_url, str(bad[i])), "#"));
    assert_true(str_is(written(&b, write_url, S("/a?b=1&c=\"<'")), "/a?b=1&amp;c=&quot;&lt;&#39;"));
}

static void text_is_escaped_by_its_type(void **state)
{
    (void)state;
    struct arena a = arena_new(10000);
    struct buf b cleanup(buf_free) = buf_new(1000);
    struct out o = { &b, &a, &words_sv };
    out_value(&o, S("<a href=\"x\">&'å</a>"));
    assert_true(str_is(buf_str(&b), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;å&lt;/a&gt;"));
    buf_reset(&b);
    out_value(&o, (struct figure){ -1234567 });
    assert_true(str_is(buf_str(&b), "\u22121\u202f234\u202f567"));
    buf_reset(&b);
    out_value(&o, (struct figure){ INT64_MIN });
    assert_true(str_is(buf_str(&b), "\u22129\u202f223\u202f372\u202f036\u202f854\u202f775\u202f808"));
    buf_reset(&b);
    out_value(&o, ((struct date){ 2021, 9, 0 }));
    out_literal(&o, S(" "));
    out_value(&o, DATE_UNKNOWN);
    out_literal(&o, S(" "));
    out_value(&o, ((struct date){ 0 }));
    assert_true(str_is(buf_str(&b), "2021-09 okänt "));
    buf_reset(&b);
    out_value(&o, _f("{1} < {2}{3}", S("<b>"), S("{1}")));
    assert_true(str_is(buf_str(&b), "&lt;b&gt; &lt; {1}{3}"));
    arena_free(&a);
}

static void parts_of_addresses_are_percent_encoded(void **state)
{
    (void)state;
    struct arena a = arena_new(10000);
    struct buf b cleanup(buf_free) = buf_new(1000);
    struct out o = { &b, &a, &words_sv };
    out_url_part(&o, S("a/b?c&d\"<å"));
    assert_true(str_is(buf_str(&b), "a%2Fb%3Fc%26d%22%3C%C3%A5"));
    buf_reset(&b);
    out_url_part(&o, DATE_UNKNOWN);
    assert_true(str_is(buf_str(&b), "%3F"));
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_stay_on_the_site), cmocka_unit_test(text_is_escaped_by_its_type), cmocka_unit_test(parts_of_addresses_are_percent_encoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
