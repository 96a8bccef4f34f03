#include "base/test.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "vuln/component.h"
#include "vuln/cpe.h"
#include "vuln/purl.h"

static struct cpe parse(struct arena *a, const char *text)
{
    struct cpe c;
    struct fault f = { 0 };
    if (cpe_parse(a, str(text), &c, &f) != OK)
        fail_msg("%s: %s %s", text, f.text, f.arg[0]);
    return c;
}

/* golden/README.md, "CPE names": source over target. */
static void golden_relations(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    static const struct { const char *source, *target; enum cpe_relation want; } cases[] = {
        { "*", "*", CPE_EQUAL }, { "*", "-", CPE_SUPERSET }, { "*", "foo", CPE_SUPERSET },
        { "-", "*", CPE_SUBSET }, { "-", "-", CPE_EQUAL }, { "-", "foo", CPE_DISJOINT },
        { "foo", "*", CPE_SUBSET }, { "foo", "-", CPE_DISJOINT }, { "foo", "foo", CPE_EQUAL }, { "foo", "bar", CPE_DISJOINT },
        { "f*", "*", CPE_SUBSET }, { "f*", "-", CPE_DISJOINT }, { "f*", "foo", CPE_SUPERSET }, { "g*", "foo", CPE_DISJOINT },
        { "\?\?o", "foo", CPE_SUPERSET }, { "fo\?\?", "foo", CPE_DISJOINT }, { "fo?", "fo", CPE_DISJOINT }, { "fo?", "foo", CPE_SUPERSET },
        { "*oo", "foo", CPE_SUPERSET }, { "*o*", "foo", CPE_SUPERSET }, { "FOO", "foo", CPE_EQUAL }, { "F*", "foo", CPE_SUPERSET },
        { "f\\*", "f\\*", CPE_EQUAL }, { "f\\*", "foo", CPE_DISJOINT }, { "f\\?", "fo", CPE_DISJOINT }, { "a\\:b", "a\\:b", CPE_EQUAL },
        { "a\\+*", "a\\+\\+", CPE_SUPERSET },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        char s[100], t[100];
        snprintf(s, sizeof s, "cpe:2.3:a:v:%s:*:*:*:*:*:*:*:*", cases[i].source);
        snprintf(t, sizeof t, "cpe:2.3:a:v:%s:*:*:*:*:*:*:*:*", cases[i].target);
        struct cpe source = parse(&a, s), bare = parse(NULL, s), target = parse(&a, t);
        if (cpe_relate(&source.attr[CPE_PRODUCT], &target.attr[CPE_PRODUCT]) != cases[i].want ||
            cpe_relate(&bare.attr[CPE_PRODUCT], &target.attr[CPE_PRODUCT]) != cases[i].want)
            fail_msg("%s over %s", cases[i].source, cases[i].target);
    }
    struct cpe criterion = parse(&a, "cpe:2.3:a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*");
    struct cpe item = parse(&a, "cpe:2.3:a:Microsoft:Internet_Explorer:8.0.6001:sp3:*:*:*:*:*:*");
    assert_true(cpe_covers(&criterion, &item, CPE_PART, CPE_OTHER));
}

static void malformed_names_are_refused(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    static const char *const bad[] = {
        "", "cpe", "cpe:2.3:", "cpe:2.3:a:b:c", "cpe:2.3:a:b:c:*:*:*:*:*:*:*", "cpe:2.3:a:b:c:*:*:*:*:*:*:*:*:*", "cpe:2.3:x:b:c:*:*:*:*:*:*:*:*",
        "cpe:2.3:a::c:*:*:*:*:*:*:*:*", "cpe:2.3:a:b:c d:*:*:*:*:*:*:*:*", "cpe:2.3:a:b:c:*:*:*:*:*:*:*:\\", "cpe:2.3:a:b:c+d:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:b:f*o:*:*:*:*:*:*:*:*", "cpe:2.3:a:b:f?o:*:*:*:*:*:*:*:*", "cpe:2.3:a:b:\xC3\xA5:*:*:*:*:*:*:*:*", "cpe:2.3:a:b:c\\d:*:*:*:*:*:*:*:*",
        "cpe:/x:b", "cpe:/a:b:c:d:e:f:g:h", "cpe:/a:b%2", "cpe:/a:b%zz", "cpe:/a:b%c3%a5", "cpe:/", "cpe:/a:b:c:d:e:~1~2~3~4~5~6", "CPE:2.3:a:b:c:*:*:*:*:*:*:*:*",
    };
    struct cpe c;
    struct fault f;
    for (size_t i = 0; i < LEN(bad); i++)
        if (cpe_parse(&a, str(bad[i]), &c, &f) != E_INVALID)
            fail_msg("taken: %s", bad[i]);
    char longest[CPE_TEXT_MAX + 2] = "cpe:2.3:a:v:";
    size_t n = strlen(longest), tail = strlen(":*:*:*:*:*:*:*:*");
    memset(longest + n, 'p', CPE_TEXT_MAX - n - tail);
    memcpy(longest + CPE_TEXT_MAX - tail, ":*:*:*:*:*:*:*:*", tail + 1);
    assert_int_equal(cpe_parse(&a, str(longest), &c, &f), OK);
    longest[CPE_TEXT_MAX] = 'x';
    assert_int_equal(cpe_parse(&a, (struct str){ longest, CPE_TEXT_MAX + 1 }, &c, &f), E_LIMIT);
}

