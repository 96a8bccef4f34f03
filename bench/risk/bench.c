/* The engine's speed table, one line of JSON a figure. bench/risk/run.py runs it beside NumPy and prints the tables. Timings are for reading,
 * never for tests. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "risk/graph.h"
#include "risk/model_read.h"

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct timer { double wall, cpu; };
static struct timer start(void) { return (struct timer){ now(CLOCK_MONOTONIC), now(CLOCK_PROCESS_CPUTIME_ID) }; }

static void say(const char *name, struct risk_options o, struct timer t, double extra)
{
    printf("{\"case\":\"%s\",\"isa\":\"%s\",\"threads\":%u,\"wall\":%.6f,\"cpu\":%.6f,\"extra\":%.6g}\n", name, risk_isa_name(risk_isa_have(o.isa)),
           o.threads, t.wall, t.cpu, extra);
    fflush(stdout);
}

static void must(enum err err, const struct fault *f)
{
    if (err != OK) {
        fprintf(stderr, "%s %s\n", f->place, f->text);
        exit(1);
    }
}

/* One full run by a new engine; the best of `times`. */
static void full(const char *name, struct risk_options o, const struct risk_model *m, int times)
{
    struct timer best = { 1e9, 1e9 };
    size_t peak = 0;
    for (int i = 0; i < times; i++) {
        struct risk_engine *e;
        struct fault f = { 0 };
        const struct risk_result *r;
        struct timer t = start();
        must(risk_engine_new(o, &e, &f), &f);
        must(risk_engine_run(e, m, &r, &f), &f);
        struct timer u = start();
        best.wall = u.wall - t.wall < best.wall ? u.wall - t.wall : best.wall;
        best.cpu = u.cpu - t.cpu < best.cpu ? u.cpu - t.cpu : best.cpu;
        risk_engine_bytes(e, &peak);
        risk_engine_free(e);
    }
    say(name, o, best, (double)peak);
}

/* A kept engine, one thing changed back and forth; the median, and that the bytes equal a new engine's. */
static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void changed(const char *name, struct risk_options o, struct risk_model *m, double *const *values, size_t n)
{
    enum { TIMES = 41 };
    struct risk_engine *e;
    struct fault f = { 0 };
    const struct risk_result *r;
    double wall[TIMES], cpu[TIMES];
    o.retain = true;
    must(risk_engine_new(o, &e, &f), &f);
    must(risk_engine_run(e, m, &r, &f), &f);
    for (size_t i = 0; i < TIMES; i++) {
        double *v = values[i * 7919 % n], was = *v;
        *v *= 0.9;
        struct timer t = start();
        must(risk_engine_run(e, m, &r, &f), &f);
        struct timer u = start();
        wall[i] = u.wall - t.wall;
        cpu[i] = u.cpu - t.cpu;
        if (i == 7) {
            struct risk_engine *g;
            struct buf a cleanup(buf_free) = buf_new(1 << 28), b cleanup(buf_free) = buf_new(1 << 28);
            risk_result_write(&a, r);
            must(risk_engine_new(o, &g, &f), &f);
            const struct risk_result *s;
            must(risk_engine_run(g, m, &s, &f), &f);
            risk_result_write(&b, s);
            if (!str_eq(buf_str(&a), buf_str(&b)))
                must(fault(&f, E_BUG, name, "the bytes differ", NULL, NULL), &f);
            risk_engine_free(g);
        }
        *v = was;
        must(risk_engine_run(e, m, &r, &f), &f);
    }
    qsort(wall, TIMES, sizeof *wall, by_value);
    qsort(cpu, TIMES, sizeof *cpu, by_value);
    size_t bytes = risk_engine_bytes(e, NULL);
    char slowest[64];
    snprintf(slowest, sizeof slowest, "%s, slowest", name);
    say(name, o, (struct timer){ wall[TIMES / 2], cpu[TIMES / 2] }, (double)bytes);
    say(slowest, o, (struct timer){ wall[TIMES - 1], cpu[TIMES - 1] }, (double)bytes);
    risk_engine_free(e);
}

/* The bare kernel's limit: the same graph with every world asking for every coin (all nodes hit, or-gates fed by 16-bit probabilities),
 * one block after the other, nothing counted or added. */
