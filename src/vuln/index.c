#include <stdlib.h>

#include "base/buf.h"
#include "vuln/index_inside.h"

struct vuln_index *vuln_index_new(size_t budget)
{
    struct vuln_index *ix = calloc(1, sizeof *ix);
    if (!ix)
        return NULL;
    ix->arena = arena_new(budget);
    ix->scratch = arena_new((size_t)1 << 28);
    ix->window = 1;
    return ix;
}

void vuln_index_free(struct vuln_index *ix)
{
    if (!ix)
        return;
    void *const owned[] = { ix->entries, ix->entry_table, ix->log, ix->items, ix->id_table, ix->target_table, ix->group_table, ix->targets, ix->hosts,
                            ix->host_table, ix->meetings, ix->key_table, ix->pairs, ix->postings, ix->found, ix->item_mark,
                            ix->item_found, ix->host_mark, ix->host_slot, ix->target_mark };
    for (size_t i = 0; i < LEN(owned); i++)
        free(owned[i]);
    arena_free(&ix->arena);
    arena_free(&ix->scratch);
    free(ix);
}

void vuln_index_done(struct vuln_index **ix) { vuln_index_free(*ix); }

static enum err no_memory(struct fault *f) { return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL); }

/* Room for one more element: the list, grown to twice its size where it was full. NULL without memory; then it is as it was. */
static void *room(void *list, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return list;
    size_t want = *cap ? *cap * 2 : 64;
    void *grown = realloc(list, want * size);
    if (grown)
        *cap = want;
    return grown;
}

/* Grows ix->list; false without memory. */
#define ROOM(list) room_set((void *)&ix->list, room(ix->list, ix->n_##list, &ix->cap_##list, sizeof *ix->list))

/* Pointers to objects are all alike here; memcpy keeps the compiler's view of them whole. */
static bool room_set(void *where, void *grown)
{
    if (grown)
        memcpy(where, &grown, sizeof grown);
    return grown != NULL;
}

static uint64_t mix(uint64_t h)
{
    h ^= h >> 32;
    h *= 0x9E3779B97F4A7C15u;
    return h ^ h >> 29;
}

static uint64_t hash_of(struct str s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    return mix(h);
}

static uint64_t hash_of_name(const struct component *c)
{
    uint64_t h = hash_of(c->purl) + c->matched_by_name;
    for (int i = 0; i < CPE_ATTRIBUTES; i++)
        h = mix(h * 31 + c->name.attr[i].kind + hash_of(cpe_text(&c->name, (enum cpe_attribute)i)));
    return h;
}

static uint64_t hash_of_group(const struct component *c)
{
    uint64_t h = c->matched_by_name;
    for (int i = 0; i <= CPE_PRODUCT; i++)
        h = mix(h * 31 + c->name.attr[i].kind + hash_of(cpe_text(&c->name, (enum cpe_attribute)i)));
    return h;
}

static bool same_attributes(const struct component *a, const struct component *b, int last)
{
    for (int i = 0; i <= last; i++)
        if (a->name.attr[i].kind != b->name.attr[i].kind ||
            !str_eq(cpe_text(&a->name, (enum cpe_attribute)i), cpe_text(&b->name, (enum cpe_attribute)i)))
            return false;
    return a->matched_by_name == b->matched_by_name;
}

static bool same_name(const struct component *a, const struct component *b)
{
    return same_attributes(a, b, CPE_ATTRIBUTES - 1) && str_eq(a->purl, b->purl);
}

/* ---- hash tables of positions: open addressing, at most half full. `same` tells whether position `at` is what is sought. */

typedef bool same_fn(const struct vuln_index *ix, uint32_t at, const void *key);
typedef uint64_t hash_fn(const struct vuln_index *ix, uint32_t at);

static uint32_t lookup(const struct vuln_index *ix, const uint32_t *table, size_t cap, uint64_t hash, same_fn *same,
                       const void *key)
{
    if (!cap)
        return NOWHERE;
    for (size_t i = hash & (cap - 1); table[i]; i = (i + 1) & (cap - 1))
        if (same(ix, table[i] - 1, key))
            return table[i] - 1;
    return NOWHERE;
}

static void insert(uint32_t *table, size_t cap, uint64_t hash, uint32_t at)
{
    size_t i = hash & (cap - 1);
    while (table[i])
        i = (i + 1) & (cap - 1);
    table[i] = at + 1;
}

