#include "domain/measure.h"

#include "domain/gather.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "derive/value.h"
#include "model/document.h"

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static struct str day_text(struct arena *a, struct date d)
{
    struct buf b cleanup(buf_free) = buf_new(32);
    date_put(&b, d);
    return str_copy(a, buf_str(&b));
}

static struct str number(struct arena *a, int64_t v)
{
    return str_printf(a, "%lld", (long long)v);
}

/* ---- lists ---- */

static const struct { const char *label, *help; } lists[MEASURES__N] = {
    [MEASURES_LATE] = { N_("Försenade"), N_("Sista dagen har passerat. Gör klart åtgärden, flytta dagen eller avbryt den med ett skäl.") },
    [MEASURES_WAITING] = { N_("Väntar på"), N_("Åtgärder som inte kan fortsätta förrän något annat är beslutat.") },
    [MEASURES_LOOK_AGAIN] = { N_("Väntan ska prövas"), N_("Dagen har kommit då ni skulle se efter om åtgärden fortfarande måste vänta.") },
    [MEASURES_UNFOLLOWED] = { N_("Klara utan effektuppföljning"), N_("Avvikelse: ingen annan än den ansvariga har prövat om åtgärden hjälpte.") },
};

const char *measure_list_label(enum measure_list l)
{
    return lists[l].label;
}

const char *measure_list_help(enum measure_list l)
{
    return lists[l].help;
}

static void filter(struct query *q, const char *field, enum compare compare, struct str value)
{
    q->filters[q->filters_n++] = (struct filter){ entity_field_named(&measure_entity, str(field)), compare, value };
}

struct query measure_list_query(struct arena *a, enum measure_list l, struct date today, size_t limit)
{
    struct query q = { .entity = &measure_entity, .limit = limit };
    switch (l) {
    case MEASURES_LATE:
        q.sort = entity_field_named(&measure_entity, S("due"));
        filter(&q, "due", COMPARE_LESS, day_text(a, today));
        filter(&q, "state", COMPARE_NOT_EQUAL, S("klar"));
        filter(&q, "state", COMPARE_NOT_EQUAL, S("avbruten"));
        break;
    case MEASURES_LOOK_AGAIN:
        filter(&q, "look_again", COMPARE_AT_MOST, day_text(a, today));
        __attribute__((fallthrough));
    case MEASURES_WAITING:
        q.sort = entity_field_named(&measure_entity, S("look_again"));
        filter(&q, "state", COMPARE_EQUAL, S("vantar"));
        break;
    case MEASURES_UNFOLLOWED:
        q.sort = entity_field_named(&measure_entity, S("title"));
        filter(&q, "state", COMPARE_EQUAL, S("klar"));
        filter(&q, "effect", COMPARE_NOT_GIVEN, S(""));
        break;
    case MEASURES__N:
        break;
    }
    return q;
}

bool measure_late(const struct measure *m, struct date today)
{
    struct date due = m->due;
    if (!date_known(due) || m->state == MEASURE_DONE || m->state == MEASURE_CANCELLED)
        return false;
    struct date now = { today.year, due.month ? today.month : 0, due.day ? today.day : 0 };
    return date_cmp(due, now) < 0;
}

/* ---- one recommendation ---- */

static enum err of_row(struct reading *r, struct arena *a, const struct entity *e, const char *field, struct str value, size_t most, struct rows *ret, struct fault *f)
{
    struct query q = { .entity = e, .filters = { { entity_field_named(e, str(field)), COMPARE_EQUAL, value } }, .filters_n = 1, .limit = most };
    return store_list(r, a, &q, ret, f);
}

enum err evidence_count(struct reading *r, struct arena *a, const struct entity *e, int64_t id, int64_t *ret, struct fault *f)
{
    struct query q = { .entity = &evidence_entity, .filters_n = 1, .limit = 1, .count = true };
    q.filters[0] = (struct filter){ entity_field_named(&evidence_entity, S("about")), COMPARE_EQUAL, str_printf(a, "%s/%lld", e->name, (long long)id) };
    struct rows rows;
    TRY(store_list(r, a, &q, &rows, f));
    *ret = rows.count;
    return OK;
}

static bool has_measure(const struct recommendation_answer *all, int64_t id)
{
    for (size_t i = 0; i < all->measures_n; i++)
        if (all->measures[i].measure.row.id == id)
            return true;
    return false;
}

