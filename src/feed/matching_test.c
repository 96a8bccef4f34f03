/* watch.md "Matching", rule by rule: feeds as JSON through their readers, an inventory, and what comes of it. */
#include "base/test.h"

#include <stdio.h>

#include "base/buf.h"
#include "feed/feed.h"
#include "vuln/index.h"

struct world {
    struct vuln_index *ix;
    struct inventory inv;
    struct buf lines, texts;
    struct component items[32];
    size_t n;
};

static enum err put_record(void *ctx, const struct vuln_record *r, struct fault *f) { return vuln_index_put(ctx, r, f); }
static enum err put_kev(void *ctx, const struct kev_entry *e, struct fault *f) { return vuln_index_put_kev(ctx, e->cve, e->ransomware, f); }
static enum err put_epss(void *ctx, const struct epss_row *e, struct fault *f) { return vuln_index_put_epss(ctx, e->cve, e->score, f); }
static void begin(void *ctx) { vuln_index_begin(ctx); }
static void undo(void *ctx) { vuln_index_undo(ctx); }

static struct world world_new(void)
{
    struct world w = { .ix = vuln_index_new(1 << 24), .inv = inventory_new(1 << 24), .lines = buf_new(1 << 20), .texts = buf_new(1 << 20) };
    assert_non_null(w.ix);
    return w;
}

static void world_done(struct world *w)
{
    vuln_index_free(w->ix);
    inventory_free(&w->inv);
    buf_free(&w->lines);
    buf_free(&w->texts);
}

/* An item with a CPE ("cpe:…"), a purl ("pkg:…") or columns ("vendor product version", "_" for nothing). */
static void item(struct world *w, const char *id, const char *host, const char *what)
{
    struct component c = { .id = str(id), .host = str(host) };
    struct str text = str(what), *columns[] = { &c.vendor, &c.product, &c.version };
    if (str_starts(text, S("cpe:")))
        c.cpe = text;
    else if (str_starts(text, S("pkg:")))
        c.purl = text;
    else
        for (size_t i = 0; i < LEN(columns); i++) {
            *columns[i] = str_cut(&text, ' ');
            if (str_is(*columns[i], "_"))
                *columns[i] = S("");
        }
    struct fault f = { 0 };
    if (inventory_add(&w->inv, &c, &f) != OK)
        fail_msg("%s: %s %s", what, f.text, f.arg[0]);
}

static struct feed_report feed(struct world *w, const char *kind, const char *text)
{
    struct feed_sink sink = { .ctx = w->ix, .record = put_record, .kev = put_kev, .epss = put_epss, .begin = begin, .undo = undo };
    struct feed_report report = feed_report_new();
    struct source *src = source_of_text(str(text), S("feed"));
    assert_non_null(src);
    (void)feed_read_file(feed_kind_of(str(kind)), src, &sink, &report);
    source_free(src);
    return report;
}

static void fed(struct world *w, const char *kind, const char *text)
{
    struct feed_report report = feed(w, kind, text);
    if (report.rejected)
        fail_msg("%.*s: %s %s", SF(report.list[0].at), report.list[0].fault.text, report.list[0].fault.arg[0]);
    feed_report_free(&report);
}

static void refused(struct world *w, const char *kind, const char *text)
{
    struct feed_report report = feed(w, kind, text);
    if (report.accepted || report.rejected != 1)
        fail_msg("not refused: %s", text);
    feed_report_free(&report);
}

/* One NVD record with these configurations. */
static const char *nvd(struct world *w, const char *configurations)
{
    size_t from = w->texts.n;
    buf_printf(&w->texts, "{\"vulnerabilities\":[{\"cve\":{\"id\":\"CVE-2024-0001\",\"configurations\":[%s]}}]}%c", configurations, '\0');
    assert_false(w->texts.failed);
    return w->texts.p + from;
}

#define CPE(part, name) "cpe:2.3:" part ":v:" name ":*:*:*:*:*:*:*"
#define MATCH(name, more) "{\"vulnerable\":true,\"criteria\":\"" name "\"" more "}"
#define PLATFORM(name) "{\"vulnerable\":false,\"criteria\":\"" name "\"}"
#define NODE(matches) "{\"operator\":\"OR\",\"negate\":false,\"cpeMatch\":[" matches "]}"
#define CONF(nodes) "{\"nodes\":[" nodes "]}"
#define AND(nodes) "{\"operator\":\"AND\",\"nodes\":[" nodes "]}"

static enum err note(void *ctx, const struct finding *x, struct fault *f)
{
    struct world *w = ctx;
    (void)f;
    buf_printf(&w->lines, "%.*s %s %s;", SF(x->component->id), verdict_word(x->verdict), match_rule_word(x->kind, x->ranged));
    return OK;
}

static void add_items(struct world *w)
{
    for (; w->n < w->inv.n; w->n++)
        assert_int_equal(vuln_index_add(w->ix, &w->inv.items[w->n], NULL), OK);
}

/* "ID VERDICT RULE;" for every finding. */
static void found(struct world *w, const char *want)
{
    const struct finding_sink to = { w, note };
    add_items(w);
    buf_reset(&w->lines);
    assert_int_equal(vuln_index_match_all(w->ix, &to, NULL), OK);
    if (!str_eq(buf_str(&w->lines), str(want)))
        fail_msg("found \"%.*s\", not \"%s\"", SF(buf_str(&w->lines)), want);
}

