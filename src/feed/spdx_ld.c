/* SPDX 3.0 as JSON-LD. https://spdx.github.io/spdx-spec/v3.0.1/model/Software/Classes/Package/
 *
 * A package names its supplier by the id of another element, which may stand anywhere: the agents are read first. */
#include <stdio.h>

#include "base/arena.h"
#include "base/json.h"
#include "feed/inventory.h"
#include "feed/limits.h"
#include "feed/spdx.h"

struct agent { struct str id, name; };

struct reading {
    struct json j;
    struct arena *arena;
    struct inventory *inv;
    bool agents_only;        /* the first pass */
    struct agent *agents;
    size_t agents_n, agents_cap;
    size_t *slots;           /* the second pass: hash table, position + 1 */
    size_t slots_n;
    size_t elements;         /* that have a type */
};

/* FNV-1a, 64 bits (draft-eastlake-fnv). */
static size_t slot_of(const struct reading *r, struct str id)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < id.n; i++)
        h = (h ^ (unsigned char)id.p[i]) * 0x100000001b3u;
    size_t at = (h ^ h >> 32) & (r->slots_n - 1);
    while (r->slots[at] && !str_eq(r->agents[r->slots[at] - 1].id, id))
        at = (at + 1) & (r->slots_n - 1);
    return at;
}

static bool index_agents(struct reading *r)
{
    r->slots_n = 16;
    while (r->slots_n < r->agents_n * 2)
        r->slots_n *= 2;
    r->slots = arena_array(r->arena, r->slots_n, sizeof *r->slots);
    for (size_t i = 0; r->slots && i < r->agents_n; i++) {
        size_t at = slot_of(r, r->agents[i].id);
        if (!r->slots[at])
            r->slots[at] = i + 1;
    }
    return r->slots != NULL;
}

static struct str text_of(struct json *j)
{
    if (json_peek(j) == JSON_STRING)
        return json_string(j);
    json_skip(j);
    return S("");
}

static bool is_agent(struct str type)
{
    return str_is(type, "Organization") || str_is(type, "Person") || str_is(type, "Agent") || str_is(type, "SoftwareAgent");
}

/* An id, or the agent itself in place. */
static struct str supplier_of(struct reading *r)
{
    struct json *j = &r->j;
    if (json_peek(j) == JSON_OBJECT) {
        struct str key, name = S("");
        for (json_object(j); json_key(j, &key);)
            if (str_is(key, "name"))
                name = text_of(j);
            else
                json_skip(j);
        return name;
    }
    struct str id = text_of(j);
    size_t found = r->slots && id.n ? r->slots[slot_of(r, id)] : 0;
    return found ? r->agents[found - 1].name : S("");
}

static void read_identifiers(struct json *j, struct spdx_names *n)
{
    for (json_array(j); json_item(j);) {
        struct str key, type = S(""), value = S("");
        for (json_object(j); json_key(j, &key);) {
            if (str_is(key, "externalIdentifierType"))
                type = text_of(j);
            else if (str_is(key, "identifier"))
                value = text_of(j);
            else
                json_skip(j);
        }
        spdx_take_reference(n, type, value);
    }
}

static void check_version(struct reading *r)
{
    struct str version = json_string(&r->j);
    if (!str_is(version, "3.0") && !str_starts(version, S("3.0.")))
        json_refuse(&r->j, E_INVALID, N_("Versionen {1} av SPDX läses inte som JSON-LD; 3.0 går bra."),
            str_c(r->arena, str_sub(version, 0, 40)), NULL);
}

/* What an element tells that we need, whatever its type, which may come last. */
struct element { struct spdx_names names; struct str type, url; };

static void read_member(struct reading *r, struct str key, struct element *e)
{
    struct json *j = &r->j;
    if (str_is(key, "type") || str_is(key, "@type"))
        e->type = text_of(j);
    else if (str_is(key, "spdxId") || str_is(key, "@id"))
        e->names.id = text_of(j);
    else if (str_is(key, "name"))
        e->names.name = text_of(j);
    else if (str_is(key, "specVersion"))
        check_version(r);
    else if (r->agents_only)
        json_skip(j);
    else if (str_is(key, "software_packageVersion"))
        e->names.version = text_of(j);
    else if (str_is(key, "software_packageUrl"))
        e->url = text_of(j);
    else if (str_is(key, "software_primaryPurpose"))
        e->names.purpose = text_of(j);
    else if (str_is(key, "suppliedBy"))
        e->names.supplier = supplier_of(r);
    else if (str_is(key, "externalIdentifier") && json_peek(j) == JSON_ARRAY)
        read_identifiers(j, &e->names);
    else
        json_skip(j);
}

static void keep_agent(struct reading *r, const struct spdx_names *n)
{
    struct agent *grown = arena_grow(r->arena, r->agents, r->agents_n, r->agents_n + 1, sizeof *grown, &r->agents_cap);
    if (!grown) {
        json_refuse(&r->j, E_NOMEM, N_("Minnet räcker inte."), NULL, NULL);
        return;
    }
    r->agents = grown;
    r->agents[r->agents_n++] = (struct agent){ n->id, n->name };
}

static void take_element(struct reading *r, struct element *e, size_t size, const char *place)
{
    struct fault f = { 0 };
    if (r->j.fault.code != OK)
        return;
    r->elements += e->type.n > 0;
    if (r->agents_only && is_agent(e->type) && e->names.id.n && e->names.name.n)
        keep_agent(r, &e->names);
    if (r->agents_only || !(str_is(e->type, "software_Package") || str_is(e->type, "Package")))
        return;
    if (e->url.n)
        e->names.purl = e->url;
    if ((size > feed_limits[LIMIT_RECORD].most ? feed_limit_passed(LIMIT_RECORD, NULL, &f)
                                               : spdx_add(r->inv, &e->names, &f)) != OK)
        spdx_refuse(&r->j, place, &f);
}

static void read_element(struct reading *r)
{
    struct element e = { 0 };
    struct str key;
    char place[FAULT_PLACE];
    json_place(&r->j, place, sizeof place);
    size_t from = r->j.at;
    for (json_object(&r->j); json_key(&r->j, &key);)
        read_member(r, key, &e);
    take_element(r, &e, r->j.at - from, place);
}

/* The graph, or a single element beside its context. */
static enum err pass(struct reading *r, struct str text, struct fault *f)
{
    r->j = json_new(text, r->arena, JSON_LIMITS);
    struct element single = { 0 };
    struct str key;
    for (json_object(&r->j); json_key(&r->j, &key);) {
        if (str_is(key, "@graph"))
            for (json_array(&r->j); json_item(&r->j);)
                read_element(r);
        else
            read_member(r, key, &single);
    }
    take_element(r, &single, 0, "");
    return json_end(&r->j, f);
}

enum err spdx_read_json_ld(struct str text, struct inventory *inv, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(text.n * 64 + 65536);
    struct reading r = { .arena = &a, .inv = inv, .agents_only = true };
    TRY(pass(&r, text, f));
    if (!r.elements)
        return fault(f, E_INVALID, "@graph", N_("Dokumentet innehåller inga SPDX-element."), NULL, NULL);
    if (!index_agents(&r))
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    r.agents_only = false;
    return pass(&r, text, f);
}
