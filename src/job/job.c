#include "job/job.h"

#include <stdio.h>

#include "base/arena.h"
#include "derive/value.h"
#include "job/response_file.h"
#include "model/organisation.h"

/* One row a job. */
const struct job jobs[] = {
    { "paminnelser", N_("Påminner om det som ska vara klart om 30, 7 eller 1 dagar."), 0, 6, false, job_reminders },
    { "e-post", N_("Skickar de brev som väntar."), 60, 0, true, job_mail },
    { "yttranden", N_("Gör PDF av beslutade yttranden som saknar den."), 600, 0, false, job_response_files },
    { "gallring-teknik", N_("Tar bort avslutade inloggningar, utgångna nycklar och gamla brev ur serverns egna tabeller."), 0, 3, true, job_purge },
};
const size_t jobs_n = LEN(jobs);

const struct job *job_named(struct str name)
{
    for (size_t i = 0; i < jobs_n; i++)
        if (str_is(name, jobs[i].name))
            return &jobs[i];
    return NULL;
}

instant job_next(const struct job *j, instant now)
{
    if (j->every_s)
        return (instant){ now.usec + SECONDS(j->every_s) };
    struct date tomorrow = date_add_days(date_of(now), 1);
    return (instant){ date_start(tomorrow).usec + SECONDS(j->hour * 3600) };
}

enum err job_response_files(struct job_run *run, struct fault *f)
{
    size_t n = 0;
    enum err e = response_files_make(run->s->store, run->federation, &n, f);
    buf_printf(run->said, "%zu filer", n);
    return e;
}

/* ---- the state ---- */

static enum err find_state(struct reading *r, struct arena *a, const struct job *j, struct job_state *ret, struct fault *f)
{
    struct query q = { .entity = &job_state_entity, .limit = 1, .filters_n = 1,
                       .filters = { { entity_field_named(&job_state_entity, S("name")), COMPARE_EQUAL, str(j->name) } } };
    struct rows rows;
    TRY(store_list(r, a, &q, &rows, f));
    *ret = rows.n ? *(struct job_state *)rows.rows : (struct job_state){ .name = str(j->name) };
    return OK;
}

enum err job_look(struct store *s, struct arena *a, const struct job *j, struct job_state *ret, struct fault *f)
{
    struct reading *r;
    TRY(store_read(s, &seat_system, &r, f));
    enum err e = find_state(r, a, j, ret, f);
    store_read_end(r);
    return e;
}

struct claim { const struct job *job; instant now; bool anyway, mine; };

/* The lease is a version of the row: of two that want it at once, one writes and the other meets it. */
static enum err claim_work(struct writing *w, void *ctx, struct fault *f)
{
    struct claim *c = ctx;
    struct job_state state;
    c->mine = false;
    TRY(find_state(writing_reads(w), writing_arena(w), c->job, &state, f));
    if (state.lease.usec > c->now.usec || (!c->anyway && state.next.usec > c->now.usec))
        return OK;
    state.lease = (instant){ c->now.usec + SECONDS(JOB_LEASE_S) };
    state.started = c->now;
    TRY(store_put(w, &job_state_entity, &state, "starta", RIGHT_NONE, f));
    c->mine = true;
    return OK;
}

struct release { const struct job *job; instant now; bool failed; struct str result; };

static enum err release_work(struct writing *w, void *ctx, struct fault *f)
{
    const struct release *c = ctx;
    struct job_state state;
    TRY(find_state(writing_reads(w), writing_arena(w), c->job, &state, f));
    state.lease = (instant){ 0 };
    state.ended = instant_now();
    state.next = job_next(c->job, c->now);
    state.failed = c->failed;
    state.result = c->result;
    return store_put(w, &job_state_entity, &state, "sluta", RIGHT_NONE, f);
}

/* ---- a run ---- */

static enum err run_each(const struct job *j, struct job_run *run, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct reading *r;
    struct rows rows;
    struct query q = { .entity = &organisation_entity, .limit = 100, .filters_n = 1,
                       .filters = { { entity_field_named(&organisation_entity, S("type")), COMPARE_EQUAL, S("kommunalforbund") } } };
    if (j->whole)
        return j->run(run, f);
    TRY(store_read(run->s->store, &seat_system, &r, f));
    enum err e = store_list(r, &a, &q, &rows, f);
    store_read_end(r);
    TRY(e);
    for (size_t i = 0; i < rows.n; i++) {
        run->federation = (organisation_id){ row_of(rows_at(&rows, &organisation_entity, i))->id };
        if (i)
            buf_put(run->said, S("; "));
        TRY(j->run(run, f));
    }
    return OK;
}

enum err job_run(const struct job_settings *s, const struct job *j, instant now, struct date day, bool anyway, const _Atomic bool *stop, bool *ret_ran, struct buf *said,
                 struct fault *f)
{
    struct claim claim = { .job = j, .now = now, .anyway = anyway };
    struct fault own = { 0 };
    *ret_ran = false;
    enum err e = store_write(s->store, &seat_system, &(struct write_terms){ .now = now }, claim_work, &claim, NULL, &own);
    if (e == E_CONFLICT || e == E_INVALID) /* another server was faster */
        return OK;
    if (e != OK || !claim.mine) {
        if (f && e != OK)
            *f = own;
        return e;
    }
    *ret_ran = true;
    struct job_run run = { .s = s, .now = now, .day = day.year ? day : date_of(now), .said = said, .stop = stop };
    enum err done = run_each(j, &run, &own);
    if (done != OK) {
        buf_reset(said);
        words_put_fault(said, &words_sv, &own);
        if (f)
            *f = own;
    }
    struct release release = { j, now, done != OK, str_sub(buf_str(said), 0, JOB_SAID_MAX) };
    if (!utf8_valid(release.result))
        release.result = S("…");
    struct fault late;
    e = store_write(s->store, &seat_system, &(struct write_terms){ .now = now }, release_work, &release, NULL, &late);
    if (done == OK && e != OK && f)
        *f = late;
    return done != OK ? done : e;
}
