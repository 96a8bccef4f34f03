#include <stdlib.h>

#include "http/serve.h"

/* Threads start when there is work and nobody idle, so that an idle server holds none. */
struct workers {
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct connection *first, *last;
    unsigned queued, queue_max, idle, started, most;
    bool stopping;
    pthread_t threads[];
};

enum err workers_new(unsigned threads, unsigned queue, struct workers **ret)
{
    struct workers *w = calloc(1, sizeof *w + threads * sizeof w->threads[0]);
    if (!w)
        return E_NOMEM;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->some, NULL);
    w->most = threads;
    w->queue_max = queue;
    *ret = w;
    return OK;
}

static void *run(void *arg)
{
    struct workers *w = arg;
    pthread_mutex_lock(&w->lock);
    for (;;) {
        while (!w->first && !w->stopping) {
            w->idle++;
            pthread_cond_wait(&w->some, &w->lock);
            w->idle--;
        }
        struct connection *c = w->first;
        if (!c)
            break;
        w->first = c->queue_next;
        if (!w->first)
            w->last = NULL;
        w->queued--;
        pthread_mutex_unlock(&w->lock);
        c->work(&c->x, c->work_arg);
        loop_done(c->loop, c);
        pthread_mutex_lock(&w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

/* With the lock held. */
static bool start_one(struct workers *w)
{
    pthread_attr_t attr;
    if (pthread_attr_init(&attr))
        return false;
    pthread_attr_setstacksize(&attr, THREAD_STACK);
    bool fine = pthread_create(&w->threads[w->started], &attr, run, w) == 0;
    pthread_attr_destroy(&attr);
    w->started += fine;
    return fine;
}

enum err workers_put(struct workers *w, struct connection *c)
{
    pthread_mutex_lock(&w->lock);
    bool fine = w->queued < w->queue_max;
    if (fine && w->idle <= w->queued && w->started < w->most)
        fine = start_one(w) || w->started > 0;
    if (fine) {
        c->queue_next = NULL;
        if (w->last)
            w->last->queue_next = c;
        else
            w->first = c;
        w->last = c;
        w->queued++;
        pthread_cond_signal(&w->some);
    }
    pthread_mutex_unlock(&w->lock);
    return fine ? OK : E_LIMIT;
}

uint64_t workers_queued(const struct workers *w)
{
    struct workers *open = (struct workers *)w;
    pthread_mutex_lock(&open->lock);
    uint64_t n = w->queued;
    pthread_mutex_unlock(&open->lock);
    return n;
}

void workers_free(struct workers *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_broadcast(&w->some);
    pthread_mutex_unlock(&w->lock);
    for (unsigned i = 0; i < w->started; i++)
        pthread_join(w->threads[i], NULL);
    pthread_cond_destroy(&w->some);
    pthread_mutex_destroy(&w->lock);
    free(w);
}
