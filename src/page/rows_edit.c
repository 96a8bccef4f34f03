/* New rows, changes, corrections, steps and revocations. */
#include "page/rows_comments.h"

#include <sodium.h>

#include "base/buf.h"
#include "derive/show.h"
#include "page/upload.h"

enum { OPTIONS_MAX = 500 };

enum purpose { CREATING, CHANGING, CORRECTING };

/* The form's page, empty, filled from the row, or with what was sent and its faults. */
static enum err form_page(struct visit *v, const struct entity *e, const void *row, enum purpose purpose, const struct faults *faults, bool sent, struct fault *f)
{
    struct form_options *options;
    size_t options_n;
    TRY(page_options(v, e, OPTIONS_MAX, NULL, &options, &options_n, f));
    struct form_view form = {
        .entity = e, .row = row, .faults = faults, .options = options, .options_n = options_n, .words = v->words, .creating = purpose == CREATING,
        .correcting = purpose == CORRECTING, .left_out = purpose == CREATING ? NULL : domain_state_field(e),
    };
    if (sent)
        form.input = page_input(v);
    int64_t id = ((const struct row *)row)->id;
    struct str name = purpose == CREATING ? (struct str){ 0 } : show_name(v->arena, v->words, e, row);
    struct form_page_view view = {
        .csrf = v->csrf, .faults = page_summary(v, e, faults), .form = SAFE_HTML(v, b, form_html(&b, &form)),
        .cancel = purpose == CREATING ? url_of(v->arena, "/%s", e->path) : page_url(v, e, id, ""), .button = N_("Spara"),
        .file = form_takes_file(e, row), .reason = purpose == CORRECTING, .reason_text = sent ? form_get(&v->form, "reason") : (struct str){ 0 },
    };
    switch (purpose) {
    case CREATING:
        view.title = str_printf(v->arena, "%s: %s", words_get(v->words, N_("Lägg till")), words_get(v->words, e->one));
        view.action = url_of(v->arena, "/%s/ny", e->path);
        view.once = form_get(&v->form, "once").n ? form_get(&v->form, "once") : str(v->nonce);
        break;
    case CHANGING:
        view.title = str_printf(v->arena, "%s: %.*s", words_get(v->words, N_("Ändra")), SF(name));
        view.action = page_url(v, e, id, "/andra");
        break;
    case CORRECTING:
        view.title = str_printf(v->arena, "%s: %.*s", words_get(v->words, N_("Rätta")), SF(name));
        view.action = page_url(v, e, id, "/ratta");
        view.lead = N_("En rättelse ändrar det som annars står fast. Den gamla lydelsen står kvar i historiken.");
        break;
    }
    PAGE(p, v, "");
    p.title = view.title;
    page_crumbs(&p, e);
    if (purpose != CREATING)
        page_crumb(&p, name, page_url(v, e, id, ""));
    if (sent)
        v->rs->status = 422;
    template_form(&p.out, &view);
    return page_send(&p, f);
}

/* ---- writing ---- */

/* Its length first, so that parts cannot flow together. */
static void hash_part(crypto_hash_sha256_state *to, struct str part)
{
    uint64_t n = part.n;
    crypto_hash_sha256_update(to, (const unsigned char *)&n, sizeof n);
    if (part.n)
        crypto_hash_sha256_update(to, (const unsigned char *)part.p, part.n);
}

/* A button that is pressed twice, a page that is sent again: the same form from the same page is one write. What makes it the same is
 * every field of it: the version that it was made from, or the number that a form for something new carries. */
enum err rows_terms(struct visit *v, struct str reason, struct write_terms *ret, struct fault *f)
{
    struct write_terms terms = { .reason = reason };
    if (form_version(page_input(v)) || form_get(&v->form, "once").n) {
        unsigned char digest[crypto_hash_sha256_BYTES];
        struct buf hex cleanup(buf_free) = buf_new(2 * sizeof digest);
        crypto_hash_sha256_state h;
        crypto_hash_sha256_init(&h);
        hash_part(&h, v->rq->target);
        for (size_t i = 0; i < v->form.n; i++) { /* not the body: a browser frames a form with a file anew each time */
            hash_part(&h, v->form.fields[i].name);
            hash_part(&h, v->form.fields[i].file_name);
            hash_part(&h, v->form.fields[i].value);
        }
        crypto_hash_sha256_final(&h, digest);
        buf_hex(&hex, digest, sizeof digest);
        terms.key = terms.request = str_copy(v->arena, buf_str(&hex));
        if (!terms.key.p)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    }
    *ret = terms;
    return OK;
}

struct save {
    const struct entity *entity;
    const void *row;            /* as it shall be */
    const char *verb;
    struct faults *faults;
    struct buf *answer;         /* the number of the row written; kept, for when the same form comes again */
    const struct domain_file *file; /* that came with it; NULL: none */
};

enum { ANSWER_MAX = 32 };

static int64_t answered(const struct buf *answer)
{
    int64_t id = 0;
    return str_to_int64(buf_str(answer), &id) ? id : 0;
}

