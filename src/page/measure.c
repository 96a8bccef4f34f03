/* The handlingsplan, and what is done about one recommendation. */
#include "domain/measure.h"
#include "domain/save.h"
#include "derive/show.h"
#include "page/measure_pages.h"
#include "page/pages.h"
#include "page/rows.h"
#include "report/measure_plan.h"

enum { PART_ROWS = 10, POSTS_MAX = 200, SUGGESTED_MAX = 500 };

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static const struct field *field_of(const char *name)
{
    return entity_field_named(&measure_entity, str(name));
}

/* ---- the plan ---- */

static struct safe_html table_of(struct visit *v, const struct rows *rows, const char *last, const char *caption)
{
    const struct field *columns[] = { field_of("title"), field_of("responsible"), field_of("state"), field_of("due"), field_of(last) };
    struct list_rows shown = { rows->rows, rows->n, rows->titles, rows->first, rows->last, rows->more_before, rows->more_after, 0 };
    return SAFE_HTML(v, b, list_table_html(&b, v->words, &measure_entity, &shown, columns, LEN(columns), caption));
}

static struct url address_of(struct visit *v, const struct query *q)
{
    struct buf b cleanup(buf_free) = buf_new(4096);
    struct state s = state_default(q->entity, q->limit);
    s.query = *q;
    return state_put(&b, v->arena, &s) == OK ? url_of(v->arena, "/%s?%.*s", q->entity->path, SF(buf_str(&b))) : url_of(v->arena, "/%s", q->entity->path);
}

/* A deadline of this month is not late before its end: the store compares what is written. */
static void keep_late(struct rows *rows, struct date today)
{
    size_t n = 0, width = entity_fields(&measure_entity);
    for (size_t i = 0; i < rows->n; i++) {
        if (!measure_late(rows_at(rows, &measure_entity, i), today))
            continue;
        memmove((char *)rows->rows + n * sizeof(struct measure), rows_at(rows, &measure_entity, i), sizeof(struct measure));
        memmove(rows->titles + n * width, rows->titles + i * width, width * sizeof *rows->titles);
        n++;
    }
    rows->n = n;
}

static enum err fill_lists(struct visit *v, struct reading *r, struct measure_plan_page *view, struct fault *f)
{
    static const struct { const char *id, *last; } how[MEASURES__N] = {
        [MEASURES_LATE] = { "forsenade", "organisation" }, [MEASURES_WAITING] = { "vantar", "waits_for" },
        [MEASURES_LOOK_AGAIN] = { "prova", "look_again" }, [MEASURES_UNFOLLOWED] = { "utan-uppfoljning", "done" },
    };
    struct plan_part *parts = arena_array(v->arena, MEASURES__N, sizeof *parts);
    struct date today = visit_day(v);
    for (enum measure_list l = 0; parts && l < MEASURES__N; l++) {
        struct query q = measure_list_query(v->arena, l, today, PART_ROWS);
        struct rows rows;
        q.count = true;
        TRY(store_list(r, v->arena, &q, &rows, f));
        q.count = false;
        if (l == MEASURES_LATE)
            keep_late(&rows, today);
        bool whole = l == MEASURES_LATE && !rows.more_after;
        parts[view->lists_n++] = (struct plan_part){ .label = measure_list_label(l), .help = measure_list_help(l), .id = how[l].id,
                                                     .n = whole ? rows.n : (size_t)rows.count, .more = rows.count > COUNT_MAX,
                                                     .table = table_of(v, &rows, how[l].last, measure_list_label(l)), .all = address_of(v, &q) };
    }
    view->lists = parts;
    return parts ? OK : no_memory(f);
}

/* The first measures of an origin; a measure that answers several of one kind stands once. */
static enum err origin_rows(struct visit *v, struct reading *r, enum origin kind, struct rows *ret, struct fault *f)
{
    const struct field *by = entity_field_named(&measure_origin_entity, S("kind"));
    struct query q = { .entity = &measure_origin_entity, .filters = { { by, COMPARE_EQUAL, str(by->words[kind].code) } }, .filters_n = 1, .limit = PART_ROWS };
    struct rows origins;
    size_t width = entity_fields(&measure_entity);
    TRY(store_list(r, v->arena, &q, &origins, f));
    *ret = (struct rows){ .rows = arena_array(v->arena, origins.n + 1, sizeof(struct measure)), .titles = arena_array(v->arena, (origins.n + 1) * width, sizeof(struct str)),
                          .more_after = origins.more_after };
    if (!ret->rows || !ret->titles)
        return no_memory(f);
    for (size_t i = 0; i < origins.n; i++) {
        const struct measure_origin *o = rows_at(&origins, &measure_origin_entity, i);
        struct measure *m = rows_at(ret, &measure_entity, ret->n);
        struct str *titles;
        bool there = false;
        for (size_t k = 0; k < ret->n; k++)
            there |= row_of(rows_at(ret, &measure_entity, k))->id == o->measure.v;
        enum err e = there ? E_ABSENT : store_get(r, v->arena, &measure_entity, o->measure.v, m, f);
        if (e == E_ABSENT || (e == OK && m->row.standing != STANDING_VALID))
            continue;
        TRY(e);
        TRY(store_titles(r, v->arena, &measure_entity, m, &titles, f));
        memcpy(ret->titles + ret->n * width, titles, width * sizeof *titles);
        ret->n++;
    }
    return OK;
}

