/* The start: what must I do, what has changed, how does it stand? */
#include "page/pages.h"
#include "page/inbox_parts.h"
#include "page/rows.h"

#include "derive/json.h"
#include "derive/show.h"

enum { TASKS_SHOWN = 10, CHANGES = 12 };

static enum err changes(struct visit *v, struct reading *r, struct start_view *view, struct fault *f)
{
    struct journal_entry *journal;
    size_t n;
    TRY(store_recent(r, v->arena, 0, CHANGES, &journal, &n, f));
    struct change_line *lines = arena_array(v->arena, n, sizeof *lines);
    if (!lines)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < n; i++) {
        const struct journal_entry *j = &journal[i];
        if (!j->entity->path)
            continue;
        void *row = row_new(v->arena, j->entity);
        lines[view->changes_n] = (struct change_line){ .at = j->at, .verb = rows_verb(j->verb), .entity = j->entity->one,
                                                       .to = page_url(v, j->entity, j->id, ""), .who = page_account(v, r, j->account) };
        if (row && row_json_read_full(v->arena, j->entity, j->row, row, NULL) == OK)
            lines[view->changes_n].title = show_name(v->arena, v->words, j->entity, row);
        view->changes_n++;
    }
    view->changes = lines;
    return OK;
}

static enum err numbers(struct visit *v, struct reading *r, struct start_view *view, struct fault *f)
{
    static const struct { const struct entity *entity; const char *field, *value, *label; } all[] = {
        { &audit_entity, NULL, NULL, N_("granskningar") },
        { &recommendation_entity, NULL, NULL, N_("rekommendationer") },
        { &assessment_entity, "grade", "ja", N_("bedömda ja") },
        { &assessment_entity, "grade", "delvis", N_("bedömda delvis") },
        { &assessment_entity, "grade", "nej", N_("bedömda nej") },
        { &finding_entity, "state", "oppen", N_("öppna iakttagelser") },
        { &post_entity, "state", "vakant", N_("vakanta roller") },
        { &document_entity, "state", "gallande", N_("gällande dokument") },
        { &exposure_entity, "state", "oppen", N_("öppna sårbarheter") },
    };
    struct number_card *cards = arena_array(v->arena, LEN(all), sizeof *cards);
    for (size_t i = 0; cards && i < LEN(all); i++) {
        if (!authz_may_somewhere(&v->seat, all[i].entity->subject, RIGHT_READ))
            continue;
        struct query q = { .entity = all[i].entity, .limit = 1, .count = true };
        if (all[i].field)
            q.filters[q.filters_n++] = (struct filter){ entity_field_named(all[i].entity, str(all[i].field)), COMPARE_EQUAL, str(all[i].value) };
        struct rows rows;
        TRY(store_list(r, v->arena, &q, &rows, f));
        cards[view->numbers_n++] = (struct number_card){
            rows.count, all[i].label,
            all[i].field ? url_of(v->arena, "/%s?%s=%s", all[i].entity->path, all[i].field, all[i].value) : url_of(v->arena, "/%s", all[i].entity->path),
        };
    }
    view->numbers = cards;
    return OK;
}

static enum err start(struct visit *v, struct fault *f)
{
    if (!v->seat.role)
        return page_go(v, v->login.n ? url_of(v->arena, "/plats") : url_of(v->arena, "/logga-in"));
    struct reading *r;
    TRY(visit_reading(v, &r, f));
    struct start_view view = { 0 };
    TRY(inbox_tasks(v, &view.tasks, &view.tasks_n, &view.late_n, f));
    view.waiting_n = view.tasks_n;
    if (view.tasks_n > TASKS_SHOWN)
        view.tasks_n = TASKS_SHOWN;
    TRY(numbers(v, r, &view, f));
    TRY(changes(v, r, &view, f));
    PAGE(p, v, N_("Överblick"));
    p.start = true;
    template_start(&p.out, &view);
    return page_send(&p, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/", SUBJECT_NONE, RIGHT_NONE, ROUTE_OPEN, start },
};
const struct page_table start_pages = { routes, LEN(routes) };
