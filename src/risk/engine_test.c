#include "base/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "risk/explain.h"
#include "risk/model_read.h"
#include "risk/philox.h"

#define HEAD "{\"samsyn_model\":1,"
#define LN(lo, hi) "{\"kind\":\"lognormal\",\"p05\":" lo ",\"p95\":" hi "}"
#define GA(lo, hi) "{\"kind\":\"gamma\",\"p05\":" lo ",\"p95\":" hi "}"

static const struct risk_options usual = { .years = 1000000, .seed = 1, .threads = 2, .memory_bytes = (size_t)1 << 30 };

static struct risk_model read_model(struct arena *a, const char *text)
{
    struct risk_model m;
    struct fault f = { 0 };
    if (risk_model_read(str(text), a, &m, &f) != OK)
        fail_msg("%s: %s (%s)", f.place, f.text, f.arg[0]);
    return m;
}

static const struct risk_result *run(struct risk_engine **e, struct risk_options o, const struct risk_model *m)
{
    const struct risk_result *r = NULL;
    struct fault f = { 0 };
    if (!*e)
        assert_int_equal(risk_engine_new(o, e, &f), OK);
    if (risk_engine_run(*e, m, &r, &f) != OK)
        fail_msg("%s: %s", f.place, f.text);
    return r;
}

/* The result's bytes by a new engine. */
static struct buf bytes(struct risk_options o, const struct risk_model *m)
{
    struct risk_engine *e cleanup(risk_engine_drop) = NULL;
    struct buf b = buf_new(1 << 28);
    risk_result_write(&b, run(&e, o, m));
    assert_false(b.failed);
    return b;
}

static void within(const char *what, double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("%s: %.12g is not within %.3g of %.12g", what, got, tolerance, want);
}

/* ---- ../shared/golden/README.md ---- */

struct known { const char *json; double mean, sd, zero, p50, p90, p95, p99; };
static const struct known compounds[] = {
    { "\"frequency\":0.1,\"magnitude\":" LN("1e5", "1e6"), 40400.1282695, 163217.0364, 0.904837418, -1, -1, 314177, 809774 },
    { "\"frequency\":3,\"magnitude\":" LN("1", "10"), 12.1200384808, 8.939765262, 0.04978706837, 10.4505, 24.0412, 29.0386, 40.0786 },
    { "\"frequency\":" GA("0.1", "0.5") ",\"magnitude\":" LN("5e5", "5e6"), 539978.89, 1357879.2, 0.77118997, -1, -1, 3.25076e6, 6.35366e6 },
    { "\"frequency\":" GA("0.5", "2") ",\"magnitude\":" LN("5e4", "5e5"), 230992.04, 291516.09, 0.35086642, -1, -1, 811640, 1.2714e6 },
};

static void golden_compounds(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(compounds); i++) {
        struct arena a cleanup(arena_free) = arena_new(1 << 20);
        struct risk_engine *e cleanup(risk_engine_drop) = NULL;
        const struct known *k = &compounds[i];
        char text[512];
        snprintf(text, sizeof text, HEAD "\"risks\":[{\"id\":\"r\",%s}]}", k->json);
        struct risk_model m = read_model(&a, text);
        struct risk_stat s = run(&e, usual, &m)->total;
        double root = sqrt((double)usual.years);
        within("mean", s.mean, k->mean, 4 * k->sd / root);
        within("sd", s.sd, k->sd, 0.02 * k->sd);
        within("p_zero", s.p_zero, k->zero, 4 * sqrt(k->zero * (1 - k->zero)) / root);
        within("p95", s.p95, k->p95, 0.01 * k->p95);
        within("p99", s.p99, k->p99, 0.015 * k->p99);
        assert_true(s.p95_ci95.lo <= s.p95 && s.p95 <= s.p95_ci95.hi && s.p99_ci95.lo <= s.p99 && s.p99 <= s.p99_ci95.hi);
        /* Quantiles within 0.5 %, or as near as their own 4 standard errors let them be. */
        within("p95 by its interval", s.p95, k->p95, fmax(0.005 * k->p95, (s.p95_ci95.hi - s.p95_ci95.lo) * 4 / 3.92));
        within("p99 by its interval", s.p99, k->p99, fmax(0.005 * k->p99, (s.p99_ci95.hi - s.p99_ci95.lo) * 4 / 3.92));
        if (k->p50 > 0) {
            within("p50", s.p50, k->p50, 0.005 * k->p50);
            within("p90", s.p90, k->p90, 0.005 * k->p90);
        }
    }
}