/* Makes room in a table for `n` + 1 positions, the first n of which are in it. */
static bool table_room(const struct vuln_index *ix, uint32_t **table, size_t *cap, size_t n, hash_fn *hash)
{
    if ((n + 1) * 2 <= *cap)
        return true;
    size_t want = *cap ? *cap * 2 : 256;
    uint32_t *fresh = calloc(want, sizeof *fresh);
    if (!fresh)
        return false;
    for (size_t i = 0; i < n; i++)
        insert(fresh, want, hash(ix, (uint32_t)i), (uint32_t)i);
    free(*table);
    *table = fresh;
    *cap = want;
    return true;
}

static struct str cve_of(const struct entry *e) { return (struct str){ e->cve, e->cve_n }; }

static bool same_entry(const struct vuln_index *ix, uint32_t at, const void *key)
{
    return str_eq(cve_of(&ix->entries[at]), *(const struct str *)key);
}

static uint64_t hash_entry(const struct vuln_index *ix, uint32_t at) { return hash_of(cve_of(&ix->entries[at])); }
static bool same_item(const struct vuln_index *ix, uint32_t at, const void *key)
{
    return !ix->items[at].gone && str_eq(ix->items[at].component->id, *(const struct str *)key);
}
static uint64_t hash_item(const struct vuln_index *ix, uint32_t at) { return hash_of(ix->items[at].component->id); }
static bool same_host(const struct vuln_index *ix, uint32_t at, const void *key)
{
    return str_eq(ix->hosts[at], *(const struct str *)key);
}

static uint64_t hash_host(const struct vuln_index *ix, uint32_t at) { return hash_of(ix->hosts[at]); }
static bool same_target(const struct vuln_index *ix, uint32_t at, const void *key) { return same_name(ix->targets[at].like, key); }
static uint64_t hash_target(const struct vuln_index *ix, uint32_t at) { return hash_of_name(ix->targets[at].like); }

/* Groups are found among all targets, but only the first of each is in the table. */
static bool same_group(const struct vuln_index *ix, uint32_t at, const void *key)
{
    return same_attributes(ix->targets[at].like, key, CPE_PRODUCT);
}


static bool group_room(struct vuln_index *ix)
{
    if ((ix->n_groups + 1) * 2 <= ix->cap_group_table)
        return true;
    size_t want = ix->cap_group_table ? ix->cap_group_table * 2 : 256;
    uint32_t *fresh = calloc(want, sizeof *fresh);
    if (!fresh)
        return false;
    for (size_t i = 0; i < ix->cap_group_table; i++)
        if (ix->group_table[i])
            insert(fresh, want, hash_of_group(ix->targets[ix->group_table[i] - 1].like), ix->group_table[i] - 1);
    free(ix->group_table);
    ix->group_table = fresh;
    ix->cap_group_table = want;
    return true;
}

uint32_t index_item_of(const struct vuln_index *ix, struct str id)
{
    return lookup(ix, ix->id_table, ix->cap_id_table, hash_of(id), same_item, &id);
}

uint32_t index_entry_of(const struct vuln_index *ix, struct str cve)
{
    return lookup(ix, ix->entry_table, ix->cap_entry_table, hash_of(cve), same_entry, &cve);
}

/* ---- the inventory's side */

/* The slot of a key: where its first meeting is, or where it would be. */
static size_t key_slot(const struct vuln_index *ix, uint32_t key)
{
    size_t i = mix(key) & (ix->cap_key_table - 1);
    while (ix->key_table[i] && ix->meetings[ix->key_table[i] - 1].key != key)
        i = (i + 1) & (ix->cap_key_table - 1);
    return i;
}

uint32_t index_meeting(const struct vuln_index *ix, uint32_t key)
{
    return ix->cap_key_table ? ix->key_table[key_slot(ix, key)] - 1 : NOWHERE; /* 0 - 1 is NOWHERE */
}