#define WORLD struct world w cleanup(world_done) = world_new(); (void)state

static void names_compare_without_regard_to_case(void **state)
{
    WORLD;
    item(&w, "1", "", "cpe:2.3:a:V:Product:1.0:*:*:*:*:*:*:*");
    item(&w, "2", "", "v PRODUCT 1.0");
    item(&w, "3", "", "v product2 1.0");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "pRoduct:1.0"), "")))));
    found(&w, "1 affected cpe;2 affected cpe;");
}

static void wildcards_only_unquoted_and_only_in_the_feed(void **state)
{
    WORLD;
    item(&w, "1", "", "v product 1.0");
    item(&w, "2", "", "v prod*ct 1.0");
    item(&w, "3", "", "v produc 1.0");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "produc?:*"), "")))));
    found(&w, "1 affected cpe;");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "prod\\\\*ct:*"), "")))));
    found(&w, "2 affected cpe;");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "prod*:*"), "")))));
    found(&w, "1 affected cpe;2 affected cpe;3 affected cpe;");
    struct component wild = { .id = S("9"), .cpe = S("cpe:2.3:a:v:prod*:1.0:*:*:*:*:*:*:*") };
    assert_int_equal(inventory_add(&w.inv, &wild, NULL), E_INVALID);
}

static void product_any_or_na_is_listed_and_never_matched(void **state)
{
    WORLD;
    item(&w, "1", "", "v * 1.0");
    item(&w, "2", "", "v - 1.0");
    item(&w, "3", "", "cpe:2.3:a:v:*:1.0:*:*:*:*:*:*:*");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "*:*"), "") "," MATCH(CPE("a", "-:*"), "") "," MATCH(CPE("a", "x:*"), "")))));
    found(&w, "");
}

static void malformed_criterion_rejects_its_record(void **state)
{
    WORLD;
    refused(&w, "nvd", nvd(&w, CONF(NODE(MATCH("cpe:2.3:a:v:x", "")))));
    refused(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("q", "x:*"), "")))));
    refused(&w, "nvd", nvd(&w, CONF(NODE("{\"criteria\":\"" CPE("a", "x:*") "\"}"))));
    refused(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "x:*"), ",\"versionEndExcluding\":\"\"")))));
}

static void unknown_version_gives_possible(void **state)
{
    WORLD;
    item(&w, "1", "", "v x _");
    item(&w, "2", "", "v x *");
    item(&w, "3", "", "v x 1.0");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "x:*"), "")))));
    found(&w, "1 possible cpe;2 possible cpe;3 affected cpe;");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "x:2.0"), "")))));
    found(&w, "1 possible cpe;2 possible cpe;");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "x:*"), ",\"versionEndExcluding\":\"2\"")))));
    found(&w, "1 possible cpe-range;2 possible cpe-range;3 affected cpe-range;");
}

static void version_na_is_a_value(void **state)
{
    WORLD;
    item(&w, "1", "", "v x -");
    item(&w, "2", "", "v x 1.0");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "x:*"), "")))));
    found(&w, "1 affected cpe;2 affected cpe;");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "x:-"), "")))));
    found(&w, "1 affected cpe;");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "x:*"), ",\"versionStartIncluding\":\"0\"")))));
    found(&w, "2 affected cpe-range;");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "x:-"), ",\"versionEndExcluding\":\"9\"")))));
    found(&w, "1 affected cpe-range;");
}

static void unknown_update_does_not_lower_the_verdict(void **state)
{
    WORLD;
    item(&w, "1", "", "v x 2.0");
    item(&w, "2", "", "cpe:2.3:a:v:x:2.0:rc1:*:*:*:*:*:*");
    item(&w, "3", "", "cpe:2.3:a:v:x:2.0:rc2:*:*:*:*:*:*");
    item(&w, "4", "", "cpe:2.3:a:v:x:2.0:-:*:*:*:*:*:*");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH("cpe:2.3:a:v:x:2.0:rc1:*:*:*:windows:*:*", "")))));
    found(&w, "1 affected cpe;2 affected cpe;");
}

static void exact_version_and_range_must_both_hold(void **state)
{
    WORLD;
    item(&w, "1", "", "v x 1.5");
    item(&w, "2", "", "v x 1.6");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "x:1.5"), ",\"versionEndExcluding\":\"2.0\"")))));
    found(&w, "1 affected cpe-range;");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "x:1.5"), ",\"versionEndExcluding\":\"1.5\"")))));
    found(&w, "");
}

static void range_bounds_are_all_required(void **state)
{
    WORLD;
    item(&w, "1", "", "v x 1.0");
    item(&w, "2", "", "v x 1.0.1");
    item(&w, "3", "", "v x 2.0-rc1");
    item(&w, "4", "", "v x 2.0.0");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "x:*"), ",\"versionStartExcluding\":\"1.0\",\"versionEndIncluding\":\"2.0\"")))));
    found(&w, "2 affected cpe-range;3 affected cpe-range;4 affected cpe-range;");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "x:*"), ",\"versionStartIncluding\":\"1.0\",\"versionEndExcluding\":\"2.0\"")))));
    found(&w, "1 affected cpe-range;2 affected cpe-range;3 affected cpe-range;");
}

