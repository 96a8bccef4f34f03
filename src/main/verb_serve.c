#include "main/verb_serve.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "authn/authn.h"
#include "authn/password.h"
#include "derive/value.h"
#include "main/app.h"
#include "main/log.h"

enum err app_store_open(const struct config *c, bool create, struct store **ret, struct fault *f)
{
    const struct store_options o = { .url = c->database, .key = c->key_made ? c->key : NULL, .readers = (unsigned)c->readers, .create = create };
    return store_open(&o, ret, f);
}

enum err app_federation(struct store *s, struct arena *a, organisation_id *ret, struct fault *f)
{
    const struct field *type = entity_field_named(&organisation_entity, S("type"));
    const struct query q = { .entity = &organisation_entity, .filters = { { type, COMPARE_EQUAL, S("kommunalforbund") } }, .filters_n = 1, .limit = 2 };
    struct reading *r;
    struct rows rows;
    TRY(store_read(s, &seat_system, &r, f));
    enum err e = store_list(r, a, &q, &rows, f);
    store_read_end(r);
    TRY(e);
    if (rows.n != 1)
        return fault(f, E_ABSENT, NULL, rows.n ? N_("Databasen har flera förbund.") : N_("Databasen har inget förbund. Kör samsyn init först."), NULL, NULL);
    *ret = (organisation_id){ row_of(rows.rows)->id };
    return OK;
}