static void golden_contest(void **state)
{
    (void)state;
    static const struct { const char *capability, *strength; double p; } row[] = {
        { "{\"kind\":\"pert\",\"low\":0.1,\"mode\":0.6,\"high\":0.95}", "{\"kind\":\"pert\",\"low\":0.2,\"mode\":0.5,\"high\":0.9}", 0.612745980798 },
        { "{\"kind\":\"pert\",\"low\":0.2,\"mode\":0.3,\"high\":0.7,\"gamma\":1}", "{\"kind\":\"pert\",\"low\":0.4,\"mode\":0.5,\"high\":0.6,\"gamma\":2}",
          0.241727245488 },
    };
    for (size_t i = 0; i < LEN(row); i++) {
        struct arena a cleanup(arena_free) = arena_new(1 << 20);
        struct risk_engine *e cleanup(risk_engine_drop) = NULL;
        char text[512];
        /* Poisson(2p) loss events of 1 SEK a year; and a secondary loss of 10 with probability 1/4. */
        snprintf(text, sizeof text, HEAD "\"risks\":[{\"id\":\"r\",\"tef\":2,\"capability\":%s,\"strength\":%s,\"magnitude\":1},"
                 "{\"id\":\"s\",\"tef\":2,\"capability\":%s,\"strength\":%s,\"magnitude\":1,\"secondary\":{\"p\":0.25,\"magnitude\":10}}]}",
                 row[i].capability, row[i].strength, row[i].capability, row[i].strength);
        struct risk_model m = read_model(&a, text);
        const struct risk_result *r = run(&e, usual, &m);
        double mean = 2 * row[i].p;
        within("contest", r->risks[0].stat.mean, mean, 4 * sqrt(mean / 1e6));
        within("variance", r->risks[0].stat.sd, sqrt(mean), 0.01 * sqrt(mean));
        within("secondary", r->risks[1].stat.mean, mean * 3.5, 4 * r->risks[1].stat.sd / 1e3);
        /* Compound Poisson: the variance is λ E[X²], X = 1 or 11. */
        within("secondary's sd", r->risks[1].stat.sd, sqrt(mean * (0.75 + 0.25 * 121)), 0.01 * r->risks[1].stat.sd);
    }
}

struct node_p { const char *id; double p; };

static void check_graph(const char *text, const struct node_p *want, size_t n)
{
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct risk_engine *e cleanup(risk_engine_drop) = NULL;
    struct risk_model m = read_model(&a, text);
    const struct risk_threat_result *t = run(&e, usual, &m)->threats;
    assert_true(t->events > 990000);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < t->n_nodes; j++)
            if (str_is(t->nodes[j].id, want[i].id)) {
                within(want[i].id, t->nodes[j].p, want[i].p, 4 * sqrt(want[i].p * (1 - want[i].p) / (double)t->events) + 1e-15);
                assert_true(t->nodes[j].ci95.lo <= t->nodes[j].p && t->nodes[j].p <= t->nodes[j].ci95.hi);
            }
}

static void golden_graphs(void **state)
{
    (void)state;
    static const struct node_p diamond[] = { { "B", .8 }, { "C", .5 }, { "D", .584 }, { "E", .4896 } };
    check_graph(HEAD "\"threats\":[{\"id\":\"t\",\"frequency\":1,\"entry\":[{\"node\":\"S\"}]}],\"nodes\":[{\"id\":\"S\"},{\"id\":\"A\"},{\"id\":\"B\"},"
                "{\"id\":\"C\"},{\"id\":\"D\"},{\"id\":\"E\",\"gate\":\"and\",\"p\":0.9}],\"edges\":[{\"from\":\"S\",\"to\":\"A\",\"p\":1},"
                "{\"from\":\"A\",\"to\":\"B\",\"p\":0.8},{\"from\":\"A\",\"to\":\"C\",\"p\":0.5},{\"from\":\"B\",\"to\":\"D\",\"p\":0.6},"
                "{\"from\":\"C\",\"to\":\"D\",\"p\":0.4},{\"from\":\"D\",\"to\":\"E\",\"p\":1},{\"from\":\"B\",\"to\":\"E\",\"p\":1}]}", diamond, LEN(diamond));
    static const struct node_p ftp[] = { { "D", .7 }, { "B", .595 }, { "C", .49 }, { "A", .606025 } };
    check_graph(HEAD "\"threats\":[{\"id\":\"t\",\"frequency\":1,\"entry\":[{\"node\":\"D\",\"p\":0.7}]}],\"nodes\":[{\"id\":\"A\"},{\"id\":\"B\"},"
                "{\"id\":\"C\"},{\"id\":\"D\"}],\"edges\":[{\"from\":\"D\",\"to\":\"B\",\"p\":0.85},{\"from\":\"D\",\"to\":\"C\",\"p\":0.7},"
                "{\"from\":\"B\",\"to\":\"A\",\"p\":0.65},{\"from\":\"C\",\"to\":\"A\",\"p\":1}]}", ftp, LEN(ftp));
    /* The golden .97500249 is what databases that fail with .01 each give: .995 · .98 · (1 − .01²). */
    static const struct node_p service[] = { { "service", 1 - .97500249 }, { "db", .0001 } };
    check_graph(HEAD "\"threats\":[{\"id\":\"t\",\"frequency\":1,\"entry\":[{\"node\":\"db1\",\"p\":0.01},{\"node\":\"db2\",\"p\":0.01},{\"node\":\"net\",\"p\":0.005},"
                "{\"node\":\"app\",\"p\":0.02}]}],\"nodes\":[{\"id\":\"db1\"},{\"id\":\"db2\"},{\"id\":\"net\"},{\"id\":\"app\"},{\"id\":\"db\",\"gate\":\"and\"},"
                "{\"id\":\"service\"}],\"edges\":[{\"from\":\"db1\",\"to\":\"db\",\"p\":1},{\"from\":\"db2\",\"to\":\"db\",\"p\":1},"
                "{\"from\":\"db\",\"to\":\"service\",\"p\":1},{\"from\":\"net\",\"to\":\"service\",\"p\":1},{\"from\":\"app\",\"to\":\"service\",\"p\":1}]}",
                service, LEN(service));
    /* A cycle: entry to A with 1/2; A and B reach each other surely, and nothing reaches itself. C is fed by the cycle and by itself. */
    static const struct node_p cycle[] = { { "A", .5 }, { "B", .5 }, { "C", .25 }, { "D", 0 }, { "E", 0 }, { "F", .15 } };
    check_graph(HEAD "\"threats\":[{\"id\":\"t\",\"frequency\":1,\"entry\":[{\"node\":\"A\",\"p\":0.5},{\"node\":\"F\",\"p\":0.3}]}],\"nodes\":[{\"id\":\"A\"},"
                "{\"id\":\"B\"},{\"id\":\"C\",\"p\":0.5},{\"id\":\"D\"},{\"id\":\"E\",\"gate\":\"and\"},{\"id\":\"F\",\"gate\":\"and\"}],\"edges\":["
                "{\"from\":\"A\",\"to\":\"B\",\"p\":1},{\"from\":\"B\",\"to\":\"A\",\"p\":1},{\"from\":\"B\",\"to\":\"C\",\"p\":1},{\"from\":\"C\",\"to\":\"C\",\"p\":1},"
                "{\"from\":\"D\",\"to\":\"D\",\"p\":1},{\"from\":\"A\",\"to\":\"F\",\"p\":1}]}", cycle, LEN(cycle));
}