/* golden/README.md: [2.0.1, 2.3.1) ∪ [2.4.0, 2.12.2) ∪ [2.13.0, 2.15.0) ∪ 2.0 with update -, beta9, rc1, rc2. */
static void log4shell(void **state)
{
    WORLD;
    static const struct { const char *version; bool affected; } cases[] = {
        { "1.2.17", false }, { "2.0.1", true }, { "2.3", true }, { "2.3.0", true }, { "2.3.1", false }, { "2.3.2", false }, { "2.4.0", true },
        { "2.4", true }, { "2.12.1", true }, { "2.12.2", false }, { "2.12.4", false }, { "2.13.0", true }, { "2.14.1", true },
        { "2.15.0-rc1", true }, { "2.15.0", false }, { "2.17.1", false },
    };
    static const struct { const char *update; bool affected; } updates[] = {
        { "-", true }, { "beta9", true }, { "rc1", true }, { "rc2", true }, { "beta8", false }, { "*", true },
    };
    struct buf want cleanup(buf_free) = buf_new(4096);
    char id[32][8], name[32][80];
    size_t n = 0;
    for (size_t i = 0; i < LEN(cases); i++, n++) {
        snprintf(id[n], sizeof id[n], "i%zu", n);
        snprintf(name[n], sizeof name[n], "cpe:2.3:a:apache:log4j:%s:*:*:*:*:*:*:*", cases[i].version);
        item(&w, id[n], "", name[n]);
        if (cases[i].affected)
            buf_printf(&want, "%s affected cpe-range;", id[n]);
    }
    for (size_t i = 0; i < LEN(updates); i++, n++) {
        snprintf(id[n], sizeof id[n], "i%zu", n);
        snprintf(name[n], sizeof name[n], "cpe:2.3:a:apache:log4j:2.0:%s:*:*:*:*:*:*", updates[i].update);
        item(&w, id[n], "", name[n]);
        if (updates[i].affected)
            buf_printf(&want, "%s affected cpe;", id[n]);
    }
    buf_char(&want, '\0');
#define LOG4J(version, more) MATCH("cpe:2.3:a:apache:log4j:" version ":*:*:*:*:*:*", more)
    fed(&w, "nvd", nvd(&w, CONF(NODE(
        LOG4J("*:*", ",\"versionStartIncluding\":\"2.0.1\",\"versionEndExcluding\":\"2.3.1\"") ","
        LOG4J("*:*", ",\"versionStartIncluding\":\"2.4.0\",\"versionEndExcluding\":\"2.12.2\"") ","
        LOG4J("*:*", ",\"versionStartIncluding\":\"2.13.0\",\"versionEndExcluding\":\"2.15.0\"") ","
        LOG4J("2.0:-", "") "," LOG4J("2.0:beta9", "") "," LOG4J("2.0:rc1", "") "," LOG4J("2.0:rc2", "")))));
    found(&w, want.p);
}

static void and_needs_all_on_one_host(void **state)
{
    WORLD;
    item(&w, "app-a", "a", "cpe:2.3:a:v:app:1.0:*:*:*:*:*:*:*");
    item(&w, "os-b", "b", "cpe:2.3:o:v:os:-:*:*:*:*:*:*:*");
    const char *both = nvd(&w, AND(NODE(MATCH(CPE("a", "app:1.0"), "")) "," NODE(PLATFORM(CPE("o", "os:-")))));
    fed(&w, "nvd", both);
    found(&w, "");
    item(&w, "app-b", "b", "cpe:2.3:a:v:app:1.0:*:*:*:*:*:*:*");
    found(&w, "app-b affected cpe;");
    item(&w, "app-none", "", "cpe:2.3:a:v:app:1.0:*:*:*:*:*:*:*");
    item(&w, "app-B", "B", "cpe:2.3:a:v:app:1.0:*:*:*:*:*:*:*");
    found(&w, "app-b affected cpe;"); /* hosts compare byte by byte */
    item(&w, "os-none", "", "cpe:2.3:o:v:os:-:*:*:*:*:*:*:*");
    found(&w, "app-b affected cpe;app-none affected cpe;"); /* items without a host form one host */
}

static void platform_without_version_gives_possible(void **state)
{
    WORLD;
    item(&w, "app", "h", "cpe:2.3:a:v:app:1.0:*:*:*:*:*:*:*");
    item(&w, "os", "h", "cpe:2.3:o:v:os:*:*:*:*:*:*:*:*");
    fed(&w, "nvd", nvd(&w, AND(NODE(MATCH(CPE("a", "app:*"), "")) "," NODE(PLATFORM(CPE("o", "os:10"))))));
    found(&w, "app possible cpe;");
    item(&w, "os10", "h", "cpe:2.3:o:v:os:10:*:*:*:*:*:*:*");
    found(&w, "app affected cpe;");
}

static void nodes_without_operator_are_or(void **state)
{
    WORLD;
    item(&w, "1", "h", "v one 1.0");
    item(&w, "2", "h2", "v two 1.0");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "one:1.0"), "")) "," NODE(MATCH(CPE("a", "two:1.0"), "")))));
    found(&w, "1 affected cpe;2 affected cpe;");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "one:1.0"), ""))) "," CONF(NODE(MATCH(CPE("a", "two:1.0"), "")))));
    found(&w, "1 affected cpe;2 affected cpe;"); /* configurations are alternatives */
    fed(&w, "nvd", nvd(&w, "{\"operator\":\"OR\",\"nodes\":[" NODE(MATCH(CPE("a", "one:1.0"), "")) "," NODE(MATCH(CPE("a", "two:2.0"), "")) "]}"));
    found(&w, "1 affected cpe;");
}

