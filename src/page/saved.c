/* Saved selections: chosen above a list, kept on a page of their own. */
#include "page/saved.h"

#include "domain/saved.h"
#include "page/pages.h"
#include "page/saved_pages.h"

static struct url list_at(struct visit *v, const struct entity *e, struct str query)
{
    return url_of(v->arena, "/%s?%.*s", e->path, SF(query.n ? query : S("urval=alla")));
}

static bool readable(const struct visit *v, const struct entity *e)
{
    return e && e->path && !(e->flags & PLUMBING) && authz_may_somewhere(&v->seat, e->subject, RIGHT_READ);
}

static enum err all_of(struct visit *v, const struct entity *e, struct saved_filter **ret, size_t *ret_n, struct fault *f)
{
    struct reading *r;
    *ret_n = 0;
    if (v->past || !v->seat.account.v)
        return OK;
    TRY(visit_reading(v, &r, f));
    return saved_list(r, v->arena, e, ret, ret_n, f);
}

enum err saved_standard(struct visit *v, const struct entity *e, struct str *ret, struct fault *f)
{
    struct saved_filter *all;
    size_t n;
    *ret = (struct str){ 0 };
    TRY(all_of(v, e, &all, &n, f));
    for (size_t i = 0; i < n; i++)
        if (all[i].standard && all[i].account.v == v->seat.account.v)
            *ret = all[i].query;
    return OK;
}

enum err saved_part(struct visit *v, const struct entity *e, const struct state *state, struct safe_html *ret, struct fault *f)
{
    struct saved_filter *all;
    struct saved_part_view view = { .csrf = v->csrf, .register_name = str(e->name), .all = url_of(v->arena, "/%s?urval=alla", e->path) };
    *ret = (struct safe_html){ { 0 } };
    TRY(all_of(v, e, &all, &view.n, f));
    if (v->past || !v->seat.account.v)
        return OK;
    struct state first = *state; /* the selection, not a page of it */
    first.query.after = (struct str){ 0 };
    first.query.before = false;
    struct buf b cleanup(buf_free) = buf_new(PAGE_BYTES_MAX);
    enum err put = state_put(&b, v->arena, &first);
    if (put != OK)
        return fault(f, put, NULL, N_("Minnet räcker inte."), NULL, NULL);
    view.query = str_copy(v->arena, buf_str(&b));
    struct saved_choice *choices = arena_array(v->arena, view.n, sizeof *choices);
    if (!choices)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < view.n; i++) {
        bool own = all[i].account.v == v->seat.account.v;
        choices[i] = (struct saved_choice){ all[i].name, list_at(v, e, all[i].query), !own, str_eq(all[i].query, view.query) };
        view.standard |= own && all[i].standard;
    }
    view.v = choices;
    buf_reset(&b);
    struct out out = { &b, v->arena, v->words };
    template_saved_part(&out, &view);
    TRY(buf_check(&b, f));
    *ret = (struct safe_html){ str_copy(v->arena, buf_str(&b)) };
    return OK;
}

/* ---- the page ---- */