/* A control's effectiveness is common to its edges in a year: two edges behind one coin-like control open together. */
static void controls_are_common(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct risk_engine *e cleanup(risk_engine_drop) = NULL;
    struct risk_model m = read_model(&a, HEAD "\"threats\":[{\"id\":\"t\",\"frequency\":1,\"entry\":[{\"node\":\"S\"}]}],\"nodes\":[{\"id\":\"S\"},"
        "{\"id\":\"A\"},{\"id\":\"B\"},{\"id\":\"C\",\"gate\":\"and\"}],\"edges\":[{\"from\":\"S\",\"to\":\"A\",\"p\":1,\"controls\":[\"c\"]},"
        "{\"from\":\"S\",\"to\":\"B\",\"p\":1,\"controls\":[\"c\",\"d\"]},{\"from\":\"A\",\"to\":\"C\",\"p\":1},{\"from\":\"B\",\"to\":\"C\",\"p\":1}],"
        "\"controls\":[{\"id\":\"c\",\"coverage\":1,\"effectiveness\":{\"kind\":\"uniform\",\"low\":0,\"high\":1},\"operating\":1},"
        "{\"id\":\"d\",\"coverage\":0.5,\"effectiveness\":0.5,\"operating\":1}]}");
    const struct risk_threat_result *t = run(&e, usual, &m)->threats;
    const double want[] = { 0.5, 0.5 * 0.75, 0.75 / 3, 1 }; /* C: E[(1 − U)²] · 3/4 */
    for (size_t i = 0; i < 4; i++)
        within("common control", t->nodes[i].p, want[i], 4 * sqrt(1.5 * want[i] * (1 - want[i]) / 1e6) + 1e-12);
}

/* ---- invariants ---- */

static const char mixed[] = HEAD "\"risks\":[{\"id\":\"b\",\"owner\":\"X\",\"frequency\":0.7,\"magnitude\":" LN("1e4", "1e6") "},"
    "{\"id\":\"a\",\"owner\":\"Y\",\"frequency\":" GA("0.1", "3") ",\"magnitude\":{\"kind\":\"pert\",\"low\":1e3,\"mode\":5e3,\"high\":1e5}},"
    "{\"id\":\"t\",\"tef\":{\"kind\":\"uniform\",\"low\":0.5,\"high\":4},\"capability\":{\"kind\":\"beta\",\"alpha\":2,\"beta\":3},"
    "\"strength\":{\"kind\":\"uniform\",\"low\":0,\"high\":1},\"magnitude\":" GA("1e3", "1e5") ",\"secondary\":{\"p\":{\"kind\":\"beta\",\"alpha\":1,\"beta\":4},"
    "\"magnitude\":" LN("1e5", "1e7") "}}],"
    "\"threats\":[{\"id\":\"t\",\"frequency\":" GA("0.5", "2") ",\"entry\":[{\"node\":\"n0\",\"p\":0.6},{\"node\":\"n3\",\"p\":0.2}]},"
    "{\"id\":\"u\",\"frequency\":2,\"entry\":[{\"node\":\"n2\"}]}],"
    "\"nodes\":[{\"id\":\"n0\"},{\"id\":\"n1\",\"p\":0.8},{\"id\":\"n2\"},{\"id\":\"n3\",\"p\":0.9},{\"id\":\"n4\",\"gate\":\"and\"},{\"id\":\"n5\",\"p\":0.7},{\"id\":\"n6\"}],"
    "\"edges\":[{\"from\":\"n0\",\"to\":\"n1\",\"p\":0.5,\"controls\":[\"c0\"]},{\"from\":\"n1\",\"to\":\"n2\",\"p\":0.6,\"controls\":[\"c0\",\"c1\"]},"
    "{\"from\":\"n2\",\"to\":\"n0\",\"p\":0.3},{\"from\":\"n2\",\"to\":\"n4\",\"p\":0.9,\"controls\":[\"c1\",\"c2\"]},{\"from\":\"n3\",\"to\":\"n4\",\"p\":0.95},"
    "{\"from\":\"n4\",\"to\":\"n5\",\"p\":0.8},{\"from\":\"n1\",\"to\":\"n5\",\"p\":0.2,\"controls\":[\"c2\"]},{\"from\":\"n2\",\"to\":\"n3\",\"p\":0.4},"
    "{\"from\":\"n5\",\"to\":\"n6\",\"p\":1}],"
    "\"controls\":[{\"id\":\"c0\",\"coverage\":0.9,\"effectiveness\":{\"kind\":\"beta\",\"alpha\":4,\"beta\":2},\"operating\":0.9},"
    "{\"id\":\"c1\",\"coverage\":0.5,\"effectiveness\":{\"kind\":\"uniform\",\"low\":0.2,\"high\":0.9},\"operating\":1},"
    "{\"id\":\"c2\",\"coverage\":1,\"effectiveness\":0.4,\"operating\":0.8}],"
    "\"losses\":[{\"id\":\"l1\",\"node\":\"n5\",\"owner\":\"X\",\"magnitude\":" LN("1e5", "1e6") "},{\"id\":\"l0\",\"node\":\"n4\",\"owner\":\"Z\",\"magnitude\":1000},"
    "{\"id\":\"l2\",\"node\":\"n6\",\"magnitude\":{\"kind\":\"uniform\",\"low\":0,\"high\":50000}}]}";

