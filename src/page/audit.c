/* The audit's own pages: its recommendations in three parts, what remains and what is added, the summary table, and one
 * recommendation through the years. */
#include "domain/audit.h"
#include "derive/show.h"
#include "page/audit_pages.h"
#include "page/audit_parts.h"
#include "page/pages.h"
#include "page/rows.h"

static struct url recommendation_url(struct visit *v, int64_t id)
{
    return page_url(v, &recommendation_entity, id, "");
}

struct safe_html audit_grade_html(struct visit *v, enum grade grade, struct str as_written)
{
    static const char *const classes[] = { [GRADE_YES] = "good", [GRADE_PARTLY] = "partly", [GRADE_NO] = "bad", [GRADE_NOT_ASSESSED] = "neutral" };
    const struct field *field = entity_field_named(&assessment_entity, S("grade"));
    if (!grade || grade >= field->words_n)
        return (struct safe_html){ 0 };
    struct buf b = buf_new(1000);
    buf_printf(&b, "<span class=\"status status-%s\">", classes[grade]);
    show_words(&b, v->words, field->words[grade].label);
    buf_put(&b, S("</span>"));
    if (as_written.n && !str_eq_nocase(as_written, str(field->words[grade].label))) {
        buf_put(&b, S(" <span class=\"muted\">”"));
        buf_html(&b, as_written);
        buf_put(&b, S("”</span>"));
    }
    struct safe_html html = { str_copy(v->arena, buf_str(&b)) };
    buf_free(&b);
    return html;
}

struct safe_html audit_status_html(struct visit *v, enum recommendation_status status)
{
    static const char *const classes[] = {
        [STATUS_GIVEN] = "wait", [STATUS_DONE] = "good", [STATUS_PARTLY] = "partly", [STATUS_REMAINS] = "bad", [STATUS_ADDED] = "wait",
        [STATUS_REPLACED] = "neutral", [STATUS_NONE] = "neutral",
    };
    return SAFE_HTML(v, b, (buf_printf(&b, "<span class=\"status status-%s\">", classes[status]),
                            show_words(&b, v->words, status == STATUS_NONE ? N_("Inte bedömd") : recommendation_status_label(status)),
                            buf_put(&b, S("</span>"))));
}

static enum err load(struct visit *v, struct audit_view *ret, struct fault *f)
{
    int64_t id;
    struct reading *r;
    TRY(visit_id(v, 0, &id, f));
    TRY(visit_reading(v, &r, f));
    return audit_load(r, v->arena, id, ret, f);
}

/* The new recommendations that stem from an assessment, in their order. */
static const struct outcome_line *outcomes_of(struct visit *v, const struct audit_view *a, const struct assessment *assessment, size_t *ret_n)
{
    struct outcome_line *all = arena_array(v->arena, a->outcomes_n, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; all && assessment && i < a->outcomes_n; i++) {
        const struct recommendation *r = audit_recommendation(a, a->outcomes[i].recommendation.v);
        if (r && a->outcomes[i].assessment.v == assessment->row.id)
            all[n++] = (struct outcome_line){ r->code, r->text, recommendation_url(v, r->row.id) };
    }
    *ret_n = n;
    return all;
}

/* ---- rekommendation → åtgärd → bedömning ---- */

static void fill_assessed(struct visit *v, const struct audit_view *a, const struct assessment *s, struct part_line *line)
{
    line->assessed = s != NULL;
    if (!s)
        return;
    line->section = s->section;
    line->done = s->done;
    line->grade = audit_grade_html(v, s->grade, s->grade_source);
    line->judged = s->text_long.n ? s->text_long : s->text_short;
    line->assessment = page_url(v, &assessment_entity, s->row.id, "");
    line->outcomes = outcomes_of(v, a, s, &line->outcomes_n);
}

/* "Räknat på bedömningarna: delvis (0 ja, 3 delvis, 1 nej)". The auditors' own grade stands beside it and is the one that counts. */
static struct phrase proposal(struct visit *v, const struct audit_view *a)
{
    struct grade_proposal g = audit_grade_proposal(a);
    const struct field *field = entity_field_named(&assessment_entity, S("grade"));
    if (!g.grade)
        return (struct phrase){ 0 };
    struct str counts = str_printf(v->arena, "%u %s, %u %s, %u %s", g.yes, words_get(v->words, N_("ja")), g.partly, words_get(v->words, N_("delvis")),
                                   g.no, words_get(v->words, N_("nej")));
    return _f(N_("Räknat på bedömningarna: {1} ({2}). Revisorernas egen bedömning är den som gäller."), said(v, field->words[g.grade].label), counts);
}

