/* In, out, which seat, and the very first account. */
#include "page/pages.h"

#include "authn/authn.h"
#include "page/frame.h"

static enum err login_page(struct visit *v, const struct login_view *view, struct fault *f)
{
    PAGE(p, v, N_("Logga in"));
    template_login(&p.out, view);
    return page_send(&p, f);
}

static enum err show_login(struct visit *v, struct fault *f)
{
    if (v->setup || authn_setup_needed(v->site))
        return page_go(v, url_of(v->arena, "/kom-igang"));
    struct login_view view = { .csrf = v->csrf, .next = page_next(page_param(v, "till"), "/"), .ended = page_param(v, "ut").p != NULL };
    return login_page(v, &view, f);
}

static enum err sign_in(struct visit *v, struct fault *f)
{
    struct str login = str_trim(form_get(&v->form, "login")), next = page_next(form_get(&v->form, "till"), "/");
    struct fault wrong = { 0 };
    enum err in = authn_sign_in(v, login, form_get(&v->form, "password"), &wrong);
    if (in == OK)
        return page_go(v, v->seat.role ? (struct url){ next } : url_of(v->arena, "/plats"));
    if (in != E_DENIED && in != E_LIMIT && in != E_INVALID) {
        if (f)
            *f = wrong;
        return in;
    }
    if (v->rs->status < 400)
        v->rs->status = in == E_LIMIT ? 429 : 403;
    struct login_view view = { .csrf = v->csrf, .login = login, .next = next,
                               .wrong = { wrong.text ? wrong.text : N_("Fel användarnamn eller lösenord."), str(wrong.arg[0]), str(wrong.arg[1]) } };
    view.wrong.a1 = str_copy(v->arena, view.wrong.a1);
    view.wrong.a2 = str_copy(v->arena, view.wrong.a2);
    return login_page(v, &view, f);
}

static enum err sign_out(struct visit *v, struct fault *f)
{
    TRY(authn_sign_out(v, f));
    return page_go(v, url_of(v->arena, "/logga-in?ut=ja"));
}

static enum err show_seats(struct visit *v, struct fault *f)
{
    struct authn_seat *seats;
    size_t n;
    TRY(authn_seats(v, &seats, &n, f));
    const struct field *role = entity_field_named(&seat_grant_entity, S("role"));
    struct seat_choice *choices = arena_array(v->arena, n, sizeof *choices);
    if (!choices)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < n; i++)
        choices[i] = (struct seat_choice){ seats[i].id.v, seats[i].name, role->words[seats[i].role].label, seats[i].here };
    struct seats_view view = { .csrf = v->csrf, .v = choices, .n = n };
    PAGE(p, v, N_("Välj plats"));
    template_seats(&p.out, &view);
    return page_send(&p, f);
}

static enum err choose_seat(struct visit *v, struct fault *f)
{
    int64_t id;
    if (!str_to_int64(form_get(&v->form, "plats"), &id))
        return fault(f, E_INVALID, "plats", N_("Välj en plats i listan."), NULL, NULL);
    TRY(authn_choose_seat(v, (seat_grant_id){ id }, f));
    return page_go(v, url_of(v->arena, "/"));
}

/* ---- the very first account ---- */

static enum err setup_page(struct visit *v, const struct authn_first *first, const struct faults *faults, struct fault *f)
{
    struct setup_view view = { .csrf = v->csrf, .faults = page_summary(v, NULL, faults), .organisation = first->organisation, .code = first->code,
                               .login = first->login };
    if (faults)
        v->rs->status = 422;
    PAGE(p, v, N_("Kom igång med Samsyn"));
    template_setup(&p.out, &view);
    return page_send(&p, f);
}

static enum err show_setup(struct visit *v, struct fault *f)
{
    if (!v->setup)
        return fault(f, E_DENIED, NULL, authn_setup_needed(v->site)
                     ? N_("Öppna adressen som servern skrev ut när den startade. Den innehåller koden som behövs.")
                     : N_("Samsyn är redan igång. Logga in i stället."), NULL, NULL);
    return setup_page(v, &(struct authn_first){ 0 }, NULL, f);
}

static enum err set_up(struct visit *v, struct fault *f)
{
    struct authn_first first = {
        .organisation = str_trim(form_get(&v->form, "organisation")), .code = str_trim(form_get(&v->form, "code")),
        .login = str_trim(form_get(&v->form, "login")), .password = form_get(&v->form, "password"),
    };
    struct faults faults = page_faults(v);
    if (!str_eq(first.password, form_get(&v->form, "again"))) {
        faults_add(&faults, "", N_("De två lösenorden är inte lika."), NULL, NULL);
        return setup_page(v, &first, &faults, f);
    }
    struct fault wrong = { 0 };
    enum err made = authn_set_up(v, &first, &wrong);
    if (made == OK)
        return page_go(v, url_of(v->arena, "/"));
    if (made != E_INVALID) {
        if (f)
            *f = wrong;
        return made;
    }
    faults_add(&faults, "", wrong.text, wrong.arg[0], wrong.arg[1]);
    return setup_page(v, &first, &faults, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/logga-in", SUBJECT_NONE, RIGHT_NONE, ROUTE_OPEN, show_login },
    { METHOD_POST, "/logga-in", SUBJECT_NONE, RIGHT_NONE, ROUTE_OPEN, sign_in },
    { METHOD_POST, "/logga-ut", SUBJECT_NONE, RIGHT_NONE, ROUTE_OPEN, sign_out },
    { METHOD_GET, "/plats", SUBJECT_NONE, RIGHT_NONE, ROUTE_OPEN, show_seats },
    { METHOD_POST, "/plats", SUBJECT_NONE, RIGHT_NONE, ROUTE_OPEN, choose_seat },
    { METHOD_GET, "/kom-igang", SUBJECT_NONE, RIGHT_NONE, ROUTE_OPEN, show_setup },
    { METHOD_POST, "/kom-igang", SUBJECT_NONE, RIGHT_NONE, ROUTE_OPEN, set_up },
};
const struct page_table sign_pages = { routes, LEN(routes) };
