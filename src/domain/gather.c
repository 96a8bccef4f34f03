#include "domain/gather.h"

#include <string.h>

#include "base/arena.h"

/* Makes room for `more` members behind the first n, at least twice what there was. */
static void *grown(struct arena *a, void *old, size_t n, size_t *room, size_t more, size_t size)
{
    if (n + more <= *room)
        return old;
    *room = (n + more) * 2;
    char *fresh = arena_array(a, *room, size);
    if (fresh && n)
        memcpy(fresh, old, n * size);
    return fresh;
}

enum err domain_gather(struct reading *r, struct arena *a, const struct query *q, void **ret, size_t *ret_n, const struct str **ret_titles, struct fault *f)
{
    struct query query = *q;
    const size_t size = q->entity->size, width = entity_fields(q->entity);
    char *all = NULL;
    struct str *titles = NULL;
    size_t n = 0, room = 0, titles_room = 0;
    query.limit = QUERY_LIMIT_MAX;
    query.after = (struct str){ 0 };
    for (;;) {
        struct rows page;
        TRY(store_list(r, a, &query, &page, f));
        if (n + page.n > GATHER_MAX)
            return fault(f, E_LIMIT, q->entity->name, N_("Det är för många poster."), NULL, NULL);
        if (page.n) {
            all = grown(a, all, n, &room, page.n, size);
            if (ret_titles)
                titles = grown(a, titles, n * width, &titles_room, page.n * width, sizeof *titles);
            if (!all || (ret_titles && !titles))
                return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
            memcpy(all + n * size, page.rows, page.n * size);
            if (ret_titles)
                memcpy(titles + n * width, page.titles, page.n * width * sizeof *titles);
            n += page.n;
        }
        if (!page.more_after || !page.n)
            break;
        query.after = page.last;
    }
    *ret = all;
    *ret_n = n;
    if (ret_titles)
        *ret_titles = titles;
    return OK;
}

enum err domain_gather_by(struct reading *r, struct arena *a, const struct entity *e, const char *field, int64_t id, void **ret, size_t *ret_n,
                          const struct str **ret_titles, struct fault *f)
{
    struct query q = { .entity = e, .filters_n = 1, .filters = { { entity_field_named(e, str(field)), COMPARE_EQUAL, str_printf(a, "%lld", (long long)id) } } };
    return domain_gather(r, a, &q, ret, ret_n, ret_titles, f);
}
