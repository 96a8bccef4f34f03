#include "vuln/record.h"

#include "base/arena.h"
#include "vuln/cpe.h"
#include "vuln/purl.h"

bool cvss_better(const struct cvss *a, const struct cvss *than)
{
    if (a->version != than->version)
        return a->version > than->version;
    if (a->primary != than->primary)
        return a->primary;
    return a->version && a->score > than->score;
}

enum err criterion_check(struct arena *a, const struct criterion *c, struct fault *f)
{
    struct cpe name;
    struct purl purl;
    if (c->kind == CRITERION_PURL)
        return purl_parse(a, c->text, &purl, f);
    if (c->kind != CRITERION_CPE)
        return OK;
    return cpe_parse(str_starts(c->text, S("cpe:/")) ? a : NULL, c->text, &name, f);
}

bool cve_id_valid(struct str s)
{
    if (s.n < 13 || s.n > 28 || memcmp(s.p, "CVE-", 4) != 0 || s.p[8] != '-')
        return false;
    for (size_t i = 4; i < s.n; i++)
        if (i != 8 && (s.p[i] < '0' || s.p[i] > '9'))
            return false;
    return true;
}

static bool gap(char c) { return c == ' ' || c == '_' || c == '-' || c == '\t'; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

static struct str without_gaps(struct str s)
{
    while (s.n && gap(s.p[0]))
        s = str_sub(s, 1, s.n);
    while (s.n && gap(s.p[s.n - 1]))
        s = str_sub(s, 0, s.n - 1);
    return s;
}

/* The next character of a name as it compares: ' ' for a run of gaps, 0 at the end. */
static char folded(struct str s, size_t *at)
{
    if (*at >= s.n)
        return 0;
    if (!gap(s.p[*at]))
        return lower(s.p[(*at)++]);
    while (gap(s.p[*at]))
        (*at)++;
    return ' ';
}

bool names_alike(struct str a, struct str b)
{
    size_t i = 0, k = 0;
    a = without_gaps(a);
    b = without_gaps(b);
    for (;;) {
        char x = folded(a, &i), y = folded(b, &k);
        if (x != y)
            return false;
        if (i >= a.n || k >= b.n)
            return i >= a.n && k >= b.n;
    }
}

/* ---- copying */

static struct version_rules *copy_rules(struct arena *a, const struct version_rules *from)
{
    struct version_rules *to = ARENA_NEW(a, struct version_rules);
    struct version_rule *rules = arena_array(a, from->n, sizeof *rules);
    if (!to || !rules)
        return NULL;
    for (uint32_t i = 0; i < from->n; i++) {
        const struct version_rule *r = &from->rules[i];
        const struct version_range *range = &r->range;
        rules[i] = *r;
        rules[i].range = (struct version_range){ 0 };
        if (range->ge.n)
            rules[i].range.ge = str_copy(a, range->ge);
        if (range->gt.n)
            rules[i].range.gt = str_copy(a, range->gt);
        if (range->le.n)
            rules[i].range.le = r->exact ? rules[i].range.ge : str_copy(a, range->le);
        if (range->lt.n)
            rules[i].range.lt = str_copy(a, range->lt);
        if (!r->n_changes)
            continue;
        struct version_change *changes = arena_array(a, r->n_changes, sizeof *changes);
        if (!changes)
            return NULL;
        for (uint16_t k = 0; k < r->n_changes; k++)
            changes[k] = (struct version_change){ str_copy(a, r->changes[k].at), r->changes[k].status };
        rules[i].changes = changes;
    }
    *to = *from;
    to->rules = rules;
    return to;
}

static struct criterion *copy_criteria(struct arena *a, const struct criterion *from, uint32_t n)
{
    struct criterion *to = arena_array(a, n, sizeof *to);
    if (!to)
        return NULL;
    for (uint32_t i = 0; i < n; i++) {
        to[i] = from[i];
        to[i].text = str_copy(a, from[i].text);
        if (from[i].vendor.n)
            to[i].vendor = str_copy(a, from[i].vendor);
        if (from[i].product.n)
            to[i].product = str_copy(a, from[i].product);
        /* Neighbours often share what is said of versions (CVE 5.x: one entry, several names). */
        if (from[i].versions && i && from[i].versions == from[i - 1].versions)
            to[i].versions = to[i - 1].versions;
        else if (from[i].versions && !(to[i].versions = copy_rules(a, from[i].versions)))
            return NULL;
    }
    return to;
}

struct vuln_record *record_copy(struct arena *a, const struct vuln_record *r)
{
    struct vuln_record *to = ARENA_NEW(a, struct vuln_record);
    struct configuration *confs = arena_array(a, r->n, sizeof *confs);
    if (!to || !confs)
        return NULL;
    for (uint32_t i = 0; i < r->n; i++) {
        const struct configuration *from = &r->configurations[i];
        struct criteria_node *nodes = arena_array(a, from->n, sizeof *nodes);
        if (!nodes)
            return NULL;
        confs[i] = *from;
        confs[i].nodes = nodes;
        for (uint32_t k = 0; k < from->n; k++) {
            nodes[k] = from->nodes[k];
            nodes[k].criteria = copy_criteria(a, from->nodes[k].criteria, from->nodes[k].n);
            if (!nodes[k].criteria)
                return NULL;
        }
    }
    *to = *r;
    to->cve = str_copy(a, r->cve);
    to->source = r->source.n ? str_copy(a, r->source) : (struct str){ 0 };
    to->modified = r->modified.n ? str_copy(a, r->modified) : (struct str){ 0 };
    to->configurations = confs;
    return a->failed ? NULL : to;
}
