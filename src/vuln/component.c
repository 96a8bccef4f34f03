#include "vuln/component.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"

struct inventory inventory_new(size_t budget) { return (struct inventory){ .arena = arena_new(budget) }; }

void inventory_free(struct inventory *inv)
{
    size_t budget = inv->arena.budget;
    arena_free(&inv->arena);
    free(inv->ids);
    *inv = inventory_new(budget);
}

/* FNV-1a, 64 bits (draft-eastlake-fnv). */
static uint64_t hash_of(struct str s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    return h ^ h >> 32;
}

/* The slot of `id`: its own or the free one where it belongs. */
static uint32_t *slot_of(const struct inventory *inv, uint32_t *ids, size_t cap, struct str id)
{
    size_t at = hash_of(id) & (cap - 1);
    while (ids[at] && !str_eq(inv->items[ids[at] - 1].id, id))
        at = (at + 1) & (cap - 1);
    return &ids[at];
}

static bool ids_room(struct inventory *inv)
{
    if ((inv->n + 1) * 2 <= inv->ids_cap)
        return true;
    size_t cap = inv->ids_cap ? inv->ids_cap * 2 : 64;
    uint32_t *ids = calloc(cap, sizeof *ids);
    if (!ids)
        return false;
    for (size_t i = 0; i < inv->n; i++)
        *slot_of(inv, ids, cap, inv->items[i].id) = (uint32_t)i + 1;
    free(inv->ids);
    inv->ids = ids;
    inv->ids_cap = cap;
    return true;
}

/* A column beside a CPE: filled in from it, or in agreement with it. */
static enum err agree(struct arena *a, struct str *column, const char *name, const struct cpe_attr *at, struct fault *f)
{
    struct str text = at->kind == CPE_VALUE ? (struct str){ at->p, at->n } : at->kind == CPE_NA ? S("-") : S("");
    if (column->n == 0) {
        *column = str_copy(a, text);
        return OK;
    }
    struct cpe_attr own = cpe_plain(*column);
    if (cpe_relate(&own, at) != CPE_DISJOINT)
        return OK;
    return fault(f, E_INVALID, name, N_("Kolumnen motsäger CPE-namnet: {1}."), str_c(a, *column), NULL);
}

static enum err named_by_cpe(struct arena *a, struct component *c, struct fault *f)
{
    enum err e = cpe_parse(a, c->cpe, &c->name, f);
    if (e != OK) {
        if (f)
            fault_within(f, "cpe");
        return e;
    }
    if (cpe_has_wildcards(&c->name))
        return fault(f, E_INVALID, "cpe", N_("Ett namn i inventeringen får inte ha jokertecken: {1}."), str_c(a, c->cpe), NULL);
    TRY(agree(a, &c->part, "part", &c->name.attr[CPE_PART], f));
    TRY(agree(a, &c->vendor, "vendor", &c->name.attr[CPE_VENDOR], f));
    TRY(agree(a, &c->product, "product", &c->name.attr[CPE_PRODUCT], f));
    TRY(agree(a, &c->version, "version", &c->name.attr[CPE_VERSION], f));
    return agree(a, &c->update, "update", &c->name.attr[CPE_UPDATE], f);
}

static enum err named_by_columns(struct component *c, struct fault *f)
{
    const struct { struct str text; enum cpe_attribute at; const char *name; } columns[] = {
        { c->part, CPE_PART, "part" }, { c->vendor, CPE_VENDOR, "vendor" }, { c->product, CPE_PRODUCT, "product" },
        { c->version, CPE_VERSION, "version" }, { c->update, CPE_UPDATE, "update" },
    };
    c->name = (struct cpe){ 0 };
    for (size_t i = 0; i < LEN(columns); i++) {
        if (columns[i].text.n > 1024 * 1024)
            return fault(f, E_LIMIT, columns[i].name, N_("Texten är längre än {1}."), "1 MiB", NULL);
        c->name.attr[columns[i].at] = cpe_plain(columns[i].text);
    }
    return OK;
}

enum err inventory_add(struct inventory *inv, const struct component *item, struct fault *f)
{
    struct arena *a = &inv->arena;
    if (inv->n >= COMPONENTS_MAX)
        return fault(f, E_LIMIT, NULL, N_("Fler än {1} komponenter."), "2 000 000", NULL);
    if (item->id.n == 0)
        return fault(f, E_INVALID, "id", N_("Varje komponent ska ha ett id."), NULL, NULL);
    if (item->part.n && !(item->part.n == 1 && memchr("aoh", item->part.p[0], 3)))
        return fault(f, E_INVALID, "part", N_("Här ska a, o eller h stå."), NULL, NULL);
    struct component *items = arena_grow(a, inv->items, inv->n, inv->n + 1, sizeof *items, &inv->cap);
    if (!items || !ids_room(inv))
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    inv->items = items;
    uint32_t *slot = slot_of(inv, inv->ids, inv->ids_cap, item->id);
    if (*slot)
        return fault(f, E_INVALID, "id", N_("Samma id finns två gånger: {1}."), str_c(a, item->id), NULL);

    struct component c = {
        .id = str_copy(a, item->id), .host = str_copy(a, item->host), .part = str_copy(a, item->part),
        .vendor = str_copy(a, item->vendor), .product = str_copy(a, item->product), .version = str_copy(a, item->version),
        .update = str_copy(a, item->update), .cpe = str_copy(a, item->cpe), .purl = str_copy(a, item->purl),
    };
    if (a->failed)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    TRY(c.cpe.n ? named_by_cpe(a, &c, f) : named_by_columns(&c, f));
    c.matched_by_name = c.name.attr[CPE_PRODUCT].kind == CPE_VALUE;
    if (a->failed)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    inv->items[inv->n++] = c;
    *slot = (uint32_t)inv->n;
    return OK;
}

static void put_field(struct buf *b, const char *before, struct str s)
{
    buf_put(b, str(before));
    buf_json(b, s);
}

static void put_fields(struct buf *b, const struct component *c, bool full)
{
    put_field(b, "{\"id\":", c->id);
    put_field(b, ",\"host\":", c->host);
    put_field(b, ",\"part\":", c->part);
    put_field(b, ",\"vendor\":", c->vendor);
    put_field(b, ",\"product\":", c->product);
    put_field(b, ",\"version\":", c->version);
    if (full)
        put_field(b, ",\"update\":", c->update);
    put_field(b, ",\"cpe\":", c->cpe);
    put_field(b, ",\"purl\":", c->purl);
    buf_char(b, '}');
}

void component_put_json(struct buf *b, const struct component *c) { put_fields(b, c, false); }
void component_put_json_full(struct buf *b, const struct component *c) { put_fields(b, c, true); }

enum err component_parse_json(struct arena *a, struct str text, struct component *ret_item, struct fault *f)
{
    struct json j = json_new(text, a, JSON_LIMITS);
    struct component c = { 0 };
    const struct { const char *key; struct str *to; } fields[] = {
        { "id", &c.id }, { "host", &c.host }, { "part", &c.part }, { "vendor", &c.vendor }, { "product", &c.product },
        { "version", &c.version }, { "update", &c.update }, { "cpe", &c.cpe }, { "purl", &c.purl },
    };
    struct str key;
    for (json_object(&j); json_key(&j, &key);) {
        size_t i = 0;
        while (i < LEN(fields) && !str_is(key, fields[i].key))
            i++;
        if (i == LEN(fields) || json_peek(&j) == JSON_NULL)
            json_skip(&j);
        else
            *fields[i].to = json_string(&j);
    }
    TRY(json_end(&j, f));
    *ret_item = c;
    return OK;
}
