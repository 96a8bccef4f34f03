/* Feeds into the store. */
#include "domain/watch_inside.h"

#include <sodium.h>
#include <stdlib.h>

#include "vuln/record.h"

enum { KEY_MOST = 400, RECORD_BYTES = 64 << 20, ROW_BYTES = 256 << 20 };

static const struct watch_kind kinds[] = {
    { "nvd", .matched = true },
    { "cve5", .matched = true },
    { "csaf", .matched = true, .documents = true },
    { "kev", .scored = true, .whole = true },
    { "epss", .scored = true, .whole = true },
    { "attack", .whole = true },
    { "rss", .news = true },
};

const struct watch_kind *watch_kind_of(struct str name)
{
    for (size_t i = 0; i < LEN(kinds); i++)
        if (str_is(name, kinds[i].name))
            return &kinds[i];
    return NULL;
}

/* ---- gathering ---- */

struct watch_batch *watch_batch_new(const char *kind)
{
    struct watch_batch *b = calloc(1, sizeof *b);
    struct buf *line = calloc(1, sizeof *line);
    if (!b || !line || !watch_kind_of(str(kind))) {
        free(b);
        free(line);
        return NULL;
    }
    *line = buf_new(RECORD_BYTES);
    *b = (struct watch_batch){ .arena = arena_new(WATCH_BATCH_BYTES), .kind = watch_kind_of(str(kind)), .line = line };
    return b;
}

void watch_batch_free(struct watch_batch *b)
{
    if (!b)
        return;
    buf_free(b->line);
    free(b->line);
    arena_free(&b->arena);
    free(b);
}

void watch_batch_done(struct watch_batch **b) { watch_batch_free(*b); }

static enum err add(struct watch_batch *b, struct str key, struct str cve, struct str source, struct str modified, struct str body, struct fault *f)
{
    struct arena *a = &b->arena;
    if (b->n == b->cap) {
        struct watch_record *grown = arena_grow(a, b->v, b->n, b->n + 1, sizeof *grown, &b->cap);
        b->v = grown ? grown : b->v;
    }
    struct watch_record r = { str_copy(a, key), str_copy(a, cve), str_copy(a, source), str_copy(a, modified), str_copy(a, body), b->n };
    if (a->failed)
        return fault(f, E_LIMIT, NULL, N_("Flödet är större än {1}. Läs in det i delar."), "4 GiB", NULL);
    b->v[b->n++] = r;
    return OK;
}

/* A name that fits a key: itself, or its hash. */
static struct str key_of(struct watch_batch *b, struct str name)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    struct str trimmed = str_trim(name);
    if (trimmed.n && trimmed.n <= KEY_MOST && !memchr(trimmed.p, 0, trimmed.n))
        return trimmed;
    crypto_hash_sha256(digest, (const unsigned char *)name.p, name.n);
    struct buf hex cleanup(buf_free) = buf_new(2 * sizeof digest);
    buf_hex(&hex, digest, sizeof digest);
    return str_copy(&b->arena, buf_str(&hex));
}

static enum err take_record(void *ctx, const struct vuln_record *r, struct fault *f)
{
    struct watch_batch *b = ctx;
    buf_reset(b->line);
    record_put(b->line, r);
    TRY(buf_check(b->line, f));
    struct str source = r->source.n ? key_of(b, r->source) : r->source, cve = key_of(b, r->cve);
    struct str key = source.n ? str_printf(&b->arena, "%.*s/%.*s", SF(source), SF(cve)) : cve;
    return add(b, key_of(b, key), str_sub(cve, 0, 200), str_sub(source, 0, 300), str_sub(r->modified, 0, 100), buf_str(b->line), f);
}

static enum err take_kev(void *ctx, const struct kev_entry *e, struct fault *f)
{
    struct watch_batch *b = ctx;
    buf_reset(b->line);
    buf_put(b->line, e->ransomware ? S("{\"ransomware\":true,\"added\":") : S("{\"ransomware\":false,\"added\":"));
    buf_json(b->line, e->added);
    buf_put(b->line, S(",\"due\":"));
    buf_json(b->line, e->due);
    buf_char(b->line, '}');
    TRY(buf_check(b->line, f));
    return add(b, e->cve, e->cve, (struct str){ 0 }, (struct str){ 0 }, buf_str(b->line), f);
}

static enum err take_epss(void *ctx, const struct epss_row *e, struct fault *f)
{
    struct watch_batch *b = ctx;
    buf_reset(b->line);
    buf_double(b->line, e->score);
    TRY(buf_check(b->line, f));
    return add(b, e->cve, e->cve, (struct str){ 0 }, (struct str){ 0 }, buf_str(b->line), f);
}

