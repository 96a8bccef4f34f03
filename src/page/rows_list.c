/* The list of an entity's rows. */
#include "page/rows.h"

#include "page/saved.h"

enum { LIST_ROWS = 50 };

enum err rows_entity(const struct visit *v, const struct entity **ret, struct fault *f)
{
    struct str path = str_sub(v->rq->path, 1, v->rq->path.n), name = str_cut(&path, '/');
    const struct entity *e = model_entity_at(name);
    if (!e || (e->flags & PLUMBING))
        return fault(f, E_ABSENT, NULL, N_("Sidan finns inte."), NULL, NULL);
    *ret = e;
    return OK;
}

enum err rows_row(struct visit *v, const struct entity *e, void **ret, struct fault *f)
{
    int64_t id;
    TRY(visit_id(v, 0, &id, f));
    struct reading *r;
    TRY(visit_reading(v, &r, f));
    void *row = row_new(v->arena, e);
    if (!row)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    TRY(store_get(r, v->arena, e, id, row, f));
    *ret = row;
    return OK;
}

/* The address's parameters as derive/state.h reads them. */
static enum err parameters(struct visit *v, const struct state_param **ret, size_t *ret_n, struct fault *f)
{
    struct form params;
    TRY(form_parse_urlencoded(v->arena, v->rq->query, &params, f));
    struct state_param *all = arena_array(v->arena, params.n, sizeof *all);
    for (size_t i = 0; all && i < params.n; i++)
        all[i] = (struct state_param){ params.fields[i].name, params.fields[i].value };
    *ret = all;
    *ret_n = params.n;
    return all ? OK : fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

/* References that are few enough to choose from in a filter. */
static bool few(const struct field *field)
{
    static const struct entity *const small[] = { &organisation_entity, &body_entity, &audit_entity, &audit_plan_entity, &response_entity };
    for (size_t i = 0; i < LEN(small); i++)
        if (strcmp(small[i]->name, field->refers) == 0)
            return (field->flags & LISTED) != 0;
    return false;
}

static const struct button *buttons(struct visit *v, const struct entity *e, size_t *ret_n)
{
    struct button *all = arena_array(v->arena, 3, sizeof *all);
    size_t n = 0;
    if (!all || !page_may_create(v, e)) {
        *ret_n = 0;
        return all;
    }
    bool report = e == &audit_entity && visit_may(v, SUBJECT_AUDIT, RIGHT_EDIT);
    if (report)
        all[n++] = (struct button){ N_("Läs in en revisionsrapport"), { S("/granskningar/las-in") }, true };
    all[n++] = (struct button){ N_("Lägg till"), url_of(v->arena, "/%s/ny", e->path), !report };
    all[n++] = (struct button){ N_("Läs in från fil"), url_of(v->arena, "/%s/import", e->path), false };
    *ret_n = n;
    return all;
}

enum err rows_list(struct visit *v, struct fault *f)
{
    const struct entity *e;
    TRY(rows_entity(v, &e, f));
    const struct state_param *params;
    size_t params_n;
    TRY(parameters(v, &params, &params_n, f));
    static const char *const others[] = { "urval", NULL }; /* urval=alla: everything, also where the reader has a selection that is shown first */
    if (!params_n) {
        struct str standard;
        TRY(saved_standard(v, e, &standard, f));
        if (standard.n)
            return page_go(v, url_of(v->arena, "/%s?%.*s", e->path, SF(standard)));
    }
    struct state state;
    struct faults faults = page_faults(v);
    enum err understood = state_parse(v->arena, e, params, params_n, LIST_ROWS, others, &state, &faults);
    if (understood != OK && understood != E_INVALID)
        return fault(f, understood, NULL, N_("Minnet räcker inte."), NULL, NULL);
    state.query.count = true;
    if (!(state.query.only = state_only(v->arena, &state)))
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct reading *r;
    TRY(visit_reading(v, &r, f));
    struct rows rows;
    TRY(store_list(r, v->arena, &state.query, &rows, f));
    state.query.count = false; /* a page always counts: not a choice of the reader's */

    struct list_rows shown = { rows.rows, rows.n, rows.titles, rows.first, rows.last, rows.more_before, rows.more_after, rows.count };
    struct list_view list = {
        .entity = e, .state = &state, .rows = &shown, .words = v->words, .arena = v->arena, .may_create = page_may_create(v, e),
        .may_export = v->seat.export && authz_may_export(v->seat.role, e->subject),
    };
    struct form_options *options;
    TRY(page_options(v, e, FORM_SELECT_MAX + 1, few, &options, &list.options_n, f));
    list.options = options;
    PAGE(p, v, e->many);
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    struct list_page_view view = { .many = e->many, .faults = page_summary(v, e, &faults) };
    view.buttons = buttons(v, e, &view.buttons_n);
    struct buf html cleanup(buf_free) = buf_new(PAGE_BYTES_MAX);
    enum err made = list_html(&html, &list);
    if (made != OK)
        return fault(f, made, NULL, N_("Sidan blev större än {1} MB. Visa färre rader eller kolumner."), "16", NULL);
    TRY(saved_part(v, e, &state, &view.saved, f));
    view.list = (struct safe_html){ buf_str(&html) };
    template_list(&p.out, &view);
    return page_send(&p, f);
}
