#include "domain/audit_rules.h"

#include "base/arena.h"
#include "model/audit.h"

enum { CHAIN_MAX = 30 };

/* R1: a follow-up points at exactly one original, which is older and not itself; only a follow-up does. */
static enum err audit_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct audit *a = c->row;
    if (a->type == AUDIT_FOLLOW_UP && !a->follows.v)
        faults_add(faults, "follows", N_("En uppföljande granskning ska peka på den granskning som den följer upp."), NULL, NULL);
    if (a->type != AUDIT_FOLLOW_UP && a->follows.v)
        faults_add(faults, "follows", N_("Bara en uppföljande granskning följer upp en annan."), NULL, NULL);
    if (a->grade && !a->conclusion.n && !a->conclusion_long.n)
        faults_add(faults, "conclusion", N_("En samlad bedömning behöver en motivering."), NULL, NULL);
    int64_t at = a->follows.v;
    for (int depth = 0; at; depth++) {
        struct audit above;
        if (at == a->row.id || depth == CHAIN_MAX) {
            faults_add(faults, "follows", N_("En granskning kan inte följa upp sig själv."), NULL, NULL);
            return OK;
        }
        TRY(store_get(writing_reads(w), writing_arena(w), &audit_entity, at, &above, f));
        if (depth == 0 && date_known(a->dated) && date_known(above.dated) && date_cmp(above.dated, a->dated) > 0)
            faults_add(faults, "follows", N_("Den granskning som följs upp är yngre än den här."), NULL, NULL);
        at = above.follows.v;
    }
    return OK;
}

/* R19: a correction of the text says why. R24: what is repeated stands in an earlier audit. */
static enum err recommendation_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct recommendation *r = c->row, *old = c->old;
    if (old && !str_eq(old->text, r->text) && (!r->correction.n || str_eq(r->correction, old->correction)))
        faults_add(faults, "correction", N_("Skriv varför texten rättas."), NULL, NULL);
    if (r->repeats.v && (!old || old->repeats.v != r->repeats.v)) {
        struct recommendation before;
        TRY(store_get(writing_reads(w), writing_arena(w), &recommendation_entity, r->repeats.v, &before, f));
        if (before.audit.v == r->audit.v)
            faults_add(faults, "repeats", N_("En rekommendation kvarstår från en tidigare granskning, inte från samma."), NULL, NULL);
    }
    return OK;
}

/* R20: an assessment is of one recommendation or one question. R22: no grade without a text. R29: what an audit said is never
 * changed, only corrected with a reason. */
static enum err assessment_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct assessment *s = c->row, *old = c->old;
    if ((s->recommendation.v != 0) == (s->question.v != 0))
        faults_add(faults, "recommendation", N_("En bedömning gäller en rekommendation eller en revisionsfråga, inte båda."), NULL, NULL);
    if (s->grade && s->grade != GRADE_NOT_ASSESSED && !s->text_short.n && !s->text_long.n)
        faults_add(faults, "text_short", N_("En bedömning behöver en motivering."), NULL, NULL);
    struct audit audit;
    TRY(store_get(writing_reads(w), writing_arena(w), &audit_entity, s->audit.v, &audit, f));
    bool said = old && (old->grade != s->grade || !str_eq(old->text_short, s->text_short) || !str_eq(old->text_long, s->text_long) || !str_eq(old->done, s->done));
    if (said && audit.state >= AUDIT_REPORTED && strcmp(c->verb, "ratta") != 0)
        return fault(f, E_DENIED, "grade", N_("En lämnad bedömning ändras inte. Rätta den med ett skäl om den är fel återgiven."), NULL, NULL);
    if (s->recommendation.v && !old) {
        struct recommendation r;
        TRY(store_get(writing_reads(w), writing_arena(w), &recommendation_entity, s->recommendation.v, &r, f));
        if (r.audit.v == s->audit.v)
            faults_add(faults, "recommendation", N_("En granskning bedömer tidigare granskningars rekommendationer, inte sina egna."), NULL, NULL);
    }
    if (s->question.v && !old) {
        struct audit_question q;
        TRY(store_get(writing_reads(w), writing_arena(w), &audit_question_entity, s->question.v, &q, f));
        if (q.audit.v != s->audit.v)
            faults_add(faults, "question", N_("Frågan hör till en annan granskning."), NULL, NULL);
    }
    return OK;
}

/* R23: what stems from an assessment belongs to the same audit. */
static enum err outcome_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct assessment_outcome *o = c->row;
    struct assessment s;
    struct recommendation r;
    TRY(store_get(writing_reads(w), writing_arena(w), &assessment_entity, o->assessment.v, &s, f));
    TRY(store_get(writing_reads(w), writing_arena(w), &recommendation_entity, o->recommendation.v, &r, f));
    if (s.audit.v != r.audit.v)
        faults_add(faults, "recommendation", N_("Rekommendationen hör till en annan granskning."), NULL, NULL);
    return OK;
}

static const struct rule rules[] = {
    { &audit_entity, audit_before, NULL },
    { &recommendation_entity, recommendation_before, NULL },
    { &assessment_entity, assessment_before, NULL },
    { &assessment_outcome_entity, outcome_before, NULL },
};

static const struct transition transitions[] = {
    { &audit_entity, "state", 0, AUDIT_PLANNED, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &audit_entity, "state", 0, AUDIT_STARTED, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &audit_entity, "state", 0, AUDIT_REPORTED, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &audit_entity, "state", 0, AUDIT_CLOSED, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &audit_entity, "state", AUDIT_PLANNED, AUDIT_STARTED, "starta", N_("Starta granskningen"), RIGHT_EDIT, NULL, false },
    { &audit_entity, "state", AUDIT_STARTED, AUDIT_REPORTED, "rapportera", N_("Registrera rapporten"), RIGHT_EDIT, NULL, false },
    { &audit_entity, "state", AUDIT_REPORTED, AUDIT_CLOSED, "avsluta", N_("Avsluta granskningen"), RIGHT_EDIT, NULL, false },
    { &audit_entity, "state", AUDIT_CLOSED, AUDIT_REPORTED, "ateroppna", N_("Öppna igen"), RIGHT_EDIT, NULL, false },
};

const struct subject_rules audit_rules = { rules, LEN(rules), transitions, LEN(transitions) };
