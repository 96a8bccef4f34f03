/* Splitting, limits, reports and the readers' own objections. */
#include "base/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/buf.h"
#include "base/words.h"
#include "feed/feed.h"
#include "feed/split.h"

static const struct feed_sink nothing;

static struct feed_report check(const char *kind, struct str text)
{
    struct feed_report report = feed_report_new();
    struct source *src = source_of_text(text, S("f"));
    assert_non_null(src);
    (void)feed_read_file(feed_kind_of(str(kind)), src, &nothing, &report);
    source_free(src);
    return report;
}

static void counts(const char *kind, struct str text, uint64_t records, uint64_t accepted, uint64_t rejected, const char *at)
{
    struct feed_report r = check(kind, text);
    if (r.records != records || r.accepted != accepted || r.rejected != rejected || (at && (!r.n || !str_is(r.list[0].at, at))))
        fail_msg("%.*s: %llu %llu %llu at %.*s", SF(str_sub(text, 0, 200)), (unsigned long long)r.records, (unsigned long long)r.accepted,
                 (unsigned long long)r.rejected, SF(r.n ? r.list[0].at : S("")));
    feed_report_free(&r);
}

#define KEV(id) "{\"cveID\":\"" id "\"}"

static void shapes_of_a_file(void **state)
{
    (void)state;
    counts("kev", S("{\"title\":\"t\",\"vulnerabilities\":[" KEV("CVE-2024-0001") "," KEV("CVE-2024-0002") "],\"count\":2}"), 2, 2, 0, NULL);
    counts("kev", S("\xEF\xBB\xBF {\"vulnerabilities\":[]}"), 0, 0, 0, NULL);
    counts("kev", S(KEV("CVE-2024-0001")), 1, 1, 0, NULL);
    counts("kev", S("[" KEV("CVE-2024-0001") "," KEV("CVE-2024-0002") "]"), 2, 2, 0, NULL);
    counts("kev", S("[]"), 0, 0, 0, NULL);
    counts("kev", S(KEV("CVE-2024-0001") "\n" KEV("CVE-2024-0002") "\n{\"vulnerabilities\":[" KEV("CVE-2024-0003") "]}"), 3, 3, 0, NULL);
    counts("kev", S("{}"), 1, 0, 1, "f");
    counts("kev", S("{\"vulnerabilities\":[1,\"x\",null," KEV("CVE-2024-0001") "]}"), 4, 1, 3, "f:vulnerabilities[0]");
    counts("kev", S("{\"vulnerabilities\":[" KEV("CVE-24-1") "]}"), 1, 0, 1, "f:vulnerabilities[0].cveID");
    counts("kev", S("{\"vulner\\u0061bilities\":[" KEV("CVE-2024-0001") "]}"), 1, 1, 0, NULL);
}

static void a_file_that_is_not_json_adds_nothing(void **state)
{
    (void)state;
    const struct str bad[] = {
        S(""), S(" "), S("x"), S("5"), S("{"), S("["), S("{\"vulnerabilities\":["), S("{\"vulnerabilities\":[" KEV("CVE-2024-0001") "}"),
        S("{\"vulnerabilities\":[" KEV("CVE-2024-0001") "]"), S("{\"vulnerabilities\":[" KEV("CVE-2024-0001") "],}"),
        S("{\"vulnerabilities\":[" KEV("CVE-2024-0001") ",]}"), S("{\"vulnerabilities\":[" KEV("CVE-2024-0001") " " KEV("CVE-2024-0001") "]}"),
        S("{\"vulnerabilities\":[" KEV("CVE-2024-0001") ",{\"a\":tru}]}"), S("{\"vulnerabilities\":[{\"a\":\"\x01\"}]}"),
        S("{\"vulnerabilities\":[{\"a\":\"\xff\"}]}"), S("{\"a\":nul,\"vulnerabilities\":[]}"), S("{\"a\" 1}"), S("{a:1}"),
        S("{\"vulnerabilities\":[{]}"), S("{\"vulnerabilities\":[" KEV("CVE-2024-0001") "]} x"), S("[" KEV("CVE-2024-0001")), S("{\"a\":\"\\ud800\"}"),
        S("{\"vulnerabilities\":[,]}"), S("{\"vulnerabilities\":[{}}]}"),
    };
    for (size_t i = 0; i < LEN(bad); i++)
        counts("kev", bad[i], 0, 0, 1, NULL);
}

