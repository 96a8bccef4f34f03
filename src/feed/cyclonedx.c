/* CycloneDX as JSON, 1.0 to 1.7. https://cyclonedx.org/docs/1.7/json/ */
#include <stdio.h>

#include "base/json.h"
#include "feed/cyclonedx.h"
#include "feed/inventory.h"
#include "feed/limits.h"

bool cyclonedx_version_known(struct str version)
{
    return version.n == 3 && version.p[0] == '1' && version.p[1] == '.' && version.p[2] >= '0' && version.p[2] <= '7';
}

struct str cyclonedx_part(struct str type)
{
    if (str_is(type, "operating-system") || str_is(type, "firmware"))
        return S("o");
    return str_is(type, "device") ? S("h") : S("a");
}

struct str cyclonedx_vendor(const struct cyclonedx_names *n)
{
    const struct str candidates[] = { n->group, n->supplier, n->manufacturer, n->publisher };
    for (size_t i = 0; i < LEN(candidates); i++)
        if (candidates[i].n)
            return candidates[i];
    return S("");
}

/* A text; null is as if it were not there. */
static struct str text_of(struct json *j)
{
    if (json_peek(j) != JSON_NULL)
        return json_string(j);
    json_null(j);
    return S("");
}

static struct str name_of(struct json *j)
{
    struct str key, name = S("");
    for (json_object(j); json_key(j, &key);)
        if (str_is(key, "name"))
            name = text_of(j);
        else
            json_skip(j);
    return name;
}

struct reading {
    struct json j;
    struct inventory *inv;
};

static size_t read_components(struct reading *r);

/* Reads one component with those inside it and returns the bytes it takes. Its own record is that less what is inside. */
static size_t read_component(struct reading *r)
{
    struct json *j = &r->j;
    struct inventory_entry e = { 0 };
    struct cyclonedx_names names = { 0 };
    struct str type = S(""), key;
    char place[FAULT_PLACE];
    json_place(j, place, sizeof place);
    size_t from = j->at, inside = 0;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "type"))
            type = text_of(j);
        else if (str_is(key, "bom-ref"))
            e.id = text_of(j);
        else if (str_is(key, "group"))
            names.group = text_of(j);
        else if (str_is(key, "publisher"))
            names.publisher = text_of(j);
        else if (str_is(key, "supplier"))
            names.supplier = name_of(j);
        else if (str_is(key, "manufacturer"))
            names.manufacturer = name_of(j);
        else if (str_is(key, "name"))
            e.product = text_of(j);
        else if (str_is(key, "version"))
            e.version = text_of(j);
        else if (str_is(key, "cpe"))
            e.cpe = text_of(j);
        else if (str_is(key, "purl"))
            e.purl = text_of(j);
        else if (str_is(key, "components"))
            inside += read_components(r);
        else
            json_skip(j);
    }
    size_t size = j->at - from;
    if (j->fault.code != OK)
        return size;
    struct fault f = { 0 };
    e.part = cyclonedx_part(type);
    e.vendor = cyclonedx_vendor(&names);
    if (e.product.n == 0)
        fault(&f, E_INVALID, "name", N_("En komponent ska ha ett namn."), NULL, NULL);
    else if (size - inside > feed_limits[LIMIT_RECORD].most)
        (void)!feed_limit_passed(LIMIT_RECORD, NULL, &f);
    else if (inventory_add_entry(r->inv, &e, &f) == OK)
        return size;
    /* The place of the component, not that of the key that would come next. */
    char joined[FAULT_PLACE * 2];
    snprintf(joined, sizeof joined, "%s%s%s", place, f.place[0] ? "." : "", f.place);
    fault(&j->fault, f.code, joined, f.text, f.arg[0], f.arg[1]);
    return size;
}

static size_t read_components(struct reading *r)
{
    size_t from = r->j.at;
    if (json_peek(&r->j) == JSON_NULL)
        json_null(&r->j);
    else
        for (json_array(&r->j); json_item(&r->j);)
            read_component(r);
    return r->j.at - from;
}

static void read_metadata(struct reading *r)
{
    struct str key;
    for (json_object(&r->j); json_key(&r->j, &key);)
        if (str_is(key, "component") && json_peek(&r->j) == JSON_OBJECT)
            read_component(r);
        else
            json_skip(&r->j);
}

enum err cyclonedx_read_json(struct str text, struct inventory *inv, struct fault *f)
{
    /* Strings with escapes are copied here; each byte of the text at most once, and rounded up. */
    struct arena a cleanup(arena_free) = arena_new(text.n * 16 + 65536);
    struct reading r = { .j = json_new(text, &a, JSON_LIMITS), .inv = inv };
    struct str key, version = { NULL, 0 };
    bool named = false;
    for (json_object(&r.j); json_key(&r.j, &key);) {
        if (str_is(key, "bomFormat")) {
            named = str_is(json_string(&r.j), "CycloneDX");
            if (!named)
                json_refuse(&r.j, E_INVALID, N_("Här ska \"CycloneDX\" stå."), NULL, NULL);
        } else if (str_is(key, "specVersion")) {
            version = json_string(&r.j);
            if (!cyclonedx_version_known(version))
                json_refuse(&r.j, E_INVALID, N_("Versionen {1} av CycloneDX läses inte; 1.0 till 1.7 går bra."),
                    str_c(&a, str_sub(version, 0, 40)), NULL);
        } else if (str_is(key, "metadata") && json_peek(&r.j) == JSON_OBJECT)
            read_metadata(&r);
        else if (str_is(key, "components"))
            read_components(&r);
        else
            json_skip(&r.j);
    }
    TRY(json_end(&r.j, f));
    if (!named)
        return fault(f, E_INVALID, "bomFormat", N_("Här ska \"CycloneDX\" stå."), NULL, NULL);
    return version.p ? OK : fault(f, E_INVALID, "specVersion", N_("Förteckningen ska ange sin version."), NULL, NULL);
}
