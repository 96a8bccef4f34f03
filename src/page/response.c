/* The yttrande's working draft: everything in one form, saved as one goes; and all that has happened to it. */
#include "page/pages.h"
#include "page/response_parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "derive/diff.h"
#include "derive/json.h"
#include "derive/show.h"

enum { POSTS_MAX = 500, NAME_MAX = 80, MET_MAX = 64, FIELDS_MAX = 8 };

/* ---- shared ---- */

enum err response_here(struct visit *v, struct response_view *ret, struct fault *f)
{
    int64_t id;
    struct reading *r;
    TRY(visit_id(v, 0, &id, f));
    TRY(visit_reading(v, &r, f));
    return response_load(r, v->arena, id, ret, f);
}

struct safe_html response_state_html(struct visit *v, const struct response *r)
{
    const struct field *state = entity_field_named(&response_entity, S("state")), *standing = entity_field_named(&response_entity, S("standing"));
    const struct field *shown = r->row.standing == STANDING_VALID ? state : standing;
    return SAFE_HTML(v, b, show_value(&b, v->words, shown, r, (struct str){ 0 }, SHOW_PLAIN));
}

void response_page_head(struct page *p, const struct response *r, const char *part)
{
    struct visit *v = p->v;
    p->title = part ? str_printf(v->arena, "%s – %.*s", words_get(v->words, part), SF(r->title)) : r->title;
    p->secrecy = r->row.secrecy;
    page_crumbs(p, &response_entity);
    if (part)
        page_crumb(p, r->title, page_url(v, &response_entity, r->row.id, "/svar"));
}

bool response_may_write(struct visit *v, const struct response *r)
{
    return page_may(v, &response_entity, r, RIGHT_EDIT) || (r->row.created_by.v == v->seat.account.v && page_may(v, &response_entity, r, RIGHT_PROPOSE));
}

enum err response_lack_lines(struct visit *v, const struct response_view *y, const struct lack_line **ret, size_t *ret_n, size_t *ret_stops, struct fault *f)
{
    struct response_lack *lacks;
    TRY(response_lacks(v->arena, y, &lacks, ret_n, f));
    struct lack_line *lines = arena_array(v->arena, *ret_n, sizeof *lines);
    if (!lines)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    *ret_stops = 0;
    for (size_t i = 0; i < *ret_n; i++) {
        int64_t item = 0;
        for (size_t k = 0; k < y->answers_n && lacks[i].code.n; k++)
            if (str_eq(y->answers[k].recommendation->code, lacks[i].code) && y->answers[k].item)
                item = y->answers[k].item->row.id;
        bool recipient = strcmp(lacks[i].place, "recipient") == 0;
        struct url at = page_url(v, &response_entity, y->response.row.id, recipient ? "/utskick" : "/svar");
        if (item)
            at = url_of(v->arena, "%.*s#f-%s-%lld", SF(at.s), lacks[i].place, (long long)item);
        else if (!recipient)
            at = url_of(v->arena, "%.*s#f-%s", SF(at.s), lacks[i].place);
        lines[i] = (struct lack_line){ { lacks[i].text, lacks[i].code, { 0 } }, at, lacks[i].stops };
        *ret_stops += lacks[i].stops;
    }
    *ret = lines;
    return OK;
}

/* ---- the form: fields of several rows, told apart by the row's number behind the name ---- */

struct numbered { const struct form *form; int64_t id; }; /* id 0: the yttrande's own */

static struct str numbered_get(const void *ctx, const char *name)
{
    const struct numbered *n = ctx;
    char full[NAME_MAX];
    if (n->id == 0)
        return form_get(n->form, name);
    snprintf(full, sizeof full, "%s-%lld", name, (long long)n->id);
    return form_get(n->form, full);
}

/* Where somebody else has written meanwhile. */
struct met { const struct entity *entity; int64_t id; const struct field *field; };

struct draft {
    struct visit *v;
    const struct response_view *y;
    bool sent;                          /* show what was sent */
    struct faults faults;               /* places with the row's number: "deadline-12" */
    struct met met[MET_MAX];
    size_t met_n;
};

