#include "domain/document_rules.h"

#include "model/document.h"

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

static const struct rule rules[] = {
    { &document_entity, document_before, NULL },
    { &document_version_entity, version_before, NULL },
    { &evidence_entity, evidence_before, NULL },
};

const struct subject_rules document_rules = { .rules = rules, .rules_n = LEN(rules) };
