/* The start: what must I do, what has changed, how does it stand? */
#include "page/pages.h"
#include "page/rows.h"

#include "derive/json.h"
#include "derive/show.h"

enum { TASKS_MAX = 40, TASKS_EACH = 10, CHANGES = 12 };

/* What waits for somebody: rows of an entity for which these filters hold, shown to those who may do something about them. */
struct waiting {
    const struct entity *entity;
    struct { const char *field; enum compare compare; const char *value; } filters[3]; /* value NULL: today */
    const char *until;          /* the field with the last day; NULL: none */
    enum right least;
    const char *why, *button;
};
static const struct waiting waits[] = {
    { &response_entity, { { "state", COMPARE_EQUAL, "begart" } }, "due", RIGHT_PROPOSE, N_("Revisorerna väntar på ett yttrande"), N_("Skriv yttrandet") },
    { &response_entity, { { "state", COMPARE_EQUAL, "utkast" } }, "due", RIGHT_PROPOSE, N_("Yttrandet är ett utkast"), N_("Öppna utkastet") },
    { &response_entity, { { "state", COMPARE_EQUAL, "beslutat" } }, "due", RIGHT_EDIT, N_("Yttrandet är beslutat men inte skickat"), N_("Skicka") },
    { &audit_entity, { { "state", COMPARE_EQUAL, "rapporterad" }, { "follow_up_expected", COMPARE_NOT_GIVEN, "" }, { "follow_up_reason", COMPARE_NOT_GIVEN, "" } },
      NULL, RIGHT_EDIT, N_("Granskningen saknar planerad uppföljning"), N_("Planera uppföljning") },
    { &audit_entity, { { "state", COMPARE_EQUAL, "rapporterad" }, { "follow_up_expected", COMPARE_AT_MOST, NULL } }, "follow_up_expected", RIGHT_EDIT,
      N_("Granskningen skulle ha följts upp"), N_("Öppna granskningen") },
    { &post_entity, { { "state", COMPARE_EQUAL, "vakant" } }, NULL, RIGHT_EDIT, N_("Rollen är vakant"), N_("Öppna rollen") },
    { &document_version_entity, { { "next_review", COMPARE_AT_MOST, NULL }, { "valid_to", COMPARE_NOT_GIVEN, "" } }, "next_review", RIGHT_PROPOSE,
      N_("Dokumentet skulle ha setts över"), N_("Öppna dokumentet") },
    { &exposure_entity, { { "state", COMPARE_EQUAL, "oppen" }, { "kev", COMPARE_EQUAL, "ja" } }, NULL, RIGHT_EDIT,
      N_("Sårbarheten utnyttjas av angripare (KEV) och är öppen"), N_("Öppna sårbarheten") },
};

static struct query query_of(struct visit *v, const struct waiting *w)
{
    struct query q = { .entity = w->entity, .limit = TASKS_EACH };
    for (size_t i = 0; i < LEN(w->filters) && w->filters[i].field; i++)
        q.filters[q.filters_n++] = (struct filter){ entity_field_named(w->entity, str(w->filters[i].field)), w->filters[i].compare,
                                                    w->filters[i].value ? str(w->filters[i].value) : date_text(v->arena, date_of(v->now)) };
    q.sort = w->until ? entity_field_named(w->entity, str(w->until)) : NULL;
    return q;
}

/* A version is known by its document. */
static struct str task_name(struct visit *v, const struct entity *e, const void *row, const struct str *titles)
{
    for (size_t i = 0; e == &document_version_entity && i < entity_fields(e); i++)
        if (strcmp(entity_field(e, i)->name, "document") == 0 && titles[i].p)
            return titles[i];
    return show_name(v->arena, v->words, e, row);
}

static enum err add_tasks(struct visit *v, struct reading *r, const struct waiting *w, struct task *tasks, size_t *n, struct fault *f)
{
    struct query q = query_of(v, w);
    struct rows rows;
    TRY(store_list(r, v->arena, &q, &rows, f));
    for (size_t i = 0; i < rows.n && *n < TASKS_MAX; i++) {
        const void *row = rows_at(&rows, w->entity, i);
        if (!page_may(v, w->entity, row, w->least))
            continue;
        struct date until = w->until ? value_of(entity_field_named(w->entity, str(w->until)), row).d : (struct date){ 0 };
        bool day = date_known(until) && until.day > 0;
        tasks[(*n)++] = (struct task){
            .what = task_name(v, w->entity, row, rows.titles + i * entity_fields(w->entity)), .why = { w->why, { 0 }, { 0 } }, .until = until,
            .late = day && date_cmp(until, date_of(v->now)) < 0, .to = page_url(v, w->entity, ((const struct row *)row)->id, ""), .button = w->button,
        };
    }
    return OK;
}

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
    struct task *tasks = arena_array(v->arena, TASKS_MAX, sizeof *tasks);
    if (!tasks)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < LEN(waits) && !v->past; i++)
        if (authz_may_somewhere(&v->seat, waits[i].entity->subject, waits[i].least))
            TRY(add_tasks(v, r, &waits[i], tasks, &view.tasks_n, f));
    view.tasks = tasks;
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
