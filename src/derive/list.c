#include "derive/list.h"

#include "base/arena.h"
#include "base/buf.h"
#include "derive/show.h"

static void put(struct buf *b, const struct list_view *v, const char *text)
{
    show_words(b, v->words, text);
}

/* href="/path?state"; open: the version without what is marked */
static void put_href(struct buf *b, const struct list_view *v, const struct state *s, const char *tail, bool open)
{
    buf_put(b, S(" href=\"/"));
    buf_put(b, str(v->entity->path));
    buf_put(b, str(tail));
    struct buf query cleanup(buf_free) = buf_new(64 * 1024);
    if (state_put(&query, v->arena, s) == OK && query.n) {
        buf_char(b, '?');
        buf_html(b, buf_str(&query));
    }
    if (open)
        buf_put(b, query.n ? S("&amp;oppen=ja") : S("?oppen=ja"));
    buf_char(b, '"');
}

/* Short values that must not break over lines: dates, and states with their shape. */
static bool tight(const struct field *f)
{
    return f->kind == KIND_DATE || f->kind == KIND_INSTANT || f->kind == KIND_BOOL || show_tone(f, 1) != TONE_NONE;
}

static bool numeric(const struct field *f)
{
    return f->kind == KIND_INT || f->kind == KIND_ORE || f->kind == KIND_KEY;
}

/* ---- the table ---- */

static void put_cell(struct buf *b, const struct words *w, const struct entity *e, const struct field *f, const void *row, struct str title, bool head)
{
    if (head)
        buf_put(b, S("<th scope=\"row\"><a href=\""));
    else
        buf_put(b, numeric(f) ? S("<td class=\"num tight\">") : tight(f) ? S("<td class=\"tight\">") : S("<td>"));
    if (head) {
        show_address(b, e, ((const struct row *)row)->id);
        buf_put(b, S("\">"));
    }
    size_t before = b->n;
    show_value(b, w, f, row, title, SHOW_SHORT | (head ? SHOW_PLAIN : 0));
    if (head && b->n == before) { /* a link must say something */
        show_words(b, w, e->one);
        buf_char(b, ' ');
        buf_int(b, ((const struct row *)row)->id);
    }
    buf_put(b, head ? S("</a>") : (struct str){ 0 });
    if (head && ((const struct row *)row)->secrecy.n) {
        buf_put(b, S(" <span class=\"secrecy\">"));
        show_words(b, w, N_("Sekretess"));
        buf_put(b, S("</span>"));
    }
    buf_put(b, head ? S("</th>") : S("</td>"));
}

/* The column that names the row and links to it. */
static size_t head_column(const struct entity *e, const struct field *const *columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (e->title && strcmp(columns[i]->name, e->title) == 0)
            return i;
    return 0;
}

static void put_body(struct buf *b, const struct words *w, const struct entity *e, const struct list_rows *rows, const struct field *const *columns,
                     size_t columns_n)
{
    size_t head = head_column(e, columns, columns_n);
    buf_put(b, S("<tbody>\n"));
    for (size_t r = 0; r < rows->n; r++) {
        const void *row = (const char *)rows->rows + r * e->size;
        buf_put(b, ((const struct row *)row)->standing > STANDING_VALID ? S("<tr class=\"past\">") : S("<tr>"));
        for (size_t c = 0; c < columns_n; c++) {
            struct str title = { 0 };
            for (size_t k = 0; rows->titles && columns[c]->kind == KIND_REF && k < entity_fields(e); k++)
                if (entity_field(e, k) == columns[c])
                    title = rows->titles[r * entity_fields(e) + k];
            put_cell(b, w, e, columns[c], row, title, c == head);
        }
        buf_put(b, S("</tr>\n"));
    }
    buf_put(b, S("</tbody></table></div>\n"));
}

static void put_table_start(struct buf *b, const struct words *w, const char *caption)
{
    buf_put(b, S("<div class=\"scroller\" role=\"region\" tabindex=\"0\" aria-label=\""));
    show_words(b, w, caption);
    buf_put(b, S("\"><table class=\"ds-table\" data-size=\"sm\"><caption class=\"ds-sr-only\">"));
    show_words(b, w, caption);
    buf_put(b, S("</caption><thead><tr>"));
}

