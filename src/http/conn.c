/* One connection: bytes in, one request at a time, bytes out, deadlines. Runs on its loop's thread only. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>

#include "http/serve.h"

enum {
    LINGER_MS = 2000, IDLE_KEEPS_MS = 2000, LINGER_BYTES = 4 * 1024 * 1024,
    BODY_KEPT_MAX = 64 * 1024,      /* of a response's buffer, between requests */
    SEND_BYTES_PER_MS = 4,          /* a reader slower than 4 kB/s does not get to the end of a large answer */
    HEADERS_OUT_MAX = 64 * 1024,
};

static void conn_bytes(struct connection *c, struct str data);
static void conn_send(struct connection *c);

static void listen_for_bytes(struct connection *c, bool on)
{
    if (c->tls)
        (on ? bufferevent_enable : bufferevent_disable)(c->tls, EV_READ);
    else if (on)
        event_add(&c->read, NULL);
    else
        event_del(&c->read);
}

void conn_free(struct connection *c)
{
    struct loop *l = c->loop;
    if (c->before)
        c->before->next = c->next;
    else
        l->connections = c->next;
    if (c->next)
        c->next->before = c->before;
    l->open--;
    if (c->tls)
        bufferevent_free(c->tls);
    else {
        event_del(&c->read);
        event_del(&c->write);
        close(c->fd);
    }
    peers_leave(l->server->peers, c->address);
    atomic_fetch_sub(&l->server->open, 1);
    reader_free(&c->reader);
    arena_free(&c->x.arena);
    buf_free(&c->x.rs.body);
    buf_free(&c->x.rs.headers);
    buf_free(&c->in);
    buf_free(&c->head);
    free(c);
}

/* Everything of the last request is given back; small buffers stay for the next. */
static void next_request(struct connection *c)
{
    struct http_response *rs = &c->x.rs;
    if (rs->body.cap > BODY_KEPT_MAX)
        buf_free(&rs->body);
    buf_reset(&rs->body);
    buf_reset(&rs->headers);
    rs->status = 0;
    rs->type = NULL;
    rs->close = false;
    c->x.own = NULL;
    c->x.rq = (struct request){ 0 };
    arena_reset(&c->x.arena);
    reader_reset(&c->reader);
    c->deferred = false;
    c->continued = false;
    c->state = STATE_IDLE;
    c->deadline_ms = c->loop->now_ms + c->loop->server->limits.idle_ms;
}

/* The answer has left. True when the connection lives on and may take the next request. */
static bool sent_all(struct connection *c)
{
    if (!c->last && !c->loop->draining) {
        next_request(c);
        return true;
    }
    /* Closing at once with unread bytes would reset the connection and could destroy the answer on its way. */
    c->state = STATE_LINGERING;
    c->deadline_ms = c->loop->now_ms + LINGER_MS;
    buf_reset(&c->in);
    if (!c->tls)
        shutdown(c->fd, SHUT_WR);
    else {
        SSL *ssl = bufferevent_openssl_get_ssl(c->tls);
        SSL_shutdown(ssl);
    }
    listen_for_bytes(c, true);
    return false;
}

/* Writes what the socket takes. 1: all is gone; 0: it has to wait; -1: the peer is gone (and so is c). */
static int push(struct connection *c)
{
    for (;;) {
        struct iovec v[2];
        int n = 0;
        size_t in_head = c->sent < c->head.n ? c->head.n - c->sent : 0, from = c->sent > c->head.n ? c->sent - c->head.n : 0;
        if (in_head)
            v[n++] = (struct iovec){ c->head.p + c->sent, in_head };
        if (from < c->body_n)
            v[n++] = (struct iovec){ c->x.rs.body.p + from, c->body_n - from };
        if (n == 0)
            return 1;
        ssize_t wrote = sendmsg(c->fd, &(struct msghdr){ .msg_iov = v, .msg_iovlen = (size_t)n }, MSG_NOSIGNAL);
        if (wrote < 0) {
            if (errno == EINTR)
                continue;
            if (errno == EAGAIN || errno == EWOULDBLOCK)
                return 0;
            conn_free(c);
            return -1;
        }
        c->sent += (size_t)wrote;
        c->deadline_ms = c->loop->now_ms + c->loop->server->limits.write_ms;
    }
}