static void rejections_are_listed_to_a_limit_and_all_counted(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(1 << 20), json cleanup(buf_free) = buf_new(1 << 20);
    buf_char(&b, '[');
    for (int i = 0; i < 1500; i++)
        buf_printf(&b, "%s{\"cveID\":\"x%d\"}", i ? "," : "", i);
    buf_char(&b, ']');
    struct feed_report r = check("kev", buf_str(&b));
    assert_int_equal(r.records, 1500);
    assert_int_equal(r.rejected, 1500);
    assert_int_equal(r.n, 1000);
    feed_report_put_json(&json, &words_sv, "kev", &r);
    assert_true(str_starts(buf_str(&json), S("{\"kind\":\"kev\",\"records\":1500,\"accepted\":0,\"rejected\":[{\"at\":\"f:[0].cveID\",\"why\":\"Det här är inte "
                                             "ett CVE-nummer: x0.\"},")));
    assert_true(str_ends(buf_str(&json), S("],\"rejected_total\":1500}")));
    feed_report_free(&r);
}

static void limit(const char *kind, struct str text, const char *want, uint64_t records)
{
    struct feed_report r = check(kind, text);
    struct buf why cleanup(buf_free) = buf_new(4096);
    assert_true(r.n >= 1);
    words_put(&why, &words_sv, r.list[0].fault.text, r.list[0].fault.arg[0], r.list[0].fault.arg[1]);
    if (!str_is(buf_str(&why), want) || !r.limit_passed || r.records != records)
        fail_msg("%.*s, not %s (%llu records)", SF(buf_str(&why)), want, (unsigned long long)r.records);
    feed_report_free(&r);
}

static void fill(struct buf *b, char c, size_t n)
{
    char *to = buf_room(b, n);
    assert_non_null(to);
    memset(to, c, n);
    b->n += n;
}

static void limits_of_a_record(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new((size_t)64 << 20);
    /* A text one byte too long, and one that just fits. */
    for (size_t extra = 0; extra < 2; extra++) {
        buf_reset(&b);
        buf_put(&b, S("{\"vulnerabilities\":[{\"cveID\":\"CVE-2024-0001\",\"notes\":\""));
        fill(&b, 'x', feed_limits[LIMIT_STRING].most + extra);
        buf_put(&b, S("\"}]}"));
        if (extra)
            limit("kev", buf_str(&b), "Texten är längre än 1048576 byte.", 1);
        else
            counts("kev", buf_str(&b), 1, 1, 0, NULL);
    }
    /* Nesting counts from the file's outside: two levels are the list's, one the record's own. */
    for (size_t extra = 0; extra < 2; extra++) {
        size_t n = feed_limits[LIMIT_NESTING].most - 3 + extra;
        buf_reset(&b);
        buf_put(&b, S("{\"vulnerabilities\":[{\"cveID\":\"CVE-2024-0001\",\"x\":"));
        fill(&b, '[', n);
        fill(&b, ']', n);
        buf_put(&b, S("}]}"));
        if (extra)
            limit("kev", buf_str(&b), "Fler än 62 nivåer i varandra.", 1);
        else
            counts("kev", buf_str(&b), 1, 1, 0, NULL);
    }
    /* A record past the limit is passed over; the one behind it is read. */
    for (size_t extra = 0; extra < 2; extra++) {
        const struct str head = S("{\"cveID\":\"CVE-2024-0001\",\"x\":["), tail = S("1]}");
        buf_reset(&b);
        buf_put(&b, S("{\"vulnerabilities\":["));
        buf_put(&b, head);
        fill(&b, ' ', feed_limits[LIMIT_RECORD].most - head.n - tail.n + extra);
        buf_put(&b, tail);
        buf_put(&b, S("," KEV("CVE-2024-0002") "]}"));
        if (extra)
            limit("kev", buf_str(&b), "Posten är större än 8 MiB.", 2);
        else
            counts("kev", buf_str(&b), 2, 2, 0, NULL);
    }
    /* A pit of brackets without end. */
    buf_reset(&b);
    buf_put(&b, S("{\"vulnerabilities\":["));
    fill(&b, '[', (size_t)16 << 20);
    counts("kev", buf_str(&b), 0, 0, 1, NULL);
    /* A CPE name. */
    buf_reset(&b);
    buf_put(&b, S("{\"cve\":{\"id\":\"CVE-2024-0001\",\"configurations\":[{\"nodes\":[{\"cpeMatch\":[{\"vulnerable\":true,\"criteria\":\"cpe:2.3:a:v:"));
    fill(&b, 'p', feed_limits[LIMIT_CPE].most);
    buf_put(&b, S(":*:*:*:*:*:*:*:*\"}]}]}]}}"));
    limit("nvd", buf_str(&b), "CPE-namnet är längre än 2 048 tecken.", 1);
}