static void same_bytes(const struct buf *x, const struct buf *y)
{
    if (!str_eq(buf_str(x), buf_str(y))) {
        size_t i = 0;
        while (i < x->n && i < y->n && x->p[i] == y->p[i])
            i++;
        i = i > 60 ? i - 60 : 0;
        fail_msg("differ at %zu: %.*s / %.*s", i, 120, x->p + i, 120, y->p + i);
    }
}

/* Threads, instruction sets, the order of objects, and keeping or not: all the same bytes. */
static void equal_bytes(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct risk_model m = read_model(&a, mixed);
    struct risk_options o = usual;
    o.years = 300001; /* several chunks, none of them whole */
    o.threads = 1;
    o.isa = ISA_PORTABLE;
    struct buf first cleanup(buf_free) = bytes(o, &m);
    for (int i = ISA_PORTABLE; i <= ISA_AVX512; i++)
        for (unsigned threads = 1; threads <= 16; threads = threads == 1 ? 2 : threads * 3) {
            o.isa = (enum risk_isa)i;
            o.threads = threads;
            o.retain = threads == 2;
            struct buf other cleanup(buf_free) = bytes(o, &m);
            same_bytes(&first, &other);
        }
#define TURN(list, n) for (size_t i = 0; i < (n) / 2; i++) { __typeof__((list)[0]) t = (list)[i]; (list)[i] = (list)[(n) - 1 - i]; (list)[(n) - 1 - i] = t; }
    TURN(m.risks, m.n_risks)
    TURN(m.threats, m.n_threats)
    TURN(m.nodes, m.n_nodes)
    TURN(m.edges, m.n_edges)
    TURN(m.controls, m.n_controls)
    TURN(m.losses, m.n_losses)
    TURN(m.edges[2].controls, m.edges[2].n_controls)
    struct buf turned cleanup(buf_free) = bytes(o, &m);
    same_bytes(&first, &turned);
}

/* Many risks that nobody owns are added up while they are computed; the bytes are those of a run that keeps every year. */
static void added_up_on_the_way(void **state)
{
    (void)state;
    enum { N = 71 };
    char id[N][8];
    struct risk_item risks[N];
    for (size_t i = 0; i < N; i++) {
        int n = snprintf(id[i], sizeof id[i], "r%02zu", i);
        risks[i] = (struct risk_item){ .id = { id[i], (size_t)n }, .frequency = RISK_CONSTANT(0.02 * (double)(i % 9)),
                                       .magnitude = { .kind = DIST_LOGNORMAL, .a = 1e4, .b = 1e6 * (double)(1 + i % 5) } };
    }
    risks[3].magnitude = RISK_CONSTANT(0);
    struct risk_model m = { .risks = risks, .n_risks = N };
    struct risk_options o = usual;
    o.years = 50001;
    o.retain = true;
    struct buf kept cleanup(buf_free) = bytes(o, &m);
    o.retain = false;
    for (unsigned threads = 1; threads <= 5; threads += 2)
        for (int i = ISA_PORTABLE; i <= ISA_AVX512; i++) {
            o.threads = threads;
            o.isa = (enum risk_isa)i;
            struct buf streamed cleanup(buf_free) = bytes(o, &m);
            same_bytes(&kept, &streamed);
        }
}

