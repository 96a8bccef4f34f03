/* "Mina ärenden": what waits for the reader, and the same days as a calendar to subscribe to. */
#include "page/inbox_parts.h"

#include "authn/authn.h"
#include "domain/inbox.h"
#include "domain/people.h"
#include "page/pages.h"
#include "report/calendar.h"

static enum err gather(struct visit *v, struct inbox_item **ret, size_t *ret_n, bool *ret_more, person_id *ret_person, struct fault *f)
{
    struct account self;
    struct reading *r;
    TRY(authn_self(v, &self, f));
    TRY(visit_reading(v, &r, f));
    if (ret_person)
        *ret_person = self.person;
    return inbox_of(r, v->arena, self.person, v->seat.account, visit_day(v), ret, ret_n, ret_more, f);
}

static struct task task_of(struct visit *v, const struct inbox_item *item)
{
    const struct entity *e = item->opens;
    struct str what = item->title.n ? item->title : str_printf(v->arena, "%s %lld", words_get(v->words, e->one), (long long)item->opens_id);
    return (struct task){
        .what = what, .why = { item->source->why, { 0 }, { 0 } }, .until = item->until, .late = item->when == INBOX_LATE, .today = item->when == INBOX_TODAY,
        .to = page_url(v, e, item->opens_id, item->source->tail), .button = item->source->button,
    };
}

enum err inbox_tasks(struct visit *v, const struct task **ret, size_t *ret_n, size_t *ret_late, struct fault *f)
{
    struct inbox_item *items;
    size_t n;
    TRY(gather(v, &items, &n, NULL, NULL, f));
    struct task *tasks = arena_array(v->arena, n, sizeof *tasks);
    if (!tasks)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    *ret_late = 0;
    for (size_t i = 0; i < n; i++) {
        tasks[i] = task_of(v, &items[i]);
        *ret_late += tasks[i].late;
    }
    *ret = tasks;
    *ret_n = n;
    return OK;
}

/* The titles of the posts that the person holds, as one line. */
static enum err posts_of(struct visit *v, person_id person, struct str *ret, struct fault *f)
{
    struct reading *r;
    struct rows rows;
    *ret = (struct str){ 0 };
    if (!person.v)
        return OK;
    TRY(visit_reading(v, &r, f));
    struct query q = { .entity = &assignment_entity, .limit = 20, .filters_n = 1,
                       .filters = { { entity_field_named(&assignment_entity, S("person")), COMPARE_EQUAL, number_text(v->arena, person.v) } } };
    TRY(store_list(r, v->arena, &q, &rows, f));
    for (size_t i = 0; i < rows.n; i++) {
        const struct assignment *s = rows_at(&rows, &assignment_entity, i);
        struct str title = reference_title(&assignment_entity, rows_titles(&rows, &assignment_entity, i), "post");
        if (!title.n || !assignment_holds(s, visit_day(v), visit_day(v)))
            continue;
        *ret = ret->n ? str_printf(v->arena, "%.*s, %.*s", SF(*ret), SF(title)) : title;
    }
    return OK;
}

