#include "api/reply.h"

#include <sodium.h>

enum { DIGEST_BYTES = 8 /* of SHA-256, in an ETag */ };

/* ---- what is asked ---- */

enum err request_entity(const struct visit *v, const struct entity **ret, struct fault *f)
{
    const struct entity *e = model_entity(v->rq->params[0]);
    if (!e || e->flags & PLUMBING)
        return fault(f, E_ABSENT, NULL, N_("Det finns inget register med det namnet."), NULL, NULL);
    *ret = e;
    return OK;
}

/* Ours, beside those of derive/state.h. "den" is the day that is read ("läget den …"), taken by the server. */
static const char *const others[] = { "personal", "separator", "header", "dry", "den", NULL };

enum err asked_choice(struct visit *v, const struct asked *q, const char *name, const char *first, const char *second, bool *ret, struct fault *f)
{
    struct str value = form_get(&q->form, name);
    if (value.n && !str_is(value, first) && !str_is(value, second)) {
        v->rs->status = 400;
        return fault(f, E_INVALID, name, N_("Här ska {1} eller {2} stå."), first, second);
    }
    *ret = value.n && str_is(value, second);
    return OK;
}

enum err request_asked(struct visit *v, const struct entity *e, struct asked *ret, bool *ret_answered, struct fault *f)
{
    struct asked q = { 0 };
    v->rs->status = 400;
    TRY(form_parse_urlencoded(v->arena, v->rq->query, &q.form, f));
    TRY(asked_choice(v, &q, "personal", "ja", "nej", &q.mask_personal, f));
    struct state_param *params = arena_array(v->arena, q.form.n, sizeof *params);
    struct faults faults = { .arena = v->arena };
    if (!params)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t i = 0; i < q.form.n; i++)
        params[i] = (struct state_param){ q.form.fields[i].name, q.form.fields[i].value };
    enum err err = state_parse(v->arena, e, params, q.form.n, API_LIMIT_DEFAULT, others, &q.state, &faults);
    if (err == E_INVALID) {
        *ret_answered = true;
        return reply_problem(v, &(struct problem){ .status = 400, .faults = &faults, .place = PROBLEM_PARAMETER });
    }
    if (err == OK && q.state.columns_chosen)
        q.only = state_only(v->arena, &q.state);
    v->rs->status = 200;
    if (err != OK || v->arena->failed)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    *ret = q;
    *ret_answered = false;
    return OK;
}

/* "3.0f1e2d": the number of a version, and what is not looked at. */
static bool parse_etag(struct str tag, int64_t *ret)
{
    if (tag.n < 3 || tag.p[0] != '"' || tag.p[tag.n - 1] != '"')
        return false;
    struct str inside = str_sub(tag, 1, tag.n - 1);
    struct str number = str_cut(&inside, '.');
    return str_to_int64(number, ret) && *ret > 0;
}

enum err request_version(struct visit *v, int64_t *ret, struct fault *f)
{
    struct str tag = request_header(v->rq, "If-Match");
    if (!tag.p) {
        v->rs->status = 428;
        return fault(f, E_INVALID, "If-Match", N_("Ange i If-Match den version som lästes, så att ingen annans ändring skrivs över."), NULL, NULL);
    }
    if (!parse_etag(str_trim(tag), ret)) {
        v->rs->status = 400;
        return fault(f, E_INVALID, "If-Match", N_("Här ska postens ETag stå, som den lästes."), NULL, NULL);
    }
    return OK;
}

enum err request_media(struct visit *v, const char *first, const char *second, struct fault *f)
{
    struct str type = request_header(v->rq, "Content-Type");
    struct str bare = str_trim(str_cut(&type, ';'));
    if (str_eq_nocase(bare, str(first)) || (second && str_eq_nocase(bare, str(second))))
        return OK;
    v->rs->status = 415;
    return fault(f, E_INVALID, "Content-Type", N_("Innehållet ska vara {1}."), first, NULL);
}

