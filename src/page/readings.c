/* What the auditors have opened (R126). */
#include "page/pages.h"

#include "authn/authn.h"
#include "page/frame.h"

static enum err readings(struct visit *v, struct fault *f)
{
    struct rows rows;
    TRY(authn_readings(v, page_param(v, "fore"), &rows, f));
    struct reading_line *lines = arena_array(v->arena, rows.n + 1, sizeof *lines);
    if (!lines)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct reading *r;
    TRY(visit_reading(v, &r, f));
    for (size_t i = 0; i < rows.n; i++) {
        const struct auditor_reading *row = rows_at(&rows, &auditor_reading_entity, i);
        lines[i] = (struct reading_line){ row->row.created_at, page_account(v, r, row->account), row->path, date_text(v->arena, row->day), { row->path } };
    }
    struct readings_page view = { .v = lines, .n = rows.n };
    if (rows.more_after)
        view.older = url_of(v->arena, "/granskningar/lasning?fore=%.*s", SF(rows.last));
    PAGE(p, v, N_("Revisorernas läsning"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_readings(&p.out, &view);
    return page_send(&p, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/granskningar/lasning", SUBJECT_EVIDENCE, RIGHT_READ, 0, readings },
};
const struct page_table readings_pages = { routes, LEN(routes) };
