/* Writing one row: who may, which version, whose it becomes, and its entry in the journal. */
#include <stdio.h>

#include "store/search_inside.h"

static enum err denied(const struct entity *e, struct fault *f)
{
    const char *reason = authz_reason(e->subject);
    return fault(f, E_DENIED, NULL, reason ? reason : N_("Din behörighet räcker inte för att ändra den här posten."), NULL, NULL);
}

static organisation_id counterparty_of(const struct entity *e, const void *row)
{
    const struct field *cp = entity_counterparty(e);
    return (organisation_id){ cp ? value_of(cp, row).i : 0 };
}

static enum right right_over(const struct seat *seat, const struct entity *e, const void *row)
{
    return seat->without >> e->subject & 1 ? RIGHT_NONE : authz_right(seat->role, e->subject, authz_relation(seat, row, counterparty_of(e, row)));
}

enum err store_may(const struct seat *seat, const struct entity *e, const void *any_row, enum right least, struct fault *f)
{
    const struct row *row = any_row;
    enum right right = right_over(seat, e, row);
    if (right < RIGHT_READ)
        return fault(f, E_ABSENT, NULL, N_("Posten finns inte eller så får du inte läsa den."), NULL, NULL);
    bool own = row->created_by.v == seat->account.v && seat->account.v != 0;
    return right < least || (right == RIGHT_PROPOSE && least == RIGHT_PROPOSE && !own) ? denied(e, f) : OK;
}

/* SQLite names the columns ("… failed: organisation.federation, organisation.code"), PostgreSQL the constraint
 * ("organisation.code.unique", "audit.firm.refers"). */
static enum err name_the_field(const struct entity *e, enum err code, struct fault *f)
{
    if (!f || code != E_INVALID || strncmp(f->place, CLASH_MARK, strlen(CLASH_MARK)) != 0)
        return code;
    char said[FAULT_PLACE];
    snprintf(said, sizeof said, "%s", f->place + strlen(CLASH_MARK));
    const struct field *hit = NULL;
    for (size_t from = 0; said[from]; ) { /* the last one named tells the most: "audit, number" */
        size_t n = strcspn(said + from, "., '\"");
        const struct field *field = entity_field_named(e, (struct str){ said + from, n });
        if (field && field >= e->fields && field < e->fields + e->n)
            hit = field;
        from += n + (said[from + n] != '\0');
    }
    snprintf(f->place, sizeof f->place, "%s", hit ? hit->name : e->name);
    return code;
}

static enum err text_fits(const struct entity *e, const void *row, struct fault *f)
{
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *field = entity_field(e, i);
        struct str s = field->kind == KIND_TEXT ? value_of(field, row).s : (struct str){ 0 };
        if (s.n && memchr(s.p, 0, s.n))
            return fault(f, E_INVALID, field->name, N_("Texten innehåller ett tecken som inte kan sparas (NUL)."), NULL, NULL);
        if (s.n && !utf8_valid(s))
            return fault(f, E_INVALID, field->name, N_("Texten är inte giltig UTF-8."), NULL, NULL);
    }
    return OK;
}

/* Whatever a row comes to refer to must be there and be readable from the seat: nobody points past his own sight. What a rule has set
 * (COMPUTED: one's own account, which few may read) is held by the foreign key alone. One statement for all of them. */
