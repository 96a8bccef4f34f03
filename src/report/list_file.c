#include "report/list_file.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/csv.h"
#include "derive/show.h"
#include "report/xlsx_inside.h"

enum { ROW_BUDGET = 16 * 1024 * 1024, TEXT_MAX = 1024 * 1024, FIRST_ROW = 2 };

/* Ids of an entity's marked rows, in order: their titles stay out of the open version. */
struct marked { int64_t *ids; size_t n, cap; struct arena *arena; };

struct listing {
    const struct list_file_options *o;
    const struct words *words;
    const struct state *state;
    const struct field *columns[STATE_COLUMNS_MAX + 1];
    size_t columns_n, place[STATE_COLUMNS_MAX + 1];   /* place: the field's place in the entity, for its title */
    struct marked marked[STATE_COLUMNS_MAX + 1];
    struct arena arena;         /* of one row */
    size_t rows, left_out;
    struct csv_writer csv;
    lxw_worksheet *sheet;
    lxw_format *text, *figure, *kronor, *oren, *day, *time;
};

static void listing_end(struct listing *l)
{
    arena_free(&l->arena);
}

/* ---- what was asked for ---- */

static void put_compared(struct buf *b, const struct words *w, enum compare c)
{
    static const char *const said[] = {
        [COMPARE_EQUAL] = ": ", [COMPARE_NOT_EQUAL] = N_("är inte"), [COMPARE_LESS] = N_("före"), [COMPARE_AT_MOST] = N_("till och med"), [COMPARE_MORE] = N_("efter"),
        [COMPARE_AT_LEAST] = N_("från och med"), [COMPARE_CONTAINS] = N_("innehåller"), [COMPARE_GIVEN] = N_("är ifyllt"), [COMPARE_NOT_GIVEN] = N_("är inte ifyllt"),
    };
    if (c == COMPARE_EQUAL)
        buf_put(b, S(": "));
    else
        buf_printf(b, " %s%s", words_get(w, said[c]), c == COMPARE_GIVEN || c == COMPARE_NOT_GIVEN ? "" : " ");
}

/* A filter's value as the screen says it: a word's label, a row's title. */
static void put_wanted(struct buf *b, struct reading *r, struct arena *a, const struct words *w, const struct filter *filter)
{
    const struct field *f = filter->field;
    const struct entity *e = f->refers ? model_entity(str(f->refers)) : NULL;
    unsigned word = f->kind == KIND_WORD ? field_word(f, filter->value) : 0;
    int64_t id;
    void *row = e && str_to_int64(filter->value, &id) ? row_new(a, e) : NULL;
    if (row && store_get(r, a, e, id, row, NULL) == OK)
        buf_put(b, show_name(a, w, e, row));
    else
        buf_put(b, word ? str(words_get(w, f->words[word].label)) : filter->value);
}

struct str list_selection(struct reading *r, struct arena *a, const struct words *w, const struct state *s)
{
    struct buf b cleanup(buf_free) = buf_new(TEXT_MAX);
    const struct query *q = &s->query;
    static const char *const standings[] = { NULL, NULL, N_("ersatta"), N_("upphävda") };
    if (q->search.n)
        buf_printf(&b, "%s ”%.*s”; ", words_get(w, N_("sökning")), SF(q->search));
    for (size_t i = 0; i < q->filters_n; i++) {
        buf_put(&b, str(words_get(w, q->filters[i].field->label)));
        put_compared(&b, w, q->filters[i].compare);
        if (q->filters[i].compare != COMPARE_GIVEN && q->filters[i].compare != COMPARE_NOT_GIVEN)
            put_wanted(&b, r, a, w, &q->filters[i]);
        buf_put(&b, S("; "));
    }
    const char *standing = q->standing == (enum standing)-1u ? N_("gällande, ersatta och upphävda") : q->standing < LEN(standings) ? standings[q->standing] : NULL;
    buf_put(&b, str(words_get(w, standing ? standing : N_("gällande"))));
    if (q->sort)
        buf_printf(&b, "; %s %s%s%s", words_get(w, N_("sorterat efter")), words_get(w, q->sort->label), q->descending ? ", " : "",
                   q->descending ? words_get(w, N_("fallande")) : "");
    return str_copy(a, buf_str(&b));
}

