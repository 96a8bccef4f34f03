#include "derive/sql.h"

#include <stdio.h>

void sql_begin(struct sql *q)
{
    q->text = buf_new(SQL_TEXT_MAX);
    q->n = 0;
}

void sql_free(struct sql *q)
{
    buf_free(&q->text);
}

void sql_add(struct sql *q, const char *piece)
{
    buf_put(&q->text, str(piece));
}

static void quoted(struct buf *b, const char *name)
{
    buf_char(b, '"');
    buf_put(b, str(name));
    buf_char(b, '"');
}

void sql_name(struct sql *q, const char *alias, const char *name)
{
    if (alias) {
        sql_add(q, alias);
        sql_add(q, ".");
    }
    quoted(&q->text, name);
}

static struct bind *bind_next(struct sql *q, enum bind_kind kind)
{
    if (q->n == SQL_BINDS_MAX) {
        q->text.failed = true;
        return &q->binds[SQL_BINDS_MAX - 1];
    }
    struct bind *b = &q->binds[q->n++];
    b->kind = kind;
    buf_char(&q->text, '$');
    buf_int(&q->text, (int64_t)q->n);
    return b;
}

void sql_int(struct sql *q, int64_t v)
{
    bind_next(q, BIND_INT)->i = v;
}

void sql_str(struct sql *q, struct str v)
{
    bind_next(q, v.p ? BIND_TEXT : BIND_NULL)->s = v;
}

void sql_bytes(struct sql *q, struct str v)
{
    bind_next(q, BIND_BYTES)->s = v;
}

void sql_value(struct sql *q, const struct field *f, struct value v)
{
    if (v.none) {
        (void)bind_next(q, BIND_NULL);
        return;
    }
    switch (f->kind) {
    case KIND_TEXT:
        sql_str(q, v.s);
        break;
    case KIND_WORD:
        sql_str(q, str((size_t)v.i < f->words_n ? f->words[v.i].code : ""));
        break;
    case KIND_DATE: {
        struct bind *b = bind_next(q, BIND_SMALL);
        if (v.d.year < 0)
            snprintf(b->small, sizeof b->small, "?");
        else if (v.d.month == 0)
            snprintf(b->small, sizeof b->small, "%04d", v.d.year);
        else if (v.d.day == 0)
            snprintf(b->small, sizeof b->small, "%04d-%02d", v.d.year, v.d.month);
        else
            snprintf(b->small, sizeof b->small, "%04d-%02d-%02d", v.d.year, v.d.month, v.d.day);
        break;
    }
    default:
        sql_int(q, v.i);
    }
}

enum err sql_check(const struct sql *q, struct fault *f)
{
    if (q->text.starved)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    return q->text.failed ? fault(f, E_LIMIT, NULL, N_("Frågan till databasen är för stor."), NULL, NULL) : OK;
}

void sql_columns(struct sql *q, const struct entity *e, const char *alias)
{
    for (size_t i = 0; i < entity_fields(e); i++) {
        if (i)
            sql_add(q, ", ");
        sql_name(q, alias, entity_field(e, i)->name);
    }
}

void sql_insert(struct sql *q, const struct entity *e, const void *row)
{
    int64_t id;
    memcpy(&id, row, sizeof id);
    size_t first = id == 0;
    sql_add(q, "INSERT INTO ");
    sql_name(q, NULL, e->name);
    sql_add(q, " (");
    for (size_t i = first; i < entity_fields(e); i++) {
        sql_add(q, i > first ? ", " : "");
        sql_name(q, NULL, entity_field(e, i)->name);
    }
    sql_add(q, ") VALUES (");
    for (size_t i = first; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        sql_add(q, i > first ? ", " : "");
        sql_value(q, f, value_of(f, row));
    }
    sql_add(q, ") RETURNING \"id\"");
}

