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
    if (c->name.attr[CPE_VERSION].kind == CPE_VALUE)
        t.digits = version_digits_of(cpe_text(&c->name, CPE_VERSION));
    return t;
}

static void prepare_range(struct match_criterion *m)
{
    const struct version_rules *v = m->criterion->versions;
    if (!v || v->n != 1 || v->scheme != VERSION_GENERAL || v->otherwise == VERSION_AFFECTED ||
        v->rules->status != VERSION_AFFECTED || v->rules->n_changes || v->rules->vague)
        return;
    const struct version_range *r = &v->rules->range;
    const struct str bounds[] = { r->ge, r->gt, r->le, r->lt };
    for (size_t i = 0; i < LEN(bounds); i++) {
        m->bounds[i] = version_digits_of(bounds[i]);
        if (bounds[i].n && !m->bounds[i].usable)
            return;
    }
    m->plain_range = true;
}

static bool in_plain_range(const struct version_digits bounds[4], const struct version_digits *v)
{
    return (!bounds[0].usable || version_digits_compare(v, &bounds[0]) >= 0) &&
           (!bounds[1].usable || version_digits_compare(v, &bounds[1]) > 0) &&
           (!bounds[2].usable || version_digits_compare(v, &bounds[2]) <= 0) &&
           (!bounds[3].usable || version_digits_compare(v, &bounds[3]) < 0);
}

bool match_prepare(struct arena *a, const struct criterion *c, struct match_criterion *ret)
{
    *ret = (struct match_criterion){ .criterion = c };
    if (c->kind == CRITERION_CPE) {
        if (cpe_parse(str_starts(c->text, S("cpe:/")) ? a : NULL, c->text, &ret->name, NULL) != OK)
            return false;
        for (int i = 0; i < CPE_ATTRIBUTES; i++)
            ret->asks = (uint16_t)(ret->asks | (ret->name.attr[i].kind != CPE_ANY) << i);
        prepare_range(ret);
        return true;
    }
    if (c->kind == CRITERION_PURL && purl_parse(a, c->text, &ret->purl, NULL) != OK)
        return false;
    if (c->kind == CRITERION_PURL)
        ret->package_version = purl_full_version(a, &ret->purl);
    if (c->kind == CRITERION_PACKAGE) {
        struct str product = c->product;
        size_t slash = product.n;
        while (slash > 0 && product.p[slash - 1] != '/')
            slash--;
        ret->purl = (struct purl){ .type = c->vendor, .space = str_sub(product, 0, slash ? slash - 1 : 0),
                                   .name = str_sub(product, slash, product.n) };
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
    return (struct judgement){ .verdict = VERDICT_POSSIBLE, .ranged = rules != NULL,
                               .range = rules && rules->n == 1 ? rules->rules : NULL };
}

static struct judgement judge_cpe(const struct match_criterion *m, const struct match_target *t)
{
    const struct version_rules *rules = m->criterion->versions;
    const struct cpe_attr *source = &m->name.attr[CPE_VERSION], *target = &t->name.attr[CPE_VERSION];
    if (m->asks >> CPE_UPDATE && !cpe_covers(&m->name, &t->name, CPE_UPDATE, CPE_OTHER))
        return (struct judgement){ 0 };
    if (target->kind == CPE_ANY)
        return judge_unknown(rules);
    if (source->kind != CPE_ANY && cpe_relate(source, target) == CPE_DISJOINT)
        return (struct judgement){ 0 };
    if (target->kind == CPE_NA) { /* "-" meets "-", range or not, and "*" without a range */
        bool meets = source->kind == CPE_NA || !rules;
        return (struct judgement){ .verdict = meets ? VERDICT_AFFECTED : VERDICT_NONE, .ranged = rules && meets,
                                   .range = rules && meets && rules->n == 1 ? rules->rules : NULL };
    }
    if (!rules)
        return (struct judgement){ .verdict = VERDICT_AFFECTED };
    if (m->plain_range && t->digits.usable) {
        bool in = in_plain_range(m->bounds, &t->digits);
        return (struct judgement){ .verdict = in ? VERDICT_AFFECTED : VERDICT_NONE, .ranged = in, .range = in ? rules->rules : NULL };
    }
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
        bool same = version_compare(scheme, t->package_version, m->package_version, &c)
                        ? c == 0 : str_eq(t->package_version, m->package_version);
        return (struct judgement){ .verdict = same ? VERDICT_AFFECTED : VERDICT_NONE };
    }
    if (!rules)
        return (struct judgement){ .verdict = VERDICT_AFFECTED };
    return judge_version(rules, scheme, t->package_version);
}

static struct judgement judge_name(const struct match_criterion *m, const struct match_target *t)
{
    const struct criterion *c = m->criterion;
    const struct cpe_attr *version = &t->name.attr[CPE_VERSION];
    if (version->kind == CPE_ANY)
        return judge_unknown(c->versions);
    if (!c->versions)
        return (struct judgement){ .verdict = VERDICT_POSSIBLE };
    if (version->kind == CPE_NA)
        return (struct judgement){ 0 };
    return judge_version(c->versions, VERSION_GENERAL, cpe_text(&t->name, CPE_VERSION));
}

bool match_names(const struct match_criterion *m, const struct match_target *t)
{
    const struct criterion *c = m->criterion;
    if (c->kind == CRITERION_CPE)
        return t->by_name && cpe_covers(&m->name, &t->name, CPE_PART, CPE_PRODUCT);
    if (c->kind != CRITERION_NAME)
        return true;
    return t->by_name && t->name.attr[CPE_VENDOR].kind == CPE_VALUE && names_alike(c->product, cpe_text(&t->name, CPE_PRODUCT)) &&
           names_alike(c->vendor, cpe_text(&t->name, CPE_VENDOR));
}

struct judgement match_judge(const struct match_criterion *c, const struct match_target *t)
{
    return match_names(c, t) ? match_judge_rest(c, t) : (struct judgement){ 0 };
}

struct judgement match_judge_rest(const struct match_criterion *c, const struct match_target *t)
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

/* The product of a formatted string that has been checked: behind the fourth unquoted colon. */
static uint32_t key_of_formatted(struct str text)
{
    size_t at = 8;
    for (unsigned colons = 0; at < text.n && colons < 2; at++) {
        if (text.p[at] == '\\')
            at++;
        else
            colons += text.p[at] == ':';
    }
    size_t from = at;
    bool quoted = false, wild = false;
    for (; at < text.n && text.p[at] != ':'; at++) {
        if (text.p[at] == '\\') {
            quoted = true;
            at++;
        } else {
            wild |= text.p[at] == '*' || text.p[at] == '?';
        }
    }
    struct str product = str_sub(text, from, at);
    if (wild)
        return 0;
    return str_is(product, "-") ? 1 : key_of(product, quoted); /* no name of the inventory is matched by "not applicable" */
}

uint32_t match_criterion_key(struct arena *a, const struct criterion *c)
{
    struct match_criterion m;
    if (c->kind == CRITERION_NAME)
        return key_of(c->product, false);
    if (c->kind == CRITERION_CPE && !str_starts(c->text, S("cpe:/")))
        return key_of_formatted(c->text);
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
