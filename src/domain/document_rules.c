#include "domain/document_rules.h"

#include "domain/documents.h"

enum { HIERARCHY_MAX = 16 };

/* A document never stands above itself, and the ladder of parents is short. */
static enum err document_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    const struct document *d = c->row;
    int64_t at = d->parent.v;
    for (int depth = 0; at; depth++) {
        if (at == d->row.id || depth == HIERARCHY_MAX) {
            faults_add(faults, "parent", N_("Dokumentet kan inte vara överordnat sig självt."), NULL, NULL);
            return OK;
        }
        struct document above = { 0 };
        TRY(store_get(writing_reads(w), writing_arena(w), &document_entity, at, &above, f));
        if (depth == 0 && document_level(d->type) && document_level(above.type) && document_level(above.type) >= document_level(d->type)) {
            faults_add(faults, "parent", N_("Ett överordnat dokument måste vara av en högre nivå: policy, riktlinje, anvisning, rutin."), NULL, NULL);
            return OK;
        }
        at = above.parent.v;
    }
    return OK;
}

static enum err version_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    (void)w, (void)f;
    const struct document_version *v = c->row;
    if (date_known(v->valid_from) && date_known(v->valid_to) && date_cmp(v->valid_from, v->valid_to) > 0)
        faults_add(faults, "valid_to", N_("Slutet ligger före början."), NULL, NULL);
    return OK;
}

/* Evidence is a file or a reference, and is never overwritten: what is wrong is revoked and added anew. */
static enum err evidence_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    (void)w;
    const struct evidence *e = c->row, *old = c->old;
    if (!e->sha256.n && !e->reference.n)
        faults_add(faults, "reference", N_("Ange en fil eller en hänvisning."), NULL, NULL);
    if (old && old->sha256.n && !str_eq(old->sha256, e->sha256))
        return fault(f, E_DENIED, "sha256", N_("Ett bevis skrivs aldrig över. Upphäv det och lägg till ett nytt."), NULL, NULL);
    return OK;
}

/* Each organisation sees its own line, and the federation all of them. */
static enum err audience_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    (void)w, (void)f;
    struct document_audience *a = c->row;
    a->row.reach = REACH_OWN;
    if (a->elsewhere > 0 && a->expected != INT_NONE && a->elsewhere > a->expected)
        faults_add(faults, "elsewhere", N_("Fler har bekräftat än som ska läsa. Rätta ett av talen."), NULL, NULL);
    if (a->known && !a->source.n)
        faults_add(faults, "source", N_("Skriv vad bedömningen av kännedomen bygger på."), NULL, NULL);
    return OK;
}

/* Nobody reads for another: a confirmation is of the one who makes it, and of a version that applies and that he may read. */
static enum err confirmation_before(struct writing *w, const struct change *c, struct faults *faults, struct fault *f)
{
    struct reading_confirmation *r = c->row;
    const struct seat *seat = writing_seat(w);
    struct document_version v = { 0 };
    if (c->old)
        return fault(f, E_DENIED, NULL, N_("En läsbekräftelse ändras inte."), NULL, NULL);
    if (seat->role == ROLE_SYSTEM)
        return OK;
    TRY(store_get(writing_reads(w), writing_arena(w), &document_version_entity, r->edition.v, &v, f));
    if (!version_applies(&v, date_of(writing_now(w))))
        faults_add(faults, "edition", N_("Versionen gäller inte i dag. Öppna dokumentet och läs den som gäller."), NULL, NULL);
    r->account = seat->account;
    r->row.owner = seat->organisation;
    r->row.reach = REACH_OWN;
    return OK;
}

static const struct rule rules[] = {
    { &document_entity, document_before, NULL },
    { &document_version_entity, version_before, NULL },
    { &evidence_entity, evidence_before, NULL },
    { &document_audience_entity, audience_before, NULL },
    { &reading_confirmation_entity, confirmation_before, NULL },
};

const struct subject_rules document_rules = { .rules = rules, .rules_n = LEN(rules) };