void sql_update(struct sql *q, const struct entity *e, const void *row, int64_t seen)
{
    sql_add(q, "UPDATE ");
    sql_name(q, NULL, e->name);
    sql_add(q, " SET ");
    for (size_t i = 1; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        sql_add(q, i > 1 ? ", " : "");
        sql_name(q, NULL, f->name);
        sql_add(q, " = ");
        sql_value(q, f, value_of(f, row));
    }
    int64_t id;
    memcpy(&id, row, sizeof id);
    sql_add(q, " WHERE \"id\" = ");
    sql_int(q, id);
    sql_add(q, " AND \"version\" = ");
    sql_int(q, seen);
    sql_add(q, " RETURNING \"id\"");
}

/* The same bytes in a statement and in its index: SQLite knows an index by its expression. */
static void order_of(struct buf *b, const struct field *f, const char *alias)
{
    const char *dot = alias ? "." : "";
    alias = alias ? alias : "";
    buf_printf(b, f->kind == KIND_WORD ? "CASE %s%s\"%s\"" : "%s%s\"%s\"", alias, dot, f->name);
    for (size_t i = 1; f->kind == KIND_WORD && i < f->words_n; i++)
        buf_printf(b, " WHEN '%s' THEN %zu", f->words[i].code, i);
    if (f->kind == KIND_WORD)
        buf_put(b, S(" END"));
    else if (f->kind == KIND_TEXT)
        buf_put(b, S(" " SQL_SWEDISH));
}

void sql_order(struct sql *q, const struct field *f, const char *alias)
{
    order_of(&q->text, f, alias);
}

bool sql_always(const struct entity *e, const struct field *f)
{
    if (f->kind == KIND_KEY || f->kind == KIND_BOOL || (f->flags & REQUIRED))
        return true;
    if (f >= row_fields && f < row_fields + row_fields_n)
        return str_is(str(f->name), "version") || str_is(str(f->name), "standing") || str_is(str(f->name), "created_at") || str_is(str(f->name), "changed_at") ||
               ((str_is(str(f->name), "federation") || str_is(str(f->name), "owner")) && !(e->flags & PLUMBING) && strcmp(e->name, "organisation") != 0);
    return false;
}

const struct field *entity_counterparty(const struct entity *e)
{
    for (size_t i = 0; i < e->n; i++)
        if (e->fields[i].flags & COUNTERPARTY)
            return &e->fields[i];
    return NULL;
}

/* ---- the schema ---- */

static const char *type_of(const struct field *f, enum dialect d)
{
    bool lite = d == DIALECT_SQLITE;
    switch (f->kind) {
    case KIND_KEY: return lite ? "INTEGER PRIMARY KEY" : "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY";
    case KIND_TEXT: case KIND_WORD: return lite ? "TEXT" : "text";
    case KIND_DATE: return lite ? "TEXT" : "text COLLATE \"C\"";
    case KIND_BOOL: return lite ? "INTEGER" : "boolean";
    default: return lite ? "INTEGER" : "bigint";
    }
}

static void check_of(struct buf *b, const struct entity *e, const struct field *f, enum dialect d)
{
    int64_t most = f->limit.most;
    bool words = f->kind == KIND_WORD, date = f->kind == KIND_DATE, logical = f->kind == KIND_BOOL && d == DIALECT_SQLITE;
    if (f->kind == KIND_TEXT && most == 0)
        most = f->flags & LONG ? 100000 : 4000;
    if (!(words || date || logical || (most && (f->kind == KIND_TEXT || f->kind == KIND_INT || f->kind == KIND_ORE))))
        return;
    buf_printf(b, " CONSTRAINT \"%s.%s.check\" CHECK (", e->name, f->name);
    if (words) {
        quoted(b, f->name);
        buf_put(b, S(" IN ("));
        for (size_t i = 1; i < f->words_n; i++)
            buf_printf(b, "%s'%s'", i > 1 ? ", " : "", f->words[i].code);
        buf_put(b, S("))"));
    } else if (logical) {
        buf_printf(b, "\"%s\" IN (0, 1))", f->name);
    } else if (date) {
        buf_printf(b, "\"%s\" = '?' OR length(\"%s\") IN (4, 7, 10))", f->name, f->name);
    } else if (f->kind == KIND_TEXT) {
        int64_t least = f->limit.least > 0 ? f->limit.least : 1;
        buf_printf(b, "length(\"%s\") BETWEEN %lld AND %lld)", f->name, (long long)least, (long long)most);
    } else {
        buf_printf(b, "\"%s\" BETWEEN %lld AND %lld)", f->name, (long long)f->limit.least, (long long)most);
    }
}

