/* The governing documents: their hierarchy and what is missing, who knows them, and what differs between two versions. */
#include "domain/documents.h"
#include "derive/diff.h"
#include "derive/show.h"
#include "feed/audit_pdf.h"
#include "page/document_pages.h"
#include "page/pages.h"
#include "page/rows.h"

enum { LACKS_MAX = 8, COMPARE_BYTES_MAX = 4 * 1024 * 1024 };

static const char **lacks_text(struct visit *v, unsigned lacks, size_t *ret_n)
{
    static const struct { unsigned flag; const char *text; } all[] = {
        { DOCUMENT_LACKS_PARENT, N_("Överordnat dokument saknas") },
        { DOCUMENT_LACKS_VERSION, N_("Ingen version gäller") },
        { DOCUMENT_LACKS_DECISION, N_("Det står inte vem som har beslutat") },
        { DOCUMENT_REVIEW_LATE, N_("Översynen är försenad") },
        { DOCUMENT_LACKS_REVIEW, N_("Ingen översyn är planerad") },
    };
    const char **texts = arena_array(v->arena, LEN(all), sizeof *texts);
    *ret_n = 0;
    for (size_t i = 0; texts && i < LEN(all); i++)
        if (lacks & all[i].flag)
            texts[(*ret_n)++] = all[i].text;
    return texts;
}

static enum err tree(struct visit *v, struct fault *f)
{
    struct reading *r;
    struct document_line *lines;
    size_t n;
    TRY(visit_reading(v, &r, f));
    TRY(documents_tree(r, v->arena, visit_day(v), &lines, &n, f));
    struct document_row *rows = arena_array(v->arena, n + 1, sizeof *rows);
    if (!rows)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct documents_page view = { .day = date_text(v->arena, visit_day(v)), .v = rows, .n = n };
    const struct field *type = entity_field_named(&document_entity, S("type"));
    for (size_t i = 0; i < n; i++) {
        const struct document_line *l = &lines[i];
        const struct document_version *d = l->version;
        rows[i] = (struct document_row){ .title = l->document->title, .to = page_url(v, &document_entity, l->document->row.id, ""), .depth = l->depth,
                                         .type = type->words[l->document->type].label, .state = page_value(v, &document_entity, l->document, "state"),
                                         .review_late = l->lacks & DOCUMENT_REVIEW_LATE, .parts_missing = page_words(v, &document_part_entity, "part", l->parts_missing),
                                         .parts_partly = page_words(v, &document_part_entity, "part", l->parts_partly) };
        rows[i].lacks = lacks_text(v, l->lacks, &rows[i].lacks_n);
        if (d) {
            rows[i].number = d->number;
            rows[i].dated = date_known(d->dated) ? date_text(v->arena, d->dated) : said(v, N_("utan datum"));
            rows[i].review = date_text(v->arena, d->next_review);
            rows[i].decided = d->paragraph.n ? str_printf(v->arena, "%.*s %.*s", SF(l->decided_by), SF(d->paragraph)) : l->decided_by;
        }
        view.faulty += rows[i].lacks_n || rows[i].parts_missing.n || rows[i].parts_partly.n;
    }
    PAGE(p, v, N_("Styrande dokument"));
    page_crumbs(&p, &document_entity);
    template_documents(&p.out, &view);
    return page_send(&p, f);
}

/* ---- who knows it ---- */

/* "1.0 (2021-06-09)". */
static struct str version_name(struct visit *v, const struct document_version *d)
{
    struct str dated = date_known(d->dated) ? date_text(v->arena, d->dated) : said(v, N_("utan datum"));
    return d->number.n ? str_printf(v->arena, "%.*s (%.*s)", SF(d->number), SF(dated)) : dated;
}

