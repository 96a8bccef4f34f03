#include "domain/search.h"

#include "base/arena.h"
#include "derive/value.h"
#include "model/desk.h"

enum { FORMS_MAX = 32 /* words for the same thing */, BEGINNING_MIN = 4 /* letters that stand for a longer word of the glossary */ };

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

/* ---- the glossary ---- */

struct forms { struct str text[FORMS_MAX]; struct search_phrase v[FORMS_MAX]; size_t n; };

static enum err form_add(struct arena *a, struct forms *to, struct str text, struct fault *f)
{
    text = str_trim(text);
    if (to->n == FORMS_MAX || !text.n)
        return OK;
    TRY(search_phrase_of(a, text, &to->v[to->n], f));
    to->text[to->n] = text;
    to->n += to->v[to->n].n > 0;
    return OK;
}

static enum err forms_of(struct arena *a, const struct term *t, struct forms *ret, struct fault *f)
{
    struct str rest = t->synonyms;
    ret->n = 0;
    TRY(form_add(a, ret, t->preferred, f));
    while (rest.n)
        TRY(form_add(a, ret, str_cut(&rest, '\n'), f));
    return OK;
}

/* The question's words from group `at` are the form's. Written with quotes or a hyphen they are one group, else one each. */
static size_t groups_that_say(const struct search *s, size_t at, const struct search_phrase *form)
{
    size_t word = 0, i = at;
    for (; i < s->n && word < form->n; i++) {
        const struct search_phrase *p = &s->groups[i].v[0];
        if (p->n > form->n - word)
            return 0;
        for (size_t k = 0; k < p->n; k++, word++) {
            bool begins = p->prefix && k + 1 == p->n && word + 1 == form->n && utf8_length(p->words[k]) >= BEGINNING_MIN;
            if (begins ? !str_starts(form->words[word], p->words[k]) : !str_eq(form->words[word], p->words[k]))
                return 0;
        }
    }
    return word == form->n ? i - at : 0;
}

/* Several groups that together are a word of the glossary become one. */
static void merge(struct search *s, size_t at, size_t n, const struct search_phrase *form)
{
    if (n < 2)
        return;
    struct search_phrase whole = *form;
    whole.prefix = s->groups[at + n - 1].v[0].prefix;
    s->groups[at] = (struct search_group){ .n = 1, .v = { whole } };
    for (size_t i = at + 1; i + n - 1 < s->n; i++)
        s->groups[i] = s->groups[i + n - 1];
    s->n -= n - 1;
}

static bool note(struct search_synonym *v, size_t *n, struct str asked, struct str also)
{
    for (size_t i = 0; i < *n; i++)
        if (str_eq(v[i].asked, asked) && str_eq(v[i].also, also))
            return false;
    v[(*n)++] = (struct search_synonym){ asked, also };
    return true;
}

static void compare(struct search *s, const struct forms *forms, struct search_synonym *used, size_t *used_n)
{
    for (size_t i = 0; i < forms->n; i++)
        for (size_t at = 0; at < s->n; at++) {
            size_t n = groups_that_say(s, at, &forms->v[i]);
            if (!n)
                continue;
            merge(s, at, n, &forms->v[i]);
            for (size_t k = 0; k < forms->n && s->groups[at].n < SEARCH_ALTERNATIVES_MAX; k++) {
                struct search_phrase other = forms->v[k];
                size_t before = s->groups[at].n;
                other.prefix = utf8_length(other.words[other.n - 1]) >= BEGINNING_MIN;
                if (k != i)
                    search_also(&s->groups[at], &other);
                if (s->groups[at].n > before)
                    (void)note(used, used_n, forms->text[i], forms->text[k]);
            }
            return; /* one meaning of a question is enough */
        }
}

