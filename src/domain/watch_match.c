/* What was touched is matched, and the exposures that differ are written. */
#include "domain/watch_inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "vuln/index.h"

enum { CVE_ROWS = 40, CRITERIA_MOST = 4000, RANGE_MOST = 1000, CVE_MOST = 200 };
#define MATCH_BYTES ((size_t)8 << 30)

/* An exposure as it should be, found by component and CVE. */
struct wanted { struct exposure row; bool met; };
struct known_feed { int64_t id; struct str kind; };
struct kev_day { struct str cve; struct date added; };

struct match {
    struct writing *w;
    struct watch_touched *t;
    struct watch_counts *counts;
    struct arena arena;
    struct inventory inv;           /* every component, its row's id as its id */
    struct vuln_index *ix;
    struct known_feed *feeds;
    size_t feeds_n, feeds_cap;
    struct arena line;              /* of one record */
    struct exposure *old;           /* those in question */
    size_t old_n, old_cap;
    struct wanted *wanted;
    size_t wanted_n, wanted_cap;
    uint32_t *table;                /* hash of component and CVE → wanted + 1 */
    size_t table_cap;
    struct kev_day *kev;
    size_t kev_n, kev_cap;
    bool everything;                /* every record was loaded */
    struct fault *f;
};

/* ---- what was touched, in order ---- */

static int str_order(const void *x, const void *y) { return str_cmp(*(const struct str *)x, *(const struct str *)y); }

static int touch_order(const void *x, const void *y)
{
    const struct watch_touch *a = x, *b = y;
    return a->installation < b->installation ? -1 : a->installation > b->installation;
}

static bool cve_touched(const struct watch_touched *t, struct str cve)
{
    return t->cves_n && bsearch(&cve, t->cves, t->cves_n, sizeof cve, str_order);
}

static const struct watch_touch *touch_of(const struct watch_touched *t, int64_t installation)
{
    const struct watch_touch key = { .installation = installation };
    return t->installations_n ? bsearch(&key, t->installations, t->installations_n, sizeof key, touch_order) : NULL;
}

static void settle(struct watch_touched *t)
{
    size_t kept = 0;
    if (t->cves_n)
        qsort(t->cves, t->cves_n, sizeof *t->cves, str_order);
    for (size_t i = 0; i < t->cves_n; i++)
        if (!kept || !str_eq(t->cves[kept - 1], t->cves[i]))
            t->cves[kept++] = t->cves[i];
    t->cves_n = kept;
    if (t->installations_n)
        qsort(t->installations, t->installations_n, sizeof *t->installations, touch_order);
}

/* ---- components ---- */

struct str watch_host(struct arena *a, const struct installation *i)
{
    return i->host.n ? str_printf(a, "%lld/%.*s", (long long)i->row.owner.v, SF(i->host)) :
                       str_printf(a, "%lld//%lld", (long long)i->row.owner.v, (long long)i->list.v);
}

static enum err take_installation(void *ctx, const void *row, const struct str *titles)
{
    struct match *m = ctx;
    const struct installation *i = row;
    (void)titles;
    arena_reset(&m->line);
    const struct component c = {
        .id = str_printf(&m->line, "%lld", (long long)i->row.id), .host = watch_host(&m->line, i), .part = i->part, .vendor = i->vendor,
        .product = i->product, .version = i->release, .update = i->update_text, .cpe = i->cpe, .purl = i->purl,
    };
    if (m->line.failed)
        return watch_no_memory(m->f);
    return inventory_add(&m->inv, &c, m->f);
}

static int64_t row_of_component(const struct component *c)
{
    int64_t id = 0;
    return str_to_int64(c->id, &id) ? id : 0;
}

/* Others on the hosts of what came or went: a condition may hold there now that did not before. */
static enum err widen_to_hosts(struct match *m, struct fault *f)
{
    struct watch_touched *t = m->t;
    struct arena *a = writing_arena(m->w);
    size_t n = t->installations_n;
    struct str *hosts = arena_array(&m->arena, n, sizeof *hosts);
    if (!hosts)
        return watch_no_memory(f);
    for (size_t i = 0; i < n; i++)
        hosts[i] = t->installations[i].host;
    if (n)
        qsort(hosts, n, sizeof *hosts, str_order);
    for (size_t i = 0; n && i < m->inv.n; i++) {
        const struct component *c = &m->inv.items[i];
        const struct watch_touch key = { .installation = row_of_component(c), .cause = CAUSE_HOST };
        if (!bsearch(&c->host, hosts, n, sizeof *hosts, str_order) || bsearch(&key, t->installations, n, sizeof key, touch_order))
            continue;
        struct watch_touch *grown = arena_grow(a, t->installations, t->installations_n, t->installations_n + 1, sizeof *grown, &t->installations_cap);
        if (!grown)
            return watch_no_memory(f);
        t->installations = grown;
        t->installations[t->installations_n++] = key;
    }
    settle(t);
    return OK;
}