static enum err knowledge(struct visit *v, struct fault *f)
{
    int64_t id;
    struct reading *r;
    struct document_knowledge k;
    TRY(visit_id(v, 0, &id, f));
    TRY(visit_reading(v, &r, f));
    TRY(document_knowledge(r, v->arena, id, visit_day(v), &k, f));
    struct knowledge_row *rows = arena_array(v->arena, k.lines_n + 1, sizeof *rows);
    if (!rows)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct knowledge_page view = { .title = k.document.title, .csrf = v->csrf, .applies = k.version != NULL, .confirmed = k.confirmed,
                                   .may_confirm = !v->past && authz_right(v->seat.role, SUBJECT_CONFIRMATION, RELATION_OWN) >= RIGHT_PROPOSE, .audience = k.document.audience,
                                   .training = k.document.training, .v = rows, .n = k.lines_n };
    view.confirm = page_url(v, &document_entity, id, "/last");
    if (k.version)
        view.version = version_name(v, k.version);
    if (page_may_create(v, &document_audience_entity) && page_may(v, &document_entity, &k.document, RIGHT_EDIT))
        view.add = url_of(v->arena, "/%s/ny?document=%lld", document_audience_entity.path, (long long)id);
    for (size_t i = 0; i < k.lines_n; i++) {
        const struct knowledge_line *l = &k.lines[i];
        rows[i] = (struct knowledge_row){ .organisation = l->organisation, .to = page_url(v, &document_audience_entity, l->audience->row.id, ""),
                                          .counted = l->rate != INT_NONE, .known_given = l->audience->known, .late = l->late,
                                          .expected = l->audience->expected, .here = (int64_t)l->here, .elsewhere = l->confirmed - (int64_t)l->here,
                                          .rate = l->rate, .due = date_text(v->arena, l->audience->due),
                                          .known = page_value(v, &document_audience_entity, l->audience, "known"), .source = l->audience->source };
    }
    view.tabs = rows_tabs(v, &document_entity, id, "/kannedom", &view.tabs_n);
    PAGE(p, v, "");
    p.title = str_printf(v->arena, "%s – %.*s", words_get(v->words, N_("Kännedom")), SF(view.title));
    p.secrecy = k.document.row.secrecy;
    page_crumbs(&p, &document_entity);
    page_crumb(&p, view.title, page_url(v, &document_entity, id, ""));
    template_document_knowledge(&p.out, &view);
    return page_send(&p, f);
}

static enum err confirm_work(struct writing *w, void *ctx, struct fault *f)
{
    struct reading_confirmation row = *(const struct reading_confirmation *)ctx; /* may run again */
    struct faults faults = { .arena = writing_arena(w) };
    return domain_save(w, &reading_confirmation_entity, &row, "bekrafta", &faults, f);
}

/* "Jag har läst": twice is once. */
static enum err confirm(struct visit *v, struct fault *f)
{
    int64_t id;
    struct reading *r;
    struct document_knowledge k;
    TRY(visit_id(v, 0, &id, f));
    TRY(visit_reading(v, &r, f));
    TRY(document_knowledge(r, v->arena, id, visit_day(v), &k, f));
    if (!k.version)
        return fault(f, E_INVALID, NULL, N_("Ingen version av dokumentet gäller i dag. Det finns inget att bekräfta."), NULL, NULL);
    if (!k.confirmed) {
        struct reading_confirmation row = { .edition = { k.version->row.id } };
        TRY(store_write(v->store, &v->seat, &(struct write_terms){ 0 }, confirm_work, &row, NULL, f));
    }
    return page_go(v, page_url(v, &document_entity, id, "/kannedom"));
}

/* ---- two versions side by side ---- */

/* What a version says: its text, or what its file can be read as. `ret_why`: why it cannot be read. */
static enum err version_text(struct visit *v, struct reading *r, const struct document_version *d, struct str *ret, const char **ret_why, struct fault *f)
{
    struct str bytes;
    *ret = d->text;
    *ret_why = NULL;
    if (d->text.n)
        return OK;
    if (!d->sha256.n) {
        *ret_why = N_("Versionen har varken text eller fil.");
        return OK;
    }
    TRY(store_blob_get(r, v->arena, d->sha256, &bytes, f));
    if (!audit_is_pdf(bytes)) {
        *ret = bytes;
        if (!utf8_valid(bytes))
            *ret_why = N_("Filen kan inte läsas som text.");
        return OK;
    }
    struct buf text cleanup(buf_free) = buf_new(COMPARE_BYTES_MAX);
    if (audit_pdf_text(bytes, v->arena, &text, NULL) != OK || buf_check(&text, NULL) != OK)
        *ret_why = N_("Filen är en PDF utan läsbar text.");
    else
        *ret = str_copy(v->arena, buf_str(&text));
    return OK;
}

