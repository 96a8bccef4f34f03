/* What the server is made of: its tables of routes and its languages. One line a table. */
#include "api/api.h"
#include "main/app.h"

const struct route *const app_tables[] = { watch_routes, api_routes };
const size_t app_tables_n = LEN(app_tables);

const struct words *const app_languages[] = { &words_sv };
const size_t app_languages_n = LEN(app_languages);

void app_dress(struct site_options *o)
{
    o->fault_page = NULL;
}
