/* PostgreSQL through libpq: statements prepared once a connection, SERIALIZABLE for writing, the seat's settings bound to each
 * transaction for the row-level security behind it. No LISTEN, no advisory locks: plain enough for what speaks the protocol. */
#include "store/engine.h"

#include <stdio.h>
#include <stdlib.h>

#include <libpq-fe.h>

enum { CACHE = 200, PORTION = 1000, CONNECT_WAIT_S = 10 };

struct cached { char *text; size_t n; uint64_t used; unsigned name; };

struct conn {
    PGconn *pg;
    struct cached cache[CACHE];
    uint64_t clock;
    unsigned names, fetches;
    bool again;
};

static enum err failed(struct conn *c, const PGresult *result, struct fault *f)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *said = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (!state || PQstatus(c->pg) != CONNECTION_OK)
        return fault(f, E_IO, NULL, N_("Databasservern svarar inte: {1}"), PQerrorMessage(c->pg), NULL);
    c->again = strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0;
    if (c->again)
        return fault(f, E_CONFLICT, NULL, N_("Två ändringar möttes. Försök igen."), NULL, NULL);
    if (strcmp(state, "53100") == 0)
        return fault(f, E_FULL, NULL, N_("Disken är full. Inget har sparats."), NULL, NULL);
    if (strcmp(state, "53200") == 0)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    if (strcmp(state, "42501") == 0)
        return fault(f, E_DENIED, NULL, N_("Databasens egen behörighetskontroll sade nej: {1}"), said, NULL);
    if (strcmp(state, "23505") == 0 || strcmp(state, "23503") == 0) {
        char place[FAULT_PLACE];
        const char *name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
        snprintf(place, sizeof place, CLASH_MARK "%s", name ? name : "");
        return fault(f, E_INVALID, place, state[4] == '3' ? N_("Posten som fältet pekar på finns inte.") : N_("Värdet finns redan."), NULL, NULL);
    }
    if (strncmp(state, "23", 2) == 0 || strncmp(state, "22", 2) == 0)
        return fault(f, E_INVALID, NULL, N_("Värdet passar inte databasens tabell: {1}"), said, NULL);
    return fault(f, E_IO, NULL, N_("Databasen svarade med ett fel: {1}"), said, NULL);
}

static void drop(PGresult **r)
{
    PQclear(*r);
}

static bool went(const PGresult *r)
{
    ExecStatusType s = PQresultStatus(r);
    return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK;
}

static enum err plain(struct conn *c, const char *sql, struct fault *f)
{
    PGresult *r cleanup(drop) = PQexec(c->pg, sql);
    c->again = false;
    return went(r) ? OK : failed(c, r, f);
}

static void pg_close(struct conn *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < CACHE; i++)
        free(c->cache[i].text);
    PQfinish(c->pg);
    free(c);
}

static void close_conn(struct conn **c)
{
    pg_close(*c);
}

static void quiet(void *ctx, const PGresult *r)
{
    (void)ctx;
    (void)r;
}

/* The program's role must not be able to walk around the second wall. */
static enum err role_is_fit(struct conn *c, struct fault *f)
{
    PGresult *r cleanup(drop) = PQexec(c->pg, "SELECT \"rolsuper\", \"rolbypassrls\", "
                                              "EXISTS (SELECT 1 FROM pg_class WHERE \"relowner\" = pg_roles.\"oid\" AND \"relname\" = 'journal' AND \"relkind\" = 'r') "
                                              "FROM pg_roles WHERE \"rolname\" = current_user");
    if (!went(r) || PQntuples(r) != 1)
        return failed(c, r, f);
    if (PQgetvalue(r, 0, 0)[0] == 't')
        return fault(f, E_DENIED, PQuser(c->pg), N_("Programmets databasroll är superuser. Ge programmet en egen roll utan sådana rättigheter."), NULL, NULL);
    if (PQgetvalue(r, 0, 1)[0] == 't')
        return fault(f, E_DENIED, PQuser(c->pg), N_("Programmets databasroll har BYPASSRLS. Ge programmet en egen roll utan sådana rättigheter."), NULL, NULL);
    if (PQgetvalue(r, 0, 2)[0] == 't')
        return fault(f, E_DENIED, PQuser(c->pg), N_("Programmets databasroll äger tabellerna. Ge programmet en egen roll som inte gör det."), NULL, NULL);
    return OK;
}

