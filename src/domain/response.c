#include "domain/response_inside.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

/* Rows of the entity that refer to `id` by `field`, sorted by `sort` (NULL: as they came). */
static enum err belonging(struct reading *r, struct arena *a, const struct entity *e, const char *field, int64_t id, const char *sort, struct rows *ret, struct fault *f)
{
    struct query q = { .entity = e, .limit = QUERY_LIMIT_MAX, .filters_n = 1, .sort = sort ? entity_field_named(e, str(sort)) : NULL,
                       .filters = { { entity_field_named(e, str(field)), COMPARE_EQUAL, str_printf(a, "%lld", (long long)id) } } };
    TRY(store_list(r, a, &q, ret, f));
    return ret->more_after ? fault(f, E_LIMIT, e->name, N_("Yttrandet har fler än {1} svar, mottagare eller utskick."), "1000", NULL) : OK;
}

static enum err load_answers(struct reading *r, struct arena *a, struct response_view *v, struct fault *f)
{
    struct rows recommendations, items;
    TRY(belonging(r, a, &recommendation_entity, "audit", v->response.audit.v, "number", &recommendations, f));
    TRY(belonging(r, a, &response_item_entity, "response", v->response.row.id, NULL, &items, f));
    v->answers = arena_array(a, recommendations.n, sizeof *v->answers);
    if (!v->answers)
        return no_memory(f);
    for (size_t i = 0; i < recommendations.n; i++) {
        struct response_answer *answer = &v->answers[v->answers_n++];
        answer->recommendation = rows_at(&recommendations, &recommendation_entity, i);
        for (size_t k = 0; k < items.n; k++) {
            const struct response_item *item = rows_at(&items, &response_item_entity, k);
            if (item->recommendation.v != answer->recommendation->row.id)
                continue;
            answer->item = item;
            answer->responsible = reference_title(&response_item_entity, rows_titles(&items, &response_item_entity, k), "responsible");
        }
    }
    return OK;
}

static enum err load_sendings(struct reading *r, struct arena *a, struct response_view *v, struct fault *f)
{
    struct rows rows;
    TRY(belonging(r, a, &response_recipient_entity, "response", v->response.row.id, NULL, &rows, f));
    v->recipients = rows.rows;
    v->recipients_n = rows.n;
    TRY(belonging(r, a, &response_sending_entity, "response", v->response.row.id, NULL, &rows, f));
    v->sendings = rows.rows;
    v->sendings_n = rows.n;
    v->senders = arena_array(a, rows.n, sizeof *v->senders);
    if (!v->senders)
        return no_memory(f);
    for (size_t i = 0; i < rows.n; i++)
        v->senders[i] = reference_title(&response_sending_entity, rows_titles(&rows, &response_sending_entity, i), "sent_by");
    return OK;
}

/* All but the response itself, which may be one that is about to be written. */
static enum err load_around(struct reading *r, struct arena *a, struct response_view *v, struct fault *f)
{
    struct rows rows;
    struct str *titles;
    TRY(store_titles(r, a, &response_entity, &v->response, &titles, f));
    v->titles = titles;
    TRY(store_get(r, a, &audit_entity, v->response.audit.v, &v->audit, f));
    TRY(store_titles(r, a, &audit_entity, &v->audit, &titles, f));
    v->audit_titles = titles;
    TRY(load_answers(r, a, v, f));
    TRY(load_sendings(r, a, v, f));
    if (v->response.replaces.v)
        TRY(store_get(r, a, &response_entity, v->response.replaces.v, &v->replaces, f));
    TRY(belonging(r, a, &response_entity, "replaces", v->response.row.id, NULL, &rows, f));
    if (rows.n)
        v->replaced_by = *(const struct response *)rows_at(&rows, &response_entity, rows.n - 1);
    return OK;
}

enum err response_load(struct reading *r, struct arena *a, int64_t id, struct response_view *ret, struct fault *f)
{
    struct response_view v = { 0 };
    TRY(store_get(r, a, &response_entity, id, &v.response, f));
    TRY(load_around(r, a, &v, f));
    *ret = v;
    return OK;
}

enum err response_load_as(struct reading *r, struct arena *a, const struct response *as, struct response_view *ret, struct fault *f)
{
    struct response_view v = { .response = *as };
    TRY(load_around(r, a, &v, f));
    *ret = v;
    return OK;
}

struct str response_title_of(const struct response_view *v, const char *field)
{
    return reference_title(&response_entity, v->titles, field);
}