static enum err page(struct visit *v, struct faults *faults, struct fault *f)
{
    struct saved_filter *all;
    size_t n;
    TRY(all_of(v, NULL, &all, &n, f));
    struct saved_line *lines = arena_array(v->arena, n, sizeof *lines);
    if (!lines)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct saved_list_view view = { .csrf = v->csrf, .v = lines };
    if (faults)
        view.faults = page_summary(v, NULL, faults);
    for (size_t i = 0; i < n; i++) {
        const struct entity *e = model_entity(all[i].register_name);
        if (readable(v, e))
            lines[view.n++] = (struct saved_line){ e->many, all[i].name, list_at(v, e, all[i].query), all[i].row.id, all[i].shared, all[i].standard,
                                                   all[i].account.v == v->seat.account.v };
    }
    if (faults && faults->n)
        v->rs->status = 422;
    PAGE(p, v, N_("Sparade urval"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_saved(&p.out, &view);
    return page_send(&p, f);
}

static enum err show(struct visit *v, struct fault *f)
{
    return page(v, NULL, f);
}

struct saving { struct saved_filter s; struct faults *faults; };

static enum err save_work(struct writing *w, void *ctx, struct fault *f)
{
    struct saving *s = ctx;
    s->faults->n = 0;
    return saved_save(w, &s->s, s->faults, f);
}

static enum err save(struct visit *v, struct saving *s, struct fault *f)
{
    struct faults faults = page_faults(v);
    s->faults = &faults;
    s->s.name = form_get(&v->form, "name");
    s->s.shared = form_get(&v->form, "shared").n > 0;
    s->s.standard = form_get(&v->form, "standard").n > 0;
    enum err saved = store_write(v->store, &v->seat, NULL, save_work, s, NULL, f);
    if (saved == E_INVALID && faults.n)
        return page(v, &faults, f);
    return saved;
}

/* The parameters are read and written again: what is kept is a selection that was understood. */
static enum err understood(struct visit *v, const struct entity *e, struct str query, struct str *ret, struct fault *f)
{
    struct form params;
    struct state state;
    struct faults faults = page_faults(v);
    TRY(form_parse_urlencoded(v->arena, query, &params, f));
    struct state_param *all = arena_array(v->arena, params.n, sizeof *all);
    for (size_t i = 0; all && i < params.n; i++)
        all[i] = (struct state_param){ params.fields[i].name, params.fields[i].value };
    enum err parsed = all ? state_parse(v->arena, e, all, params.n, 50, NULL, &state, &faults) : E_NOMEM;
    if (parsed == E_INVALID)
        return fault(f, E_INVALID, faults.v[0].place, faults.v[0].text, faults.v[0].arg[0], faults.v[0].arg[1]);
    struct buf b cleanup(buf_free) = buf_new(PAGE_BYTES_MAX);
    state.query.after = (struct str){ 0 }; /* the selection, not a page of it */
    state.query.before = false;
    if (parsed == OK)
        parsed = state_put(&b, v->arena, &state);
    if (parsed != OK)
        return fault(f, parsed, NULL, N_("Minnet räcker inte."), NULL, NULL);
    *ret = str_copy(v->arena, buf_str(&b));
    return OK;
}

static enum err create(struct visit *v, struct fault *f)
{
    const struct entity *e = model_entity(form_get(&v->form, "register"));
    struct saving s = { .s = { .account = v->seat.account } };
    if (v->past || !readable(v, e))
        return fault(f, v->past ? E_DENIED : E_INVALID, "register", v->past ? N_("Det förflutna går inte att ändra.") : N_("Registret finns inte."), NULL, NULL);
    TRY(understood(v, e, form_get(&v->form, "query"), &s.s.query, f));
    s.s.register_name = str(e->name);
    TRY(save(v, &s, f));
    return v->rs->status == 422 ? OK : page_go(v, list_at(v, e, s.s.query));
}

/* The form's own: a selection stands at no address. */
static enum err asked_id(struct visit *v, int64_t *ret, struct fault *f)
{
    int64_t id;
    if (!str_to_int64(form_get(&v->form, "id"), &id) || id < 1)
        return fault(f, E_INVALID, "id", N_("Formuläret säger inte vilket urval det gäller."), NULL, NULL);
    *ret = id;
    return OK;
}

static enum err change(struct visit *v, struct fault *f)
{
    struct saving s = { .faults = NULL };
    TRY(asked_id(v, &s.s.row.id, f));
    TRY(save(v, &s, f));
    return v->rs->status == 422 ? OK : page_go(v, url_of(v->arena, "/urval"));
}

static enum err end_work(struct writing *w, void *ctx, struct fault *f)
{
    return saved_end(w, *(int64_t *)ctx, f);
}

static enum err end(struct visit *v, struct fault *f)
{
    int64_t id;
    TRY(asked_id(v, &id, f));
    TRY(store_write(v->store, &v->seat, NULL, end_work, &id, NULL, f));
    return page_go(v, url_of(v->arena, "/urval"));
}

static const struct route routes[] = {
    { METHOD_GET, "/urval", SUBJECT_SELF, RIGHT_READ, 0, show },
    { METHOD_POST, "/urval", SUBJECT_SELF, RIGHT_EDIT, 0, create },
    { METHOD_POST, "/urval/andra", SUBJECT_SELF, RIGHT_EDIT, 0, change },
    { METHOD_POST, "/urval/ta-bort", SUBJECT_SELF, RIGHT_EDIT, 0, end },
};
const struct page_table saved_pages = { routes, LEN(routes) };
