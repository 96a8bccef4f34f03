/* The yttrande's preview and files, its decision, and the log of its sending. */
#include "page/pages.h"
#include "page/response_parts.h"

#include "derive/show.h"
#include "job/response_file.h"
#include "report/response.h"

/* ---- preview and files ---- */

static const struct { const char *label, *tail; bool open; } files[] = {
    { N_("Som PDF"), "/yttrande.pdf", false }, { N_("För utskrift"), "/yttrande.html", false }, { N_("Som kalkylark"), "/yttrande.xlsx", false },
    { N_("Som CSV"), "/yttrande.csv", false }, { N_("Öppen version som PDF"), "/yttrande.pdf?oppen=ja", true },
};

static enum err preview(struct visit *v, struct fault *f)
{
    int64_t id;
    struct reading *r;
    struct report report;
    struct response_view y;
    TRY(visit_id(v, 0, &id, f));
    TRY(visit_reading(v, &r, f));
    const struct report_options options = { .made_by = v->login, .organisation = v->organisation, .now = v->now };
    TRY(report_response(r, v->arena, v->words, id, &options, &report, &y, f));
    struct buf html cleanup(buf_free) = buf_new(PAGE_BYTES_MAX);
    TRY(report_html(&report, &html, f));
    struct report_link *downloads = arena_array(v->arena, LEN(files), sizeof *downloads);
    struct preview_page page = { .title = y.response.title, .state = response_state_html(v, &y.response), .report = { str_copy(v->arena, buf_str(&html)) },
                                 .downloads = downloads, .marked = y.response.row.secrecy.n > 0 };
    for (size_t i = 0; downloads && i < LEN(files) && authz_may_export(v->seat.role, SUBJECT_RESPONSE); i++)
        downloads[page.downloads_n++] = (struct report_link){ files[i].label, page_url(v, &response_entity, id, files[i].tail) };
    page.tabs = rows_tabs(v, &response_entity, id, "/forhandsvisning", &page.tabs_n);
    PAGE(p, v, "");
    response_page_head(&p, &y.response, N_("Förhandsvisning"));
    template_response_preview(&p.out, &page);
    return page_send(&p, f);
}

/* The file that was made when it was decided, when there is one. */
static enum err kept_pdf(struct reading *r, struct arena *a, const struct response *response, struct str *ret, struct fault *f)
{
    struct document_version version;
    TRY(response_version(r, a, response, &version, f));
    return version.sha256.n ? store_blob_get(r, a, version.sha256, ret, f) : OK;
}

static enum err download(struct visit *v, struct fault *f)
{
    struct response_view y;
    struct reading *r;
    struct report report;
    struct str rest = v->rq->path, kept = { 0 };
    TRY(response_here(v, &y, f));
    TRY(visit_reading(v, &r, f));
    while (str_find(rest, S("."), 0) != SIZE_MAX)
        str_cut(&rest, '.');
    enum report_format format = report_format_named(rest);
    if (!format)
        return fault(f, E_ABSENT, NULL, N_("Sidan finns inte."), NULL, NULL);
    const struct report_options options = { .open = page_param(v, "oppen").p != NULL, .made_by = v->login, .organisation = v->organisation, .now = v->now };
    if (format == REPORT_FORMAT_PDF && !options.open)
        TRY(kept_pdf(r, v->arena, &y.response, &kept, f));
    if (kept.n)
        buf_put(&v->rs->body, kept);
    else {
        TRY(report_response(r, v->arena, v->words, y.response.row.id, &options, &report, NULL, f));
        TRY(report_render(&report, format, &v->rs->body, f));
    }
    const struct report_format_row *kind = &report_formats[format];
    v->rs->type = kind->type;
    if (format != REPORT_FORMAT_HTML)
        response_header(v->rs, "Content-Disposition", str_printf(v->arena, "attachment; filename=\"yttrande-%lld%s.%s\"", (long long)y.response.row.id,
                                                                 options.open ? "-oppen" : "", kind->extension));
    return buf_check(&v->rs->body, f);
}