static void and_within_a_node(void **state)
{
    WORLD;
    item(&w, "1", "h", "v one 1.0");
    item(&w, "2", "h2", "v two 1.0");
    item(&w, "3", "h2", "v one 1.0");
    fed(&w, "nvd", nvd(&w, CONF("{\"operator\":\"AND\",\"cpeMatch\":[" MATCH(CPE("a", "one:1.0"), "") "," MATCH(CPE("a", "two:1.0"), "") "]}")));
    found(&w, "2 affected cpe;3 affected cpe;");
}

#define NOT(matches) "{\"operator\":\"OR\",\"negate\":true,\"cpeMatch\":[" matches "]}"

static void negate_inverts_a_node_on_that_host(void **state)
{
    WORLD;
    item(&w, "app-a", "a", "v app 1.0");
    item(&w, "app-b", "b", "v app 1.0");
    item(&w, "app-c", "c", "v app 1.0");
    item(&w, "fix-b", "b", "v fix 1.0");
    item(&w, "fix-c", "c", "v fix _");
    fed(&w, "nvd", nvd(&w, AND(NODE(MATCH(CPE("a", "app:1.0"), "")) "," NOT(MATCH(CPE("a", "fix:1.0"), "")))));
    found(&w, "app-a affected cpe;app-c possible cpe;");
    fed(&w, "nvd", nvd(&w, CONF(NOT(MATCH(CPE("a", "app:1.0"), "")))));
    found(&w, ""); /* names under it are never reported */
    fed(&w, "nvd", nvd(&w, "{\"negate\":true,\"nodes\":[" NODE(MATCH(CPE("a", "app:1.0"), "")) "]}"));
    found(&w, ""); /* a negated configuration reports nothing */
}

static void another_operator_rejects_the_record(void **state)
{
    WORLD;
    refused(&w, "nvd", nvd(&w, "{\"operator\":\"XOR\",\"nodes\":[" NODE(MATCH(CPE("a", "x:*"), "")) "]}"));
    refused(&w, "nvd", nvd(&w, CONF("{\"operator\":\"NOT\",\"cpeMatch\":[" MATCH(CPE("a", "x:*"), "") "]}")));
}

static void only_vulnerable_names_are_reported(void **state)
{
    WORLD;
    item(&w, "app", "h", "v app 1.0");
    item(&w, "os", "h", "v os 10");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "app:1.0"), "") "," PLATFORM(CPE("a", "os:10"))))));
    found(&w, "app affected cpe;");
    fed(&w, "nvd", nvd(&w, AND(NODE(PLATFORM(CPE("a", "app:1.0"))) "," NODE(PLATFORM(CPE("a", "os:10"))))));
    found(&w, "");
}

static void stronger_verdict_wins_and_feeds_are_joined(void **state)
{
    WORLD;
    item(&w, "1", "", "v app 1.0");
    fed(&w, "csaf", "{\"document\":{\"csaf_version\":\"2.0\",\"tracking\":{\"id\":\"T\"}},\"product_tree\":{\"branches\":[{\"category\":\"vendor\","
        "\"name\":\"V\",\"branches\":[{\"category\":\"product_name\",\"name\":\"App\",\"product\":{\"product_id\":\"P\",\"name\":\"V App\"}}]}]},"
        "\"vulnerabilities\":[{\"cve\":\"CVE-2024-0001\",\"product_status\":{\"known_affected\":[\"P\"]}}]}");
    found(&w, "1 possible name;");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "app:1.0"), "")))));
    found(&w, "1 affected cpe;");
}

#define CVE5(state, containers) "{\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"5.1\",\"cveMetadata\":{\"cveId\":\"CVE-2024-0001\",\"state\":\"" state \
    "\"},\"containers\":{" containers "}}"
#define AFFECTED(entry) CVE5("PUBLISHED", "\"cna\":{\"affected\":[" entry "]}")

