#include "main/watch_input.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "feed/intake.h"
#include "feed/inventory.h"
#include "feed/sandbox.h"

enum { DIRECTORIES_DEEP = 8, PATHS_MAX = 4000000 };

static enum err no_memory(struct fault *f) { return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL); }

static enum err add_one(struct watch_paths *paths, struct arena *a, const char *path, struct fault *f)
{
    if (paths->n >= PATHS_MAX)
        return fault(f, E_LIMIT, path, N_("Fler än {1} filer."), "4 000 000", NULL);
    const char **list = arena_grow(a, paths->p, paths->n, paths->n + 1, sizeof *list, &paths->cap);
    if (!list)
        return no_memory(f);
    paths->p = list;
    list[paths->n++] = path;
    return OK;
}

/* Files that a copy of the CVE list, or a directory of pulled documents, holds beside its records. */
static bool beside_records(struct str name)
{
    return str_starts(name, S("0-")) || str_is(name, "delta.json") || str_is(name, "deltaLog.json") || str_starts(name, S("recentActivities"));
}

static bool is_document(struct str name)
{
    static const char *const ends[] = { ".json", ".json.gz", ".csv", ".csv.gz", ".xml", ".rss", ".atom" };
    for (size_t i = 0; i < LEN(ends); i++)
        if (str_ends(name, str(ends[i])))
            return true;
    return false;
}

/* By bytes, whatever the locale: pulled documents are named in the order in which they are to be read. */
static int by_bytes(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static enum err add_directory(struct watch_paths *paths, struct arena *a, const char *path, unsigned deep, struct fault *f)
{
    struct dirent **names = NULL;
    int n = scandir(path, &names, NULL, by_bytes);
    enum err e = OK;
    if (n < 0)
        return fault(f, E_IO, path, N_("Katalogen kan inte läsas: {1}."), strerrordesc_np(errno), NULL);
    for (int i = 0; i < n; i++) {
        struct str name = str(names[i]->d_name);
        const char *whole = e == OK ? str_printf(a, "%s/%s", path, names[i]->d_name).p : NULL;
        struct stat st;
        if (e == OK && !whole)
            e = no_memory(f);
        if (e == OK && name.p[0] != '.' && stat(whole, &st) == 0) {
            if (S_ISDIR(st.st_mode) && deep < DIRECTORIES_DEEP)
                e = add_directory(paths, a, whole, deep + 1, f);
            else if (S_ISREG(st.st_mode) && is_document(name) && !beside_records(name))
                e = add_one(paths, a, whole, f);
        }
        free(names[i]);
    }
    free(names);
    return e;
}

enum err watch_paths_add(struct watch_paths *paths, struct arena *a, const char *path, struct fault *f)
{
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return add_directory(paths, a, path, 0, f);
    return add_one(paths, a, path, f);
}

static void reject_unopened(struct feed_report *report, const char *path, int error)
{
    struct fault f = { 0 };
    fault(&f, E_IO, NULL, N_("Filen kan inte öppnas: {1}."), strerrordesc_np(error), NULL);
    feed_report_file(report);
    feed_reject_file(report, str(path), &f);
}

enum err watch_read(const struct feed_kind *kind, const struct watch_paths *paths, const struct feed_sink *sink,
                    struct feed_report *report, size_t *ret_bad, struct fault *f)
{
    enum err e = OK;
    for (size_t i = 0; i < paths->n && e == OK;) {
        struct feed_input in[SANDBOX_INPUTS_MAX];
        size_t n = 0, bad = 0;
        for (; i < paths->n && n < SANDBOX_INPUTS_MAX; i++) {
            int fd = open(paths->p[i], O_RDONLY | O_CLOEXEC);
            struct stat st;
            if (fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
                close(fd);
                fd = -1;
                errno = EISDIR;
            }
            if (fd < 0) {
                int error = errno;
                if (n) /* in the order they were named */
                    break;
                reject_unopened(report, paths->p[i], error);
                ++*ret_bad;
                continue;
            }
            in[n++] = (struct feed_input){ fd, str(paths->p[i]) };
        }
        if (n)
            e = feed_intake(kind, in, n, sink, report, &bad, NULL, f);
        *ret_bad += bad;
        for (size_t k = 0; k < n; k++)
            close(in[k].fd);
    }
    return e;
}

bool watch_tell(const struct words *words, const struct feed_report *report, size_t bad)
{
    for (size_t i = 0; i < report->n; i++) {
        struct buf b cleanup(buf_free) = buf_new(8192);
        buf_put(&b, report->list[i].at);
        buf_put(&b, S(": "));
        words_put(&b, words, report->list[i].fault.text, report->list[i].fault.arg[0], report->list[i].fault.arg[1]);
        fprintf(stderr, "samsyn: %.*s\n", SF(buf_str(&b)));
    }
    if (report->rejected > report->n) {
        struct buf b cleanup(buf_free) = buf_new(256);
        char more[24];
        snprintf(more, sizeof more, "%llu", (unsigned long long)(report->rejected - report->n));
        words_put(&b, words, report->rejected - report->n == 1 ? N_("… och en till") : N_("… och {1} till"), more, NULL);
        fprintf(stderr, "samsyn: %.*s\n", SF(buf_str(&b)));
    }
    return bad == 0 && !report->limit_passed;
}

/* ---- inventories */

struct lines { struct inventory *inv; struct buf line; struct arena arena; };

static enum err take_item(struct lines *t, struct str line, struct fault *f)
{
    struct component c;
    arena_reset(&t->arena);
    TRY(component_parse_json(&t->arena, line, &c, f));
    return inventory_add(t->inv, &c, f);
}

static enum err take(void *ctx, struct str piece, struct fault *f)
{
    struct lines *t = ctx;
    while (piece.n) {
        const char *end = memchr(piece.p, '\n', piece.n);
        size_t n = end ? (size_t)(end - piece.p) : piece.n;
        struct str part = str_sub(piece, 0, n);
        piece = str_sub(piece, end ? n + 1 : n, piece.n);
        if (!end || t->line.n) {
            buf_put(&t->line, part);
            TRY(buf_check(&t->line, f));
            part = buf_str(&t->line);
        }
        if (!end)
            return OK;
        TRY(take_item(t, part, f));
        buf_reset(&t->line);
    }
    return OK;
}

static void lines_done(struct lines *t)
{
    buf_free(&t->line);
    arena_free(&t->arena);
}

enum err watch_inventory(const char *format, const char *path, struct inventory *inv, struct fault *f)
{
    struct lines t cleanup(lines_done) = { .inv = inv, .line = buf_new((size_t)64 << 20), .arena = arena_new((size_t)256 << 20) };
    struct arena words cleanup(arena_free) = arena_new(4096);
    int fd cleanup(sandbox_close) = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fault(f, E_IO, path, N_("Filen kan inte öppnas: {1}."), strerrordesc_np(errno), NULL);
    const char *const args[] = { format, "full" };
    const struct sandbox_job job = {
        .name = "inventory", .in = &fd, .in_n = 1, .argv = args, .argc = LEN(args), .sink = take, .ctx = &t,
        .limits = { .memory = (size_t)8 << 30, .cpu_s = 300, .wall_ms = 600000, .output = (size_t)8 << 30 },
    };
    struct fault why = { 0 };
    enum err e = sandbox_run(&job, &words, NULL, &why);
    if (e == OK)
        return OK;
    const char *text = str_c(&inv->arena, str(why.text)); /* outlives `words` */
    fault(f, e, why.place, text ? text : "", why.arg[0], why.arg[1]);
    if (f)
        fault_within(f, path);
    return e;
}
