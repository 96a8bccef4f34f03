#include "base/test.h"

#include "base/buf.h"
#include "feed/feed.h"

static enum err take(void *ctx, struct str kind, struct str json, struct fault *f)
{
    (void)f, (void)kind;
    buf_put(ctx, json);
    buf_char(ctx, '\n');
    return OK;
}

static struct feed_report read_all(const char *text, struct buf *to)
{
    struct feed_report report = feed_report_new();
    struct source *src cleanup(source_done) = source_of_text(str(text), S("a.xml"));
    const struct feed_sink sink = { .ctx = to, .object = to ? take : NULL };
    (void)!feed_read_file(feed_kind_of(S("rss")), src, &sink, &report);
    return report;
}

static void expect(const char *text, const char *want)
{
    struct buf b cleanup(buf_free) = buf_new(65536);
    struct feed_report r cleanup(feed_report_free) = read_all(text, &b);
    if (r.rejected || !str_is(buf_str(&b), want))
        fail_msg("%zu rejected, gave:\n%.*s\nnot:\n%s", (size_t)r.rejected, SF(buf_str(&b)), want);
}

static void the_three_forms_are_read(void **state)
{
    (void)state;
    expect(
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' xmlns:a='http://www.w3.org/2005/Atom' xmlns:m='urn:media'>"
        "<channel><title>CERT</title><link>https://x.example</link>"
        "<item><m:title>no</m:title><title>Sårbarhet &amp; &lt;b&gt;</title><link>https://x.example/1</link><guid>1</guid>"
        "<pubDate>Mon, 23 Nov 2026 08:15:00 +0100</pubDate>"
        "<description><![CDATA[<p>text</p>]]></description><image><title>deep</title></image></item>"
        "<item><description>only</description><link> http://x.example/2 </link><pubDate>1 Feb 2026 10:00 GMT</pubDate></item>"
        "</channel></rss>",
        "{\"id\":\"1\",\"title\":\"Sårbarhet \\u0026 \\u003cb\\u003e\",\"link\":\"https://x.example/1\","
        "\"published\":\"2026-11-23T07:15:00.000000Z\",\"summary\":\"\\u003cp\\u003etext\\u003c/p\\u003e\"}\n"
        "{\"id\":\"http://x.example/2\",\"title\":\"\",\"link\":\"http://x.example/2\","
        "\"published\":\"2026-02-01T10:00:00.000000Z\",\"summary\":\"only\"}\n");
    expect(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><id>urn:1</id><title type='html'>T</title><link "
        "rel='self' href='https://x.example/self'/>"
        "<link href='https://x.example/1'/><updated>2026-01-02T03:04:05+01:00</updated><summary>s</summary></entry></feed>",
        "{\"id\":\"urn:1\",\"title\":\"T\",\"link\":\"https://x.example/1\",\"published\":\"2026-01-02T02:04:05.000000Z\","
        "\"summary\":\"s\"}\n");
    expect(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        "<channel><title>c</title></channel><item rdf:about='x'><title>T</title><link>https://x.example/1</link><dc:date>"
        "2026-01-02T03:04:05Z</dc:date></item></rdf:RDF>",
        "{\"id\":\"https://x.example/1\",\"title\":\"T\",\"link\":\"https://x.example/1\","
        "\"published\":\"2026-01-02T03:04:05.000000Z\",\"summary\":\"\"}\n");
}

static void bad_items_are_rejected_with_their_place(void **state)
{
    (void)state;
    struct feed_report r cleanup(feed_report_free) = read_all("<rss><channel>"
        "<item><link>https://x.example/1</link></item>"
        "<item><title>a</title></item>"
        "<item><title>a</title><link>javascript:alert(1)</link></item>"
        "<item><title>a</title><link>https://x.example/a b</link></item>"
        "<item><title>a</title><guid>1</guid><pubDate>igår</pubDate></item>"
        "<item><title>a</title><guid>1</guid><pubDate>Mon, 31 Feb 2026 08:15:00 GMT</pubDate></item>"
        "<item><title>a</title><guid>1</guid></item></channel></rss>", NULL);
    static const char *const places[] = { "a.xml:item[0].title", "a.xml:item[1].guid", "a.xml:item[2].link",
        "a.xml:item[3].link", "a.xml:item[4].date", "a.xml:item[5].date" };
    assert_int_equal(r.records, 7);
    assert_int_equal(r.accepted, 1);
    assert_int_equal(r.n, LEN(places));
    for (size_t i = 0; i < LEN(places); i++)
        if (!str_is(r.list[i].at, places[i]))
            fail_msg("%.*s, not %s", SF(r.list[i].at), places[i]);
    struct feed_report atom cleanup(feed_report_free) =
        read_all("<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id>"
                 "<title>a</title></entry></feed>",
            NULL);
    assert_true(str_is(atom.list[0].at, "a.xml:entry[0].updated"));
}

static void bad_files_add_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "<html/>", "<rss><channel><item><title>a</title><guid>1</guid></item>",
        "{}",
        "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>&a;</title><guid>1</guid></item>"
        "</channel></rss>" };
    for (size_t i = 0; i < LEN(texts); i++) {
        struct feed_report r cleanup(feed_report_free) = read_all(texts[i], NULL);
        assert_int_equal(r.accepted, 0);
        assert_int_equal(r.records, 0);
        assert_int_equal(r.rejected, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_three_forms_are_read),
        cmocka_unit_test(bad_items_are_rejected_with_their_place),
        cmocka_unit_test(bad_files_add_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
