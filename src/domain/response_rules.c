#include "domain/response_rules.h"

#include "base/arena.h"
#include "base/buf.h"
#include "domain/response_inside.h"

static bool is_act(const struct change *c, const char *verb)
{
    return strcmp(c->verb, verb) == 0;
}

static bool is_decided(enum response_state s)
{
    return s == RESPONSE_DECIDED || s == RESPONSE_SENT;
}

/* The body that the audit examined, when there is just one. */
static enum err find_addressee(struct writing *w, struct response *r, struct fault *f)
{
    struct rows rows;
    struct query q = { .entity = &audit_body_entity, .limit = 2, .filters_n = 1,
                       .filters = { { entity_field_named(&audit_body_entity, S("audit")), COMPARE_EQUAL, str_printf(writing_arena(w), "%lld", (long long)r->audit.v) } } };
    TRY(store_list(writing_reads(w), writing_arena(w), &q, &rows, f));
    if (rows.n == 1)
        r->addressee = ((const struct audit_body *)rows.rows)->body;
    return OK;
}

static enum err check_replaces(struct writing *w, const struct response *r, struct faults *faults, struct fault *f)
{
    struct response before;
    TRY(store_get(writing_reads(w), writing_arena(w), &response_entity, r->replaces.v, &before, f));
    if (!is_decided(before.state))
        faults_add(faults, "replaces", N_("Bara ett beslutat yttrande ersätts. Ett utkast kan du ändra."), NULL, NULL);
    else if (before.audit.v != r->audit.v)
        faults_add(faults, "replaces", N_("Yttrandet som ersätts hör till en annan granskning."), NULL, NULL);
    else if (before.row.standing != STANDING_VALID)
        faults_add(faults, "replaces", N_("Yttrandet är redan ersatt eller upphävt."), NULL, NULL);
    return OK;
}

/* The decided text is kept as a file under its hash, and the decision becomes a version of the document. */
static enum err freeze(struct writing *w, struct response *r, struct faults *faults, struct fault *f)
{
    struct response_view v;
    struct buf b cleanup(buf_free) = buf_new(RESPONSE_TEXT_MAX);
    char sha256[65];
    if (!r->document.v) {
        struct document d = { .title = r->title, .type = DOCUMENT_RESPONSE, .state = DOCUMENT_VALID,
                              .row = { .owner = r->row.owner, .reach = r->row.reach, .secrecy = r->row.secrecy, .secrecy_date = r->row.secrecy_date } };
        TRY(domain_save(w, &document_entity, &d, NULL, faults, f));
        r->document.v = d.row.id;
    }
    TRY(response_load_as(writing_reads(w), writing_arena(w), r, &v, f));
    response_text(&b, &v);
    TRY(buf_check(&b, f));
    TRY(store_blob_put(w, buf_str(&b), sha256, f));
    r->sha256 = str_copy(writing_arena(w), str(sha256));
    return r->sha256.p ? OK : fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static enum err response_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    struct response *r = c->row;
    if (!c->old) {
        r->sha256 = (struct str){ 0 };
        if (r->replaces.v)
            TRY(check_replaces(w, r, faults, f));
    }
    if (date_known(r->decided) && r->decided.day && date_cmp(r->decided, date_of(writing_now(w))) > 0)
        faults_add(faults, "decided", N_("Beslutets datum ligger i framtiden."), NULL, NULL);
    if (r->state == RESPONSE_DRAFT && !r->addressee.v)
        TRY(find_addressee(w, r, f));
    if (is_act(c, "besluta") && faults->n == 0)
        TRY(freeze(w, r, faults, f));
    return OK;
}

/* One answer for each recommendation that has none, explicitly unanswered (R34). */
static enum err begin_answers(struct writing *w, const struct response_view *v, struct faults *faults, struct fault *f)
{
    for (size_t i = 0; i < v->answers_n; i++) {
        if (v->answers[i].item)
            continue;
        struct response_item item = { .response = { v->response.row.id }, .recommendation = { v->answers[i].recommendation->row.id }, .position = POSITION_UNANSWERED };
        TRY(domain_save(w, &response_item_entity, &item, NULL, faults, f));
    }
    return OK;
}

