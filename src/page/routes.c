/* Every page's route. */
#include "page/pages.h"
#include "page/rows.h"

static const struct page_table *const tables[] = { &sign_pages, &start_pages, &settings_pages, &plain_pages,
                                                 &audit_pages, &audit_graph_pages, &audit_import_pages, &audit_report_pages, &document_pages,
                                                 &people_pages, &readings_pages, &response_pages, &response_decide_pages, &inbox_pages, &measure_pages,
                                                 &audit_package_pages, &saved_pages, &search_pages, &secrecy_pages, &watch_pages, &board_pages,
                                                 &archive_pages, &disposal_pages };

/* What each entity has, under its path. */
static const struct { enum method method; const char *tail; enum right least; unsigned flags; enum err (*serve)(struct visit *v, struct fault *f); } every[] = {
    { METHOD_GET, "", RIGHT_READ, 0, rows_list },
    { METHOD_GET, "/ny", RIGHT_PROPOSE, 0, rows_new },
    { METHOD_POST, "/ny", RIGHT_PROPOSE, 0, rows_create },
    { METHOD_GET, "/import", RIGHT_PROPOSE, 0, rows_ask_import },
    { METHOD_POST, "/import", RIGHT_PROPOSE, ROUTE_LARGE, rows_import },
    { METHOD_GET, "/mall.csv", RIGHT_PROPOSE, 0, rows_sample },
    { METHOD_GET, "/export.csv", RIGHT_READ, ROUTE_EXPORT | ROUTE_SLOW, rows_export },
    { METHOD_GET, "/lista.csv", RIGHT_READ, ROUTE_EXPORT | ROUTE_SLOW, rows_file_of_list },
    { METHOD_GET, "/lista.xlsx", RIGHT_READ, ROUTE_EXPORT | ROUTE_SLOW, rows_file_of_list },
    { METHOD_GET, "/{id}", RIGHT_READ, 0, rows_record },
    { METHOD_GET, "/{id}/andra", RIGHT_PROPOSE, 0, rows_edit },
    { METHOD_POST, "/{id}/andra", RIGHT_PROPOSE, 0, rows_save },
    { METHOD_GET, "/{id}/ratta", RIGHT_PROPOSE, 0, rows_correct },
    { METHOD_POST, "/{id}/ratta", RIGHT_PROPOSE, 0, rows_save_correction },
    { METHOD_GET, "/{id}/fil", RIGHT_READ, ROUTE_SLOW, rows_file },
    { METHOD_GET, "/{id}/historik", RIGHT_READ, 0, rows_history },
    { METHOD_POST, "/{id}/steg/{verb}", RIGHT_PROPOSE, 0, rows_act },
    { METHOD_GET, "/{id}/upphav", RIGHT_EDIT, 0, rows_ask_revoke },
    { METHOD_POST, "/{id}/upphav", RIGHT_EDIT, 0, rows_revoke },
};

enum err page_routes(struct arena *a, const struct route **ret, size_t *ret_n)
{
    size_t room = model_n * LEN(every) + 1, n = 0; /* the last row is empty: the table's end */
    for (size_t i = 0; i < LEN(tables); i++)
        room += tables[i]->n;
    struct route *all = arena_array(a, room, sizeof *all);
    if (!all)
        return E_NOMEM;
    for (size_t i = 0; i < LEN(tables); i++)
        for (size_t k = 0; k < tables[i]->n; k++)
            all[n++] = tables[i]->routes[k];
    for (size_t i = 0; i < model_n; i++) {
        if (!model[i]->path || (model[i]->flags & PLUMBING))
            continue;
        for (size_t k = 0; k < LEN(every); k++) {
            if ((model[i]->flags & NO_CREATE) && every[k].least != RIGHT_READ && !str_starts(str(every[k].tail), S("/{id}")))
                continue;
            bool files = entity_takes_file(model[i]), written = str_is(str(every[k].tail), "/ny") || str_starts(str(every[k].tail), S("/{id}/andra"));
            if (every[k].serve == rows_file && !files)
                continue;
            unsigned flags = every[k].flags | (files && written && every[k].method == METHOD_POST ? ROUTE_LARGE : 0);
            struct str pattern = str_printf(a, "/%s%s", model[i]->path, every[k].tail);
            all[n++] = (struct route){ every[k].method, pattern.p, model[i]->subject, every[k].least, flags, every[k].serve };
        }
    }
    if (a->failed)
        return E_NOMEM;
    *ret = all;
    *ret_n = n;
    return OK;
}
