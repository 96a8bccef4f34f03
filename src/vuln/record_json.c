/* A record as one line of JSON. Short keys, nothing that is at its usual value: the line of an NVD record is about a tenth of
 * what NVD writes. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "vuln/record.h"

static const char *const kind_words[] = {
    [CRITERION_NAME] = "name", [CRITERION_PACKAGE] = "package", [CRITERION_PURL] = "purl", [CRITERION_CPE] = "cpe",
};

static void put_text(struct buf *b, const char *key, struct str s)
{
    if (!s.n)
        return;
    buf_put(b, str(key));
    buf_json(b, s);
}

static void put_rules(struct buf *b, const struct version_rules *v)
{
    buf_put(b, S(",\"versions\":{\"otherwise\":"));
    buf_int(b, v->otherwise);
    buf_put(b, S(",\"scheme\":"));
    buf_int(b, v->scheme);
    buf_put(b, S(",\"rules\":["));
    for (uint32_t i = 0; i < v->n; i++) {
        const struct version_rule *r = &v->rules[i];
        buf_put(b, i ? S(",{\"status\":") : S("{\"status\":"));
        buf_int(b, r->status);
        if (r->exact) {
            put_text(b, ",\"is\":", r->range.ge);
        } else {
            put_text(b, ",\"ge\":", r->range.ge);
            put_text(b, ",\"gt\":", r->range.gt);
            put_text(b, ",\"le\":", r->range.le);
            put_text(b, ",\"lt\":", r->range.lt);
        }
        if (r->vague)
            buf_put(b, S(",\"vague\":true"));
        for (uint16_t k = 0; k < r->n_changes; k++) {
            buf_put(b, k ? S(",[") : S(",\"changes\":[["));
            buf_json(b, r->changes[k].at);
            buf_char(b, ',');
            buf_int(b, r->changes[k].status);
            buf_put(b, k + 1 == r->n_changes ? S("]]") : S("]"));
        }
        buf_char(b, '}');
    }
    buf_put(b, S("]}"));
}

static void put_criterion(struct buf *b, const struct criterion *c)
{
    buf_put(b, S("{\"text\":"));
    buf_json(b, c->text);
    if (c->kind != CRITERION_CPE)
        put_text(b, ",\"kind\":", str(kind_words[c->kind]));
    put_text(b, ",\"vendor\":", c->vendor);
    put_text(b, ",\"product\":", c->product);
    if (!c->vulnerable)
        buf_put(b, S(",\"vulnerable\":false"));
    if (c->possible)
        buf_put(b, S(",\"possible\":true"));
    if (c->versions)
        put_rules(b, c->versions);
    buf_char(b, '}');
}

static void put_flags(struct buf *b, bool all, bool negate)
{
    if (all)
        buf_put(b, S("\"all\":true,"));
    if (negate)
        buf_put(b, S("\"negate\":true,"));
}

void record_put(struct buf *b, const struct vuln_record *r)
{
    buf_put(b, S("{\"cve\":"));
    buf_json(b, r->cve);
    buf_put(b, S(",\"feed\":"));
    buf_int(b, r->feed);
    put_text(b, ",\"source\":", r->source);
    put_text(b, ",\"modified\":", r->modified);
    if (r->rejected)
        buf_put(b, S(",\"rejected\":true"));
    if (r->cvss.version) {
        buf_printf(b, ",\"cvss\":[%d,%s,", r->cvss.version, r->cvss.primary ? "true" : "false");
        buf_double(b, r->cvss.score);
        buf_char(b, ']');
    }
    buf_put(b, S(",\"configurations\":["));
    for (uint32_t i = 0; i < r->n; i++) {
        const struct configuration *c = &r->configurations[i];
        buf_put(b, i ? S(",{") : S("{"));
        put_flags(b, c->all, c->negate);
        buf_put(b, S("\"nodes\":["));
        for (uint32_t k = 0; k < c->n; k++) {
            const struct criteria_node *n = &c->nodes[k];
            buf_put(b, k ? S(",{") : S("{"));
            put_flags(b, n->all, n->negate);
            buf_put(b, S("\"criteria\":["));
            for (uint32_t m = 0; m < n->n; m++) {
                if (m)
                    buf_char(b, ',');
                put_criterion(b, &n->criteria[m]);
            }
            buf_put(b, S("]}"));
        }
        buf_put(b, S("]}"));
    }
    buf_put(b, S("]}"));
}

/* ---- and back */

