#include "domain/measure_rules.h"

#include <stdio.h>

#include "base/arena.h"
#include "derive/value.h"
#include "model/audit.h"
#include "model/measure.h"
#include "model/organisation.h"

enum { HOLDERS_MAX = 200 };

static bool to_the_day(struct date d)
{
    return date_known(d) && d.day > 0;
}

static void demand(bool holds, const char *field, const char *text, struct faults *faults)
{
    if (!holds)
        faults_add(faults, field, text, NULL, NULL);
}

/* The rows of an entity whose field has that value, at most `most`. */
static enum err matching(struct writing *w, const struct entity *e, const char *field, struct str value, size_t most, struct rows *ret, struct fault *f)
{
    struct query q = { .entity = e, .filters = { { entity_field_named(e, str(field)), COMPARE_EQUAL, value } }, .filters_n = 1, .limit = most };
    return store_list(writing_reads(w), writing_arena(w), &q, ret, f);
}

static enum err matching_id(struct writing *w, const struct entity *e, const char *field, int64_t id, size_t most, struct rows *ret, struct fault *f)
{
    return matching(w, e, field, str_printf(writing_arena(w), "%lld", (long long)id), most, ret, f);
}

/* ---- measures ---- */

/* R38: what it waits for, since when, and when that is tried anew. */
static void waiting(struct writing *w, struct measure *m, struct faults *faults)
{
    if (!date_given(m->waits_since))
        m->waits_since = date_of(writing_now(w));
    demand(m->waits_for.n || m->waits_link.n, "waits_for", N_("Skriv vad åtgärden väntar på."), faults);
    demand(to_the_day(m->look_again), "look_again", N_("Ange vilken dag ni prövar på nytt om åtgärden måste vänta."), faults);
    demand(!to_the_day(m->look_again) || date_cmp(m->look_again, m->waits_since) >= 0, "look_again", N_("Dagen ligger före den dag då väntan började."), faults);
}

/* R14: what demands evidence is not done without. */
static enum err done(struct writing *w, struct measure *m, bool now, struct faults *faults, struct fault *f)
{
    if (!date_given(m->done))
        m->done = date_of(writing_now(w));
    if (!now || !m->needs_evidence)
        return OK;
    struct rows rows = { 0 };
    if (m->row.id)
        TRY(matching(w, &evidence_entity, "about", str_printf(writing_arena(w), "measure/%lld", (long long)m->row.id), 1, &rows, f));
    demand(rows.n > 0, "needs_evidence", N_("Åtgärden kräver bevis. Lägg till ett bevis först."), faults);
    return OK;
}

static enum err measure_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    struct measure *m = c->row;
    const struct measure *old = c->old;
    bool entered = !old || old->state != m->state;
    if (to_the_day(m->start) && to_the_day(m->due) && date_cmp(m->start, m->due) > 0)
        faults_add(faults, "due", N_("Slutet ligger före början."), NULL, NULL);
    switch (m->state) {
    case MEASURE_DECIDED: case MEASURE_ONGOING:
        demand(m->responsible.v != 0, "responsible", N_("Ange vilken roll som ansvarar för åtgärden."), faults);
        demand(date_known(m->due), "due", N_("Ange när åtgärden ska vara klar."), faults);
        break;
    case MEASURE_WAITING:
        waiting(w, m, faults);
        break;
    case MEASURE_DONE:
        return done(w, m, entered, faults, f);
    case MEASURE_CANCELLED:
        demand(m->cancelled_why.n > 0, "cancelled_why", N_("Skriv varför åtgärden avbryts."), faults);
        break;
    case MEASURE_PROPOSED: default:
        break;
    }
    return OK;
}

