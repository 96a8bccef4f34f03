/* Summary tables: cells parted by tabs, or laid out in columns as pdftotext -layout gives them. A table is known by its header;
 * each row becomes one block with its cells. Rows whose cells cannot be told apart become paragraphs, and so unread. */
#include "feed/audit_layout.h"

struct column { enum cell_kind kind; unsigned from; /* its first character's column */ };

struct table {
    struct column columns[CELLS_MAX];
    size_t n;
    struct str grade;       /* of the header: "Bedömning: delvis" */
    bool tabs;
};

static enum cell_kind header_cell(struct arena *a, struct str cell, struct str *ret_grade)
{
    struct str s = audit_fold(a, cell);
    if (s.n > 60)
        return CELL_NONE;
    if (str_starts(s, S("tidigare rekommendation")) || str_starts(s, S("rekommendation från")) || str_starts(s, S("rekommendation 20")) ||
        str_is(s, "lämnad rekommendation"))
        return CELL_EARLIER;
    if (str_starts(s, S("tillkommande revisionsfråga")))
        return CELL_ADDED_QUESTION;
    if (str_starts(s, S("revisionsfråg")) || str_is(s, "fråga") || str_is(s, "delfråga"))
        return CELL_QUESTION;
    if (str_starts(s, S("tillkommande rekommendation")) || str_is(s, "tillkommande") || str_starts(s, S("rekommendation")) || str_starts(s, S("ny rekommendation")) ||
        str_starts(s, S("nya rekommendation")))
        return CELL_OUTCOME;
    if (str_is(s, "kommentar") || str_is(s, "motivering") || str_is(s, "iakttagelse") || str_is(s, "kommentarer"))
        return CELL_TEXT;
    if (str_starts(s, S("bedömning")) || str_is(s, "svar") || str_is(s, "status")) {
        size_t colon = str_find(cell, S(":"), 0);
        if (colon != SIZE_MAX)
            *ret_grade = str_trim(str_sub(cell, colon + 1, cell.n));
        return CELL_GRADE;
    }
    return CELL_NONE;
}

struct piece { struct str text; unsigned from; };

/* The line's pieces: between tabs, or between runs of two or more spaces. Columns count characters from the line's start. */
static size_t pieces(const struct audit_line *l, bool tabs, struct piece out[static ROW_PIECES_MAX])
{
    size_t n = 0, i = 0;
    unsigned column = l->indent;
    struct str s = l->text;
    while (i <= s.n && n < ROW_PIECES_MAX) {
        size_t from = i, end = i;
        unsigned at = column;
        while (i < s.n) {
            if (tabs ? s.p[i] == '\t' : s.p[i] == ' ' && i + 1 < s.n && s.p[i + 1] == ' ')
                break;
            utf8_next(s, &i);
            column++;
            end = i;
        }
        out[n++] = (struct piece){ str_trim(str_sub(s, from, end)), at };
        if (i >= s.n)
            break;
        while (i < s.n && (tabs ? s.p[i] == '\t' : s.p[i] == ' ')) {
            i++;
            column++;
            if (tabs)
                break;
        }
    }
    return n;
}

static bool header(struct audit_layout *l, struct arena *a, size_t at, struct table *t)
{
    const struct audit_line *line = &l->lines.v[at];
    struct piece p[ROW_PIECES_MAX];
    *t = (struct table){ .tabs = memchr(line->text.p, '\t', line->text.n) != NULL };
    if (!t->tabs && str_find(line->text, S("  "), 0) == SIZE_MAX)
        return false;
    size_t n = pieces(line, t->tabs, p);
    if (n < 2 || n > CELLS_MAX)
        return false;
    bool subject = false, grade = false;
    for (size_t i = 0; i < n; i++) {
        enum cell_kind k = header_cell(a, p[i].text, &t->grade);
        if (k == CELL_OUTCOME && i == 0)
            k = CELL_EARLIER; /* "Rekommendation | Bedömning | Kommentar" */
        t->columns[t->n++] = (struct column){ k, p[i].from };
        subject |= i == 0 && (k == CELL_EARLIER || k == CELL_QUESTION || k == CELL_ADDED_QUESTION);
        grade |= k == CELL_GRADE;
    }
    return subject && grade;
}

/* The column that a piece stands in; t->n when it stands in none. */
static size_t column_of(const struct table *t, unsigned at)
{
    for (size_t c = t->n; c-- > 0;)
        if (at + 2 >= t->columns[c].from)
            return c;
    return t->n;
}

struct table_row { struct str cells[CELLS_MAX]; size_t first, last; bool any; };

static void row_end(struct audit_layout *l, struct arena *a, const struct table *t, struct table_row *r)
{
    if (r->any) {
        struct block *b = audit_block_add(l, a, BLOCK_ROW, r->first, r->last);
        if (!b)
            return;
        b->cells_n = t->n;
        b->header_grade = t->grade;
        struct str all = { 0 };
        for (size_t c = 0; c < t->n; c++) {
            b->cells[c] = (struct cell){ t->columns[c].kind, audit_clean(a, r->cells[c]) };
            all = all.n ? str_printf(a, "%.*s | %.*s", SF(all), SF(b->cells[c].text)) : b->cells[c].text;
        }
        b->text = all;
    }
    *r = (struct table_row){ 0 };
}

