#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "report/report.h"
#include "report/xlsx_inside.h"

enum { CELL_CHARACTERS_MAX = 32767 }; /* the format's own bound (ECMA-376, and what spreadsheets take) */

/* What XML 1.0 (§2.2, Char) has no way to hold becomes U+FFFD, else spreadsheets call the file damaged: the two noncharacters, and
 * control characters where the library does not write them as _x0001_ (it does in cells). */
static struct str xml_text(struct arena *a, struct str s, bool in_cell)
{
    static const char mark[] = "\xEF\xBF\xBD";
    char *to = arena_alloc(a, 3 * s.n + 1);
    size_t n = 0;
    for (size_t i = 0; to && i < s.n;) {
        size_t from = i;
        uint32_t c = utf8_next(s, &i);
        bool lost = c == 0xFFFE || c == 0xFFFF || (!in_cell && c < 0x20 && c != '\t' && c != '\n');
        memcpy(to + n, lost ? mark : s.p + from, lost ? sizeof mark - 1 : i - from);
        n += lost ? sizeof mark - 1 : i - from;
    }
    return (struct str){ to, n };
}

const char *xlsx_sheet_name(struct arena *a, struct str caption, size_t number)
{
    char name[160];
    size_t n = 0, characters = 0;
    caption = xml_text(a, caption, false);
    for (size_t i = 0; i < caption.n && characters < 27; characters++) {
        size_t from = i;
        uint32_t c = utf8_next(caption, &i);
        if (c < 0x80 && (c < 0x20 || strchr("[]:*?/\\'", (int)c)))
            name[n++] = ' ';
        else
            for (size_t k = from; k < i; k++)
                name[n++] = caption.p[k];
    }
    if (!n)
        n = (size_t)snprintf(name, sizeof name, "Tabell");
    return number > 1 ? str_printf(a, "%.*s %zu", (int)n, name, number).p : str_printf(a, "%.*s", (int)n, name).p;
}

const char *xlsx_cell(struct arena *a, struct str s)
{
    if (utf8_length(s) > CELL_CHARACTERS_MAX) {
        size_t at = 0;
        for (int i = 0; i < CELL_CHARACTERS_MAX - 2; i++)
            utf8_next(s, &at);
        s = str_printf(a, "%.*s …", (int)at, s.p);
    }
    return str_c(a, xml_text(a, s, true));
}

static const char *cell_text(const struct report *r, const struct report_cell *c)
{
    struct str s = c->text;
    for (size_t i = 0; i < c->items_n; i++)
        s = str_printf(r->arena, "%.*s%s– %.*s", SF(s), i ? "\n" : "", SF(c->items[i]));
    return xlsx_cell(r->arena, s);
}

static void sheet(const struct report *r, const struct report_table *t, lxw_worksheet *ws, lxw_format *head, lxw_format *wrap, lxw_format *number)
{
    for (size_t c = 0; c < t->columns_n; c++) {
        unsigned width = t->columns[c].width;
        worksheet_set_column(ws, (lxw_col_t)c, (lxw_col_t)c, width < 8 ? 20 : width > 90 ? 90 : width, NULL);
        worksheet_write_string(ws, 0, (lxw_col_t)c, str_c(r->arena, t->columns[c].label), head);
    }
    for (size_t row = 0; row < t->rows_n; row++)
        for (size_t c = 0; c < t->columns_n; c++) {
            const struct report_cell *cell = &t->cells[row * t->columns_n + c];
            double v;
            if (t->columns[c].flags & REPORT_NUMBER && str_to_double(cell->text, &v))
                worksheet_write_number(ws, (lxw_row_t)row + 1, (lxw_col_t)c, v, number);
            else
                worksheet_write_string(ws, (lxw_row_t)row + 1, (lxw_col_t)c, cell_text(r, cell), wrap);
        }
    struct str note = report_note(r);
    if (note.n)
        worksheet_write_string(ws, (lxw_row_t)t->rows_n + 2, 0, xlsx_cell(r->arena, note), NULL);
    worksheet_freeze_panes(ws, 1, 0);
    if (t->columns_n && t->rows_n)
        worksheet_autofilter(ws, 0, 0, (lxw_row_t)t->rows_n, (lxw_col_t)(t->columns_n - 1));
    worksheet_repeat_rows(ws, 0, 0);
    worksheet_set_landscape(ws);
    worksheet_fit_to_pages(ws, 1, 0);
}