static const char *const whole_fields[] = { "background", "text", "resources", "proposal" };
static const char *const answer_fields[] = { "position", "reason", "done", "measure", "responsible", "deadline", "follow_up" };

/* What the row was when the form was made. E_ABSENT when that version is not in the journal. */
static enum err base_of(struct writing *w, const struct entity *e, int64_t id, int64_t version, void *ret, struct fault *f)
{
    struct journal_entry *entries;
    size_t n;
    TRY(store_history(writing_reads(w), writing_arena(w), e, id, &entries, &n, f));
    for (size_t i = 0; i < n; i++)
        if (entries[i].version == version)
            return row_json_read_full(writing_arena(w), e, entries[i].row, ret, f);
    return fault(f, E_CONFLICT, NULL, N_("Någon annan har ändrat posten sedan du öppnade den."), NULL, NULL);
}

/* Three sides meet: what only one has changed stands; what both have changed otherwise is told to the writer. */
static void merge(struct draft *d, const struct entity *e, const void *base, const void *theirs, void *mine, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct field *field = entity_field_named(e, str(names[i]));
        struct value b = value_of(field, base), t = value_of(field, theirs), m = value_of(field, mine);
        if (value_equal(m, b))
            value_set(field, mine, t);
        else if (!value_equal(t, b) && !value_equal(t, m) && d->met_n < MET_MAX)
            d->met[d->met_n++] = (struct met){ e, row_of(mine)->id, field };
    }
}

static void take_faults(struct draft *d, const struct faults *from, int64_t id)
{
    for (size_t i = 0; i < from->n; i++) {
        char place[FAULT_PLACE];
        snprintf(place, sizeof place, id ? "%.100s-%lld" : "%.100s", from->v[i].place, (long long)id);
        faults_add(&d->faults, place, from->v[i].text, from->v[i].arg[0], from->v[i].arg[1]);
    }
}

static enum err save_row(struct writing *w, struct draft *d, const struct entity *e, int64_t id, int64_t number, const char *const *names, size_t n, struct fault *f)
{
    struct arena *a = writing_arena(w);
    void *theirs = row_new(a, e), *mine = row_new(a, e), *base = row_new(a, e);
    struct numbered numbered = { &d->v->form, number };
    const struct form_input input = { numbered_get, &numbered };
    struct faults faults = { .arena = d->v->arena };
    int64_t seen = form_version(input);
    if (!seen)
        return OK; /* not in the form */
    if (!theirs || !mine || !base)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    TRY(store_get(writing_reads(w), a, e, id, theirs, f));
    if (row_of(theirs)->version == seen)
        memcpy(base, theirs, e->size);
    else
        TRY(base_of(w, e, id, seen, base, f));
    memcpy(mine, base, e->size);
    enum err read = form_read(a, e, input, false, false, domain_state_field(e), mine, &faults);
    if (read != OK && read != E_INVALID)
        return read;
    merge(d, e, base, theirs, mine, names, n);
    bool changed = false;
    for (size_t i = 0; i < n; i++) {
        const struct field *field = entity_field_named(e, str(names[i]));
        struct value value = value_of(field, mine);
        changed |= !value_equal(value, value_of(field, theirs));
        value_set(field, theirs, value);
    }
    if (changed && read == OK && d->met_n == 0) {
        enum err saved = domain_save(w, e, theirs, NULL, &faults, f);
        if (saved != OK && saved != E_INVALID)
            return saved;
    }
    take_faults(d, &faults, number);
    return OK;
}

