/* The board's page, the agenda of a meeting, and the yearly report. */
#include "domain/board.h"
#include "domain/save.h"
#include "derive/show.h"
#include "page/board_pages.h"
#include "page/pages.h"
#include "page/rows.h"
#include "report/board.h"

enum { TABLE_ROWS = 5, MEETING_DECISIONS_MAX = 200, QUARTER_DAYS = 92 };

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static struct url address_of(struct visit *v, const struct query *q)
{
    struct buf b cleanup(buf_free) = buf_new(4096);
    struct state s = state_default(q->entity, 50);
    s.query = *q;
    s.query.limit = 50;
    return state_put(&b, v->arena, &s) == OK && b.n ? url_of(v->arena, "/%s?%.*s", q->entity->path, SF(buf_str(&b))) : url_of(v->arena, "/%s", q->entity->path);
}

/* As the lists say it: past the store's limit "1 000+". */
static struct str count_text(struct visit *v, int64_t n)
{
    return n > COUNT_MAX ? str_printf(v->arena, "%.*s+", SF(number_text(v->arena, COUNT_MAX))) : number_text(v->arena, n < 0 ? 0 : n);
}

/* Who reads every organisation's overview is told the sums of what the coordinator sees, though not the rows (domain.md §7: "L summary"). */
struct whole { struct seat seat; struct reading *r; };

static void whole_end(struct whole *w)
{
    store_read_end(w->r);
}

static enum err whole_open(struct visit *v, struct whole *w, struct fault *f)
{
    if (!(authz_relations(&v->seat, SUBJECT_OVERVIEW, RIGHT_READ) & 1u << RELATION_FEDERATION))
        return OK;
    w->seat = (struct seat){ .account = v->seat.account, .federation = v->seat.federation, .organisation = v->seat.federation, .role = ROLE_COORDINATOR };
    return store_read(v->store, &w->seat, &w->r, f);
}

static struct date day_of(const struct visit *v)
{
    return v->past ? v->day : date_of(v->now);
}

/* ---- how it stands ---- */

static enum err fill_numbers(struct visit *v, struct reading *r, struct reading *whole, struct date day, struct board_page *view, struct fault *f)
{
    struct board_number *numbers;
    size_t n;
    TRY(board_numbers(r, whole, v->arena, day, &numbers, &n, f));
    struct board_group *groups = arena_array(v->arena, AREA__N, sizeof *groups);
    struct board_count *counts = arena_array(v->arena, n, sizeof *counts);
    for (size_t i = 0; groups && counts && i < n; i++) {
        const struct board_figure *figure = numbers[i].figure;
        struct query q = board_figure_query(v->arena, figure, day, 50);
        counts[i] = (struct board_count){ figure->label, count_text(v, numbers[i].n), address_of(v, &q), numbers[i].n >= 0, !numbers[i].hidden, figure->deviation,
                                          figure->deviation && numbers[i].n > 0 };
        view->deviations += figure->deviation && numbers[i].n > 0;
        if (!view->groups_n || figure->area != numbers[i - 1].figure->area)
            groups[view->groups_n++] = (struct board_group){ board_area_label(figure->area), &counts[i], 0 };
        groups[view->groups_n - 1].n++;
    }
    view->groups = groups;
    return groups && counts ? OK : no_memory(f);
}

static enum err fill_members(struct visit *v, struct reading *r, struct date day, struct board_page *view, struct fault *f)
{
    const struct field *own = entity_field_named(&organisation_profile_entity, S("own_function"));
    struct board_member *all;
    TRY(board_members(r, v->arena, day, &all, &view->members_n, f));
    struct member_standing *lines = arena_array(v->arena, view->members_n + 1, sizeof *lines);
    for (size_t i = 0; lines && i < view->members_n; i++) {
        organisation_id id = { all[i].organisation.row.id };
        struct query unknown = board_member_query(v->arena, false, id, day, 50), late = board_member_query(v->arena, true, id, day, 50);
        lines[i] = (struct member_standing){ .name = all[i].organisation.name, .to = page_url(v, &organisation_entity, id.v, ""), .judged = all[i].judged,
                                             .unknown = all[i].unknown, .late = all[i].late, .unknown_to = address_of(v, &unknown), .late_to = address_of(v, &late) };
        if (all[i].judged)
            lines[i].own = SAFE_HTML(v, b, show_value(&b, v->words, own, &all[i].profile, (struct str){ 0 }, 0));
    }
    view->members = lines;
    return lines ? OK : no_memory(f);
}

/* ---- what has happened ---- */

