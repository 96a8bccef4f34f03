#include "domain/audit_import.h"

#include <stdio.h>

#include "base/arena.h"
#include "domain/audit_import_inside.h"
#include "domain/audit_import_rows.h"

/* ---- small helpers ---- */

struct str import_text(const struct import_at *at, const char *field)
{
    return audit_item_text(at->x->p, at->part, at->number, field);
}

const char *import_path(const struct import_at *at, const char *field)
{
    return str_printf(at->x->a, "%s/%u/%s", audit_parts[at->part].name, at->number, field).p;
}

enum err import_date(const struct import_at *at, const char *field, struct date *ret, struct fault *f)
{
    struct str s = import_text(at, field);
    if (!s.n)
        return OK;
    return date_parse(s, ret) ? OK : fault(f, E_INVALID, import_path(at, field), N_("Skriv ett datum som ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM eller ÅÅÅÅ."), NULL, NULL);
}

enum err import_word(const struct import_at *at, const char *field, const struct entity *e, const char *column, unsigned *ret, struct fault *f)
{
    struct str s = import_text(at, field);
    if (!s.n)
        return OK;
    struct value v;
    enum err err = value_parse(entity_field_named(e, str(column)), s, &v, f);
    if (err != OK) {
        if (f)
            f->place[0] = '\0'; /* the item's path says it all */
        fault_within(f, import_path(at, field));
        return err;
    }
    *ret = (unsigned)v.i;
    return OK;
}

void *import_new(struct importer *x, const struct entity *e)
{
    return row_new(x->a, e);
}

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

/* ---- documents ---- */

enum err import_document(struct importer *x, const struct import_document *d, document_id *ret, struct fault *f)
{
    struct rows rows;
    TRY(import_rows(x, &document_entity, "type", str(entity_field_named(&document_entity, S("type"))->words[d->type].code), &rows, f));
    for (size_t i = 0; i < rows.n && d->known; i++) {
        const struct document *o = rows_at(&rows, &document_entity, i);
        if (import_same(x, o->title, d->title))
            ret->v = o->row.id;
    }
    if (!ret->v) {
        struct document *o = import_new(x, &document_entity);
        if (!o)
            return no_memory(f);
        o->title = d->title;
        o->type = d->type;
        o->issuer = d->issuer;
        o->state = d->state;
        TRY(import_save(x, &document_entity, o, d->path, f));
        ret->v = o->row.id;
    }
    if (!date_given(d->dated) && d->state == DOCUMENT_MISSING)
        return OK;
    char id[24];
    snprintf(id, sizeof id, "%lld", (long long)ret->v);
    TRY(import_rows(x, &document_version_entity, "document", str(id), &rows, f));
    for (size_t i = 0; i < rows.n; i++)
        if (date_cmp(((const struct document_version *)rows_at(&rows, &document_version_entity, i))->dated, d->dated) == 0)
            return OK; /* the same version is there already */
    struct document_version *v = import_new(x, &document_version_entity);
    if (!v)
        return no_memory(f);
    v->document = *ret;
    v->dated = date_given(d->dated) ? d->dated : DATE_UNKNOWN;
    v->row.unknown_why = date_given(d->dated) ? (struct str){ 0 } : S("Rapporten anger inget datum.");
    v->valid_from = d->dated;
    v->pages = d->pages;
    v->sha256 = d->sha256;
    v->file_name = d->file_name;
    return import_save(x, &document_version_entity, v, d->path, f);
}

/* ---- the earlier audit ---- */

static enum err recommendation_row(struct importer *x, const struct import_at *at, int64_t audit, int64_t number, struct date dated, body_id addressee,
                                   recommendation_id repeats, recommendation_id *ret, struct fault *f)
{
    struct recommendation *r = import_new(x, &recommendation_entity);
    if (!r)
        return no_memory(f);
    r->audit.v = audit;
    r->number = number;
    r->code = import_text(at, "code");
    r->text = import_text(at, "text");
    r->section = import_text(at, "section");
    r->dated = dated;
    r->addressee = addressee;
    r->repeats = repeats;
    TRY(import_save(x, &recommendation_entity, r, import_path(at, "text"), f));
    ret->v = r->row.id;
    return OK;
}

