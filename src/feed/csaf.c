/* CSAF 2.0 advisories (OASIS, csaf-v2.0-os). A document is one record of the feed and gives one record a vulnerability.
 * Real documents seldom carry CPE or purl: then vendor and product are matched as words, with the range as people wrote it. */
#include <stdlib.h>

#include "feed/conditions.h"
#include "feed/feed.h"
#include "vuln/cpe.h"
#include "vuln/purl.h"

struct product {
    struct str id, vendor, product, name; /* name: the feed's own full name */
    struct str version, range;            /* at most one of them */
    struct str cpe;
    struct str *purls;
    size_t n_purls, cap_purls;
    bool within;                          /* part of something else (a relationship): the rest is not checked */
};

struct products { struct product *p; size_t n, cap; };

struct relation { struct str id, part; };

struct document {
    struct products products;
    struct relation *relations;
    size_t n_relations, cap_relations;
    struct str tracking, modified, vulnerabilities;
    bool right_version;
};

static void no_memory(struct json *j) { json_refuse(j, E_LIMIT, N_("Minnet räcker inte."), NULL, NULL); }

/* ---- product_tree */

static void read_helper(struct json *j, struct arena *a, struct product *to)
{
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        bool one = str_is(key, "purl");
        if (str_is(key, "cpe")) {
            to->cpe = json_string(j);
            struct criterion c = { .kind = CRITERION_CPE, .text = to->cpe };
            criterion_refuse_malformed(j, a, &c);
        } else if (one || str_is(key, "purls")) {
            if (!one)
                json_array(j);
            while (one || json_item(j)) {
                struct str *p = arena_grow(a, to->purls, to->n_purls, to->n_purls + 1, sizeof *p, &to->cap_purls);
                struct criterion c = { .kind = CRITERION_PURL, .text = json_string(j) };
                criterion_refuse_malformed(j, a, &c);
                if (!p)
                    no_memory(j);
                else
                    (to->purls = p)[to->n_purls++] = c.text;
                if (one)
                    break;
            }
        } else {
            json_skip(j);
        }
    }
}

static void read_product(struct json *j, struct arena *a, struct products *to, struct product p)
{
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "product_id"))
            p.id = json_string(j);
        else if (str_is(key, "name"))
            p.name = json_string(j);
        else if (str_is(key, "product_identification_helper"))
            read_helper(j, a, &p);
        else
            json_skip(j);
    }
    if (!p.id.n)
        json_refuse(j, E_INVALID, N_("Fältet {1} saknas."), "product_id", NULL);
    struct product *list = arena_grow(a, to->p, to->n, to->n + 1, sizeof *list, &to->cap);
    if (!list) {
        no_memory(j);
        return;
    }
    to->p = list;
    list[to->n++] = p;
}

/* A branch may tell its category after its children: the text is read twice, once for itself and once for what hangs on it.
 * Recursion is bounded by the reader's nesting. */
static void read_branches(struct json *j, struct arena *a, struct products *to, struct product above)
{
    for (json_array(j); json_item(j);) {
        struct str key, category = { 0 }, name = { 0 };
        struct json again = *j;
        for (json_object(j); json_key(j, &key);) {
            if (str_is(key, "category"))
                category = json_string(j);
            else if (str_is(key, "name"))
                name = json_string(j);
            else
                json_skip(j);
        }
        if (j->fault.code != OK)
            return;
        struct product here = above;
        if (str_is(category, "vendor"))
            here.vendor = name;
        else if (str_is(category, "product_name"))
            here.product = name;
        else if (str_is(category, "product_version")) {
            here.version = name;
            here.range = S("");
        } else if (str_is(category, "product_version_range")) {
            here.range = name;
            here.version = S("");
        }
        for (json_object(&again); json_key(&again, &key);) {
            if (str_is(key, "branches"))
                read_branches(&again, a, to, here);
            else if (str_is(key, "product"))
                read_product(&again, a, to, here);
            else
                json_skip(&again);
        }
        *j = again;
    }
}

