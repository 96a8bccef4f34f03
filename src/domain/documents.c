#include "domain/documents.h"

#include <stdlib.h>

#include "base/arena.h"
#include "derive/value.h"
#include "domain/gather.h"

enum { DEPTH_MAX = 16 };

unsigned document_level(enum document_type type)
{
    switch (type) {
    case DOCUMENT_POLICY: return 1;
    case DOCUMENT_GUIDELINE: return 2;
    case DOCUMENT_INSTRUCTION: return 3;
    case DOCUMENT_ROUTINE: return 4;
    default: return 0;
    }
}

/* What governs although it has no level: shown in the tree, without demands on a parent. */
static bool governs(enum document_type type)
{
    return document_level(type) || type == DOCUMENT_PLAN || type == DOCUMENT_METHOD || type == DOCUMENT_CHARTER || type == DOCUMENT_FEDERATION_ORDER;
}

/* The first instant of what the date covers is not after the day's. */
static bool begun(struct date d, struct date day)
{
    return date_known(d) && date_start(d).usec <= date_start(day).usec;
}

bool version_applies(const struct document_version *v, struct date day)
{
    struct date from = date_given(v->valid_from) ? v->valid_from : v->dated;
    bool ended = date_known(v->valid_to) && date_cmp(v->valid_to, day) < 0;
    return !ended && (begun(from, day) || !date_known(from)); /* an unknown date holds: the document is there */
}

/* The later of two versions that apply. */
static bool newer(const struct document_version *a, const struct document_version *b)
{
    struct date x = date_given(a->valid_from) ? a->valid_from : a->dated, y = date_given(b->valid_from) ? b->valid_from : b->dated;
    if (date_known(x) != date_known(y))
        return date_known(x);
    int order = date_cmp(x, y);
    return order ? order > 0 : a->row.id > b->row.id;
}

static const struct document_version *applying(const struct document_version *all, size_t n, int64_t document, struct date day)
{
    const struct document_version *best = NULL;
    for (size_t i = 0; i < n; i++)
        if (all[i].document.v == document && version_applies(&all[i], day) && (!best || newer(&all[i], best)))
            best = &all[i];
    return best;
}

struct tree {
    const struct document *documents;
    size_t n;
    const struct document_version *versions;
    const struct str *versions_titles;
    size_t versions_n;
    const struct document_part *parts;
    size_t parts_n;
    struct date day;
    struct document_line *lines;
    size_t lines_n;
};

static bool is_shown(const struct tree *t, int64_t id)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->documents[i].row.id == id)
            return governs(t->documents[i].type);
    return false;
}

static void check(const struct tree *t, struct document_line *l)
{
    const struct document *d = l->document;
    unsigned level = document_level(d->type);
    bool above = false;
    for (size_t i = 0; i < t->n; i++)
        above |= t->documents[i].row.id == d->parent.v && document_level(t->documents[i].type) && document_level(t->documents[i].type) < level;
    if (level > 1 && !above)
        l->lacks |= DOCUMENT_LACKS_PARENT;
    bool in_force = d->state == DOCUMENT_VALID || d->state == DOCUMENT_UNDER_REVISION;
    if (!in_force)
        return;
    const struct document_version *v = l->version;
    if (!v)
        l->lacks |= DOCUMENT_LACKS_VERSION;
    else {
        if (level && !v->decided_by.v)
            l->lacks |= DOCUMENT_LACKS_DECISION;
        if (level && !date_given(v->next_review))
            l->lacks |= DOCUMENT_LACKS_REVIEW;
        else if (date_known(v->next_review) && v->next_review.day && date_cmp(v->next_review, t->day) < 0)
            l->lacks |= DOCUMENT_REVIEW_LATE;
    }
    if (d->type != DOCUMENT_POLICY)
        return;
    l->parts_missing = (1u << CONTENT__N) - (1u << CONTENT_GOALS);
    for (size_t i = 0; v && i < t->parts_n; i++)
        if (t->parts[i].edition.v == v->row.id && t->parts[i].found != PRESENT_NO) {
            l->parts_missing &= ~(1u << t->parts[i].part);
            if (t->parts[i].found == PRESENT_PARTLY)
                l->parts_partly |= 1u << t->parts[i].part;
        }
}

