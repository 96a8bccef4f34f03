#include "feed/pull.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"

enum { VALIDATOR_MAX = 512, URL_MAX = 4096, OTHER_BODY_MAX = 1 << 20 };

struct puller {
    struct pull_config config;
    CURL *curl;
    uint64_t bytes;
};

/* Why curl was stopped by us. */
enum stopped { STOPPED_NOT, STOPPED_ADDRESS, STOPPED_BYTES, STOPPED_IDLE, STOPPED_RANGE, STOPPED_DISK, STOPPED_STATE };

/* One request and its answer. */
struct exchange {
    struct puller *p;
    const struct pull_state *state;
    const struct pull_request *request;
    struct fault *f;
    int fd;
    uint64_t from;             /* bytes of the partial file that are asked to be continued; 0: from the beginning */
    uint64_t at;               /* bytes of the document so far */
    uint64_t other;            /* bytes of an answer that is no document */
    uint64_t total;            /* 0: not known */
    bool begun;                /* the first byte has come */
    bool conditional;          /* asked whether it has changed */
    enum stopped stopped;
    char etag[VALIDATOR_MAX], modified[VALIDATOR_MAX], range[VALIDATOR_MAX];
    int64_t last_ms;           /* when something came */
    curl_off_t seen;
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- what curl calls */

static bool allowed(const struct pull_config *c, const struct sockaddr *address)
{
    if (pull_address_public(address))
        return true;
    char text[INET6_ADDRSTRLEN] = "";
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    if (address->sa_family == AF_INET) {
        memcpy(&in, address, sizeof in);
        inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
    } else if (address->sa_family == AF_INET6) {
        memcpy(&in6, address, sizeof in6);
        inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof text);
    }
    for (size_t i = 0; c->allow && c->allow[i]; i++)
        if (text[0] && strcmp(text, c->allow[i]) == 0)
            return true;
    return false;
}

static curl_socket_t on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{
    struct exchange *x = ctx;
    /* A proxy is set by whoever runs the server and is usually on the inside; then the proxy looks names up. */
    if (purpose != CURLSOCKTYPE_IPCXN || (!x->p->config.proxy && !allowed(&x->p->config, &a->addr))) {
        x->stopped = STOPPED_ADDRESS;
        return CURL_SOCKET_BAD;
    }
    x->stopped = STOPPED_NOT; /* another address of the same name may have been refused before */
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static void keep_header(struct str line, const char *name, char *to)
{
    struct str key = str_cut(&line, ':');
    line = str_trim(line);
    if (str_eq_nocase(str_trim(key), str(name)) && line.n < VALIDATOR_MAX && !memchr(line.p ? line.p : "", '\0', line.n)) {
        memcpy(to, line.p, line.n);
        to[line.n] = '\0';
    }
}

static size_t on_header(char *p, size_t size, size_t n, void *ctx)
{
    struct exchange *x = ctx;
    struct str line = { p, size * n };
    x->last_ms = now_ms();
    if (str_starts(line, S("HTTP/")))
        x->etag[0] = x->modified[0] = x->range[0] = '\0'; /* an answer begins; what came before was only on the way */
    keep_header(line, "ETag", x->etag);
    keep_header(line, "Last-Modified", x->modified);
    keep_header(line, "Content-Range", x->range);
    return size * n;
}

/* "bytes 100-199/200" must continue exactly where we are. */
static bool range_fits(struct exchange *x)
{
    struct str s = str(x->range), unit = str_cut(&s, ' '), first = str_cut(&s, '-'), last = str_cut(&s, '/');
    uint64_t from, to, total = 0;
    if (!str_eq_nocase(unit, S("bytes")) || !str_to_uint64(first, &from) || !str_to_uint64(last, &to) ||
        from != x->from || to < from)
        return false;
    if (!str_is(s, "*") && (!str_to_uint64(s, &total) || total != to + 1))
        return false;
    x->total = total;
    return true;
}

/* The first byte of the document: what was asked for, from the beginning or not at all? */
static bool begin_body(struct exchange *x, long status)
{
    x->begun = true;
    x->at = 0;
    if (status == 206) {
        if (x->from == 0 || !range_fits(x)) {
            x->stopped = STOPPED_RANGE;
            return false;
        }
        x->at = x->from;
        return true;
    }
    if (ftruncate(x->fd, 0) != 0 || lseek(x->fd, 0, SEEK_SET) != 0) {
        x->stopped = STOPPED_DISK;
        return false;
    }
    /* Before the bytes: so that a partial file is never continued by another version of the document. */
    const struct pull_value values[] = { { "part-etag", str(x->etag) }, { "part-modified", str(x->modified) } };
    if (x->state->put(x->state->ctx, x->request->document, values, LEN(values), x->f) != OK) {
        x->stopped = STOPPED_STATE;
        return false;
    }
    curl_off_t length = -1;
    if (curl_easy_getinfo(x->p->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length) == CURLE_OK && length > 0)
        x->total = (uint64_t)length;
    return true;
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
    struct exchange *x = ctx;
    long status = 0;
    n *= size;
    curl_easy_getinfo(x->p->curl, CURLINFO_RESPONSE_CODE, &status);
    x->last_ms = now_ms();
    if (status != 200 && status != 206) {
        x->other += n;
        return x->other > OTHER_BODY_MAX ? 0 : n;
    }
    if (!x->begun && !begin_body(x, status))
        return 0;
    if (n > x->p->config.limits.bytes - x->at || x->total > x->p->config.limits.bytes) {
        x->stopped = STOPPED_BYTES;
        return 0;
    }
    for (size_t done = 0; done < n;) {
        ssize_t k = write(x->fd, p + done, n - done);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0) {
            x->stopped = STOPPED_DISK;
            return 0;
        }
        done += (size_t)k;
    }
    x->at += n;
    x->p->bytes += n;
    return n;
}