static void table_of(struct buf *b, const struct entity *e, enum dialect d, unsigned how)
{
    buf_printf(b, "CREATE TABLE \"%s\" (\n", e->name);
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        buf_printf(b, "    \"%s\" %s", f->name, type_of(f, d));
        if (!(how & SCHEMA_LOOSE)) {
            if (sql_always(e, f) && f->kind != KIND_KEY)
                buf_put(b, S(" NOT NULL"));
            check_of(b, e, f, d);
            if (f->kind == KIND_REF && d == DIALECT_SQLITE)
                buf_printf(b, " REFERENCES \"%s\" (\"id\")", f->refers);
        }
        buf_put(b, i + 1 < entity_fields(e) ? S(",\n") : S("\n"));
    }
    buf_put(b, d == DIALECT_SQLITE ? S(") STRICT;\n") : S(");\n"));
}

/* The fields of `list` ("audit, number") that together must be unique: among the valid rows of a federation. */
static void unique_of(struct buf *b, const struct entity *e, const char *list)
{
    struct str rest = str(list);
    buf_printf(b, "CREATE UNIQUE INDEX \"%s", e->name);
    for (struct str left = rest; left.n;) {
        struct str name = str_trim(str_cut(&left, ','));
        buf_printf(b, ".%.*s", SF(name));
    }
    buf_printf(b, ".unique\" ON \"%s\" (", e->name);
    if (!(e->flags & PLUMBING))
        buf_put(b, S("\"federation\", "));
    for (bool first = true; rest.n; first = false) {
        struct str name = str_trim(str_cut(&rest, ','));
        const struct field *f = entity_field_named(e, name);
        bool loose = f && f->kind == KIND_REF && !(f->flags & REQUIRED);
        buf_printf(b, loose ? "%scoalesce(\"%.*s\", 0)" : "%s\"%.*s\"", first ? "" : ", ", SF(name));
    }
    buf_put(b, S(") WHERE \"standing\" = 'gallande';\n"));
}

/* Columns that a list is often sorted by; long text is not. */
static bool sorted_by(const struct field *f)
{
    return (f->flags & LISTED) && !(f->flags & LONG) && f->kind != KIND_KEY;
}

/* Few values, many rows each: what lists are narrowed by. Their index has the standing too, so that counting them reads no row. */
static bool narrowed_by(const struct field *f)
{
    return f->kind == KIND_WORD || f->kind == KIND_REF || f->kind == KIND_BOOL;
}

/* Also from the other side: what refers to this row? */
static bool looked_up(const struct field *f)
{
    return f->kind == KIND_REF || (f->flags & LINK);
}

static void sort_index(struct buf *b, const struct entity *e, const struct field *f)
{
    buf_printf(b, "CREATE INDEX \"%s.%s%s\" ON \"%s\" (\"federation\", ", e->name, looked_up(f) ? "federation." : "", f->name, e->name);
    buf_put(b, f->kind == KIND_WORD ? S("(") : S(""));
    order_of(b, f, NULL);
    buf_printf(b, "%s, \"id\"%s);\n", f->kind == KIND_WORD ? ")" : "", narrowed_by(f) ? ", \"standing\"" : "");
}

