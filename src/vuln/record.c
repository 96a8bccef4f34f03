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

/* ---- copying: one block for the whole record, structs first and then the texts */

struct block { char *structs, *texts; size_t structs_n, texts_n; };

static void count_text(struct block *b, struct str s) { b->texts_n += s.n; }

static void count_rules(struct block *b, const struct version_rules *v)
{
    b->structs_n += sizeof *v + v->n * sizeof *v->rules;
    for (uint32_t i = 0; i < v->n; i++) {
        const struct version_rule *r = &v->rules[i];
        count_text(b, r->range.ge);
        count_text(b, r->range.gt);
        count_text(b, r->exact ? S("") : r->range.le);
        count_text(b, r->range.lt);
        b->structs_n += r->n_changes * sizeof *r->changes;
        for (uint16_t k = 0; k < r->n_changes; k++)
            count_text(b, r->changes[k].at);
    }
}

/* Neighbours often share what is said of versions (CVE 5.x: one entry, several names). */
static bool shared_rules(const struct criterion *list, uint32_t i)
{
    return i && list[i].versions == list[i - 1].versions;
}

static void count_all(struct block *b, const struct vuln_record *r)
{
    b->structs_n = sizeof *r + r->n * sizeof *r->configurations;
    count_text(b, r->cve);
    count_text(b, r->source);
    count_text(b, r->modified);
    for (uint32_t i = 0; i < r->n; i++) {
        const struct configuration *c = &r->configurations[i];
        b->structs_n += c->n * sizeof *c->nodes;
        for (uint32_t k = 0; k < c->n; k++) {
            const struct criterion *list = c->nodes[k].criteria;
            b->structs_n += c->nodes[k].n * sizeof *list;
            for (uint32_t m = 0; m < c->nodes[k].n; m++) {
                count_text(b, list[m].text);
                count_text(b, list[m].vendor);
                count_text(b, list[m].product);
                if (list[m].versions && !shared_rules(list, m))
                    count_rules(b, list[m].versions);
            }
        }
    }
}

static struct str take_text(struct block *b, struct str s)
{
    if (!s.n)
        return (struct str){ 0 };
    char *to = b->texts;
    memcpy(to, s.p, s.n);
    b->texts += s.n;
    return (struct str){ to, s.n };
}

/* Every struct is a multiple of eight bytes long, so that they stand one after another. */
_Static_assert(sizeof(struct vuln_record) % 8 == 0 && sizeof(struct configuration) % 8 == 0 && sizeof(struct criteria_node) % 8 == 0 &&
               sizeof(struct criterion) % 8 == 0 && sizeof(struct version_rules) % 8 == 0 && sizeof(struct version_rule) % 8 == 0 &&
               sizeof(struct version_change) % 8 == 0, "structs of a record keep their alignment in a row");

static void *take_structs(struct block *b, const void *from, size_t n)
{
    void *to = b->structs;
    if (n)
        memcpy(to, from, n);
    b->structs += n;
    return to;
}

static struct version_rules *take_rules(struct block *b, const struct version_rules *from)
{
    struct version_rules *to = take_structs(b, from, sizeof *from);
    struct version_rule *rules = take_structs(b, from->rules, from->n * sizeof *rules);
    for (uint32_t i = 0; i < from->n; i++) {
        struct version_rule *r = &rules[i];
        r->range.ge = take_text(b, r->range.ge);
        r->range.gt = take_text(b, r->range.gt);
        r->range.le = r->exact ? r->range.ge : take_text(b, r->range.le);
        r->range.lt = take_text(b, r->range.lt);
        struct version_change *changes = take_structs(b, r->changes, r->n_changes * sizeof *changes);
        for (uint16_t k = 0; k < r->n_changes; k++)
            changes[k].at = take_text(b, changes[k].at);
        r->changes = changes;
    }
    to->rules = rules;
    return to;
}

struct vuln_record *record_copy(struct arena *a, const struct vuln_record *r)
{
    struct block b = { 0 };
    count_all(&b, r);
    b.structs = arena_alloc(a, b.structs_n + b.texts_n);
    if (!b.structs)
        return NULL;
    b.texts = b.structs + b.structs_n;
    struct vuln_record *to = take_structs(&b, r, sizeof *r);
    to->cve = take_text(&b, r->cve);
    to->source = take_text(&b, r->source);
    to->modified = take_text(&b, r->modified);
    to->configurations = take_structs(&b, r->configurations, r->n * sizeof *r->configurations);
    for (uint32_t i = 0; i < r->n; i++) {
        struct configuration *c = &to->configurations[i];
        c->nodes = take_structs(&b, c->nodes, c->n * sizeof *c->nodes);
        for (uint32_t k = 0; k < c->n; k++) {
            const struct criterion *from = c->nodes[k].criteria;
            struct criterion *list = take_structs(&b, from, c->nodes[k].n * sizeof *list);
            c->nodes[k].criteria = list;
            for (uint32_t m = 0; m < c->nodes[k].n; m++) {
                list[m].text = take_text(&b, list[m].text);
                list[m].vendor = take_text(&b, list[m].vendor);
                list[m].product = take_text(&b, list[m].product);
                if (list[m].versions)
                    list[m].versions = shared_rules(from, m) ? list[m - 1].versions : take_rules(&b, list[m].versions);
            }
        }
    }
    return to;
}