static enum err answer_measures(struct reading *r, struct arena *a, struct recommendation_answer *ret, struct fault *f)
{
    struct rows origins;
    TRY(of_row(r, a, &measure_origin_entity, "recommendation", number(a, ret->recommendation.row.id), ANSWER_ROWS_MAX, &origins, f));
    ret->measures = arena_array(a, origins.n + 1, sizeof *ret->measures);
    if (!ret->measures)
        return no_memory(f);
    for (size_t i = 0; i < origins.n; i++) {
        const struct measure_origin *o = rows_at(&origins, &measure_origin_entity, i);
        struct measure_of *m = &ret->measures[ret->measures_n];
        struct str *titles;
        enum err e = has_measure(ret, o->measure.v) ? E_ABSENT : store_get(r, a, &measure_entity, o->measure.v, &m->measure, f);
        if (e == E_ABSENT || (e == OK && m->measure.row.standing != STANDING_VALID))
            continue;
        TRY(e);
        TRY(store_titles(r, a, &measure_entity, &m->measure, &titles, f));
        TRY(evidence_count(r, a, &measure_entity, o->measure.v, &m->evidence, f));
        m->titles = titles;
        ret->measures_n++;
    }
    return OK;
}

enum err recommendation_answer(struct reading *r, struct arena *a, int64_t id, struct recommendation_answer *ret, struct fault *f)
{
    struct recommendation_answer all = { 0 };
    struct rows rows;
    TRY(store_get(r, a, &recommendation_entity, id, &all.recommendation, f));
    TRY(answer_measures(r, a, &all, f));
    TRY(of_row(r, a, &no_action_entity, "recommendation", number(a, id), ANSWER_ROWS_MAX, &rows, f));
    all.decisions = rows.rows;
    all.decisions_n = rows.n;
    all.decisions_titles = rows.titles;
    TRY(of_row(r, a, &own_assessment_entity, "recommendation", number(a, id), ANSWER_ROWS_MAX, &rows, f));
    all.own = rows.rows;
    all.own_n = rows.n;
    all.own_titles = rows.titles;
    *ret = all;
    return OK;
}

/* ---- open recommendations ---- */

/* Graded ja, replaced by what stems from its assessment, or left again later. */
static enum err closed(struct reading *r, struct arena *a, const struct recommendation *rec, bool *ret, struct fault *f)
{
    struct str id = number(a, rec->row.id);
    struct rows rows;
    *ret = true;
    TRY(of_row(r, a, &recommendation_entity, "repeats", id, 1, &rows, f));
    if (rows.n)
        return OK;
    TRY(of_row(r, a, &assessment_entity, "recommendation", id, ANSWER_ROWS_MAX, &rows, f));
    for (size_t i = 0; i < rows.n; i++) {
        const struct assessment *s = rows_at(&rows, &assessment_entity, i);
        struct rows outcomes;
        if (s->grade == GRADE_YES)
            return OK;
        TRY(of_row(r, a, &assessment_outcome_entity, "assessment", number(a, s->row.id), 1, &outcomes, f));
        if (outcomes.n)
            return OK;
    }
    *ret = false;
    return OK;
}

/* Whether a measure that is not cancelled answers the recommendation. Nearly always the first one does: a few are read at a time. */
static enum err has_live_measure(struct reading *r, struct arena *a, struct str recommendation, bool *ret, struct fault *f)
{
    struct query q = { .entity = &measure_origin_entity, .filters = { { entity_field_named(&measure_origin_entity, S("recommendation")), COMPARE_EQUAL, recommendation } },
                       .filters_n = 1, .limit = 3 };
    struct rows rows;
    *ret = false;
    do {
        TRY(store_list(r, a, &q, &rows, f));
        for (size_t i = 0; i < rows.n; i++) {
            struct measure m;
            enum err e = store_get(r, a, &measure_entity, ((const struct measure_origin *)rows_at(&rows, &measure_origin_entity, i))->measure.v, &m, f);
            *ret = e == OK && m.row.standing == STANDING_VALID && m.state != MEASURE_CANCELLED;
            if (*ret || (e != OK && e != E_ABSENT))
                return e;
        }
        q.after = rows.last;
        q.limit = QUERY_LIMIT_MAX;
    } while (rows.more_after && rows.n);
    return OK;
}