static enum err references_seen(struct writing *w, const struct entity *e, const void *old, const void *row, struct fault *f)
{
    const struct engine *g = w->r.s->g;
    const struct field *asked[64];
    size_t n = 0;
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    for (size_t i = 0; i < e->n && n < LEN(asked); i++) {
        const struct field *field = &e->fields[i];
        struct value v = value_of(field, row);
        if (field->kind != KIND_REF || (field->flags & COMPUTED) || v.none || (old && value_equal(v, value_of(field, old))))
            continue;
        const struct entity *to = model_entity(str(field->refers));
        sql_add(&q, n ? ", EXISTS (SELECT 1 FROM " : "SELECT EXISTS (SELECT 1 FROM ");
        sql_name(&q, NULL, to->name);
        sql_add(&q, " AS t WHERE t.\"id\" = ");
        sql_int(&q, v.i);
        sql_add(&q, " AND ");
        scope_add(&q, to, "t", w->r.seat);
        sql_add(&q, ")");
        asked[n++] = field;
    }
    if (n == 0)
        return OK;
    struct cursor cur = { 0 };
    bool any = false;
    TRY(g->query(w->r.c, &q, false, &cur, f));
    enum err got = g->step(&cur, &any, f);
    for (size_t i = 0; got == OK && i < n; i++)
        if (!any || g->integer(&cur, (int)i) == 0)
            got = fault(f, E_INVALID, asked[i]->name, N_("Posten som fältet pekar på finns inte."), NULL, NULL);
    g->end(&cur);
    return got;
}

static const struct field *follows(const struct entity *e)
{
    for (size_t i = 0; i < e->n; i++)
        if (e->fields[i].flags & FOLLOWS)
            return &e->fields[i];
    return NULL;
}

/* The row that a row follows: by its number, or by a link. False when it follows none. */
static bool followed(const struct entity *e, const void *row, const struct entity **ret_to, int64_t *ret_id)
{
    const struct field *field = follows(e);
    struct value v = field ? value_of(field, row) : (struct value){ .none = true };
    if (v.none)
        return false;
    if (field->kind == KIND_REF) {
        *ret_to = model_entity(str(field->refers));
        *ret_id = v.i;
        return true;
    }
    struct str rest = v.s, name = str_cut(&rest, '/');
    *ret_to = model_entity(name);
    return *ret_to && !((*ret_to)->flags & PLUMBING) && str_to_int64(rest, ret_id);
}

/* The other side is the followed row's other side, where rules set it. */
static void follow_counterparty(const struct entity *e, void *row, const struct entity *to, const void *above)
{
    const struct field *mine = entity_counterparty(e), *its = entity_counterparty(to);
    if (mine && (mine->flags & COMPUTED))
        value_set(mine, row, its ? value_of(its, above) : (struct value){ .kind = KIND_REF, .none = true });
}

/* Federation, owner and reach of a new row: from the row it follows, or the seat's own unless given. */
static enum err place_row(struct writing *w, const struct entity *e, struct row *row, struct fault *f)
{
    const struct seat *seat = w->r.seat;
    const struct field *field = follows(e);
    const struct entity *to;
    int64_t id;
    if (followed(e, row, &to, &id)) {
        struct arena own cleanup(arena_free) = arena_new(WRITING_BUDGET);
        struct row *above = row_new(&own, to);
        if (!above)
            return no_memory(f);
        if (row_by_id(&w->r, &own, to, id, seat, above, f) != OK)
            return f && f->code == E_IO ? E_IO : fault(f, E_INVALID, field->name, N_("Posten som fältet pekar på finns inte."), NULL, NULL);
        row->federation = above->federation;
        row->owner = above->owner;
        row->reach = above->reach;
        follow_counterparty(e, row, to, above);
        return OK;
    }
    if (!row->reach)
        row->reach = REACH_OWN;
    if (seat->federation.v)
        row->federation = seat->federation;
    if (row->owner.v == 0)
        row->owner = seat->organisation;
    if (row->owner.v == seat->organisation.v && row->owner.v && seat->federation.v)
        return OK;
    if (row->owner.v == 0)
        return e == &organisation_entity && seat->role == ROLE_SYSTEM ? OK : fault(f, E_INVALID, "owner", N_("Posten saknar ägare."), NULL, NULL);
    struct organisation owner;
    if (row_by_id(&w->r, &w->arena, &organisation_entity, row->owner.v, seat, &owner, f) != OK)
        return f && f->code == E_IO ? E_IO : fault(f, E_INVALID, "owner", N_("Posten som fältet pekar på finns inte."), NULL, NULL);
    if (row->federation.v == 0)
        row->federation = owner.row.federation;
    return owner.row.federation.v == row->federation.v ? OK : fault(f, E_INVALID, "owner", N_("Ägaren hör till ett annat förbund."), NULL, NULL);
}

