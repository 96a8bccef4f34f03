/* SPDX as JSON: 2.2 and 2.3 (https://spdx.github.io/spdx-spec/v2.3/package-information/) and 3.0 as JSON-LD, which is told
 * from them by its @context. */
#include <stdio.h>

#include "base/json.h"
#include "feed/inventory.h"
#include "feed/limits.h"
#include "feed/spdx.h"

void spdx_take_reference(struct spdx_names *n, struct str type, struct str locator)
{
    /* The type may be written as the URI of the specification's list. */
    size_t slash = SIZE_MAX;
    for (size_t i = 0; i < type.n; i++)
        if (type.p[i] == '/' || type.p[i] == '#')
            slash = i;
    if (slash != SIZE_MAX)
        type = str_sub(type, slash + 1, type.n);
    struct str *to = str_is(type, "cpe23Type") || str_is(type, "cpe23") ? &n->cpe23
        : str_is(type, "cpe22Type") || str_is(type, "cpe22") ? &n->cpe22
        : str_is(type, "purl") || str_is(type, "packageUrl") || str_is(type, "packageURL") ? &n->purl : NULL;
    if (to && to->n == 0)
        *to = str_trim(locator);
}

struct str spdx_part(struct str purpose)
{
    if (str_is(purpose, "OPERATING-SYSTEM") || str_is(purpose, "OPERATING_SYSTEM") || str_is(purpose, "operatingSystem") ||
        str_is(purpose, "FIRMWARE") || str_is(purpose, "firmware"))
        return S("o");
    return str_is(purpose, "DEVICE") || str_is(purpose, "device") ? S("h") : S("a");
}

enum err spdx_add(struct inventory *inv, const struct spdx_names *n, struct fault *f)
{
    struct inventory_entry e = { .id = n->id,
        .part = spdx_part(n->purpose),
        .vendor = inventory_supplier(n->supplier),
        .product = n->name,
        .version = inventory_assertion(n->version),
        .cpe = n->cpe23.n ? n->cpe23 : n->cpe22,
        .purl = n->purl };
    if (e.product.n == 0)
        return fault(f, E_INVALID, "name", N_("Ett paket ska ha ett namn."), NULL, NULL);
    return inventory_add_entry(inv, &e, f);
}

bool spdx_version_known(struct str version)
{
    return str_is(version, "SPDX-2.2") || str_is(version, "SPDX-2.3");
}

static struct str text_of(struct json *j)
{
    if (json_peek(j) != JSON_NULL)
        return json_string(j);
    json_null(j);
    return S("");
}

static void read_references(struct json *j, struct spdx_names *n)
{
    for (json_array(j); json_item(j);) {
        struct str key, type = S(""), locator = S("");
        for (json_object(j); json_key(j, &key);) {
            if (str_is(key, "referenceType"))
                type = text_of(j);
            else if (str_is(key, "referenceLocator"))
                locator = text_of(j);
            else
                json_skip(j);
        }
        spdx_take_reference(n, type, locator);
    }
}

void spdx_refuse(struct json *j, const char *place, const struct fault *f)
{
    if (j->fault.code != OK)
        return;
    char joined[FAULT_PLACE * 2];
    snprintf(joined, sizeof joined, "%s%s%s", place, f->place[0] ? "." : "", f->place);
    fault(&j->fault, f->code, joined, f->text, f->arg[0], f->arg[1]);
}

static void read_package(struct json *j, struct inventory *inv)
{
    struct spdx_names n = { 0 };
    struct str key;
    char place[FAULT_PLACE];
    json_place(j, place, sizeof place);
    size_t from = j->at;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "SPDXID"))
            n.id = text_of(j);
        else if (str_is(key, "name"))
            n.name = text_of(j);
        else if (str_is(key, "versionInfo"))
            n.version = text_of(j);
        else if (str_is(key, "supplier"))
            n.supplier = text_of(j);
        else if (str_is(key, "primaryPackagePurpose"))
            n.purpose = text_of(j);
        else if (str_is(key, "externalRefs") && json_peek(j) == JSON_ARRAY)
            read_references(j, &n);
        else
            json_skip(j);
    }
    struct fault f = { 0 };
    if (j->fault.code == OK && (j->at - from > feed_limits[LIMIT_RECORD].most ? feed_limit_passed(LIMIT_RECORD, NULL, &f)
                                                                             : spdx_add(inv, &n, &f)) != OK)
        spdx_refuse(j, place, &f);
}

enum form { FORM_NONE, FORM_2, FORM_LD };

/* Looks through the top level for what tells the form, without reading the rest. */
static enum err find_form(struct str text, struct arena *a, enum form *ret_form, struct fault *f)
{
    struct json j = json_new(text, a, JSON_LIMITS);
    struct str key;
    enum form form = FORM_NONE;
    for (json_object(&j); json_key(&j, &key);) {
        if (str_is(key, "spdxVersion")) {
            struct str version = json_string(&j);
            if (!spdx_version_known(version))
                json_refuse(&j, E_INVALID,
                    N_("Versionen {1} läses inte; SPDX-2.2 och SPDX-2.3 går bra, och 3.0 som JSON-LD."),
                    str_c(a, str_sub(version, 0, 40)), NULL);
            form = FORM_2;
        } else {
            if (form == FORM_NONE && (str_is(key, "@context") || str_is(key, "@graph")))
                form = FORM_LD;
            json_skip(&j);
        }
    }
    TRY(json_end(&j, f));
    *ret_form = form;
    return OK;
}

enum err spdx_read_json(struct str text, struct inventory *inv, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(text.n * 16 + 65536);
    enum form form;
    TRY(find_form(text, &a, &form, f));
    if (form == FORM_LD)
        return spdx_read_json_ld(text, inv, f);
    if (form == FORM_NONE)
        return fault(f, E_INVALID, "spdxVersion", N_("Förteckningen ska ange sin version."), NULL, NULL);
    arena_reset(&a);
    struct json j = json_new(text, &a, JSON_LIMITS);
    struct str key;
    for (json_object(&j); json_key(&j, &key);) {
        if (str_is(key, "packages") && json_peek(&j) == JSON_ARRAY)
            for (json_array(&j); json_item(&j);)
                read_package(&j, inv);
        else
            json_skip(&j);
    }
    return json_end(&j, f);
}
