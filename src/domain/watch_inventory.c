/* An inventory into the store: what is new, changed and gone. */
#include "domain/watch_inside.h"

#include <stdio.h>
#include <stdlib.h>

#include "derive/validate.h"

#define INVENTORY_BYTES ((size_t)2 << 30)

struct item {
    const struct component *c;
    struct installation *old;       /* the row it is; NULL: new */
};

struct reading_in {
    struct writing *w;
    const struct watch_inventory_terms *terms;
    const struct inventory *inv;
    struct watch_counts *counts;
    struct arena arena;
    struct installation_list list;
    struct installation *old;       /* by key; those that are met are marked in `met` */
    bool *met;
    size_t old_n, old_cap;
    struct item *items;
    struct watch_touched touched;
    struct fault *f;
};

/* ---- the list ---- */

static enum err open_list(struct reading_in *r, struct fault *f)
{
    const struct watch_inventory_terms *t = r->terms;
    char owner[24];
    snprintf(owner, sizeof owner, "%lld", (long long)t->owner.v);
    const struct entity *e = &installation_list_entity;
    const struct query q = { .entity = e, .filters_n = 2, .limit = 1,
                             .filters = { { entity_field_named(e, S("owner")), COMPARE_EQUAL, str(owner) },
                                          { entity_field_named(e, S("name")), COMPARE_EQUAL, t->name } } };
    struct rows rows;
    TRY(store_list(writing_reads(r->w), &r->arena, &q, &rows, f));
    if (rows.n) {
        r->list = *(const struct installation_list *)rows.rows;
        return OK;
    }
    r->list = (struct installation_list){ .row = { .owner = t->owner, .reach = REACH_OWN }, .name = t->name, .kind = t->format, .file = t->file,
                                          .taken = date_of(writing_now(r->w)), .components = (int64_t)r->inv->n };
    return store_put(r->w, e, &r->list, "skapa", RIGHT_EDIT, f);
}

static enum err close_list(struct reading_in *r, struct fault *f)
{
    const struct watch_counts *c = r->counts;
    struct installation_list *l = &r->list;
    bool changed = c->fresh || c->changed || c->gone;
    if (l->row.version == 1 && l->row.changed_at.usec == writing_now(r->w).usec)
        return OK; /* made just now */
    if (!changed && l->kind == r->terms->format && str_eq(l->file, r->terms->file))
        return OK;
    if (changed)
        l->taken = date_of(writing_now(r->w));
    l->kind = r->terms->format;
    l->file = r->terms->file;
    l->components = (int64_t)r->inv->n;
    return store_put(r->w, &installation_list_entity, l, "andra", RIGHT_EDIT, f);
}

/* ---- what is there ---- */

static enum err take_old(void *ctx, const void *row, const struct str *titles)
{
    struct reading_in *r = ctx;
    struct installation i = *(const struct installation *)row;
    (void)titles;
    struct installation *grown = arena_grow(&r->arena, r->old, r->old_n, r->old_n + 1, sizeof *grown, &r->old_cap);
    if (!grown)
        return watch_no_memory(r->f);
    r->old = grown;
    struct str *texts[] = { &i.row.secrecy, &i.row.unknown_why, &i.product, &i.release, &i.vendor, &i.host, &i.part, &i.update_text, &i.cpe, &i.purl, &i.key };
    for (size_t k = 0; k < LEN(texts); k++)
        *texts[k] = texts[k]->n ? str_copy(&r->arena, *texts[k]) : (struct str){ 0 };
    r->old[r->old_n++] = i;
    return r->arena.failed ? watch_no_memory(r->f) : OK;
}

static int by_key(const void *x, const void *y)
{
    return str_cmp(((const struct installation *)x)->key, ((const struct installation *)y)->key);
}

static enum err load_old(struct reading_in *r, struct fault *f)
{
    char list[24];
    snprintf(list, sizeof list, "%lld", (long long)r->list.row.id);
    const struct query q = { .entity = &installation_entity, .filters_n = 1, .limit = 1,
                             .filters = { { entity_field_named(&installation_entity, S("list")), COMPARE_EQUAL, str(list) } } };
    TRY(store_each(writing_reads(r->w), &q, take_old, r, f));
    r->met = arena_array(&r->arena, r->old_n + 1, sizeof *r->met);
    r->items = arena_array(&r->arena, r->inv->n + 1, sizeof *r->items);
    if (!r->met || !r->items)
        return watch_no_memory(f);
    if (r->old_n)
        qsort(r->old, r->old_n, sizeof *r->old, by_key);
    return OK;
}

