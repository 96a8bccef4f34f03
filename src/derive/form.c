#include "derive/form.h"

#include "base/arena.h"
#include "base/buf.h"
#include "derive/show.h"

static const struct field *reach_field(const char *name)
{
    for (size_t i = 0; i < row_fields_n; i++)
        if (strcmp(row_fields[i].name, name) == 0)
            return &row_fields[i];
    return NULL;
}

static bool follows(const struct entity *e)
{
    for (size_t i = 0; i < e->n; i++)
        if (e->fields[i].flags & FOLLOWS)
            return true;
    return false;
}

bool form_shows(const struct entity *e, const struct field *f, bool creating, bool correcting)
{
    if (f->kind == KIND_KEY || (f->flags & (COMPUTED | SECRET)))
        return false;
    bool ownership = strcmp(f->name, "owner") == 0 || strcmp(f->name, "reach") == 0;
    if (ownership && follows(e))
        return false;
    return creating || correcting || !(f->flags & IMMUTABLE);
}

static struct str sent(const struct form_view *v, const struct field *f)
{
    return v->input.get ? v->input.get(v->input.ctx, f->name) : (struct str){ 0 };
}

static const struct fault *fault_of(const struct form_view *v, const struct field *f)
{
    for (size_t i = 0; v->faults && i < v->faults->n; i++)
        if (strcmp(v->faults->v[i].place, f->name) == 0)
            return &v->faults->v[i];
    return NULL;
}

/* What stands in the field: what was written, else the row's value. */
static void put_current(struct buf *b, const struct form_view *v, const struct field *f)
{
    if (v->input.get) {
        buf_html(b, sent(v, f));
        return;
    }
    struct value value = value_of(f, v->row);
    if (f->kind == KIND_TEXT)
        buf_html(b, value.s);
    else
        value_text(b, f, value); /* ASCII without markup */
}

static int64_t current_number(const struct form_view *v, const struct field *f)
{
    if (!v->input.get)
        return value_of(f, v->row).none ? 0 : value_of(f, v->row).i;
    struct value got;
    return value_parse(f, sent(v, f), &got, NULL) == OK && !got.none ? got.i : 0;
}

/* id, name, what describes it and its state: common to every kind of input. */
static void put_attributes(struct buf *b, const struct form_view *v, const struct field *f, bool help)
{
    buf_printf(b, " id=\"f-%s\" name=\"%s\"", f->name, f->name);
    bool wrong = fault_of(v, f) != NULL;
    if (help || wrong)
        buf_printf(b, " aria-describedby=\"%s%s%s%s%s\"", help ? "h-" : "", help ? f->name : "", help && wrong ? " " : "", wrong ? "e-" : "",
                   wrong ? f->name : "");
    if (wrong)
        buf_put(b, S(" aria-invalid=\"true\""));
    if (f->flags & REQUIRED)
        buf_put(b, S(" aria-required=\"true\""));
}

static void put_label(struct buf *b, const struct form_view *v, const struct field *f)
{
    buf_printf(b, "<label class=\"ds-label\" for=\"f-%s\">", f->name);
    show_words(b, v->words, f->label);
    if (f->flags & REQUIRED) {
        buf_put(b, S(" <span class=\"required\">"));
        show_words(b, v->words, N_("(krävs)"));
        buf_put(b, S("</span>"));
    }
    buf_put(b, S("</label>"));
}

static const char *pattern_help(const struct field *f)
{
    if (f->kind == KIND_DATE)
        return N_("Skriv år, månad eller dag: 2023, 2023-12 eller 2023-12-06. Skriv ? när det är okänt.");
    if (f->kind == KIND_INSTANT)
        return N_("Skriv dag och tid i UTC, till exempel 2026-11-23T08:15:00Z.");
    if (f->kind == KIND_ORE)
        return N_("Skriv kronor, till exempel 1250 eller 1250,50.");
    if (f->flags & EMAIL)
        return N_("Skriv en e-postadress, till exempel namn@exempel.se.");
    return NULL;
}

