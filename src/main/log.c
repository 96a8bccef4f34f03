#include "main/log.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct log {
    pthread_mutex_t lock;
    pthread_cond_t stop;
    pthread_t thread;
    struct buf lines;           /* not written yet */
    uint64_t dropped;
    int64_t second;
    char second_text[20];
    bool stopping, all, errors;
    int fd;
};

static void begin(struct buf *b, enum log_level level, const char *event)
{
    static const char *const levels[] = { "error", "warning", "info" };
    buf_put(b, S("{\"time\":\""));
    instant_put(b, instant_now());
    buf_printf(b, "\",\"level\":\"%s\",\"event\":\"%s\"", levels[level], event);
}

static void write_all(int fd, struct str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);
        if (n <= 0)
            return; /* nobody to tell */
        s = str_sub(s, (size_t)n, s.n);
    }
}

/* Takes what has been gathered and writes it with the lock let go. Called and left with the lock held. */
static void flush(struct log *l)
{
    struct buf taken = l->lines;
    uint64_t dropped = l->dropped;
    l->lines = buf_new(LOG_ROOM);
    l->dropped = 0;
    pthread_mutex_unlock(&l->lock);
    write_all(l->fd, buf_str(&taken));
    buf_free(&taken);
    if (dropped) {
        char text[64];
        snprintf(text, sizeof text, "%llu", (unsigned long long)dropped);
        log_event(LOG_WARNING, "log-lines-dropped", text);
    }
    pthread_mutex_lock(&l->lock);
}

static void *run(void *arg)
{
    struct log *l = arg;
    struct timespec until;
    pthread_mutex_lock(&l->lock);
    while (!l->stopping) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += LOG_EVERY_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&l->stop, &l->lock, &until);
        flush(l);
    }
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

enum err log_new(const char *which, int fd, struct log **ret)
{
    struct log *l = calloc(1, sizeof *l);
    if (!l)
        return E_NOMEM;
    l->all = strcmp(which, "alla") == 0;
    l->errors = l->all || strcmp(which, "fel") == 0;
    l->fd = fd;
    l->lines = buf_new(LOG_ROOM);
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->stop, NULL);
    if (pthread_create(&l->thread, NULL, run, l)) {
        free(l);
        return E_NOMEM;
    }
    *ret = l;
    return OK;
}

void log_free(struct log *l)
{
    if (!l)
        return;
    pthread_mutex_lock(&l->lock);
    l->stopping = true;
    pthread_cond_signal(&l->stop);
    pthread_mutex_unlock(&l->lock);
    pthread_join(l->thread, NULL);
    pthread_cond_destroy(&l->stop);
    pthread_mutex_destroy(&l->lock);
    buf_free(&l->lines);
    free(l);
}

void log_event(enum log_level level, const char *event, const char *text)
{
    struct buf b cleanup(buf_free) = buf_new(8192);
    begin(&b, level, event);
    if (text) {
        buf_put(&b, S(",\"text\":"));
        buf_json(&b, str(text));
    }
    buf_put(&b, S("}\n"));
    if (!b.failed)
        write_all(STDERR_FILENO, buf_str(&b));
}

void log_address(char to[static 48], struct str address)
{
    char text[48];
    struct in_addr four;
    struct in6_addr six;
    size_t n = address.n < sizeof text ? address.n : sizeof text - 1;
    if (n)
        memcpy(text, address.p, n);
    text[n] = '\0';
    to[0] = '\0';
    if (inet_pton(AF_INET, text, &four) == 1) {
        four.s_addr &= htonl(0xFFFFFF00u);
        inet_ntop(AF_INET, &four, to, 48);
    } else if (inet_pton(AF_INET6, text, &six) == 1) {
        memset(six.s6_addr + 6, 0, 10);
        inet_ntop(AF_INET6, &six, to, 48);
    }
}

/* Digits, at least `least` of them. */
static void put_padded(struct buf *b, int64_t v, int least)
{
    for (int64_t power = 10; --least > 0; power *= 10)
        if (v < power)
            buf_char(b, '0');
    buf_int(b, v);
}

/* The beginning of a line, the second's text kept for the next: a busy server asks for the same one many times. With the lock held. */
static void put_time(struct log *l)
{
    instant now = instant_now();
    if (now.usec / 1000000 != l->second) {
        struct buf b cleanup(buf_free) = buf_new(64);
        instant_put(&b, (instant){ now.usec / 1000000 * 1000000 });
        if (b.failed || b.n < 20)
            return;
        memcpy(l->second_text, b.p, 20);
        l->second = now.usec / 1000000;
    }
    buf_put(&l->lines, S("{\"time\":\""));
    buf_put(&l->lines, (struct str){ l->second_text, 20 });
    put_padded(&l->lines, now.usec % 1000000, 6);
    buf_put(&l->lines, S("Z\""));
}

void log_request(void *ctx, const struct site_note *n)
{
    struct log *l = ctx;
    bool broken = n->status >= 500;
    if (!(broken ? l->errors : l->all))
        return;
    char address[48];
    log_address(address, n->address);
    struct buf b cleanup(buf_free) = buf_new(8192);
    buf_put(&b, broken ? S(",\"level\":\"error\"") : S(",\"level\":\"info\""));
    const struct { struct str name, text; } words[] = {
        { S(",\"event\":\"request\",\"id\":\""), str(n->id) }, { S("\",\"method\":\""), str(n->method) },
        { S("\",\"route\":\""), str(n->pattern) }, { S("\",\"from\":\""), str(address) }, { S("\",\"status\":"), S("") },
    };
    for (size_t i = 0; i < LEN(words); i++) {
        buf_put(&b, words[i].name);
        buf_put(&b, words[i].text);
    }
    buf_int(&b, n->status);
    buf_put(&b, S(",\"ms\":"));
    buf_int(&b, n->usec / 1000);
    buf_char(&b, '.');
    put_padded(&b, n->usec % 1000, 3);
    buf_put(&b, S(",\"bytes\":"));
    buf_int(&b, (int64_t)n->bytes);
    if (n->code != OK) {
        buf_put(&b, S(",\"error\":\""));
        buf_put(&b, str(err_word(n->code)));
        buf_put(&b, S("\""));
    }
    if (n->fault && n->fault->text) {
        buf_put(&b, S(",\"text\":"));
        buf_json(&b, str(n->fault->text));
        if (n->fault->arg[0][0]) {
            buf_put(&b, S(",\"why\":"));
            buf_json(&b, str(n->fault->arg[0]));
        }
    }
    buf_put(&b, S("}\n"));
    pthread_mutex_lock(&l->lock);
    if (b.failed || b.n + 64 > l->lines.max - l->lines.n)
        l->dropped++;
    else {
        put_time(l);
        buf_put(&l->lines, buf_str(&b));
    }
    pthread_mutex_unlock(&l->lock);
}
