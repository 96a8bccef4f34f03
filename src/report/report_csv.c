#include "base/csv.h"
#include "report/report.h"

/* A list in one cell: each line begins with a dash. */
static struct str flat(struct arena *a, const struct report_cell *c)
{
    if (!c->items_n)
        return c->text;
    struct str s = { 0 };
    for (size_t i = 0; i < c->items_n; i++)
        s = str_printf(a, "%.*s%s– %.*s", SF(s), i ? "\n" : "", SF(c->items[i]));
    return s;
}

static size_t tables(const struct report *r, size_t *ret_columns)
{
    size_t n = 0;
    *ret_columns = 0;
    for (size_t i = 0; i < r->n; i++)
        if (r->blocks[i].kind == REPORT_TABLE) {
            n++;
            size_t c = r->blocks[i].table->columns_n;
            *ret_columns = c > *ret_columns ? c : *ret_columns;
        }
    return n;
}

enum err report_csv(const struct report *r, char separator, struct buf *to, struct fault *f)
{
    struct csv_options o = CSV_OPTIONS;
    o.separator = separator;
    struct csv_writer w = csv_writer_new(to, o);
    size_t columns, n = tables(r, &columns);
    buf_put(to, S("\xEF\xBB\xBF")); /* so that spreadsheets read UTF-8 */
    w.begins = to->n;
    for (size_t i = 0; i < r->n; i++) {
        const struct report_table *t = r->blocks[i].kind == REPORT_TABLE ? r->blocks[i].table : NULL;
        for (size_t row = 0; t && row <= t->rows_n; row++) { /* row 0: the header */
            if (n > 1)
                csv_put(&w, row ? t->caption : report_word(r, N_("Tabell")));
            for (size_t c = 0; c < columns; c++)
                csv_put(&w, c >= t->columns_n ? (struct str){ "", 0 } : row ? flat(r->arena, &t->cells[(row - 1) * t->columns_n + c]) : t->columns[c].label);
            csv_put_end(&w);
        }
    }
    struct str note = report_note(r);
    columns = columns ? columns + (n > 1) : 1;
    for (size_t c = 0; note.n && c < columns; c++) /* the last row, as wide as the others */
        csv_put(&w, c ? (struct str){ "", 0 } : note);
    if (note.n)
        csv_put_end(&w);
    if (r->arena->failed)
        return fault(f, E_NOMEM, NULL, N_("Rapporten är för stor för minnet."), NULL, NULL);
    return buf_check(to, f);
}
