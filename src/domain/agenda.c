#include "domain/agenda.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "derive/value.h"
#include "domain/board.h"
#include "domain/documents.h"
#include "domain/inbox.h"
#include "domain/measure.h"
#include "domain/people.h"
#include "model/watch.h"

#define FIND(name) static enum err name(const struct agenda_rule *rule, struct reading *r, struct arena *a, struct date day, struct agenda_part *part, struct fault *f)
FIND(find_unanswered);
FIND(find_documents);
FIND(find_conflicts);
FIND(find_year);

/* One row a rule. What the board must see of a new subject is added here and nowhere else. */
const struct agenda_rule agenda_rules[] = {
    { "yttranden", N_("Yttranden att besluta"), N_("Revisorerna väntar på ett yttrande, och sista dagen är senast på sammanträdet."),
      { &response_entity, { { "due", COMPARE_AT_MOST, NULL }, { "state", COMPARE_NOT_EQUAL, "beslutat" }, { "state", COMPARE_NOT_EQUAL, "skickat" },
                            { "state", COMPARE_NOT_EQUAL, "handling_saknas" } }, 0, "due" }, .at_meeting = true },
    { "rekommendationer", N_("Rekommendationer utan åtgärd eller beslut"), N_("Revisorernas rekommendation är öppen och har varken en åtgärd eller ett beslut."),
      { .entity = &recommendation_entity }, .find = find_unanswered, .page = "/handlingsplan#utan-svar" },
    { "avsta", N_("Förslag att inte gå vidare"), N_("Bara direktionen beslutar att inte gå vidare med en rekommendation."),
      { &no_action_entity, { { "state", COMPARE_EQUAL, "foreslaget" } }, 0, NULL }, .named_by = "recommendation" },
    { "prova", N_("Beslut att inte gå vidare som ska prövas"), N_("Dagen då beslutet skulle prövas på nytt har kommit."),
      { &no_action_entity, { { "state", COMPARE_EQUAL, "beslutat" }, { "review", COMPARE_AT_MOST, NULL } }, 0, "review" }, .at_meeting = true, .named_by = "recommendation" },
    { "forsenade", N_("Åtgärder som är mycket försenade"), N_("Åtgärden skulle ha varit klar för mer än 30 dagar sedan."),
      { &measure_entity, { { "due", COMPARE_LESS, NULL }, { "state", COMPARE_NOT_EQUAL, "klar" }, { "state", COMPARE_NOT_EQUAL, "avbruten" } }, -AGENDA_LATE_DAYS, "due" } },
    { "vantan", N_("Åtgärder som har väntat för länge"), N_("Dagen då väntan skulle prövas på nytt har passerat."),
      { &measure_entity, { { "look_again", COMPARE_LESS, NULL }, { "state", COMPARE_EQUAL, "vantar" } }, 0, "look_again" } },
    { "obesvarade", N_("Direktionens begäranden utan svar"), N_("Svaret skulle ha kommit."),
      { &board_request_entity, { { "due", COMPARE_LESS, NULL }, { "state", COMPARE_NOT_EQUAL, "besvarad" }, { "state", COMPARE_NOT_EQUAL, "godkand" } }, 0, "due" } },
    { "svar", N_("Svar att ta ställning till"), N_("Begäran är besvarad, och direktionen har inte godkänt svaret."),
      { &board_request_entity, { { "state", COMPARE_EQUAL, "besvarad" } }, 0, NULL } },
    { "forslag", N_("Förslag till beslut"), N_("Någon har föreslagit att direktionen beslutar."),
      { &board_decision_entity, { { "state", COMPARE_EQUAL, "foreslaget" } }, 0, NULL } },
    { "beslut", N_("Beslut som inte är genomförda"), N_("Direktionens beslut skulle ha varit genomfört."),
      { &board_decision_entity, { { "state", COMPARE_EQUAL, "beslutat" }, { "due", COMPARE_LESS, NULL } }, 0, "due" } },
    { "dokument", N_("Styrande dokument att se över"), N_("Direktionen har beslutat dokumentet, och dagen för nästa översyn har passerat."),
      { .entity = &document_entity }, .find = find_documents, .page = "/dokument/styrande" },
    { "kannedom", N_("Styrande dokument som inte är kända"), N_("En organisation som ska känna till dokumentet gör det inte."),
      { &document_audience_entity, { { "known", COMPARE_EQUAL, "ej_kand" } }, 0, NULL }, .named_by = "document", .and_by = "organisation" },
    { "vakanser", N_("Roller som ska vara tillsatta men inte är det"), N_("Rollen är obligatorisk och obesatt."),
      { &post_entity, { { "mandatory", COMPARE_EQUAL, "ja" }, { "state", COMPARE_NOT_EQUAL, "tillsatt" } }, 0, NULL } },
    { "konflikter", N_("Intressekonflikter utan bedömning"), N_("Dataskyddsombudet har en uppgift som styr hur personuppgifter behandlas, och ingen har bedömt det."),
      { .entity = &post_entity }, .find = find_conflicts, .page = "/bemanning" },
    { "sarbarheter", N_("Sårbarheter som angripare utnyttjar"), N_("Sårbarheten står i KEV sedan mer än två veckor och är öppen."),
      { &exposure_entity, { { "kev", COMPARE_EQUAL, "ja" }, { "state", COMPARE_EQUAL, "oppen" }, { "kev_added", COMPARE_LESS, NULL } }, -AGENDA_KEV_DAYS, NULL }, .summary = true },
    { "riskaptit-forslag", N_("Förslag till riskaptit"), N_("Riskaptiten är föreslagen men inte beslutad."),
      { &appetite_entity, { { "state", COMPARE_EQUAL, "foreslagen" } }, 0, NULL } },
    { "ar-begaran", N_("I år har direktionen inte begärt något"), N_("Ett år utan begäran är en avvikelse."),
      { .entity = &board_request_entity }, .find = find_year, .page = "/begaranden" },
    { "ar-presentation", N_("I år har direktionen inte fått någon presentation"), N_("Ett år utan presentation av förmågan är en avvikelse."),
      { .entity = &presentation_entity }, .find = find_year, .page = "/presentationer" },
    { "ar-riskaptit", N_("I år har direktionen inte beslutat om riskaptiten"), N_("Ett år utan beslutad riskaptit är en avvikelse."),
      { .entity = &appetite_entity }, .find = find_year, .page = "/riskaptit" },
};
const size_t agenda_rules_n = LEN(agenda_rules);
_Static_assert(LEN(agenda_rules) <= AGENDA_RULES_MAX, "more rules than an agenda has room for");

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

