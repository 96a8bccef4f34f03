/* What auditors have opened (R126). */
#include "authn/inside.h"

#include "base/arena.h"

enum { PATH_MOST = 1000 };

static enum err write_down(struct writing *w, void *ctx, struct fault *f)
{
    struct auditor_reading row = *(const struct auditor_reading *)ctx;
    return store_put(w, &auditor_reading_entity, &row, "last", RIGHT_NONE, f);
}

void authn_reading_note(struct visit *v)
{
    struct site *s = v->site;
    size_t at = 0;
    for (size_t n = 0; at < v->rq->path.n && n < PATH_MOST; n++)
        utf8_next(v->rq->path, &at);
    struct auditor_reading row = { .row = { .federation = v->seat.federation, .owner = v->seat.organisation }, .account = v->seat.account,
                                   .organisation = v->seat.organisation, .path = str_sub(v->rq->path, 0, at), .day = v->past ? v->day : (struct date){ 0 } };
    struct fault why = { 0 };
    enum err e = utf8_valid(row.path) ? store_write(s->o.store, &seat_system, &(struct write_terms){ .now = v->now }, write_down, &row, NULL, &why) : OK;
    if (e != OK && s->o.log)
        s->o.log(s->o.log_ctx, &(struct site_note){ .id = v->nonce, .method = "GET", .pattern = "auditor_reading", .status = 200, .address = v->rq->peer,
                                                    .code = e, .fault = &why });
}

enum err authn_readings(struct visit *v, struct str after, struct rows *ret, struct fault *f)
{
    const struct entity *e = &auditor_reading_entity;
    bool all = authz_right(v->seat.role, SUBJECT_EVIDENCE, RELATION_FEDERATION) >= RIGHT_READ;
    struct query q = { .entity = e, .limit = AUTHN_READINGS_PAGE, .descending = true, .after = after, .filters_n = all ? 1 : 2 };
    q.filters[0] = (struct filter){ entity_field_named(e, S("federation")), COMPARE_EQUAL, str_printf(v->arena, "%lld", (long long)v->seat.federation.v) };
    q.filters[1] = (struct filter){ entity_field_named(e, S("organisation")), COMPARE_EQUAL, str_printf(v->arena, "%lld", (long long)v->seat.organisation.v) };
    struct reading *r;
    TRY(store_read(v->site->o.store, &seat_system, &r, f));
    enum err got = store_list(r, v->arena, &q, ret, f);
    store_read_end(r);
    return got;
}
