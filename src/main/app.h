/* The running server as handlers see it through visit.app. */
#ifndef MAIN_APP_H
#define MAIN_APP_H

#include "authn/serve.h"
#include "job/job.h"
#include "main/config.h"

struct app {
    struct config config;
    struct store *store;
    struct site *site;
    struct http_server *http;
    struct log *log;
    instant started;
    struct arena arena;     /* for as long as the server lives */
};

/* Opens the database of a configuration. `create`: makes it when it is not there. */
enum err app_store_open(const struct config *c, bool create, struct store **ret, struct fault *f) nodiscard;
/* What the jobs need of a configuration; text is the configuration's. */
struct job_settings app_job_settings(const struct config *c, struct store *s);
/* The federation of a database; E_ABSENT when it has none or several. */
enum err app_federation(struct store *s, struct arena *a, organisation_id *ret, struct fault *f) nodiscard;
/* The routes, files, languages and fault page that the site is made of. Memory from the arena. */
enum err app_dress(struct arena *a, struct site_options *o, struct fault *f) nodiscard;
/* /healthz and /metrics; ends with a row whose pattern is NULL. */
extern const struct route watch_routes[];
extern const struct words *const app_languages[];
extern const size_t app_languages_n;

#endif