static enum err save_work(struct writing *w, void *ctx, struct fault *f)
{
    struct draft *d = ctx;
    d->faults.n = d->faults.beyond = d->met_n = 0; /* the transaction may run again */
    TRY(store_may(writing_seat(w), &response_entity, &d->y->response, RIGHT_PROPOSE, f));
    TRY(save_row(w, d, &response_entity, d->y->response.row.id, 0, whole_fields, LEN(whole_fields), f));
    for (size_t i = 0; i < d->y->answers_n; i++)
        if (d->y->answers[i].item)
            TRY(save_row(w, d, &response_item_entity, d->y->answers[i].item->row.id, d->y->answers[i].item->row.id, answer_fields, LEN(answer_fields), f));
    if (d->met_n)
        return fault(f, E_CONFLICT, NULL, N_("Någon annan har ändrat posten sedan du öppnade den."), NULL, NULL);
    return d->faults.n ? fault(f, E_INVALID, NULL, d->faults.v[0].text, d->faults.v[0].arg[0], NULL) : OK;
}

/* ---- showing it ---- */

static const struct draft_option *options_of(struct visit *v, const struct field *field, const struct form_options *posts, struct str value, size_t *ret_n)
{
    size_t n = field->kind == KIND_WORD ? field->words_n - 1 : posts ? posts->n + 1 : 1;
    struct draft_option *all = arena_array(v->arena, n, sizeof *all);
    *ret_n = all ? n : 0;
    for (size_t i = 0; all && i < n; i++) {
        if (field->kind == KIND_WORD)
            all[i] = (struct draft_option){ str(field->words[i + 1].code), said(v, field->words[i + 1].label), false };
        else if (i == 0)
            all[i] = (struct draft_option){ { 0 }, said(v, N_("Ingen vald")), false };
        else
            all[i] = (struct draft_option){ number_text(v->arena, posts->v[i - 1].id), posts->v[i - 1].title, false };
        all[i].chosen = str_eq(all[i].value, value);
    }
    return all;
}

static struct draft_field field_of(struct draft *d, const struct entity *e, const void *row, const struct str *title, const char *name, int64_t number,
                                   const struct form_options *posts)
{
    struct visit *v = d->v;
    const struct field *field = entity_field_named(e, str(name));
    struct numbered numbered = { &v->form, number };
    struct buf b cleanup(buf_free) = buf_new(PAGE_BYTES_MAX);
    value_text(&b, field, value_of(field, row));
    struct draft_field one = { .label = field->label, .help = field->help, .name = number ? str_printf(v->arena, "%s-%lld", name, (long long)number) : str(name) };
    one.value = d->sent ? numbered_get(&numbered, name) : str_copy(v->arena, buf_str(&b));
    one.lines = field->kind == KIND_WORD || field->kind == KIND_REF ? -1 : field->flags & LONG ? strcmp(name, "text") == 0 ? 8 : 3 : 0;
    if (one.lines < 0)
        one.options = options_of(v, field, posts, one.value, &one.options_n);
    for (size_t i = 0; i < d->faults.n; i++)
        if (str_is(one.name, d->faults.v[i].place))
            one.wrong = (struct phrase){ d->faults.v[i].text, str(d->faults.v[i].arg[0]), str(d->faults.v[i].arg[1]) };
    for (size_t i = 0; i < d->met_n; i++)
        if (d->met[i].entity == e && d->met[i].id == row_of((void *)(uintptr_t)row)->id && d->met[i].field == field) {
            one.met = true;
            one.theirs = SAFE_HTML(v, h, show_value(&h, v->words, field, row, title ? *title : (struct str){ 0 }, SHOW_PLAIN));
        }
    return one;
}

static bool is_post(const struct field *f)
{
    return strcmp(f->name, "responsible") == 0;
}

