#include "domain/world_test.h"

#include "domain/save.h"
#include "domain/watch.h"
#include "vuln/record.h"

/* A record that names cpe:2.3:a:v:PRODUCT in versions below `below`. */
static void give(struct watch_batch *b, const char *cve, const char *product, const char *below, const char *modified, double cvss)
{
    char name[200];
    snprintf(name, sizeof name, "cpe:2.3:a:v:%s:*:*:*:*:*:*:*:*", product);
    struct version_rule rule = { .range.lt = str(below), .status = VERSION_AFFECTED };
    struct version_rules rules = { .rules = &rule, .n = 1 };
    struct criterion c = { .text = str(name), .versions = &rules, .kind = CRITERION_CPE, .vulnerable = true };
    struct criteria_node node = { &c, 1, false, false };
    struct configuration configuration = { &node, 1, false, false };
    struct vuln_record r = { .cve = str(cve), .modified = str(modified), .configurations = &configuration, .n = 1, .feed = VULN_NVD,
                             .cvss = { 31, true, cvss } };
    struct feed_sink sink = watch_batch_sink(b);
    struct fault f = { 0 };
    must(sink.record(sink.ctx, &r, &f), &f);
}

static struct watch_counts put(struct world *w, const char *name, struct watch_batch *b, uint64_t rejected, int64_t day)
{
    struct watch_counts counts;
    struct fault f = { 0 };
    const struct watch_feed_terms terms = { str(name), rejected, { SECONDS(86400) * (20000 + day) } };
    must(watch_feed_store(w->store, &w->system, &terms, b, &counts, &f), &f);
    watch_batch_free(b);
    return counts;
}

static struct watch_counts scores(struct world *w, const char *const *rows, size_t n, uint64_t rejected, int64_t day)
{
    struct watch_batch *b = watch_batch_new("epss");
    struct feed_sink sink = watch_batch_sink(b);
    struct fault f = { 0 };
    for (size_t i = 0; i < n; i += 2) {
        struct epss_row row = { .cve = str(rows[i]) };
        assert_true(str_to_double(str(rows[i + 1]), &row.score));
        must(sink.epss(sink.ctx, &row, &f), &f);
    }
    return put(w, "epss", b, rejected, day);
}

static struct watch_counts own(struct world *w, organisation_id owner, const struct component *items, size_t n, int64_t day)
{
    struct inventory inv cleanup(inventory_free) = inventory_new(1 << 24);
    struct watch_counts counts;
    struct fault f = { 0 };
    for (size_t i = 0; i < n; i++)
        must(inventory_add(&inv, &items[i], &f), &f);
    const struct watch_inventory_terms terms = { S("Servrar"), S("i.csv"), LIST_CSV, owner, { SECONDS(86400) * (20000 + day) } };
    must(watch_inventory_store(w->store, &w->system, &terms, &inv, &counts, &f), &f);
    return counts;
}

static size_t changes(struct world *w, const struct seat *seat, int64_t day, struct watch_change **ret)
{
    struct reading *r;
    struct fault f = { 0 };
    size_t n;
    bool more;
    must(store_read(w->store, seat, &r, &f), &f);
    must(watch_changes(r, &w->arena, (instant){ SECONDS(86400) * (20000 + day) }, (instant){ SECONDS(86400) * (20000 + day) + 1 }, "sv", ret, &n, &more, &f), &f);
    store_read_end(r);
    return n;
}

#define ITEM(i, h, p, v) { .id = S(i), .host = S(h), .part = S("a"), .vendor = S("v"), .product = S(p), .version = S(v) }

static void scores_are_kept_by_hundreds_and_told_when_they_move(void **state)
{
    struct world *w = *state;
    struct watch_batch *b = watch_batch_new("nvd");
    give(b, "CVE-2024-10001", "app", "2.0", "", 5);
    put(w, "nvd", b, 0, 0);
    const struct component items[] = { ITEM("1", "h", "app", "1.0") };
    assert_int_equal(own(w, w->system.federation, items, 1, 0).exposed, 1);
    /* CVE-2024-1000 is not among the hundred of CVE-2024-10001, though its name stands between two of them. */
    static const char *const first[] = { "CVE-2024-10001", "0.02", "CVE-2024-1000", "0.9", "CVE-2024-10002", "0.5", "CVE-2024-100", "1" };
    struct watch_counts c = scores(w, first, LEN(first), 0, 1);
    assert_true(c.fresh == 3 && c.worse_or_better == 1);
    static const char *const second[] = { "CVE-2024-10001", "0.06", "CVE-2024-10002", "0.5" };
    c = scores(w, second, LEN(second), 1, 2); /* something was refused: what is missing may be that */
    assert_true(c.changed == 1 && c.gone == 0 && c.worse_or_better == 0);
    c = scores(w, second, LEN(second), 0, 3);
    assert_true(c.same == 1 && c.gone == 2);
    static const char *const third[] = { "CVE-2024-10001", "0.08" };
    c = scores(w, third, LEN(third), 0, 4);
    assert_int_equal(c.worse_or_better, 1);
    struct watch_change *v;
    assert_int_equal(changes(w, &w->system, 4, &v), 1);
    assert_true(v[0].kind == WATCH_WORSE && v[0].before.epss == 2 && v[0].after.epss == 8);
}

