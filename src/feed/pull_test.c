#include "base/test.h"

#include <arpa/inet.h>
#include <ftw.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "feed/look.h"
#include "feed/pull_dir.h"
#include "feed/pull_feed.h"
#include "feed/feed.h"

static void addresses_of_the_inside_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool open;
    } rows[] = {
        { "8.8.8.8", true },
        { "1.1.1.1", true },
        { "172.32.0.1", true },
        { "172.15.255.255", true },
        { "100.63.255.255", true },
        { "100.128.0.0", true },
        { "223.255.255.255", true },
        { "192.0.1.1", true },
        { "198.17.255.255", true },
        { "198.20.0.0", true },
        { "11.0.0.0", true },
        { "9.255.255.255", true },
        { "0.0.0.0", false },
        { "0.1.2.3", false },
        { "10.0.0.1", false },
        { "10.255.255.255", false },
        { "100.64.0.1", false },
        { "100.127.255.255", false },
        { "127.0.0.1", false },
        { "127.255.255.255", false },
        { "169.254.169.254", false },
        { "172.16.0.1", false },
        { "172.31.255.255", false },
        { "192.0.0.1", false },
        { "192.0.2.1", false },
        { "192.168.1.1", false },
        { "198.18.0.1", false },
        { "198.19.255.255", false },
        { "198.51.100.1", false },
        { "203.0.113.1", false },
        { "224.0.0.1", false },
        { "239.255.255.255", false },
        { "240.0.0.1", false },
        { "255.255.255.25"
          "5",
            false },
        { "2600::1", true },
        { "2a00:1450::1", true },
        { "2001:200::1", true },
        { "::ffff:8.8.8.8", true },
        { "64:ff9b::808:808", true },
        { "::", false },
        { "::1", false },
        { "::ffff:127.0.0.1", false },
        { "::ffff:10.0.0.1", false },
        { "64:ff9b::7f00:1", false },
        { "64:ff9b:1::1", false },
        { "::7f00:1", false },
        { "fe80::1", false },
        { "fec0::1", false },
        { "fc00::1", false },
        { "fd12::1", false },
        { "ff02::1", false },
        { "2001::1", false },
        { "2001:db8::1", false },
        { "2002:7f00:1::", false },
        { "3fff::1", false },
        { "100::1", false },
        { "4000::1", false },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        struct sockaddr_in in = { .sin_family = AF_INET };
        struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
        bool six = strchr(rows[i].text, ':');
        assert_int_equal(
            inet_pton(six ? AF_INET6 : AF_INET, rows[i].text, six ? (void *)&in6.sin6_addr : (void *)&in.sin_addr), 1);
        if (pull_address_public(six ? (struct sockaddr *)&in6 : (struct sockaddr *)&in) != rows[i].open)
            fail_msg("%s", rows[i].text);
    }
    assert_false(pull_address_public(&(struct sockaddr){ .sa_family = AF_UNIX }));
}

static void names_of_documents_stay_inside(void **state)
{
    (void)state;
    static const char *const good[] = { "a", "a-1_b.json", "A.gz" }, *const bad[] = { "", ".", "..", ".state", "a/b",
        "a b", "å", "a\n" };
    for (size_t i = 0; i < LEN(good); i++)
        assert_true(pull_document_valid(str(good[i])));
    for (size_t i = 0; i < LEN(bad); i++)
        assert_false(pull_document_valid(str(bad[i])));
    char longest[PULL_DOCUMENT_MAX + 1];
    memset(longest, 'a', sizeof longest);
    assert_true(pull_document_valid((struct str){ longest, PULL_DOCUMENT_MAX }));
    assert_false(pull_document_valid((struct str){ longest, PULL_DOCUMENT_MAX + 1 }));
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st, (void)kind, (void)walk;
    return remove(path);
}

