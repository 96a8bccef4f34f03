/* What has happened to a row, and the two sides of a write that met another. */
#include "page/rows.h"

#include "derive/diff.h"
#include "derive/json.h"
#include "derive/show.h"

enum { HISTORY_MAX = 500 };

const char *rows_verb(struct str verb)
{
    static const struct { const char *verb, *text; } verbs[] = {
        { "skapa", N_("Skapad") }, { "andra", N_("Ändrad") }, { "ratta", N_("Rättad") }, { "upphav", N_("Upphävd") }, { "ersatt", N_("Ersatt") },
        { "las_in", N_("Inläst") }, { "begar", N_("Begärd") }, { "besluta", N_("Beslutad") }, { "skicka", N_("Skickad") },
        { "forsvann", N_("Berörs inte längre") }, { "aterkom", N_("Berörs igen") }, { "oppnas", N_("Öppnad igen") },
        { "uppfoljd", N_("Effekten uppföljd") },
    };
    for (size_t i = 0; i < LEN(verbs); i++)
        if (str_is(verb, verbs[i].verb))
            return verbs[i].text;
    for (size_t i = 0; i < domain_rules_n; i++) /* a step is named as its button */
        for (size_t k = 0; k < domain_rules[i]->transitions_n; k++)
            if (str_is(verb, domain_rules[i]->transitions[k].verb))
                return domain_rules[i]->transitions[k].label;
    return N_("Ändrad");
}

static struct safe_html value_html(struct visit *v, const struct field *field, const void *row, struct str title)
{
    return row ? SAFE_HTML(v, b, show_value(&b, v->words, field, row, title, SHOW_PLAIN)) : (struct safe_html){ 0 };
}

static enum err entry(struct visit *v, struct reading *r, const struct entity *e, const struct journal_entry *j, const void *before, const struct str *before_titles,
                      const void *after, const struct str *after_titles, struct history_entry *ret)
{
    struct difference *d;
    size_t n;
    TRY(row_diff(v->arena, e, before, after, &d, &n));
    struct difference_line *lines = arena_array(v->arena, n, sizeof *lines);
    for (size_t i = 0; lines && i < n; i++)
        lines[i] = (struct difference_line){ d[i].field->label, value_html(v, d[i].field, before, reference_title(e, before_titles, d[i].field->name)),
                                             value_html(v, d[i].field, after, reference_title(e, after_titles, d[i].field->name)) };
    struct organisation *organisation = row_new(v->arena, &organisation_entity);
    *ret = (struct history_entry){ .at = j->at, .valid = j->valid, .verb = rows_verb(j->verb), .who = page_account(v, r, j->account), .reason = j->reason,
                                   .version = j->version, .lines = lines, .n = n, .hash = j->hash };
    if (organisation && j->organisation.v && store_get(r, v->arena, &organisation_entity, j->organisation.v, organisation, NULL) == OK)
        ret->organisation = organisation->name;
    return lines ? OK : E_NOMEM;
}

enum err rows_changes(struct visit *v, const struct entity *e, int64_t id, struct history_entry **ret, size_t *ret_n, struct fault *f)
{
    struct reading *r;
    struct journal_entry *journal;
    size_t n;
    TRY(visit_reading(v, &r, f));
    TRY(store_history(r, v->arena, e, id, &journal, &n, f));
    size_t first = n > HISTORY_MAX ? n - HISTORY_MAX : 0;
    struct history_entry *entries = arena_array(v->arena, n, sizeof *entries);
    const void *before = NULL;
    const struct str *before_titles = NULL;
    size_t shown = 0;
    for (size_t i = first; entries && i < n; i++) {
        void *after = row_new(v->arena, e);
        struct str *titles = NULL;
        if (!after)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        TRY(row_json_read_full(v->arena, e, journal[i].row, after, f));
        TRY(store_titles(r, v->arena, e, after, &titles, f));
        enum err made = entry(v, r, e, &journal[i], before, before_titles, after, titles, &entries[n - 1 - i]);
        if (made != OK)
            return fault(f, made, NULL, N_("Minnet räcker inte."), NULL, NULL);
        before = after;
        before_titles = titles;
        shown++;
    }
    *ret = entries;
    *ret_n = shown;
    return OK;
}

