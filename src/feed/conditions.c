#include "feed/conditions.h"

static void *room(struct json *j, struct arena *a, void *list, size_t n, size_t size, size_t *cap)
{
    void *p = arena_grow(a, list, n, n + 1, size, cap);
    if (!p)
        json_refuse(j, E_LIMIT, N_("Minnet räcker inte."), NULL, NULL);
    return p;
}

void criterion_add(struct json *j, struct arena *a, struct criterion_list *to, struct criterion c)
{
    struct criterion *p = room(j, a, to->p, to->n, sizeof *p, &to->cap);
    if (!p)
        return;
    to->p = p;
    p[to->n++] = c;
}

void rule_add(struct json *j, struct arena *a, struct rule_list *to, struct version_rule r)
{
    struct version_rule *p = room(j, a, to->p, to->n, sizeof *p, &to->cap);
    if (!p)
        return;
    to->p = p;
    p[to->n++] = r;
}

static void configuration_add(struct json *j, struct arena *a, struct configuration_list *to, struct configuration c)
{
    struct configuration *p = room(j, a, to->p, to->n, sizeof *p, &to->cap);
    if (!p)
        return;
    to->p = p;
    p[to->n++] = c;
}

void conditions_of_criteria(struct json *j, struct arena *a, const struct criterion_list *from, struct configuration_list *to)
{
    struct criteria_node *node = ARENA_NEW(a, struct criteria_node);
    if (!from->n)
        return;
    if (!node) {
        json_refuse(j, E_LIMIT, N_("Minnet räcker inte."), NULL, NULL);
        return;
    }
    *node = (struct criteria_node){ .criteria = from->p, .n = (uint32_t)from->n };
    configuration_add(j, a, to, (struct configuration){ .nodes = node, .n = 1 });
}

void criterion_refuse_malformed(struct json *j, struct arena *a, const struct criterion *c)
{
    struct fault f;
    if (j->fault.code == OK && criterion_check(a, c, &f) != OK)
        json_refuse(j, f.code, f.text, f.arg[0], f.arg[1]);
}

static bool read_operator(struct json *j, struct arena *a)
{
    struct str word = json_string(j);
    bool all = str_is(word, "AND");
    if (!all && !str_is(word, "OR"))
        json_refuse(j, E_INVALID, N_("Här ska AND eller OR stå, inte {1}."), str_c(a, word), NULL);
    return all;
}

static struct str read_bound(struct json *j)
{
    struct str s = json_string(j);
    if (s.n == 0)
        json_refuse(j, E_INVALID, N_("Här saknas en version."), NULL, NULL);
    return s;
}

static struct criterion read_match(struct json *j, struct arena *a)
{
    struct criterion c = { .kind = CRITERION_CPE };
    struct version_range range = { 0 };
    bool has_vulnerable = false;
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "criteria")) {
            c.text = json_string(j);
            criterion_refuse_malformed(j, a, &c);
        } else if (str_is(key, "vulnerable")) {
            c.vulnerable = json_bool(j);
            has_vulnerable = true;
        } else if (str_is(key, "versionStartIncluding")) {
            range.ge = read_bound(j);
        } else if (str_is(key, "versionStartExcluding")) {
            range.gt = read_bound(j);
        } else if (str_is(key, "versionEndIncluding")) {
            range.le = read_bound(j);
        } else if (str_is(key, "versionEndExcluding")) {
            range.lt = read_bound(j);
        } else {
            json_skip(j);
        }
    }
    if (!c.text.n)
        json_refuse(j, E_INVALID, N_("Fältet {1} saknas."), "criteria", NULL);
    if (!has_vulnerable)
        json_refuse(j, E_INVALID, N_("Fältet {1} saknas."), "vulnerable", NULL);
    if (range.ge.n || range.gt.n || range.le.n || range.lt.n) {
        struct version_rules *v = ARENA_NEW(a, struct version_rules);
        struct version_rule *r = ARENA_NEW(a, struct version_rule);
        if (!v || !r) {
            json_refuse(j, E_LIMIT, N_("Minnet räcker inte."), NULL, NULL);
            return c;
        }
        *r = (struct version_rule){ .range = range, .status = VERSION_AFFECTED };
        *v = (struct version_rules){ .rules = r, .n = 1, .otherwise = VERSION_UNAFFECTED };
        c.versions = v;
    }
    return c;
}

static struct criteria_node read_node(struct json *j, struct arena *a)
{
    struct criteria_node node = { 0 };
    struct criterion_list list = { 0 };
    bool has_matches = false;
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "operator")) {
            node.all = read_operator(j, a);
        } else if (str_is(key, "negate")) {
            node.negate = json_bool(j);
        } else if (str_is(key, "cpeMatch")) {
            has_matches = true;
            for (json_array(j); json_item(j);) {
                struct criterion c = read_match(j, a);
                criterion_add(j, a, &list, c);
            }
        } else {
            json_skip(j);
        }
    }
    if (!has_matches)
        json_refuse(j, E_INVALID, N_("Fältet {1} saknas."), "cpeMatch", NULL);
    node.criteria = list.p;
    node.n = (uint32_t)list.n;
    return node;
}

static struct configuration read_configuration(struct json *j, struct arena *a)
{
    struct configuration conf = { 0 };
    size_t cap = 0;
    bool has_nodes = false;
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "operator")) {
            conf.all = read_operator(j, a);
        } else if (str_is(key, "negate")) {
            conf.negate = json_bool(j);
        } else if (str_is(key, "nodes")) {
            has_nodes = true;
            for (json_array(j); json_item(j);) {
                struct criteria_node node = read_node(j, a);
                struct criteria_node *p = room(j, a, conf.nodes, conf.n, sizeof *p, &cap);
                if (!p)
                    continue;
                conf.nodes = p;
                p[conf.n++] = node;
            }
        } else {
            json_skip(j);
        }
    }
    if (!has_nodes)
        json_refuse(j, E_INVALID, N_("Fältet {1} saknas."), "nodes", NULL);
    return conf;
}

void conditions_read(struct json *j, struct arena *a, struct configuration_list *to)
{
    for (json_array(j); json_item(j);) {
        struct configuration c = read_configuration(j, a);
        configuration_add(j, a, to, c);
    }
}

void cvss_take(struct json *j, struct cvss *best, unsigned version, bool primary, double score)
{
    struct cvss c = { .version = (uint8_t)version, .primary = primary, .score = score };
    if (!(score >= 0 && score <= 10))
        json_refuse(j, E_INVALID, N_("En CVSS-poäng ska vara mellan 0 och 10."), NULL, NULL);
    else if (cvss_better(&c, best))
        *best = c;
}

double cvss_base_score(struct json *j)
{
    double score = -1;
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "baseScore")) {
            score = json_number(j);
            if (!(score >= 0 && score <= 10))
                json_refuse(j, E_INVALID, N_("En CVSS-poäng ska vara mellan 0 och 10."), NULL, NULL);
        } else {
            json_skip(j);
        }
    }
    return score;
}

struct str json_text_or_null(struct json *j)
{
    if (json_peek(j) == JSON_NULL) {
        json_null(j);
        return (struct str){ 0 };
    }
    return json_string(j);
}
