/* The table `search`: kept with every write, asked by word. The seat's scope stands twice in a question: as words of the index, so that
 * only rows of the right organisations are walked through, and as an expression over the columns, which decides. */
#include <stdio.h>
#include <stdlib.h>

#include "store/search_inside.h"

enum {
    RANKED_BYTES = 4000,            /* of a row's words, for its place among the hits */
    EXPAND_ASKED = 64,              /* words of a beginning that are asked for one by one */
    EXPAND_MAX = 200,               /* … that are counted */
    INDEXED_BEGINNING = 4,          /* letters: derive/sql.c */
};

/* ---- keeping ---- */

void searched_free(struct searched *s)
{
    buf_free(&s->words);
    buf_free(&s->scope);
}

static bool is_searched(const struct field *f)
{
    return f->kind == KIND_TEXT && !(f->flags & (PERSONAL | SECRET | LINK)) && strcmp(f->name, "sha256") != 0;
}

/* Whose the row is, as words that no text holds: they begin with an underscore. */
static void scope_put(struct buf *b, const struct entity *e, const struct row *row)
{
    const struct field *cp = entity_counterparty(e);
    long long federation = row->federation.v, other = cp ? value_of(cp, row).i : 0;
    int subject = (int)e->subject;
    buf_printf(b, "_:%s _%lld _%lld.%d _%lld.%d.o%lld", e->name, federation, federation, subject, federation, subject, (long long)row->owner.v);
    if (other)
        buf_printf(b, " _%lld.%d.p%lld", federation, subject, other);
    if (row->reach == REACH_COMMON)
        buf_printf(b, " _%lld.%d.g", federation, subject);
}

/* The title's words first: what stands early weighs more. A row that no longer holds has no words. */
enum err searched_of(const struct entity *e, const void *any_row, struct searched *ret, struct fault *f)
{
    const struct row *row = any_row;
    struct buf joined cleanup(buf_free) = buf_new(SEARCH_TEXT_BYTES);
    const struct field *title = e->title ? entity_field_named(e, str(e->title)) : NULL;
    ret->words = buf_new(2 * SEARCH_TEXT_BYTES + 1);
    ret->scope = buf_new(1024);
    ret->head = 0;
    if (row->standing == STANDING_VALID) {
        scope_put(&ret->scope, e, row);
        if (title && is_searched(title))
            search_words_put(&ret->words, &joined, value_of(title, row).s);
        ret->head = ret->words.n;
        for (size_t i = 0; i < e->n; i++)
            if (is_searched(&e->fields[i]) && &e->fields[i] != title)
                search_words_put(&ret->words, &joined, value_of(&e->fields[i], row).s);
        if (joined.n && ret->words.n)
            buf_char(&ret->words, ' ');
        buf_put(&ret->words, buf_str(&joined));
    }
    return ret->words.failed || ret->scope.failed || joined.failed ? no_memory(f) : OK;
}

static struct str given(const struct buf *b)
{
    return b->n ? buf_str(b) : S("");
}

enum err search_put(const struct engine *g, struct conn *c, const struct entity *e, const void *any_row, struct fault *f)
{
    const struct row *row = any_row;
    const struct field *cp = entity_counterparty(e);
    struct searched s cleanup(searched_free) = { 0 };
    struct sql q cleanup(sql_free) = { 0 };
    TRY(searched_of(e, row, &s, f));
    sql_begin(&q);
    sql_add(&q, "INSERT INTO \"search\" (\"entity\", \"row\", \"federation\", \"owner\", \"counterparty\", \"reach\", \"head\", \"scope\", \"words\") VALUES (");
    sql_str(&q, str(e->name));
    sql_add(&q, ", ");
    sql_int(&q, row->id);
    sql_add(&q, ", ");
    sql_int(&q, row->federation.v);
    sql_add(&q, ", ");
    sql_int(&q, row->owner.v);
    sql_add(&q, ", ");
    sql_int(&q, cp ? value_of(cp, row).i : 0);
    sql_add(&q, row->reach == REACH_COMMON ? ", 'gemensam', " : ", 'egen', ");
    sql_int(&q, (int64_t)s.head);
    sql_add(&q, ", ");
    sql_str(&q, given(&s.scope));
    sql_add(&q, ", ");
    sql_str(&q, given(&s.words));
    sql_add(&q, ") ON CONFLICT (\"entity\", \"row\") DO UPDATE SET \"federation\" = excluded.\"federation\", \"owner\" = excluded.\"owner\", "
                "\"counterparty\" = excluded.\"counterparty\", \"reach\" = excluded.\"reach\", \"head\" = excluded.\"head\", \"scope\" = excluded.\"scope\", "
                "\"words\" = excluded.\"words\" WHERE \"search\".\"words\" <> excluded.\"words\" OR \"search\".\"scope\" <> excluded.\"scope\"");
    return conn_run(g, c, &q, f);
}

