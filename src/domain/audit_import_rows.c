/* What belongs to an imported audit, record by record. */
#include "domain/audit_import_rows.h"

#include "base/arena.h"

/* A new row `r` of type T; its audit is set. */
#define NEW(T, r) \
    struct T *r = import_new(x, &T##_entity); \
    if (!r) \
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL)

#define EACH(part_, at) for (struct import_at at = { x, part_, 1 }; at.number <= audit_part_count(x->p, part_); at.number++)

static bool yes(struct str s)
{
    return str_eq_nocase(s, S("ja")) || str_is(s, "1") || str_is(s, "on");
}

static enum err questions(struct importer *x, const struct audit *a, audit_question_id *ids, struct fault *f)
{
    EACH(PART_QUESTION, at) {
        struct str text = import_text(&at, "text");
        if (!text.n)
            continue;
        NEW(audit_question, q);
        q->audit.v = a->row.id;
        q->number = at.number;
        q->text = text;
        q->table_text = import_text(&at, "table_text");
        q->additional = yes(import_text(&at, "additional"));
        q->section = import_text(&at, "section");
        TRY(import_save(x, &audit_question_entity, q, import_path(&at, "text"), f));
        ids[at.number].v = q->row.id;
    }
    return OK;
}

static enum err criteria_and_method(struct importer *x, const struct audit *a, interview_id *interviews, struct fault *f)
{
    EACH(PART_CRITERION, at) {
        if (!import_text(&at, "text").n)
            continue;
        NEW(audit_criterion, c);
        unsigned kind = CRITERION_OTHER;
        TRY(import_word(&at, "kind", &audit_criterion_entity, "kind", &kind, f));
        c->audit.v = a->row.id;
        c->kind = kind;
        c->text = import_text(&at, "text");
        TRY(import_save(x, &audit_criterion_entity, c, import_path(&at, "text"), f));
    }
    EACH(PART_METHOD, at) {
        if (!import_text(&at, "text").n)
            continue;
        NEW(audit_method, m);
        unsigned kind = METHOD_OTHER;
        TRY(import_word(&at, "kind", &audit_method_entity, "kind", &kind, f));
        m->audit.v = a->row.id;
        m->kind = kind;
        m->text = import_text(&at, "text");
        TRY(import_save(x, &audit_method_entity, m, import_path(&at, "text"), f));
    }
    EACH(PART_INTERVIEW, at) {
        if (!import_text(&at, "role").n)
            continue;
        NEW(interview, i);
        i->audit.v = a->row.id;
        i->role = import_text(&at, "role");
        TRY(import_save(x, &interview_entity, i, import_path(&at, "role"), f));
        interviews[at.number].v = i->row.id;
        if (!yes(import_text(&at, "fact_checked")))
            continue;
        NEW(fact_check, c);
        c->interview.v = i->row.id;
        c->accepted = true;
        TRY(import_save(x, &fact_check_entity, c, import_path(&at, "fact_checked"), f));
    }
    return OK;
}

static enum err documents(struct importer *x, const struct audit *a, struct fault *f)
{
    struct str issuer = audit_item_text(x->p, PART_AUDIT, 1, "federation");
    EACH(PART_DOCUMENT, at) {
        unsigned type = DOCUMENT_OTHER;
        if (!import_text(&at, "title").n)
            continue;
        TRY(import_word(&at, "type", &document_entity, "type", &type, f));
        struct import_document d = { .title = import_text(&at, "title"), .issuer = issuer, .type = type, .state = DOCUMENT_VALID, .pages = INT_NONE, .known = true,
            .path = import_path(&at, "title") };
        TRY(import_date(&at, "date", &d.dated, f));
        document_id id = { 0 };
        TRY(import_document(x, &d, &id, f));
        NEW(examined_document, e);
        e->audit.v = a->row.id;
        e->document = id;
        e->note = import_text(&at, "note");
        TRY(import_save(x, &examined_document_entity, e, import_path(&at, "title"), f));
    }
    return OK;
}

/* What the code in that field stands for; 0 when the reader did not choose that recommendation, which takes its links with it. */
static enum err link_to(const struct import_at *at, const struct import_codes *codes, const char *field, struct str code, recommendation_id *ret, struct fault *f)
{
    *ret = import_code(at->x, codes, code);
    bool dropped = false;
    for (unsigned n = 1; n <= audit_part_count(at->x->p, PART_RECOMMENDATION); n++) {
        const struct audit_item *item = audit_item_of(at->x->p, PART_RECOMMENDATION, n, "code");
        dropped |= item && str_eq(item->text, code) && !codes->new[n].v;
    }
    return ret->v || dropped ? OK :
        fault(f, E_INVALID, import_path(at, field), N_("Det finns ingen rekommendation med beteckningen {1}."), str_c(at->x->a, code), NULL);
}

