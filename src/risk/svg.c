#include "risk/svg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "risk/numeric.h"

/* Colours by media query: the picture follows the reader's light or dark. Shape and text carry the meaning, colour only helps. */
static const char style[] =
    "<style>"
    ".bg{fill:#fff}.ink{fill:#1e2b3c}.soft{fill:#55617a}.line{stroke:#c6ccd6;fill:none}.curve{stroke:#0062ba;fill:none;stroke-width:2.5}"
    ".mark{stroke:#a83200;stroke-dasharray:5 4;fill:none}.node{fill:#f2f5fa;stroke:#4a5875}.and{stroke-width:2.5;stroke-dasharray:6 3}"
    ".loss{fill:#fde9e1;stroke:#a83200}.entry{fill:#e3eefc;stroke:#0062ba}.edge{stroke:#6b778d;fill:none}.head{fill:#6b778d}"
    "text{font-family:system-ui,sans-serif;font-size:13px}.small{font-size:11px}.big{font-size:16px;font-weight:600}"
    ".halo{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}"
    "@media(prefers-color-scheme:dark){.bg{fill:#151b26}.ink{fill:#eef1f6}.soft{fill:#aab4c5}.line{stroke:#38435a}.curve{stroke:#7db5f5}"
    ".mark{stroke:#ff9a6b}.node{fill:#222b3b;stroke:#93a1ba}.loss{fill:#46271b;stroke:#ff9a6b}.entry{fill:#17304f;stroke:#7db5f5}"
    ".edge{stroke:#93a1ba}.head{fill:#93a1ba}.halo{stroke:#151b26}}"
    "</style>";

static void begin(struct buf *b, int width, int height)
{
    buf_printf(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-labelledby=\"t d\">\n",
               width, height, width, height);
}

static void element(struct buf *b, const char *tag, const char *id, struct str text)
{
    buf_printf(b, "<%s id=\"%s\">", tag, id);
    buf_html(b, text);
    buf_printf(b, "</%s>\n", tag);
}