/* Who ordered the audit, and the firm that did it. */
static enum err begin_recipients(struct writing *w, const struct response_view *v, struct faults *faults, struct fault *f)
{
    static const char *const fields[] = { "client", "firm" };
    if (v->recipients_n)
        return OK;
    for (size_t i = 0; i < LEN(fields); i++) {
        struct response_recipient to = { .response = { v->response.row.id }, .recipient = reference_title(&audit_entity, v->audit_titles, fields[i]) };
        if (to.recipient.n)
            TRY(domain_save(w, &response_recipient_entity, &to, NULL, faults, f));
    }
    return OK;
}

static enum err begin(struct writing *w, const struct response *r, struct fault *f)
{
    struct response_view v;
    struct faults faults = { .arena = writing_arena(w) };
    TRY(response_load(writing_reads(w), writing_arena(w), r->row.id, &v, f));
    TRY(begin_answers(w, &v, &faults, f));
    return begin_recipients(w, &v, &faults, f);
}

/* The version waits for its PDF, which is made outside the transaction (job/response_file.h). */
static enum err decided_after(struct writing *w, const struct response *r, struct fault *f)
{
    struct faults faults = { .arena = writing_arena(w) };
    struct document_version version = { .document = r->document, .dated = r->decided, .decided_by = r->decided_by, .paragraph = r->paragraph,
                                        .valid_from = r->decided, .pages = INT_NONE };
    TRY(domain_save(w, &document_version_entity, &version, NULL, &faults, f));
    if (!r->replaces.v)
        return OK;
    struct response before;
    TRY(store_get(writing_reads(w), writing_arena(w), &response_entity, r->replaces.v, &before, f));
    before.row.standing = STANDING_REPLACED;
    return store_put(w, &response_entity, &before, "ersatt", RIGHT_EDIT, f);
}

static enum err response_after(struct writing *w, const struct change *c, struct fault *f)
{
    const struct response *r = c->row;
    if (is_act(c, "utarbeta") || (!c->old && r->state == RESPONSE_DRAFT && !r->replaces.v))
        return begin(w, r, f);
    return is_act(c, "besluta") ? decided_after(w, r, f) : OK;
}

/* What belongs to a decided yttrande is locked with it. */
static enum err unlocked(struct writing *w, response_id id, struct response *ret, struct fault *f)
{
    TRY(store_get(writing_reads(w), writing_arena(w), &response_entity, id.v, ret, f));
    return is_decided(ret->state) ?
        fault(f, E_DENIED, "response", N_("Yttrandet är beslutat och låst. Det som är fel rättas i ett nytt yttrande som ersätter det."), NULL, NULL) : OK;
}

static enum err item_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct response_item *item = c->row;
    struct response r;
    struct recommendation about;
    TRY(unlocked(w, item->response, &r, f));
    TRY(store_get(writing_reads(w), writing_arena(w), &recommendation_entity, item->recommendation.v, &about, f));
    if (about.audit.v != r.audit.v)
        faults_add(faults, "recommendation", N_("Rekommendationen hör till en annan granskning."), NULL, NULL);
    return OK;
}

static enum err recipient_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    (void)faults;
    struct response r;
    return unlocked(w, ((const struct response_recipient *)c->row)->response, &r, f);
}

/* R32: only what is decided is sent; the log says who registered it. */
static enum err sending_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    struct response_sending *s = c->row;
    struct response r;
    struct response_recipient to;
    TRY(store_get(writing_reads(w), writing_arena(w), &response_entity, s->response.v, &r, f));
    TRY(store_get(writing_reads(w), writing_arena(w), &response_recipient_entity, s->recipient.v, &to, f));
    if (!is_decided(r.state) && r.state != RESPONSE_MISSING) /* of an old one the sending may be known though the document is lost */
        faults_add(faults, "response", N_("Yttrandet ska vara beslutat innan det skickas."), NULL, NULL);
    if (to.response.v != s->response.v)
        faults_add(faults, "recipient", N_("Mottagaren hör till ett annat yttrande."), NULL, NULL);
    if (date_known(s->sent) && date_known(r.decided) && date_cmp(s->sent, r.decided) < 0)
        faults_add(faults, "sent", N_("Yttrandet kan inte ha skickats innan det beslutades."), NULL, NULL);
    if (date_known(s->sent) && s->sent.day && date_cmp(s->sent, date_of(writing_now(w))) > 0)
        faults_add(faults, "sent", N_("Dagen ligger i framtiden."), NULL, NULL);
    if (!c->old)
        s->sent_by = writing_seat(w)->account;
    return OK;
}