/* Room for one more in a growing list of the arena: the list, or NULL and a refusal when memory is out. */
static void *more(struct json *j, struct arena *a, void *list, size_t n, size_t size, size_t *cap)
{
    void *p = arena_grow(a, list, n, n + 1, size, cap);
    if (!p)
        json_refuse(j, E_NOMEM, N_("Minnet räcker inte."), NULL, NULL);
    return p;
}

static uint8_t small(struct json *j, int64_t most)
{
    int64_t v = json_int(j);
    if (v < 0 || v > most)
        json_refuse(j, E_INVALID, N_("Talet är utanför sina gränser."), NULL, NULL);
    return v < 0 || v > most ? 0 : (uint8_t)v;
}

static void read_changes(struct json *j, struct arena *a, struct version_rule *r)
{
    struct version_change *list = NULL;
    size_t cap = 0, n = 0;
    for (json_array(j); json_item(j);) {
        struct version_change c = { 0 };
        json_array(j);
        if (json_item(j))
            c.at = json_string(j);
        if (json_item(j))
            c.status = small(j, VERSION_STATUS_UNKNOWN);
        if (json_item(j))
            json_refuse(j, E_INVALID, N_("Här ska två värden stå."), NULL, NULL);
        if (n == UINT16_MAX)
            json_refuse(j, E_LIMIT, N_("Fler än {1} ändringar."), "65535", NULL);
        struct version_change *p = n < UINT16_MAX ? more(j, a, list, n, sizeof *p, &cap) : NULL;
        if (p)
            (list = p)[n++] = c;
    }
    r->changes = list;
    r->n_changes = (uint16_t)n;
}

static struct version_rules *read_rules(struct json *j, struct arena *a)
{
    struct version_rules *v = ARENA_NEW(a, struct version_rules);
    struct version_rule *rules = NULL;
    size_t cap = 0;
    uint32_t n = 0;
    struct str key;
    uint8_t otherwise = 0, scheme = 0;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "otherwise")) {
            otherwise = small(j, VERSION_STATUS_UNKNOWN);
        } else if (str_is(key, "scheme")) {
            scheme = small(j, VERSION_RPM);
        } else if (str_is(key, "rules")) {
            for (json_array(j); json_item(j);) {
                struct version_rule r = { 0 };
                for (json_object(j); json_key(j, &key);) {
                    if (str_is(key, "status"))
                        r.status = small(j, VERSION_STATUS_UNKNOWN);
                    else if (str_is(key, "is")) {
                        r.range.ge = r.range.le = json_string(j);
                        r.exact = true;
                    } else if (str_is(key, "ge"))
                        r.range.ge = json_string(j);
                    else if (str_is(key, "gt"))
                        r.range.gt = json_string(j);
                    else if (str_is(key, "le"))
                        r.range.le = json_string(j);
                    else if (str_is(key, "lt"))
                        r.range.lt = json_string(j);
                    else if (str_is(key, "vague"))
                        r.vague = json_bool(j);
                    else if (str_is(key, "changes"))
                        read_changes(j, a, &r);
                    else
                        json_skip(j);
                }
                struct version_rule *p = more(j, a, rules, n, sizeof *p, &cap);
                if (p)
                    (rules = p)[n++] = r;
            }
        } else {
            json_skip(j);
        }
    }
    if (v)
        *v = (struct version_rules){ .rules = rules, .n = n, .otherwise = otherwise, .scheme = scheme };
    return v;
}

