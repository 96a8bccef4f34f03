/* The real feeds of ../shared/data, read whole: the numbers are what the files hold (counted apart from this program). Skipped
 * with a message where the data is not there. */
#include "base/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "feed/feed.h"
#include "vuln/index.h"

#define DATA SOURCE_ROOT "/../shared/data"

struct seen { size_t records, criteria, cpe, name, package, ranged, rejected, scored, kev, ransomware, platform; };

static enum err note_record(void *ctx, const struct vuln_record *r, struct fault *f)
{
    struct seen *s = ctx;
    (void)f;
    s->records++;
    s->rejected += r->rejected;
    s->scored += r->cvss.version != 0;
    for (uint32_t i = 0; i < r->n; i++)
        for (uint32_t k = 0; k < r->configurations[i].n; k++)
            for (uint32_t m = 0; m < r->configurations[i].nodes[k].n; m++) {
                const struct criterion *c = &r->configurations[i].nodes[k].criteria[m];
                s->criteria++;
                s->cpe += c->kind == CRITERION_CPE;
                s->name += c->kind == CRITERION_NAME;
                s->package += c->kind == CRITERION_PACKAGE;
                s->ranged += c->versions != NULL;
                s->platform += !c->vulnerable;
            }
    return OK;
}

static enum err note_kev(void *ctx, const struct kev_entry *e, struct fault *f)
{
    struct seen *s = ctx;
    (void)f;
    s->kev++;
    s->ransomware += e->ransomware;
    return OK;
}

static void read_one(const char *kind, const char *path, const struct feed_sink *sink, struct feed_report *report)
{
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    struct source *src = source_of_fd(fd, str(path));
    assert_non_null(src);
    assert_int_equal(feed_read_file(feed_kind_of(str(kind)), src, sink, report), OK);
    source_free(src);
    close(fd);
}

/* Every file of a folder, in the order of names. False when there is none. */
static bool read_folder(const char *kind, const char *folder, const struct feed_sink *sink, struct feed_report *report)
{
    struct dirent **names = NULL;
    int n = scandir(folder, &names, NULL, alphasort);
    if (n < 0) {
        print_message("%s is not there: skipped\n", folder);
        return false;
    }
    for (int i = 0; i < n; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        if (names[i]->d_name[0] != '.')
            read_one(kind, path, sink, report);
        free(names[i]);
    }
    free(names);
    if (report->rejected)
        fail_msg("%.*s: %s %s", SF(report->list[0].at), report->list[0].fault.text, report->list[0].fault.arg[0]);
    return true;
}

static struct seen seen_in(const char *kind, const char *folder, uint64_t accepted)
{
    struct seen s = { 0 };
    const struct feed_sink sink = { .ctx = &s, .record = note_record, .kev = note_kev };
    struct feed_report report cleanup(feed_report_free) = feed_report_new();
    if (!read_folder(kind, folder, &sink, &report))
        skip();
    assert_int_equal(report.accepted, accepted);
    return s;
}

static void nvd_page(void **state)
{
    (void)state;
    struct seen s = seen_in("nvd", DATA "/nvd", 38);
    assert_int_equal(s.records, 38);
    assert_int_equal(s.criteria, 56);
    assert_int_equal(s.platform, 22);
    assert_int_equal(s.ranged, 17);
    assert_int_equal(s.scored, 35);
}

static void cve_list(void **state)
{
    (void)state;
    struct seen s = seen_in("cve5", DATA "/cve5", 250);
    assert_int_equal(s.records, 250);
    assert_int_equal(s.rejected, 2);
    assert_int_equal(s.scored, 193);
}

static void advisories(void **state)
{
    (void)state;
    struct seen s = seen_in("csaf", DATA "/csaf", 6);
    assert_int_equal(s.records, 27);
    assert_int_equal(s.criteria, 156);
    assert_int_equal(s.name, 156); /* none of them carries a CPE or a purl */
}

static void known_exploited(void **state)
{
    (void)state;
    struct seen s = seen_in("kev", DATA "/kev", 1404);
    assert_int_equal(s.kev, 1404);
    assert_int_equal(s.ransomware, 293);
}

static enum err put_record(void *ctx, const struct vuln_record *r, struct fault *f) { return vuln_index_put(ctx, r, f); }
static enum err put_kev(void *ctx, const struct kev_entry *e, struct fault *f) { return vuln_index_put_kev(ctx, e->cve, e->ransomware, f); }

static enum err note_line(void *ctx, const struct finding *x, struct fault *f)
{
    (void)f;
    buf_printf(ctx, "%.*s %.*s %s %s%s;", SF(x->component->id), SF(x->cve), verdict_word(x->verdict), match_rule_word(x->kind, x->ranged),
               x->kev ? " kev" : "");
    return OK;
}

/* A few products that the real feeds name, and versions on both sides of what they say. */
static void matched_against_an_inventory(void **state)
{
    (void)state;
    struct vuln_index *ix cleanup(vuln_index_done) = vuln_index_new(1 << 26);
    struct inventory inv cleanup(inventory_free) = inventory_new(1 << 20);
    struct feed_report report cleanup(feed_report_free) = feed_report_new();
    struct buf lines cleanup(buf_free) = buf_new(1 << 16);
    const struct feed_sink sink = { .ctx = ix, .record = put_record, .kev = put_kev };
    const struct { const char *id, *vendor, *product, *version; } items[] = {
        { "ontap-in", "netapp", "clustered_data_ontap", "9.5" }, { "ontap-out", "netapp", "clustered_data_ontap", "9.14" },
        { "gitlab-in", "gitlab", "gitlab", "16.3.5" }, { "gitlab-out", "gitlab", "gitlab", "16.3.6" },
        { "edge-in", "AVEVA", "AVEVA_Edge", "2020_R2_SP2" }, { "edge-out", "AVEVA", "AVEVA Edge", "2023" },
        { "nms-in", "siemens", "sinec-nms", "V2.0" }, { "nms-out", "siemens", "sinec-nms", "V2.0 SP2" },
        { "moveit", "progress", "moveit_transfer", "2023.0.0" },
    };
    for (size_t i = 0; i < LEN(items); i++) {
        struct component c = { .id = str(items[i].id), .part = S("a"), .vendor = str(items[i].vendor), .product = str(items[i].product),
                               .version = str(items[i].version) };
        assert_int_equal(inventory_add(&inv, &c, NULL), OK);
    }
    assert_int_equal(vuln_index_add_all(ix, &inv, NULL), OK);
    if (!read_folder("nvd", DATA "/nvd", &sink, &report) || !read_folder("cve5", DATA "/cve5", &sink, &report) ||
        !read_folder("csaf", DATA "/csaf", &sink, &report) || !read_folder("kev", DATA "/kev", &sink, &report))
        skip();
    const struct finding_sink to = { &lines, note_line };
    assert_int_equal(vuln_index_match_all(ix, &to, NULL), OK);
    const struct str want = S("ontap-in CVE-2023-27314 affected cpe-range;gitlab-in CVE-2023-3399 affected cpe-range;"
                              "moveit CVE-2023-34362 affected cpe-range kev;edge-in CVE-2023-6132 possible name;"
                              "nms-in CVE-2023-5678 possible name;nms-in CVE-2024-31978 possible name;");
    if (!str_eq(buf_str(&lines), want))
        fail_msg("%.*s", SF(buf_str(&lines)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nvd_page), cmocka_unit_test(cve_list), cmocka_unit_test(advisories), cmocka_unit_test(known_exploited),
        cmocka_unit_test(matched_against_an_inventory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
