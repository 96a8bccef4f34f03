#include "domain/board.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "derive/json.h"
#include "derive/value.h"
#include "domain/gather.h"
#include "domain/measure.h"
#include "domain/save.h"
#include "model/watch.h"

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static struct str number(struct arena *a, int64_t v)
{
    return str_printf(a, "%lld", (long long)v);
}

static struct filter filter_of(const struct entity *e, const char *field, enum compare compare, struct str value)
{
    return (struct filter){ entity_field_named(e, str(field)), compare, value };
}

enum err board_body(struct reading *r, struct arena *a, enum body_type type, body_id *ret, struct fault *f)
{
    struct query q = { .entity = &body_entity, .limit = 1, .filters_n = 2 };
    const struct field *field = entity_field_named(&body_entity, S("type"));
    struct rows rows;
    q.filters[0] = (struct filter){ field, COMPARE_EQUAL, str(field->words[type].code) };
    q.filters[1] = filter_of(&body_entity, "organisation", COMPARE_EQUAL, number(a, reading_seat(r)->federation.v));
    TRY(store_list(r, a, &q, &rows, f));
    *ret = (body_id){ rows.n ? row_of(rows.rows)->id : 0 };
    return OK;
}

/* ---- how it stands ---- */

const struct board_figure board_figures[] = {
    { AREA_AUDIT, N_("Rekommendationer"), { .entity = &recommendation_entity }, false, false },
    { AREA_AUDIT, N_("Bedömda som genomförda"), { &assessment_entity, { { "grade", COMPARE_EQUAL, "ja" } }, 0, NULL }, false, false },
    { AREA_AUDIT, N_("Bedömda som delvis genomförda"), { &assessment_entity, { { "grade", COMPARE_EQUAL, "delvis" } }, 0, NULL }, false, false },
    { AREA_AUDIT, N_("Bedömda som inte genomförda"), { &assessment_entity, { { "grade", COMPARE_EQUAL, "nej" } }, 0, NULL }, true, false },
    { AREA_MEASURES, N_("Pågående åtgärder"), { &measure_entity, { { "state", COMPARE_EQUAL, "pagar" } }, 0, NULL }, false, false },
    { AREA_MEASURES, N_("Åtgärder som väntar på något annat"), { &measure_entity, { { "state", COMPARE_EQUAL, "vantar" } }, 0, NULL }, false, false },
    { AREA_MEASURES, N_("Försenade åtgärder"),
      { &measure_entity, { { "due", COMPARE_LESS, NULL }, { "state", COMPARE_NOT_EQUAL, "klar" }, { "state", COMPARE_NOT_EQUAL, "avbruten" } }, 0, "due" }, true, false },
    { AREA_MEASURES, N_("Klara åtgärder som ingen har följt upp"),
      { &measure_entity, { { "state", COMPARE_EQUAL, "klar" }, { "effect", COMPARE_NOT_GIVEN, "" } }, 0, NULL }, true, false },
    { AREA_DOCUMENTS, N_("Gällande dokument"), { &document_entity, { { "state", COMPARE_EQUAL, "gallande" } }, 0, NULL }, false, false },
    { AREA_DOCUMENTS, N_("Organisationer som inte känner till ett dokument de ska känna till"),
      { &document_audience_entity, { { "known", COMPARE_EQUAL, "ej_kand" } }, 0, NULL }, true, false },
    { AREA_STAFF, N_("Roller"), { .entity = &post_entity }, false, false },
    { AREA_STAFF, N_("Roller som ska vara tillsatta men inte är det"),
      { &post_entity, { { "mandatory", COMPARE_EQUAL, "ja" }, { "state", COMPARE_NOT_EQUAL, "tillsatt" } }, 0, NULL }, true, false },
    { AREA_WATCH, N_("Öppna kända sårbarheter"), { &exposure_entity, { { "state", COMPARE_EQUAL, "oppen" } }, 0, NULL }, false, true },
    { AREA_WATCH, N_("Öppna sårbarheter som angripare utnyttjar"),
      { &exposure_entity, { { "kev", COMPARE_EQUAL, "ja" }, { "state", COMPARE_EQUAL, "oppen" } }, 0, NULL }, true, true },
    { AREA_BOARD, N_("Begäranden som väntar på svar"), { &board_request_entity, { { "state", COMPARE_EQUAL, "begard" } }, 0, NULL }, false, false },
    { AREA_BOARD, N_("Beslut som inte är genomförda i tid"),
      { &board_decision_entity, { { "state", COMPARE_EQUAL, "beslutat" }, { "due", COMPARE_LESS, NULL } }, 0, "due" }, true, false },
};
const size_t board_figures_n = LEN(board_figures);