static void indexes_of(struct buf *b, const struct entity *e, unsigned how)
{
    bool plumbing = e->flags & PLUMBING;
    if (!plumbing)
        buf_printf(b, "CREATE INDEX \"%s.scope\" ON \"%s\" (\"federation\", \"owner\", \"id\");\n"
                      "CREATE INDEX \"%s.federation.id\" ON \"%s\" (\"federation\", \"id\", \"standing\");\n", e->name, e->name, e->name, e->name);
    for (size_t i = 0; i < e->n; i++) {
        const struct field *f = &e->fields[i];
        if (looked_up(f))
            buf_printf(b, "CREATE INDEX \"%s.%s\" ON \"%s\" (\"%s\", \"id\");\n", e->name, f->name, e->name, f->name);
        if (plumbing && (f->flags & LISTED))
            buf_printf(b, "CREATE INDEX \"%s.%s\" ON \"%s\" (\"%s\", \"id\");\n", e->name, f->name, e->name, f->name);
        if (sorted_by(f) && !plumbing)
            sort_index(b, e, f);
        if ((f->flags & UNIQUE) && !(how & SCHEMA_LOOSE))
            unique_of(b, e, f->name);
        if (plumbing && str_is(str(f->name), "expires"))
            buf_printf(b, "CREATE INDEX \"%s.expires\" ON \"%s\" (\"expires\");\n", e->name, e->name);
    }
    if (e->unique && !(how & SCHEMA_LOOSE))
        unique_of(b, e, e->unique);
}

void sql_schema_entity(struct buf *b, const struct entity *e, enum dialect d, unsigned how)
{
    table_of(b, e, d, how);
    indexes_of(b, e, how);
}

void sql_schema_store(struct buf *b, enum dialect d, unsigned how)
{
    bool lite = d == DIALECT_SQLITE;
    const char *integer = lite ? "INTEGER" : "bigint", *text = lite ? "TEXT" : "text", *bytes = lite ? "BLOB" : "bytea", *end = lite ? ") STRICT;\n" : ");\n";
    buf_printf(b, "CREATE TABLE \"meta\" (\"name\" %s PRIMARY KEY, \"value\" %s NOT NULL%s", text, text, end);
    buf_printf(b, "CREATE TABLE \"migration\" (\"number\" %s PRIMARY KEY, \"name\" %s NOT NULL, \"checksum\" %s NOT NULL, \"at\" %s NOT NULL%s",
               integer, text, text, integer, end);
    if (how & SCHEMA_LOOSE)
        return;
    buf_printf(b, "CREATE TABLE \"blob\" (\"sha256\" %s PRIMARY KEY, \"bytes\" %s NOT NULL%s", text, bytes, end);
    buf_printf(b, "CREATE TABLE \"journal\" (\n    \"seq\" %s PRIMARY KEY,\n    \"at\" %s NOT NULL,\n    \"valid\" %s NOT NULL,\n    \"entity\" %s NOT NULL,\n"
                  "    \"id\" %s NOT NULL,\n    \"version\" %s NOT NULL,\n    \"federation\" %s NOT NULL,\n    \"owner\" %s NOT NULL,\n    \"reach\" %s NOT NULL,\n"
                  "    \"counterparty\" %s,\n    \"text\" %s NOT NULL,\n    \"chain\" %s NOT NULL\n%s",
               integer, integer, integer, text, integer, integer, integer, integer, text, integer, text, bytes, end);
    buf_put(b, S("CREATE UNIQUE INDEX \"journal.row\" ON \"journal\" (\"entity\", \"id\", \"version\");\n"
                 "CREATE INDEX \"journal.federation\" ON \"journal\" (\"federation\", \"seq\");\n"));
    buf_printf(b, "CREATE TABLE \"journal_head\" (\"one\" %s PRIMARY KEY CHECK (\"one\" = 1), \"size\" %s NOT NULL, \"chain\" %s NOT NULL, \"peaks\" %s NOT NULL%s",
               integer, integer, bytes, bytes, end);
}

