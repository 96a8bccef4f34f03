#include "report/board.h"

#include "base/arena.h"
#include "derive/show.h"
#include "domain/inbox.h"
#include "domain/measure.h"

enum { REPORT_EACH_MAX = 200 };

struct filling {
    struct report *report;
    struct reading *r, *whole;
    struct date today;
    struct agenda agenda;
    const struct board_number *numbers;
    size_t numbers_n;
};

static struct str word(const struct filling *fill, const char *text)
{
    return report_word(fill->report, text);
}

static struct str day(const struct filling *fill, struct date d)
{
    struct buf b cleanup(buf_free) = buf_new(32);
    if (date_given(d) && !date_known(d))
        return word(fill, N_("okänt"));
    date_put(&b, d);
    return str_copy(fill->report->arena, buf_str(&b));
}

/* A row that the open version leaves out is counted; one that is shown marks the whole. */
static bool left_out(const struct filling *fill, struct str secrecy)
{
    struct report *r = fill->report;
    if (!secrecy.n)
        return false;
    if (r->open)
        r->left_out++;
    else if (!r->mark.n)
        r->mark = secrecy;
    return r->open;
}

static struct str title_in(const struct entity *e, const struct str *titles, const char *field)
{
    for (size_t i = 0; i < entity_fields(e); i++)
        if (strcmp(entity_field(e, i)->name, field) == 0)
            return titles[i];
    return (struct str){ 0 };
}

static struct str count_text(const struct filling *fill, int64_t n)
{
    return n > COUNT_MAX ? str_printf(fill->report->arena, "> %d", COUNT_MAX) : str_printf(fill->report->arena, "%lld", (long long)n);
}

/* ---- parts ---- */

static void numbers(struct filling *fill, enum board_area area)
{
    struct report *r = fill->report;
    const struct report_column columns[] = { { word(fill, N_("Vad")), 60, REPORT_ROW_HEAD }, { word(fill, N_("Antal")), 14, REPORT_NUMBER },
        { word(fill, N_("Bedömning")), 26, 0 } };
    struct report_table *t = report_table(r, word(fill, board_area_label(area)), columns, LEN(columns));
    for (size_t i = 0; t && i < fill->numbers_n; i++) {
        const struct board_number *n = &fill->numbers[i];
        struct report_cell *c = n->figure->area == area && n->n >= 0 ? report_row(r, t) : NULL;
        if (!c)
            continue;
        c[0].text = word(fill, n->figure->label);
        c[1].text = count_text(fill, n->n);
        c[2].text = n->figure->deviation ? word(fill, n->n ? N_("Avvikelse") : N_("Bra")) : (struct str){ 0 };
    }
}

static const struct agenda_part *part_of(const struct filling *fill, const char *code)
{
    for (size_t i = 0; i < fill->agenda.n; i++)
        if (strcmp(fill->agenda.parts[i].rule->code, code) == 0)
            return &fill->agenda.parts[i];
    return NULL;
}

/* The items of one rule, or of all of them with the rule beside; an item that is decided says so. */
static void items(struct filling *fill, const struct agenda_part *only, const char *caption)
{
    struct report *r = fill->report;
    const struct report_column columns[] = { { word(fill, N_("Vad")), 44, REPORT_ROW_HEAD }, { word(fill, N_("Regel")), 32, 0 }, { word(fill, N_("Sedan")), 10, 0 },
                                             { word(fill, N_("Beslut")), 14, 0 } };
    struct report_table *t = report_table(r, word(fill, caption), columns, LEN(columns));
    for (size_t i = 0; t && i < fill->agenda.n; i++) {
        const struct agenda_part *p = &fill->agenda.parts[i];
        if (only && p != only)
            continue;
        for (size_t k = 0; k < p->n; k++) {
            const struct agenda_item *x = &p->v[k];
            struct report_cell *c = left_out(fill, x->secrecy) ? NULL : report_row(r, t);
            if (!c)
                continue;
            c[0].text = x->title.n ? x->title : word(fill, p->rule->label);
            c[1].text = word(fill, p->rule->why);
            c[2].text = day(fill, x->since);
            if (x->decision)
                c[3].text = str_printf(r->arena, "%.*s %.*s", SF(day(fill, x->decision->dated)), SF(x->decision->paragraph));
        }
        int64_t beyond = p->count - (int64_t)p->n;
        struct report_cell *c = beyond > 0 ? report_row(r, t) : NULL;
        if (c) {
            c[0].text = word(fill, p->rule->label);
            c[1].text = word(fill, p->hidden ? p->rule->why : N_("Fler än de äldsta, som står ovan."));
            c[3].text = count_text(fill, p->hidden ? p->count : beyond);
        }
    }
}

