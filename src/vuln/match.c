#include "vuln/match.h"

#include "base/arena.h"

const char *verdict_word(enum verdict v)
{
    return v == VERDICT_AFFECTED ? "affected" : v == VERDICT_POSSIBLE ? "possible" : "none";
}

const char *match_rule_word(enum criterion_kind kind, bool ranged)
{
    switch (kind) {
    case CRITERION_CPE: return ranged ? "cpe-range" : "cpe";
    case CRITERION_PURL: return "purl";
    case CRITERION_PACKAGE: return "package";
    case CRITERION_NAME: break;
    }
    return "name";
}

struct match_target match_target_of(struct arena *a, const struct component *c)
{
    struct match_target t = { .name = c->name, .by_name = c->matched_by_name };
    t.has_purl = c->purl.n && purl_parse(a, c->purl, &t.purl, NULL) == OK;
    if (t.has_purl && t.purl.version.n)
        t.package_version = purl_full_version(a, &t.purl);
    else if (t.has_purl && c->name.attr[CPE_VERSION].kind == CPE_VALUE)
        t.package_version = cpe_text(&c->name, CPE_VERSION);
    return t;
}

bool match_prepare(struct arena *a, const struct criterion *c, struct match_criterion *ret)
{
    *ret = (struct match_criterion){ .criterion = c };
    if (c->kind == CRITERION_CPE)
        return cpe_parse(str_starts(c->text, S("cpe:/")) ? a : NULL, c->text, &ret->name, NULL) == OK;
    if (c->kind == CRITERION_PURL && purl_parse(a, c->text, &ret->purl, NULL) != OK)
        return false;
    if (c->kind == CRITERION_PURL)
        ret->package_version = purl_full_version(a, &ret->purl);
    if (c->kind == CRITERION_PACKAGE) {
        struct str product = c->product;
        size_t slash = product.n;
        while (slash > 0 && product.p[slash - 1] != '/')
            slash--;
        ret->purl = (struct purl){ .type = c->vendor, .space = str_sub(product, 0, slash ? slash - 1 : 0), .name = str_sub(product, slash, product.n) };
    }
    return true;
}

/* What the rules say of a known version, as a verdict. */
static struct judgement judge_version(const struct version_rules *rules, enum version_scheme scheme, struct str version)
{
    struct version_rules own = *rules;
    if (scheme != VERSION_GENERAL)
        own.scheme = (uint8_t)scheme;
    struct version_verdict v = version_judge(&own, version);
    if (v.status != VERSION_AFFECTED)
        return (struct judgement){ 0 };
    return (struct judgement){ .verdict = v.vague ? VERDICT_POSSIBLE : VERDICT_AFFECTED, .ranged = true, .range = v.rule };
}

/* The version is unknown: possible wherever some version is affected. */
static struct judgement judge_unknown(const struct version_rules *rules)
{
    if (rules && !version_rules_affect(rules))
        return (struct judgement){ 0 };
    return (struct judgement){ .verdict = VERDICT_POSSIBLE, .ranged = rules != NULL, .range = rules && rules->n == 1 ? rules->rules : NULL };
}

static struct judgement judge_cpe(const struct match_criterion *m, const struct match_target *t)
{
    const struct version_rules *rules = m->criterion->versions;
    const struct cpe_attr *source = &m->name.attr[CPE_VERSION], *target = &t->name.attr[CPE_VERSION];
    if (!t->by_name || !cpe_covers(&m->name, &t->name, CPE_PRODUCT, CPE_PRODUCT) || !cpe_covers(&m->name, &t->name, CPE_PART, CPE_VENDOR) ||
        !cpe_covers(&m->name, &t->name, CPE_UPDATE, CPE_OTHER))
        return (struct judgement){ 0 };
    if (target->kind == CPE_ANY)
        return judge_unknown(rules);
    if (cpe_relate(source, target) == CPE_DISJOINT)
        return (struct judgement){ 0 };
    if (target->kind == CPE_NA) { /* "-" meets "-", range or not, and "*" without a range */
        bool meets = source->kind == CPE_NA || !rules;
        return (struct judgement){ .verdict = meets ? VERDICT_AFFECTED : VERDICT_NONE, .ranged = rules && meets,
                                   .range = rules && meets && rules->n == 1 ? rules->rules : NULL };
    }
    if (!rules)
        return (struct judgement){ .verdict = VERDICT_AFFECTED };
    return judge_version(rules, VERSION_GENERAL, cpe_text(&t->name, CPE_VERSION));
}

