/* Help, accessibility, all registers, search, and the choice of a day. */
#include "page/pages.h"

#include "derive/show.h"
#include "page/frame.h"

enum { SEARCH_HITS = 8 };

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

static enum err search_in(struct visit *v, struct reading *r, const struct entity *e, struct str q, struct hit_group *ret, struct fault *f)
{
    struct query query = { .entity = e, .search = q, .limit = SEARCH_HITS };
    struct rows rows;
    TRY(store_list(r, v->arena, &query, &rows, f));
    struct hit *hits = arena_array(v->arena, rows.n, sizeof *hits);
    if (!hits)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < rows.n; i++) {
        const void *row = rows_at(&rows, e, i);
        hits[i] = (struct hit){ show_name(v->arena, v->words, e, row), page_url(v, e, ((const struct row *)row)->id, "") };
    }
    struct buf all cleanup(buf_free) = buf_new(8192);
    buf_printf(&all, "/%s?q=", e->path);
    buf_url(&all, q);
    *ret = (struct hit_group){ e->many, hits, rows.n, rows.more_after, { str_copy(v->arena, buf_str(&all)) } };
    return OK;
}

static enum err search(struct visit *v, struct fault *f)
{
    struct str q = str_trim(page_param(v, "q"));
    if (utf8_valid(q) && utf8_length(q) > STATE_SEARCH_MAX)
        return fault(f, E_INVALID, "q", N_("Sök efter högst {1} tecken."), "200", NULL);
    struct hit_group *groups = arena_array(v->arena, model_n, sizeof *groups);
    struct search_view view = { .q = q, .v = groups };
    struct reading *r;
    TRY(visit_reading(v, &r, f));
    for (size_t i = 0; groups && q.n && i < model_n; i++) {
        if (!readable(v, model[i]))
            continue;
        TRY(search_in(v, r, model[i], q, &groups[view.n], f));
        if (groups[view.n].n)
            view.n++;
    }
    PAGE(p, v, N_("Sök"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_search(&p.out, &view);
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
    { METHOD_GET, "/sok", SUBJECT_SELF, RIGHT_READ, ROUTE_SLOW, search },
    { METHOD_GET, "/laget", SUBJECT_SELF, RIGHT_READ, 0, the_day },
};
const struct page_table plain_pages = { routes, LEN(routes) };