static enum err put_by_id(const struct engine *g, struct conn *c, struct arena *a, const struct entity *e, int64_t id, struct fault *f)
{
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    bool any = false;
    arena_reset(a);
    void *row = row_new(a, e);
    if (!row)
        return no_memory(f);
    sql_begin(&q);
    sql_add(&q, "SELECT ");
    sql_columns(&q, e, NULL);
    sql_add(&q, " FROM ");
    sql_name(&q, NULL, e->name);
    sql_add(&q, " WHERE \"id\" = ");
    sql_int(&q, id);
    TRY(g->query(c, &q, false, &cur, f));
    enum err got = g->step(&cur, &any, f);
    if (got == OK && any)
        got = row_fetch(g, &cur, 0, e, a, row, f);
    g->end(&cur);
    TRY(got);
    return any ? search_put(g, c, e, row, f) : OK;
}

enum err search_fill(const struct engine *g, struct conn *c, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(64 * 1024 * 1024);
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    bool any = false, first = true;
    TRY(g->script(c, g->dialect == DIALECT_SQLITE ? "INSERT INTO \"search_index\" (\"search_index\") VALUES ('delete-all'); DROP TRIGGER \"search.removed\"; "
                     "DELETE FROM \"search\"; " SQL_SEARCH_REMOVED : "TRUNCATE \"search\"", f));
    sql_begin(&q);
    for (size_t i = 0; i < model_n; i++) {
        if (model[i]->flags & PLUMBING)
            continue;
        buf_printf(&q.text, "%sSELECT %zu AS \"which\", \"id\", \"created_at\" FROM \"%s\"", first ? "" : " UNION ALL ", i, model[i]->name);
        first = false;
    }
    sql_add(&q, " ORDER BY \"created_at\", \"which\", \"id\"");
    TRY(g->query(c, &q, true, &cur, f));
    enum err got;
    while ((got = g->step(&cur, &any, f)) == OK && any)
        if ((got = put_by_id(g, c, &a, model[g->integer(&cur, 0)], g->integer(&cur, 1), f)) != OK)
            break;
    g->end(&cur);
    return got;
}

/* ---- asking ---- */

static unsigned relations_of(const struct seat *seat, const struct entity *e)
{
    unsigned may = authz_relations(seat, e->subject, RIGHT_READ) & ~(1u << RELATION_OTHER);
    return e->flags & PLUMBING ? 0 : entity_counterparty(e) ? may : may & ~(1u << RELATION_COUNTERPARTY);
}

static bool everywhere(const struct seat *seat)
{
    return seat->role == ROLE_SYSTEM && seat->federation.v == 0;
}

/* "AND …": may the seat read the row "s" is about? As scope_add, for many registers at once: those with the same relations together. */
static void scope_decides(struct sql *q, const struct seat *seat, const struct entity *only)
{
    bool any = false;
    if (everywhere(seat))
        return;
    sql_add(q, " AND s.\"federation\" = ");
    sql_int(q, seat->federation.v);
    sql_add(q, " AND ");
    sql_int(q, seat->organisation.v);
    size_t organisation = q->n;
    sql_add(q, " > 0 AND (");
    for (unsigned may = 1; may < 1u << RELATION_OTHER; may++) {
        bool first = true;
        for (size_t i = 0; i < model_n; i++) {
            if (relations_of(seat, model[i]) != may || (only && only != model[i]))
                continue;
            buf_printf(&q->text, first ? "%s(s.\"entity\" IN ('%s'" : "%s, '%s'", first && any ? " OR " : "", model[i]->name);
            first = false;
        }
        if (first)
            continue;
        any = true;
        buf_printf(&q->text, ") AND CASE WHEN s.\"owner\" = $%zu THEN %d WHEN s.\"counterparty\" = $%zu AND %d = 1 THEN 1 WHEN s.\"reach\" = 'gemensam' THEN %d ELSE %d END = 1)",
                   organisation, may >> RELATION_OWN & 1, organisation, may >> RELATION_COUNTERPARTY & 1, may >> RELATION_COMMON & 1, may >> RELATION_FEDERATION & 1);
    }
    sql_add(q, any ? ")" : "FALSE)");
}