enum err domain_synonyms(struct reading *r, struct arena *a, struct search *s, struct search_synonym **ret, size_t *ret_n, struct fault *f)
{
    struct query q = { .entity = &term_entity, .limit = TERMS_MAX };
    struct rows rows;
    size_t n = 0;
    *ret_n = 0;
    if (!s->n || !authz_may_somewhere(reading_seat(r), SUBJECT_TERM, RIGHT_READ))
        return OK;
    TRY(store_list(r, a, &q, &rows, f));
    struct search_synonym *used = arena_array(a, (size_t)SEARCH_GROUPS_MAX * SEARCH_ALTERNATIVES_MAX + FORMS_MAX, sizeof *used);
    struct forms *forms = arena_alloc(a, sizeof *forms);
    if (!used || !forms)
        return no_memory(f);
    for (size_t i = 0; i < rows.n && n < (size_t)SEARCH_GROUPS_MAX * SEARCH_ALTERNATIVES_MAX; i++) {
        TRY(forms_of(a, rows_at(&rows, &term_entity, i), forms, f));
        compare(s, forms, used, &n);
    }
    *ret = used;
    *ret_n = n;
    return OK;
}

/* ---- where it stands ---- */

static size_t back(struct str s, size_t from, size_t characters)
{
    for (; from && characters; characters--)
        do
            from--;
        while (from && ((unsigned char)s.p[from] & 0xc0) == 0x80);
    return from;
}

static size_t forth(struct str s, size_t from, size_t characters)
{
    for (; from < s.n && characters; characters--)
        (void)utf8_next(s, &from);
    return from;
}

static void excerpt(struct found *x, struct str text, size_t from, size_t to)
{
    size_t first = back(text, from, EXCERPT_BEFORE), last = forth(text, to, EXCERPT_AFTER);
    for (size_t i = first; first && i < from; i++) /* whole words */
        if (text.p[i] == ' ') {
            first = i + 1;
            break;
        }
    for (size_t i = last; last < text.n && i > to; i--)
        if (text.p[i - 1] == ' ') {
            last = i - 1;
            break;
        }
    x->excerpt = str_trim(str_sub(text, first, last));
    x->cut_before = first > 0;
    x->cut_after = last < text.n;
}

/* In the text before in the title, which stands above it in any case. */
static void place(const struct search *s, struct found *x)
{
    const struct field *title = x->entity->title ? entity_field_named(x->entity, str(x->entity->title)) : NULL;
    for (int round = 0; round < 2 && !x->field; round++)
        for (size_t i = 0; i < x->entity->n && !x->field; i++) {
            const struct field *field = &x->entity->fields[i];
            size_t at = 0, from, to;
            if (field->kind != KIND_TEXT || (field->flags & (PERSONAL | SECRET | LINK)) || (field == title) != (round == 1))
                continue;
            struct str text = value_of(field, x->row).s;
            if (!search_next(s, text, &at, &from, &to))
                continue;
            x->field = field;
            excerpt(x, text, from, to);
        }
}

enum err domain_search(struct reading *r, struct arena *a, struct str text, const struct entity *only, size_t skip, size_t limit, struct findings *ret, struct fault *f)
{
    struct search_hits hits;
    struct findings all = { .n = 0 };
    TRY(search_parse(a, text, &all.search, f));
    all.search.only = only;
    TRY(domain_synonyms(r, a, &all.search, &all.synonyms, &all.synonyms_n, f));
    TRY(store_search(r, a, &all.search, skip, limit, &hits, f));
    all.v = arena_array(a, hits.n, sizeof *all.v);
    if (!all.v)
        return no_memory(f);
    for (size_t i = 0; i < hits.n; i++) {
        struct found x = { .entity = hits.v[i].entity, .id = hits.v[i].id, .row = row_new(a, hits.v[i].entity) };
        if (!x.row)
            return no_memory(f);
        struct fault why = { 0 };
        enum err got = store_get(r, a, x.entity, x.id, x.row, &why);
        if (got == E_ABSENT || got == E_DENIED) {
            hits.all--; /* the second wall hides it */
            continue;
        }
        if (got != OK) {
            if (f)
                *f = why;
            return got;
        }
        place(&all.search, &x);
        all.v[all.n++] = x;
    }
    all.all = hits.all;
    all.more = hits.more;
    *ret = all;
    return OK;
}