static void read_relationships(struct json *j, struct arena *a, struct document *d)
{
    struct str key, inner;
    for (json_array(j); json_item(j);) {
        struct relation r = { 0 };
        for (json_object(j); json_key(j, &key);) {
            if (str_is(key, "product_reference"))
                r.part = json_string(j);
            else if (str_is(key, "full_product_name"))
                for (json_object(j); json_key(j, &inner);) {
                    if (str_is(inner, "product_id"))
                        r.id = json_string(j);
                    else
                        json_skip(j);
                }
            else
                json_skip(j);
        }
        struct relation *list = arena_grow(a, d->relations, d->n_relations, d->n_relations + 1, sizeof *list, &d->cap_relations);
        if (!list) {
            no_memory(j);
            return;
        }
        d->relations = list;
        list[d->n_relations++] = r;
    }
}

static void read_tree(struct json *j, struct arena *a, struct document *d)
{
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "branches"))
            read_branches(j, a, &d->products, (struct product){ 0 });
        else if (str_is(key, "full_product_names"))
            for (json_array(j); json_item(j);)
                read_product(j, a, &d->products, (struct product){ 0 });
        else if (str_is(key, "relationships"))
            read_relationships(j, a, d);
        else
            json_skip(j);
    }
}

static int by_id(const void *x, const void *y)
{
    const struct product *a = x, *b = y;
    return str_cmp(a->id, b->id);
}

static struct product *find(const struct products *list, size_t n, struct str id)
{
    struct product key = { .id = id };
    return n ? bsearch(&key, list->p, n, sizeof key, by_id) : NULL;
}

/* Products by id; what a relationship makes of a product is that product, within something. Relationships may build on each
 * other: as many rounds as it takes, at most as many as JSON may nest. */
static void settle(struct json *j, struct arena *a, struct document *d)
{
    if (d->products.n)
        qsort(d->products.p, d->products.n, sizeof *d->products.p, by_id);
    for (size_t i = 1; i < d->products.n; i++)
        if (str_eq(d->products.p[i].id, d->products.p[i - 1].id))
            json_refuse(j, E_INVALID, N_("Samma id finns två gånger: {1}."), str_c(a, d->products.p[i].id), NULL);
    size_t left = d->n_relations;
    for (unsigned round = 0; left && round < JSON_DEPTH_MAX && j->fault.code == OK; round++) {
        size_t sorted = d->products.n, before = left;
        left = 0;
        for (size_t i = 0; i < before; i++) {
            struct relation r = d->relations[i];
            const struct product *part = find(&d->products, sorted, r.part);
            if (!part) {
                d->relations[left++] = r;
                continue;
            }
            struct product p = *part;
            p.id = r.id;
            p.within = true;
            struct product *list = arena_grow(a, d->products.p, d->products.n, d->products.n + 1, sizeof *list, &d->products.cap);
            if (!list) {
                no_memory(j);
                return;
            }
            d->products.p = list;
            list[d->products.n++] = p;
        }
        if (d->products.n == sorted)
            return;
        qsort(d->products.p, d->products.n, sizeof *d->products.p, by_id);
    }
}

/* ---- vulnerabilities */

enum standing { AFFECTED = 1, INVESTIGATED = 2, CLEARED = 4 };

struct status { struct str id; unsigned standing; };
struct statuses { struct status *p; size_t n, cap; };

static void read_statuses(struct json *j, struct arena *a, struct statuses *to)
{
    static const struct { const char *key; unsigned standing; } kinds[] = {
        { "known_affected", AFFECTED }, { "first_affected", AFFECTED }, { "last_affected", AFFECTED },
        { "under_investigation", INVESTIGATED }, { "fixed", CLEARED }, { "first_fixed", CLEARED },
        { "known_not_affected", CLEARED },
    };
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        unsigned standing = 0;
        for (size_t i = 0; i < LEN(kinds); i++)
            if (str_is(key, kinds[i].key))
                standing = kinds[i].standing;
        if (!standing) {
            json_skip(j);
            continue;
        }
        for (json_array(j); json_item(j);) {
            struct status s = { json_string(j), standing };
            struct status *list = arena_grow(a, to->p, to->n, to->n + 1, sizeof *list, &to->cap);
            if (!list) {
                no_memory(j);
                return;
            }
            to->p = list;
            list[to->n++] = s;
        }
    }
}