/* The number is of the way texts become words: another way is another schema, and the table is filled anew. */
void sql_schema_search(struct buf *b, enum dialect d)
{
    bool lite = d == DIALECT_SQLITE;
    const char *integer = lite ? "INTEGER" : "bigint", *text = lite ? "TEXT" : "text";
    buf_printf(b, "CREATE TABLE \"search\" ( /* words 1 */\n    \"id\" %s,\n    \"entity\" %s NOT NULL,\n    \"row\" %s NOT NULL,\n    \"federation\" %s NOT NULL,\n"
                  "    \"owner\" %s NOT NULL,\n    \"counterparty\" %s NOT NULL,\n    \"reach\" %s NOT NULL,\n    \"head\" %s NOT NULL,\n    \"scope\" %s NOT NULL,\n"
                  "    \"words\" %s NOT NULL", lite ? "INTEGER PRIMARY KEY" : "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
               text, integer, integer, integer, integer, text, integer, text, text);
    if (!lite)
        buf_put(b, S(",\n    \"index\" tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(\"scope\" || ' ' || \"words\"), ' '))) STORED"));
    buf_put(b, lite ? S("\n) STRICT;\n") : S("\n);\n"));
    buf_put(b, S("CREATE UNIQUE INDEX \"search.row\" ON \"search\" (\"entity\", \"row\");\n"));
    if (!lite) {
        buf_put(b, S("CREATE INDEX \"search.index\" ON \"search\" USING gin (\"index\");\n"));
        return;
    }
    buf_put(b, S("CREATE VIRTUAL TABLE \"search_index\" USING fts5(\"scope\", \"words\", content = 'search', content_rowid = 'id', detail = none, prefix = '1 2 3 4', "
                 "tokenize = \"ascii tokenchars '_.:'\");\n"
                 "CREATE VIRTUAL TABLE \"search_vocabulary\" USING fts5vocab('search_index', 'instance');\n"
                 "CREATE TRIGGER \"search.added\" AFTER INSERT ON \"search\" BEGIN\n"
                 "    INSERT INTO \"search_index\" (\"rowid\", \"scope\", \"words\") VALUES (new.\"id\", new.\"scope\", new.\"words\");\nEND;\n"
                 "CREATE TRIGGER \"search.changed\" AFTER UPDATE ON \"search\" BEGIN\n"
                 "    INSERT INTO \"search_index\" (\"search_index\", \"rowid\", \"scope\", \"words\") VALUES ('delete', old.\"id\", old.\"scope\", old.\"words\");\n"
                 "    INSERT INTO \"search_index\" (\"rowid\", \"scope\", \"words\") VALUES (new.\"id\", new.\"scope\", new.\"words\");\nEND;\n" SQL_SEARCH_REMOVED));
}

/* ---- the second wall ---- */

/* The seat's settings, bound for each transaction: its federation ("0": the program itself), its organisation, and for every
 * subject four digits: may it in the relation own, counterparty, common, federation? */
static void policy(struct buf *b, const char *table, const char *suffix, const char *what, const char *clause, const char *setting, const struct field *counterparty,
                   const char *subject)
{
    buf_printf(b, "CREATE POLICY \"%s.%s\" ON \"%s\" FOR %s %s (\n    (SELECT current_setting('samsyn.federation', true)) = '0' OR (\n"
                  "    \"federation\" = (SELECT nullif(current_setting('samsyn.federation', true), '')::bigint) AND\n"
                  "    substr((SELECT current_setting('samsyn.%s', true)), %s + CASE\n"
                  "        WHEN \"owner\" = (SELECT nullif(current_setting('samsyn.organisation', true), '')::bigint) THEN 1\n",
               table, suffix, table, what, clause, setting, subject);
    if (counterparty)
        buf_printf(b, "        WHEN \"%s\" = (SELECT nullif(current_setting('samsyn.organisation', true), '')::bigint) THEN 2\n", counterparty->name);
    buf_put(b, S("        WHEN \"reach\" = 'gemensam' THEN 3 ELSE 4 END, 1) = '1'));\n"));
}