static void go_on(struct connection *c)
{
    listen_for_bytes(c, true);
    if (c->in.n && !c->again)
        conn_bytes(c, (struct str){ 0 });
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct connection *c = arg;
    int done = push(c);
    if (done == 0)
        event_add(&c->write, NULL);
    else if (done > 0 && sent_all(c))
        go_on(c);
}

/* Sends c->x.rs. Afterwards c may be gone when it is called outside conn_bytes. */
static void conn_send(struct connection *c)
{
    answer_head(c);
    c->state = STATE_SENDING;
    const struct http_limits *limits = &c->loop->server->limits;
    c->deadline_ms = c->loop->now_ms + limits->write_ms;
    c->send_by_ms = c->deadline_ms + (int64_t)((c->head.n + c->body_n) / SEND_BYTES_PER_MS);
    if (c->head.failed) {
        conn_free(c);
        return;
    }
    if (c->tls) {
        struct evbuffer *out = bufferevent_get_output(c->tls);
        evbuffer_add(out, c->head.p, c->head.n);
        if (c->body_n)
            evbuffer_add_reference(out, c->x.rs.body.p, c->body_n, NULL, NULL);
        return;
    }
    int done = push(c);
    if (done == 0) {
        listen_for_bytes(c, false);
        event_add(&c->write, NULL);
    } else if (done > 0 && sent_all(c) && !c->again)
        go_on(c);
}

void conn_refuse(struct connection *c, const struct refusal *why)
{
    answer_refusal(c, why);
    conn_send(c);
}

void conn_answered(struct connection *c)
{
    conn_send(c);
}

enum err exchange_defer(struct exchange *x, http_handler *work, void *arg)
{
    struct connection *c = x->connection;
    c->work = work;
    c->work_arg = arg;
    c->deferred = true;
    c->state = STATE_WORKING;
    if (workers_put(c->loop->server->workers, c) == OK)
        return OK;
    c->deferred = false;
    c->state = STATE_READING;
    return E_LIMIT;
}

/* A whole request is there. */
static void serve(struct connection *c)
{
    struct http_server *s = c->loop->server;
    atomic_fetch_add_explicit(&c->loop->counts.requests, 1, memory_order_relaxed);
    c->x.rq.peer = str(c->peer);
    c->x.rq.peer = proxies_reader(&s->proxies, &c->x.rq, c->asks);
    c->x.rq.tls = c->tls != NULL;
    c->requests++;
    c->last = !c->reader.head.keep || c->requests >= s->limits.requests || c->loop->draining;
    s->handle(&c->x, s->arg);
    /* When it was deferred a worker may have the exchange by now; c->deferred was set by this thread. */
    if (c->deferred)
        listen_for_bytes(c, false);
    else
        conn_send(c);
}

static void say_continue(struct connection *c)
{
    static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
    c->continued = true;
    if (c->tls)
        bufferevent_write(c->tls, line, sizeof line - 1);
    else if (send(c->fd, line, sizeof line - 1, MSG_NOSIGNAL) != sizeof line - 1)
        c->last = true;
}

/* One step of reading from `data`, which holds all that is not taken yet. Returns the bytes taken. */
static size_t step(struct connection *c, struct str data)
{
    const struct http_limits *limits = &c->loop->server->limits;
    size_t used;
    if (c->state == STATE_IDLE) {
        c->state = STATE_READING;
        c->deadline_ms = c->loop->now_ms + limits->header_ms;
    }
    enum reader_phase was = c->reader.phase;
    c->seen = data;
    enum reader_phase phase = reader_feed(&c->reader, &c->x.arena, data, &used, &c->x.rq);
    if (was == READER_HEAD && phase == READER_BODY) {
        c->deadline_ms = c->loop->now_ms + limits->body_ms;
        if (c->reader.head.expect && !c->continued && used == data.n)
            say_continue(c);
    }
    if (phase == READER_DONE)
        serve(c);
    else if (phase == READER_REFUSED)
        conn_refuse(c, c->reader.refusal);
    return used;
}

