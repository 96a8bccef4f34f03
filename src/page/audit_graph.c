/* The picture over the years: recommendation → assessment → new recommendation, as SVG from the server and as a table. */
#include "derive/show.h"
#include "page/audit_pages.h"
#include "page/audit_parts.h"
#include "page/pages.h"

enum { CHAINS_MAX = 20, NODE_WIDTH = 224, NODE_HEIGHT = 66, COLUMN_GAP = 56, ROW_GAP = 16, TOP = 44, MARGIN = 12, LINE_CHARACTERS = 28 };

/* Where a node stands: column and row, from 0. */
struct spot { size_t column, row; };

struct drawing {
    struct visit *v;
    const struct audit_graph *g;
    struct spot *spots;         /* of the nodes */
    size_t columns, rows;
    size_t *column_audits;      /* the audit of each column */
};

/* The question that an assessment answers; NULL when it is of a recommendation. */
static const struct audit_node *question_of(const struct audit_graph *g, size_t assessment)
{
    for (size_t i = 0; i < g->edges_n; i++)
        if (g->edges[i].to == assessment && g->edges[i].kind == EDGE_ASSESSED && g->nodes[g->edges[i].from].kind == NODE_QUESTION)
            return &g->nodes[g->edges[i].from];
    return NULL;
}

/* Each audit has a column for what it assesses and one for what it recommends; a column without nodes is left out. A question is
 * not drawn: its assessment stands for it. */
static bool place(struct drawing *d)
{
    const struct audit_graph *g = d->g;
    d->spots = arena_array(d->v->arena, g->nodes_n, sizeof *d->spots);
    d->column_audits = arena_array(d->v->arena, g->audits_n * 2, sizeof *d->column_audits);
    if (!d->spots || !d->column_audits)
        return false;
    for (size_t a = 0; a < g->audits_n; a++)
        for (int given = 0; given <= 1; given++) {
            size_t row = 0;
            for (size_t i = 0; i < g->nodes_n; i++)
                if (g->nodes[i].audit == a && g->nodes[i].kind == (given ? NODE_RECOMMENDATION : NODE_ASSESSMENT))
                    d->spots[i] = (struct spot){ d->columns, row++ };
            if (row == 0)
                continue;
            d->column_audits[d->columns++] = a;
            d->rows = row > d->rows ? row : d->rows;
        }
    return true;
}

static size_t left(struct spot s) { return MARGIN + s.column * (NODE_WIDTH + COLUMN_GAP); }
static size_t top(struct spot s) { return TOP + s.row * (NODE_HEIGHT + ROW_GAP); }

static void put_text(struct buf *b, size_t x, size_t y, const char *class, struct str text)
{
    buf_printf(b, "<text class=\"%s\" x=\"%zu\" y=\"%zu\">", class, x, y);
    buf_html(b, text);
    buf_put(b, S("</text>"));
}

/* The beginning that fits a line: to the last space before the limit, else to the limit. */
static struct str one_line(struct str s)
{
    size_t at = 0, space = 0;
    for (size_t n = 0; at < s.n && n < LINE_CHARACTERS; n++) {
        if (s.p[at] == ' ')
            space = at;
        utf8_next(s, &at);
    }
    return str_sub(s, 0, at < s.n && space ? space : at);
}

static struct str grade_word(struct visit *v, enum grade grade)
{
    const struct field *f = entity_field_named(&assessment_entity, S("grade"));
    return grade && grade < f->words_n ? said(v, f->words[grade].label) : (struct str){ 0 };
}

/* What stands in the first line: "2021-3 · Kvarstår", "Bedömning: Nej", "Fråga: Nej". */
static struct str head_of(struct visit *v, const struct audit_graph *g, size_t node)
{
    const struct audit_node *n = &g->nodes[node];
    if (n->kind == NODE_ASSESSMENT)
        return str_printf(v->arena, "%s: %.*s", words_get(v->words, question_of(g, node) ? N_("Fråga") : N_("Bedömning")), SF(grade_word(v, n->grade)));
    return n->status == STATUS_NONE ? n->label : str_printf(v->arena, "%.*s · %s", SF(n->label), words_get(v->words, recommendation_status_label(n->status)));
}

static const char *class_of(const struct audit_node *n)
{
    static const char *const classes[] = { [GRADE_YES] = "node node-good", [GRADE_PARTLY] = "node node-partly", [GRADE_NO] = "node node-bad" };
    return n->kind == NODE_ASSESSMENT && n->grade && n->grade <= GRADE_NO ? classes[n->grade] : "node";
}

