/* The schema's versions. What the model says is the schema; the database keeps its fingerprint and the list of steps it has been
 * through. A step is for what the tables cannot tell by themselves (a field with a new name, values to be rewritten): SQL with a
 * number and a checksum. Afterwards the tables are made anew from the model and filled from the old ones, in one transaction. */
#include "store/migrate.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/search_inside.h"

enum { SCHEMA_MAX = 1024 * 1024 };

static const struct step steps[] = {
    { 1, "grundschema", { "", "" } },
};

const struct steps store_steps = { steps, LEN(steps) };

static enum err fingerprint(enum dialect d, char ret[static 65], struct fault *f)
{
    struct buf b cleanup(buf_free) = buf_new(SCHEMA_MAX);
    sql_schema(&b, d);
    TRY(buf_check(&b, f));
    return hash_hex(buf_str(&b), ret) ? OK : no_memory(f);
}

static enum err step_sum(const struct step *s, enum dialect d, char ret[static 65], struct fault *f)
{
    return hash_hex(str(s->sql[d]), ret) ? OK : no_memory(f);
}

static enum err meta_set(const struct engine *g, struct conn *c, const char *name, struct str value, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "INSERT INTO \"meta\" (\"name\", \"value\") VALUES (");
    sql_str(&q, str(name));
    sql_add(&q, ", ");
    sql_str(&q, value);
    sql_add(&q, ") ON CONFLICT (\"name\") DO UPDATE SET \"value\" = excluded.\"value\"");
    return conn_run(g, c, &q, f);
}

enum err meta_get(const struct engine *g, struct conn *c, const char *name, struct buf *ret, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    bool any = false;
    sql_begin(&q);
    sql_add(&q, "SELECT \"value\" FROM \"meta\" WHERE \"name\" = ");
    sql_str(&q, str(name));
    TRY(g->query(c, &q, false, &cur, f));
    enum err e = g->step(&cur, &any, f);
    if (e == OK && any)
        buf_put(ret, g->text(&cur, 0));
    g->end(&cur);
    TRY(e);
    return buf_check(ret, f);
}

static enum err step_note(const struct engine *g, struct conn *c, const struct step *s, struct fault *f)
{
    char sum[65];
    TRY(step_sum(s, g->dialect, sum, f));
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "INSERT INTO \"migration\" (\"number\", \"name\", \"checksum\", \"at\") VALUES (");
    sql_int(&q, s->number);
    sql_add(&q, ", ");
    sql_str(&q, str(s->name));
    sql_add(&q, ", ");
    sql_str(&q, str(sum));
    sql_add(&q, ", ");
    sql_int(&q, instant_now().usec);
    sql_add(&q, ")");
    return conn_run(g, c, &q, f);
}

enum err steps_note(const struct engine *g, struct conn *c, struct fault *f)
{
    for (size_t i = 0; i < store_steps.n; i++)
        TRY(step_note(g, c, &store_steps.v[i], f));
    return OK;
}

static enum err script(const struct engine *g, struct conn *c, void (*write)(struct buf *b, enum dialect d, const char *role), const char *role, struct fault *f)
{
    struct buf b cleanup(buf_free) = buf_new(SCHEMA_MAX);
    write(&b, g->dialect, role);
    buf_char(&b, '\0');
    TRY(buf_check(&b, f));
    return g->script(c, b.p, f);
}

static void write_tables(struct buf *b, enum dialect d, const char *role)
{
    (void)role;
    sql_schema_tables(b, d, 0);
}

static void write_walls(struct buf *b, enum dialect d, const char *role)
{
    sql_schema_walls(b, d);
    if (role && d == DIALECT_POSTGRES)
        sql_grants(b, role);
}

enum err schema_tables(const struct engine *g, struct conn *c, struct fault *f)
{
    return script(g, c, write_tables, NULL, f);
}

