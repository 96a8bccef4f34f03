/* CycloneDX as XML, 1.0 to 1.7. https://cyclonedx.org/docs/1.7/xml/ */
#include <stdio.h>

#include "feed/cyclonedx.h"
#include "feed/inventory.h"
#include "feed/limits.h"
#include "feed/xml.h"

#define NAMESPACE "http://cyclonedx.org/schema/bom/"

enum { NESTED_MAX = 32 }; /* two levels of elements each, of 64 */

enum slot { ID, TYPE, GROUP, SUPPLIER, MANUFACTURER, PUBLISHER, NAME, VERSION, CPE, PURL, SLOTS };

/* A component that has begun and not ended. */
struct open {
    size_t path_n;               /* length of its path */
    size_t bytes;                /* of what is kept of it */
    struct str slot[SLOTS];      /* in the reading's arena */
};

struct reading {
    struct inventory *inv;
    struct arena arena;
    struct open open[NESTED_MAX];
    size_t depth;
    bool rooted;
};

static bool ours(void *ctx, struct str space)
{
    (void)ctx;
    return str_starts(space, S(NAMESPACE));
}

static enum err no_memory(struct fault *f) { return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL); }

static enum err begin_root(struct reading *r, struct xml *x, struct fault *f)
{
    struct str space = xml_namespace(x);
    struct str version = str_sub(space, sizeof NAMESPACE - 1, space.n);
    if (!xml_at(x, "/bom"))
        return fault(f, E_INVALID, NULL, N_("Dokumentets yttersta element ska vara bom i CycloneDX namnrymd."), NULL, NULL);
    if (!cyclonedx_version_known(version))
        return fault(f, E_INVALID, NULL, N_("Versionen {1} av CycloneDX läses inte; 1.0 till 1.7 går bra."),
            str_c(&r->arena, str_sub(version, 0, 40)), NULL);
    r->rooted = true;
    return OK;
}

/* True when the element that begins is a component of the bill, not one that a pedigree or a tool's list speaks of. */
static bool listed(const struct reading *r, const struct xml *x)
{
    if (xml_at(x, "/bom/components/component") || xml_at(x, "/bom/metadata/component"))
        return true;
    struct str path = xml_path(x);
    return r->depth && str_is(str_sub(path, r->open[r->depth - 1].path_n, path.n), "/components/component");
}

static enum err begin(void *ctx, struct xml *x, struct str name, struct fault *f)
{
    struct reading *r = ctx;
    if (xml_depth(x) == 1)
        return begin_root(r, x, f);
    if (!str_is(name, "component") || !listed(r, x))
        return OK;
    if (r->depth == NESTED_MAX)
        return feed_limit_passed(LIMIT_NESTING, NULL, f);
    struct open *o = &r->open[r->depth++];
    *o = (struct open){ .path_n = xml_path(x).n };
    o->slot[ID] = str_copy(&r->arena, xml_attribute(x, "bom-ref"));
    o->slot[TYPE] = str_copy(&r->arena, xml_attribute(x, "type"));
    return r->arena.failed ? no_memory(f) : OK;
}

static enum err end_component(struct reading *r, struct fault *f)
{
    struct open *o = &r->open[--r->depth];
    const struct cyclonedx_names names = { .group = o->slot[GROUP],
        .supplier = o->slot[SUPPLIER],
        .manufacturer = o->slot[MANUFACTURER],
        .publisher = o->slot[PUBLISHER] };
    struct inventory_entry e = { .id = o->slot[ID],
        .part = cyclonedx_part(o->slot[TYPE]),
        .vendor = cyclonedx_vendor(&names),
        .product = o->slot[NAME],
        .version = o->slot[VERSION],
        .cpe = o->slot[CPE],
        .purl = o->slot[PURL] };
    if (e.product.n == 0)
        return fault(f, E_INVALID, "name", N_("En komponent ska ha ett namn."), NULL, NULL);
    TRY(inventory_add_entry(r->inv, &e, f));
    if (r->depth == 0)
        arena_reset(&r->arena);
    return OK;
}

static enum err end(void *ctx, struct xml *x, struct str name, struct str text, struct fault *f)
{
    static const struct {
        const char *path;
        enum slot slot;
    } rows[] = {
        { "/group", GROUP },
        { "/supplier/name", SUPPLIER },
        { "/manufacturer/name", MANUFACTURER },
        { "/publisher", PUBLISHER },
        { "/name", NAME },
        { "/version", VERSION },
        { "/cpe", CPE },
        { "/purl", PURL },
    };
    struct reading *r = ctx;
    (void)name;
    if (r->depth == 0)
        return OK;
    struct open *o = &r->open[r->depth - 1];
    struct str path = xml_path(x), below = str_sub(path, o->path_n, path.n);
    if (below.n == 0)
        return end_component(r, f);
    for (size_t i = 0; i < LEN(rows); i++) {
        if (!str_is(below, rows[i].path))
            continue;
        text = str_trim(text);
        o->bytes += text.n;
        if (o->bytes > feed_limits[LIMIT_RECORD].most)
            return feed_limit_passed(LIMIT_RECORD, NULL, f);
        o->slot[rows[i].slot] = str_copy(&r->arena, text);
        return r->arena.failed ? no_memory(f) : OK;
    }
    return OK;
}

enum err cyclonedx_read_xml(struct str text, struct inventory *inv, struct fault *f)
{
    struct reading r = { .inv = inv, .arena = arena_new((NESTED_MAX + 1) * feed_limits[LIMIT_RECORD].most) };
    const struct xml_reader reader = { .ctx = &r, .ours = ours, .begin = begin, .end = end };
    enum err e = xml_read(text, &reader, f);
    arena_free(&r.arena);
    if (e == OK && !r.rooted)
        return fault(f, E_INVALID, NULL, N_("Dokumentets yttersta element ska vara bom i CycloneDX namnrymd."), NULL, NULL);
    return e;
}