/* ---- what must hold ---- */

/* R33, R34: the decision with body, date and paragraph, and nothing missing that stops it. */
static enum err may_be_decided(struct writing *w, const void *row, struct faults *faults, struct fault *f)
{
    const struct response *r = row;
    struct response_view v;
    struct response_lack *lacks;
    size_t n;
    if (!r->decided_by.v)
        faults_add(faults, "decided_by", N_("Ange vilket organ som har beslutat yttrandet."), NULL, NULL);
    if (!date_known(r->decided) || !r->decided.day)
        faults_add(faults, "decided", N_("Ange beslutets datum."), NULL, NULL);
    if (!r->paragraph.n)
        faults_add(faults, "paragraph", N_("Ange beslutets paragraf."), NULL, NULL);
    if (r->decided_by.v && r->addressee.v && r->decided_by.v != r->addressee.v)
        faults_add(faults, "decided_by", N_("Yttrandet beslutas av det organ som ska svara."), NULL, NULL);
    TRY(response_load_as(writing_reads(w), writing_arena(w), r, &v, f));
    TRY(response_lacks(writing_arena(w), &v, &lacks, &n, f));
    for (size_t i = 0; i < n; i++) {
        if (!lacks[i].stops)
            continue;
        const char *code = str_c(writing_arena(w), lacks[i].code);
        faults_add(faults, lacks[i].place, lacks[i].text, code, NULL);
    }
    return OK;
}

/* R32: every recipient has its row in the log. */
static enum err sent_to_all(struct writing *w, const void *row, struct faults *faults, struct fault *f)
{
    struct response_view v;
    TRY(response_load(writing_reads(w), writing_arena(w), ((const struct response *)row)->row.id, &v, f));
    for (size_t i = 0; i < v.recipients_n; i++)
        if (!response_sent_to(&v, (response_recipient_id){ v.recipients[i].row.id }))
            faults_add(faults, "state", N_("Det står inte att yttrandet har skickats till {1}."), str_c(writing_arena(w), v.recipients[i].recipient), NULL);
    return OK;
}

static const struct rule rules[] = {
    { &response_entity, response_before, response_after },
    { &response_item_entity, item_before, NULL },
    { &response_recipient_entity, recipient_before, NULL },
    { &response_sending_entity, sending_before, NULL },
};

/* domain.md §7: the board decides; the director registers what it has decided. */
#define DECIDERS (1u << ROLE_BOARD | 1u << ROLE_DIRECTOR)
#define ONLY_BOARD N_("Direktionen beslutar om yttrandet. Beslutet registreras av en ledamot av direktionen eller av förbundschefen.")

static const struct transition transitions[] = {
    { &response_entity, "state", 0, RESPONSE_REQUESTED, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &response_entity, "state", 0, RESPONSE_DRAFT, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &response_entity, "state", 0, RESPONSE_MISSING, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &response_entity, "state", RESPONSE_REQUESTED, RESPONSE_DRAFT, "utarbeta", N_("Börja på ett utkast"), RIGHT_PROPOSE, NULL, false },
    { &response_entity, "state", RESPONSE_MISSING, RESPONSE_DRAFT, "aterfinn", N_("Handlingen har kommit fram"), RIGHT_EDIT, NULL, false },
    { &response_entity, "state", RESPONSE_DRAFT, RESPONSE_DECIDED, "besluta", N_("Registrera beslutet"), RIGHT_EDIT, may_be_decided, true,
      .final = true, .roles = DECIDERS, .refuse = ONLY_BOARD },
    { &response_entity, "state", RESPONSE_DECIDED, RESPONSE_SENT, "skicka", N_("Registrera att det är skickat"), RIGHT_EDIT, sent_to_all, true, .final = true },
};

const struct subject_rules response_rules = { rules, LEN(rules), transitions, LEN(transitions) };