static void hash_part(crypto_hash_sha256_state *to, struct str part)
{
    uint64_t n = part.n;
    crypto_hash_sha256_update(to, (const unsigned char *)&n, sizeof n);
    if (part.n)
        crypto_hash_sha256_update(to, (const unsigned char *)part.p, part.n);
}

enum err request_terms(struct visit *v, struct write_terms *ret, struct fault *f)
{
    if (v->past)
        return fault(f, E_DENIED, NULL, N_("I det förflutna kan inget ändras."), NULL, NULL);
    struct write_terms terms = { .now = v->now };
    struct str key = str_trim(request_header(v->rq, "Idempotency-Key"));
    if (key.n > API_KEY_MAX || !utf8_valid(key)) {
        v->rs->status = 400;
        return fault(f, E_INVALID, "Idempotency-Key", N_("Idempotency-Key är för lång: högst {1} byte."), "200", NULL);
    }
    if (key.n) {
        unsigned char digest[crypto_hash_sha256_BYTES];
        struct buf hex cleanup(buf_free) = buf_new(2 * sizeof digest);
        crypto_hash_sha256_state h;
        crypto_hash_sha256_init(&h);
        hash_part(&h, (struct str){ (const char *)&v->rq->method, sizeof v->rq->method });
        /* From another seat, or with a narrower token, it is another request: the first answer was not meant for it. */
        hash_part(&h, (struct str){ (const char *)&v->seat.grant, sizeof v->seat.grant });
        hash_part(&h, (struct str){ (const char *)&v->scope, sizeof v->scope });
        hash_part(&h, v->rq->target);
        hash_part(&h, request_header(v->rq, "If-Match"));
        hash_part(&h, v->rq->body);
        crypto_hash_sha256_final(&h, digest);
        buf_hex(&hex, digest, sizeof digest);
        terms.key = key;
        terms.request = str_copy(v->arena, buf_str(&hex));
        if (!terms.request.p || hex.failed)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    }
    *ret = terms;
    return OK;
}

/* ---- how it is answered ---- */

/* The digest of the answer's body, in hex. */
static void put_digest(struct buf *to, const struct visit *v)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)(v->rs->body.p ? v->rs->body.p : ""), v->rs->body.n);
    buf_hex(to, digest, DIGEST_BYTES);
}

void reply_json(struct visit *v, int status, int64_t version)
{
    v->rs->status = status;
    v->rs->type = "application/json";
    if (version <= 0)
        return;
    struct buf b cleanup(buf_free) = buf_new(80);
    buf_printf(&b, "\"%lld.", (long long)version);
    put_digest(&b, v);
    buf_char(&b, '"');
    response_header(v->rs, "ETag", buf_str(&b));
}

bool reply_unchanged(struct visit *v)
{
    struct str asked = request_header(v->rq, "If-None-Match");
    if (!asked.p)
        return false;
    struct buf hex cleanup(buf_free) = buf_new(80);
    put_digest(&hex, v);
    while (asked.n) {
        struct str tag = str_trim(str_cut(&asked, ','));
        if (str_starts(tag, S("W/")))
            tag = str_sub(tag, 2, tag.n);
        int64_t version;
        struct str rest = tag;
        (void)str_cut(&rest, '.');
        bool same = parse_etag(tag, &version) && str_eq(str_sub(rest, 0, rest.n - 1), buf_str(&hex));
        if (same || str_is(tag, "*")) {
            buf_reset(&v->rs->body);
            v->rs->status = 304;
            return true;
        }
    }
    return false;
}

enum err reply_problem(struct visit *v, const struct problem *p)
{
    struct problem whole = *p;
    buf_reset(&v->rs->body);
    if (!whole.instance.n)
        whole.instance = v->rq->path;
    enum err code = whole.fault ? whole.fault->code : whole.faults && whole.faults->n ? whole.faults->v[0].code : E_BUG;
    v->rs->status = whole.status ? whole.status : problem_status(code);
    v->rs->type = "application/problem+json";
    problem_json(&v->rs->body, v->words, &whole);
    return OK;
}