static void a_bad_file_is_taken_out_and_an_older_record_changes_nothing(void **state)
{
    struct world *w = *state;
    struct watch_batch *b = watch_batch_new("nvd");
    struct feed_sink sink = watch_batch_sink(b);
    sink.begin(sink.ctx);
    give(b, "CVE-2024-10001", "app", "2.0", "2024-02-01", 5);
    sink.begin(sink.ctx);
    give(b, "CVE-2024-10002", "app", "2.0", "2024-02-01", 5);
    sink.undo(sink.ctx);
    assert_int_equal(put(w, "nvd", b, 0, 0).fresh, 1);
    b = watch_batch_new("nvd");
    give(b, "CVE-2024-10001", "app", "3.0", "2024-01-01", 9);
    struct watch_counts c = put(w, "nvd", b, 0, 1);
    assert_true(c.same == 1 && c.changed == 0);
    b = watch_batch_new("kev");
    const struct watch_feed_terms terms = { S("nvd"), 0, { 1 } };
    struct fault f = { 0 };
    assert_int_equal(watch_feed_store(w->store, &w->system, &terms, b, &c, &f), E_CONFLICT);
    watch_batch_free(b);
}

/* A condition on a host: the exposure comes and goes with the other component. And two organisations' hosts of one name are two. */
static enum err add_member(struct writing *w, void *ctx, struct fault *f)
{
    struct organisation *o = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    *o = (struct organisation){ .name = S("Alby"), .code = S("ALB"), .type = ORGANISATION_MEMBER };
    return domain_save(w, &organisation_entity, o, NULL, &faults, f);
}

static void r125_a_host_is_its_owners_and_conditions_follow_it(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct organisation alby;
    must(store_write(w->store, &w->system, NULL, add_member, &alby, NULL, &f), &f);
    struct criterion app = { .text = S("cpe:2.3:a:v:app:1.0:*:*:*:*:*:*:*"), .kind = CRITERION_CPE, .vulnerable = true };
    struct criterion os = { .text = S("cpe:2.3:a:v:base:*:*:*:*:*:*:*:*"), .kind = CRITERION_CPE };
    struct criteria_node nodes[] = { { &app, 1, false, false }, { &os, 1, false, false } };
    struct configuration both = { nodes, 2, .all = true };
    struct vuln_record r = { .cve = S("CVE-2024-10001"), .configurations = &both, .n = 1, .feed = VULN_NVD };
    struct watch_batch *b = watch_batch_new("nvd");
    struct feed_sink sink = watch_batch_sink(b);
    must(sink.record(sink.ctx, &r, &f), &f);
    put(w, "nvd", b, 0, 0);
    const struct component one[] = { ITEM("1", "h", "app", "1.0") }, two[] = { ITEM("1", "h", "app", "1.0"), ITEM("2", "h", "base", "5") };
    const struct component other[] = { ITEM("1", "h", "base", "5") };
    assert_int_equal(own(w, w->system.federation, one, 1, 0).exposed, 0);
    assert_int_equal(own(w, (organisation_id){ alby.row.id }, other, 1, 0).exposed, 0);
    assert_int_equal(own(w, w->system.federation, two, 2, 1).exposed, 1);
    struct watch_change *v;
    assert_int_equal(changes(w, &w->coordinator, 1, &v), 1);
    assert_true(v[0].kind == WATCH_NEW && v[0].after.cause == CAUSE_HOST);
    struct seat member = { .federation = w->system.federation, .organisation = { alby.row.id }, .role = ROLE_MEMBER };
    assert_int_equal(changes(w, &member, 1, &v), 0);
    assert_int_equal(count(w, &member, &installation_entity), 1);
    assert_int_equal(own(w, w->system.federation, one, 1, 2).over, 1);
    assert_int_equal(changes(w, &w->coordinator, 2, &v), 1);
    assert_true(v[0].kind == WATCH_GONE && v[0].after.cause == CAUSE_HOST);
}

