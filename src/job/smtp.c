#include "job/smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

enum { CONNECT_MS = 10000 };

struct talk {
    struct str message;
    size_t at;
    char command[8];            /* the last one sent, its first word */
    char answer[SMTP_ANSWER_MAX];
    int code;
    bool greeted, leaving;
    const _Atomic bool *stop;
};

static size_t give(char *to, size_t size, size_t n, void *ctx)
{
    struct talk *t = ctx;
    size_t left = t->message.n - t->at, take = size * n < left ? size * n : left;
    memcpy(to, t->message.p + t->at, take);
    t->at += take;
    return take;
}

static void keep_line(char *to, size_t room, const char *p, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n && k + 1 < room && p[i] != '\r' && p[i] != '\n'; i++)
        to[k++] = p[i] >= ' ' && p[i] <= '~' ? p[i] : '?';
    to[k] = '\0';
}

/* Only what tells where the talk was: the command's first word, the last answer. A sign-in's lines are not kept. */
static int hear(CURL *c, curl_infotype type, char *p, size_t n, void *ctx)
{
    struct talk *t = ctx;
    (void)c;
    bool leaving = type == CURLINFO_HEADER_OUT && n >= 4 && strncmp(p, "QUIT", 4) == 0;
    t->leaving |= leaving;
    if (t->leaving)
        return 0; /* what is said at the door is not the answer */
    if (type == CURLINFO_HEADER_OUT && n >= 4) {
        size_t k = strcspn(p, " \r\n");
        snprintf(t->command, sizeof t->command, "%.*s", k < 7 && k <= n ? (int)k : 4, p);
    }
    if (type == CURLINFO_HEADER_IN && n >= 3) {
        t->greeted = true;
        keep_line(t->answer, sizeof t->answer, p, n);
        t->code = p[0] >= '2' && p[0] <= '5' ? (p[0] - '0') * 100 : 0;
    }
    return 0;
}

static int should_stop(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct talk *t = ctx;
    (void)a, (void)b, (void)c, (void)d;
    return t->stop && atomic_load(t->stop);
}

static bool set_up(CURL *c, const struct smtp_server *s, const char *from, struct curl_slist *to, struct talk *t)
{
    bool good = curl_easy_setopt(c, CURLOPT_URL, s->url) == CURLE_OK && curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_NOPROXY, "*") == CURLE_OK && curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_MAIL_FROM, from) == CURLE_OK && curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_UPLOAD, 1L) == CURLE_OK && curl_easy_setopt(c, CURLOPT_READFUNCTION, give) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_READDATA, t) == CURLE_OK && curl_easy_setopt(c, CURLOPT_VERBOSE, 1L) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, hear) == CURLE_OK && curl_easy_setopt(c, CURLOPT_DEBUGDATA, t) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L) == CURLE_OK && curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, should_stop) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_XFERINFODATA, t) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)(s->timeout_ms < CONNECT_MS ? s->timeout_ms : CONNECT_MS)) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)s->timeout_ms) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(s->timeout_ms / 1000 + 1)) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_USE_SSL, s->tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE) == CURLE_OK;
    if (good && s->ca_file && s->ca_file[0])
        good = curl_easy_setopt(c, CURLOPT_CAINFO, s->ca_file) == CURLE_OK;
    if (good && s->user && s->user[0])
        good = curl_easy_setopt(c, CURLOPT_USERNAME, s->user) == CURLE_OK && curl_easy_setopt(c, CURLOPT_PASSWORD, s->password) == CURLE_OK;
    return good;
}

enum smtp_outcome smtp_send(const struct smtp_server *server, const char *from, const char *to, struct str message, char answer[static SMTP_ANSWER_MAX], bool *ret_reached)
{
    struct talk t = { .message = message, .stop = server->stop };
    char said[CURL_ERROR_SIZE] = "";
    CURL *c = curl_easy_init();
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    CURLcode got = CURLE_FAILED_INIT;
    if (c && recipients && set_up(c, server, from, recipients, &t)) {
        (void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, said);
        got = curl_easy_perform(c);
    }
    curl_slist_free_all(recipients);
    curl_easy_cleanup(c);
    *ret_reached = t.greeted;
    bool told = t.answer[0] && t.code >= 400;
    snprintf(answer, SMTP_ANSWER_MAX, "%s", got == CURLE_OK || told ? t.answer : said[0] ? said : curl_easy_strerror(got));
    if (got == CURLE_OK)
        return SMTP_SENT;
    bool contents = strcmp(t.command, "RCPT") == 0 || strcmp(t.command, "DATA") == 0;
    return t.code == 500 && contents && got != CURLE_OPERATION_TIMEDOUT ? SMTP_NEVER : SMTP_LATER;
}
