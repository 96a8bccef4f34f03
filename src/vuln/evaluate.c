#include <stdlib.h>

#include "base/buf.h"
#include "vuln/index_inside.h"

static enum err no_memory(struct fault *f) { return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL); }

/* One evaluation of one CVE. */
struct evaluation {
    struct vuln_index *ix;
    uint32_t only_host;          /* NOWHERE: every host */
    /* The hosts on which a configuration with conditions may hold, and how far it holds there. */
    uint32_t *hosts;
    uint8_t *gate, *node, *criterion;
    size_t n_hosts;
};

static void *scratch(struct evaluation *ev, size_t n, size_t size)
{
    void *p = arena_array(&ev->ix->scratch, n, size);
    ev->ix->failed |= p == NULL;
    return p;
}

/* ---- findings: one a component, the strongest */

static bool stronger(const struct judgement *a, const struct criterion *ca, const struct found *b)
{
    return a->verdict != b->judgement.verdict ? a->verdict > b->judgement.verdict : ca->kind > b->criterion->kind;
}

static void report(struct evaluation *ev, uint32_t item, struct judgement j, const struct criterion *c)
{
    struct vuln_index *ix = ev->ix;
    if (ix->item_mark[item] == ix->round) {
        struct found *was = &ix->found[ix->item_found[item]];
        if (stronger(&j, c, was))
            *was = (struct found){ item, j, c };
        return;
    }
    if (ix->n_found == ix->cap_found) {
        size_t want = ix->cap_found ? ix->cap_found * 2 : 256;
        struct found *grown = realloc(ix->found, want * sizeof *grown);
        if (!grown) {
            ix->failed = true;
            return;
        }
        ix->found = grown;
        ix->cap_found = want;
    }
    ix->item_mark[item] = ix->round;
    ix->item_found[item] = (uint32_t)ix->n_found;
    ix->found[ix->n_found++] = (struct found){ item, j, c };
}

/* ---- the targets that a criterion matches */

struct walk {
    struct match_criterion m;
    uint32_t at;
    bool all, ready;
    uint32_t group; /* the group judged last, and whether its names match */
    bool names;
};

static struct walk walk_of(struct evaluation *ev, const struct criterion *c)
{
    struct walk w = { .all = c->wild, .group = NOWHERE };
    w.at = c->wild ? (ev->ix->n_targets ? 0 : NOWHERE) : index_meeting(ev->ix, c->key);
    if (w.at != NOWHERE)
        w.ready = match_prepare(&ev->ix->scratch, c, &w.m);
    return w;
}

/* The next target that the criterion matches. */
static bool walk_next(struct evaluation *ev, struct walk *w, uint32_t *ret_target, struct judgement *ret)
{
    const struct vuln_index *ix = ev->ix;
    while (w->ready && w->at != NOWHERE) {
        uint32_t target = w->all ? w->at : ix->meetings[w->at].target;
        w->at = !w->all ? ix->meetings[w->at].next : w->at + 1 < ix->n_targets ? w->at + 1 : NOWHERE;
        const struct target *t = &ix->targets[target];
        if (t->group != w->group) {
            w->group = t->group;
            w->names = match_names(&w->m, &t->match);
        }
        if (!w->names || (ev->only_host != NOWHERE && !index_target_on_host(ix, target, ev->only_host)))
            continue;
        *ret = match_judge_rest(&w->m, &t->match);
        *ret_target = target;
        if (ret->verdict)
            return true;
    }
    return false;
}

static bool counts(const struct evaluation *ev, const struct item *it)
{
    return !it->gone && (ev->only_host == NOWHERE || it->host == ev->only_host);
}

/* ---- configurations without conditions on the host: what matches is reported */

static void report_node(struct evaluation *ev, const struct criteria_node *node)
{
    for (uint32_t i = 0; i < node->n; i++) {
        const struct criterion *c = &node->criteria[i];
        struct judgement j;
        uint32_t target;
        if (!c->vulnerable)
            continue;
        for (struct walk w = walk_of(ev, c); walk_next(ev, &w, &target, &j);)
            for (uint32_t at = ev->ix->targets[target].first; at != NOWHERE; at = ev->ix->items[at].next)
                if (counts(ev, &ev->ix->items[at]))
                    report(ev, at, j, c);
    }
}

/* ---- configurations with conditions: per host */