static enum err load_components(struct match *m, struct fault *f)
{
    const struct query q = { .entity = &installation_entity, .limit = 1 };
    TRY(store_each(writing_reads(m->w), &q, take_installation, m, f));
    TRY(widen_to_hosts(m, f));
    return vuln_index_add_all(m->ix, &m->inv, f);
}

/* ---- the exposures that are in question ---- */

static enum err take_exposure(void *ctx, const void *row, const struct str *titles)
{
    struct match *m = ctx;
    struct exposure e = *(const struct exposure *)row;
    (void)titles;
    if (!cve_touched(m->t, e.cve) && !touch_of(m->t, e.installation.v))
        return OK;
    struct exposure *grown = arena_grow(&m->arena, m->old, m->old_n, m->old_n + 1, sizeof *grown, &m->old_cap);
    if (!grown || m->old_n == WATCH_EXPOSURES_MAX)
        return fault(m->f, E_LIMIT, NULL, N_("Fler än {1} sårbarheter berörs på en gång. Läs in inventariet i delar."), "1 000 000", NULL);
    m->old = grown;
    struct str *texts[] = { &e.row.secrecy, &e.row.unknown_why, &e.cve, &e.cvss, &e.found_version, &e.criteria, &e.range, &e.note };
    for (size_t i = 0; i < LEN(texts); i++)
        *texts[i] = texts[i]->n ? str_copy(&m->arena, *texts[i]) : (struct str){ 0 };
    m->old[m->old_n++] = e;
    return m->arena.failed ? watch_no_memory(m->f) : OK;
}

/* A score alone makes no exposure: only the CVEs that have one already are matched again. */
static enum err keep_known(struct match *m, struct fault *f)
{
    struct watch_touched *t = m->t;
    t->cves = arena_array(&m->arena, m->old_n + 1, sizeof *t->cves);
    t->cves_n = 0;
    for (size_t i = 0; t->cves && i < m->old_n; i++)
        if (m->old[i].state != EXPOSURE_GONE)
            t->cves[t->cves_n++] = m->old[i].cve;
    settle(t);
    return t->cves ? OK : watch_no_memory(f);
}

static enum err load_exposures(struct match *m, struct fault *f)
{
    const struct query q = { .entity = &exposure_entity, .limit = 1 };
    TRY(store_each(writing_reads(m->w), &q, take_exposure, m, f));
    return m->t->only_known ? keep_known(m, f) : OK;
}

/* ---- what the feeds say ---- */

static enum err take_feed(void *ctx, const void *row, const struct str *titles)
{
    struct match *m = ctx;
    const struct feed *feed = row;
    (void)titles;
    struct known_feed *grown = arena_grow(&m->arena, m->feeds, m->feeds_n, m->feeds_n + 1, sizeof *grown, &m->feeds_cap);
    if (!grown)
        return watch_no_memory(m->f);
    m->feeds = grown;
    m->feeds[m->feeds_n++] = (struct known_feed){ feed->row.id, str_copy(&m->arena, feed->kind) };
    return m->arena.failed ? watch_no_memory(m->f) : OK;
}

static struct str kind_of(const struct match *m, int64_t feed)
{
    for (size_t i = 0; i < m->feeds_n; i++)
        if (m->feeds[i].id == feed)
            return m->feeds[i].kind;
    return (struct str){ 0 };
}

static enum err put_kev(struct match *m, const struct feed_record *r, struct fault *f)
{
    struct json j = json_new(r->body, &m->line, JSON_LIMITS);
    struct str key, added = { 0 };
    bool ransomware = false;
    for (json_object(&j); json_key(&j, &key);)
        if (str_is(key, "ransomware"))
            ransomware = json_bool(&j);
        else if (str_is(key, "added"))
            added = json_string(&j);
        else
            json_skip(&j);
    TRY(json_end(&j, f));
    struct kev_day *grown = arena_grow(&m->arena, m->kev, m->kev_n, m->kev_n + 1, sizeof *grown, &m->kev_cap);
    if (!grown)
        return watch_no_memory(f);
    m->kev = grown;
    struct kev_day day = { .cve = str_copy(&m->arena, r->cve) };
    if (!date_parse(added, &day.added))
        day.added = (struct date){ 0 };
    m->kev[m->kev_n++] = day;
    return vuln_index_put_kev(m->ix, r->cve, ransomware, f);
}