static enum err download_text(struct visit *v, struct fault *f)
{
    struct response_view y;
    struct reading *r;
    struct str text;
    TRY(response_here(v, &y, f));
    TRY(visit_reading(v, &r, f));
    TRY(response_frozen(r, v->arena, &y.response, &text, f));
    buf_put(&v->rs->body, text);
    v->rs->type = "text/plain; charset=utf-8";
    response_header(v->rs, "Content-Disposition", str_printf(v->arena, "attachment; filename=\"yttrande-%lld.txt\"", (long long)y.response.row.id));
    return buf_check(&v->rs->body, f);
}

/* ---- the decision ---- */

static const struct { const char *name, *help; } decision_fields[] = {
    { "decided_by", NULL }, { "decided", N_("ÅÅÅÅ-MM-DD, som i protokollet.") }, { "paragraph", N_("Till exempel § 12.") },
};

static const struct transition *decision(void)
{
    const struct transition *next[TRANSITIONS_MAX];
    size_t n = domain_transitions(&response_entity, RESPONSE_DRAFT, next);
    for (size_t i = 0; i < n; i++)
        if (next[i]->to == RESPONSE_DECIDED)
            return next[i];
    return NULL;
}

static const char *why_not_decide(struct visit *v, const struct response *r)
{
    const struct transition *t = decision();
    if (v->past)
        return N_("Du ser läget en tidigare dag. Då går det bara att läsa.");
    if (r->state != RESPONSE_DRAFT)
        return N_("Yttrandet är inget utkast. Det kan inte beslutas nu.");
    if (!domain_role_may(t, &v->seat))
        return t->refuse;
    return page_may(v, &response_entity, r, t->least) ? NULL : N_("Din behörighet räcker inte för att ändra den här posten.");
}

static bool is_body(const struct field *f)
{
    return strcmp(f->name, "decided_by") == 0;
}

static enum err decision_form(struct visit *v, const struct response_view *y, const struct faults *faults, bool sent, struct decide_page *page, struct fault *f)
{
    struct form_options *bodies;
    size_t n;
    struct draft_field *fields = arena_array(v->arena, LEN(decision_fields), sizeof *fields);
    TRY(page_options(v, &response_entity, 500, is_body, &bodies, &n, f));
    if (!fields)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    int64_t chosen = y->response.decided_by.v ? y->response.decided_by.v : y->response.addressee.v;
    for (size_t i = 0; i < LEN(decision_fields); i++) {
        const struct field *field = entity_field_named(&response_entity, str(decision_fields[i].name));
        struct draft_field *one = &fields[page->n++];
        struct buf b cleanup(buf_free) = buf_new(4096);
        value_text(&b, field, value_of(field, &y->response));
        *one = (struct draft_field){ .name = str(field->name), .label = field->label, .help = decision_fields[i].help,
                                     .value = sent ? form_get(&v->form, field->name) : str_copy(v->arena, buf_str(&b)) };
        for (size_t k = 0; faults && k < faults->n; k++)
            if (strcmp(faults->v[k].place, field->name) == 0)
                one->wrong = (struct phrase){ faults->v[k].text, str(faults->v[k].arg[0]), str(faults->v[k].arg[1]) };
        if (field->kind != KIND_REF || n == 0)
            continue;
        struct draft_option *options = arena_array(v->arena, bodies->n, sizeof *options);
        for (size_t k = 0; options && k < bodies->n; k++)
            options[k] = (struct draft_option){ number_text(v->arena, bodies->v[k].id), bodies->v[k].title,
                                                sent ? str_eq(one->value, number_text(v->arena, bodies->v[k].id)) : bodies->v[k].id == chosen };
        one->lines = -1;
        one->options = options;
        one->options_n = options ? bodies->n : 0;
    }
    page->fields = fields;
    return OK;
}