static int on_progress(void *ctx, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up)
{
    struct exchange *x = ctx;
    (void)total, (void)up_total, (void)up;
    if (now != x->seen) {
        x->seen = now;
        x->last_ms = now_ms();
        if (x->begun && x->p->config.progress)
            x->p->config.progress(x->p->config.ctx, x->request->document, x->at, x->total);
    }
    if (now_ms() - x->last_ms <= (int64_t)x->p->config.limits.idle_ms)
        return 0;
    x->stopped = STOPPED_IDLE;
    return 1;
}

/* ---- how an attempt ends */

enum next { NEXT_DONE, NEXT_SAME, NEXT_REDIRECT, NEXT_RETRY, NEXT_FAILED };

static enum next failed(struct exchange *x, enum err code, const char *text, const char *arg)
{
    char name[PULL_DOCUMENT_MAX + 1];
    snprintf(name, sizeof name, "%.*s", SF(x->request->document));
    fault(x->f, code, name, text, arg, NULL);
    return NEXT_FAILED;
}

/* ---- addresses */

struct target { char host[256], port[8]; };

/* Only https, no user in it. */
static enum err check_url(struct exchange *x, const char *url, struct target *ret_target)
{
    CURLU *u = curl_url();
    char *host = NULL, *port = NULL, *user = NULL;
    bool good = u && strlen(url) < URL_MAX && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
                strncasecmp(url, "https://", 8) == 0 && curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
                strlen(host) < sizeof ret_target->host && strlen(port) < sizeof ret_target->port;
    bool named = u && curl_url_get(u, CURLUPART_USER, &user, 0) == CURLUE_OK;
    if (good) {
        snprintf(ret_target->host, sizeof ret_target->host, "%s", host);
        snprintf(ret_target->port, sizeof ret_target->port, "%s", port);
    }
    curl_free(host);
    curl_free(port);
    curl_free(user);
    curl_url_cleanup(u);
    if (named) /* which may be a secret: not shown */
        failed(x, E_INVALID, N_("Adressen får inte innehålla någon användare."), NULL);
    else if (!good)
        failed(x, E_INVALID, N_("Adressen ska börja med https://: {1}"), url);
    return good && !named ? OK : E_INVALID;
}