/* R36: an origin is a recommendation, or something else that is named; the same one once. */
static enum err origin_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct measure_origin *o = c->row;
    struct rows others;
    TRY(matching_id(w, &measure_origin_entity, "measure", o->measure.v, QUERY_LIMIT_MAX, &others, f));
    for (size_t i = 0; i < others.n; i++) {
        const struct measure_origin *x = rows_at(&others, &measure_origin_entity, i);
        if (x->row.id != o->row.id && x->kind == o->kind && x->recommendation.v == o->recommendation.v && str_eq(x->link, o->link) && str_eq(x->text, o->text))
            faults_add(faults, o->recommendation.v ? "recommendation" : "text", N_("Åtgärden har redan det ursprunget."), NULL, NULL);
    }
    if (o->kind == ORIGIN_RECOMMENDATION) {
        demand(o->recommendation.v != 0, "recommendation", N_("Välj rekommendationen."), faults);
        demand(o->link.n == 0, "link", N_("Ursprunget är en rekommendation. Lägg till ett ursprung till för en annan post."), faults);
    } else {
        demand(o->recommendation.v == 0, "recommendation", N_("Bara ett ursprung ur en revision har en rekommendation."), faults);
        demand(o->link.n || o->text.n, "text", N_("Ange posten eller beskriv ursprunget."), faults);
    }
    return OK;
}

/* ---- follow-ups (R37) ---- */

static bool holds_on(const struct assignment *a, struct date day)
{
    return !(date_known(a->from) && date_cmp(a->from, day) > 0) && !(date_known(a->to) && date_cmp(a->to, day) < 0);
}

static bool among(const struct rows *holders, int64_t person, struct date day)
{
    for (size_t i = 0; i < holders->n; i++) {
        const struct assignment *a = rows_at(holders, &assignment_entity, i);
        if (person && a->person.v == person && holds_on(a, day))
            return true;
    }
    return false;
}

static enum err followup_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct effect_followup *u = c->row;
    struct measure m;
    struct rows holders = { 0 }, performers = { 0 };
    struct date today = date_of(writing_now(w));
    const char *own = N_("Den som ansvarar för åtgärden får inte själv följa upp dess effekt. Välj någon annan.");
    TRY(store_get(writing_reads(w), writing_arena(w), &measure_entity, u->measure.v, &m, f));
    if (!c->old)
        demand(m.state == MEASURE_DONE, "measure", N_("Effekten följs upp när åtgärden är klar."), faults);
    demand(!to_the_day(u->dated) || date_cmp(u->dated, today) <= 0, "dated", N_("Dagen har inte varit än."), faults);
    demand(!to_the_day(u->dated) || !to_the_day(m.done) || date_cmp(u->dated, m.done) >= 0, "dated", N_("Uppföljningen är äldre än åtgärden."), faults);
    if (!m.responsible.v)
        return OK;
    TRY(matching_id(w, &assignment_entity, "post", m.responsible.v, HOLDERS_MAX, &holders, f));
    TRY(matching_id(w, &assignment_entity, "post", u->performed_by.v, HOLDERS_MAX, &performers, f));
    bool same = u->performed_by.v == m.responsible.v;
    for (size_t i = 0; i < performers.n && !same; i++) {
        const struct assignment *a = rows_at(&performers, &assignment_entity, i);
        same = holds_on(a, u->dated) && among(&holders, a->person.v, u->dated);
    }
    demand(!same, "performed_by", own, faults);
    struct account account = { 0 };
    int64_t writer = writing_seat(w)->account.v;
    if (writer && store_get(writing_reads(w), writing_arena(w), &account_entity, writer, &account, NULL) == OK && among(&holders, account.person.v, today))
        return fault(f, E_DENIED, "performed_by", own, NULL, NULL);
    return OK;
}

/* The measure says what the latest follow-up found. */
static enum err followup_after(struct writing *w, const struct change *c, struct fault *f)
{
    const struct effect_followup *u = c->row;
    struct measure m;
    struct rows all;
    TRY(store_get(writing_reads(w), writing_arena(w), &measure_entity, u->measure.v, &m, f));
    TRY(matching_id(w, &effect_followup_entity, "measure", u->measure.v, QUERY_LIMIT_MAX, &all, f));
    const struct effect_followup *latest = u;
    for (size_t i = 0; i < all.n; i++) {
        const struct effect_followup *other = rows_at(&all, &effect_followup_entity, i);
        if (date_known(other->dated) && (!date_known(latest->dated) || date_cmp(other->dated, latest->dated) > 0))
            latest = other;
    }
    if (m.effect == latest->effect)
        return OK;
    m.effect = latest->effect;
    return store_put(w, &measure_entity, &m, "uppfoljd", RIGHT_READ, f);
}

/* ---- decisions not to act (R39) ---- */

/* How high a body stands; 0: no elected one. */
static int rank_of(enum body_type t)
{
    return t == BODY_COUNCIL ? 3 : t == BODY_BOARD ? 2 : t == BODY_COMMITTEE ? 1 : 0;
}

