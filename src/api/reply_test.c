/* What a request asks for and how it is answered, header by header. */
#include <stdio.h>
#include <stdlib.h>

#include "base/test.h"

#include "api/reply.h"

struct call { struct arena arena; struct request rq; struct http_response rs; struct header headers[4]; struct visit v; };

static void call_drop(struct call **c)
{
    buf_free(&(*c)->rs.body);
    buf_free(&(*c)->rs.headers);
    arena_free(&(*c)->arena);
    free(*c);
}

static struct call *call(const char *name, const char *value)
{
    struct call *c = calloc(1, sizeof *c);
    c->arena = arena_new(1 << 20);
    c->rs = (struct http_response){ .status = 200, .body = buf_new(1 << 16), .headers = buf_new(4096) };
    c->headers[0] = (struct header){ str(name ? name : "Accept"), str(value ? value : "*/*") };
    c->rq = (struct request){ .method = METHOD_PUT, .path = S("/api/v1/organisation/1"), .target = S("/api/v1/organisation/1"), .headers = c->headers, .headers_n = 1 };
    c->v = (struct visit){ .rq = &c->rq, .rs = &c->rs, .arena = &c->arena, .words = &words_sv };
    return c;
}

#define CALL(c, name, value) struct call *c cleanup(call_drop) = call(name, value)

static void if_match_names_a_version_or_says_why_not(void **state)
{
    (void)state;
    static const struct { const char *tag; int64_t version; int status; } rows[] = {
        { "\"3.0f1e2d\"", 3, 0 }, { "\"3\"", 3, 0 }, { " \"12.\" ", 12, 0 }, { NULL, 0, 428 }, { "", 0, 400 }, { "3", 0, 400 }, { "\"\"", 0, 400 }, { "\"", 0, 400 },
        { "\"0.a\"", 0, 400 }, { "\"-1.a\"", 0, 400 }, { "W/\"3.a\"", 0, 400 }, { "*", 0, 400 }, { "\"3x.a\"", 0, 400 }, { "\"9223372036854775808.a\"", 0, 400 },
        { "\"9223372036854775807.a\"", INT64_MAX, 0 },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        CALL(c, rows[i].tag ? "if-MATCH" : NULL, rows[i].tag);
        struct fault f = { 0 };
        int64_t version = 0;
        enum err e = request_version(&c->v, &version, &f);
        assert_int_equal(e, rows[i].status ? E_INVALID : OK);
        assert_int_equal(version > 0 && e == OK ? version : 0, rows[i].version);
        assert_int_equal(c->rs.status, rows[i].status ? rows[i].status : 200);
        if (e != OK)
            assert_string_equal(f.place, "If-Match");
    }
}

static void the_body_is_of_the_kind_that_is_asked_for(void **state)
{
    (void)state;
    static const struct { const char *type; bool fine; } rows[] = {
        { "application/json", true }, { "Application/JSON; charset=utf-8", true }, { "application/merge-patch+json", true }, { "application/jsonp", false },
        { "text/plain", false }, { "", false }, { NULL, false }, { "; application/json", false },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        CALL(c, rows[i].type ? "Content-Type" : NULL, rows[i].type);
        assert_int_equal(request_media(&c->v, "application/json", "application/merge-patch+json", NULL), rows[i].fine ? OK : E_INVALID);
        assert_int_equal(c->rs.status, rows[i].fine ? 200 : 415);
    }
}