/* Behind a proxy no address is seen here; one that is written out is judged all the same. */
static bool literal_allowed(const struct puller *p, const char *host)
{
    struct sockaddr_in in = { .sin_family = AF_INET };
    struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
    char bare[256];
    size_t n = strlen(host);
    snprintf(bare, sizeof bare, "%s", host);
    if (n > 2 && host[0] == '[')
        snprintf(bare, sizeof bare, "%.*s", (int)(n - 2), host + 1);
    if (inet_pton(AF_INET, bare, &in.sin_addr) == 1)
        return allowed(&p->config, (struct sockaddr *)&in);
    if (inet_pton(AF_INET6, bare, &in6.sin6_addr) == 1)
        return allowed(&p->config, (struct sockaddr *)&in6);
    return true;
}

/* ---- one exchange */

struct validators { struct buf etag, modified; };

static enum err read_validators(struct exchange *x, const char *etag_key, const char *modified_key, struct validators *v)
{
    TRY(x->state->get(x->state->ctx, x->request->document, etag_key, &v->etag, x->f));
    return x->state->get(x->state->ctx, x->request->document, modified_key, &v->modified, x->f);
}

static bool add_header(struct curl_slist **list, const char *name, struct str value)
{
    char line[VALIDATOR_MAX + 64];
    snprintf(line, sizeof line, "%s: %.*s", name, SF(value));
    struct curl_slist *grown = curl_slist_append(*list, line);
    if (grown)
        *list = grown;
    return grown != NULL;
}

static bool has_document(struct exchange *x)
{
    int fd = -1;
    bool has = x->state->open(x->state->ctx, x->request->document, &fd, NULL) == OK;
    if (fd >= 0)
        close(fd);
    return has;
}

/* Continues a partial file, or asks whether the document has changed. */
static enum err add_conditions(struct exchange *x, struct curl_slist **list)
{
    struct validators v = { buf_new(VALIDATOR_MAX), buf_new(VALIDATOR_MAX) };
    off_t size = lseek(x->fd, 0, SEEK_END);
    bool good = true;
    enum err e = read_validators(x, "part-etag", "part-modified", &v);
    /* Only a strong validator says that the bytes are the same (RFC 9110 §13.1.5). */
    struct str strong = v.etag.n && !str_starts(buf_str(&v.etag), S("W/")) ? buf_str(&v.etag) : buf_str(&v.modified);
    x->from = 0;
    x->conditional = false;
    if (e == OK && size > 0 && strong.n) {
        char range[48];
        x->from = (uint64_t)size;
        snprintf(range, sizeof range, "bytes=%llu-", (unsigned long long)size);
        good = add_header(list, "Range", str(range)) && add_header(list, "If-Range", strong);
    } else if (e == OK && !x->request->again && has_document(x)) {
        buf_reset(&v.etag);
        buf_reset(&v.modified);
        e = read_validators(x, "etag", "modified", &v);
        x->conditional = v.etag.n || v.modified.n;
        if (e == OK && v.etag.n)
            good = add_header(list, "If-None-Match", buf_str(&v.etag));
        if (e == OK && v.modified.n)
            good = add_header(list, "If-Modified-Since", buf_str(&v.modified)) && good;
    }
    buf_free(&v.etag);
    buf_free(&v.modified);
    if (!good)
        return fault(x->f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    return e;
}

static CURLcode perform(struct exchange *x, const char *url, struct curl_slist *headers, char *error)
{
    CURL *c = x->p->curl;
    const struct pull_config *config = &x->p->config;
    curl_easy_reset(c);
    CURLcode e = curl_easy_setopt(c, CURLOPT_URL, url);
    const struct {
        CURLoption option;
        long value;
    } numbers[] = {
        { CURLOPT_NOSIGNAL, 1 },
        { CURLOPT_FOLLOWLOCATION, 0 },
        { CURLOPT_SSL_VERIFYPEER, 1 },
        { CURLOPT_SSL_VERIFYHOST, 2 },
        { CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
        { CURLOPT_NETRC, CURL_NETRC_IGNORED },
        { CURLOPT_NOPROGRESS, 0 },
        { CURLOPT_CONNECTTIMEOUT_MS, (long)config->limits.connect_ms },
        { CURLOPT_TIMEOUT_MS, (long)config->limits.total_ms },
        { CURLOPT_SUPPRESS_CONNECT_HEADERS, 1 },
        { CURLOPT_DISALLOW_USERNAME_IN_URL, 1 },
        { CURLOPT_TCP_KEEPALIVE, 1 },
    };
    for (size_t i = 0; e == CURLE_OK && i < LEN(numbers); i++)
        e = curl_easy_setopt(c, numbers[i].option, numbers[i].value);
    const struct { CURLoption option; const char *value; } texts[] = {
        { CURLOPT_PROTOCOLS_STR, "https" }, { CURLOPT_PROXY, config->proxy ? config->proxy : "" }, { CURLOPT_NOPROXY, "" },
        { CURLOPT_USERAGENT, "samsyn/" SAMSYN_VERSION },
    };
    for (size_t i = 0; e == CURLE_OK && i < LEN(texts); i++)
        e = curl_easy_setopt(c, texts[i].option, texts[i].value);
    if (e == CURLE_OK && config->ca_file)
        e = curl_easy_setopt(c, CURLOPT_CAINFO, config->ca_file);
    if (e != CURLE_OK)
        return e;
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, x);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, x);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, x);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, x);
    x->last_ms = now_ms() + config->limits.connect_ms; /* idling counts from the connection */
    return curl_easy_perform(c);
}

