/* What the server is made of: its tables of routes, its files and its languages. One line each. */
#include "api/api.h"
#include "main/app.h"
#include "page/asset.h"
#include "page/page.h"

const struct words *const app_languages[] = { &words_sv, &words_en };
const size_t app_languages_n = LEN(app_languages);

enum err app_dress(struct arena *a, struct site_options *o, struct fault *f)
{
    enum { TABLES = 3 };
    const struct route **tables = arena_array(a, TABLES, sizeof *tables);
    const struct route *pages = NULL;
    size_t pages_n = 0;
    if (!tables || page_routes(a, &pages, &pages_n) != OK)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    tables[0] = watch_routes;
    tables[1] = api_routes;
    tables[2] = pages;
    o->tables = tables;
    o->tables_n = TABLES;
    o->files = assets;
    o->files_n = assets_n;
    o->files_version = asset_version;
    o->fault_page = page_fault;
    return OK;
}
