/* News of an authority as RSS 2.0 (https://www.rssboard.org/rss-specification), RSS 1.0 (RDF) or Atom (RFC 4287).
 *
 * A record is an item or entry. It needs a title (or, in RSS 2.0, a description), an identity (guid, id or link), and dates that
 * are dates. Links are http or https only: they will stand in a page. An accepted one goes to the sink as
 * {"id","title","link","published","summary"}; published is RFC 3339 in UTC or null. Texts are plain: escape where they are shown. */
#include <stdio.h>

#include "base/buf.h"
#include "base/time.h"
#include "feed/feed.h"
#include "feed/xml.h"

enum slot { TITLE, LINK, ID, DATE, SUMMARY, SLOTS };
enum form { RSS2, RSS1, ATOM };

static const char *const item_paths[] = { [RSS2] = "/rss/channel/item", [RSS1] = "/RDF/item", [ATOM] = "/feed/entry" };

struct reading {
    struct source *src;
    const struct feed_sink *sink;
    struct feed_report *report;
    struct arena arena;      /* the item being read */
    enum form form;
    bool rooted, inside;
    size_t index;            /* items so far */
    size_t bytes;            /* of what is kept of this one */
    struct str slot[SLOTS];
    struct fault fault;      /* the first that is wrong with this one */
};

static bool ours(void *ctx, struct str space)
{
    static const char *const spaces[] = { "", "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/elements/1.1/" };
    (void)ctx;
    for (size_t i = 0; i < LEN(spaces); i++)
        if (str_is(space, spaces[i]))
            return true;
    return false;
}

static void keep(struct reading *r, enum slot slot, struct str text)
{
    text = str_trim(text);
    if (r->slot[slot].n || text.n == 0)
        return;
    r->bytes += text.n;
    if (r->bytes > feed_limits[LIMIT_RECORD].most) {
        if (r->fault.code == OK)
            (void)!feed_limit_passed(LIMIT_RECORD, NULL, &r->fault);
        return;
    }
    r->slot[slot] = str_copy(&r->arena, text);
}

static enum err begin_root(struct reading *r, struct str name, struct fault *f)
{
    static const char *const roots[] = { [RSS2] = "rss", [RSS1] = "RDF", [ATOM] = "feed" };
    for (size_t i = 0; i < LEN(roots); i++)
        if (str_is(name, roots[i])) {
            r->form = (enum form)i;
            r->rooted = true;
            return OK;
        }
    return fault(f, E_INVALID, NULL, N_("Dokumentet är varken RSS eller Atom."), NULL, NULL);
}

static enum err begin(void *ctx, struct xml *x, struct str name, struct fault *f)
{
    struct reading *r = ctx;
    if (xml_depth(x) == 1)
        return begin_root(r, name, f);
    if (xml_at(x, item_paths[r->form])) {
        arena_reset(&r->arena);
        memset(r->slot, 0, sizeof r->slot);
        r->fault = (struct fault){ 0 };
        r->bytes = 0;
        r->inside = true;
    } else if (r->inside && r->form == ATOM && xml_at(x, "/feed/entry/link")) {
        struct str rel = xml_attribute(x, "rel");
        if (rel.n == 0 || str_is(rel, "alternate"))
            keep(r, LINK, xml_attribute(x, "href"));
    }
    return OK;
}

/* "Mon, 23 Nov 2026 08:15:00 +0100": RFC 822 with four-digit years, as RSS uses it. */
static bool rfc822_parse(struct str s, instant *ret)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    static const struct {
        const char *name, *offset;
    } zones[] = { { "GMT", "Z" }, { "UT", "Z" }, { "UTC", "Z" }, { "Z", "Z" }, { "EST", "-05:00" }, { "EDT", "-04:00" },
        { "CST", "-06:00" }, { "CDT", "-05:00" }, { "MST", "-07:00" }, { "MDT", "-06:00" }, { "PST", "-08:00" },
        { "PDT", "-07:00" }, { "CET", "+01:00" }, { "CEST", "+02:00" } };
    size_t comma = str_find(s, S(","), 0);
    if (comma != SIZE_MAX)
        s = str_trim(str_sub(s, comma + 1, s.n));
    struct str part[5];
    for (size_t i = 0; i < LEN(part); i++) {
        part[i] = str_cut(&s, ' ');
        s = str_trim(s);
    }
    uint64_t day, year;
    size_t month = 0;
    while (month < 12 && !str_eq_nocase(part[1], (struct str){ months + 3 * month, 3 }))
        month++;
    if (s.n || month == 12 || !str_to_uint64(part[0], &day) || !str_to_uint64(part[2], &year) || day < 1 || day > 31 ||
        year < 1970 || year > 9999)
        return false;
    char offset[8] = "";
    struct str zone = part[4];
    if (zone.n == 5 && (zone.p[0] == '+' || zone.p[0] == '-'))
        snprintf(offset, sizeof offset, "%.3s:%.2s", zone.p, zone.p + 3);
    for (size_t i = 0; i < LEN(zones); i++)
        if (str_eq_nocase(zone, str(zones[i].name)))
            snprintf(offset, sizeof offset, "%s", zones[i].offset);
    char text[64];
    int n = snprintf(text, sizeof text, "%04u-%02zu-%02uT%.*s%s%s", (unsigned)year, month + 1, (unsigned)day,
        SF(str_sub(part[3], 0, 8)), part[3].n == 5 ? ":00" : "", offset);
    return n > 0 && part[3].n <= 8 && instant_parse((struct str){ text, (size_t)n }, ret);
}

