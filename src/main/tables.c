/* What the server is made of: its tables of routes, its languages, its files. One line each. */
#include "api/api.h"
#include "main/app.h"
#include "page/asset.h"
#include "page/page.h"

const struct words *const app_languages[] = { &words_sv, &words_en };
const size_t app_languages_n = LEN(app_languages);

enum err app_dress(struct arena *a, struct site_options *o, struct fault *f)
{
    struct route_table *tables = arena_array(a, 3, sizeof *tables);
    const struct route *pages;
    size_t n;
    if (!tables || page_routes(a, &pages, &n) != OK)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    tables[0] = (struct route_table){ watch_routes, 0 };
    tables[1] = (struct route_table){ api_routes, 0 };
    tables[2] = (struct route_table){ pages, n };
    o->tables = tables;
    o->tables_n = 3;
    o->files = assets;
    o->files_n = assets_n;
    o->files_version = asset_version;
    o->fault_page = page_fault;
    return OK;
}
