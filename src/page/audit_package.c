/* The audit package: what it is, and the file. */
#include "report/audit_package.h"

#include "derive/show.h"
#include "model/audit.h"
#include "page/measure_pages.h"
#include "page/pages.h"
#include "page/rows.h"

static enum err show(struct visit *v, struct fault *f)
{
    void *row;
    TRY(rows_row(v, &audit_entity, &row, f));
    int64_t id = row_of(row)->id;
    struct audit_package_page view = {
        .title = show_name(v->arena, v->words, &audit_entity, row), .whole = page_url(v, &audit_entity, id, "/revisionspaket.zip"),
        .open = page_url(v, &audit_entity, id, "/revisionspaket.zip?oppen=ja"), .may_export = authz_may_export(v->seat.role, SUBJECT_AUDIT) && !v->past,
    };
    view.tabs = rows_tabs(v, &audit_entity, id, "/revisionspaket", &view.tabs_n);
    PAGE(p, v, "");
    p.title = str_printf(v->arena, "%s – %.*s", words_get(v->words, N_("Revisionspaket")), SF(view.title));
    p.secrecy = row_of(row)->secrecy;
    page_crumbs(&p, &audit_entity);
    template_audit_package(&p.out, &view);
    return page_send(&p, f);
}

static enum err download(struct visit *v, struct fault *f)
{
    int64_t id;
    struct reading *r;
    struct audit_package package;
    TRY(visit_id(v, 0, &id, f));
    if (v->past)
        return fault(f, E_INVALID, NULL, N_("Paketet görs av läget nu: loggen i det visar hur det var förut. Gå tillbaka till nutid."), NULL, NULL);
    TRY(visit_reading(v, &r, f));
    const struct audit_package_options options = { .open = page_param(v, "oppen").p != NULL };
    TRY(audit_package(v->store, r, v->arena, v->words, id, &options, &package, f));
    if (package.bytes > PACKAGE_PAGE_MAX)
        return fault(f, E_LIMIT, NULL, N_("Paketet är för stort för sidan. Ta ut det på servern: samsyn report audit-package."), NULL, NULL);
    TRY(audit_package_zip(&package, &v->rs->body, f));
    v->rs->type = "application/zip";
    response_header(v->rs, "Content-Disposition", str_printf(v->arena, "attachment; filename=\"%.*s.zip\"", SF(package.folder)));
    return OK;
}

static const struct route routes[] = {
    { METHOD_GET, "/granskningar/{id}/revisionspaket", SUBJECT_AUDIT, RIGHT_READ, 0, show },
    { METHOD_GET, "/granskningar/{id}/revisionspaket.zip", SUBJECT_AUDIT, RIGHT_READ, ROUTE_SLOW | ROUTE_EXPORT, download },
};
const struct page_table audit_package_pages = { routes, LEN(routes) };
