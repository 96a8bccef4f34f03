/* nmap's XML (nmap -oX with -sV, -O). https://nmap.org/book/nmap-dtd.html
 *
 * Every host that is up gives an item for each CPE of an open port's service, or one with product and version where a service
 * has no CPE, and one for each CPE of the best guess of its operating system. A service that was not recognised names no
 * product and gives none. The host is its IPv4 address, else IPv6, else hardware address. */
#include <stdio.h>

#include "feed/inventory.h"
#include "feed/limits.h"
#include "feed/xml.h"

enum { FOUND_MAX = 65536 * 4, PLATFORMS_MAX = 64, ROOT_DEPTH = 1 };

struct found {
    struct str where;            /* "tcp/22", "os" */
    struct str cpe;              /* or */
    struct str product, version;
};

struct reading {
    struct inventory *inv;
    struct arena arena;          /* the host being read */
    struct buf place;
    struct str address, address6, address_hardware;
    bool up;
    struct found *found;
    size_t n, cap;
    struct str platforms[PLATFORMS_MAX]; /* systems and devices: every service names them again */
    size_t platforms_n;
    struct str where;            /* the port being read; empty when it is not open */
    struct str product, version; /* of its service */
    bool service_named;          /* the service has a CPE */
    bool matched;                /* the best guess of the system has ended */
};

static enum err no_memory(struct fault *f) { return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL); }

static void begin_host(struct reading *r)
{
    arena_reset(&r->arena);
    *r = (struct reading){ .inv = r->inv, .arena = r->arena, .place = r->place, .up = true };
}

static enum err keep(struct reading *r, struct found item, struct fault *f)
{
    if (r->n == FOUND_MAX)
        return feed_limit_passed(LIMIT_RECORD, NULL, f);
    struct found *grown = arena_grow(&r->arena, r->found, r->n, r->n + 1, sizeof *grown, &r->cap);
    if (!grown)
        return r->arena.used > feed_limits[LIMIT_RECORD].most ? feed_limit_passed(LIMIT_RECORD, NULL, f) : no_memory(f);
    r->found = grown;
    r->found[r->n++] = item;
    return OK;
}

static void take_address(struct reading *r, const struct xml *x)
{
    struct str kind = xml_attribute(x, "addrtype"), address = str_copy(&r->arena, xml_attribute(x, "addr"));
    struct str *to = str_is(kind, "mac") ? &r->address_hardware : str_is(kind, "ipv6") ? &r->address6 : &r->address;
    if (to->n == 0)
        *to = address;
}

static enum err begin(void *ctx, struct xml *x, struct str name, struct fault *f)
{
    struct reading *r = ctx;
    if (xml_depth(x) == ROOT_DEPTH)
        return str_is(name, "nmaprun")
                   ? OK
                   : fault(f, E_INVALID, NULL, N_("Dokumentets yttersta element ska vara nmaprun."), NULL, NULL);
    if (xml_at(x, "/nmaprun/host"))
        begin_host(r);
    else if (xml_at(x, "/nmaprun/host/status"))
        r->up = str_is(xml_attribute(x, "state"), "up");
    else if (xml_at(x, "/nmaprun/host/address"))
        take_address(r, x);
    else if (xml_at(x, "/nmaprun/host/ports/port")) {
        struct str protocol = xml_attribute(x, "protocol"), port = xml_attribute(x, "portid");
        r->where = str_printf(&r->arena, "%.*s/%.*s", SF(protocol), SF(port));
        r->product = r->version = S("");
        r->service_named = false;
    } else if (xml_at(x, "/nmaprun/host/ports/port/state")) {
        if (!str_is(xml_attribute(x, "state"), "open"))
            r->where = S("");
    } else if (xml_at(x, "/nmaprun/host/ports/port/service")) {
        r->product = str_copy(&r->arena, xml_attribute(x, "product"));
        r->version = str_copy(&r->arena, xml_attribute(x, "version"));
    }
    return r->arena.failed ? feed_limit_passed(LIMIT_RECORD, NULL, f) : OK;
}

