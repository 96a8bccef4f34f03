/* The server over real sockets on loopback. Nothing sleeps: every wait is a read that the server ends. */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/test.h"
#include "http/http.h"

struct gate { _Atomic int inside; int go[2]; };

static void work(struct exchange *x, void *arg)
{
    struct gate *g = arg;
    if (str_is(x->rq.path, "/vanta")) {
        char c;
        atomic_fetch_add(&g->inside, 1);
        (void)!read(g->go[0], &c, 1);
    }
    buf_put(&x->rs.body, S("klart"));
}

static void handle(struct exchange *x, void *arg)
{
    if (str_is(x->rq.path, "/vanta") || str_is(x->rq.path, "/arbete")) {
        if (exchange_defer(x, work, arg) == OK)
            return;
        x->rs.status = 503;
        return;
    }
    if (str_is(x->rq.path, "/stor")) {
        char *room = buf_room(&x->rs.body, 8 << 20);
        memset(room, 'x', 8 << 20);
        x->rs.body.n = 8 << 20;
        return;
    }
    x->rs.type = "text/plain";
    response_header(&x->rs, "X-Bad", S("a\r\nSet-Cookie: b"));
    response_header(&x->rs, "X-Good", S("ja"));
    buf_put(&x->rs.body, x->rq.body.n ? x->rq.body : x->rq.path);
}

static struct http_server *start(struct http_limits limits, struct gate *g)
{
    struct http_server *s;
    struct fault f = { 0 };
    const struct http_options o = { .address = "127.0.0.1", .loops = 2, .workers = 2, .limits = limits };
    if (g)
        assert_int_equal(pipe(g->go), 0);
    if (http_server_start(&o, handle, g, &s, &f) != OK)
        fail_msg("%s: %s %s", f.place, f.text, f.arg[0]);
    return s;
}

