/* One's own: language and looks, password, sessions, keys for programs. */
#include "page/pages.h"

#include "authn/authn.h"
#include "page/frame.h"

enum { COOKIE_DAYS = 365 };

static enum err settings_page(struct visit *v, const struct faults *faults, const char *done, struct str token, struct fault *f)
{
    struct session *sessions;
    struct api_token *tokens;
    struct settings_view view = { .csrf = v->csrf, .lang = v->words->lang, .login = v->login, .faults = page_summary(v, NULL, faults), .done = done,
                                  .token = token, .past = v->past };
    struct str scheme = request_cookie(v->rq, "samsyn-theme");
    view.scheme = str_is(scheme, "light") ? "light" : str_is(scheme, "dark") ? "dark" : "auto";
    TRY(authn_sessions(v, &sessions, &view.sessions_n, f));
    TRY(authn_tokens(v, &tokens, &view.tokens_n, f));
    struct session_line *lines = arena_array(v->arena, view.sessions_n, sizeof *lines);
    struct token_line *keys = arena_array(v->arena, view.tokens_n, sizeof *keys);
    if (!lines || !keys)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < view.sessions_n; i++)
        lines[i] = (struct session_line){ sessions[i].row.id, sessions[i].agent, sessions[i].last_seen, sessions[i].row.created_at,
                                          sessions[i].row.id == v->session.v };
    for (size_t i = 0; i < view.tokens_n; i++)
        keys[i] = (struct token_line){ tokens[i].row.id, tokens[i].name, tokens[i].scope, tokens[i].expires, tokens[i].expires.usec < v->now.usec };
    view.sessions = lines;
    view.tokens = keys;
    PAGE(p, v, N_("Mina inställningar"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_settings(&p.out, &view);
    return page_send(&p, f);
}

static enum err show(struct visit *v, struct fault *f)
{
    struct str done = page_param(v, "klart");
    static const struct { const char *code, *text; } all[] = {
        { "utseende", N_("Sparat.") }, { "losenord", N_("Lösenordet är bytt.") }, { "avslutad", N_("Inloggningen är avslutad.") },
        { "nyckel", N_("Nyckeln är avslutad.") },
    };
    for (size_t i = 0; i < LEN(all); i++)
        if (str_is(done, all[i].code))
            return settings_page(v, NULL, all[i].text, (struct str){ 0 }, f);
    return settings_page(v, NULL, NULL, (struct str){ 0 }, f);
}

static void keep(struct visit *v, const char *name, struct str value)
{
    response_header(v->rs, "Set-Cookie", str_printf(v->arena, "%s=%.*s; Path=/; Max-Age=%d; SameSite=Lax%s", name, SF(value), COOKIE_DAYS * 86400,
                                                    v->rq->tls ? "; Secure" : ""));
}

static struct str one_of(struct str given, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(given, words[i]))
            return given;
    return str(words[0]);
}

static enum err looks(struct visit *v, struct fault *f)
{
    (void)f;
    static const char *const languages[] = { "sv", "en" }, *const schemes[] = { "auto", "light", "dark" };
    keep(v, "samsyn-lang", one_of(form_get(&v->form, "sprak"), languages, LEN(languages)));
    keep(v, "samsyn-theme", one_of(form_get(&v->form, "tema"), schemes, LEN(schemes)));
    return page_go(v, url_of(v->arena, "/installningar?klart=utseende"));
}

/* For those who are not signed in: a link in the page's foot. */
static enum err language(struct visit *v, struct fault *f)
{
    (void)f;
    static const char *const languages[] = { "sv", "en" };
    keep(v, "samsyn-lang", one_of(page_param(v, "sprak"), languages, LEN(languages)));
    return page_go(v, (struct url){ page_next(page_param(v, "till"), "/") });
}

