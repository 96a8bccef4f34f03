#include "main/verb_report.h"

#include <stdio.h>
#include <stdlib.h>

#include "main/app.h"
#include "main/ask.h"
#include "report/audit_package.h"
#include "report/board.h"
#include "report/measure_plan.h"

/* What is asked for on the command line. */
struct wish { const struct choice *kind; int64_t audit; enum report_format format; bool open; };

/* One row a report. `audit`: it is of one audit. */
struct choice {
    const char *name;
    bool audit;
    enum err (*fill)(struct reading *r, struct arena *a, const struct words *words, const struct wish *wish, const struct report_options *o, struct report *ret, struct fault *f);
};

static enum err fill_summary(struct reading *r, struct arena *a, const struct words *words, const struct wish *wish, const struct report_options *o,
                     struct report *ret, struct fault *f)
{
    return report_audit_summary(r, a, words, wish->audit, o, ret, f);
}

static enum err fill_plan(struct reading *r, struct arena *a, const struct words *words, const struct wish *wish, const struct report_options *o,
                     struct report *ret, struct fault *f)
{
    (void)wish;
    return report_measure_plan(r, a, words, o, ret, f);
}

static enum err fill_board(struct reading *r, struct arena *a, const struct words *words, const struct wish *wish, const struct report_options *o, struct report *ret,
                           struct fault *f)
{
    (void)wish;
    return report_board(r, r, a, words, o, ret, f);
}

static const struct choice kinds[] = { { "audit-summary", true, fill_summary }, { "measure-plan", false, fill_plan }, { "board", false, fill_board } };

void verb_opened_end(struct verb_opened *o)
{
    store_read_end(o->reading);
    store_close(o->store);
}

enum err verb_open_all(const struct config *c, struct arena *a, struct verb_opened *o, struct fault *f)
{
    organisation_id federation = { 0 };
    TRY(app_store_open(c, false, &o->store, f));
    TRY(app_federation(o->store, a, &federation, f));
    o->seat = (struct seat){ .federation = federation, .organisation = federation, .role = ROLE_SYSTEM, .export = true };
    TRY(store_read(o->store, &o->seat, &o->reading, f));
    return store_get(o->reading, a, &organisation_entity, federation.v, &o->federation, f);
}

static enum err write_report(const struct config *c, struct arena *a, const struct words *words, const struct wish *wish, struct buf *out, struct fault *f)
{
    struct verb_opened o cleanup(verb_opened_end) = { 0 };
    struct report report;
    TRY(verb_open_all(c, a, &o, f));
    const struct report_options options = { .open = wish->open, .organisation = o.federation.name, .now = instant_now() };
    TRY(wish->kind->fill(o.reading, a, words, wish, &options, &report, f));
    return report_render(&report, wish->format, out, f);
}

enum err verb_read_head(struct arena *a, const char *path, struct str *ret, struct fault *f)
{
    char room[2000];
    FILE *in = fopen(path, "rb");
    size_t n = in ? fread(room, 1, sizeof room, in) : 0;
    bool whole = in && !ferror(in) && feof(in);
    if (in)
        fclose(in);
    *ret = str_copy(a, (struct str){ room, n });
    return whole && n ? OK : fault(f, E_IO, "--head", N_("Filen kan inte läsas: {1}"), path, NULL);
}

static enum err write_package(const struct config *c, struct arena *a, const struct words *words, const struct wish *wish, const char *head, const char *path, struct fault *f)
{
    struct verb_opened o cleanup(verb_opened_end) = { 0 };
    struct audit_package package;
    struct audit_package_options options = { .open = wish->open };
    if (head)
        TRY(verb_read_head(a, head, &options.head, f));
    TRY(verb_open_all(c, a, &o, f));
    TRY(audit_package(o.store, o.reading, a, words, wish->audit, &options, &package, f));
    return audit_package_zip_file(&package, path, f);
}

int verb_report(int argc, char **argv, const struct words *words)
{
    static const struct verb usage = { .usage =
        "samsyn report audit-summary --audit NUMMER --format html|pdf|xlsx|csv [--open] [--config FIL]\n"
        "samsyn report measure-plan --format html|pdf|xlsx|csv [--open] [--config FIL]\n"
        "samsyn report board --format html|pdf|xlsx|csv [--open] [--config FIL]\n"
        "samsyn report audit-package --audit NUMMER --out FIL.zip [--head FIL] [--open] [--config FIL]\n"
        "  Sammanfattningstabellen, handlingsplanen eller återrapporten till direktionen till standard output, eller revisionspaketet till en ny fil.\n"
        "  --open: utan det som är sekretessmarkerat. --head: ett huvud från samsyn head, som paketet då bevisas mot." };
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
    const char *path = ask_option(&argc, argv, "--out"), *head = ask_option(&argc, argv, "--head");
    wish.open = ask_flag(&argc, argv, "--open");
    for (size_t i = 0; argc == 2 && i < LEN(kinds); i++)
        if (strcmp(argv[1], kinds[i].name) == 0)
            wish.kind = &kinds[i];
    bool package = argc == 2 && strcmp(argv[1], "audit-package") == 0;
    if (package ? !audit || !path || format : !wish.kind || !format || path || head || wish.kind->audit != (audit != NULL))
        return verb_usage(words, &usage);
    wish.format = format ? report_format_named(str(format)) : 0;
    if (audit && !str_to_int64(str(audit), &wish.audit)) {
        fault(&f, E_INVALID, "--audit", N_("Här ska granskningens nummer stå."), NULL, NULL);
    } else if (package) {
        if (write_package(&c, &a, words, &wish, head, path, &f) == OK)
            return EXIT_FINE;
    } else if (!wish.format) {
        fault(&f, E_INVALID, "--format", N_("Här ska html, pdf, xlsx eller csv stå."), NULL, NULL);
    } else if (write_report(&c, &a, words, &wish, &out, &f) == OK) {
        return fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0 ? EXIT_FINE : EXIT_FAILED;
    }
    verb_complain(words, &f);
    return f.place[0] == '-' ? EXIT_USAGE : EXIT_FAILED;
}