static bool put_help(struct buf *b, const struct form_view *v, const struct field *f, const char *more)
{
    const char *pattern = pattern_help(f);
    if (!f->help && !pattern && !more)
        return false;
    buf_printf(b, "<div class=\"field-help\" id=\"h-%s\">", f->name);
    const char *const parts[] = { f->help, pattern, more };
    bool first = true;
    for (size_t i = 0; i < LEN(parts); i++) {
        if (!parts[i])
            continue;
        if (!first)
            buf_char(b, ' ');
        show_words(b, v->words, parts[i]);
        first = false;
    }
    buf_put(b, S("</div>"));
    return true;
}

static void put_fault(struct buf *b, const struct form_view *v, const struct field *f)
{
    const struct fault *wrong = fault_of(v, f);
    if (!wrong)
        return;
    buf_printf(b, "<p class=\"ds-validation-message\" data-size=\"sm\" id=\"e-%s\">", f->name);
    show_phrase(b, v->words, wrong->text, str(wrong->arg[0]), str(wrong->arg[1]));
    buf_put(b, S("</p>"));
}

static void put_select_option(struct buf *b, int64_t value, bool number, const char *code, bool selected)
{
    buf_put(b, S("<option value=\""));
    if (number && value)
        buf_int(b, value);
    else if (code)
        buf_put(b, str(code));
    buf_put(b, selected ? S("\" selected>") : S("\">"));
}

static void put_word(struct buf *b, const struct form_view *v, const struct field *f, bool help)
{
    int64_t now = current_number(v, f);
    buf_put(b, S("<select class=\"ds-input\""));
    put_attributes(b, v, f, help);
    buf_put(b, S(">"));
    if (!(f->flags & REQUIRED) || now == 0) {
        put_select_option(b, 0, false, "", now == 0);
        show_words(b, v->words, f->flags & REQUIRED ? N_("Välj …") : N_("Inte angivet"));
        buf_put(b, S("</option>"));
    }
    for (size_t i = 1; i < f->words_n; i++) {
        put_select_option(b, 0, false, f->words[i].code, now == (int64_t)i);
        show_words(b, v->words, f->words[i].label);
        buf_put(b, S("</option>"));
    }
    buf_put(b, S("</select>"));
}

static const struct form_options *options_of(const struct form_view *v, const struct field *f)
{
    for (size_t i = 0; i < v->options_n; i++)
        if (v->options[i].field == f)
            return &v->options[i];
    return NULL;
}

static void put_option_title(struct buf *b, const struct form_view *v, const struct field *f, const struct form_option *o)
{
    bool cut;
    buf_html(b, show_beginning(o->title, 100, &cut));
    if (cut)
        buf_put(b, S("…"));
    if (o->title.n == 0) {
        show_words(b, v->words, model_entity(str(f->refers))->one);
        buf_char(b, ' ');
        buf_int(b, o->id);
    }
}

static void put_reference_select(struct buf *b, const struct form_view *v, const struct field *f, const struct form_options *options, bool help)
{
    int64_t now = current_number(v, f);
    bool found = now == 0;
    buf_put(b, S("<select class=\"ds-input\""));
    put_attributes(b, v, f, help);
    buf_put(b, S(">"));
    put_select_option(b, 0, true, NULL, now == 0);
    show_words(b, v->words, f->flags & REQUIRED ? N_("Välj …") : N_("Inte angivet"));
    buf_put(b, S("</option>"));
    for (size_t i = 0; i < options->n; i++) {
        found |= options->v[i].id == now;
        put_select_option(b, options->v[i].id, true, NULL, options->v[i].id == now);
        put_option_title(b, v, f, &options->v[i]);
        buf_put(b, S("</option>"));
    }
    if (!found) { /* a row that the list does not hold (revoked, or not seen) must not be lost by saving */
        put_select_option(b, now, true, NULL, true);
        put_option_title(b, v, f, &(struct form_option){ .id = now });
        buf_put(b, S("</option>"));
    }
    buf_put(b, S("</select>"));
}

