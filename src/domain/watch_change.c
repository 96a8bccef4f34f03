/* What changed in what touches us, read from the journal. */
#include "domain/watch_inside.h"

#include <stdio.h>
#include <stdlib.h>

#include "derive/json.h"

enum { PAGE = 1000 };

const char *watch_change_code(enum watch_change_kind k)
{
    static const char *const codes[WATCH_KINDS] = { "new", "worse", "better", "gone", "handled", "other" };
    return codes[k];
}

const char *watch_change_label(enum watch_change_kind k)
{
    static const char *const labels[WATCH_KINDS] = {
        N_("Nya"), N_("Värre"), N_("Bättre"), N_("Borta"), N_("Hanterade"), N_("Ändrade på annat sätt"),
    };
    return labels[k];
}

/* ---- reasons ---- */

static void say(struct watch_change *c, const char *text, struct str a, struct str b)
{
    if (c->why_n < WATCH_REASONS)
        c->why[c->why_n++] = (struct watch_reason){ text, { a, b } };
}

static double number(struct str s)
{
    double d;
    return s.n && str_to_double(s, &d) ? d : 0;
}

static struct str decimal(struct arena *a, struct str s, const char *lang)
{
    char *copy = arena_alloc(a, s.n + 1);
    for (size_t i = 0; copy && i < s.n; i++)
        copy[i] = s.p[i] == '.' && strcmp(lang, "sv") == 0 ? ',' : s.p[i];
    return copy ? (struct str){ copy, s.n } : (struct str){ 0 };
}

static struct str percent(struct arena *a, int64_t n) { return str_printf(a, "%lld", (long long)(n == INT_NONE ? 0 : n)); }

static struct str day_text(struct arena *a, struct date d)
{
    struct buf b cleanup(buf_free) = buf_new(32);
    date_put(&b, d);
    return str_copy(a, buf_str(&b));
}

static void say_kev(struct arena *a, struct watch_change *c)
{
    struct str none = { 0 };
    if (date_known(c->after.kev_added))
        say(c, N_("togs upp i KEV {1}"), day_text(a, c->after.kev_added), none);
    else
        say(c, N_("finns i KEV: den utnyttjas"), none, none);
    if (c->after.ransomware)
        say(c, N_("används i utpressningsangrepp"), none, none);
}

/* How an exposure that was there has moved: above 0 it is worse, under 0 better. Both may be true; worse counts. */
static int compare(struct arena *a, struct watch_change *c, const char *lang)
{
    const struct exposure *x = &c->before, *y = &c->after;
    struct str none = { 0 };
    int worse = 0, better = 0;
    if (x->verdict != y->verdict) {
        say(c, y->verdict > x->verdict ? N_("kunde beröras, berörs nu säkert") : N_("berördes säkert, kan nu beröras"), none, none);
        *(y->verdict > x->verdict ? &worse : &better) += 1;
    }
    if (!x->kev && y->kev) {
        say_kev(a, c);
        worse++;
    } else if (!x->ransomware && y->ransomware) {
        say(c, N_("används i utpressningsangrepp"), none, none);
        worse++;
    }
    if (x->kev && !y->kev) {
        say(c, N_("togs bort ur KEV"), none, none);
        better++;
    }
    if (!str_eq(x->cvss, y->cvss)) {
        if (x->cvss.n && y->cvss.n)
            say(c, N_("CVSS {1} → {2}"), decimal(a, x->cvss, lang), decimal(a, y->cvss, lang));
        else
            say(c, y->cvss.n ? N_("fick CVSS {1}") : N_("har inte längre CVSS {1}"), decimal(a, y->cvss.n ? y->cvss : x->cvss, lang), none);
        *(number(y->cvss) > number(x->cvss) ? &worse : &better) += 1;
    }
    if (x->epss != y->epss) {
        say(c, N_("EPSS {1} → {2} procent"), percent(a, x->epss), percent(a, y->epss));
        *((y->epss == INT_NONE ? 0 : y->epss) > (x->epss == INT_NONE ? 0 : x->epss) ? &worse : &better) += 1;
    }
    if (!str_eq(x->found_version, y->found_version))
        say(c, N_("bytte version till {1}, berörs fortfarande"), y->found_version.n ? y->found_version : S("?"), none);
    return worse ? 1 : better ? -1 : 0;
}

static void why_new(struct arena *a, struct watch_change *c, const char *lang)
{
    struct str none = { 0 };
    switch (c->after.cause) {
    case CAUSE_COMPONENT: say(c, N_("ny komponent"), none, none); break;
    case CAUSE_VERSION: say(c, N_("bytte version till {1}, som berörs"), c->after.found_version.n ? c->after.found_version : S("?"), none); break;
    case CAUSE_HOST: say(c, N_("något annat på samma värd har ändrats"), none, none); break;
    case CAUSE_RECORD: case CAUSE_REMOVED: say(c, c->had_before ? N_("flödets uppgifter säger åter att den berörs") : N_("ny uppgift i flödet"), none, none); break;
    }
    if (c->after.kev)
        say_kev(a, c);
    if (c->after.cvss.n)
        say(c, N_("CVSS {1}"), decimal(a, c->after.cvss, lang), none);
}

static void why_gone(struct watch_change *c)
{
    struct str none = { 0 };
    switch (c->after.cause) {
    case CAUSE_REMOVED: say(c, N_("komponenten finns inte längre"), none, none); break;
    case CAUSE_VERSION: say(c, N_("uppgraderad till {1}, berörs inte längre"), c->after.found_version.n ? c->after.found_version : S("?"), none); break;
    case CAUSE_HOST: say(c, N_("något annat på samma värd har ändrats, berörs inte längre"), none, none); break;
    case CAUSE_RECORD: case CAUSE_COMPONENT: say(c, N_("flödets uppgifter har ändrats, berörs inte längre"), none, none); break;
    }
}

