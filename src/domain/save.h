/* Every write of the domain's rows goes through here: the rules of the entity, then the store, then what follows from it.
 * Rules hook in at named points, as const tables (rules.c lists them; one file per subject). */
#ifndef DOMAIN_SAVE_H
#define DOMAIN_SAVE_H

#include "derive/validate.h"
#include "store/store.h"

/* What stands before a write: `old` is the row as it is (NULL at creation), `row` as it will be and may be completed by the rule. */
struct change { const struct entity *entity; const void *old; void *row; const char *verb; };

struct rule {
    const struct entity *entity;
    enum err (*before)(struct writing *w, const struct change *c, struct faults *faults, struct fault *f);
    enum err (*after)(struct writing *w, const struct change *c, struct fault *f);
    enum err (*revoke)(struct writing *w, const struct change *c, struct fault *f); /* before it is revoked: may refuse */
};

/* A state machine is a table of these: in `field`, from → to by `verb`, with the right it takes and what must hold. from 0: at creation. */
struct transition {
    const struct entity *entity;
    const char *field;          /* the KIND_WORD field that holds the state */
    unsigned from, to;
    const char *verb;           /* "besluta": the act's name in the journal and in the address */
    const char *label;          /* N_("Besluta"): the button */
    enum right least;
    enum err (*holds)(struct writing *w, const void *row, struct faults *faults, struct fault *f); /* may be NULL */
    bool locks;                 /* from now on the row changes only by transitions and corrections */
    bool final;                 /* … and not even by corrections: a new row replaces it. With locks */
    unsigned roles;             /* set of 1 << role: of those with the right, only these; 0: all of them */
    const char *refuse;         /* with roles: N_(): what the others are told */
};

/* The rules of one subject, in a file of its own (audit_rules.c …). domain/rules.c lists the subjects. */
struct subject_rules {
    const struct rule *rules;
    size_t rules_n;
    const struct transition *transitions;
    size_t transitions_n;
};
extern const struct subject_rules *const domain_rules[];
extern const size_t domain_rules_n;

enum { TRANSITIONS_MAX = 16 };
/* The transitions that lead from `state` (0: creation) in the entity; at most TRANSITIONS_MAX into ret. Returns how many. */
size_t domain_transitions(const struct entity *e, unsigned state, const struct transition *ret[static TRANSITIONS_MAX]);
/* True when the seat's role is one that the transition is for; whether it has the right over the row is another question. */
bool domain_role_may(const struct transition *t, const struct seat *seat);
/* The field that holds the entity's state; NULL when it has no state machine. */
const struct field *domain_state_field(const struct entity *e);

/* Creates (row.id 0) or changes a row: fills defaults, validates against the table, runs the rules, writes. On E_INVALID the
 * faults tell every field that is wrong; `f` holds the first. IMMUTABLE fields may change only when `verb` is "ratta" (a correction: the write's terms must carry a reason).
 * The field of a state machine changes only by domain_act. `verb` NULL: "skapa" or "andra". */
enum err domain_save(struct writing *w, const struct entity *e, void *row, const char *verb, struct faults *faults, struct fault *f) nodiscard;
/* Moves a row along a transition named by `verb` (E_INVALID: not from this state). `row` is read, changed and given back. */
enum err domain_act(struct writing *w, const struct entity *e, int64_t id, int64_t version, const char *verb, void *row, struct faults *faults, struct fault *f) nodiscard;
/* Revokes a row: nothing is deleted. */
enum err domain_revoke(struct writing *w, const struct entity *e, int64_t id, int64_t version, struct fault *f) nodiscard;
/* True when the row is locked for ordinary changes by its state (a decided response …); says why. */
bool domain_locked(const struct entity *e, const void *row, const char **ret_why);
/* True when not even a correction may change it. */
bool domain_final(const struct entity *e, const void *row);

enum { REASON_MAX = 1000 /* code points of the reason for a write */ };
/* A fault at "reason" when it is longer. */
void domain_check_reason(struct str reason, struct faults *faults);

#endif