/* ---- which is which ---- */

/* A component's name without its version: the same on both sides of an upgrade. */
struct named { struct str host, part, vendor, product, purl; size_t at; bool old; };

static int by_name(const void *x, const void *y)
{
    const struct named *a = x, *b = y;
    const struct str *as[] = { &a->host, &a->part, &a->vendor, &a->product, &a->purl }, *bs[] = { &b->host, &b->part, &b->vendor, &b->product, &b->purl };
    for (size_t i = 0; i < LEN(as); i++) {
        int c = str_cmp(*as[i], *bs[i]);
        if (c)
            return c;
    }
    return 0;
}

static struct str without_version(struct str purl)
{
    size_t at = purl.n;
    for (size_t i = 0; i < purl.n; i++)
        if (purl.p[i] == '@' || purl.p[i] == '?' || purl.p[i] == '#') {
            at = i;
            if (purl.p[i] == '@' && i + 1 < purl.n && memchr(purl.p + i, '/', purl.n - i)) { /* a scope: "pkg:npm/@a/b" */
                at = purl.n;
                continue;
            }
            break;
        }
    return str_sub(purl, 0, at);
}

/* A bill gives what was upgraded another id. Where one of a name went and one came on the same host, it is the same. */
static enum err pair_by_name(struct reading_in *r, struct fault *f)
{
    struct named *all = arena_array(&r->arena, r->old_n + r->inv->n + 1, sizeof *all);
    size_t n = 0;
    if (!all)
        return watch_no_memory(f);
    for (size_t i = 0; i < r->old_n; i++)
        if (!r->met[i]) {
            const struct installation *o = &r->old[i];
            all[n++] = (struct named){ o->host, o->part, o->vendor, o->product, without_version(o->purl), i, true };
        }
    for (size_t i = 0; i < r->inv->n; i++)
        if (!r->items[i].old) {
            const struct component *c = r->items[i].c;
            all[n++] = (struct named){ c->host, c->part, c->vendor, c->product, without_version(c->purl), i, false };
        }
    if (n)
        qsort(all, n, sizeof *all, by_name);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i + 1; k < n && by_name(&all[i], &all[k]) == 0;)
            k++;
        if (k - i != 2 || all[i].old == all[i + 1].old || !all[i].product.n)
            continue;
        const struct named *old = all[i].old ? &all[i] : &all[i + 1], *now = all[i].old ? &all[i + 1] : &all[i];
        r->items[now->at].old = &r->old[old->at];
        r->met[old->at] = true;
    }
    return OK;
}

static enum err pair(struct reading_in *r, struct fault *f)
{
    for (size_t i = 0; i < r->inv->n; i++) {
        const struct installation key = { .key = r->inv->items[i].id };
        r->items[i].c = &r->inv->items[i];
        r->items[i].old = r->old_n ? bsearch(&key, r->old, r->old_n, sizeof key, by_key) : NULL;
        if (r->items[i].old)
            r->met[r->items[i].old - r->old] = true;
    }
    return pair_by_name(r, f);
}

/* ---- writing ---- */

static enum err touch(struct reading_in *r, const struct installation *i, enum exposure_cause cause, struct fault *f)
{
    struct watch_touched *t = &r->touched;
    struct arena *a = writing_arena(r->w);
    struct watch_touch *grown = arena_grow(a, t->installations, t->installations_n, t->installations_n + 1, sizeof *grown, &t->installations_cap);
    if (!grown)
        return watch_no_memory(f);
    t->installations = grown;
    t->installations[t->installations_n++] = (struct watch_touch){ i->row.id, cause, watch_host(&r->arena, i) };
    return r->arena.failed ? watch_no_memory(f) : OK;
}