static enum err fill_parts(struct draft *d, struct draft_page *page, struct fault *f)
{
    struct visit *v = d->v;
    const struct response_view *y = d->y;
    struct form_options *options;
    size_t options_n;
    TRY(page_options(v, &response_item_entity, POSTS_MAX, is_post, &options, &options_n, f));
    struct draft_part *parts = arena_array(v->arena, y->answers_n + 1, sizeof *parts);
    struct draft_field *fields = arena_array(v->arena, (y->answers_n + 1) * FIELDS_MAX, sizeof *fields);
    if (!parts || !fields)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    parts[0] = (struct draft_part){ .version_name = S("version"), .version = number_text(v->arena, y->response.row.version), .fields = fields };
    for (size_t i = 0; i < LEN(whole_fields); i++)
        fields[parts[0].n++] = field_of(d, &response_entity, &y->response, NULL, whole_fields[i], 0, NULL);
    for (size_t i = 0; i < y->answers_n; i++) {
        const struct response_answer *answer = &y->answers[i];
        struct draft_part *part = &parts[i + 1];
        *part = (struct draft_part){
            .anchor = str_printf(v->arena, "r-%lld", (long long)answer->recommendation->row.id), .text = answer->recommendation->text,
            .heading = str_printf(v->arena, "%s %.*s", words_get(v->words, N_("Rekommendation")), SF(answer->recommendation->code)),
            .to = page_url(v, &recommendation_entity, answer->recommendation->row.id, ""), .fields = fields + (i + 1) * FIELDS_MAX,
        };
        if (!answer->item)
            continue;
        int64_t id = answer->item->row.id;
        part->version_name = str_printf(v->arena, "version-%lld", (long long)id);
        part->version = number_text(v->arena, answer->item->row.version);
        for (size_t k = 0; k < LEN(answer_fields); k++)
            fields[(i + 1) * FIELDS_MAX + part->n++] = field_of(d, &response_item_entity, answer->item, &answer->responsible, answer_fields[k], id, options_n ? &options[0] : NULL);
    }
    page->parts = parts;
    page->parts_n = y->answers_n + 1;
    return OK;
}

static const struct fact *demand(struct visit *v, const struct response_view *y, size_t *ret_n)
{
    static const char *const names[] = { "audit", "requested_by", "addressee", "due", "decided_by", "decided", "paragraph", "document" };
    struct fact *facts = arena_array(v->arena, LEN(names), sizeof *facts);
    size_t n = 0;
    for (size_t i = 0; facts && i < LEN(names); i++) {
        const struct field *field = entity_field_named(&response_entity, str(names[i]));
        if (!value_of(field, &y->response).none)
            facts[n++] = (struct fact){ field->label, SAFE_HTML(v, b, show_value(&b, v->words, field, &y->response, response_title_of(y, names[i]), 0)) };
    }
    *ret_n = n;
    return facts;
}

static const struct act *draft_acts(struct visit *v, const struct response *r, size_t *ret_n)
{
    const struct transition *next[TRANSITIONS_MAX];
    size_t n = domain_transitions(&response_entity, r->state, next);
    struct act *acts = arena_array(v->arena, n + 1, sizeof *acts);
    *ret_n = 0;
    for (size_t i = 0; acts && i < n && r->row.standing == STANDING_VALID; i++)
        if (next[i]->to == RESPONSE_DRAFT && page_may(v, &response_entity, r, next[i]->least))
            acts[(*ret_n)++] = (struct act){ next[i]->label, url_of(v->arena, "/yttranden/%lld/borja/%s", (long long)r->row.id, next[i]->verb), v->csrf, r->row.version, true };
    return acts;
}

static const char *why_not(struct visit *v, const struct response *r)
{
    if (v->past)
        return N_("Du ser läget en tidigare dag. Då går det bara att läsa.");
    if (r->row.standing == STANDING_REPLACED)
        return N_("Yttrandet är ersatt av ett senare. Det står kvar som det beslutades.");
    if (r->state == RESPONSE_DECIDED || r->state == RESPONSE_SENT)
        return N_("Yttrandet är beslutat och låst. Det som är fel rättas i ett nytt yttrande som ersätter det.");
    if (r->state == RESPONSE_MISSING)
        return N_("Handlingen saknas. Yttrandet finns bara som en notering.");
    if (r->state == RESPONSE_REQUESTED)
        return N_("Yttrandet är begärt. När ni börjar på ett utkast får varje rekommendation en plats för sitt svar.");
    return response_may_write(v, r) ? NULL : N_("Du får läsa utkastet men inte ändra det.");
}

