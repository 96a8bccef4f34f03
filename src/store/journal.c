/* The journal: what is written, and what is read back of it. */
#include <sodium.h>
#include <stdlib.h>

#include "base/json.h"
#include "derive/json.h"
#include "store/inside.h"
#include "store/journal.h"

enum { ENTRY_MAX = 8 * 1024 * 1024, HISTORY_MAX = 10000, RECENT_MAX = 1000 };

static const struct field *role_field(void)
{
    return entity_field_named(&seat_grant_entity, S("role"));
}

static void put_key(struct buf *b, const char *key)
{
    buf_printf(b, ",\"%s\":", key);
}

static void put_text(struct buf *b, const char *key, struct str v)
{
    put_key(b, key);
    buf_json(b, v);
}

static void put_int(struct buf *b, const char *key, int64_t v)
{
    put_key(b, key);
    buf_int(b, v);
}

static void put_instant(struct buf *b, const char *key, instant t)
{
    put_key(b, key);
    buf_char(b, '"');
    instant_put(b, t);
    buf_char(b, '"');
}

/* ---- the head ---- */

enum err journal_load(const struct engine *g, struct conn *c, bool lock, struct merkle *ret, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    struct merkle m = { 0 };
    bool any = false;
    sql_begin(&q);
    sql_add(&q, "SELECT \"size\", \"chain\", \"peaks\" FROM \"journal_head\" WHERE \"one\" = 1");
    if (lock && g->dialect == DIALECT_POSTGRES)
        sql_add(&q, " FOR UPDATE");
    TRY(g->query(c, &q, false, &cur, f));
    enum err e = g->step(&cur, &any, f);
    if (e == OK) {
        struct str chain = { 0 }, peaks = { 0 };
        if (any) {
            m.size = (uint64_t)g->integer(&cur, 0);
            chain = g->bytes(&cur, 1);
            if (chain.n == HASH)
                memcpy(m.chain.b, chain.p, HASH);
            peaks = g->bytes(&cur, 2);
        }
        if (!any || chain.n != HASH || m.size >> PEAKS || peaks.n != HASH * (size_t)__builtin_popcountll(m.size))
            e = fault(f, E_IO, "journal_head", N_("Loggens huvud är skadat."), NULL, NULL);
        for (unsigned k = 0, at = 0; e == OK && k < PEAKS; k++)
            if (m.size >> k & 1)
                memcpy(m.peaks[k].b, peaks.p + HASH * at++, HASH);
    }
    g->end(&cur);
    TRY(e);
    *ret = m;
    return OK;
}

enum err journal_save(const struct engine *g, struct conn *c, const struct merkle *m, struct fault *f)
{
    char peaks[HASH * PEAKS];
    size_t n = 0;
    for (unsigned k = 0; k < PEAKS; k++) {
        if (m->size >> k & 1) {
            memcpy(peaks + n, m->peaks[k].b, HASH);
            n += HASH;
        }
    }
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "UPDATE \"journal_head\" SET \"size\" = ");
    sql_int(&q, (int64_t)m->size);
    sql_add(&q, ", \"chain\" = ");
    sql_bytes(&q, hash_str(&m->chain));
    sql_add(&q, ", \"peaks\" = ");
    sql_bytes(&q, (struct str){ peaks, n });
    sql_add(&q, " WHERE \"one\" = 1");
    return conn_run(g, c, &q, f);
}

/* ---- appending ---- */

static enum err entry_insert(struct writing *w, const struct entity *e, const struct row *row, int64_t seq, struct str text, const struct hash *chain, struct fault *f)
{
    const struct field *cp = entity_counterparty(e);
    const struct field *reach = entity_field_named(e, S("reach"));
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "INSERT INTO \"journal\" (\"seq\", \"at\", \"valid\", \"entity\", \"id\", \"version\", \"federation\", \"owner\", "
                "\"reach\", \"counterparty\", \"text\", \"chain\") VALUES (");
    int64_t numbers[] = { seq, w->now.usec, w->valid.usec };
    for (size_t i = 0; i < LEN(numbers); i++) {
        sql_int(&q, numbers[i]);
        sql_add(&q, ", ");
    }
    sql_str(&q, str(e->name));
    int64_t more[] = { row->id, row->version, row->federation.v, row->owner.v };
    for (size_t i = 0; i < LEN(more); i++) {
        sql_add(&q, ", ");
        sql_int(&q, more[i]);
    }
    sql_add(&q, ", ");
    sql_value(&q, reach, value_of(reach, row));
    sql_add(&q, ", ");
    if (cp)
        sql_value(&q, cp, value_of(cp, row));
    else
        sql_add(&q, "NULL");
    sql_add(&q, ", ");
    sql_str(&q, text);
    sql_add(&q, ", ");
    sql_bytes(&q, hash_str(chain));
    sql_add(&q, ")");
    return conn_run(w->r.s->g, w->r.c, &q, f);
}

