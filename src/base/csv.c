#include "base/csv.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"

/* True when a spreadsheet would run the text, apostrophes before it or not. */
static bool runs(struct str s)
{
    size_t i = 0;
    while (i < s.n && s.p[i] == '\'')
        i++;
    return i < s.n && memchr("=+-@\t\r", s.p[i], 6) != NULL;
}

static void refuse_at(
    struct csv *c, size_t line, size_t column, enum err code, const char *text, const char *a1, const char *a2)
{
    if (c->fault.code != OK)
        return;
    char place[64];
    if (column)
        snprintf(place, sizeof place, "rad %zu, kolumn %zu", line, column);
    else
        snprintf(place, sizeof place, "rad %zu", line);
    fault(&c->fault, code, place, text, a1, a2);
}

void csv_refuse(
    struct csv *c, size_t line, const char *column, enum err code, const char *text, const char *a1, const char *a2)
{
    if (c->fault.code != OK)
        return;
    char place[FAULT_PLACE];
    snprintf(place, sizeof place, "rad %zu%s%s", line, column ? ", kolumn " : "", column ? column : "");
    fault(&c->fault, code, place, text, a1, a2);
}

struct csv csv_new(struct str text, struct csv_options options)
{
    struct csv c = { .in = text, .options = options, .line = 1 };
    if (str_starts(text, S("\xEF\xBB\xBF")))
        c.at = 3;
    return c;
}

char csv_guess_separator(struct str text)
{
    static const char candidates[] = { ',', ';', '\t' };
    size_t count[LEN(candidates)] = { 0 }, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.n && (quoted || (text.p[i] != '\n' && text.p[i] != '\r')); i++) {
        if (text.p[i] == '"')
            quoted = !quoted;
        for (size_t k = 0; k < LEN(candidates); k++)
            count[k] += !quoted && text.p[i] == candidates[k];
    }
    for (size_t k = 1; k < LEN(candidates); k++)
        if (count[k] > count[best])
            best = k;
    return candidates[best];
}

static void refuse_limit(struct csv *c, size_t line, size_t column, const char *text, size_t most)
{
    char words[32];
    snprintf(words, sizeof words, "%zu", most);
    refuse_at(c, line, column, E_LIMIT, text, words, NULL);
}

/* The text between the quotes; c->at stands behind the opening one. Moves behind the closing one. */
static bool quoted_cell(struct csv *c, struct arena *a, size_t line, size_t column, struct str *ret)
{
    size_t from = c->at, doubled = 0;
    for (;;) {
        const char *quote = c->at < c->in.n ? memchr(c->in.p + c->at, '"', c->in.n - c->at) : NULL;
        if (!quote) {
            refuse_at(c, line, column, E_INVALID, N_("Citattecknet avslutas aldrig."), NULL, NULL);
            return false;
        }
        c->at = (size_t)(quote - c->in.p) + 1;
        if (c->at >= c->in.n || c->in.p[c->at] != '"')
            break;
        doubled++;
        c->at++;
    }
    struct str s = str_sub(c->in, from, c->at - 1);
    if (s.n > c->options.cell_max) {
        refuse_limit(c, line, column, N_("Cellen är längre än {1} byte."), c->options.cell_max);
        return false;
    }
    for (const char *p = s.p; (p = memchr(p, '\n', (size_t)(s.p + s.n - p))) != NULL; p++)
        c->line++;
    if (doubled) {
        char *to = arena_alloc(a, s.n - doubled);
        if (!to) {
            refuse_at(c, line, column, E_NOMEM, N_("Minnet tog slut."), NULL, NULL);
            return false;
        }
        size_t n = 0;
        for (size_t i = 0; i < s.n; i++) {
            to[n++] = s.p[i];
            i += s.p[i] == '"';
        }
        s = (struct str){ to, n };
    }
    *ret = s;
    return true;
}

/* Up to the separator or the end of the line, which it leaves there. */
static bool plain_cell(struct csv *c, size_t line, size_t column, struct str *ret)
{
    size_t from = c->at;
    for (; c->at < c->in.n; c->at++) {
        char ch = c->in.p[c->at];
        if (ch == c->options.separator || ch == '\n' || ch == '\r')
            break;
        if (ch == '"') {
            refuse_at(c, line, column, E_INVALID,
                N_("Ett citattecken får bara stå först i en cell, eller dubblerat i en cell inom citattecken."), NULL,
                NULL);
            return false;
        }
    }
    *ret = str_sub(c->in, from, c->at);
    if (ret->n > c->options.cell_max) {
        refuse_limit(c, line, column, N_("Cellen är längre än {1} byte."), c->options.cell_max);
        return false;
    }
    return true;
}

enum after { AFTER_CELL, AFTER_ROW, AFTER_FAILURE };