static enum err outcomes(struct importer *x, const struct import_at *at, const struct import_codes *codes, assessment_id assessment, struct fault *f)
{
    struct str rest = import_text(at, "outcomes");
    for (int64_t number = 1; rest.n;) {
        struct str code = str_trim(str_cut(&rest, ' '));
        if (!code.n)
            continue;
        recommendation_id to;
        TRY(link_to(at, codes, "outcomes", code, &to, f));
        if (!to.v)
            continue;
        NEW(assessment_outcome, o);
        o->assessment = assessment;
        o->recommendation = to;
        o->number = number++;
        TRY(import_save(x, &assessment_outcome_entity, o, import_path(at, "outcomes"), f));
    }
    return OK;
}

static enum err assessments(struct importer *x, const struct audit *a, const struct import_codes *codes, const audit_question_id *questions, struct fault *f)
{
    EACH(PART_ASSESSMENT, at) {
        struct str of = import_text(&at, "of");
        if (!of.n)
            continue;
        NEW(assessment, s);
        unsigned grade = 0;
        TRY(import_word(&at, "grade", &assessment_entity, "grade", &grade, f));
        if (!grade) /* what the report does not say in known words, the reader says */
            return fault(f, E_INVALID, import_path(&at, "grade"), N_("Ange bedömningen: ja, delvis, nej eller ej bedömd."), NULL, NULL);
        s->audit.v = a->row.id;
        uint64_t n;
        if (of.p[0] == 'Q' && str_to_uint64(str_sub(of, 1, of.n), &n) && n >= 1 && n <= audit_part_count(x->p, PART_QUESTION))
            s->question = questions[n];
        else
            s->recommendation = import_code(x, codes, of);
        if (!s->question.v && !s->recommendation.v)
            return fault(f, E_INVALID, import_path(&at, "of"), N_("Det finns ingen rekommendation eller fråga med beteckningen {1}."), str_c(x->a, of), NULL);
        s->section = import_text(&at, "section");
        s->done = import_text(&at, "done");
        s->grade = grade;
        s->grade_source = import_text(&at, "grade_source");
        s->text_short = import_text(&at, "text_short");
        s->text_long = import_text(&at, "text_long");
        TRY(import_save(x, &assessment_entity, s, import_path(&at, "of"), f));
        TRY(outcomes(x, &at, codes, (assessment_id){ s->row.id }, f));
    }
    return OK;
}

static enum err findings(struct importer *x, const struct audit *a, const struct import_codes *codes, struct fault *f)
{
    EACH(PART_FINDING, at) {
        if (!import_text(&at, "text").n)
            continue;
        NEW(finding, i);
        unsigned severity = 0;
        struct str code = import_text(&at, "recommendation");
        TRY(import_word(&at, "severity", &finding_entity, "severity", &severity, f));
        i->audit.v = a->row.id;
        i->text = import_text(&at, "text");
        i->section = import_text(&at, "section");
        i->severity = severity;
        i->state = FINDING_OPEN;
        if (code.n)
            TRY(link_to(&at, codes, "recommendation", code, &i->recommendation, f));
        TRY(import_save(x, &finding_entity, i, import_path(&at, "text"), f));
    }
    return OK;
}

static enum err statements(struct importer *x, const struct audit *a, const interview_id *interviews, struct fault *f)
{
    EACH(PART_STATEMENT, at) {
        if (!import_text(&at, "text").n)
            continue;
        NEW(statement, s);
        unsigned source = 0;
        TRY(import_word(&at, "source", &statement_entity, "source", &source, f));
        if (!source)
            return fault(f, E_INVALID, import_path(&at, "source"), N_("Ange varifrån uppgiften kommer: intervju, dokument eller observation."), NULL, NULL);
        s->audit.v = a->row.id;
        s->text = import_text(&at, "text");
        s->section = import_text(&at, "section");
        s->source = source;
        struct str role = source == SOURCE_INTERVIEW ? import_text(&at, "interview") : (struct str){ 0 };
        for (unsigned n = 1; role.n && n <= audit_part_count(x->p, PART_INTERVIEW); n++)
            if (str_eq(audit_item_text(x->p, PART_INTERVIEW, n, "role"), role))
                s->interview = interviews[n];
        TRY(import_save(x, &statement_entity, s, import_path(&at, "text"), f));
    }
    return OK;
}

/* A person is stored only when the reader kept the name. */
static enum err person(struct importer *x, const struct import_at *at, struct str title, organisation_id organisation, person_id *ret, struct fault *f)
{
    if (!import_text(at, "name").n)
        return OK;
    NEW(person, p);
    p->name = import_text(at, "name");
    p->title = title;
    p->organisation = organisation;
    TRY(import_save(x, &person_entity, p, import_path(at, "name"), f));
    ret->v = p->row.id;
    return OK;
}