static void cve5_cpes_with_versions(void **state)
{
    WORLD;
    item(&w, "1", "", "v app 1.0");
    item(&w, "2", "", "v app 1.5");
    item(&w, "3", "", "v app 2.0");
    item(&w, "4", "", "v app _");
    item(&w, "5", "", "v app 0.9");
    item(&w, "6", "", "v app -");
    fed(&w, "cve5", AFFECTED("{\"vendor\":\"V\",\"product\":\"App\",\"cpes\":[\"cpe:2.3:a:v:app:*:*:*:*:*:*:*:*\"],\"defaultStatus\":\"unaffected\","
        "\"versions\":[{\"version\":\"1.5\",\"status\":\"unaffected\"},{\"version\":\"1.0\",\"lessThan\":\"2.0\",\"status\":\"affected\"}]}"));
    found(&w, "1 affected cpe-range;4 possible cpe-range;");
    fed(&w, "cve5", AFFECTED("{\"cpes\":[\"cpe:2.3:a:v:app:*:*:*:*:*:*:*:*\"],\"defaultStatus\":\"affected\","
        "\"versions\":[{\"version\":\"1.0\",\"lessThanOrEqual\":\"*\",\"status\":\"unaffected\"}]}"));
    found(&w, "4 possible cpe-range;5 affected cpe-range;");
    fed(&w, "cve5", AFFECTED("{\"cpes\":[\"cpe:2.3:a:v:app:*:*:*:*:*:*:*:*\"],\"versions\":[{\"version\":\"0\",\"lessThan\":\"*\",\"status\":\"affected\","
        "\"versionType\":\"custom\"}]}"));
    found(&w, "1 affected cpe;2 affected cpe;3 affected cpe;4 possible cpe;5 affected cpe;6 affected cpe;");
    fed(&w, "cve5", AFFECTED("{\"cpes\":[\"cpe:2.3:a:v:app:*:*:*:*:*:*:*:*\"],\"defaultStatus\":\"unknown\",\"versions\":[{\"version\":\"1.0\","
        "\"lessThan\":\"3\",\"status\":\"affected\",\"changes\":[{\"at\":\"1.5\",\"status\":\"unaffected\"}]}]}"));
    found(&w, "1 affected cpe-range;4 possible cpe-range;");
    fed(&w, "cve5", AFFECTED("{\"cpes\":[\"cpe:2.3:a:v:app:*:*:*:*:*:*:*:*\"],\"versions\":[{\"version\":\"n/a\",\"status\":\"affected\"}]}"));
    found(&w, "1 possible cpe;2 possible cpe;3 possible cpe;4 possible cpe;5 possible cpe;6 possible cpe;");
    fed(&w, "cve5", AFFECTED("{\"cpes\":[\"cpe:2.3:a:v:app:1.5:*:*:*:*:*:*:*\"],\"versions\":[{\"version\":\"n/a\",\"status\":\"affected\"}]}"));
    found(&w, "2 affected cpe;4 possible cpe;");
    fed(&w, "cve5", AFFECTED("{\"cpes\":[\"cpe:2.3:a:v:app:*:*:*:*:*:*:*:*\"],\"defaultStatus\":\"unaffected\",\"versions\":[{\"version\":\"a1b2c3\","
        "\"lessThan\":\"d4e5f6\",\"versionType\":\"git\",\"status\":\"affected\"}]}"));
    found(&w, "");
    refused(&w, "cve5", AFFECTED("{\"cpes\":[\"cpe:2.3:a:v\"],\"versions\":[{\"version\":\"1\",\"status\":\"affected\"}]}"));
    refused(&w, "cve5", AFFECTED("{\"versions\":[{\"version\":\"1\",\"status\":\"perhaps\"}]}"));
}

static void cve5_applicability_and_rejected(void **state)
{
    WORLD;
    item(&w, "1", "", "v app 1.0");
    fed(&w, "cve5", CVE5("PUBLISHED", "\"adp\":[{\"cpeApplicability\":[" CONF(NODE(MATCH(CPE("a", "app:*"), ",\"versionEndExcluding\":\"2\""))) "]}]"));
    found(&w, "1 affected cpe-range;");
    fed(&w, "cve5", CVE5("REJECTED", "\"cna\":{\"cpeApplicability\":[" CONF(NODE(MATCH(CPE("a", "app:*"), ""))) "]}"));
    found(&w, "");
    fed(&w, "nvd", "{\"cve\":{\"id\":\"CVE-2024-0002\",\"vulnStatus\":\"Rejected\",\"configurations\":[" CONF(NODE(MATCH(CPE("a", "app:*"), ""))) "]}}");
    found(&w, "");
}

static void cve5_in_words_only_is_possible_by_name(void **state)
{
    WORLD;
    item(&w, "1", "", "acme big_product 1.0");
    item(&w, "2", "", "ACME Big-Product 3.0");
    item(&w, "3", "", "other big_product 1.0");
    item(&w, "4", "", "_ big_product 1.0");
    item(&w, "5", "", "acme bigproduct 1.0");
    fed(&w, "cve5", AFFECTED("{\"vendor\":\"Acme\",\"product\":\"Big Product\",\"versions\":[{\"version\":\"< 2.0\",\"status\":\"affected\"}]}"));
    found(&w, "1 possible name;");
    fed(&w, "cve5", AFFECTED("{\"vendor\":\"Acme\",\"product\":\"Big Product\",\"defaultStatus\":\"affected\"}"));
    found(&w, "1 possible name;2 possible name;");
    /* A record that names by CPE as well is not one in words only. */
    fed(&w, "cve5", CVE5("PUBLISHED", "\"cna\":{\"affected\":[{\"vendor\":\"Acme\",\"product\":\"Big Product\",\"defaultStatus\":\"affected\"}]},"
        "\"adp\":[{\"affected\":[{\"cpes\":[\"cpe:2.3:a:acme:other:*:*:*:*:*:*:*:*\"],\"defaultStatus\":\"affected\"}]}]"));
    found(&w, "");
}

static void packages_and_purls(void **state)
{
    WORLD;
    item(&w, "1", "", "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1");
    item(&w, "2", "", "pkg:maven/org.apache.logging.log4j/log4j-core@2.17.0");
    item(&w, "3", "", "pkg:deb/debian/openssl@1.1.1n-0%2Bdeb11u5");
    item(&w, "4", "", "pkg:deb/debian/openssl@1.1.1n-0%2Bdeb11u10");
    item(&w, "5", "", "pkg:maven/org.apache.logging.log4j/log4j-core");
    fed(&w, "cve5", AFFECTED("{\"vendor\":\"Apache\",\"product\":\"Log4j\",\"collectionURL\":\"https://repo.maven.apache.org/maven2\","
        "\"packageName\":\"org.apache.logging.log4j:log4j-core\",\"versions\":[{\"version\":\"2.0\",\"lessThan\":\"2.15.0\",\"status\":\"affected\"}]}"));
    found(&w, "1 affected package;5 possible package;");
    fed(&w, "cve5", AFFECTED("{\"packageURL\":\"pkg:deb/debian/openssl\",\"versions\":[{\"version\":\"0\",\"lessThan\":\"1.1.1n-0+deb11u9\","
        "\"status\":\"affected\",\"versionType\":\"deb\"}]}"));
    found(&w, "3 affected purl;");
    refused(&w, "cve5", AFFECTED("{\"packageURL\":\"openssl\",\"defaultStatus\":\"affected\"}"));
}

