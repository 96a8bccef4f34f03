#include "domain/save.h"

#include <stdio.h>

#include "base/arena.h"
#include "domain/secrecy.h"

size_t domain_transitions(const struct entity *e, unsigned state, const struct transition *ret[static TRANSITIONS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < domain_rules_n; i++)
        for (size_t k = 0; k < domain_rules[i]->transitions_n; k++) {
            const struct transition *t = &domain_rules[i]->transitions[k];
            if (t->entity == e && t->from == state && n < TRANSITIONS_MAX)
                ret[n++] = t;
        }
    return n;
}

/* The transition of the entity named by verb from a state; NULL when there is none. */
static const struct transition *transition_named(const struct entity *e, unsigned state, const char *verb)
{
    const struct transition *from[TRANSITIONS_MAX];
    size_t n = domain_transitions(e, state, from);
    for (size_t i = 0; i < n; i++)
        if (strcmp(from[i]->verb, verb) == 0)
            return from[i];
    return NULL;
}

bool domain_role_may(const struct transition *t, const struct seat *seat)
{
    return t->roles == 0 || seat->role == ROLE_SYSTEM || t->roles & 1u << seat->role;
}

const struct field *domain_state_field(const struct entity *e)
{
    for (size_t i = 0; i < domain_rules_n; i++)
        for (size_t k = 0; k < domain_rules[i]->transitions_n; k++)
            if (domain_rules[i]->transitions[k].entity == e)
                return entity_field_named(e, str(domain_rules[i]->transitions[k].field));
    return NULL;
}

static unsigned state_of(const struct field *f, const void *row)
{
    return f && row ? (unsigned)value_of(f, row).i : 0;
}

/* The transition that locks a row of the entity in the state it has; NULL when it is not locked. */
static const struct transition *lock_of(const struct entity *e, unsigned state)
{
    for (size_t i = 0; state && i < domain_rules_n; i++)
        for (size_t k = 0; k < domain_rules[i]->transitions_n; k++) {
            const struct transition *t = &domain_rules[i]->transitions[k];
            if (t->entity == e && t->locks && t->to == state)
                return t;
        }
    return NULL;
}

bool domain_final(const struct entity *e, const void *row)
{
    const struct transition *t = lock_of(e, state_of(domain_state_field(e), row));
    return t && t->final;
}

bool domain_locked(const struct entity *e, const void *row, const char **ret_why)
{
    const struct field *field = domain_state_field(e);
    unsigned state = state_of(field, row);
    const char *why = NULL;
    if (((const struct row *)row)->standing == STANDING_REVOKED)
        why = N_("Posten är upphävd och kan inte ändras.");
    const struct transition *lock = lock_of(e, state);
    if (lock && !why)
        why = lock->final ? N_("Posten är beslutad och låst. Det som är fel rättas i en ny post som ersätter den.") :
                            N_("Posten är beslutad och låst. Den ändras bara genom en rättelse med skäl.");
    if (why && ret_why)
        *ret_why = why;
    return why != NULL;
}

/* The right that a seat has over a row which is not written yet. */
static enum right right_at_birth(const struct seat *seat, const struct entity *e, const struct row *row)
{
    struct row as = { .federation = seat->federation, .owner = row->owner.v ? row->owner : seat->organisation, .reach = row->reach };
    return authz_right(seat->role, e->subject, authz_relation(seat, &as, (organisation_id){ 0 }));
}

/* The state at creation must be one that the table lets a row begin in; a missing one becomes the first that the seat's right reaches.
 * Gives the right that it takes: the store refuses a seat that lacks it. */
static enum right begin_state(const struct seat *seat, const struct entity *e, const struct field *field, void *row, struct faults *faults)
{
    const struct transition *first[TRANSITIONS_MAX];
    size_t n = domain_transitions(e, 0, first), at = 0;
    enum right right = right_at_birth(seat, e, row);
    unsigned state = state_of(field, row);
    while (at < n && (state ? first[at]->to != state : right < first[at]->least))
        at++;
    if (n && !state) {
        at = at < n ? at : 0; /* none is within the right: then the first one's right is what the store misses */
        value_set(field, row, (struct value){ .kind = KIND_WORD, .i = first[at]->to });
    } else if (n && at == n) {
        faults_add(faults, field->name, N_("En ny post kan inte börja i läget {1}."), field->words[state].label, NULL);
    }
    return at < n ? first[at]->least : RIGHT_PROPOSE;
}