/* The first row of a federation is its own: it gets its number first and is then made its own federation and owner. */
static bool founds(const struct entity *e, const struct row *row)
{
    return e == &organisation_entity && row->federation.v == 0 && ((const struct organisation *)(const void *)row)->type == ORGANISATION_FEDERATION;
}

static enum err write_row(struct writing *w, const struct entity *e, const struct sql *q, bool *ret_any, int64_t *ret_id, struct fault *f)
{
    struct fault own = { 0 };
    enum err code = conn_integer(w->r.s->g, w->r.c, q, ret_any, ret_id, &own);
    if (code != OK) {
        code = name_the_field(e, code, &own);
        if (f)
            *f = own;
    }
    return code;
}

static enum err insert(struct writing *w, const struct entity *e, struct row *row, struct fault *f)
{
    bool any = false, founding = founds(e, row);
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_insert(&q, e, row);
    TRY(write_row(w, e, &q, &any, &row->id, f));
    if (!any)
        return denied(e, f);
    if (!founding)
        return OK;
    row->federation = row->owner = (organisation_id){ row->id };
    sql_free(&q);
    sql_begin(&q);
    sql_update(&q, e, row, row->version);
    int64_t id;
    return write_row(w, e, &q, &any, &id, f);
}

static enum err create(struct writing *w, const struct entity *e, struct row *row, enum right least, struct fault *f)
{
    const struct seat *seat = w->r.seat;
    bool plumbing = e->flags & PLUMBING;
    row->version = 1;
    if (!row->standing)
        row->standing = STANDING_VALID;
    row->created_at = row->changed_at = w->now;
    row->created_by = row->changed_by = seat->account;
    if (plumbing && !row->reach)
        row->reach = REACH_OWN;
    if (!plumbing) {
        TRY(place_row(w, e, row, f));
        if (e == &organisation_entity && row->federation.v == 0 && !founds(e, row))
            return fault(f, E_INVALID, "owner", N_("Organisationen saknar förbund."), NULL, NULL);
        if (right_over(seat, e, row) < least)
            return denied(e, f);
        TRY(references_seen(w, e, NULL, row, f));
    }
    return insert(w, e, row, f);
}

static enum err may_change(struct writing *w, const struct entity *e, const struct row *old, const struct row *row, enum right least, struct fault *f)
{
    const struct seat *seat = w->r.seat;
    TRY(store_may(seat, e, old, least, f));
    if (row->owner.v != old->owner.v) {
        if (right_over(seat, e, row) < least)
            return denied(e, f);
        struct organisation owner;
        if (row_by_id(&w->r, &w->arena, &organisation_entity, row->owner.v, seat, &owner, f) != OK || owner.row.federation.v != old->federation.v)
            return fault(f, E_INVALID, "owner", N_("Posten som fältet pekar på finns inte."), NULL, NULL);
    }
    return OK;
}

/* A row that follows another belongs to whom that one belongs to, at every write: also when it comes to follow another one. */
static enum err follow(struct writing *w, const struct entity *e, const struct row *old, struct row *row, struct fault *f)
{
    const struct field *field = follows(e);
    const struct entity *to;
    int64_t to_id;
    if (!followed(e, row, &to, &to_id))
        return OK;
    struct row *above = row_new(&w->arena, to);
    if (!above)
        return no_memory(f);
    enum err e_above = row_by_id(&w->r, &w->arena, to, to_id, w->r.seat, above, f);
    bool same = value_equal(value_of(field, row), value_of(field, old));
    if (e_above == E_ABSENT && same) {
        row->owner = old->owner;
        row->reach = old->reach;
        return OK;
    }
    if (e_above == E_ABSENT || (e_above == OK && above->federation.v != old->federation.v))
        return fault(f, E_INVALID, field->name, N_("Posten som fältet pekar på finns inte."), NULL, NULL);
    TRY(e_above);
    row->owner = above->owner;
    row->reach = above->reach;
    follow_counterparty(e, row, to, above);
    return OK;
}