static enum err pg_open(const char *url, unsigned mode, struct conn **ret, struct fault *f)
{
    struct conn *c cleanup(close_conn) = calloc(1, sizeof *c);
    if (!c)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    char wait[16];
    snprintf(wait, sizeof wait, "%d", CONNECT_WAIT_S);
    const char *const names[] = { "dbname", "connect_timeout", "client_encoding", "application_name", NULL }, *const values[] = { url, wait, "UTF8", "samsyn", NULL };
    c->pg = PQconnectdbParams(names, values, 1);
    if (!c->pg)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    PQsetNoticeReceiver(c->pg, quiet, NULL);
    if (PQstatus(c->pg) != CONNECTION_OK)
        return fault(f, E_IO, NULL, N_("Databasservern svarar inte: {1}"), PQerrorMessage(c->pg), NULL);
    /* A list is a row and the titles that it points at, joined by their keys: the written order is the good one, and to look for a better took most
     * of the server's time. */
    TRY(plain(c, "SET join_collapse_limit = 1; SET synchronous_commit = on; SET row_security = on; SET timezone = 'UTC'; SET standard_conforming_strings = on; "
                 "SET idle_in_transaction_session_timeout = '10min'; SET jit = off", f));
    if (!(mode & CONN_OWNER))
        TRY(role_is_fit(c, f));
    *ret = GIVE(c);
    return OK;
}

/* The name under which the server holds the statement: prepared now or before. */
static enum err prepare(struct conn *c, struct str text, size_t params, char ret_name[static 24], struct fault *f)
{
    struct cached *place = &c->cache[0];
    for (size_t i = 0; i < CACHE; i++) {
        struct cached *k = &c->cache[i];
        if (k->text && k->n == text.n && memcmp(k->text, text.p, text.n) == 0) {
            k->used = ++c->clock;
            snprintf(ret_name, 24, "s%u", k->name);
            return OK;
        }
        if (k->used < place->used)
            place = k;
    }
    char *copy = malloc(text.n + 1);
    if (!copy)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    if (place->text) {
        char gone[48];
        snprintf(gone, sizeof gone, "DEALLOCATE \"s%u\"", place->name);
        PQclear(PQexec(c->pg, gone));
        free(place->text);
        *place = (struct cached){ 0 };
    }
    char name[24];
    snprintf(name, sizeof name, "s%u", ++c->names);
    PGresult *r cleanup(drop) = PQprepare(c->pg, name, copy, (int)params, NULL);
    if (!went(r)) {
        free(copy);
        return failed(c, r, f);
    }
    *place = (struct cached){ .text = copy, .n = text.n, .used = ++c->clock, .name = c->names };
    memcpy(ret_name, name, sizeof name);
    return OK;
}

struct values { const char *v[SQL_BINDS_MAX]; int n[SQL_BINDS_MAX], binary[SQL_BINDS_MAX]; char number[SQL_BINDS_MAX][24]; char *copied[SQL_BINDS_MAX]; size_t used; };

static void values_free(struct values *v)
{
    for (size_t i = 0; i < v->used; i++)
        free(v->copied[i]);
}