/* Rows of a query, each column a field; false when there is none. */
static enum err rows_of(struct filling *fill, struct query q, const char *caption, const char *const *fields, size_t n, bool *ret_any, struct fault *f)
{
    struct report *r = fill->report;
    const struct entity *e = q.entity;
    struct report_column columns[6];
    struct report_table *t = NULL;
    struct rows rows;
    *ret_any = false;
    if (!authz_may_somewhere(reading_seat(fill->r), e->subject, RIGHT_READ))
        return OK;
    q.limit = REPORT_EACH_MAX;
    TRY(store_list(fill->r, r->arena, &q, &rows, f));
    for (size_t i = 0; i < n && i < LEN(columns); i++)
        columns[i] = (struct report_column){ word(fill, entity_field_named(e, str(fields[i]))->label), i ? 50 / (unsigned)(n > 1 ? n - 1 : 1) : 50, i ? 0 : REPORT_ROW_HEAD };
    for (size_t i = 0; i < rows.n; i++) {
        const void *row = rows_at(&rows, e, i);
        if (left_out(fill, ((const struct row *)row)->secrecy))
            continue;
        t = t ? t : report_table(r, word(fill, caption), columns, n);
        struct report_cell *c = t ? report_row(r, t) : NULL;
        for (size_t k = 0; c && k < n; k++) {
            const struct field *field = entity_field_named(e, str(fields[k]));
            struct value value = value_of(field, row);
            struct buf b cleanup(buf_free) = buf_new(200000);
            if (field->kind == KIND_WORD)
                c[k].text = value.i ? word(fill, field->words[value.i].label) : (struct str){ 0 };
            else if (field->kind == KIND_REF)
                c[k].text = title_in(e, rows.titles + i * entity_fields(e), field->name);
            else if (field->kind == KIND_DATE)
                c[k].text = day(fill, value.d);
            else {
                value_text(&b, field, value);
                c[k].text = str_copy(r->arena, buf_str(&b));
            }
        }
        *ret_any = true;
    }
    if (rows.more_after)
        report_paragraph(r, str_printf(r->arena, "%s %d.", words_get(r->words, N_("Tabellen visar de första")), REPORT_EACH_MAX));
    return OK;
}

static struct query in_year(const struct filling *fill, const struct entity *e, const char *field)
{
    return (struct query){ .entity = e, .sort = entity_field_named(e, str(field)), .filters_n = 1,
                           .filters = { { entity_field_named(e, str(field)), COMPARE_EQUAL, str_printf(fill->report->arena, "%d", fill->today.year) } } };
}

#define ROWS(fill, query, caption, any, ...) do { static const char *const fields_[] = { __VA_ARGS__ }; \
    TRY(rows_of((fill), (query), (caption), fields_, LEN(fields_), &(any), f)); } while (0)

/* ---- the sections, in the order of the form ---- */

static void silent(struct filling *fill, const char *text)
{
    report_paragraph(fill->report, word(fill, text));
}

static void heading(struct filling *fill, const char *text)
{
    report_heading(fill->report, 2, word(fill, text));
}

