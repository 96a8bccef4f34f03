#include "api/write.h"

#include "api/reply.h"
#include "base/json.h"
#include "domain/file.h"
#include "domain/save.h"
#include "feed/file_type.h"

enum act { ACT_CREATE, ACT_REPLACE, ACT_CHANGE, ACT_CORRECT, ACT_MOVE, ACT_REVOKE };

enum { ANSWER_MAX = 4 * 1024 * 1024 };

/* One write. What `work` leaves here it makes anew when it runs again. */
struct write {
    struct visit *v;
    const struct entity *e;
    enum act act;
    int64_t id, version;    /* of the row as it was read; 0 at a creation */
    struct str body;        /* the members to write */
    const char *verb;
    struct domain_file file; /* that came with it; bytes empty: none */
    struct faults faults;   /* in the visit's arena: they outlive the transaction */
    struct buf answer;      /* "STATUS ID VERSION\n" and the body: what a retry gets again */
};

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

/* Not given, but for what a replacement may leave out. */
static void clear_for_replacement(const struct entity *e, void *row)
{
    const struct field *state = domain_state_field(e);
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        bool kept = f->flags & (COMPUTED | SECRET | IMMUTABLE) || f == state || f->offset == offsetof(struct row, reach);
        if (!kept)
            value_set(f, row, (struct value){ .kind = f->kind, .none = true });
    }
}

static enum err read_members(struct write *c, struct arena *a, void *row, struct fault *f)
{
    enum err err = row_json_read_public(a, c->e, c->body, row, NULL, &c->faults);
    if (err == E_NOMEM)
        return no_memory(f);
    if (err != OK && c->faults.n && f)
        *f = c->faults.v[0];
    return err;
}

static enum err save(struct write *c, struct writing *w, void *row, struct fault *f)
{
    struct arena *a = writing_arena(w);
    if (c->act != ACT_CREATE) {
        TRY(store_get(writing_reads(w), a, c->e, c->id, row, f));
        TRY(store_may(writing_seat(w), c->e, row, RIGHT_PROPOSE, f));
        if (row_of(row)->version != c->version)
            return fault(f, E_CONFLICT, NULL, N_("Någon annan har ändrat posten sedan du öppnade den."), NULL, NULL);
    }
    if (c->act == ACT_REPLACE)
        clear_for_replacement(c->e, row);
    TRY(read_members(c, a, row, f));
    if (c->file.bytes.n)
        TRY(domain_attach(w, c->e, row, &c->file, f));
    return domain_save(w, c->e, row, c->act == ACT_CORRECT ? "ratta" : NULL, &c->faults, f);
}

static enum err perform(struct write *c, struct writing *w, void *row, struct fault *f)
{
    switch (c->act) {
    case ACT_MOVE:
        return domain_act(w, c->e, c->id, c->version, c->verb, row, &c->faults, f);
    case ACT_REVOKE:
        TRY(domain_revoke(w, c->e, c->id, c->version, f));
        return store_get(writing_reads(w), writing_arena(w), c->e, c->id, row, f);
    default:
        return save(c, w, row, f);
    }
}

static enum err work(struct writing *w, void *ctx, struct fault *f)
{
    struct write *c = ctx;
    struct arena *a = writing_arena(w);
    struct str *titles;
    void *row = row_new(a, c->e);
    buf_reset(&c->answer);
    c->faults.n = c->faults.beyond = 0;
    if (!row)
        return no_memory(f);
    TRY(perform(c, w, row, f));
    TRY(store_titles(writing_reads(w), a, c->e, row, &titles, f));
    buf_printf(&c->answer, "%d %lld %lld\n", c->act == ACT_CREATE ? 201 : 200, (long long)row_of(row)->id, (long long)row_of(row)->version);
    row_json_public(&c->answer, c->e, row, &(struct json_view){ .titles = titles });
    return buf_check(&c->answer, f);
}

/* The stored answer as the response. */
static enum err reply_answer(struct write *c, struct fault *f)
{
    struct str body = buf_str(&c->answer), head = str_cut(&body, '\n');
    struct str status = str_cut(&head, ' '), id = str_cut(&head, ' ');
    int64_t code, version, number;
    if (!str_to_int64(status, &code) || !str_to_int64(id, &number) || !str_to_int64(head, &version))
        return fault(f, E_BUG, NULL, N_("Det sparade svaret går inte att läsa."), NULL, NULL);
    buf_put(&c->v->rs->body, body);
    reply_json(c->v, (int)code, version);
    if (code == 201)
        response_header(c->v->rs, "Location", str_printf(c->v->arena, "/api/v1/%s/%lld", c->e->name, (long long)number));
    return OK;
}