static enum err draft_page(struct draft *d, struct fault *f)
{
    struct visit *v = d->v;
    const struct response_view *y = d->y;
    const struct response *r = &y->response;
    struct draft_page page = { .title = r->title, .state = response_state_html(v, r), .csrf = v->csrf, .action = page_url(v, &response_entity, r->row.id, "/svar"),
                               .why_not = why_not(v, r), .met = d->met_n > 0, .saved = page_param(v, "sparat").p != NULL && !d->sent };
    page.faults = SAFE_HTML(v, b, form_summary_html(&b, v->words, NULL, &d->faults));
    page.tabs = rows_tabs(v, &response_entity, r->row.id, "/svar", &page.tabs_n);
    page.acts = draft_acts(v, r, &page.acts_n);
    page.facts = demand(v, y, &page.facts_n);
    if (y->replaces.row.id) {
        page.replaces = page_url(v, &response_entity, y->replaces.row.id, "/svar");
        page.replaces_title = y->replaces.title;
    }
    if (y->replaced_by.row.id) {
        page.replaced_by = page_url(v, &response_entity, y->replaced_by.row.id, "/svar");
        page.replaced_by_title = y->replaced_by.title;
    }
    if (!page.why_not)
        TRY(fill_parts(d, &page, f));
    if (r->state == RESPONSE_DRAFT)
        TRY(response_lack_lines(v, y, &page.lacks, &page.lacks_n, &page.stops_n, f));
    PAGE(p, v, "");
    response_page_head(&p, r, NULL);
    if (d->sent)
        v->rs->status = d->met_n ? 409 : 422;
    template_response_draft(&p.out, &page);
    return page_send(&p, f);
}

static enum err show(struct visit *v, struct fault *f)
{
    struct response_view y;
    TRY(response_here(v, &y, f));
    struct draft d = { .v = v, .y = &y, .faults = page_faults(v) };
    return draft_page(&d, f);
}

static enum err save(struct visit *v, struct fault *f)
{
    struct response_view y, now;
    TRY(response_here(v, &y, f));
    struct draft d = { .v = v, .y = &y, .sent = true, .faults = page_faults(v) };
    enum err saved = store_write(v->store, &v->seat, &(struct write_terms){ 0 }, save_work, &d, NULL, f);
    if ((saved == E_CONFLICT && d.met_n) || (saved == E_INVALID && d.faults.n)) {
        struct reading *fresh; /* the visit's own may be older than the other's write */
        TRY(store_read(v->store, &v->seat, &fresh, f));
        enum err read = response_load(fresh, v->arena, y.response.row.id, &now, f);
        store_read_end(fresh);
        TRY(read);
        d.y = &now;
        return draft_page(&d, f);
    }
    TRY(saved);
    struct str anchor = form_get(&v->form, "vidare");
    bool plain = anchor.n > 0 && anchor.n < 40;
    for (size_t i = 0; i < anchor.n; i++)
        plain &= (anchor.p[i] >= '0' && anchor.p[i] <= '9') || (anchor.p[i] >= 'a' && anchor.p[i] <= 'z') || anchor.p[i] == '-';
    struct str to = plain ? str_printf(v->arena, "#%.*s", SF(anchor)) : S("");
    return page_go(v, url_of(v->arena, "/yttranden/%lld/svar?sparat=ja%.*s", (long long)y.response.row.id, SF(to)));
}

/* ---- steps that lead to a draft ---- */

struct begin { int64_t id, version; const char *verb; int64_t made; struct faults *faults; };

static enum err begin_work(struct writing *w, void *ctx, struct fault *f)
{
    struct begin *b = ctx;
    struct response row;
    b->faults->n = b->faults->beyond = 0;
    if (b->verb)
        TRY(domain_act(w, &response_entity, b->id, b->version, b->verb, &row, b->faults, f));
    else
        TRY(response_replace(w, b->id, &row, b->faults, f));
    b->made = row.row.id;
    return OK;
}