struct query selection_query(struct arena *a, const struct selection *s, struct date day, size_t limit)
{
    struct query q = { .entity = s->entity, .limit = limit, .sort = s->sort ? entity_field_named(s->entity, str(s->sort)) : NULL };
    struct buf b cleanup(buf_free) = buf_new(32);
    date_put(&b, s->days ? date_add_days(day, s->days) : day);
    for (size_t i = 0; i < LEN(s->filters) && s->filters[i].field; i++)
        q.filters[q.filters_n++] = (struct filter){ entity_field_named(s->entity, str(s->filters[i].field)), s->filters[i].compare,
                                                    s->filters[i].value ? str(s->filters[i].value) : str_copy(a, buf_str(&b)) };
    return q;
}

enum err agenda_add(struct arena *a, struct agenda_part *part, const struct agenda_item *item, struct fault *f)
{
    part->count++;
    if (part->n - part->decided_n >= AGENDA_EACH_MAX && !item->decision)
        return OK;
    size_t cap = part->n;
    struct agenda_item *grown = arena_grow(a, part->v, part->n, part->n + 1, sizeof *grown, &cap);
    if (!grown)
        return no_memory(f);
    part->v = grown;
    part->v[part->n++] = *item;
    part->decided_n += item->decision != NULL;
    return OK;
}

/* ---- rules over more than one register ---- */