static struct str packed(struct buf *b, struct str text, int members)
{
    for (int i = 0; i < members; i++) {
        z_stream z = { 0 };
        assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
        char *to = buf_room(b, text.n + 1024);
        assert_non_null(to);
        z.next_in = (const unsigned char *)text.p;
        z.avail_in = (unsigned)text.n;
        z.next_out = (unsigned char *)to;
        z.avail_out = (unsigned)text.n + 1024;
        assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
        b->n += z.total_out;
        deflateEnd(&z);
    }
    return buf_str(b);
}

static void gzip_and_its_limits(void **state)
{
    (void)state;
    struct buf z cleanup(buf_free) = buf_new((size_t)64 << 20), bomb cleanup(buf_free) = buf_new((size_t)64 << 20);
    counts("epss", packed(&z, S("#c\ncve,epss,percentile\nCVE-2024-0001,0.1,0.2\n"), 1), 1, 1, 0, NULL);
    struct str whole = buf_str(&z);
    counts("epss", str_sub(whole, 0, whole.n - 1), 0, 0, 1, "f");
    counts("epss", str_sub(whole, 0, whole.n / 2), 0, 0, 1, "f");
    z.p[whole.n / 2] ^= 0x55;
    counts("epss", whole, 0, 0, 1, "f");
    buf_reset(&z);
    counts("kev", packed(&z, S(KEV("CVE-2024-0001") "\n"), 3), 3, 3, 0, NULL);
    buf_char(&z, 'x'); /* text behind the last member */
    counts("kev", buf_str(&z), 0, 0, 1, "f");
    fill(&bomb, ' ', (size_t)32 << 20);
    buf_reset(&z);
    limit("kev", packed(&z, buf_str(&bomb), 1), "Filen blir mer än 200 gånger större när den packas upp.", 0);
}

/* A file with a hole: 2 GiB and a byte of zeros, of which the reader sees no more than it must. */
static void a_file_past_its_limit(void **state)
{
    (void)state;
    char path[] = "/tmp/samsyn-feed-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    unlink(path);
    struct source *src = source_of_fd(fd, S("f"));
    assert_non_null(src);
    assert_int_equal(ftruncate(fd, (off_t)feed_limits[LIMIT_FILE].most + 1), 0);
    enum { STEP = 256 << 10 };
    char *to = malloc(STEP);
    size_t n = 1;
    struct fault f = { 0 };
    enum err e = OK;
    assert_non_null(to);
    while (e == OK && n)
        e = source_read(src, to, STEP, &n, &f);
    assert_int_equal(e, E_LIMIT);
    assert_string_equal(f.text, feed_limits[LIMIT_FILE].text);
    free(to);
    source_free(src);
    close(fd);
}

/* Records that cross every edge of the window, and memory that does not grow with the file. */
static void windows_do_not_show(void **state)
{
    (void)state;
    char path[] = "/tmp/samsyn-feed-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    unlink(path);
    struct buf b cleanup(buf_free) = buf_new(1 << 20);
    enum { RECORDS = 60000 };
    buf_put(&b, S("{\"before\":{\"a\":[1,2,\"]\\\"}\"]},\"vulnerabilities\":["));
    for (int i = 0; i < RECORDS; i++) {
        buf_printf(&b, "%s{\"cveID\":\"CVE-2024-%04d\",\"notes\":\"", i ? ",\n" : "", i);
        for (int k = i * 7919 % 997; k > 0; k -= 9)
            buf_put(&b, k % 5 ? S("abcdefghi") : S("{[\\\"]}\\\\"));
        buf_put(&b, S("\",\"x\":[[],{\"y\":{}}]}"));
        if (b.n > 512 * 1024 || i + 1 == RECORDS) {
            if (i + 1 == RECORDS)
                buf_put(&b, S("],\"after\":null}"));
            assert_int_equal(write(fd, b.p, b.n), (ssize_t)b.n);
            buf_reset(&b);
        }
    }
    assert_true(lseek(fd, 0, SEEK_CUR) > 25 << 20);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    struct feed_report r = feed_report_new();
    struct source *src = source_of_fd(fd, S("f"));
    assert_non_null(src);
    assert_int_equal(feed_read_file(feed_kind_of(S("kev")), src, &nothing, &r), OK);
    getrusage(RUSAGE_SELF, &after);
    assert_int_equal(r.accepted, RECORDS);
#if !defined(__SANITIZE_ADDRESS__)
    assert_true(after.ru_maxrss - before.ru_maxrss < 4096); /* KiB */
#endif
    source_free(src);
    feed_report_free(&r);
    close(fd);
}