static enum err unwritten(struct fault *f)
{
    return fault(f, E_IO, NULL, N_("Kalkylarket kunde inte skrivas."), NULL, NULL);
}

static enum err take_file(const char *path, struct buf *to, struct fault *f)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return unwritten(f);
    for (;;) {
        char *room = buf_room(to, 65536);
        size_t n = room ? fread(room, 1, 65536, in) : 0;
        to->n += n;
        if (!n)
            break;
    }
    fclose(in);
    return buf_check(to, f);
}

/* libxlsxwriter asks for char * and does not write to it. */
static char *lent(struct arena *a, struct str s)
{
    return (char *)str_c(a, xml_text(a, s, false));
}

enum err xlsx_begin(struct arena *a, struct str title, struct str subtitle, struct str organisation, instant made, bool streamed, struct xlsx_work *ret, struct fault *f)
{
    *ret = (struct xlsx_work){ .folder = "/tmp/samsyn-xlsx-XXXXXX" };
    if (!mkdtemp(ret->folder)) {
        ret->folder[0] = '\0';
        return unwritten(f);
    }
    snprintf(ret->path, sizeof ret->path, "%s/r.xlsx", ret->folder);
    lxw_workbook_options options = { .constant_memory = streamed ? LXW_TRUE : LXW_FALSE, .tmpdir = ret->folder };
    if (!(ret->book = workbook_new_opt(ret->path, &options)))
        return unwritten(f);
    lxw_doc_properties properties = { .title = lent(a, title), .subject = lent(a, subtitle), .company = lent(a, organisation),
        .comments = "Samsyn " SAMSYN_VERSION, .created = (time_t)(made.usec / 1000000) };
    workbook_set_properties(ret->book, &properties);
    return OK;
}

enum err xlsx_take(struct xlsx_work *w, struct buf *to, struct fault *f)
{
    lxw_workbook *book = w->book;
    w->book = NULL;
    return workbook_close(book) == LXW_NO_ERROR ? take_file(w->path, to, f) : unwritten(f);
}

void xlsx_drop(struct xlsx_work *w)
{
    if (w->book)
        (void)workbook_close(w->book); /* the only way to let it go */
    if (!w->folder[0])
        return;
    unlink(w->path);
    rmdir(w->folder);
}

enum err report_xlsx(const struct report *r, struct buf *to, struct fault *f)
{
    struct xlsx_work w cleanup(xlsx_drop) = { 0 };
    TRY(xlsx_begin(r->arena, r->title, r->subtitle, r->organisation, r->made, false, &w, f));
    lxw_format *head = workbook_add_format(w.book), *wrap = workbook_add_format(w.book), *number = workbook_add_format(w.book);
    format_set_bold(head);
    format_set_text_wrap(head);
    format_set_bottom(head, LXW_BORDER_THIN);
    format_set_text_wrap(wrap);
    format_set_align(wrap, LXW_ALIGN_VERTICAL_TOP);
    format_set_align(number, LXW_ALIGN_VERTICAL_TOP);
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        if (r->blocks[i].kind == REPORT_TABLE) {
            lxw_worksheet *ws = workbook_add_worksheet(w.book, xlsx_sheet_name(r->arena, r->blocks[i].table->caption, ++n));
            if (ws)
                sheet(r, r->blocks[i].table, ws, head, wrap, number);
        }
    lxw_worksheet *bare = n ? NULL : workbook_add_worksheet(w.book, NULL);
    if (bare)
        worksheet_write_string(bare, 0, 0, xlsx_cell(r->arena, report_note(r)), NULL);
    TRY(xlsx_take(&w, to, f));
    return r->arena->failed ? fault(f, E_NOMEM, NULL, N_("Rapporten är för stor för minnet."), NULL, NULL) : OK;
}