FIND(find_unanswered)
{
    struct open_recommendation *open;
    size_t n;
    (void)rule;
    TRY(recommendations_open(r, a, day, &open, &n, f));
    for (size_t i = 0; i < n; i++) {
        const struct recommendation *rec = &open[i].recommendation;
        if (open[i].answer == ANSWER_NONE)
            TRY(agenda_add(a, part, &(struct agenda_item){ &recommendation_entity, rec->row.id, rec->text, rec->row.secrecy, rec->dated, NULL }, f));
    }
    return OK;
}

FIND(find_documents)
{
    struct document_line *lines;
    size_t n;
    body_id board;
    (void)rule;
    TRY(board_body(r, a, BODY_BOARD, &board, f));
    TRY(documents_tree(r, a, day, &lines, &n, f));
    for (size_t i = 0; i < n; i++)
        if (lines[i].lacks & DOCUMENT_REVIEW_LATE && board.v && lines[i].version->decided_by.v == board.v)
            TRY(agenda_add(a, part, &(struct agenda_item){ &document_entity, lines[i].document->row.id, lines[i].document->title, lines[i].document->row.secrecy,
                                                           lines[i].version->next_review, NULL }, f));
    return OK;
}

FIND(find_conflicts)
{
    const struct conflict *all;
    size_t n;
    (void)rule;
    TRY(people_conflicts(r, a, day, &all, &n, f));
    for (size_t i = 0; i < n; i++)
        if (!all[i].assessed)
            TRY(agenda_add(a, part, &(struct agenda_item){ &post_entity, all[i].post->row.id, all[i].post->title, all[i].post->row.secrecy, { 0 }, NULL }, f));
    return OK;
}

FIND(find_year)
{
    struct board_year year;
    TRY(board_year(r, a, day.year, &year, f));
    size_t there = rule->rows.entity == &board_request_entity ? year.requests : rule->rows.entity == &presentation_entity ? year.presentations : year.appetite != NULL;
    if (there)
        return OK;
    return agenda_add(a, part, &(struct agenda_item){ .since = { day.year, 1, 1 } }, f);
}

/* ---- what the board has decided ---- */

/* The board's latest decision about the row since the cause arose. One whose own last day has passed without being carried out takes
 * nothing off. */
static const struct board_decision *decided(const struct agenda *g, const struct agenda_item *item, struct arena *a)
{
    const struct board_decision *last = NULL;
    struct str about = item->entity ? str_printf(a, "%s/%lld", item->entity->name, (long long)item->id) : (struct str){ 0 };
    for (size_t i = 0; i < g->decisions_n; i++) {
        const struct board_decision *d = &g->decisions[i];
        bool holds = d->state == DECISION_DONE || !inbox_day(d->due).year || date_cmp(inbox_day(d->due), g->day) >= 0;
        bool later = !inbox_day(item->since).year || date_cmp(d->dated, item->since) >= 0;
        if (about.n && str_eq(d->about, about) && holds && later && (!last || date_cmp(d->dated, last->dated) > 0))
            last = d;
    }
    return last;
}

static enum err read_decisions(struct reading *r, struct arena *a, struct agenda *g, struct fault *f)
{
    struct query q = { .entity = &board_decision_entity, .limit = QUERY_LIMIT_MAX, .descending = true, .sort = entity_field_named(&board_decision_entity, S("dated")),
                       .filters_n = 2, .filters = { { entity_field_named(&board_decision_entity, S("about")), COMPARE_GIVEN, S("") },
                                                    { entity_field_named(&board_decision_entity, S("state")), COMPARE_NOT_EQUAL, S("foreslaget") } } };
    struct rows rows;
    TRY(store_list(r, a, &q, &rows, f));
    g->decisions = rows.rows;
    g->decisions_n = rows.n;
    return OK;
}

/* ---- rules over one register ---- */

static struct str name_of(struct arena *a, const struct agenda_rule *rule, const void *row, const struct str *titles)
{
    const struct entity *e = rule->rows.entity;
    struct str first = { 0 }, second = { 0 };
    for (size_t i = 0; rule->named_by && i < entity_fields(e); i++) {
        if (strcmp(entity_field(e, i)->name, rule->named_by) == 0)
            first = titles[i];
        if (rule->and_by && strcmp(entity_field(e, i)->name, rule->and_by) == 0)
            second = titles[i];
    }
    return first.n && second.n ? str_printf(a, "%.*s – %.*s", SF(first), SF(second)) : first.n ? first : row_title(e, row);
}

