#include "domain/board_rules.h"

#include "base/arena.h"
#include "base/buf.h"
#include "domain/board.h"
#include "model/board.h"
#include "model/organisation.h"

static bool to_the_day(struct date d)
{
    return date_known(d) && d.day > 0;
}

static void demand(bool holds, const char *field, const char *text, struct faults *faults)
{
    if (!holds)
        faults_add(faults, field, text, NULL, NULL);
}

/* The same words: a form sends every line's end as two characters, whatever it was given. */
static bool same_text(struct str a, struct str b)
{
    size_t i = 0, k = 0;
    for (;;) {
        while (i < a.n && a.p[i] == '\r')
            i++;
        while (k < b.n && b.p[k] == '\r')
            k++;
        if (i == a.n || k == b.n)
            return i == a.n && k == b.n;
        if (a.p[i++] != b.p[k++])
            return false;
    }
}

/* A decision of a political body, as high as the board. */
static enum err body_decides(struct writing *w, body_id id, const char *field, struct faults *faults, struct fault *f)
{
    struct body body;
    TRY(store_get(writing_reads(w), writing_arena(w), &body_entity, id.v, &body, f));
    demand(body.type == BODY_BOARD || body.type == BODY_COUNCIL, field, N_("Välj direktionen eller ett högre organ. Tjänstepersoner och råd beslutar inte detta."), faults);
    return OK;
}

/* ---- meetings ---- */

static enum err meeting_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    struct meeting *m = c->row;
    struct body body;
    struct buf b cleanup(buf_free) = buf_new(400);
    TRY(store_get(writing_reads(w), writing_arena(w), &body_entity, m->body.v, &body, f));
    demand(to_the_day(m->dated), "dated", N_("Ange vilken dag sammanträdet hålls."), faults);
    buf_put(&b, body.name);
    buf_put(&b, S(" "));
    date_put(&b, m->dated);
    m->title = str_copy(writing_arena(w), buf_str(&b));
    struct date today = date_of(writing_now(w));
    demand(m->state == MEETING_PLANNED || !to_the_day(m->dated) || date_cmp(m->dated, today) <= 0, "dated", N_("Sammanträdet har inte hållits än."), faults);
    demand(m->state != MEETING_APPROVED || m->document.v, "document", N_("Ange protokollet."), faults);
    return OK;
}

/* The day of a meeting for what was said or decided there. */
static enum err day_of_meeting(struct writing *w, meeting_id id, struct date *day, struct faults *faults, struct fault *f)
{
    struct meeting m;
    if (!id.v)
        return OK;
    TRY(store_get(writing_reads(w), writing_arena(w), &meeting_entity, id.v, &m, f));
    if (!date_given(*day))
        *day = m.dated;
    demand(!to_the_day(*day) || date_cmp(*day, m.dated) == 0, "dated", N_("Dagen är inte sammanträdets dag."), faults);
    return OK;
}

/* ---- presentations (R115) ---- */

static enum err presentation_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    struct presentation *p = c->row;
    TRY(day_of_meeting(w, p->meeting, &p->dated, faults, f));
    demand(to_the_day(p->dated), "dated", N_("Ange sammanträdet eller dagen."), faults);
    demand(p->prevents || p->detects || p->handles || p->restores, "prevents",
           N_("Ange vilken förmåga presentationen gällde: att förebygga, upptäcka, hantera eller återställa."), faults);
    return OK;
}

/* ---- requests (R114) ---- */

static bool officials_answer(enum role role)
{
    return role == ROLE_DIRECTOR || role == ROLE_IT_HEAD || role == ROLE_COORDINATOR;
}

/* The question is the board's, the answer the officials'. */
static enum err request_sides(const struct seat *seat, const struct board_request *old, const struct board_request *q, struct fault *f)
{
    if (seat->role == ROLE_BOARD && !same_text(old ? old->answer : S(""), q->answer))
        return fault(f, E_DENIED, "answer", N_("Direktionen begär. Svaret skriver tjänstepersonerna."), NULL, NULL);
    bool changed = old && (!same_text(old->text, q->text) || !same_text(old->verdict, q->verdict) || old->body.v != q->body.v || !str_eq(old->asked_by, q->asked_by) ||
                           date_cmp(old->asked, q->asked) || date_cmp(old->due, q->due));
    if (changed && officials_answer(seat->role))
        return fault(f, E_DENIED, "text", N_("Begäran är direktionens. Den som svarar ändrar varken frågan eller dagen."), NULL, NULL);
    return OK;
}

