/* CVE records 5.x (CVEProject/cve-schema, CVE_Record_Format.json; how versions are judged: docs/versions.md there).
 * CNA and ADP containers count alike. What a record names by CPE or package is matched by that; only a record that names nothing
 * but words is matched by words. */
#include "feed/conditions.h"
#include "feed/feed.h"
#include "vuln/cpe.h"

/* One entry of `affected`. */
struct affected {
    struct str vendor, product, package, collection, purl;
    struct criterion_list cpes;
    struct rule_list rules;
    uint8_t otherwise, scheme;
    bool commits;              /* some versions are git commits, which have no order */
    bool whole_vague;          /* a rule says "some version", not which */
};

struct record {
    struct vuln_record r;
    struct configuration_list configurations;
    struct criterion_list named, words; /* by CPE, purl or package; by words */
    bool has_state;
};

static enum version_status read_status(struct json *j, struct arena *a)
{
    struct str s = json_string(j);
    if (str_is(s, "affected"))
        return VERSION_AFFECTED;
    if (str_is(s, "unaffected"))
        return VERSION_UNAFFECTED;
    if (!str_is(s, "unknown"))
        json_refuse(j, E_INVALID, N_("Här ska affected, unaffected eller unknown stå, inte {1}."), str_c(a, s), NULL);
    return VERSION_STATUS_UNKNOWN;
}

static bool says_nothing(struct str s)
{
    static const char *const words[] = { "", "n/a", "unspecified", "unknown", "*", "none", "-" };
    for (size_t i = 0; i < LEN(words); i++)
        if (str_eq_nocase(s, str(words[i])))
            return true;
    return false;
}

struct change_list { struct version_change *p; size_t n, cap; };

static void read_changes(struct json *j, struct arena *a, struct change_list *to)
{
    struct str key;
    for (json_array(j); json_item(j);) {
        struct version_change c = { 0 };
        for (json_object(j); json_key(j, &key);) {
            if (str_is(key, "at"))
                c.at = json_string(j);
            else if (str_is(key, "status"))
                c.status = (uint8_t)read_status(j, a);
            else
                json_skip(j);
        }
        if (!c.at.n)
            json_refuse(j, E_INVALID, N_("Fältet {1} saknas."), "at", NULL);
        struct version_change *p = to->n < UINT16_MAX ? arena_grow(a, to->p, to->n, to->n + 1, sizeof *p, &to->cap) : NULL;
        if (!p) {
            json_refuse(j, E_LIMIT, N_("Minnet räcker inte."), NULL, NULL);
            continue;
        }
        to->p = p;
        p[to->n++] = c;
    }
}

/* One entry of versions[]: a range, one version, or what people write instead of one. */
static void read_version(struct json *j, struct arena *a, struct affected *to)
{
    struct str key, version = { 0 }, below = { 0 }, upto = { 0 }, type = { 0 };
    enum version_status status = VERSION_STATUS_UNKNOWN;
    struct change_list changes = { 0 };
    bool has_status = false;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "version")) {
            version = json_string(j);
        } else if (str_is(key, "status")) {
            status = read_status(j, a);
            has_status = true;
        } else if (str_is(key, "lessThan")) {
            below = json_string(j);
        } else if (str_is(key, "lessThanOrEqual")) {
            upto = json_string(j);
        } else if (str_is(key, "versionType")) {
            type = json_string(j);
        } else if (str_is(key, "changes")) {
            read_changes(j, a, &changes);
        } else {
            json_skip(j);
        }
    }
    if (!version.p || !has_status)
        json_refuse(j, E_INVALID, N_("Fältet {1} saknas."), version.p ? "status" : "version", NULL);
    if (str_eq_nocase(type, S("git")) || str_eq_nocase(type, S("original_commit_for_fix"))) {
        to->commits = true;
        return;
    }
    if (str_eq_nocase(type, S("deb")) || str_eq_nocase(type, S("dpkg")))
        to->scheme = VERSION_DEB;
    else if (str_eq_nocase(type, S("rpm")))
        to->scheme = VERSION_RPM;
    if (below.n || upto.n) {
        struct version_rule r = { .status = (uint8_t)status, .changes = changes.p, .n_changes = (uint16_t)changes.n };
        r.range.ge = says_nothing(version) ? S("") : version;
        r.range.lt = says_nothing(below) ? S("") : below;
        r.range.le = says_nothing(upto) ? S("") : upto;
        rule_add(j, a, &to->rules, r);
        return;
    }
    const struct version_rules *read = version_rules_of_text(a, version, status);
    if (!read) {
        json_refuse(j, E_LIMIT, N_("Minnet räcker inte."), NULL, NULL);
        return;
    }
    for (uint32_t i = 0; i < read->n; i++)
        rule_add(j, a, &to->rules, read->rules[i]);
}

