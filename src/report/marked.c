#include "report/marked.h"

static bool may_take_out(const struct seat *seat, const struct entity *e)
{
    return authz_may_export(seat->role, e->subject);
}

static struct str day(const struct report *r, struct date d)
{
    struct buf b cleanup(buf_free) = buf_new(32);
    date_put(&b, d);
    return str_copy(r->arena, buf_str(&b));
}

enum err report_marked_rows(struct reading *reading, struct arena *a, const struct words *words, const struct report_options *o, struct report *ret, struct fault *f)
{
    struct marked_row *rows;
    size_t n;
    TRY(secrecy_marked(reading, a, may_take_out, &rows, &n, f));
    struct report r = report_new(a, words, str(words_get(words, N_("Sekretessmarkerat"))));
    r.open = o->open;
    r.left_out = o->open ? n : 0;
    r.made = o->now;
    r.made_by = o->made_by;
    r.organisation = o->organisation;
    const struct report_column columns[] = {
        { report_word(&r, N_("Register")), 18, 0 }, { report_word(&r, N_("Nummer")), 8, REPORT_NUMBER }, { report_word(&r, N_("Post")), 34, REPORT_ROW_HEAD },
        { report_word(&r, N_("Sekretessmarkering")), 16, 0 }, { report_word(&r, N_("Markerad den")), 10, 0 }, { report_word(&r, N_("Ägare")), 14, 0 },
    };
    report_paragraph(&r, report_word(&r, N_("Ett märke är en påminnelse, inget beslut. Pröva varje uppgift när någon begär ut den.")));
    struct report_table *t = n && !o->open ? report_table(&r, report_word(&r, N_("Sekretessmarkerat")), columns, LEN(columns)) : NULL;
    for (size_t i = 0; i < n && t; i++) {
        struct report_cell *c = report_row(&r, t);
        if (!c)
            break;
        c[0].text = report_word(&r, rows[i].entity->many);
        c[1].text = str_printf(a, "%lld", (long long)rows[i].id);
        c[2].text = rows[i].title;
        c[3].text = rows[i].row.secrecy;
        c[4].text = day(&r, rows[i].row.secrecy_date);
        c[5].text = rows[i].owner;
    }
    if (!n)
        report_paragraph(&r, report_word(&r, N_("Ingenting är sekretessmarkerat.")));
    *ret = r;
    return OK;
}