/* How the two engines write a question to their index. */
struct dialect_words { const char *and, *or, *before, *behind, *beginning; };
static const struct dialect_words ways[] = {
    [DIALECT_SQLITE] = { " AND ", " OR ", "\"", "\"", "\"*" },
    [DIALECT_POSTGRES] = { " & ", " | ", "'", "'", "':*" },
};

static void word_ask(struct buf *b, const struct dialect_words *way, struct str word, bool prefix)
{
    buf_printf(b, "%s%.*s%s", way->before, SF(word), prefix ? way->beginning : way->behind);
}

static bool reads_the_federation(const struct seat *seat)
{
    bool all = true;
    for (size_t i = 0; i < model_n; i++)
        all &= (model[i]->flags & PLUMBING) || relations_of(seat, model[i]) >> RELATION_FEDERATION & 1;
    return all;
}

/* The scope as words of the index: a wide net, quick to draw in. */
static void scope_ask(struct buf *b, const struct dialect_words *way, const struct seat *seat, const struct entity *only)
{
    char word[96];
    bool first = true;
    uint64_t done = 0;
    long long federation = seat->federation.v, mine = seat->organisation.v;
    if (!only && reads_the_federation(seat)) {
        int n = snprintf(word, sizeof word, "_%lld", federation);
        word_ask(b, way, (struct str){ word, (size_t)n }, false);
        return;
    }
    for (size_t i = 0; i < model_n; i++) {
        unsigned may = relations_of(seat, model[i]);
        uint64_t kind = 1ull << model[i]->subject;
        if (!may || (only && only != model[i]) || (done & kind && !entity_counterparty(model[i])))
            continue;
        done |= kind;
        int subject = (int)model[i]->subject;
        const bool wanted[] = { may >> RELATION_FEDERATION & 1, may >> RELATION_OWN & 1, may >> RELATION_COUNTERPARTY & 1, may >> RELATION_COMMON & 1 };
        for (size_t k = 0; k < LEN(wanted); k++) {
            if (!wanted[k] || (k && wanted[0]))
                continue;
            int n = k == 0 ? snprintf(word, sizeof word, "_%lld.%d", federation, subject)
                  : k == 1 ? snprintf(word, sizeof word, "_%lld.%d.o%lld", federation, subject, mine)
                  : k == 2 ? snprintf(word, sizeof word, "_%lld.%d.p%lld", federation, subject, mine)
                           : snprintf(word, sizeof word, "_%lld.%d.g", federation, subject);
            buf_put(b, first ? S("(") : str(way->or));
            word_ask(b, way, (struct str){ word, (size_t)n }, false);
            first = false;
        }
    }
    buf_put(b, first ? S("") : S(")"));
}

/* SQLite: the words that begin so, while they are few. Each question starts behind the word before: \x01 stands in no word. */
static enum err expand(struct reading *r, struct arena *a, struct str word, struct str *ret, size_t *ret_n, struct fault *f)
{
    const struct engine *g = r->s->g;
    struct str from = word;
    size_t n = 0;
    for (bool any = true; any && n <= EXPAND_MAX; ) {
        struct sql q cleanup(sql_free) = { 0 };
        struct cursor cur = { 0 };
        sql_begin(&q);
        sql_add(&q, "SELECT \"term\" FROM \"search_vocabulary\" WHERE \"term\" >= ");
        sql_str(&q, from);
        sql_add(&q, " LIMIT 1");
        TRY(g->query(r->c, &q, false, &cur, f));
        enum err got = g->step(&cur, &any, f);
        if (got == OK && any && (any = str_starts(g->text(&cur, 0), word)) && n < EXPAND_MAX) {
            ret[n] = str_copy(a, g->text(&cur, 0));
            from = str_printf(a, "%.*s\x01", SF(ret[n]));
            if (!ret[n].p || !from.p)
                got = no_memory(f);
        }
        g->end(&cur);
        TRY(got);
        n += any;
    }
    *ret_n = n;
    return OK;
}