static void the_directory_keeps_state(void **state)
{
    (void)state;
    char root[] = "/tmp/samsyn-pull-XXXXXX";
    assert_non_null(mkdtemp(root));
    struct pull_dir d = { -1, -1, -1 }, second = { -1, -1, -1 };
    assert_int_equal(pull_dir_open(root, "kev", &d, NULL), OK);
    assert_int_equal(pull_dir_open(root, "kev", &second, NULL), E_CONFLICT);
    struct pull_state s = pull_dir_state(&d);
    struct buf b cleanup(buf_free) = buf_new(64);
    assert_int_equal(s.get(s.ctx, S("a.json"), "etag", &b, NULL), OK);
    assert_int_equal(b.n, 0);
    const struct pull_value two[] = { { "etag", S("\"x=y\"") }, { "modified", S("then") } },
                            gone[] = { { "modified", S("") } };
    assert_int_equal(s.put(s.ctx, S("a.json"), two, 2, NULL), OK);
    assert_int_equal(s.put(s.ctx, S("a.json"), gone, 1, NULL), OK);
    assert_int_equal(s.get(s.ctx, S("a.json"), "etag", &b, NULL), OK);
    assert_true(str_is(buf_str(&b), "\"x=y\""));
    buf_reset(&b);
    assert_int_equal(s.get(s.ctx, S("a.json"), "modified", &b, NULL), OK);
    assert_int_equal(b.n, 0);
    int fd;
    assert_int_equal(s.open(s.ctx, S("a.json"), &fd, NULL), E_ABSENT);
    assert_int_equal(s.open_part(s.ctx, S("a.json"), &fd, NULL), OK);
    assert_int_equal(write(fd, "abc", 3), 3);
    close(fd);
    assert_int_equal(s.finish(s.ctx, S("a.json"), NULL), OK);
    assert_int_equal(s.open(s.ctx, S("a.json"), &fd, NULL), OK);
    char read_back[4] = "";
    assert_int_equal(read(fd, read_back, 3), 3);
    assert_string_equal(read_back, "abc");
    close(fd);
    pull_dir_close(&d);
    assert_int_equal(nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void lists_are_looked_through(void **state)
{
    (void)state;
    static const struct {
        const char *what, *since, *text, *want;
    } rows[] = {
        { "nvd-page", "", "{\"totalResults\":5,\"startIndex\":2,\"vulnerabilities\":[],\"resultsPerPage\":2}",
            "total 5\nstart 2"
            "\ncount 2\n" },
        { "cve-delta", "2026-01-02T00:00:00Z",
            "[{\"new\":[{\"cveId\":\"CVE-2026-1\",\"dateUpdated\":\"2026-01-03T00:00:00Z\"}],"
            "\"updated\":[{\"cveId\":\"CVE-2026-2\",\"dateUpdated\":\"2026-01-01T00:00:00Z\"}]}]",
            "cve CVE-2026-1\ntime 2026-01-03T00:00:00.000000Z\n" },
        { "csaf-provider", "",
            "{\"distributions\":[{\"directory_url\":\"https://a\"},"
            "{\"rolie\":{\"feeds\":[{\"url\":\"https://b\",\"tlp_label\":\"RED\"},{\"url\":\"https://c\",\"tlp_label\":\"WHITE\"}"
            "]}}]}",
            "directory https://a\nrolie https://c\n" },
        { "csaf-changes", "", "\"a.json\",\"2026-01-03T00:00:00Z\"\n\"b c.json\",\"2026-01-02T00:00:00Z\"\n",
            "document a.json\nt"
            "ime 2026-01-03T00:00:00.000000Z\n" },
        { "csaf-rolie", "",
            "{\"feed\":{\"entry\":[{\"updated\":\"2026-01-03T00:00:00Z\",\"link\":[{\"rel\":\"self\","
            "\"href\":\"https://l\"}]},{\"updated\":\"2026-01-01T00:00:00Z\",\"content\":{\"src\":\"https://s\"}}]}}",
            "document https://l\ndocument https://s\ntime 2026-01-03T00:00:00.000000Z\n" },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        struct buf b cleanup(buf_free) = buf_new(4096);
        assert_int_equal(look(str(rows[i].what), str(rows[i].since), str(rows[i].text), &b, NULL), OK);
        if (!str_is(buf_str(&b), rows[i].want))
            fail_msg("%s: %.*s", rows[i].what, SF(buf_str(&b)));
        buf_reset(&b);
        assert_int_equal(look(str(rows[i].what), S(""),
                             S("{\"totalResults\":-1,\"feed\":7,\"distributions\":7,\"new\":[7]"), &b, NULL),
            E_INVALID);
    }
}

static void every_feed_has_a_reader(void **state)
{
    (void)state;
    for (const struct pull_feed *row = pull_feeds; row->name; row++) {
        assert_non_null(feed_kind_of(str(row->kind)));
        assert_true(pull_document_valid(str(row->name)));
        assert_true(str_starts(str(row->url), S("https://")));
        assert_int_equal(row->plan == PLAN_ONE, row->document != NULL);
        assert_ptr_equal(pull_feed_of(str(row->name)), row);
    }
    assert_null(pull_feed_of(S("x")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_of_the_inside_are_told),
        cmocka_unit_test(names_of_documents_stay_inside),
        cmocka_unit_test(the_directory_keeps_state),
        cmocka_unit_test(lists_are_looked_through),
        cmocka_unit_test(every_feed_has_a_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