static bool meet(struct vuln_index *ix, uint32_t key, uint32_t target)
{
    if (!ROOM(meetings))
        return false;
    if ((ix->n_meetings + 1) * 2 > ix->cap_key_table) {
        size_t want = ix->cap_key_table ? ix->cap_key_table * 2 : 256;
        uint32_t *fresh = calloc(want, sizeof *fresh);
        if (!fresh)
            return false;
        free(ix->key_table);
        ix->key_table = fresh;
        ix->cap_key_table = want;
        for (size_t i = 0; i < ix->n_meetings; i++) {
            size_t slot = key_slot(ix, ix->meetings[i].key);
            if (!fresh[slot]) /* a key's first is its chain's beginning */
                fresh[slot] = (uint32_t)i + 1;
        }
    }
    size_t slot = key_slot(ix, key);
    uint32_t at = (uint32_t)ix->n_meetings;
    struct meeting *first = ix->key_table[slot] ? &ix->meetings[ix->key_table[slot] - 1] : NULL;
    if (first && ix->meetings[first->last].target == target)
        return true;
    ix->meetings[at] = (struct meeting){ key, target, NOWHERE, at };
    if (first) {
        ix->meetings[first->last].next = at;
        first->last = at;
    } else {
        ix->key_table[slot] = at + 1;
    }
    ix->n_meetings++;
    return true;
}

static struct on_host *pair_slot(const struct vuln_index *ix, struct on_host *pairs, size_t cap, uint64_t pair)
{
    (void)ix;
    size_t i = mix(pair) & (cap - 1);
    while (pairs[i].pair && pairs[i].pair != pair)
        i = (i + 1) & (cap - 1);
    return &pairs[i];
}

static uint64_t pair_of(uint32_t target, uint32_t host) { return ((uint64_t)target << 32 | host) + 1; }

bool index_target_on_host(const struct vuln_index *ix, uint32_t target, uint32_t host)
{
    return ix->cap_pairs && pair_slot(ix, ix->pairs, ix->cap_pairs, pair_of(target, host))->count > 0;
}

static bool pair_add(struct vuln_index *ix, uint32_t target, uint32_t host)
{
    if ((ix->n_pairs + 1) * 2 > ix->cap_pairs) {
        size_t want = ix->cap_pairs ? ix->cap_pairs * 2 : 256;
        struct on_host *fresh = calloc(want, sizeof *fresh);
        if (!fresh)
            return false;
        for (size_t i = 0; i < ix->cap_pairs; i++)
            if (ix->pairs[i].pair)
                *pair_slot(ix, fresh, want, ix->pairs[i].pair) = ix->pairs[i];
        free(ix->pairs);
        ix->pairs = fresh;
        ix->cap_pairs = want;
    }
    struct on_host *p = pair_slot(ix, ix->pairs, ix->cap_pairs, pair_of(target, host));
    ix->n_pairs += !p->pair;
    p->pair = pair_of(target, host);
    p->count++;
    return true;
}

static uint32_t host_of(struct vuln_index *ix, struct str host)
{
    uint32_t at = lookup(ix, ix->host_table, ix->cap_host_table, hash_of(host), same_host, &host);
    if (at != NOWHERE)
        return at;
    if (!ROOM(hosts) ||
        !table_room(ix, &ix->host_table, &ix->cap_host_table, ix->n_hosts, hash_host))
        return NOWHERE;
    ix->hosts[ix->n_hosts] = host;
    insert(ix->host_table, ix->cap_host_table, hash_of(host), (uint32_t)ix->n_hosts);
    return (uint32_t)ix->n_hosts++;
}

static uint32_t target_of(struct vuln_index *ix, const struct component *c)
{
    uint32_t at = lookup(ix, ix->target_table, ix->cap_target_table, hash_of_name(c), same_target, c);
    if (at != NOWHERE)
        return at;
    if (!ROOM(targets) ||
        !table_room(ix, &ix->target_table, &ix->cap_target_table, ix->n_targets, hash_target))
        return NOWHERE;
    at = (uint32_t)ix->n_targets;
    struct target *t = &ix->targets[at];
    *t = (struct target){ .match = match_target_of(&ix->arena, c), .like = c, .first = NOWHERE, .last = NOWHERE };
    if (ix->arena.failed || (t->match.by_name && !meet(ix, match_key(cpe_text(&c->name, CPE_PRODUCT)), at)) ||
        (t->match.has_purl && !meet(ix, match_key(t->match.purl.name), at)))
        return NOWHERE;
    if (!group_room(ix))
        return NOWHERE;
    t->group = lookup(ix, ix->group_table, ix->cap_group_table, hash_of_group(c), same_group, c);
    if (t->group == NOWHERE) {
        t->group = at;
        insert(ix->group_table, ix->cap_group_table, hash_of_group(c), at);
        ix->n_groups++;
    }
    insert(ix->target_table, ix->cap_target_table, hash_of_name(c), at);
    ix->n_targets++;
    return at;
}