/* What was decided, and that the kept text still has its hash. */
static void show_decision(struct visit *v, struct reading *r, const struct response_view *y, struct decide_page *page)
{
    const struct response *d = &y->response;
    struct fault broken = { 0 };
    struct str text;
    struct document_version version;
    page->decided = true;
    page->body = response_title_of(y, "decided_by");
    page->date = date_text(v->arena, d->decided);
    page->paragraph = d->paragraph;
    page->sha256 = d->sha256;
    page->sound = response_frozen(r, v->arena, d, &text, &broken) == OK;
    page->broken = broken.text;
    page->text = page_url(v, &response_entity, d->row.id, "/yttrande.txt");
    if (page->sound)
        page->text_size = number_text(v->arena, (int64_t)text.n);
    page->pdf = response_version(r, v->arena, d, &version, NULL) == OK && version.sha256.n && authz_may_export(v->seat.role, SUBJECT_RESPONSE);
    page->file = page_url(v, &response_entity, d->row.id, "/yttrande.pdf");
    page->may_replace = page_may(v, &response_entity, d, RIGHT_EDIT) && d->row.standing == STANDING_VALID && !y->replaced_by.row.id;
    page->replace = page_url(v, &response_entity, d->row.id, "/ersatt");
}

static enum err decide_page(struct visit *v, const struct faults *faults, bool sent, struct fault *f)
{
    struct response_view y;
    struct reading *r;
    TRY(response_here(v, &y, f));
    TRY(visit_reading(v, &r, f));
    int64_t id = y.response.row.id;
    struct decide_page page = { .title = y.response.title, .state = response_state_html(v, &y.response), .csrf = v->csrf, .faults = page_summary(v, &response_entity, faults),
                                .action = page_url(v, &response_entity, id, "/beslut"), .preview = page_url(v, &response_entity, id, "/forhandsvisning"),
                                .version = y.response.row.version };
    page.tabs = rows_tabs(v, &response_entity, y.response.row.id, "/beslut", &page.tabs_n);
    if (y.response.sha256.n)
        show_decision(v, r, &y, &page);
    else {
        page.why_not = why_not_decide(v, &y.response);
        if (y.response.state == RESPONSE_DRAFT)
            TRY(response_lack_lines(v, &y, &page.lacks, &page.lacks_n, &page.stops_n, f));
        if (!page.why_not)
            TRY(decision_form(v, &y, faults, sent, &page, f));
    }
    PAGE(p, v, "");
    response_page_head(&p, &y.response, N_("Beslut"));
    if (faults && faults->n)
        v->rs->status = 422;
    template_response_decide(&p.out, &page);
    return page_send(&p, f);
}

static enum err ask_decision(struct visit *v, struct fault *f)
{
    return decide_page(v, NULL, false, f);
}

struct deciding { struct visit *v; int64_t id; struct faults *faults; };

static enum err decide_work(struct writing *w, void *ctx, struct fault *f)
{
    struct deciding *d = ctx;
    struct arena *a = writing_arena(w);
    struct response row, decided;
    d->faults->n = d->faults->beyond = 0;
    TRY(store_get(writing_reads(w), a, &response_entity, d->id, &row, f));
    if (!domain_role_may(decision(), writing_seat(w)))
        return fault(f, E_DENIED, NULL, decision()->refuse, NULL, NULL);
    TRY(store_may(writing_seat(w), &response_entity, &row, decision()->least, f));
    if (row.row.version != form_version(page_input(d->v)))
        return fault(f, E_CONFLICT, NULL, N_("Utkastet har ändrats sedan du öppnade sidan. Läs det en gång till före beslutet."), NULL, NULL);
    TRY(form_read(a, &response_entity, page_input(d->v), false, false, domain_state_field(&response_entity), &row, d->faults));
    TRY(domain_save(w, &response_entity, &row, NULL, d->faults, f));
    return domain_act(w, &response_entity, d->id, row.row.version, "besluta", &decided, d->faults, f);
}

static enum err decide(struct visit *v, struct fault *f)
{
    struct faults faults = page_faults(v);
    struct deciding d = { .v = v, .faults = &faults };
    TRY(visit_id(v, 0, &d.id, f));
    enum err done = store_write(v->store, &v->seat, &(struct write_terms){ 0 }, decide_work, &d, NULL, f);
    if (done == E_INVALID && faults.n)
        return decide_page(v, &faults, true, f);
    TRY(done);
    struct fault later; /* the decision stands; a file that could not be made now is made by the job */
    (void)!response_file_make(v->store, v->seat.federation, d.id, &later);
    return page_go(v, url_of(v->arena, "/yttranden/%lld/beslut", (long long)d.id));
}

