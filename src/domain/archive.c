#include "domain/archive.h"

#include "base/arena.h"
#include "base/buf.h"
#include "domain/file.h"
#include "domain/gather.h"

const struct entity *retention_register(const struct retention *rule)
{
    const struct entity *e = model_entity_at(rule->records);
    return e && !(e->flags & PLUMBING) && e->subject != SUBJECT_DISPOSAL && e->subject != SUBJECT_ACCOUNT ? e : NULL;
}

struct date retention_limit(const struct retention *rule, struct date today)
{
    if (rule->action != RETENTION_DISPOSE || rule->years == INT_NONE)
        return (struct date){ 0 };
    return date_add_months(today, -12 * (int)rule->years);
}

enum err retention_query(struct arena *a, const struct retention *rule, struct date through, struct query *ret, struct fault *f)
{
    const struct entity *e = retention_register(rule);
    if (!e || !date_known(through))
        return fault(f, E_INVALID, "records", N_("Det finns inget register med den adressen som kan gallras."), NULL, NULL);
    struct buf b cleanup(buf_free) = buf_new(64);
    instant_put(&b, date_start(date_add_days(through, 1)));
    *ret = (struct query){ .entity = e, .limit = QUERY_LIMIT_MAX, .standing = rule->counted == RETENTION_FROM_REVOKED ? STANDING_REVOKED : (enum standing)-1u, .filters_n = 1,
        .filters = { { .field = entity_field_named(e, rule->counted == RETENTION_FROM_CREATED ? S("created_at") : S("changed_at")), .compare = COMPARE_LESS,
                       .value = str_copy(a, buf_str(&b)) } } };
    return ret->filters[0].value.p ? OK : fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

struct counting { const struct entity *entity; struct selection *to; };

static enum err count_row(void *ctx, const void *row, const struct str *titles)
{
    (void)titles;
    struct counting *c = ctx;
    c->to->rows++;
    c->to->files += domain_file_sha256(c->entity, row).n > 0;
    c->to->marked += ((const struct row *)row)->secrecy.n > 0;
    return OK;
}

enum err selection_count(struct reading *r, const struct query *q, struct selection *ret, struct fault *f)
{
    struct counting c = { q->entity, ret };
    *ret = (struct selection){ 0 };
    return store_each(r, q, count_row, &c, f);
}

enum err retention_due(struct reading *r, struct arena *a, struct date today, struct due_line **ret, size_t *ret_n, struct fault *f)
{
    struct query q = { .entity = &retention_entity, .limit = DUE_MAX, .sort = entity_field_named(&retention_entity, S("name")) };
    struct rows rules;
    TRY(store_list(r, a, &q, &rules, f));
    if (rules.more_after)
        return fault(f, E_LIMIT, NULL, N_("Bevarandeplanen har fler än {1} regler."), "500", NULL);
    struct due_line *lines = arena_array(a, rules.n + 1, sizeof *lines);
    if (!lines)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < rules.n; i++) {
        const struct retention *rule = rows_at(&rules, &retention_entity, i);
        struct due_line *l = &lines[i];
        *l = (struct due_line){ .rule = *rule, .entity = retention_register(rule), .through = retention_limit(rule, today) };
        if (!l->entity || !date_known(l->through))
            continue;
        struct query due;
        TRY(retention_query(a, rule, l->through, &due, f));
        enum err counted = selection_count(r, &due, &l->due, f);
        if (counted != E_DENIED && counted != E_ABSENT) /* a register that the seat does not read has nothing to show */
            TRY(counted);
    }
    *ret = lines;
    *ret_n = rules.n;
    return OK;
}