static bool values_of(struct values *v, const struct sql *q)
{
    for (v->used = 0; v->used < q->n; v->used++) {
        const struct bind *b = &q->binds[v->used];
        size_t i = v->used;
        v->v[i] = NULL;
        v->n[i] = v->binary[i] = 0;
        v->copied[i] = NULL;
        switch (b->kind) {
        case BIND_NULL:
            break;
        case BIND_INT:
            snprintf(v->number[i], sizeof v->number[i], "%lld", (long long)b->i);
            v->v[i] = v->number[i];
            break;
        case BIND_SMALL:
            v->v[i] = b->small;
            break;
        case BIND_TEXT: /* the protocol's text form ends with NUL */
            v->copied[i] = malloc(b->s.n + 1);
            if (!v->copied[i])
                return false;
            memcpy(v->copied[i], b->s.n ? b->s.p : "", b->s.n);
            v->copied[i][b->s.n] = '\0';
            v->v[i] = v->copied[i];
            break;
        case BIND_BYTES:
            v->v[i] = b->s.p ? b->s.p : "";
            v->n[i] = (int)b->s.n;
            v->binary[i] = 1;
            break;
        }
    }
    return true;
}

static enum err portion(struct cursor *cur, struct fault *f)
{
    char fetch[64];
    snprintf(fetch, sizeof fetch, "FETCH FORWARD %d FROM \"c%u\"", PORTION, cur->fetch);
    PQclear(cur->rows);
    cur->at = -1;
    PGresult *r = PQexec(cur->conn->pg, fetch);
    cur->rows = r;
    cur->n = PQntuples(r);
    return went(r) ? OK : failed(cur->conn, r, f);
}

static enum err pg_query(struct conn *c, const struct sql *q, bool stream, struct cursor *ret, struct fault *f)
{
    TRY(sql_check(q, f));
    struct values *v = malloc(sizeof *v);
    if (!v || !values_of(v, q)) {
        if (v)
            values_free(v);
        free(v);
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    }
    PGresult *r = NULL;
    enum err e = OK;
    struct cursor cur = { .conn = c, .at = -1 };
    c->again = false;
    if (stream) {
        struct buf b cleanup(buf_free) = buf_new(SQL_TEXT_MAX + 100);
        cur.fetch = ++c->fetches;
        buf_printf(&b, "DECLARE \"c%u\" NO SCROLL CURSOR FOR ", cur.fetch);
        buf_put(&b, buf_str(&q->text));
        buf_char(&b, '\0');
        e = buf_check(&b, f);
        if (e == OK)
            r = PQexecParams(c->pg, b.p, (int)q->n, NULL, v->v, v->n, v->binary, 0);
    } else {
        char name[24];
        e = prepare(c, buf_str(&q->text), q->n, name, f);
        if (e == OK)
            r = PQexecPrepared(c->pg, name, (int)q->n, v->v, v->n, v->binary, 0);
    }
    values_free(v);
    free(v);
    if (e == OK && !went(r))
        e = failed(c, r, f);
    if (e == OK && stream) {
        cur.rows = r;
        r = NULL;
        e = portion(&cur, f);
    } else if (e == OK) {
        cur.rows = r;
        cur.n = PQntuples(r);
        r = NULL;
    }
    PQclear(r);
    if (e != OK)
        PQclear(cur.rows);
    else
        *ret = cur;
    return e;
}

static enum err pg_step(struct cursor *cur, bool *ret_row, struct fault *f)
{
    if (cur->fetch && cur->at + 1 >= cur->n && cur->n == PORTION)
        TRY(portion(cur, f));
    *ret_row = cur->at + 1 < cur->n;
    cur->at += *ret_row;
    return OK;
}

static void pg_end(struct cursor *cur)
{
    PQclear(cur->rows);
    if (cur->rows && cur->fetch && PQtransactionStatus(cur->conn->pg) == PQTRANS_INTRANS) {
        char close[48];
        snprintf(close, sizeof close, "CLOSE \"c%u\"", cur->fetch);
        PQclear(PQexec(cur->conn->pg, close));
    }
    cur->rows = NULL;
}

static bool pg_null(const struct cursor *cur, int column)
{
    return PQgetisnull(cur->rows, cur->at, column);
}

static struct str pg_text(const struct cursor *cur, int column)
{
    if (PQgetisnull(cur->rows, cur->at, column))
        return (struct str){ 0 };
    return (struct str){ PQgetvalue(cur->rows, cur->at, column), (size_t)PQgetlength(cur->rows, cur->at, column) };
}