static enum err run_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    for (size_t i = 0; i < domain_rules_n; i++)
        for (size_t k = 0; k < domain_rules[i]->rules_n; k++) {
            const struct rule *r = &domain_rules[i]->rules[k];
            if (r->entity == c->entity && r->before)
                TRY(r->before(w, c, faults, f));
        }
    return OK;
}

static enum err run_after(struct writing *w, const struct change *c, struct fault *f)
{
    for (size_t i = 0; i < domain_rules_n; i++)
        for (size_t k = 0; k < domain_rules[i]->rules_n; k++) {
            const struct rule *r = &domain_rules[i]->rules[k];
            if (r->entity == c->entity && r->after)
                TRY(r->after(w, c, f));
        }
    return OK;
}

static enum err first_of(const struct faults *faults, struct fault *f)
{
    if (faults->n == 0)
        return OK;
    if (f)
        *f = faults->v[0];
    return E_INVALID;
}

/* What the federation's own staff writes is common to all unless they say otherwise; persons are the owner's own. */
static void default_reach(struct writing *w, const struct entity *e, struct row *row)
{
    const struct seat *seat = writing_seat(w);
    bool federations = seat->organisation.v == seat->federation.v;
    if (!row->reach)
        row->reach = federations && e->subject != SUBJECT_ACCOUNT && e != &person_entity ? REACH_COMMON : REACH_OWN;
}

/* A text that names a row ("document/4") names one that is there and that the writer may read: nobody points past his own sight. */
static enum err links_seen(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    for (size_t i = 0; i < c->entity->n; i++) {
        const struct field *field = &c->entity->fields[i];
        if (!(field->flags & LINK))
            continue;
        struct str to = value_of(field, c->row).s, name = str_cut(&to, '/');
        const struct entity *e = model_entity(name);
        int64_t id;
        if (!e || !str_to_int64(to, &id) || (c->old && value_equal(value_of(field, c->old), value_of(field, c->row))))
            continue;
        void *there = row_new(writing_arena(w), e);
        if (!there)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        struct fault why = { 0 };
        enum err found = store_get(writing_reads(w), writing_arena(w), e, id, there, &why);
        if (found == E_ABSENT || found == E_DENIED) {
            faults_add(faults, field->name, N_("Posten som fältet pekar på finns inte."), NULL, NULL);
        } else if (found != OK) {
            if (f)
                *f = why;
            return found;
        }
    }
    return OK;
}

/* Validation, rules, write, consequences: what a save and an act have in common. */
static enum err put(struct writing *w, const struct change *c, enum right least, bool correcting, struct faults *faults, struct fault *f)
{
    enum err valid = row_validate(c->entity, c->old, c->row, correcting, faults);
    if (valid != OK && valid != E_INVALID)
        return valid;
    secrecy_check(c->old, c->row, date_of(writing_now(w)), faults);
    TRY(links_seen(w, c, faults, f));
    enum err ruled = run_before(w, c, faults, f);
    if (ruled == E_ABSENT && faults->n == 0) /* a rule looked for what the row refers to */
        return fault(f, E_INVALID, NULL, N_("En post som den här pekar på finns inte."), NULL, NULL);
    if (ruled != E_ABSENT)
        TRY(ruled);
    TRY(first_of(faults, f));
    TRY(store_put(w, c->entity, c->row, c->verb, least, f));
    return run_after(w, c, f);
}

void domain_check_reason(struct str reason, struct faults *faults)
{
    char length[24], most[24];
    snprintf(length, sizeof length, "%zu", utf8_length(reason));
    snprintf(most, sizeof most, "%d", REASON_MAX);
    if (utf8_length(reason) > REASON_MAX)
        faults_add(faults, "reason", N_("Texten är för lång: {1} tecken, högst {2}."), length, most);
}

