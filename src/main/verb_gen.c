/* samsyn gen DIR: what is derived from the model and committed, so that a reviewer reads its difference. For developers. */
#include "main/verb_gen.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "api/api.h"
#include "authz/access.h"
#include "derive/sql.h"
#include "main/app.h"

enum { GEN_MAX = 64 * 1024 * 1024, GEN_ARENA = 16 * 1024 * 1024 };

static enum err write_file(const char *dir, const char *name, const struct buf *b, struct fault *f)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s", dir, name);
    if (n < 0 || (size_t)n >= sizeof path)
        return fault(f, E_LIMIT, dir, N_("Sökvägen är för lång."), NULL, NULL);
    TRY(buf_check(b, f));
    FILE *to = fopen(path, "wb");
    if (!to)
        return fault(f, E_IO, path, N_("Filen kan inte skrivas: {1}"), strerror(errno), NULL);
    bool whole = fwrite(b->p, 1, b->n, to) == b->n;
    whole = fclose(to) == 0 && whole;
    return whole ? OK : fault(f, E_IO, path, N_("Filen kan inte skrivas: {1}"), strerror(errno), NULL);
}

static void put_openapi(struct buf *b)
{
    struct arena a cleanup(arena_free) = arena_new(GEN_ARENA);
    size_t n;
    const struct openapi_act *acts = api_acts(&a, &n);
    if (acts)
        openapi_put(b, acts, n);
    else
        b->failed = true;
}

static void put_access(struct buf *b)
{
    access_markdown(b, &words_sv);
}

static const char *flag_word(unsigned flag)
{
    static const struct { unsigned flag; const char *word; } words[] = {
        { ROUTE_OPEN, "open" }, { ROUTE_SLOW, "slow" }, { ROUTE_LARGE, "large" }, { ROUTE_API, "api" }, { ROUTE_EXPORT, "export" }, { ROUTE_ENTITY, "entity" },
    };
    for (size_t i = 0; i < LEN(words); i++)
        if (words[i].flag == flag)
            return words[i].word;
    return "?";
}

/* The register that a page's address begins with; NULL when it begins with none. */
static const struct entity *register_of(const struct route *r)
{
    struct str path = str(r->pattern);
    path = str_sub(path, 1, path.n);
    const struct entity *e = model_entity_at(str_cut(&path, '/'));
    return e && !(e->flags & PLUMBING) ? e : NULL;
}

static void put_route(struct buf *b, const struct route *r)
{
    static const char *const methods[METHOD__N] = { [METHOD_GET] = "GET", [METHOD_HEAD] = "HEAD", [METHOD_POST] = "POST", [METHOD_PUT] = "PUT",
        [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE", [METHOD_OPTIONS] = "OPTIONS" };
    const struct entity *e = register_of(r);
    bool open = r->flags & ROUTE_OPEN;
    buf_printf(b, "%s,%s,%s,%s,\"%s\",", methods[r->method], r->pattern, e ? e->name : "", open ? "" : access_letter(r->least),
               r->subject > SUBJECT_NONE ? access_subject(r->subject) : "");
    const char *between = "";
    for (unsigned flag = 1; flag; flag <<= 1)
        if (r->flags & flag) {
            buf_printf(b, "%s%s", between, flag_word(flag));
            between = " ";
        }
    buf_char(b, '\n');
}

/* Every route of the server, in the order in which the tables stand: what a test enumerates. */
static void put_routes(struct buf *b)
{
    struct arena a cleanup(arena_free) = arena_new(GEN_ARENA);
    struct site_options o = { 0 };
    if (app_dress(&a, &o, NULL) != OK) {
        b->failed = true;
        return;
    }
    buf_put(b, S("method,pattern,register,least,subject,flags\n"));
    for (size_t t = 0; t < o.tables_n; t++)
        for (size_t i = 0; o.tables[t].n ? i < o.tables[t].n : o.tables[t].routes[i].pattern != NULL; i++)
            put_route(b, &o.tables[t].routes[i]);
}

static void put_sqlite(struct buf *b)
{
    sql_schema(b, DIALECT_SQLITE);
}

static void put_postgres(struct buf *b)
{
    sql_schema(b, DIALECT_POSTGRES);
}

static const struct { const char *name; void (*put)(struct buf *b); } files[] = {
    { "openapi.json", put_openapi },
    { "access.md", put_access },
    { "routes.csv", put_routes },
    { "schema.sqlite.sql", put_sqlite },
    { "schema.postgres.sql", put_postgres },
};

int verb_gen(int argc, char **argv, const struct words *words)
{
    static const struct verb self = { .usage = "samsyn gen DIR" };
    if (argc != 2)
        return verb_usage(words, &self);
    for (size_t i = 0; i < LEN(files); i++) {
        struct buf b cleanup(buf_free) = buf_new(GEN_MAX);
        struct fault f = { 0 };
        files[i].put(&b);
        if (write_file(argv[1], files[i].name, &b, &f) != OK) {
            verb_complain(words, &f);
            return EXIT_FAILED;
        }
    }
    return EXIT_FINE;
}
