/* A row's own page: what it says, what may be done with it, and what hangs on it. */
#include "page/rows_comments.h"

#include "derive/show.h"
#include "domain/file.h"
#include "model/desk.h"
#include "model/document.h"

enum { HANGING_ROWS = 10, HANGING_COLUMNS = 5, HANGING_MAX = 64 };

const struct tab *rows_tabs(struct visit *v, const struct entity *e, int64_t id, const char *here, size_t *ret_n)
{
    static const struct { const struct entity *only; const char *label, *tail; } all[] = {
        { NULL, N_("Post"), "" },
        { &audit_entity, N_("Rekommendationer och bedömningar"), "/bedomningar" },
        { &audit_entity, N_("Kvarstår och tillkommer"), "/kvarstar" },
        { &audit_entity, N_("Sammanfattningstabell"), "/sammanfattning" },
        { &audit_entity, N_("Revisionspaket"), "/revisionspaket" },
        { &recommendation_entity, N_("Åtgärder och beslut"), "/atgarder" },
        { &recommendation_entity, N_("Tidslinje"), "/tidslinje" },
        { &disposal_entity, N_("Urval"), "/urval" },
        { &document_entity, N_("Kännedom"), "/kannedom" },
        { &document_entity, N_("Jämför versioner"), "/jamfor" },
        { &response_entity, N_("Svar"), "/svar" },
        { &response_entity, N_("Förhandsvisning"), "/forhandsvisning" },
        { &response_entity, N_("Beslut"), "/beslut" },
        { &response_entity, N_("Utskick"), "/utskick" },
        { &response_entity, N_("Alla ändringar"), "/andringar" },
        { &meeting_entity, N_("Dagordning"), "/dagordning" },
        { NULL, N_("Historik"), "/historik" },
    };
    struct tab *tabs = arena_array(v->arena, LEN(all), sizeof *tabs);
    size_t n = 0;
    for (size_t i = 0; tabs && i < LEN(all); i++)
        if (!all[i].only || all[i].only == e)
            tabs[n++] = (struct tab){ all[i].label, page_url(v, e, id, all[i].tail), strcmp(all[i].tail, here) == 0 };
    *ret_n = n;
    return tabs;
}

/* The fields that say something, as label and value: the entity's own, or the common ones. */
static const struct fact *facts(struct visit *v, const struct entity *e, const void *row, const struct str *titles, bool common, size_t *ret_n)
{
    struct fact *all = arena_array(v->arena, entity_fields(e), sizeof *all);
    size_t n = 0;
    for (size_t i = common ? 0 : row_fields_n; all && i < (common ? row_fields_n : entity_fields(e)); i++) {
        const struct field *field = entity_field(e, i);
        if ((field->flags & SECRET) || (value_of(field, row).none && field->kind != KIND_BOOL))
            continue;
        all[n++] = (struct fact){ field->label, SAFE_HTML(v, b, show_value(&b, v->words, field, row, titles[i], 0)) };
    }
    *ret_n = n;
    return all;
}

/* Rows of `from` whose `field` refers to the row shown (by its number, or a link by "entity/12"): a table with its first ones. */
static enum err hang(struct visit *v, struct reading *r, const struct entity *from, const struct field *field, struct str to, bool may_add,
                     struct hanging *ret, struct fault *f)
{
    struct query q = { .entity = from, .filters = { { field, COMPARE_EQUAL, to } }, .filters_n = 1, .limit = HANGING_ROWS };
    struct rows rows;
    TRY(store_list(r, v->arena, &q, &rows, f));
    const struct field *columns[HANGING_COLUMNS];
    size_t n = list_columns(from, field, columns, HANGING_COLUMNS);
    struct list_rows shown = { rows.rows, rows.n, rows.titles, rows.first, rows.last, rows.more_before, rows.more_after, 0 };
    *ret = (struct hanging){
        .title = from->many, .field = field->flags & FOLLOWS ? NULL : field->label, .n = (int64_t)rows.n, .more = rows.more_after, .may_add = may_add && page_may_create(v, from),
        .all = url_of(v->arena, "/%s?%s=%.*s", from->path, field->name, SF(to)),
        .add = url_of(v->arena, "/%s/ny?%s=%.*s", from->path, field->name, SF(to)),
    };
    if (rows.n)
        ret->table = SAFE_HTML(v, b, list_table_html(&b, v->words, from, &shown, columns, n, from->many));
    return OK;
}