/* The numbers of the rows that follow a row, whatever their standing. */
static enum err followers(struct writing *w, const struct entity *e, const struct field *field, const struct entity *to, int64_t id, int64_t **ret, size_t *ret_n, struct fault *f)
{
    const struct engine *g = w->r.s->g;
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    int64_t *ids = NULL;
    size_t n = 0, cap = 0;
    bool any = false;
    sql_begin(&q);
    sql_add(&q, "SELECT \"id\" FROM ");
    sql_name(&q, NULL, e->name);
    sql_add(&q, " WHERE ");
    sql_name(&q, NULL, field->name);
    sql_add(&q, " = ");
    if (field->kind == KIND_REF)
        sql_int(&q, id);
    else
        sql_str(&q, str_printf(&w->arena, "%s/%lld", to->name, (long long)id));
    sql_add(&q, " ORDER BY \"id\"");
    TRY(g->query(w->r.c, &q, false, &cur, f));
    enum err got;
    while ((got = g->step(&cur, &any, f)) == OK && any) {
        ids = arena_grow(&w->arena, ids, n, n + 1, sizeof *ids, &cap);
        if (!ids) {
            got = no_memory(f);
            break;
        }
        ids[n++] = g->integer(&cur, 0);
    }
    g->end(&cur);
    *ret = ids;
    *ret_n = n;
    return got;
}

/* A row has come to belong to somebody else, or to be seen by others: so do those that follow it, each with its own entry. */
static enum err lead_followers(struct writing *w, const struct entity *e, int64_t id, struct fault *f)
{
    for (size_t i = 0; i < model_n; i++) {
        const struct field *field = model[i]->flags & PLUMBING ? NULL : follows(model[i]);
        int64_t *ids;
        size_t n;
        if (!field || (field->kind == KIND_REF && strcmp(field->refers, e->name) != 0))
            continue;
        TRY(followers(w, model[i], field, e, id, &ids, &n, f));
        for (size_t k = 0; k < n; k++) {
            void *row = row_new(&w->arena, model[i]);
            if (!row)
                return no_memory(f);
            enum err got = row_by_id(&w->r, &w->arena, model[i], ids[k], w->r.seat, row, f);
            TRY(got == E_ABSENT ? denied(e, f) : got);
            TRY(store_put(w, model[i], row, "andra", RIGHT_PROPOSE, f));
        }
    }
    return OK;
}

static enum err change(struct writing *w, const struct entity *e, struct row *row, enum right least, bool *ret_moved, struct fault *f)
{
    struct arena own cleanup(arena_free) = arena_new(WRITING_BUDGET); /* given back at once: an import changes very many rows */
    struct row *old = row_new(&own, e);
    if (!old)
        return no_memory(f);
    TRY(row_by_id(&w->r, &own, e, row->id, &seat_system, old, f));
    bool plumbing = e->flags & PLUMBING;
    row->federation = old->federation;
    if (row->owner.v == 0)
        row->owner = old->owner;
    if (!row->reach)
        row->reach = old->reach;
    if (!row->standing)
        row->standing = old->standing;
    row->created_at = old->created_at;
    row->created_by = old->created_by;
    if (!plumbing) {
        TRY(follow(w, e, old, row, f));
        TRY(may_change(w, e, old, row, least, f));
    }
    if (row->version != old->version)
        return fault(f, E_CONFLICT, NULL, N_("Någon annan har ändrat posten sedan du öppnade den."), NULL, NULL);
    if (!plumbing)
        TRY(references_seen(w, e, old, row, f));
    *ret_moved = !plumbing && (row->owner.v != old->owner.v || row->reach != old->reach || counterparty_of(e, row).v != counterparty_of(e, old).v);
    row->version = old->version + 1;
    row->changed_at = w->now;
    row->changed_by = w->r.seat->account;
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_update(&q, e, row, old->version);
    bool any = false;
    int64_t id;
    TRY(write_row(w, e, &q, &any, &id, f));
    return any ? OK : denied(e, f); /* the second wall hid it */
}

