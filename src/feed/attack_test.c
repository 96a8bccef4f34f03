#include "base/test.h"

#include "base/buf.h"
#include "feed/feed.h"

static enum err take(void *ctx, struct str kind, struct str json, struct fault *f)
{
    (void)f;
    buf_put(ctx, kind);
    buf_char(ctx, ' ');
    buf_put(ctx, json);
    buf_char(ctx, '\n');
    return OK;
}

static struct feed_report read_all(const char *text, struct buf *to)
{
    struct feed_report report = feed_report_new();
    struct source *src cleanup(source_done) = source_of_text(str(text), S("a.json"));
    const struct feed_sink sink = { .ctx = to, .object = to ? take : NULL };
    (void)!feed_read_file(feed_kind_of(S("attack")), src, &sink, &report);
    return report;
}

#define UUID "00000000-0000-4000-8000-00000000000"
#define TIMES "\"created\":\"2020-01-01T00:00:00.000Z\",\"modified\":\"2021-01-01T00:00:00.000Z\""

static void objects_are_read(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(65536);
    struct feed_report r cleanup(feed_report_free) = read_all(
        "{\"type\":\"bundle\",\"id\":\"bundle--" UUID "0\",\"objects\":["
        "{\"type\":\"attack-pattern\",\"spec_version\":\"2.1\",\"id\":\"attack-pattern--" UUID "1\"," TIMES
        ",\"name\":\"PowerShe"
        "ll\",\"description\":\"d\","
        "\"kill_chain_phases\":[{\"kill_chain_name\":\"mitre-attack\",\"phase_name\":\"execution\"}],"
        "\"x_mitre_platforms\":[\"Windows\"],"
        "\"external_references\":[{\"source_name\":\"mitre-attack\",\"external_id\":\"T1059.001\","
        "\"url\":\"https://attack.example/T1059/001\"},{\"source_name\":\"x\",\"external_id\":\"y\"}]},"
        "{\"type\":\"relationship\",\"id\":\"relationship--" UUID "2\"," TIMES ",\"relationship_type\":\"mitigates\","
        "\"source_ref\":\"course-of-action--" UUID "3\",\"target_ref\":\"attack-pattern--" UUID "1\",\"revoked\":true},"
        "{\"type\":\"marking-definition\",\"id\":\"marking-definition--" UUID
        "4\",\"created\":\"2017-06-01T00:00:00Z\"}]}",
        &b);
    assert_int_equal(r.records, 3);
    assert_int_equal(r.accepted, 3);
    assert_int_equal(r.rejected, 0);
    assert_true(str_starts(buf_str(&b),
        S("attack-pattern {\"id\":\"attack-pattern--" UUID "1\",\"type\":\"attack-pattern\","
          "\"attack_id\":\"T1059.001\",\"name\":\"PowerShell\","
          "\"description\":\"d\",\"modified\":\"2021-01-01T00:00:00.000Z\",\"url\":\"https://attack.example/T1059/001\","
          "\"relationship\":\"\",\"source\":\"\",\"target\":\"\","
          "\"revoked\":false,\"deprecated\":false,\"tactics\":[\"execution\"],\"platforms\":[\"Windows\"]}\nrelationship {")));
}

static void bad_objects_are_rejected_with_their_place(void **state)
{
    (void)state;
    struct feed_report r cleanup(feed_report_free) = read_all(
        "{\"objects\":["
        "{\"type\":\"tool\",\"id\":\"tool--" UUID "1\"," TIMES "},"
        "{\"type\":\"tool\",\"id\":\"malware--" UUID "1\"," TIMES ",\"name\":\"a\"},"
        "{\"type\":\"tool\",\"id\":\"tool--1\"," TIMES ",\"name\":\"a\"},"
        "{\"type\":\"tool\",\"id\":\"tool--" UUID "1\",\"created\":\"yesterday\",\"name\":\"a\"},"
        "{\"type\":\"relationship\",\"id\":\"relationship--" UUID "2\"," TIMES ",\"relationship_type\":\"uses\","
        "\"source_ref\":\"tool--" UUID "1\"},"
        "{\"type\":\"attack-pattern\",\"id\":\"attack-pattern--" UUID "1\"," TIMES
        ",\"name\":\"a\",\"external_references\":[{\"s"
        "ource_name\":\"mitre-attack\",\"external_id\":\"X1\"}]},"
        "7,"
        "{\"type\":\"tool\",\"id\":\"tool--" UUID "1\"," TIMES ",\"name\":\"a\"}]}",
        NULL);
    assert_int_equal(r.records, 8);
    assert_int_equal(r.accepted, 1);
    static const char *const places[] = { "a.json:objects[0].name", "a.json:objects[1].id", "a.json:objects[2].id",
        "a.json:objec"
        "ts[3].created",
        "a.json:objects[4].target_ref", "a.json:objects[5].external_references", "a.json:objects[6]" };
    assert_int_equal(r.n, LEN(places));
    for (size_t i = 0; i < LEN(places); i++)
        if (!str_is(r.list[i].at, places[i]))
            fail_msg("%.*s, not %s", SF(r.list[i].at), places[i]);
}

static void bad_files_add_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "{\"objects\":[", "<xml/>",
        "{\"objects\":[{\"type\":\"tool\",\"id\":\"tool--" UUID "1\"," TIMES ",\"name\":\"a\"}" };
    for (size_t i = 0; i < LEN(texts); i++) {
        struct feed_report r cleanup(feed_report_free) = read_all(texts[i], NULL);
        assert_int_equal(r.accepted, 0);
        assert_int_equal(r.rejected, 1);
    }
    struct feed_report r cleanup(feed_report_free) = read_all("{\"type\":\"bundle\",\"id\":\"bundle--" UUID "0\"}", NULL);
    assert_int_equal(r.accepted, 0);
    assert_int_equal(r.rejected, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_read),
        cmocka_unit_test(bad_objects_are_rejected_with_their_place),
        cmocka_unit_test(bad_files_add_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
