#include "feed/pull_feed.h"

#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/sandbox.h"

enum {
    PAGE = 2000,              /* records of a page of NVD's API, its most */
    PAGES_MAX = 2000, DOCUMENTS_MAX = 20000, PLACES_MAX = 64,
    WINDOW_DAYS = 120,        /* NVD's longest span between lastModStartDate and lastModEndDate */
    YEAR_FIRST = 2002, PACE_MS = 6000, PACE_WITH_KEY_MS = 600,
    TEXT_MAX = 4096, LOOKED_MAX = 64 << 20,
};

/* The publishers' addresses, compared with what they and others publish in November 2026. NVD allows 5 requests in 30 seconds without
 * a key and 50 with one, asks for 6 seconds between them, at most 2 000 records a page and 120 days of lastModStartDate to
 * lastModEndDate (nvd.nist.gov/developers/start-here). EPSS moved to this host in May 2025. */
const struct pull_feed pull_feeds[] = {
    { .name = "nvd",
        .kind = "nvd",
        .plan = PLAN_NVD,
        .url = "https://services.nvd.nist.gov/rest/json/cves/2.0",
        .years = "https://nvd.nist.gov/feeds/json/cve/2.0/" },
    { .name = "cve5",
        .kind = "cve5",
        .plan = PLAN_CVE,
        .url = "https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/" },
    { .name = "kev",
        .kind = "kev",
        .plan = PLAN_ONE,
        .document = "known_exploited_vulnerabilities.json",
        .url = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json" },
    { .name = "epss",
        .kind = "epss",
        .plan = PLAN_ONE,
        .document = "epss_scores-current.csv.gz",
        .url = "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz" },
    { .name = "csaf",
        .kind = "csaf",
        .plan = PLAN_CSAF,
        .url = "https://cert-portal.siemens.com/productcert/csaf/provider-metadata.json" },
    { .name = "csaf-cisa",
        .kind = "csaf",
        .plan = PLAN_CSAF,
        .url = "https://www.cisa.gov/sites/default/files/csaf/provider-metadata.json" },
    { .name = "attack",
        .kind = "attack",
        .plan = PLAN_ONE,
        .document = "enterprise-attack.json",
        .url =
            "https://raw.githubusercontent.com/mitre-attack/attack-stix-data/master/enterprise-attack/enterprise-attack.json" },
    { .name = "attack-ics",
        .kind = "attack",
        .plan = PLAN_ONE,
        .document = "ics-attack.json",
        .url = "https://raw.githubusercontent.com/mitre-attack/attack-stix-data/master/ics-attack/ics-attack.json" },
    { .name = "rss", .kind = "rss", .plan = PLAN_ONE, .document = "feed.xml", .url = "https://www.cert.se/feed.rss" },
    { 0 },
};

const struct pull_feed *pull_feed_of(struct str name)
{
    for (const struct pull_feed *row = pull_feeds; row->name; row++)
        if (str_is(name, row->name))
            return row;
    return NULL;
}

struct running {
    struct puller *p;
    const struct pull_state *state;
    const struct pull_feed *feed;
    const struct pull_options *options;
    struct pull_count count;
    bool asked;              /* NVD has been asked: the next must wait */
    struct fault *f;
    struct arena *arena;
};

static enum err fetch(struct running *r, const char *url, struct str document, const char *header, bool again)
{
    const struct pull_request request = { .url = url, .document = document, .secret_header = header, .again = again };
    enum pull_outcome outcome;
    TRY(pull(r->p, r->state, &request, &outcome, r->f));
    if (outcome == PULL_NEW)
        r->count.fresh++;
    else
        r->count.same++;
    return OK;
}

/* Has a document looked through in the sandbox; the lines are added to `to`. */
static enum err look_at(struct running *r, struct str document, const char *what, const char *since, struct buf *to)
{
    int fd cleanup(sandbox_close) = -1;
    TRY(r->state->open(r->state->ctx, document, &fd, r->f));
    const char *const args[] = { what, since };
    const struct sandbox_job job = { .name = "look", .in = &fd, .in_n = 1, .argv = args, .argc = LEN(args),
        .limits = { (size_t)2 << 30, 60, 120000, LOOKED_MAX }, .sink = sandbox_sink_buf, .ctx = to };
    enum err e = sandbox_run(&job, r->arena, NULL, r->f);
    if (e != OK) {
        char name[PULL_DOCUMENT_MAX + 1];
        snprintf(name, sizeof name, "%.*s", SF(document));
        fault_within(r->f, name);
    }
    return e;
}

/* The next "word value" line. */
static bool next_line(struct str *rest, struct str *ret_word, struct str *ret_value)
{
    if (rest->n == 0)
        return false;
    *ret_value = str_cut(rest, '\n');
    *ret_word = str_cut(ret_value, ' ');
    return true;
}

static enum err refuse(struct running *r, enum err code, const char *text, const char *arg)
{
    return fault(r->f, code, r->feed->name, text, arg, NULL);
}

/* A text kept for the feed as a whole, under the name "feed". */
static enum err get_kept(struct running *r, const char *key, struct buf *to)
{
    return r->state->get(r->state->ctx, S("feed"), key, to, r->f);
}

static enum err keep(struct running *r, const char *key, struct str value)
{
    const struct pull_value values[] = { { key, value } };
    return r->state->put(r->state->ctx, S("feed"), values, LEN(values), r->f);
}

/* ---- NVD */

static void pace(struct running *r)
{
    unsigned ms = r->options->pace_ms ? r->options->pace_ms : r->options->key_header ? PACE_WITH_KEY_MS : PACE_MS;
    if (r->asked)
        puller_wait(r->p, ms);
    r->asked = true;
}

/* "2026-11-23T08:15:00.000Z", as the API takes it. */
static void put_api_time(struct buf *b, instant t)
{
    instant_put(b, t);
    b->n -= 4; /* microseconds to milliseconds */
    buf_char(b, 'Z');
}

/* "20261123T081500123456Z": two pulls never share one. */
static void put_name_time(struct buf *b, instant t)
{
    struct buf whole cleanup(buf_free) = buf_new(64);
    instant_put(&whole, t);
    for (size_t i = 0; i < whole.n; i++)
        if (whole.p[i] != '-' && whole.p[i] != ':' && whole.p[i] != '.')
            buf_char(b, whole.p[i]);
}

static enum err pull_years(struct running *r)
{
    unsigned first = r->options->year_first ? r->options->year_first : YEAR_FIRST;
    for (unsigned year = first; year <= (unsigned)date_of(r->options->now).year; year++) {
        char url[TEXT_MAX], document[64];
        snprintf(url, sizeof url, "%snvdcve-2.0-%u.json.gz", r->feed->years, year);
        snprintf(document, sizeof document, "1-year-%u.json.gz", year);
        enum err e = fetch(r, url, str(document), NULL, false);
        /* A year has no file before its first record. */
        if (e != OK && !(e == E_ABSENT && year == (unsigned)date_of(r->options->now).year))
            return e;
    }
    return OK;
}

struct page { uint64_t total, count, start; };

static enum err read_page(struct running *r, struct str document, struct page *ret_page)
{
    struct buf looked cleanup(buf_free) = buf_new(TEXT_MAX);
    TRY(look_at(r, document, "nvd-page", "", &looked));
    struct str rest = buf_str(&looked), word, value;
    struct page page = { 0 };
    while (next_line(&rest, &word, &value)) {
        uint64_t *to = str_is(word, "total") ? &page.total : str_is(word, "count") ? &page.count : &page.start;
        if (!str_to_uint64(value, to))
            return refuse(r, E_IO, N_("Sidan säger inte hur många poster den har."), NULL);
    }
    *ret_page = page;
    return OK;
}

/* Everything that changed in [from, to), page by page; "next" is kept so that a pull that was cut off goes on where it was. */
static enum err pull_window(struct running *r, instant from, instant to, uint64_t start)
{
    for (unsigned n = 0; n < PAGES_MAX; n++) {
        struct buf url cleanup(buf_free) = buf_new(TEXT_MAX), document cleanup(buf_free) = buf_new(PULL_DOCUMENT_MAX),
                       next cleanup(buf_free) = buf_new(256);
        buf_printf(&url, "%s?resultsPerPage=%d&startIndex=%llu&lastModStartDate=", r->feed->url, PAGE,
            (unsigned long long)start);
        put_api_time(&url, from);
        buf_put(&url, S("&lastModEndDate="));
        put_api_time(&url, to);
        buf_char(&url, '\0');
        buf_put(&document, S("2-change-"));
        put_name_time(&document, to);
        buf_printf(&document, "-%08llu.json", (unsigned long long)start);
        TRY(buf_check(&url, r->f));
        pace(r);
        TRY(fetch(r, url.p, buf_str(&document), r->options->key_header, false));
        struct page page = { 0 };
        TRY(read_page(r, buf_str(&document), &page));
        if (page.start != start)
            return refuse(r, E_IO, N_("Servern svarade med en annan sida än den som begärdes."), NULL);
        start += page.count;
        if (start >= page.total)
            return OK;
        if (page.count == 0)
            return refuse(r, E_IO, N_("Servern svarade med en tom sida."), NULL);
        instant_put(&next, from);
        buf_char(&next, ' ');
        instant_put(&next, to);
        buf_printf(&next, " %llu", (unsigned long long)start);
        TRY(keep(r, "next", buf_str(&next)));
    }
    return refuse(r, E_LIMIT, N_("Fler sidor än {1}."), "2000");
}

static enum err finish_window(struct running *r, instant to)
{
    struct buf cursor cleanup(buf_free) = buf_new(64);
    instant_put(&cursor, to);
    const struct pull_value values[] = { { "cursor", buf_str(&cursor) }, { "next", S("") } };
    return r->state->put(r->state->ctx, S("feed"), values, LEN(values), r->f);
}

/* A window that was cut off. */
static enum err resume_window(struct running *r, instant *cursor)
{
    struct buf next cleanup(buf_free) = buf_new(256);
    TRY(get_kept(r, "next", &next));
    struct str rest = buf_str(&next), from = str_cut(&rest, ' '), to = str_cut(&rest, ' ');
    instant a, b;
    uint64_t start;
    if (!instant_parse(from, &a) || !instant_parse(to, &b) || !str_to_uint64(rest, &start) || a.usec != cursor->usec)
        return OK;
    TRY(pull_window(r, a, b, start));
    *cursor = b;
    return finish_window(r, b);
}

static enum err pull_nvd(struct running *r)
{
    struct buf kept cleanup(buf_free) = buf_new(64);
    instant cursor;
    TRY(get_kept(r, "cursor", &kept));
    bool begun = instant_parse(buf_str(&kept), &cursor);
    if (!begun || r->options->whole) {
        TRY(pull_years(r));
        /* The years are a day old at most; what changed since two days ago is asked for below. */
        if (!begun)
            cursor = (instant){ r->options->now.usec - SECONDS(2 * 86400) };
        TRY(finish_window(r, cursor));
    } else
        TRY(resume_window(r, &cursor));
    while (cursor.usec < r->options->now.usec) {
        instant to = { cursor.usec + SECONDS((int64_t)WINDOW_DAYS * 86400) };
        if (to.usec > r->options->now.usec)
            to = r->options->now;
        TRY(pull_window(r, cursor, to, 0));
        TRY(finish_window(r, to));
        cursor = to;
    }
    return OK;
}

/* ---- the CVE list */

/* "CVE-2026-12345" to its place in the list, "2026/12xxx/CVE-2026-12345.json"; false for what is no such number. */
static bool cve_path(struct str id, char *to, size_t room)
{
    struct str rest = id, prefix = str_cut(&rest, '-'), year = str_cut(&rest, '-');
    uint64_t number, y;
    if (!str_is(prefix, "CVE") || year.n != 4 || !str_to_uint64(year, &y) || rest.n < 4 || rest.n > 12 ||
        !str_to_uint64(rest, &number) || rest.p[0] == '-')
        return false;
    snprintf(to, room, "%.*s/%llu%s/%.*s.json", SF(year), (unsigned long long)(number / 1000), "xxx", SF(id));
    return true;
}

static enum err pull_cves(struct running *r)
{
    struct buf since cleanup(buf_free) = buf_new(64), looked cleanup(buf_free) = buf_new(LOOKED_MAX);
    char url[TEXT_MAX];
    const struct str log = S("0-deltaLog.json"); /* not a record: the importer passes over what begins with 0- */
    snprintf(url, sizeof url, "%sdeltaLog.json", r->feed->url);
    TRY(get_kept(r, "cursor", &since));
    buf_char(&since, '\0');
    TRY(buf_check(&since, r->f));
    TRY(fetch(r, url, log, NULL, false));
    TRY(look_at(r, log, "cve-delta", since.p, &looked));
    struct str rest = buf_str(&looked), word, value, newest = S("");
    for (size_t n = 0; next_line(&rest, &word, &value);) {
        char path[64], document[64];
        if (str_is(word, "time")) {
            newest = value;
            continue;
        }
        if (!cve_path(value, path, sizeof path))
            return refuse(r, E_IO, N_("Ändringsloggen innehåller något annat än CVE-nummer."), NULL);
        if (n++ == DOCUMENTS_MAX)
            return refuse(
                r, E_LIMIT, N_("Fler dokument än {1} på en gång. Hämta hela listan och läs in den från fil."), "20000");
        snprintf(url, sizeof url, "%s%s", r->feed->url, path);
        snprintf(document, sizeof document, "%.*s.json", SF(value));
        TRY(fetch(r, url, str(document), NULL, false));
    }
    return newest.n ? keep(r, "cursor", newest) : OK;
}

/* ---- CSAF */

/* The last part of an address as a document's name. */
static bool document_name(struct str address, struct str *ret_name)
{
    size_t slash = SIZE_MAX;
    for (size_t i = 0; i < address.n; i++)
        if (address.p[i] == '/')
            slash = i;
    struct str name = slash == SIZE_MAX ? address : str_sub(address, slash + 1, address.n);
    *ret_name = name;
    return pull_document_valid(name) && str_ends(name, S(".json"));
}

/* A path of a directory: no way out of it, no address. */
static bool path_inside(struct str path)
{
    return path.n && path.p[0] != '/' && str_find(path, S(".."), 0) == SIZE_MAX &&
           str_find(path, S(":"), 0) == SIZE_MAX && str_find(path, S("?"), 0) == SIZE_MAX &&
           str_find(path, S("#"), 0) == SIZE_MAX && str_find(path, S("\\"), 0) == SIZE_MAX;
}

/* One directory or feed: its list, then what changed. */
static enum err pull_place(struct running *r, size_t number, bool directory, struct str base, size_t *documents)
{
    struct buf since cleanup(buf_free) = buf_new(64), looked cleanup(buf_free) = buf_new(LOOKED_MAX),
                     url cleanup(buf_free) = buf_new(TEXT_MAX);
    char list[64], key[32];
    const char *slash = str_ends(base, S("/")) ? "" : "/";
    snprintf(list, sizeof list, directory ? "0-changes-%zu.csv" : "0-rolie-%zu.json", number);
    snprintf(key, sizeof key, "cursor-%zu", number);
    TRY(get_kept(r, key, &since));
    buf_char(&since, '\0');
    buf_put(&url, base);
    if (directory) {
        buf_put(&url, str(slash));
        buf_put(&url, S("changes.csv"));
    }
    buf_char(&url, '\0');
    TRY(buf_check(&url, r->f));
    TRY(fetch(r, url.p, str(list), NULL, false));
    TRY(look_at(r, str(list), directory ? "csaf-changes" : "csaf-rolie", since.p, &looked));
    struct str rest = buf_str(&looked), word, value, name, newest = S("");
    while (next_line(&rest, &word, &value)) {
        if (str_is(word, "time")) {
            newest = value;
            continue;
        }
        if (!document_name(value, &name) || (directory && !path_inside(value)))
            return refuse(r, E_IO, N_("Listan över råd innehåller en sökväg som inte kan användas."), NULL);
        if ((*documents)++ == DOCUMENTS_MAX)
            return refuse(r, E_LIMIT, N_("Fler dokument än {1} på en gång."), "20000");
        buf_reset(&url);
        if (directory) {
            buf_put(&url, base);
            buf_put(&url, str(slash));
        }
        buf_put(&url, value);
        buf_char(&url, '\0');
        TRY(buf_check(&url, r->f));
        TRY(fetch(r, url.p, name, NULL, false));
    }
    return newest.n ? keep(r, key, newest) : OK;
}

static enum err pull_csaf(struct running *r)
{
    struct buf looked cleanup(buf_free) = buf_new(LOOKED_MAX);
    const struct str metadata = S("0-provider-metadata.json");
    TRY(fetch(r, r->feed->url, metadata, NULL, false));
    TRY(look_at(r, metadata, "csaf-provider", "", &looked));
    struct str rest = buf_str(&looked), word, value;
    size_t documents = 0, places = 0;
    /* Whoever has feeds lists the same advisories in them as in directories. */
    bool feeds = str_starts(rest, S("rolie ")) || str_find(rest, S("\nrolie "), 0) != SIZE_MAX;
    while (next_line(&rest, &word, &value)) {
        if (feeds && !str_is(word, "rolie"))
            continue;
        if (places == PLACES_MAX)
            return refuse(r, E_LIMIT, N_("Fler kataloger än {1} hos leverantören."), "64");
        TRY(pull_place(r, places++, str_is(word, "directory"), value, &documents));
    }
    return places ? OK : refuse(r, E_INVALID, N_("Leverantören anger ingen katalog att hämta råd från."), NULL);
}

enum err pull_feed_run(struct puller *p, const struct pull_state *state, const struct pull_feed *feed,
    const struct pull_options *options, struct arena *texts, struct pull_count *ret_count, struct fault *f)
{
    struct fault own = { 0 };
    struct running r = { .p = p, .state = state, .feed = feed, .options = options, .f = f ? f : &own, .arena = texts };
    enum err e = E_BUG;
    switch (feed->plan) {
    case PLAN_ONE: e = fetch(&r, feed->url, str(feed->document), NULL, false); break;
    case PLAN_NVD: e = pull_nvd(&r); break;
    case PLAN_CVE: e = pull_cves(&r); break;
    case PLAN_CSAF: e = pull_csaf(&r); break;
    }
    *ret_count = r.count;
    return e;
}