/* Somebody was first: both sides, for whoever must choose. */
static enum err reply_conflict(struct write *c, const struct fault *was, bool *ret_answered, struct fault *f)
{
    struct visit *v = c->v;
    struct reading *r;
    struct str *titles;
    void *row = row_new(v->arena, c->e);
    if (!row)
        return no_memory(f);
    TRY(visit_reading(v, &r, f));
    TRY(store_get(r, v->arena, c->e, c->id, row, f));
    if (row_of(row)->version == c->version)
        return OK; /* another conflict: a value that must be unique, a key used before */
    TRY(store_titles(r, v->arena, c->e, row, &titles, f));
    struct buf more cleanup(buf_free) = buf_new(2 * ANSWER_MAX);
    buf_put(&more, S("\"current\":"));
    row_json_public(&more, c->e, row, &(struct json_view){ .titles = titles });
    struct faults ignored = { .arena = v->arena };
    if (c->act == ACT_REPLACE)
        clear_for_replacement(c->e, row);
    if (c->body.n && row_json_read_public(v->arena, c->e, c->body, row, NULL, &ignored) == OK) {
        buf_put(&more, S(",\"yours\":"));
        row_json_public(&more, c->e, row, NULL);
    }
    TRY(buf_check(&more, f));
    *ret_answered = true;
    return reply_problem(v, &(struct problem){ .status = 412, .fault = was, .more = buf_str(&more) });
}

/* Runs the write and answers, whatever came of it. */
static enum err run(struct write *c, struct str reason, struct fault *f)
{
    struct visit *v = c->v;
    struct write_terms terms;
    struct fault was = { 0 };
    TRY(request_terms(v, &terms, f));
    terms.reason = reason;
    c->faults.arena = v->arena;
    enum err err = store_write(v->store, &v->seat, &terms, work, c, &c->answer, &was);
    if (err == OK)
        return reply_answer(c, f);
    if (err == E_INVALID && c->faults.n == 0 && was.place[0]) /* the store's own: a reference to nothing, a value that stands already */
        faults_add(&c->faults, was.place, was.text, was.arg[0], was.arg[1]);
    if (err == E_INVALID && c->faults.n)
        return reply_problem(v, &(struct problem){ .faults = &c->faults });
    if (err == E_CONFLICT && c->id) {
        bool answered = false;
        TRY(reply_conflict(c, &was, &answered, f));
        if (answered)
            return OK;
    }
    if (f)
        *f = was;
    return err;
}

/* A request about one row: its entity, its number, the version that was read. */
static enum err begin(struct visit *v, enum act act, struct write *ret, struct fault *f)
{
    struct write c = { .v = v, .act = act, .body = v->rq->body };
    TRY(request_entity(v, &c.e, f));
    if (act != ACT_CREATE) {
        TRY(visit_id(v, 1, &c.id, f));
        TRY(request_version(v, &c.version, f));
    }
    c.answer = buf_new(ANSWER_MAX);
    *ret = c;
    return OK;
}

static void write_free(struct write *c)
{
    buf_free(&c->answer);
}

enum err api_create(struct visit *v, struct fault *f)
{
    struct write c cleanup(write_free) = { 0 };
    TRY(begin(v, ACT_CREATE, &c, f));
    TRY(request_media(v, "application/json", NULL, f));
    return run(&c, (struct str){ 0 }, f);
}

