#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "report/report.h"

enum { CELL_CHARACTERS_MAX = 32767 }; /* the format's own bound (ECMA-376, and what spreadsheets take) */

/* What XML 1.0 (§2.2, Char) has no way to hold becomes U+FFFD, else spreadsheets call the file damaged: the two noncharacters, and
 * control characters where the library does not write them as _x0001_ (it does in cells). */
static struct str xml_text(const struct report *r, struct str s, bool in_cell)
{
    static const char mark[] = "\xEF\xBF\xBD";
    char *to = arena_alloc(r->arena, 3 * s.n + 1);
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

/* At most 31 characters, without those that a sheet's name may not have, and not one that is there already. */
static const char *sheet_name(const struct report *r, struct str caption, size_t number)
{
    char name[160];
    size_t n = 0, characters = 0;
    caption = xml_text(r, caption, false);
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
    return number > 1 ? str_printf(r->arena, "%.*s %zu", (int)n, name, number).p : str_printf(r->arena, "%.*s", (int)n, name).p;
}

static const char *cell_text(const struct report *r, const struct report_cell *c)
{
    struct str s = c->text;
    for (size_t i = 0; i < c->items_n; i++)
        s = str_printf(r->arena, "%.*s%s– %.*s", SF(s), i ? "\n" : "", SF(c->items[i]));
    if (utf8_length(s) > CELL_CHARACTERS_MAX) {
        size_t at = 0;
        for (int i = 0; i < CELL_CHARACTERS_MAX - 2; i++)
            utf8_next(s, &at);
        s = str_printf(r->arena, "%.*s …", (int)at, s.p);
    }
    return str_c(r->arena, xml_text(r, s, true));
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
    worksheet_freeze_panes(ws, 1, 0);
    if (t->columns_n && t->rows_n)
        worksheet_autofilter(ws, 0, 0, (lxw_row_t)t->rows_n, (lxw_col_t)(t->columns_n - 1));
    worksheet_repeat_rows(ws, 0, 0);
    worksheet_set_landscape(ws);
    worksheet_fit_to_pages(ws, 1, 0);
}

static enum err take_file(const char *path, struct buf *to, struct fault *f)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return fault(f, E_IO, NULL, N_("Kalkylarket kunde inte skrivas."), NULL, NULL);
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
static char *lent(const struct report *r, struct str s)
{
    return (char *)str_c(r->arena, xml_text(r, s, false));
}

static enum err write_book(const struct report *r, char *folder, const char *path, struct fault *f)
{
    lxw_workbook_options options = { .constant_memory = LXW_FALSE, .tmpdir = folder };
    lxw_workbook *book = workbook_new_opt(path, &options);
    if (!book)
        return fault(f, E_IO, NULL, N_("Kalkylarket kunde inte skrivas."), NULL, NULL);
    lxw_doc_properties properties = { .title = lent(r, r->title), .subject = lent(r, r->subtitle), .company = lent(r, r->organisation),
        .comments = "Samsyn " SAMSYN_VERSION, .created = (time_t)(r->made.usec / 1000000) };
    workbook_set_properties(book, &properties);
    lxw_format *head = workbook_add_format(book), *wrap = workbook_add_format(book), *number = workbook_add_format(book);
    format_set_bold(head);
    format_set_text_wrap(head);
    format_set_bottom(head, LXW_BORDER_THIN);
    format_set_text_wrap(wrap);
    format_set_align(wrap, LXW_ALIGN_VERTICAL_TOP);
    format_set_align(number, LXW_ALIGN_VERTICAL_TOP);
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        if (r->blocks[i].kind == REPORT_TABLE) {
            lxw_worksheet *ws = workbook_add_worksheet(book, sheet_name(r, r->blocks[i].table->caption, ++n));
            if (ws)
                sheet(r, r->blocks[i].table, ws, head, wrap, number);
        }
    if (!n)
        workbook_add_worksheet(book, NULL);
    return workbook_close(book) == LXW_NO_ERROR ? OK : fault(f, E_IO, NULL, N_("Kalkylarket kunde inte skrivas."), NULL, NULL);
}

enum err report_xlsx(const struct report *r, struct buf *to, struct fault *f)
{
    char folder[] = "/tmp/samsyn-xlsx-XXXXXX", path[64];
    if (!mkdtemp(folder))
        return fault(f, E_IO, NULL, N_("Kalkylarket kunde inte skrivas."), NULL, NULL);
    snprintf(path, sizeof path, "%s/r.xlsx", folder);
    enum err e = write_book(r, folder, path, f);
    if (e == OK)
        e = take_file(path, to, f);
    unlink(path);
    rmdir(folder);
    if (e == OK && r->arena->failed)
        return fault(f, E_NOMEM, NULL, N_("Rapporten är för stor för minnet."), NULL, NULL);
    return e;
}
