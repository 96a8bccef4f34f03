/* Reading an audit report, second step: lines to sections, paragraphs, list items, footnotes and table rows. Inside feed/ only. */
#ifndef FEED_AUDIT_LAYOUT_H
#define FEED_AUDIT_LAYOUT_H

#include "feed/audit_report.h"
#include "feed/audit_text.h"

/* What a heading says that its section holds. */
enum role {
    ROLE_FRONT,         /* before the first heading: missiv and title page */
    ROLE_CONTENTS, ROLE_SUMMARY, ROLE_BACKGROUND, ROLE_PURPOSE, ROLE_QUESTIONS, ROLE_SCOPE, ROLE_CRITERIA, ROLE_BODY, ROLE_METHOD, ROLE_EARLIER,
    ROLE_FOLLOW_UP, ROLE_ONE_RECOMMENDATION, ROLE_ONE_QUESTION, ROLE_DONE, ROLE_GRADE, ROLE_OVERALL, ROLE_NEW_LIST, ROLE_LEFT_LIST, ROLE_EARLIER_LIST,
    ROLE_PLAIN
};

struct section {
    struct str number;      /* "3.2.1"; empty: without */
    struct str title, fold;
    struct str label;       /* the nearest number, or "Missiv" */
    enum role role;
    enum role around;       /* of the nearest section above it that says something (a Bedömning in a Rekommendation) */
    unsigned depth;         /* of its number; 0: without */
    unsigned line;
    size_t group;           /* the section that a Rekommendation, Åtgärd or Bedömning belongs to: the nearest of the first two roles */
};

enum block_kind { BLOCK_PARAGRAPH, BLOCK_ITEM, BLOCK_FOOTNOTE, BLOCK_ROW };
enum cell_kind { CELL_NONE, CELL_EARLIER, CELL_QUESTION, CELL_ADDED_QUESTION, CELL_GRADE, CELL_TEXT, CELL_OUTCOME };
enum { CELLS_MAX = 6, ROW_PIECES_MAX = 40, BLOCK_LINES_MAX = 400, BLOCK_BYTES_MAX = 65536 };

struct cell { enum cell_kind kind; struct str text; };

struct block {
    enum block_kind kind;
    struct str text;        /* one paragraph, lines joined, words that were parted at a line's end put together */
    struct str fold;
    size_t from, to;        /* bytes of the report */
    unsigned line;
    unsigned width;         /* of its longest line, in characters */
    size_t section;         /* index */
    struct cell cells[CELLS_MAX]; /* of a row */
    size_t cells_n;
    struct str header_grade;/* of a row: the grade in the table's header, as written ("delvis"); empty: none */
    unsigned subject;       /* number of the earlier recommendation or the question that it is about; 0: none */
    bool used;              /* some proposal came out of it */
    bool furniture;         /* a table's header, the contents list: nothing to propose, nothing unread */
};

struct audit_layout {
    struct audit_lines lines;
    struct section *sections;
    size_t sections_n, sections_cap;
    struct block *blocks;
    size_t blocks_n, blocks_cap;
    uint64_t *hyphened;     /* hashes, sorted, of the words with a hyphen in them: which spelling the report uses */
    size_t hyphened_n;
};

enum err audit_layout_read(struct audit_lines lines, struct arena *a, struct audit_layout *ret, struct fault *f) nodiscard;

/* What a heading's folded title says; ROLE_PLAIN when nothing known. */
enum role audit_heading_role(struct str fold, bool numbered);

/* Tables (audit_table.c). True when the lines from `at` are a table's header; *ret_next is the line behind the last row. */
bool audit_table_read(struct audit_layout *l, struct arena *a, size_t at, size_t *ret_next);
/* Adds a block (NULL: memory). */
struct block *audit_block_add(struct audit_layout *l, struct arena *a, enum block_kind kind, size_t line_from, size_t line_to);
/* One line's text put behind what there is: hyphens at a line's end are resolved by the words of the whole report. */
struct str audit_join(struct audit_layout *l, struct arena *a, struct str have, struct str more);

#endif