/* Places the children of a document, in the order of level and title that `documents` has. */
static void descend(struct tree *t, int64_t parent, unsigned depth)
{
    static const struct entity *const e = &document_version_entity;
    for (size_t i = 0; i < t->n && depth < DEPTH_MAX && t->lines_n < t->n; i++) {
        const struct document *d = &t->documents[i];
        bool top = !d->parent.v || !is_shown(t, d->parent.v);
        if (!governs(d->type) || (parent ? d->parent.v != parent : !top))
            continue;
        struct document_line *l = &t->lines[t->lines_n++];
        *l = (struct document_line){ .document = d, .version = applying(t->versions, t->versions_n, d->row.id, t->day), .depth = depth };
        if (l->version)
            l->decided_by = reference_title(e, t->versions_titles + (size_t)(l->version - t->versions) * entity_fields(e), "decided_by");
        check(t, l);
        descend(t, d->row.id, depth + 1);
    }
}

static int by_level(const void *x, const void *y)
{
    const struct document *a = x, *b = y;
    unsigned la = document_level(a->type), lb = document_level(b->type);
    if (la != lb)
        return (la ? la : 5) < (lb ? lb : 5) ? -1 : 1;
    size_t n = a->title.n < b->title.n ? a->title.n : b->title.n;
    int order = memcmp(a->title.p, b->title.p, n);
    return order ? order : a->row.id < b->row.id ? -1 : a->row.id > b->row.id;
}

enum err documents_tree(struct reading *r, struct arena *a, struct date day, struct document_line **ret, size_t *ret_n, struct fault *f)
{
    struct tree t = { .day = day };
    void *documents, *versions, *parts;
    struct query q = { .entity = &document_version_entity };
    TRY(domain_gather_all(r, a, &document_entity, &documents, &t.n, f));
    TRY(domain_gather(r, a, &q, &versions, &t.versions_n, &t.versions_titles, f));
    TRY(domain_gather_all(r, a, &document_part_entity, &parts, &t.parts_n, f));
    if (t.n)
        qsort(documents, t.n, sizeof(struct document), by_level);
    t.documents = documents;
    t.versions = versions;
    t.parts = parts;
    t.lines = arena_array(a, t.n + 1, sizeof *t.lines);
    if (!t.lines)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    descend(&t, 0, 0);
    *ret = t.lines;
    *ret_n = t.lines_n;
    return OK;
}

static int newest_first(const void *x, const void *y)
{
    return newer(x, y) ? -1 : 1;
}

static void count(const struct reading_confirmation *all, size_t n, struct date day, struct knowledge_line *l)
{
    for (size_t i = 0; i < n; i++)
        l->here += all[i].row.owner.v == l->audience->organisation.v;
    l->confirmed = (int64_t)l->here + (l->audience->elsewhere > 0 ? l->audience->elsewhere : 0);
    l->rate = INT_NONE;
    if (l->audience->expected > 0)
        l->rate = l->confirmed >= l->audience->expected ? 100 : l->confirmed * 100 / l->audience->expected;
    l->late = date_known(l->audience->due) && l->audience->due.day && date_cmp(l->audience->due, day) < 0 && l->rate != 100;
}

enum err document_knowledge(struct reading *r, struct arena *a, int64_t document, struct date day, struct document_knowledge *ret, struct fault *f)
{
    void *versions, *audiences, *read = NULL;
    const struct str *titles;
    size_t audiences_n, read_n = 0;
    *ret = (struct document_knowledge){ 0 };
    TRY(store_get(r, a, &document_entity, document, &ret->document, f));
    TRY(domain_gather_by(r, a, &document_version_entity, "document", document, &versions, &ret->versions_n, NULL, f));
    if (ret->versions_n)
        qsort(versions, ret->versions_n, sizeof(struct document_version), newest_first);
    ret->versions = versions;
    ret->version = applying(versions, ret->versions_n, document, day);
    TRY(domain_gather_by(r, a, &document_audience_entity, "document", document, &audiences, &audiences_n, &titles, f));
    if (ret->version && authz_may_somewhere(reading_seat(r), SUBJECT_CONFIRMATION, RIGHT_READ))
        TRY(domain_gather_by(r, a, &reading_confirmation_entity, "edition", ret->version->row.id, &read, &read_n, NULL, f));
    struct knowledge_line *lines = arena_array(a, audiences_n + 1, sizeof *lines);
    if (!lines)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    const size_t width = entity_fields(&document_audience_entity);
    for (size_t i = 0; i < audiences_n; i++) {
        lines[i].audience = (const struct document_audience *)audiences + i;
        lines[i].organisation = reference_title(&document_audience_entity, titles + i * width, "organisation");
        count(read, read_n, day, &lines[i]);
    }
    for (size_t i = 0; i < read_n; i++)
        ret->confirmed |= ((const struct reading_confirmation *)read)[i].account.v == reading_seat(r)->account.v;
    ret->lines = lines;
    ret->lines_n = audiences_n;
    return OK;
}