static int by_status_id(const void *x, const void *y)
{
    const struct status *a = x, *b = y;
    return str_cmp(a->id, b->id);
}

/* What the product's branch says of versions; NULL for nothing. *ret_vague: that every version is only possible. */
static const struct version_rules *versions_of(struct json *j, struct arena *a, const struct product *p, bool *ret_vague)
{
    struct str text = p->version.n ? p->version : p->range;
    if (!text.n)
        return NULL;
    const struct version_rules *v = version_rules_of_text(a, text, VERSION_AFFECTED);
    if (!v) {
        no_memory(j);
        return NULL;
    }
    const struct version_rule *r = v->rules;
    bool every = v->n == 1 && !r->exact && !r->range.ge.n && !r->range.gt.n && !r->range.le.n && !r->range.lt.n;
    *ret_vague = every && r->vague;
    return every ? NULL : v;
}

static void criteria_of(struct json *j, struct arena *a, const struct product *p, bool possible, struct criterion_list *to)
{
    bool vague = false;
    const struct version_rules *versions = versions_of(j, a, p, &vague);
    struct criterion c = { .vulnerable = true, .possible = possible || p->within || vague };
    if (p->cpe.n) {
        struct cpe name;
        bool own = cpe_parse(a, p->cpe, &name, NULL) == OK && name.attr[CPE_VERSION].kind != CPE_ANY;
        c.kind = CRITERION_CPE;
        c.text = p->cpe;
        c.versions = own ? NULL : versions;
        c.possible = possible || p->within || (vague && !own);
        criterion_add(j, a, to, c);
    }
    for (size_t i = 0; i < p->n_purls; i++) {
        struct purl purl;
        bool own = purl_parse(a, p->purls[i], &purl, NULL) == OK && purl.version.n;
        c.kind = CRITERION_PURL;
        c.text = p->purls[i];
        c.versions = own ? NULL : versions;
        c.possible = possible || p->within || (vague && !own);
        criterion_add(j, a, to, c);
    }
    if (p->cpe.n || p->n_purls || !p->vendor.n || !p->product.n)
        return;
    c = (struct criterion){ .kind = CRITERION_NAME, .text = p->name.n ? p->name : p->product, .vendor = p->vendor,
                            .product = p->product, .versions = versions, .vulnerable = true, .possible = true };
    criterion_add(j, a, to, c);
}

static void criteria_of_all(struct json *j, struct arena *a, const struct document *d, struct statuses *all,
                            struct criterion_list *to)
{
    if (all->n)
        qsort(all->p, all->n, sizeof *all->p, by_status_id);
    for (size_t i = 0; i < all->n && j->fault.code == OK;) {
        struct str id = all->p[i].id;
        unsigned standing = 0;
        for (; i < all->n && str_eq(all->p[i].id, id); i++)
            standing |= all->p[i].standing;
        const struct product *p = find(&d->products, d->products.n, id);
        if (!p)
            json_refuse(j, E_INVALID, N_("Produkten finns inte i product_tree: {1}."), str_c(a, id), NULL);
        else if (!(standing & CLEARED))
            criteria_of(j, a, p, !(standing & AFFECTED), to);
    }
}

static void read_scores(struct json *j, struct cvss *best)
{
    struct str key, inner;
    for (json_array(j); json_item(j);)
        for (json_object(j); json_key(j, &key);) {
            bool v3 = str_is(key, "cvss_v3");
            if (!v3 && !str_is(key, "cvss_v2") && !str_is(key, "cvss_v4")) {
                json_skip(j);
                continue;
            }
            unsigned version = v3 ? 31 : str_is(key, "cvss_v2") ? 20 : 40;
            double score = -1;
            for (json_object(j); json_key(j, &inner);) {
                if (str_is(inner, "version"))
                    version = str_is(json_string(j), "3.0") ? 30 : version;
                else if (str_is(inner, "baseScore"))
                    score = json_number(j);
                else
                    json_skip(j);
            }
            cvss_take(j, best, version, false, score);
        }
}