static void label(struct buf *b, double x, double y, const char *class, const char *anchor, struct str text)
{
    buf_printf(b, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", class, x, y, anchor);
    buf_html(b, text);
    buf_put(b, S("</text>\n"));
}

/* "2,5 mkr", "500 tkr", "80 kr": two figures are enough on an axis. */
static struct str money(char room[48], double v)
{
    const char *unit = v >= 1e9 ? "mdkr" : v >= 1e6 ? "mkr" : v >= 1e3 ? "tkr" : "kr";
    double n = v >= 1e9 ? v / 1e9 : v >= 1e6 ? v / 1e6 : v >= 1e3 ? v / 1e3 : v;
    int k = n < 10 && fabs(n - rint(n)) > 0.04 ? snprintf(room, 48, "%.1f %s", n, unit) : snprintf(room, 48, "%.0f %s", n, unit);
    for (int i = 0; i < k; i++)
        if (room[i] == '.')
            room[i] = ',';
    return str(room);
}

static struct str percent(char room[48], double p)
{
    double v = 100 * p;
    int k = snprintf(room, 48, v > 0 && v < 9.95 ? v < 0.095 ? "%.2f %%" : "%.1f %%" : "%.0f %%", v);
    for (int i = 0; i < k; i++)
        if (room[i] == '.')
            room[i] = ',';
    return str(room);
}

/* ---- the curve ---- */

enum { WIDTH = 720, HEIGHT = 420, LEFT = 70, RIGHT = 45, TOP = 50, BOTTOM = 60 };

struct axis { double lo, hi; }; /* decades of the loss, powers of ten */

static double at_x(struct axis a, double loss)
{
    double t = (rn_log(loss) / 2.302585092994046 - a.lo) / (a.hi - a.lo);
    return LEFT + (WIDTH - LEFT - RIGHT) * (t < 0 ? 0 : t > 1 ? 1 : t);
}

static double at_y(double p, double top)
{
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * p / top;
}

static void grid(struct buf *b, const struct words *w, struct axis a, double top)
{
    char room[48];
    for (double d = a.lo; d <= a.hi + 0.01; d += 1) {
        double loss = rn_exp(d * 2.302585092994046), x = at_x(a, loss);
        buf_printf(b, "<path class=\"line\" d=\"M%.1f %d V%d\"/>\n", x, TOP, HEIGHT - BOTTOM);
        label(b, x, HEIGHT - BOTTOM + 20, "soft", "middle", money(room, loss));
    }
    for (int i = 0; i <= 5; i++) {
        double p = top * i / 5;
        buf_printf(b, "<path class=\"line\" d=\"M%d %.1f H%d\"/>\n", LEFT, at_y(p, top), WIDTH - RIGHT);
        label(b, LEFT - 8, at_y(p, top) + 4, "soft", "end", percent(room, p));
    }
    label(b, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "ink", "middle", str(words_get(w, N_("Förlust under ett år"))));
    label(b, LEFT - 8, TOP - 12, "ink", "start", str(words_get(w, N_("Chans till ett värre år"))));
}

static void marked(struct buf *b, struct axis a, double top, const char *name, double loss, double p)
{
    char room[48], text[80];
    if (loss <= 0)
        return;
    double x = at_x(a, loss), y = at_y(p, top);
    buf_printf(b, "<path class=\"mark\" d=\"M%.1f %d V%.1f H%d\"/><circle class=\"head\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>\n", x, HEIGHT - BOTTOM, y, LEFT, x, y);
    struct str m = money(room, loss);
    snprintf(text, sizeof text, "%s %.*s", name, SF(m));
    bool left = x > WIDTH - 170;
    label(b, x + (left ? -8 : 8), y - 8, "ink halo", left ? "end" : "start", str(text));
}

void risk_svg_curve(struct buf *b, const struct words *w, const struct risk_result *r)
{
    struct axis a = { 3, 6 };
    double top = r->n_lec ? r->lec[0].p : 1;
    if (r->n_lec > 1) {
        a.lo = floor(rn_log(r->lec[1].loss) / 2.302585092994046);
        a.hi = ceil(rn_log(r->lec[r->n_lec - 1].loss) / 2.302585092994046);
        a.lo = a.hi - a.lo > 7 ? a.hi - 7 : a.lo;
        a.hi = a.hi <= a.lo ? a.lo + 1 : a.hi;
    }
    /* The axis ends at a round share above the chance of any loss at all. */
    static const double ends[] = { 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1 };
    size_t i = 0;
    while (i + 1 < LEN(ends) && ends[i] < top)
        i++;
    top = ends[i];
    char mean[48], p95[48];
    struct buf desc cleanup(buf_free) = buf_new(4096);
    begin(b, WIDTH, HEIGHT);
    element(b, "title", "t", str(words_get(w, N_("Förlustkurva: chansen att årets förlust blir större än ett belopp"))));
    words_put(&desc, w, N_("Medelförlusten är {1} per år. Ett år av tjugo blir värre än {2}."), money(mean, r->total.mean).p, money(p95, r->total.p95).p);
    element(b, "desc", "d", buf_str(&desc));
    buf_put(b, str(style));
    buf_printf(b, "<rect class=\"bg\" width=\"%d\" height=\"%d\"/>\n", WIDTH, HEIGHT);
    grid(b, w, a, top);
    buf_put(b, S("<path class=\"curve\" d=\""));
    double p = r->n_lec ? r->lec[0].p : 0;
    buf_printf(b, "M%d %.1f", LEFT, at_y(p, top));
    for (size_t k = 1; k < r->n_lec; k++)
        if (r->lec[k].loss > 0)
            buf_printf(b, " L%.1f %.1f", at_x(a, r->lec[k].loss), at_y(r->lec[k].p, top));
    buf_put(b, S("\"/>\n"));
    marked(b, a, top, "95 %:", r->total.p95, 0.05);
    marked(b, a, top, "99 %:", r->total.p99, 0.01);
    buf_put(b, S("</svg>\n"));
}

/* ---- the graph ---- */

enum { NODE_W = 176, NODE_H = 48, GAP_X = 90, GAP_Y = 34, PAD = 30 };

struct place { int layer, row; double x, y; bool entry, loss, and_gate; };

static size_t node_at(const struct risk_threat_result *t, struct str id)
{
    size_t lo = 0, hi = t->n_nodes;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (str_cmp(t->nodes[mid].id, id) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* Layers by the longest way from an entry that does not turn back: breadth first, then forward edges push their ends on, at most once
 * round for every node so that a cycle ends. */
static void layers(const struct risk_model *m, const struct risk_threat_result *t, struct place *p, const struct risk_threat *threat)
{
    for (size_t i = 0; i < t->n_nodes; i++)
        p[i].layer = -1;
    for (size_t i = 0; i < threat->n_entries; i++) {
        size_t at = node_at(t, threat->entries[i].node);
        p[at].layer = 0;
        p[at].entry = true;
    }
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t i = 0; i < m->n_edges; i++) {
            size_t from = node_at(t, m->edges[i].from), to = node_at(t, m->edges[i].to);
            if (p[from].layer >= 0 && p[to].layer < 0) {
                p[to].layer = p[from].layer + 1;
                moved = true;
            }
        }
    }
    for (size_t i = 0; i < t->n_nodes; i++)
        p[i].layer = p[i].layer < 0 ? 0 : p[i].layer;
    for (size_t i = 0; i < m->n_losses; i++)
        p[node_at(t, m->losses[i].node)].loss = true;
    for (size_t i = 0; i < m->n_nodes; i++)
        p[node_at(t, m->nodes[i].id)].and_gate = m->nodes[i].gate == GATE_AND;
}

/* Rows within a layer by the mean row of what leads there, so that edges cross less; then places. */
static void rows(const struct risk_model *m, const struct risk_threat_result *t, struct place *p, int *ret_width, int *ret_height)
{
    int last = 0, most = 0;
    for (size_t i = 0; i < t->n_nodes; i++)
        last = p[i].layer > last ? p[i].layer : last;
    for (int layer = 0; layer <= last; layer++) {
        size_t at[RISK_SVG_NODES_MAX];
        double pull[RISK_SVG_NODES_MAX];
        int n = 0;
        for (size_t i = 0; i < t->n_nodes; i++) {
            if (p[i].layer != layer)
                continue;
            double sum = 0, k = 0;
            for (size_t e = 0; e < m->n_edges; e++) {
                size_t from = node_at(t, m->edges[e].from);
                if (node_at(t, m->edges[e].to) == i && p[from].layer < layer) {
                    sum += p[from].y;
                    k++;
                }
            }
            double want = k > 0 ? sum / k : 0;
            int j = n++;
            for (; j > 0 && pull[j - 1] > want; j--) {
                pull[j] = pull[j - 1];
                at[j] = at[j - 1];
            }
            pull[j] = want;
            at[j] = i;
        }
        for (int j = 0; j < n; j++) {
            p[at[j]].row = j;
            p[at[j]].x = PAD + layer * (NODE_W + GAP_X);
            p[at[j]].y = (j - (n - 1) / 2.0) * (NODE_H + GAP_Y);
        }
        most = n > most ? n : most;
    }
    double middle = 60 + PAD + ((most - 1) * (NODE_H + GAP_Y) + NODE_H) / 2.0;
    for (size_t i = 0; i < t->n_nodes; i++)
        p[i].y += middle;
    *ret_width = 2 * PAD + (last + 1) * NODE_W + last * GAP_X;
    *ret_width = *ret_width < 560 ? 560 : *ret_width;
    *ret_height = (int)(2 * middle) - 60 + 110;
}

/* From the right side of one box to the left of another; backwards and sideways edges bow below. The share stands beside the line. */
static void edge(struct buf *b, const struct place *f, const struct place *t, double bottom, double share, double where)
{
    char room[48];
    bool ahead = t->layer > f->layer;
    double x0 = f->x + NODE_W, y0 = f->y, x1 = t->x - 7, y1 = t->y;
    if (t->layer > f->layer + 1) {
        /* Past a layer: below its boxes. */
        double low = bottom + 70;
        buf_printf(b, "<path class=\"edge\" d=\"M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f\" marker-end=\"url(#a)\"/>\n", x0, y0 + 10, x0 + 60, low, x1 - 60,
                   low, x1, y1 + 14);
        label(b, (x0 + x1) / 2, (y0 + 10 + 6 * low + y1 + 14) / 8 + 4, "soft small halo", "middle", percent(room, share));
        return;
    }
    if (ahead) {
        double bend = (x1 - x0) / 2;
        buf_printf(b, "<path class=\"edge\" d=\"M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f\" marker-end=\"url(#a)\"/>\n", x0, y0, x0 + bend, y0, x1 - bend, y1, x1, y1);
        /* The cubic's point at `where`. */
        double u = where, v = 1 - u;
        double x = v * v * v * x0 + 3 * v * v * u * (x0 + bend) + 3 * v * u * u * (x1 - bend) + u * u * u * x1;
        double y = v * v * v * y0 + 3 * v * v * u * y0 + 3 * v * u * u * y1 + u * u * u * y1;
        label(b, x, y + 4, "soft small halo", "middle", percent(room, share));
        return;
    }
    double fx = f->x + NODE_W / 2.0 - 20, tx = t->x + NODE_W / 2.0 + 20;
    if (f == t) {
        fx -= 10;
        tx += 10;
    }
    bool down = t->y > f->y;
    double fy = down ? f->y + NODE_H / 2.0 : f->y - NODE_H / 2.0, ty = t->y + (down ? -NODE_H / 2.0 - 7 : NODE_H / 2.0 + 7);
    if (t->layer < f->layer) {
        fy = f->y + NODE_H / 2.0;
        ty = t->y + NODE_H / 2.0 + 7;
    }
    double low = t->layer < f->layer ? (fy > ty ? fy : ty) + 26 : (fy + ty) / 2;
    buf_printf(b, "<path class=\"edge\" d=\"M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f\" marker-end=\"url(#a)\"/>\n", fx, fy, fx, low, tx, low, tx, ty);
    label(b, (fx + tx) / 2, (fy + 6 * low + ty) / 8 + 4, "soft small halo", "middle", percent(room, share));
}

static void box(struct buf *b, const struct words *w, const struct place *p, const struct risk_node_result *n)
{
    char room[48];
    buf_printf(b, "<rect class=\"node%s%s%s\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"%d\"/>\n", p->entry ? " entry" : "", p->loss ? " loss" : "",
               p->and_gate ? " and" : "", p->x, p->y - NODE_H / 2.0, NODE_W, NODE_H, p->and_gate ? 2 : 10);
    struct str name = n->id;
    bool cut = utf8_length(name) > 20;
    size_t at = 0;
    for (int i = 0; cut && i < 19; i++)
        (void)utf8_next(name, &at);
    struct buf text cleanup(buf_free) = buf_new(1024);
    buf_put(&text, cut ? str_sub(name, 0, at) : name);
    buf_put(&text, cut ? S("…") : S(""));
    label(b, p->x + NODE_W / 2.0, p->y - 4, "ink", "middle", buf_str(&text));
    buf_reset(&text);
    buf_put(&text, percent(room, n->p));
    const char *const what[] = { p->entry ? N_("ingång") : NULL, p->and_gate ? N_("kräver alla") : NULL, p->loss ? N_("förlust") : NULL };
    for (size_t i = 0; i < LEN(what); i++)
        if (what[i]) {
            buf_put(&text, S(" · "));
            buf_put(&text, str(words_get(w, what[i])));
        }
    label(b, p->x + NODE_W / 2.0, p->y + 15, "soft small", "middle", buf_str(&text));
}

bool risk_svg_graph(struct buf *b, const struct words *w, const struct risk_model *m, const struct risk_result *r, struct str threat)
{
    const struct risk_threat_result *t = NULL;
    const struct risk_threat *from = NULL;
    for (size_t i = 0; i < r->n_threats; i++)
        if (str_eq(r->threats[i].id, threat))
            t = &r->threats[i];
    for (size_t i = 0; i < m->n_threats; i++)
        if (str_eq(m->threats[i].id, threat))
            from = &m->threats[i];
    if (!t || !from || !t->n_nodes || t->n_nodes > RISK_SVG_NODES_MAX)
        return false;
    struct place p[RISK_SVG_NODES_MAX] = { 0 };
    int width, height;
    layers(m, t, p, from);
    rows(m, t, p, &width, &height);
    struct buf text cleanup(buf_free) = buf_new(8192);
    begin(b, width, height);
    char name[RISK_ID_MAX + 1];
    snprintf(name, sizeof name, "%.*s", SF(t->id));
    words_put(&text, w, N_("Hotets väg: {1}"), name, NULL);
    element(b, "title", "t", buf_str(&text));
    struct str heading = buf_str(&text);
    struct buf desc cleanup(buf_free) = buf_new(8192);
    buf_put(&desc, str(words_get(w, N_("Noder med chansen att nås i en händelse:"))));
    for (size_t i = 0; i < t->n_nodes; i++) {
        char room[48];
        buf_put(&desc, i ? S(", ") : S(" "));
        buf_put(&desc, t->nodes[i].id);
        buf_char(&desc, ' ');
        buf_put(&desc, percent(room, t->nodes[i].p));
    }
    element(b, "desc", "d", buf_str(&desc));
    buf_put(b, str(style));
    buf_put(b, S("<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"1\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\" markerUnits=\"userSpaceOnUse\">"
                 "<path class=\"head\" d=\"M0 0 L8 4 L0 8 z\"/></marker></defs>\n"));
    buf_printf(b, "<rect class=\"bg\" width=\"%d\" height=\"%d\"/>\n", width, height);
    label(b, PAD, 34, "ink big", "start", heading);
    double bottom = 0;
    for (size_t i = 0; i < t->n_nodes; i++)
        bottom = p[i].y + NODE_H / 2.0 > bottom ? p[i].y + NODE_H / 2.0 : bottom;
    for (size_t i = 0; i < m->n_edges; i++)
        edge(b, &p[node_at(t, m->edges[i].from)], &p[node_at(t, m->edges[i].to)], bottom, m->edges[i].p, 0.35 + 0.1 * (double)(i % 3));
    for (size_t i = 0; i < t->n_nodes; i++)
        box(b, w, &p[i], &t->nodes[i]);
    label(b, PAD, height - 18, "soft small", "start",
          str(words_get(w, N_("I rutorna: chansen att noden nås när händelsen inträffar. På pilarna: chansen att vägen är öppen, före skydd."))));
    buf_put(b, S("</svg>\n"));
    return true;
}