#define CSAF(tree, status) "{\"document\":{\"csaf_version\":\"2.0\",\"tracking\":{\"id\":\"T\"}},\"product_tree\":{" tree "}," \
    "\"vulnerabilities\":[{\"cve\":\"CVE-2024-0001\",\"product_status\":{" status "}}]}"
#define BRANCH(version) "\"branches\":[{\"category\":\"vendor\",\"name\":\"Acme\",\"branches\":[{\"category\":\"product_name\",\"name\":\"Big Product\"," \
    "\"branches\":[" version "]}]}]"
#define RANGE(range, id, more) "{\"category\":\"product_version_range\",\"name\":\"" range "\",\"product\":{\"product_id\":\"" id "\",\"name\":\"n\"" more "}}"

static void csaf_status_and_names(void **state)
{
    WORLD;
    item(&w, "1", "", "acme big_product 1.0");
    item(&w, "2", "", "acme big_product 2.5");
    item(&w, "3", "", "cpe:2.3:o:acme:firmware:1.0:*:*:*:*:*:*:*");
    item(&w, "4", "", "pkg:rpm/redhat/openssl@1.1.1k-6.el8_5?epoch=1");
    fed(&w, "csaf", CSAF(BRANCH(RANGE("<V2.0", "P", "")), "\"known_affected\":[\"P\"]"));
    found(&w, "1 possible name;");
    fed(&w, "csaf", CSAF(BRANCH(RANGE("<V2.0", "P", "")), "\"fixed\":[\"P\"]"));
    found(&w, "");
    fed(&w, "csaf", CSAF(BRANCH(RANGE("<V2.0", "P", "")), "\"known_not_affected\":[\"P\"]"));
    found(&w, "");
    fed(&w, "csaf", CSAF(BRANCH(RANGE("vers:all/*", "P", "")), "\"first_affected\":[\"P\"]"));
    found(&w, "1 possible name;2 possible name;");
    fed(&w, "csaf", CSAF(BRANCH("{\"category\":\"product_version\",\"name\":\"2.5\",\"product\":{\"product_id\":\"P\",\"name\":\"n\"}}"),
        "\"last_affected\":[\"P\"]"));
    found(&w, "2 possible name;");
#define HELPER(more) ",\"product_identification_helper\":{" more "}"
    fed(&w, "csaf", CSAF(BRANCH(RANGE("<2.0", "P", HELPER("\"cpe\":\"cpe:/o:acme:firmware\""))), "\"known_affected\":[\"P\"]"));
    found(&w, "3 affected cpe-range;");
    fed(&w, "csaf", CSAF(BRANCH(RANGE("<2.0", "P", HELPER("\"cpe\":\"cpe:2.3:o:acme:firmware:1.0:*:*:*:*:*:*:*\""))), "\"under_investigation\":[\"P\"]"));
    found(&w, "3 possible cpe;");
    fed(&w, "csaf", CSAF(BRANCH(RANGE("x", "P", HELPER("\"purl\":\"pkg:rpm/redhat/openssl@1.1.1k-6.el8_5?epoch=1\""))), "\"known_affected\":[\"P\"]"));
    found(&w, "4 affected purl;");
    refused(&w, "csaf", CSAF(BRANCH(RANGE("<2.0", "P", "")), "\"known_affected\":[\"Q\"]"));
    refused(&w, "csaf", CSAF(BRANCH(RANGE("<2.0", "P", HELPER("\"cpe\":\"cpe:2.3:x\""))), "\"known_affected\":[\"P\"]"));
    fed(&w, "csaf", CSAF("\"relationships\":[{\"category\":\"default_component_of\",\"product_reference\":\"P\",\"relates_to_product_reference\":\"P\","
        "\"full_product_name\":{\"product_id\":\"R\",\"name\":\"n\"}}]," BRANCH(RANGE("vers:all/*", "P", HELPER("\"purl\":\"pkg:rpm/redhat/openssl\""))),
        "\"known_affected\":[\"R\"]"));
    found(&w, "4 possible purl;"); /* within something else: that is not checked */
}

struct last { struct finding x; size_t n; char json[600]; };

static enum err keep(void *ctx, const struct finding *x, struct fault *f)
{
    struct last *l = ctx;
    (void)f;
    l->x = *x;
    l->n++;
    struct buf b cleanup(buf_free) = buf_new(sizeof l->json - 1);
    finding_put_json(&b, x);
    snprintf(l->json, sizeof l->json, "%.*s", SF(buf_str(&b)));
    return OK;
}