enum err domain_save(struct writing *w, const struct entity *e, void *row, const char *verb, struct faults *faults, struct fault *f)
{
    struct arena *a = writing_arena(w);
    struct row *head = row_of(row);
    const struct field *state = domain_state_field(e);
    bool correcting = verb && strcmp(verb, "ratta") == 0;
    enum right least = RIGHT_PROPOSE;
    void *old = NULL;
    if (head->id) {
        old = row_new(a, e);
        if (!old)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        TRY(store_get(writing_reads(w), a, e, head->id, old, f));
        TRY(store_may(writing_seat(w), e, old, RIGHT_PROPOSE, f));
        if (row_of(old)->version != head->version)
            return fault(f, E_CONFLICT, NULL, N_("Någon annan har ändrat posten sedan du öppnade den."), NULL, NULL);
        const char *why;
        if ((!correcting || domain_final(e, old)) && domain_locked(e, old, &why))
            return fault(f, E_DENIED, NULL, why, NULL, NULL);
        if (state && state_of(state, old) != state_of(state, row))
            faults_add(faults, state->name, N_("Läget ändras bara med knapparna för nästa steg."), NULL, NULL);
    } else {
        default_reach(w, e, head);
        if (state)
            least = begin_state(writing_seat(w), e, state, row, faults);
    }
    struct change c = { e, old, row, verb ? verb : old ? "andra" : "skapa" };
    return put(w, &c, least, correcting, faults, f);
}

enum err domain_act(struct writing *w, const struct entity *e, int64_t id, int64_t version, const char *verb, void *row, struct faults *faults, struct fault *f)
{
    struct arena *a = writing_arena(w);
    const struct field *state = domain_state_field(e);
    void *old = row_new(a, e);
    if (!old)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    TRY(store_get(writing_reads(w), a, e, id, old, f));
    const struct transition *t = state ? transition_named(e, state_of(state, old), verb) : NULL;
    if (t && !domain_role_may(t, writing_seat(w))) /* he reads the row: why it is not his to decide is no secret */
        return fault(f, E_DENIED, NULL, t->refuse, NULL, NULL);
    TRY(store_may(writing_seat(w), e, old, RIGHT_PROPOSE, f));
    if (row_of(old)->version != version)
        return fault(f, E_CONFLICT, NULL, N_("Någon annan har ändrat posten sedan du öppnade den."), NULL, NULL);
    if (!t || row_of(old)->standing != STANDING_VALID)
        return fault(f, E_INVALID, NULL, N_("Steget kan inte tas från det läge som posten har nu."), NULL, NULL);
    TRY(store_may(writing_seat(w), e, old, t->least, f));
    memcpy(row, old, e->size);
    value_set(state, row, (struct value){ .kind = KIND_WORD, .i = t->to });
    if (t->holds)
        TRY(t->holds(w, row, faults, f));
    struct change c = { e, old, row, t->verb };
    return put(w, &c, t->least, false, faults, f);
}

enum err domain_revoke(struct writing *w, const struct entity *e, int64_t id, int64_t version, struct fault *f)
{
    struct arena *a = writing_arena(w);
    struct row *row = row_new(a, e);
    if (!row)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    TRY(store_get(writing_reads(w), a, e, id, row, f));
    TRY(store_may(writing_seat(w), e, row, RIGHT_EDIT, f));
    if (row->version != version)
        return fault(f, E_CONFLICT, NULL, N_("Någon annan har ändrat posten sedan du öppnade den."), NULL, NULL);
    const char *why;
    if (domain_locked(e, row, &why))
        return fault(f, E_DENIED, NULL, why, NULL, NULL);
    struct change c = { e, row, row, "upphav" };
    for (size_t i = 0; i < domain_rules_n; i++)
        for (size_t k = 0; k < domain_rules[i]->rules_n; k++)
            if (domain_rules[i]->rules[k].entity == e && domain_rules[i]->rules[k].revoke)
                TRY(domain_rules[i]->rules[k].revoke(w, &c, f));
    row->standing = STANDING_REVOKED;
    return store_put(w, e, row, "upphav", RIGHT_EDIT, f);
}
