/* Measures the watch on generated feeds (generate.py): watch_bench DIRECTORY. One run, processor time by getrusage and the clock. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "feed/feed.h"
#include "feed/intake.h"
#include "feed/inventory.h"
#include "vuln/index.h"

static double cpu(int who)
{
    struct rusage u;
    getrusage(who, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static double wall(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Of this thread alone: neighbours on the machine don't show. */
static double own_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void die(const char *what, const struct fault *f)
{
    fprintf(stderr, "%s: %s %s %s\n", what, f->place, f->text ? f->text : "", f->arg[0]);
    exit(1);
}

static enum err put_record(void *ctx, const struct vuln_record *r, struct fault *f) { return vuln_index_put(ctx, r, f); }
static void begin(void *ctx) { vuln_index_begin(ctx); }
static void undo(void *ctx) { vuln_index_undo(ctx); }

struct counted { size_t n; struct buf b; size_t bytes; };

static enum err count(void *ctx, const struct finding *x, struct fault *f)
{
    struct counted *c = ctx;
    (void)x;
    (void)f;
    c->n++;
    return OK;
}

static enum err put_json(void *ctx, const struct finding *x, struct fault *f)
{
    struct counted *c = ctx;
    (void)f;
    c->n++;
    finding_put_json(&c->b, x);
    c->bytes += c->b.n;
    buf_reset(&c->b);
    return OK;
}

static int open_in(const char *dir, const char *name, double *ret_mb)
{
    char path[4096];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &st) != 0) {
        perror(path);
        exit(1);
    }
    *ret_mb = (double)st.st_size / 1e6;
    return fd;
}