static void uris_become_formatted_strings(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct buf b cleanup(buf_free) = buf_new(4096);
    static const struct { const char *uri, *want; } cases[] = {
        { "cpe:/a:apache:http_server:2.4.41", "cpe:2.3:a:apache:http_server:2.4.41:*:*:*:*:*:*:*" },
        { "cpe:/o:microsoft:windows_10", "cpe:2.3:o:microsoft:windows_10:*:*:*:*:*:*:*:*" },
        { "cpe:/a:hp:insight_diagnostics:7.4.0.1570:-:~~online~win2003~x64~", "cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:x64:*" },
        { "cpe:/a:foo%5cbar:big%24money:2010%07:::en", NULL },
        { "cpe:/a:foo:big%24money_manager_2010:::~~special~ipod_touch~80gb~", "cpe:2.3:a:foo:big\\$money_manager_2010:*:*:*:*:special:ipod_touch:80gb:*" },
        { "cpe:/a:microsoft:internet_explorer:8.%02:sp%01", "cpe:2.3:a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*" },
        { "cpe:/a:b:c::-", "cpe:2.3:a:b:c:*:-:*:*:*:*:*:*" },
        { "cpe:/h:x:c%2b%2b:1", "cpe:2.3:h:x:c\\+\\+:1:*:*:*:*:*:*:*" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct cpe c;
        enum err e = cpe_parse(&a, str(cases[i].uri), &c, NULL);
        if (!cases[i].want) {
            assert_int_equal(e, E_INVALID);
            continue;
        }
        assert_int_equal(e, OK);
        buf_reset(&b);
        cpe_put(&b, &c);
        if (!str_eq(buf_str(&b), str(cases[i].want)))
            fail_msg("%s gives %.*s", cases[i].uri, SF(buf_str(&b)));
    }
}

static void plain_columns_are_not_quoted(void **state)
{
    (void)state;
    assert_int_equal(cpe_plain(S("")).kind, CPE_ANY);
    assert_int_equal(cpe_plain(S("*")).kind, CPE_ANY);
    assert_int_equal(cpe_plain(S("-")).kind, CPE_NA);
    struct cpe_attr plain = cpe_plain(S("c++ *")), pattern = { "c\\+\\+*", 6, CPE_VALUE, true, true };
    assert_int_equal(plain.kind, CPE_VALUE);
    assert_false(plain.wild);
    assert_int_equal(cpe_relate(&pattern, &plain), CPE_SUPERSET);
}

static enum err add(struct inventory *inv, struct component c, struct fault *f)
{
    memset(f, 0, sizeof *f);
    return inventory_add(inv, &c, f);
}

static void inventory_items_get_their_name(void **state)
{
    (void)state;
    struct inventory inv cleanup(inventory_free) = inventory_new(1 << 20);
    struct fault f;
    const struct str cpe = S("cpe:2.3:a:apache:log4j:2.0:rc1:*:*:*:*:*:*");
    assert_int_equal(add(&inv, (struct component){ .id = S("1"), .cpe = cpe, .vendor = S("Apache") }, &f), OK);
    assert_true(str_is(inv.items[0].product, "log4j") && str_is(inv.items[0].version, "2.0") && str_is(inv.items[0].update, "rc1"));
    assert_true(str_is(inv.items[0].vendor, "Apache") && str_is(inv.items[0].part, "a") && inv.items[0].matched_by_name);
    const struct { struct component c; enum err want; const char *place; } bad[] = {
        { { .id = S("1"), .product = S("x") }, E_INVALID, "id" },
        { { .product = S("x") }, E_INVALID, "id" },
        { { .id = S("2"), .part = S("x"), .product = S("x") }, E_INVALID, "part" },
        { { .id = S("2"), .cpe = S("cpe:2.3:a:apache:log4j:2.0:rc1:*:*:*:*:*:*"), .version = S("2.1") }, E_INVALID, "version" },
        { { .id = S("2"), .cpe = S("cpe:2.3:a:apache:log4j:2.0:rc1:*:*:*:*:*:*"), .update = S("-") }, E_INVALID, "update" },
        { { .id = S("2"), .cpe = S("cpe:2.3:a:apache:log*:2.0:rc1:*:*:*:*:*:*") }, E_INVALID, "cpe" },
        { { .id = S("2"), .cpe = S("cpe:2.3:a:apache") }, E_INVALID, "cpe" },
    };
    for (size_t i = 0; i < LEN(bad); i++) {
        assert_int_equal(add(&inv, bad[i].c, &f), bad[i].want);
        assert_string_equal(f.place, bad[i].place);
        assert_int_equal(inv.n, 1);
    }
    assert_int_equal(add(&inv, (struct component){ .id = S("2"), .product = S("*"), .purl = S("pkg:npm/x") }, &f), OK);
    assert_int_equal(add(&inv, (struct component){ .id = S("3"), .product = S("-") }, &f), OK);
    assert_false(inv.items[1].matched_by_name || inv.items[2].matched_by_name);

    struct buf b cleanup(buf_free) = buf_new(4096);
    component_put_json_full(&b, &inv.items[0]);
    assert_true(str_is(buf_str(&b), "{\"id\":\"1\",\"host\":null,\"part\":\"a\",\"vendor\":\"Apache\",\"product\":\"log4j\",\"version\":\"2.0\","
                                    "\"update\":\"rc1\",\"cpe\":\"cpe:2.3:a:apache:log4j:2.0:rc1:*:*:*:*:*:*\",\"purl\":null}"));
    struct arena a cleanup(arena_free) = arena_new(1 << 16);
    struct component back;
    assert_int_equal(component_parse_json(&a, buf_str(&b), &back, NULL), OK);
    assert_true(str_is(back.update, "rc1") && str_eq(back.cpe, cpe) && back.purl.n == 0);
}

static void purls(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    static const struct { const char *text, *type, *space, *name, *version; } good[] = {
        { "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1", "maven", "org.apache.logging.log4j", "log4j-core", "2.14.1" },
        { "pkg:npm/%40angular/animation@12.3.1", "npm", "@angular", "animation", "12.3.1" },
        { "pkg:npm/@angular/animation@12.3.1?x=y#sub/path", "npm", "@angular", "animation", "12.3.1" },
        { "pkg:deb/debian/openssl@1.1.1n-0%2Bdeb11u5?arch=amd64", "deb", "debian", "openssl", "1.1.1n-0+deb11u5" },
        { "pkg:golang/github.com/gorilla/mux", "golang", "github.com/gorilla", "mux", "" },
        { "pkg://pypi/Django_X@1.0", "pypi", "", "Django_X", "1.0" },
        { "pkg:github/a/b@feature/x", "github", "a", "b", "feature/x" },
    };
    for (size_t i = 0; i < LEN(good); i++) {
        struct purl p;
        assert_int_equal(purl_parse(&a, str(good[i].text), &p, NULL), OK);
        if (!str_is(p.type, good[i].type) || !str_is(p.space, good[i].space) || !str_is(p.name, good[i].name) || !str_is(p.version, good[i].version))
            fail_msg("%s: %.*s %.*s %.*s %.*s", good[i].text, SF(p.type), SF(p.space), SF(p.name), SF(p.version));
    }
    static const char *const bad[] = { "", "pkg:", "pkg:npm", "pkg:npm/", "pkg:1npm/x", "npm/x", "pkg:npm/x%", "pkg:npm/%00", "pkg:npm/%ff", "pkg:n pm/x" };
    struct purl p, q;
    for (size_t i = 0; i < LEN(bad); i++)
        if (purl_parse(&a, str(bad[i]), &p, NULL) != E_INVALID)
            fail_msg("taken: %s", bad[i]);
    assert_int_equal(purl_parse(&a, S("pkg:rpm/redhat/openssl@1.1.1k-6.el8_5?arch=x86_64&epoch=1"), &p, NULL), OK);
    assert_true(str_is(purl_full_version(&a, &p), "1:1.1.1k-6.el8_5"));
    assert_int_equal(purl_scheme(&p), VERSION_RPM);
    assert_int_equal(purl_parse(&a, S("pkg:pypi/django-x"), &p, NULL), OK);
    assert_int_equal(purl_parse(&a, S("pkg:PyPI/Django_X@1"), &q, NULL), OK);
    assert_true(purl_same_package(&p, &q));
    assert_int_equal(purl_parse(&a, S("pkg:npm/django_x"), &q, NULL), OK);
    assert_false(purl_same_package(&p, &q));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_relations), cmocka_unit_test(malformed_names_are_refused), cmocka_unit_test(uris_become_formatted_strings),
        cmocka_unit_test(plain_columns_are_not_quoted), cmocka_unit_test(inventory_items_get_their_name), cmocka_unit_test(purls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