/* The same key with another request is another request: method, address, version and body all count. */
static void a_key_belongs_to_its_request(void **state)
{
    (void)state;
    struct write_terms first, other;
    CALL(c, "Idempotency-Key", " a b ");
    c->rq.body = S("{}");
    assert_int_equal(request_terms(&c->v, &first, NULL), OK);
    assert_true(str_is(first.key, "a b") && first.request.n == 64);
    assert_int_equal(request_terms(&c->v, &other, NULL), OK);
    assert_true(str_eq(first.request, other.request));
    for (int what = 0; what < 4; what++) {
        CALL(d, "Idempotency-Key", "a b");
        d->rq.body = what == 0 ? S("{ }") : S("{}");
        d->rq.target = what == 1 ? S("/api/v1/organisation/2") : d->rq.target;
        d->rq.method = what == 2 ? METHOD_PATCH : d->rq.method;
        d->headers[1] = (struct header){ S("If-Match"), S("\"1.a\"") };
        d->rq.headers_n = what == 3 ? 2 : 1;
        assert_int_equal(request_terms(&d->v, &other, NULL), OK);
        assert_false(str_eq(first.request, other.request));
    }
    char longest[API_KEY_MAX + 2];
    memset(longest, 'k', sizeof longest);
    longest[API_KEY_MAX] = '\0';
    CALL(fits, "Idempotency-Key", longest);
    assert_int_equal(request_terms(&fits->v, &other, NULL), OK);
    longest[API_KEY_MAX] = 'k';
    longest[API_KEY_MAX + 1] = '\0';
    CALL(past, "Idempotency-Key", longest);
    assert_int_equal(request_terms(&past->v, &other, NULL), E_INVALID);
    assert_int_equal(past->rs.status, 400);
    CALL(binary, "Idempotency-Key", "\xFF");
    assert_int_equal(request_terms(&binary->v, &other, NULL), E_INVALID);
    CALL(then, NULL, NULL);
    then->v.past = true;
    assert_int_equal(request_terms(&then->v, &other, NULL), E_DENIED);
}

static struct str etag_of(struct call *c)
{
    buf_put(&c->rs.body, S("{\"id\":1}"));
    reply_json(&c->v, 200, 7);
    struct str all = buf_str(&c->rs.headers);
    size_t from = str_find(all, S("ETag: "), 0);
    assert_true(from != SIZE_MAX);
    return str_sub(all, from + 6, str_find(all, S("\r\n"), from));
}

static void what_the_reader_has_is_not_sent_again(void **state)
{
    (void)state;
    CALL(first, NULL, NULL);
    struct str tag = etag_of(first);
    assert_true(str_starts(tag, S("\"7.")));
    assert_false(reply_unchanged(&first->v));
    static const struct { const char *format; bool same; } rows[] = {
        { "%s", true }, { "W/%s", true }, { "\"1.a\", %s", true }, { "*", true }, { "\"7.0000\"", false }, { "\"7\"", false }, { "\"7.\"", false }, { "\"", false }, { "", false }, { ",,", false },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        char asked[200];
        const char *at = strstr(rows[i].format, "%s");
        snprintf(asked, sizeof asked, "%.*s%.*s", at ? (int)(at - rows[i].format) : (int)strlen(rows[i].format), rows[i].format, at ? (int)tag.n : 0, tag.p);
        CALL(c, "If-None-Match", asked);
        (void)etag_of(c);
        assert_int_equal(reply_unchanged(&c->v), rows[i].same);
        assert_int_equal(c->rs.status, rows[i].same ? 304 : 200);
        assert_int_equal(c->rs.body.n, rows[i].same ? 0 : 8);
    }
}

static void a_problem_replaces_the_answer(void **state)
{
    (void)state;
    CALL(c, NULL, NULL);
    struct fault f = { 0 };
    buf_put(&c->rs.body, S("halvt svar"));
    fault(&f, E_CONFLICT, "title", "Posten har ändrats.", NULL, NULL);
    assert_int_equal(reply_problem(&c->v, &(struct problem){ .fault = &f }), OK);
    assert_int_equal(c->rs.status, 409);
    assert_string_equal(c->rs.type, "application/problem+json");
    assert_true(str_starts(buf_str(&c->rs.body), S("{")) && str_find(buf_str(&c->rs.body), S("/api/v1/organisation/1"), 0) != SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(if_match_names_a_version_or_says_why_not), cmocka_unit_test(the_body_is_of_the_kind_that_is_asked_for), cmocka_unit_test(a_key_belongs_to_its_request),
        cmocka_unit_test(what_the_reader_has_is_not_sent_again), cmocka_unit_test(a_problem_replaces_the_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
