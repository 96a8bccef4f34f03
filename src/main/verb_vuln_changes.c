/* samsyn vuln changes: what is new, what went away, what got worse or better, and why. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "derive/json.h"
#include "main/verb.h"
#include "main/watch.h"
#include "main/watch_store.h"

static void put_reasons(struct buf *b, const struct words *words, const struct watch_change *c, bool json)
{
    for (size_t i = 0; i < c->why_n; i++) {
        struct buf one cleanup(buf_free) = buf_new(4096);
        struct arena a cleanup(arena_free) = arena_new(8192);
        words_put(&one, words, c->why[i].text, str_c(&a, c->why[i].arg[0]), str_c(&a, c->why[i].arg[1]));
        if (i)
            buf_put(b, json ? S(",") : S("; "));
        if (json)
            buf_json(b, buf_str(&one));
        else
            buf_put(b, buf_str(&one));
    }
}

static void put_readable(struct buf *b, const struct words *words, const struct watch_change *c)
{
    const struct installation *i = &c->component;
    buf_printf(b, "  %.*s  %.*s %.*s", SF(c->after.cve), SF(i->product), SF(i->release));
    if (i->host.n)
        buf_printf(b, " (%.*s)", SF(i->host));
    buf_put(b, S(": "));
    put_reasons(b, words, c, false);
    buf_char(b, '\n');
}

static void put_json(struct buf *b, const struct words *words, const struct watch_change *c)
{
    const struct installation *i = &c->component;
    const struct { const char *key; struct str text; } texts[] = {
        { "kind", str(watch_change_code(c->kind)) }, { "cve", c->after.cve }, { "component", i->key }, { "product", i->product },
        { "version", i->release }, { "host", i->host },
    };
    for (size_t k = 0; k < LEN(texts); k++) {
        buf_printf(b, "%s\"%s\":", k ? "," : "{", texts[k].key);
        buf_json(b, texts[k].text);
    }
    buf_put(b, S(",\"before\":"));
    if (c->had_before)
        row_json_full(b, &exposure_entity, &c->before);
    else
        buf_put(b, S("null"));
    buf_put(b, S(",\"after\":"));
    row_json_full(b, &exposure_entity, &c->after);
    buf_put(b, S(",\"why\":["));
    put_reasons(b, words, c, true);
    buf_put(b, S("]}\n"));
}

static enum err tell(struct watch_store *s, struct date since, bool json, const struct words *words, struct buf *b, struct fault *f)
{
    struct reading *r;
    struct watch_change *all;
    size_t n;
    bool more = false;
    TRY(store_read(s->store, &s->seat, &r, f));
    instant end = { s->now.usec + SECONDS(1) };
    enum err e = watch_changes(r, &s->arena, date_start(since), end, words->lang, &all, &n, &more, f);
    store_read_end(r);
    TRY(e);
    for (size_t i = 0; i < n; i++) {
        if (!json && (i == 0 || all[i - 1].kind != all[i].kind))
            buf_printf(b, "%s\n", words_get(words, watch_change_label(all[i].kind)));
        if (json)
            put_json(b, words, &all[i]);
        else
            put_readable(b, words, &all[i]);
    }
    if (!n && !json)
        buf_printf(b, "%s\n", words_get(words, N_("Ingenting har ändrats.")));
    if (more)
        fprintf(stderr, "samsyn: %s\n", words_get(words, N_("Det finns fler ändringar än vad som visas. Välj en kortare tid.")));
    return buf_check(b, f);
}

int verb_vuln_changes(int argc, char **argv, const struct words *words)
{
    struct watch_store s cleanup(watch_store_close) = { 0 };
    struct buf b cleanup(buf_free) = buf_new((size_t)256 << 20);
    struct fault f = { 0 };
    int status = EXIT_USAGE;
    bool json = false, fine = true;
    if (!watch_store_open(&s, &argc, argv, words, &status))
        return status;
    struct date since = date_of(s.now);
    for (int i = 1; fine && i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else
            fine = strcmp(argv[i], "--since") == 0 && ++i < argc && date_parse(str(argv[i]), &since) && date_known(since);
    }
    if (!fine) {
        fprintf(stderr, "%s\n", VERB_VULN_CHANGES_USAGE);
        return EXIT_USAGE;
    }
    if (tell(&s, since, json, words, &b, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_FAILED;
    }
    return fwrite(b.p, 1, b.n, stdout) == b.n && fflush(stdout) == 0 ? EXIT_FINE : EXIT_FAILED;
}