static enum err all_that_hangs(struct visit *v, const struct entity *e, const void *row, const struct hanging **ret, size_t *ret_n, struct fault *f)
{
    struct reading *r;
    TRY(visit_reading(v, &r, f));
    struct hanging *all = arena_array(v->arena, HANGING_MAX, sizeof *all);
    if (!all)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    size_t n = 0;
    struct str id = number_text(v->arena, ((const struct row *)row)->id), link = str_printf(v->arena, "%s/%.*s", e->name, SF(id));
    for (size_t i = 0; i < model_n; i++) {
        const struct entity *from = model[i];
        if (from == &comment_entity || from == &mention_entity) /* stand by themselves */
            continue;
        if (!from->path || (from->flags & PLUMBING) || !authz_may_somewhere(&v->seat, from->subject, RIGHT_READ))
            continue;
        for (size_t k = 0; k < from->n && n < HANGING_MAX; k++) {
            const struct field *field = &from->fields[k];
            bool refers = field->kind == KIND_REF && strcmp(field->refers, e->name) == 0, links = field->flags & LINK;
            if (!refers && !links)
                continue;
            struct hanging one;
            TRY(hang(v, r, from, field, links ? link : id, true, &one, f));
            bool belongs = field->flags & FOLLOWS || (links && from == &evidence_entity); /* empty tables only for what belongs to the row */
            if (one.n || (belongs && one.may_add))
                all[n++] = one;
        }
    }
    *ret = all;
    *ret_n = n;
    return OK;
}

/* The next steps that the row's state and the seat's right allow. */
static void acts(struct visit *v, const struct entity *e, const void *row, struct record_view *view)
{
    const struct row *head = row;
    const struct field *state = domain_state_field(e);
    const struct transition *next[TRANSITIONS_MAX];
    unsigned now = state ? (unsigned)value_of(state, row).i : 0;
    size_t n = now ? domain_transitions(e, now, next) : 0;
    struct act *all = arena_array(v->arena, n + 1, sizeof *all);
    struct button *buttons = arena_array(v->arena, 4, sizeof *buttons);
    if (!all || !buttons)
        return;
    view->buttons = buttons;
    if (domain_file_sha256(e, row).n)
        buttons[view->buttons_n++] = (struct button){ N_("Hämta filen"), page_url(v, e, head->id, "/fil"), false };
    if (head->standing == STANDING_REVOKED)
        return;
    for (size_t i = 0; i < n; i++)
        if (page_may(v, e, row, next[i]->least) && domain_role_may(next[i], &v->seat))
            all[view->acts_n++] = (struct act){ next[i]->label, url_of(v->arena, "/%s/%lld/steg/%s", e->path, (long long)head->id, next[i]->verb),
                                                v->csrf, head->version, i == 0 };
    view->acts = all;
    if (page_may(v, e, row, RIGHT_PROPOSE)) {
        bool fixed = false;
        for (size_t i = 0; i < e->n; i++)
            fixed |= (e->fields[i].flags & IMMUTABLE) != 0;
        if (!view->locked)
            buttons[view->buttons_n++] = (struct button){ N_("Ändra"), page_url(v, e, head->id, "/andra"), true };
        if ((fixed || view->locked) && !domain_final(e, row))
            buttons[view->buttons_n++] = (struct button){ N_("Rätta"), page_url(v, e, head->id, "/ratta"), false };
        if (!view->locked && page_may(v, e, row, RIGHT_EDIT))
            buttons[view->buttons_n++] = (struct button){ N_("Upphäv"), page_url(v, e, head->id, "/upphav"), false };
    }
}

enum err rows_record(struct visit *v, struct fault *f)
{
    const struct entity *e;
    void *row;
    struct reading *r;
    struct str *titles;
    TRY(rows_entity(v, &e, f));
    TRY(rows_row(v, e, &row, f));
    TRY(visit_reading(v, &r, f));
    TRY(store_titles(r, v->arena, e, row, &titles, f));
    const struct row *head = row;
    struct record_view view = { .one = e->one, .title = show_name(v->arena, v->words, e, row), .secrecy = head->secrecy,
                                .revoked = head->standing == STANDING_REVOKED };
    const char *why;
    if (!view.revoked && domain_locked(e, row, &why))
        view.locked = why;
    view.tabs = rows_tabs(v, e, head->id, "", &view.tabs_n);
    acts(v, e, row, &view);
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *field = entity_field(e, i);
        if (strcmp(field->name, "owner") == 0)
            view.owner = titles[i];
        else if (i >= row_fields_n && field->kind == KIND_WORD && !view.state.s.n && show_tone(field, (unsigned)value_of(field, row).i) != TONE_NONE)
            view.state = SAFE_HTML(v, b, show_value(&b, v->words, field, row, titles[i], 0));
    }
    view.facts = facts(v, e, row, titles, false, &view.facts_n);
    view.common = facts(v, e, row, titles, true, &view.common_n);
    TRY(all_that_hangs(v, e, row, &view.hanging, &view.hanging_n, f));
    for (size_t i = 0; i < view.hanging_n; i++)
        view.addable_n += !view.hanging[i].n && view.hanging[i].may_add;
    TRY(rows_comments(v, e, row, &view.comments, f));
    PAGE(p, v, "");
    p.title = view.title;
    p.secrecy = head->secrecy;
    page_crumbs(&p, e);
    template_record(&p.out, &view);
    return page_send(&p, f);
}
