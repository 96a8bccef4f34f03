#include "domain/watch_rules.h"

#include "model/watch.h"

/* What was done about it is said before it counts as handled. */
static enum err handled(struct writing *w, const void *row, struct faults *faults, struct fault *f)
{
    (void)w, (void)f;
    const struct exposure *e = row;
    if (!str_trim(e->note).n)
        faults_add(faults, "note", N_("Skriv hur sårbarheten har hanterats."), NULL, NULL);
    return OK;
}

/* A judgement says what it means and what is done; what is to be done again has a day. */
static enum err assessed(struct writing *w, const void *row, struct faults *faults, struct fault *f)
{
    (void)w, (void)f;
    const struct intelligence *i = row;
    if (!str_trim(i->assessment).n)
        faults_add(faults, "assessment", N_("Skriv vad notisen betyder för oss."), NULL, NULL);
    if (!i->decision)
        faults_add(faults, "decision", N_("Välj vad som ska göras."), NULL, NULL);
    if (i->decision == INTELLIGENCE_WATCH && !date_given(i->look_again))
        faults_add(faults, "look_again", N_("Skriv när notisen ska ses över igen."), NULL, NULL);
    return OK;
}

/* People say how one is handled; that one is gone, and that it is back, the watch says (domain/watch_match.c). */
static const struct transition transitions[] = {
    { &exposure_entity, "state", 0, EXPOSURE_OPEN, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &exposure_entity, "state", EXPOSURE_OPEN, EXPOSURE_HANDLED, "hantera", N_("Markera som hanterad"), RIGHT_EDIT, handled, false },
    { &exposure_entity, "state", EXPOSURE_HANDLED, EXPOSURE_OPEN, "ateroppna", N_("Öppna igen"), RIGHT_EDIT, NULL, false },
    { &intelligence_entity, "state", 0, INTELLIGENCE_NEW, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &intelligence_entity, "state", INTELLIGENCE_NEW, INTELLIGENCE_ASSESSED, "bedom", N_("Bedöm"), RIGHT_EDIT, assessed, false },
    { &intelligence_entity, "state", INTELLIGENCE_ASSESSED, INTELLIGENCE_NEW, "ateroppna", N_("Öppna igen"), RIGHT_EDIT, NULL, false },
};

const struct subject_rules watch_rules = { .transitions = transitions, .transitions_n = LEN(transitions) };