/* A risk or threat alone equals itself among others; a portfolio of one equals it to the last bit. Doubling all money doubles every figure. */
static void alone_and_scaled(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct risk_engine *e cleanup(risk_engine_drop) = NULL, *one cleanup(risk_engine_drop) = NULL, *two cleanup(risk_engine_drop) = NULL;
    struct risk_options o = usual;
    o.years = 200000;
    struct risk_model m = read_model(&a, mixed);
    const struct risk_result *all = run(&e, o, &m);
    for (size_t i = 0; i < m.n_risks; i++) {
        struct risk_model alone = { .risks = &m.risks[i], .n_risks = 1 };
        const struct risk_result *r = run(&one, o, &alone);
        for (size_t j = 0; j < all->n_risks; j++)
            if (str_eq(all->risks[j].id, r->risks[0].id))
                assert_memory_equal(&all->risks[j].stat, &r->risks[0].stat, sizeof r->total);
        assert_memory_equal(&r->total, &r->risks[0].stat, sizeof r->total);
    }
    double mean = 0;
    for (size_t j = 0; j < all->n_risks; j++)
        mean += all->risks[j].stat.mean;
    for (size_t j = 0; j < all->n_threats; j++)
        mean += all->threats[j].stat.mean;
    within("sum of means", mean, all->total.mean, 1e-9 * mean);
    struct risk_stat before = all->total;
    for (size_t i = 0; i < m.n_risks; i++) {
        struct risk_dist *d[] = { &m.risks[i].magnitude, &m.risks[i].secondary_magnitude };
        for (int k = 0; k < 2; k++) {
            d[k]->a *= 2;
            d[k]->b *= 2;
            d[k]->c *= d[k]->kind == DIST_PERT ? 2 : 1;
        }
    }
    for (size_t i = 0; i < m.n_losses; i++) {
        m.losses[i].magnitude.a *= 2;
        m.losses[i].magnitude.b *= 2;
    }
    struct risk_stat after = run(&two, o, &m)->total;
    within("scaled mean", after.mean, 2 * before.mean, 1e-12 * after.mean);
    within("scaled p99", after.p99, 2 * before.p99, 1e-12 * after.p99);
    within("scaled sd", after.sd, 2 * before.sd, 1e-12 * after.sd);
}

/* A rate that moves a little adds a few events and leaves the others; a larger p, rate or magnitude never lowers a quantile. */
static void common_random_numbers(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct risk_engine *e cleanup(risk_engine_drop) = NULL;
    struct risk_model m = read_model(&a, HEAD "\"risks\":[{\"id\":\"r\",\"frequency\":2,\"magnitude\":1}],"
        "\"threats\":[{\"id\":\"t\",\"frequency\":2,\"entry\":[{\"node\":\"n\"}]}],\"nodes\":[{\"id\":\"n\"},{\"id\":\"k\"}],"
        "\"edges\":[{\"from\":\"n\",\"to\":\"k\",\"p\":0.5}],\"losses\":[{\"id\":\"l\",\"node\":\"k\",\"magnitude\":1}]}");
    struct risk_options o = usual;
    const struct risk_result *r = run(&e, o, &m);
    double risk = r->risks[0].stat.mean, threat = r->threats[0].stat.mean;
    uint64_t events = r->threats[0].events;
    m.risks[0].frequency.a = m.threats[0].frequency.a = 2.002;
    r = run(&e, o, &m);
    /* About 2 000 more events, ± 4·√2000; independent draws would differ by ± 8 000. */
    within("risk's events", r->risks[0].stat.mean - risk, 0.002, 4 * sqrt(2000) / 1e6);
    within("threat's events", (double)(r->threats[0].events - events), 2000, 4 * sqrt(2000));
    within("threat's loss", r->threats[0].stat.mean - threat, 0.001, 4 * sqrt(1000) / 1e6);
    struct risk_stat before = r->total;
    m.edges[0].p = 0.501;
    r = run(&e, o, &m);
    within("threat's loss", r->total.mean - before.mean, 2.002 * 0.001, 4 * sqrt(2002) / 1e6);
    assert_true(r->total.mean > before.mean && r->total.p95 >= before.p95 && r->total.p99 >= before.p99);
    before = r->total;
    m.risks[0].frequency = (struct risk_dist){ DIST_UNIFORM, 2.002, 3, 0, 0 };
    m.risks[0].magnitude = (struct risk_dist){ DIST_PERT, 1, 1.2, 3, 4 };
    r = run(&e, o, &m);
    assert_true(r->total.p05 >= before.p05 && r->total.p50 >= before.p50 && r->total.p999 >= before.p999 && r->total.p_zero <= before.p_zero);
}

/* ---- incremental equals full ---- */

static double unit(uint64_t *counter)
{
    return uniform_of(philox(99, (uint32_t)++*counter, 0, 0, 77).w0);
}

static size_t pick(uint64_t *counter, size_t n)
{
    return (size_t)(unit(counter) * (double)n);
}

#define REMOVE(list, n) (n > 1 ? ((list)[pick(c, n)] = (list)[(n) - 1], (void)(n)--) : (void)0)

