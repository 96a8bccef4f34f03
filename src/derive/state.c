#include "derive/state.h"

#include "base/arena.h"
#include "base/buf.h"

static const char *const compare_names[] = {
    [COMPARE_EQUAL] = "", [COMPARE_NOT_EQUAL] = "ne", [COMPARE_LESS] = "lt", [COMPARE_AT_MOST] = "le", [COMPARE_MORE] = "gt",
    [COMPARE_AT_LEAST] = "ge", [COMPARE_CONTAINS] = "contains", [COMPARE_GIVEN] = "given", [COMPARE_NOT_GIVEN] = "given",
};
static const enum standing every_standing = (enum standing)-1u;

const char *state_compare_name(enum compare c)
{
    return compare_names[c];
}

unsigned state_compares(const struct field *f)
{
    const unsigned equal = 1u << COMPARE_EQUAL | 1u << COMPARE_NOT_EQUAL, given = 1u << COMPARE_GIVEN | 1u << COMPARE_NOT_GIVEN;
    const unsigned order = 1u << COMPARE_LESS | 1u << COMPARE_AT_MOST | 1u << COMPARE_MORE | 1u << COMPARE_AT_LEAST;
    if (f->flags & SECRET || f->offset == offsetof(struct row, standing))
        return 0;
    switch (f->kind) {
    case KIND_KEY: return equal | order;
    case KIND_REF: case KIND_WORD: return equal | given;
    case KIND_TEXT: return equal | given | 1u << COMPARE_CONTAINS;
    case KIND_BOOL: return equal;
    case KIND_INT: case KIND_ORE: case KIND_DATE: case KIND_INSTANT: return equal | order | given;
    }
    return 0;
}

bool state_sortable(const struct field *f)
{
    return !(f->flags & (SECRET | LONG));
}

struct state state_default(const struct entity *e, size_t limit_default)
{
    struct state s = { .query = { .entity = e, .limit = limit_default }, .limit_default = limit_default };
    for (size_t i = 0; i < entity_fields(e); i++)
        if (entity_field(e, i)->flags & LISTED && s.columns_n < STATE_COLUMNS_MAX)
            s.columns[s.columns_n++] = entity_field(e, i);
    return s;
}

/* ---- reading ---- */

/* What is being read: one state, its faults, and which single parameters have been seen. */
struct reader {
    struct arena *arena;
    const struct entity *entity;
    struct state *to;
    struct faults *faults;
    const char *name;       /* of the parameter at hand */
    unsigned seen;          /* 1 << place in `singles` */
};

static void complain(struct reader *r, const char *text, const char *a1, const char *a2)
{
    faults_add(r->faults, r->name, text, a1, a2);
}

static const struct field *visible_field(const struct reader *r, struct str name)
{
    const struct field *f = entity_field_named(r->entity, name);
    return f && !(f->flags & SECRET) ? f : NULL;
}

static bool parse_yes(struct reader *r, struct str value, bool *ret)
{
    static const struct field yes = { .name = "", .kind = KIND_BOOL };
    struct value v;
    if (value_parse(&yes, value, &v, NULL) == OK) {
        *ret = v.i != 0;
        return true;
    }
    complain(r, N_("Här ska ja eller nej stå."), NULL, NULL);
    return false;
}

static void read_search(struct reader *r, struct str value)
{
    if (utf8_length(value) > STATE_SEARCH_MAX)
        complain(r, N_("Sökningen är för lång: högst {1} tecken."), "200", NULL);
    else
        r->to->query.search = value;
}

static void read_sort(struct reader *r, struct str value)
{
    bool descending = value.p[0] == '-';
    struct str name = str_sub(value, descending, value.n);
    const struct field *f = visible_field(r, name);
    if (!f || !state_sortable(f)) {
        complain(r, N_("Listan kan inte sorteras på {1}."), str_c(r->arena, name), NULL);
        return;
    }
    r->to->query.sort = f;
    r->to->query.descending = descending;
}

static void read_limit(struct reader *r, struct str value)
{
    int64_t limit;
    if (!str_to_int64(value, &limit) || limit < 1 || limit > QUERY_LIMIT_MAX)
        complain(r, N_("Antalet rader ska vara från {1} till {2}."), "1", "1000");
    else
        r->to->query.limit = (size_t)limit;
}

static void read_cursor(struct reader *r, struct str value, bool before)
{
    if (value.n > STATE_CURSOR_MAX)
        complain(r, N_("Platsen i listan är inte giltig."), NULL, NULL);
    else if (r->to->query.after.n)
        complain(r, N_("Bara en av after och before kan anges."), NULL, NULL);
    else {
        r->to->query.after = value;
        r->to->query.before = before;
    }
}