enum err journal_append(struct writing *w, const struct entity *e, const void *any_row, const char *verb, struct fault *f)
{
    const struct row *row = any_row;
    const struct seat *seat = w->r.seat;
    const struct field *role = role_field();
    int64_t seq = (int64_t)w->log.size + 1;
    struct buf b cleanup(buf_free) = buf_new(ENTRY_MAX);
    buf_put(&b, S("{\"seq\":"));
    buf_int(&b, seq);
    put_instant(&b, "at", w->now);
    put_instant(&b, "valid", w->valid);
    put_int(&b, "account", seat->account.v);
    put_int(&b, "organisation", seat->organisation.v);
    put_text(&b, "role", str(seat->role > 0 && (size_t)seat->role < role->words_n ? role->words[seat->role].code : ""));
    put_text(&b, "entity", str(e->name));
    put_int(&b, "id", row->id);
    put_int(&b, "version", row->version);
    put_text(&b, "verb", str(verb));
    put_text(&b, "reason", w->reason);
    put_key(&b, "row");
    row_json_full(&b, e, row);
    buf_char(&b, '}');
    TRY(buf_check(&b, f));
    struct hasher h cleanup(hasher_free) = { 0 };
    struct hash leaf, chain;
    TRY(hasher_new(&h, f));
    struct merkle grown = w->log;
    if (!hash_leaf(&h, buf_str(&b), &leaf) || !hash_chain(&h, &w->log.chain, &leaf, &chain) || !merkle_add(&h, &grown, 0, &leaf))
        return no_memory(f);
    TRY(entry_insert(w, e, row, seq, buf_str(&b), &chain, f));
    grown.chain = chain;
    w->log = grown;
    w->touched = true;
    return OK;
}

/* ---- reading back ---- */

enum err journal_parse(struct arena *a, struct str text, struct journal_entry *ret, struct fault *f)
{
    struct journal_entry e = { .text = text };
    struct str key, role = { 0 }, entity = { 0 };
    struct json j = json_new(text, a, (struct json_limits){ .depth = 8, .string = ENTRY_MAX });
    for (json_object(&j); json_key(&j, &key);) {
        if (str_is(key, "seq")) e.seq = json_int(&j);
        else if (str_is(key, "at") || str_is(key, "valid")) {
            struct str t = json_string(&j);
            if (!instant_parse(t, key.n == 2 ? &e.at : &e.valid))
                json_refuse(&j, E_INVALID, N_("Här ska en tidpunkt stå."), NULL, NULL);
        }
        else if (str_is(key, "account")) e.account.v = json_int(&j);
        else if (str_is(key, "organisation")) e.organisation.v = json_int(&j);
        else if (str_is(key, "role")) role = json_string(&j);
        else if (str_is(key, "entity")) entity = json_string(&j);
        else if (str_is(key, "id")) e.id = json_int(&j);
        else if (str_is(key, "version")) e.version = json_int(&j);
        else if (str_is(key, "verb")) e.verb = json_string(&j);
        else if (str_is(key, "reason")) e.reason = json_string(&j);
        else if (str_is(key, "row")) e.row = json_raw(&j);
        else json_refuse(&j, E_INVALID, N_("Loggposten har ett okänt fält."), NULL, NULL);
    }
    TRY(json_end(&j, f));
    e.entity = model_entity(entity);
    e.role = (enum role)field_word(role_field(), role);
    if (!e.entity || e.row.n == 0)
        return fault(f, E_INVALID, "entity", N_("Loggposten handlar om något som programmet inte känner."), NULL, NULL);
    *ret = e;
    return OK;
}