void sql_schema_tail(struct buf *b, const struct entity *e, enum dialect d)
{
    if (d == DIALECT_SQLITE)
        return;
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        if (f->kind == KIND_REF)
            buf_printf(b, "ALTER TABLE \"%s\" ADD CONSTRAINT \"%s.%s.refers\" FOREIGN KEY (\"%s\") REFERENCES \"%s\" (\"id\");\n", e->name, e->name, f->name, f->name, f->refers);
    }
    if (e->flags & PLUMBING)
        return;
    char subject[16];
    snprintf(subject, sizeof subject, "%d", ((int)e->subject - 1) * 4);
    const struct field *cp = entity_counterparty(e);
    buf_printf(b, "ALTER TABLE \"%s\" ENABLE ROW LEVEL SECURITY;\n", e->name);
    policy(b, e->name, "reads", "SELECT", "USING", "reads", cp, subject);
    policy(b, e->name, "creates", "INSERT", "WITH CHECK", "writes", cp, subject);
    policy(b, e->name, "changes", "UPDATE", "USING", "writes", cp, subject);
}

static void journal_policies(struct buf *b)
{
    struct buf subject cleanup(buf_free) = buf_new(16384);
    buf_put(&subject, S("CASE \"entity\""));
    for (size_t i = 0; i < model_n; i++)
        if (!(model[i]->flags & PLUMBING))
            buf_printf(&subject, " WHEN '%s' THEN %d", model[i]->name, ((int)model[i]->subject - 1) * 4);
    buf_put(&subject, S(" ELSE 100000 END"));
    buf_char(&subject, '\0');
    static const struct field counterparty = { .name = "counterparty" };
    buf_put(b, S("ALTER TABLE \"journal\" ENABLE ROW LEVEL SECURITY;\n"));
    policy(b, "journal", "reads", "SELECT", "USING", "reads", &counterparty, subject.p);
    policy(b, "journal", "creates", "INSERT", "WITH CHECK", "writes", &counterparty, subject.p);
}

void sql_schema_tables(struct buf *b, enum dialect d, unsigned how)
{
    for (size_t i = 0; i < model_n; i++)
        if (!(how & SCHEMA_LOOSE) || !(model[i]->flags & PLUMBING))
            sql_schema_entity(b, model[i], d, how);
    sql_schema_store(b, d, how);
    sql_schema_search(b, d);
}

void sql_schema_walls(struct buf *b, enum dialect d)
{
    if (d == DIALECT_SQLITE)
        return;
    for (size_t i = 0; i < model_n; i++)
        sql_schema_tail(b, model[i], d);
    journal_policies(b);
}

void sql_schema(struct buf *b, enum dialect d)
{
    sql_schema_tables(b, d, 0);
    sql_schema_walls(b, d);
}

void sql_grants(struct buf *b, const char *role)
{
    for (size_t i = 0; i < model_n; i++)
        buf_printf(b, "GRANT SELECT, INSERT, UPDATE%s ON \"%s\" TO \"%s\";\n", model[i]->flags & PURGED ? ", DELETE" : "", model[i]->name, role);
    buf_printf(b, "GRANT SELECT, INSERT ON \"journal\", \"blob\" TO \"%s\";\n"
                  "GRANT SELECT, INSERT, UPDATE ON \"search\" TO \"%s\";\nGRANT SELECT, UPDATE ON \"journal_head\" TO \"%s\";\n"
                  "GRANT SELECT ON \"meta\", \"migration\" TO \"%s\";\n", role, role, role, role);
}