static void bare(struct risk_options o, size_t nodes, size_t edges, size_t blocks)
{
    const struct kernel *k = kernel_for(risk_isa_have(o.isa));
    worlds *reach = aligned_alloc(64, nodes * sizeof *reach);
    memset(reach, 0x55, nodes * sizeof *reach);
    uint64_t *w0 = malloc(BLOCK_WORLDS * 8), *w1 = malloc(BLOCK_WORLDS * 8), sink = 0;
    struct timer t = start();
    /* Sixteen planes of 1024 bits for every edge are 256 words; then AND and OR. */
    for (size_t b = 0; b < blocks; b++)
        for (size_t e = 0; e < edges; e++) {
            k->points(mix64(b * edges + e), 16 * BLOCK_WORDS / 2, w0, w1);
            worlds open = { 0 };
            for (int plane = 0; plane < 16; plane++) {
                const uint64_t *r = (plane & 1 ? w1 : w0) + plane / 2 * BLOCK_WORDS;
                for (int j = 0; j < BLOCK_WORDS; j++)
                    open[j] = plane % 3 ? open[j] | r[j] : open[j] & r[j];
            }
            for (int j = 0; j < BLOCK_WORDS; j++)
                reach[e % nodes][j] |= open[j] & reach[(e * 7) % nodes][j];
        }
    for (size_t n = 0; n < nodes; n++)
        sink += reach[n][0];
    struct timer u = start();
    say("bare", o, (struct timer){ u.wall - t.wall, u.cpu - t.cpu }, (double)(blocks * BLOCK_WORLDS) / (u.cpu - t.cpu));
    if (sink == 42)
        puts("");
    free(reach);
    free(w0);
    free(w1);
}

static struct risk_model load(const char *path, struct arena *a, struct buf *text)
{
    FILE *in = fopen(path, "rb");
    struct risk_model m;
    struct fault f = { .text = "cannot be read" };
    if (!in)
        must(E_IO, &f);
    size_t n = 1;
    while (n > 0) {
        char *room = buf_room(text, 1 << 20);
        n = room ? fread(room, 1, 1 << 20, in) : 0;
        text->n += n;
    }
    fclose(in);
    must(risk_model_read(buf_str(text), a, &m, &f), &f);
    return m;
}

/* The two cases that are held against NumPy, and the first of them once more with an owner of every risk (ten of them). */
static void pair(struct risk_options o, struct risk_model *m)
{
    for (o.threads = 1; o.threads <= 2; o.threads++) {
        o.years = 100000;
        full("portfolio", o, &m[0], 5);
        o.years = 65536;
        full("graph", o, &m[1], 5);
    }
    for (size_t i = 0; i < m[0].n_risks; i++)
        m[0].risks[i].owner = (struct str){ m[0].risks[i].id.p + m[0].risks[i].id.n - 1, 1 };
    o.threads = 1;
    o.years = 100000;
    full("owned", o, &m[0], 5);
}

int main(int argc, char **argv)
{
    if (argc != 4 && argc != 3) {
        fputs("risk_bench PORTFOLIO GRAPH [LARGE]\n", stderr);
        return 2;
    }
    struct arena arena cleanup(arena_free) = arena_new((size_t)1 << 32);
    struct buf text[3] = { buf_new(1 << 30), buf_new(1 << 30), buf_new(1 << 30) };
    struct risk_model m[3];
    for (int i = 0; i < argc - 1; i++)
        m[i] = load(argv[1 + i], &arena, &text[i]);
    struct risk_options o = { .years = 100000, .seed = 1, .memory_bytes = (size_t)2 << 30 };
    if (argc == 3) {
        pair(o, m);
        buf_free(&text[0]);
        buf_free(&text[1]);
        return 0;
    }
    for (int isa = ISA_PORTABLE; isa <= ISA_AVX512; isa++)
        for (unsigned threads = 1; threads <= 2; threads++) {
            o.isa = (enum risk_isa)isa;
            o.threads = threads;
            o.years = 100000;
            full("portfolio", o, &m[0], 5);
            o.years = 65536;
            full("graph", o, &m[1], 5);
        }
    for (int isa = ISA_PORTABLE; isa <= ISA_AVX512; isa++) {
        o.isa = (enum risk_isa)isa;
        o.threads = 1;
        bare(o, m[1].n_nodes, m[1].n_edges, 16);
    }
    o.isa = ISA_BEST;
    o.threads = 2;
    o.years = 1000;
    struct risk_options small = o;
    small.memory_bytes = (size_t)512 << 20;
    full("large", small, &m[2], 1);
    o.threads = 1;
    o.years = 100000;
    double **v = malloc((m[0].n_risks + m[1].n_edges) * sizeof *v);
    for (size_t i = 0; i < m[0].n_risks; i++)
        v[i] = &m[0].risks[i].magnitude.b;
    changed("one risk", o, &m[0], v, m[0].n_risks);
    o.years = 65536;
    for (unsigned threads = 1; threads <= 2; threads++) {
        o.threads = threads;
        for (size_t i = 0; i < m[1].n_edges; i++)
            v[i] = &m[1].edges[i].p;
        changed("one edge", o, &m[1], v, m[1].n_edges);
    }
    free(v);
    for (int i = 0; i < 3; i++)
        buf_free(&text[i]);
    return 0;
}