static enum err beginning(struct filling *fill, struct fault *f)
{
    struct report *r = fill->report;
    size_t deviations = 0, waiting = 0;
    static const enum body_type to[] = { BODY_BOARD, BODY_MANAGEMENT };
    for (size_t i = 0; i < LEN(to); i++) { /* R118: the management is a recipient of its own */
        struct body body = { 0 };
        body_id id;
        TRY(board_body(fill->r, r->arena, to[i], &id, f));
        if (id.v)
            TRY(store_get(fill->r, r->arena, &body_entity, id.v, &body, f));
        report_fact(r, word(fill, N_("Till")), id.v ? body.name : word(fill,
            to[i] == BODY_BOARD ? N_("direktionen (organet är inte registrerat)") : N_("förbundsledningen (organet är inte registrerat)")));
    }
    report_fact(r, word(fill, N_("Avser")), str_printf(r->arena, "%d", fill->today.year));
    for (size_t i = 0; i < fill->numbers_n; i++)
        deviations += fill->numbers[i].figure->deviation && fill->numbers[i].n > 0;
    for (size_t i = 0; i < fill->agenda.n; i++)
        waiting += (size_t)fill->agenda.parts[i].count - fill->agenda.parts[i].decided_n;
    heading(fill, N_("Förslag till beslut"));
    silent(fill, N_("Direktionen lägger rapporten till handlingarna och tar ställning till punkterna i avsnitt 13."));
    heading(fill, N_("Sammanfattning"));
    report_fact(r, word(fill, N_("Mått som visar en avvikelse")), str_printf(r->arena, "%zu", deviations));
    report_fact(r, word(fill, N_("Frågor som väntar på direktionen")), str_printf(r->arena, "%zu", waiting));
    return OK;
}

static enum err work_and_risk(struct filling *fill, struct fault *f)
{
    bool any, more;
    heading(fill, N_("1 Uppdrag och mål"));
    struct query given = in_year(fill, &board_decision_entity, "dated");
    given.filters[given.filters_n++] = (struct filter){ entity_field_named(&board_decision_entity, S("kind")), COMPARE_EQUAL, S("uppdrag") };
    ROWS(fill, given, N_("Uppdrag som direktionen har gett i år"), any, "text", "responsible", "due", "state");
    if (!any)
        silent(fill, N_("Inget uppdrag från direktionen är registrerat i år."));
    heading(fill, N_("2 Genomförda aktiviteter"));
    ROWS(fill, in_year(fill, &measure_entity, "done"), N_("Åtgärder som blev klara i år"), any, "title", "responsible", "done");
    if (!any)
        silent(fill, N_("Ingen åtgärd har blivit klar i år."));
    heading(fill, N_("3 Händelser och incidenter"));
    silent(fill, N_("Incidenter förs inte i det här systemet."));
    heading(fill, N_("4 Riskläge"));
    struct query q = in_year(fill, &board_decision_entity, "dated");
    ROWS(fill, in_year(fill, &appetite_entity, "year"), N_("Riskaptit"), any, "text", "level", "state", "decided", "paragraph");
    if (!any)
        silent(fill, N_("Avvikelse: direktionen har inte beslutat någon riskaptit för året."));
    q.filters[q.filters_n++] = (struct filter){ entity_field_named(&board_decision_entity, S("kind")), COMPARE_EQUAL, S("accepterar_risk") };
    ROWS(fill, q, N_("Risker som direktionen har accepterat i år"), any, "text", "dated", "paragraph", "state");
    q.filters[1].value = S("behandlar_risk");
    ROWS(fill, q, N_("Risker som direktionen har beslutat att behandla i år"), more, "text", "dated", "paragraph", "state");
    if (!any && !more)
        silent(fill, N_("Direktionen har inte beslutat om någon enskild risk i år."));
    heading(fill, N_("5 Hotbild och omvärld"));
    numbers(fill, AREA_WATCH);
    heading(fill, N_("6 Klassning och riskanalys"));
    silent(fill, N_("Uppgifter om klassning och riskanalys ingår inte i rapporten än."));
    return OK;
}

static enum err control(struct filling *fill, struct fault *f)
{
    bool any;
    heading(fill, N_("7 Förmåga"));
    ROWS(fill, in_year(fill, &presentation_entity, "dated"), N_("Presentationer av förmågan i år"), any, "title", "dated", "prevents", "detects", "handles", "restores");
    if (!any)
        silent(fill, N_("Avvikelse: direktionen har inte fått någon presentation av förmågan i år."));
    heading(fill, N_("8 Internkontroll"));
    silent(fill, N_("Internkontrollen förs inte i det här systemet."));
    heading(fill, N_("9 Revisorernas rekommendationer"));
    numbers(fill, AREA_AUDIT);
    if (part_of(fill, "rekommendationer"))
        items(fill, part_of(fill, "rekommendationer"), N_("Rekommendationer utan åtgärd eller beslut"));
    numbers(fill, AREA_MEASURES);
    heading(fill, N_("10 Styrande dokument"));
    numbers(fill, AREA_DOCUMENTS);
    ROWS(fill, in_year(fill, &document_version_entity, "valid_from"), N_("Dokument som började gälla i år"), any, "document", "number", "valid_from", "decided_by", "paragraph");
    struct query unknown = { .entity = &document_audience_entity, .filters_n = 1, .filters = { { entity_field_named(&document_audience_entity,
        S("known")), COMPARE_EQUAL, S("ej_kand") } } };
    ROWS(fill, unknown, N_("Dokument som inte är kända"), any, "document", "organisation", "known");
    heading(fill, N_("11 Resurser"));
    numbers(fill, AREA_STAFF);
    if (part_of(fill, "vakanser"))
        items(fill, part_of(fill, "vakanser"), N_("Roller som ska vara tillsatta men inte är det"));
    return OK;
}