enum err vuln_index_add(struct vuln_index *ix, const struct component *c, struct fault *f)
{
    if (!ROOM(items) ||
        !table_room(ix, &ix->id_table, &ix->cap_id_table, ix->n_items, hash_item))
        return no_memory(f);
    uint32_t target = target_of(ix, c), host = host_of(ix, c->host), at = (uint32_t)ix->n_items;
    if (target == NOWHERE || host == NOWHERE || !pair_add(ix, target, host))
        return no_memory(f);
    ix->items[at] = (struct item){ .component = c, .target = target, .host = host, .next = NOWHERE };
    insert(ix->id_table, ix->cap_id_table, hash_of(c->id), at);
    ix->n_items++;
    struct target *t = &ix->targets[target];
    *(t->last == NOWHERE ? &t->first : &ix->items[t->last].next) = at;
    t->last = at;
    return OK;
}

enum err vuln_index_add_all(struct vuln_index *ix, const struct inventory *inv, struct fault *f)
{
    for (size_t i = 0; i < inv->n; i++)
        TRY(vuln_index_add(ix, &inv->items[i], f));
    return OK;
}

enum err vuln_index_drop(struct vuln_index *ix, struct str id, struct fault *f)
{
    uint32_t at = index_item_of(ix, id);
    if (at == NOWHERE)
        return fault(f, E_ABSENT, NULL, N_("Komponenten finns inte."), NULL, NULL);
    struct item *item = &ix->items[at];
    item->gone = true;
    pair_slot(ix, ix->pairs, ix->cap_pairs, pair_of(item->target, item->host))->count--;
    return OK;
}

/* ---- the feeds' side */

static uint32_t entry_of(struct vuln_index *ix, struct str cve)
{
    uint32_t at = index_entry_of(ix, cve);
    if (at != NOWHERE)
        return at;
    struct str copy = str_copy(&ix->arena, cve);
    if (!copy.p || !ROOM(entries) ||
        !table_room(ix, &ix->entry_table, &ix->cap_entry_table, ix->n_entries, hash_entry))
        return NOWHERE;
    at = (uint32_t)ix->n_entries++;
    ix->entries[at] = (struct entry){ .cve = copy.p, .cve_n = (uint32_t)copy.n };
    insert(ix->entry_table, ix->cap_entry_table, hash_of(cve), at);
    return at;
}

/* Remembers how an entry is before it changes. */
static struct undo *remember(struct vuln_index *ix, uint32_t at)
{
    const struct entry *e = &ix->entries[at];
    if (!ROOM(log))
        return NULL;
    struct undo *u = &ix->log[ix->n_log++];
    *u = (struct undo){ .entry = at, .kev = e->kev, .ransomware = e->ransomware, .has_epss = e->has_epss, .epss = e->epss };
    return u;
}

void vuln_index_begin(struct vuln_index *ix)
{
    ix->n_log = 0;
    ix->window++;
}

void vuln_index_undo(struct vuln_index *ix)
{
    while (ix->n_log) {
        const struct undo *u = &ix->log[--ix->n_log];
        struct entry *e = &ix->entries[u->entry];
        e->kev = u->kev;
        e->ransomware = u->ransomware;
        e->has_epss = u->has_epss;
        e->epss = u->epss;
        if (u->added) {
            e->kept = u->added->next; /* the newest is the first */
            ix->n_records -= !u->replaced;
        }
        if (u->replaced)
            u->replaced->window = 0;
    }
}

static bool post(struct vuln_index *ix, uint32_t key, uint32_t entry)
{
    if (!ROOM(postings))
        return false;
    ix->postings[ix->n_postings++] = (struct posting){ key, entry };
    return true;
}

static bool post_record(struct vuln_index *ix, const struct vuln_record *r, uint32_t entry)
{
    uint32_t last = 0;
    bool any = false;
    for (uint32_t i = 0; i < r->n; i++)
        for (uint32_t k = 0; k < r->configurations[i].n; k++) {
            const struct criteria_node *node = &r->configurations[i].nodes[k];
            for (uint32_t m = 0; m < node->n; m++) {
                uint32_t key = node->criteria[m].key;
                if ((!any || key != last) && !post(ix, key, entry))
                    return false;
                any = true;
                last = key;
            }
        }
    return true;
}

