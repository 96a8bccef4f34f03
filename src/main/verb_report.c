#include "main/verb_report.h"

#include <stdio.h>
#include <stdlib.h>

#include "main/app.h"
#include "main/ask.h"
#include "report/measure_plan.h"

/* What is asked for on the command line. */
struct wish { const struct choice *kind; int64_t audit; enum report_format format; bool open; };

/* One row a report. `audit`: it is of one audit. */
struct choice {
    const char *name;
    bool audit;
    enum err (*fill)(struct reading *r, struct arena *a, const struct words *words, const struct wish *wish, const struct report_options *o, struct report *ret, struct fault *f);
};

static enum err fill_summary(struct reading *r, struct arena *a, const struct words *words, const struct wish *wish, const struct report_options *o, struct report *ret, struct fault *f)
{
    return report_audit_summary(r, a, words, wish->audit, o, ret, f);
}

static enum err fill_plan(struct reading *r, struct arena *a, const struct words *words, const struct wish *wish, const struct report_options *o, struct report *ret, struct fault *f)
{
    (void)wish;
    return report_measure_plan(r, a, words, o, ret, f);
}

static const struct choice kinds[] = { { "audit-summary", true, fill_summary }, { "measure-plan", false, fill_plan } };

static enum err write_report(const struct config *c, struct arena *a, const struct words *words, const struct wish *wish, struct buf *out, struct fault *f)
{
    struct store *s = NULL;
    struct reading *r = NULL;
    struct report report;
    organisation_id federation = { 0 };
    TRY(app_store_open(c, false, &s, f));
    enum err e = app_federation(s, a, &federation, f);
    const struct seat seat = { .federation = federation, .organisation = federation, .role = ROLE_SYSTEM, .export = true };
    if (e == OK)
        e = store_read(s, &seat, &r, f);
    struct organisation o = { 0 };
    if (e == OK)
        e = store_get(r, a, &organisation_entity, federation.v, &o, f);
    const struct report_options options = { .open = wish->open, .organisation = o.name, .now = instant_now() };
    if (e == OK)
        e = wish->kind->fill(r, a, words, wish, &options, &report, f);
    if (e == OK)
        e = report_render(&report, wish->format, out, f);
    store_read_end(r);
    store_close(s);
    return e;
}

int verb_report(int argc, char **argv, const struct words *words)
{
    static const struct verb usage = { .usage =
        "samsyn report audit-summary --audit NUMMER --format html|pdf|xlsx|csv [--open] [--config FIL]\n"
        "samsyn report measure-plan --format html|pdf|xlsx|csv [--open] [--config FIL]\n"
        "  Sammanfattningstabellen eller handlingsplanen till standard output. --open: utan det som är sekretessmarkerat." };
    struct arena a cleanup(arena_free) = arena_new(256 * 1024 * 1024);
    struct buf out cleanup(buf_free) = buf_new(REPORT_BYTES_MAX);
    struct config c;
    struct fault f = { 0 };
    struct wish wish = { 0 };
    if (config_read(&a, &argc, argv, &c, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    const char *audit = ask_option(&argc, argv, "--audit"), *format = ask_option(&argc, argv, "--format");
    wish.open = ask_flag(&argc, argv, "--open");
    for (size_t i = 0; argc == 2 && i < LEN(kinds); i++)
        if (strcmp(argv[1], kinds[i].name) == 0)
            wish.kind = &kinds[i];
    if (!wish.kind || !format || wish.kind->audit != (audit != NULL))
        return verb_usage(&usage);
    wish.format = report_format_named(str(format));
    if (audit && !str_to_int64(str(audit), &wish.audit)) {
        fault(&f, E_INVALID, "--audit", N_("Här ska granskningens nummer stå."), NULL, NULL);
    } else if (!wish.format) {
        fault(&f, E_INVALID, "--format", N_("Här ska html, pdf, xlsx eller csv stå."), NULL, NULL);
    } else if (write_report(&c, &a, words, &wish, &out, &f) == OK) {
        return fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0 ? EXIT_FINE : EXIT_FAILED;
    }
    verb_complain(words, &f);
    return f.place[0] == '-' ? EXIT_USAGE : EXIT_FAILED;
}