static bool keep_rest(struct connection *c, struct str rest)
{
    if (c->in.n && rest.p >= c->in.p && rest.p <= c->in.p + c->in.n) {
        memmove(c->in.p, rest.p, rest.n);
        c->in.n = rest.n;
        return true;
    }
    buf_put(&c->in, rest);
    return !c->in.failed;
}

/* New bytes (or none, when what was kept may now be taken). May free c. */
static void conn_bytes(struct connection *c, struct str data)
{
    if (c->state == STATE_LINGERING) {
        c->lingered += data.n;
        if (c->lingered > LINGER_BYTES)
            conn_free(c);
        return;
    }
    if (c->in.n) {
        buf_put(&c->in, data);
        if (c->in.failed) {
            conn_free(c);
            return;
        }
        data = buf_str(&c->in);
    }
    c->again = true;
    struct loop *l = c->loop;
    unsigned open = l->open;
    while (data.n && (c->state == STATE_IDLE || c->state == STATE_READING)) {
        size_t used = step(c, data);
        if (l->open != open)
            return; /* it is gone */
        data = str_sub(data, used, data.n);
        if (used == 0)
            break;
    }
    c->again = false;
    if (c->state == STATE_LINGERING)
        return;
    if (!keep_rest(c, data)) {
        if (c->state != STATE_WORKING)
            conn_free(c);
        return;
    }
    if (c->in.n == 0 && c->in.cap)
        buf_free(&c->in);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
    (void)what;
    struct connection *c = arg;
    ssize_t n = recv(fd, c->loop->room, sizeof c->loop->room, 0);
    if (n > 0)
        conn_bytes(c, (struct str){ c->loop->room, (size_t)n });
    else if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
        conn_free(c);
}

static void on_tls_read(struct bufferevent *b, void *arg)
{
    struct connection *c = arg;
    struct evbuffer *in = bufferevent_get_input(b);
    size_t n;
    while (c->state <= STATE_READING || c->state == STATE_LINGERING) {
        if ((n = evbuffer_get_length(in)) == 0)
            return;
        if (n > READ_ROOM)
            n = READ_ROOM;
        evbuffer_remove(in, c->loop->room, n);
        struct loop *l = c->loop;
        unsigned open = l->open;
        conn_bytes(c, (struct str){ l->room, n });
        if (l->open != open)
            return;
    }
}

static void on_tls_written(struct bufferevent *b, void *arg)
{
    struct connection *c = arg;
    if (c->state != STATE_SENDING || evbuffer_get_length(bufferevent_get_output(b)))
        return;
    if (!sent_all(c))
        return;
    struct loop *l = c->loop;
    unsigned open = l->open;
    go_on(c);
    if (l->open == open)
        on_tls_read(b, c); /* what had been decrypted meanwhile */
}

static void on_tls_event(struct bufferevent *b, short what, void *arg)
{
    (void)b;
    struct connection *c = arg;
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR) && c->state != STATE_WORKING)
        conn_free(c);
    else if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
        c->last = true;
}