const char *board_area_label(enum board_area area)
{
    static const char *const labels[AREA__N] = {
        [AREA_AUDIT] = N_("Revisorernas rekommendationer"), [AREA_MEASURES] = N_("Åtgärderna"), [AREA_DOCUMENTS] = N_("De styrande dokumenten"),
        [AREA_STAFF] = N_("Bemanningen"), [AREA_WATCH] = N_("Sårbarheterna"), [AREA_BOARD] = N_("Direktionens egna frågor"),
    };
    return labels[area];
}

struct query board_figure_query(struct arena *a, const struct board_figure *figure, struct date day, size_t limit)
{
    return selection_query(a, &figure->rows, day, limit);
}

enum err board_numbers(struct reading *r, struct reading *whole, struct arena *a, struct date day, struct board_number **ret, size_t *ret_n, struct fault *f)
{
    struct board_number *v = arena_array(a, LEN(board_figures), sizeof *v);
    for (size_t i = 0; v && i < LEN(board_figures); i++) {
        v[i] = (struct board_number){ .figure = &board_figures[i], .n = -1 };
        struct reading *from = r;
        if (!authz_may_somewhere(reading_seat(r), board_figures[i].rows.entity->subject, RIGHT_READ)) {
            v[i].hidden = true;
            from = board_figures[i].summary ? whole : NULL;
        }
        struct query q = board_figure_query(a, &board_figures[i], day, 1);
        if (from)
            TRY(store_count(from, a, &q, &v[i].n, f));
    }
    *ret = v;
    *ret_n = LEN(board_figures);
    return v ? OK : no_memory(f);
}

/* ---- per member ---- */

struct query board_member_query(struct arena *a, bool late, organisation_id member, struct date day, size_t limit)
{
    struct query q = { .entity = &document_audience_entity, .limit = limit };
    if (late)
        q = measure_list_query(a, MEASURES_LATE, day, limit);
    else
        q.filters[q.filters_n++] = filter_of(q.entity, "known", COMPARE_EQUAL, S("ej_kand"));
    q.filters[q.filters_n++] = filter_of(q.entity, "organisation", COMPARE_EQUAL, number(a, member.v));
    return q;
}

static enum err profile_of(struct reading *r, struct arena *a, struct board_member *m, struct fault *f)
{
    const struct entity *e = &organisation_profile_entity;
    struct query q = { .entity = e, .limit = 1, .sort = entity_field_named(e, S("dated")), .descending = true, .filters_n = 1,
                       .filters = { filter_of(e, "organisation", COMPARE_EQUAL, number(a, m->organisation.row.id)) } };
    struct rows rows;
    TRY(store_list(r, a, &q, &rows, f));
    m->judged = rows.n;
    if (rows.n)
        m->profile = *(const struct organisation_profile *)rows.rows;
    return OK;
}

enum err board_members(struct reading *r, struct arena *a, struct date day, struct board_member **ret, size_t *ret_n, struct fault *f)
{
    struct query q = { .entity = &organisation_entity, .limit = 100, .sort = entity_field_named(&organisation_entity, S("name")), .filters_n = 1,
                       .filters = { filter_of(&organisation_entity, "type", COMPARE_EQUAL, S("medlemskommun")) } };
    struct rows rows;
    TRY(store_list(r, a, &q, &rows, f));
    struct board_member *v = arena_array(a, rows.n + 1, sizeof *v);
    if (!v)
        return no_memory(f);
    for (size_t i = 0; i < rows.n; i++) {
        v[i].organisation = *(const struct organisation *)rows_at(&rows, &organisation_entity, i);
        organisation_id id = { v[i].organisation.row.id };
        TRY(profile_of(r, a, &v[i], f));
        struct query unknown = board_member_query(a, false, id, day, 1), late = board_member_query(a, true, id, day, 1);
        TRY(store_count(r, a, &unknown, &v[i].unknown, f));
        TRY(store_count(r, a, &late, &v[i].late, f));
    }
    *ret = v;
    *ret_n = rows.n;
    return OK;
}

