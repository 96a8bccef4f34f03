#include "api/read.h"

#include "api/api.h"
#include "api/reply.h"
#include "derive/diff.h"
#include "domain/file.h"

static struct json_view view_of(const struct asked *q, const struct str *titles)
{
    return (struct json_view){ .titles = titles, .mask_personal = q->mask_personal, .only = q->only };
}

static void put_cursor(struct buf *b, bool more, struct str cursor)
{
    if (more)
        buf_json(b, cursor);
    else
        buf_put(b, S("null"));
}

/* One link of RFC 8288: the same question, another page. */
static void put_link(struct visit *v, struct buf *b, const struct entity *e, const struct asked *q, struct str cursor, bool before)
{
    struct state s = q->state;
    s.query.after = cursor;
    s.query.before = before;
    buf_printf(b, "%s</api/v1/%s?", b->n ? ", " : "", e->name);
    if (state_put(b, v->arena, &s) != OK)
        b->failed = true;
    buf_printf(b, "%s>; rel=\"%s\"", q->mask_personal ? "&personal=nej" : "", before ? "prev" : "next");
}

static void put_links(struct visit *v, const struct entity *e, const struct asked *q, const struct rows *rows)
{
    struct buf b cleanup(buf_free) = buf_new(32 * 1024);
    if (rows->more_after)
        put_link(v, &b, e, q, rows->last, false);
    if (rows->more_before)
        put_link(v, &b, e, q, rows->first, true);
    if (b.n && !b.failed)
        response_header(v->rs, "Link", buf_str(&b));
}

enum err api_list(struct visit *v, struct fault *f)
{
    const struct entity *e;
    struct asked q;
    bool answered;
    struct reading *r;
    struct rows rows = { 0 };
    TRY(request_entity(v, &e, f));
    TRY(request_asked(v, e, &q, &answered, f));
    if (answered)
        return OK;
    TRY(visit_reading(v, &r, f));
    q.state.query.only = q.only;
    enum err err = store_list(r, v->arena, &q.state.query, &rows, f);
    if (err == E_INVALID)
        v->rs->status = 400; /* a cursor that is none */
    TRY(err);
    struct buf *b = &v->rs->body;
    buf_put(b, S("{\"items\":["));
    for (size_t i = 0; i < rows.n; i++) {
        struct json_view view = view_of(&q, rows.titles ? rows_titles(&rows, e, i) : NULL);
        buf_put(b, i ? S(",\n") : S("\n"));
        row_json_public(b, e, rows_at(&rows, e, i), &view);
    }
    buf_put(b, S("],\"after\":"));
    put_cursor(b, rows.more_after, rows.last);
    buf_put(b, S(",\"before\":"));
    put_cursor(b, rows.more_before, rows.first);
    if (q.state.query.count) {
        bool more = rows.count > COUNT_MAX;
        buf_printf(b, ",\"count\":%lld,\"count_is_more\":%s", (long long)(more ? COUNT_MAX : rows.count), more ? "true" : "false");
    }
    buf_char(b, '}');
    put_links(v, e, &q, &rows);
    reply_json(v, 200, 0);
    return OK;
}

enum err api_one(struct visit *v, struct fault *f)
{
    const struct entity *e;
    struct asked q;
    bool answered;
    int64_t id;
    struct reading *r;
    struct str *titles;
    TRY(request_entity(v, &e, f));
    TRY(visit_id(v, 1, &id, f));
    TRY(request_asked(v, e, &q, &answered, f));
    if (answered)
        return OK;
    TRY(visit_reading(v, &r, f));
    void *row = row_new(v->arena, e);
    if (!row)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    TRY(store_get(r, v->arena, e, id, row, f));
    TRY(store_titles(r, v->arena, e, row, &titles, f));
    struct json_view view = view_of(&q, titles);
    row_json_public(&v->rs->body, e, row, &view);
    reply_json(v, 200, row_of(row)->version);
    (void)reply_unchanged(v);
    return OK;
}

static void put_id(struct buf *b, const char *name, int64_t id)
{
    buf_printf(b, ",\"%s\":", name);
    if (id)
        buf_int(b, id);
    else
        buf_put(b, S("null"));
}