static void read_after(struct reader *r, struct str value) { read_cursor(r, value, false); }
static void read_before(struct reader *r, struct str value) { read_cursor(r, value, true); }

static void read_count(struct reader *r, struct str value)
{
    bool yes;
    if (parse_yes(r, value, &yes))
        r->to->query.count = yes;
}

static void read_standing(struct reader *r, struct str value)
{
    const struct field *f = entity_field_named(r->entity, S("standing"));
    unsigned w = field_word(f, value);
    if (str_is(value, "alla"))
        r->to->query.standing = every_standing;
    else if (w)
        r->to->query.standing = w == STANDING_VALID ? 0 : (enum standing)w;
    else
        complain(r, N_("Värdet finns inte bland alternativen."), NULL, NULL);
}

/* Parameters that may stand once. None may be the name of a field but standing; a test holds that. */
static const struct { const char *name; void (*read)(struct reader *r, struct str value); } singles[] = {
    { "q", read_search }, { "sort", read_sort }, { "limit", read_limit }, { "after", read_after }, { "before", read_before },
    { "count", read_count }, { "standing", read_standing },
};

static void read_columns(struct reader *r, struct str value)
{
    struct state *s = r->to;
    if (!s->columns_chosen)
        s->columns_n = 0;
    s->columns_chosen = true;
    while (value.n) {
        struct str name = str_trim(str_cut(&value, ','));
        const struct field *f = visible_field(r, name);
        bool twice = false;
        for (size_t i = 0; i < s->columns_n; i++)
            twice = twice || s->columns[i] == f;
        if (!f)
            complain(r, N_("Posten har inget fält som heter {1}."), str_c(r->arena, name), NULL);
        else if (!twice && s->columns_n < STATE_COLUMNS_MAX)
            s->columns[s->columns_n++] = f;
    }
}

/* The comparison a suffix names, COMPARE_NOT_GIVEN when it names none. */
static enum compare compare_named(struct str suffix)
{
    for (unsigned i = COMPARE_NOT_EQUAL; i < LEN(compare_names); i++)
        if (str_is(suffix, compare_names[i]))
            return (enum compare)i;
    return COMPARE_NOT_GIVEN;
}

/* The value in the machine's own form, whatever form it was written in. */
static bool machine_text(struct reader *r, const struct field *f, struct str value, struct str *ret)
{
    struct value v;
    struct fault wrong = { 0 };
    if (value_parse(f, value, &v, &wrong) != OK) {
        complain(r, wrong.text, wrong.arg[0], wrong.arg[1]);
        return false;
    }
    struct buf b cleanup(buf_free) = buf_new(value.n + 64);
    value_text(&b, f, v);
    *ret = str_copy(r->arena, buf_str(&b));
    return !b.failed && ret->n;
}

static void read_filter(struct reader *r, struct str name, struct str value)
{
    struct str rest = name;
    const struct field *f = visible_field(r, str_cut(&rest, '.'));
    bool plain = memchr(name.p, '.', name.n) == NULL;
    enum compare c = plain ? COMPARE_EQUAL : compare_named(rest);
    if (!f || c == COMPARE_NOT_GIVEN || !(state_compares(f) & 1u << c)) {
        complain(r, N_("Listan har inget sådant villkor."), NULL, NULL);
        return;
    }
    struct query *q = &r->to->query;
    if (q->filters_n == QUERY_FILTERS_MAX) {
        complain(r, N_("Högst {1} villkor åt gången."), "16", NULL);
        return;
    }
    struct filter filter = { .field = f, .compare = c, .value = value };
    bool given = true;
    if (c == COMPARE_GIVEN) {
        if (!parse_yes(r, value, &given))
            return;
        filter.value = (struct str){ 0 };
        filter.compare = given ? COMPARE_GIVEN : COMPARE_NOT_GIVEN;
    } else if (c != COMPARE_CONTAINS && !machine_text(r, f, value, &filter.value)) {
        return;
    }
    q->filters[q->filters_n++] = filter;
}

static void read_param(struct reader *r, struct str name, struct str value)
{
    if (str_is(name, "columns")) {
        read_columns(r, value);
        return;
    }
    for (unsigned i = 0; i < LEN(singles); i++) {
        if (!str_is(name, singles[i].name))
            continue;
        if (r->seen & 1u << i)
            complain(r, N_("Uppgiften står två gånger."), NULL, NULL);
        else
            singles[i].read(r, value);
        r->seen |= 1u << i;
        return;
    }
    read_filter(r, name, value);
}