static enum err put_scores(struct match *m, struct str body, struct str only, struct fault *f)
{
    struct str cve, text;
    double score;
    while (watch_next_score(&body, &cve, &text))
        if ((!only.n || str_eq(cve, only)) && str_to_double(text, &score))
            TRY(vuln_index_put_epss(m->ix, cve, score, f));
    return OK;
}

static enum err put_one(struct match *m, const struct feed_record *r, struct str only, struct fault *f)
{
    struct str kind = kind_of(m, r->feed.v);
    const struct watch_kind *k = watch_kind_of(kind);
    struct vuln_record record;
    arena_reset(&m->line);
    if (!k || (!k->matched && !k->scored))
        return OK;
    if (str_is(kind, "kev"))
        return put_kev(m, r, f);
    if (str_is(kind, "epss"))
        return put_scores(m, r->body, only, f);
    TRY(record_parse(&m->line, r->body, &record, f));
    return vuln_index_put(m->ix, &record, f);
}

static enum err take_record(void *ctx, const void *row, const struct str *titles)
{
    struct match *m = ctx;
    (void)titles;
    return put_one(m, row, (struct str){ 0 }, m->f);
}

/* Every record of one CVE: by its own name, and the hundred that it is one of. */
static enum err load_cve(struct match *m, struct str cve, struct arena *a, struct fault *f)
{
    const struct field *by = entity_field_named(&feed_record_entity, S("cve"));
    const struct str names[] = { cve, watch_hundred(a, cve) };
    for (size_t i = 0; i < LEN(names); i++) {
        struct query q = { .entity = &feed_record_entity, .filters = { { by, COMPARE_EQUAL, names[i] } }, .filters_n = 1, .limit = CVE_ROWS };
        struct rows rows = { .more_after = true };
        while (rows.more_after) {
            TRY(store_list(writing_reads(m->w), a, &q, &rows, f));
            for (size_t k = 0; k < rows.n; k++)
                TRY(put_one(m, rows_at(&rows, &feed_record_entity, k), cve, f));
            q.after = rows.last;
        }
    }
    return OK;
}

static enum err load_records(struct match *m, struct fault *f)
{
    const struct query feeds = { .entity = &feed_entity, .limit = 1 }, all = { .entity = &feed_record_entity, .limit = 1 };
    struct arena own cleanup(arena_free) = arena_new(MATCH_BYTES);
    TRY(store_each(writing_reads(m->w), &feeds, take_feed, m, f));
    m->everything = m->t->installations_n > 0;
    if (m->everything)
        return store_each(writing_reads(m->w), &all, take_record, m, f);
    for (size_t i = 0; i < m->t->cves_n; i++) {
        arena_reset(&own);
        TRY(load_cve(m, m->t->cves[i], &own, f));
    }
    return OK;
}

/* ---- findings ---- */

static uint64_t hash_of(int64_t installation, struct str cve)
{
    uint64_t h = 0xcbf29ce484222325u ^ (uint64_t)installation * 0x9E3779B97F4A7C15u;
    for (size_t i = 0; i < cve.n; i++)
        h = (h ^ (unsigned char)cve.p[i]) * 0x100000001b3u;
    return h ^ h >> 31;
}

static struct wanted *wanted_of(const struct match *m, int64_t installation, struct str cve, size_t *ret_slot)
{
    size_t i = m->table_cap ? hash_of(installation, cve) & (m->table_cap - 1) : 0;
    for (; m->table_cap && m->table[i]; i = (i + 1) & (m->table_cap - 1)) {
        struct wanted *x = &m->wanted[m->table[i] - 1];
        if (x->row.installation.v == installation && str_eq(x->row.cve, cve))
            return x;
    }
    if (ret_slot)
        *ret_slot = i;
    return NULL;
}

static bool make_room(struct match *m)
{
    struct wanted *grown = arena_grow(&m->arena, m->wanted, m->wanted_n, m->wanted_n + 1, sizeof *grown, &m->wanted_cap);
    if (!grown)
        return false;
    m->wanted = grown;
    if ((m->wanted_n + 1) * 2 <= m->table_cap)
        return true;
    size_t cap = m->table_cap ? m->table_cap * 2 : 1024;
    m->table = arena_array(&m->arena, cap, sizeof *m->table);
    m->table_cap = m->table ? cap : 0;
    for (size_t i = 0; m->table && i < m->wanted_n; i++) {
        size_t slot = 0;
        wanted_of(m, m->wanted[i].row.installation.v, m->wanted[i].row.cve, &slot);
        m->table[slot] = (uint32_t)i + 1;
    }
    return m->table != NULL;
}