static void kev_epss_and_cvss_come_along(void **state)
{
    WORLD;
    struct last l = { 0 };
    const struct finding_sink to = { &l, keep };
    item(&w, "1", "h", "v app 1.0");
    add_items(&w);
#define METRIC(type, version, score) "{\"type\":\"" type "\",\"cvssData\":{\"version\":\"" version "\",\"baseScore\":" score "}}"
    fed(&w, "nvd", "{\"cve\":{\"id\":\"CVE-2024-0001\",\"metrics\":{\"cvssMetricV2\":[" METRIC("Primary", "2.0", "10.0") "],\"cvssMetricV31\":["
        METRIC("Secondary", "3.1", "9.8") "," METRIC("Primary", "3.1", "7.5") "," METRIC("Primary", "3.1", "8.1") "],\"cvssMetricV30\":["
        METRIC("Primary", "3.0", "9.9") "]},\"configurations\":[" CONF(NODE(MATCH(CPE("a", "app:*"), ",\"versionEndExcluding\":\"2.0\""))) "]}}");
    assert_int_equal(vuln_index_match_all(w.ix, &to, NULL), OK);
    assert_true(l.n == 1 && l.x.cvss.version == 31 && l.x.cvss.score == 8.1 && !l.x.kev && !l.x.has_epss);
    fed(&w, "kev", "{\"vulnerabilities\":[{\"cveID\":\"CVE-2024-0001\",\"knownRansomwareCampaignUse\":\"Known\"}]}");
    fed(&w, "epss", "#model_version:v2023\ncve,epss,percentile\nCVE-2024-0001,0.97,0.5\n");
    assert_int_equal(vuln_index_match_all(w.ix, &to, NULL), OK);
    assert_string_equal(l.json, "{\"component\":\"1\",\"host\":\"h\",\"cve\":\"CVE-2024-0001\",\"verdict\":\"affected\",\"rule\":\"cpe-range\","
                                "\"criteria\":\"" CPE("a", "app:*") "\",\"range\":\"\\u003c2.0\",\"kev\":true,\"ransomware\":true,\"epss\":0.97,\"cvss\":8.1}");
    fed(&w, "cve5", CVE5("PUBLISHED", "\"cna\":{\"metrics\":[{\"cvssV4_0\":{\"baseScore\":5.0}}]}"));
    assert_int_equal(vuln_index_match_all(w.ix, &to, NULL), OK);
    assert_true(l.x.cvss.version == 40 && l.x.cvss.score == 5.0); /* the newest version, whichever feed gave it */
}

static void index_both_ways(void **state)
{
    WORLD;
    const struct finding_sink to = { &w, note };
    item(&w, "app", "h", "cpe:2.3:a:v:app:1.0:*:*:*:*:*:*:*");
    item(&w, "other", "h", "v other 1.0");
    add_items(&w);
    fed(&w, "nvd", nvd(&w, AND(NODE(MATCH(CPE("a", "app:1.0"), "")) "," NODE(PLATFORM(CPE("o", "os:-"))))));
    fed(&w, "nvd", "{\"cve\":{\"id\":\"CVE-2024-0002\",\"configurations\":[" CONF(NODE(MATCH(CPE("a", "other:*"), ""))) "]}}");
    fed(&w, "nvd", "{\"cve\":{\"id\":\"CVE-2024-0003\",\"configurations\":[" CONF(NODE(MATCH(CPE("a", "oth*:*"), ""))) "]}}");
    assert_int_equal(vuln_index_match_component(w.ix, S("app"), &to, NULL), OK);
    assert_int_equal(w.lines.n, 0);
    item(&w, "os", "h", "cpe:2.3:o:v:os:-:*:*:*:*:*:*:*");
    add_items(&w);
    /* What a component changes by coming: the app beside it is affected now. */
    assert_int_equal(vuln_index_match_component(w.ix, S("os"), &to, NULL), OK);
    assert_true(str_is(buf_str(&w.lines), "app affected cpe;"));
    buf_reset(&w.lines);
    assert_int_equal(vuln_index_match_component(w.ix, S("other"), &to, NULL), OK);
    assert_true(str_is(buf_str(&w.lines), "other affected cpe;other affected cpe;"));
    /* A record that comes later is found from the component's side as well. */
    fed(&w, "nvd", "{\"cve\":{\"id\":\"CVE-2024-0004\",\"configurations\":[" CONF(NODE(MATCH(CPE("a", "other:1.0"), ""))) "]}}");
    buf_reset(&w.lines);
    assert_int_equal(vuln_index_match_component(w.ix, S("other"), &to, NULL), OK);
    assert_true(str_is(buf_str(&w.lines), "other affected cpe;other affected cpe;other affected cpe;"));
    buf_reset(&w.lines);
    assert_int_equal(vuln_index_match_cve(w.ix, S("CVE-2024-0002"), &to, NULL), OK);
    assert_true(str_is(buf_str(&w.lines), "other affected cpe;"));
    assert_int_equal(vuln_index_drop(w.ix, S("os"), NULL), OK);
    assert_int_equal(vuln_index_drop(w.ix, S("os"), NULL), E_ABSENT);
    found(&w, "other affected cpe;other affected cpe;other affected cpe;");
}