static void put_reference_search(struct buf *b, const struct form_view *v, const struct field *f, const struct form_options *options, bool help)
{
    buf_put(b, S("<input class=\"ds-input\" type=\"text\" autocomplete=\"off\""));
    put_attributes(b, v, f, help);
    if (options)
        buf_printf(b, " list=\"l-%s\"", f->name);
    buf_put(b, S(" value=\""));
    int64_t now = current_number(v, f);
    const struct form_option *chosen = NULL;
    for (size_t i = 0; options && !v->input.get && i < options->n; i++)
        if (options->v[i].id == now)
            chosen = &options->v[i];
    if (chosen) {
        buf_int(b, now);
        buf_put(b, S(" – "));
        put_option_title(b, v, f, chosen);
    } else {
        put_current(b, v, f);
    }
    buf_put(b, S("\">"));
    if (!options)
        return;
    buf_printf(b, "<datalist id=\"l-%s\">", f->name);
    for (size_t i = 0; i < options->n; i++) {
        buf_put(b, S("<option value=\""));
        buf_int(b, options->v[i].id);
        buf_put(b, S(" – "));
        put_option_title(b, v, f, &options->v[i]);
        buf_put(b, S("\"></option>"));
    }
    buf_put(b, S("</datalist>"));
}

static void put_checkbox(struct buf *b, const struct form_view *v, const struct field *f)
{
    bool help = f->help != NULL;
    buf_put(b, S("<div class=\"field field-check\"><input class=\"ds-input\" type=\"checkbox\" value=\"ja\""));
    put_attributes(b, v, f, help);
    if (v->input.get ? str_is(sent(v, f), "ja") : current_number(v, f) != 0)
        buf_put(b, S(" checked"));
    buf_put(b, S("> "));
    put_label(b, v, f);
    put_help(b, v, f, NULL);
    put_fault(b, v, f);
    buf_put(b, S("</div>"));
}

static void put_input(struct buf *b, const struct form_view *v, const struct field *f, bool help)
{
    int64_t most = f->limit.most;
    if (f->flags & LONG) {
        buf_printf(b, "<textarea class=\"ds-input\" rows=\"%d\"", f->limit.most && f->limit.most <= 1000 ? 3 : 6);
        put_attributes(b, v, f, help);
        buf_put(b, S(">\n")); /* a browser drops one line break here, and must not drop the text's own */
        put_current(b, v, f);
        buf_put(b, S("</textarea>"));
        return;
    }
    buf_put(b, S("<input class=\"ds-input"));
    if (f->kind == KIND_DATE || f->kind == KIND_INT || f->kind == KIND_ORE)
        buf_put(b, S(" narrow"));
    buf_printf(b, "\" type=\"%s\"", f->flags & EMAIL ? "email" : "text");
    if (f->kind == KIND_INT)
        buf_put(b, S(" inputmode=\"numeric\""));
    if (f->kind == KIND_DATE)
        buf_put(b, S(" pattern=\"\\?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\""));
    if (f->kind == KIND_TEXT && most)
        buf_printf(b, " size=\"%d\"", most < 60 ? (int)most + 2 : 60);
    put_attributes(b, v, f, help);
    buf_put(b, S(" value=\""));
    put_current(b, v, f);
    buf_put(b, S("\">"));
}

static void put_field(struct buf *b, const struct form_view *v, const struct field *f)
{
    if (f->kind == KIND_BOOL) {
        put_checkbox(b, v, f);
        return;
    }
    const struct form_options *options = f->kind == KIND_REF ? options_of(v, f) : NULL;
    bool search = f->kind == KIND_REF && (!options || options->n > FORM_SELECT_MAX);
    buf_printf(b, "<div class=\"field%s\">", fault_of(v, f) ? " field-wrong" : "");
    put_label(b, v, f);
    bool help = put_help(b, v, f, search ? N_("Sök bland förslagen eller skriv postens nummer.") : NULL);
    if (f->kind == KIND_WORD)
        put_word(b, v, f, help);
    else if (f->kind == KIND_REF && !search)
        put_reference_select(b, v, f, options, help);
    else if (f->kind == KIND_REF)
        put_reference_search(b, v, f, options, help);
    else
        put_input(b, v, f, help);
    put_fault(b, v, f);
    buf_put(b, S("</div>\n"));
}

