/* Everything that bears a secrecy mark: where the registrar begins when somebody asks for documents. */
#include "derive/show.h"
#include "page/pages.h"
#include "page/rows.h"
#include "page/secrecy_pages.h"
#include "report/marked.h"

static enum err marked(struct visit *v, struct fault *f)
{
    const struct button downloads[] = {
        { N_("Kalkylark"), { S("/sekretessmarkerat.xlsx") }, false }, { N_("PDF"), { S("/sekretessmarkerat.pdf") }, false }, { N_("CSV"), { S("/sekretessmarkerat.csv") }, false },
    };
    struct reading *r;
    struct marked_row *rows;
    size_t n;
    TRY(visit_reading(v, &r, f));
    TRY(secrecy_marked(r, v->arena, NULL, &rows, &n, f));
    struct marked_line *lines = arena_array(v->arena, n, sizeof *lines);
    if (!lines)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < n; i++) {
        const struct entity *e = rows[i].entity;
        struct str title = rows[i].title.n ? rows[i].title : str_printf(v->arena, "%s %lld", words_get(v->words, e->one), (long long)rows[i].id);
        lines[i] = (struct marked_line){ e->many, title, rows[i].row.secrecy, date_text(v->arena, rows[i].row.secrecy_date), rows[i].owner,
                                         page_url(v, e, rows[i].id, ""), rows[i].row.standing > STANDING_VALID };
    }
    struct marked_page view = { lines, n, downloads, v->seat.export && n ? LEN(downloads) : 0 };
    PAGE(p, v, N_("Sekretessmarkerat"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_secrecy(&p.out, &view);
    return page_send(&p, f);
}

static enum err download(struct visit *v, struct fault *f)
{
    struct reading *r;
    struct report report;
    struct str rest = v->rq->path;
    str_cut(&rest, '.');
    enum report_format format = report_format_named(rest);
    if (!format)
        return fault(f, E_ABSENT, NULL, N_("Sidan finns inte."), NULL, NULL);
    TRY(visit_reading(v, &r, f));
    struct report_options options = { .open = page_param(v, "oppen").n > 0, .made_by = v->login, .organisation = v->organisation, .now = v->now };
    TRY(report_marked_rows(r, v->arena, v->words, &options, &report, f));
    TRY(report_render(&report, format, &v->rs->body, f));
    v->rs->type = report_formats[format].type;
    if (format != REPORT_FORMAT_HTML)
        response_header(v->rs, "Content-Disposition", str_printf(v->arena, "attachment; filename=\"sekretessmarkerat.%s\"", report_formats[format].extension));
    return OK;
}

#define DOWNLOAD(extension) { METHOD_GET, "/sekretessmarkerat." extension, SUBJECT_SELF, RIGHT_READ, ROUTE_SLOW | ROUTE_EXPORT, download }
static const struct route routes[] = {
    { METHOD_GET, "/sekretessmarkerat", SUBJECT_SELF, RIGHT_READ, 0, marked },
    DOWNLOAD("html"), DOWNLOAD("pdf"), DOWNLOAD("xlsx"), DOWNLOAD("csv"),
};
const struct page_table secrecy_pages = { routes, LEN(routes) };