static enum err fill_origins(struct visit *v, struct reading *r, struct measure_plan_page *view, struct fault *f)
{
    const struct field *kind = entity_field_named(&measure_origin_entity, S("kind"));
    struct plan_part *parts = arena_array(v->arena, kind->words_n, sizeof *parts);
    for (size_t k = 1; parts && k < kind->words_n; k++) {
        struct rows rows;
        TRY(origin_rows(v, r, (enum origin)k, &rows, f));
        if (rows.n)
            parts[view->origins_n++] = (struct plan_part){ .label = kind->words[k].label, .n = rows.n, .more = rows.more_after,
                                                           .table = table_of(v, &rows, "effect", kind->words[k].label),
                                                           .all = url_of(v->arena, "/%s?kind=%s", measure_origin_entity.path, kind->words[k].code) };
    }
    view->origins = parts;
    return parts ? OK : no_memory(f);
}

static enum err fill_unanswered(struct visit *v, struct reading *r, struct measure_plan_page *view, struct fault *f)
{
    struct open_recommendation *open;
    TRY(recommendations_open(r, v->arena, visit_day(v), &open, &view->open_n, f));
    struct unanswered_line *lines = arena_array(v->arena, view->open_n, sizeof *lines);
    for (size_t i = 0; lines && i < view->open_n; i++) {
        const struct recommendation *rec = &open[i].recommendation;
        if (open[i].answer == ANSWER_NONE || open[i].answer == ANSWER_REVIEW_DUE)
            lines[view->unanswered_n++] = (struct unanswered_line){ rec->code, rec->text, page_url(v, &recommendation_entity, rec->row.id, "/atgarder"),
                open[i].answer == ANSWER_NONE ? N_("Åtgärd eller beslut saknas") : N_("Beslutet att inte gå vidare ska prövas på nytt") };
    }
    view->unanswered = lines;
    return lines ? OK : no_memory(f);
}

static void fill_downloads(struct visit *v, struct measure_plan_page *view)
{
    static const struct { const char *label, *tail; } files[] = {
        { N_("PDF"), "pdf" }, { N_("Kalkylblad"), "xlsx" }, { N_("CSV"), "csv" }, { N_("Rapport för utskrift"), "html" },
    };
    struct download *whole = arena_array(v->arena, LEN(files), sizeof *whole), *open = arena_array(v->arena, LEN(files), sizeof *open);
    for (size_t i = 0; whole && open && i < LEN(files); i++) {
        whole[i] = (struct download){ files[i].label, url_of(v->arena, "/handlingsplan.%s", files[i].tail) };
        open[i] = (struct download){ files[i].label, url_of(v->arena, "/handlingsplan.%s?oppen=ja", files[i].tail) };
    }
    view->downloads = whole;
    view->open_downloads = open;
    view->downloads_n = whole && open && authz_may_export(v->seat.role, SUBJECT_MEASURE) ? LEN(files) : 0;
}