static bool web_address(struct str s)
{
    struct str begin = str_sub(s, 0, 8);
    if (!str_eq_nocase(begin, S("https://")) && !str_eq_nocase(str_sub(s, 0, 7), S("http://")))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= 0x20 || s.p[i] == 0x7F)
            return false;
    return true;
}

static enum err judge(struct reading *r, instant *ret_time, struct fault *f)
{
    if (r->fault.code != OK) {
        *f = r->fault;
        return f->code;
    }
    const struct str *s = r->slot;
    if (s[TITLE].n == 0 && (r->form != RSS2 || s[SUMMARY].n == 0))
        return fault(f, E_INVALID, "title", N_("Fältet {1} saknas."), "title", NULL);
    if (s[LINK].n && !web_address(s[LINK]))
        return fault(f, E_INVALID, "link", N_("Länken ska börja med https:// eller http://."), NULL, NULL);
    const char *identity = r->form == ATOM ? "id" : "guid";
    if (s[ID].n == 0 && (r->form == ATOM || s[LINK].n == 0))
        return fault(f, E_INVALID, identity, N_("Fältet {1} saknas."), identity, NULL);
    if (s[DATE].n && !instant_parse(s[DATE], ret_time) && (r->form != RSS2 || !rfc822_parse(s[DATE], ret_time)))
        return fault(f, E_INVALID, "date", N_("Här ska en tidpunkt stå, inte {1}."),
            str_c(&r->arena, str_sub(s[DATE], 0, 60)), NULL);
    if (s[DATE].n == 0 && r->form == ATOM)
        return fault(f, E_INVALID, "updated", N_("Fältet {1} saknas."), "updated", NULL);
    return OK;
}

static enum err give(struct reading *r, instant time, struct fault *f)
{
    const struct str *s = r->slot;
    struct buf b cleanup(buf_free) = buf_new(7 * feed_limits[LIMIT_RECORD].most);
    buf_put(&b, S("{\"id\":"));
    buf_json(&b, s[ID].n ? s[ID] : s[LINK]);
    buf_put(&b, S(",\"title\":"));
    buf_json(&b, s[TITLE]);
    buf_put(&b, S(",\"link\":"));
    buf_json(&b, s[LINK]);
    buf_put(&b, S(",\"published\":"));
    if (s[DATE].n) {
        buf_char(&b, '"');
        instant_put(&b, time);
        buf_char(&b, '"');
    } else
        buf_put(&b, S("null"));
    buf_put(&b, S(",\"summary\":"));
    buf_json(&b, s[SUMMARY]);
    buf_char(&b, '}');
    TRY(buf_check(&b, f));
    return r->sink->object(r->sink->ctx, S("item"), buf_str(&b), f);
}

static enum err end_item(struct reading *r, struct fault *f)
{
    struct fault own = { 0 };
    instant time = { 0 };
    r->inside = false;
    char place[48];
    snprintf(place, sizeof place, "%s[%zu]", r->form == ATOM ? "entry" : "item", r->index++);
    if (r->arena.failed)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    if (judge(r, &time, &own) != OK) {
        feed_reject(r->report, source_name(r->src), place, &own);
        return OK;
    }
    if (r->sink->object)
        TRY(give(r, time, f));
    feed_accept(r->report);
    return OK;
}

static enum err end(void *ctx, struct xml *x, struct str name, struct str text, struct fault *f)
{
    static const struct {
        const char *name;
        enum slot slot;
        bool of[3];
    } rows[] = {
        { "title", TITLE, { true, true, true } },
        { "link", LINK, { true, true, false } },
        { "guid", ID, { true, false, false } },
        { "id", ID, { false, false, true } },
        { "pubDate", DATE, { true, false, false } },
        { "date", DATE, { true, true, false } },
        { "updated", DATE, { false, false, true } },
        { "description", SUMMARY, { true, true, false } },
        { "summary", SUMMARY, { false, false, true } },
    };
    struct reading *r = ctx;
    if (!r->inside)
        return OK;
    struct str path = xml_path(x), item = str(item_paths[r->form]);
    if (str_eq(path, item))
        return end_item(r, f);
    if (path.n != item.n + 1 + name.n) /* deeper than the item's own fields */
        return OK;
    for (size_t i = 0; i < LEN(rows); i++)
        if (rows[i].of[r->form] && str_is(name, rows[i].name))
            keep(r, rows[i].slot, text);
    return OK;
}

static enum err next(void *src, char *to, size_t room, size_t *ret_n, struct fault *f)
{
    return source_read(src, to, room, ret_n, f);
}

enum err feed_read_rss(struct source *src, const struct feed_sink *sink, struct feed_report *report, struct fault *f)
{
    struct reading r = {
        .src = src, .sink = sink, .report = report, .arena = arena_new(2 * feed_limits[LIMIT_RECORD].most)
    };
    const struct xml_reader reader = { .ctx = &r, .ours = ours, .begin = begin, .end = end };
    enum err e = xml_read_pieces(next, src, &reader, f);
    arena_free(&r.arena);
    if (e == OK && !r.rooted)
        return fault(f, E_INVALID, NULL, N_("Dokumentet är varken RSS eller Atom."), NULL, NULL);
    return e;
}