/* The hosts where a vulnerable name of the nodes is found; everything else is judged on those only. */
static void gather_hosts(struct evaluation *ev, const struct criteria_node *nodes, uint32_t n)
{
    struct vuln_index *ix = ev->ix;
    size_t cap = 0;
    ev->hosts = NULL;
    ev->n_hosts = 0;
    ix->host_round++;
    for (uint32_t k = 0; k < n; k++)
        for (uint32_t i = 0; !nodes[k].negate && i < nodes[k].n; i++) {
            struct judgement j;
            uint32_t target;
            if (!nodes[k].criteria[i].vulnerable)
                continue;
            for (struct walk w = walk_of(ev, &nodes[k].criteria[i]); walk_next(ev, &w, &target, &j);)
                for (uint32_t at = ix->targets[target].first; at != NOWHERE; at = ix->items[at].next) {
                    uint32_t host = ix->items[at].host;
                    if (!counts(ev, &ix->items[at]) || ix->host_mark[host] == ix->host_round)
                        continue;
                    uint32_t *hosts = arena_grow(&ix->scratch, ev->hosts, ev->n_hosts, ev->n_hosts + 1, sizeof *hosts, &cap);
                    if (!hosts) {
                        ix->failed = true;
                        return;
                    }
                    ev->hosts = hosts;
                    ix->host_mark[host] = ix->host_round;
                    ix->host_slot[host] = (uint32_t)ev->n_hosts;
                    hosts[ev->n_hosts++] = host;
                }
        }
}

/* How far one criterion holds on each host that `to` does not already hold on. */
static void judge_on_hosts(struct evaluation *ev, const struct criterion *c, uint8_t *to)
{
    struct judgement j;
    uint32_t target;
    for (struct walk w = walk_of(ev, c); walk_next(ev, &w, &target, &j);)
        for (size_t h = 0; h < ev->n_hosts; h++)
            if (to[h] < j.verdict && index_target_on_host(ev->ix, target, ev->hosts[h]))
                to[h] = j.verdict;
}

/* How far a node holds on each host, into ev->node. */
static void judge_node(struct evaluation *ev, const struct criteria_node *node)
{
    memset(ev->node, node->all ? VERDICT_AFFECTED : VERDICT_NONE, ev->n_hosts);
    for (uint32_t i = 0; i < node->n; i++) {
        if (!node->all) {
            judge_on_hosts(ev, &node->criteria[i], ev->node);
            continue;
        }
        memset(ev->criterion, VERDICT_NONE, ev->n_hosts);
        judge_on_hosts(ev, &node->criteria[i], ev->criterion);
        for (size_t h = 0; h < ev->n_hosts; h++)
            if (ev->criterion[h] < ev->node[h])
                ev->node[h] = ev->criterion[h];
    }
    if (node->n == 0)
        memset(ev->node, VERDICT_NONE, ev->n_hosts);
    /* What surely holds does not hold when negated, and the other way; what possibly holds, possibly does not. */
    for (size_t h = 0; node->negate && h < ev->n_hosts; h++)
        ev->node[h] = (uint8_t)(VERDICT_AFFECTED - ev->node[h]);
}

/* Reports what matches in the node, no further than the gate of its host. */
static void report_gated(struct evaluation *ev, const struct criteria_node *node, const uint8_t *gate)
{
    struct vuln_index *ix = ev->ix;
    for (uint32_t i = 0; i < node->n; i++) {
        const struct criterion *c = &node->criteria[i];
        struct judgement j;
        uint32_t target;
        if (!c->vulnerable)
            continue;
        for (struct walk w = walk_of(ev, c); walk_next(ev, &w, &target, &j);)
            for (uint32_t at = ix->targets[target].first; at != NOWHERE; at = ix->items[at].next) {
                if (!counts(ev, &ix->items[at]))
                    continue;
                struct judgement limited = j;
                uint8_t most = gate[ix->host_slot[ix->items[at].host]];
                limited.verdict = j.verdict < most ? j.verdict : most;
                if (limited.verdict)
                    report(ev, at, limited, c);
            }
    }
}

static bool hosts_of(struct evaluation *ev, const struct criteria_node *nodes, uint32_t n)
{
    gather_hosts(ev, nodes, n);
    if (!ev->n_hosts || ev->ix->failed)
        return false;
    ev->gate = scratch(ev, ev->n_hosts, 1);
    ev->node = scratch(ev, ev->n_hosts, 1);
    ev->criterion = scratch(ev, ev->n_hosts, 1);
    return !ev->ix->failed;
}

