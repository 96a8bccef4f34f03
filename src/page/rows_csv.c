/* Whole registers in and out as CSV: a dry run first, then the confirmation; all or nothing. */
#include "page/rows.h"

#include "derive/csv.h"
#include "page/base64.h"
#include "report/list_file.h"

enum { IMPORT_SHOWN = 20 };

/* ---- in ---- */

struct import {
    struct visit *v;
    const struct entity *entity;
    const struct rows_csv_read *read;
    struct faults *faults;
    size_t fresh, changed;
    bool dry;
};

static enum err import_row(struct writing *w, struct import *in, size_t i, struct fault *f)
{
    const struct entity *e = in->entity;
    const struct row *given = (const void *)((const char *)in->read->rows + i * e->size);
    void *row = row_new(writing_arena(w), e);
    if (!row)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    size_t from = in->faults->n;
    if (given->id) {
        enum err found = store_get(writing_reads(w), writing_arena(w), e, given->id, row, f);
        if (found == E_ABSENT) {
            faults_add(in->faults, "id", N_("Det finns ingen sådan post."), NULL, NULL);
            rows_csv_places(e, in->v->words, in->read->lines[i], in->faults, from);
            return OK;
        }
        TRY(found);
        in->changed++;
    } else {
        in->fresh++;
    }
    rows_csv_lay(in->read, e, i, row);
    enum err saved = domain_save(w, e, row, NULL, in->faults, f);
    if (saved == E_INVALID || saved == E_CONFLICT || saved == E_DENIED) {
        if (in->faults->n == from)
            faults_add(in->faults, f ? f->place : NULL, f && f->text ? f->text : N_("Raden går inte att spara."), f ? f->arg[0] : NULL, f ? f->arg[1] : NULL);
        rows_csv_places(e, in->v->words, in->read->lines[i], in->faults, from);
        return OK;
    }
    return saved;
}

/* Every row in one transaction, which a dry run and a file with faults leave behind. */
static enum err import_work(struct writing *w, void *ctx, struct fault *f)
{
    struct import *in = ctx;
    in->faults->n = in->faults->beyond = in->fresh = in->changed = 0;
    for (size_t i = 0; i < in->read->n; i++)
        TRY(import_row(w, in, i, f));
    return in->dry || in->faults->n ? E_INVALID : OK;
}

static enum err import_page(struct visit *v, const struct entity *e, struct import_view *view, struct fault *f)
{
    view->many = e->many;
    view->csrf = v->csrf;
    view->action = url_of(v->arena, "/%s/import", e->path);
    view->cancel = url_of(v->arena, "/%s", e->path);
    view->sample = url_of(v->arena, "/%s/mall.csv", e->path);
    PAGE(p, v, N_("Läs in från fil"));
    page_crumbs(&p, e);
    template_import(&p.out, view);
    return page_send(&p, f);
}

static void tell_faults(struct visit *v, const struct faults *faults, struct import_view *view)
{
    struct import_fault *lines = arena_array(v->arena, faults->n, sizeof *lines);
    for (size_t i = 0; lines && i < faults->n; i++) {
        struct buf text cleanup(buf_free) = buf_new(4096);
        words_put(&text, v->words, faults->v[i].text, faults->v[i].arg[0], faults->v[i].arg[1]);
        lines[i] = (struct import_fault){ page_place(v, faults->v[i].place), str_copy(v->arena, buf_str(&text)) };
    }
    view->faults = lines;
    view->faults_n = lines ? faults->n : 0;
    view->beyond = faults->beyond;
    v->rs->status = 422;
}

static struct safe_html first_rows(struct visit *v, const struct entity *e, const struct rows_csv_read *read)
{
    const struct field *columns[8];
    size_t n = list_columns(e, NULL, columns, LEN(columns));
    struct list_rows shown = { .rows = read->rows, .n = read->n < IMPORT_SHOWN ? read->n : IMPORT_SHOWN };
    return SAFE_HTML(v, b, list_table_html(&b, v->words, e, &shown, columns, n, N_("De första raderna i filen")));
}

enum err rows_ask_import(struct visit *v, struct fault *f)
{
    const struct entity *e;
    TRY(rows_entity(v, &e, f));
    return import_page(v, e, &(struct import_view){ 0 }, f);
}