/* ---- sending ---- */

static const struct act *send_acts(struct visit *v, const struct response *r, size_t *ret_n)
{
    const struct transition *next[TRANSITIONS_MAX];
    size_t n = domain_transitions(&response_entity, r->state, next);
    struct act *acts = arena_array(v->arena, n + 1, sizeof *acts);
    *ret_n = 0;
    for (size_t i = 0; acts && i < n; i++)
        if (next[i]->to == RESPONSE_SENT && page_may(v, &response_entity, r, next[i]->least))
            acts[(*ret_n)++] = (struct act){ next[i]->label, page_url(v, &response_entity, r->row.id, "/utskick/klart"), v->csrf, r->row.version, true };
    return acts;
}

static enum err recipient_lines(struct visit *v, const struct response_view *y, struct send_page *page, struct fault *f)
{
    struct recipient_line *lines = arena_array(v->arena, y->recipients_n, sizeof *lines);
    struct sending_line *sent = arena_array(v->arena, y->sendings_n, sizeof *sent);
    if (!lines || !sent)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0, at = 0; i < y->recipients_n; i++) {
        struct recipient_line *line = &lines[i];
        *line = (struct recipient_line){ .id = y->recipients[i].row.id, .name = y->recipients[i].recipient, .sent = sent + at };
        if (response_may_write(v, &y->response))
            line->address = y->recipients[i].address;
        for (size_t k = 0; k < y->sendings_n; k++)
            if (y->sendings[k].recipient.v == line->id) {
                sent[at++] = (struct sending_line){ date_text(v->arena, y->sendings[k].sent), y->sendings[k].method, y->senders[k] };
                line->sent_n++;
            }
        page->left += line->sent_n == 0;
    }
    page->v = lines;
    page->n = y->recipients_n;
    return OK;
}

static enum err send_page(struct visit *v, const struct faults *faults, struct fault *f)
{
    struct response_view y;
    TRY(response_here(v, &y, f));
    const struct response *r = &y.response;
    bool decided = r->state == RESPONSE_DECIDED || r->state == RESPONSE_SENT;
    struct send_page page = { .title = r->title, .state = response_state_html(v, r), .csrf = v->csrf, .faults = page_summary(v, NULL, faults),
                              .action = page_url(v, &response_entity, r->row.id, "/utskick"),
                              .add = url_of(v->arena, "/yttrandemottagare/ny?response=%lld", (long long)r->row.id),
                              .date = faults ? form_get(&v->form, "sent") : date_text(v->arena, date_of(v->now)), .method = faults ? form_get(&v->form, "method") : S("E-post") };
    page.tabs = rows_tabs(v, &response_entity, r->row.id, "/utskick", &page.tabs_n);
    TRY(recipient_lines(v, &y, &page, f));
    page.may_add = !decided && response_may_write(v, r);
    page.why_not = v->past ? N_("Du ser läget en tidigare dag. Då går det bara att läsa.") : !decided ? N_("Yttrandet skickas när det är beslutat.") :
                   page_may(v, &response_entity, r, RIGHT_EDIT) ? NULL : N_("Du får läsa loggen men inte skriva i den.");
    if (page.left == 0 && page.n)
        page.acts = send_acts(v, r, &page.acts_n);
    PAGE(p, v, "");
    response_page_head(&p, r, N_("Utskick"));
    if (faults && faults->n)
        v->rs->status = 422;
    template_response_send(&p.out, &page);
    return page_send(&p, f);
}

static enum err ask_send(struct visit *v, struct fault *f)
{
    return send_page(v, NULL, f);
}

struct sending { struct visit *v; int64_t id; struct faults *faults; };