const struct response_sending *response_sent_to(const struct response_view *v, response_recipient_id recipient)
{
    const struct response_sending *last = NULL;
    for (size_t i = 0; i < v->sendings_n; i++)
        if (v->sendings[i].recipient.v == recipient.v)
            last = &v->sendings[i];
    return last;
}

const char *response_position(enum position p)
{
    const struct field *field = entity_field_named(&response_item_entity, S("position"));
    return p && p < field->words_n ? field->words[p].label : field->words[POSITION_UNANSWERED].label;
}

/* ---- what is missing ---- */

struct lacks { struct response_lack *v; size_t n; };

static void lack(struct lacks *l, bool missing, const char *place, const char *text, struct str code, bool stops)
{
    if (missing && l->n < RESPONSE_LACKS_MAX)
        l->v[l->n++] = (struct response_lack){ place, text, code, stops };
}

static struct str code_of(struct arena *a, const struct recommendation *r)
{
    return r->code.n ? r->code : str_printf(a, "%lld", (long long)r->number);
}

static void answer_lacks(struct lacks *l, const struct response_answer *answer, struct str code)
{
    const struct response_item *item = answer->item;
    lack(l, !item, "position", N_("Rekommendation {1} har inget svar."), code, true);
    if (!item)
        return;
    bool agrees = item->position == POSITION_AGREES || item->position == POSITION_PARTLY;
    bool differs = item->position == POSITION_PARTLY || item->position == POSITION_DISAGREES;
    lack(l, item->position == POSITION_UNANSWERED, "position", N_("Rekommendation {1} står som ej besvarad."), code, false);
    lack(l, differs && !item->reason.n, "reason", N_("Rekommendation {1}: skriv varför direktionen inte delar den helt."), code, true);
    lack(l, agrees && !item->measure.n && !item->done.n, "measure", N_("Rekommendation {1}: skriv vad som är gjort eller planeras."), code, true);
    lack(l, agrees && item->measure.n && !item->responsible.v, "responsible", N_("Rekommendation {1}: ange ansvarig roll."), code, true);
    lack(l, agrees && item->measure.n && !date_given(item->deadline), "deadline", N_("Rekommendation {1}: ange när åtgärden ska vara klar."), code, true);
    lack(l, agrees && item->measure.n && !item->follow_up.n, "follow_up", N_("Rekommendation {1}: uppföljningen är inte beskriven."), code, false);
}

enum err response_lacks(struct arena *a, const struct response_view *v, struct response_lack **ret, size_t *ret_n, struct fault *f)
{
    const struct response *r = &v->response;
    struct lacks l = { arena_array(a, RESPONSE_LACKS_MAX, sizeof(struct response_lack)), 0 };
    if (!l.v)
        return no_memory(f);
    const struct str whole = { 0 };
    lack(&l, !r->addressee.v, "addressee", N_("Ange vilket organ som ska svara."), whole, true);
    lack(&l, !r->text.n, "text", N_("Skriv den samlade ståndpunkten."), whole, true);
    lack(&l, v->answers_n == 0, "position", N_("Granskningen har inga rekommendationer att svara på."), whole, false);
    for (size_t i = 0; i < v->answers_n; i++)
        answer_lacks(&l, &v->answers[i], code_of(a, v->answers[i].recommendation));
    lack(&l, v->recipients_n == 0, "recipient", N_("Ange vem som ska få yttrandet."), whole, true);
    lack(&l, !r->background.n, "background", N_("Bakgrunden är inte skriven."), whole, false);
    lack(&l, !r->resources.n, "resources", N_("Det står inte vilka resurser åtgärderna kräver."), whole, false);
    lack(&l, !r->proposal.n, "proposal", N_("Förslaget till beslut är inte skrivet."), whole, false);
    *ret = l.v;
    *ret_n = l.n;
    return OK;
}

/* ---- the text ---- */

static void line(struct buf *b, const char *label, struct str text)
{
    if (text.n)
        buf_printf(b, "%s: %.*s\n", label, SF(text));
}

static void day(struct buf *b, const char *label, struct date d)
{
    if (!date_given(d))
        return;
    buf_printf(b, "%s: ", label);
    if (date_known(d))
        date_put(b, d);
    else
        buf_put(b, S("okänt"));
    buf_char(b, '\n');
}

static void part(struct buf *b, const char *heading, struct str text)
{
    if (text.n)
        buf_printf(b, "\n%s\n\n%.*s\n", heading, SF(text));
}