static const struct document_version *chosen(struct visit *v, const struct document_knowledge *k, const char *param, size_t otherwise)
{
    struct str given = page_param(v, param);
    int64_t id;
    for (size_t i = 0; given.n && str_to_int64(given, &id) && i < k->versions_n; i++)
        if (k->versions[i].row.id == id)
            return &k->versions[i];
    return otherwise < k->versions_n ? &k->versions[otherwise] : NULL;
}

static enum err compare_versions(struct visit *v, struct reading *r, const struct document_version *before, const struct document_version *after,
                                 struct compare_page *view, struct fault *f)
{
    const struct entity *e = &document_version_entity;
    struct difference *d;
    struct str *old_titles, *new_titles, old, new;
    size_t n;
    TRY(store_titles(r, v->arena, e, before, &old_titles, f));
    TRY(store_titles(r, v->arena, e, after, &new_titles, f));
    if (row_diff(v->arena, e, before, after, &d, &n) != OK)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct side_line *lines = arena_array(v->arena, n + 1, sizeof *lines);
    for (size_t i = 0; lines && i < n; i++) {
        if (str_is(str(d[i].field->name), "text"))
            continue; /* shown whole below */
        struct str was = reference_title(e, old_titles, d[i].field->name), is = reference_title(e, new_titles, d[i].field->name);
        lines[view->fields_n++] = (struct side_line){ d[i].field->label, SAFE_HTML(v, b, show_value(&b, v->words, d[i].field, before, was, 0)),
                                                      SAFE_HTML(v, b, show_value(&b, v->words, d[i].field, after, is, 0)) };
    }
    view->fields = lines;
    TRY(version_text(v, r, before, &old, &view->before_unread, f));
    TRY(version_text(v, r, after, &new, &view->after_unread, f));
    if (view->before_unread || view->after_unread)
        return OK;
    if (old.n > COMPARE_BYTES_MAX || new.n > COMPARE_BYTES_MAX)
        return fault(f, E_LIMIT, NULL, N_("Texten är för lång för att jämföra: högst {1} MiB."), "4", NULL);
    struct edit_run *runs;
    if (text_diff(v->arena, old, new, &runs, &view->edits_n) != OK)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    view->edits = runs;
    view->same = str_eq(old, new);
    return OK;
}

static enum err compare(struct visit *v, struct fault *f)
{
    int64_t id;
    struct reading *r;
    struct document_knowledge k;
    TRY(visit_id(v, 0, &id, f));
    TRY(visit_reading(v, &r, f));
    TRY(document_knowledge(r, v->arena, id, visit_day(v), &k, f));
    const struct document_version *after = chosen(v, &k, "till", 0), *before = chosen(v, &k, "fran", 1);
    struct version_choice *choices = arena_array(v->arena, k.versions_n + 1, sizeof *choices);
    if (!choices)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct compare_page view = { .title = k.document.title, .action = page_url(v, &document_entity, id, "/jamfor"), .choices = choices,
                                 .choices_n = k.versions_n, .chosen = before && after && before != after };
    for (size_t i = 0; i < k.versions_n; i++)
        choices[i] = (struct version_choice){ k.versions[i].row.id, version_name(v, &k.versions[i]), &k.versions[i] == before, &k.versions[i] == after };
    if (view.chosen)
        TRY(compare_versions(v, r, before, after, &view, f));
    view.tabs = rows_tabs(v, &document_entity, id, "/jamfor", &view.tabs_n);
    PAGE(p, v, "");
    p.title = str_printf(v->arena, "%s – %.*s", words_get(v->words, N_("Jämför versioner")), SF(view.title));
    p.secrecy = k.document.row.secrecy;
    page_crumbs(&p, &document_entity);
    page_crumb(&p, view.title, page_url(v, &document_entity, id, ""));
    template_document_compare(&p.out, &view);
    return page_send(&p, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/dokument/styrande", SUBJECT_DOCUMENT, RIGHT_READ, 0, tree },
    { METHOD_GET, "/dokument/{id}/kannedom", SUBJECT_DOCUMENT, RIGHT_READ, 0, knowledge },
    { METHOD_POST, "/dokument/{id}/last", SUBJECT_CONFIRMATION, RIGHT_PROPOSE, 0, confirm },
    { METHOD_GET, "/dokument/{id}/jamfor", SUBJECT_DOCUMENT, RIGHT_READ, ROUTE_SLOW, compare },
};
const struct page_table document_pages = { routes, LEN(routes) };
