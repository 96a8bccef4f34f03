/* The server's life: sockets, event loops, drain. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "http/serve.h"

enum { SWEEP_MS_MAX = 500, SWEEP_MS_MIN = 20, BACKLOG = 1024, WORKERS = 16, DRAIN_IDLE_MS = 100, LOOPS_MAX = 64 };

static void fill_limits(struct http_limits *l)
{
    const struct http_limits usual = {
        .line = 8192, .headers = 32768, .headers_n = 100, .body = 1024 * 1024, .body_large = 64 * 1024 * 1024,
        .header_ms = 10000, .body_ms = 60000, .idle_ms = 30000, .write_ms = 30000, .connections = 4096, .per_peer = 256,
        .requests = 100000, .queue = 1024, .memory = 128 * 1024 * 1024,
    };
#define USUAL(m) l->m = l->m ? l->m : usual.m
    USUAL(line);
    USUAL(headers);
    USUAL(headers_n);
    USUAL(body);
    USUAL(body_large);
    USUAL(header_ms);
    USUAL(body_ms);
    USUAL(idle_ms);
    USUAL(write_ms);
    USUAL(connections);
    USUAL(per_peer);
    USUAL(requests);
    USUAL(queue);
    USUAL(memory);
#undef USUAL
}

static unsigned sweep_ms(const struct http_limits *l)
{
    unsigned least = SWEEP_MS_MAX * 4;
    const unsigned all[] = { l->header_ms, l->body_ms, l->idle_ms, l->write_ms };
    for (size_t i = 0; i < LEN(all); i++)
        least = all[i] < least ? all[i] : least;
    return least / 4 < SWEEP_MS_MIN ? SWEEP_MS_MIN : least / 4;
}

static int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- one loop ---- */

void loop_done(struct loop *l, struct connection *c)
{
    pthread_mutex_lock(&l->lock);
    c->queue_next = l->done;
    l->done = c;
    pthread_mutex_unlock(&l->lock);
    eventfd_write(l->wake_fd, 1);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *from, int n, void *arg)
{
    (void)listener;
    (void)n;
    conn_new(arg, fd, from);
}

/* Out of descriptors, most likely: waits for the next sweep instead of spinning. */
static void on_accept_failed(struct evconnlistener *listener, void *arg)
{
    struct loop *l = arg;
    evconnlistener_disable(listener);
    l->listening = false;
}