/* As high as the body that the auditors turned to; the board when they named none that is elected. */
static enum err rank_suffices(struct writing *w, const struct no_action *n, struct faults *faults, struct fault *f)
{
    struct body body = { 0 }, asked = { 0 };
    struct recommendation r;
    TRY(store_get(writing_reads(w), writing_arena(w), &body_entity, n->decided_by.v, &body, f));
    TRY(store_get(writing_reads(w), writing_arena(w), &recommendation_entity, n->recommendation.v, &r, f));
    if (r.addressee.v && store_get(writing_reads(w), writing_arena(w), &body_entity, r.addressee.v, &asked, NULL) != OK)
        asked = (struct body){ 0 };
    int needed = rank_of(asked.type) ? rank_of(asked.type) : rank_of(BODY_BOARD);
    if (rank_of(body.type) == 0)
        faults_add(faults, "decided_by", N_("Beslutet ska fattas av direktionen eller ett annat politiskt organ. Tjänstepersoner och råd kan inte fatta det."), NULL, NULL);
    else if (rank_of(body.type) < needed)
        faults_add(faults, "decided_by", N_("Rekommendationen är riktad till ett högre organ. Det måste fatta beslutet."), NULL, NULL);
    return OK;
}

static enum err no_action_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct no_action *n = c->row;
    demand(to_the_day(n->review), "review", N_("Ange vilken dag beslutet prövas på nytt."), faults);
    if (n->state != NO_ACTION_DECIDED)
        return OK;
    demand(n->decided_by.v != 0, "decided_by", N_("Ange vilket organ som har beslutat."), faults);
    demand(to_the_day(n->decided), "decided", N_("Ange beslutets datum."), faults);
    demand(n->paragraph.n > 0, "paragraph", N_("Ange beslutets paragraf."), faults);
    demand(!to_the_day(n->decided) || !to_the_day(n->review) || date_cmp(n->review, n->decided) > 0, "review",
           N_("Beslutet ska prövas på nytt efter att det har fattats."), faults);
    return n->decided_by.v ? rank_suffices(w, n, faults, f) : OK;
}

/* ---- the auditors' questions (R126) ---- */

static enum err request_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    struct information_request *q = c->row;
    const struct information_request *old = c->old;
    const struct seat *seat = writing_seat(w);
    struct date today = date_of(writing_now(w));
    struct str before = old ? old->answer : S("");
    bool answers = !str_eq(before, q->answer) || (q->state == REQUEST_ANSWERED && !(old && old->state == REQUEST_ANSWERED));
    if (seat->role == ROLE_AUDITOR && answers)
        return fault(f, E_DENIED, "answer", N_("Revisorerna ställer frågan. Svaret skriver den som blir granskad."), NULL, NULL);
    bool asker = !old || old->row.created_by.v == seat->account.v;
    if (old && !asker && (!str_eq(old->question, q->question) || !str_eq(old->asked_by, q->asked_by)))
        return fault(f, E_DENIED, "question", N_("Frågan är revisorernas och ändras inte av någon annan."), NULL, NULL);
    if (old && !asker && q->state != old->state && q->state != REQUEST_ANSWERED)
        return fault(f, E_DENIED, NULL, N_("Bara den som ställde frågan kan ta tillbaka den eller fråga igen."), NULL, NULL);
    if (!old && !date_given(q->asked))
        q->asked = today;
    if (q->state != REQUEST_ANSWERED)
        return OK;
    demand(q->answer.n > 0, "answer", N_("Skriv svaret först."), faults);
    if (!date_given(q->answered))
        q->answered = today;
    return OK;
}

static const struct rule rules[] = {
    { &measure_entity, measure_before, NULL },
    { &measure_origin_entity, origin_before, NULL },
    { &effect_followup_entity, followup_before, followup_after },
    { &no_action_entity, no_action_before, NULL },
    { &information_request_entity, request_before, NULL },
};

