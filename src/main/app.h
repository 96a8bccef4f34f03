/* The running server as handlers see it through visit.app. */
#ifndef MAIN_APP_H
#define MAIN_APP_H

#include "authn/serve.h"
#include "main/config.h"

struct app {
    struct config config;
    struct store *store;
    struct site *site;
    struct http_server *http;
    instant started;
};

/* Opens the database of a configuration. `create`: makes it when it is not there. */
enum err app_store_open(const struct config *c, bool create, struct store **ret, struct fault *f) nodiscard;
/* What the pages bring to the site: their files and the page of a fault. */
void app_dress(struct site_options *o);
/* /healthz and /metrics; ends with a row whose pattern is NULL. */
extern const struct route watch_routes[];
/* Every table of routes that the server serves. */
extern const struct route *const app_tables[];
extern const struct words *const app_languages[];
extern const size_t app_tables_n, app_languages_n;

#endif