static enum err inbox_page(struct visit *v, struct str address, struct fault *f)
{
    static const char *const labels[] = { [INBOX_LATE] = N_("Försenat"), [INBOX_TODAY] = N_("I dag"), [INBOX_SOON] = N_("Inom 30 dagar"), [INBOX_LATER] = N_("Senare"),
                                          [INBOX_OPEN] = N_("Utan dag") };
    struct inbox_item *items;
    person_id person;
    struct inbox_page page = { .csrf = v->csrf, .past = v->past, .address = address };
    TRY(gather(v, &items, &page.all, &page.more, &person, f));
    TRY(posts_of(v, person, &page.posts, f));
    TRY(authn_calendar_has(v, &page.has_key, f));
    struct task_group *groups = arena_array(v->arena, LEN(labels), sizeof *groups);
    struct task *tasks = arena_array(v->arena, page.all, sizeof *tasks);
    if (!groups || !tasks)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t g = 0, at = 0; g < LEN(labels); g++) {
        groups[page.n++] = (struct task_group){ .label = labels[g], .v = tasks + at };
        for (size_t i = 0; i < page.all; i++)
            if ((size_t)items[i].when == g) {
                tasks[at++] = task_of(v, &items[i]);
                groups[g].n++;
            }
    }
    page.v = groups;
    PAGE(p, v, N_("Mina ärenden"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_inbox(&p.out, &page);
    return page_send(&p, f);
}

static enum err show(struct visit *v, struct fault *f)
{
    if (!v->seat.role)
        return page_go(v, url_of(v->arena, "/plats"));
    return inbox_page(v, (struct str){ 0 }, f);
}

/* ---- the calendar ---- */

static enum err new_address(struct visit *v, struct fault *f)
{
    struct str key;
    TRY(authn_calendar_new(v, &key, f));
    struct str at = authn_public_url(v);
    return inbox_page(v, str_printf(v->arena, "%.*s/kalender/%.*s.ics", SF(at), SF(key)), f);
}

static enum err end_address(struct visit *v, struct fault *f)
{
    TRY(authn_calendar_end(v, f));
    return page_go(v, url_of(v->arena, "/arenden#kalender"));
}

static struct calendar_event event_of(struct arena *a, const struct words *w, struct str site, struct str host, const struct inbox_item *item)
{
    const struct entity *e = item->opens;
    struct str title = item->secrecy.n ? str(words_get(w, N_("Ett ärende med sekretessmarkering"))) : item->title.n ? item->title : str(words_get(w, e->one));
    return (struct calendar_event){
        .uid = str_printf(a, "%s-%lld@%.*s", item->source->entity->name, (long long)item->id, SF(host)), .summary = title, .description = str(words_get(w, item->source->why)),
        .url = site.n ? str_printf(a, "%.*s/%s/%lld%s", SF(site), e->path, (long long)item->opens_id, item->source->tail) : (struct str){ 0 },
        .day = inbox_day(item->until), .stamp = item->changed_at, .sequence = item->version,
    };
}

static enum err calendar(struct visit *v, struct fault *f)
{
    struct str key = v->rq->params[0];
    struct account account;
    const struct words *words;
    struct inbox_item *items;
    size_t n, shown = 0;
    if (!str_ends(key, S(".ics")))
        return fault(f, E_ABSENT, NULL, N_("Kalendern finns inte."), NULL, NULL);
    TRY(authn_calendar_find(v, str_sub(key, 0, key.n - 4), &account, &words, f));
    TRY(inbox_of_account(v->store, v->arena, &account, date_of(v->now), &items, &n, f));
    struct calendar_event *events = arena_array(v->arena, n, sizeof *events);
    struct str site = authn_public_url(v), host = site;
    if (!events)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    while (str_find(host, S("/"), 0) != SIZE_MAX)
        str_cut(&host, '/');
    for (size_t i = 0; i < n; i++)
        if (inbox_day(items[i].until).year)
            events[shown++] = event_of(v->arena, words, site, host.n ? host : S("samsyn.invalid"), &items[i]);
    calendar_put(&v->rs->body, str_printf(v->arena, "Samsyn – %s", words_get(words, N_("Mina ärenden"))), events, shown);
    v->rs->type = "text/calendar; charset=utf-8";
    response_header(v->rs, "Cache-Control", S("private, no-store"));
    return buf_check(&v->rs->body, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/arenden", SUBJECT_SELF, RIGHT_READ, 0, show },
    { METHOD_POST, "/arenden/kalender", SUBJECT_SELF, RIGHT_EDIT, 0, new_address },
    { METHOD_POST, "/arenden/kalender/avsluta", SUBJECT_SELF, RIGHT_EDIT, 0, end_address },
    { METHOD_GET, "/kalender/{nyckel}", SUBJECT_NONE, RIGHT_NONE, ROUTE_OPEN | ROUTE_SLOW, calendar },
};
const struct page_table inbox_pages = { routes, LEN(routes) };