static void put_changes(struct buf *b, const struct difference *d, size_t n, bool mask_personal)
{
    bool first = true;
    buf_put(b, S(",\"changes\":["));
    for (size_t i = 0; i < n; i++) {
        if (mask_personal && d[i].field->flags & PERSONAL)
            continue;
        buf_printf(b, "%s{\"field\":\"%s\",\"before\":", first ? "" : ",", d[i].field->name);
        value_json(b, d[i].field, d[i].before);
        buf_put(b, S(",\"after\":"));
        value_json(b, d[i].field, d[i].after);
        buf_char(b, '}');
        first = false;
    }
    buf_put(b, S("]"));
}

static void put_entry(struct buf *b, const struct journal_entry *j)
{
    const struct field *role = entity_field_named(&seat_grant_entity, S("role"));
    bool known = j->role > 0 && (size_t)j->role < role->words_n;
    buf_printf(b, "{\"seq\":%lld,\"at\":\"", (long long)j->seq);
    instant_put(b, j->at);
    buf_put(b, S("\",\"valid\":\""));
    instant_put(b, j->valid);
    buf_char(b, '"');
    put_id(b, "account", j->account.v);
    put_id(b, "organisation", j->organisation.v);
    buf_printf(b, ",\"role\":\"%s\",\"verb\":", known ? role->words[j->role].code : "system");
    buf_json(b, j->verb);
    buf_put(b, S(",\"reason\":"));
    if (j->reason.n)
        buf_json(b, j->reason);
    else
        buf_put(b, S("null"));
    buf_printf(b, ",\"version\":%lld,\"hash\":", (long long)j->version);
    buf_json(b, j->hash);
}

enum err api_history(struct visit *v, struct fault *f)
{
    const struct entity *e;
    struct asked q;
    bool answered;
    int64_t id;
    struct reading *r;
    struct journal_entry *entries;
    size_t n;
    TRY(request_entity(v, &e, f));
    TRY(visit_id(v, 1, &id, f));
    TRY(request_asked(v, e, &q, &answered, f));
    if (answered)
        return OK;
    TRY(visit_reading(v, &r, f));
    TRY(store_history(r, v->arena, e, id, &entries, &n, f));
    struct buf *b = &v->rs->body;
    const void *before = NULL;
    buf_put(b, S("{\"items\":["));
    for (size_t i = 0; i < n; i++) {
        void *row = row_new(v->arena, e);
        struct difference *d;
        size_t changes;
        if (!row)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        TRY(row_json_read_full(v->arena, e, entries[i].row, row, f));
        TRY(row_diff(v->arena, e, before, row, &d, &changes));
        buf_put(b, i ? S(",\n") : S("\n"));
        put_entry(b, &entries[i]);
        put_changes(b, d, changes, q.mask_personal);
        buf_char(b, '}');
        before = row;
    }
    buf_put(b, S("]}"));
    reply_json(v, 200, 0);
    return OK;
}

enum err api_document(struct visit *v, struct fault *f)
{
    size_t n;
    const struct openapi_act *acts = api_acts(v->arena, &n);
    if (!acts)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    openapi_put(&v->rs->body, acts, n);
    reply_json(v, 200, 1);
    (void)reply_unchanged(v);
    return OK;
}

enum err api_file(struct visit *v, struct fault *f)
{
    const struct entity *e;
    int64_t id;
    struct reading *r;
    struct str bytes;
    TRY(request_entity(v, &e, f));
    TRY(visit_id(v, 1, &id, f));
    TRY(visit_reading(v, &r, f));
    void *row = row_new(v->arena, e);
    if (!row)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    TRY(store_get(r, v->arena, e, id, row, f));
    struct str sum = domain_file_sha256(e, row);
    if (!sum.n)
        return fault(f, E_ABSENT, NULL, N_("Posten har ingen fil."), NULL, NULL);
    TRY(store_blob_get(r, v->arena, sum, &bytes, f));
    const struct field *type = entity_field_named(e, S("media_type"));
    response_file(v->rs, v->arena, bytes, domain_file_named(v->arena, e, row), type ? value_of(type, row).s : (struct str){ 0 });
    return buf_check(&v->rs->body, f);
}
