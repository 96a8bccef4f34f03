#include "domain/audit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "derive/value.h"
#include "domain/gather.h"

/* All rows of an entity whose `field` is from `least` to `most`; sorted by `number` where the entity has it. */
static enum err children(struct reading *r, struct arena *a, const struct entity *e, const char *field, int64_t least, int64_t most,
                         void **ret, size_t *ret_n, const struct str **ret_titles, struct fault *f)
{
    char low[24], high[24];
    snprintf(low, sizeof low, "%lld", (long long)least);
    snprintf(high, sizeof high, "%lld", (long long)most);
    const struct field *by = entity_field_named(e, str(field));
    struct query q = { .entity = e, .filters_n = 1, .sort = entity_field_named(e, S("number")) };
    q.filters[0] = (struct filter){ by, COMPARE_EQUAL, str(low) };
    if (least != most) {
        q.filters[0].compare = COMPARE_AT_LEAST;
        q.filters[q.filters_n++] = (struct filter){ by, COMPARE_AT_MOST, str(high) };
    }
    if (q.sort && q.sort->kind != KIND_INT)
        q.sort = NULL;
    return domain_gather(r, a, &q, ret, ret_n, ret_titles, f);
}

static int by_audit_and_number(const void *x, const void *y)
{
    const struct recommendation *a = x, *b = y;
    if (a->audit.v != b->audit.v)
        return a->audit.v < b->audit.v ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

/* Recommendations of other audits that this one assesses: those of the audit it follows, and any other. */
static enum err load_earlier(struct reading *r, struct arena *a, struct audit_view *v, struct fault *f)
{
    void *rows = NULL;
    if (v->follows.row.id)
        TRY(children(r, a, &recommendation_entity, "audit", v->follows.row.id, v->follows.row.id, &rows, &v->earlier_n, NULL, f));
    struct recommendation *all = arena_array(a, v->earlier_n + v->assessments_n + 1, sizeof *all);
    if (!all)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    if (v->earlier_n)
        memcpy(all, rows, v->earlier_n * sizeof *all);
    v->earlier = all;
    for (size_t i = 0; i < v->assessments_n; i++) {
        int64_t id = v->assessments[i].recommendation.v;
        if (!id || audit_recommendation(v, id))
            continue;
        enum err e = store_get(r, a, &recommendation_entity, id, &all[v->earlier_n], f);
        if (e == OK)
            v->earlier_n++;
        else if (e != E_ABSENT)
            return e;
    }
    if (v->earlier_n)
        qsort(all, v->earlier_n, sizeof *all, by_audit_and_number);
    return OK;
}

/* Rows that hang on the audit's children: one statement over the span of the children's ids, the others' dropped. */
static enum err grandchildren(struct reading *r, struct arena *a, const struct entity *e, const char *field, const void *parents, size_t parents_n, size_t parent_size,
                              void **ret, size_t *ret_n, struct fault *f)
{
    *ret = NULL;
    *ret_n = 0;
    if (!parents_n)
        return OK;
    int64_t least = INT64_MAX, most = 0;
    for (size_t i = 0; i < parents_n; i++) {
        int64_t id = ((const struct row *)((const char *)parents + i * parent_size))->id;
        least = id < least ? id : least;
        most = id > most ? id : most;
    }
    TRY(children(r, a, e, field, least, most, ret, ret_n, NULL, f));
    const struct field *by = entity_field_named(e, str(field));
    size_t kept = 0;
    for (size_t i = 0; i < *ret_n; i++) {
        char *row = (char *)*ret + i * e->size;
        int64_t to = value_of(by, row).i;
        bool ours = false;
        for (size_t k = 0; k < parents_n && !ours; k++)
            ours = ((const struct row *)((const char *)parents + k * parent_size))->id == to;
        if (ours)
            memmove((char *)*ret + kept++ * e->size, row, e->size);
    }
    *ret_n = kept;
    return OK;
}

enum err audit_load(struct reading *r, struct arena *a, int64_t id, struct audit_view *ret, struct fault *f)
{
    struct audit_view v = { 0 };
    struct str *titles;
    void *rows;
    TRY(store_get(r, a, &audit_entity, id, &v.audit, f));
    TRY(store_titles(r, a, &audit_entity, &v.audit, &titles, f));
    v.titles = titles;
    if (v.audit.follows.v) {
        enum err e = store_get(r, a, &audit_entity, v.audit.follows.v, &v.follows, f);
        if (e == E_ABSENT)
            v.follows = (struct audit){ 0 };
        else if (e != OK)
            return e;
    }
#define LOAD_CHILD(T, name) \
    TRY(children(r, a, &T##_entity, "audit", id, id, &rows, &v.name##_n, &v.name##_titles, f)); \
    v.name = rows;
    AUDIT_CHILDREN(LOAD_CHILD)
#undef LOAD_CHILD
    TRY(load_earlier(r, a, &v, f));
    TRY(grandchildren(r, a, &fact_check_entity, "interview", v.interviews, v.interviews_n, sizeof *v.interviews, &rows, &v.fact_checks_n, f));
    v.fact_checks = rows;
    TRY(grandchildren(r, a, &assessment_outcome_entity, "assessment", v.assessments, v.assessments_n, sizeof *v.assessments, &rows, &v.outcomes_n, f));
    v.outcomes = rows;
    *ret = v;
    return OK;
}

const struct recommendation *audit_recommendation(const struct audit_view *v, int64_t id)
{
    for (size_t i = 0; i < v->recommendations_n; i++)
        if (v->recommendations[i].row.id == id)
            return &v->recommendations[i];
    for (size_t i = 0; i < v->earlier_n; i++)
        if (v->earlier[i].row.id == id)
            return &v->earlier[i];
    return NULL;
}

const struct assessment *audit_assessment_of(const struct audit_view *v, recommendation_id recommendation, audit_question_id question)
{
    for (size_t i = 0; i < v->assessments_n; i++) {
        const struct assessment *s = &v->assessments[i];
        if ((recommendation.v && s->recommendation.v == recommendation.v) || (question.v && s->question.v == question.v))
            return s;
    }
    return NULL;
}

const struct fact_check *audit_fact_check(const struct audit_view *v, interview_id interview)
{
    for (size_t i = 0; i < v->fact_checks_n; i++)
        if (v->fact_checks[i].interview.v == interview.v)
            return &v->fact_checks[i];
    return NULL;
}

/* ---- R24 ---- */

enum recommendation_status audit_status(const struct audit_view *v, const struct recommendation *r)
{
    if (r->audit.v == v->audit.row.id)
        return r->repeats.v ? STATUS_REMAINS : v->audit.follows.v ? STATUS_ADDED : STATUS_GIVEN;
    const struct assessment *s = audit_assessment_of(v, (recommendation_id){ r->row.id }, (audit_question_id){ 0 });
    bool repeated = false, new = false;
    for (size_t i = 0; i < v->recommendations_n; i++)
        repeated |= v->recommendations[i].repeats.v == r->row.id;
    for (size_t i = 0; s && i < v->outcomes_n; i++)
        new |= v->outcomes[i].assessment.v == s->row.id;
    if (repeated)
        return STATUS_REMAINS;
    if (!s)
        return STATUS_NONE;
    switch (s->grade) {
    case GRADE_YES: return STATUS_DONE;
    case GRADE_PARTLY: return new ? STATUS_REPLACED : STATUS_PARTLY;
    case GRADE_NO: return new ? STATUS_REPLACED : STATUS_REMAINS;
    case GRADE_NOT_ASSESSED: break;
    }
    return STATUS_NONE;
}

const char *recommendation_status_code(enum recommendation_status s)
{
    static const char *const codes[] = { "", "lamnad", "atgardad", "delvis", "kvarstar", "tillkommer", "ersatt" };
    return codes[s];
}

const char *recommendation_status_label(enum recommendation_status s)
{
    static const char *const labels[] = { N_("Ej behandlad"), N_("Lämnad"), N_("Åtgärdad"), N_("Delvis"), N_("Kvarstår"), N_("Tillkommer"), N_("Ersatt") };
    return labels[s];
}

/* ---- R27 ---- */

/* The first mark of what a row is made of. */
static void note_mark(struct summary_row *to, const struct row *r)
{
    if (!to->mark.n)
        to->mark = r->secrecy;
}

static enum err fill(struct arena *a, const struct audit_view *v, const struct assessment *s, struct summary_row *row, struct fault *f)
{
    row->assessment = s;
    if (!s)
        return OK;
    row->grade = s->grade;
    row->grade_source = s->grade_source.n ? s->grade_source : str(entity_field_named(&assessment_entity, S("grade"))->words[s->grade].label);
    row->text = s->text_short.n ? s->text_short : s->text_long;
    note_mark(row, &s->row);
    row->outcomes = arena_array(a, v->outcomes_n + 1, sizeof *row->outcomes);
    if (!row->outcomes)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < v->outcomes_n; i++) {
        const struct recommendation *r = v->outcomes[i].assessment.v == s->row.id ? audit_recommendation(v, v->outcomes[i].recommendation.v) : NULL;
        if (r) {
            row->outcomes[row->outcomes_n++] = r;
            note_mark(row, &r->row);
            note_mark(row, &v->outcomes[i].row);
        }
    }
    return OK;
}

enum err audit_summary(struct arena *a, const struct audit_view *v, struct summary_row **ret, size_t *ret_n, struct fault *f)
{
    struct summary_row *rows = arena_array(a, v->earlier_n + v->questions_n + 1, sizeof *rows);
    size_t n = 0;
    if (!rows)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < v->earlier_n; i++) {
        const struct recommendation *r = &v->earlier[i];
        rows[n] = (struct summary_row){ .kind = SUMMARY_EARLIER, .subject = r->text, .code = r->code, .mark = r->row.secrecy };
        TRY(fill(a, v, audit_assessment_of(v, (recommendation_id){ r->row.id }, (audit_question_id){ 0 }), &rows[n++], f));
    }
    for (size_t i = 0; i < v->questions_n; i++) {
        const struct audit_question *q = &v->questions[i];
        const struct assessment *s = audit_assessment_of(v, (recommendation_id){ 0 }, (audit_question_id){ q->row.id });
        if (!s)
            continue;
        rows[n] = (struct summary_row){ .kind = q->additional ? SUMMARY_ADDED_QUESTION : SUMMARY_QUESTION,
            .subject = q->table_text.n ? q->table_text : q->text, .mark = q->row.secrecy };
        TRY(fill(a, v, s, &rows[n++], f));
    }
    *ret = rows;
    *ret_n = n;
    return OK;
}

/* ---- R26 ---- */

struct grade_proposal audit_grade_proposal(const struct audit_view *v)
{
    struct grade_proposal p = { 0 };
    bool of_recommendations = false;
    for (size_t i = 0; i < v->assessments_n; i++)
        of_recommendations |= v->assessments[i].recommendation.v != 0;
    p.of_questions = !of_recommendations && v->assessments_n > 0;
    for (size_t i = 0; i < v->assessments_n; i++) {
        const struct assessment *s = &v->assessments[i];
        if ((s->recommendation.v != 0) == p.of_questions)
            continue;
        p.yes += s->grade == GRADE_YES;
        p.partly += s->grade == GRADE_PARTLY;
        p.no += s->grade == GRADE_NO;
        p.not_assessed += s->grade == GRADE_NOT_ASSESSED;
    }
    if (p.yes + p.partly + p.no)
        p.grade = !p.partly && !p.no ? GRADE_YES : !p.partly && !p.yes ? GRADE_NO : GRADE_PARTLY;
    return p;
}