static int dial(const struct http_server *s)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(http_server_port(s)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void say(int fd, struct str what)
{
    assert_int_equal(send(fd, what.p, what.n, MSG_NOSIGNAL), (ssize_t)what.n);
}

/* Reads until the peer closes or `until` has come `times` times. */
static struct str hear(struct arena *a, int fd, const char *until, int times)
{
    struct buf b cleanup(buf_free) = buf_new(16 << 20);
    for (;;) {
        int seen = 0;
        for (size_t at = 0; until && (at = str_find(buf_str(&b), str(until), at)) != SIZE_MAX; at++)
            seen++;
        if (until && seen >= times)
            break;
        char *room = buf_room(&b, 65536);
        ssize_t n = recv(fd, room, 65536, 0);
        if (n <= 0)
            break;
        b.n += (size_t)n;
    }
    return str_copy(a, buf_str(&b));
}

static void answers(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct http_server *s = start((struct http_limits){ 0 }, NULL);
    int fd = dial(s);
    say(fd, S("GET /hej HTTP/1.1\r\nHost: a\r\n\r\n"));
    struct str got = hear(&a, fd, "/hej", 1);
    assert_true(str_starts(got, S("HTTP/1.1 200 OK\r\nDate: ")));
    assert_true(str_find(got, S(" GMT\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nX-Good: ja\r\n\r\n/hej"), 0) != SIZE_MAX);
    assert_true(str_find(got, S("Set-Cookie"), 0) == SIZE_MAX);
    say(fd, S("HEAD /hej HTTP/1.1\r\nHost: a\r\n\r\nGET /slut HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    got = hear(&a, fd, NULL, 0);
    assert_true(str_find(got, S("Content-Length: 4\r\nX-Good: ja\r\n\r\nHTTP/1.1 200"), 0) != SIZE_MAX);
    assert_true(str_ends(got, S("Connection: close\r\n\r\n/slut")));
    close(fd);
    http_server_stop(s, 1000);
}

static void answers_pipelined_requests_in_order(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct gate g = { 0 };
    struct http_server *s = start((struct http_limits){ 0 }, &g);
    int fd = dial(s);
    say(fd, S("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\ntvaa"
              "GET /arbete HTTP/1.1\r\nHost: a\r\n\r\nGET /4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /5 HTTP/1.1\r\n"));
    struct str got = hear(&a, fd, NULL, 0);
    size_t at = 0;
    static const char *const order[] = { "\r\n\r\n/1HTTP", "\r\n\r\ntvaaHTTP", "\r\n\r\nklartHTTP", "\r\n\r\n/4" };
    for (size_t i = 0; i < LEN(order); i++) {
        at = str_find(got, str(order[i]), at);
        assert_true(at != SIZE_MAX);
    }
    assert_true(str_ends(got, S("/4")));
    close(fd);
    http_server_stop(s, 1000);
}

static void invites_and_refuses_bodies(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct http_server *s = start((struct http_limits){ .body = 10 }, NULL);
    int fd = dial(s);
    say(fd, S("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
    assert_true(str_is(hear(&a, fd, "\r\n\r\n", 1), "HTTP/1.1 100 Continue\r\n\r\n"));
    say(fd, S("abcd"));
    assert_true(str_ends(hear(&a, fd, "abcd", 1), S("abcd")));
    say(fd, S("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n"));
    struct str got = hear(&a, fd, NULL, 0);
    assert_true(str_starts(got, S("HTTP/1.1 413 ")));
    assert_true(str_find(got, S("Connection: close\r\n"), 0) != SIZE_MAX);
    close(fd);
    assert_int_equal(http_server_counts(s).refused, 1);
    assert_int_equal(http_server_counts(s).by_class[4], 1);
    http_server_stop(s, 1000);
}

static void bounds_slow_clients(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct http_server *s = start((struct http_limits){ .header_ms = 200, .body_ms = 200, .idle_ms = 200, .write_ms = 200 }, NULL);
    int head = dial(s), body = dial(s), idle = dial(s), mute = dial(s);
    say(head, S("GET / HTTP/1.1\r\nHos"));
    say(body, S("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"));
    say(idle, S("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_true(str_starts(hear(&a, head, NULL, 0), S("HTTP/1.1 408 ")));
    assert_true(str_starts(hear(&a, body, NULL, 0), S("HTTP/1.1 408 ")));
    assert_true(str_starts(hear(&a, idle, NULL, 0), S("HTTP/1.1 200 ")));
    assert_int_equal(hear(&a, mute, NULL, 0).n, 0);
    assert_int_equal(http_server_counts(s).timeouts, 2);
    /* One that asks for much and reads nothing is cut off. The socket's buffers are kept small so that it must wait. */
    int deaf = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(http_server_port(s)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    setsockopt(deaf, SOL_SOCKET, SO_RCVBUF, &(int){ 4096 }, sizeof(int));
    assert_int_equal(connect(deaf, (struct sockaddr *)&to, sizeof to), 0);
    say(deaf, S("GET /stor HTTP/1.1\r\nHost: a\r\n\r\n"));
    int other = dial(s);
    say(other, S("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    hear(&a, other, NULL, 0); /* ends when this one is idle for as long as the deaf one is deaf */
    for (int tries = 0; tries < 50 && http_server_counts(s).open > 0; tries++) {
        int more = dial(s);
        hear(&a, more, NULL, 0);
        close(more);
        if (http_server_counts(s).open <= 1 && tries > 2)
            break;
    }
    struct buf rest cleanup(buf_free) = buf_new(16 << 20);
    ssize_t n;
    size_t sum = 0;
    char *room = buf_room(&rest, 65536);
    while ((n = recv(deaf, room, 65536, 0)) > 0)
        sum += (size_t)n;
    assert_true(sum < 8 << 20);
    close(deaf), close(other), close(head), close(body), close(idle), close(mute);
    http_server_stop(s, 1000);
}

static void sends_large_answers_whole(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(32 << 20);
    struct http_server *s = start((struct http_limits){ 0 }, NULL);
    int fd = dial(s);
    say(fd, S("GET /stor HTTP/1.1\r\nHost: a\r\n\r\nGET /sist HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    struct str got = hear(&a, fd, NULL, 0);
    assert_true(got.n > 8 << 20);
    assert_true(str_ends(got, S("/sist")));
    close(fd);
    http_server_stop(s, 1000);
}

static void bounds_connections(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct http_server *s = start((struct http_limits){ .per_peer = 3 }, NULL);
    int fd[4];
    for (int i = 0; i < 3; i++) {
        fd[i] = dial(s);
        say(fd[i], S("GET /a HTTP/1.1\r\nHost: a\r\n\r\n"));
        hear(&a, fd[i], "/a", 1);
    }
    fd[3] = dial(s);
    assert_int_equal(hear(&a, fd[3], NULL, 0).n, 0);
    for (int i = 0; i < 4; i++)
        close(fd[i]);
    http_server_stop(s, 1000);
}

static void refuses_when_the_queue_is_full(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct gate g = { 0 };
    struct http_server *s = start((struct http_limits){ .queue = 1 }, &g);
    int fd[3];
    for (int i = 0; i < 2; i++) {
        fd[i] = dial(s);
        say(fd[i], S("GET /vanta HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        while (atomic_load(&g.inside) <= i)
            ; /* both workers are inside: what comes next has to queue */
    }
    fd[2] = dial(s);
    say(fd[2], S("GET /vanta HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    while (http_server_counts(s).queued == 0)
        ;
    int full = dial(s);
    say(full, S("GET /vanta HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    assert_true(str_starts(hear(&a, full, NULL, 0), S("HTTP/1.1 503 ")));
    assert_int_equal(write(g.go[1], "123", 3), 3);
    for (int i = 0; i < 3; i++) {
        assert_true(str_ends(hear(&a, fd[i], NULL, 0), S("klart")));
        close(fd[i]);
    }
    close(full);
    http_server_stop(s, 1000);
}

static void *stop(void *arg)
{
    http_server_stop(arg, 5000);
    return NULL;
}

/* A request under way is answered, one whose bytes have come too; then the port is closed. */
static void drains(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct gate g = { 0 };
    struct http_server *s = start((struct http_limits){ 0 }, &g);
    int busy = dial(s), idle = dial(s), half = dial(s);
    say(busy, S("GET /vanta HTTP/1.1\r\nHost: a\r\n\r\n"));
    while (atomic_load(&g.inside) == 0)
        ;
    say(idle, S("GET /a HTTP/1.1\r\nHost: a\r\n\r\n"));
    hear(&a, idle, "/a", 1);
    say(half, S("POST /b HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
    hear(&a, half, "\r\n\r\n", 1);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, stop, s), 0);
    assert_int_equal(hear(&a, idle, NULL, 0).n, 0); /* closed: the server is draining */
    say(half, S("abcd"));
    struct str got = hear(&a, half, NULL, 0);
    assert_true(str_ends(got, S("Connection: close\r\n\r\nabcd")));
    assert_int_equal(write(g.go[1], "1", 1), 1);
    got = hear(&a, busy, NULL, 0);
    assert_true(str_starts(got, S("HTTP/1.1 200 ")));
    assert_true(str_ends(got, S("klart")));
    pthread_join(thread, NULL);
    close(busy), close(idle), close(half);
}

static void does_not_share_a_port(void **state)
{
    (void)state;
    struct http_server *s = start((struct http_limits){ 0 }, NULL), *other;
    struct fault f = { 0 };
    const struct http_options o = { .address = "127.0.0.1", .port = http_server_port(s), .loops = 1 };
    assert_int_equal(http_server_start(&o, handle, NULL, &other, &f), E_IO);
    assert_int_equal(http_server_start(&(struct http_options){ .address = "localhost" }, handle, NULL, &other, &f), E_INVALID);
    assert_int_equal(http_server_start(&(struct http_options){ .certificate = "/saknas.pem", .key = "/saknas.key" }, handle, NULL, &other, &f), E_INVALID);
    assert_string_equal(f.place, "/saknas.pem");
    http_server_stop(s, 1000);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(answers), cmocka_unit_test(answers_pipelined_requests_in_order), cmocka_unit_test(invites_and_refuses_bodies),
        cmocka_unit_test(bounds_slow_clients), cmocka_unit_test(sends_large_answers_whole), cmocka_unit_test(bounds_connections),
        cmocka_unit_test(refuses_when_the_queue_is_full), cmocka_unit_test(drains), cmocka_unit_test(does_not_share_a_port),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