static void edit(struct risk_model *m, const struct risk_model *original, uint64_t *c)
{
    struct risk_item *r = &m->risks[pick(c, m->n_risks)];
    struct risk_node *n = &m->nodes[pick(c, m->n_nodes)];
    struct risk_edge *e = &m->edges[pick(c, m->n_edges)];
    struct risk_control *k = &m->controls[pick(c, m->n_controls)];
    struct risk_loss *l = &m->losses[pick(c, m->n_losses)];
    struct risk_threat *t = &m->threats[pick(c, m->n_threats)];
    switch (pick(c, 20)) {
    case 0: r->magnitude = RISK_CONSTANT(1000 * unit(c)); break;
    case 1: r->magnitude = (struct risk_dist){ DIST_LOGNORMAL, 100, 200 + 1e5 * unit(c), 0, 0 }; break;
    case 2: *(r->tef.kind ? &r->tef : &r->frequency) = RISK_CONSTANT(3 * unit(c)); break;
    case 3: r->owner = unit(c) < 0.5 ? S("X") : S("W"); break;
    case 4: case 5: n->p = unit(c); break;
    case 6: n->gate = n->gate == GATE_OR ? GATE_AND : GATE_OR; break;
    case 7: case 8: e->p = unit(c); break;
    case 9: e->p = unit(c) < 0.5 ? 0 : 1; break;
    case 10: e->n_controls = e->n_controls ? e->n_controls - 1 : 0; break;
    case 11: k->coverage = unit(c); break;
    case 12: k->effectiveness = unit(c) < 0.5 ? RISK_CONSTANT(unit(c)) : (struct risk_dist){ DIST_BETA, 1 + unit(c), 2, 0, 0 }; break;
    case 13: l->magnitude = RISK_CONSTANT(1e4 * unit(c)); break;
    case 14: l->node = m->nodes[pick(c, m->n_nodes)].id; break;
    case 15: l->owner = unit(c) < 0.5 ? S("X") : (struct str){ 0 }; break;
    case 16: t->frequency = RISK_CONSTANT(2 * unit(c)); break;
    case 17: t->entries[pick(c, t->n_entries)].p = unit(c); break;
    case 18:
        switch (pick(c, 5)) {
        case 0: REMOVE(m->risks, m->n_risks); break;
        case 1: REMOVE(m->nodes, m->n_nodes); break;
        case 2: REMOVE(m->edges, m->n_edges); break;
        case 3: REMOVE(m->losses, m->n_losses); break;
        default: REMOVE(m->threats, m->n_threats); break;
        }
        break;
    default: /* what was taken away comes back */
        memcpy(m->risks, original->risks, original->n_risks * sizeof *m->risks);
        memcpy(m->nodes, original->nodes, original->n_nodes * sizeof *m->nodes);
        memcpy(m->edges, original->edges, original->n_edges * sizeof *m->edges);
        memcpy(m->losses, original->losses, original->n_losses * sizeof *m->losses);
        memcpy(m->threats, original->threats, original->n_threats * sizeof *m->threats);
        m->n_risks = original->n_risks;
        m->n_nodes = original->n_nodes;
        m->n_edges = original->n_edges;
        m->n_losses = original->n_losses;
        m->n_threats = original->n_threats;
        break;
    }
}

static void incremental_equals_full(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20), b cleanup(arena_free) = arena_new(1 << 20);
    struct risk_model m = read_model(&a, mixed);
    const struct risk_model original = read_model(&b, mixed);
    struct risk_engine *e cleanup(risk_engine_drop) = NULL;
    struct risk_options o = usual;
    o.years = 2000;
    o.retain = true;
    uint64_t counter = 0, spared = 0;
    for (int i = 0; i < 1000; i++) {
        edit(&m, &original, &counter);
        struct buf part cleanup(buf_free) = buf_new(1 << 24);
        risk_result_write(&part, run(&e, o, &m));
        spared += risk_engine_work(e).risks < m.n_risks;
        o.retain = i % 2;
        struct buf full cleanup(buf_free) = bytes(o, &m);
        o.retain = true;
        same_bytes(&part, &full);
    }
    assert_true(spared > 800); /* the engine did leave most of it alone */
}

/* A model that is refused leaves what is kept as it was, and probabilities of 0 and back keep an edge's uncertain controls. */
static void faults_leave_the_kept_graph(void **state)
{
    (void)state;
    static const double p[] = { 0.25, 2, 0, -1, 0.75, 1, NAN, 0.5 };
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct risk_model m = read_model(&a, mixed);
    struct risk_engine *e cleanup(risk_engine_drop) = NULL;
    struct risk_options o = usual;
    o.years = 2000;
    o.retain = true;
    run(&e, o, &m);
    for (size_t i = 0; i < m.n_edges * LEN(p); i++) {
        const struct risk_result *r = NULL;
        struct fault f = { 0 };
        bool sound = p[i % LEN(p)] >= 0 && p[i % LEN(p)] <= 1;
        double was = m.edges[i / LEN(p)].p;
        m.edges[i / LEN(p)].p = p[i % LEN(p)];
        m.nodes[i % m.n_nodes].p = (double)(i % 5) / 4;
        assert_int_equal(risk_engine_run(e, &m, &r, &f), sound ? OK : E_INVALID);
        if (!sound) {
            char place[64];
            snprintf(place, sizeof place, "edges[%zu].p", i / LEN(p));
            assert_string_equal(f.place, place);
            m.edges[i / LEN(p)].p = was;
            continue;
        }
        struct buf part cleanup(buf_free) = buf_new(1 << 24), full cleanup(buf_free) = bytes(o, &m);
        risk_result_write(&part, r);
        same_bytes(&part, &full);
    }
}

/* ---- explanations ---- */