static void put_node(struct buf *b, struct visit *v, const struct audit_graph *g, size_t node, struct spot at)
{
    const struct audit_node *n = &g->nodes[node], *question = question_of(g, node);
    struct str text = question ? question->text : n->text;
    buf_put(b, S("<a href=\""));
    show_address(b, n->kind == NODE_RECOMMENDATION ? &recommendation_entity : &assessment_entity, n->id);
    buf_put(b, S("\"><title>"));
    buf_html(b, text.n ? text : head_of(v, g, node));
    buf_printf(b, "</title><rect class=\"%s\" x=\"%zu\" y=\"%zu\" width=\"%d\" height=\"%d\" rx=\"%d\"/>", class_of(n), left(at), top(at), NODE_WIDTH, NODE_HEIGHT,
               n->kind == NODE_RECOMMENDATION ? 4 : 16);
    put_text(b, left(at) + 12, top(at) + 21, "label", head_of(v, g, node));
    struct str first = one_line(text), rest = str_trim(str_sub(text, first.n, text.n)), second = one_line(rest);
    put_text(b, left(at) + 12, top(at) + 39, "quiet", first);
    if (second.n)
        put_text(b, left(at) + 12, top(at) + 55, "quiet", second.n < rest.n ? str_printf(v->arena, "%.*s…", SF(second)) : second);
    buf_put(b, S("</a>\n"));
}

static void put_edge(struct buf *b, struct spot from, struct spot to, enum audit_edge_kind kind)
{
    size_t x1 = left(from) + NODE_WIDTH, y1 = top(from) + NODE_HEIGHT / 2, x2 = left(to), y2 = top(to) + NODE_HEIGHT / 2;
    buf_printf(b, "<path class=\"edge%s\" d=\"M%zu %zu C%zu %zu %zu %zu %zu %zu\"/>", kind == EDGE_REPEATS ? " edge-repeats" : "", x1, y1, x1 + COLUMN_GAP / 2, y1,
               x2 - COLUMN_GAP / 2, y2, x2 - 8, y2);
    buf_printf(b, "<path class=\"arrow\" d=\"M%zu %zu l-9 -5 v10 z\"/>\n", x2, y2);
}

static struct safe_html picture(struct visit *v, const struct audit_graph *g, size_t number)
{
    struct drawing d = { .v = v, .g = g };
    if (!place(&d))
        return (struct safe_html){ 0 };
    struct buf b = buf_new(PAGE_BYTES_MAX);
    size_t width = 2 * MARGIN + d.columns * NODE_WIDTH + (d.columns ? d.columns - 1 : 0) * COLUMN_GAP;
    size_t height = TOP + d.rows * (NODE_HEIGHT + ROW_GAP);
    buf_printf(&b, "<svg width=\"%zu\" height=\"%zu\" viewBox=\"0 0 %zu %zu\" role=\"group\" aria-labelledby=\"graph-%zu-title graph-%zu-desc\"><title id=\"graph-%zu-title\">",
               width, height, width, height, number, number, number);
    show_words(&b, v->words, N_("Rekommendationer och bedömningar, en spalt för varje granskning"));
    buf_printf(&b, "</title><desc id=\"graph-%zu-desc\">", number);
    show_words(&b, v->words, N_("Pilar går från en rekommendation till dess bedömning och vidare till de rekommendationer som tillkom. Samma uppgifter står i tabellen nedanför."));
    buf_put(&b, S("</desc>\n"));
    for (size_t c = 0; c < d.columns; c++) {
        const struct audit *a = &g->audits[d.column_audits[c]].audit;
        if (c == 0 || d.column_audits[c - 1] != d.column_audits[c])
            put_text(&b, left((struct spot){ c, 0 }), 24, "head", date_text(v->arena, a->dated));
    }
    for (size_t i = 0; i < g->edges_n; i++) {
        bool doubled = g->nodes[g->edges[i].from].kind == NODE_QUESTION; /* not drawn; nor is a repetition that an assessment leads to */
        for (size_t k = 0; g->edges[i].kind == EDGE_REPEATS && k < g->edges_n && !doubled; k++)
            doubled = g->edges[k].kind == EDGE_OUTCOME && g->edges[k].to == g->edges[i].to;
        if (!doubled)
            put_edge(&b, d.spots[g->edges[i].from], d.spots[g->edges[i].to], g->edges[i].kind);
    }
    for (size_t i = 0; i < g->nodes_n; i++)
        if (g->nodes[i].kind != NODE_QUESTION)
            put_node(&b, v, g, i, d.spots[i]);
    buf_put(&b, S("</svg>"));
    struct safe_html html = { str_copy(v->arena, buf_str(&b)) };
    buf_free(&b);
    return html;
}