static const char *what_happened(const struct board_event *e)
{
    const struct field *state = domain_state_field(e->entity);
    if (e->change == CHANGE_NEW)
        return N_("Nya");
    return e->change == CHANGE_STEP && state && e->state < state->words_n && e->state ? state->words[e->state].label : N_("Ändrade");
}

static enum err fill_happened(struct visit *v, struct reading *r, struct date day, const struct board_meetings *meetings, struct board_page *view, struct fault *f)
{
    struct board_event *events;
    instant since = date_start(meetings->last.row.id ? date_add_days(meetings->last.dated, 1) : date_add_days(day, -QUARTER_DAYS));
    TRY(board_events(r, v->arena, since, &events, &view->happened_n, &view->happened_more, f));
    struct happened_line *lines = arena_array(v->arena, view->happened_n + 1, sizeof *lines);
    struct happened_link *links = arena_array(v->arena, view->happened_n * CHANGE_TITLES + 1, sizeof *links);
    for (size_t i = 0; lines && links && i < view->happened_n; i++) {
        struct happened_link *first = links + i * CHANGE_TITLES;
        for (size_t k = 0; k < events[i].first_n; k++) {
            struct str title = show_beginning(events[i].first[k].title, 80, &(bool){ false });
            first[k] = (struct happened_link){ title.n ? title : str_printf(v->arena, "%s %lld", words_get(v->words, events[i].entity->one), (long long)events[i].first[k].id),
                                               page_url(v, events[i].entity, events[i].first[k].id, "") };
        }
        lines[i] = (struct happened_line){ events[i].entity->many, what_happened(&events[i]), (int64_t)events[i].n, first, events[i].first_n, events[i].n > events[i].first_n };
    }
    view->happened = lines;
    return lines && links ? OK : no_memory(f);
}

/* ---- the agenda ---- */

static struct agenda_line line_of(struct visit *v, const struct agenda_item *i)
{
    struct str title = show_beginning(i->title, 160, &(bool){ false });
    struct agenda_line l = { .title = title, .linked = i->entity != NULL, .since = date_text(v->arena, i->since) };
    if (!i->entity)
        l.title = str_printf(v->arena, "%d", i->since.year), l.since = (struct str){ 0 };
    else if (!title.n)
        l.title = str_printf(v->arena, "%s %lld", words_get(v->words, i->entity->one), (long long)i->id);
    if (i->entity)
        l.to = page_url(v, i->entity, i->id, "");
    if (i->decision) {
        l.decision = page_url(v, &board_decision_entity, i->decision->row.id, "");
        l.decided = date_text(v->arena, i->decision->dated);
        l.paragraph = i->decision->paragraph;
    }
    return l;
}

static const struct agenda_section *sections_of(struct visit *v, const struct agenda *g, size_t *ret_open)
{
    struct agenda_section *all = arena_array(v->arena, g->n + 1, sizeof *all);
    size_t open = 0;
    for (size_t i = 0; all && i < g->n; i++) {
        const struct agenda_part *p = &g->parts[i];
        struct agenda_line *lines = arena_array(v->arena, p->n * 2 + 1, sizeof *lines);
        if (!lines)
            return NULL;
        struct query q = selection_query(v->arena, &p->rule->rows, p->rule->at_meeting ? g->meeting_day : g->day, 50);
        all[i] = (struct agenda_section){ .label = p->rule->label, .why = p->rule->why, .count = count_text(v, p->count), .hidden = p->hidden, .linked = !p->hidden,
                                          .all = p->rule->find ? url_of(v->arena, "%s", p->rule->page) : address_of(v, &q), .open = lines, .decided = lines + p->n };
        for (size_t k = 0; k < p->n; k++)
            lines[p->v[k].decision ? p->n + all[i].decided_n++ : all[i].open_n++] = line_of(v, &p->v[k]);
        all[i].more = !p->hidden && p->count > (int64_t)p->n;
        open += (size_t)p->count - all[i].decided_n;
    }
    *ret_open = open;
    return all;
}

static enum err fill_agenda(struct visit *v, struct reading *r, struct reading *whole, struct date day, const struct board_meetings *meetings, struct board_page *view,
                            struct fault *f)
{
    struct agenda g;
    TRY(agenda_of(r, whole, v->arena, day, meetings->next.dated, &g, f));
    view->agenda_n = g.n;
    view->agenda = sections_of(v, &g, &view->agenda_open);
    if (!view->agenda)
        return no_memory(f);
    view->met = meetings->last.row.id != 0;
    view->planned = meetings->next.row.id != 0;
    view->last = meetings->last.title;
    view->last_to = page_url(v, &meeting_entity, meetings->last.row.id, "");
    view->next = date_text(v->arena, meetings->next.dated);
    view->agenda_to = page_url(v, &meeting_entity, meetings->next.row.id, "/dagordning");
    return OK;
}