void response_text(struct buf *b, const struct response_view *v)
{
    const struct response *r = &v->response;
    buf_printf(b, "YTTRANDE TILL REVISORERNA\n\n%.*s\n\n", SF(r->title));
    line(b, "Granskning", v->audit.title);
    day(b, "Granskningens datum", v->audit.dated);
    line(b, "Begärt av", r->requested_by);
    line(b, "Svarar", response_title_of(v, "addressee"));
    day(b, "Senast", r->due);
    line(b, "Beslutat av", response_title_of(v, "decided_by"));
    day(b, "Beslutsdatum", r->decided);
    line(b, "Paragraf", r->paragraph);
    line(b, "Ersätter", v->replaces.title);
    line(b, "Det ersatta yttrandets kontrollsumma (SHA-256)", v->replaces.sha256);
    part(b, "Bakgrund", r->background);
    part(b, "Samlad ståndpunkt", r->text);
    for (size_t i = 0; i < v->answers_n; i++) {
        const struct response_answer *answer = &v->answers[i];
        const struct recommendation *rec = answer->recommendation;
        buf_printf(b, "\nRekommendation %lld%s%.*s%s\n\n%.*s\n\n", (long long)rec->number, rec->code.n ? " (" : "", SF(rec->code), rec->code.n ? ")" : "", SF(rec->text));
        line(b, "Ståndpunkt", str(response_position(answer->item ? answer->item->position : POSITION_UNANSWERED)));
        if (!answer->item)
            continue;
        line(b, "Motivering", answer->item->reason);
        line(b, "Vidtaget", answer->item->done);
        line(b, "Planerad åtgärd", answer->item->measure);
        line(b, "Ansvarig", answer->responsible);
        day(b, "Klart senast", answer->item->deadline);
        line(b, "Uppföljning", answer->item->follow_up);
    }
    part(b, "Resurser", r->resources);
    if (v->recipients_n)
        buf_put(b, S("\nSändlista\n\n"));
    for (size_t i = 0; i < v->recipients_n; i++)
        buf_printf(b, "- %.*s\n", SF(v->recipients[i].recipient));
}

enum err response_frozen(struct reading *r, struct arena *a, const struct response *response, struct str *ret, struct fault *f)
{
    if (!response->sha256.n)
        return fault(f, E_ABSENT, NULL, N_("Yttrandet är inte beslutat."), NULL, NULL);
    return store_blob_get(r, a, response->sha256, ret, f);
}

enum err response_version(struct reading *r, struct arena *a, const struct response *response, struct document_version *ret, struct fault *f)
{
    struct rows rows;
    struct document_version none = { 0 };
    *ret = none;
    if (!response->document.v || !response->sha256.n)
        return OK;
    TRY(belonging(r, a, &document_version_entity, "document", response->document.v, NULL, &rows, f));
    for (size_t i = 0; i < rows.n; i++) {
        const struct document_version *version = rows_at(&rows, &document_version_entity, i);
        if (date_cmp(version->dated, response->decided) == 0 && str_eq(version->paragraph, response->paragraph))
            *ret = *version;
    }
    return OK;
}

/* ---- a new one in its place ---- */

enum err response_replace(struct writing *w, int64_t id, struct response *ret, struct faults *faults, struct fault *f)
{
    struct response_view v;
    TRY(response_load(writing_reads(w), writing_arena(w), id, &v, f));
    struct response new = v.response;
    new.row = (struct row){ .owner = v.response.row.owner, .reach = v.response.row.reach, .secrecy = v.response.row.secrecy, .secrecy_date = v.response.row.secrecy_date };
    new.state = RESPONSE_DRAFT;
    new.replaces = (response_id){ id };
    new.decided_by = (body_id){ 0 };
    new.decided = (struct date){ 0 };
    new.paragraph = new.sha256 = (struct str){ 0 };
    TRY(domain_save(w, &response_entity, &new, NULL, faults, f));
    for (size_t i = 0; i < v.answers_n; i++) {
        if (!v.answers[i].item)
            continue;
        struct response_item item = *v.answers[i].item;
        item.row = (struct row){ .secrecy = item.row.secrecy, .secrecy_date = item.row.secrecy_date };
        item.response.v = new.row.id;
        TRY(domain_save(w, &response_item_entity, &item, NULL, faults, f));
    }
    for (size_t i = 0; i < v.recipients_n; i++) {
        struct response_recipient to = v.recipients[i];
        to.row = (struct row){ 0 };
        to.response.v = new.row.id;
        TRY(domain_save(w, &response_recipient_entity, &to, NULL, faults, f));
    }
    *ret = new;
    return OK;
}