static enum err answered(struct reading *r, struct arena *a, const struct recommendation *rec, struct date today, enum standing_answer *ret, struct fault *f)
{
    struct str id = number(a, rec->row.id);
    struct rows rows;
    *ret = ANSWER_NONE;
    TRY(of_row(r, a, &no_action_entity, "recommendation", id, ANSWER_ROWS_MAX, &rows, f));
    for (size_t i = 0; i < rows.n; i++) {
        const struct no_action *n = rows_at(&rows, &no_action_entity, i);
        if (n->state == NO_ACTION_DECIDED)
            *ret = date_cmp(n->review, today) <= 0 ? ANSWER_REVIEW_DUE : ANSWER_DECISION;
    }
    bool live;
    TRY(has_live_measure(r, a, id, &live, f));
    if (live)
        *ret = ANSWER_MEASURE;
    return OK;
}

enum err recommendations_open(struct reading *r, struct arena *a, struct date today, struct open_recommendation **ret, size_t *ret_n, struct fault *f)
{
    struct open_recommendation *all = NULL;
    size_t n = 0, cap = 0;
    struct query q = { .entity = &recommendation_entity, .limit = QUERY_LIMIT_MAX, .sort = entity_field_named(&recommendation_entity, S("code")) };
    for (;;) {
        struct rows page;
        TRY(store_list(r, a, &q, &page, f));
        for (size_t i = 0; i < page.n; i++) {
            const struct recommendation *rec = rows_at(&page, &recommendation_entity, i);
            bool is_closed;
            TRY(closed(r, a, rec, &is_closed, f));
            if (is_closed)
                continue;
            struct open_recommendation *grown = arena_grow(a, all, n, n + 1, sizeof *grown, &cap);
            if (!grown)
                return no_memory(f);
            all = grown;
            all[n].recommendation = *rec;
            TRY(answered(r, a, rec, today, &all[n].answer, f));
            n++;
        }
        if (!page.more_after || !page.n)
            break;
        q.after = page.last;
    }
    *ret = all;
    *ret_n = n;
    return OK;
}

/* ---- the whole plan ---- */

const char *origin_label(enum origin o)
{
    return o ? entity_field_named(&measure_origin_entity, S("kind"))->words[o].label : N_("Utan ursprung");
}

static enum err plan_measures(struct reading *r, struct arena *a, struct measure_plan *p, struct fault *f)
{
    struct query q = { .entity = &measure_entity, .limit = QUERY_LIMIT_MAX };
    size_t cap = 0;
    for (;;) {
        struct rows page;
        TRY(store_list(r, a, &q, &page, f));
        if (p->measures_n + page.n > PLAN_MEASURES_MAX)
            return fault(f, E_LIMIT, NULL, N_("Handlingsplanen har fler än {1} åtgärder. Ta ut listan över åtgärder som CSV i stället."), "20000", NULL);
        struct measure_of *grown = arena_grow(a, p->measures, p->measures_n, p->measures_n + page.n + 1, sizeof *grown, &cap);
        if (!grown)
            return no_memory(f);
        p->measures = grown;
        for (size_t i = 0; i < page.n; i++)
            grown[p->measures_n++] = (struct measure_of){ *(struct measure *)rows_at(&page, &measure_entity, i), rows_titles(&page, &measure_entity, i), 0,
                                                          row_of(rows_at(&page, &measure_entity, i))->secrecy };
        if (!page.more_after || !page.n)
            return OK;
        q.after = page.last;
    }
}

static int by_id(const void *x, const void *y)
{
    const struct measure_of *a = x, *b = y;
    return a->measure.row.id < b->measure.row.id ? -1 : a->measure.row.id > b->measure.row.id;
}

static struct measure_of *measure_with(const struct measure_plan *p, int64_t id)
{
    struct measure_of key = { .measure = { .row = { .id = id } } };
    return p->measures_n ? bsearch(&key, p->measures, p->measures_n, sizeof key, by_id) : NULL;
}

/* Every piece of evidence about a measure, counted in one pass. */
static enum err count_one(void *ctx, const void *row, const struct str *titles)
{
    (void)titles;
    const struct evidence *e = row;
    struct str id = e->about, name = str_cut(&id, '/');
    int64_t number_of;
    struct measure_of *m = str_is(name, "measure") && str_to_int64(id, &number_of) ? measure_with(ctx, number_of) : NULL;
    if (m)
        m->evidence++;
    return OK;
}

