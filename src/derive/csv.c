#include "derive/csv.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"

static bool label_is_shared(const struct entity *e, const struct field *f, const struct words *w)
{
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *other = entity_field(e, i);
        if (other != f && strcmp(words_get(w, other->label), words_get(w, f->label)) == 0)
            return true;
    }
    return false;
}

/* The heading of a field's column; `words` NULL: its name. */
static void put_heading(struct buf *b, const struct entity *e, const struct field *f, const struct words *words, bool title)
{
    if (words)
        buf_put(b, str(words_get(words, f->label)));
    if (words && label_is_shared(e, f, words))
        buf_printf(b, " (%s)", f->name);
    if (!words)
        buf_put(b, str(f->name));
    if (title && words)
        buf_printf(b, " (%s)", words_get(words, N_("titel")));
    else if (title)
        buf_put(b, S(".title"));
}

/* ---- out ---- */

static bool is_column(const struct rows_csv *w, size_t i)
{
    const struct field *f = entity_field(w->entity, i);
    if (f->flags & SECRET || (w->options.mask_personal && f->flags & PERSONAL))
        return false;
    return !w->options.only || w->options.only[i];
}

static bool has_title(const struct rows_csv *w, const struct field *f)
{
    if (!w->options.titles || f->kind != KIND_REF)
        return false;
    const struct entity *to = model_entity(str(f->refers));
    const struct field *title = to && to->title ? entity_field_named(to, str(to->title)) : NULL;
    return title && !(w->options.mask_personal && title->flags & PERSONAL);
}

struct rows_csv rows_csv_begin(struct buf *to, const struct entity *e, struct rows_csv_options options)
{
    struct csv_options plain = CSV_OPTIONS;
    plain.separator = options.separator;
    struct rows_csv w = { .entity = e, .options = options };
    if (options.mark)
        buf_put(to, S("\xEF\xBB\xBF"));
    w.writer = csv_writer_new(to, plain);
    struct buf b cleanup(buf_free) = buf_new(1024);
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        if (!is_column(&w, i))
            continue;
        for (int title = 0; title <= has_title(&w, f); title++) {
            buf_reset(&b);
            put_heading(&b, e, f, options.labels, title);
            csv_put(&w.writer, buf_str(&b));
        }
    }
    csv_put_end(&w.writer);
    return w;
}

static void put_cell(struct rows_csv *w, const struct field *f, struct value v)
{
    struct buf b cleanup(buf_free) = buf_new(v.s.n + 256);
    if (f->kind == KIND_WORD && w->options.labels && !v.none)
        buf_put(&b, str(words_get(w->options.labels, f->words[v.i].label)));
    else
        value_text(&b, f, v);
    if (f->kind == KIND_ORE && w->options.labels)
        for (size_t i = 0; i < b.n; i++)
            b.p[i] = b.p[i] == '.' ? ',' : b.p[i];
    /* A number is no formula: -5 stays a number in the sheet. */
    w->writer.options.formula_safe = f->kind == KIND_TEXT || f->kind == KIND_WORD;
    csv_put(&w->writer, buf_str(&b));
    if (b.failed)
        w->writer.to->failed = true;
}

void rows_csv_put(struct rows_csv *w, const void *row, const struct str *titles)
{
    for (size_t i = 0; i < entity_fields(w->entity); i++) {
        const struct field *f = entity_field(w->entity, i);
        if (!is_column(w, i))
            continue;
        put_cell(w, f, value_of(f, row));
        w->writer.options.formula_safe = true;
        if (has_title(w, f))
            csv_put(&w->writer, titles ? titles[i] : (struct str){ 0 });
    }
    csv_put_end(&w->writer);
}

/* ---- in ---- */

enum { COLUMN_PASSED = -2, COLUMN_UNKNOWN = -1 };

/* One file being read. */
struct reader {
    struct arena *arena;
    const struct entity *entity;
    const struct words *words;
    struct faults *faults;
    const char **headings;  /* of each column, as the file has it */
    int *field;             /* of each column: the field's place, or COLUMN_… */
    size_t columns;
    bool *set;              /* of each field: it has a column */
    bool demanded;          /* the missing columns have been told */
};

static bool heading_is(struct buf *scratch, struct str heading, const struct entity *e, const struct field *f, const struct words *w, bool title)
{
    buf_reset(scratch);
    put_heading(scratch, e, f, w, title);
    return str_eq_nocase(heading, buf_str(scratch));
}