static bool of_platform(struct str cpe)
{
    return str_starts(cpe, S("cpe:/o:")) || str_starts(cpe, S("cpe:/h:")) || str_starts(cpe, S("cpe:2.3:o:")) ||
           str_starts(cpe, S("cpe:2.3:h:"));
}

static enum err take_cpe(struct reading *r, struct str where, struct str cpe, struct fault *f)
{
    if (cpe.n == 0 || where.n == 0)
        return OK;
    struct str kept = str_copy(&r->arena, cpe);
    if (r->arena.failed)
        return feed_limit_passed(LIMIT_RECORD, NULL, f);
    if (of_platform(kept)) {
        for (size_t i = 0; i < r->platforms_n; i++)
            if (str_eq(r->platforms[i], kept))
                return OK;
        if (r->platforms_n == PLATFORMS_MAX)
            return fault(f, E_LIMIT, NULL, N_("En värd har fler än {1} operativsystem och enheter."), "64", NULL);
        r->platforms[r->platforms_n++] = kept;
    }
    return keep(r, (struct found){ .where = where, .cpe = kept }, f);
}

static enum err end_host(struct reading *r, struct fault *f)
{
    struct str host = r->address.n ? r->address : r->address6.n ? r->address6 : r->address_hardware;
    if (!r->up || r->n == 0)
        return OK;
    if (host.n == 0)
        return fault(f, E_INVALID, "host", N_("En värd ska ha en adress."), NULL, NULL);
    for (size_t i = 0; i < r->n; i++) {
        const struct found *o = &r->found[i];
        buf_reset(&r->place);
        buf_printf(&r->place, "%.*s/%.*s", SF(host), SF(o->where));
        if (i > 0 && str_eq(r->found[i - 1].where, o->where))
            buf_printf(&r->place, "#%zu", i + 1);
        TRY(buf_check(&r->place, f));
        struct component c = { .id = buf_str(&r->place), .host = host, .cpe = o->cpe };
        if (!o->cpe.n)
            c.part = S("a"), c.product = o->product, c.version = o->version;
        struct fault first = { 0 };
        enum err e = inventory_add(r->inv, &c, &first);
        if (e == E_INVALID && strcmp(first.place, "id") == 0) { /* the host was scanned twice */
            buf_printf(&r->place, "#%zu", r->inv->n + 1);
            TRY(buf_check(&r->place, f));
            c.id = buf_str(&r->place);
            e = inventory_add(r->inv, &c, &first);
        }
        if (e != OK) {
            if (f)
                *f = first;
            return e;
        }
    }
    return OK;
}

static enum err end(void *ctx, struct xml *x, struct str name, struct str text, struct fault *f)
{
    struct reading *r = ctx;
    (void)name;
    if (xml_at(x, "/nmaprun/host"))
        return end_host(r, f);
    if (xml_at(x, "/nmaprun/host/ports/port/service/cpe")) {
        r->service_named = true;
        return take_cpe(r, r->where, str_trim(text), f);
    }
    if (xml_at(x, "/nmaprun/host/os/osmatch/osclass/cpe") || xml_at(x, "/nmaprun/host/os/osclass/cpe"))
        return r->matched ? OK : take_cpe(r, S("os"), str_trim(text), f);
    if (xml_at(x, "/nmaprun/host/os/osmatch"))
        r->matched = true;
    if (xml_at(x, "/nmaprun/host/ports/port/service") && r->where.n && !r->service_named && r->product.n)
        return keep(r, (struct found){ .where = r->where, .product = r->product, .version = r->version }, f);
    return OK;
}

enum err inventory_read_nmap(struct str text, struct inventory *inv, struct fault *f)
{
    struct reading r = { .inv = inv,
        .arena = arena_new(4 * feed_limits[LIMIT_RECORD].most),
        .place = buf_new(feed_limits[LIMIT_STRING].most) };
    const struct xml_reader reader = { .ctx = &r, .begin = begin, .end = end };
    enum err e = xml_read(text, &reader, f);
    arena_free(&r.arena);
    buf_free(&r.place);
    return e;
}