enum err store_put(struct writing *w, const struct entity *e, void *any_row, const char *verb, enum right least, struct fault *f)
{
    struct row *row = any_row, before = *row;
    bool moved = false;
    enum err code = text_fits(e, row, f);
    if (code == OK)
        code = row->id ? change(w, e, row, least, &moved, f) : create(w, e, row, least, f);
    if (code == OK && (e->flags & PLUMBING))
        w->plumbing = true;
    else if (code == OK)
        code = journal_append(w, e, row, verb, f);
    if (code == OK && !(e->flags & PLUMBING))
        code = search_put(w->r.s->g, w->r.c, e, row, f);
    if (code == OK && moved)
        code = lead_followers(w, e, row->id, f);
    if (code != OK)
        *row = before;
    return code;
}

enum err store_find_of_federation(struct writing *w, struct arena *a, const struct entity *e, const char *field, struct str value, void *ret_row, struct fault *f)
{
    const struct seat *own = w->r.seat, wide = { .federation = own->federation, .organisation = own->federation, .role = ROLE_SYSTEM };
    struct wall all = wall_of(&wide), mine = wall_of(own);
    TRY(w->r.s->g->wall(w->r.c, &all, f));
    struct reading r = w->r;
    r.seat = &wide;
    enum err found = store_find(&r, a, e, field, value, ret_row, f);
    enum err back = w->r.s->g->wall(w->r.c, &mine, found == OK ? f : NULL);
    return found != OK ? found : back;
}

/* ---- files ---- */

enum err store_blob_put(struct writing *w, struct str bytes, char ret_sha256[static 65], struct fault *f)
{
    char sum[65];
    if (bytes.n > BLOB_MAX)
        return fault(f, E_LIMIT, NULL, N_("Filen är större än {1} MB."), "50", NULL);
    if (!hash_hex(bytes, sum))
        return no_memory(f);
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "INSERT INTO \"blob\" (\"sha256\", \"bytes\") VALUES (");
    sql_str(&q, str(sum));
    sql_add(&q, ", ");
    sql_bytes(&q, bytes);
    sql_add(&q, ") ON CONFLICT (\"sha256\") DO NOTHING");
    TRY(conn_run(w->r.s->g, w->r.c, &q, f));
    w->plumbing = true;
    memcpy(ret_sha256, sum, sizeof sum);
    return OK;
}

static enum err blob_in(struct reading *r, struct arena *a, struct str sha256, struct str *ret, struct fault *f)
{
    const struct engine *g = r->s->g;
    struct sql q cleanup(sql_free) = { 0 };
    sql_begin(&q);
    sql_add(&q, "SELECT \"bytes\" FROM \"blob\" WHERE \"sha256\" = ");
    sql_str(&q, sha256);
    struct cursor cur = { 0 };
    bool any = false;
    struct str bytes = { 0 };
    TRY(g->query(r->c, &q, false, &cur, f));
    enum err e = g->step(&cur, &any, f);
    if (e == OK && !any)
        e = fault(f, E_ABSENT, NULL, N_("Filen finns inte."), NULL, NULL);
    if (e == OK) {
        bytes = str_copy(a, g->bytes(&cur, 0));
        if (!bytes.p)
            e = no_memory(f);
    }
    g->end(&cur);
    TRY(e);
    char sum[65];
    if (!hash_hex(bytes, sum))
        return no_memory(f);
    if (!str_is(sha256, sum))
        return fault(f, E_IO, sum, N_("Filen har ändrats i databasen: kontrollsumman stämmer inte."), NULL, NULL);
    *ret = bytes;
    return OK;
}

enum err store_blob_get(struct reading *r, struct arena *a, struct str sha256, struct str *ret, struct fault *f)
{
    if (!r->s->present)
        return blob_in(r, a, sha256, ret, f);
    struct reading *now = NULL; /* files never change: the past's are the present's */
    TRY(store_read(r->s->present, r->seat, &now, f));
    enum err e = blob_in(now, a, sha256, ret, f);
    store_read_end(now);
    return e;
}