static enum err log_work(struct writing *w, void *ctx, struct fault *f)
{
    struct sending *s = ctx;
    const struct form *form = &s->v->form;
    size_t n = 0;
    s->faults->n = s->faults->beyond = 0;
    for (size_t i = 0; i < form->n; i++) {
        struct response_sending row = { .response = { s->id } };
        if (!str_is(form->fields[i].name, "recipient"))
            continue;
        if (!str_to_int64(form->fields[i].value, &row.recipient.v))
            return fault(f, E_INVALID, "recipient", N_("Här ska numret på en post stå."), NULL, NULL);
        if (!date_parse(str_trim(form_get(form, "sent")), &row.sent) || !date_known(row.sent) || !row.sent.day)
            faults_add(s->faults, "sent", N_("Skriv dagen som ÅÅÅÅ-MM-DD."), NULL, NULL);
        row.method = str_trim(form_get(form, "method"));
        if (s->faults->n)
            return fault(f, E_INVALID, "sent", s->faults->v[0].text, NULL, NULL);
        TRY(domain_save(w, &response_sending_entity, &row, "skicka", s->faults, f));
        n++;
    }
    if (n)
        return OK;
    faults_add(s->faults, "recipient", N_("Välj minst en mottagare."), NULL, NULL);
    return fault(f, E_INVALID, "recipient", N_("Välj minst en mottagare."), NULL, NULL);
}

static enum err log_sending(struct visit *v, struct fault *f)
{
    struct faults faults = page_faults(v);
    struct sending s = { .v = v, .faults = &faults };
    TRY(visit_id(v, 0, &s.id, f));
    enum err done = store_write(v->store, &v->seat, &(struct write_terms){ 0 }, log_work, &s, NULL, f);
    if (done == E_INVALID && faults.n)
        return send_page(v, &faults, f);
    TRY(done);
    return page_go(v, url_of(v->arena, "/yttranden/%lld/utskick", (long long)s.id));
}

static enum err sent_work(struct writing *w, void *ctx, struct fault *f)
{
    struct sending *s = ctx;
    struct response row;
    s->faults->n = s->faults->beyond = 0;
    return domain_act(w, &response_entity, s->id, form_version(page_input(s->v)), "skicka", &row, s->faults, f);
}

static enum err all_sent(struct visit *v, struct fault *f)
{
    struct faults faults = page_faults(v);
    struct sending s = { .v = v, .faults = &faults };
    TRY(visit_id(v, 0, &s.id, f));
    enum err done = store_write(v->store, &v->seat, &(struct write_terms){ 0 }, sent_work, &s, NULL, f);
    if (done == E_INVALID && faults.n)
        return send_page(v, &faults, f);
    TRY(done);
    return page_go(v, url_of(v->arena, "/yttranden/%lld/utskick", (long long)s.id));
}

#define DOWNLOAD(extension) { METHOD_GET, "/yttranden/{id}/yttrande." extension, SUBJECT_RESPONSE, RIGHT_READ, ROUTE_SLOW | ROUTE_EXPORT, download }
static const struct route routes[] = {
    { METHOD_GET, "/yttranden/{id}/forhandsvisning", SUBJECT_RESPONSE, RIGHT_READ, 0, preview },
    DOWNLOAD("html"), DOWNLOAD("pdf"), DOWNLOAD("xlsx"), DOWNLOAD("csv"),
    { METHOD_GET, "/yttranden/{id}/yttrande.txt", SUBJECT_RESPONSE, RIGHT_READ, 0, download_text },
    { METHOD_GET, "/yttranden/{id}/beslut", SUBJECT_RESPONSE, RIGHT_READ, 0, ask_decision },
    { METHOD_POST, "/yttranden/{id}/beslut", SUBJECT_RESPONSE, RIGHT_PROPOSE, 0, decide },
    { METHOD_GET, "/yttranden/{id}/utskick", SUBJECT_RESPONSE, RIGHT_READ, 0, ask_send },
    { METHOD_POST, "/yttranden/{id}/utskick", SUBJECT_RESPONSE, RIGHT_EDIT, 0, log_sending },
    { METHOD_POST, "/yttranden/{id}/utskick/klart", SUBJECT_RESPONSE, RIGHT_EDIT, 0, all_sent },
};
const struct page_table response_decide_pages = { routes, LEN(routes) };
