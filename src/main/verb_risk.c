/* samsyn risk: files, arguments and printing around src/risk. */
#include "main/verb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "main/file.h"
#include "risk/explain.h"
#include "risk/model_read.h"
#include "risk/svg.h"

enum { OUT_MAX = 1 << 30 };

struct args {
    const char *file[2];
    size_t n_files;
    struct risk_options options;
    const char *svg;
    const struct words *words;
};

static enum err io_fault(struct fault *f, const char *path)
{
    return fault(f, E_IO, path, N_("{1}"), strerror(errno), NULL);
}

static enum err number(const char *name, const char *text, uint64_t *to, struct fault *f)
{
    if (!text || !str_to_uint64(str(text), to))
        return fault(f, E_INVALID, name, N_("här ska ett heltal stå, inte {1}"), text ? text : "", NULL);
    return OK;
}

static enum err read_args(int argc, char **argv, struct args *to, struct fault *f)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    *to = (struct args){ .options = { .years = RISK_YEARS_DEFAULT, .seed = 1, .threads = cores < 1 ? 1 : (unsigned)(cores < 256 ? cores : 256),
                                      .memory_bytes = (size_t)RISK_MEMORY_MIB_DEFAULT << 20 } };
    for (int i = 2; i < argc; i++) {
        struct str a = str(argv[i]);
        const char *next = i + 1 < argc ? argv[i + 1] : NULL;
        uint64_t v = 0;
        if (!str_starts(a, S("--"))) {
            if (to->n_files == LEN(to->file))
                return fault(f, E_INVALID, argv[i], N_("för många filer"), NULL, NULL);
            to->file[to->n_files++] = argv[i];
            continue;
        }
        if (str_is(a, "--svg")) {
            if (!next)
                return fault(f, E_INVALID, "--svg", N_("här ska en katalog stå"), NULL, NULL);
            to->svg = next;
        } else if (str_is(a, "--isa")) {
            to->options.isa = ISA_BEST;
            for (int isa = ISA_PORTABLE; next && isa <= ISA_AVX512; isa++)
                if (str_is(str(next), risk_isa_name((enum risk_isa)isa)))
                    to->options.isa = (enum risk_isa)isa;
            if (to->options.isa == ISA_BEST)
                return fault(f, E_INVALID, "--isa", N_("här ska portable, avx2 eller avx512 stå"), NULL, NULL);
        } else if (str_is(a, "--years") || str_is(a, "--seed") || str_is(a, "--threads") || str_is(a, "--memory")) {
            TRY(number(argv[i], next, &v, f));
            if (str_is(a, "--years"))
                to->options.years = v;
            else if (str_is(a, "--seed"))
                to->options.seed = v;
            else if (str_is(a, "--threads"))
                to->options.threads = v > UINT32_MAX ? UINT32_MAX : (unsigned)v;
            else
                to->options.memory_bytes = v > SIZE_MAX >> 21 ? SIZE_MAX / 2 : (size_t)v << 20;
        } else {
            return fault(f, E_INVALID, argv[i], N_("okänt val"), NULL, NULL);
        }
        i++;
    }
    return OK;
}

static void close_file(FILE **f)
{
    if (*f)
        fclose(*f);
}

static enum err write_out(const struct buf *b, struct fault *f)
{
    TRY(buf_check(b, f));
    if (fwrite(b->p, 1, b->n, stdout) != b->n || fflush(stdout) != 0)
        return io_fault(f, "-");
    return OK;
}

static enum err read_model(const char *path, struct buf *text, struct arena *a, struct risk_model *to, struct fault *f)
{
    *text = buf_new((size_t)RISK_MODEL_BYTES_MAX + 1);
    TRY(file_read(path, RISK_MODEL_BYTES_MAX, text, f));
    return risk_model_read(buf_str(text), a, to, f);
}

static enum err write_file(const char *dir, const char *name, const struct buf *b, struct fault *f)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path)
        return fault(f, E_INVALID, "--svg", N_("sökvägen är för lång"), NULL, NULL);
    TRY(buf_check(b, f));
    FILE *out cleanup(close_file) = fopen(path, "wb");
    if (!out || fwrite(b->p, 1, b->n, out) != b->n || fflush(out) != 0)
        return io_fault(f, path);
    return OK;
}

