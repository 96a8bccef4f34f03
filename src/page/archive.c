/* The export for the archive: what it is, and the file. */
#include "report/archive.h"

#include "page/pages.h"
#include "page/rows.h"
#include "page/secrecy_pages.h"

static enum err show(struct visit *v, struct fault *f)
{
    struct register_line *registers = arena_array(v->arena, model_n, sizeof *registers);
    struct archive_page view = { .registers = registers, .may_export = v->seat.export && !v->past };
    if (!registers)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < model_n; i++)
        if (!(model[i]->flags & PLUMBING) && authz_may_export(v->seat.role, model[i]->subject))
            registers[view.registers_n++] = (struct register_line){ model[i]->many, url_of(v->arena, "/arkiv/uttag.zip?register=%s", model[i]->path), NULL };
    PAGE(p, v, N_("Uttag för arkivet"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_archive(&p.out, &view);
    return page_send(&p, f);
}

static enum err download(struct visit *v, struct fault *f)
{
    struct reading *r;
    struct audit_package package;
    struct str only = page_param(v, "register"), audit = page_param(v, "granskning");
    struct archive_options o = { .open = page_param(v, "oppen").n > 0, .made_by = v->login };
    if (v->past)
        return fault(f, E_INVALID, NULL, N_("Uttaget görs av läget nu. Gå tillbaka till nutid."), NULL, NULL);
    o.only = only.n ? model_entity_at(only) : NULL;
    if ((only.n && (!o.only || o.only->flags & PLUMBING)) || (audit.n && (!str_to_int64(audit, &o.audit) || o.audit < 1)))
        return fault(f, E_ABSENT, NULL, N_("Sidan finns inte."), NULL, NULL);
    if ((o.only && !authz_may_export(v->seat.role, o.only->subject)) || (o.audit && !authz_may_export(v->seat.role, SUBJECT_AUDIT)))
        return fault(f, E_DENIED, NULL, N_("Din behörighet räcker inte för att ta ut hela listor."), NULL, NULL);
    TRY(visit_reading(v, &r, f));
    TRY(archive_export(v->store, r, v->arena, v->words, &o, &package, f));
    if (package.bytes > PACKAGE_PAGE_MAX)
        return fault(f, E_LIMIT, NULL, N_("Uttaget är för stort för sidan. Ta ut det på servern: samsyn export archive."), NULL, NULL);
    TRY(audit_package_zip(&package, &v->rs->body, f));
    v->rs->type = "application/zip";
    response_header(v->rs, "Content-Disposition", str_printf(v->arena, "attachment; filename=\"%.*s.zip\"", SF(package.folder)));
    return OK;
}

static const struct route routes[] = {
    { METHOD_GET, "/arkiv", SUBJECT_SELF, RIGHT_READ, 0, show },
    { METHOD_GET, "/arkiv/uttag.zip", SUBJECT_SELF, RIGHT_READ, ROUTE_SLOW | ROUTE_EXPORT, download },
};
const struct page_table archive_pages = { routes, LEN(routes) };
