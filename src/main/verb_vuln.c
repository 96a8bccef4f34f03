/* samsyn vuln …: vulnerabilities against an inventory. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/inventory.h"
#include "main/verb.h"
#include "main/watch.h"
#include "main/watch_input.h"
#include "vuln/index.h"

enum { OUT_BYTES = 1 << 20 };

/* ---- feeds into the index */

static enum err to_index_record(void *ctx, const struct vuln_record *r, struct fault *f) { return vuln_index_put(ctx, r, f); }
static enum err to_index_kev(void *ctx, const struct kev_entry *e, struct fault *f)
{
    return vuln_index_put_kev(ctx, e->cve, e->ransomware, f);
}

static enum err to_index_epss(void *ctx, const struct epss_row *e, struct fault *f)
{
    return vuln_index_put_epss(ctx, e->cve, e->score, f);
}

static void to_index_begin(void *ctx) { vuln_index_begin(ctx); }
static void to_index_undo(void *ctx) { vuln_index_undo(ctx); }

/* ---- findings out */

struct output { struct buf b; };

static enum err write_out(struct output *o, struct fault *f)
{
    TRY(buf_check(&o->b, f));
    if (fwrite(o->b.p, 1, o->b.n, stdout) != o->b.n)
        return fault(f, E_IO, NULL, N_("Svaret kunde inte skrivas: {1}."), strerrordesc_np(errno), NULL);
    buf_reset(&o->b);
    return OK;
}

static enum err put_finding(void *ctx, const struct finding *x, struct fault *f)
{
    struct output *o = ctx;
    finding_put_json(&o->b, x);
    buf_char(&o->b, '\n');
    return o->b.n < OUT_BYTES ? OK : write_out(o, f);
}

/* ---- the command line */

static const struct { const char *flag, *kind; bool once; } feed_flags[] = {
    { "--nvd", "nvd", false }, { "--cve5", "cve5", false }, { "--csaf", "csaf", false },
    { "--kev", "kev", true }, { "--epss", "epss", true },
};

struct asked {
    struct watch_paths paths[LEN(feed_flags)];
    const char *format, *inventory;
};

static bool read_arguments(int argc, char **argv, struct arena *a, struct asked *to, enum err *ret_err, struct fault *f)
{
    for (int i = 1; i < argc; i += 2) {
        struct str flag = str(argv[i]);
        size_t k = 0;
        if (i + 1 >= argc)
            return false;
        if (str_is(flag, "--inventory")) {
            struct str path = str(argv[i + 1]), format = str_cut(&path, ':');
            if (to->inventory || path.n == 0 || !inventory_format_of(format))
                return false;
            to->format = str_c(a, format);
            to->inventory = path.p;
            continue;
        }
        while (k < LEN(feed_flags) && !str_is(flag, feed_flags[k].flag))
            k++;
        if (k == LEN(feed_flags) || (feed_flags[k].once && to->paths[k].n))
            return false;
        *ret_err = watch_paths_add(&to->paths[k], a, argv[i + 1], f);
        if (*ret_err != OK)
            return true;
    }
    return to->inventory != NULL;
}

static int failed(const struct words *words, const struct fault *f)
{
    verb_complain(words, f);
    return EXIT_FAILED;
}

static void output_done(struct output *o) { buf_free(&o->b); }

int verb_vuln_match(int argc, char **argv, const struct words *words)
{
    struct arena a cleanup(arena_free) = arena_new((size_t)1 << 30);
    struct inventory inv cleanup(inventory_free) = inventory_new((size_t)4 << 30);
    struct vuln_index *ix cleanup(vuln_index_done) = vuln_index_new((size_t)16 << 30);
    struct output out cleanup(output_done) = { .b = buf_new((size_t)64 << 20) };
    struct asked asked = { 0 };
    struct fault f = { 0 };
    enum err e = OK;
    bool usable = true;
    if (!ix)
        return failed(words, (fault(&f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL), &f));
    if (!read_arguments(argc, argv, &a, &asked, &e, &f)) {
        fprintf(stderr, "%s\n", VERB_VULN_MATCH_USAGE);
        return EXIT_USAGE;
    }
    if (e != OK || watch_inventory(asked.format, asked.inventory, &inv, &f) != OK || vuln_index_add_all(ix, &inv, &f) != OK)
        return failed(words, &f);
    const struct feed_sink sink = { .ctx = ix, .record = to_index_record, .kev = to_index_kev, .epss = to_index_epss,
                                    .begin = to_index_begin, .undo = to_index_undo };
    for (size_t k = 0; k < LEN(feed_flags); k++) {
        struct feed_report report cleanup(feed_report_free) = feed_report_new();
        size_t bad = 0;
        if (watch_read(feed_kind_of(str(feed_flags[k].kind)), &asked.paths[k], &sink, &report, &bad, &f) != OK)
            return failed(words, &f);
        usable &= watch_tell(words, &report, bad);
    }
    const struct finding_sink to = { &out, put_finding };
    if (vuln_index_match_all(ix, &to, &f) != OK || write_out(&out, &f) != OK)
        return failed(words, &f);
    if (fflush(stdout) != 0)
        return EXIT_FAILED;
    return usable ? EXIT_FINE : EXIT_FAILED;
}

int verb_vuln(int argc, char **argv, const struct words *words)
{
    if (argc > 1 && str_is(str(argv[1]), "match"))
        return verb_vuln_match(argc - 1, argv + 1, words);
    if (argc > 2 && str_is(str(argv[1]), "inventory") && str_is(str(argv[2]), "import"))
        return verb_vuln_import(argc - 2, argv + 2, words);
    if (argc > 1 && str_is(str(argv[1]), "inventory"))
        return verb_vuln_inventory(argc - 1, argv + 1, words);
    if (argc > 1 && str_is(str(argv[1]), "changes"))
        return verb_vuln_changes(argc - 1, argv + 1, words);
    fprintf(stderr, "%s\n%s\n%s\n%s\n", VERB_VULN_MATCH_USAGE, VERB_VULN_INVENTORY_USAGE, VERB_VULN_IMPORT_USAGE, VERB_VULN_CHANGES_USAGE);
    return EXIT_USAGE;
}