/* A folded group of common fields; open when one of them says something or is wrong. */
static void put_group(struct buf *b, const struct form_view *v, const char *title, const char *const *names, size_t n)
{
    size_t shown = 0;
    bool open = false;
    for (size_t i = 0; i < n; i++) {
        const struct field *f = reach_field(names[i]);
        if (!form_shows(v->entity, f, v->creating, v->correcting))
            continue;
        shown++;
        bool given = v->input.get ? sent(v, f).n > 0 : !value_of(f, v->row).none;
        open |= fault_of(v, f) != NULL || (given && f->kind != KIND_WORD && f->kind != KIND_REF);
    }
    if (shown == 0)
        return;
    buf_put(b, open ? S("<details class=\"group\" open><summary>") : S("<details class=\"group\"><summary>"));
    show_words(b, v->words, title);
    buf_put(b, S("</summary><div class=\"group-body\">"));
    for (size_t i = 0; i < n; i++)
        if (form_shows(v->entity, reach_field(names[i]), v->creating, v->correcting))
            put_field(b, v, reach_field(names[i]));
    buf_put(b, S("</div></details>\n"));
}

/* A file is chosen once: a row that has one keeps it. */
bool form_takes_file(const struct entity *e, const void *row)
{
    return entity_takes_file(e) && value_of(entity_field_named(e, S("sha256")), row).s.n == 0;
}

static void put_file(struct buf *b, const struct form_view *v)
{
    const struct fault *wrong = NULL;
    for (size_t i = 0; v->faults && i < v->faults->n; i++)
        if (strcmp(v->faults->v[i].place, "file") == 0)
            wrong = &v->faults->v[i];
    buf_printf(b, "<div class=\"field%s\"><label class=\"ds-label\" for=\"f-file\">", wrong ? " field-wrong" : "");
    show_words(b, v->words, N_("Fil"));
    buf_put(b, S("</label><div class=\"field-help\" id=\"h-file\">"));
    show_words(b, v->words, N_("Högst 50 MB: PDF, text, bild eller kontorsdokument. Filen kan inte bytas ut efteråt."));
    if (v->input.get) {
        buf_char(b, ' ');
        show_words(b, v->words, N_("Välj filen igen: webbläsaren skickar den inte en gång till av sig själv."));
    }
    buf_printf(b, "</div><input class=\"ds-input\" type=\"file\" id=\"f-file\" name=\"file\" aria-describedby=\"h-file%s\"%s>", wrong ? " e-file" : "",
               wrong ? " aria-invalid=\"true\"" : "");
    if (wrong) {
        buf_put(b, S("<p class=\"ds-validation-message\" data-size=\"sm\" id=\"e-file\">"));
        show_phrase(b, v->words, wrong->text, str(wrong->arg[0]), str(wrong->arg[1]));
        buf_put(b, S("</p>"));
    }
    buf_put(b, S("</div>\n"));
}

void form_html(struct buf *b, const struct form_view *v)
{
    for (size_t i = 0; i < v->entity->n; i++)
        if (&v->entity->fields[i] != v->left_out && form_shows(v->entity, &v->entity->fields[i], v->creating, v->correcting))
            put_field(b, v, &v->entity->fields[i]);
    if (form_takes_file(v->entity, v->row))
        put_file(b, v);
    static const char *const reach[] = { "owner", "reach" }, *const secrecy[] = { "secrecy", "secrecy_date" }, *const unknown[] = { "unknown_why" };
    put_group(b, v, N_("Ägare och synlighet"), reach, LEN(reach));
    put_group(b, v, N_("Sekretess"), secrecy, LEN(secrecy));
    put_group(b, v, N_("Uppgifter som saknas"), unknown, LEN(unknown));
    buf_put(b, S("<input type=\"hidden\" name=\"version\" value=\""));
    buf_int(b, v->input.get ? form_version(v->input) : ((const struct row *)v->row)->version);
    buf_put(b, S("\">"));
}