/* The text under "id", wherever it stands among the members. */
static enum err take_object(void *ctx, struct str kind, struct str text, struct fault *f)
{
    struct watch_batch *b = ctx;
    struct str key, id = { 0 };
    struct arena scratch cleanup(arena_free) = arena_new(RECORD_BYTES);
    struct json j = json_new(text, &scratch, JSON_LIMITS);
    (void)kind;
    for (json_object(&j); json_key(&j, &key);)
        if (str_is(key, "id"))
            id = json_string(&j);
        else
            json_skip(&j);
    TRY(json_end(&j, f));
    return add(b, key_of(b, id.n ? id : text), (struct str){ 0 }, (struct str){ 0 }, (struct str){ 0 }, text, f);
}

static void file_begins(void *ctx) { ((struct watch_batch *)ctx)->mark = ((struct watch_batch *)ctx)->n; }
static void file_is_bad(void *ctx) { ((struct watch_batch *)ctx)->n = ((struct watch_batch *)ctx)->mark; }

struct feed_sink watch_batch_sink(struct watch_batch *b)
{
    return (struct feed_sink){ .ctx = b, .record = take_record, .kev = take_kev, .epss = take_epss, .object = take_object,
                               .begin = file_begins, .undo = file_is_bad };
}

static int by_key(const void *x, const void *y)
{
    const struct watch_record *a = x, *b = y;
    int c = str_cmp(a->key, b->key);
    return c ? c : a->order < b->order ? -1 : 1;
}

/* Hundreds stand together: CVE-2021-4423 is not among 442xx. */
static int by_length(const void *x, const void *y)
{
    const struct watch_record *a = x, *b = y;
    return a->key.n != b->key.n ? (a->key.n < b->key.n ? -1 : 1) : by_key(x, y);
}

/* By key, each once: the one modified last, else the one that came last. */
static void settle(struct watch_batch *b, bool hundreds)
{
    size_t kept = 0;
    if (b->n)
        qsort(b->v, b->n, sizeof *b->v, hundreds ? by_length : by_key);
    for (size_t i = 0; i < b->n; i++) {
        struct watch_record *last = kept ? &b->v[kept - 1] : NULL;
        if (!last || !str_eq(last->key, b->v[i].key))
            b->v[kept++] = b->v[i];
        else if (!last->modified.n || !b->v[i].modified.n || str_cmp(last->modified, b->v[i].modified) <= 0)
            *last = b->v[i];
    }
    b->n = kept;
}

struct str watch_hundred(struct arena *a, struct str cve)
{
    return cve.n > 2 ? str_printf(a, "%.*sxx", (int)cve.n - 2, cve.p) : cve;
}

bool watch_next_score(struct str *rest, struct str *ret_cve, struct str *ret_score)
{
    if (!rest->n)
        return false;
    *ret_score = str_cut(rest, '\n');
    *ret_cve = str_cut(ret_score, ' ');
    return true;
}

/* Scores by hundreds: a row of thirty bytes does not deserve a row of the database, and all of them move every day. */
static enum err into_hundreds(struct watch_batch *b, struct fault *f)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->n;) {
        struct str name = watch_hundred(&b->arena, b->v[i].cve);
        buf_reset(b->line);
        size_t k = i;
        for (; k < b->n && b->v[k].cve.n == name.n && str_starts(b->v[k].cve, str_sub(name, 0, name.n - 2)); k++)
            buf_printf(b->line, "%.*s %.*s\n", SF(b->v[k].cve), SF(b->v[k].body));
        if (k == i)
            return fault(f, E_BUG, NULL, N_("Något gick fel."), NULL, NULL);
        TRY(buf_check(b->line, f));
        struct str body = str_copy(&b->arena, buf_str(b->line));
        if (b->arena.failed)
            return watch_no_memory(f);
        b->v[kept++] = (struct watch_record){ .key = name, .cve = name, .body = body };
        i = k;
    }
    b->n = kept;
    if (kept)
        qsort(b->v, kept, sizeof *b->v, by_key);
    return OK;
}

/* ---- storing ---- */

struct storing {
    const struct watch_feed_terms *terms;
    struct watch_batch *b;
    size_t records;                 /* before they were put into hundreds */
    struct watch_counts *counts;
    struct feed feed;
    struct arena row;               /* of one record */
    struct watch_touched touched;
    struct writing *w;
};

