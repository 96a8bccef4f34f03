/* What has been said about a row, below its facts; and where one comes back to after saying something. */
#include "page/rows_comments.h"

#include "derive/show.h"
#include "domain/comment.h"

enum { COMMENTS_SHOWN = 200 };

static struct str link_of(struct visit *v, const struct entity *e, int64_t id)
{
    return str_printf(v->arena, "%s/%lld", e->name, (long long)id);
}

/* The mention of the reader in the comment that he has not marked as seen; id 0: none. */
static enum err mine(struct visit *v, struct reading *r, int64_t comment, struct mention *ret, struct fault *f)
{
    struct query q = { .entity = &mention_entity, .limit = 1, .filters_n = 3, .filters = {
        { entity_field_named(&mention_entity, S("comment")), COMPARE_EQUAL, number_text(v->arena, comment) },
        { entity_field_named(&mention_entity, S("account")), COMPARE_EQUAL, number_text(v->arena, v->seat.account.v) },
        { entity_field_named(&mention_entity, S("state")), COMPARE_EQUAL, S("ny") } } };
    struct rows rows;
    *ret = (struct mention){ .state = MENTION_SEEN };
    if (!v->seat.account.v)
        return OK;
    TRY(store_list(r, v->arena, &q, &rows, f));
    if (rows.n)
        *ret = *(const struct mention *)rows_at(&rows, &mention_entity, 0);
    return OK;
}

static enum err line(struct visit *v, struct reading *r, const struct comment *c, struct comment_line *ret, struct fault *f)
{
    struct mention m;
    TRY(mine(v, r, c->row.id, &m, f));
    bool own = c->row.created_by.v == v->seat.account.v && page_may(v, &comment_entity, c, RIGHT_EDIT);
    *ret = (struct comment_line){
        .id = c->row.id, .who = page_account(v, r, c->row.created_by), .at = c->row.created_at, .changed = c->row.version > 1,
        .history = page_url(v, &comment_entity, c->row.id, "/historik"),
        .text = SAFE_HTML(v, b, show_text(&b, c->text)), .own = own, .edit = page_url(v, &comment_entity, c->row.id, "/andra"),
        .revoke = page_url(v, &comment_entity, c->row.id, "/upphav"),
    };
    if (m.row.id && page_may(v, &mention_entity, &m, RIGHT_EDIT)) {
        ret->seen = page_url(v, &mention_entity, m.row.id, "/steg/sett");
        ret->seen_version = m.row.version;
    }
    return OK;
}

enum err rows_comments(struct visit *v, const struct entity *e, const void *row, struct safe_html *ret, struct fault *f)
{
    struct reading *r;
    struct rows rows;
    int64_t id = ((const struct row *)row)->id;
    *ret = (struct safe_html){ { 0 } };
    if (!comment_fits(e) || !authz_may_somewhere(&v->seat, SUBJECT_COMMENT, RIGHT_READ))
        return OK;
    TRY(visit_reading(v, &r, f));
    struct query q = { .entity = &comment_entity, .limit = COMMENTS_SHOWN, .descending = true, .filters_n = 1,
                       .filters = { { entity_field_named(&comment_entity, S("about")), COMPARE_EQUAL, link_of(v, e, id) } } };
    TRY(store_list(r, v->arena, &q, &rows, f));
    struct comment_line *lines = arena_array(v->arena, rows.n, sizeof *lines);
    if (!lines)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < rows.n; i++)
        TRY(line(v, r, rows_at(&rows, &comment_entity, rows.n - 1 - i), &lines[i], f));
    struct comments_view view = { .csrf = v->csrf, .once = str(v->nonce), .about = link_of(v, e, id), .v = lines, .n = rows.n, .may = page_may_create(v, &comment_entity),
                                  .all = url_of(v->arena, "/kommentarer?about=%s/%lld", e->name, (long long)id), .more = rows.more_after };
    struct buf b cleanup(buf_free) = buf_new(PAGE_BYTES_MAX);
    struct out out = { &b, v->arena, v->words };
    template_comments(&out, &view);
    TRY(buf_check(&b, f));
    *ret = (struct safe_html){ str_copy(v->arena, buf_str(&b)) };
    return OK;
}

struct url rows_after(struct visit *v, const struct entity *e, const void *row, int64_t id)
{
    struct str rest = e == &comment_entity ? ((const struct comment *)row)->about : e == &mention_entity ? ((const struct mention *)row)->about : (struct str){ 0 };
    struct str name = str_cut(&rest, '/');
    const struct entity *about = model_entity(name);
    int64_t number;
    return about && about->path && str_to_int64(rest, &number) ? page_url(v, about, number, "#kommentarer") : page_url(v, e, id, "");
}