/* A beginning is quick when the words that begin so are few: they are asked for one by one; of some more the index puts the rows together.
 * It has lists of beginnings, too, of up to four letters: a longer beginning of very many words is asked for by its first four, and
 * decided by what stands in the row. */
static enum err beginning_ask(struct reading *r, struct arena *a, struct buf *b, const struct dialect_words *way, struct str word, bool *ret_decide, struct fault *f)
{
    struct str words[EXPAND_MAX + 1];
    size_t n = 0, at = 0;
    if (r->s->g->dialect == DIALECT_SQLITE)
        TRY(expand(r, a, word, words, &n, f));
    if (n > EXPAND_MAX) {
        for (int i = 0; i < INDEXED_BEGINNING && at < word.n; i++)
            (void)utf8_next(word, &at);
        *ret_decide |= at < word.n;
        word = str_sub(word, 0, at);
    }
    if (n > EXPAND_ASKED || n == 0) {
        word_ask(b, way, word, true);
        return OK;
    }
    for (size_t i = 0; i < n; i++) {
        buf_put(b, i ? str(way->or) : S("("));
        word_ask(b, way, words[i], false);
    }
    buf_char(b, ')');
    return OK;
}

static enum err group_ask(struct reading *r, struct arena *a, struct buf *b, const struct dialect_words *way, const struct search_group *group, bool *ret_decide,
                          struct fault *f)
{
    for (size_t i = 0; i < group->n; i++) {
        const struct search_phrase *p = &group->v[i];
        *ret_decide |= p->n > 1;
        buf_put(b, i ? str(way->or) : S("("));
        for (size_t k = 0; k < p->n; k++) {
            buf_put(b, k ? str(way->and) : S("("));
            if (k + 1 == p->n && p->prefix)
                TRY(beginning_ask(r, a, b, way, p->words[k], ret_decide, f));
            else
                word_ask(b, way, p->words[k], false);
        }
        buf_char(b, ')');
    }
    buf_char(b, ')');
    return OK;
}

/* A phrase as it stands among a row's words: between spaces. */
static struct str run_of(struct arena *a, const struct search_phrase *p)
{
    struct buf b cleanup(buf_free) = buf_new(SEARCH_WORDS_MAX * (SEARCH_WORD_BYTES + 1) + 2);
    for (size_t i = 0; i < p->n; i++)
        buf_printf(&b, " %.*s", SF(p->words[i]));
    if (!p->prefix)
        buf_char(&b, ' ');
    return str_copy(a, buf_str(&b));
}

/* The index knows words, not their order: a phrase is looked for among the row's words. */
static void group_decides(struct sql *q, struct arena *a, const struct search_group *group)
{
    for (size_t k = 0; k < group->n; k++) {
        sql_add(q, k ? " OR strpos(' ' || s.\"words\" || ' ', " : " AND (strpos(' ' || s.\"words\" || ' ', ");
        sql_str(q, run_of(a, &group->v[k]));
        sql_add(q, ") > 0");
    }
    sql_add(q, ")");
}

static bool stands_in(struct str words, struct str run)
{
    return str_find(words, run, 0) != SIZE_MAX;
}

/* In the title before in the text, whole words before beginnings, as it was written before its synonyms, early before late. */
static int score_of(struct arena *a, const struct search *s, struct str words, size_t head)
{
    struct str all = str_printf(a, " %.*s ", SF(words)), title = str_printf(a, " %.*s ", SF(str_sub(words, 0, head < words.n ? head : words.n)));
    int score = 0;
    for (size_t i = 0; i < s->n; i++) {
        int best = 0;
        for (size_t k = 0; k < s->groups[i].n; k++) {
            struct search_phrase whole = s->groups[i].v[k];
            struct str begins = run_of(a, &whole);
            whole.prefix = false;
            struct str exact = run_of(a, &whole);
            int one = (stands_in(title, exact) ? 8 : stands_in(title, begins) ? 6 : stands_in(all, exact) ? 3 : 1) * 2 + (k == 0);
            best = one > best ? one : best;
        }
        score += best;
    }
    return score;
}

struct ranked { struct search_hit hit; int64_t order; };

static int best_first(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    if (a->hit.score != b->hit.score)
        return a->hit.score < b->hit.score ? 1 : -1;
    return a->order < b->order ? 1 : a->order > b->order ? -1 : 0;
}