static void shares_add_up(void **state)
{
    (void)state;
    struct risk_options o = usual;
    o.years = 20000;
    uint64_t counter = 5000;
    for (int i = 0; i < 20; i++) {
        struct arena a cleanup(arena_free) = arena_new(1 << 24);
        struct risk_model old = read_model(&a, mixed), now = read_model(&a, mixed), original = read_model(&a, mixed);
        for (int n = 0; n < 1 + i; n++)
            edit(&now, &original, &counter);
        struct risk_explanation x;
        struct fault f = { 0 };
        assert_int_equal(risk_explain(o, &old, &now, &a, &x, &f), OK);
        assert_true(x.shapley == (x.n_shares <= RISK_SHAPLEY_MAX));
        struct risk_measure sum = { 0 };
        for (size_t s = 0; s < x.n_shares; s++) {
            sum.mean += x.shares[s].share.mean;
            sum.p95 += x.shares[s].share.p95;
            sum.p99 += x.shares[s].share.p99;
        }
        assert_true(sum.mean == x.change.mean && sum.p95 == x.change.p95 && sum.p99 == x.change.p99);
        struct risk_engine *e cleanup(risk_engine_drop) = NULL, *g cleanup(risk_engine_drop) = NULL;
        struct risk_stat was = run(&e, o, &old)->total, is = run(&g, o, &now)->total;
        within("old", x.old.mean, was.mean, 1e-12 * was.mean);
        within("new", x.now.p99, is.p99, 1e-12 * (is.p99 + was.p99));
        within("change", x.change.p95, is.p95 - was.p95, 1e-12 * (is.p95 + was.p95));
        assert_true(x.change.mean == x.now.mean - x.old.mean);
    }
}

/* Two differences whose shares are known: rate 1 → 2 and magnitude 1 → 3 give 1·1 → 2·3; Shapley's shares are 2 and 3. */
static void shapley_known(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct risk_model old = read_model(&a, HEAD "\"risks\":[{\"id\":\"r\",\"frequency\":1,\"magnitude\":1}]}");
    struct risk_model now = read_model(&a, HEAD "\"risks\":[{\"id\":\"r\",\"frequency\":2,\"magnitude\":3,\"x-note\":{\"a\":[1,null]}}]}");
    struct risk_explanation x;
    assert_int_equal(risk_explain(usual, &old, &now, &a, &x, NULL), OK);
    assert_int_equal(x.n_shares, 2);
    assert_string_equal(x.shares[0].field, "frequency");
    within("frequency", x.shares[0].share.mean, 2, 0.01);
    within("magnitude", x.shares[1].share.mean, 3, 0.01);
    /* An edge that comes with its node, and a rate that becomes a tree, are whole differences. */
    now = read_model(&a, HEAD "\"risks\":[{\"id\":\"r\",\"tef\":2,\"capability\":1,\"strength\":0,\"magnitude\":1}],\"nodes\":[{\"id\":\"n\"}],"
                     "\"edges\":[{\"from\":\"n\",\"to\":\"n\",\"p\":1}]}");
    assert_int_equal(risk_explain(usual, &old, &now, &a, &x, NULL), OK);
    assert_int_equal(x.n_shares, 3);
    assert_true(x.shares[0].share.mean > 0.9 && x.shares[1].share.mean == 0 && x.shares[2].field == NULL);
}

static void what_matters(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 24);
    struct risk_options o = usual;
    o.years = 50000;
    struct risk_model m = read_model(&a, HEAD "\"threats\":[{\"id\":\"t\",\"frequency\":1,\"entry\":[{\"node\":\"S\"}]}],\"nodes\":[{\"id\":\"S\"},{\"id\":\"A\"},"
        "{\"id\":\"B\"},{\"id\":\"D\"},{\"id\":\"Q\"},{\"id\":\"E\",\"gate\":\"and\",\"p\":0.9}],\"edges\":[{\"from\":\"S\",\"to\":\"A\",\"p\":0.8},{\"from\":\"S\",\"to\":\"B\",\"p\":0.5},"
        "{\"from\":\"A\",\"to\":\"D\",\"p\":0.5},{\"from\":\"B\",\"to\":\"D\",\"p\":0.9,\"controls\":[\"c\"]},{\"from\":\"D\",\"to\":\"E\",\"p\":1},{\"from\":\"A\",\"to\":\"E\",\"p\":1},"
        "{\"from\":\"Q\",\"to\":\"Q\",\"p\":1}],\"controls\":[{\"id\":\"c\",\"coverage\":1,\"effectiveness\":0.5,\"operating\":1}],"
        "\"losses\":[{\"id\":\"l\",\"node\":\"E\",\"magnitude\":1}]}");
    struct risk_sensitivity s;
    struct fault f = { 0 };
    assert_int_equal(risk_sensitivity(o, &m, &a, &s, &f), OK);
    /* Points: S, A (the and-gate needs it), D. The way: S A D E with 0.8 · 0.5 · 0.9, the edge S–A counted once. */
    assert_int_equal(s.n_points, 3);
    assert_true(str_is(s.points[0].node, "A") && str_is(s.points[1].node, "D") && str_is(s.points[2].node, "S"));
    assert_int_equal(s.n_paths, 1);
    within("path", s.paths[0].p, 0.36, 1e-12);
    assert_int_equal(s.paths[0].n_nodes, 4);
    within("base", s.base.mean, 0.9 * 0.8 * (1 - 0.5 * (1 - 0.5 * 0.45)), 0.02);
    assert_true(str_is(s.controls[0].id, "c") && s.controls[0].high.mean > s.base.mean && s.controls[0].low.mean < s.base.mean);
    within("control absent", s.controls[0].high.mean, 0.9 * 0.8 * (1 - 0.5 * (1 - 0.5 * 0.9)), 0.02);
    within("control perfect", s.controls[0].low.mean, 0.9 * 0.8 * 0.5, 0.02);
    assert_int_equal(s.n_edges, 7);
    assert_true(str_is(s.edges[0].id, "A") && str_is(s.edges[0].to, "D") && s.edges[1].low.mean == 0 && str_is(s.edges[6].id, "Q") && s.edges[6].low.mean == s.base.mean);
    assert_true(s.nodes[0].low.mean == 0 && s.nodes[5].low.mean == s.base.mean);
}