/* An audit of that year that is there already and has the same title, or some of the same recommendations. */
static enum err find_earlier(struct importer *x, const struct import_codes *codes, struct date year, struct str title, struct audit *ret, struct fault *f)
{
    struct rows audits;
    TRY(import_rows(x, &audit_entity, NULL, (struct str){ 0 }, &audits, f));
    for (size_t i = 0; i < audits.n; i++) {
        const struct audit *a = rows_at(&audits, &audit_entity, i);
        if (a->dated.year != year.year)
            continue;
        bool same = import_same(x, a->title, title);
        char id[24];
        struct rows recs;
        snprintf(id, sizeof id, "%lld", (long long)a->row.id);
        TRY(import_rows(x, &recommendation_entity, "audit", str(id), &recs, f));
        for (size_t k = 0; k < recs.n && !same; k++)
            for (unsigned n = 1; n <= codes->earlier_n && !same; n++)
                same = import_same(x, ((const struct recommendation *)rows_at(&recs, &recommendation_entity, k))->text,
                    audit_item_text(x->p, PART_EARLIER_RECOMMENDATION, n, "text"));
        if (same) {
            *ret = *a;
            return OK;
        }
    }
    return OK;
}

static enum err earlier_response(struct importer *x, const struct audit *earlier, body_id addressee, struct fault *f)
{
    struct import_at at = { x, PART_EARLIER_AUDIT, 1 };
    if (!import_text(&at, "response").n)
        return OK;
    char id[24];
    struct rows rows;
    snprintf(id, sizeof id, "%lld", (long long)earlier->row.id);
    TRY(import_rows(x, &response_entity, "audit", str(id), &rows, f));
    if (rows.n)
        return OK;
    document_id document = { 0 };
    struct str title = str_printf(x->a, "Svar på granskningen %.*s", SF(import_text(&at, "year")));
    TRY(import_document(x, &(struct import_document){ .title = title, .type = DOCUMENT_RESPONSE, .state = DOCUMENT_MISSING, .path = import_path(&at, "response") }, &document, f));
    struct response *r = import_new(x, &response_entity);
    if (!r)
        return no_memory(f);
    r->audit.v = earlier->row.id;
    r->title = title;
    r->addressee = addressee;
    r->state = RESPONSE_MISSING;
    r->document = document;
    r->row.unknown_why = import_text(&at, "response");
    return import_save(x, &response_entity, r, import_path(&at, "response"), f);
}