static void load(const char *what, const char *dir, const char *name, const struct feed_sink *sink, bool sandbox)
{
    struct feed_report report = feed_report_new();
    struct fault f = { 0 };
    double mb;
    int fd = open_in(dir, name, &mb);
    double own = cpu(RUSAGE_SELF), child = cpu(RUSAGE_CHILDREN), w = wall();
    if (sandbox) {
        size_t bad = 0;
        struct feed_input in = { fd, S("feed") };
        if (feed_intake(feed_kind_of(S("nvd")), &in, 1, sink, &report, &bad, feed_child, &f) != OK || bad)
            die(name, report.n ? &report.list[0].fault : &f);
    } else {
        struct source *src = source_of_fd(fd, S("feed"));
        if (!src || feed_read_file(feed_kind_of(S("nvd")), src, sink, &report) != OK)
            die(name, report.n ? &report.list[0].fault : &f);
        source_free(src);
    }
    own = cpu(RUSAGE_SELF) - own;
    child = cpu(RUSAGE_CHILDREN) - child;
    w = wall() - w;
    printf("%-34s %8.1f MB %8llu records  %7.3f s cpu", what, mb, (unsigned long long)report.accepted, own + child);
    if (sandbox)
        printf(" (child %.3f, parent %.3f)", child, own);
    printf(" %7.3f s  %6.0f MB/s\n", w, mb / w);
    feed_report_free(&report);
    close(fd);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    const char *dir = argc == 2 ? argv[1] : NULL;
    struct fault f = { 0 };
    if (!dir) {
        fprintf(stderr, "watch_bench DIRECTORY\n");
        return 2;
    }
    const struct feed_sink nothing = { 0 };
    load("check", dir, "nvd.json", &nothing, false);

    struct inventory inv = inventory_new((size_t)4 << 30);
    struct vuln_index *ix = vuln_index_new((size_t)16 << 30);
    double mb;
    int fd = open_in(dir, "inventory.csv", &mb);
    struct inventory_file file;
    double c = cpu(RUSAGE_SELF);
    if (!ix || inventory_file_open(fd, &file, &f) != OK || inventory_read_csv(file.text, &inv, &f) != OK || vuln_index_add_all(ix, &inv, &f) != OK)
        die("inventory", &f);
    printf("%-34s %8.1f MB %8zu items    %7.3f s cpu\n", "inventory", mb, inv.n, cpu(RUSAGE_SELF) - c);

    struct feed_sink sink = { .ctx = ix, .record = put_record, .begin = begin, .undo = undo };
    load("load into the index", dir, "nvd.json", &sink, false);
    struct vuln_index_counts n = vuln_index_count(ix);
    struct counted plain = { 0 }, json = { .b = buf_new(1 << 20) };
    struct finding_sink to = { &plain, count };
    double w = wall();
    c = cpu(RUSAGE_SELF);
    if (vuln_index_match_all(ix, &to, &f) != OK)
        die("match", &f);
    printf("%-34s %8zu findings            %7.3f s cpu %7.3f s\n", "match", plain.n, cpu(RUSAGE_SELF) - c, wall() - w);
    to = (struct finding_sink){ &json, put_json };
    c = cpu(RUSAGE_SELF);
    if (vuln_index_match_all(ix, &to, &f) != OK)
        die("match", &f);
    printf("%-34s %8zu findings %6.0f MB  %7.3f s cpu\n", "match and write JSON", json.n, (double)json.bytes / 1e6, cpu(RUSAGE_SELF) - c);

    /* One CVE changes: read, put and matched again. Thousand times; the worst and the median. */
    enum { TIMES = 1000 };
    static double took[TIMES];
    for (size_t i = 0; i < TIMES; i++) {
        struct feed_report report = feed_report_new();
        int one = open_in(dir, "one.json", &mb);
        c = own_ms();
        struct source *src = source_of_fd(one, S("one"));
        if (!src || feed_read_file(feed_kind_of(S("nvd")), src, &sink, &report) != OK || report.accepted != 1 ||
            vuln_index_match_cve(ix, S("CVE-2005-10000"), &to, &f) != OK)
            die("one", &f);
        took[i] = own_ms() - c;
        source_free(src);
        close(one);
        feed_report_free(&report);
    }
    qsort(took, TIMES, sizeof *took, by_value);
    printf("%-34s median %.3f ms, worst %.3f ms cpu of %d\n", "one CVE changes", took[TIMES / 2], took[TIMES - 1], TIMES);

    /* The heaviest CVE there is: every one is matched by itself. */
    double worst = 0, sum = 0;
    for (size_t i = 0; i < n.cves; i++) {
        char cve[40];
        snprintf(cve, sizeof cve, "CVE-%zu-%zu", 2005 + i % 20, 10000 + i / 20);
        c = own_ms();
        if (vuln_index_match_cve(ix, str(cve), &to, &f) != OK)
            die("match", &f);
        c = own_ms() - c;
        sum += c;
        worst = c > worst ? c : worst;
    }
    printf("%-34s mean %.4f ms, worst %.3f ms cpu of %zu\n", "each CVE by itself", sum / (double)n.cves, worst, n.cves);

    c = own_ms();
    if (vuln_index_match_component(ix, inv.items[0].id, &to, &f) != OK)
        die("component", &f);
    double first = own_ms() - c;
    for (size_t i = 0; i < TIMES; i++) {
        c = own_ms();
        if (vuln_index_match_component(ix, inv.items[i * 7 % inv.n].id, &to, &f) != OK)
            die("component", &f);
        took[i] = own_ms() - c;
    }
    qsort(took, TIMES, sizeof *took, by_value);
    printf("%-34s median %.3f ms, worst %.3f ms cpu of %d; the first %.0f ms\n", "one component's CVEs", took[TIMES / 2], took[TIMES - 1], TIMES, first);

    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    printf("%-34s %.0f MiB (%zu CVEs, %zu components as %zu names on %zu hosts)\n", "most memory", (double)u.ru_maxrss / 1024, n.cves,
           n.components, n.targets, n.hosts);
    struct vuln_index *again = vuln_index_new((size_t)16 << 30);
    struct feed_sink through = sink;
    through.ctx = again;
    load("load through the sandbox", dir, "nvd.json", &through, true);
    return 0;
}