enum err schema_finish(const struct engine *g, struct conn *c, const char *role, struct fault *f)
{
    char sum[65];
    TRY(script(g, c, write_walls, role, f));
    TRY(fingerprint(g->dialect, sum, f));
    TRY(meta_set(g, c, "schema", str(sum), f));
    if (role)
        TRY(meta_set(g, c, "application", str(role), f));
    if (g != &engine_sqlite)
        return OK;
    struct buf order cleanup(buf_free) = buf_new(64);
    TRY(sqlite_order_version(c, &order, f));
    return meta_set(g, c, "order", buf_str(&order), f);
}

static enum err create_all(const struct engine *g, struct conn *c, const char *role, struct fault *f)
{
    TRY(schema_tables(g, c, f));
    struct merkle empty = { 0 };
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "INSERT INTO \"journal_head\" (\"one\", \"size\", \"chain\", \"peaks\") VALUES (1, 0, ");
    sql_bytes(&q, hash_str(&empty.chain));
    sql_add(&q, ", ");
    sql_bytes(&q, S(""));
    sql_add(&q, ")");
    TRY(conn_run(g, c, &q, f));
    TRY(steps_note(g, c, f));
    return schema_finish(g, c, role, f);
}

static const struct wall everything = { .federation = 0 };

enum err schema_create(const struct engine *g, struct conn *c, const char *role, struct fault *f)
{
    TRY(g->begin(c, true, &everything, f));
    enum err e = create_all(g, c, role, f);
    if (e == OK)
        e = g->commit(c, f);
    if (e != OK)
        g->rollback(c);
    return e;
}

static enum err has_schema(const struct engine *g, struct conn *c, bool *ret, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    bool any;
    int64_t n = 0;
    sql_begin(&q);
    sql_add(&q, g->dialect == DIALECT_SQLITE ? "SELECT count(*) FROM sqlite_schema WHERE \"name\" = 'migration'"
                                           : "SELECT count(*) FROM pg_class WHERE oid = to_regclass('\"migration\"')");
    TRY(conn_integer(g, c, &q, &any, &n, f));
    *ret = n > 0;
    return OK;
}

/* How far the database has come: the number of leading steps that are done. */
static enum err steps_done(const struct engine *g, struct conn *c, const struct steps *all, size_t *ret, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    bool any = false;
    size_t n = 0;
    sql_begin(&q);
    sql_add(&q, "SELECT \"number\", \"checksum\", \"name\" FROM \"migration\" ORDER BY \"number\"");
    TRY(g->query(c, &q, false, &cur, f));
    enum err e;
    while ((e = g->step(&cur, &any, f)) == OK && any) {
        char sum[65] = "";
        struct buf name cleanup(buf_free) = buf_new(FAULT_PLACE - 1);
        buf_put(&name, g->text(&cur, 2));
        buf_char(&name, '\0');
        if ((e = buf_check(&name, f)) != OK)
            break;
        if (n == all->n)
            e = fault(f, E_CONFLICT, name.p, N_("Databasen är gjord av en nyare version av Samsyn."), NULL, NULL);
        else if ((e = step_sum(&all->v[n], g->dialect, sum, f)) == OK && (g->integer(&cur, 0) != all->v[n].number || !str_is(g->text(&cur, 1), sum)))
            e = fault(f, E_CONFLICT, name.p, N_("Databasen har gått igenom ett annat steg än programmets: kontrollsumman stämmer inte."), NULL, NULL);
        if (e != OK)
            break;
        n++;
    }
    g->end(&cur);
    TRY(e);
    *ret = n;
    return OK;
}

static enum err is_ours(const struct engine *g, struct conn *c, bool *ret, struct fault *f)
{
    char sum[65];
    struct buf known cleanup(buf_free) = buf_new(128);
    TRY(fingerprint(g->dialect, sum, f));
    TRY(meta_get(g, c, "schema", &known, f));
    *ret = str_is(buf_str(&known), sum);
    return OK;
}

/* Text indexes hold Swedish order: another version of it than the one they were built with, and they are built anew. */
static enum err order_check(const struct engine *g, struct conn *c, struct fault *f)
{
    struct buf now cleanup(buf_free) = buf_new(64), then cleanup(buf_free) = buf_new(64);
    if (g != &engine_sqlite)
        return OK;
    TRY(sqlite_order_version(c, &now, f));
    TRY(meta_get(g, c, "order", &then, f));
    if (str_eq(buf_str(&now), buf_str(&then)))
        return OK;
    TRY(g->script(c, "REINDEX", f));
    return meta_set(g, c, "order", buf_str(&now), f);
}

