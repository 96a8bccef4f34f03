/* SPDX 2.2 and 2.3 as tag-value: "Tag: value" a line, a value over several lines in <text>…</text>.
 * https://spdx.github.io/spdx-spec/v2.3/conformance/ */
#include <stdio.h>

#include "feed/inventory.h"
#include "feed/limits.h"
#include "feed/spdx.h"

struct reading {
    struct str rest;
    const char *end;         /* of the whole text */
    size_t line;             /* of what is read now */
    struct inventory *inv;
    struct spdx_names names; /* of the package being read */
    size_t began;            /* its line; 0 when none is being read */
    bool versioned;
};

static enum err at_line(size_t line, struct fault *f)
{
    char place[48];
    snprintf(place, sizeof place, "rad %zu", line);
    if (f) {
        fault_within(f, place);
        return f->code;
    }
    return E_INVALID;
}

static enum err refuse(const struct reading *r, enum err code, const char *text, struct fault *f)
{
    fault(f, code, NULL, text, NULL, NULL);
    at_line(r->line, f);
    return code;
}

/* The value, which goes on until </text> when it begins with <text>. `first` is what stands behind the colon. */
static enum err read_value(struct reading *r, struct str first, size_t *lines, struct str *ret_value, struct fault *f)
{
    *lines = 0;
    if (!str_starts(first, S("<text>"))) {
        *ret_value = first;
        return OK;
    }
    /* From behind the tag to the end of the file: what has been cut off the rest is still before it in memory. */
    struct str from = { first.p + 6, (size_t)(r->end - (first.p + 6)) };
    size_t end = str_find(from, S("</text>"), 0);
    if (end == SIZE_MAX)
        return refuse(r, E_INVALID, N_("Texten som börjar med <text> avslutas aldrig med </text>."), f);
    if (end > feed_limits[LIMIT_STRING].most) {
        enum err e = feed_limit_passed(LIMIT_STRING, NULL, f);
        at_line(r->line, f);
        return e;
    }
    struct str value = str_sub(from, 0, end), behind = str_sub(from, end + 7, from.n);
    for (size_t i = 0; i < value.n; i++)
        *lines += value.p[i] == '\n';
    struct str trailing = str_cut(&behind, '\n');
    if (str_trim(trailing).n)
        return refuse(r, E_INVALID, N_("Efter </text> ska raden sluta."), f);
    r->rest = behind.n ? behind : (struct str){ r->end, 0 };
    *ret_value = value;
    return OK;
}

static enum err finish_package(struct reading *r, struct fault *f)
{
    if (!r->began)
        return OK;
    size_t line = r->began;
    r->began = 0;
    enum err e = spdx_add(r->inv, &r->names, f);
    if (e != OK)
        at_line(line, f);
    return e;
}

/* "SECURITY cpe23Type cpe:2.3:…" */
static void take_reference(struct reading *r, struct str value)
{
    struct str rest = str_trim(value);
    str_cut(&rest, ' ');
    rest = str_trim(rest);
    struct str type = str_cut(&rest, ' ');
    spdx_take_reference(&r->names, type, str_trim(rest));
}

/* Tags that begin something that is not a package; what follows is not the package's. */
static bool leaves_package(struct str tag)
{
    static const char *const tags[] = { "FileName", "SnippetSPDXID", "LicenseID" };
    for (size_t i = 0; i < LEN(tags); i++)
        if (str_is(tag, tags[i]))
            return true;
    return false;
}

static enum err take_tag(struct reading *r, struct str tag, struct str value, struct fault *f)
{
    const struct { const char *tag; struct str *to; } rows[] = {
        { "SPDXID", &r->names.id }, { "PackageVersion", &r->names.version }, { "PackageSupplier", &r->names.supplier },
        { "PrimaryPackagePurpose", &r->names.purpose },
    };
    if (str_is(tag, "SPDXVersion")) {
        if (!spdx_version_known(value))
            return refuse(r, E_INVALID, N_("Versionen läses inte; SPDX-2.2 och SPDX-2.3 går bra."), f);
        r->versioned = true;
    }
    if (str_is(tag, "PackageName")) {
        TRY(finish_package(r, f));
        r->names = (struct spdx_names){ .name = value };
        r->began = r->line;
        return OK;
    }
    /* A relationship or an annotation may stand in a package's middle; only files, snippets and licences have an id of their own. */
    if (leaves_package(tag))
        return finish_package(r, f);
    if (!r->began)
        return OK;
    if (str_is(tag, "ExternalRef"))
        take_reference(r, value);
    for (size_t i = 0; i < LEN(rows); i++)
        if (str_is(tag, rows[i].tag))
            *rows[i].to = value;
    return OK;
}

static enum err take_line(struct reading *r, struct str line, size_t *lines, struct fault *f)
{
    *lines = 0;
    if (line.n > feed_limits[LIMIT_STRING].most) {
        enum err e = feed_limit_passed(LIMIT_STRING, NULL, f);
        at_line(r->line, f);
        return e;
    }
    line = str_trim(line);
    if (line.n == 0 || line.p[0] == '#')
        return OK;
    struct str tag = line, value;
    size_t colon = str_find(line, S(":"), 0);
    tag = str_sub(line, 0, colon == SIZE_MAX ? 0 : colon);
    bool named = tag.n > 0;
    for (size_t i = 0; i < tag.n; i++)
        named = named && ((tag.p[i] >= 'A' && tag.p[i] <= 'Z') || (tag.p[i] >= 'a' && tag.p[i] <= 'z'));
    if (!named)
        return refuse(r, E_INVALID, N_("Här ska en rad med \"Tagg: värde\" stå."), f);
    TRY(read_value(r, str_trim(str_sub(line, colon + 1, line.n)), lines, &value, f));
    return take_tag(r, tag, str_trim(value), f);
}

enum err spdx_read_tags(struct str text, struct inventory *inv, struct fault *f)
{
    struct reading r = { .rest = text, .end = text.p + text.n, .inv = inv };
    for (r.line = 1; r.rest.n; r.line++) {
        struct str line = str_cut(&r.rest, '\n');
        if ((line.n && memchr(line.p, '\0', line.n)) || !utf8_valid(line))
            return refuse(&r, E_INVALID, N_("Raden är inte giltig text i UTF-8."), f);
        size_t more;
        const char *before = line.p + line.n;
        TRY(take_line(&r, line, &more, f));
        if (more) { /* the lines inside <text> are checked here */
            struct str inside = { before, (size_t)(r.rest.p - before) };
            if (memchr(inside.p, '\0', inside.n) || !utf8_valid(inside))
                return refuse(&r, E_INVALID, N_("Raden är inte giltig text i UTF-8."), f);
        }
        r.line += more;
    }
    TRY(finish_package(&r, f));
    return r.versioned ? OK : fault(f, E_INVALID, "SPDXVersion", N_("Förteckningen ska ange sin version."), NULL, NULL);
}