/* A rule without bounds holds every version. */
static bool whole(const struct version_rule *r)
{
    return !r->exact && !r->n_changes && !r->range.gt.n && !r->range.le.n && !r->range.lt.n &&
           (!r->range.ge.n || str_is(r->range.ge, "0"));
}

/* What is said of versions: nothing (NULL: all of them), or rules. False when no version is affected. */
static bool versions_of(struct json *j, struct arena *a, struct affected *from, const struct version_rules **ret)
{
    struct version_rules *v = ARENA_NEW(a, struct version_rules);
    if (!v) {
        json_refuse(j, E_LIMIT, N_("Minnet räcker inte."), NULL, NULL);
        return false;
    }
    *v = (struct version_rules){ .rules = from->rules.p, .n = (uint32_t)from->rules.n, .otherwise = from->otherwise,
                                 .scheme = from->scheme };
    if (!version_rules_affect(v) || (from->commits && from->rules.n == 0))
        return false;
    *ret = v;
    if (v->n == 0)
        *ret = NULL;
    if (v->n == 1 && v->rules[0].status == VERSION_AFFECTED && whole(&v->rules[0])) {
        from->whole_vague = v->rules[0].vague;
        *ret = NULL;
    }
    return true;
}

/* Registries whose packages have a purl: a part of their address that tells them, the purl's type and namespace. */
static const struct { const char *url, *type, *space; } registries[] = {
    { "npmjs.", "npm", "" }, { "maven.apache.org", "maven", "" }, { "maven.org", "maven", "" }, { "central.sonatype.com", "maven", "" },
    { "pypi.", "pypi", "" }, { "rubygems.org", "gem", "" }, { "crates.io", "cargo", "" }, { "nuget.org", "nuget", "" },
    { "packagist.org", "composer", "" }, { "pkg.go.dev", "golang", "" }, { "proxy.golang.org", "golang", "" }, { "hex.pm", "hex", "" },
    { "pub.dev", "pub", "" }, { "cran.r-project.org", "cran", "" }, { "debian.org", "deb", "debian/" },
    { "packages.ubuntu.com", "deb", "ubuntu/" }, { "access.redhat.com", "rpm", "redhat/" },
    { "packages.fedoraproject.org", "rpm", "fedora/" },
};

static void package_criterion(struct json *j, struct arena *a, const struct affected *from, struct criterion c,
                              struct criterion_list *to)
{
    if (!from->package.n || !from->collection.n)
        return;
    for (size_t i = 0; i < LEN(registries); i++) {
        if (str_find(from->collection, str(registries[i].url), 0) == SIZE_MAX)
            continue;
        char *name = arena_alloc(a, from->package.n + 16);
        if (!name) {
            json_refuse(j, E_LIMIT, N_("Minnet räcker inte."), NULL, NULL);
            return;
        }
        size_t n = strlen(registries[i].space);
        memcpy(name, registries[i].space, n);
        for (size_t k = 0; k < from->package.n; k++) /* maven: group:artifact */
            name[n++] = from->package.p[k] == ':' ? '/' : from->package.p[k];
        c.kind = CRITERION_PACKAGE;
        c.text = from->package;
        c.vendor = str(registries[i].type);
        c.product = (struct str){ name, n };
        criterion_add(j, a, to, c);
        return;
    }
}

/* A name that itself has a version needs no version beside it that says nothing. */
static bool names_version(struct arena *a, struct str text)
{
    struct cpe c;
    return cpe_parse(a, text, &c, NULL) == OK && c.attr[CPE_VERSION].kind == CPE_VALUE;
}

static void criteria_of(struct json *j, struct arena *a, struct affected *from, struct record *to)
{
    const struct version_rules *versions = NULL;
    if (j->fault.code != OK || !versions_of(j, a, from, &versions))
        return;
    struct criterion c = { .versions = versions, .vulnerable = true, .possible = from->whole_vague };
    for (size_t i = 0; i < from->cpes.n; i++) {
        c.kind = CRITERION_CPE;
        c.text = from->cpes.p[i].text;
        c.possible = from->whole_vague && !names_version(a, c.text);
        criterion_add(j, a, &to->named, c);
    }
    c.possible = from->whole_vague;
    if (from->purl.n) {
        c.kind = CRITERION_PURL;
        c.text = from->purl;
        criterion_add(j, a, &to->named, c);
    }
    package_criterion(j, a, from, c, &to->named);
    if (!says_nothing(from->vendor) && !says_nothing(from->product)) {
        c.kind = CRITERION_NAME;
        c.text = c.product = from->product;
        c.vendor = from->vendor;
        c.possible = true;
        criterion_add(j, a, &to->words, c);
    }
}