enum err import_earlier(struct importer *x, struct import_codes *codes, body_id body, body_id client, struct fault *f)
{
    struct import_at at = { x, PART_EARLIER_AUDIT, 1 };
    struct date year = { 0 };
    TRY(import_date(&at, "year", &year, f));
    codes->earlier_n = audit_part_count(x->p, PART_EARLIER_RECOMMENDATION);
    codes->earlier = arena_array(x->a, codes->earlier_n + 1, sizeof *codes->earlier);
    if (!codes->earlier)
        return no_memory(f);
    if (!date_known(year))
        return codes->earlier_n ? fault(f, E_INVALID, import_path(&at, "year"), N_("Ange vilket år den tidigare granskningen är från."), NULL, NULL) : OK;
    struct str title = import_text(&at, "title");
    if (!title.n)
        title = str_printf(x->a, "Granskning %d", year.year);
    struct audit earlier = { 0 };
    TRY(find_earlier(x, codes, year, title, &earlier, f));
    int64_t number = 0;
    struct rows there = { 0 };
    if (!earlier.row.id) {
        struct audit *a = import_new(x, &audit_entity);
        document_id report = { 0 };
        if (!a)
            return no_memory(f);
        TRY(import_document(x, &(struct import_document){ .title = title, .type = DOCUMENT_AUDIT_REPORT, .state = DOCUMENT_CLOSED, .dated = year, .pages = INT_NONE,
            .path = import_path(&at, "title") }, &report, f));
        a->title = title;
        a->type = AUDIT_FIRST;
        a->state = AUDIT_CLOSED;
        a->dated = year;
        a->client = client;
        a->purpose = import_text(&at, "purpose");
        a->conclusion_long = import_text(&at, "conclusion");
        a->report = report;
        TRY(import_save(x, &audit_entity, a, import_path(&at, "title"), f));
        earlier = *a;
        if (body.v) {
            struct audit_body *b = import_new(x, &audit_body_entity);
            if (!b)
                return no_memory(f);
            b->audit.v = earlier.row.id;
            b->body = body;
            TRY(import_save(x, &audit_body_entity, b, NULL, f));
        }
    } else {
        char id[24];
        snprintf(id, sizeof id, "%lld", (long long)earlier.row.id);
        TRY(import_rows(x, &recommendation_entity, "audit", str(id), &there, f));
        for (size_t k = 0; k < there.n; k++) {
            const struct recommendation *r = rows_at(&there, &recommendation_entity, k);
            number = r->number > number ? r->number : number;
        }
    }
    x->done.earlier = earlier.row.id;
    for (unsigned n = 1; n <= codes->earlier_n; n++) {
        struct import_at rec = { x, PART_EARLIER_RECOMMENDATION, n };
        struct str text = import_text(&rec, "text");
        for (size_t k = 0; k < there.n; k++)
            if (import_same(x, ((const struct recommendation *)rows_at(&there, &recommendation_entity, k))->text, text))
                codes->earlier[n].v = ((const struct recommendation *)rows_at(&there, &recommendation_entity, k))->row.id;
        if (text.n && !codes->earlier[n].v)
            TRY(recommendation_row(x, &rec, earlier.row.id, ++number, year, body, (recommendation_id){ 0 }, &codes->earlier[n], f));
    }
    return earlier_response(x, &earlier, body, f);
}

/* ---- the new recommendations ---- */

recommendation_id import_code(struct importer *x, const struct import_codes *codes, struct str code)
{
    for (unsigned n = 1; n <= codes->earlier_n; n++)
        if (code.n && str_eq(audit_item_text(x->p, PART_EARLIER_RECOMMENDATION, n, "code"), code))
            return codes->earlier[n];
    for (unsigned n = 1; n <= codes->new_n; n++)
        if (code.n && str_eq(audit_item_text(x->p, PART_RECOMMENDATION, n, "code"), code))
            return codes->new[n];
    return (recommendation_id){ 0 };
}

enum err import_recommendations(struct importer *x, struct import_codes *codes, struct date dated, body_id addressee, struct fault *f)
{
    codes->new_n = audit_part_count(x->p, PART_RECOMMENDATION);
    codes->new = arena_array(x->a, codes->new_n + 1, sizeof *codes->new);
    if (!codes->new)
        return no_memory(f);
    for (unsigned n = 1; n <= codes->new_n; n++) {
        struct import_at at = { x, PART_RECOMMENDATION, n };
        struct str repeats = import_text(&at, "repeats");
        if (!import_text(&at, "text").n)
            continue;
        recommendation_id before = import_code(x, codes, repeats);
        if (repeats.n && !before.v)
            return fault(f, E_INVALID, import_path(&at, "repeats"), N_("Det finns ingen rekommendation med beteckningen {1}."), str_c(x->a, repeats), NULL);
        TRY(recommendation_row(x, &at, x->done.audit, n, dated, addressee, before, &codes->new[n], f));
    }
    return OK;
}

/* ---- the whole ---- */

static enum err refuse_twice(struct importer *x, struct str title, struct date dated, struct str sha256, struct fault *f)
{
    struct rows rows;
    if (sha256.n) {
        TRY(import_rows(x, &document_version_entity, "sha256", sha256, &rows, f));
        if (rows.n)
            return fault(f, E_CONFLICT, NULL, N_("Den här rapporten är redan inläst."), NULL, NULL);
    }
    TRY(import_rows(x, &audit_entity, NULL, (struct str){ 0 }, &rows, f));
    for (size_t i = 0; i < rows.n; i++) {
        const struct audit *a = rows_at(&rows, &audit_entity, i);
        if (date_cmp(a->dated, dated) == 0 && import_same(x, a->title, title))
            return fault(f, E_CONFLICT, NULL, N_("Granskningen {1} finns redan i registret."), str_c(x->a, a->title), NULL);
    }
    return OK;
}

