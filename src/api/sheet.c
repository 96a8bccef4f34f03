#include "api/sheet.h"

#include "api/reply.h"
#include "derive/csv.h"
#include "derive/diff.h"
#include "domain/save.h"

/* ---- out ---- */

static enum err put_row(void *ctx, const void *row, const struct str *titles)
{
    struct rows_csv *w = ctx;
    rows_csv_put(w, row, titles);
    return w->writer.to->failed ? E_LIMIT : OK;
}

enum err api_export(struct visit *v, struct fault *f)
{
    const struct entity *e;
    struct asked q;
    bool answered, comma, names;
    struct reading *r;
    TRY(request_entity(v, &e, f));
    TRY(request_asked(v, e, &q, &answered, f));
    if (answered)
        return OK;
    TRY(asked_choice(v, &q, "separator", "semicolon", "comma", &comma, f));
    TRY(asked_choice(v, &q, "header", "labels", "names", &names, f));
    TRY(visit_reading(v, &r, f));
    struct rows_csv w = rows_csv_begin(&v->rs->body, e, (struct rows_csv_options){
        .separator = comma ? ',' : ';', .mark = true, .labels = names ? NULL : v->words, .titles = true, .mask_personal = q.mask_personal, .only = q.only });
    enum err err = store_each(r, &q.state.query, put_row, &w, f);
    if (err == OK && v->rs->body.failed)
        err = E_LIMIT;
    if (err == E_LIMIT)
        (void)fault(f, E_LIMIT, NULL, N_("Listan är för stor för en fil: högst {1} MB. Begränsa den med villkor."), "128", NULL);
    if (err != OK) {
        buf_reset(&v->rs->body);
        return err;
    }
    v->rs->type = "text/csv; charset=utf-8";
    response_header(v->rs, "Content-Disposition", str_printf(v->arena, "attachment; filename=\"%s.csv\"", e->name));
    return OK;
}

/* ---- in ---- */

struct import {
    struct visit *v;
    const struct entity *e;
    struct rows_csv_read read;
    struct faults faults;
    bool dry, tried;            /* tried: every row could have been written */
    size_t created, changed;
    struct buf answer;
};

/* Row i as it will be; `faults` are the row's own. */
static enum err import_row(struct import *c, struct writing *w, size_t i, struct faults *faults, struct fault *f)
{
    struct arena *a = writing_arena(w);
    const struct row *from = (const void *)((const char *)c->read.rows + i * c->e->size);
    void *row = row_new(a, c->e), *old = row_new(a, c->e);
    struct difference *d;
    size_t n = 1;
    if (!row || !old)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    if (from->id) {
        TRY(store_get(writing_reads(w), a, c->e, from->id, old, f));
        memcpy(row, old, c->e->size);
    }
    rows_csv_lay(&c->read, c->e, i, row);
    if (from->id)
        TRY(row_diff(a, c->e, old, row, &d, &n));
    else
        row_of(row)->version = 0;
    if (n == 0 && row_of(row)->version == row_of(old)->version)
        return OK;
    TRY(domain_save(w, c->e, row, NULL, faults, f));
    c->created += !from->id;
    c->changed += from->id != 0;
    return OK;
}

/* What was wrong with a row joins the file's faults, with its line. */
static void collect(struct import *c, size_t line, struct faults *of_row, const struct fault *f)
{
    if (of_row->n == 0)
        faults_add(of_row, f->place, f->text, f->arg[0], f->arg[1]);
    rows_csv_places(c->e, c->v->words, line, of_row, 0);
    for (size_t i = 0; i < of_row->n; i++)
        faults_add(&c->faults, of_row->v[i].place, of_row->v[i].text, of_row->v[i].arg[0], of_row->v[i].arg[1]);
}

static enum err import_work(struct writing *w, void *ctx, struct fault *f)
{
    struct import *c = ctx;
    c->faults.n = c->faults.beyond = c->created = c->changed = 0;
    c->tried = false;
    buf_reset(&c->answer);
    enum err first = OK;
    for (size_t i = 0; i < c->read.n; i++) {
        struct faults of_row = { .arena = c->v->arena };
        struct fault one = { 0 };
        enum err err = import_row(c, w, i, &of_row, &one);
        if (err == OK)
            continue;
        if (f && first == OK)
            *f = one;
        first = first == OK ? err : first;
        if (err == E_NOMEM || err == E_IO || err == E_BUG)
            return err;
        collect(c, c->read.lines[i], &of_row, &one);
        /* A row that breaks a rule has written nothing, so the next can be tried; after anything else the transaction is over. */
        if (err != E_INVALID && err != E_ABSENT)
            return err;
    }
    TRY(first);
    c->tried = true;
    buf_printf(&c->answer, "{\"dry\":%s,\"created\":%zu,\"changed\":%zu}", c->dry ? "true" : "false", c->created, c->changed);
    TRY(buf_check(&c->answer, f));
    return c->dry ? fault(f, E_DENIED, NULL, N_("Provet är klart. Inget har skrivits."), NULL, NULL) : OK;
}

static void import_free(struct import *c)
{
    buf_free(&c->answer);
}

enum err api_import(struct visit *v, struct fault *f)
{
    struct import c cleanup(import_free) = { .v = v, .faults = { .arena = v->arena } };
    struct asked q;
    bool answered;
    struct write_terms terms;
    TRY(request_entity(v, &c.e, f));
    TRY(request_asked(v, c.e, &q, &answered, f));
    if (answered)
        return OK;
    TRY(asked_choice(v, &q, "dry", "nej", "ja", &c.dry, f));
    TRY(request_media(v, "text/csv", NULL, f));
    TRY(request_terms(v, &terms, f));
    enum err err = rows_csv_read(v->arena, c.e, v->rq->body, v->words, &c.read, &c.faults);
    if (err == E_INVALID)
        return reply_problem(v, &(struct problem){ .faults = &c.faults, .place = PROBLEM_FILE });
    if (err != OK)
        return fault(f, err, NULL, N_("Minnet räcker inte."), NULL, NULL);
    c.answer = buf_new(4096);
    if (c.dry)
        terms.key = (struct str){ 0 };
    err = store_write(v->store, &v->seat, &terms, import_work, &c, &c.answer, f);
    if (err != OK && c.faults.n)
        return reply_problem(v, &(struct problem){ .status = problem_status(err), .faults = &c.faults, .place = PROBLEM_FILE });
    if (err != OK && !(c.dry && c.tried && err == E_DENIED))
        return err;
    buf_put(&v->rs->body, buf_str(&c.answer));
    reply_json(v, 200, 0);
    return OK;
}