void list_table_html(struct buf *b, const struct words *w, const struct entity *e, const struct list_rows *rows, const struct field *const *columns,
                     size_t columns_n, const char *caption)
{
    put_table_start(b, w, caption);
    for (size_t i = 0; i < columns_n; i++) {
        buf_put(b, numeric(columns[i]) ? S("<th scope=\"col\" class=\"num\">") : S("<th scope=\"col\">"));
        show_words(b, w, columns[i]->label);
        buf_put(b, S("</th>"));
    }
    buf_put(b, S("</tr></thead>"));
    put_body(b, w, e, rows, columns, columns_n);
}

size_t list_columns(const struct entity *e, const struct field *left_out, const struct field **ret, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < e->n && n < most; i++)
        if ((e->fields[i].flags & LISTED) && &e->fields[i] != left_out)
            ret[n++] = &e->fields[i];
    if (n == 0)
        ret[n++] = &row_fields[0];
    return n;
}

static void put_head(struct buf *b, const struct list_view *v)
{
    const struct state *s = v->state;
    put_table_start(b, v->words, v->entity->many);
    for (size_t i = 0; i < s->columns_n; i++) {
        const struct field *f = s->columns[i];
        bool sorted = s->query.sort == f;
        buf_put(b, S("<th scope=\"col\""));
        if (numeric(f))
            buf_put(b, S(" class=\"num\""));
        if (sorted)
            buf_put(b, s->query.descending ? S(" aria-sort=\"descending\"") : S(" aria-sort=\"ascending\""));
        buf_put(b, S(">"));
        if (state_sortable(f)) {
            struct state other = *s;
            other.query.sort = f;
            other.query.descending = sorted && !s->query.descending;
            other.query.after = (struct str){ 0 };
            other.query.before = false;
            buf_put(b, S("<a class=\"sort\""));
            put_href(b, v, &other, "", false);
            buf_put(b, S(">"));
            put(b, v, f->label);
            buf_put(b, S("</a>"));
        } else {
            put(b, v, f->label);
        }
        buf_put(b, S("</th>"));
    }
    buf_put(b, S("</tr></thead>"));
}

/* ---- search, filters, columns: one form, so that each button sends all of it ---- */

/* The value that the state holds for a comparison of a field; empty when it has none. */
static struct str filter_value(const struct state *s, const struct field *f, enum compare c)
{
    for (size_t i = 0; i < s->query.filters_n; i++)
        if (s->query.filters[i].field == f && s->query.filters[i].compare == c)
            return s->query.filters[i].value;
    return (struct str){ 0 };
}

static void put_filter_label(struct buf *b, const struct list_view *v, const struct field *f, const char *suffix, const char *more)
{
    buf_printf(b, "<div class=\"filter\"><label class=\"ds-label\" data-size=\"sm\" for=\"q-%s%s\">", f->name, suffix);
    put(b, v, f->label);
    if (more) {
        buf_char(b, ' ');
        put(b, v, more);
    }
    buf_put(b, S("</label>"));
}

static void put_filter_text(struct buf *b, const struct list_view *v, const struct field *f, enum compare c, const char *more)
{
    char suffix[24] = "";
    struct buf to = { .p = suffix, .cap = sizeof suffix - 1, .max = sizeof suffix - 1 };
    if (c != COMPARE_EQUAL)
        buf_printf(&to, ".%s", state_compare_name(c));
    put_filter_label(b, v, f, suffix, more);
    buf_printf(b, "<input class=\"ds-input\" data-size=\"sm\" type=\"text\" id=\"q-%s%s\" name=\"%s%s\" value=\"", f->name, suffix, f->name, suffix);
    buf_html(b, filter_value(v->state, f, c));
    buf_put(b, S("\"></div>"));
}

static void put_filter_option(struct buf *b, struct str value, bool selected)
{
    buf_put(b, S("<option value=\""));
    buf_html(b, value);
    buf_put(b, selected ? S("\" selected>") : S("\">"));
}