/* A form's failure on the page that it came from; another kind of failure goes to the server. */
static enum err told(struct visit *v, enum err failed, const struct fault *wrong, struct fault *f)
{
    if (failed != E_INVALID && failed != E_DENIED && failed != E_LIMIT) {
        if (f)
            *f = *wrong;
        return failed;
    }
    struct faults faults = page_faults(v);
    faults_add(&faults, "", wrong->text ? wrong->text : N_("Något gick fel."), wrong->arg[0], wrong->arg[1]);
    if (v->rs->status < 400)
        v->rs->status = failed == E_LIMIT ? 429 : 422;
    return settings_page(v, &faults, NULL, (struct str){ 0 }, f);
}

static enum err password(struct visit *v, struct fault *f)
{
    struct str fresh = form_get(&v->form, "nytt");
    struct fault wrong = { .text = N_("De två lösenorden är inte lika.") };
    if (!str_eq(fresh, form_get(&v->form, "igen")))
        return told(v, E_INVALID, &wrong, f);
    enum err changed = authn_change_password(v, form_get(&v->form, "gammalt"), fresh, &wrong);
    if (changed != OK)
        return told(v, changed, &wrong, f);
    return page_go(v, url_of(v->arena, "/installningar?klart=losenord"));
}

static enum err end_session(struct visit *v, struct fault *f)
{
    int64_t id;
    if (!str_to_int64(form_get(&v->form, "session"), &id))
        return fault(f, E_INVALID, "session", N_("Här ska numret på en post stå."), NULL, NULL);
    TRY(authn_end_session(v, (session_id){ id }, f));
    return page_go(v, url_of(v->arena, "/installningar?klart=avslutad"));
}

static enum err end_all(struct visit *v, struct fault *f)
{
    TRY(authn_sign_out_everywhere(v, f));
    return page_go(v, url_of(v->arena, "/logga-in?ut=ja"));
}

static enum err new_key(struct visit *v, struct fault *f)
{
    int64_t days;
    struct str token = { 0 };
    struct fault wrong = { .text = N_("Skriv antalet dagar som ett heltal.") };
    if (!str_to_int64(str_trim(form_get(&v->form, "dagar")), &days))
        return told(v, E_INVALID, &wrong, f);
    enum err made = authn_token_new(v, str_trim(form_get(&v->form, "namn")), form_get(&v->form, "omfattning"), days, &token, &wrong);
    if (made != OK)
        return told(v, made, &wrong, f);
    return settings_page(v, NULL, NULL, token, f);
}

static enum err end_key(struct visit *v, struct fault *f)
{
    int64_t id;
    if (!str_to_int64(form_get(&v->form, "nyckel"), &id))
        return fault(f, E_INVALID, "nyckel", N_("Här ska numret på en post stå."), NULL, NULL);
    TRY(authn_token_end(v, (api_token_id){ id }, f));
    return page_go(v, url_of(v->arena, "/installningar?klart=nyckel"));
}

static const struct route routes[] = {
    { METHOD_GET, "/installningar", SUBJECT_SELF, RIGHT_READ, 0, show },
    { METHOD_POST, "/installningar/utseende", SUBJECT_SELF, RIGHT_READ, 0, looks },
    { METHOD_POST, "/installningar/losenord", SUBJECT_SELF, RIGHT_EDIT, 0, password },
    { METHOD_POST, "/installningar/avsluta", SUBJECT_SELF, RIGHT_EDIT, 0, end_session },
    { METHOD_POST, "/installningar/avsluta-alla", SUBJECT_SELF, RIGHT_EDIT, 0, end_all },
    { METHOD_POST, "/installningar/nycklar", SUBJECT_SELF, RIGHT_EDIT, 0, new_key },
    { METHOD_POST, "/installningar/nycklar/avsluta", SUBJECT_SELF, RIGHT_EDIT, 0, end_key },
    { METHOD_GET, "/sprak", SUBJECT_NONE, RIGHT_NONE, ROUTE_OPEN, language },
};
const struct page_table settings_pages = { routes, LEN(routes) };