/* What has already come further than a proposal is entered only by who may decide it. */
static const struct transition transitions[] = {
    { &measure_entity, "state", 0, MEASURE_PROPOSED, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &measure_entity, "state", 0, MEASURE_DECIDED, "skapa", N_("Lägg till"), RIGHT_DECIDE, NULL, false },
    { &measure_entity, "state", 0, MEASURE_ONGOING, "skapa", N_("Lägg till"), RIGHT_DECIDE, NULL, false },
    { &measure_entity, "state", 0, MEASURE_WAITING, "skapa", N_("Lägg till"), RIGHT_DECIDE, NULL, false },
    { &measure_entity, "state", 0, MEASURE_DONE, "skapa", N_("Lägg till"), RIGHT_DECIDE, NULL, false },
    { &measure_entity, "state", 0, MEASURE_CANCELLED, "skapa", N_("Lägg till"), RIGHT_DECIDE, NULL, false },
    { &measure_entity, "state", MEASURE_PROPOSED, MEASURE_DECIDED, "besluta", N_("Besluta åtgärden"), RIGHT_DECIDE, NULL, false },
    { &measure_entity, "state", MEASURE_PROPOSED, MEASURE_WAITING, "vanta", N_("Sätt i väntan"), RIGHT_EDIT, NULL, false },
    { &measure_entity, "state", MEASURE_PROPOSED, MEASURE_CANCELLED, "avbryt", N_("Avbryt"), RIGHT_DECIDE, NULL, false },
    { &measure_entity, "state", MEASURE_DECIDED, MEASURE_ONGOING, "starta", N_("Starta"), RIGHT_EDIT, NULL, false },
    { &measure_entity, "state", MEASURE_DECIDED, MEASURE_WAITING, "vanta", N_("Sätt i väntan"), RIGHT_EDIT, NULL, false },
    { &measure_entity, "state", MEASURE_DECIDED, MEASURE_CANCELLED, "avbryt", N_("Avbryt"), RIGHT_DECIDE, NULL, false },
    { &measure_entity, "state", MEASURE_ONGOING, MEASURE_DONE, "klar", N_("Markera som klar"), RIGHT_EDIT, NULL, false },
    { &measure_entity, "state", MEASURE_ONGOING, MEASURE_WAITING, "vanta", N_("Sätt i väntan"), RIGHT_EDIT, NULL, false },
    { &measure_entity, "state", MEASURE_ONGOING, MEASURE_CANCELLED, "avbryt", N_("Avbryt"), RIGHT_DECIDE, NULL, false },
    { &measure_entity, "state", MEASURE_WAITING, MEASURE_ONGOING, "ateruppta", N_("Återuppta"), RIGHT_EDIT, NULL, false },
    { &measure_entity, "state", MEASURE_WAITING, MEASURE_CANCELLED, "avbryt", N_("Avbryt"), RIGHT_DECIDE, NULL, false },
    { &measure_entity, "state", MEASURE_DONE, MEASURE_ONGOING, "ateroppna", N_("Öppna igen"), RIGHT_EDIT, NULL, false },
    { &measure_entity, "state", MEASURE_CANCELLED, MEASURE_PROPOSED, "ateroppna", N_("Öppna igen"), RIGHT_EDIT, NULL, false },
    { &no_action_entity, "state", 0, NO_ACTION_PROPOSED, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &no_action_entity, "state", 0, NO_ACTION_DECIDED, "skapa", N_("Lägg till"), RIGHT_DECIDE, NULL, true },
    { &no_action_entity, "state", NO_ACTION_PROPOSED, NO_ACTION_DECIDED, "besluta", N_("Registrera beslutet"), RIGHT_DECIDE, NULL, true },
    { &no_action_entity, "state", NO_ACTION_DECIDED, NO_ACTION_PROPOSED, "prova", N_("Pröva på nytt"), RIGHT_DECIDE, NULL, false },
    { &information_request_entity, "state", 0, REQUEST_ASKED, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &information_request_entity, "state", REQUEST_ASKED, REQUEST_ANSWERED, "besvara", N_("Lämna svaret"), RIGHT_EDIT, NULL, false },
    { &information_request_entity, "state", REQUEST_ASKED, REQUEST_WITHDRAWN, "aterkalla", N_("Ta tillbaka frågan"), RIGHT_PROPOSE, NULL, false },
    { &information_request_entity, "state", REQUEST_ANSWERED, REQUEST_ASKED, "fraga", N_("Fråga igen"), RIGHT_PROPOSE, NULL, false },
};

const struct subject_rules measure_rules = { rules, LEN(rules), transitions, LEN(transitions) };
