/* Search over everything that the seat may read. */
#include "page/pages.h"

#include "derive/show.h"
#include "derive/state.h"
#include "domain/search.h"
#include "page/frame.h"
#include "page/search_pages.h"

enum { SEARCH_ROWS = 20 };

static bool readable(const struct visit *v, const struct entity *e)
{
    return e->path && !(e->flags & PLUMBING) && authz_may_somewhere(&v->seat, e->subject, RIGHT_READ);
}

static struct safe_html marked(struct visit *v, const struct search *s, const struct found *x)
{
    struct buf b cleanup(buf_free) = buf_new(64 * 1024);
    size_t at = 0, from, to, done = 0;
    buf_put(&b, x->cut_before ? S("… ") : S(""));
    while (search_next(s, x->excerpt, &at, &from, &to)) {
        buf_html(&b, str_sub(x->excerpt, done, from));
        buf_put(&b, S("<mark>"));
        buf_html(&b, str_sub(x->excerpt, from, to));
        buf_put(&b, S("</mark>"));
        done = to;
    }
    buf_html(&b, str_sub(x->excerpt, done, x->excerpt.n));
    buf_put(&b, x->cut_after ? S(" …") : S(""));
    return (struct safe_html){ str_copy(v->arena, buf_str(&b)) };
}

static struct url page_at(struct visit *v, struct str q, const struct entity *only, size_t page)
{
    struct buf b cleanup(buf_free) = buf_new(8192);
    buf_put(&b, S("/sok?q="));
    buf_url(&b, q);
    if (only)
        buf_printf(&b, "&register=%s", only->path);
    buf_printf(&b, "&sida=%zu", page);
    return (struct url){ str_copy(v->arena, buf_str(&b)) };
}

static enum err asked_page(struct visit *v, size_t *ret, struct fault *f)
{
    struct str said_page = page_param(v, "sida");
    int64_t page = 1;
    if (said_page.n && (!str_to_int64(said_page, &page) || page < 1 || page > SEARCH_WINDOW / SEARCH_ROWS))
        return fault(f, E_INVALID, "sida", N_("Här ska ett sidnummer stå, 1 till {1}."), "20", NULL);
    *ret = (size_t)page;
    return OK;
}

static enum err show(struct visit *v, struct search_view *view, const struct findings *found, struct fault *f)
{
    struct search_line *lines = arena_array(v->arena, found->n, sizeof *lines);
    struct search_word *words = arena_array(v->arena, found->synonyms_n, sizeof *words);
    if (!lines || !words)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < found->n; i++) {
        const struct found *x = &found->v[i];
        lines[i] = (struct search_line){ x->entity->one, show_name(v->arena, v->words, x->entity, x->row), page_url(v, x->entity, x->id, ""),
                                         x->field ? x->field->label : NULL, marked(v, &found->search, x), ((const struct row *)x->row)->secrecy };
    }
    for (size_t i = 0; i < found->synonyms_n; i++)
        words[i] = (struct search_word){ found->synonyms[i].asked, found->synonyms[i].also };
    view->v = lines;
    view->n = found->n;
    view->synonyms = words;
    view->synonyms_n = found->synonyms_n;
    view->all = found->all;
    view->more = found->more;
    view->count = number_text(v->arena, (int64_t)found->all);
    PAGE(p, v, N_("Sök"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_search(&p.out, view);
    return page_send(&p, f);
}

static enum err search(struct visit *v, struct fault *f)
{
    struct str q = str_trim(page_param(v, "q")), name = page_param(v, "register");
    const struct entity *only = name.n ? model_entity_at(name) : NULL;
    struct findings found = { .n = 0 };
    struct reading *r;
    size_t page = 1;
    if (utf8_valid(q) && utf8_length(q) > STATE_SEARCH_MAX)
        return fault(f, E_INVALID, "q", N_("Sök efter högst {1} tecken."), "200", NULL);
    if (name.n && (!only || !readable(v, only)))
        return fault(f, E_INVALID, "register", N_("Registret finns inte."), NULL, NULL);
    TRY(asked_page(v, &page, f));
    struct search_register *registers = arena_array(v->arena, model_n, sizeof *registers);
    struct search_view view = { .q = q, .registers = registers, .first = (page - 1) * SEARCH_ROWS + 1 };
    if (!registers)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < model_n; i++)
        if (readable(v, model[i]))
            registers[view.registers_n++] = (struct search_register){ str(model[i]->path), model[i]->many, model[i] == only };
    TRY(visit_reading(v, &r, f));
    /* A space behind the last word is the reader's way to say that it is whole; it is not in the trimmed text that is shown. */
    TRY(domain_search(r, v->arena, page_param(v, "q"), only, (page - 1) * SEARCH_ROWS, SEARCH_ROWS, &found, f));
    if (page > 1)
        view.before = page_at(v, page_param(v, "q"), only, page - 1);
    if (page * SEARCH_ROWS < found.all)
        view.after = page_at(v, page_param(v, "q"), only, page + 1);
    return show(v, &view, &found, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/sok", SUBJECT_SELF, RIGHT_READ, ROUTE_SLOW, search },
};
const struct page_table search_pages = { routes, LEN(routes) };