/* At most `most` bytes of a text, cut between characters. */
static struct str cut_text(struct arena *a, struct str s, size_t most)
{
    size_t n = s.n < most ? s.n : most;
    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    return n ? str_copy(a, str_sub(s, 0, n)) : (struct str){ 0 };
}

static enum exposure_severity severity_of(double score)
{
    return score >= 9 ? EXPOSURE_CRITICAL : score >= 7 ? EXPOSURE_HIGH : score >= 4 ? EXPOSURE_MEDIUM : score > 0 ? EXPOSURE_LOW : 0;
}

static struct date kev_day_of(const struct match *m, struct str cve)
{
    for (size_t i = 0; i < m->kev_n; i++)
        if (str_eq(m->kev[i].cve, cve))
            return m->kev[i].added;
    return (struct date){ 0 };
}

static enum exposure_rule rule_of(const struct finding *x)
{
    const struct field *rule = entity_field_named(&exposure_entity, S("rule"));
    return (enum exposure_rule)field_word(rule, str(match_rule_word(x->kind, x->ranged)));
}

static enum err take_finding(void *ctx, const struct finding *x, struct fault *f)
{
    struct match *m = ctx;
    struct arena *a = &m->arena;
    int64_t installation = row_of_component(x->component);
    struct str cve = str_sub(x->cve, 0, CVE_MOST);
    size_t slot = 0;
    if (m->wanted_n == WATCH_EXPOSURES_MAX)
        return fault(f, E_LIMIT, NULL, N_("Fler än {1} sårbarheter berörs på en gång. Läs in inventariet i delar."), "1 000 000", NULL);
    if (!make_room(m))
        return watch_no_memory(f);
    if (wanted_of(m, installation, cve, &slot))
        return OK;
    struct buf range cleanup(buf_free) = buf_new(65536);
    if (x->range)
        version_range_put(&range, x->range);
    struct exposure e = {
        .cve = str_copy(a, cve), .installation = { installation }, .state = EXPOSURE_OPEN,
        .verdict = x->verdict == VERDICT_AFFECTED ? EXPOSURE_AFFECTED : EXPOSURE_POSSIBLE,
        .epss = x->has_epss ? (int64_t)lround(x->epss * 100) : INT_NONE, .kev = x->kev, .ransomware = x->ransomware,
        .found_version = cut_text(a, x->component->version, 255), .rule = rule_of(x),
        .criteria = cut_text(a, x->criteria, CRITERIA_MOST), .range = cut_text(a, buf_str(&range), RANGE_MOST),
    };
    if (x->cvss.version) {
        e.severity = severity_of(x->cvss.score);
        e.cvss = str_printf(a, "%.1f", x->cvss.score);
    }
    if (x->kev)
        e.kev_added = kev_day_of(m, cve);
    if (a->failed)
        return watch_no_memory(f);
    m->wanted[m->wanted_n] = (struct wanted){ .row = e };
    m->table[slot] = (uint32_t)++m->wanted_n;
    return OK;
}

static enum err find(struct match *m, struct fault *f)
{
    const struct finding_sink to = { m, take_finding };
    for (size_t i = 0; i < m->t->cves_n; i++)
        TRY(vuln_index_match_cve(m->ix, m->t->cves[i], &to, f));
    for (size_t i = 0; i < m->t->installations_n; i++) {
        char id[24];
        snprintf(id, sizeof id, "%lld", (long long)m->t->installations[i].installation);
        enum err e = vuln_index_match_component(m->ix, str(id), &to, f);
        if (e != OK && e != E_ABSENT) /* absent: it is gone */
            return e;
    }
    return OK;
}

/* ---- the difference ---- */

static bool epss_moved(int64_t old, int64_t now)
{
    if (old == INT_NONE || now == INT_NONE)
        return old != now;
    return old - now >= EPSS_STEP || now - old >= EPSS_STEP;
}

static bool date_same(struct date a, struct date b) { return a.year == b.year && a.month == b.month && a.day == b.day; }

static bool judged_otherwise(const struct exposure *old, const struct exposure *now)
{
    return old->state == EXPOSURE_GONE || old->verdict != now->verdict || !str_eq(old->found_version, now->found_version);
}