static int by_key(const void *x, const void *y)
{
    const struct posting *a = x, *b = y;
    return a->key != b->key ? (a->key < b->key ? -1 : 1) : a->entry < b->entry ? -1 : a->entry > b->entry;
}

bool index_postings(struct vuln_index *ix)
{
    if (!ix->has_postings) {
        ix->n_postings = ix->sorted_postings = 0;
        for (size_t i = 0; i < ix->n_entries; i++)
            for (const struct kept *k = ix->entries[i].kept; k; k = k->next)
                if (!post_record(ix, k->record, (uint32_t)i))
                    return false;
        ix->has_postings = true;
    }
    /* A short unsorted tail is cheaper to walk than to sort in. */
    if (ix->n_postings - ix->sorted_postings > 4096 || (ix->sorted_postings == 0 && ix->n_postings)) {
        qsort(ix->postings, ix->n_postings, sizeof *ix->postings, by_key);
        ix->sorted_postings = ix->n_postings;
    }
    return true;
}

static void set_keys(struct vuln_index *ix, struct vuln_record *r)
{
    for (uint32_t i = 0; i < r->n; i++)
        for (uint32_t k = 0; k < r->configurations[i].n; k++) {
            struct criteria_node *node = &r->configurations[i].nodes[k];
            for (uint32_t m = 0; m < node->n; m++) {
                if (ix->scratch.used > 1 << 16)
                    arena_reset(&ix->scratch);
                node->criteria[m].key = match_criterion_key(&ix->scratch, &node->criteria[m]);
                node->criteria[m].wild = node->criteria[m].key == 0;
            }
        }
}

enum err vuln_index_put(struct vuln_index *ix, const struct vuln_record *r, struct fault *f)
{
    uint32_t at = entry_of(ix, r->cve);
    if (at == NOWHERE)
        return no_memory(f);
    struct entry *e = &ix->entries[at];
    struct kept *old = NULL;
    for (struct kept **p = &e->kept; *p;) {
        struct kept *k = *p;
        if (!k->window && k->record->feed == r->feed && str_eq(k->record->source, r->source))
            old = k;
        if (k->window && k->window != ix->window)
            *p = k->next; /* replaced by an earlier file: no undo reaches it */
        else
            p = &k->next;
    }
    if (old && r->modified.n && str_cmp(old->record->modified, r->modified) > 0)
        return OK;
    struct kept *k = ARENA_NEW(&ix->arena, struct kept);
    struct vuln_record *copy = record_copy(&ix->arena, r);
    struct undo *u = remember(ix, at);
    if (!k || !copy || !u)
        return no_memory(f);
    set_keys(ix, copy);
    if (ix->has_postings && !post_record(ix, copy, at))
        return no_memory(f);
    *k = (struct kept){ .next = e->kept, .record = copy };
    e->kept = k;
    if (old)
        old->window = ix->window;
    ix->n_records += !old;
    u->added = k;
    u->replaced = old;
    return OK;
}

enum err vuln_index_put_kev(struct vuln_index *ix, struct str cve, bool ransomware, struct fault *f)
{
    uint32_t at = entry_of(ix, cve);
    if (at == NOWHERE || !remember(ix, at))
        return no_memory(f);
    struct entry *e = &ix->entries[at];
    e->ransomware = ransomware || (e->kev && e->ransomware);
    e->kev = true;
    return OK;
}

enum err vuln_index_put_epss(struct vuln_index *ix, struct str cve, double score, struct fault *f)
{
    uint32_t at = entry_of(ix, cve);
    if (at == NOWHERE || !remember(ix, at))
        return no_memory(f);
    ix->entries[at].has_epss = true;
    ix->entries[at].epss = score;
    return OK;
}

struct vuln_index_counts vuln_index_count(const struct vuln_index *ix)
{
    return (struct vuln_index_counts){ .cves = ix->n_entries, .records = ix->n_records, .components = ix->n_items,
                                       .targets = ix->n_targets, .hosts = ix->n_hosts, .bytes = ix->arena.used };
}