static void judge(struct arena *a, struct watch_change *c, const char *lang)
{
    bool open = c->after.state != EXPOSURE_GONE, was_open = c->had_before && c->before.state != EXPOSURE_GONE;
    if (open && !was_open) {
        c->kind = WATCH_NEW;
        why_new(a, c, lang);
    } else if (!open) {
        c->kind = WATCH_GONE;
        why_gone(c);
    } else {
        int moved = compare(a, c, lang);
        c->kind = moved > 0 ? WATCH_WORSE : moved < 0 ? WATCH_BETTER : WATCH_OTHER;
        if (c->after.state == EXPOSURE_HANDLED && c->before.state == EXPOSURE_OPEN && moved <= 0)
            c->kind = WATCH_HANDLED;
        if (c->why_n == 0)
            say(c, c->kind == WATCH_HANDLED ? N_("har hanterats") : N_("flödets beskrivning har ändrats"), (struct str){ 0 }, (struct str){ 0 });
    }
}

/* ---- gathering ---- */

struct seen { int64_t id, version; struct str first, last; };

static int by_id(const void *x, const void *y)
{
    const struct seen *a = x, *b = y;
    return a->id != b->id ? (a->id < b->id ? -1 : 1) : a->version < b->version ? -1 : a->version > b->version;
}

/* Every entry of the span, then by exposure: its first and its last. */
static enum err gather(struct reading *r, struct arena *a, instant from, instant to, struct seen **ret, size_t *ret_n, bool *ret_more, struct fault *f)
{
    struct seen *all = NULL;
    size_t n = 0, cap = 0, kept = 0;
    int64_t after = 0;
    for (bool more = true; more;) {
        struct journal_entry *page;
        size_t page_n;
        TRY(store_between(r, a, &exposure_entity, from, to, after, PAGE, &page, &page_n, f));
        more = page_n == PAGE;
        for (size_t i = 0; i < page_n && n < WATCH_CHANGES_MAX; i++) {
            struct seen *grown = arena_grow(a, all, n, n + 1, sizeof *grown, &cap);
            if (!grown)
                return watch_no_memory(f);
            all = grown;
            all[n++] = (struct seen){ page[i].id, page[i].version, page[i].row, page[i].row };
            after = page[i].seq;
        }
        *ret_more = n == WATCH_CHANGES_MAX && more;
        if (n == WATCH_CHANGES_MAX)
            break;
    }
    if (n)
        qsort(all, n, sizeof *all, by_id);
    for (size_t i = 0; i < n; i++) {
        if (kept && all[kept - 1].id == all[i].id)
            all[kept - 1].last = all[i].last;
        else
            all[kept++] = all[i];
    }
    *ret = all;
    *ret_n = kept;
    return OK;
}

/* The row as it was before its first entry of the span. */
static enum err before(struct reading *r, struct arena *a, const struct seen *s, struct watch_change *c, struct fault *f)
{
    struct journal_entry *history;
    size_t n;
    if (s->version <= 1)
        return OK;
    TRY(store_history(r, a, &exposure_entity, s->id, &history, &n, f));
    for (size_t i = 0; i < n; i++)
        if (history[i].version == s->version - 1) {
            c->had_before = true;
            return row_json_read_full(a, &exposure_entity, history[i].row, &c->before, f);
        }
    return OK;
}

static int worst_first(const void *x, const void *y)
{
    const struct watch_change *a = x, *b = y;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->after.kev != b->after.kev)
        return a->after.kev ? -1 : 1;
    double p = number(a->after.cvss), q = number(b->after.cvss);
    if (p > q || p < q)
        return p > q ? -1 : 1;
    if (a->after.epss != b->after.epss)
        return a->after.epss > b->after.epss ? -1 : 1;
    int c = str_cmp(b->after.cve, a->after.cve); /* the newest CVE first */
    return c ? c : a->after.row.id < b->after.row.id ? -1 : 1;
}

enum err watch_changes(struct reading *r, struct arena *a, instant from, instant to, const char *lang, struct watch_change **ret, size_t *ret_n,
                       bool *ret_more, struct fault *f)
{
    struct seen *seen = NULL;
    size_t n = 0, kept = 0;
    TRY(gather(r, a, from, to, &seen, &n, ret_more, f));
    struct watch_change *all = arena_array(a, n + 1, sizeof *all);
    if (!all)
        return watch_no_memory(f);
    for (size_t i = 0; i < n; i++) {
        struct watch_change *c = &all[kept];
        *c = (struct watch_change){ 0 };
        row_clear(&exposure_entity, &c->before);
        row_clear(&exposure_entity, &c->after);
        row_clear(&installation_entity, &c->component);
        TRY(row_json_read_full(a, &exposure_entity, seen[i].last, &c->after, f));
        TRY(before(r, a, &seen[i], c, f));
        struct fault absent = { 0 };
        enum err e = store_get(r, a, &installation_entity, c->after.installation.v, &c->component, &absent);
        if (e != OK && e != E_ABSENT) {
            *f = absent;
            return e;
        }
        judge(a, c, lang);
        kept++;
    }
    if (kept)
        qsort(all, kept, sizeof *all, worst_first);
    *ret = all;
    *ret_n = kept;
    return OK;
}