enum err schema_known(const struct engine *g, struct conn *c, struct fault *f)
{
    bool any, ours;
    size_t done;
    TRY(has_schema(g, c, &any, f));
    if (!any)
        return fault(f, E_ABSENT, NULL, g->dialect == DIALECT_SQLITE ? N_("Databasen är tom.") : N_("Databasen är tom. Kör samsyn migrate som tabellernas ägare."), NULL, NULL);
    TRY(steps_done(g, c, &store_steps, &done, f));
    TRY(is_ours(g, c, &ours, f));
    if (done < store_steps.n || !ours)
        return fault(f, E_CONFLICT, NULL, N_("Databasen är gjord av en annan version av Samsyn. Kör samsyn migrate."), NULL, NULL);
    return OK;
}

enum err schema_check(const struct engine *g, struct conn *c, struct fault *f)
{
    TRY(schema_known(g, c, f));
    return order_check(g, c, f);
}

/* ---- from an older schema to the program's ---- */

static const char *const own_tables[] = { "blob", "journal", "journal_head", "meta", "migration" };

static const char *table_at(size_t i)
{
    return i < model_n ? model[i]->name : i - model_n < LEN(own_tables) ? own_tables[i - model_n] : NULL;
}

static enum err names_of(const struct engine *g, struct conn *c, const char *sql, const char *table, struct arena *a, struct str **ret, size_t *ret_n, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    struct str *names = NULL;
    size_t n = 0, cap = 0;
    bool any = false;
    sql_begin(&q);
    sql_add(&q, sql);
    if (table)
        sql_str(&q, str(table));
    if (table)
        sql_add(&q, ")");
    TRY(g->query(c, &q, false, &cur, f));
    enum err e;
    while ((e = g->step(&cur, &any, f)) == OK && any) {
        names = arena_grow(a, names, n, n + 1, sizeof *names, &cap);
        if (!names || !(names[n++] = str_copy(a, g->text(&cur, 0))).p) {
            e = no_memory(f);
            break;
        }
    }
    g->end(&cur);
    TRY(e);
    *ret = names;
    *ret_n = n;
    return OK;
}

static bool among(struct str name, const struct str *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(name, names[i]))
            return true;
    return false;
}

/* Puts the old tables aside. PostgreSQL: into a schema of their own, names and all. SQLite: under another name. */
static enum err set_aside(const struct engine *g, struct conn *c, struct arena *a, struct fault *f)
{
    bool lite = g->dialect == DIALECT_SQLITE;
    struct str *names;
    size_t n;
    struct buf b cleanup(buf_free) = buf_new(SCHEMA_MAX);
    if (lite) { /* what is searched is filled anew */
        TRY(g->script(c, "DROP TABLE IF EXISTS \"search_vocabulary\"; DROP TABLE IF EXISTS \"search_index\"; DROP TABLE IF EXISTS \"search\"", f));
        TRY(names_of(g, c, "SELECT \"name\" FROM sqlite_schema WHERE \"type\" = 'index' AND \"sql\" IS NOT NULL", NULL, a, &names, &n, f));
        for (size_t i = 0; i < n; i++)
            buf_printf(&b, "DROP INDEX \"%.*s\";\n", SF(names[i]));
    }
    TRY(names_of(g, c, lite ? "SELECT \"name\" FROM sqlite_schema WHERE \"type\" = 'table' AND \"name\" NOT LIKE 'sqlite_%'"
                            : "SELECT \"tablename\" FROM pg_tables WHERE \"schemaname\" = current_schema()", NULL, a, &names, &n, f));
    if (!lite)
        buf_put(&b, S("CREATE SCHEMA \"samsyn_old\";\n"));
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, lite ? "ALTER TABLE \"%.*s\" RENAME TO \"old_%.*s\";\n" : "ALTER TABLE \"%.*s\" SET SCHEMA \"samsyn_old\";\n", SF(names[i]), SF(names[i]));
    buf_char(&b, '\0');
    TRY(buf_check(&b, f));
    return g->script(c, b.p, f);
}