static enum err touch(struct storing *s, struct str cve, struct fault *f)
{
    struct watch_touched *t = &s->touched;
    struct arena *a = writing_arena(s->w);
    if (t->cves_n && str_eq(t->cves[t->cves_n - 1], cve))
        return OK;
    struct str *grown = arena_grow(a, t->cves, t->cves_n, t->cves_n + 1, sizeof *grown, &t->cves_cap);
    struct str copy = str_copy(a, cve);
    if (!grown || !copy.p)
        return watch_no_memory(f);
    t->cves = grown;
    t->cves[t->cves_n++] = copy;
    return OK;
}

/* The CVEs whose scores differ between two hundreds, both sorted. */
static enum err touch_scores(struct storing *s, struct str old, struct str new, struct fault *f)
{
    struct str a = { 0 }, b = { 0 }, x, y;
    bool more_a = watch_next_score(&old, &a, &x), more_b = watch_next_score(&new, &b, &y);
    while (more_a || more_b) {
        int c = !more_a ? 1 : !more_b ? -1 : str_cmp(a, b);
        if (c != 0 || !str_eq(x, y))
            TRY(touch(s, c <= 0 ? a : b, f));
        if (c <= 0)
            more_a = watch_next_score(&old, &a, &x);
        if (c >= 0)
            more_b = watch_next_score(&new, &b, &y);
    }
    return OK;
}

static enum err touched_by(struct storing *s, struct str cve, struct str old, struct str new, struct fault *f)
{
    if (s->b->kind->scored && str_ends(cve, S("xx")))
        return touch_scores(s, old, new, f);
    return s->b->kind->matched || s->b->kind->scored ? touch(s, cve, f) : OK;
}

static enum err put_record(struct storing *s, const struct watch_record *r, struct fault *f)
{
    struct feed_record old = { 0 };
    arena_reset(&s->row);
    struct str key = str_printf(&s->row, "%.*s/%.*s", SF(s->terms->name), SF(r->key));
    struct fault why = { 0 };
    enum err e = store_find(writing_reads(s->w), &s->row, &feed_record_entity, "key", key, &old, &why);
    if (e != OK && e != E_ABSENT) {
        *f = why;
        return e;
    }
    bool there = e == OK;
    if (there && (str_eq(old.body, r->body) || (old.modified.n && r->modified.n && str_cmp(old.modified, r->modified) > 0))) {
        s->counts->same++;
        return OK;
    }
    struct feed_record row = { .row = there ? old.row : (struct row){ 0 }, .feed = { s->feed.row.id }, .key = key, .cve = r->cve,
                               .source = r->source, .modified = r->modified, .body = r->body };
    TRY(touched_by(s, r->cve, old.body, r->body, f));
    *(there ? &s->counts->changed : &s->counts->fresh) += 1;
    TRY(store_put(s->w, &feed_record_entity, &row, "andra", RIGHT_NONE, f));
    return s->b->kind->news && !there ? watch_news(s->w, s->terms->name, r->body, f) : OK;
}

/* ---- what a feed no longer has ---- */

struct missing { struct storing *s; struct feed_record *v; size_t n, cap; struct arena *a; struct fault *f; };

