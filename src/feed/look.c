#include "feed/look.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/csv.h"
#include "base/json.h"
#include "base/time.h"
#include "feed/inventory.h"
#include "feed/limits.h"
#include "feed/sandbox.h"

enum { ANSWER_MAX = 64 * 1024 * 1024 };

struct looking {
    struct buf *to;
    instant since, newest;
    size_t lines;
};

/* One line; what does not fit in a line or a name is left out. */
static void put_line(struct looking *l, const char *word, struct str value)
{
    bool plain = value.n > 0 && value.n <= 2000;
    for (size_t i = 0; plain && i < value.n; i++)
        plain = (unsigned char)value.p[i] > 0x20 && value.p[i] != 0x7F;
    if (!plain || l->lines >= LOOK_LINES_MAX)
        return;
    l->lines++;
    buf_put(l->to, str(word));
    buf_char(l->to, ' ');
    buf_put(l->to, value);
    buf_char(l->to, '\n');
}

/* True when it changed after `since`; keeps the newest. */
static bool is_newer(struct looking *l, struct str time)
{
    instant t;
    if (!instant_parse(time, &t))
        return l->since.usec == 0;
    if (t.usec > l->newest.usec)
        l->newest = t;
    return t.usec > l->since.usec;
}

static void put_newest(struct looking *l)
{
    if (l->newest.usec == 0)
        return;
    buf_put(l->to, S("time "));
    instant_put(l->to, l->newest);
    buf_char(l->to, '\n');
}

static void look_nvd(struct json *j, struct looking *l)
{
    static const struct {
        const char *key, *word;
    } rows[] = { { "totalResults", "total" }, { "resultsPerPage", "count" }, { "startIndex", "start" } };
    struct str key;
    bool seen[LEN(rows)] = { false };
    for (json_object(j); json_key(j, &key);) {
        size_t i = 0;
        while (i < LEN(rows) && !str_is(key, rows[i].key))
            i++;
        if (i == LEN(rows)) {
            json_skip(j);
            continue;
        }
        int64_t n = json_int(j);
        if (n < 0)
            json_refuse(j, E_INVALID, N_("Antalet får inte vara negativt."), NULL, NULL);
        seen[i] = true;
        buf_printf(l->to, "%s %lld\n", rows[i].word, (long long)n);
    }
    for (size_t i = 0; i < LEN(rows); i++)
        if (!seen[i])
            json_refuse(j, E_INVALID, N_("Fältet {1} saknas."), rows[i].key, NULL);
}

static void look_delta_list(struct json *j, struct looking *l)
{
    for (json_array(j); json_item(j);) {
        struct str key, id = S(""), time = S("");
        for (json_object(j); json_key(j, &key);) {
            if (str_is(key, "cveId"))
                id = json_string(j);
            else if (str_is(key, "dateUpdated"))
                time = json_string(j);
            else
                json_skip(j);
        }
        if (is_newer(l, time))
            put_line(l, "cve", id);
    }
}

/* A list of runs, or one run (delta.json). */
static void look_delta_run(struct json *j, struct looking *l)
{
    struct str key;
    for (json_object(j); json_key(j, &key);)
        if ((str_is(key, "new") || str_is(key, "updated")) && json_peek(j) == JSON_ARRAY)
            look_delta_list(j, l);
        else
            json_skip(j);
}

static void look_delta(struct json *j, struct looking *l)
{
    if (json_peek(j) == JSON_OBJECT)
        look_delta_run(j, l);
    else
        for (json_array(j); json_item(j);)
            look_delta_run(j, l);
}

static void look_provider_rolie(struct json *j, struct looking *l)
{
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        if (!str_is(key, "feeds")) {
            json_skip(j);
            continue;
        }
        for (json_array(j); json_item(j);) {
            struct str inner, url = S(""), label = S("");
            for (json_object(j); json_key(j, &inner);)
                if (str_is(inner, "url"))
                    url = json_string(j);
                else if (str_is(inner, "tlp_label"))
                    label = json_string(j);
                else
                    json_skip(j);
            /* What is not for everybody needs a login that we do not have. */
            if (label.n == 0 || str_is(label, "WHITE") || str_is(label, "CLEAR") || str_is(label, "UNLABELED"))
                put_line(l, "rolie", url);
        }
    }
}