/* ---- meetings ---- */

static enum err meeting_beside(struct reading *r, struct arena *a, body_id board, struct date day, bool next, struct meeting *ret, struct fault *f)
{
    const struct entity *e = &meeting_entity;
    struct buf b cleanup(buf_free) = buf_new(32);
    date_put(&b, day);
    struct query q = { .entity = e, .limit = 1, .sort = entity_field_named(e, S("dated")), .descending = !next, .filters_n = 3,
                       .filters = { filter_of(e, "body", COMPARE_EQUAL, number(a, board.v)),
                                    filter_of(e, "dated", next ? COMPARE_AT_LEAST : COMPARE_LESS, buf_str(&b)),
                                    filter_of(e, "state", next ? COMPARE_EQUAL : COMPARE_NOT_EQUAL, S("planerat")) } };
    struct rows rows;
    TRY(store_list(r, a, &q, &rows, f));
    row_clear(e, ret);
    if (rows.n)
        *ret = *(const struct meeting *)rows.rows;
    return OK;
}

enum err board_meetings(struct reading *r, struct arena *a, struct date day, struct board_meetings *ret, struct fault *f)
{
    body_id board;
    TRY(board_body(r, a, BODY_BOARD, &board, f));
    TRY(meeting_beside(r, a, board, day, false, &ret->last, f));
    return meeting_beside(r, a, board, day, true, &ret->next, f);
}

/* ---- what has happened ---- */

/* What the board hears of. Other registers' rows belong to one of these. */
static const struct entity *const told[] = {
    &audit_entity, &recommendation_entity, &assessment_entity, &response_entity, &measure_entity, &effect_followup_entity, &no_action_entity, &own_assessment_entity,
    &document_entity, &document_version_entity, &information_request_entity, &meeting_entity, &presentation_entity, &board_request_entity,
    &board_decision_entity, &appetite_entity, &post_entity, &assignment_entity,
};

static bool is_told(const struct entity *e)
{
    for (size_t i = 0; i < LEN(told); i++)
        if (told[i] == e)
            return true;
    return false;
}

static bool is_step(const struct entity *e, struct str verb)
{
    for (size_t i = 0; i < domain_rules_n; i++)
        for (size_t k = 0; k < domain_rules[i]->transitions_n; k++) {
            const struct transition *t = &domain_rules[i]->transitions[k];
            if (t->entity == e && t->from && str_is(verb, t->verb))
                return true;
        }
    return false;
}

/* A row that was touched, by its newest entry; the older ones may say that it was new, or took a step. */
struct touched { const struct journal_entry *newest; bool born, stepped; };

static size_t gather_touched(const struct journal_entry *v, size_t n, instant since, struct touched *to)
{
    size_t found = 0;
    for (size_t i = 0; i < n && v[i].at.usec >= since.usec; i++) {
        size_t k = 0;
        if (!is_told(v[i].entity) || (v[i].valid.usec && v[i].valid.usec < since.usec)) /* a past that was registered afterwards is no news */
            continue;
        while (k < found && (to[k].newest->entity != v[i].entity || to[k].newest->id != v[i].id))
            k++;
        if (k == found)
            to[found++] = (struct touched){ .newest = &v[i] };
        to[k].born |= v[i].version == 1;
        to[k].stepped |= is_step(v[i].entity, v[i].verb);
    }
    return found;
}

