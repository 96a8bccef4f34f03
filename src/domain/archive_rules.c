#include "domain/archive_rules.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "domain/archive.h"

static void demand(bool holds, const char *field, const char *text, struct faults *faults)
{
    if (!holds)
        faults_add(faults, field, text, NULL, NULL);
}

static enum err retention_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    (void)w, (void)f;
    const struct retention *r = c->row;
    bool disposes = r->action == RETENTION_DISPOSE;
    demand(!r->records.n || retention_register(r), "records", N_("Det finns inget register med den adressen som kan gallras."), faults);
    demand(!disposes || r->years != INT_NONE, "years", N_("Ange hur många år posterna sparas."), faults);
    demand(!disposes || r->counted, "counted", N_("Ange från när åren räknas."), faults);
    demand(disposes || r->years == INT_NONE, "years", N_("Det som bevaras har ingen gräns i år."), faults);
    return OK;
}

/* N4: one proposes, another approves. Whoever wrote any of the proposal is not the other. */
static enum err approve(struct writing *w, struct disposal *d, const struct retention *rule, struct faults *faults, struct fault *f)
{
    account_id who = writing_seat(w)->account;
    struct query q;
    struct selection taken;
    if (!who.v || who.v == d->proposed_by.v || who.v == d->row.created_by.v)
        return fault(f, E_DENIED, "approved_by", N_("Gallring kräver två personer. Den som har föreslagit den godkänner den inte."), NULL, NULL);
    demand(d->authority.n > 0, "authority", N_("Ange vilken arkivmyndighet som har beslutat."), faults);
    demand(d->decision.v != 0, "decision", N_("Ange handlingen med arkivmyndighetens beslut."), faults);
    demand(date_known(d->decided) && d->decided.day, "decided", N_("Ange beslutets datum."), faults);
    demand(d->paragraph.n > 0, "paragraph", N_("Ange beslutets paragraf."), faults);
    TRY(retention_query(writing_arena(w), rule, d->through, &q, f));
    TRY(selection_count(writing_reads(w), &q, &taken, f));
    demand(taken.rows > 0, "through", N_("Inga poster hör till urvalet."), faults);
    d->approved_by = who;
    d->approved = writing_now(w);
    d->covered = (int64_t)taken.rows;
    return OK;
}

static enum err disposal_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    struct disposal *d = c->row;
    const struct disposal *old = c->old;
    struct date today = date_of(writing_now(w));
    struct retention rule = { 0 };
    if (!d->retention.v)
        return OK; /* validation has said so */
    TRY(store_get(writing_reads(w), writing_arena(w), &retention_entity, d->retention.v, &rule, f));
    struct date limit = retention_limit(&rule, today);
    char last[16] = "";
    struct buf to = { .p = last, .cap = sizeof last - 1, .max = sizeof last - 1 };
    date_put(&to, limit);
    demand(rule.action == RETENTION_DISPOSE, "retention", N_("Enligt regeln bevaras posterna."), faults);
    demand(!date_given(d->through) || (date_known(d->through) && d->through.day), "through", N_("Ange en dag."), faults);
    if (date_known(limit) && date_known(d->through) && d->through.day && date_cmp(d->through, limit) > 0)
        faults_add(faults, "through", N_("Regeln låter bara gallra till och med {1}."), last, NULL);
    demand(!date_known(d->decided) || date_cmp(d->decided, today) <= 0, "decided", N_("Dagen har inte varit än."), faults);
    if (d->state == DISPOSAL_PROPOSED)
        d->proposed_by = writing_seat(w)->account;
    return d->state == DISPOSAL_APPROVED && (!old || old->state != DISPOSAL_APPROVED) ? approve(w, d, &rule, faults, f) : OK;
}

static const struct rule rules[] = {
    { &retention_entity, retention_before, NULL },
    { &disposal_entity, disposal_before, NULL },
};

static const struct transition transitions[] = {
    { &disposal_entity, "state", 0, DISPOSAL_PROPOSED, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &disposal_entity, "state", DISPOSAL_PROPOSED, DISPOSAL_APPROVED, "godkann", N_("Godkänn gallringen"), RIGHT_DECIDE, NULL, true, true },
    { &disposal_entity, "state", DISPOSAL_PROPOSED, DISPOSAL_DENIED, "avsla", N_("Avslå"), RIGHT_DECIDE, NULL, true, true },
};

const struct subject_rules archive_rules = { rules, LEN(rules), transitions, LEN(transitions) };
