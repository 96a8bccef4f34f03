/* From exchange to visit and back: routes, the door, credentials, cross-site checks, security headers, faults. The composition root
 * fills site_options, starts the http server with site_handle and site_body_limit, and stops it before site_free. */
#ifndef AUTHN_SERVE_H
#define AUTHN_SERVE_H

#include "authn/visit.h"

struct route_table { const struct route *routes; size_t n; }; /* n 0: until a row whose pattern is NULL */

/* A file served under /ui/VERSION/NAME; the bytes are constants of the program. */
struct site_file { const char *name, *type; const unsigned char *plain; size_t plain_n; const unsigned char *packed; size_t packed_n; };

/* What the log may know of a request: no names, no query, the address without its last part. */
struct site_note {
    const char *id, *method, *pattern; /* pattern: of the route; "-" when there was none */
    int status;
    int64_t usec;
    size_t bytes;
    struct str address;
    enum err code;              /* of the fault, OK without */
    const struct fault *fault;  /* only for E_IO and E_BUG */
};

struct site_options {
    struct app *app;
    struct store *store;
    const struct words *const *languages; /* the first is the default */
    size_t languages_n;
    const struct route_table *tables; /* read by site_new; the rows must outlive the site */
    size_t tables_n;
    const struct site_file *files;
    size_t files_n;
    const char *files_version;
    /* Fills v->rs with a page about the fault; v->rs->status is set. NULL: a plain sentence. */
    void (*fault_page)(struct visit *v, int status, const struct fault *f);
    void (*log)(void *ctx, const struct site_note *note);
    void *log_ctx;
    bool secure;                /* the world sees https: Secure cookies with __Host-, HSTS */
    int64_t idle_s, absolute_s; /* of a session; 0: 3 600 and 43 200 */
    unsigned hashes;            /* passwords at once; 0: 4 */
    unsigned tries_account, tries_address; /* bad sign-ins in a quarter of an hour; 0: 10 and 50 */
    int64_t clock_offset_s;     /* tests only */
    size_t body, body_large;    /* bytes; 0: http's defaults */
    const char *public_url;     /* where readers reach it, without the last slash; NULL or empty: as the request says */
    bool demo;                  /* what the database holds is invented: every page says so */
    char setup_code[44];        /* who knows it may set up the first account; empty: nobody */
};

/* E_BUG: a route without a permission, or two with the same pattern and method; the place names it. */
enum err site_new(const struct site_options *o, struct site **ret, struct fault *f) nodiscard;
void site_free(struct site *s);
http_handler site_handle; /* arg: the site */
size_t site_body_limit(enum method m, struct str path, void *site);
/* Sign-ins since the start, for /metrics. */
struct site_counts { uint64_t signed_in, refused, limited; };
struct site_counts site_counts(const struct site *s);

#endif