static bool same(const struct installation *a, const struct installation *b)
{
    const struct str *as[] = { &a->key, &a->product, &a->release, &a->vendor, &a->host, &a->part, &a->update_text, &a->cpe, &a->purl };
    const struct str *bs[] = { &b->key, &b->product, &b->release, &b->vendor, &b->host, &b->part, &b->update_text, &b->cpe, &b->purl };
    for (size_t i = 0; i < LEN(as); i++)
        if (!str_eq(*as[i], *bs[i]))
            return false;
    return true;
}

/* The fault names the component, since a file has thousands. */
static enum err check(const struct installation *i, struct fault *f)
{
    struct arena own cleanup(arena_free) = arena_new(1 << 20);
    struct faults faults = { .arena = &own };
    for (size_t k = 0; k < installation_entity.n; k++)
        field_validate(&installation_entity.fields[k], value_of(&installation_entity.fields[k], i), &faults);
    if (!faults.n)
        return own.failed ? watch_no_memory(f) : OK;
    char id[FAULT_PLACE];
    snprintf(id, sizeof id, "%.*s", (int)(i->key.n < 100 ? i->key.n : 100), i->key.p);
    enum err e = fault(f, E_INVALID, faults.v[0].place, faults.v[0].text, faults.v[0].arg[0], faults.v[0].arg[1]);
    fault_within(f, id);
    return e;
}

static enum err put_item(struct reading_in *r, const struct item *item, struct fault *f)
{
    const struct component *c = item->c;
    const struct installation *old = item->old;
    struct installation i = { .row = old ? old->row : (struct row){ 0 }, .list = { r->list.row.id }, .product = c->product, .release = c->version,
                              .vendor = c->vendor, .host = c->host, .part = c->part, .update_text = c->update, .cpe = c->cpe, .purl = c->purl, .key = c->id };
    if (old && same(old, &i)) {
        r->counts->same++;
        return OK;
    }
    TRY(check(&i, f));
    *(old ? &r->counts->changed : &r->counts->fresh) += 1;
    TRY(store_put(r->w, &installation_entity, &i, old ? "andra" : "skapa", RIGHT_EDIT, f));
    if (old && !str_eq(old->host, i.host))
        TRY(touch(r, old, CAUSE_VERSION, f));
    return touch(r, &i, old ? CAUSE_VERSION : CAUSE_COMPONENT, f);
}

static enum err put_items(struct reading_in *r, struct fault *f)
{
    for (size_t i = 0; i < r->old_n; i++) { /* first what went, so that its key is free */
        if (r->met[i])
            continue;
        r->old[i].row.standing = STANDING_REVOKED;
        r->counts->gone++;
        TRY(touch(r, &r->old[i], CAUSE_REMOVED, f));
        TRY(store_put(r->w, &installation_entity, &r->old[i], "upphav", RIGHT_EDIT, f));
    }
    for (size_t i = 0; i < r->inv->n; i++)
        TRY(put_item(r, &r->items[i], f));
    return OK;
}

static enum err store_inventory(struct writing *w, void *ctx, struct fault *f)
{
    struct reading_in *r = ctx;
    struct fault own = { 0 };
    r->w = w;
    r->f = f ? f : &own;
    arena_reset(&r->arena);
    r->old = NULL;
    r->old_n = r->old_cap = 0;
    r->touched = (struct watch_touched){ 0 };
    *r->counts = (struct watch_counts){ 0 };
    TRY(open_list(r, r->f));
    TRY(load_old(r, r->f));
    TRY(pair(r, r->f));
    TRY(put_items(r, r->f));
    TRY(close_list(r, r->f));
    return r->touched.installations_n ? watch_rematch(w, &r->touched, r->counts, r->f) : OK;
}

enum err watch_inventory_store(struct store *s, const struct seat *seat, const struct watch_inventory_terms *terms, const struct inventory *inv,
                               struct watch_counts *ret, struct fault *f)
{
    struct reading_in r = { .terms = terms, .inv = inv, .counts = ret, .arena = arena_new(INVENTORY_BYTES) };
    enum err e = store_write(s, seat, &(struct write_terms){ .now = terms->now, .reason = terms->name }, store_inventory, &r, NULL, f);
    arena_free(&r.arena);
    return e;
}