/* ---- limits ---- */

static void limits(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct risk_model m = read_model(&a, mixed);
    struct risk_options o = usual;
    struct fault f = { 0 };
    struct risk_engine *e = NULL;
    o.years = RISK_YEARS_MAX + 1ull;
    assert_int_equal(risk_engine_new(o, &e, &f), E_INVALID);
    assert_string_equal(f.place, "--years");
    o = usual;
    o.threads = 0;
    assert_int_equal(risk_engine_new(o, &e, &f), E_INVALID);
    assert_string_equal(f.place, "--threads");
    /* Too little memory is said, nothing is lost, and the peak stays below the limit; a smaller model then runs. */
    o = usual;
    o.memory_bytes = 20 << 20;
    o.years = 3000000;
    assert_int_equal(risk_engine_new(o, &e, &f), OK);
    const struct risk_result *r;
    assert_int_equal(risk_engine_run(e, &m, &r, &f), E_LIMIT);
    assert_string_equal(f.arg[0], "20");
    size_t peak;
    risk_engine_bytes(e, &peak);
    assert_true(peak <= o.memory_bytes);
    risk_engine_free(e);
    /* More events than can be meant. */
    e = NULL;
    o = usual;
    o.years = 100000000;
    m.risks[0].frequency = RISK_CONSTANT(1e6);
    assert_int_equal(risk_engine_new(o, &e, &f), OK);
    assert_int_equal(risk_engine_run(e, &m, &r, &f), E_LIMIT);
    m.risks[0].frequency = RISK_CONSTANT(NAN);
    assert_int_equal(risk_engine_run(e, &m, &r, &f), E_INVALID);
    assert_string_equal(f.place, "risks[0].frequency");
    risk_engine_free(e);
    /* A rate whose tail passes what a year can hold. */
    e = NULL;
    o = usual;
    o.years = 20000;
    m.risks[0].frequency = (struct risk_dist){ DIST_LOGNORMAL, 1e-6, 1e5, 0, 0 };
    struct risk_model tail = { .risks = m.risks, .n_risks = 1 };
    assert_int_equal(risk_engine_new(o, &e, &f), OK);
    assert_int_equal(risk_engine_run(e, &tail, &r, &f), E_INVALID); /* its mean is past RISK_RATE_MAX */
    m.risks[0].frequency = (struct risk_dist){ DIST_LOGNORMAL, 1e-2, 2e4, 0, 0 };
    assert_int_equal(risk_engine_run(e, &tail, &r, &f), E_LIMIT);
    assert_string_equal(f.place, "risks[0].frequency");
    risk_engine_free(e);
    /* Worlds are kept only where there is room; the answer is the same. */
    struct arena b cleanup(arena_free) = arena_new(1 << 20);
    m = read_model(&b, mixed);
    o = usual;
    o.years = 100000;
    struct buf wide cleanup(buf_free) = bytes(o, &m);
    o.retain = true;
    for (size_t mib = 20; mib < 64; mib += 6) {
        o.memory_bytes = mib << 20;
        e = NULL;
        assert_int_equal(risk_engine_new(o, &e, &f), OK);
        struct buf narrow cleanup(buf_free) = buf_new(1 << 24);
        if (risk_engine_run(e, &m, &r, &f) == OK) {
            risk_result_write(&narrow, r);
            same_bytes(&wide, &narrow);
        }
        risk_engine_bytes(e, &peak);
        assert_true(peak <= o.memory_bytes);
        risk_engine_free(e);
    }
    /* An empty model is a model. */
    e = NULL;
    o = usual;
    o.years = 1;
    struct risk_model none = { 0 };
    r = run(&e, o, &none);
    assert_true(r->total.mean == 0 && r->total.p_zero == 1 && r->n_lec == 1 && r->lec[0].p == 0);
    risk_engine_free(e);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(golden_compounds), cmocka_unit_test(golden_contest), cmocka_unit_test(golden_graphs), cmocka_unit_test(added_up_on_the_way),
        cmocka_unit_test(controls_are_common),
        cmocka_unit_test(equal_bytes), cmocka_unit_test(alone_and_scaled), cmocka_unit_test(common_random_numbers),
        cmocka_unit_test(incremental_equals_full), cmocka_unit_test(faults_leave_the_kept_graph), cmocka_unit_test(shares_add_up), cmocka_unit_test(shapley_known),
        cmocka_unit_test(what_matters), cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