/* A bill of materials names a component by its package address, version and all: the upgrade is the same component. */
static void an_upgrade_under_another_id_is_the_same_component(void **state)
{
    struct world *w = *state;
    const struct component before[] = { { .id = S("pkg:maven/g/lib@1.0"), .product = S("lib"), .vendor = S("g"), .version = S("1.0"), .purl = S("pkg:maven/g/lib@1.0") },
                                        { .id = S("x1"), .product = S("twin"), .version = S("1") }, { .id = S("x2"), .product = S("twin"), .version = S("1") } };
    const struct component after[] = { { .id = S("pkg:maven/g/lib@2.0"), .product = S("lib"), .vendor = S("g"), .version = S("2.0"), .purl = S("pkg:maven/g/lib@2.0") },
                                       { .id = S("y1"), .product = S("twin"), .version = S("2") }, { .id = S("y2"), .product = S("twin"), .version = S("2") } };
    own(w, w->system.federation, before, LEN(before), 0);
    struct watch_counts c = own(w, w->system.federation, after, LEN(after), 1);
    assert_true(c.changed == 1 && c.fresh == 2 && c.gone == 2); /* of the twins nobody can tell which is which */
}

static void a_component_that_does_not_fit_is_named(void **state)
{
    struct world *w = *state;
    struct inventory inv cleanup(inventory_free) = inventory_new(1 << 24);
    struct watch_counts counts;
    struct fault f = { 0 };
    char text[400];
    memset(text, 'x', sizeof text);
    const struct component c = { .id = S("lång"), .product = { text, sizeof text } };
    must(inventory_add(&inv, &c, &f), &f);
    const struct watch_inventory_terms terms = { S("Servrar"), S("i.csv"), LIST_CSV, w->system.federation, { 1 } };
    assert_int_equal(watch_inventory_store(w->store, &w->system, &terms, &inv, &counts, &f), E_INVALID);
    assert_string_equal(f.place, "lång: product");
    assert_int_equal(count(w, &w->system, &installation_list_entity), 0);
}

static enum err assess(struct writing *w, void *ctx, struct fault *f)
{
    struct intelligence *row = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    TRY(domain_save(w, &intelligence_entity, row, NULL, &faults, f));
    return domain_act(w, &intelligence_entity, row->row.id, row->row.version, "bedom", row, &faults, f);
}

/* What an authority says becomes a row that somebody judges; the same again is nothing new, and what was judged stays. */
static void r100_news_are_logged_judged_and_decided(void **state)
{
    struct world *w = *state;
    static const char *const items[] = {
        "{\"id\":\"a1\",\"title\":\"Kritisk sårbarhet i <b>brandvägg</b>\",\"link\":\"https://example.invalid/a1\",\"published\":\"2026-11-20T09:00:00.000000Z\","
        "\"summary\":\"<p>Uppdatera\\n snarast.</p> Gäller 1 < 2.\"}",
        "{\"id\":\"a2\",\"title\":\"\",\"link\":\"\",\"published\":null,\"summary\":\"\"}",
    };
    for (int day = 0; day < 2; day++) {
        struct watch_batch *b = watch_batch_new("rss");
        struct feed_sink sink = watch_batch_sink(b);
        struct fault f = { 0 };
        for (size_t i = 0; i < LEN(items); i++)
            must(sink.object(sink.ctx, S("item"), str(items[i]), &f), &f);
        struct watch_counts counts = put(w, "rss", b, 0, day);
        assert_int_equal(counts.fresh, day ? 0 : 2);
        assert_int_equal(count(w, &w->auditor, &intelligence_entity), 1); /* the one without a word is none for people */
    }
    struct reading *r;
    struct rows rows;
    struct fault f = { 0 };
    must(store_read(w->store, &w->coordinator, &r, &f), &f);
    must(store_list(r, &w->arena, &(struct query){ .entity = &intelligence_entity, .limit = 2 }, &rows, &f), &f);
    store_read_end(r);
    struct intelligence item = *(struct intelligence *)rows.rows;
    assert_true(str_is(item.title, "Kritisk sårbarhet i brandvägg") && str_is(item.summary, "Uppdatera snarast. Gäller 1 < 2."));
    assert_true(str_is(item.source, "rss") && item.published.day == 20 && item.state == INTELLIGENCE_NEW);
    struct intelligence unsaid = item;
    assert_int_equal(store_write(w->store, &w->coordinator, &(struct write_terms){ 0 }, assess, &unsaid, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "assessment");
    item.assessment = S("Brandväggen finns hos två medlemmar.");
    item.decision = INTELLIGENCE_MEASURE;
    must(store_write(w->store, &w->coordinator, &(struct write_terms){ 0 }, assess, &item, NULL, &f), &f);
    assert_true(item.state == INTELLIGENCE_ASSESSED && item.decision == INTELLIGENCE_MEASURE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(scores_are_kept_by_hundreds_and_told_when_they_move, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_bad_file_is_taken_out_and_an_older_record_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(r125_a_host_is_its_owners_and_conditions_follow_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_upgrade_under_another_id_is_the_same_component, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_component_that_does_not_fit_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(r100_news_are_logged_judged_and_decided, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