/* The codes that an assessment led to: "2023-1, 2023-2". */
static struct str led_to(struct visit *v, const struct audit_graph *g, size_t node)
{
    struct buf b cleanup(buf_free) = buf_new(4000);
    for (size_t i = 0; i < g->edges_n; i++)
        if (g->edges[i].from == node && g->edges[i].kind == EDGE_OUTCOME) {
            if (b.n)
                buf_put(&b, S(", "));
            buf_put(&b, g->nodes[g->edges[i].to].label);
        }
    return str_copy(v->arena, buf_str(&b));
}

static struct str line_name(struct visit *v, const struct audit_node *n)
{
    bool cut;
    struct str text = show_beginning(n->text, 100, &cut);
    return n->kind == NODE_RECOMMENDATION ? str_printf(v->arena, "%.*s %.*s%s", SF(n->label), SF(text), cut ? "…" : "")
                                          : str_printf(v->arena, "%.*s%s", SF(text), cut ? "…" : "");
}

/* The same as rows: every assessment, and every recommendation that has none. */
static void tabulate(struct visit *v, const struct audit_graph *g, struct graph_chain *chain)
{
    struct graph_line *lines = arena_array(v->arena, g->edges_n + g->nodes_n, sizeof *lines);
    for (size_t i = 0; lines && i < g->nodes_n; i++) {
        const struct audit_node *n = &g->nodes[i];
        if (n->kind == NODE_ASSESSMENT)
            continue;
        struct str given = date_text(v->arena, g->audits[n->audit].audit.dated);
        bool assessed = false;
        for (size_t k = 0; k < g->edges_n; k++) {
            if (g->edges[k].from != i || g->edges[k].kind != EDGE_ASSESSED)
                continue;
            const struct audit_node *s = &g->nodes[g->edges[k].to];
            lines[chain->n++] = (struct graph_line){ line_name(v, n), given, audit_grade_html(v, s->grade, (struct str){ 0 }),
                                                     date_text(v->arena, g->audits[s->audit].audit.dated), led_to(v, g, g->edges[k].to) };
            assessed = true;
        }
        if (!assessed)
            lines[chain->n++] = (struct graph_line){ .from = line_name(v, n), .from_audit = given };
    }
    chain->lines = lines;
}

static enum err add_chain(struct visit *v, struct reading *r, const struct audit *root, struct audit_graph_page *view, struct graph_chain *chains, struct fault *f)
{
    struct audit_graph g;
    TRY(audit_graph(r, v->arena, root->row.id, &g, f));
    struct graph_chain *chain = &chains[view->n];
    *chain = (struct graph_chain){ .title = root->title, .picture = picture(v, &g, view->n + 1) };
    tabulate(v, &g, chain);
    if (chain->n)
        view->n++;
    return OK;
}

static enum err over_the_years(struct visit *v, struct fault *f)
{
    struct reading *r;
    struct rows rows;
    struct unfollowed *unfollowed;
    TRY(visit_reading(v, &r, f));
    struct query q = { .entity = &audit_entity, .filters = { { entity_field_named(&audit_entity, S("follows")), COMPARE_NOT_GIVEN, { 0 } } }, .filters_n = 1,
                       .sort = entity_field_named(&audit_entity, S("dated")), .descending = true, .limit = CHAINS_MAX };
    TRY(store_list(r, v->arena, &q, &rows, f));
    struct graph_chain *chains = arena_array(v->arena, rows.n, sizeof *chains);
    if (!chains)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct audit_graph_page view = { .v = chains };
    for (size_t i = 0; i < rows.n; i++)
        TRY(add_chain(v, r, rows_at(&rows, &audit_entity, i), &view, chains, f));
    TRY(audit_never_followed(r, v->arena, visit_day(v), &unfollowed, &view.unfollowed_n, f));
    struct unfollowed_line *lines = arena_array(v->arena, view.unfollowed_n, sizeof *lines);
    for (size_t i = 0; lines && i < view.unfollowed_n; i++)
        lines[i] = (struct unfollowed_line){ unfollowed[i].audit.title, date_text(v->arena, unfollowed[i].audit.dated),
                                             page_url(v, &audit_entity, unfollowed[i].audit.row.id, ""), unfollowed[i].overdue,
                                             date_text(v->arena, unfollowed[i].audit.follow_up_expected) };
    view.unfollowed = lines;
    PAGE(p, v, N_("Granskningar över åren"));
    page_crumbs(&p, &audit_entity);
    template_audit_graph(&p.out, &view);
    return page_send(&p, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/granskningar/over-aren", SUBJECT_AUDIT, RIGHT_READ, 0, over_the_years },
};
const struct page_table audit_graph_pages = { routes, LEN(routes) };
