#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "job/job.h"

enum { LOOK_EVERY_S = 15 };

struct scheduler {
    const struct job_settings *s;
    int64_t offset;
    void (*say)(bool failed, const char *job, const char *line);
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    _Atomic bool stop;
};

static void run_due(struct scheduler *s)
{
    for (size_t i = 0; i < jobs_n && !atomic_load(&s->stop); i++) {
        struct arena a cleanup(arena_free) = arena_new(1 << 20);
        struct buf said cleanup(buf_free) = buf_new(4096);
        struct fault f = { 0 };
        struct job_state state;
        bool ran = false;
        instant now = { instant_now().usec + s->offset };
        enum err e = job_look(s->s->store, &a, &jobs[i], &state, &f);
        if (e == OK && state.next.usec <= now.usec && state.lease.usec <= now.usec)
            e = job_run(s->s, &jobs[i], now, (struct date){ 0 }, false, &s->stop, &ran, &said, &f);
        if (e != OK && !said.n)
            words_put_fault(&said, &words_sv, &f);
        buf_char(&said, '\0');
        if ((ran || e != OK) && s->say && said.p)
            s->say(e != OK, jobs[i].name, said.p);
    }
}

static void *work(void *arg)
{
    struct scheduler *s = arg;
    pthread_mutex_lock(&s->lock);
    while (!atomic_load(&s->stop)) {
        pthread_mutex_unlock(&s->lock);
        run_due(s);
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += LOOK_EVERY_S;
        pthread_mutex_lock(&s->lock);
        if (!atomic_load(&s->stop))
            pthread_cond_timedwait(&s->wake, &s->lock, &until);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

enum err scheduler_start(const struct job_settings *settings, int64_t clock_offset_s, void (*say)(bool failed, const char *job, const char *line), struct scheduler **ret)
{
    struct scheduler *s = calloc(1, sizeof *s);
    pthread_condattr_t attr;
    if (!s)
        return E_NOMEM;
    s->s = settings;
    s->offset = SECONDS(clock_offset_s);
    s->say = say;
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&s->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&s->thread, NULL, work, s) != 0) {
        pthread_mutex_destroy(&s->lock);
        pthread_cond_destroy(&s->wake);
        free(s);
        return E_NOMEM;
    }
    *ret = s;
    return OK;
}

void scheduler_stop(struct scheduler *s)
{
    if (!s)
        return;
    pthread_mutex_lock(&s->lock);
    atomic_store(&s->stop, true);
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->wake);
    free(s);
}