static void bad_file_changes_nothing(void **state)
{
    WORLD;
    item(&w, "1", "", "v app 1.0");
    fed(&w, "nvd", nvd(&w, CONF(NODE(MATCH(CPE("a", "app:1.0"), "")))));
    fed(&w, "epss", "cve,epss,percentile\nCVE-2024-0001,0.5,0.5\n");
    found(&w, "1 affected cpe;");
    refused(&w, "nvd", "{\"vulnerabilities\":[{\"cve\":{\"id\":\"CVE-2024-0001\"}},{\"cve\":{\"id\":\"CVE-2024-0009\",\"configurations\":["
        CONF(NODE(MATCH(CPE("a", "app:1.0"), ""))) "]}}");
    found(&w, "1 affected cpe;");
    /* An older record does not take a newer one's place; a newer one does. */
    fed(&w, "nvd", "{\"cve\":{\"id\":\"CVE-2024-0001\",\"lastModified\":\"2024-02-01T00:00:00.000\"}}");
    found(&w, "");
    fed(&w, "nvd", "{\"cve\":{\"id\":\"CVE-2024-0001\",\"lastModified\":\"2024-01-01T00:00:00.000\",\"configurations\":["
        CONF(NODE(MATCH(CPE("a", "app:1.0"), ""))) "]}}");
    found(&w, "");
    struct vuln_index_counts n = vuln_index_count(w.ix);
    assert_int_equal(n.records, 1);
}

static void record_survives_its_json_form(void **state)
{
    WORLD;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct buf first cleanup(buf_free) = buf_new(1 << 16), second cleanup(buf_free) = buf_new(1 << 16);
    const struct version_change changes[] = { { S("1.5"), VERSION_UNAFFECTED } };
    const struct version_rule rules[] = {
        { .range = { .ge = S("1"), .le = S("1") }, .exact = true, .status = VERSION_UNAFFECTED },
        { .range = { S("1"), S("0"), S("3"), S("4") }, .status = VERSION_AFFECTED, .vague = true, .changes = changes, .n_changes = 1 },
    };
    const struct version_rules versions = { .rules = rules, .n = 2, .otherwise = VERSION_STATUS_UNKNOWN, .scheme = VERSION_DEB };
    struct criterion criteria[] = {
        { .kind = CRITERION_CPE, .text = S("cpe:2.3:a:v:x\\\"y:*:*:*:*:*:*:*:*"), .vulnerable = true, .versions = &versions },
        { .kind = CRITERION_NAME, .text = S("Å \"B\""), .vendor = S("Å"), .product = S("B"), .possible = true, .versions = &versions },
        { .kind = CRITERION_PURL, .text = S("pkg:npm/x") },
    };
    struct criteria_node nodes[] = { { criteria, 3, true, true } };
    struct configuration configurations[] = { { nodes, 1, true, true }, { NULL, 0, false, false } };
    const struct vuln_record r = { .cve = S("CVE-2024-0001"), .source = S("T"), .modified = S("2024"), .configurations = configurations, .n = 2,
                                   .feed = VULN_CSAF, .rejected = true, .cvss = { 31, true, 9.8 } };
    struct vuln_record back, *copy = record_copy(&a, &r);
    assert_non_null(copy);
    record_put(&first, copy);
    assert_int_equal(record_parse(&a, buf_str(&first), &back, NULL), OK);
    record_put(&second, &back);
    assert_true(str_eq(buf_str(&first), buf_str(&second)));
    buf_reset(&second);
    record_put(&second, &r);
    assert_true(str_eq(buf_str(&first), buf_str(&second)));
    struct fault f;
    assert_int_equal(record_parse(&a, S("{\"cve\":\"CVE-2024-0001\",\"configurations\":[{\"nodes\":[{\"criteria\":[{\"text\":\"cpe:2.3:x\"}]}]}]}"), &back, &f), E_INVALID);
    assert_int_equal(record_parse(&a, S("{\"feed\":0}"), &back, &f), E_INVALID);
    assert_int_equal(record_parse(&a, S("{\"cve\":\"x\",\"feed\":9}"), &back, &f), E_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_compare_without_regard_to_case), cmocka_unit_test(wildcards_only_unquoted_and_only_in_the_feed),
        cmocka_unit_test(product_any_or_na_is_listed_and_never_matched), cmocka_unit_test(malformed_criterion_rejects_its_record),
        cmocka_unit_test(unknown_version_gives_possible), cmocka_unit_test(version_na_is_a_value),
        cmocka_unit_test(unknown_update_does_not_lower_the_verdict), cmocka_unit_test(exact_version_and_range_must_both_hold),
        cmocka_unit_test(range_bounds_are_all_required), cmocka_unit_test(log4shell), cmocka_unit_test(and_needs_all_on_one_host),
        cmocka_unit_test(platform_without_version_gives_possible), cmocka_unit_test(nodes_without_operator_are_or),
        cmocka_unit_test(and_within_a_node), cmocka_unit_test(negate_inverts_a_node_on_that_host),
        cmocka_unit_test(another_operator_rejects_the_record), cmocka_unit_test(only_vulnerable_names_are_reported),
        cmocka_unit_test(stronger_verdict_wins_and_feeds_are_joined), cmocka_unit_test(cve5_cpes_with_versions),
        cmocka_unit_test(cve5_applicability_and_rejected), cmocka_unit_test(cve5_in_words_only_is_possible_by_name),
        cmocka_unit_test(packages_and_purls), cmocka_unit_test(csaf_status_and_names), cmocka_unit_test(kev_epss_and_cvss_come_along),
        cmocka_unit_test(index_both_ways), cmocka_unit_test(bad_file_changes_nothing), cmocka_unit_test(record_survives_its_json_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