/* Takes the connections that the kernel has already accepted, then no more. */
static void stop_listening(struct loop *l)
{
    struct sockaddr_storage from;
    socklen_t n = sizeof from;
    int fd;
    while ((fd = accept4(evconnlistener_get_fd(l->listener), (struct sockaddr *)&from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        conn_new(l, fd, (struct sockaddr *)&from);
        n = sizeof from;
    }
    evconnlistener_free(l->listener);
    l->listener = NULL;
}

/* Closes idle connections, ends the loop when none is left. */
static void sweep(struct loop *l)
{
    if (l->listener && !l->listening && !l->draining)
        l->listening = evconnlistener_enable(l->listener) == 0;
    for (struct connection *c = l->connections, *next; c; c = next) {
        next = c->next;
        conn_check(c);
    }
    if (l->draining && !l->connections)
        event_base_loopbreak(l->base);
}

static void on_sweep(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    l->now_ms = monotonic_ms();
    sweep(l);
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
    (void)what;
    struct loop *l = arg;
    eventfd_t n;
    (void)!eventfd_read(fd, &n);
    l->now_ms = monotonic_ms();
    pthread_mutex_lock(&l->lock);
    struct connection *c = l->done;
    l->done = NULL;
    pthread_mutex_unlock(&l->lock);
    while (c) {
        struct connection *next = c->queue_next;
        conn_answered(c);
        c = next;
    }
    if (atomic_load(&l->server->stopping) && !l->draining) {
        stop_listening(l);
        l->draining = true;
        event_add(&l->sweep, &(struct timeval){ .tv_usec = SWEEP_MS_MIN * 1000 });
        l->drain_by_ms = l->now_ms + atomic_load(&l->server->grace_ms);
        l->drain_idle_ms = l->now_ms + DRAIN_IDLE_MS; /* a connection that has just come may be about to ask */
    }
}

static void *run(void *arg)
{
    struct loop *l = arg;
    l->now_ms = monotonic_ms();
    while (event_base_loop(l->base, EVLOOP_ONCE) == 0 && !event_base_got_break(l->base))
        l->now_ms = monotonic_ms();
    return NULL;
}

static void loop_free(struct loop *l)
{
    if (!l)
        return;
    while (l->connections)
        conn_free(l->connections);
    if (l->listener)
        evconnlistener_free(l->listener);
    if (l->base) {
        if (event_initialized(&l->wake))
            event_del(&l->wake);
        if (event_initialized(&l->sweep))
            event_del(&l->sweep);
        event_base_free(l->base);
    }
    if (l->wake_fd >= 0)
        close(l->wake_fd);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static struct loop *loop_new(struct http_server *s, int listening)
{
    struct loop *l = calloc(1, sizeof *l);
    struct event_config *config = event_config_new();
    if (!l || !config) {
        free(l);
        close(listening);
        return NULL;
    }
    l->server = s;
    l->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    pthread_mutex_init(&l->lock, NULL);
    /* Each base is used by one thread alone. */
    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    l->base = event_base_new_with_config(config);
    event_config_free(config);
    if (l->base)
        l->listener = evconnlistener_new(l->base, on_accept, l, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, listening);
    if (!l->listener) {
        close(listening);
        loop_free(l);
        return NULL;
    }
    l->listening = true;
    evconnlistener_set_error_cb(l->listener, on_accept_failed);
    unsigned ms = sweep_ms(&s->limits);
    struct timeval each = { .tv_sec = ms / 1000, .tv_usec = (long)(ms % 1000) * 1000 };
    event_assign(&l->wake, l->base, l->wake_fd, EV_READ | EV_PERSIST, on_wake, l);
    event_assign(&l->sweep, l->base, -1, EV_PERSIST, on_sweep, l);
    if (l->wake_fd < 0 || event_add(&l->wake, NULL) || event_add(&l->sweep, &each)) {
        loop_free(l);
        return NULL;
    }
    return l;
}

/* ---- sockets ---- */

/* One listening socket. `shared`: several of the server's own on the same port. */
static int listening_socket(const struct addrinfo *at, bool shared)
{
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    int one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (shared)
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    if (bind(fd, at->ai_addr, at->ai_addrlen) || (shared && listen(fd, BACKLOG))) {
        int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    return fd;
}

static uint16_t port_of(int fd)
{
    struct sockaddr_storage a;
    socklen_t n = sizeof a;
    if (getsockname(fd, (struct sockaddr *)&a, &n))
        return 0;
    return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port : ((struct sockaddr_in *)&a)->sin_port);
}

static void set_port(struct addrinfo *at, uint16_t port)
{
    if (at->ai_family == AF_INET6)
        ((struct sockaddr_in6 *)at->ai_addr)->sin6_port = htons(port);
    else
        ((struct sockaddr_in *)at->ai_addr)->sin_port = htons(port);
}

static enum err open_sockets(const struct http_options *o, int *fds, unsigned n, struct fault *f)
{
    struct addrinfo want = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_PASSIVE }, *at;
    char port[8];
    snprintf(port, sizeof port, "%u", o->port);
    if (getaddrinfo(o->address ? o->address : "127.0.0.1", port, &want, &at))
        return fault(f, E_INVALID, o->address, N_("Adressen ska vara en numerisk IP-adress."), NULL, NULL);
    /* SO_REUSEPORT would let a second server join the port unseen: a socket without it finds out whether it is free. */
    int probe = listening_socket(at, false);
    if (probe >= 0)
        close(probe);
    unsigned opened = 0;
    while (probe >= 0 && opened < n && (fds[opened] = listening_socket(at, true)) >= 0) {
        if (opened++ == 0)
            set_port(at, port_of(fds[0]));
    }
    int why = errno;
    freeaddrinfo(at);
    if (opened == n)
        return OK;
    while (opened > 0)
        close(fds[--opened]);
    char text[128];
    return fault(f, E_IO, port, N_("Porten kan inte öppnas: {1}"), strerror_r(why, text, sizeof text), NULL);
}

/* ---- the server ---- */

static void server_free(struct http_server *s)
{
    workers_free(s->workers);
    for (unsigned i = 0; i < s->loops_n; i++)
        loop_free(s->loops[i]);
    free(s->loops);
    peers_free(s->peers);
    SSL_CTX_free(s->tls);
    free(s);
}

static enum err start_threads(struct http_server *s)
{
    sigset_t all, before;
    pthread_attr_t attr;
    if (pthread_attr_init(&attr))
        return E_NOMEM;
    pthread_attr_setstacksize(&attr, THREAD_STACK);
    /* Signals are the main thread's; SIGPIPE, too, must not come from a peer that has gone. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool fine = true;
    for (unsigned i = 0; fine && i < s->loops_n; i++)
        fine = s->loops[i]->started = pthread_create(&s->loops[i]->thread, &attr, run, s->loops[i]) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
    return fine ? OK : E_NOMEM;
}

enum err http_server_start(const struct http_options *o, http_handler *handle, void *arg, struct http_server **ret, struct fault *f)
{
    const char *memory = N_("Minnet räcker inte för att starta servern.");
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned n = o->loops ? o->loops : cores > 0 ? (unsigned)cores : 1;
    int fds[LOOPS_MAX];
    n = n > LOOPS_MAX ? LOOPS_MAX : n;
    struct http_server *s = calloc(1, sizeof *s);
    if (!s)
        return fault(f, E_NOMEM, NULL, memory, NULL, NULL);
    s->limits = o->limits;
    fill_limits(&s->limits);
    s->handle = handle;
    s->arg = arg;
    s->body_limit = o->body_limit;
    for (size_t i = 0; o->languages && i < o->languages_n && i < LANGUAGES_MAX; i++)
        s->languages[s->languages_n++] = o->languages[i];
    enum err e = o->proxies ? proxies_read(str(o->proxies), &s->proxies, f) : OK;
    if (e == OK && o->certificate)
        e = tls_new(o, &s->tls, f);
    if (e == OK && ((e = peers_new(s->limits.connections, &s->peers)) != OK ||
                    (e = workers_new(o->workers ? o->workers : WORKERS, s->limits.queue, &s->workers)) != OK ||
                    !(s->loops = calloc(n, sizeof *s->loops))))
        e = fault(f, E_NOMEM, NULL, memory, NULL, NULL);
    if (e == OK)
        e = open_sockets(o, fds, n, f);
    if (e != OK) {
        server_free(s);
        return e;
    }
    s->port = port_of(fds[0]);
    for (unsigned i = 0; i < n; i++) {
        s->loops[i] = loop_new(s, fds[i]);
        if (!s->loops[i])
            e = E_NOMEM;
    }
    s->loops_n = n;
    if (e == OK)
        e = start_threads(s);
    if (e != OK) {
        http_server_stop(s, 0);
        return fault(f, e, NULL, memory, NULL, NULL);
    }
    *ret = s;
    return OK;
}

uint16_t http_server_port(const struct http_server *s)
{
    return s->port;
}

void http_server_stop(struct http_server *s, unsigned grace_ms)
{
    if (!s)
        return;
    atomic_store(&s->grace_ms, grace_ms);
    atomic_store(&s->stopping, true);
    for (unsigned i = 0; i < s->loops_n; i++)
        if (s->loops[i])
            eventfd_write(s->loops[i]->wake_fd, 1);
    for (unsigned i = 0; i < s->loops_n; i++)
        if (s->loops[i] && s->loops[i]->started)
            pthread_join(s->loops[i]->thread, NULL);
    server_free(s);
}

struct http_counts http_server_counts(const struct http_server *s)
{
    struct http_counts sum = { .open = atomic_load(&s->open), .queued = workers_queued(s->workers) };
    for (unsigned i = 0; i < s->loops_n; i++) {
        const struct counters *c = &s->loops[i]->counts;
        sum.connections += atomic_load_explicit(&c->connections, memory_order_relaxed);
        sum.requests += atomic_load_explicit(&c->requests, memory_order_relaxed);
        sum.refused += atomic_load_explicit(&c->refused, memory_order_relaxed);
        sum.timeouts += atomic_load_explicit(&c->timeouts, memory_order_relaxed);
        for (int k = 0; k < 6; k++)
            sum.by_class[k] += atomic_load_explicit(&c->by_class[k], memory_order_relaxed);
    }
    return sum;
}
