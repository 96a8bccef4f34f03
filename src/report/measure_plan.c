#include "report/measure_plan.h"

#include "derive/show.h"

struct filling { struct report *report; const struct measure_plan *plan; struct date today; };

static struct str day(const struct report *r, struct date d)
{
    struct buf b cleanup(buf_free) = buf_new(32);
    if (date_given(d) && !date_known(d))
        return report_word(r, N_("okänt"));
    date_put(&b, d);
    return str_copy(r->arena, buf_str(&b));
}

static struct str word_of(const struct report *r, const char *field, unsigned word)
{
    return word ? report_word(r, entity_field_named(&measure_entity, str(field))->words[word].label) : (struct str){ 0 };
}

/* Whole kronor as a plain number: a spreadsheet adds them. */
static struct str kronor(const struct report *r, ore cost)
{
    return cost.v == INT_NONE ? (struct str){ 0 } : cost.v % 100 ? str_printf(r->arena, "%lld,%02lld", (long long)(cost.v / 100), (long long)(cost.v % 100)) :
        str_printf(r->arena, "%lld", (long long)(cost.v / 100));
}

static struct str both(const struct report *r, struct str a, struct str b)
{
    return a.n && b.n ? str_printf(r->arena, "%.*s\n\n%.*s", SF(a), SF(b)) : a.n ? a : b;
}

/* Åtgärd, syfte, ansvarig, organisation, start, klart, status, kostnad, effekt, bevis. */
static void plan_row(struct filling *fill, struct report_table *t, const struct measure_of *of, struct str origin)
{
    const struct measure *m = &of->measure;
    const struct str *titles = of->titles;
    const struct report *r = fill->report;
    struct report_cell *c = report_row(fill->report, t);
    if (!c)
        return;
    struct str doer = reference_title(&measure_entity, titles, "organisation");
    struct str state = word_of(r, "state", m->state), late = report_word(r, N_("försenad"));
    if (measure_late(m, fill->today))
        state = str_printf(r->arena, "%.*s, %.*s", SF(state), SF(late));
    c[0].text = report_marked(r, m->title, of->mark);
    c[1].text = both(r, origin, m->expected.n ? m->expected : m->text);
    c[2].text = reference_title(&measure_entity, titles, "responsible");
    c[3].text = doer.n ? doer : reference_title(&measure_entity, titles, "owner");
    c[4].text = day(r, m->start);
    c[5].text = day(r, m->due);
    c[6].text = state;
    c[7].text = kronor(r, m->cost);
    c[8].text = m->effect ? word_of(r, "effect", m->effect) : m->state == MEASURE_DONE ? report_word(r, N_("Inte uppföljd")) : (struct str){ 0 };
    c[9].text = str_printf(r->arena, "%lld", (long long)of->evidence);
}

static struct report_table *plan_table(struct report *r, struct str caption)
{
    const struct report_column columns[] = {
        { report_word(r, N_("Åtgärd")), 22, REPORT_ROW_HEAD }, { report_word(r, N_("Ursprung och syfte")), 26, 0 }, { report_word(r, N_("Ansvarig")), 11, 0 },
        { report_word(r, N_("Organisation")), 10, 0 }, { report_word(r, N_("Start")), 8, 0 }, { report_word(r, N_("Klart senast")), 8, 0 },
        { report_word(r, N_("Status")), 8, 0 }, { report_word(r, N_("Kostnad, kr")), 7, REPORT_NUMBER }, { report_word(r, N_("Effekt")), 8, 0 },
        { report_word(r, N_("Bevis")), 5, REPORT_NUMBER },
    };
    return report_table(r, caption, columns, LEN(columns));
}

/* Lines are in the order of their origins: a table each. */
static void by_origin(struct filling *fill)
{
    struct report *r = fill->report;
    struct report_table *t = NULL;
    int at = -1;
    for (size_t i = 0; i < fill->plan->n; i++) {
        const struct plan_line *l = &fill->plan->lines[i];
        int kind = l->origin ? (int)l->origin->kind : 0;
        if (r->open && l->of->mark.n)
            continue;
        if (!t || kind != at)
            t = plan_table(r, report_word(r, origin_label((enum origin)kind)));
        at = kind;
        plan_row(fill, t, l->of, l->origin_text);
    }
}

static bool belongs(enum measure_list l, const struct measure *m, struct date today)
{
    switch (l) {
    case MEASURES_LATE: return measure_late(m, today);
    case MEASURES_WAITING: return m->state == MEASURE_WAITING;
    case MEASURES_LOOK_AGAIN: return m->state == MEASURE_WAITING && date_known(m->look_again) && date_cmp(m->look_again, today) <= 0;
    case MEASURES_UNFOLLOWED: return m->state == MEASURE_DONE && !m->effect;
    case MEASURES__N: break;
    }
    return false;
}