static size_t rows_by_tabs(struct audit_layout *l, struct arena *a, const struct table *t, size_t at)
{
    struct piece p[ROW_PIECES_MAX];
    struct table other;
    size_t last = at;
    for (size_t i = at; i < l->lines.n; i++) {
        const struct audit_line *line = &l->lines.v[i];
        if (!line->text.n || line->noise)
            continue;
        if (!memchr(line->text.p, '\t', line->text.n) || header(l, a, i, &other))
            break;
        size_t n = pieces(line, true, p);
        if (n > t->n)
            break;
        struct table_row r = { .first = i, .last = i, .any = true };
        for (size_t c = 0; c < n; c++)
            r.cells[c] = p[c].text;
        row_end(l, a, t, &r);
        last = i + 1;
    }
    return last;
}

/* The rest of a header that took several lines: only words of headers, each in its column. */
static bool header_goes_on(struct arena *a, const struct table *t, const struct audit_line *line, struct str *grade)
{
    struct piece p[ROW_PIECES_MAX];
    size_t n = pieces(line, false, p);
    for (size_t i = 0; i < n; i++) {
        struct str s = audit_fold(a, p[i].text);
        bool sure;
        size_t used;
        if (column_of(t, p[i].from) == t->n)
            return false;
        if (str_is(s, "rekommendation") || str_is(s, "rekommendationer") || str_is(s, "revisionsfråga"))
            continue;
        if (t->columns[column_of(t, p[i].from)].kind == CELL_GRADE && !grade->n && audit_grade_word(a, s, &sure, &used) && used == s.n) {
            *grade = p[i].text;
            continue;
        }
        return false;
    }
    return n > 0;
}

/* Begins a row of its own after an empty line: there is something in the first column and in the column of the grade. */
static bool starts_row(const struct table *t, const struct piece *p, size_t n)
{
    bool first = false, grade = false;
    for (size_t i = 0; i < n; i++) {
        size_t c = column_of(t, p[i].from);
        first |= c == 0;
        grade |= c < t->n && t->columns[c].kind == CELL_GRADE;
    }
    return first && grade;
}

static size_t rows_by_columns(struct audit_layout *l, struct arena *a, struct table *t, size_t at)
{
    struct table_row r = { 0 };
    struct table other;
    struct piece p[ROW_PIECES_MAX];
    size_t end = at, empty = 0;
    for (size_t i = at; i < l->lines.n; i++) {
        const struct audit_line *line = &l->lines.v[i];
        if (line->noise)
            continue;
        if (!line->text.n) {
            empty++;
            continue;
        }
        if (header(l, a, i, &other))
            break;
        size_t n = pieces(line, false, p);
        size_t last = column_of(t, p[n - 1].from);
        /* Outside the columns, or one piece that runs across them: the table is over. */
        bool across = column_of(t, p[0].from) == t->n;
        for (size_t k = 0; k < n && !across; k++) {
            size_t c = column_of(t, p[k].from);
            across = c + 1 < t->n && p[k].from + utf8_length(p[k].text) > t->columns[c + 1].from + 1;
        }
        bool alone = n == 1 && last == 0 && r.any && empty > 0 && line->indent <= t->columns[0].from && audit_upper_at(line->text, 0);
        if (across || empty > 2 || (alone && (empty > 1 || audit_heading_role(audit_fold(a, line->text), false) != ROLE_PLAIN)) || (r.any && i - r.first > BLOCK_LINES_MAX)
            || (last == 0 && empty > 0 && n == 1 && r.any && line->indent <= t->columns[0].from
                && audit_upper_at(line->text, 0) && empty > 1))
            break;
        if (r.any && empty > 0 && !t->grade.n && starts_row(t, p, n))
            row_end(l, a, t, &r);
        if (!r.any)
            r.first = i;
        r.any = true;
        r.last = i;
        for (size_t k = 0; k < n; k++) {
            size_t c = column_of(t, p[k].from);
            bool paragraph = empty > 0 && r.cells[c].n && audit_bullet(p[k].text);
            r.cells[c] = paragraph ? str_printf(a, "%.*s %.*s", SF(r.cells[c]), SF(p[k].text)) : audit_join(l, a, r.cells[c], p[k].text);
        }
        empty = 0;
        end = i + 1;
    }
    row_end(l, a, t, &r);
    return end;
}

bool audit_table_read(struct audit_layout *l, struct arena *a, size_t at, size_t *ret_next)
{
    struct table t;
    if (!header(l, a, at, &t))
        return false;
    struct block *b = audit_block_add(l, a, BLOCK_PARAGRAPH, at, at);
    if (!b)
        return false;
    b->text = l->lines.v[at].text;
    b->furniture = true;
    size_t next = at + 1;
    if (t.tabs) {
        *ret_next = rows_by_tabs(l, a, &t, next);
        if (*ret_next < next)
            *ret_next = next;
        return true;
    }
    while (next < l->lines.n && l->lines.v[next].text.n && header_goes_on(a, &t, &l->lines.v[next], &t.grade))
        next++;
    size_t end = rows_by_columns(l, a, &t, next);
    *ret_next = end > next ? end : next;
    return true;
}
