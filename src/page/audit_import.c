/* A revision report comes in: chosen, read, compared passage by passage, corrected, confirmed. Nothing is kept between the steps but
 * in the form itself: the file travels with it, and is read again when the reader confirms. */
#include "domain/audit_import.h"
#include "feed/audit_pdf.h"
#include "page/audit_pages.h"
#include "page/base64.h"
#include "page/pages.h"
#include "page/rows.h"

enum { FILE_MAX = 8 * 1024 * 1024 /* bytes; larger ones by the command line */, LINE_CHARACTERS = 60, ROWS_MAX = 12 };

struct uploaded { struct str bytes, name, type; };

/* The text of a report, whatever it came as. */
static enum err text_of(struct visit *v, const struct uploaded *u, struct str *ret, struct fault *f)
{
    if (!audit_is_pdf(u->bytes)) {
        *ret = u->bytes;
        return OK;
    }
    struct buf text cleanup(buf_free) = buf_new(AUDIT_TEXT_MAX);
    TRY(audit_pdf_text(u->bytes, v->arena, &text, f));
    *ret = str_copy(v->arena, buf_str(&text));
    return ret->p || !text.n ? OK : fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static enum err show(struct visit *v, struct audit_import_page *view, struct fault *f)
{
    view->csrf = v->csrf;
    PAGE(p, v, N_("Läs in en revisionsrapport"));
    page_crumbs(&p, &audit_entity);
    template_audit_import(&p.out, view);
    return page_send(&p, f);
}

static enum err ask(struct visit *v, struct fault *f)
{
    return show(v, &(struct audit_import_page){ 0 }, f);
}

/* "rad 123 · 3.2.1" */
static struct str where(struct visit *v, const struct passage *p)
{
    struct str line = str_printf(v->arena, "%s %u", words_get(v->words, N_("rad")), p->line);
    return p->section.n ? str_printf(v->arena, "%.*s · %s %.*s", SF(line), words_get(v->words, N_("avsnitt")), SF(p->section)) : line;
}

static const char *label_of(const struct audit_item *item)
{
    for (const struct audit_part_field *field = audit_parts[item->part].fields; field->name; field++)
        if (strcmp(field->name, item->field) == 0)
            return field->label;
    return item->field;
}

/* The words that the model has for the field, when it is a state or a kind. */
static void fill_words(struct visit *v, const struct audit_item *item, struct proposal_line *line)
{
    const char *name = audit_parts[item->part].name;
    const struct entity *e = model_entity(str_printf(v->arena, "audit_%s", name));
    e = e ? e : model_entity(str(name));
    const struct field *field = e ? entity_field_named(e, str(item->field)) : NULL;
    bool word = field && field->kind == KIND_WORD;
    unsigned now = word ? field_word(field, item->text) : 0;
    struct proposal_word *words = word && (now || !item->text.n) ? arena_array(v->arena, field->words_n, sizeof *words) : NULL;
    if (words && !now) /* for the reader to say */
        words[line->words_n++] = (struct proposal_word){ "", field->flags & REQUIRED ? N_("Välj …") : N_("Inte angivet"), true };
    for (size_t i = 1; words && i < field->words_n; i++)
        words[line->words_n++] = (struct proposal_word){ field->words[i].code, field->words[i].label, i == now };
    line->words = words;
}

/* How many rows the text fills; 0 for what fits one line. */
static size_t rows_of(struct str text)
{
    size_t characters = utf8_length(text), breaks = 0;
    for (size_t i = 0; i < text.n; i++)
        breaks += text.p[i] == '\n';
    if (characters <= LINE_CHARACTERS && !breaks)
        return 0;
    size_t rows = characters / LINE_CHARACTERS + breaks + 1;
    return rows > ROWS_MAX ? ROWS_MAX : rows;
}

static struct proposal_line line_of(struct visit *v, const struct audit_proposal *p, const struct audit_item *item, const struct fault *wrong)
{
    struct buf path cleanup(buf_free) = buf_new(400);
    audit_item_path(&path, item);
    struct proposal_line line = { .path = str_copy(v->arena, buf_str(&path)), .text = item->text, .label = label_of(item),
                                  .confidence = item->text.n ? confidence_label(item->confidence) : N_("Anges av dig"), .chosen = item->chosen };
    line.rows = rows_of(item->text);
    fill_words(v, item, &line);
    if (item->source.to > item->source.from) {
        line.source = str_sub(p->report, item->source.from, item->source.to);
        line.where = where(v, &item->source);
        line.verbatim = str_eq(str_trim(line.source), item->text);
    }
    if (wrong && wrong->place[0] && str_is(line.path, wrong->place)) {
        struct buf text cleanup(buf_free) = buf_new(4000);
        words_put(&text, v->words, wrong->text, wrong->arg[0], wrong->arg[1]);
        line.fault = str_copy(v->arena, buf_str(&text));
    }
    return line;
}

/* The items by part, each with its passage. */
static bool fill_parts(struct visit *v, const struct audit_proposal *p, const struct fault *wrong, struct audit_import_page *view)
{
    struct proposal_part *parts = arena_array(v->arena, PART__N, sizeof *parts);
    struct proposal_line *lines = arena_array(v->arena, p->n, sizeof *lines);
    for (size_t i = 0; parts && lines && i < p->n; i++) {
        if (view->parts_n == 0 || parts[view->parts_n - 1].label != audit_parts[p->items[i].part].label)
            parts[view->parts_n++] = (struct proposal_part){ audit_parts[p->items[i].part].label, &lines[i], 0 };
        const struct audit_item *item = &p->items[i], *before = i ? &p->items[i - 1] : NULL;
        bool same = before && before->part == item->part && before->number == item->number;
        lines[i] = line_of(v, p, item, wrong);
        lines[i].again = same && !lines[i].verbatim && before->source.from == item->source.from && before->source.to == item->source.to;
        if (!same && audit_parts[item->part].many)
            lines[i].head = number_text(v->arena, item->number);
        parts[view->parts_n - 1].n++;
    }
    struct unread_line *unread = arena_array(v->arena, p->unread_n, sizeof *unread);
    for (size_t i = 0; unread && i < p->unread_n; i++)
        unread[i] = (struct unread_line){ where(v, &p->unread[i].source), p->unread[i].text, p->unread[i].why };
    view->parts = parts;
    view->items_n = p->n;
    view->unread = unread;
    view->unread_n = unread ? p->unread_n : 0;
    return parts && lines;
}

static enum err show_proposal(struct visit *v, const struct uploaded *u, const struct audit_proposal *p, bool create, const struct fault *wrong, struct fault *f)
{
    struct audit_missing *missing;
    size_t missing_n;
    struct reading *r;
    TRY(visit_reading(v, &r, f));
    TRY(audit_import_missing(r, v->arena, p, &missing, &missing_n, f));
    struct str *names = arena_array(v->arena, missing_n, sizeof *names);
    for (size_t i = 0; names && i < missing_n; i++)
        names[i] = missing[i].name;
    struct audit_import_page view = { .read = true, .missing = names, .missing_n = names ? missing_n : 0, .create = create, .file_name = u->name,
                                      .media_type = u->type, .file = base64_of(v->arena, u->bytes), .names = str_is(form_get(&v->form, "namn"), "ja") };
    if (!fill_parts(v, p, wrong, &view))
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    if (wrong) {
        struct faults faults = page_faults(v);
        faults_add(&faults, wrong->place, wrong->text, wrong->arg[0], wrong->arg[1]);
        view.faults = page_summary(v, NULL, &faults);
        v->rs->status = 422;
    }
    return show(v, &view, f);
}

/* A report that cannot be read at all: the first step again, with the reason. */
static enum err refuse(struct visit *v, enum err code, const struct fault *wrong, struct fault *f)
{
    if (code != E_INVALID && code != E_LIMIT) {
        if (f)
            *f = *wrong;
        return code;
    }
    struct faults faults = page_faults(v);
    faults_add(&faults, wrong->place, wrong->text, wrong->arg[0], wrong->arg[1]);
    struct audit_import_page view = { .faults = page_summary(v, NULL, &faults) };
    v->rs->status = 422;
    return show(v, &view, f);
}

/* The file that was chosen, or that travels with the form. */
static enum err take_file(struct visit *v, bool confirmed, struct uploaded *ret, struct fault *f)
{
    const struct form_field *file = form_file(&v->form, "fil");
    if (confirmed)
        *ret = (struct uploaded){ base64_to(v->arena, form_get(&v->form, "rapport")), form_get(&v->form, "filnamn"), form_get(&v->form, "filtyp") };
    else if (file)
        *ret = (struct uploaded){ file->value, file->file_name, file->media_type };
    if (ret->bytes.n == 0)
        return fault(f, E_INVALID, NULL, N_("Välj en fil som inte är tom."), NULL, NULL);
    if (ret->bytes.n > FILE_MAX)
        return fault(f, E_LIMIT, NULL, N_("Filen är större än 8 MB. Läs in den med kommandot samsyn import audit i stället."), NULL, NULL);
    return OK;
}

/* What the reader changed and chose: "v/PATH" is the text, "c/PATH" is there when it shall be taken. */
static enum err apply(struct visit *v, struct audit_proposal *p, struct fault *f)
{
    for (size_t i = 0; i < v->form.n; i++) {
        struct str name = v->form.fields[i].name;
        if (!str_starts(name, S("v/")))
            continue;
        struct str path = str_sub(name, 2, name.n), box = str_printf(v->arena, "c/%.*s", SF(path));
        bool chosen = box.p && str_is(form_get(&v->form, box.p), "ja");
        TRY(audit_proposal_set(p, v->arena, path, form_lines(v->arena, v->form.fields[i].value), chosen, f));
    }
    return OK;
}

static enum err read_in(struct visit *v, struct fault *f)
{
    bool confirmed = str_is(form_get(&v->form, "bekrafta"), "ja"), create = str_is(form_get(&v->form, "skapa"), "ja");
    struct uploaded u = { 0 };
    struct str text;
    struct fault wrong = { 0 };
    struct audit_options options = { .names = str_is(form_get(&v->form, "namn"), "ja") };
    struct audit_proposal p;
    enum err read = take_file(v, confirmed, &u, &wrong);
    if (read == OK)
        read = text_of(v, &u, &text, &wrong);
    if (read == OK)
        read = audit_report_read(text, &options, v->arena, &p, &wrong);
    if (read != OK)
        return refuse(v, read, &wrong, f);
    if (!p.recognised) {
        wrong = (struct fault){ .text = N_("Filen ser inte ut att vara en revisionsrapport. Är det en annan fil? Granskningen kan också läggas till för hand.") };
        return refuse(v, E_INVALID, &wrong, f);
    }
    if (!confirmed)
        return show_proposal(v, &u, &p, true, NULL, f);
    TRY(apply(v, &p, f));
    struct audit_import import = { .proposal = &p, .file = u.bytes, .file_name = u.name, .media_type = u.type, .create = create };
    struct audit_imported done;
    enum err written = audit_import_run(v->store, &v->seat, &import, &done, &wrong);
    if (written == OK)
        return page_go(v, page_url(v, &audit_entity, done.audit, "/bedomningar"));
    if (written == E_INVALID || written == E_ABSENT || written == E_CONFLICT)
        return show_proposal(v, &u, &p, create, &wrong, f);
    if (f)
        *f = wrong;
    return written;
}

static const struct route routes[] = {
    { METHOD_GET, "/granskningar/las-in", SUBJECT_AUDIT, RIGHT_EDIT, 0, ask },
    { METHOD_POST, "/granskningar/las-in", SUBJECT_AUDIT, RIGHT_EDIT, ROUTE_LARGE, read_in },
};
const struct page_table audit_import_pages = { routes, LEN(routes) };