static void put_filter_select(struct buf *b, const struct list_view *v, const struct field *f)
{
    struct str now = filter_value(v->state, f, COMPARE_EQUAL);
    put_filter_label(b, v, f, "", NULL);
    buf_printf(b, "<select class=\"ds-input\" data-size=\"sm\" id=\"q-%s\" name=\"%s\"><option value=\"\">", f->name, f->name);
    put(b, v, N_("Alla"));
    buf_put(b, S("</option>"));
    if (f->kind == KIND_BOOL) {
        for (int yes = 1; yes >= 0; yes--) {
            put_filter_option(b, yes ? S("ja") : S("nej"), str_is(now, yes ? "ja" : "nej"));
            put(b, v, yes ? N_("Ja") : N_("Nej"));
            buf_put(b, S("</option>"));
        }
    }
    for (size_t i = 1; i < f->words_n; i++) {
        put_filter_option(b, str(f->words[i].code), str_is(now, f->words[i].code));
        put(b, v, f->words[i].label);
        buf_put(b, S("</option>"));
    }
    for (size_t k = 0; f->kind == KIND_REF && k < v->options_n; k++) {
        for (size_t i = 0; v->options[k].field == f && i < v->options[k].n; i++) {
            const struct form_option *o = &v->options[k].v[i];
            struct str id = str_printf(v->arena, "%lld", (long long)o->id);
            bool cut;
            put_filter_option(b, id, str_eq(now, id));
            buf_html(b, show_beginning(o->title, 60, &cut));
            if (o->title.n == 0)
                buf_html(b, id);
            buf_put(b, cut ? S("…</option>") : S("</option>"));
        }
    }
    buf_put(b, S("</select></div>"));
}

static bool has_options(const struct list_view *v, const struct field *f)
{
    for (size_t k = 0; k < v->options_n; k++)
        if (v->options[k].field == f)
            return v->options[k].n <= FORM_SELECT_MAX;
    return false;
}

static void put_filter(struct buf *b, const struct list_view *v, const struct field *f)
{
    unsigned can = state_compares(f);
    if (f->kind == KIND_WORD || f->kind == KIND_BOOL || (f->kind == KIND_REF && has_options(v, f))) {
        if (can & (1u << COMPARE_EQUAL))
            put_filter_select(b, v, f);
    } else if (f->kind == KIND_DATE || f->kind == KIND_INT) {
        if (can & (1u << COMPARE_AT_LEAST))
            put_filter_text(b, v, f, COMPARE_AT_LEAST, N_("från och med"));
        if (can & (1u << COMPARE_AT_MOST))
            put_filter_text(b, v, f, COMPARE_AT_MOST, N_("till och med"));
    } else if (f->kind == KIND_TEXT && (can & (1u << COMPARE_CONTAINS))) {
        put_filter_text(b, v, f, COMPARE_CONTAINS, N_("innehåller"));
    } else if (f->kind == KIND_REF && (can & (1u << COMPARE_EQUAL))) {
        put_filter_text(b, v, f, COMPARE_EQUAL, N_("(nummer)"));
    }
}

static void put_filters(struct buf *b, const struct list_view *v)
{
    size_t n = v->state->query.filters_n + (v->state->query.standing != 0);
    buf_put(b, S("<details class=\"panel\"><summary class=\"ds-button\" data-variant=\"secondary\" data-size=\"sm\">"));
    put(b, v, N_("Filter"));
    if (n)
        buf_printf(b, " <span class=\"ds-badge-text\">(%zu)</span>", n);
    buf_put(b, S("</summary><div class=\"panel-body filters\">"));
    for (size_t i = 0; i < v->entity->n; i++)
        if ((v->entity->fields[i].flags & LISTED) || v->entity->fields[i].kind == KIND_WORD || filter_value(v->state, &v->entity->fields[i], COMPARE_EQUAL).n)
            put_filter(b, v, &v->entity->fields[i]);
    static const struct { const char *code, *label; enum standing standing; } standings[] = {
        { "", N_("Gällande"), 0 }, { "ersatt", N_("Ersatta"), STANDING_REPLACED }, { "upphavd", N_("Upphävda"), STANDING_REVOKED },
        { "alla", N_("Alla"), (enum standing)-1u },
    };
    buf_put(b, S("<div class=\"filter\"><label class=\"ds-label\" data-size=\"sm\" for=\"q-standing\">"));
    put(b, v, N_("Läge"));
    buf_put(b, S("</label><select class=\"ds-input\" data-size=\"sm\" id=\"q-standing\" name=\"standing\">"));
    for (size_t i = 0; i < LEN(standings); i++) {
        put_filter_option(b, str(standings[i].code), v->state->query.standing == standings[i].standing);
        put(b, v, standings[i].label);
        buf_put(b, S("</option>"));
    }
    buf_put(b, S("</select></div></div><p class=\"panel-end\"><button class=\"ds-button\" data-size=\"sm\" type=\"submit\">"));
    put(b, v, N_("Visa"));
    buf_put(b, S("</button></p></details>"));
}