/* What stands behind a cell: a separator, an end of line (taken) or the end of the text. */
static enum after after_cell(struct csv *c, size_t line, size_t column)
{
    if (c->at >= c->in.n)
        return AFTER_ROW;
    char ch = c->in.p[c->at];
    if (ch == c->options.separator) {
        c->at++;
        return AFTER_CELL;
    }
    if (ch == '\r' && c->at + 1 < c->in.n && c->in.p[c->at + 1] == '\n')
        c->at++;
    else if (ch == '\r') {
        refuse_at(c, line, column, E_INVALID, N_("En rad ska sluta med CR LF eller LF, inte med CR ensamt."), NULL, NULL);
        return AFTER_FAILURE;
    } else if (ch != '\n') {
        refuse_at(c, line, column, E_INVALID,
            N_("Efter ett avslutande citattecken ska ett skiljetecken eller radens slut komma."), NULL, NULL);
        return AFTER_FAILURE;
    }
    c->at++;
    c->line++;
    return AFTER_ROW;
}

/* The bytes of the row, once for all its cells; the line of the fault is that of the bad byte. */
static bool good_text(struct csv *c, size_t from, size_t line)
{
    struct str s = str_sub(c->in, from, c->at);
    bool nul = s.n && memchr(s.p, '\0', s.n);
    if (!nul && utf8_valid(s))
        return true;
    for (struct str rest = s; rest.n; line++) {
        struct str one = str_cut(&rest, '\n');
        if (memchr(one.p, '\0', one.n) || !utf8_valid(one))
            break;
    }
    refuse_at(c, line, 0, E_INVALID, nul ? N_("Raden innehåller tecknet NUL.") : N_("Texten är inte giltig UTF-8."),
        NULL, NULL);
    return false;
}

bool csv_row(struct csv *c, struct arena *a, struct csv_row *ret_row)
{
    if (c->fault.code != OK || c->at >= c->in.n)
        return false;
    size_t line = c->line, from = c->at, n = 0, cap = c->columns;
    struct str *cells = cap ? arena_array(a, cap, sizeof *cells) : NULL;
    for (enum after next = AFTER_CELL; next == AFTER_CELL; n++) {
        if (n >= c->options.columns_max) {
            refuse_limit(c, line, 0, N_("Raden har fler än {1} kolumner."), c->options.columns_max);
            return false;
        }
        if (n >= cap && !c->columns)
            cells = arena_grow(a, cells, n, n + 1, sizeof *cells, &cap);
        if (!cells) {
            refuse_at(c, line, 0, E_NOMEM, N_("Minnet tog slut."), NULL, NULL);
            return false;
        }
        struct str cell;
        bool quoted = c->at < c->in.n && c->in.p[c->at] == '"';
        c->at += quoted;
        if (!(quoted ? quoted_cell(c, a, line, n + 1, &cell) : plain_cell(c, line, n + 1, &cell)))
            return false;
        if (c->at - from > c->options.row_max) {
            refuse_limit(c, line, 0, N_("Raden är längre än {1} byte."), c->options.row_max);
            return false;
        }
        if (c->options.formula_safe && cell.n && cell.p[0] == '\'' && runs(cell))
            cell = str_sub(cell, 1, cell.n);
        if (n < cap)
            cells[n] = cell;
        next = after_cell(c, line, n + 1);
        if (next == AFTER_FAILURE)
            return false;
    }
    if (!good_text(c, from, line))
        return false;
    if (c->columns && n != c->columns) {
        char has[32], wants[32];
        snprintf(has, sizeof has, "%zu", n);
        snprintf(wants, sizeof wants, "%zu", c->columns);
        refuse_at(c, line, 0, E_INVALID, N_("Raden har {1} kolumner, men ska ha {2} som den första."), has, wants);
        return false;
    }
    c->columns = n;
    *ret_row = (struct csv_row){ .cell = cells, .n = n, .line = line };
    return true;
}

enum err csv_end(struct csv *c, struct fault *f)
{
    if (c->fault.code == OK)
        return OK;
    if (f)
        *f = c->fault;
    return c->fault.code;
}

struct csv_writer csv_writer_new(struct buf *to, struct csv_options options)
{
    return (struct csv_writer){ .to = to, .options = options, .begins = to->n };
}

static bool needs_quotes(const struct csv_writer *w, struct str s)
{
    if (s.n == 0)
        return false;
    if (s.p[0] == ' ' || s.p[s.n - 1] == ' ' || (w->cells == 0 && str_starts(s, S("\xEF\xBB\xBF"))))
        return true;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == w->options.separator || s.p[i] == '"' || s.p[i] == '\r' || s.p[i] == '\n')
            return true;
    return false;
}

void csv_put(struct csv_writer *w, struct str cell)
{
    if (w->cells)
        buf_char(w->to, w->options.separator);
    bool quotes = needs_quotes(w, cell);
    if (quotes)
        buf_char(w->to, '"');
    if (w->options.formula_safe && runs(cell))
        buf_char(w->to, '\'');
    for (size_t at = 0; at < cell.n;) {
        size_t quote = quotes ? str_find(cell, S("\""), at) : SIZE_MAX;
        size_t to = quote == SIZE_MAX ? cell.n : quote + 1;
        buf_put(w->to, str_sub(cell, at, to));
        if (quote != SIZE_MAX)
            buf_char(w->to, '"');
        at = to;
    }
    if (quotes)
        buf_char(w->to, '"');
    w->cells++;
}

void csv_put_end(struct csv_writer *w)
{
    if (w->to->n == w->begins) /* one empty cell, or none: an empty line would be no row */
        buf_put(w->to, S("\"\""));
    buf_put(w->to, S("\r\n"));
    w->cells = 0;
    w->begins = w->to->n;
}