static void evaluate_configuration(struct evaluation *ev, const struct configuration *conf)
{
    if (conf->negate)
        return;
    if (!conf->all || conf->n == 1) { /* alternatives: each node by itself */
        for (uint32_t k = 0; k < conf->n; k++) {
            const struct criteria_node *node = &conf->nodes[k];
            if (node->negate)
                continue;
            if (!node->all || node->n == 1) {
                report_node(ev, node);
            } else if (hosts_of(ev, node, 1)) {
                judge_node(ev, node);
                report_gated(ev, node, ev->node);
            }
        }
        return;
    }
    if (!hosts_of(ev, conf->nodes, conf->n))
        return;
    memset(ev->gate, VERDICT_AFFECTED, ev->n_hosts);
    for (uint32_t k = 0; k < conf->n; k++) {
        judge_node(ev, &conf->nodes[k]);
        bool any = false;
        for (size_t h = 0; h < ev->n_hosts; h++) {
            if (ev->node[h] < ev->gate[h])
                ev->gate[h] = ev->node[h];
            any |= ev->gate[h] != VERDICT_NONE;
        }
        if (!any)
            return;
    }
    for (uint32_t k = 0; k < conf->n; k++)
        if (!conf->nodes[k].negate)
            report_gated(ev, &conf->nodes[k], ev->gate);
}

/* ---- one CVE */

static int by_item(const void *x, const void *y)
{
    const struct found *a = x, *b = y;
    return a->item < b->item ? -1 : a->item > b->item;
}

/* Marks for every component and host there is now. */
static bool marks(struct vuln_index *ix)
{
    if (ix->cap_item_mark < ix->n_items) {
        uint32_t *mark = realloc(ix->item_mark, ix->cap_items * sizeof *mark);
        ix->item_mark = mark ? mark : ix->item_mark;
        uint32_t *place = realloc(ix->item_found, ix->cap_items * sizeof *place);
        ix->item_found = place ? place : ix->item_found;
        if (!mark || !place)
            return false;
        memset(mark + ix->cap_item_mark, 0, (ix->cap_items - ix->cap_item_mark) * sizeof *mark);
        ix->cap_item_mark = ix->cap_items;
    }
    if (ix->cap_host_mark < ix->n_hosts) {
        uint32_t *mark = realloc(ix->host_mark, ix->cap_hosts * sizeof *mark);
        ix->host_mark = mark ? mark : ix->host_mark;
        uint32_t *slot = realloc(ix->host_slot, ix->cap_hosts * sizeof *slot);
        ix->host_slot = slot ? slot : ix->host_slot;
        if (!mark || !slot)
            return false;
        memset(mark + ix->cap_host_mark, 0, (ix->cap_hosts - ix->cap_host_mark) * sizeof *mark);
        ix->cap_host_mark = ix->cap_hosts;
    }
    return true;
}

static enum err evaluate(struct vuln_index *ix, uint32_t entry, uint32_t only_host, const struct finding_sink *to, struct fault *f)
{
    const struct entry *e = &ix->entries[entry];
    struct evaluation ev = { .ix = ix, .only_host = only_host };
    struct cvss cvss = { 0 };
    if (ix->scratch.used > 1 << 16)
        arena_reset(&ix->scratch);
    ix->n_found = 0;
    ix->round++;
    for (const struct kept *k = e->kept; k; k = k->next) {
        const struct vuln_record *r = k->record;
        if (k->window || r->rejected)
            continue;
        if (cvss_better(&r->cvss, &cvss))
            cvss = r->cvss;
        for (uint32_t i = 0; i < r->n; i++)
            evaluate_configuration(&ev, &r->configurations[i]);
    }
    if (ix->failed || ix->scratch.failed) {
        ix->failed = false;
        arena_reset(&ix->scratch);
        return no_memory(f);
    }
    bool ordered = true;
    for (size_t i = 1; i < ix->n_found; i++)
        ordered &= ix->found[i - 1].item < ix->found[i].item;
    if (!ordered)
        qsort(ix->found, ix->n_found, sizeof *ix->found, by_item);
    for (size_t i = 0; i < ix->n_found; i++) {
        const struct found *x = &ix->found[i];
        struct finding out = {
            .component = ix->items[x->item].component, .cve = { e->cve, e->cve_n }, .verdict = (enum verdict)x->judgement.verdict,
            .kind = (enum criterion_kind)x->criterion->kind, .ranged = x->judgement.ranged, .criteria = x->criterion->text,
            .range = x->judgement.range, .kev = e->kev, .ransomware = e->ransomware, .has_epss = e->has_epss, .epss = e->epss, .cvss = cvss,
        };
        TRY(to->finding(to->ctx, &out, f));
    }
    return OK;
}

enum err vuln_index_match_all(struct vuln_index *ix, const struct finding_sink *to, struct fault *f)
{
    if (!marks(ix))
        return no_memory(f);
    for (size_t i = 0; i < ix->n_entries; i++)
        if (ix->entries[i].kept)
            TRY(evaluate(ix, (uint32_t)i, NOWHERE, to, f));
    return OK;
}

enum err vuln_index_match_cve(struct vuln_index *ix, struct str cve, const struct finding_sink *to, struct fault *f)
{
    uint32_t entry = index_entry_of(ix, cve);
    if (entry == NOWHERE)
        return OK;
    if (!marks(ix))
        return no_memory(f);
    return evaluate(ix, entry, NOWHERE, to, f);
}