static enum err fill(const struct engine *g, struct conn *c, const char *table, const struct entity *e, struct arena *a, struct fault *f)
{
    bool lite = g->dialect == DIALECT_SQLITE;
    char old_name[128];
    struct str *was, *is;
    size_t was_n, is_n, n = 0;
    snprintf(old_name, sizeof old_name, "old_%s", table);
    const char *columns = lite ? "SELECT \"name\" FROM pragma_table_info("
                               : "SELECT \"attname\" FROM pg_attribute WHERE \"attnum\" > 0 AND NOT \"attisdropped\" AND \"attrelid\" = to_regclass(";
    char path[160];
    snprintf(path, sizeof path, "samsyn_old.%s", table);
    TRY(names_of(g, c, columns, lite ? old_name : path, a, &was, &was_n, f));
    TRY(names_of(g, c, columns, table, a, &is, &is_n, f));
    if (was_n == 0)
        return OK; /* a table that the old schema did not have */
    struct buf into cleanup(buf_free) = buf_new(65536), from cleanup(buf_free) = buf_new(65536), sql cleanup(buf_free) = buf_new(SCHEMA_MAX);
    for (size_t i = 0; i < is_n; i++) {
        const struct field *field = e ? entity_field_named(e, is[i]) : NULL;
        bool there = among(is[i], was, was_n);
        if (!there && !(field && field->kind == KIND_BOOL))
            continue;
        buf_printf(&into, "%s\"%.*s\"", n ? ", " : "", SF(is[i]));
        if (there)
            buf_printf(&from, "%s\"%.*s\"", n ? ", " : "", SF(is[i]));
        else
            buf_printf(&from, lite ? "%s0" : "%sfalse", n ? ", " : "");
        n++;
    }
    buf_printf(&sql, lite ? "INSERT INTO \"%s\" (%.*s) SELECT %.*s FROM \"old_%s\";" : "INSERT INTO \"%s\" (%.*s) SELECT %.*s FROM \"samsyn_old\".\"%s\";",
               table, SF(buf_str(&into)), SF(buf_str(&from)), table);
    if (e && !lite)
        buf_printf(&sql, "SELECT setval(pg_get_serial_sequence('\"%s\"', 'id'), (SELECT coalesce(max(\"id\"), 0) + 1 FROM \"%s\"), false);", table, table);
    buf_char(&sql, '\0');
    TRY(buf_check(&sql, f));
    return g->script(c, sql.p, f);
}

static enum err rebuild(const struct engine *g, struct conn *c, const char *role, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(16 * 1024 * 1024);
    bool lite = g->dialect == DIALECT_SQLITE;
    TRY(set_aside(g, c, &a, f));
    TRY(schema_tables(g, c, f));
    for (size_t i = 0; table_at(i); i++)
        TRY(fill(g, c, table_at(i), i < model_n ? model[i] : NULL, &a, f));
    TRY(search_fill(g, c, f));
    struct str *old;
    size_t n;
    struct buf b cleanup(buf_free) = buf_new(SCHEMA_MAX);
    if (lite) {
        TRY(names_of(g, c, "SELECT \"name\" FROM sqlite_schema WHERE \"type\" = 'table' AND \"name\" LIKE 'old~_%' ESCAPE '~'", NULL, &a, &old, &n, f));
        for (size_t i = 0; i < n; i++)
            buf_printf(&b, "DROP TABLE \"%.*s\";\n", SF(old[i]));
    } else {
        buf_put(&b, S("DROP SCHEMA \"samsyn_old\" CASCADE;\n"));
    }
    buf_char(&b, '\0');
    TRY(buf_check(&b, f));
    TRY(g->script(c, b.p, f));
    return schema_finish(g, c, role, f);
}

