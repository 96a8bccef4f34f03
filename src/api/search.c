/* Search over everything that the seat may read, for programs. */
#include "api/search.h"

#include "api/reply.h"
#include "derive/state.h"
#include "domain/search.h"

static enum err number(struct visit *v, const struct form *form, const char *name, int64_t otherwise, int64_t most, size_t *ret, struct fault *f)
{
    struct str text = form_get(form, name);
    int64_t n = otherwise;
    if (text.n && (!str_to_int64(text, &n) || n < 1 || n > most)) {
        v->rs->status = 400;
        struct str said = str_printf(v->arena, "%lld", (long long)most);
        return fault(f, E_INVALID, name, N_("Här ska ett tal stå, 1 till {1}."), str_c(v->arena, said), NULL);
    }
    *ret = (size_t)n;
    return OK;
}

static void put(struct buf *b, const struct findings *found)
{
    buf_put(b, S("{\"items\":["));
    for (size_t i = 0; i < found->n; i++) {
        const struct found *x = &found->v[i];
        buf_printf(b, "%s{\"entity\":\"%s\",\"id\":%lld,\"title\":", i ? ",\n" : "\n", x->entity->name, (long long)x->id);
        buf_json(b, row_title(x->entity, x->row));
        if (x->field)
            buf_printf(b, ",\"field\":\"%s\",\"excerpt\":", x->field->name);
        if (x->field)
            buf_json(b, x->excerpt);
        buf_char(b, '}');
    }
    buf_printf(b, "],\"count\":%zu,\"count_is_more\":%s,\"synonyms\":[", found->all, found->more ? "true" : "false");
    for (size_t i = 0; i < found->synonyms_n; i++) {
        buf_put(b, i ? S(",{\"asked\":") : S("{\"asked\":"));
        buf_json(b, found->synonyms[i].asked);
        buf_put(b, S(",\"also\":"));
        buf_json(b, found->synonyms[i].also);
        buf_char(b, '}');
    }
    buf_put(b, S("]}"));
}

enum err api_search(struct visit *v, struct fault *f)
{
    struct form form;
    struct findings found;
    struct reading *r;
    size_t limit, page;
    TRY(form_parse_urlencoded(v->arena, v->rq->query, &form, f));
    struct str q = form_get(&form, "q"), name = form_get(&form, "entity");
    const struct entity *only = name.n ? model_entity(name) : NULL;
    if (!utf8_valid(q) || utf8_length(q) > STATE_SEARCH_MAX) {
        v->rs->status = 400;
        return fault(f, E_INVALID, "q", N_("Sök efter högst {1} tecken."), "200", NULL);
    }
    if (name.n && (!only || (only->flags & PLUMBING))) {
        v->rs->status = 400;
        return fault(f, E_INVALID, "entity", N_("Registret finns inte."), NULL, NULL);
    }
    TRY(number(v, &form, "limit", 20, SEARCH_PAGE_MAX, &limit, f));
    TRY(number(v, &form, "page", 1, SEARCH_WINDOW, &page, f));
    TRY(visit_reading(v, &r, f));
    TRY(domain_search(r, v->arena, q, only, (page - 1) * limit, limit, &found, f));
    put(&v->rs->body, &found);
    reply_json(v, 200, 0);
    return buf_check(&v->rs->body, f);
}