/* ---- what was asked and given ---- */

static enum err newest(struct visit *v, struct reading *r, const struct entity *e, const char *by, struct safe_html *ret, bool *ret_any, struct fault *f)
{
    const struct field *columns[8];
    struct query q = { .entity = e, .limit = TABLE_ROWS, .sort = entity_field_named(e, str(by)), .descending = true };
    struct rows rows;
    TRY(store_list(r, v->arena, &q, &rows, f));
    struct list_rows shown = { .rows = rows.rows, .n = rows.n, .titles = rows.titles };
    size_t n = list_columns(e, NULL, columns, LEN(columns));
    *ret_any = rows.n > 0;
    if (rows.n)
        *ret = SAFE_HTML(v, b, list_table_html(&b, v->words, e, &shown, columns, n, e->many));
    return OK;
}

static void fill_appetite(struct visit *v, const struct appetite *x, struct board_page *view)
{
    const struct entity *e = &appetite_entity;
    view->appetite_text = x->text;
    view->appetite_level = SAFE_HTML(v, b, show_value(&b, v->words, entity_field_named(e, S("level")), x, (struct str){ 0 }, 0));
    if (x->yearly.v != INT_NONE)
        view->appetite_yearly = str_printf(v->arena, "%.*s kr", SF(number_text(v->arena, x->yearly.v / 100)));
    view->appetite_decided = str_printf(v->arena, "%.*s %.*s", SF(date_text(v->arena, x->decided)), SF(x->paragraph));
    view->appetite_to = page_url(v, e, x->row.id, "");
}

static enum err fill_years(struct visit *v, struct reading *r, struct date day, struct board_page *view, struct fault *f)
{
    const struct field *level = entity_field_named(&appetite_entity, S("level"));
    struct board_year *years;
    TRY(board_years(r, v->arena, day, &years, &view->years_n, f));
    struct year_line *lines = arena_array(v->arena, view->years_n, sizeof *lines);
    for (size_t i = 0; lines && i < view->years_n; i++)
        lines[i] = (struct year_line){ years[i].year, (int64_t)years[i].requests, (int64_t)years[i].answered, (int64_t)years[i].presentations,
                                       years[i].appetite ? level->words[years[i].appetite->level].label : NULL, !years[i].requests, !years[i].presentations, !years[i].appetite };
    view->years = lines;
    view->year = day.year;
    if (years[0].appetite)
        fill_appetite(v, years[0].appetite, view);
    TRY(newest(v, r, &board_request_entity, "asked", &view->requests, &view->has_requests, f));
    TRY(newest(v, r, &presentation_entity, "dated", &view->presentations, &view->has_presentations, f));
    return lines ? OK : no_memory(f);
}

static void fill_downloads(struct visit *v, struct board_page *view)
{
    static const struct { const char *label, *tail; } files[] = { { N_("PDF"), "pdf" }, { N_("Kalkylblad"), "xlsx" }, { N_("CSV"), "csv" }, { N_("Rapport för utskrift"), "html" } };
    struct download *whole = arena_array(v->arena, LEN(files), sizeof *whole), *open = arena_array(v->arena, LEN(files), sizeof *open);
    for (size_t i = 0; whole && open && i < LEN(files); i++) {
        whole[i] = (struct download){ files[i].label, url_of(v->arena, "/direktionen/aterrapport.%s", files[i].tail) };
        open[i] = (struct download){ files[i].label, url_of(v->arena, "/direktionen/aterrapport.%s?oppen=ja", files[i].tail) };
    }
    view->downloads = whole;
    view->open_downloads = open;
    view->downloads_n = whole && open && v->seat.export ? LEN(files) : 0;
}

/* ---- the page ---- */

/* The state of things, from the registers. */
static enum err fill_body(struct visit *v, struct reading *r, struct date day, struct board_page *view, struct fault *f)
{
    struct whole whole cleanup(whole_end) = { 0 };
    struct board_meetings meetings;
    TRY(whole_open(v, &whole, f));
    TRY(board_meetings(r, v->arena, day, &meetings, f));
    TRY(fill_numbers(v, r, whole.r, day, view, f));
    TRY(fill_members(v, r, day, view, f));
    TRY(fill_happened(v, r, day, &meetings, view, f));
    TRY(fill_agenda(v, r, whole.r, day, &meetings, view, f));
    return fill_years(v, r, day, view, f);
}