static bool differs(const struct exposure *old, const struct exposure *now)
{
    return judged_otherwise(old, now) || old->severity != now->severity || !str_eq(old->cvss, now->cvss) || old->kev != now->kev ||
           old->ransomware != now->ransomware || !date_same(old->kev_added, now->kev_added) || epss_moved(old->epss, now->epss) ||
           old->rule != now->rule || !str_eq(old->criteria, now->criteria) || !str_eq(old->range, now->range);
}

/* What somebody has handled must be looked at again when it is worse than it was then. */
static bool opens_again(const struct exposure *old, const struct exposure *now)
{
    return old->state == EXPOSURE_HANDLED &&
           (now->verdict > old->verdict || now->severity > old->severity || (now->kev && !old->kev) || (now->ransomware && !old->ransomware) ||
            (now->epss != INT_NONE && epss_moved(old->epss, now->epss) && now->epss > old->epss));
}

static enum exposure_cause cause_of(const struct match *m, int64_t installation, bool judged)
{
    const struct watch_touch *t = touch_of(m->t, installation);
    return t && judged ? t->cause : CAUSE_RECORD;
}

static enum err update(struct match *m, const struct exposure *old, const struct wanted *now, struct fault *f)
{
    if (!differs(old, &now->row))
        return OK;
    struct exposure e = now->row;
    const char *verb = "andra";
    e.row = old->row;
    e.note = old->note;
    e.state = old->state;
    e.cause = cause_of(m, old->installation.v, judged_otherwise(old, &now->row));
    if (old->state == EXPOSURE_GONE) {
        verb = "aterkom";
        e.state = EXPOSURE_OPEN;
        m->counts->back++;
    } else {
        if (opens_again(old, &now->row)) {
            verb = "oppnas";
            e.state = EXPOSURE_OPEN;
        }
        m->counts->worse_or_better++;
    }
    return store_put(m->w, &exposure_entity, &e, verb, RIGHT_EDIT, f);
}

static enum err over(struct match *m, const struct exposure *old, struct fault *f)
{
    if (old->state == EXPOSURE_GONE)
        return OK;
    struct exposure e = *old;
    e.state = EXPOSURE_GONE;
    e.cause = cause_of(m, old->installation.v, true);
    for (size_t i = 0; e.cause == CAUSE_VERSION && i < m->inv.n; i++)
        if (row_of_component(&m->inv.items[i]) == old->installation.v)
            e.found_version = m->inv.items[i].version;
    m->counts->over++;
    return store_put(m->w, &exposure_entity, &e, "forsvann", RIGHT_EDIT, f);
}

static enum err write_differences(struct match *m, struct fault *f)
{
    for (size_t i = 0; i < m->old_n; i++) {
        struct wanted *now = wanted_of(m, m->old[i].installation.v, m->old[i].cve, NULL);
        if (now)
            now->met = true;
        TRY(now ? update(m, &m->old[i], now, f) : over(m, &m->old[i], f));
    }
    for (size_t i = 0; i < m->wanted_n; i++) {
        struct exposure e = m->wanted[i].row;
        if (m->wanted[i].met)
            continue;
        if (m->t->cves_n == 0 && !touch_of(m->t, e.installation.v))
            continue;
        e.cause = cause_of(m, e.installation.v, true);
        m->counts->exposed++;
        TRY(store_put(m->w, &exposure_entity, &e, "skapa", RIGHT_EDIT, f));
    }
    return OK;
}

enum err watch_rematch(struct writing *w, struct watch_touched *t, struct watch_counts *counts, struct fault *f)
{
    struct fault own = { 0 };
    struct match m = { .w = w, .t = t, .counts = counts, .arena = arena_new(MATCH_BYTES), .inv = inventory_new(MATCH_BYTES),
                       .ix = vuln_index_new(MATCH_BYTES), .line = arena_new(MATCH_BYTES), .f = f ? f : &own };
    enum err e = m.ix ? OK : watch_no_memory(f);
    settle(t);
    if (e == OK)
        e = load_components(&m, m.f);
    if (e == OK)
        e = load_exposures(&m, m.f);
    if (e == OK)
        e = load_records(&m, m.f);
    if (e == OK)
        e = find(&m, m.f);
    if (e == OK)
        e = write_differences(&m, m.f);
    vuln_index_free(m.ix);
    inventory_free(&m.inv);
    arena_free(&m.arena);
    arena_free(&m.line);
    return e;
}