/* Which field a heading names; a title's column or one that the server sets is passed over. */
static int column_of(const struct reader *r, struct str heading)
{
    struct buf b cleanup(buf_free) = buf_new(1024);
    const struct words *const faces[] = { r->words, &words_sv, NULL };
    for (size_t k = 0; k < LEN(faces); k++) {
        for (size_t i = 0; i < entity_fields(r->entity); i++) {
            const struct field *f = entity_field(r->entity, i);
            if (f->flags & SECRET)
                continue;
            if (f->kind == KIND_REF && heading_is(&b, heading, r->entity, f, faces[k], true))
                return COLUMN_PASSED;
            if (!heading_is(&b, heading, r->entity, f, faces[k], false))
                continue;
            bool kept = f->offset == offsetof(struct row, id) || f->offset == offsetof(struct row, version);
            return f->flags & COMPUTED && !kept ? COLUMN_PASSED : (int)i;
        }
    }
    return COLUMN_UNKNOWN;
}

static void add_at(struct reader *r, size_t line, const char *heading, const char *text, const char *a1, const char *a2)
{
    char place[FAULT_PLACE * 2];
    snprintf(place, sizeof place, "rad %zu%s%s", line, heading ? ", kolumn " : "", heading ? heading : "");
    faults_add(r->faults, place, text, a1, a2);
}

static enum err read_header(struct reader *r, const struct csv_row *row)
{
    r->columns = row->n;
    r->headings = arena_array(r->arena, row->n, sizeof *r->headings);
    r->field = arena_array(r->arena, row->n, sizeof *r->field);
    if (!r->headings || !r->field)
        return E_NOMEM;
    for (size_t i = 0; i < row->n; i++) {
        struct str heading = str_trim(row->cell[i]);
        r->headings[i] = str_c(r->arena, heading);
        if (!r->headings[i])
            return E_NOMEM;
        r->field[i] = column_of(r, heading);
        if (r->field[i] == COLUMN_UNKNOWN)
            add_at(r, row->line, r->headings[i], N_("Kolumnen finns inte i registret."), NULL, NULL);
        if (r->field[i] < 0)
            continue;
        if (r->set[r->field[i]])
            add_at(r, row->line, r->headings[i], N_("Kolumnen står två gånger."), NULL, NULL);
        r->set[r->field[i]] = true;
    }
    return OK;
}

/* What a new row must have columns for. */
static void demand_columns(struct reader *r, size_t line)
{
    if (r->demanded)
        return;
    r->demanded = true;
    struct buf b cleanup(buf_free) = buf_new(1024);
    for (size_t i = 0; i < entity_fields(r->entity); i++) {
        const struct field *f = entity_field(r->entity, i);
        if (!(f->flags & REQUIRED) || f->flags & COMPUTED || f->kind == KIND_BOOL || r->set[i] || f->offset == offsetof(struct row, reach))
            continue;
        buf_reset(&b);
        put_heading(&b, r->entity, f, r->words, false);
        add_at(r, line, NULL, N_("Kolumnen {1} saknas. Den krävs för nya poster."), str_c(r->arena, buf_str(&b)), NULL);
    }
}

/* A word by its label in the reader's language; 0 when it is none. */
static unsigned word_labelled(const struct field *f, const struct words *words, struct str s)
{
    for (unsigned i = 1; f->kind == KIND_WORD && i < f->words_n; i++)
        if (str_eq_nocase(s, str(words_get(words, f->words[i].label))))
            return i;
    return 0;
}

static void read_cell(struct reader *r, const struct csv_row *row, size_t column, void *to)
{
    const struct field *f = entity_field(r->entity, (size_t)r->field[column]);
    struct str cell = f->flags & LONG ? row->cell[column] : str_trim(row->cell[column]);
    struct value v = { .kind = f->kind, .i = word_labelled(f, r->words, cell) };
    struct fault wrong = { 0 };
    if (v.i == 0 && value_parse(f, cell, &v, &wrong) != OK) {
        add_at(r, row->line, r->headings[column], wrong.text, wrong.arg[0], wrong.arg[1]);
        return;
    }
    if (v.none && f->flags & REQUIRED && f->offset != offsetof(struct row, reach))
        add_at(r, row->line, r->headings[column], N_("Fältet måste fyllas i."), NULL, NULL);
    struct faults own = { .arena = r->arena };
    field_validate(f, v, &own);
    for (size_t i = 0; i < own.n; i++)
        add_at(r, row->line, r->headings[column], own.v[i].text, own.v[i].arg[0], own.v[i].arg[1]);
    if (f->kind == KIND_TEXT)
        v.s = str_copy(r->arena, v.s);
    value_set(f, to, v);
}

struct numbered { int64_t id; size_t line; };

static int by_id(const void *x, const void *y)
{
    const struct numbered *a = x, *b = y;
    return a->id != b->id ? (a->id > b->id) - (a->id < b->id) : (a->line > b->line) - (a->line < b->line);
}