static void put_columns(struct buf *b, const struct list_view *v)
{
    buf_put(b, S("<details class=\"panel\"><summary class=\"ds-button\" data-variant=\"secondary\" data-size=\"sm\">"));
    put(b, v, N_("Kolumner"));
    buf_put(b, S("</summary><fieldset class=\"panel-body checks\"><legend class=\"ds-sr-only\">"));
    put(b, v, N_("Kolumner"));
    buf_put(b, S("</legend>"));
    for (size_t i = 0; i < entity_fields(v->entity); i++) {
        const struct field *f = entity_field(v->entity, i);
        if (f->flags & SECRET)
            continue;
        bool chosen = false;
        for (size_t k = 0; k < v->state->columns_n; k++)
            chosen |= v->state->columns[k] == f;
        buf_printf(b, "<span class=\"check\"><input class=\"ds-input\" type=\"checkbox\" id=\"c-%s\" name=\"columns\" value=\"%s\"%s> <label for=\"c-%s\">",
                   f->name, f->name, chosen ? " checked" : "", f->name);
        put(b, v, f->label);
        buf_put(b, S("</label></span>"));
    }
    buf_put(b, S("</fieldset><p class=\"panel-end\"><button class=\"ds-button\" data-size=\"sm\" type=\"submit\">"));
    put(b, v, N_("Visa"));
    buf_put(b, S("</button></p></details>"));
}

static void put_tools(struct buf *b, const struct list_view *v)
{
    const struct state *s = v->state;
    buf_printf(b, "<form class=\"list-tools\" method=\"get\" action=\"/%s\" role=\"search\" aria-label=\"", v->entity->path);
    put(b, v, N_("Sök i listan"));
    buf_put(b, S("\"><div class=\"list-search\"><label class=\"ds-sr-only\" for=\"q\">"));
    put(b, v, N_("Sök i listan"));
    buf_put(b, S("</label><input class=\"ds-input\" data-size=\"sm\" type=\"search\" id=\"q\" name=\"q\" placeholder=\""));
    put(b, v, N_("Sök i listan"));
    buf_put(b, S("\" value=\""));
    buf_html(b, s->query.search);
    buf_put(b, S("\"><button class=\"ds-button\" data-size=\"sm\" type=\"submit\">"));
    put(b, v, N_("Sök"));
    buf_put(b, S("</button></div>"));
    if (s->query.sort)
        buf_printf(b, "<input type=\"hidden\" name=\"sort\" value=\"%s%s\">", s->query.descending ? "-" : "", s->query.sort->name);
    put_filters(b, v);
    put_columns(b, v);
    static const unsigned sizes[] = { 25, 50, 100, 250 };
    buf_put(b, S("<div class=\"list-size\"><label for=\"limit\">"));
    put(b, v, N_("Rader"));
    buf_put(b, S("</label> <select class=\"ds-input\" data-size=\"sm\" id=\"limit\" name=\"limit\">"));
    for (size_t i = 0; i < LEN(sizes); i++)
        buf_printf(b, "<option value=\"%u\"%s>%u</option>", sizes[i], s->query.limit == sizes[i] ? " selected" : "", sizes[i]);
    buf_put(b, S("</select></div>"));
    if (s->query.filters_n || s->query.search.n || s->query.standing || s->columns_chosen) {
        buf_put(b, S("<a class=\"ds-link reset\" href=\"/"));
        buf_put(b, str(v->entity->path));
        buf_put(b, S("\">"));
        put(b, v, N_("Rensa"));
        buf_put(b, S("</a>"));
    }
    buf_put(b, S("</form>\n"));
}

