/* Inside the http room: what the event loops, their connections and the workers share.
 *
 * A connection belongs to one loop thread for its whole life. While its request is with a worker (WORKING) the loop does not touch
 * its exchange; the worker hands it back through the loop's list and an eventfd. Nothing else crosses threads but counters. */
#ifndef HTTP_SERVE_H
#define HTTP_SERVE_H

#include <pthread.h>
#include <stdatomic.h>

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <event2/listener.h>
#include <openssl/ssl.h>

#include "base/words.h"
#include "http/proxy.h"
#include "http/reader.h"

enum { READ_ROOM = 64 * 1024, THREAD_STACK = 1024 * 1024, LANGUAGES_MAX = 8, PEER_MAX = 48 };

enum state {
    STATE_IDLE,         /* between requests */
    STATE_READING,      /* a request has begun */
    STATE_WORKING,      /* its request is with a worker */
    STATE_SENDING,
    STATE_LINGERING,    /* all is sent, the peer is given time to read it before the socket goes */
};

struct loop;

struct connection {
    struct exchange x;              /* first: an exchange knows its connection */
    struct loop *loop;
    struct connection *before, *next; /* of the loop's list */
    struct event read, write;       /* without TLS */
    struct bufferevent *tls;        /* with TLS */
    int fd;
    bool deferred;                  /* the handler called exchange_defer */
    bool again;                     /* inside conn_bytes: no recursion into it */
    bool last;                      /* close after this answer */
    bool continued;                 /* "100 Continue" has been sent */
    enum state state;
    struct reader reader;
    struct buf in;                  /* bytes not taken yet */
    struct str seen;                /* what the reader was given last; only within conn_bytes */
    struct buf head;                /* the answer's head as sent */
    size_t sent;                    /* of head and body together */
    size_t body_n;                  /* of the body that are sent: 0 for HEAD */
    int64_t deadline_ms;
    int64_t send_by_ms;             /* the whole answer must be gone by then */
    size_t lingered;                /* bytes thrown away */
    unsigned requests;
    unsigned char address[16];      /* key of the count per peer */
    char peer[PEER_MAX];
    char asks[PROXY_TEXT];          /* who asks, when a proxy says so */
    http_handler *work;
    void *work_arg;
    struct connection *queue_next;  /* of the workers' queue, then of the loop's list of finished ones */
};

struct counters { _Atomic uint64_t connections, requests, refused, timeouts, by_class[6]; };

struct loop {
    struct http_server *server;
    struct event_base *base;
    struct evconnlistener *listener;
    struct event wake, sweep;
    int wake_fd;
    pthread_t thread;
    bool started, listening, draining;
    int64_t now_ms;                 /* monotonic, read once per wake-up */
    time_t date_at;
    char date[32];
    struct connection *connections;
    unsigned open;
    int64_t drain_by_ms, drain_idle_ms;
    pthread_mutex_t lock;           /* of `done` */
    struct connection *done;
    struct counters counts;
    char room[READ_ROOM];
};

struct peers;
struct workers;

struct http_server {
    struct http_limits limits;
    http_handler *handle;
    void *arg;
    size_t (*body_limit)(enum method m, struct str path, void *arg);
    const struct words *languages[LANGUAGES_MAX];
    size_t languages_n;
    SSL_CTX *tls;
    struct proxies proxies;
    struct loop **loops;
    unsigned loops_n;
    struct workers *workers;
    struct peers *peers;
    _Atomic unsigned open;
    _Atomic bool stopping;
    _Atomic unsigned grace_ms;
    uint16_t port;
};

/* ---- conn.c ---- */
void conn_new(struct loop *l, int fd, const struct sockaddr *from);
/* The worker's answer is there. */
void conn_answered(struct connection *c);
void conn_free(struct connection *c);
/* Closes what has passed its deadline; from the sweep. */
void conn_check(struct connection *c);
/* A worker's E_LIMIT and a refusal look alike. */
void conn_refuse(struct connection *c, const struct refusal *why);

/* ---- answer.c: the bytes of an answer ---- */
void answer_head(struct connection *c);
void answer_refusal(struct connection *c, const struct refusal *why);

/* ---- tls.c ---- */
enum err tls_new(const struct http_options *o, SSL_CTX **ret, struct fault *f) nodiscard;

/* ---- work.c ---- */
enum err workers_new(unsigned threads, unsigned queue, struct workers **ret) nodiscard;
/* E_LIMIT when the queue is full. */
enum err workers_put(struct workers *w, struct connection *c) nodiscard;
uint64_t workers_queued(const struct workers *w);
/* Finishes what is queued, joins. */
void workers_free(struct workers *w);
/* Called by a worker: hands the connection back to its loop. */
void loop_done(struct loop *l, struct connection *c);

/* ---- peers.c: connections per address ---- */
enum err peers_new(unsigned entries, struct peers **ret) nodiscard;
/* False when the address already has `most`. */
bool peers_enter(struct peers *p, const unsigned char address[static 16], unsigned most);
void peers_leave(struct peers *p, const unsigned char address[static 16]);
void peers_free(struct peers *p);

#endif