static enum err add_event(struct arena *a, const struct touched *t, struct board_event *events, size_t *events_n, struct fault *f)
{
    const struct entity *e = t->newest->entity;
    const struct field *state = domain_state_field(e);
    struct board_event is = { .entity = e, .change = t->born ? CHANGE_NEW : t->stepped ? CHANGE_STEP : CHANGE_OTHER };
    void *row = row_new(a, e);
    if (!row)
        return no_memory(f);
    if (row_json_read_full(a, e, t->newest->row, row, NULL) != OK || row_of(row)->standing != STANDING_VALID)
        return OK; /* what was revoked again is not told */
    if (is.change == CHANGE_STEP)
        is.state = (unsigned)value_of(state, row).i;
    size_t i = 0;
    while (i < *events_n && (events[i].entity != e || events[i].change != is.change || events[i].state != is.state))
        i++;
    if (i == *events_n)
        events[(*events_n)++] = is;
    struct board_event *event = &events[i];
    event->n++;
    if (event->first_n < CHANGE_TITLES) {
        event->first[event->first_n].id = t->newest->id;
        event->first[event->first_n++].title = row_of(row)->secrecy.n ? (struct str){ 0 } : row_title(e, row);
    }
    return OK;
}

static int in_order(const void *x, const void *y)
{
    const struct board_event *a = x, *b = y;
    size_t ia = model_index(a->entity), ib = model_index(b->entity);
    if (ia != ib)
        return ia < ib ? -1 : 1;
    return a->change != b->change ? (a->change < b->change ? -1 : 1) : a->state < b->state ? -1 : a->state > b->state;
}

enum err board_events(struct reading *r, struct arena *a, instant since, struct board_event **ret, size_t *ret_n, bool *ret_more, struct fault *f)
{
    struct journal_entry *journal;
    size_t n, touched_n;
    TRY(store_recent(r, a, 0, CHANGE_ENTRIES_MAX, &journal, &n, f));
    struct touched *touched = arena_array(a, n + 1, sizeof *touched);
    struct board_event *events = arena_array(a, n + 1, sizeof *events);
    if (!touched || !events)
        return no_memory(f);
    touched_n = gather_touched(journal, n, since, touched);
    *ret_n = 0;
    for (size_t i = 0; i < touched_n; i++)
        TRY(add_event(a, &touched[i], events, ret_n, f));
    if (*ret_n)
        qsort(events, *ret_n, sizeof *events, in_order);
    *ret = events;
    *ret_more = n == CHANGE_ENTRIES_MAX && journal[n - 1].at.usec >= since.usec;
    return OK;
}

/* ---- year by year ---- */

static enum err count_in(struct reading *r, struct arena *a, const struct entity *e, const char *field, int year, const char *state, size_t *ret, bool *more, struct fault *f)
{
    struct query q = { .entity = e, .filters_n = 1, .filters = { filter_of(e, field, COMPARE_EQUAL, number(a, year)) } };
    int64_t n;
    if (state) /* answered, whether the board has accepted it or not */
        q.filters[q.filters_n++] = filter_of(e, state, COMPARE_GIVEN, S(""));
    TRY(store_count(r, a, &q, &n, f));
    *more |= n > COUNT_MAX;
    *ret = (size_t)n;
    return OK;
}

enum err board_year(struct reading *r, struct arena *a, int year, struct board_year *ret, struct fault *f)
{
    struct board_year y = { .year = year };
    struct rows rows;
    TRY(count_in(r, a, &board_request_entity, "asked", year, NULL, &y.requests, &y.more, f));
    TRY(count_in(r, a, &board_request_entity, "asked", year, "answered", &y.answered, &y.more, f));
    TRY(count_in(r, a, &presentation_entity, "dated", year, NULL, &y.presentations, &y.more, f));
    struct query q = { .entity = &appetite_entity, .limit = 1, .filters_n = 2, .filters = { filter_of(&appetite_entity, "year", COMPARE_EQUAL, number(a, year)),
                                                                                            filter_of(&appetite_entity, "state", COMPARE_EQUAL, S("beslutad")) } };
    TRY(store_list(r, a, &q, &rows, f));
    y.appetite = rows.n ? rows.rows : NULL;
    *ret = y;
    return OK;
}

enum err board_years(struct reading *r, struct arena *a, struct date day, struct board_year **ret, size_t *ret_n, struct fault *f)
{
    struct board_year *v = arena_array(a, YEARS_MAX, sizeof *v);
    if (!v)
        return no_memory(f);
    *ret_n = 1;
    for (int i = 0; i < YEARS_MAX; i++) {
        TRY(board_year(r, a, day.year - i, &v[i], f));
        if (v[i].requests || v[i].presentations || v[i].appetite)
            *ret_n = (size_t)i + 1;
    }
    *ret = v;
    return OK;
}