/* ---- judging an answer */

static enum next try_again(struct exchange *x, const char *text, const char *arg)
{
    failed(x, E_IO, text, arg);
    return NEXT_RETRY;
}

static enum next judge_stop(struct exchange *x)
{
    char most[32];
    switch (x->stopped) {
    case STOPPED_ADDRESS:
        return failed(x, E_DENIED, N_("Adressen ligger inte på det öppna internet och är därför inte tillåten."), NULL);
    case STOPPED_BYTES:
        snprintf(most, sizeof most, "%llu", (unsigned long long)x->p->config.limits.bytes);
        /* What was taken is of no use. */
        if (ftruncate(x->fd, 0) != 0)
            return failed(x, E_IO, N_("Filen kan inte skrivas: {1}."), strerrordesc_np(errno));
        return failed(x, E_LIMIT, N_("Dokumentet är större än {1} byte."), most);
    case STOPPED_RANGE: /* the server continues something else; begin anew */
        if (ftruncate(x->fd, 0) != 0)
            return failed(x, E_IO, N_("Filen kan inte skrivas: {1}."), strerrordesc_np(errno));
        return try_again(x, N_("Servern fortsatte på fel ställe i dokumentet."), NULL);
    case STOPPED_IDLE:
        return try_again(x, N_("Servern slutade svara."), NULL);
    case STOPPED_DISK:
        return failed(x, E_IO, N_("Filen kan inte skrivas: {1}."), strerrordesc_np(errno));
    default: /* STOPPED_STATE: the fault is there already */
        return NEXT_FAILED;
    }
}

static enum next judge_curl(struct exchange *x, CURLcode e, const char *error)
{
    const char *why = error[0] ? error : curl_easy_strerror(e);
    if (x->stopped != STOPPED_NOT)
        return judge_stop(x);
    switch (e) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM:
        return failed(x, E_DENIED, N_("Serverns certifikat godtas inte: {1}."), why);
    case CURLE_SSL_CACERT_BADFILE:
        return failed(x, E_INVALID, N_("Filen med betrodda certifikat kan inte läsas: {1}."), why);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
        return failed(x, E_INVALID, N_("Adressen kan inte användas: {1}."), why);
    case CURLE_OUT_OF_MEMORY:
        return failed(x, E_NOMEM, N_("Minnet räcker inte."), NULL);
    case CURLE_PARTIAL_FILE:
        return try_again(x, N_("Överföringen bröts innan allt hade kommit: {1}."), why);
    case CURLE_OPERATION_TIMEDOUT:
        return try_again(x, N_("Servern svarade inte i tid: {1}."), why);
    default:
        return try_again(x, N_("Servern kan inte nås: {1}."), why);
    }
}