enum err rows_import(struct visit *v, struct fault *f)
{
    const struct entity *e;
    TRY(rows_entity(v, &e, f));
    bool confirmed = str_is(form_get(&v->form, "bekrafta"), "ja");
    const struct form_field *file = form_file(&v->form, "fil");
    struct str text = confirmed ? base64_to(v->arena, form_get(&v->form, "text")) : file ? file->value : (struct str){ 0 };
    struct import_view view = { 0 };
    if (text.n == 0) {
        view.wrong = _f(N_("Välj en fil som inte är tom."), (struct str){ 0 }, (struct str){ 0 });
        v->rs->status = 422;
        return import_page(v, e, &view, f);
    }
    struct faults faults = page_faults(v);
    struct rows_csv_read read = { 0 };
    enum err understood = rows_csv_read(v->arena, e, text, v->words, &read, &faults);
    struct import in = { v, e, &read, &faults, 0, 0, !confirmed };
    if (understood == OK) {
        struct fault wrong = { 0 };
        struct write_terms terms;
        TRY(rows_terms(v, (struct str){ 0 }, &terms, f));
        enum err written = store_write(v->store, &v->seat, &terms, import_work, &in, NULL, &wrong);
        if (written == OK)
            return page_go(v, url_of(v->arena, "/%s", e->path));
        if (written != E_INVALID) {
            if (f)
                *f = wrong;
            return written;
        }
    } else if (understood != E_INVALID) {
        return fault(f, understood, NULL, N_("Minnet räcker inte."), NULL, NULL);
    }
    if (faults.n) {
        tell_faults(v, &faults, &view);
        return import_page(v, e, &view, f);
    }
    view.read = true;
    view.fresh = in.fresh;
    view.changed = in.changed;
    view.once = str(v->nonce);
    view.text = base64_of(v->arena, text);
    view.table = first_rows(v, e, &read);
    return import_page(v, e, &view, f);
}

/* ---- out ---- */

static enum err put_row(void *ctx, const void *row, const struct str *titles)
{
    struct rows_csv *csv = ctx;
    rows_csv_put(csv, row, titles);
    return OK;
}

static void attach(struct visit *v, const struct entity *e, const char *kind)
{
    v->rs->type = "text/csv; charset=utf-8";
    response_header(v->rs, "Content-Disposition", str_printf(v->arena, "attachment; filename=\"%s%s.csv\"", e->path, kind));
}

static struct rows_csv_options csv_options(const struct visit *v)
{
    return (struct rows_csv_options){ .separator = ';', .mark = true, .labels = v->words, .titles = true };
}

/* The list that the address describes, for a file; `others` are the caller's own parameters. */
static enum err wanted(struct visit *v, const struct entity *e, const char *const *others, struct state *ret, struct fault *f)
{
    struct form params;
    TRY(form_parse_urlencoded(v->arena, v->rq->query, &params, f));
    struct state_param *all = arena_array(v->arena, params.n, sizeof *all);
    if (!all)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < params.n; i++)
        all[i] = (struct state_param){ params.fields[i].name, params.fields[i].value };
    struct faults faults = page_faults(v);
    if (state_parse(v->arena, e, all, params.n, QUERY_LIMIT_MAX, others, ret, &faults) != OK)
        return fault(f, E_INVALID, faults.n ? faults.v[0].place : NULL, faults.n ? faults.v[0].text : N_("Adressen går inte att förstå."), NULL, NULL);
    return OK;
}

enum err rows_export(struct visit *v, struct fault *f)
{
    const struct entity *e;
    TRY(rows_entity(v, &e, f));
    struct state state;
    TRY(wanted(v, e, NULL, &state, f));
    struct reading *r;
    TRY(visit_reading(v, &r, f));
    attach(v, e, "");
    struct rows_csv csv = rows_csv_begin(&v->rs->body, e, csv_options(v));
    TRY(store_each(r, &state.query, put_row, &csv, f));
    return buf_check(&v->rs->body, f);
}

enum err rows_file_of_list(struct visit *v, struct fault *f)
{
    static const char *const others[] = { "oppen", NULL };
    const struct entity *e;
    struct state state;
    struct reading *r;
    TRY(rows_entity(v, &e, f));
    TRY(wanted(v, e, others, &state, f));
    TRY(visit_reading(v, &r, f));
    const struct list_file_options o = {
        .report = { .open = page_param(v, "oppen").n > 0, .made_by = v->login, .organisation = v->organisation, .now = v->now },
        .format = str_ends(v->rq->path, S(".xlsx")) ? REPORT_FORMAT_XLSX : REPORT_FORMAT_CSV,
    };
    enum err made = list_file(r, v->arena, v->words, &state, &o, &v->rs->body, f);
    if (made != OK) { /* a file that is not whole is not sent */
        buf_reset(&v->rs->body);
        return made;
    }
    v->rs->type = report_formats[o.format].type;
    response_header(v->rs, "Content-Disposition",
                    str_printf(v->arena, "attachment; filename=\"%s-lista%s.%s\"", e->path, o.report.open ? "-oppen" : "", report_formats[o.format].extension));
    return OK;
}

enum err rows_sample(struct visit *v, struct fault *f)
{
    const struct entity *e;
    TRY(rows_entity(v, &e, f));
    attach(v, e, "-mall");
    struct rows_csv_options options = csv_options(v);
    options.titles = false;
    rows_csv_begin(&v->rs->body, e, options);
    return buf_check(&v->rs->body, f);
}