/* ---- below the table ---- */

static void put_count(struct buf *b, const struct list_view *v)
{
    buf_put(b, S("<p class=\"count\" role=\"status\">"));
    struct str n = str_printf(v->arena, "%lld", (long long)v->rows->count);
    if (v->rows->count > COUNT_MAX)
        put(b, v, N_("Fler än 1 000 poster"));
    else if (v->rows->count == 1)
        put(b, v, N_("1 post"));
    else
        show_phrase(b, v->words, N_("{1} poster"), n, (struct str){ 0 });
    buf_put(b, S("</p>"));
}

static void put_pager(struct buf *b, const struct list_view *v)
{
    if (!v->rows->more_before && !v->rows->more_after)
        return;
    buf_put(b, S("<nav class=\"pager\" aria-label=\""));
    put(b, v, N_("Sidor"));
    buf_put(b, S("\">"));
    for (int forward = 0; forward <= 1; forward++) {
        if (!(forward ? v->rows->more_after : v->rows->more_before))
            continue;
        struct state other = *v->state;
        other.query.after = forward ? v->rows->last : v->rows->first;
        other.query.before = !forward;
        buf_printf(b, "<a class=\"ds-button\" data-variant=\"secondary\" data-size=\"sm\" rel=\"%s\"", forward ? "next" : "prev");
        put_href(b, v, &other, "", false);
        buf_put(b, S(">"));
        put(b, v, forward ? N_("Nästa sida") : N_("Föregående sida"));
        buf_put(b, S("</a> "));
    }
    buf_put(b, S("</nav>\n"));
}

static void put_take_out(struct buf *b, const struct list_view *v)
{
    if (!v->may_export || v->rows->n == 0)
        return;
    struct state whole = *v->state;
    whole.query.after = (struct str){ 0 };
    whole.query.before = false;
    static const struct { const char *tail, *label; bool open; } files[] = {
        { "/lista.xlsx", N_("Kalkylark (XLSX)"), false }, { "/lista.csv", N_("CSV"), false }, { "/lista.xlsx", N_("Öppet kalkylark, utan sekretessmarkerat"), true },
        { "/export.csv", N_("CSV som går att läsa in igen"), false },
    };
    buf_put(b, S("<p class=\"take-out\">"));
    put(b, v, N_("Hämta listan:"));
    for (size_t i = 0; i < LEN(files); i++) {
        buf_put(b, i ? S(" · <a class=\"ds-link\"") : S(" <a class=\"ds-link\""));
        put_href(b, v, &whole, files[i].tail, files[i].open);
        buf_put(b, S(">"));
        put(b, v, files[i].label);
        buf_put(b, S("</a>"));
    }
    buf_put(b, S("</p>\n"));
}

static void put_empty(struct buf *b, const struct list_view *v)
{
    bool narrowed = v->state->query.filters_n || v->state->query.search.n || v->state->query.standing;
    buf_put(b, S("<div class=\"empty\"><p>"));
    put(b, v, narrowed ? N_("Inga poster stämmer med sökningen. Ändra filtret eller rensa det.") : v->entity->empty);
    buf_put(b, S("</p>"));
    if (v->may_create && !narrowed) {
        buf_printf(b, "<p><a class=\"ds-button\" href=\"/%s/ny\">", v->entity->path);
        put(b, v, N_("Lägg till"));
        buf_put(b, S("</a></p>"));
    }
    buf_put(b, S("</div>\n"));
}

enum err list_html(struct buf *b, const struct list_view *v)
{
    put_tools(b, v);
    if (v->rows->n == 0 && !v->rows->more_before) {
        put_empty(b, v);
    } else {
        put_count(b, v);
        put_head(b, v);
        put_body(b, v->words, v->entity, v->rows, v->state->columns, v->state->columns_n);
        put_pager(b, v);
        put_take_out(b, v);
    }
    return v->arena->failed ? E_NOMEM : buf_check(b, NULL);
}