static enum err save_work(struct writing *w, void *ctx, struct fault *f)
{
    struct save *s = ctx;
    s->faults->n = s->faults->beyond = 0; /* the transaction may run again */
    void *row = arena_alloc(writing_arena(w), s->entity->size);
    if (!row)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    memcpy(row, s->row, s->entity->size);
    if (s->file)
        TRY(domain_attach(w, s->entity, row, s->file, f));
    TRY(domain_save(w, s->entity, row, s->verb, s->faults, f));
    buf_reset(s->answer);
    buf_int(s->answer, row_of(row)->id);
    return buf_check(s->answer, f);
}

/* A write that the form can mend: also what the store itself objects to (a value that stands already, a reference to nothing). */
static bool for_the_form(enum err saved, const struct fault *wrong, struct faults *faults)
{
    if (saved == E_INVALID && faults->n == 0 && wrong->place[0])
        faults_add(faults, wrong->place, wrong->text, wrong->arg[0], wrong->arg[1]);
    return saved == E_INVALID && faults->n;
}

/* What the form cannot mend goes to the page of faults. */
static enum err failed(enum err saved, const struct fault *wrong, struct fault *f)
{
    if (saved != OK && f)
        *f = *wrong;
    return saved;
}

enum err rows_new(struct visit *v, struct fault *f)
{
    const struct entity *e;
    TRY(rows_entity(v, &e, f));
    if (e->flags & NO_CREATE)
        return fault(f, E_ABSENT, NULL, N_("Sidan finns inte."), NULL, NULL);
    void *row = row_new(v->arena, e);
    if (!row)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < entity_fields(e); i++) { /* "…/ny?audit=12" begins with what the link knows */
        const struct field *field = entity_field(e, i);
        struct str given = page_param(v, field->name);
        struct value value;
        if (given.n && form_shows(e, field, true, false) && value_parse(field, given, &value, NULL) == OK)
            value_set(field, row, value);
    }
    if (row_of(row)->owner.v == 0)
        row_of(row)->owner = v->seat.organisation;
    if (!row_of(row)->reach)
        row_of(row)->reach = v->seat.organisation.v == v->seat.federation.v ? REACH_COMMON : REACH_OWN;
    return form_page(v, e, row, CREATING, NULL, false, f);
}

enum err rows_create(struct visit *v, struct fault *f)
{
    const struct entity *e;
    TRY(rows_entity(v, &e, f));
    void *row = row_new(v->arena, e);
    if (!row)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct faults faults = page_faults(v);
    enum err read = form_read(v->arena, e, page_input(v), true, false, NULL, row, &faults);
    if (read == E_INVALID)
        return form_page(v, e, row, CREATING, &faults, true, f);
    TRY(read);
    struct domain_file file;
    TRY(upload_read(v, e, &file, &faults, f));
    if (faults.n)
        return form_page(v, e, row, CREATING, &faults, true, f);
    struct buf answer cleanup(buf_free) = buf_new(ANSWER_MAX);
    struct save save = { e, row, NULL, &faults, &answer, file.bytes.n ? &file : NULL };
    struct write_terms terms;
    struct fault wrong = { 0 };
    TRY(rows_terms(v, (struct str){ 0 }, &terms, f));
    enum err saved = store_write(v->store, &v->seat, &terms, save_work, &save, &answer, &wrong);
    if (for_the_form(saved, &wrong, &faults))
        return form_page(v, e, row, CREATING, &faults, true, f);
    TRY(failed(saved, &wrong, f));
    return page_go(v, rows_after(v, e, row, answered(&answer)));
}

static enum err show_form(struct visit *v, enum purpose purpose, struct fault *f)
{
    const struct entity *e;
    void *row;
    TRY(rows_entity(v, &e, f));
    TRY(rows_row(v, e, &row, f));
    TRY(store_may(&v->seat, e, row, RIGHT_PROPOSE, f));
    return form_page(v, e, row, purpose, NULL, false, f);
}

static enum err save_form(struct visit *v, enum purpose purpose, struct fault *f)
{
    const struct entity *e;
    void *row;
    TRY(rows_entity(v, &e, f));
    TRY(rows_row(v, e, &row, f));
    TRY(store_may(&v->seat, e, row, RIGHT_PROPOSE, f));
    struct faults faults = page_faults(v);
    enum err read = form_read(v->arena, e, page_input(v), false, purpose == CORRECTING, domain_state_field(e), row, &faults);
    struct str reason = str_trim(form_get(&v->form, "reason"));
    if (purpose == CORRECTING && reason.n == 0)
        faults_add(&faults, "reason", N_("Skriv varför posten rättas."), NULL, NULL);
    domain_check_reason(reason, &faults);
    if (read == E_INVALID || faults.n)
        return form_page(v, e, row, purpose, &faults, true, f);
    TRY(read);
    int64_t version = form_version(page_input(v));
    if (version)
        row_of(row)->version = version;
    struct domain_file file;
    TRY(upload_read(v, e, &file, &faults, f));
    if (faults.n)
        return form_page(v, e, row, purpose, &faults, true, f);
    struct buf answer cleanup(buf_free) = buf_new(ANSWER_MAX);
    struct save save = { e, row, purpose == CORRECTING ? "ratta" : NULL, &faults, &answer, file.bytes.n ? &file : NULL };
    struct write_terms terms;
    struct fault wrong = { 0 };
    TRY(rows_terms(v, reason, &terms, f));
    enum err saved = store_write(v->store, &v->seat, &terms, save_work, &save, &answer, &wrong);
    if (saved == E_CONFLICT && faults.n == 0)
        return rows_conflict(v, e, row, purpose == CORRECTING, f);
    if (for_the_form(saved, &wrong, &faults))
        return form_page(v, e, row, purpose, &faults, true, f);
    TRY(failed(saved, &wrong, f));
    return page_go(v, rows_after(v, e, row, answered(&answer)));
}