static enum err begin_or_replace(struct visit *v, const char *verb, struct fault *f)
{
    struct faults faults = page_faults(v);
    struct begin b = { .version = form_version(page_input(v)), .verb = verb, .faults = &faults };
    TRY(visit_id(v, 0, &b.id, f));
    TRY(store_write(v->store, &v->seat, &(struct write_terms){ 0 }, begin_work, &b, NULL, f));
    return page_go(v, url_of(v->arena, "/yttranden/%lld/svar", (long long)b.made));
}

static enum err begin(struct visit *v, struct fault *f)
{
    const char *verb = str_c(v->arena, v->rq->params[1]);
    return verb ? begin_or_replace(v, verb, f) : fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static enum err replace(struct visit *v, struct fault *f)
{
    return begin_or_replace(v, NULL, f);
}

/* ---- all that has happened ---- */

static int latest_first(const void *a, const void *b)
{
    const struct history_entry *x = a, *y = b;
    if (x->at.usec != y->at.usec)
        return x->at.usec < y->at.usec ? 1 : -1;
    return x->version < y->version ? 1 : x->version > y->version ? -1 : str_cmp(x->about, y->about);
}

struct changes { struct history_entry *v; size_t n, cap; };

static enum err add_changes(struct visit *v, struct changes *all, const struct entity *e, int64_t id, struct str about, struct fault *f)
{
    struct history_entry *entries;
    size_t n;
    TRY(rows_changes(v, e, id, &entries, &n, f));
    struct history_entry *grown = arena_grow(v->arena, all->v, all->n, all->n + n, sizeof *grown, &all->cap);
    if (!grown)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    all->v = grown;
    for (size_t i = 0; i < n; i++) {
        entries[i].about = about;
        all->v[all->n++] = entries[i];
    }
    return OK;
}

static enum err changes(struct visit *v, struct fault *f)
{
    struct response_view y;
    struct changes all = { 0 };
    TRY(response_here(v, &y, f));
    TRY(add_changes(v, &all, &response_entity, y.response.row.id, said(v, N_("yttrandet")), f));
    for (size_t i = 0; i < y.answers_n; i++)
        if (y.answers[i].item)
            TRY(add_changes(v, &all, &response_item_entity, y.answers[i].item->row.id,
                            str_printf(v->arena, "%s %.*s", words_get(v->words, N_("svaret på")), SF(y.answers[i].recommendation->code)), f));
    for (size_t i = 0; i < y.recipients_n; i++)
        TRY(add_changes(v, &all, &response_recipient_entity, y.recipients[i].row.id, y.recipients[i].recipient, f));
    for (size_t i = 0; i < y.sendings_n; i++)
        TRY(add_changes(v, &all, &response_sending_entity, y.sendings[i].row.id, said(v, N_("utskicket")), f));
    if (all.n)
        qsort(all.v, all.n, sizeof *all.v, latest_first);
    struct history_view view = { .title = y.response.title, .v = all.v, .n = all.n };
    view.tabs = rows_tabs(v, &response_entity, y.response.row.id, "/andringar", &view.tabs_n);
    PAGE(p, v, "");
    response_page_head(&p, &y.response, N_("Alla ändringar"));
    template_history(&p.out, &view);
    return page_send(&p, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/yttranden/{id}/svar", SUBJECT_RESPONSE, RIGHT_READ, 0, show },
    { METHOD_POST, "/yttranden/{id}/svar", SUBJECT_RESPONSE, RIGHT_PROPOSE, 0, save },
    { METHOD_POST, "/yttranden/{id}/borja/{verb}", SUBJECT_RESPONSE, RIGHT_PROPOSE, 0, begin },
    { METHOD_POST, "/yttranden/{id}/ersatt", SUBJECT_RESPONSE, RIGHT_EDIT, 0, replace },
    { METHOD_GET, "/yttranden/{id}/andringar", SUBJECT_RESPONSE, RIGHT_READ, 0, changes },
};
const struct page_table response_pages = { routes, LEN(routes) };
