/* samsyn feed pull [NAME]: fetches feeds into a directory, one folder each, and stores what is new. With --fetch-only the
 * directory is for carrying: `samsyn feed import` reads it on a server without internet. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/pull.h"
#include "feed/pull_dir.h"
#include "feed/pull_feed.h"
#include "feed/sandbox.h"
#include "main/verb.h"
#include "main/watch.h"
#include "main/watch_store.h"

enum { ALLOWED_MAX = 16, KEY_MAX = 256 };

struct asked {
    const char *name, *dir, *folder, *url, *key_file;
    bool fetch_only;
    const char *allow[ALLOWED_MAX + 1];
    size_t allow_n;
    char key_header[KEY_MAX + 16];
    struct pull_config config;
    struct pull_options options;
};

/* An option with a number; bounds keep a slip of the keyboard from stopping a server for a day. */
static bool take_number(struct asked *a, const char *option, const char *value)
{
    struct pull_limits *l = &a->config.limits;
    const struct {
        const char *option;
        unsigned *to;
    } rows[] = {
        { "--connect-ms", &l->connect_ms },
        { "--idle-ms", &l->idle_ms },
        { "--total-ms", &l->total_ms },
        { "--retries", &l->retries },
        { "--retry-ms", &l->retry_ms },
        { "--retry-ms-max", &l->retry_ms_max },
        { "--redirects", &l->redirects },
        { "--pace-ms", &a->options.pace_ms },
        { "--year-first", &a->options.year_first },
    };
    uint64_t n;
    if (!str_to_uint64(str(value), &n))
        return false;
    if (strcmp(option, "--bytes") == 0) {
        l->bytes = n;
        return n > 0;
    }
    for (size_t i = 0; i < LEN(rows); i++)
        if (strcmp(option, rows[i].option) == 0 && n <= 100000000) {
            *rows[i].to = (unsigned)n;
            return true;
        }
    return false;
}

static bool take_option(struct asked *a, const char *option, const char *value)
{
    const struct { const char *option; const char **to; } rows[] = {
        { "--dir", &a->dir }, { "--as", &a->folder }, { "--url", &a->url }, { "--proxy", &a->config.proxy },
        { "--ca", &a->config.ca_file }, { "--key-file", &a->key_file },
    };
    for (size_t i = 0; i < LEN(rows); i++)
        if (strcmp(option, rows[i].option) == 0) {
            *rows[i].to = value;
            return true;
        }
    if (strcmp(option, "--allow") == 0 && a->allow_n < ALLOWED_MAX) {
        a->allow[a->allow_n++] = value;
        return true;
    }
    return take_number(a, option, value);
}

static bool take_arguments(struct asked *a, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--whole") == 0)
            a->options.whole = true;
        else if (strcmp(argv[i], "--fetch-only") == 0)
            a->fetch_only = true;
        else if (strncmp(argv[i], "--", 2) == 0) {
            if (i + 1 == argc || !take_option(a, argv[i], argv[i + 1]))
                return false;
            i++;
        } else if (a->name)
            return false;
        else
            a->name = argv[i];
    }
    /* An address and a folder are one feed's. */
    return (a->dir || !a->fetch_only) && (a->name || (!a->url && !a->folder));
}

static enum err read_key(struct asked *a, struct fault *f)
{
    char key[KEY_MAX];
    int fd = open(a->key_file, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, key, sizeof key);
    if (n < 0) {
        enum err e = fault(f, E_IO, a->key_file, N_("Filen kan inte läsas: {1}."), strerrordesc_np(errno), NULL);
        if (fd >= 0)
            close(fd);
        return e;
    }
    close(fd);
    struct str s = str_trim((struct str){ key, (size_t)n });
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] > '~')
            s.n = 0;
    if (s.n == 0 || (size_t)n == sizeof key)
        return fault(f, E_INVALID, a->key_file, N_("Filen ska innehålla nyckeln och inget annat."), NULL, NULL);
    snprintf(a->key_header, sizeof a->key_header, "apiKey: %.*s", SF(s));
    a->options.key_header = a->key_header;
    return OK;
}