static enum err plan(struct importer *x, struct str year, audit_plan_id *ret, struct fault *f)
{
    struct rows rows;
    if (!year.n)
        return OK;
    TRY(import_rows(x, &audit_plan_entity, "year", year, &rows, f));
    if (rows.n) {
        ret->v = row_of(rows.rows)->id;
        return OK;
    }
    struct audit_plan *p = import_new(x, &audit_plan_entity);
    if (!p)
        return no_memory(f);
    if (!str_to_int64(year, &p->year))
        return fault(f, E_INVALID, "audit/1/plan_year", N_("Skriv ett årtal med fyra siffror."), NULL, NULL);
    p->title = str_printf(x->a, "Revisionsplan %.*s", SF(year));
    TRY(import_save(x, &audit_plan_entity, p, "audit/1/plan_year", f));
    ret->v = p->row.id;
    return OK;
}

/* The audit's own row, with its plan, its report and its missiv. */
static enum err audit_row(struct importer *x, struct audit *a, struct str sha256, struct fault *f)
{
    struct import_at at = { x, PART_AUDIT, 1 };
    unsigned type = AUDIT_FIRST, grade = 0;
    TRY(import_word(&at, "type", &audit_entity, "type", &type, f));
    TRY(import_word(&at, "grade", &audit_entity, "grade", &grade, f));
    TRY(plan(x, import_text(&at, "plan_year"), &a->plan, f));
    int64_t pages = INT_NONE;
    struct str n = import_text(&at, "pages");
    if (n.n && !str_to_int64(n, &pages))
        return fault(f, E_INVALID, import_path(&at, "pages"), N_("Skriv ett heltal."), NULL, NULL);
    TRY(import_document(x, &(struct import_document){ .title = a->title, .type = DOCUMENT_AUDIT_REPORT, .state = DOCUMENT_RECEIVED, .issuer = import_text(&at, "firm"),
        .dated = a->dated, .pages = pages, .sha256 = sha256, .file_name = sha256.n ? x->import->file_name : (struct str){ 0 }, .path = import_path(&at, "title") }, &a->report, f));
    struct str letter = import_text(&at, "letter_title");
    if (letter.n)
        TRY(import_document(x, &(struct import_document){ .title = letter, .type = DOCUMENT_AUDIT_LETTER, .state = DOCUMENT_RECEIVED, .issuer = import_text(&at, "client"),
            .pages = INT_NONE, .path = import_path(&at, "letter_title") }, &a->letter, f));
    a->type = type;
    a->state = AUDIT_REPORTED;
    a->follows.v = type == AUDIT_FOLLOW_UP ? x->done.earlier : 0;
    a->motive = import_text(&at, "motive");
    a->purpose = import_text(&at, "purpose");
    a->scope = import_text(&at, "scope");
    a->grade = grade;
    a->grade_source = import_text(&at, "grade_source");
    a->conclusion = import_text(&at, "conclusion");
    a->conclusion_long = import_text(&at, "conclusion_long");
    TRY(import_save(x, &audit_entity, a, import_path(&at, type == AUDIT_FOLLOW_UP && !x->done.earlier ? "type" : "title"), f));
    x->done.audit = a->row.id;
    return OK;
}

static enum err evidence(struct importer *x, const struct audit *a, struct str sha256, struct fault *f)
{
    if (!sha256.n)
        return OK;
    struct evidence *e = import_new(x, &evidence_entity);
    if (!e)
        return no_memory(f);
    e->title = S("Rapporten som den lästes in");
    e->about = str_printf(x->a, "audit/%lld", (long long)a->row.id);
    e->source = SOURCE_DOCUMENT;
    e->dated = a->dated;
    e->sha256 = sha256;
    e->file_name = x->import->file_name;
    e->media_type = x->import->media_type;
    e->bytes = (int64_t)x->import->file.n;
    return import_save(x, &evidence_entity, e, NULL, f);
}

