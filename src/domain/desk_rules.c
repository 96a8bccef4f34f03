#include "domain/desk_rules.h"

#include "base/arena.h"
#include "domain/comment.h"
#include "model/desk.h"

/* One glossary in a federation: everybody reads it. */
static enum err term_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    (void)w, (void)faults, (void)f;
    row_of(c->row)->reach = REACH_COMMON;
    return OK;
}

/* Each keeps his own words: nobody changes or revokes what another has said. */
static enum err comment_own(struct writing *w, const struct change *c, struct fault *f)
{
    const struct row *row = c->old;
    const struct seat *seat = writing_seat(w);
    if (seat->role == ROLE_SYSTEM || row->created_by.v == seat->account.v)
        return OK;
    return fault(f, E_DENIED, NULL, N_("Bara den som har skrivit en kommentar kan ändra den."), NULL, NULL);
}

static enum err comment_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct comment *m = c->row, *old = c->old;
    struct str rest = m->about, name = str_cut(&rest, '/');
    const struct entity *about = model_entity(name);
    if (about && !comment_fits(about))
        faults_add(faults, "about", N_("Det går inte att kommentera poster i det registret."), NULL, NULL);
    return old ? comment_own(w, c, f) : OK;
}

static enum err comment_after(struct writing *w, const struct change *c, struct fault *f)
{
    return comment_mentions(w, c->row, f);
}

static enum err mention_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    (void)faults;
    const struct mention *m = c->row;
    const struct seat *seat = writing_seat(w);
    if (c->old && seat->role != ROLE_SYSTEM && m->account.v != seat->account.v)
        return fault(f, E_DENIED, NULL, N_("Bara den som är nämnd kan markera omnämnandet som sett."), NULL, NULL);
    return OK;
}

static const struct rule rules[] = {
    { &term_entity, term_before, NULL },
    { &comment_entity, comment_before, comment_after, comment_own },
    { &mention_entity, mention_before, NULL },
};

static const struct transition transitions[] = {
    { .entity = &mention_entity, .field = "state", .from = 0, .to = MENTION_NEW, .verb = "skapa", .label = N_("Nämn"), .least = RIGHT_PROPOSE },
    { .entity = &mention_entity, .field = "state", .from = MENTION_NEW, .to = MENTION_SEEN, .verb = "sett", .label = N_("Markera som sedd"), .least = RIGHT_EDIT },
};

const struct subject_rules desk_rules = { .rules = rules, .rules_n = LEN(rules), .transitions = transitions, .transitions_n = LEN(transitions) };