static struct str origin_words(const struct measure_origin *o, const struct str *titles)
{
    if (o->text.n)
        return o->text;
    return o->recommendation.v ? reference_title(&measure_origin_entity, titles, "recommendation") : o->link;
}

static int by_origin(const void *x, const void *y)
{
    const struct plan_line *a = x, *b = y;
    int ka = a->origin ? (int)a->origin->kind : INT32_MAX, kb = b->origin ? (int)b->origin->kind : INT32_MAX;
    if (ka != kb)
        return ka < kb ? -1 : 1;
    int64_t ra = a->origin ? a->origin->recommendation.v : 0, rb = b->origin ? b->origin->recommendation.v : 0;
    if (ra != rb)
        return ra < rb ? -1 : 1;
    return a->of->measure.row.id < b->of->measure.row.id ? -1 : a->of->measure.row.id > b->of->measure.row.id;
}

/* The mark of a recommendation among those that have one; they come in the order of their numbers. */
static struct str recommendation_mark(const struct recommendation *marked, size_t n, int64_t id)
{
    for (size_t low = 0, high = n; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (marked[middle].row.id == id)
            return marked[middle].row.secrecy;
        if (marked[middle].row.id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct str){ 0 };
}

static enum err plan_origins(struct reading *r, struct arena *a, struct measure_plan *p, bool *answers, struct fault *f)
{
    struct query about = { .entity = &recommendation_entity, .standing = (enum standing)-1u, .filters_n = 1,
        .filters = { { .field = entity_field_named(&recommendation_entity, S("secrecy")), .compare = COMPARE_GIVEN } } };
    void *found;
    size_t marked_n;
    TRY(domain_gather(r, a, &about, &found, &marked_n, NULL, f));
    const struct recommendation *marked = found;
    struct query q = { .entity = &measure_origin_entity, .limit = QUERY_LIMIT_MAX };
    size_t cap = 0;
    for (;;) {
        struct rows page;
        TRY(store_list(r, a, &q, &page, f));
        struct plan_line *grown = arena_grow(a, p->lines, p->n, p->n + page.n + 1, sizeof *grown, &cap);
        if (!grown)
            return no_memory(f);
        p->lines = grown;
        for (size_t i = 0; i < page.n; i++) {
            const struct measure_origin *o = rows_at(&page, &measure_origin_entity, i);
            struct measure_of *m = measure_with(p, o->measure.v);
            if (!m)
                continue;
            answers[m - p->measures] = true;
            struct str mark = o->row.secrecy.n ? o->row.secrecy : recommendation_mark(marked, marked_n, o->recommendation.v);
            m->mark = m->mark.n ? m->mark : mark;
            grown[p->n++] = (struct plan_line){ m, o, origin_words(o, rows_titles(&page, &measure_origin_entity, i)) };
        }
        if (!page.more_after || !page.n)
            return OK;
        q.after = page.last;
    }
}

enum err measure_plan(struct reading *r, struct arena *a, struct measure_plan *ret, struct fault *f)
{
    struct measure_plan p = { 0 };
    TRY(plan_measures(r, a, &p, f));
    struct query evidence = { .entity = &evidence_entity, .limit = QUERY_LIMIT_MAX };
    TRY(store_each(r, &evidence, count_one, &p, f));
    bool *answers = arena_array(a, p.measures_n + 1, sizeof *answers);
    if (!answers)
        return no_memory(f);
    TRY(plan_origins(r, a, &p, answers, f));
    size_t alone = 0;
    for (size_t i = 0; i < p.measures_n; i++)
        alone += !answers[i];
    struct plan_line *all = arena_array(a, p.n + alone + 1, sizeof *all);
    if (!all)
        return no_memory(f);
    if (p.n)
        memcpy(all, p.lines, p.n * sizeof *all);
    for (size_t i = 0; i < p.measures_n; i++)
        if (!answers[i])
            all[p.n++] = (struct plan_line){ &p.measures[i], NULL, { 0 } };
    qsort(all, p.n, sizeof *all, by_origin);
    p.lines = all;
    *ret = p;
    return OK;
}
