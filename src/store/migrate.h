/* The steps from an older schema to the program's. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/engine.h"
#include "store/store.h"

struct step {
    int number;             /* 1, 2, 3 … never reused */
    const char *name;
    const char *sql[2];     /* by enum dialect; "": nothing to do by itself */
};
struct steps { const struct step *v; size_t n; };

extern const struct steps store_steps;

/* store_migrate with other steps than the program's: for tests. */
enum err migrate_through(const struct store_options *options, const struct steps *all, void (*say)(void *ctx, const char *line), void *ctx, struct fault *f) nodiscard;

/* Tables and indexes only; then, when they are filled, what PostgreSQL adds, and the fingerprint. */
enum err schema_tables(const struct engine *g, struct conn *c, struct fault *f) nodiscard;
enum err schema_finish(const struct engine *g, struct conn *c, const char *role, struct fault *f) nodiscard;
/* Writes down that all steps are done: a database made by this program. */
enum err steps_note(const struct engine *g, struct conn *c, struct fault *f) nodiscard;
/* schema_check without touching anything. */
enum err schema_known(const struct engine *g, struct conn *c, struct fault *f) nodiscard;
/* Appends a value of the table meta; nothing when it is not there. */
enum err meta_get(const struct engine *g, struct conn *c, const char *name, struct buf *ret, struct fault *f) nodiscard;

#endif