static enum err assessed(struct visit *v, struct fault *f)
{
    struct audit_view a;
    TRY(load(v, &a, f));
    struct part_line *earlier = arena_array(v->arena, a.earlier_n, sizeof *earlier), *questions = arena_array(v->arena, a.questions_n, sizeof *questions);
    if (!earlier || !questions)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct audit_records_page view = { .title = a.audit.title, .date = date_text(v->arena, a.audit.dated), .conclusion = a.audit.conclusion,
                                       .grade = audit_grade_html(v, a.audit.grade, a.audit.grade_source), .proposal = proposal(v, &a),
                                       .earlier = earlier, .questions = questions, .follows = a.follows.row.id != 0 };
    for (size_t i = 0; i < a.earlier_n; i++) {
        const struct recommendation *r = &a.earlier[i];
        struct part_line *line = &earlier[view.earlier_n++];
        *line = (struct part_line){ .code = r->code, .text = r->text, .to = recommendation_url(v, r->row.id), .section = r->section };
        fill_assessed(v, &a, audit_assessment_of(&a, (recommendation_id){ r->row.id }, (audit_question_id){ 0 }), line);
    }
    for (size_t i = 0; i < a.questions_n; i++) {
        const struct audit_question *q = &a.questions[i];
        const struct assessment *s = audit_assessment_of(&a, (recommendation_id){ 0 }, (audit_question_id){ q->row.id });
        if (!s)
            continue; /* most questions are answered by the assessments of the recommendations */
        struct part_line *line = &questions[view.questions_n++];
        *line = (struct part_line){ .text = q->text, .to = page_url(v, &audit_question_entity, q->row.id, ""), .section = q->section,
                                    .added_question = q->additional };
        fill_assessed(v, &a, s, line);
    }
    view.tabs = rows_tabs(v, &audit_entity, a.audit.row.id, "/bedomningar", &view.tabs_n);
    PAGE(p, v, "");
    p.title = view.title;
    p.secrecy = a.audit.row.secrecy;
    page_crumbs(&p, &audit_entity);
    template_audit_records(&p.out, &view);
    return page_send(&p, f);
}

/* ---- what remains and what is added (R24) ---- */

/* What a recommendation of this audit stems from: earlier ones by their assessments, or the one it repeats. */
static const struct outcome_line *roots_of(struct visit *v, const struct audit_view *a, const struct recommendation *r, size_t *ret_n)
{
    struct outcome_line *all = arena_array(v->arena, a->outcomes_n + 1, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; all && i < a->outcomes_n; i++) {
        if (a->outcomes[i].recommendation.v != r->row.id)
            continue;
        for (size_t k = 0; k < a->assessments_n; k++) {
            const struct recommendation *from = audit_recommendation(a, a->assessments[k].recommendation.v);
            if (a->assessments[k].row.id == a->outcomes[i].assessment.v && from)
                all[n++] = (struct outcome_line){ from->code, from->text, recommendation_url(v, from->row.id) };
        }
    }
    const struct recommendation *repeated = r->repeats.v ? audit_recommendation(a, r->repeats.v) : NULL;
    bool there = repeated == NULL;
    for (size_t i = 0; repeated && i < n; i++)
        there |= str_eq(all[i].code, repeated->code);
    if (!there && all)
        all[n++] = (struct outcome_line){ repeated->code, repeated->text, recommendation_url(v, repeated->row.id) };
    *ret_n = n;
    return all;
}

static enum err remains(struct visit *v, struct fault *f)
{
    struct audit_view a;
    TRY(load(v, &a, f));
    struct status_line *earlier = arena_array(v->arena, a.earlier_n, sizeof *earlier), *own = arena_array(v->arena, a.recommendations_n, sizeof *own);
    if (!earlier || !own)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct audit_remains_page view = { .title = a.audit.title, .earlier = earlier, .own = own, .earlier_n = a.earlier_n, .own_n = a.recommendations_n };
    for (size_t i = 0; i < a.earlier_n; i++) {
        const struct recommendation *r = &a.earlier[i];
        earlier[i] = (struct status_line){ r->code, r->text, recommendation_url(v, r->row.id), audit_status_html(v, audit_status(&a, r)), NULL, 0 };
        earlier[i].because = outcomes_of(v, &a, audit_assessment_of(&a, (recommendation_id){ r->row.id }, (audit_question_id){ 0 }), &earlier[i].because_n);
    }
    for (size_t i = 0; i < a.recommendations_n; i++) {
        const struct recommendation *r = &a.recommendations[i];
        own[i] = (struct status_line){ r->code, r->text, recommendation_url(v, r->row.id), audit_status_html(v, audit_status(&a, r)), NULL, 0 };
        own[i].because = roots_of(v, &a, r, &own[i].because_n);
    }
    view.tabs = rows_tabs(v, &audit_entity, a.audit.row.id, "/kvarstar", &view.tabs_n);
    PAGE(p, v, "");
    p.title = str_printf(v->arena, "%s – %.*s", words_get(v->words, N_("Kvarstår och tillkommer")), SF(view.title));
    page_crumbs(&p, &audit_entity);
    template_audit_remains(&p.out, &view);
    return page_send(&p, f);
}

/* ---- the summary table (R27) ---- */

