/* A report is a small tree: a title, facts, headings, paragraphs, tables. The domain's results fill it once; four renderers turn
 * it into HTML (page, print, PDF), XLSX and CSV. A new report costs only its filling (see README.md).
 *
 * Everything lives in the arena the report was made with. Text is UTF-8, plain; the renderers escape. A failed allocation sticks
 * in the arena and is told by every renderer as E_NOMEM. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/time.h"
#include "base/words.h"

enum { REPORT_BLOCKS_MAX = 10000, REPORT_ROWS_MAX = 100000, REPORT_COLUMNS_MAX = 30 };

enum report_column_flag {
    REPORT_NUMBER = 1,      /* right-aligned; a number in the spreadsheet when the text is one */
    REPORT_LEAD = 2,        /* in HTML: stands in bold, its label before it, over the next column's text in one cell */
    REPORT_ROW_HEAD = 4,    /* names its row */
};
struct report_column {
    struct str label;
    unsigned width;         /* share of the page's width in per cent; 0: as it comes. In the spreadsheet: characters */
    unsigned flags;
};

struct report_cell {
    struct str text;        /* paragraphs parted by "\n\n" */
    const struct str *items; /* a list instead of the text */
    size_t items_n;
};

struct report_table {
    struct str caption;
    struct report_column columns[REPORT_COLUMNS_MAX];
    size_t columns_n;
    struct report_cell *cells; /* rows_n × columns_n */
    size_t rows_n, cap;
};

enum report_block_kind { REPORT_HEADING, REPORT_PARAGRAPH, REPORT_FACT, REPORT_TABLE };
struct report_block {
    enum report_block_kind kind;
    unsigned level;         /* of a heading, from 2 */
    struct str term, text;  /* term: of a fact */
    struct report_table *table;
};

struct report {
    struct arena *arena;
    const struct words *words;
    struct str title, subtitle;
    struct str organisation;    /* whose report it is */
    struct str made_by;         /* who took it out; a role or a name as the caller has it; may be empty */
    instant made;               /* when */
    struct str mark;            /* secrecy mark, on each page; empty: none */
    bool open;                  /* the version for anyone */
    size_t left_out;            /* rows that the open version leaves out */
    struct report_block *blocks;
    size_t n, cap;
};

/* ---- filling ---- */

struct report report_new(struct arena *a, const struct words *words, struct str title);
/* The word in the report's language: report_word(r, N_("Datum")). */
struct str report_word(const struct report *r, const char *text);
void report_heading(struct report *r, unsigned level, struct str text);
void report_paragraph(struct report *r, struct str text);
/* A term and what it is; an empty text adds nothing. */
void report_fact(struct report *r, struct str term, struct str text);
/* The table stays valid until the report goes; NULL without memory. */
struct report_table *report_table(struct report *r, struct str caption, const struct report_column *columns, size_t columns_n);
/* columns_n cells to fill, valid until the next row; NULL without memory or past REPORT_ROWS_MAX. */
struct report_cell *report_row(struct report *r, struct report_table *t);

/* The text with its row's secrecy mark under it, where the whole version shows what is marked (N2); the text alone without a mark. */
struct str report_marked(const struct report *r, struct str text, struct str mark);
/* What every version says of secrecy: how many rows the open one leaves out, or the mark of the whole one; empty: nothing to say. */
struct str report_note(const struct report *r);

/* ---- rendering ---- */

/* What stands inside <main> of a page: h1, facts, tables. */
enum err report_html(const struct report *r, struct buf *to, struct fault *f) nodiscard;
/* A document of its own with its style in it, for a file, for print and for the PDF. */
enum err report_document(const struct report *r, struct buf *to, struct fault *f) nodiscard;
/* The tables, one row of headings each, under the first column that names the table when there are several. Formula-safe. */
enum err report_csv(const struct report *r, char separator, struct buf *to, struct fault *f) nodiscard;
/* One sheet per table: header row fixed, columns wide enough, text as text (never a formula). */
enum err report_xlsx(const struct report *r, struct buf *to, struct fault *f) nodiscard;
/* Tagged PDF (PDF/UA-1 by WeasyPrint, ADR 0008), rendered in a sandboxed child without network. About half a second of processor time. */
enum err report_pdf(const struct report *r, struct buf *to, struct fault *f) nodiscard;

/* The same as PDF/A-3b (ISO 19005-3), for the archive. */
enum err report_pdf_archive(const struct report *r, struct buf *to, struct fault *f) nodiscard;

enum report_format { REPORT_FORMAT_HTML = 1, REPORT_FORMAT_PDF, REPORT_FORMAT_XLSX, REPORT_FORMAT_CSV };
struct report_format_row { const char *name, *type, *extension; };
/* Indexed by enum report_format; [0] is not used. */
extern const struct report_format_row report_formats[5];
/* 0 when there is none of that name. */
enum report_format report_format_named(struct str name);
/* html is report_document. */
enum err report_render(const struct report *r, enum report_format format, struct buf *to, struct fault *f) nodiscard;

enum { REPORT_BYTES_MAX = 64 * 1024 * 1024 };

#endif