static enum err take(const struct engine *g, struct cursor *cur, struct arena *a, struct journal_entry **ret, size_t *ret_n, struct fault *f)
{
    struct journal_entry *v = NULL;
    size_t n = 0, cap = 0;
    bool any = false;
    TRY(g->step(cur, &any, f));
    while (any) {
        v = arena_grow(a, v, n, n + 1, sizeof *v, &cap);
        struct str text = v ? str_copy(a, g->text(cur, 0)) : (struct str){ 0 };
        struct buf hex cleanup(buf_free) = buf_new(2 * HASH);
        struct str chain = g->bytes(cur, 1);
        buf_hex(&hex, chain.p, chain.n);
        if (!text.p)
            return no_memory(f);
        TRY(journal_parse(a, text, &v[n], f));
        v[n].hash = str_copy(a, buf_str(&hex));
        n++;
        TRY(g->step(cur, &any, f));
    }
    if (a->failed)
        return no_memory(f);
    *ret = v;
    *ret_n = n;
    return OK;
}

static enum err entries(struct reading *r, struct arena *a, const struct sql *q, struct journal_entry **ret, size_t *ret_n, struct fault *f)
{
    struct cursor cur = { 0 };
    TRY(r->s->g->query(r->c, q, false, &cur, f));
    enum err e = take(r->s->g, &cur, a, ret, ret_n, f);
    r->s->g->end(&cur);
    return e;
}

/* A past has no journal of its own: its history is the present's, cut at the end of its day. */
static enum err in_present(struct reading *r, struct reading **ret, struct fault *f)
{
    if (!r->s->present) {
        *ret = r;
        return OK;
    }
    return store_read(r->s->present, r->seat, ret, f);
}

static void cut_at(struct sql *q, const struct reading *r)
{
    if (r->s->present) {
        sql_add(q, " AND \"valid\" < ");
        sql_int(q, r->s->until.usec);
    }
}

/* May the seat see entries about this entity? The journal's own columns tell the relation as it was. */
static void entity_scope(struct sql *q, const struct entity *e, const struct seat *seat, size_t organisation, bool living, bool *first)
{
    unsigned may = authz_relations(seat, e->subject, RIGHT_READ);
    if ((e->flags & PLUMBING) || (may & ~(1u << RELATION_OTHER)) == 0)
        return;
    sql_add(q, *first ? "(\"entity\" = '" : " OR (\"entity\" = '");
    sql_add(q, e->name);
    buf_printf(&q->text, "' AND CASE WHEN \"owner\" = $%zu THEN %d WHEN \"counterparty\" = $%zu", organisation, may >> RELATION_OWN & 1 ? 1 : 0, organisation);
    sql_add(q, may & 1u << RELATION_COUNTERPARTY ? " THEN 1" : " THEN 0");
    sql_add(q, may & 1u << RELATION_COMMON ? " WHEN \"reach\" = 'gemensam' THEN 1" : " WHEN \"reach\" = 'gemensam' THEN 0");
    sql_add(q, may & 1u << RELATION_FEDERATION ? " ELSE 1 END = 1" : " ELSE 0 END = 1");
    if (living && !(may & 1u << RELATION_FEDERATION)) { /* who reads every row of the federation reads it still */
        sql_add(q, " AND EXISTS (SELECT 1 FROM ");
        sql_name(q, NULL, e->name);
        sql_add(q, " AS l WHERE l.\"id\" = \"journal\".\"id\" AND ");
        scope_add(q, e, "l", seat);
        sql_add(q, ")");
    }
    sql_add(q, ")");
    *first = false;
}

/* What of the log a seat may see, of `only` (NULL: of every entity): an entry by what the row was then. `living`: the row must also
 * be one that the seat may read now. */
static void entries_scope(struct sql *q, const struct seat *seat, const struct entity *only, bool living)
{
    if (seat->role == ROLE_SYSTEM && seat->federation.v == 0) {
        sql_add(q, "TRUE");
        return;
    }
    bool first = true;
    sql_add(q, "\"federation\" = ");
    sql_int(q, seat->federation.v);
    sql_add(q, " AND ");
    sql_int(q, seat->organisation.v);
    size_t organisation = q->n;
    sql_add(q, " > 0 AND (");
    for (size_t i = 0; i < model_n; i++)
        if (!only || only == model[i])
            entity_scope(q, model[i], seat, organisation, living, &first);
    sql_add(q, first ? "FALSE)" : ")");
}

