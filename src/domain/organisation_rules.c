#include "domain/organisation_rules.h"
#include "domain/people.h"

/* The first of two dates, when both are known to the day, must not be after the second. */
static void in_order(struct date from, struct date to, struct faults *faults)
{
    if (date_known(from) && date_known(to) && date_cmp(from, to) > 0)
        faults_add(faults, "to", N_("Slutet ligger före början."), NULL, NULL);
}

/* A federation has one root, made when it is set up; the tenancy hangs on it. */
static enum err organisation_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    (void)f;
    const struct organisation *o = c->row, *old = c->old;
    bool is = o->type == ORGANISATION_FEDERATION, was = old && old->type == ORGANISATION_FEDERATION;
    if (is != was && writing_seat(w)->role != ROLE_SYSTEM)
        faults_add(faults, "type", N_("Förbundet läggs upp när databasen skapas. Välj en annan typ."), NULL, NULL);
    return OK;
}

/* A dataskyddsombud may have other duties only when none of them is a conflict of interest (R49): who gives them to one person all
 * the same says why. */
static enum err assignment_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct assignment *a = c->row;
    unsigned others, own;
    in_order(a->from, a->to, faults);
    if (a->assessment.n)
        return OK;
    TRY(duties_of_person(writing_reads(w), writing_arena(w), a->person, a->from, a->to, &others, f));
    TRY(duties_of_post(writing_reads(w), writing_arena(w), a->post, &own, f));
    if (duties_conflict(own | others))
        faults_add(faults, "assessment", N_("Dataskyddsombudet får inte ha uppgifter som leder till en intressekonflikt. Skriv varför uppgifterna förenas ändå."), NULL, NULL);
    return OK;
}

static enum err duty_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct post_duty *d = c->row;
    unsigned own;
    if (d->assessment.n || !d->duty)
        return OK;
    TRY(duties_of_post(writing_reads(w), writing_arena(w), d->post, &own, f));
    if (duties_conflict(own | 1u << d->duty))
        faults_add(faults, "assessment", N_("Dataskyddsombudet får inte ha uppgifter som leder till en intressekonflikt. Skriv varför uppgifterna förenas ändå."), NULL, NULL);
    return OK;
}

static enum err commission_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    (void)w, (void)f;
    const struct commission *m = c->row;
    in_order(m->from, m->to, faults);
    if (m->client.v && m->client.v == m->performer.v)
        faults_add(faults, "performer", N_("Beställare och utförare är samma organisation. Välj två olika."), NULL, NULL);
    return OK;
}

/* A post that somebody holds is held: the two registers must not tell different stories. */
static enum err assignment_after(struct writing *w, const struct change *c, struct fault *f)
{
    const struct assignment *a = c->row;
    struct post post = { 0 };
    TRY(store_get(writing_reads(w), writing_arena(w), &post_entity, a->post.v, &post, f));
    bool ended = date_known(a->to) && date_cmp(a->to, date_of(writing_now(w))) < 0;
    if (c->old || a->deputy || ended || post.state == POST_HELD)
        return OK;
    post.state = POST_HELD;
    return store_put(w, &post_entity, &post, "tillsatt", RIGHT_PROPOSE, f);
}

static enum err account_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    (void)w, (void)f;
    const struct account *a = c->row;
    if (a->language.n && !str_is(a->language, "sv") && !str_is(a->language, "en"))
        faults_add(faults, "language", N_("Skriv sv eller en."), NULL, NULL);
    for (size_t i = 0; i < a->login.n; i++)
        if ((unsigned char)a->login.p[i] <= ' ') {
            faults_add(faults, "login", N_("Användarnamnet får inte innehålla blanksteg."), NULL, NULL);
            break;
        }
    return OK;
}

/* Nobody hands himself a right, and nobody becomes the program. Who may only propose has no say in what has been granted. */
static enum err seat_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct seat_grant *g = c->row;
    const struct seat *seat = writing_seat(w);
    in_order(g->from, g->to, faults);
    if (g->role == ROLE_SYSTEM)
        faults_add(faults, "role", N_("Den behörigheten kan inte ges till ett konto."), NULL, NULL);
    const struct seat_grant *old = c->old;
    if (old && old->state != SEAT_PROPOSED && authz_right(seat->role, SUBJECT_ACCOUNT, authz_relation(seat, &old->row, (organisation_id){ 0 })) < RIGHT_EDIT)
        return fault(f, E_DENIED, NULL, N_("Behörigheten är beviljad. Den ändras bara av den som får ändra behörigheter."), NULL, NULL);
    if (seat->role != ROLE_SYSTEM && (seat->account.v == g->account.v || (old && seat->account.v == old->account.v)))
        return fault(f, E_DENIED, NULL, N_("Ingen kan ändra sin egen behörighet."), NULL, NULL);
    return OK;
}

static const struct rule rules[] = {
    { &organisation_entity, organisation_before, NULL },
    { &assignment_entity, assignment_before, assignment_after },
    { &post_duty_entity, duty_before, NULL },
    { &commission_entity, commission_before, NULL },
    { &account_entity, account_before, NULL },
    { &seat_grant_entity, seat_before, NULL },
};

static const struct transition transitions[] = {
    { &seat_grant_entity, "state", 0, SEAT_DECIDED, "skapa", N_("Lägg till"), RIGHT_EDIT, NULL, false },
    { &seat_grant_entity, "state", 0, SEAT_PROPOSED, "skapa", N_("Lägg till"), RIGHT_PROPOSE, NULL, false },
    { &seat_grant_entity, "state", SEAT_PROPOSED, SEAT_DECIDED, "bevilja", N_("Bevilja"), RIGHT_EDIT, NULL, false },
};

const struct subject_rules organisation_rules = { rules, LEN(rules), transitions, LEN(transitions) };