static enum err request_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    struct board_request *q = c->row;
    TRY(request_sides(writing_seat(w), c->old, q, f));
    struct date today = date_of(writing_now(w));
    if (!c->old && !date_given(q->asked))
        q->asked = today;
    if (!c->old && !q->body.v)
        TRY(board_body(writing_reads(w), writing_arena(w), BODY_BOARD, &q->body, f));
    demand(to_the_day(q->due), "due", N_("Ange vilken dag svaret ska finnas."), faults);
    demand(!to_the_day(q->due) || !to_the_day(q->asked) || date_cmp(q->due, q->asked) >= 0, "due", N_("Svaret ska inte finnas före begäran."), faults);
    if (q->state == BOARD_REQUEST_RETURNED)
        demand(q->verdict.n > 0, "verdict", N_("Skriv vad som saknas i svaret innan ni lämnar tillbaka det."), faults);
    if (q->state != BOARD_REQUEST_ANSWERED && q->state != BOARD_REQUEST_ACCEPTED)
        return OK;
    demand(q->answer.n || q->document.v || q->presentation.v, "answer", N_("Skriv svaret, eller ange handlingen eller presentationen."), faults);
    if (!date_given(q->answered))
        q->answered = today;
    return OK;
}

/* ---- decisions (R116) ---- */

/* What is decided stands; only what came of it is still written. */
static bool decision_rewritten(const struct change *c)
{
    const struct board_decision *d = c->row, *old = c->old;
    return old && old->state != DECISION_PROPOSED && strcmp(c->verb, "ratta") != 0 &&
           (!same_text(old->text, d->text) || old->kind != d->kind || !str_eq(old->about, d->about) || old->meeting.v != d->meeting.v || date_cmp(old->dated, d->dated) ||
            !str_eq(old->paragraph, d->paragraph) || old->responsible.v != d->responsible.v || date_cmp(old->due, d->due));
}

static enum err decision_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    struct board_decision *d = c->row;
    if (decision_rewritten(c))
        return fault(f, E_DENIED, "text", N_("Beslutet är fattat. Skriv vad det ledde till; det som är fel rättas med ett skäl."), NULL, NULL);
    if (d->state == DECISION_PROPOSED)
        return OK;
    demand(d->meeting.v != 0, "meeting", N_("Ange vid vilket sammanträde beslutet fattades."), faults);
    demand(d->paragraph.n > 0, "paragraph", N_("Ange beslutets paragraf."), faults);
    TRY(day_of_meeting(w, d->meeting, &d->dated, faults, f));
    if (d->meeting.v && d->kind != DECISION_OTHER) {
        struct meeting m;
        TRY(store_get(writing_reads(w), writing_arena(w), &meeting_entity, d->meeting.v, &m, f));
        TRY(body_decides(w, m.body, "meeting", faults, f));
    }
    demand(d->kind != DECISION_ASSIGNS || (d->responsible.v && date_known(d->due)), d->responsible.v ? "due" : "responsible",
           N_("Ett uppdrag har någon som genomför det och en sista dag."), faults);
    demand((d->kind != DECISION_ACCEPTS_RISK && d->kind != DECISION_TREATS_RISK) || d->about.n, "about", N_("Ange vilken risk eller vilken annan post beslutet gäller."), faults);
    if (d->state == DECISION_DONE) {
        demand(d->follow_up.n > 0, "follow_up", N_("Skriv vad beslutet ledde till."), faults);
        if (!date_given(d->done))
            d->done = date_of(writing_now(w));
    }
    return OK;
}

/* ---- appetite ---- */

static enum err appetite_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    struct appetite *x = c->row;
    if (x->state != APPETITE_DECIDED)
        return OK;
    if (!x->decided_by.v)
        TRY(board_body(writing_reads(w), writing_arena(w), BODY_BOARD, &x->decided_by, f));
    demand(to_the_day(x->decided), "decided", N_("Ange beslutets datum."), faults);
    demand(x->paragraph.n > 0, "paragraph", N_("Ange beslutets paragraf."), faults);
    demand(x->decided_by.v != 0, "decided_by", N_("Ange vilket organ som har beslutat."), faults);
    return x->decided_by.v ? body_decides(w, x->decided_by, "decided_by", faults, f) : OK;
}

