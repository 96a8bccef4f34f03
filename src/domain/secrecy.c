#include "domain/secrecy.h"

#include "base/arena.h"

const char *secrecy_stop(void)
{
    return N_("Säkerhetsskyddsklassificerade uppgifter hör inte hemma här. Skriv inte in dem. Tala med säkerhetsskyddschefen.");
}

/* Words by which a mark says that the row is classified: the act's, and its four classes (2 kap. 5 §). Å, Ä and Ö in both cases. */
static const char *const classified[] = {
    "säkerhetsskydd", "SÄKERHETSSKYDD", "2018:585", "2021:955", "hemlig", "konfidentiell",
};

static bool says(struct str text, const char *word)
{
    struct str w = str(word);
    for (size_t i = 0; i + w.n <= text.n; i++)
        if (str_eq_nocase(str_sub(text, i, i + w.n), w))
            return true;
    return false;
}

void secrecy_check(const struct row *old, struct row *row, struct date today, struct faults *faults)
{
    if (!row->secrecy.n) {
        if (date_given(row->secrecy_date) && !(old && old->secrecy.n == 0 && date_given(old->secrecy_date)))
            faults_add(faults, "secrecy", N_("Ange också paragrafen, till exempel OSL 18 kap. 8 §."), NULL, NULL);
        return;
    }
    bool changed = !old || !str_eq(old->secrecy, row->secrecy);
    if (!date_given(row->secrecy_date))
        row->secrecy_date = today;
    if (!date_known(row->secrecy_date) && (changed || date_known(old->secrecy_date)))
        faults_add(faults, "secrecy_date", N_("Ange vilken dag märket sattes."), NULL, NULL);
    if (changed && !says(row->secrecy, "§"))
        faults_add(faults, "secrecy", N_("Ange lagrum med paragraf, till exempel OSL 18 kap. 8 §."), NULL, NULL);
    for (size_t i = 0; changed && i < LEN(classified); i++)
        if (says(row->secrecy, classified[i])) {
            faults_add(faults, "secrecy", secrecy_stop(), NULL, NULL);
            return;
        }
}

struct collecting { struct arena *a; const struct entity *entity; struct marked_row *v; size_t n, cap, owner; };

static enum err collect(void *ctx, const void *any, const struct str *titles)
{
    struct collecting *c = ctx;
    const struct row *row = any;
    if (c->n >= MARKED_MAX)
        return E_LIMIT;
    struct marked_row *grown = arena_grow(c->a, c->v, c->n, c->n + 1, sizeof *grown, &c->cap);
    if (!grown)
        return E_NOMEM;
    c->v = grown;
    struct marked_row *to = &c->v[c->n++];
    *to = (struct marked_row){ .entity = c->entity, .id = row->id, .row = *row, .title = str_copy(c->a, row_title(c->entity, any)), .owner = str_copy(c->a, titles[c->owner]) };
    to->row.secrecy = str_copy(c->a, row->secrecy);
    to->row.unknown_why = (struct str){ 0 };
    return c->a->failed ? E_NOMEM : OK;
}

enum err secrecy_marked(struct reading *r, struct arena *a, bool (*wanted)(const struct seat *seat, const struct entity *e), struct marked_row **ret, size_t *ret_n,
                        struct fault *f)
{
    struct collecting c = { .a = a };
    while (entity_field(&organisation_entity, c.owner) != entity_field_named(&organisation_entity, S("owner")))
        c.owner++;
    for (size_t i = 0; i < model_n; i++) {
        const struct entity *e = model[i];
        if ((e->flags & PLUMBING) || (wanted && !wanted(reading_seat(r), e)))
            continue;
        struct query q = { .entity = e, .standing = (enum standing)-1u, .limit = QUERY_LIMIT_MAX, .filters_n = 1,
            .filters = { { .field = entity_field_named(e, S("secrecy")), .compare = COMPARE_GIVEN } } };
        c.entity = e;
        enum err read = store_each(r, &q, collect, &c, f);
        if (read == E_LIMIT)
            return fault(f, E_LIMIT, NULL, N_("Fler än {1} poster är sekretessmarkerade. Ta ut dem register för register."), "20000", NULL);
        if (read == E_NOMEM)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        if (read != E_DENIED && read != E_ABSENT)
            TRY(read);
    }
    *ret = c.v;
    *ret_n = c.n;
    return OK;
}