static enum err find_doubles(struct reader *r, const struct rows_csv_read *read)
{
    struct numbered *ids = arena_array(r->arena, read->n, sizeof *ids);
    size_t n = 0;
    if (!ids)
        return E_NOMEM;
    for (size_t i = 0; i < read->n; i++) {
        const struct row *row = (const void *)((const char *)read->rows + i * r->entity->size);
        if (row->id)
            ids[n++] = (struct numbered){ row->id, read->lines[i] };
    }
    qsort(ids, n, sizeof *ids, by_id);
    for (size_t i = 1; i < n; i++) {
        if (ids[i].id != ids[i - 1].id)
            continue;
        char line[24];
        snprintf(line, sizeof line, "%zu", ids[i - 1].line);
        add_at(r, ids[i].line, NULL, N_("Numret står redan på rad {1}."), line, NULL);
    }
    return OK;
}

/* One row more in `to`, its cells read. */
static enum err read_row(struct reader *r, const struct csv_row *row, struct rows_csv_read *to, size_t cap[static 2])
{
    if (to->n == ROWS_CSV_MAX) {
        add_at(r, row->line, NULL, N_("Filen har fler än {1} rader."), "100000", NULL);
        return E_INVALID;
    }
    void *rows = arena_grow(r->arena, to->rows, to->n, to->n + 1, r->entity->size, &cap[0]);
    size_t *lines = arena_grow(r->arena, to->lines, to->n, to->n + 1, sizeof *lines, &cap[1]);
    if (!rows || !lines)
        return E_NOMEM;
    to->rows = rows;
    to->lines = lines;
    void *one = (char *)rows + to->n * r->entity->size;
    row_clear(r->entity, one);
    for (size_t i = 0; i < row->n; i++)
        if (r->field[i] >= 0)
            read_cell(r, row, i, one);
    if (row_of(one)->id == 0)
        demand_columns(r, 1);
    lines[to->n++] = row->line;
    return OK;
}

static enum err read_file(struct reader *r, struct csv *c, struct arena *scratch, struct rows_csv_read *to)
{
    struct csv_row row;
    size_t cap[2] = { 0 };
    if (csv_row(c, scratch, &row))
        TRY(read_header(r, &row));
    while (r->columns && csv_row(c, scratch, &row)) {
        enum err err = read_row(r, &row, to, cap);
        if (err == E_NOMEM)
            return err;
        if (err != OK)
            return OK;
        arena_reset(scratch);
    }
    struct fault f = { 0 };
    enum err err = csv_end(c, &f);
    if (err == E_NOMEM)
        return err;
    if (err != OK)
        faults_add(r->faults, f.place, f.text, f.arg[0], f.arg[1]);
    else if (!r->columns)
        faults_add(r->faults, NULL, N_("Filen är tom. Första raden ska namnge kolumnerna."), NULL, NULL);
    else if (to->n == 0 && r->faults->n == 0)
        demand_columns(r, 1);
    return OK;
}

enum err rows_csv_read(struct arena *a, const struct entity *e, struct str text, const struct words *words, struct rows_csv_read *ret, struct faults *fs)
{
    struct arena scratch cleanup(arena_free) = arena_new(64 << 20);
    struct csv_options options = CSV_OPTIONS;
    options.separator = csv_guess_separator(text);
    struct csv c = csv_new(text, options);
    struct reader r = { .arena = a, .entity = e, .words = words, .faults = fs, .set = arena_array(a, entity_fields(e), sizeof *r.set) };
    struct rows_csv_read read = { .set = r.set };
    size_t before = fs->n + fs->beyond;
    if (!r.set)
        return E_NOMEM;
    TRY(read_file(&r, &c, &scratch, &read));
    if (read.n)
        TRY(find_doubles(&r, &read));
    if (a->failed || fs->arena->failed)
        return E_NOMEM;
    if (fs->n + fs->beyond > before)
        return E_INVALID;
    *ret = read;
    return OK;
}

void rows_csv_lay(const struct rows_csv_read *r, const struct entity *e, size_t i, void *to)
{
    const void *from = (const char *)r->rows + i * e->size;
    for (size_t k = 0; k < entity_fields(e); k++) {
        const struct field *f = entity_field(e, k);
        bool is_version = f->offset == offsetof(struct row, version);
        if (!r->set[k] || f->offset == offsetof(struct row, id) || (is_version && row_of((void *)from)->version <= 0))
            continue;
        value_set(f, to, value_of(f, from));
    }
}

void rows_csv_places(const struct entity *e, const struct words *words, size_t line, struct faults *fs, size_t from)
{
    struct buf b cleanup(buf_free) = buf_new(1024);
    for (size_t i = from; i < fs->n; i++) {
        struct fault old = fs->v[i];
        const struct field *f = entity_field_named(e, str(old.place));
        char place[FAULT_PLACE * 2];
        buf_reset(&b);
        if (f)
            put_heading(&b, e, f, words, false);
        else
            buf_put(&b, str(old.place));
        snprintf(place, sizeof place, "rad %zu%s%.*s", line, f ? ", kolumn " : b.n ? ": " : "", SF(buf_str(&b)));
        (void)fault(&fs->v[i], old.code, place, old.text, old.arg[0], old.arg[1]);
    }
}