static void show_progress(void *ctx, struct str document, uint64_t done, uint64_t total)
{
    (void)ctx;
    if (total)
        fprintf(stderr, "\r\033[K%.*s  %.1f MB av %.1f MB", SF(document), (double)done / 1e6, (double)total / 1e6);
    else
        fprintf(stderr, "\r\033[K%.*s  %.1f MB", SF(document), (double)done / 1e6);
}

static enum err pull_one(struct asked *a, const struct pull_feed *row, struct puller *p, struct arena *texts,
    struct pull_count *count, struct fault *f)
{
    struct pull_feed feed = *row;
    struct pull_dir dir cleanup(pull_dir_close) = { -1, -1, -1 };
    const char *folder = a->folder ? a->folder : feed.name;
    if (a->url)
        feed.url = feed.years = a->url;
    if (!pull_document_valid(str(folder)))
        return fault(f, E_INVALID, folder,
            N_("Mappens namn får bara ha bokstäver, siffror, punkt, streck och understreck."), NULL, NULL);
    TRY(pull_dir_open(a->dir, folder, &dir, f));
    struct pull_state state = pull_dir_state(&dir);
    enum err e = pull_feed_run(p, &state, &feed, &a->options, texts, count, f);
    if (a->config.progress)
        fprintf(stderr, "\r\033[K");
    return e;
}

/* What has come, into the store: the whole folder, since only what differs is written. */
static enum err store_one(struct asked *a, const struct pull_feed *feed, struct watch_store *s, const struct words *words, bool *ret_fine,
    struct fault *f)
{
    struct watch_paths paths = { 0 };
    const char *folder = a->folder ? a->folder : feed->name;
    struct str path = str_printf(&s->arena, "%s/%s", a->dir, folder);
    if (!path.p)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    TRY(watch_paths_add(&paths, &s->arena, path.p, f));
    return paths.n ? watch_store_feed(s, feed->kind, str(folder), &paths, words, ret_fine, f) : OK;
}

static bool stores(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--fetch-only") == 0)
            return false;
    return true;
}

int verb_feed_pull(int argc, char **argv, const struct words *words)
{
    struct asked a = { .config.limits = PULL_LIMITS, .options.now = instant_now() };
    struct fault f = { 0 };
    struct watch_store s cleanup(watch_store_close) = { 0 };
    int status = EXIT_FAILED;
    if (stores(argc, argv) && !watch_store_open(&s, &argc, argv, words, &status))
        return status;
    if (s.store)
        a.dir = s.config.feeds;
    if (!take_arguments(&a, argc, argv) || (a.name && !pull_feed_of(str(a.name)))) {
        fprintf(stderr, "%s\n", VERB_FEED_PULL_USAGE);
        for (const struct pull_feed *row = pull_feeds; row->name; row++)
            fprintf(stderr, "  %-10s %s\n", row->name, row->url);
        return EXIT_USAGE;
    }
    if (a.key_file && read_key(&a, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_FAILED;
    }
    a.config.allow = a.allow;
    if (isatty(STDERR_FILENO))
        a.config.progress = show_progress;
    struct puller *p cleanup(puller_done) = puller_new(&a.config);
    if (!p)
        return EXIT_FAILED;
    bool good = true;
    for (const struct pull_feed *row = pull_feeds; row->name; row++) {
        if (a.name && strcmp(row->name, a.name) != 0)
            continue;
        struct arena texts cleanup(arena_free) = arena_new(65536);
        struct pull_count count = { 0 };
        uint64_t before = puller_bytes(p);
        if (pull_one(&a, row, p, &texts, &count, &f) != OK) {
            fault_within(&f, row->name);
            verb_complain(words, &f);
            good = false;
        }
        bool fine = true;
        if (s.store && count.fresh && store_one(&a, row, &s, words, &fine, &f) != OK) {
            fault_within(&f, row->name);
            verb_complain(words, &f);
            fine = false;
        }
        good &= fine;
        printf("{\"feed\":\"%s\",\"new\":%llu,\"unchanged\":%llu,\"bytes\":%llu}\n", row->name,
            (unsigned long long)count.fresh, (unsigned long long)count.same,
            (unsigned long long)(puller_bytes(p) - before));
        fflush(stdout);
    }
    return good ? EXIT_FINE : EXIT_FAILED;
}
