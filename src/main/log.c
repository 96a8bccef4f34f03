#include "main/log.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <unistd.h>

#include "main/config.h"

static void begin(struct buf *b, enum log_level level, const char *event)
{
    static const char *const levels[] = { "error", "warning", "info" };
    buf_put(b, S("{\"time\":\""));
    instant_put(b, instant_now());
    buf_printf(b, "\",\"level\":\"%s\",\"event\":\"%s\"", levels[level], event);
}

/* One write a line, so that lines of several threads do not mix. */
static void end(struct buf *b)
{
    buf_put(b, S("}\n"));
    if (!b->failed)
        (void)!write(STDERR_FILENO, b->p, b->n);
}

void log_event(enum log_level level, const char *event, const char *text)
{
    struct buf b cleanup(buf_free) = buf_new(8192);
    begin(&b, level, event);
    if (text) {
        buf_put(&b, S(",\"text\":"));
        buf_json(&b, str(text));
    }
    end(&b);
}

void log_address(char to[static 48], struct str address)
{
    char text[48];
    struct in_addr four;
    struct in6_addr six;
    snprintf(text, sizeof text, "%.*s", address.n < 46 ? (int)address.n : 46, address.p ? address.p : "");
    to[0] = '\0';
    if (inet_pton(AF_INET, text, &four) == 1) {
        four.s_addr &= htonl(0xFFFFFF00u);
        inet_ntop(AF_INET, &four, to, 48);
    } else if (inet_pton(AF_INET6, text, &six) == 1) {
        memset(six.s6_addr + 6, 0, 10);
        inet_ntop(AF_INET6, &six, to, 48);
    }
}

void log_request(void *ctx, const struct site_note *n)
{
    const struct config *c = ctx;
    bool broken = n->status >= 500;
    if (c->log[0] == 'i' || (c->log[0] == 'f' && !broken))
        return;
    char address[48];
    log_address(address, n->address);
    struct buf b cleanup(buf_free) = buf_new(8192);
    begin(&b, broken ? LOG_ERROR : LOG_INFO, "request");
    buf_printf(&b, ",\"id\":\"%s\",\"method\":\"%s\",\"route\":", n->id, n->method);
    buf_json(&b, str(n->pattern));
    buf_printf(&b, ",\"status\":%d,\"ms\":%lld.%03lld,\"bytes\":%zu,\"from\":\"%s\"", n->status, (long long)(n->usec / 1000),
               (long long)(n->usec % 1000), n->bytes, address);
    if (n->code != OK)
        buf_printf(&b, ",\"error\":\"%s\"", err_word(n->code));
    if (n->fault && n->fault->text) {
        buf_put(&b, S(",\"text\":"));
        buf_json(&b, str(n->fault->text));
        if (n->fault->arg[0][0]) {
            buf_put(&b, S(",\"why\":"));
            buf_json(&b, str(n->fault->arg[0]));
        }
    }
    end(&b);
}