struct run { const struct audit_import *import; struct audit_imported done; };

static enum err work(struct writing *w, void *ctx, struct fault *f)
{
    struct run *run = ctx;
    struct importer x = { .w = w, .r = writing_reads(w), .a = writing_arena(w), .import = run->import, .p = run->import->proposal };
    struct import_at at = { &x, PART_AUDIT, 1 };
    struct import_codes codes = { 0 };
    char sha[65] = "";
    struct audit *a = import_new(&x, &audit_entity);
    if (!a)
        return no_memory(f);
    a->title = import_text(&at, "title");
    TRY(import_date(&at, "date", &a->dated, f));
    if (!a->title.n)
        return fault(f, E_INVALID, "audit/1/title", N_("Granskningen behöver en titel."), NULL, NULL);
    if (!date_known(a->dated))
        return fault(f, E_INVALID, "audit/1/date", N_("Granskningen behöver ett datum. Året räcker."), NULL, NULL);
    if (run->import->file.n)
        TRY(store_blob_put(w, run->import->file, sha, f));
    struct str sha256 = str_copy(x.a, str(sha));
    TRY(refuse_twice(&x, a->title, a->dated, sha256, f));
    TRY(import_registers(&x, f));
    body_id body;
    TRY(import_body(&x, import_text(&at, "body"), "audit/1/body", &body, f));
    TRY(import_body(&x, import_text(&at, "client"), "audit/1/client", &a->client, f));
    TRY(import_organisation(&x, import_text(&at, "firm"), ORGANISATION_FIRM, "audit/1/firm", &a->firm, f));
    TRY(import_earlier(&x, &codes, body, a->client, f));
    TRY(audit_row(&x, a, sha256, f));
    TRY(import_recommendations(&x, &codes, a->dated, body, f));
    TRY(import_belongings(&x, a, &codes, body, f));
    TRY(import_response(&x, a, &codes, f));
    TRY(evidence(&x, a, sha256, f));
    run->done = x.done;
    return OK;
}

enum err audit_import_run(struct store *s, const struct seat *seat, const struct audit_import *import, struct audit_imported *ret, struct fault *f)
{
    struct run run = { .import = import };
    struct write_terms terms = { .reason = S("Inläst revisionsrapport") };
    struct date dated = { 0 };
    if (date_parse(audit_item_text(import->proposal, PART_AUDIT, 1, "date"), &dated) && date_known(dated))
        terms.valid = date_start(dated);
    TRY(store_write(s, seat, &terms, work, &run, NULL, f));
    *ret = run.done;
    return OK;
}

enum err audit_import_missing(struct reading *r, struct arena *a, const struct audit_proposal *p, struct audit_missing **ret, size_t *ret_n, struct fault *f)
{
    struct audit_import import = { .proposal = p };
    struct importer x = { .r = r, .a = a, .import = &import, .p = p };
    body_id body;
    organisation_id organisation;
    TRY(import_registers(&x, f));
    TRY(import_body(&x, audit_item_text(p, PART_AUDIT, 1, "body"), NULL, &body, f));
    TRY(import_body(&x, audit_item_text(p, PART_AUDIT, 1, "client"), NULL, &body, f));
    TRY(import_organisation(&x, audit_item_text(p, PART_AUDIT, 1, "firm"), ORGANISATION_FIRM, NULL, &organisation, f));
    TRY(import_body(&x, audit_item_text(p, PART_RESPONSE, 1, "addressee"), NULL, &body, f));
    for (unsigned n = 1; n <= audit_part_count(p, PART_DISTRIBUTION); n++)
        TRY(import_body(&x, audit_item_text(p, PART_DISTRIBUTION, n, "recipient"), NULL, &body, f));
    for (unsigned n = 1; n <= audit_part_count(p, PART_SIGNATURE); n++)
        TRY(import_organisation(&x, audit_item_text(p, PART_SIGNATURE, n, "organisation"), ORGANISATION_MEMBER, NULL, &organisation, f));
    *ret = x.missing;
    *ret_n = x.missing_n;
    return OK;
}