static int64_t pg_integer(const struct cursor *cur, int column)
{
    struct str s = pg_text(cur, column);
    int64_t v = 0;
    if (s.n == 1 && (s.p[0] == 't' || s.p[0] == 'f'))
        return s.p[0] == 't';
    return str_to_int64(s, &v) ? v : 0;
}

static int nibble(char c)
{
    return c >= 'a' ? c - 'a' + 10 : c - '0';
}

/* bytea in text form is "\x" and hex digits: decoded where it stands, which is the result's own memory. */
static struct str pg_bytes(const struct cursor *cur, int column)
{
    struct str s = pg_text(cur, column);
    if (s.n < 2 || s.p[0] != '\\' || s.p[1] != 'x')
        return s;
    char *at = PQgetvalue(cur->rows, cur->at, column);
    size_t n = (s.n - 2) / 2;
    for (size_t i = 0; i < n; i++)
        at[i] = (char)(nibble(at[2 + 2 * i]) << 4 | nibble(at[3 + 2 * i]));
    return (struct str){ at, n };
}

static enum err pg_wall(struct conn *c, const struct wall *wall, struct fault *f)
{
    static const char text[] = "SELECT set_config('samsyn.federation', $1, true), set_config('samsyn.organisation', $2, true), "
                               "set_config('samsyn.reads', $3, true), set_config('samsyn.writes', $4, true)";
    char federation[24], organisation[24], name[24];
    snprintf(federation, sizeof federation, "%lld", (long long)wall->federation);
    snprintf(organisation, sizeof organisation, "%lld", (long long)wall->organisation);
    const char *values[] = { federation, organisation, wall->reads, wall->writes };
    TRY(prepare(c, str(text), LEN(values), name, f));
    PGresult *r cleanup(drop) = PQexecPrepared(c->pg, name, LEN(values), values, NULL, NULL, 0);
    return went(r) ? OK : failed(c, r, f);
}

static enum err pg_begin(struct conn *c, bool write, const struct wall *wall, struct fault *f)
{
    TRY(plain(c, write ? "BEGIN ISOLATION LEVEL SERIALIZABLE" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", f));
    return wall ? pg_wall(c, wall, f) : OK;
}

static enum err pg_commit(struct conn *c, struct fault *f)
{
    PGresult *r cleanup(drop) = PQexec(c->pg, "COMMIT");
    c->again = false;
    if (!went(r))
        return failed(c, r, f);
    /* COMMIT of a failed transaction is answered with ROLLBACK and no error. */
    return strcmp(PQcmdStatus(r), "COMMIT") == 0 ? OK : fault(f, E_IO, NULL, N_("Databasen tog inte emot ändringen. Inget har sparats."), NULL, NULL);
}

static void pg_rollback(struct conn *c)
{
    bool again = c->again;
    if (PQtransactionStatus(c->pg) != PQTRANS_IDLE)
        PQclear(PQexec(c->pg, "ROLLBACK"));
    c->again = again;
}

static bool pg_again(const struct conn *c)
{
    return c->again;
}

static bool pg_lost(struct conn *c)
{
    PGTransactionStatusType s = PQtransactionStatus(c->pg);
    return s == PQTRANS_IDLE || s == PQTRANS_UNKNOWN;
}

static bool pg_broken(struct conn *c)
{
    return PQstatus(c->pg) != CONNECTION_OK || PQtransactionStatus(c->pg) != PQTRANS_IDLE;
}

const struct engine engine_postgres = {
    .name = "postgres", .dialect = DIALECT_POSTGRES, .open = pg_open, .close = pg_close, .script = plain, .query = pg_query, .step = pg_step,
    .end = pg_end, .is_null = pg_null, .integer = pg_integer, .text = pg_text, .bytes = pg_bytes, .begin = pg_begin, .wall = pg_wall,
    .commit = pg_commit, .rollback = pg_rollback, .again = pg_again, .lost = pg_lost, .broken = pg_broken,
};