enum err rows_history(struct visit *v, struct fault *f)
{
    const struct entity *e;
    void *row;
    struct history_entry *entries;
    size_t n;
    TRY(rows_entity(v, &e, f));
    TRY(rows_row(v, e, &row, f));
    int64_t id = row_of(row)->id;
    TRY(rows_changes(v, e, id, &entries, &n, f));
    struct history_view view = { .title = show_name(v->arena, v->words, e, row), .v = entries, .n = n };
    view.tabs = rows_tabs(v, e, id, "/historik", &view.tabs_n);
    PAGE(p, v, "");
    p.title = str_printf(v->arena, "%s – %.*s", words_get(v->words, N_("Historik")), SF(view.title));
    p.secrecy = row_of(row)->secrecy;
    page_crumbs(&p, e);
    page_crumb(&p, view.title, page_url(v, e, id, ""));
    template_history(&p.out, &view);
    return page_send(&p, f);
}

/* ---- conflict ---- */

/* What was written, again, so that it can be saved on top of what stands. */
static struct safe_html hidden(struct visit *v, const struct entity *e, const void *mine, int64_t version, bool correcting)
{
    struct buf b = buf_new(PAGE_BYTES_MAX);
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *field = entity_field(e, i);
        struct value value = value_of(field, mine);
        if (field == domain_state_field(e) || !form_shows(e, field, false, correcting) || (field->kind == KIND_BOOL && !value.i))
            continue;
        buf_printf(&b, "<input type=\"hidden\" name=\"%s\" value=\"", field->name);
        if (field->kind == KIND_TEXT)
            buf_html(&b, value.s);
        else
            value_text(&b, field, value);
        buf_put(&b, S("\">"));
    }
    if (correcting) {
        buf_put(&b, S("<input type=\"hidden\" name=\"reason\" value=\""));
        buf_html(&b, form_get(&v->form, "reason"));
        buf_put(&b, S("\">"));
    }
    buf_printf(&b, "<input type=\"hidden\" name=\"version\" value=\"%lld\">", (long long)version);
    struct safe_html html = { str_copy(v->arena, buf_str(&b)) };
    buf_free(&b);
    return html;
}

enum err rows_conflict(struct visit *v, const struct entity *e, const void *mine, bool correcting, struct fault *f)
{
    int64_t id = ((const struct row *)mine)->id;
    struct reading *r;
    struct str *my_titles, *their_titles;
    struct difference *d;
    size_t n;
    void *theirs = row_new(v->arena, e);
    if (!theirs)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    TRY(store_read(v->store, &v->seat, &r, f)); /* a fresh view: the visit's own may be older than the other's write */
    enum err read = store_get(r, v->arena, e, id, theirs, f);
    if (read == OK)
        read = store_titles(r, v->arena, e, mine, &my_titles, f);
    if (read == OK)
        read = store_titles(r, v->arena, e, theirs, &their_titles, f);
    struct conflict_view view = { .csrf = v->csrf };
    if (read == OK) {
        view.who = page_account(v, r, row_of(theirs)->changed_by);
        view.at = row_of(theirs)->changed_at;
    }
    store_read_end(r);
    TRY(read);
    enum err made = row_diff(v->arena, e, mine, theirs, &d, &n);
    struct side_line *lines = made == OK ? arena_array(v->arena, n, sizeof *lines) : NULL;
    if (!lines)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < n; i++)
        lines[i] = (struct side_line){ d[i].field->label, value_html(v, d[i].field, mine, reference_title(e, my_titles, d[i].field->name)),
                                       value_html(v, d[i].field, theirs, reference_title(e, their_titles, d[i].field->name)) };
    view.lines = lines;
    view.n = n;
    view.keep = page_url(v, e, id, "");
    view.again = page_url(v, e, id, correcting ? "/ratta" : "/andra");
    view.hidden = hidden(v, e, mine, row_of(theirs)->version, correcting);
    v->rs->status = 409;
    PAGE(p, v, N_("Någon hann före"));
    page_crumbs(&p, e);
    template_conflict(&p.out, &view);
    return page_send(&p, f);
}