static enum err people(struct importer *x, const struct audit *a, struct fault *f)
{
    EACH(PART_PARTICIPANT, at) {
        if (!import_text(&at, "title").n)
            continue;
        NEW(audit_participant, p);
        p->audit.v = a->row.id;
        p->title = import_text(&at, "title");
        TRY(import_organisation(x, import_text(&at, "organisation"), ORGANISATION_FIRM, import_path(&at, "organisation"), &p->organisation, f));
        TRY(person(x, &at, p->title, p->organisation, &p->person, f));
        TRY(import_save(x, &audit_participant_entity, p, import_path(&at, "title"), f));
    }
    EACH(PART_SIGNATURE, at) {
        if (!import_text(&at, "role").n || !(a->letter.v || a->report.v))
            continue;
        NEW(signature, s);
        s->document = a->letter.v ? a->letter : a->report;
        s->role = import_text(&at, "role");
        TRY(import_organisation(x, import_text(&at, "organisation"), ORGANISATION_MEMBER, import_path(&at, "organisation"), &s->organisation, f));
        TRY(person(x, &at, s->role, s->organisation, &s->person, f));
        s->method = import_text(&at, "method");
        s->external = true;
        TRY(import_save(x, &signature_entity, s, import_path(&at, "role"), f));
    }
    return OK;
}

static enum err distribute(struct importer *x, const struct audit *a, struct fault *f)
{
    EACH(PART_DISTRIBUTION, at) {
        if (!import_text(&at, "recipient").n)
            continue;
        NEW(distribution, d);
        unsigned purpose = DISTRIBUTION_INFORMATION;
        TRY(import_word(&at, "purpose", &distribution_entity, "purpose", &purpose, f));
        d->audit.v = a->row.id;
        d->document = a->letter;
        d->purpose = purpose;
        TRY(import_body(x, import_text(&at, "recipient"), import_path(&at, "recipient"), &d->recipient, f));
        TRY(import_save(x, &distribution_entity, d, import_path(&at, "recipient"), f));
    }
    return OK;
}

enum err import_belongings(struct importer *x, const struct audit *a, const struct import_codes *codes, body_id body, struct fault *f)
{
    audit_question_id *ids = arena_array(x->a, audit_part_count(x->p, PART_QUESTION) + 1, sizeof *ids);
    interview_id *interviews = arena_array(x->a, audit_part_count(x->p, PART_INTERVIEW) + 1, sizeof *interviews);
    if (!ids || !interviews)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    if (body.v) {
        NEW(audit_body, b);
        b->audit.v = a->row.id;
        b->body = body;
        TRY(import_save(x, &audit_body_entity, b, "audit/1/body", f));
    }
    TRY(questions(x, a, ids, f));
    TRY(criteria_and_method(x, a, interviews, f));
    TRY(documents(x, a, f));
    TRY(assessments(x, a, codes, ids, f));
    TRY(findings(x, a, codes, f));
    TRY(statements(x, a, interviews, f));
    TRY(people(x, a, f));
    return distribute(x, a, f);
}

/* ---- the demanded yttrande (R31, R32, R34) ---- */

enum err import_response(struct importer *x, const struct audit *a, const struct import_codes *codes, struct fault *f)
{
    struct import_at at = { x, PART_RESPONSE, 1 };
    if (!import_text(&at, "demand").n)
        return OK;
    NEW(response, r);
    r->audit.v = a->row.id;
    r->title = str_printf(x->a, "Yttrande över %.*s", SF(a->title));
    TRY(import_body(x, import_text(&at, "addressee"), import_path(&at, "addressee"), &r->addressee, f));
    r->requested_by = import_text(&at, "requested_by");
    TRY(import_date(&at, "due", &r->due, f));
    r->state = RESPONSE_REQUESTED;
    TRY(import_save(x, &response_entity, r, import_path(&at, "demand"), f));
    EACH(PART_RESPONSE_RECIPIENT, to) {
        if (!import_text(&to, "recipient").n)
            continue;
        NEW(response_recipient, p);
        p->response.v = r->row.id;
        p->recipient = import_text(&to, "recipient");
        p->address = import_text(&to, "address");
        TRY(import_save(x, &response_recipient_entity, p, import_path(&to, "recipient"), f));
    }
    for (unsigned n = 1; n <= codes->new_n; n++) {
        if (!codes->new[n].v)
            continue;
        NEW(response_item, item);
        item->response.v = r->row.id;
        item->recommendation = codes->new[n];
        item->position = POSITION_UNANSWERED;
        TRY(import_save(x, &response_item_entity, item, NULL, f));
    }
    return OK;
}