/* Adds the entries posted under a key to a list in the arena. */
static bool posted(struct vuln_index *ix, struct arena *a, uint32_t key, uint32_t **list, size_t *n, size_t *cap)
{
    size_t low = 0, high = ix->sorted_postings;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (ix->postings[mid].key < key)
            low = mid + 1;
        else
            high = mid;
    }
    for (size_t i = low; i < ix->n_postings; i++) {
        if (i < ix->sorted_postings && ix->postings[i].key != key)
            i = ix->sorted_postings;
        if (i >= ix->n_postings)
            break;
        if (ix->postings[i].key != key)
            continue;
        uint32_t *grown = arena_grow(a, *list, *n, *n + 1, sizeof *grown, cap);
        if (!grown)
            return false;
        *list = grown;
        grown[(*n)++] = ix->postings[i].entry;
    }
    return true;
}

static int by_number(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

/* Does a criterion that is tried on every name match this one? */
static bool wild_matches(struct vuln_index *ix, const struct entry *e, const struct match_target *t)
{
    for (const struct kept *k = e->kept; k; k = k->next)
        for (uint32_t i = 0; i < k->record->n; i++)
            for (uint32_t m = 0; m < k->record->configurations[i].n; m++) {
                const struct criteria_node *node = &k->record->configurations[i].nodes[m];
                for (uint32_t c = 0; c < node->n; c++) {
                    struct match_criterion ready;
                    if (node->criteria[c].wild && match_prepare(&ix->scratch, &node->criteria[c], &ready) && match_judge(&ready, t).verdict)
                        return true;
                }
            }
    return false;
}

enum err vuln_index_match_component(struct vuln_index *ix, struct str id, const struct finding_sink *to, struct fault *f)
{
    uint32_t item = index_item_of(ix, id);
    struct arena a cleanup(arena_free) = arena_new((size_t)1 << 30);
    uint32_t *list = NULL;
    size_t n = 0, cap = 0;
    if (item == NOWHERE)
        return fault(f, E_ABSENT, NULL, N_("Komponenten finns inte."), NULL, NULL);
    if (!marks(ix) || !index_postings(ix))
        return no_memory(f);
    const struct match_target *t = &ix->targets[ix->items[item].target].match;
    bool ok = posted(ix, &a, 0, &list, &n, &cap);
    size_t kept = 0;
    for (size_t i = 0; ok && i < n; i++)
        if (wild_matches(ix, &ix->entries[list[i]], t))
            list[kept++] = list[i];
    n = kept;
    if (ok && t->by_name)
        ok = posted(ix, &a, match_key(cpe_text(&t->name, CPE_PRODUCT)), &list, &n, &cap);
    if (ok && t->has_purl)
        ok = posted(ix, &a, match_key(t->purl.name), &list, &n, &cap);
    if (!ok)
        return no_memory(f);
    if (n > 1)
        qsort(list, n, sizeof *list, by_number);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || list[i] != list[i - 1])
            TRY(evaluate(ix, list[i], ix->items[item].host, to, f));
    return OK;
}

/* ---- as JSON */

static void put_number(struct buf *b, const char *key, bool has, double v)
{
    buf_put(b, str(key));
    if (has)
        buf_double(b, v);
    else
        buf_put(b, S("null"));
}

void finding_put_json(struct buf *b, const struct finding *x)
{
    buf_put(b, S("{\"component\":"));
    buf_json(b, x->component->id);
    buf_put(b, S(",\"host\":"));
    if (x->component->host.n)
        buf_json(b, x->component->host);
    else
        buf_put(b, S("null"));
    buf_put(b, S(",\"cve\":"));
    buf_json(b, x->cve);
    buf_put(b, S(",\"verdict\":\""));
    buf_put(b, str(verdict_word(x->verdict)));
    buf_put(b, S("\",\"rule\":\""));
    buf_put(b, str(match_rule_word(x->kind, x->ranged)));
    buf_put(b, S("\",\"criteria\":"));
    buf_json(b, x->criteria);
    buf_put(b, S(",\"range\":"));
    struct buf range cleanup(buf_free) = buf_new((size_t)8 << 20);
    if (x->range)
        version_range_put(&range, x->range);
    if (range.n)
        buf_json(b, buf_str(&range));
    else
        buf_put(b, S("null"));
    buf_put(b, x->kev ? S(",\"kev\":true") : S(",\"kev\":false"));
    buf_put(b, x->ransomware ? S(",\"ransomware\":true") : S(",\"ransomware\":false"));
    put_number(b, ",\"epss\":", x->has_epss, x->epss);
    put_number(b, ",\"cvss\":", x->cvss.version != 0, x->cvss.score);
    buf_char(b, '}');
}