static void look_provider(struct json *j, struct looking *l)
{
    struct str key, inner;
    for (json_object(j); json_key(j, &key);) {
        if (!str_is(key, "distributions")) {
            json_skip(j);
            continue;
        }
        for (json_array(j); json_item(j);)
            for (json_object(j); json_key(j, &inner);)
                if (str_is(inner, "directory_url"))
                    put_line(l, "directory", json_string(j));
                else if (str_is(inner, "rolie") && json_peek(j) == JSON_OBJECT)
                    look_provider_rolie(j, l);
                else
                    json_skip(j);
    }
}

static struct str self_link(struct json *j)
{
    struct str found = S("");
    for (json_array(j); json_item(j);) {
        struct str key, rel = S(""), href = S("");
        for (json_object(j); json_key(j, &key);)
            if (str_is(key, "rel"))
                rel = json_string(j);
            else if (str_is(key, "href"))
                href = json_string(j);
            else
                json_skip(j);
        if (str_is(rel, "self"))
            found = href;
    }
    return found;
}

static void look_rolie_entry(struct json *j, struct looking *l)
{
    struct str key, inner, source = S(""), link = S(""), time = S("");
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "updated"))
            time = json_string(j);
        else if (str_is(key, "link") && json_peek(j) == JSON_ARRAY)
            link = self_link(j);
        else if (str_is(key, "content") && json_peek(j) == JSON_OBJECT) {
            for (json_object(j); json_key(j, &inner);)
                if (str_is(inner, "src"))
                    source = json_string(j);
                else
                    json_skip(j);
        } else
            json_skip(j);
    }
    if (is_newer(l, time))
        put_line(l, "document", source.n ? source : link);
}

static void look_rolie(struct json *j, struct looking *l)
{
    struct str key, inner;
    for (json_object(j); json_key(j, &key);) {
        if (!str_is(key, "feed")) {
            json_skip(j);
            continue;
        }
        for (json_object(j); json_key(j, &inner);)
            if (str_is(inner, "entry"))
                for (json_array(j); json_item(j);)
                    look_rolie_entry(j, l);
            else
                json_skip(j);
    }
}

static enum err look_changes(struct str text, struct looking *l, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(feed_limits[LIMIT_RECORD].most);
    struct csv_options options = CSV_OPTIONS;
    options.formula_safe = false;
    struct csv c = csv_new(text, options);
    struct csv_row row;
    for (; csv_row(&c, &a, &row); arena_reset(&a)) {
        if (row.n != 2)
            csv_refuse(&c, row.line, NULL, E_INVALID, N_("Här ska en sökväg och en tidpunkt stå."), NULL, NULL);
        else if (is_newer(l, row.cell[1]))
            put_line(l, "document", row.cell[0]);
    }
    return csv_end(&c, f);
}

enum err look(struct str what, struct str since, struct str text, struct buf *to, struct fault *f)
{
    static const struct {
        const char *what;
        void (*look)(struct json *j, struct looking *l);
        bool timed;
    } rows[] = {
        { "nvd-page", look_nvd, false },
        { "cve-delta", look_delta, true },
        { "csaf-provider", look_provider, false },
        { "csaf-rolie", look_rolie, true },
    };
    struct looking l = { .to = to };
    if (since.n && !instant_parse(since, &l.since))
        return fault(f, E_BUG, NULL, N_("Tidpunkten går inte att läsa."), NULL, NULL);
    if (str_is(what, "csaf-changes")) {
        TRY(look_changes(text, &l, f));
        put_newest(&l);
        return buf_check(to, f);
    }
    for (size_t i = 0; i < LEN(rows); i++) {
        if (!str_is(what, rows[i].what))
            continue;
        struct arena a cleanup(arena_free) = arena_new(text.n * 16 + 65536);
        struct json j = json_new(text, &a, JSON_LIMITS);
        rows[i].look(&j, &l);
        TRY(json_end(&j, f));
        if (rows[i].timed)
            put_newest(&l);
        return buf_check(to, f);
    }
    return fault(f, E_BUG, NULL, N_("Det finns ingen sådan läsare."), NULL, NULL);
}

enum err look_child(const struct sandbox_io *io, struct fault *f)
{
    if (io->argc != 2 || io->in_n != 1)
        return fault(f, E_BUG, NULL, N_("Det finns ingen sådan läsare."), NULL, NULL);
    struct inventory_file file cleanup(inventory_file_close) = { .text = { NULL, 0 } };
    TRY(inventory_file_open(io->in[0], &file, f));
    struct buf b cleanup(buf_free) = buf_new(ANSWER_MAX);
    TRY(look(str(io->argv[0]), str(io->argv[1]), file.text, &b, f));
    return sandbox_write(io->out, buf_str(&b), f);
}