static const struct rule rules[] = {
    { &meeting_entity, meeting_before, NULL },
    { &presentation_entity, presentation_before, NULL },
    { &board_request_entity, request_before, NULL },
    { &board_decision_entity, decision_before, NULL },
    { &appetite_entity, appetite_before, NULL },
};

#define BOARD_ONLY .roles = 1u << ROLE_BOARD, .refuse = N_("Bara direktionen begär, och bara direktionen bedömer svaret.")
#define OFFICIALS .roles = 1u << ROLE_DIRECTOR | 1u << ROLE_IT_HEAD | 1u << ROLE_COORDINATOR, .refuse = N_("Svaret lämnar förbundschefen, it-chefen eller samordnaren.")
static const struct transition transitions[] = {
    { &meeting_entity, "state", 0, MEETING_PLANNED, "skapa", N_("Lägg till"), RIGHT_EDIT, NULL, false },
    { &meeting_entity, "state", 0, MEETING_HELD, "skapa", N_("Lägg till"), RIGHT_EDIT, NULL, false },
    { &meeting_entity, "state", 0, MEETING_APPROVED, "skapa", N_("Lägg till"), RIGHT_EDIT, NULL, true },
    { &meeting_entity, "state", MEETING_PLANNED, MEETING_HELD, "hall", N_("Sammanträdet är hållet"), RIGHT_EDIT, NULL, false },
    { &meeting_entity, "state", MEETING_HELD, MEETING_PLANNED, "angra", N_("Det är inte hållet än"), RIGHT_EDIT, NULL, false },
    { &meeting_entity, "state", MEETING_HELD, MEETING_APPROVED, "justera", N_("Protokollet är justerat"), RIGHT_EDIT, NULL, true },
    { &board_request_entity, "state", 0, BOARD_REQUEST_ASKED, "skapa", N_("Begär"), RIGHT_DECIDE, NULL, false, BOARD_ONLY },
    { &board_request_entity, "state", 0, BOARD_REQUEST_ANSWERED, "skapa", N_("Begär"), RIGHT_DECIDE, NULL, false, BOARD_ONLY },
    { &board_request_entity, "state", 0, BOARD_REQUEST_ACCEPTED, "skapa", N_("Begär"), RIGHT_DECIDE, NULL, true, BOARD_ONLY },
    { &board_request_entity, "state", BOARD_REQUEST_ASKED, BOARD_REQUEST_ANSWERED, "besvara", N_("Lämna svaret"), RIGHT_EDIT, NULL, false, OFFICIALS },
    { &board_request_entity, "state", BOARD_REQUEST_RETURNED, BOARD_REQUEST_ANSWERED, "besvara", N_("Lämna svaret"), RIGHT_EDIT, NULL, false, OFFICIALS },
    { &board_request_entity, "state", BOARD_REQUEST_ANSWERED, BOARD_REQUEST_ACCEPTED, "godkann", N_("Godkänn svaret"), RIGHT_DECIDE, NULL, true, BOARD_ONLY },
    { &board_request_entity, "state", BOARD_REQUEST_ANSWERED, BOARD_REQUEST_RETURNED, "aterlamna", N_("Lämna tillbaka svaret"), RIGHT_DECIDE, NULL, false, BOARD_ONLY },
    { &board_decision_entity, "state", 0, DECISION_PROPOSED, "skapa", N_("Lägg till"), RIGHT_EDIT, NULL, false },
    { &board_decision_entity, "state", 0, DECISION_DECIDED, "skapa", N_("Lägg till"), RIGHT_DECIDE, NULL, false },
    { &board_decision_entity, "state", 0, DECISION_DONE, "skapa", N_("Lägg till"), RIGHT_DECIDE, NULL, true },
    { &board_decision_entity, "state", DECISION_PROPOSED, DECISION_DECIDED, "besluta", N_("Registrera beslutet"), RIGHT_DECIDE, NULL, false },
    { &board_decision_entity, "state", DECISION_DECIDED, DECISION_DONE, "genomfor", N_("Beslutet är genomfört"), RIGHT_EDIT, NULL, true },
    { &appetite_entity, "state", 0, APPETITE_PROPOSED, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &appetite_entity, "state", 0, APPETITE_DECIDED, "skapa", N_("Lägg till"), RIGHT_DECIDE, NULL, true },
    { &appetite_entity, "state", APPETITE_PROPOSED, APPETITE_DECIDED, "besluta", N_("Registrera beslutet"), RIGHT_DECIDE, NULL, true },
};

const struct subject_rules board_rules = { rules, LEN(rules), transitions, LEN(transitions) };