/* ---- cells ---- */

/* The title that may be shown; none when the open version keeps it. */
static struct str title_for(const struct listing *l, size_t c, const void *row, const struct str *titles)
{
    const struct field *f = l->columns[c];
    if (f->kind != KIND_REF || !titles)
        return (struct str){ 0 };
    const struct entity *e = model_entity(str(f->refers));
    const struct field *title = e->title ? entity_field_named(e, str(e->title)) : NULL;
    if (l->o->report.open && title && title->flags & PERSONAL)
        return (struct str){ 0 };
    int64_t id = value_of(f, row).i;
    for (size_t low = 0, high = l->marked[c].n; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (l->marked[c].ids[middle] == id)
            return (struct str){ 0 };
        if (l->marked[c].ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return titles[l->place[c]];
}

/* The calendar's day as spreadsheets count; they begin in 1900. */
static bool as_day(struct str text, lxw_datetime *ret)
{
    struct date d;
    int64_t h = 0, m = 0;
    if (!date_parse(str_sub(text, 0, 10), &d) || !d.day || d.year < 1901)
        return false;
    if (text.n > 10 && (text.n != 16 || !str_to_int64(str_sub(text, 11, 13), &h) || !str_to_int64(str_sub(text, 14, 16), &m)))
        return false;
    *ret = (lxw_datetime){ d.year, d.month, d.day, (int)h, (int)m, 0 };
    return true;
}

static void sheet_cell(struct listing *l, size_t c, struct value v, struct str text)
{
    lxw_row_t row = (lxw_row_t)(FIRST_ROW + l->rows);
    lxw_datetime when;
    bool exact = v.i > -((int64_t)1 << 53) && v.i < (int64_t)1 << 53; /* what a double holds */
    if ((v.kind == KIND_INT || v.kind == KIND_KEY) && exact)
        worksheet_write_number(l->sheet, row, (lxw_col_t)c, (double)v.i, l->figure);
    else if (v.kind == KIND_ORE && exact)
        worksheet_write_number(l->sheet, row, (lxw_col_t)c, (double)v.i / 100, v.i % 100 ? l->oren : l->kronor);
    else if ((v.kind == KIND_DATE || v.kind == KIND_INSTANT) && as_day(text, &when))
        worksheet_write_datetime(l->sheet, row, (lxw_col_t)c, &when, v.kind == KIND_DATE ? l->day : l->time);
    else
        worksheet_write_string(l->sheet, row, (lxw_col_t)c, xlsx_cell(&l->arena, text), l->text);
}

static enum err put_row(void *ctx, const void *row, const struct str *titles)
{
    struct listing *l = ctx;
    size_t most = l->o->most ? l->o->most : LIST_FILE_ROWS_MAX;
    if (l->o->report.open && ((const struct row *)row)->secrecy.n) {
        l->left_out++;
        return OK;
    }
    if (l->rows >= most)
        return E_LIMIT;
    arena_reset(&l->arena);
    for (size_t c = 0; c < l->columns_n; c++) {
        struct buf b cleanup(buf_free) = buf_new(TEXT_MAX);
        struct value v = value_of(l->columns[c], row);
        show_plain(&b, l->words, l->columns[c], row, title_for(l, c, row, titles));
        if (!l->sheet)
            csv_put(&l->csv, buf_str(&b));
        else if (b.n)
            sheet_cell(l, c, v, buf_str(&b));
        if (b.failed || l->arena.failed)
            return E_NOMEM;
    }
    if (!l->sheet) {
        csv_put_end(&l->csv);
        if (l->csv.to->failed)
            return E_LIMIT;
    }
    l->rows++;
    return OK;
}

/* ---- the file ---- */

static enum err note_marked(void *ctx, const void *row, const struct str *titles)
{
    (void)titles;
    struct marked *m = ctx;
    int64_t *grown = arena_grow(m->arena, m->ids, m->n, m->n + 1, sizeof *grown, &m->cap);
    if (!grown)
        return E_NOMEM;
    m->ids = grown;
    m->ids[m->n++] = ((const struct row *)row)->id;
    return OK;
}

/* The columns of the screen that may stand in a file, and the mark behind them. */
static enum err choose(struct listing *l, struct reading *r, struct arena *a, struct fault *f)
{
    const struct entity *e = l->state->query.entity;
    const struct field *mark = entity_field_named(e, S("secrecy"));
    bool marks = false;
    for (size_t i = 0; i <= l->state->columns_n; i++) {
        const struct field *field = i < l->state->columns_n ? l->state->columns[i] : mark;
        if (field->flags & SECRET || (l->o->report.open && field->flags & PERSONAL) || (i == l->state->columns_n && (marks || l->o->report.open)))
            continue;
        marks |= field == mark;
        size_t c = l->columns_n++;
        l->columns[c] = field;
        while (entity_field(e, l->place[c]) != field)
            l->place[c]++;
        if (!l->o->report.open || field->kind != KIND_REF)
            continue;
        const struct entity *to = model_entity(str(field->refers));
        bool *only = arena_array(a, entity_fields(to), sizeof *only);
        struct query q = { .entity = to, .standing = (enum standing)-1u, .only = only, .limit = QUERY_LIMIT_MAX, .filters_n = 1,
            .filters = { { .field = entity_field_named(to, S("secrecy")), .compare = COMPARE_GIVEN } } };
        l->marked[c].arena = a;
        if (!only)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        enum err read = to->flags & PLUMBING ? OK : store_each(r, &q, note_marked, &l->marked[c], f);
        if (read != E_DENIED && read != E_ABSENT) /* no title of such a row can be seen */
            TRY(read);
    }
    return OK;
}

static unsigned width_of(const struct field *f)
{
    return f->flags & LONG ? 60 : f->kind == KIND_TEXT || f->kind == KIND_REF ? 30 : 16;
}

static void head(struct listing *l, struct xlsx_work *work, struct str line)
{
    lxw_format *bold = workbook_add_format(work->book);
    lxw_format **const formats[] = { &l->text, &l->figure, &l->kronor, &l->oren, &l->day, &l->time };
    static const char *const shapes[] = { NULL, "0", "#,##0\" kr\"", "#,##0.00\" kr\"", "yyyy-mm-dd", "yyyy-mm-dd hh:mm" };
    format_set_bold(bold);
    format_set_text_wrap(bold);
    format_set_bottom(bold, LXW_BORDER_THIN);
    for (size_t i = 0; i < LEN(formats); i++) {
        *formats[i] = workbook_add_format(work->book);
        format_set_align(*formats[i], LXW_ALIGN_VERTICAL_TOP);
        if (shapes[i])
            format_set_num_format(*formats[i], shapes[i]);
        else
            format_set_text_wrap(*formats[i]);
    }
    for (size_t c = 0; c < l->columns_n; c++)
        worksheet_set_column(l->sheet, (lxw_col_t)c, (lxw_col_t)c, width_of(l->columns[c]), NULL);
    worksheet_write_string(l->sheet, 0, 0, xlsx_cell(&l->arena, line), NULL);
    for (size_t c = 0; c < l->columns_n; c++)
        worksheet_write_string(l->sheet, 1, (lxw_col_t)c, xlsx_cell(&l->arena, str(words_get(l->words, l->columns[c]->label))), bold);
    worksheet_freeze_panes(l->sheet, FIRST_ROW, 0);
    worksheet_repeat_rows(l->sheet, 0, 1);
    worksheet_set_landscape(l->sheet);
    worksheet_fit_to_pages(l->sheet, 1, 0);
}

/* "Granskningar · Förbundet · uttaget 2026-11-24 04:10 av anna · gällande; sorterat efter Titel" */
static struct str taken(struct reading *r, struct arena *a, const struct listing *l)
{
    struct buf b cleanup(buf_free) = buf_new(TEXT_MAX), when cleanup(buf_free) = buf_new(64);
    const struct report_options *o = &l->o->report;
    instant_put_local(&when, o->now);
    struct str at = str_copy(a, buf_str(&when));
    buf_put(&b, str(words_get(l->words, l->state->query.entity->many)));
    if (o->organisation.n)
        buf_printf(&b, " · %.*s", SF(o->organisation));
    buf_put(&b, S(" · "));
    words_put(&b, l->words, o->made_by.n ? N_("Uttagen {1} av {2}") : N_("Uttagen {1}"), at.p, str_c(a, o->made_by));
    struct str chosen = list_selection(r, a, l->words, l->state);
    buf_printf(&b, " · %s: %.*s", words_get(l->words, N_("urval")), SF(chosen));
    if (o->open)
        buf_printf(&b, " · %s", words_get(l->words, N_("öppen version")));
    return str_copy(a, buf_str(&b));
}

/* The open version's own words, of a report that has none of its rows. */
static struct str left_out(const struct listing *l, struct arena *a)
{
    const struct report r = { .arena = a, .words = l->words, .open = l->o->report.open, .left_out = l->left_out };
    return report_note(&r);
}

static enum err every_row(struct listing *l, struct reading *r, struct fault *f)
{
    char most[24];
    snprintf(most, sizeof most, "%zu", l->o->most ? l->o->most : (size_t)LIST_FILE_ROWS_MAX);
    struct query q = l->state->query;
    q.only = NULL;
    q.count = false;
    q.after = (struct str){ 0 };
    q.before = false;
    enum err e = store_each(r, &q, put_row, l, f);
    if (e == E_LIMIT)
        return fault(f, E_LIMIT, NULL, N_("Listan har fler än {1} rader eller är för stor för en fil. Begränsa den med filter."), most, NULL);
    return e == E_NOMEM ? fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL) : e;
}

static enum err as_sheet(struct listing *l, struct reading *r, struct arena *a, struct buf *to, struct fault *f)
{
    struct xlsx_work work cleanup(xlsx_drop) = { 0 };
    const struct report_options *o = &l->o->report;
    struct str many = str(words_get(l->words, l->state->query.entity->many)), line = taken(r, a, l);
    TRY(xlsx_begin(a, many, line, o->organisation, o->now, true, &work, f));
    if (!(l->sheet = workbook_add_worksheet(work.book, xlsx_sheet_name(a, many, 1))))
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    head(l, &work, line);
    TRY(every_row(l, r, f));
    if (l->rows && l->columns_n)
        worksheet_autofilter(l->sheet, 1, 0, (lxw_row_t)(FIRST_ROW + l->rows - 1), (lxw_col_t)(l->columns_n - 1));
    struct str note = left_out(l, a);
    if (note.n)
        worksheet_write_string(l->sheet, (lxw_row_t)(FIRST_ROW + l->rows + 1), 0, xlsx_cell(a, note), NULL);
    return xlsx_take(&work, to, f);
}

static enum err as_csv(struct listing *l, struct reading *r, struct arena *a, struct buf *to, struct fault *f)
{
    struct csv_options options = CSV_OPTIONS;
    options.separator = ';';
    buf_put(to, S("\xEF\xBB\xBF")); /* so that spreadsheets read UTF-8 */
    l->csv = csv_writer_new(to, options);
    for (size_t c = 0; c < l->columns_n; c++)
        csv_put(&l->csv, str(words_get(l->words, l->columns[c]->label)));
    csv_put_end(&l->csv);
    TRY(every_row(l, r, f));
    struct str note = left_out(l, a);
    for (size_t c = 0; note.n && c < l->columns_n; c++)
        csv_put(&l->csv, c ? (struct str){ "", 0 } : note);
    if (note.n && l->columns_n)
        csv_put_end(&l->csv);
    return buf_check(to, f);
}

enum err list_file(struct reading *r, struct arena *a, const struct words *w, const struct state *s, const struct list_file_options *o, struct buf *to, struct fault *f)
{
    struct listing l cleanup(listing_end) = { .o = o, .words = w, .state = s, .arena = arena_new(ROW_BUDGET) };
    if (o->format != REPORT_FORMAT_XLSX && o->format != REPORT_FORMAT_CSV)
        return fault(f, E_INVALID, NULL, N_("Okänt format. Välj html, pdf, xlsx eller csv."), NULL, NULL);
    TRY(choose(&l, r, a, f));
    TRY(o->format == REPORT_FORMAT_XLSX ? as_sheet(&l, r, a, to, f) : as_csv(&l, r, a, to, f));
    return a->failed ? fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL) : OK;
}