enum err store_history(struct reading *r, struct arena *a, const struct entity *e, int64_t id, struct journal_entry **ret, size_t *ret_n, struct fault *f)
{
    void *row = row_new(a, e);
    if (!row)
        return no_memory(f);
    TRY(store_get(r, a, e, id, row, f));
    struct reading *now;
    TRY(in_present(r, &now, f));
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "SELECT \"text\", \"chain\" FROM \"journal\" WHERE \"entity\" = ");
    sql_str(&q, str(e->name));
    sql_add(&q, " AND \"id\" = ");
    sql_int(&q, id);
    sql_add(&q, " AND ");
    entries_scope(&q, r->seat, e, false);
    cut_at(&q, r);
    sql_add(&q, " ORDER BY \"version\" LIMIT ");
    sql_int(&q, HISTORY_MAX);
    enum err got = entries(now, a, &q, ret, ret_n, f);
    if (now != r)
        store_read_end(now);
    return got;
}

/* The first entry recorded at `t` or later; one past the last when there is none. Entries are numbered without gaps and
 * recorded in order, but for the clock's own steps back. */
static enum err entry_at(struct reading *r, instant t, int64_t *ret, struct fault *f)
{
    struct merkle head;
    TRY(journal_load(r->s->g, r->c, false, &head, f));
    int64_t low = 1, high = (int64_t)head.size + 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2, at = 0;
        bool any = false;
        struct sql q cleanup(sql_free) = { 0 };
        sql_begin(&q);
        sql_add(&q, "SELECT \"at\" FROM \"journal\" WHERE \"seq\" = ");
        sql_int(&q, middle);
        TRY(conn_integer(r->s->g, r->c, &q, &any, &at, f));
        if (any && at < t.usec)
            low = middle + 1;
        else
            high = middle;
    }
    *ret = low;
    return OK;
}

enum err store_between(struct reading *r, struct arena *a, const struct entity *e, instant from, instant to, int64_t after, size_t limit,
                       struct journal_entry **ret, size_t *ret_n, struct fault *f)
{
    struct reading *now;
    int64_t first = 0, end = 0;
    TRY(in_present(r, &now, f));
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    enum err got = entry_at(now, from, &first, f);
    if (got == OK)
        got = entry_at(now, to, &end, f);
    if (got == OK) {
        sql_add(&q, "SELECT \"text\", \"chain\" FROM \"journal\" WHERE ");
        entries_scope(&q, r->seat, e, true);
        sql_add(&q, " AND \"entity\" = ");
        sql_str(&q, str(e->name));
        sql_add(&q, " AND \"seq\" >= ");
        sql_int(&q, after >= first ? after + 1 : first);
        sql_add(&q, " AND \"seq\" < ");
        sql_int(&q, end);
        sql_add(&q, " ORDER BY \"seq\" LIMIT ");
        sql_int(&q, (int64_t)(limit < RECENT_MAX ? limit : RECENT_MAX));
        got = entries(now, a, &q, ret, ret_n, f);
    }
    if (now != r)
        store_read_end(now);
    return got;
}

enum err store_recent(struct reading *r, struct arena *a, int64_t before, size_t limit, struct journal_entry **ret, size_t *ret_n, struct fault *f)
{
    struct reading *now;
    TRY(in_present(r, &now, f));
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "SELECT \"text\", \"chain\" FROM \"journal\" WHERE ");
    entries_scope(&q, r->seat, NULL, true);
    if (before > 0) {
        sql_add(&q, " AND \"seq\" < ");
        sql_int(&q, before);
    }
    cut_at(&q, r);
    sql_add(&q, " ORDER BY \"seq\" DESC LIMIT ");
    sql_int(&q, (int64_t)(limit < RECENT_MAX ? limit : RECENT_MAX));
    enum err got = entries(now, a, &q, ret, ret_n, f);
    if (now != r)
        store_read_end(now);
    return got;
}
