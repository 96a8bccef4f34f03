/* Help, accessibility, all registers, and the choice of a day. */
#include "page/pages.h"

#include "page/frame.h"

static enum err help(struct visit *v, struct fault *f)
{
    PAGE(p, v, N_("Hjälp"));
    template_help(&p.out);
    return page_send(&p, f);
}

static enum err accessibility(struct visit *v, struct fault *f)
{
    PAGE(p, v, N_("Tillgänglighetsredogörelse"));
    template_accessibility(&p.out);
    return page_send(&p, f);
}

static bool readable(const struct visit *v, const struct entity *e)
{
    return e->path && !(e->flags & PLUMBING) && authz_may_somewhere(&v->seat, e->subject, RIGHT_READ);
}

static enum err registers(struct visit *v, struct fault *f)
{
    struct register_line *lines = arena_array(v->arena, model_n, sizeof *lines);
    struct registers_view view = { .v = lines };
    for (size_t i = 0; lines && i < model_n; i++)
        if (readable(v, model[i]))
            lines[view.n++] = (struct register_line){ model[i]->many, url_of(v->arena, "/%s", model[i]->path), model[i]->empty };
    PAGE(p, v, N_("Alla register"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_registers(&p.out, &view);
    return page_send(&p, f);
}

/* "Läget den …": a cookie that the visit reads; without a day, back to the present. */
static enum err the_day(struct visit *v, struct fault *f)
{
    struct str day = str_trim(page_param(v, "dag"));
    struct past_view view = { .day = day, .next = page_next(page_param(v, "till"), "/") };
    bool asked = page_param(v, "dag").p != NULL;
    struct date d;
    bool good = day.n && date_parse(day, &d) && date_known(d) && d.day > 0 && date_cmp(d, date_of(v->now)) <= 0;
    if (asked && (good || day.n == 0)) {
        response_header(v->rs, "Set-Cookie", good ? str_printf(v->arena, "samsyn-den=%.*s; Path=/; HttpOnly; SameSite=Lax%s", SF(day), v->rq->tls ? "; Secure" : "")
                                                  : S("samsyn-den=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
        return page_go(v, (struct url){ view.next });
    }
    struct faults faults = page_faults(v);
    if (asked) {
        faults_add(&faults, "dag", N_("Här ska en dag stå som har varit, till exempel 2023-12-06."), NULL, NULL);
        v->rs->status = 422;
    }
    view.faults = page_summary(v, NULL, &faults);
    PAGE(p, v, N_("Visa läget en annan dag"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_past(&p.out, &view);
    return page_send(&p, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/hjalp", SUBJECT_NONE, RIGHT_NONE, ROUTE_OPEN, help },
    { METHOD_GET, "/tillganglighet", SUBJECT_NONE, RIGHT_NONE, ROUTE_OPEN, accessibility },
    { METHOD_GET, "/register", SUBJECT_SELF, RIGHT_READ, 0, registers },
    { METHOD_GET, "/laget", SUBJECT_SELF, RIGHT_READ, 0, the_day },
};
const struct page_table plain_pages = { routes, LEN(routes) };
