/* The one HTML source of a report: page, print and PDF. */
#include "src/report/print_css.h"
#include "report/report.h"

#include <stdio.h>

static void paragraphs(struct buf *b, struct str text)
{
    while (text.n) {
        size_t cut = str_find(text, S("\n\n"), 0);
        buf_put(b, S("<p>"));
        buf_html(b, str_sub(text, 0, cut));
        buf_put(b, S("</p>"));
        text = cut == SIZE_MAX ? (struct str){ 0 } : str_sub(text, cut + 2, text.n);
    }
}

static void cell_content(struct buf *b, const struct report_cell *c)
{
    if (c->items_n) {
        buf_put(b, S("<ul>"));
        for (size_t i = 0; i < c->items_n; i++) {
            buf_put(b, S("<li>"));
            buf_html(b, c->items[i]);
            buf_put(b, S("</li>"));
        }
        buf_put(b, S("</ul>"));
    } else if (str_find(c->text, S("\n\n"), 0) != SIZE_MAX) {
        paragraphs(b, c->text);
    } else {
        buf_html(b, c->text);
    }
}

static void table(struct buf *b, const struct report_table *t)
{
    buf_put(b, S("<div class=\"report-table\""));
    if (t->caption.n) { /* on a narrow screen it scrolls, by the keyboard too */
        buf_put(b, S(" role=\"region\" tabindex=\"0\" aria-label=\""));
        buf_html(b, t->caption);
        buf_char(b, '"');
    }
    buf_put(b, S("><table>\n"));
    if (t->caption.n) {
        buf_put(b, S("<caption>"));
        buf_html(b, t->caption);
        buf_put(b, S("</caption>\n"));
    }
    buf_put(b, S("<thead><tr>"));
    for (size_t c = 0; c < t->columns_n; c++) {
        if (c > 0 && t->columns[c - 1].flags & REPORT_LEAD)
            continue;
        buf_printf(b, "<th scope=\"col\"%s>", t->columns[c].flags & REPORT_NUMBER ? " class=\"number\"" : "");
        buf_html(b, t->columns[c].label);
        buf_put(b, S("</th>"));
    }
    buf_put(b, S("</tr></thead>\n<tbody>\n"));
    for (size_t r = 0; r < t->rows_n; r++) {
        buf_put(b, S("<tr>"));
        for (size_t c = 0; c < t->columns_n; c++) {
            const struct report_column *column = &t->columns[c];
            const struct report_cell *cell = &t->cells[r * t->columns_n + c];
            bool head = column->flags & REPORT_ROW_HEAD;
            buf_put(b, head ? S("<th scope=\"row\">") : column->flags & REPORT_NUMBER ? S("<td class=\"number\">") : S("<td>"));
            if (column->flags & REPORT_LEAD && c + 1 < t->columns_n) {
                buf_put(b, S("<p><strong>"));
                buf_html(b, column->label);
                buf_put(b, S(": "));
                buf_html(b, cell->text);
                buf_put(b, S("</strong></p>"));
                const struct report_cell *under = &t->cells[r * t->columns_n + ++c];
                if (under->items_n)
                    cell_content(b, under);
                else
                    paragraphs(b, under->text);
            } else {
                cell_content(b, cell);
            }
            buf_put(b, head ? S("</th>") : S("</td>"));
        }
        buf_put(b, S("</tr>\n"));
    }
    buf_put(b, S("</tbody></table></div>\n"));
}

static void put_left_out(const struct report *r, struct buf *b)
{
    if (!r->open)
        return;
    buf_put(b, S("<p class=\"report-open\">"));
    buf_html(b, report_note(r));
    buf_put(b, S("</p>\n"));
}

static void body(const struct report *r, struct buf *b)
{
    buf_put(b, S("<h1>"));
    buf_html(b, r->title);
    buf_put(b, S("</h1>\n"));
    if (r->subtitle.n) {
        buf_put(b, S("<p class=\"report-subtitle\">"));
        buf_html(b, r->subtitle);
        buf_put(b, S("</p>\n"));
    }
    if (r->mark.n) {
        buf_put(b, S("<p class=\"report-mark\">"));
        buf_html(b, r->mark);
        buf_put(b, S("</p>\n"));
    }
    put_left_out(r, b);
    for (size_t i = 0; i < r->n; i++) {
        const struct report_block *k = &r->blocks[i];
        switch (k->kind) {
        case REPORT_HEADING:
            buf_printf(b, "<h%u>", k->level);
            buf_html(b, k->text);
            buf_printf(b, "</h%u>\n", k->level);
            break;
        case REPORT_PARAGRAPH:
            paragraphs(b, k->text);
            buf_char(b, '\n');
            break;
        case REPORT_FACT:
            if (i == 0 || r->blocks[i - 1].kind != REPORT_FACT)
                buf_put(b, S("<dl>\n"));
            buf_put(b, S("<dt>"));
            buf_html(b, k->term);
            buf_put(b, S("</dt><dd>"));
            buf_html(b, k->text);
            buf_put(b, S("</dd>\n"));
            if (i + 1 == r->n || r->blocks[i + 1].kind != REPORT_FACT)
                buf_put(b, S("</dl>\n"));
            break;
        case REPORT_TABLE:
            table(b, k->table);
            break;
        }
    }
}

static enum err end(const struct report *r, const struct buf *b, struct fault *f)
{
    if (r->arena->failed)
        return fault(f, E_NOMEM, NULL, N_("Rapporten är för stor för minnet."), NULL, NULL);
    return buf_check(b, f);
}

enum err report_html(const struct report *r, struct buf *to, struct fault *f)
{
    body(r, to);
    return end(r, to, f);
}

enum err report_document(const struct report *r, struct buf *to, struct fault *f)
{
    buf_printf(to, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>", r->words->lang);
    buf_html(to, r->title);
    if (r->subtitle.n) {
        buf_put(to, S(" – "));
        buf_html(to, r->subtitle);
    }
    buf_put(to, S("</title>\n<meta name=\"generator\" content=\"Samsyn " SAMSYN_VERSION "\">\n"));
    if (r->organisation.n) {
        buf_put(to, S("<meta name=\"author\" content=\""));
        buf_html(to, r->organisation);
        buf_put(to, S("\">\n"));
    }
    buf_put(to, S("<style>\n"));
    buf_put(to, (struct str){ report_print_css, sizeof report_print_css - 1 });
    buf_put(to, S("</style>\n</head>\n<body class=\"report\">\n<p class=\"report-running\">"));
    buf_html(to, r->organisation);
    if (r->mark.n) {
        buf_put(to, S(" · "));
        buf_html(to, r->mark);
    }
    buf_put(to, S("</p>\n<main>\n"));
    body(r, to);
    buf_put(to, S("</main>\n<footer>"));
    struct buf when cleanup(buf_free) = buf_new(64), line cleanup(buf_free) = buf_new(1024);
    instant_put_local(&when, r->made);
    buf_char(&when, 0);
    if (r->made.usec && buf_check(&when, NULL) == OK)
        words_put(&line, r->words, r->made_by.n ? N_("Uttagen {1} av {2}") : N_("Uttagen {1}"), when.p, str_c(r->arena, r->made_by));
    buf_html(to, buf_str(&line));
    buf_put(to, S("</footer>\n</body>\n</html>\n"));
    return end(r, to, f);
}
