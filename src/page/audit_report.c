/* The summary table as a document: for print, PDF, spreadsheet and CSV. */
#include "page/frame.h"
#include "page/pages.h"
#include "report/audit_summary.h"

static enum err download(struct visit *v, struct fault *f)
{
    int64_t id;
    struct reading *r;
    struct report report;
    TRY(visit_id(v, 0, &id, f));
    TRY(visit_reading(v, &r, f));
    struct str rest = v->rq->path;
    while (str_find(rest, S("."), 0) != SIZE_MAX)
        str_cut(&rest, '.');
    enum report_format format = report_format_named(rest);
    if (!format)
        return fault(f, E_ABSENT, NULL, N_("Sidan finns inte."), NULL, NULL);
    struct report_options options = { .open = page_param(v, "oppen").p != NULL, .made_by = v->login, .organisation = v->organisation, .now = v->now };
    TRY(report_audit_summary(r, v->arena, v->words, id, &options, &report, f));
    TRY(report_render(&report, format, &v->rs->body, f));
    const struct report_format_row *kind = &report_formats[format];
    v->rs->type = kind->type;
    if (format != REPORT_FORMAT_HTML)
        response_header(v->rs, "Content-Disposition", str_printf(v->arena, "attachment; filename=\"sammanfattning-%lld.%s\"", (long long)id, kind->extension));
    return OK;
}

#define DOWNLOAD(extension) { METHOD_GET, "/granskningar/{id}/sammanfattning." extension, SUBJECT_AUDIT, RIGHT_READ, ROUTE_SLOW | ROUTE_EXPORT, download }
static const struct route routes[] = { DOWNLOAD("html"), DOWNLOAD("pdf"), DOWNLOAD("xlsx"), DOWNLOAD("csv") };
const struct page_table audit_report_pages = { routes, LEN(routes) };