static enum err statement(struct reading *r, struct arena *a, const struct search *s, struct buf *asked, struct sql *q, bool *ret_any, struct fault *f)
{
    const struct engine *g = r->s->g;
    const struct dialect_words *way = &ways[g->dialect];
    if (!everywhere(r->seat))
        scope_ask(asked, way, r->seat, s->only);
    *ret_any = everywhere(r->seat) || asked->n;
    bool decide[SEARCH_GROUPS_MAX] = { false };
    if (s->only) {
        char register_word[80];
        int n = snprintf(register_word, sizeof register_word, "_:%s", s->only->name);
        buf_put(asked, asked->n ? str(way->and) : S(""));
        word_ask(asked, way, (struct str){ register_word, (size_t)n }, false);
    }
    for (size_t i = 0; i < s->n; i++) {
        buf_put(asked, asked->n ? str(way->and) : S(""));
        TRY(group_ask(r, a, asked, way, &s->groups[i], &decide[i], f));
    }
    TRY(buf_check(asked, f));
    sql_add(q, "SELECT s.\"id\", s.\"entity\", s.\"row\", s.\"head\", substr(s.\"words\", 1, ");
    sql_int(q, RANKED_BYTES);
    sql_add(q, g->dialect == DIALECT_SQLITE ? ") FROM \"search_index\" AS i CROSS JOIN \"search\" AS s ON s.\"id\" = i.\"rowid\" WHERE \"search_index\" MATCH "
                                            : ") FROM \"search\" AS s WHERE s.\"index\" @@ CAST(");
    sql_str(q, buf_str(asked));
    sql_add(q, g->dialect == DIALECT_SQLITE ? "" : " AS tsquery)");
    scope_decides(q, r->seat, s->only);
    for (size_t i = 0; i < s->n; i++)
        if (decide[i])
            group_decides(q, a, &s->groups[i]);
    sql_add(q, g->dialect == DIALECT_SQLITE ? " ORDER BY i.\"rowid\" DESC LIMIT " : " ORDER BY s.\"id\" DESC LIMIT ");
    sql_int(q, SEARCH_WINDOW + 1);
    return OK;
}

static enum err window(struct reading *r, const struct search *s, const struct sql *q, struct ranked *v, size_t *ret_n, struct fault *f)
{
    const struct engine *g = r->s->g;
    struct arena own cleanup(arena_free) = arena_new(16 * 1024 * 1024);
    struct cursor cur = { 0 };
    bool any = false;
    size_t n = 0;
    TRY(g->query(r->c, q, false, &cur, f));
    enum err got;
    while ((got = g->step(&cur, &any, f)) == OK && any) {
        const struct entity *e = model_entity(g->text(&cur, 1));
        if (!e || n > SEARCH_WINDOW)
            continue;
        int64_t head = g->integer(&cur, 3);
        arena_reset(&own);
        v[n++] = (struct ranked){ { e, g->integer(&cur, 2), score_of(&own, s, g->text(&cur, 4), head > 0 ? (size_t)head : 0) }, g->integer(&cur, 0) };
    }
    g->end(&cur);
    TRY(got);
    *ret_n = n;
    return own.failed ? no_memory(f) : OK;
}

enum err store_search(struct reading *r, struct arena *a, const struct search *s, size_t skip, size_t limit, struct search_hits *ret, struct fault *f)
{
    struct buf asked cleanup(buf_free) = buf_new(256 * 1024);
    struct sql q cleanup(sql_free) = { 0 };
    bool any = false;
    struct search_hits hits = { 0 };
    sql_begin(&q);
    if (s->n)
        TRY(statement(r, a, s, &asked, &q, &any, f));
    struct ranked *v = arena_array(a, SEARCH_WINDOW + 1, sizeof *v);
    hits.v = arena_array(a, SEARCH_PAGE_MAX, sizeof *hits.v);
    if (!v || !hits.v)
        return no_memory(f);
    if (any)
        TRY(window(r, s, &q, v, &hits.all, f));
    hits.more = hits.all > SEARCH_WINDOW;
    hits.all -= hits.more;
    if (hits.all)
        qsort(v, hits.all, sizeof *v, best_first);
    for (size_t i = skip; i < hits.all && hits.n < limit && hits.n < SEARCH_PAGE_MAX; i++)
        hits.v[hits.n++] = v[i].hit;
    *ret = hits;
    return OK;
}