/* curve.svg, and graph-ID.svg for every threat; what a file name cannot hold of an id becomes '_'. */
static enum err write_pictures(const char *dir, const struct risk_model *m, const struct risk_result *r, const struct words *words, struct fault *f)
{
    struct buf b cleanup(buf_free) = buf_new(OUT_MAX);
    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        return io_fault(f, dir);
    risk_svg_curve(&b, words, r);
    TRY(write_file(dir, "curve.svg", &b, f));
    for (size_t i = 0; i < r->n_threats; i++) {
        char name[RISK_ID_MAX + 16];
        struct str id = r->threats[i].id;
        buf_reset(&b);
        if (!risk_svg_graph(&b, words, m, r, id))
            continue;
        int n = snprintf(name, sizeof name, "graph-%.*s.svg", SF(id));
        for (int k = 0; k < n; k++)
            if ((unsigned char)name[k] < 0x21 || name[k] == '/')
                name[k] = '_';
        TRY(write_file(dir, name, &b, f));
    }
    return OK;
}

static enum err simulate(const struct args *a, struct fault *f)
{
    struct arena arena cleanup(arena_free) = arena_new(a->options.memory_bytes);
    struct buf text cleanup(buf_free) = buf_new(0);
    struct buf out cleanup(buf_free) = buf_new(OUT_MAX);
    struct risk_engine *e cleanup(risk_engine_drop) = NULL;
    struct risk_model m;
    const struct risk_result *r;
    TRY(risk_engine_new(a->options, &e, f));
    TRY(read_model(a->file[0], &text, &arena, &m, f));
    TRY(risk_engine_run(e, &m, &r, f));
    if (a->svg)
        TRY(write_pictures(a->svg, &m, r, a->words, f));
    risk_result_write(&out, r);
    return write_out(&out, f);
}

static enum err explain(const struct args *a, struct fault *f)
{
    struct arena arena cleanup(arena_free) = arena_new(a->options.memory_bytes);
    struct buf old cleanup(buf_free) = buf_new(0), now cleanup(buf_free) = buf_new(0);
    struct buf out cleanup(buf_free) = buf_new(OUT_MAX);
    struct risk_model m[2];
    struct risk_explanation x;
    TRY(read_model(a->file[0], &old, &arena, &m[0], f));
    TRY(read_model(a->file[1], &now, &arena, &m[1], f));
    TRY(risk_explain(a->options, &m[0], &m[1], &arena, &x, f));
    risk_explanation_write(&out, &x);
    return write_out(&out, f);
}

static enum err sensitivity(const struct args *a, struct fault *f)
{
    struct arena arena cleanup(arena_free) = arena_new(a->options.memory_bytes);
    struct buf text cleanup(buf_free) = buf_new(0);
    struct buf out cleanup(buf_free) = buf_new(OUT_MAX);
    struct risk_model m;
    struct risk_sensitivity s;
    TRY(read_model(a->file[0], &text, &arena, &m, f));
    TRY(risk_sensitivity(a->options, &m, &arena, &s, f));
    risk_sensitivity_write(&out, &s);
    return write_out(&out, f);
}

static const struct command { const char *name; size_t files; enum err (*run)(const struct args *a, struct fault *f); } commands[] = {
    { "simulate", 1, simulate },
    { "explain", 2, explain },
    { "sensitivity", 1, sensitivity },
};

int verb_risk(int argc, char **argv, const struct words *words)
{
    const struct command *c = NULL;
    struct args a;
    struct fault f = { 0 };
    for (size_t i = 0; argc > 1 && i < LEN(commands); i++)
        if (str_is(str(argv[1]), commands[i].name))
            c = &commands[i];
    enum err err = c ? read_args(argc, argv, &a, &f) : fault(&f, E_INVALID, argc > 1 ? argv[1] : "risk", N_("här ska simulate, explain eller sensitivity stå"), NULL, NULL);
    if (err == OK && a.n_files != c->files)
        err = fault(&f, E_INVALID, argv[1], c->files == 1 ? N_("här ska en modellfil stå") : N_("här ska två modellfiler stå"), NULL, NULL);
    a.words = words;
    if (err == OK)
        err = c->run(&a, &f);
    if (err == OK)
        return EXIT_FINE;
    verb_complain(words, &f);
    return err == E_INVALID || err == E_LIMIT ? EXIT_USAGE : EXIT_FAILED;
}
