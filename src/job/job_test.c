/* When jobs run, who runs them, and what is purged. The time is an argument. */
#include "domain/world_test.h"


#include "domain/mail.h"
#include "job/job.h"

static struct job_settings settings_of(struct world *w)
{
    return (struct job_settings){ .store = w->store, .public_url = "", .mail = { .url = "" }, .mail_from = "" };
}

static bool ran(struct world *w, const char *name, instant now, bool anyway)
{
    struct fault f = { 0 };
    struct buf said cleanup(buf_free) = buf_new(4096);
    const struct job_settings s = settings_of(w);
    bool did = false;
    must(job_run(&s, job_named(str(name)), now, (struct date){ 0 }, anyway, NULL, &did, &said, &f), &f);
    return did;
}

static instant at(const char *text)
{
    instant t = { 0 };
    assert_true(instant_parse(str(text), &t));
    return t;
}

static void a_job_runs_when_it_is_due(void **state)
{
    struct world *w = *state;
    instant now = at("2024-02-28T04:30:00Z");
    assert_true(ran(w, "e-post", now, false));
    assert_false(ran(w, "e-post", now, false));
    now.usec += SECONDS(59);
    assert_false(ran(w, "e-post", now, false));
    now.usec += SECONDS(1);
    assert_true(ran(w, "e-post", now, false));
    assert_true(ran(w, "e-post", now, true)); /* by hand */
    assert_true(ran(w, "gallring-teknik", now, false));
    assert_false(ran(w, "gallring-teknik", at("2024-02-29T01:59:00Z"), false)); /* daily, from three in the morning here */
    assert_true(ran(w, "gallring-teknik", at("2024-02-29T02:00:00Z"), false));
    assert_true(ran(w, "gallring-teknik", at("2024-05-01T12:00:00Z"), false)); /* after a long stop once … */
    assert_false(ran(w, "gallring-teknik", at("2024-05-01T13:00:00Z"), false)); /* … not for each day that was missed */
}

static enum err leave_lease(struct writing *w, void *ctx, struct fault *f)
{
    struct job_state state = *(struct job_state *)ctx;
    return store_put(w, &job_state_entity, &state, "starta", RIGHT_NONE, f);
}

static void what_was_killed_in_the_middle_is_run_again_when_its_lease_is_over(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    instant now = at("2024-02-28T04:30:00Z");
    struct job_state left = { .name = S("e-post"), .lease = { now.usec + SECONDS(JOB_LEASE_S) }, .started = now };
    must(store_write(w->store, &seat_system, &(struct write_terms){ .now = now }, leave_lease, &left, NULL, &f), &f);
    assert_false(ran(w, "e-post", now, false));
    assert_false(ran(w, "e-post", now, true)); /* not by hand either: it may be running elsewhere */
    now.usec += SECONDS(JOB_LEASE_S);
    assert_true(ran(w, "e-post", now, false));
}

static void pauses_grow_and_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(mail_backoff_s(1), 60);
    assert_int_equal(mail_backoff_s(2), 120);
    assert_int_equal(mail_backoff_s(5), 960);
    assert_int_equal(mail_backoff_s(9), 15360);
    assert_int_equal(mail_backoff_s(10), MAIL_BACKOFF_MAX_S);
    assert_int_equal(mail_backoff_s(1000000), MAIL_BACKOFF_MAX_S);
}

struct seeds { int64_t account; instant now; };
static enum err seed(struct writing *w, void *ctx, struct fault *f)
{
    struct seeds *s = ctx;
    struct faults faults = { .arena = writing_arena(w) };
    struct account account = { .login = S("nagon"), .language = S("sv") };
    TRY(domain_save(w, &account_entity, &account, NULL, &faults, f));
    s->account = account.row.id;
    for (int i = 0; i < 1200; i++) { /* more than one portion is old */
        char hash[65];
        snprintf(hash, sizeof hash, "%064d", i);
        struct session one = { .account = { account.row.id }, .hash = str(hash), .expires = { s->now.usec + (i < 1100 ? -SECONDS(30 * 86400) : SECONDS(3600)) } };
        TRY(store_put(w, &session_entity, &one, "skapa", RIGHT_NONE, f));
    }
    struct letter letter = { { account.row.id }, S("a@example.org"), S("Ämne\r\nBcc: x"), S("Text") };
    return mail_queue(w, &letter, f);
}

static int64_t number_of(struct world *w, const struct entity *e)
{
    struct reading *r;
    struct rows rows;
    struct fault f = { 0 };
    must(store_read(w->store, &seat_system, &r, &f), &f);
    struct query q = { .entity = e, .limit = 1000 };
    must(store_list(r, &w->arena, &q, &rows, &f), &f);
    store_read_end(r);
    return (int64_t)rows.n + (rows.more_after ? 100000 : 0);
}

static enum err purge_people(struct writing *w, void *ctx, struct fault *f)
{
    size_t n;
    (void)ctx;
    return store_purge(w, &account_entity, "created_at", (instant){ INT64_MAX }, 10, &n, f);
}

static void what_is_over_is_purged_and_nothing_else(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct seeds s = { .now = at("2024-02-28T04:30:00Z") };
    must(store_write(w->store, &w->system, &(struct write_terms){ .now = s.now }, seed, &s, NULL, &f), &f);
    int64_t accounts = number_of(w, &account_entity);
    assert_true(ran(w, "gallring-teknik", s.now, true));
    assert_int_equal(number_of(w, &session_entity), 100);
    assert_int_equal(number_of(w, &mail_entity), 1); /* it waits still */
    assert_int_equal(number_of(w, &account_entity), accounts);
    assert_int_equal(store_write(w->store, &seat_system, &(struct write_terms){ 0 }, purge_people, NULL, NULL, &f), E_BUG);
}

static void a_letter_has_one_line_of_subject(void **state)
{
    struct world *w = *state;
    struct fault f = { 0 };
    struct seeds s = { .now = at("2024-02-28T04:30:00Z") };
    must(store_write(w->store, &w->system, &(struct write_terms){ .now = s.now }, seed, &s, NULL, &f), &f);
    struct reading *r;
    struct rows rows;
    must(store_read(w->store, &seat_system, &r, &f), &f);
    struct query q = { .entity = &mail_entity, .limit = 10 };
    must(store_list(r, &w->arena, &q, &rows, &f), &f);
    store_read_end(r);
    const struct mail *m = rows.rows;
    assert_true(rows.n == 1 && str_is(m->subject, "Ämne  Bcc: x") && m->state == MAIL_WAITING && m->tries == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_job_runs_when_it_is_due, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_killed_in_the_middle_is_run_again_when_its_lease_is_over, set_up, tear_down),
        cmocka_unit_test(pauses_grow_and_are_bounded),
        cmocka_unit_test_setup_teardown(what_is_over_is_purged_and_nothing_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_letter_has_one_line_of_subject, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