void conn_check(struct connection *c)
{
    const struct loop *l = c->loop;
    if (c->state == STATE_WORKING)
        return;
    if (c->tls && c->state == STATE_SENDING) {
        /* bufferevent sends by itself: progress is seen here. */
        size_t left = evbuffer_get_length(bufferevent_get_output(c->tls)), sent = c->head.n + c->body_n - left;
        if (sent > c->sent) {
            c->sent = sent;
            c->deadline_ms = l->now_ms + l->server->limits.write_ms;
        }
    }
    bool late = l->now_ms >= c->deadline_ms || (c->state == STATE_SENDING && l->now_ms >= c->send_by_ms);
    if (l->draining && (l->now_ms >= l->drain_by_ms || (c->state == STATE_IDLE && l->now_ms >= l->drain_idle_ms)))
        conn_free(c);
    else if (late && c->state == STATE_READING) {
        atomic_fetch_add_explicit(&c->loop->counts.timeouts, 1, memory_order_relaxed);
        c->seen = buf_str(&c->in);
        conn_refuse(c, c->reader.phase == READER_HEAD ? &refusal_header_slow : &refusal_body_slow);
    } else if (late)
        conn_free(c);
    else if (c->state == STATE_IDLE && c->x.arena.last && l->now_ms - (c->deadline_ms - l->server->limits.idle_ms) > IDLE_KEEPS_MS) {
        arena_free(&c->x.arena);
        buf_free(&c->x.rs.body);
        reader_free(&c->reader);
        reader_init(&c->reader, c->reader.limits, c->reader.body_limit, c->reader.arg);
        buf_free(&c->head);
    }
}

static void name_peer(struct connection *c, const struct sockaddr *from)
{
    if (from->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const void *)from;
        memcpy(c->address, &six->sin6_addr, 8); /* one subscriber has a /64 */
        inet_ntop(AF_INET6, &six->sin6_addr, c->peer, sizeof c->peer);
    } else if (from->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const void *)from;
        memcpy(c->address + 12, &four->sin_addr, 4);
        inet_ntop(AF_INET, &four->sin_addr, c->peer, sizeof c->peer);
    }
}

static bool start_tls(struct connection *c)
{
    SSL *ssl = SSL_new(c->loop->server->tls);
    if (!ssl)
        return false;
    c->tls = bufferevent_openssl_socket_new(c->loop->base, c->fd, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
    if (!c->tls) {
        SSL_free(ssl);
        return false;
    }
    bufferevent_openssl_set_allow_dirty_shutdown(c->tls, 1);
    bufferevent_setwatermark(c->tls, EV_READ, 0, READ_ROOM);
    bufferevent_setcb(c->tls, on_tls_read, on_tls_written, on_tls_event, c);
    bufferevent_enable(c->tls, EV_READ | EV_WRITE);
    return true;
}

void conn_new(struct loop *l, int fd, const struct sockaddr *from)
{
    struct http_server *s = l->server;
    struct connection *c = calloc(1, sizeof *c);
    bool counted = false;
    if (c) {
        name_peer(c, from);
        counted = atomic_fetch_add(&s->open, 1) < s->limits.connections;
        if (!counted)
            atomic_fetch_sub(&s->open, 1);
    }
    if (!counted || !peers_enter(s->peers, c->address, s->limits.per_peer)) {
        if (counted)
            atomic_fetch_sub(&s->open, 1);
        free(c);
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    c->fd = fd;
    c->loop = l;
    c->x.connection = c;
    c->x.arena = arena_new(s->limits.memory);
    c->x.rs.body = buf_new(s->limits.memory);
    c->x.rs.headers = buf_new(HEADERS_OUT_MAX);
    c->head = buf_new(2 * HEADERS_OUT_MAX);
    c->in = buf_new(s->limits.line + s->limits.headers + 2 * READ_ROOM);
    reader_init(&c->reader, &s->limits, s->body_limit, s->arg);
    c->deadline_ms = l->now_ms + (s->limits.header_ms < s->limits.idle_ms ? s->limits.header_ms : s->limits.idle_ms);
    c->next = l->connections;
    if (c->next)
        c->next->before = c;
    l->connections = c;
    l->open++;
    atomic_fetch_add_explicit(&l->counts.connections, 1, memory_order_relaxed);
    event_assign(&c->read, l->base, fd, EV_READ | EV_PERSIST, on_readable, c);
    event_assign(&c->write, l->base, fd, EV_WRITE, on_writable, c);
    if (s->tls ? !start_tls(c) : event_add(&c->read, NULL) != 0)
        conn_free(c);
}
