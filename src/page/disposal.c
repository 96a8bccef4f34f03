/* Keeping and disposing: what the plan lets go of, and what a proposed decision would take in. Nothing here removes anything. */
#include "domain/archive.h"
#include "page/pages.h"
#include "page/rows.h"
#include "page/secrecy_pages.h"

enum { PREVIEW_ROWS = 50, PREVIEW_COLUMNS = 6 };

static enum err due(struct visit *v, struct fault *f)
{
    struct reading *r;
    struct due_line *lines;
    size_t n;
    TRY(visit_reading(v, &r, f));
    TRY(retention_due(r, v->arena, date_of(v->now), &lines, &n, f));
    struct retention_line *shown = arena_array(v->arena, n, sizeof *shown);
    if (!shown)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < n; i++) {
        const struct due_line *l = &lines[i];
        shown[i] = (struct retention_line){ l->rule.name, l->entity ? l->entity->many : "", page_url(v, &retention_entity, l->rule.row.id, ""), l->rule.basis,
            l->rule.action == RETENTION_DISPOSE, l->rule.years == INT_NONE ? 0 : l->rule.years, date_text(v->arena, l->through), l->due.rows,
            url_of(v->arena, "/%s/ny?retention=%lld", disposal_entity.path, (long long)l->rule.row.id) };
    }
    struct retention_page view = { shown, n, page_may_create(v, &disposal_entity) };
    PAGE(p, v, N_("Gallring"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_retention(&p.out, &view);
    return page_send(&p, f);
}

static enum err preview(struct visit *v, struct fault *f)
{
    void *row;
    struct reading *r;
    struct retention rule;
    struct query q;
    struct selection taken;
    struct rows rows;
    const struct field *columns[PREVIEW_COLUMNS];
    TRY(rows_row(v, &disposal_entity, &row, f));
    const struct disposal *d = row;
    TRY(visit_reading(v, &r, f));
    TRY(store_get(r, v->arena, &retention_entity, d->retention.v, &rule, f));
    TRY(retention_query(v->arena, &rule, d->through, &q, f));
    TRY(selection_count(r, &q, &taken, f));
    q.limit = PREVIEW_ROWS;
    TRY(store_list(r, v->arena, &q, &rows, f));
    size_t columns_n = list_columns(q.entity, NULL, columns, LEN(columns));
    struct list_rows listed = { .rows = rows.rows, .n = rows.n, .titles = rows.titles };
    struct disposal_page view = { .title = d->title, .many = q.entity->many, .through = date_text(v->arena, d->through), .taken_rows = taken.rows, .files = taken.files,
        .marked = taken.marked, .shown = rows.n, .table = SAFE_HTML(v, b, list_table_html(&b, v->words, q.entity, &listed, columns, columns_n, q.entity->many)) };
    view.tabs = rows_tabs(v, &disposal_entity, d->row.id, "/urval", &view.tabs_n);
    PAGE(p, v, "");
    p.title = str_printf(v->arena, "%s – %.*s", words_get(v->words, N_("Urval")), SF(d->title));
    page_crumbs(&p, &disposal_entity);
    template_disposal(&p.out, &view);
    return page_send(&p, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/arkiv/gallring", SUBJECT_DISPOSAL, RIGHT_READ, 0, due },
    { METHOD_GET, "/gallringsbeslut/{id}/urval", SUBJECT_DISPOSAL, RIGHT_READ, 0, preview },
};
const struct page_table disposal_pages = { routes, LEN(routes) };
