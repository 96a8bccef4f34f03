#include "domain/saved.h"

#include <stdlib.h>

#include "base/arena.h"

static struct filter equals(const char *field, struct str value)
{
    return (struct filter){ entity_field_named(&saved_filter_entity, str(field)), COMPARE_EQUAL, value };
}

static struct query query_of(const struct entity *e, size_t limit)
{
    struct query q = { .entity = &saved_filter_entity, .limit = limit, .filters_n = 1,
                       .filters = { { entity_field_named(&saved_filter_entity, S("ended")), COMPARE_NOT_GIVEN, { 0 } } } };
    if (e)
        q.filters[q.filters_n++] = equals("register_name", str(e->name));
    return q;
}

static enum err own(struct reading *r, struct arena *a, const struct entity *e, struct rows *ret, struct fault *f)
{
    struct query q = query_of(e, e ? SAVED_MAX : QUERY_LIMIT_MAX);
    q.filters[q.filters_n++] = equals("account", str_printf(a, "%lld", (long long)reading_seat(r)->account.v));
    return store_list(r, a, &q, ret, f);
}

static int by_name(const void *x, const void *y)
{
    const struct saved_filter *a = x, *b = y;
    int c = str_cmp(a->register_name, b->register_name);
    return c ? c : (c = str_cmp(a->name, b->name)) ? c : a->row.id < b->row.id ? -1 : a->row.id > b->row.id;
}

enum err saved_list(struct reading *r, struct arena *a, const struct entity *e, struct saved_filter **ret, size_t *ret_n, struct fault *f)
{
    const struct seat *seat = reading_seat(r);
    struct rows mine, others;
    struct query q = query_of(e, SAVED_SHARED_MAX);
    TRY(own(r, a, e, &mine, f));
    q.filters[q.filters_n++] = equals("shared", S("ja"));
    q.filters[q.filters_n++] = equals("owner", str_printf(a, "%lld", (long long)seat->organisation.v));
    TRY(store_list(r, a, &q, &others, f));
    struct saved_filter *all = arena_array(a, mine.n + others.n, sizeof *all);
    size_t n = 0;
    if (!all)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < mine.n; i++)
        all[n++] = *(const struct saved_filter *)rows_at(&mine, &saved_filter_entity, i);
    if (n)
        qsort(all, n, sizeof *all, by_name);
    size_t first = n;
    for (size_t i = 0; i < others.n; i++) {
        const struct saved_filter *s = rows_at(&others, &saved_filter_entity, i);
        if (s->account.v != seat->account.v)
            all[n++] = *s;
    }
    if (n > first)
        qsort(all + first, n - first, sizeof *all, by_name);
    *ret = all;
    *ret_n = n;
    return OK;
}

/* The account's own of that number, as it stands. */
static enum err own_one(struct writing *w, int64_t id, struct saved_filter *ret, struct fault *f)
{
    struct saved_filter s;
    TRY(store_get(writing_reads(w), writing_arena(w), &saved_filter_entity, id, &s, f));
    if (s.account.v != writing_seat(w)->account.v || s.ended.usec)
        return fault(f, E_ABSENT, NULL, N_("Urvalet finns inte."), NULL, NULL);
    *ret = s;
    return OK;
}

/* Another of the register that was the standard is so no more. */
static enum err only_standard(struct writing *w, const struct rows *mine, const struct saved_filter *s, struct fault *f)
{
    for (size_t i = 0; s->standard && i < mine->n; i++) {
        struct saved_filter other = *(const struct saved_filter *)rows_at(mine, &saved_filter_entity, i);
        if (!other.standard || other.row.id == s->row.id)
            continue;
        other.standard = false;
        TRY(store_put(w, &saved_filter_entity, &other, "andra", RIGHT_NONE, f));
    }
    return OK;
}

enum err saved_save(struct writing *w, const struct saved_filter *asked, struct faults *faults, struct fault *f)
{
    const struct seat *seat = writing_seat(w);
    struct saved_filter s = { .row = { .federation = seat->federation, .owner = seat->organisation }, .account = seat->account, .register_name = asked->register_name };
    struct rows mine;
    if (asked->row.id)
        TRY(own_one(w, asked->row.id, &s, f));
    const struct entity *e = model_entity(s.register_name);
    if (!e || (e->flags & PLUMBING))
        return fault(f, E_ABSENT, "register", N_("Registret finns inte."), NULL, NULL);
    TRY(own(writing_reads(w), writing_arena(w), e, &mine, f));
    s.name = str_trim(asked->name);
    s.shared = asked->shared;
    s.standard = asked->standard;
    if (!asked->row.id)
        s.query = asked->query;
    if (!s.name.n || !utf8_valid(s.name) || utf8_length(s.name) > 100 || memchr(s.name.p, 0, s.name.n))
        faults_add(faults, "name", N_("Ge urvalet ett namn med högst {1} tecken."), "100", NULL);
    for (size_t i = 0; i < mine.n; i++) {
        const struct saved_filter *other = rows_at(&mine, &saved_filter_entity, i);
        if (other->row.id != s.row.id && str_eq(other->name, s.name))
            faults_add(faults, "name", N_("Du har redan ett urval med det namnet i registret."), NULL, NULL);
    }
    if (faults->n)
        return fault(f, E_INVALID, faults->v[0].place, faults->v[0].text, faults->v[0].arg[0], faults->v[0].arg[1]);
    if (!s.row.id && mine.n >= SAVED_MAX)
        return fault(f, E_LIMIT, NULL, N_("Du har redan {1} sparade urval i registret. Ta bort något först."), "50", NULL);
    if (s.query.n > SAVED_QUERY_MAX)
        return fault(f, E_LIMIT, NULL, N_("Urvalet är för långt för att sparas."), NULL, NULL);
    TRY(only_standard(w, &mine, &s, f));
    return store_put(w, &saved_filter_entity, &s, "spara", RIGHT_NONE, f);
}

enum err saved_end(struct writing *w, int64_t id, struct fault *f)
{
    struct saved_filter s;
    TRY(own_one(w, id, &s, f));
    s.ended = writing_now(w);
    return store_put(w, &saved_filter_entity, &s, "avsluta", RIGHT_NONE, f);
}
