#include "report/response.h"

static struct str day(const struct report *r, struct date d)
{
    struct buf b cleanup(buf_free) = buf_new(32);
    if (date_given(d) && !date_known(d))
        return report_word(r, N_("Uppgift saknas"));
    date_put(&b, d);
    return str_copy(r->arena, buf_str(&b));
}

static void section(struct report *r, const char *heading, struct str text, bool hidden)
{
    if (!text.n)
        return;
    if (hidden) {
        r->left_out++;
        return;
    }
    report_heading(r, 2, report_word(r, heading));
    report_paragraph(r, text);
}

static const char *state_label(enum response_state s)
{
    const struct field *field = entity_field_named(&response_entity, S("state"));
    return s && s < field->words_n ? field->words[s].label : "";
}

static void facts(struct report *r, const struct response_view *v)
{
    const struct response *y = &v->response;
    if (r->open && v->audit.row.secrecy.n)
        r->left_out++;
    else
        report_fact(r, report_word(r, N_("Granskning")), v->audit.title);
    report_fact(r, report_word(r, N_("Begärt av")), y->requested_by);
    report_fact(r, report_word(r, N_("Svarar")), response_title_of(v, "addressee"));
    report_fact(r, report_word(r, N_("Senast")), day(r, y->due));
    report_fact(r, report_word(r, N_("Status")), report_word(r, state_label(y->state)));
    report_fact(r, report_word(r, N_("Beslutat av")), response_title_of(v, "decided_by"));
    report_fact(r, report_word(r, N_("Beslutsdatum")), day(r, y->decided));
    report_fact(r, report_word(r, N_("Paragraf")), y->paragraph);
    report_fact(r, report_word(r, N_("Ersätter")), r->open && v->replaces.row.secrecy.n ? (struct str){ 0 } : v->replaces.title);
    report_fact(r, report_word(r, N_("Ersatt av")), v->replaced_by.sha256.n && !(r->open && v->replaced_by.row.secrecy.n) ? v->replaced_by.title : (struct str){ 0 });
    report_fact(r, report_word(r, N_("Textens SHA-256")), y->sha256);
    if (y->state == RESPONSE_MISSING)
        report_paragraph(r, y->row.unknown_why.n ? y->row.unknown_why : report_word(r, N_("Handlingen saknas.")));
}

/* "Vidtaget: …" and "Planerat: …" as paragraphs of one cell. */
static struct str measures(const struct report *r, const struct response_item *item)
{
    struct str done = item->done, planned = item->measure;
    if (done.n)
        done = str_printf(r->arena, "%.*s: %.*s", SF(report_word(r, N_("Vidtaget"))), SF(item->done));
    if (planned.n)
        planned = str_printf(r->arena, "%.*s: %.*s", SF(report_word(r, N_("Planerat"))), SF(item->measure));
    struct str both = done.n && planned.n ? str_printf(r->arena, "%.*s\n\n%.*s", SF(done), SF(planned)) : done.n ? done : planned;
    return item->follow_up.n ? str_printf(r->arena, "%.*s%s%.*s: %.*s", SF(both), both.n ? "\n\n" : "", SF(report_word(r, N_("Uppföljning"))), SF(item->follow_up)) : both;
}

static void answers(struct report *r, const struct response_view *v)
{
    const struct report_column columns[] = {
        { report_word(r, N_("Rekommendation")), 27, REPORT_ROW_HEAD }, { report_word(r, N_("Ståndpunkt")), 10, 0 },
        { report_word(r, N_("Motivering")), 18, 0 }, { report_word(r, N_("Åtgärder")), 24, 0 },
        { report_word(r, N_("Ansvarig")), 10, 0 }, { report_word(r, N_("Klart senast")), 11, 0 },
    };
    struct report_table *t = NULL;
    for (size_t i = 0; i < v->answers_n; i++) {
        const struct response_answer *answer = &v->answers[i];
        const struct recommendation *rec = answer->recommendation;
        if (r->open && (rec->row.secrecy.n || (answer->item && answer->item->row.secrecy.n))) {
            r->left_out++;
            continue;
        }
        if (!t)
            t = report_table(r, report_word(r, N_("Svar per rekommendation")), columns, LEN(columns));
        struct report_cell *c = report_row(r, t);
        if (!c)
            return;
        struct str mark = rec->row.secrecy.n ? rec->row.secrecy : answer->item ? answer->item->row.secrecy : (struct str){ 0 };
        c[0].text = rec->code.n ? str_printf(r->arena, "%.*s. %.*s", SF(rec->code), SF(rec->text)) : rec->text;
        c[0].text = report_marked(r, c[0].text, mark);
        c[1].text = report_word(r, response_position(answer->item ? answer->item->position : POSITION_UNANSWERED));
        if (!answer->item)
            continue;
        c[2].text = answer->item->reason;
        c[3].text = measures(r, answer->item);
        c[4].text = answer->responsible;
        c[5].text = day(r, answer->item->deadline);
    }
}

static void recipients(struct report *r, const struct response_view *v)
{
    const struct report_column columns[] = {
        { report_word(r, N_("Mottagare")), 50, REPORT_ROW_HEAD }, { report_word(r, N_("Skickat")), 20, 0 }, { report_word(r, N_("Sätt")), 30, 0 },
    };
    if (!v->recipients_n)
        return;
    struct report_table *t = report_table(r, report_word(r, N_("Sändlista")), columns, LEN(columns));
    for (size_t i = 0; i < v->recipients_n; i++) {
        const struct response_sending *sent = response_sent_to(v, (response_recipient_id){ v->recipients[i].row.id });
        struct report_cell *c = report_row(r, t);
        if (!c)
            return;
        c[0].text = v->recipients[i].recipient;
        c[1].text = sent ? day(r, sent->sent) : (struct str){ 0 };
        c[2].text = sent ? sent->method : (struct str){ 0 };
    }
}

enum err report_response(struct reading *reading, struct arena *a, const struct words *words, int64_t id, const struct report_options *o,
                         struct report *ret, struct response_view *ret_view, struct fault *f)
{
    struct response_view v;
    TRY(response_load(reading, a, id, &v, f));
    const struct response *y = &v.response;
    bool decided = y->state == RESPONSE_DECIDED || y->state == RESPONSE_SENT, marked = y->row.secrecy.n > 0, hidden = marked && o->open;
    struct report r = report_new(a, words, str(words_get(words, decided ? N_("Yttrande till revisorerna") : N_("Utkast: yttrande till revisorerna"))));
    r.subtitle = y->title;
    r.open = o->open;
    r.made = o->now;
    r.made_by = o->made_by;
    r.organisation = o->organisation;
    if (marked && !o->open)
        r.mark = y->row.secrecy;
    if (hidden)
        r.subtitle = str_printf(a, "%s %lld", words_get(words, response_entity.one), (long long)id);
    facts(&r, &v);
    section(&r, N_("Bakgrund"), y->background, hidden);
    section(&r, N_("Samlad ståndpunkt"), y->text, hidden);
    answers(&r, &v);
    section(&r, N_("Resurser"), y->resources, hidden);
    if (!decided)
        section(&r, N_("Förslag till beslut"), y->proposal, hidden);
    recipients(&r, &v);
    *ret = r;
    if (ret_view)
        *ret_view = v;
    return OK;
}