static void read_affected(struct json *j, struct arena *a, struct record *to)
{
    struct affected e = { .otherwise = VERSION_STATUS_UNKNOWN };
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "vendor")) {
            e.vendor = json_string(j);
        } else if (str_is(key, "product")) {
            e.product = json_string(j);
        } else if (str_is(key, "packageName")) {
            e.package = json_string(j);
        } else if (str_is(key, "collectionURL")) {
            e.collection = json_string(j);
        } else if (str_is(key, "packageURL")) {
            struct criterion c = { .kind = CRITERION_PURL, .text = e.purl = json_string(j) };
            criterion_refuse_malformed(j, a, &c);
        } else if (str_is(key, "defaultStatus")) {
            e.otherwise = (uint8_t)read_status(j, a);
        } else if (str_is(key, "cpes")) {
            for (json_array(j); json_item(j);) {
                struct criterion c = { .kind = CRITERION_CPE, .text = json_string(j) };
                criterion_refuse_malformed(j, a, &c);
                criterion_add(j, a, &e.cpes, c);
            }
        } else if (str_is(key, "versions")) {
            for (json_array(j); json_item(j);)
                read_version(j, a, &e);
        } else {
            json_skip(j);
        }
    }
    criteria_of(j, a, &e, to);
}

static void read_metric(struct json *j, struct cvss *best)
{
    static const struct { const char *key; unsigned version; } metrics[] = {
        { "cvssV4_0", 40 }, { "cvssV3_1", 31 }, { "cvssV3_0", 30 }, { "cvssV2_0", 20 },
    };
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        unsigned version = 0;
        for (size_t i = 0; i < LEN(metrics); i++)
            if (str_is(key, metrics[i].key))
                version = metrics[i].version;
        double score = -1;
        if (version)
            score = cvss_base_score(j);
        else
            json_skip(j);
        if (score >= 0)
            cvss_take(j, best, version, false, score);
    }
}

static void read_container(struct json *j, struct arena *a, struct record *to)
{
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "affected"))
            for (json_array(j); json_item(j);)
                read_affected(j, a, to);
        else if (str_is(key, "cpeApplicability"))
            conditions_read(j, a, &to->configurations);
        else if (str_is(key, "metrics"))
            for (json_array(j); json_item(j);)
                read_metric(j, &to->r.cvss);
        else
            json_skip(j);
    }
}

static void read_metadata(struct json *j, struct arena *a, struct record *to)
{
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "cveId")) {
            to->r.cve = json_string(j);
            if (!cve_id_valid(to->r.cve))
                json_refuse(j, E_INVALID, N_("Det här är inte ett CVE-nummer: {1}."), str_c(a, to->r.cve), NULL);
        } else if (str_is(key, "state")) {
            struct str state = json_string(j);
            to->has_state = true;
            to->r.rejected = str_is(state, "REJECTED");
            if (!to->r.rejected && !str_is(state, "PUBLISHED"))
                json_refuse(j, E_INVALID, N_("Här ska PUBLISHED eller REJECTED stå, inte {1}."), str_c(a, state), NULL);
        } else if (str_is(key, "dateUpdated")) {
            to->r.modified = json_string(j);
        } else {
            json_skip(j);
        }
    }
}

static enum err read_record(struct json *j, struct arena *a, const struct feed_sink *sink, struct fault *f)
{
    struct record rec = { .r.feed = VULN_CVE5 };
    struct str key, inner;
    bool right_type = false, right_version = false, has_containers = false;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "dataType")) {
            right_type = str_is(json_string(j), "CVE_RECORD");
        } else if (str_is(key, "dataVersion")) {
            right_version = str_starts(json_string(j), S("5."));
        } else if (str_is(key, "cveMetadata")) {
            read_metadata(j, a, &rec);
        } else if (str_is(key, "containers")) {
            has_containers = true;
            for (json_object(j); json_key(j, &inner);) {
                if (str_is(inner, "cna"))
                    read_container(j, a, &rec);
                else if (str_is(inner, "adp"))
                    for (json_array(j); json_item(j);)
                        read_container(j, a, &rec);
                else
                    json_skip(j);
            }
        } else {
            json_skip(j);
        }
    }
    if (!right_type || !right_version)
        json_refuse(j, E_INVALID, N_("Det här är inte en CVE-post av version 5."), NULL, NULL);
    if (!rec.r.cve.n || !rec.has_state || !has_containers)
        json_refuse(j, E_INVALID, N_("Fältet {1} saknas."),
                    !rec.r.cve.n ? "cveMetadata.cveId" : rec.has_state ? "containers" : "cveMetadata.state", NULL);
    bool words_only = rec.named.n == 0 && rec.configurations.n == 0;
    conditions_of_criteria(j, a, words_only ? &rec.words : &rec.named, &rec.configurations);
    TRY(json_end(j, f));
    rec.r.configurations = rec.configurations.p;
    rec.r.n = (uint32_t)rec.configurations.n;
    return sink->record ? sink->record(sink->ctx, &rec.r, f) : OK;
}

enum err feed_read_cve5(struct source *src, const struct feed_sink *sink, struct feed_report *report, struct fault *f)
{
    return feed_read_json(src, "cveRecords", read_record, sink, report, f);
}