static struct criterion read_criterion(struct json *j, struct arena *a)
{
    struct criterion c = { .kind = CRITERION_CPE, .vulnerable = true };
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "text")) {
            c.text = json_string(j);
        } else if (str_is(key, "kind")) {
            struct str kind = json_string(j);
            size_t k = 0;
            while (k < LEN(kind_words) && !str_is(kind, kind_words[k]))
                k++;
            if (k == LEN(kind_words))
                json_refuse(j, E_INVALID, N_("Okänt ord: {1}."), str_c(a, kind), NULL);
            c.kind = (uint8_t)k;
        } else if (str_is(key, "vendor")) {
            c.vendor = json_string(j);
        } else if (str_is(key, "product")) {
            c.product = json_string(j);
        } else if (str_is(key, "vulnerable")) {
            c.vulnerable = json_bool(j);
        } else if (str_is(key, "possible")) {
            c.possible = json_bool(j);
        } else if (str_is(key, "versions")) {
            c.versions = read_rules(j, a);
        } else {
            json_skip(j);
        }
    }
    struct fault f;
    if (j->fault.code == OK && criterion_check(a, &c, &f) != OK)
        json_refuse(j, f.code, f.text, f.arg[0], f.arg[1]);
    return c;
}

static struct criteria_node read_node(struct json *j, struct arena *a)
{
    struct criteria_node node = { 0 };
    size_t cap = 0;
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "all"))
            node.all = json_bool(j);
        else if (str_is(key, "negate"))
            node.negate = json_bool(j);
        else if (str_is(key, "criteria"))
            for (json_array(j); json_item(j);) {
                struct criterion c = read_criterion(j, a);
                struct criterion *p = more(j, a, node.criteria, node.n, sizeof *p, &cap);
                if (p)
                    (node.criteria = p)[node.n++] = c;
            }
        else
            json_skip(j);
    }
    return node;
}

static struct configuration read_configuration(struct json *j, struct arena *a)
{
    struct configuration conf = { 0 };
    size_t cap = 0;
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "all"))
            conf.all = json_bool(j);
        else if (str_is(key, "negate"))
            conf.negate = json_bool(j);
        else if (str_is(key, "nodes"))
            for (json_array(j); json_item(j);) {
                struct criteria_node node = read_node(j, a);
                struct criteria_node *p = more(j, a, conf.nodes, conf.n, sizeof *p, &cap);
                if (p)
                    (conf.nodes = p)[conf.n++] = node;
            }
        else
            json_skip(j);
    }
    return conf;
}

static struct cvss read_cvss(struct json *j)
{
    struct cvss c = { 0 };
    json_array(j);
    if (json_item(j))
        c.version = small(j, 100);
    if (json_item(j))
        c.primary = json_bool(j);
    if (json_item(j))
        c.score = json_number(j);
    if (json_item(j))
        json_refuse(j, E_INVALID, N_("Här ska tre värden stå."), NULL, NULL);
    return c;
}

enum err record_parse(struct arena *a, struct str text, struct vuln_record *ret_record, struct fault *f)
{
    struct json reader = json_new(text, a, JSON_LIMITS), *j = &reader;
    struct vuln_record r = { 0 };
    size_t cap = 0;
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "cve"))
            r.cve = json_string(j);
        else if (str_is(key, "feed"))
            r.feed = small(j, VULN_FEEDS - 1);
        else if (str_is(key, "source"))
            r.source = json_string(j);
        else if (str_is(key, "modified"))
            r.modified = json_string(j);
        else if (str_is(key, "rejected"))
            r.rejected = json_bool(j);
        else if (str_is(key, "cvss"))
            r.cvss = read_cvss(j);
        else if (str_is(key, "configurations"))
            for (json_array(j); json_item(j);) {
                struct configuration c = read_configuration(j, a);
                struct configuration *p = more(j, a, r.configurations, r.n, sizeof *p, &cap);
                if (p)
                    (r.configurations = p)[r.n++] = c;
            }
        else
            json_skip(j);
    }
    TRY(json_end(j, f));
    if (r.cve.n == 0)
        return fault(f, E_INVALID, "cve", N_("Posten saknar CVE-nummer."), NULL, NULL);
    *ret_record = r;
    return OK;
}