static enum err kept_body(struct visit *v, struct date day, struct board_page *view, struct fault *f)
{
    struct buf b cleanup(buf_free) = buf_new(PAGE_BYTES_MAX);
    struct out out = { .arena = v->arena, .words = v->words, .b = &b };
    struct reading *r;
    struct str name = str_printf(v->arena, "board %s %.*s", v->words->lang, SF(view->day));
    TRY(visit_reading(v, &r, f));
    if (store_kept(r, v->arena, name, &view->body.s))
        return OK;
    TRY(fill_body(v, r, day, view, f));
    template_board_body(&out, view);
    TRY(buf_check(&b, f));
    store_keep(r, name, buf_str(&b));
    view->body.s = str_copy(v->arena, buf_str(&b));
    return view->body.s.p ? OK : no_memory(f);
}

static enum err board_with(struct visit *v, const struct faults *faults, struct fault *f)
{
    struct date day = day_of(v);
    struct board_page view = { .day = date_text(v->arena, day), .csrf = v->csrf, .may_request = page_may_create(v, &board_request_entity),
                               .faults = page_summary(v, &board_request_entity, faults), .text = form_get(&v->form, "text"), .due = form_get(&v->form, "due") };
    TRY(kept_body(v, day, &view, f));
    fill_downloads(v, &view);
    if (faults && faults->n)
        v->rs->status = 422;
    PAGE(p, v, N_("Direktionens sida"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_board(&p.out, &view);
    return page_send(&p, f);
}

static enum err board(struct visit *v, struct fault *f)
{
    return board_with(v, NULL, f);
}

struct asking { struct board_request request; struct faults *faults; };

static enum err ask_work(struct writing *w, void *ctx, struct fault *f)
{
    struct asking *ask = ctx;
    struct board_request q = ask->request;
    ask->faults->n = ask->faults->beyond = 0;
    return domain_save(w, &board_request_entity, &q, NULL, ask->faults, f);
}

/* R114: what, and until when. The rest follows. */
static enum err ask(struct visit *v, struct fault *f)
{
    static const char *const names[] = { "text", "due" };
    struct faults faults = page_faults(v);
    struct board_request *empty = row_new(v->arena, &board_request_entity);
    if (!empty)
        return no_memory(f);
    struct asking asking = { .request = *empty, .faults = &faults };
    for (size_t i = 0; i < LEN(names); i++) {
        const struct field *field = entity_field_named(&board_request_entity, str(names[i]));
        struct value value;
        struct fault wrong = { 0 };
        if (value_parse(field, str_trim(form_get(&v->form, names[i])), &value, &wrong) == OK)
            value_set(field, &asking.request, value);
        else
            faults_add(&faults, names[i], wrong.text, wrong.arg[0], wrong.arg[1]);
    }
    if (faults.n)
        return board_with(v, &faults, f);
    struct fault wrong = { 0 };
    enum err saved = store_write(v->store, &v->seat, &(struct write_terms){ 0 }, ask_work, &asking, NULL, &wrong);
    if (saved == E_INVALID && faults.n == 0)
        faults_add(&faults, wrong.place, wrong.text, wrong.arg[0], wrong.arg[1]);
    if (saved == E_INVALID)
        return board_with(v, &faults, f);
    if (saved != OK && f)
        *f = wrong;
    TRY(saved);
    return page_go(v, (struct url){ S("/direktionen#begart") });
}

/* ---- the agenda of one meeting ---- */

static enum err meeting_decisions(struct visit *v, struct reading *r, int64_t meeting, struct agenda_page *view, struct fault *f)
{
    const struct entity *e = &board_decision_entity;
    struct query q = { .entity = e, .limit = MEETING_DECISIONS_MAX, .filters_n = 1,
                       .filters = { { entity_field_named(e, S("meeting")), COMPARE_EQUAL, str_printf(v->arena, "%lld", (long long)meeting) } } };
    struct rows rows;
    TRY(store_list(r, v->arena, &q, &rows, f));
    struct agenda_line *lines = arena_array(v->arena, rows.n + 1, sizeof *lines);
    for (size_t i = 0; lines && i < rows.n; i++) {
        const struct board_decision *d = rows_at(&rows, e, i);
        lines[i] = (struct agenda_line){ .title = d->text, .to = page_url(v, e, d->row.id, ""), .linked = true, .paragraph = d->paragraph };
    }
    view->decisions = lines;
    view->decisions_n = rows.n;
    return lines ? OK : no_memory(f);
}

/* What stood on the agenda when the meeting began is read from the journal: nobody can change it afterwards. */
static enum err agenda_then(struct visit *v, struct date day, struct agenda *ret, struct fault *f)
{
    struct store *past;
    struct reading *r;
    TRY(store_past(v->store, date_add_days(day, -1), &past, f));
    enum err e = store_read(past, &v->seat, &r, f);
    if (e == OK) {
        e = agenda_of(r, NULL, v->arena, day, day, ret, f);
        store_read_end(r);
    }
    store_past_end(v->store, past);
    return e;
}

static enum err meeting_agenda(struct visit *v, struct fault *f)
{
    struct whole whole cleanup(whole_end) = { 0 };
    struct meeting m;
    struct reading *r;
    struct agenda g;
    int64_t id;
    size_t open;
    TRY(visit_id(v, 0, &id, f));
    TRY(visit_reading(v, &r, f));
    TRY(store_get(r, v->arena, &meeting_entity, id, &m, f));
    struct agenda_page view = { .title = show_name(v->arena, v->words, &meeting_entity, &m), .day = date_text(v->arena, m.dated) };
    view.frozen = m.state != MEETING_PLANNED && !v->past;
    if (view.frozen) {
        TRY(agenda_then(v, m.dated, &g, f));
    } else {
        TRY(whole_open(v, &whole, f));
        TRY(agenda_of(r, whole.r, v->arena, day_of(v), m.dated, &g, f));
    }
    view.agenda_n = g.n;
    view.agenda = sections_of(v, &g, &open);
    TRY(meeting_decisions(v, r, id, &view, f));
    view.tabs = rows_tabs(v, &meeting_entity, id, "/dagordning", &view.tabs_n);
    PAGE(p, v, "");
    p.title = str_printf(v->arena, "%s – %.*s", words_get(v->words, N_("Dagordning")), SF(view.title));
    p.secrecy = m.row.secrecy;
    page_crumbs(&p, &meeting_entity);
    template_agenda(&p.out, &view);
    return view.agenda ? page_send(&p, f) : no_memory(f);
}

/* ---- the yearly report ---- */

static enum err fill_report(struct visit *v, struct report *ret, struct fault *f)
{
    struct whole whole cleanup(whole_end) = { 0 };
    struct reading *r;
    TRY(visit_reading(v, &r, f));
    TRY(whole_open(v, &whole, f));
    struct report_options options = { .open = page_param(v, "oppen").p != NULL, .made_by = v->login, .organisation = v->organisation, .now = v->now };
    return report_board(r, whole.r, v->arena, v->words, &options, ret, f);
}

static enum err read_report(struct visit *v, struct fault *f)
{
    struct report report;
    TRY(fill_report(v, &report, f));
    PAGE(p, v, N_("Årlig återrapportering till direktionen"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    page_crumb(&p, said(v, N_("Direktionens sida")), (struct url){ S("/direktionen") });
    p.secrecy = report.mark;
    buf_put(&p.body, S("<div class=\"report\">"));
    TRY(report_html(&report, &p.body, f));
    buf_put(&p.body, S("</div>"));
    return page_send(&p, f);
}

static enum err download(struct visit *v, struct fault *f)
{
    struct report report;
    struct str name = v->rq->path;
    str_cut(&name, '.');
    enum report_format format = report_format_named(name);
    if (!format)
        return fault(f, E_ABSENT, NULL, N_("Sidan finns inte."), NULL, NULL);
    TRY(fill_report(v, &report, f));
    TRY(report_render(&report, format, &v->rs->body, f));
    v->rs->type = report_formats[format].type;
    if (format != REPORT_FORMAT_HTML)
        response_header(v->rs, "Content-Disposition", str_printf(v->arena, "attachment; filename=\"aterrapport%s.%s\"", report.open ? "-oppen" : "", report_formats[format].extension));
    return OK;
}

#define DOWNLOAD(extension) { METHOD_GET, "/direktionen/aterrapport." extension, SUBJECT_BOARD, RIGHT_READ, ROUTE_SLOW | ROUTE_EXPORT, download }
static const struct route routes[] = {
    { METHOD_GET, "/direktionen", SUBJECT_BOARD, RIGHT_READ, ROUTE_SLOW, board },
    { METHOD_POST, "/direktionen/begar", SUBJECT_BOARD, RIGHT_DECIDE, 0, ask },
    { METHOD_GET, "/direktionen/aterrapport", SUBJECT_BOARD, RIGHT_READ, ROUTE_SLOW, read_report },
    DOWNLOAD("html"), DOWNLOAD("pdf"), DOWNLOAD("xlsx"), DOWNLOAD("csv"),
    { METHOD_GET, "/sammantraden/{id}/dagordning", SUBJECT_BOARD, RIGHT_READ, ROUTE_SLOW, meeting_agenda },
};
const struct page_table board_pages = { routes, LEN(routes) };