/* multipart/form-data: "row" as for a creation, "file" the bytes. */
enum err api_upload(struct visit *v, struct fault *f)
{
    struct write c cleanup(write_free) = { 0 };
    TRY(begin(v, ACT_CREATE, &c, f));
    TRY(request_media(v, "multipart/form-data", NULL, f));
    const struct form_field *file = form_file(&v->form, "file");
    struct faults wrong = { .arena = v->arena };
    struct fault why = { 0 };
    struct str type;
    c.body = form_get(&v->form, "row");
    if (!entity_takes_file(c.e))
        return fault(f, E_ABSENT, NULL, N_("Den här sortens post har ingen fil."), NULL, NULL);
    if (!c.body.p)
        faults_add(&wrong, "row", N_("Fältet måste fyllas i."), NULL, NULL);
    if (!file)
        faults_add(&wrong, "file", N_("Fältet måste fyllas i."), NULL, NULL);
    if (wrong.n)
        return reply_problem(v, &(struct problem){ .faults = &wrong });
    if (file->value.n > BLOB_MAX)
        return fault(f, E_LIMIT, "file", N_("Filen är större än {1} MB."), "50", NULL);
    enum err kind = file_type(file->value, domain_file_name(v->arena, file->file_name), v->arena, &type, &why);
    if (kind == E_INVALID) {
        faults_add(&wrong, "file", why.text, why.arg[0], why.arg[1]);
        return reply_problem(v, &(struct problem){ .faults = &wrong });
    }
    if (kind != OK && f)
        *f = why;
    TRY(kind);
    c.file = (struct domain_file){ file->value, file->file_name, type };
    return run(&c, (struct str){ 0 }, f);
}

enum err api_replace(struct visit *v, struct fault *f)
{
    struct write c cleanup(write_free) = { 0 };
    TRY(begin(v, ACT_REPLACE, &c, f));
    TRY(request_media(v, "application/json", NULL, f));
    return run(&c, (struct str){ 0 }, f);
}

enum err api_change(struct visit *v, struct fault *f)
{
    struct write c cleanup(write_free) = { 0 };
    TRY(begin(v, ACT_CHANGE, &c, f));
    TRY(request_media(v, "application/merge-patch+json", "application/json", f));
    return run(&c, (struct str){ 0 }, f);
}

enum err api_revoke(struct visit *v, struct fault *f)
{
    struct write c cleanup(write_free) = { 0 };
    TRY(begin(v, ACT_REVOKE, &c, f));
    c.body = (struct str){ 0 };
    return run(&c, (struct str){ 0 }, f);
}

/* {"reason":"…","change":{…}}; `change` only of a correction. An empty body is an empty object. */
static enum err read_act(struct visit *v, bool corrects, struct str *ret_reason, struct str *ret_change, struct fault *f)
{
    struct str reason = { 0 }, change = { 0 }, key;
    struct json j = json_new(v->rq->body, v->arena, JSON_LIMITS);
    if (str_trim(v->rq->body).n == 0 && !corrects)
        return OK;
    TRY(request_media(v, "application/json", NULL, f));
    for (json_object(&j); json_key(&j, &key);) {
        if (str_is(key, "reason") && json_peek(&j) == JSON_NULL)
            json_null(&j);
        else if (str_is(key, "reason"))
            reason = json_string(&j);
        else if (corrects && str_is(key, "change") && json_peek(&j) == JSON_OBJECT)
            change = json_raw(&j);
        else
            json_refuse(&j, E_INVALID, N_("Här kan bara reason stå, och i en rättelse change."), NULL, NULL);
    }
    TRY(json_end(&j, f));
    struct faults faults = { .arena = v->arena };
    domain_check_reason(reason, &faults);
    if (faults.n) {
        *f = faults.v[0];
        return E_INVALID;
    }
    if (corrects && !change.p)
        return fault(f, E_INVALID, "change", N_("Fältet måste fyllas i."), NULL, NULL);
    if (corrects && str_trim(reason).n == 0)
        return fault(f, E_INVALID, "reason", N_("En rättelse kräver ett skäl."), NULL, NULL);
    *ret_reason = reason;
    *ret_change = change;
    return OK;
}

enum err api_act(struct visit *v, struct fault *f)
{
    struct write c cleanup(write_free) = { 0 };
    struct str reason = { 0 }, change = { 0 };
    bool corrects = str_is(v->rq->params[2], "ratta");
    TRY(begin(v, corrects ? ACT_CORRECT : ACT_MOVE, &c, f));
    struct fault wrong = { 0 };
    enum err err = read_act(v, corrects, &reason, &change, &wrong);
    if (err == E_INVALID && v->rs->status < 400) {
        struct faults one = { .arena = v->arena };
        faults_add(&one, wrong.place, wrong.text, wrong.arg[0], wrong.arg[1]);
        return reply_problem(v, &(struct problem){ .faults = &one });
    }
    if (err != OK) {
        if (f)
            *f = wrong;
        return err;
    }
    c.body = change;
    c.verb = str_c(v->arena, v->rq->params[2]);
    return c.verb ? run(&c, reason, f) : no_memory(f);
}