static enum err in_transaction(const struct engine *g, struct conn *c, enum err (*work)(const struct engine *g, struct conn *c, const void *ctx, struct fault *f), const void *ctx,
                               struct fault *f)
{
    TRY(g->begin(c, true, &everything, f));
    enum err e = work(g, c, ctx, f);
    if (e == OK)
        e = g->commit(c, f);
    if (e != OK)
        g->rollback(c);
    return e;
}

static enum err do_step(const struct engine *g, struct conn *c, const void *ctx, struct fault *f)
{
    const struct step *s = ctx;
    if (s->sql[g->dialect][0])
        TRY(g->script(c, s->sql[g->dialect], f));
    return step_note(g, c, s, f);
}

static enum err do_rebuild(const struct engine *g, struct conn *c, const void *ctx, struct fault *f)
{
    return rebuild(g, c, ctx, f);
}

static enum err do_search(const struct engine *g, struct conn *c, const void *ctx, struct fault *f)
{
    (void)ctx;
    return search_fill(g, c, f);
}

static enum err do_grants(const struct engine *g, struct conn *c, const void *ctx, struct fault *f)
{
    struct buf b cleanup(buf_free) = buf_new(64 * 1024);
    sql_grants(&b, ctx);
    buf_char(&b, '\0');
    TRY(buf_check(&b, f));
    TRY(g->script(c, b.p, f));
    return meta_set(g, c, "application", str(ctx), f);
}

/* The role that the program runs as: the one that is given, else the one that the tables were made for. */
static enum err find_role(const struct engine *g, struct conn *c, bool any, const char *given, struct buf *ret, struct fault *f)
{
    if (given)
        buf_put(ret, str(given));
    else if (any)
        TRY(meta_get(g, c, "application", ret, f));
    if (!ret->n)
        buf_put(ret, S("samsyn"));
    buf_char(ret, '\0');
    return buf_check(ret, f);
}

static enum err migrate(const struct engine *g, struct conn *c, const struct steps *all, const char *given, void (*say)(void *ctx, const char *line), void *ctx, struct fault *f)
{
    bool any, ours;
    size_t done;
    struct buf named cleanup(buf_free) = buf_new(256);
    TRY(has_schema(g, c, &any, f));
    const char *role = NULL;
    if (g->dialect == DIALECT_POSTGRES) {
        TRY(find_role(g, c, any, given, &named, f));
        role = named.p;
    }
    if (!any) {
        TRY(schema_create(g, c, role, f));
        say(ctx, N_("Schemat är skapat."));
        return OK;
    }
    if (g->dialect == DIALECT_SQLITE)
        TRY(g->script(c, "PRAGMA foreign_keys = 0; PRAGMA legacy_alter_table = 1", f));
    TRY(steps_done(g, c, all, &done, f));
    for (; done < all->n; done++) {
        TRY(in_transaction(g, c, do_step, &all->v[done], f));
        say(ctx, all->v[done].name);
    }
    TRY(is_ours(g, c, &ours, f));
    if (ours) {
        if (role && given)
            TRY(in_transaction(g, c, do_grants, role, f));
        say(ctx, N_("Schemat är programmets."));
        TRY(in_transaction(g, c, do_search, NULL, f));
        say(ctx, N_("Sökregistret är byggt på nytt."));
        return OK;
    }
    TRY(in_transaction(g, c, do_rebuild, role, f));
    say(ctx, N_("Tabellerna är gjorda om efter programmets modell."));
    return OK;
}

enum err migrate_through(const struct store_options *options, const struct steps *all, void (*say)(void *ctx, const char *line), void *ctx, struct fault *f)
{
    const struct engine *g = engine_of(options->url);
    struct conn *c = NULL;
    TRY(g->open(options->url, CONN_WRITE | CONN_OWNER | (options->create ? (unsigned)CONN_CREATE : 0), &c, f));
    enum err e = migrate(g, c, all, options->application, say, ctx, f);
    g->close(c);
    return e;
}

enum err store_migrate(const struct store_options *options, void (*say)(void *ctx, const char *line), void *ctx, struct fault *f)
{
    return migrate_through(options, &store_steps, say, ctx, f);
}