static enum err plan(struct visit *v, struct fault *f)
{
    struct reading *r;
    struct measure_plan_page view = { 0 };
    TRY(visit_reading(v, &r, f));
    TRY(fill_unanswered(v, r, &view, f));
    TRY(fill_lists(v, r, &view, f));
    TRY(fill_origins(v, r, &view, f));
    fill_downloads(v, &view);
    struct button *buttons = arena_array(v->arena, 2, sizeof *buttons);
    if (!buttons)
        return no_memory(f);
    buttons[view.buttons_n++] = (struct button){ N_("Alla åtgärder"), url_of(v->arena, "/%s", measure_entity.path), false };
    if (page_may_create(v, &measure_entity))
        buttons[view.buttons_n++] = (struct button){ N_("Lägg till en åtgärd"), url_of(v->arena, "/%s/ny", measure_entity.path), true };
    view.buttons = buttons;
    PAGE(p, v, N_("Handlingsplan"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_measure_plan(&p.out, &view);
    return page_send(&p, f);
}

static enum err download(struct visit *v, struct fault *f)
{
    struct reading *r;
    struct report report;
    struct str name = v->rq->path;
    str_cut(&name, '.');
    enum report_format format = report_format_named(name);
    if (!format)
        return fault(f, E_ABSENT, NULL, N_("Sidan finns inte."), NULL, NULL);
    TRY(visit_reading(v, &r, f));
    struct report_options options = { .open = page_param(v, "oppen").p != NULL, .made_by = v->login, .organisation = v->organisation, .now = v->now };
    TRY(report_measure_plan(r, v->arena, v->words, &options, &report, f));
    TRY(report_render(&report, format, &v->rs->body, f));
    v->rs->type = report_formats[format].type;
    if (format != REPORT_FORMAT_HTML)
        response_header(v->rs, "Content-Disposition", str_printf(v->arena, "attachment; filename=\"handlingsplan%s.%s\"",
                        options.open ? "-oppen" : "", report_formats[format].extension));
    return OK;
}

/* ---- one recommendation: what we do about it ---- */

static void fill_measures(struct visit *v, const struct recommendation_answer *a, struct measure_answer_page *view)
{
    struct answer_line *lines = arena_array(v->arena, a->measures_n, sizeof *lines);
    for (size_t i = 0; lines && i < a->measures_n; i++) {
        const struct measure *m = &a->measures[i].measure;
        lines[view->measures_n++] = (struct answer_line){
            .title = m->title, .responsible = reference_title(&measure_entity, a->measures[i].titles, "responsible"), .to = page_url(v, &measure_entity, m->row.id, ""),
            .state = page_value(v, &measure_entity, m, "state"), .effect = page_value(v, &measure_entity, m, "effect"), .due = date_text(v->arena, m->due), .late = measure_late(m, visit_day(v)),
            .waits = m->state == MEASURE_WAITING ? m->waits_for : (struct str){ 0 }, .evidence = a->measures[i].evidence,
            .evidence_to = url_of(v->arena, "/bevis?about=measure/%lld", (long long)m->row.id),
        };
    }
    view->measures = lines;
}

static struct safe_html small_table(struct visit *v, const struct entity *e, void *rows, size_t n, const struct str *titles)
{
    const struct field *columns[6];
    struct list_rows shown = { .rows = rows, .n = n, .titles = (struct str *)(uintptr_t)titles };
    size_t columns_n = list_columns(e, entity_field_named(e, S("recommendation")), columns, LEN(columns));
    return SAFE_HTML(v, b, list_table_html(&b, v->words, e, &shown, columns, columns_n, e->many));
}

static enum err fill_choices(struct visit *v, struct reading *r, const struct entity *e, size_t most, int64_t chosen,
                             const struct post_choice **ret, size_t *ret_n, struct fault *f)
{
    struct query q = { .entity = e, .limit = most, .sort = entity_field_named(e, S("title")) };
    struct rows rows;
    TRY(store_list(r, v->arena, &q, &rows, f));
    struct post_choice *all = arena_array(v->arena, rows.n, sizeof *all);
    for (size_t i = 0; all && i < rows.n; i++) {
        const struct row *row = rows_at(&rows, e, i);
        all[i] = (struct post_choice){ row->id, row_title(e, row), row->id == chosen };
    }
    *ret = all;
    *ret_n = rows.n;
    return all ? OK : no_memory(f);
}

static enum err answer_page(struct visit *v, const struct faults *faults, struct fault *f)
{
    int64_t id, responsible = 0;
    struct reading *r;
    struct recommendation_answer a;
    TRY(visit_id(v, 0, &id, f));
    TRY(visit_reading(v, &r, f));
    TRY(recommendation_answer(r, v->arena, id, &a, f));
    struct measure_answer_page view = {
        .title = show_name(v->arena, v->words, &recommendation_entity, &a.recommendation), .csrf = v->csrf, .action = page_url(v, &recommendation_entity, id, "/atgarder"),
        .may_add = page_may_create(v, &measure_entity), .may_decide = page_may_create(v, &no_action_entity),
        .decide = url_of(v->arena, "/%s/ny?recommendation=%lld", no_action_entity.path, (long long)id),
        .judge = url_of(v->arena, "/%s/ny?recommendation=%lld", own_assessment_entity.path, (long long)id),
        .new_title = form_get(&v->form, "title"), .due = form_get(&v->form, "due"), .existing = form_get(&v->form, "measure"),
        .faults = page_summary(v, &measure_entity, faults), .decisions_n = a.decisions_n, .own_n = a.own_n,
    };
    view.tabs = rows_tabs(v, &recommendation_entity, id, "/atgarder", &view.tabs_n);
    fill_measures(v, &a, &view);
    if (a.decisions_n)
        view.decisions = small_table(v, &no_action_entity, a.decisions, a.decisions_n, a.decisions_titles);
    if (a.own_n)
        view.own = small_table(v, &own_assessment_entity, a.own, a.own_n, a.own_titles);
    if (!str_to_int64(form_get(&v->form, "responsible"), &responsible))
        responsible = 0;
    if (view.may_add) {
        TRY(fill_choices(v, r, &post_entity, POSTS_MAX, responsible, &view.posts, &view.posts_n, f));
        TRY(fill_choices(v, r, &measure_entity, SUGGESTED_MAX, 0, &view.existing_measures, &view.existing_n, f));
    }
    if (faults && faults->n)
        v->rs->status = 422;
    PAGE(p, v, "");
    p.title = str_printf(v->arena, "%s – %.*s", words_get(v->words, N_("Åtgärder och beslut")), SF(view.title));
    p.secrecy = a.recommendation.row.secrecy;
    page_crumbs(&p, &recommendation_entity);
    template_measure_answer(&p.out, &view);
    return page_send(&p, f);
}

static enum err answer(struct visit *v, struct fault *f)
{
    return answer_page(v, NULL, f);
}

/* A new measure and its origin, or only the origin of one that is there: one transaction. */
struct adding { int64_t recommendation, existing; struct measure measure; struct faults *faults; };

static enum err add_work(struct writing *w, void *ctx, struct fault *f)
{
    struct adding *add = ctx;
    add->faults->n = add->faults->beyond = 0;
    struct measure m = add->measure;
    struct measure_origin o = { .kind = ORIGIN_RECOMMENDATION, .recommendation = { add->recommendation }, .measure = { add->existing } };
    if (!add->existing) {
        TRY(domain_save(w, &measure_entity, &m, NULL, add->faults, f));
        o.measure.v = m.row.id;
    }
    return domain_save(w, &measure_origin_entity, &o, NULL, add->faults, f);
}

static void read_measure(struct visit *v, struct adding *add)
{
    struct str number = str_trim(form_get(&v->form, "measure")), digits = number;
    for (digits.n = 0; digits.n < number.n && number.p[digits.n] >= '0' && number.p[digits.n] <= '9'; digits.n++) ;
    if (number.p && (!str_to_int64(digits, &add->existing) || add->existing < 1))
        faults_add(add->faults, "measure", N_("Skriv åtgärdens nummer, eller välj bland förslagen."), NULL, NULL);
    if (number.p)
        return;
    static const char *const names[] = { "title", "responsible", "due" };
    for (size_t i = 0; i < LEN(names); i++) {
        const struct field *field = field_of(names[i]);
        struct value value;
        struct fault wrong = { 0 };
        if (value_parse(field, str_trim(form_get(&v->form, names[i])), &value, &wrong) == OK)
            value_set(field, &add->measure, value);
        else
            faults_add(add->faults, names[i], wrong.text, wrong.arg[0], wrong.arg[1]);
    }
}

static enum err add_measure(struct visit *v, struct fault *f)
{
    struct faults faults = page_faults(v);
    struct measure *empty = row_new(v->arena, &measure_entity);
    if (!empty)
        return no_memory(f);
    struct adding add = { .measure = *empty, .faults = &faults };
    TRY(visit_id(v, 0, &add.recommendation, f));
    read_measure(v, &add);
    if (faults.n)
        return answer_page(v, &faults, f);
    struct fault wrong = { 0 };
    enum err saved = store_write(v->store, &v->seat, &(struct write_terms){ 0 }, add_work, &add, NULL, &wrong);
    if (saved == E_INVALID && add.existing) {
        faults.n = faults.beyond = 0;
        faults_add(&faults, "measure", N_("Åtgärden finns inte, eller så är den redan kopplad hit."), NULL, NULL);
    } else if (saved == E_INVALID && faults.n == 0)
        faults_add(&faults, wrong.place, wrong.text, wrong.arg[0], wrong.arg[1]);
    if (saved == E_INVALID)
        return answer_page(v, &faults, f);
    if (saved != OK && f)
        *f = wrong;
    TRY(saved);
    return page_go(v, page_url(v, &recommendation_entity, add.recommendation, "/atgarder"));
}

#define DOWNLOAD(extension) { METHOD_GET, "/handlingsplan." extension, SUBJECT_MEASURE, RIGHT_READ, ROUTE_SLOW | ROUTE_EXPORT, download }
static const struct route routes[] = {
    { METHOD_GET, "/handlingsplan", SUBJECT_MEASURE, RIGHT_READ, 0, plan },
    DOWNLOAD("html"), DOWNLOAD("pdf"), DOWNLOAD("xlsx"), DOWNLOAD("csv"),
    { METHOD_GET, "/rekommendationer/{id}/atgarder", SUBJECT_AUDIT, RIGHT_READ, 0, answer },
    { METHOD_POST, "/rekommendationer/{id}/atgarder", SUBJECT_MEASURE, RIGHT_PROPOSE, 0, add_measure },
};
const struct page_table measure_pages = { routes, LEN(routes) };