void form_summary_html(struct buf *b, const struct words *w, const struct entity *e, const struct faults *fs)
{
    if (!fs || fs->n == 0)
        return;
    buf_put(b, S("<div class=\"ds-error-summary\" data-color=\"danger\" tabindex=\"-1\" autofocus role=\"group\" aria-labelledby=\"faults-title\">"
                 "<h2 class=\"ds-heading\" data-size=\"xs\" id=\"faults-title\">"));
    show_words(b, w, fs->n == 1 ? N_("En uppgift behöver rättas") : N_("Några uppgifter behöver rättas"));
    buf_put(b, S("</h2><ul class=\"ds-list\">"));
    for (size_t i = 0; i < fs->n; i++) {
        const struct fault *f = &fs->v[i];
        const struct field *field = e ? entity_field_named(e, str(f->place)) : NULL;
        buf_put(b, S("<li>"));
        if (e && entity_takes_file(e) && strcmp(f->place, "file") == 0) {
            buf_put(b, S("<a class=\"ds-link\" href=\"#f-file\">"));
            show_words(b, w, N_("Fil"));
            buf_put(b, S("</a>: "));
        } else
        if (field) {
            buf_printf(b, "<a class=\"ds-link\" href=\"#f-%s\">", field->name);
            show_words(b, w, field->label);
            buf_put(b, S("</a>: "));
        } else if (f->place[0]) {
            struct buf place cleanup(buf_free) = buf_new(2 * FAULT_PLACE);
            words_put_place(&place, w, str(f->place));
            buf_html(b, buf_str(&place));
            buf_put(b, S(": "));
        }
        show_phrase(b, w, f->text, str(f->arg[0]), str(f->arg[1]));
        buf_put(b, S("</li>"));
    }
    if (fs->beyond) {
        char n[24];
        struct buf text = { .p = n, .cap = sizeof n, .max = sizeof n };
        buf_int(&text, (int64_t)fs->beyond);
        buf_put(b, S("<li>"));
        show_phrase(b, w, N_("och {1} till."), buf_str(&text), (struct str){ 0 });
        buf_put(b, S("</li>"));
    }
    buf_put(b, S("</ul></div>"));
}

struct str form_lines(struct arena *a, struct str s)
{
    if (str_find(s, S("\r"), 0) == SIZE_MAX)
        return s;
    char *to = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; to && i < s.n; i++) {
        if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
            continue;
        to[n++] = s.p[i] == '\r' ? '\n' : s.p[i];
    }
    return (struct str){ to, to ? n : 0 };
}

/* "12 – Rubrik", as the suggestions are written, to "12". */
static struct str leading_number(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    struct str rest = str_sub(s, n, s.n);
    return n && str_starts(rest, S(" – ")) ? str_sub(s, 0, n) : s;
}

/* A line has no line breaks when a browser sends it back, and a text area's are all alike: what came back as a browser must send what
 * is stored was not touched by the reader, and stays byte for byte. */
static bool untouched(struct arena *a, const struct field *f, struct str stored, struct str text)
{
    if (str_find(stored, S("\r"), 0) == SIZE_MAX && (f->flags & LONG || str_find(stored, S("\n"), 0) == SIZE_MAX))
        return false; /* no difference to overlook */
    if (f->flags & LONG)
        return str_eq(form_lines(a, stored), text);
    size_t at = 0;
    for (size_t i = 0; i < stored.n; i++) {
        if (stored.p[i] == '\r' || stored.p[i] == '\n')
            continue;
        if (at == text.n || text.p[at++] != stored.p[i])
            return false;
    }
    return at == text.n;
}

enum err form_read(struct arena *a, const struct entity *e, struct form_input input, bool creating, bool correcting, const struct field *left_out,
                   void *row, struct faults *fs)
{
    size_t before = fs->n + fs->beyond;
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        if (f == left_out || !form_shows(e, f, creating, correcting))
            continue;
        struct str text = input.get(input.ctx, f->name);
        if (!text.p && f->kind != KIND_BOOL)
            continue;
        if (f->kind == KIND_TEXT)
            text = f->flags & LONG ? form_lines(a, text) : str_trim(text);
        else if (f->kind == KIND_REF)
            text = leading_number(str_trim(text));
        if (f->kind == KIND_TEXT && untouched(a, f, value_of(f, row).s, text))
            continue;
        struct value v;
        struct fault wrong = { 0 };
        if (value_parse(f, text, &v, &wrong) == OK)
            value_set(f, row, v);
        else
            faults_add(fs, f->name, wrong.text, wrong.arg[0], wrong.arg[1]);
    }
    if (a->failed)
        return E_NOMEM;
    return fs->n + fs->beyond == before ? OK : E_INVALID;
}

int64_t form_version(struct form_input input)
{
    int64_t version = 0;
    struct str s = input.get(input.ctx, "version");
    return str_to_int64(str_trim(s), &version) && version > 0 ? version : 0;
}
