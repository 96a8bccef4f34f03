#include "report/audit_summary.h"

static struct str dated(struct arena *a, const struct words *words, struct date d)
{
    struct buf b cleanup(buf_free) = buf_new(32);
    if (date_given(d) && !date_known(d))
        return str(words_get(words, N_("Uppgift saknas")));
    date_put(&b, d);
    return str_copy(a, buf_str(&b));
}

static struct str bodies(struct arena *a, const struct audit_view *v)
{
    struct str s = { 0 };
    size_t width = entity_fields(&audit_body_entity);
    for (size_t i = 0; i < v->bodies_n; i++) {
        struct str name = reference_title(&audit_body_entity, v->bodies_titles + i * width, "body");
        s = s.n ? str_printf(a, "%.*s, %.*s", SF(s), SF(name)) : name;
    }
    return s;
}

/* One table of the rows of that kind; none when there are none. */
static void table(struct report *r, const struct summary_row *rows, size_t n, enum summary_kind kind)
{
    static const struct { const char *caption, *subject, *outcomes; } words[] = {
        [SUMMARY_EARLIER] = { N_("Tidigare rekommendationer"), N_("Tidigare rekommendation"), N_("Tillkommande rekommendationer") },
        [SUMMARY_QUESTION] = { N_("Revisionsfrågor"), N_("Revisionsfråga"), N_("Rekommendationer") },
        [SUMMARY_ADDED_QUESTION] = { N_("Tillkommande revisionsfrågor"), N_("Tillkommande revisionsfråga"), N_("Rekommendationer") },
    };
    const struct report_column columns[] = {
        { report_word(r, words[kind].subject), 45, REPORT_ROW_HEAD }, { report_word(r, N_("Bedömning")), 12, REPORT_LEAD },
        { report_word(r, N_("Motivering")), 60, 0 }, { report_word(r, words[kind].outcomes), 50, 0 },
    };
    struct report_table *t = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct summary_row *row = &rows[i];
        if (row->kind != kind)
            continue;
        if (r->open && row->mark.n) {
            r->left_out++;
            continue;
        }
        if (!t)
            t = report_table(r, report_word(r, words[kind].caption), columns, LEN(columns));
        struct report_cell *c = report_row(r, t);
        struct str *items = arena_array(r->arena, row->outcomes_n + 1, sizeof *items);
        if (!c || !items)
            return;
        for (size_t k = 0; k < row->outcomes_n; k++)
            items[k] = row->outcomes[k]->text;
        c[0].text = report_marked(r, row->subject, row->mark);
        c[1].text = row->assessment ? row->grade_source : report_word(r, N_("Ej bedömd"));
        c[2].text = row->text;
        c[3] = (struct report_cell){ .items = items, .items_n = row->outcomes_n };
    }
}

enum err report_audit_summary(struct reading *reading, struct arena *a, const struct words *words, int64_t audit, const struct report_options *o,
                              struct report *ret, struct fault *f)
{
    struct audit_view v;
    struct summary_row *rows;
    size_t n;
    TRY(audit_load(reading, a, audit, &v, f));
    TRY(audit_summary(a, &v, &rows, &n, f));
    struct report r = report_new(a, words, str(words_get(words, N_("Sammanfattningstabell"))));
    r.subtitle = v.audit.title;
    r.open = o->open;
    r.made = o->now;
    r.made_by = o->made_by;
    r.organisation = o->organisation;
    bool marked = v.audit.row.secrecy.n > 0;
    if (marked && !o->open)
        r.mark = v.audit.row.secrecy;
    if (marked && o->open) /* nor what it is called */
        r.subtitle = str_printf(a, "%s %lld", words_get(words, audit_entity.one), (long long)audit);
    else
        report_fact(&r, report_word(&r, N_("Granskning")), v.audit.title);
    report_fact(&r, report_word(&r, N_("Datum")), dated(a, words, v.audit.dated));
    report_fact(&r, report_word(&r, N_("Sakkunnigt biträde")), reference_title(&audit_entity, v.titles, "firm"));
    report_fact(&r, report_word(&r, N_("Uppdragsgivare")), reference_title(&audit_entity, v.titles, "client"));
    report_fact(&r, report_word(&r, N_("Granskat organ")), bodies(a, &v));
    if (v.follows.row.id && !(o->open && v.follows.row.secrecy.n))
        report_fact(&r, report_word(&r, N_("Följer upp")), str_printf(a, "%.*s (%d)", SF(v.follows.title), v.follows.dated.year));
    if (marked && o->open)
        r.left_out++;
    else
        report_fact(&r, report_word(&r, N_("Samlad bedömning")), v.audit.conclusion);
    for (enum summary_kind k = SUMMARY_EARLIER; k <= SUMMARY_ADDED_QUESTION; k++)
        table(&r, rows, n, k);
    if (!n)
        report_paragraph(&r, report_word(&r, N_("Granskningen har inga bedömningar av tidigare rekommendationer eller frågor.")));
    *ret = r;
    return OK;
}