enum err rows_edit(struct visit *v, struct fault *f)
{
    return show_form(v, CHANGING, f);
}

enum err rows_save(struct visit *v, struct fault *f)
{
    return save_form(v, CHANGING, f);
}

enum err rows_correct(struct visit *v, struct fault *f)
{
    return show_form(v, CORRECTING, f);
}

enum err rows_save_correction(struct visit *v, struct fault *f)
{
    return save_form(v, CORRECTING, f);
}

/* ---- steps and revocation ---- */

struct step { const struct entity *entity; int64_t id, version; const char *verb; struct faults *faults; };

static enum err step_work(struct writing *w, void *ctx, struct fault *f)
{
    struct step *s = ctx;
    s->faults->n = s->faults->beyond = 0;
    void *row = row_new(writing_arena(w), s->entity);
    if (!row)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    return domain_act(w, s->entity, s->id, s->version, s->verb, row, s->faults, f);
}

static enum err revoke_work(struct writing *w, void *ctx, struct fault *f)
{
    struct step *s = ctx;
    return domain_revoke(w, s->entity, s->id, s->version, f);
}

enum err rows_act(struct visit *v, struct fault *f)
{
    const struct entity *e;
    void *row;
    TRY(rows_entity(v, &e, f));
    TRY(rows_row(v, e, &row, f));
    struct faults faults = page_faults(v);
    struct step step = { e, row_of(row)->id, form_version(page_input(v)), str_c(v->arena, v->rq->params[1]), &faults };
    if (!step.verb)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct write_terms terms;
    TRY(rows_terms(v, (struct str){ 0 }, &terms, f));
    enum err done = store_write(v->store, &v->seat, &terms, step_work, &step, NULL, f);
    if (done == E_INVALID && faults.n) /* what must hold does not: the form is where it is mended */
        return form_page(v, e, row, CHANGING, &faults, false, f);
    TRY(done);
    return page_go(v, rows_after(v, e, row, step.id));
}

enum err rows_ask_revoke(struct visit *v, struct fault *f)
{
    const struct entity *e;
    void *row;
    struct reading *r;
    TRY(rows_entity(v, &e, f));
    TRY(rows_row(v, e, &row, f));
    TRY(store_may(&v->seat, e, row, RIGHT_EDIT, f));
    TRY(visit_reading(v, &r, f));
    int64_t id = row_of(row)->id;
    struct revoke_view view = { .title = show_name(v->arena, v->words, e, row), .csrf = v->csrf, .action = page_url(v, e, id, "/upphav"),
                                .cancel = page_url(v, e, id, ""), .version = row_of(row)->version };
    struct str number = str_printf(v->arena, "%lld", (long long)id);
    for (size_t i = 0; i < model_n; i++)
        for (size_t k = 0; k < model[i]->n; k++) {
            const struct field *field = &model[i]->fields[k];
            if (!model[i]->path || field->kind != KIND_REF || strcmp(field->refers, e->name) != 0 ||
                !authz_may_somewhere(&v->seat, model[i]->subject, RIGHT_READ))
                continue;
            struct query q = { .entity = model[i], .filters = { { field, COMPARE_EQUAL, number } }, .filters_n = 1, .limit = 1, .count = true };
            struct rows rows;
            TRY(store_list(r, v->arena, &q, &rows, f));
            view.hanging += (size_t)rows.count;
        }
    PAGE(p, v, "");
    p.title = view.title;
    page_crumbs(&p, e);
    page_crumb(&p, view.title, view.cancel);
    template_revoke(&p.out, &view);
    return page_send(&p, f);
}

enum err rows_revoke(struct visit *v, struct fault *f)
{
    const struct entity *e;
    void *row;
    TRY(rows_entity(v, &e, f));
    TRY(rows_row(v, e, &row, f));
    struct step step = { e, row_of(row)->id, form_version(page_input(v)), "upphav", NULL };
    struct write_terms terms;
    TRY(rows_terms(v, str_trim(form_get(&v->form, "reason")), &terms, f));
    struct faults faults = page_faults(v);
    domain_check_reason(terms.reason, &faults);
    if (faults.n)
        return fault(f, E_INVALID, faults.v[0].place, faults.v[0].text, faults.v[0].arg[0], faults.v[0].arg[1]);
    TRY(store_write(v->store, &v->seat, &terms, revoke_work, &step, NULL, f));
    return page_go(v, url_of(v->arena, "/%s", e->path));
}