static bool is_other(struct str name, const char *const *others)
{
    for (; others && *others; others++)
        if (str_is(name, *others))
            return true;
    return false;
}

enum err state_parse(struct arena *a, const struct entity *e, const struct state_param *params, size_t n, size_t limit_default,
                     const char *const *others, struct state *ret, struct faults *fs)
{
    struct state s = state_default(e, limit_default);
    struct reader r = { .arena = a, .entity = e, .to = &s, .faults = fs };
    size_t before = fs->n + fs->beyond;
    for (size_t i = 0; i < n; i++) {
        struct str name = params[i].name, value = params[i].value;
        if (value.n == 0 || is_other(name, others))
            continue;
        r.name = str_c(a, name);
        if (!r.name)
            return E_NOMEM;
        if (i >= STATE_PARAMS_MAX) {
            complain(&r, N_("Högst {1} villkor åt gången."), "100", NULL);
            break;
        }
        if (!utf8_valid(value) || !utf8_valid(name) || memchr(value.p, 0, value.n))
            complain(&r, N_("Texten är inte giltig UTF-8."), NULL, NULL);
        else
            read_param(&r, name, value);
    }
    if (a->failed)
        return E_NOMEM;
    if (s.columns_chosen && s.columns_n == 0) { /* none of them exists: the usual ones */
        struct query query = s.query;
        s = state_default(e, limit_default);
        s.query = query;
    }
    *ret = s;
    return fs->n + fs->beyond > before ? E_INVALID : OK;
}

/* ---- writing ---- */

struct writer { struct arena *arena; struct state_param *v; size_t n; };

static void add(struct writer *w, struct str name, struct str value)
{
    if (w->v && w->n < STATE_PARAMS_MAX)
        w->v[w->n++] = (struct state_param){ name, value };
}

static void add_filters(struct writer *w, const struct query *q)
{
    for (size_t i = 0; i < q->filters_n; i++) {
        const struct filter *f = &q->filters[i];
        const char *suffix = compare_names[f->compare];
        struct str name = suffix[0] ? str_printf(w->arena, "%s.%s", f->field->name, suffix) : str(f->field->name);
        add(w, name, f->compare == COMPARE_GIVEN ? S("ja") : f->compare == COMPARE_NOT_GIVEN ? S("nej") : f->value);
    }
}

static void add_columns(struct writer *w, const struct state *s)
{
    struct buf b cleanup(buf_free) = buf_new(8192);
    for (size_t i = 0; i < s->columns_n; i++)
        buf_printf(&b, "%s%s", i ? "," : "", s->columns[i]->name);
    add(w, S("columns"), str_copy(w->arena, buf_str(&b)));
}

const struct state_param *state_params(struct arena *a, const struct state *s, size_t *ret_n)
{
    const struct query *q = &s->query;
    struct writer w = { .arena = a, .v = arena_array(a, STATE_PARAMS_MAX, sizeof *w.v) };
    add_filters(&w, q);
    if (q->standing == every_standing)
        add(&w, S("standing"), S("alla"));
    else if (q->standing && q->standing != STANDING_VALID)
        add(&w, S("standing"), str(entity_field_named(q->entity, S("standing"))->words[q->standing].code));
    if (q->search.n)
        add(&w, S("q"), q->search);
    if (q->sort)
        add(&w, S("sort"), str_printf(a, "%s%s", q->descending ? "-" : "", q->sort->name));
    if (s->columns_chosen && s->columns_n)
        add_columns(&w, s);
    if (q->limit != s->limit_default)
        add(&w, S("limit"), str_printf(a, "%zu", q->limit));
    if (q->after.n)
        add(&w, q->before ? S("before") : S("after"), q->after);
    if (q->count)
        add(&w, S("count"), S("ja"));
    if (a->failed)
        return NULL;
    *ret_n = w.n;
    return w.v;
}

enum err state_put(struct buf *b, struct arena *a, const struct state *s)
{
    size_t n = 0;
    const struct state_param *params = state_params(a, s, &n);
    if (!params)
        return E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(b, '&');
        buf_url(b, params[i].name);
        buf_char(b, '=');
        buf_url(b, params[i].value);
    }
    return OK;
}

const bool *state_only(struct arena *a, const struct state *s)
{
    const struct entity *e = s->query.entity;
    bool *only = arena_array(a, entity_fields(e), sizeof *only);
    for (size_t i = 0; only && i < entity_fields(e); i++)
        for (size_t k = 0; k < s->columns_n; k++)
            only[i] = only[i] || s->columns[k] == entity_field(e, i);
    return only;
}