static enum next judge_status(struct exchange *x, long status)
{
    char code[16];
    snprintf(code, sizeof code, "%ld", status);
    switch (status) {
    case 200:
        if (x->begun || begin_body(x, status)) /* an empty document has no first byte */
            return NEXT_DONE;
        return judge_stop(x);
    case 206:
        return x->begun ? NEXT_DONE : try_again(x, N_("Servern fortsatte på fel ställe i dokumentet."), NULL);
    case 304:
        return x->conditional ? NEXT_SAME : failed(x, E_IO, N_("Servern svarade oväntat med status {1}."), code);
    case 301: case 302: case 303: case 307: case 308:
        return NEXT_REDIRECT;
    case 404: case 410:
        return failed(x, E_ABSENT, N_("Dokumentet finns inte hos servern (status {1})."), code);
    case 416: /* our partial file is longer than the document is now */
        if (ftruncate(x->fd, 0) != 0)
            return failed(x, E_IO, N_("Filen kan inte skrivas: {1}."), strerrordesc_np(errno));
        return try_again(x, N_("Servern svarade med status {1}."), code);
    case 408: case 425: case 429: case 500: case 502: case 503: case 504:
        return try_again(x, N_("Servern svarade med status {1}."), code);
    default:
        return failed(x, status == 401 || status == 403 ? E_DENIED : E_IO, N_("Servern svarade med status {1}."), code);
    }
}