static enum err members(struct filling *fill, struct fault *f)
{
    struct report *r = fill->report;
    const struct field *own = entity_field_named(&organisation_profile_entity, S("own_function"));
    struct board_member *all;
    size_t n;
    heading(fill, N_("12 Läget per medlemskommun"));
    TRY(board_members(fill->r, r->arena, fill->today, &all, &n, f));
    const struct report_column columns[] = { { word(fill, N_("Medlem")), 34, REPORT_ROW_HEAD }, { word(fill, N_("Egen organisation för informationssäkerhet")), 30, 0 },
                                             { word(fill, N_("Dokument som inte är kända")), 18, REPORT_NUMBER }, { word(fill, N_("Försenade åtgärder")), 18, REPORT_NUMBER } };
    struct report_table *t = n ? report_table(r, word(fill, N_("Läget per medlem")), columns, LEN(columns)) : NULL;
    for (size_t i = 0; t && i < n; i++) {
        struct report_cell *c = report_row(r, t);
        if (!c)
            break;
        c[0].text = all[i].organisation.name;
        c[1].text = all[i].judged && all[i].profile.own_function ? word(fill, own->words[all[i].profile.own_function].label) : word(fill, N_("uppgift saknas"));
        c[2].text = count_text(fill, all[i].unknown);
        c[3].text = count_text(fill, all[i].late);
    }
    if (!n)
        silent(fill, N_("Ingen medlemskommun är registrerad."));
    return OK;
}

static enum err asked_and_decided(struct filling *fill, struct fault *f)
{
    bool any;
    heading(fill, N_("13 Beslut som behövs"));
    if (fill->agenda.n)
        items(fill, NULL, N_("Dagordning enligt reglerna"));
    else
        silent(fill, N_("Ingen regel ger något till sammanträdet."));
    heading(fill, N_("Direktionens begäranden och beslut i år"));
    ROWS(fill, in_year(fill, &board_request_entity, "asked"), N_("Begäranden i år"), any, "text", "asked", "due", "state");
    if (!any)
        silent(fill, N_("Avvikelse: direktionen har inte begärt något i år."));
    ROWS(fill, in_year(fill, &board_decision_entity, "dated"), N_("Beslut i år"), any, "text", "kind", "dated", "paragraph", "state");
    if (!any)
        silent(fill, N_("Inget beslut är registrerat i år."));
    return OK;
}

enum err report_board(struct reading *reading, struct reading *whole, struct arena *a, const struct words *words, const struct report_options *o, struct report *ret,
                      struct fault *f)
{
    struct report r = report_new(a, words, str(words_get(words, N_("Årlig återrapportering till direktionen"))));
    struct filling fill = { .report = &r, .r = reading, .whole = whole, .today = date_of(o->now) };
    struct board_meetings meetings;
    struct board_number *v;
    r.open = o->open;
    r.made = o->now;
    r.made_by = o->made_by;
    r.organisation = o->organisation;
    TRY(board_meetings(reading, a, fill.today, &meetings, f));
    TRY(board_numbers(reading, whole, a, fill.today, &v, &fill.numbers_n, f));
    fill.numbers = v;
    TRY(agenda_of(reading, whole, a, fill.today, meetings.next.dated, &fill.agenda, f));
    TRY(beginning(&fill, f));
    TRY(work_and_risk(&fill, f));
    TRY(control(&fill, f));
    TRY(members(&fill, f));
    TRY(asked_and_decided(&fill, f));
    *ret = r;
    return OK;
}