int verb_config(int argc, char **argv, const struct words *words)
{
    struct arena a cleanup(arena_free) = arena_new(4 * 1024 * 1024);
    struct buf b cleanup(buf_free) = buf_new(1024 * 1024);
    struct config c;
    struct fault f;
    if (config_read(&a, &argc, argv, &c, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    config_print(&b, words, &c);
    fwrite(b.p, 1, b.n, stdout);
    return EXIT_FINE;
}

/* As many descriptors as connections, and some. */
static void raise_descriptors(void)
{
    struct rlimit l;
    if (getrlimit(RLIMIT_NOFILE, &l) == 0) {
        l.rlim_cur = l.rlim_max;
        setrlimit(RLIMIT_NOFILE, &l);
    }
}

static void say_where(const struct app *app, const struct words *words, const char *setup_code)
{
    const char *host = strcmp(app->config.address, "0.0.0.0") == 0 || strcmp(app->config.address, "::") == 0 ? "localhost" : app->config.address;
    const char *scheme = app->config.tls_certificate[0] ? "https" : "http";
    bool six = strchr(host, ':') != NULL;
    char at[256];
    snprintf(at, sizeof at, "%s://%s%s%s:%u/", scheme, six ? "[" : "", host, six ? "]" : "", http_server_port(app->http));
    log_event(LOG_INFO, "listening", at);
    printf("%s\n", at);
    if (setup_code[0])
        printf("%s: %skom-igang?kod=%s\n", words_get(words, N_("Första gången")), at, setup_code);
    fflush(stdout);
}

static enum err start(struct app *app, struct site_options *so, struct fault *f)
{
    const struct config *c = &app->config;
    TRY(app_store_open(c, false, &app->store, f));
    if (log_new(c->log, STDERR_FILENO, &app->log) != OK)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    *so = (struct site_options){
        .app = app, .store = app->store, .languages = app_languages, .languages_n = app_languages_n,
        .log = log_request, .log_ctx = app->log, .secure = c->https, .demo = c->demo, .idle_s = c->session_idle_min * 60, .absolute_s = c->session_hours * 3600,
        .hashes = (unsigned)c->hashes, .tries_account = (unsigned)c->tries_account, .tries_address = (unsigned)c->tries_address,
        .clock_offset_s = c->clock_offset_s, .public_url = c->public_url, .body = (size_t)c->body_kb * 1024, .body_large = (size_t)c->upload_mb * 1024 * 1024,
    };
    TRY(app_dress(&app->arena, so, f));
    password_make(so->setup_code);
    TRY(site_new(so, &app->site, f));
    if (!authn_setup_needed(app->site))
        so->setup_code[0] = '\0';
    const struct http_options ho = {
        .address = c->address, .port = (uint16_t)c->port, .certificate = c->tls_certificate[0] ? c->tls_certificate : NULL, .key = c->tls_key,
        .proxies = c->proxies,
        .loops = (unsigned)c->loops, .workers = (unsigned)c->workers, .body_limit = site_body_limit, .languages = app_languages, .languages_n = app_languages_n,
        .limits = { .connections = (unsigned)c->connections, .per_peer = (unsigned)c->connections_per_address, .header_ms = (unsigned)c->header_s * 1000,
                    .body_ms = (unsigned)c->body_s * 1000, .idle_ms = (unsigned)c->idle_s * 1000, .write_ms = (unsigned)c->write_s * 1000 },
    };
    return http_server_start(&ho, site_handle, app->site, &app->http, f);
}

struct job_settings app_job_settings(const struct config *c, struct store *s)
{
    return (struct job_settings){
        .store = s, .languages = app_languages, .languages_n = app_languages_n, .public_url = c->public_url, .mail_from = c->mail_from,
        .mail = { .url = c->mail_server, .tls = c->mail_tls, .ca_file = c->mail_ca, .user = c->mail_user, .password = c->mail_password,
                  .timeout_ms = (unsigned)c->mail_timeout_s * 1000 },
    };
}

static void say_job(bool failed, const char *job, const char *line)
{
    char text[600];
    snprintf(text, sizeof text, "%s: %s", job, line);
    log_event(failed ? LOG_ERROR : LOG_INFO, "job", text);
}

/* The first server that is told to runs what is due; without a federation there is nothing to do yet. */
static struct scheduler *start_jobs(struct app *app, struct job_settings *settings)
{
    struct scheduler *s = NULL;
    *settings = app_job_settings(&app->config, app->store);
    if (app->config.jobs && scheduler_start(settings, app->config.clock_offset_s, strcmp(app->config.log, "inget") == 0 ? NULL : say_job, &s) != OK)
        log_event(LOG_ERROR, "jobs", "not started");
    return s;
}

static int run(struct app *app, const struct words *words)
{
    struct fault f = { 0 };
    struct site_options so;
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &wanted, NULL);
    signal(SIGPIPE, SIG_IGN);
    raise_descriptors();
    app->started = instant_now();
    enum err e = start(app, &so, &f);
    if (e != OK) {
        verb_complain(words, &f);
        if (e == E_ABSENT)
            fprintf(stderr, "%s\n", words_get(words, N_("Kör samsyn init först.")));
    } else {
        int got = 0;
        struct job_settings settings;
        struct scheduler *running = start_jobs(app, &settings);
        say_where(app, words, so.setup_code);
        /* Nothing is reread on SIGHUP: logs go to standard error and certificates are read at the start. */
        while (sigwait(&wanted, &got) == 0 && got == SIGHUP)
            log_event(LOG_INFO, "hangup", NULL);
        log_event(LOG_INFO, "draining", NULL);
        alarm((unsigned)app->config.grace_s + 20); /* a handler that never ends does not keep the process */
        http_server_stop(app->http, (unsigned)app->config.grace_s * 1000);
        scheduler_stop(running);
    }
    site_free(app->site);
    log_free(app->log);
    if (app->store)
        store_close(app->store);
    arena_free(&app->arena);
    if (e == OK)
        log_event(LOG_INFO, "stopped", NULL);
    return e == OK ? EXIT_FINE : EXIT_FAILED;
}

int verb_serve(int argc, char **argv, const struct words *words)
{
    struct arena a cleanup(arena_free) = arena_new(4 * 1024 * 1024);
    struct app app = { .arena = arena_new(16 * 1024 * 1024) };
    struct fault f = { 0 };
    bool help = argc > 1 && strcmp(argv[1], "--help") == 0;
    if (help) {
        printf("samsyn serve [--config FIL] [--INSTÄLLNING VÄRDE]…\n\n%s\n\n",
               words_get(words, N_("Startar servern. SIGTERM avslutar den när pågående begäranden är klara. Inställningarna och deras förval:")));
        return verb_config(1, argv, words);
    }
    if (sodium_init() < 0)
        return EXIT_FAILED;
    if (config_read(&a, &argc, argv, &app.config, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    if (argc > 1) {
        fault(&f, E_INVALID, argv[1], N_("Flaggan finns inte. Kör samsyn config för att se alla inställningar."), NULL, NULL);
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    if (config_key_read(&app.config, &f) != OK) {
        verb_complain(words, &f);
        if (f.code == E_ABSENT)
            fprintf(stderr, "%s\n", words_get(words, N_("Kör samsyn init först.")));
        return EXIT_FAILED;
    }
    app.config.key_made = true;
    return run(&app, words);
}