/* The lists of those that somebody must look at, with what the list is about in its last columns. */
static void attention(struct filling *fill, enum measure_list l)
{
    struct report *r = fill->report;
    struct report_table *t = NULL;
    bool waits = l == MEASURES_WAITING || l == MEASURES_LOOK_AGAIN;
    for (size_t i = 0; i < fill->plan->measures_n; i++) {
        const struct measure_of *of = &fill->plan->measures[i];
        const struct measure *m = &of->measure;
        if (!belongs(l, m, fill->today) || (r->open && of->mark.n))
            continue;
        const struct report_column columns[] = {
            { report_word(r, N_("Åtgärd")), 34, REPORT_ROW_HEAD }, { report_word(r, N_("Ansvarig")), 16, 0 }, { report_word(r, waits ? N_("Väntar på") : N_("Status")), 26, 0 },
            { report_word(r, waits ? N_("Sedan") : l == MEASURES_LATE ? N_("Klart senast") : N_("Blev klar")), 10, 0 },
            { report_word(r, N_("Prövas på nytt")), 10, 0 },
        };
        t = t ? t : report_table(r, report_word(r, measure_list_label(l)), columns, waits ? 5 : 4);
        struct report_cell *c = report_row(r, t);
        if (!c)
            return;
        c[0].text = report_marked(r, m->title, of->mark);
        c[1].text = reference_title(&measure_entity, of->titles, "responsible");
        c[2].text = waits ? both(r, m->waits_for, m->waits_link) : word_of(r, "state", m->state);
        c[3].text = day(r, waits ? m->waits_since : l == MEASURES_LATE ? m->due : m->done);
        if (waits)
            c[4].text = day(r, m->look_again);
    }
}

static void unanswered(struct report *r, const struct open_recommendation *open, size_t n)
{
    struct report_table *t = NULL;
    for (size_t i = 0; i < n; i++) {
        if (open[i].answer != ANSWER_NONE && open[i].answer != ANSWER_REVIEW_DUE)
            continue;
        if (r->open && open[i].recommendation.row.secrecy.n) {
            r->left_out++;
            continue;
        }
        const struct report_column columns[] = { { report_word(r, N_("Beteckning")), 12, 0 }, { report_word(r, N_("Rekommendation")), 60, REPORT_ROW_HEAD },
                                                 { report_word(r, N_("Vad som saknas")), 28, 0 } };
        t = t ? t : report_table(r, report_word(r, N_("Rekommendationer utan åtgärd eller beslut")), columns, LEN(columns));
        struct report_cell *c = report_row(r, t);
        if (!c)
            return;
        c[0].text = open[i].recommendation.code;
        c[1].text = report_marked(r, open[i].recommendation.text, open[i].recommendation.row.secrecy);
        c[2].text = report_word(r, open[i].answer == ANSWER_NONE ? N_("Åtgärd eller beslut saknas") : N_("Beslutet att inte gå vidare ska prövas på nytt"));
    }
}

enum err report_measure_plan(struct reading *reading, struct arena *a, const struct words *words, const struct report_options *o, struct report *ret, struct fault *f)
{
    struct measure_plan plan;
    struct open_recommendation *open;
    size_t open_n, lists[MEASURES__N] = { 0 }, shown = 0;
    TRY(measure_plan(reading, a, &plan, f));
    TRY(recommendations_open(reading, a, date_of(o->now), &open, &open_n, f));
    struct report r = report_new(a, words, str(words_get(words, N_("Handlingsplan"))));
    r.open = o->open;
    r.made = o->now;
    r.made_by = o->made_by;
    r.organisation = o->organisation;
    struct filling fill = { &r, &plan, date_of(o->now) };
    for (size_t i = 0; i < plan.measures_n; i++) {
        bool marked = plan.measures[i].mark.n > 0;
        if (marked && !o->open && !r.mark.n)
            r.mark = plan.measures[i].mark;
        r.left_out += marked && o->open;
        if (marked && o->open)
            continue;
        shown++;
        for (enum measure_list l = 0; l < MEASURES__N; l++)
            lists[l] += belongs(l, &plan.measures[i].measure, fill.today);
    }
    report_fact(&r, report_word(&r, N_("Åtgärder")), str_printf(a, "%zu", shown));
    for (enum measure_list l = 0; l < MEASURES__N; l++)
        report_fact(&r, report_word(&r, measure_list_label(l)), str_printf(a, "%zu", lists[l]));
    unanswered(&r, open, open_n);
    by_origin(&fill);
    for (enum measure_list l = 0; l < MEASURES__N; l++)
        attention(&fill, l);
    if (!plan.measures_n)
        report_paragraph(&r, report_word(&r, N_("Handlingsplanen har inga åtgärder.")));
    *ret = r;
    return OK;
}