/* Where no field says since when, the row's last change does, unless it was registered later than the day that is asked for. */
static struct date since_of(const struct query *q, const void *row, struct date day)
{
    struct date changed = date_of(row_of((void *)(uintptr_t)row)->changed_at);
    return q->sort ? value_of(q->sort, row).d : date_cmp(changed, day) <= 0 ? changed : (struct date){ 0 };
}

static enum err list_rule(const struct agenda *g, struct reading *r, struct arena *a, struct date day, struct agenda_part *part, struct fault *f)
{
    const struct agenda_rule *rule = part->rule;
    const struct entity *e = rule->rows.entity;
    size_t about = 0;
    for (size_t i = 0; i < g->decisions_n; i++)
        about += str_starts(g->decisions[i].about, str(e->name));
    size_t limit = AGENDA_EACH_MAX + about;
    struct query q = selection_query(a, &rule->rows, day, limit < QUERY_LIMIT_MAX ? limit : QUERY_LIMIT_MAX);
    struct rows rows;
    q.count = true;
    TRY(store_list(r, a, &q, &rows, f));
    for (size_t i = 0; i < rows.n; i++) {
        const struct row *row = rows_at(&rows, e, i);
        struct agenda_item item = { e, row->id, name_of(a, rule, row, rows.titles + i * entity_fields(e)), row->secrecy, since_of(&q, row, g->day), NULL };
        item.decision = decided(g, &item, a);
        TRY(agenda_add(a, part, &item, f));
    }
    part->count = rows.count;
    return OK;
}

static int oldest_first(const void *x, const void *y)
{
    const struct agenda_item *a = x, *b = y;
    bool da = date_known(a->since), db = date_known(b->since);
    int c = da && db ? date_cmp(a->since, b->since) : da ? -1 : db ? 1 : 0;
    return c ? c : a->id < b->id ? -1 : a->id > b->id;
}

static enum err run_rule(const struct agenda *g, struct reading *r, struct reading *whole, struct arena *a, struct agenda_part *part, struct fault *f)
{
    const struct agenda_rule *rule = part->rule;
    struct date day = rule->at_meeting ? g->meeting_day : g->day;
    if (!authz_may_somewhere(reading_seat(r), rule->rows.entity->subject, RIGHT_READ)) {
        if (!rule->summary || !whole)
            return OK;
        struct query q = selection_query(a, &rule->rows, day, 1);
        TRY(store_count(whole, a, &q, &part->count, f));
        part->hidden = true;
        return OK;
    }
    if (!rule->find)
        return list_rule(g, r, a, day, part, f);
    TRY(rule->find(rule, r, a, day, part, f));
    part->decided_n = 0;
    for (size_t i = 0; i < part->n; i++) {
        part->v[i].decision = decided(g, &part->v[i], a);
        part->decided_n += part->v[i].decision != NULL;
    }
    return OK;
}

enum err agenda_of(struct reading *r, struct reading *whole, struct arena *a, struct date day, struct date meeting_day, struct agenda *ret, struct fault *f)
{
    struct agenda g = { .day = day, .meeting_day = date_known(meeting_day) ? meeting_day : day };
    g.parts = arena_array(a, AGENDA_RULES_MAX, sizeof *g.parts);
    if (!g.parts)
        return no_memory(f);
    TRY(read_decisions(r, a, &g, f));
    for (size_t i = 0; i < agenda_rules_n; i++) {
        struct agenda_part part = { .rule = &agenda_rules[i] };
        TRY(run_rule(&g, r, whole, a, &part, f));
        if (part.n > 1)
            qsort(part.v, part.n, sizeof *part.v, oldest_first);
        if (part.count)
            g.parts[g.n++] = part;
    }
    *ret = g;
    return OK;
}
