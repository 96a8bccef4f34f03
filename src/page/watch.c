/* The day's change: what is new, worse, better and gone among what touches us, and why. */
#include "page/pages.h"

#include "domain/watch.h"
#include "page/frame.h"
#include "page/watch_pages.h"

enum { LINES = 200, FEEDS = 100, OLD_DAYS = 7 };

static const struct phrase *reasons(struct visit *v, const struct watch_change *c)
{
    struct phrase *all = arena_array(v->arena, c->why_n, sizeof *all);
    for (size_t i = 0; all && i < c->why_n; i++)
        all[i] = (struct phrase){ c->why[i].text, c->why[i].arg[0], c->why[i].arg[1] };
    return all;
}

static struct str organisation_of(struct visit *v, struct reading *r, organisation_id id)
{
    struct organisation o;
    struct fault absent = { 0 };
    return id.v && store_get(r, v->arena, &organisation_entity, id.v, &o, &absent) == OK ? o.name : (struct str){ 0 };
}

static struct watch_line line_of(struct visit *v, struct reading *r, const struct watch_change *c)
{
    const struct field *severity = entity_field_named(&exposure_entity, S("severity"));
    const struct installation *i = &c->component;
    unsigned s = c->after.severity;
    return (struct watch_line){
        .cve = c->after.cve, .product = i->product.n ? i->product : S("–"), .release = i->release, .host = i->host, .cvss = c->after.cvss,
        .organisation = organisation_of(v, r, c->after.row.owner),
        .to = page_url(v, &exposure_entity, c->after.row.id, ""), .component = page_url(v, &installation_entity, c->after.installation.v, ""),
        .severity = s && s < severity->words_n ? severity->words[s].label : NULL, .kev = c->after.kev,
        .tone = s >= EXPOSURE_HIGH ? "bad" : s == EXPOSURE_MEDIUM ? "partly" : "neutral", .why = reasons(v, c), .why_n = c->why_n,
    };
}

static enum err group(struct visit *v, struct reading *r, struct watch_page *view, instant from, instant to, struct fault *f)
{
    struct watch_change *all;
    size_t n;
    struct watch_group *groups = arena_array(v->arena, WATCH_KINDS, sizeof *groups);
    TRY(watch_changes(r, v->arena, from, to, v->words->lang, &all, &n, &view->more, f));
    for (size_t i = 0, k; groups && i < n; i = k) {
        for (k = i; k < n && all[k].kind == all[i].kind;)
            k++;
        size_t shown = k - i < LINES ? k - i : LINES;
        struct watch_line *lines = arena_array(v->arena, shown, sizeof *lines);
        for (size_t x = 0; lines && x < shown; x++)
            lines[x] = line_of(v, r, &all[i + x]);
        groups[view->groups_n++] = (struct watch_group){ watch_change_label(all[i].kind), str(watch_change_code(all[i].kind)), lines, lines ? shown : 0,
                                                         (int64_t)(k - i) };
    }
    view->groups = groups;
    return v->arena->failed ? fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL) : OK;
}

static enum err feeds(struct visit *v, struct reading *r, struct watch_page *view, struct fault *f)
{
    const struct query q = { .entity = &feed_entity, .limit = FEEDS };
    struct rows rows;
    if (v->past) /* what the feeds are today says nothing of that day */
        return OK;
    TRY(store_list(r, v->arena, &q, &rows, f));
    struct watch_feed_line *lines = arena_array(v->arena, rows.n, sizeof *lines);
    for (size_t i = 0; lines && i < rows.n; i++) {
        const struct feed *x = rows_at(&rows, &feed_entity, i);
        lines[i] = (struct watch_feed_line){ x->name, x->records, x->rejected, x->read, x->changed,
                                             v->now.usec - x->read.usec > SECONDS(86400) * OLD_DAYS };
    }
    view->feeds = lines;
    view->feeds_n = lines ? rows.n : 0;
    return OK;
}

static enum err days_change(struct visit *v, struct fault *f)
{
    struct reading *r;
    struct date last = visit_day(v), day = last;
    struct str asked = page_param(v, "dag");
    struct faults faults = page_faults(v);
    TRY(visit_reading(v, &r, f));
    if (asked.n && (!date_parse(str_trim(asked), &day) || day.day == 0 || date_cmp(day, last) > 0)) {
        faults_add(&faults, "dag", N_("Skriv en dag som har varit, som år-månad-dag."), NULL, NULL);
        day = last;
    }
    struct watch_page view = { .day = day, .day_text = date_text(v->arena, day), .is_today = date_cmp(day, last) == 0, .may_later = date_cmp(day, last) < 0 };
    struct str before = date_text(v->arena, date_add_days(day, -1)), after = date_text(v->arena, date_add_days(day, 1));
    view.earlier = url_of(v->arena, "/sarbarheter/dagens-forandring?dag=%.*s", SF(before));
    view.later = url_of(v->arena, "/sarbarheter/dagens-forandring?dag=%.*s", SF(after));
    if (faults.n)
        view.faults = page_summary(v, &exposure_entity, &faults);
    TRY(group(v, r, &view, date_start(day), date_start(date_add_days(day, 1)), f));
    TRY(feeds(v, r, &view, f));
    PAGE(p, v, N_("Dagens förändring"));
    page_crumbs(&p, &exposure_entity);
    template_watch(&p.out, &view);
    return page_send(&p, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/sarbarheter/dagens-forandring", SUBJECT_ASSET, RIGHT_READ, 0, days_change },
};
const struct page_table watch_pages = { routes, LEN(routes) };