static enum err summary(struct visit *v, struct fault *f)
{
    static const struct { const char *label, *tail; } files[] = {
        { N_("PDF"), "/sammanfattning.pdf" }, { N_("Kalkylblad"), "/sammanfattning.xlsx" }, { N_("CSV"), "/sammanfattning.csv" },
        { N_("Rapport för utskrift"), "/sammanfattning.html" },
    };
    static const char *const heads[] = { [SUMMARY_EARLIER] = N_("Tidigare rekommendation"), [SUMMARY_QUESTION] = N_("Revisionsfråga"),
                                         [SUMMARY_ADDED_QUESTION] = N_("Tillkommande revisionsfråga") };
    struct audit_view a;
    struct summary_row *rows;
    size_t n;
    TRY(load(v, &a, f));
    TRY(audit_summary(v->arena, &a, &rows, &n, f));
    struct summary_line *lines = arena_array(v->arena, n, sizeof *lines);
    struct download *downloads = arena_array(v->arena, LEN(files), sizeof *downloads);
    if (!lines || !downloads)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct audit_summary_page view = { .title = a.audit.title, .v = lines, .n = n, .downloads = downloads };
    for (size_t i = 0; i < n; i++) {
        struct outcome_line *outcomes = arena_array(v->arena, rows[i].outcomes_n, sizeof *outcomes);
        for (size_t k = 0; outcomes && k < rows[i].outcomes_n; k++)
            outcomes[k] = (struct outcome_line){ rows[i].outcomes[k]->code, rows[i].outcomes[k]->text, recommendation_url(v, rows[i].outcomes[k]->row.id) };
        lines[i] = (struct summary_line){ heads[rows[i].kind], rows[i].subject, rows[i].code, audit_grade_html(v, rows[i].grade, rows[i].grade_source),
                                          rows[i].grade_source, rows[i].text, outcomes, outcomes ? rows[i].outcomes_n : 0 };
        view.marked |= rows[i].mark.n > 0;
    }
    for (size_t i = 0; i < LEN(files); i++)
        downloads[view.downloads_n++] = (struct download){ files[i].label, page_url(v, &audit_entity, a.audit.row.id, files[i].tail) };
    view.tabs = rows_tabs(v, &audit_entity, a.audit.row.id, "/sammanfattning", &view.tabs_n);
    PAGE(p, v, "");
    p.title = str_printf(v->arena, "%s – %.*s", words_get(v->words, N_("Sammanfattningstabell")), SF(view.title));
    p.secrecy = a.audit.row.secrecy;
    page_crumbs(&p, &audit_entity);
    template_audit_summary(&p.out, &view);
    return page_send(&p, f);
}

/* ---- one recommendation through the years (R29) ---- */

static enum err timeline(struct visit *v, struct fault *f)
{
    void *row;
    struct reading *r;
    struct timeline_event *events;
    size_t n;
    TRY(rows_row(v, &recommendation_entity, &row, f));
    TRY(visit_reading(v, &r, f));
    TRY(audit_timeline(r, v->arena, row_of(row)->id, &events, &n, f));
    struct timeline_line *lines = arena_array(v->arena, n, sizeof *lines);
    if (!lines)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct timeline_page view = { .title = show_name(v->arena, v->words, &recommendation_entity, row), .v = lines, .n = n };
    for (size_t i = 0; i < n; i++) {
        struct assessment *s = events[i].assessment ? row_new(v->arena, &assessment_entity) : NULL;
        lines[i] = (struct timeline_line){ date_text(v->arena, events[i].dated), events[i].audit->title,
                                           page_url(v, &audit_entity, events[i].audit->row.id, "/bedomningar"),
                                           events[i].grade ? audit_grade_html(v, events[i].grade, (struct str){ 0 }) : audit_status_html(v, events[i].status),
                                           events[i].code, { 0 } };
        if (s && store_get(r, v->arena, &assessment_entity, events[i].assessment, s, NULL) == OK)
            lines[i].text = s->text_short.n ? s->text_short : s->text_long;
    }
    view.tabs = rows_tabs(v, &recommendation_entity, row_of(row)->id, "/tidslinje", &view.tabs_n);
    PAGE(p, v, "");
    p.title = str_printf(v->arena, "%s – %.*s", words_get(v->words, N_("Tidslinje")), SF(view.title));
    page_crumbs(&p, &recommendation_entity);
    template_timeline(&p.out, &view);
    return page_send(&p, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/granskningar/{id}/bedomningar", SUBJECT_AUDIT, RIGHT_READ, 0, assessed },
    { METHOD_GET, "/granskningar/{id}/kvarstar", SUBJECT_AUDIT, RIGHT_READ, 0, remains },
    { METHOD_GET, "/granskningar/{id}/sammanfattning", SUBJECT_AUDIT, RIGHT_READ, 0, summary },
    { METHOD_GET, "/rekommendationer/{id}/tidslinje", SUBJECT_AUDIT, RIGHT_READ, 0, timeline },
};
const struct page_table audit_pages = { routes, LEN(routes) };