static bool in_batch(const struct watch_batch *b, struct str key)
{
    size_t low = 0, high = b->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int c = str_cmp(b->v[middle].key, key);
        if (c == 0)
            return true;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static enum err see_if_missing(void *ctx, const void *row, const struct str *titles)
{
    struct missing *m = ctx;
    const struct feed_record *r = row;
    (void)titles;
    if (in_batch(m->s->b, str_sub(r->key, m->s->terms->name.n + 1, r->key.n)))
        return OK;
    struct feed_record *grown = arena_grow(m->a, m->v, m->n, m->n + 1, sizeof *grown, &m->cap);
    if (!grown)
        return watch_no_memory(m->f);
    m->v = grown;
    m->v[m->n] = *r;
    struct feed_record *kept = &m->v[m->n++];
    kept->key = str_copy(m->a, r->key);
    kept->cve = str_copy(m->a, r->cve);
    kept->source = str_copy(m->a, r->source);
    kept->modified = str_copy(m->a, r->modified);
    kept->body = str_copy(m->a, r->body);
    return m->a->failed ? watch_no_memory(m->f) : OK;
}

static enum err revoke(struct missing *m, struct fault *f)
{
    for (size_t i = 0; i < m->n; i++) {
        TRY(touched_by(m->s, m->v[i].cve, m->v[i].body, (struct str){ 0 }, f));
        m->v[i].row.standing = STANDING_REVOKED;
        m->v[i].body = S("-"); /* what it said is nobody's any more */
        TRY(store_put(m->s->w, &feed_record_entity, &m->v[i], "upphav", RIGHT_NONE, f));
        m->s->counts->gone++;
    }
    return OK;
}

static enum err revoke_missing(struct storing *s, const char *field, struct str value, struct fault *f)
{
    struct arena own cleanup(arena_free) = arena_new(WATCH_BATCH_BYTES);
    struct missing m = { .s = s, .a = &own, .f = f };
    char feed[24];
    snprintf(feed, sizeof feed, "%lld", (long long)s->feed.row.id);
    struct query q = { .entity = &feed_record_entity, .limit = 1 };
    q.filters[q.filters_n++] = (struct filter){ entity_field_named(&feed_record_entity, S("feed")), COMPARE_EQUAL, str(feed) };
    if (field)
        q.filters[q.filters_n++] = (struct filter){ entity_field_named(&feed_record_entity, str(field)), COMPARE_EQUAL, value };
    TRY(store_each(writing_reads(s->w), &q, see_if_missing, &m, f));
    return revoke(&m, f);
}

static enum err revoke_gone(struct storing *s, struct fault *f)
{
    const struct watch_batch *b = s->b;
    if (s->terms->rejected || !b->n) /* what was refused may be what is missing */
        return OK;
    if (b->kind->whole)
        return revoke_missing(s, NULL, (struct str){ 0 }, f);
    for (size_t i = 0; b->kind->documents && i < b->n; i++)
        if (i == 0 || !str_eq(b->v[i].source, b->v[i - 1].source))
            TRY(revoke_missing(s, "source", b->v[i].source, f));
    return OK;
}

/* ---- the whole ---- */

static enum err open_feed(struct storing *s, struct fault *f)
{
    struct fault why = { 0 };
    enum err e = store_find(writing_reads(s->w), writing_arena(s->w), &feed_entity, "name", s->terms->name, &s->feed, &why);
    if (e == E_ABSENT) {
        s->feed = (struct feed){ .name = s->terms->name, .kind = str(s->b->kind->name), .records = 0, .rejected = 0, .read = s->terms->now };
        return store_put(s->w, &feed_entity, &s->feed, "skapa", RIGHT_NONE, f);
    }
    if (e != OK) {
        *f = why;
        return e;
    }
    return str_is(s->feed.kind, s->b->kind->name) ? OK :
        fault(f, E_CONFLICT, NULL, N_("Det finns redan ett flöde som heter så, av slaget {1}."), str_c(writing_arena(s->w), s->feed.kind), NULL);
}

static enum err close_feed(struct storing *s, struct fault *f)
{
    const struct watch_counts *c = s->counts;
    s->feed.read = s->terms->now;
    if (c->fresh || c->changed || c->gone)
        s->feed.changed = s->terms->now;
    s->feed.records = s->b->kind->whole && !s->terms->rejected && s->b->n ? (int64_t)s->records
                                                                       : s->feed.records + (int64_t)c->fresh - (int64_t)c->gone;
    s->feed.rejected = (int64_t)s->terms->rejected;
    return store_put(s->w, &feed_entity, &s->feed, "andra", RIGHT_NONE, f);
}

static enum err store_batch(struct writing *w, void *ctx, struct fault *f)
{
    struct storing *s = ctx;
    s->w = w;
    *s->counts = (struct watch_counts){ 0 };
    s->touched = (struct watch_touched){ .only_known = s->b->kind->scored };
    TRY(open_feed(s, f));
    for (size_t i = 0; i < s->b->n; i++)
        TRY(put_record(s, &s->b->v[i], f));
    TRY(revoke_gone(s, f));
    TRY(close_feed(s, f));
    return s->touched.cves_n ? watch_rematch(w, &s->touched, s->counts, f) : OK;
}

enum err watch_feed_store(struct store *store, const struct seat *seat, const struct watch_feed_terms *terms, struct watch_batch *b,
                          struct watch_counts *ret, struct fault *f)
{
    if (!terms->name.n || terms->name.n > FEED_NAME_MAX || memchr(terms->name.p, '/', terms->name.n))
        return fault(f, E_INVALID, NULL, N_("Flödets namn ska ha 1 till 100 tecken och inget snedstreck."), NULL, NULL);
    bool hundreds = str_is(str(b->kind->name), "epss");
    settle(b, hundreds);
    struct storing s = { .terms = terms, .b = b, .records = b->n, .counts = ret, .row = arena_new(ROW_BYTES) };
    enum err e = hundreds ? into_hundreds(b, f) : OK;
    if (e == OK)
        e = store_write(store, seat, &(struct write_terms){ .now = terms->now, .reason = terms->name }, store_batch, &s, NULL, f);
    arena_free(&s.row);
    return e;
}
