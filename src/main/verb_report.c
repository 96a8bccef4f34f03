#include "main/verb_report.h"

#include <stdio.h>
#include <stdlib.h>

#include "main/app.h"
#include "main/ask.h"
#include "report/audit_summary.h"

static enum err write_report(const struct config *c, struct arena *a, const struct words *words, int64_t audit, enum report_format format, bool open,
                             struct buf *out, struct fault *f)
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
    const struct report_options options = { .open = open, .organisation = o.name, .now = instant_now() };
    if (e == OK)
        e = report_audit_summary(r, a, words, audit, &options, &report, f);
    if (e == OK)
        e = report_render(&report, format, out, f);
    store_read_end(r);
    store_close(s);
    return e;
}

int verb_report(int argc, char **argv, const struct words *words)
{
    static const struct verb usage = { .usage =
        "samsyn report audit-summary --audit NUMMER --format html|pdf|xlsx|csv [--open] [--config FIL]\n"
        "  Sammanfattningstabellen till standard output. --open: utan det som är sekretessmarkerat." };
    struct arena a cleanup(arena_free) = arena_new(256 * 1024 * 1024);
    struct buf out cleanup(buf_free) = buf_new(REPORT_BYTES_MAX);
    struct config c;
    struct fault f = { 0 };
    if (config_read(&a, &argc, argv, &c, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    const char *audit = ask_option(&argc, argv, "--audit"), *format = ask_option(&argc, argv, "--format");
    bool open = ask_flag(&argc, argv, "--open");
    int64_t id = 0;
    if (argc != 2 || strcmp(argv[1], "audit-summary") != 0 || !audit || !format)
        return verb_usage(words, &usage);
    if (!str_to_int64(str(audit), &id)) {
        fault(&f, E_INVALID, "--audit", N_("Här ska granskningens nummer stå."), NULL, NULL);
    } else if (!report_format_named(str(format))) {
        fault(&f, E_INVALID, "--format", N_("Här ska html, pdf, xlsx eller csv stå."), NULL, NULL);
    } else if (write_report(&c, &a, words, id, report_format_named(str(format)), open, &out, &f) == OK) {
        return fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0 ? EXIT_FINE : EXIT_FAILED;
    }
    verb_complain(words, &f);
    return f.place[0] == '-' ? EXIT_USAGE : EXIT_FAILED;
}