/* One request at `url`, which is replaced by where a redirect leads. */
static enum next exchange(struct exchange *x, char *url, const struct target *first, unsigned *ret_after_ms)
{
    struct target target;
    struct curl_slist *headers = NULL;
    char error[CURL_ERROR_SIZE] = "";
    if (check_url(x, url, &target) != OK)
        return NEXT_FAILED;
    if (!literal_allowed(x->p, target.host)) {
        x->stopped = STOPPED_ADDRESS;
        return judge_stop(x);
    }
    x->begun = false;
    x->at = x->other = x->total = 0;
    x->stopped = STOPPED_NOT;
    x->seen = 0;
    enum err e = add_conditions(x, &headers);
    bool same_host = strcasecmp(target.host, first->host) == 0 && strcmp(target.port, first->port) == 0;
    if (e == OK && x->request->secret_header && same_host) {
        struct curl_slist *grown = curl_slist_append(headers, x->request->secret_header);
        headers = grown ? grown : headers;
    }
    if (e != OK) {
        curl_slist_free_all(headers);
        return NEXT_FAILED;
    }
    CURLcode c = perform(x, url, headers, error);
    curl_slist_free_all(headers);
    if (c != CURLE_OK)
        return judge_curl(x, c, error);
    long status = 0;
    curl_off_t after = 0;
    curl_easy_getinfo(x->p->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(x->p->curl, CURLINFO_RETRY_AFTER, &after);
    *ret_after_ms = after > 0 ? (unsigned)(after > 1000000 ? 1000000000 : after * 1000) : 0;
    enum next next = judge_status(x, status);
    if (next != NEXT_REDIRECT)
        return next;
    char *to = NULL;
    if (curl_easy_getinfo(x->p->curl, CURLINFO_REDIRECT_URL, &to) != CURLE_OK || !to || strlen(to) >= URL_MAX)
        return failed(x, E_IO, N_("Servern hänvisade vidare utan en adress."), NULL);
    snprintf(url, URL_MAX, "%s", to);
    return NEXT_REDIRECT;
}

/* Until an answer that is not a redirect. */
static enum next follow(struct exchange *x, unsigned *ret_after_ms)
{
    char url[URL_MAX];
    struct target first;
    if (check_url(x, x->request->url, &first) != OK)
        return NEXT_FAILED;
    snprintf(url, sizeof url, "%s", x->request->url);
    for (unsigned n = 0;; n++) {
        enum next next = exchange(x, url, &first, ret_after_ms);
        if (next != NEXT_REDIRECT)
            return next;
        if (n == x->p->config.limits.redirects) {
            char most[16];
            snprintf(most, sizeof most, "%u", n);
            return failed(x, E_LIMIT, N_("Servern hänvisade vidare fler än {1} gånger."), most);
        }
    }
}

static enum err complete(struct exchange *x)
{
    if (fsync(x->fd) != 0) {
        failed(x, E_IO, N_("Filen kan inte skrivas: {1}."), strerrordesc_np(errno));
        return E_IO;
    }
    TRY(x->state->finish(x->state->ctx, x->request->document, x->f));
    const struct pull_value values[] = { { "etag", str(x->etag) }, { "modified", str(x->modified) },
        { "part-etag", S("") }, { "part-modified", S("") } };
    return x->state->put(x->state->ctx, x->request->document, values, LEN(values), x->f);
}

enum err pull(struct puller *p, const struct pull_state *state, const struct pull_request *request,
    enum pull_outcome *ret_outcome, struct fault *f)
{
    struct fault own = { 0 };
    struct exchange x = { .p = p, .state = state, .request = request, .f = f ? f : &own, .fd = -1 };
    if (!pull_document_valid(request->document))
        return fault(f, E_INVALID, NULL, N_("Dokumentets namn kan inte användas."), NULL, NULL);
    TRY(state->open_part(state->ctx, request->document, &x.fd, x.f));
    unsigned pause = p->config.limits.retry_ms;
    enum err e = OK;
    for (unsigned n = 0;; n++) {
        unsigned after_ms = 0;
        enum next next = follow(&x, &after_ms);
        if (next == NEXT_DONE || next == NEXT_SAME) {
            e = next == NEXT_DONE ? complete(&x) : OK;
            if (e == OK)
                *ret_outcome = next == NEXT_DONE ? PULL_NEW : PULL_SAME;
            break;
        }
        e = x.f->code;
        if (next == NEXT_FAILED || n == p->config.limits.retries)
            break;
        if (after_ms > p->config.limits.retry_ms_max) {
            char seconds[32];
            snprintf(seconds, sizeof seconds, "%u", after_ms / 1000);
            failed(&x, E_LIMIT, N_("Servern ber oss vänta i {1} sekunder. Försök igen senare."), seconds);
            e = E_LIMIT;
            break;
        }
        puller_wait(p, after_ms ? after_ms : pause);
        pause = pause * 2 < p->config.limits.retry_ms_max ? pause * 2 : p->config.limits.retry_ms_max;
    }
    close(x.fd);
    return e;
}

/* ---- the puller */

struct puller *puller_new(const struct pull_config *config)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return NULL;
    struct puller *p = calloc(1, sizeof *p);
    CURL *c = p ? curl_easy_init() : NULL;
    if (!c) {
        free(p);
        curl_global_cleanup();
        return NULL;
    }
    *p = (struct puller){ .config = *config, .curl = c };
    return p;
}

void puller_free(struct puller *p)
{
    if (!p)
        return;
    curl_easy_cleanup(p->curl);
    free(p);
    curl_global_cleanup();
}

void puller_done(struct puller **p) { puller_free(*p); }

uint64_t puller_bytes(const struct puller *p) { return p->bytes; }

void puller_wait(struct puller *p, unsigned ms)
{
    if (p->config.wait) {
        p->config.wait(p->config.ctx, ms);
        return;
    }
    struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };
    while (nanosleep(&t, &t) != 0 && errno == EINTR)
        continue;
}