static void epss_rows(void **state)
{
    (void)state;
#define HEAD "#model_version:v2023.03.01,score_date:2024-01-01\ncve,epss,percentile\n"
    counts("epss", S(HEAD "CVE-2024-0001,0.00043,0.1\r\nCVE-2024-0002,1,1"), 2, 2, 0, NULL);
    counts("epss", S(HEAD), 0, 0, 0, NULL);
    counts("epss", S(HEAD "CVE-2024-0001,1.1,0.1\nx,0.1,0.1\nCVE-2024-0002,0.1\nCVE-2024-0002,0.1,0.1,0.1\nCVE-2024-0003,0.1,0.2\n"), 5, 1, 4, "f:rad 3");
    counts("epss", S("CVE-2024-0001,0.1,0.1\n"), 0, 0, 1, "f:rad 1");
    counts("epss", S("cve,epss,percentile\nCVE-2024-0001,nan,0.1\nCVE-2024-0001,0x1p-2,0.1\n"), 2, 0, 2, "f:rad 2");
    counts("epss", S(""), 0, 0, 1, "f");
    struct buf b cleanup(buf_free) = buf_new(1 << 20);
    buf_put(&b, S(HEAD));
    fill(&b, 'C', 5000);
    counts("epss", buf_str(&b), 0, 0, 1, "f:rad 3");
}

static void records_that_lack_what_they_need(void **state)
{
    (void)state;
    counts("nvd", S("{\"vulnerabilities\":[{\"cve\":{}}]}"), 1, 0, 1, "f:vulnerabilities[0]");
    counts("nvd", S("{\"cve\":{\"id\":\"CVE-2024-1\"}}"), 1, 0, 1, "f:cve.id");
    counts("nvd", S("{\"cve\":{\"id\":\"CVE-2024-0001\",\"configurations\":[{}]}}"), 1, 0, 1, NULL);
    counts("nvd", S("{\"cve\":{\"id\":\"CVE-2024-0001\",\"configurations\":{}}}"), 1, 0, 1, "f:cve.configurations");
    counts("nvd", S("{\"cve\":{\"id\":\"CVE-2024-0001\",\"metrics\":{\"cvssMetricV31\":[{\"cvssData\":{\"baseScore\":11}}]}}}"), 1, 0, 1, NULL);
    counts("nvd", S("{\"cve\":{\"id\":\"CVE-2024-1234567890123456789\"}}"), 1, 1, 0, NULL);
    counts("cve5", S("{\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"4.0\"}"), 1, 0, 1, "f");
    counts("cve5", S("{\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"5.1\",\"cveMetadata\":{\"cveId\":\"CVE-2024-0001\",\"state\":\"RESERVED\"}}"), 1, 0, 1,
           "f:cveMetadata.state");
    counts("csaf", S("{\"document\":{\"csaf_version\":\"1.2\",\"tracking\":{\"id\":\"T\"}}}"), 1, 0, 1, "f");
    counts("csaf", S("{\"document\":{\"csaf_version\":\"2.0\",\"tracking\":{}}}"), 1, 0, 1, "f");
    counts("csaf", S("{\"document\":{\"csaf_version\":\"2.0\",\"tracking\":{\"id\":\"T\"}},\"vulnerabilities\":[{\"cve\":\"x\"}]}"), 1, 0, 1,
           "f:vulnerabilities[0].cve");
    counts("csaf", S("{\"document\":{\"csaf_version\":\"2.0\",\"tracking\":{\"id\":\"T\"}},\"product_tree\":{\"full_product_names\":[{\"name\":\"x\",\"product_id\":"
                     "\"P\"},{\"name\":\"y\",\"product_id\":\"P\"}]}}"), 1, 0, 1, NULL);
    counts("kev", S("{\"cveID\":\"CVE-2024-0001\",\"dateAdded\":\"2024-02-30\"}"), 1, 0, 1, "f:dateAdded");
    counts("kev", S("{\"cveID\":\"CVE-2024-0001\",\"knownRansomwareCampaignUse\":\"Maybe\"}"), 1, 0, 1, "f:knownRansomwareCampaignUse");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_of_a_file), cmocka_unit_test(a_file_that_is_not_json_adds_nothing),
        cmocka_unit_test(rejections_are_listed_to_a_limit_and_all_counted), cmocka_unit_test(limits_of_a_record),
        cmocka_unit_test(gzip_and_its_limits), cmocka_unit_test(a_file_past_its_limit), cmocka_unit_test(windows_do_not_show),
        cmocka_unit_test(epss_rows), cmocka_unit_test(records_that_lack_what_they_need),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
