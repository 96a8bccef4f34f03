#include "report/report.h"

#include <stdio.h>

struct report report_new(struct arena *a, const struct words *words, struct str title)
{
    return (struct report){ .arena = a, .words = words, .title = title };
}

struct str report_word(const struct report *r, const char *text)
{
    return str(words_get(r->words, text));
}

static struct report_block *block(struct report *r, struct report_block b)
{
    if (r->n >= REPORT_BLOCKS_MAX) {
        r->arena->failed = true;
        return NULL;
    }
    struct report_block *v = arena_grow(r->arena, r->blocks, r->n, r->n + 1, sizeof *v, &r->cap);
    if (!v)
        return NULL;
    r->blocks = v;
    v[r->n] = b;
    return &v[r->n++];
}

void report_heading(struct report *r, unsigned level, struct str text)
{
    block(r, (struct report_block){ .kind = REPORT_HEADING, .level = level < 2 ? 2 : level > 6 ? 6 : level, .text = text });
}

void report_paragraph(struct report *r, struct str text)
{
    if (text.n)
        block(r, (struct report_block){ .kind = REPORT_PARAGRAPH, .text = text });
}

void report_fact(struct report *r, struct str term, struct str text)
{
    if (text.n)
        block(r, (struct report_block){ .kind = REPORT_FACT, .term = term, .text = text });
}

struct report_table *report_table(struct report *r, struct str caption, const struct report_column *columns, size_t columns_n)
{
    struct report_table *t = ARENA_NEW(r->arena, struct report_table);
    if (!t || columns_n > REPORT_COLUMNS_MAX) {
        r->arena->failed = true;
        return NULL;
    }
    t->caption = caption;
    t->columns_n = columns_n;
    memcpy(t->columns, columns, columns_n * sizeof *columns);
    return block(r, (struct report_block){ .kind = REPORT_TABLE, .table = t }) ? t : NULL;
}

struct report_cell *report_row(struct report *r, struct report_table *t)
{
    if (!t)
        return NULL;
    if (t->rows_n >= REPORT_ROWS_MAX) {
        r->arena->failed = true;
        return NULL;
    }
    size_t used = t->rows_n * t->columns_n;
    struct report_cell *v = arena_grow(r->arena, t->cells, used, used + t->columns_n, sizeof *v, &t->cap);
    if (!v)
        return NULL;
    t->cells = v;
    memset(v + used, 0, t->columns_n * sizeof *v);
    t->rows_n++;
    return v + used;
}

struct str report_marked(const struct report *r, struct str text, struct str mark)
{
    return mark.n ? str_printf(r->arena, "%.*s\n\n%s: %.*s", SF(text), words_get(r->words, N_("Sekretessmarkering")), SF(mark)) : text;
}

struct str report_note(const struct report *r)
{
    if (!r->open)
        return r->mark.n ? str_printf(r->arena, "%s: %.*s", words_get(r->words, N_("Sekretessmarkering")), SF(r->mark)) : (struct str){ 0 };
    char n[32];
    snprintf(n, sizeof n, "%zu", r->left_out);
    struct buf text cleanup(buf_free) = buf_new(4096);
    const char *said = r->left_out == 0 ? N_("Öppen version. Inga rader är utelämnade.") :
                       r->left_out == 1 ? N_("Öppen version. En rad med sekretessmarkering är utelämnad.") :
                                          N_("Öppen version. {1} rader med sekretessmarkering är utelämnade.");
    words_put(&text, r->words, said, n, NULL);
    return str_copy(r->arena, buf_str(&text));
}

const struct report_format_row report_formats[5] = {
    [REPORT_FORMAT_HTML] = { "html", "text/html; charset=utf-8", "html" },
    [REPORT_FORMAT_PDF] = { "pdf", "application/pdf", "pdf" },
    [REPORT_FORMAT_XLSX] = { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx" },
    [REPORT_FORMAT_CSV] = { "csv", "text/csv; charset=utf-8", "csv" },
};

enum report_format report_format_named(struct str name)
{
    for (enum report_format i = REPORT_FORMAT_HTML; i <= REPORT_FORMAT_CSV; i++)
        if (str_is(name, report_formats[i].name))
            return i;
    return 0;
}

enum err report_render(const struct report *r, enum report_format format, struct buf *to, struct fault *f)
{
    switch (format) {
    case REPORT_FORMAT_HTML: return report_document(r, to, f);
    case REPORT_FORMAT_PDF: return report_pdf(r, to, f);
    case REPORT_FORMAT_XLSX: return report_xlsx(r, to, f);
    case REPORT_FORMAT_CSV: return report_csv(r, ';', to, f);
    }
    return fault(f, E_INVALID, NULL, N_("Okänt format. Välj html, pdf, xlsx eller csv."), NULL, NULL);
}