static struct judgement judge_package(const struct match_criterion *m, const struct match_target *t)
{
    const struct version_rules *rules = m->criterion->versions;
    enum version_scheme scheme = purl_scheme(&t->purl);
    if (!t->has_purl || !purl_same_package(&m->purl, &t->purl))
        return (struct judgement){ 0 };
    if (!t->package_version.n)
        return judge_unknown(rules);
    if (m->package_version.n) {
        int c = 0;
        bool same = version_compare(scheme, t->package_version, m->package_version, &c) ? c == 0
                                                                                         : str_eq(t->package_version, m->package_version);
        return (struct judgement){ .verdict = same ? VERDICT_AFFECTED : VERDICT_NONE };
    }
    if (!rules)
        return (struct judgement){ .verdict = VERDICT_AFFECTED };
    return judge_version(rules, scheme, t->package_version);
}

static struct judgement judge_name(const struct match_criterion *m, const struct match_target *t)
{
    const struct criterion *c = m->criterion;
    const struct cpe_attr *vendor = &t->name.attr[CPE_VENDOR], *version = &t->name.attr[CPE_VERSION];
    if (!t->by_name || vendor->kind != CPE_VALUE || !names_alike(c->product, cpe_text(&t->name, CPE_PRODUCT)) ||
        !names_alike(c->vendor, cpe_text(&t->name, CPE_VENDOR)))
        return (struct judgement){ 0 };
    if (version->kind == CPE_ANY)
        return judge_unknown(c->versions);
    if (!c->versions)
        return (struct judgement){ .verdict = VERDICT_POSSIBLE };
    if (version->kind == CPE_NA)
        return (struct judgement){ 0 };
    return judge_version(c->versions, VERSION_GENERAL, cpe_text(&t->name, CPE_VERSION));
}

struct judgement match_judge(const struct match_criterion *c, const struct match_target *t)
{
    struct judgement j;
    switch ((enum criterion_kind)c->criterion->kind) {
    case CRITERION_CPE: j = judge_cpe(c, t); break;
    case CRITERION_PURL:
    case CRITERION_PACKAGE: j = judge_package(c, t); break;
    default: j = judge_name(c, t); break;
    }
    if (j.verdict == VERDICT_AFFECTED && c->criterion->possible)
        j.verdict = VERDICT_POSSIBLE;
    return j;
}

/* FNV-1a over letters in lower case and nothing between them (gaps, dots and quoting differ between feeds and inventories). */
static uint32_t key_of(struct str name, bool quoted)
{
    uint32_t h = 0x811c9dc5u;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (quoted && c == '\\' && i + 1 < name.n)
            c = name.p[++i];
        if (c == ' ' || c == '_' || c == '-' || c == '.' || c == '\t')
            continue;
        c = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
        h = (h ^ (unsigned char)c) * 0x01000193u;
    }
    return h ? h : 1;
}

uint32_t match_key(struct str name) { return key_of(name, false); }

uint32_t match_criterion_key(struct arena *a, const struct criterion *c)
{
    struct match_criterion m;
    if (c->kind == CRITERION_NAME)
        return key_of(c->product, false);
    if (!match_prepare(a, c, &m))
        return 1;
    if (c->kind != CRITERION_CPE)
        return key_of(m.purl.name, false);
    const struct cpe_attr *product = &m.name.attr[CPE_PRODUCT];
    if (product->kind == CPE_NA)
        return 1; /* no name of the inventory is matched by "not applicable" */
    if (product->kind == CPE_ANY || product->wild)
        return 0;
    return key_of((struct str){ product->p, product->n }, product->quoted);
}