static struct str first_id(struct json *j)
{
    struct str key, text = { 0 };
    for (json_array(j); json_item(j);)
        for (json_object(j); json_key(j, &key);) {
            if (str_is(key, "text") && !text.n)
                text = json_string(j);
            else
                json_skip(j);
        }
    return text;
}

static struct vuln_record read_vulnerability(struct json *j, struct arena *a, const struct document *d)
{
    struct vuln_record r = { .feed = VULN_CSAF, .source = d->tracking, .modified = d->modified };
    struct statuses statuses = { 0 };
    struct criterion_list criteria = { 0 };
    struct configuration_list configurations = { 0 };
    struct str key, other = { 0 };
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "cve")) {
            r.cve = json_string(j);
            if (!cve_id_valid(r.cve))
                json_refuse(j, E_INVALID, N_("Det här är inte ett CVE-nummer: {1}."), str_c(a, r.cve), NULL);
        } else if (str_is(key, "ids")) {
            other = first_id(j);
        } else if (str_is(key, "product_status")) {
            read_statuses(j, a, &statuses);
        } else if (str_is(key, "scores")) {
            read_scores(j, &r.cvss);
        } else {
            json_skip(j);
        }
    }
    if (!r.cve.n)
        r.cve = other.n ? other : d->tracking;
    criteria_of_all(j, a, d, &statuses, &criteria);
    conditions_of_criteria(j, a, &criteria, &configurations);
    r.configurations = configurations.p;
    r.n = (uint32_t)configurations.n;
    return r;
}

/* ---- the document */

static void read_document(struct json *j, struct document *d)
{
    struct str key, inner;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "csaf_version")) {
            d->right_version = str_starts(json_string(j), S("2."));
        } else if (str_is(key, "tracking")) {
            for (json_object(j); json_key(j, &inner);) {
                if (str_is(inner, "id"))
                    d->tracking = json_string(j);
                else if (str_is(inner, "current_release_date"))
                    d->modified = json_string(j);
                else
                    json_skip(j);
            }
        } else {
            json_skip(j);
        }
    }
}

static enum err emit(struct arena *a, const struct document *d, struct json_limits limits, const struct feed_sink *sink,
                     struct fault *f)
{
    if (!d->vulnerabilities.n)
        return OK;
    /* Twice: nothing is given before the whole document is known to be good. */
    for (int round = 0; round < 2; round++) {
        struct json list = json_new(d->vulnerabilities, a, limits);
        for (json_array(&list); json_item(&list);) {
            struct vuln_record r = read_vulnerability(&list, a, d);
            if (round && sink->record && list.fault.code == OK)
                TRY(sink->record(sink->ctx, &r, f));
        }
        enum err e = json_end(&list, f);
        if (e != OK) {
            if (f && f->place[0] != '[')
                fault_within(f, "vulnerabilities");
            else if (f) {
                char place[FAULT_PLACE];
                memcpy(place, f->place, sizeof place);
                memcpy(f->place, "vulnerabilities", 15);
                memcpy(f->place + 15, place, sizeof place - 15);
                f->place[FAULT_PLACE - 1] = '\0';
            }
            return e;
        }
    }
    return OK;
}

static enum err read_record(struct json *j, struct arena *a, const struct feed_sink *sink, struct fault *f)
{
    struct document d = { 0 };
    struct json_limits limits = j->limits;
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "document"))
            read_document(j, &d);
        else if (str_is(key, "product_tree"))
            read_tree(j, a, &d);
        else if (str_is(key, "vulnerabilities"))
            d.vulnerabilities = json_raw(j);
        else
            json_skip(j);
    }
    if (!d.right_version)
        json_refuse(j, E_INVALID, N_("Det här är inte ett CSAF-dokument av version 2."), NULL, NULL);
    if (!d.tracking.n)
        json_refuse(j, E_INVALID, N_("Fältet {1} saknas."), "document.tracking.id", NULL);
    settle(j, a, &d);
    TRY(json_end(j, f));
    limits.depth -= limits.depth > 1 ? 1 : 0;
    return emit(a, &d, limits, sink, f);
}

enum err feed_read_csaf(struct source *src, const struct feed_sink *sink, struct feed_report *report, struct fault *f)
{
    return feed_read_json(src, NULL, read_record, sink, report, f);
}
