/* samsyn import: what comes from outside, as proposals. */
#include "main/verb_import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/audit_import.h"
#include "feed/audit_pdf.h"
#include "feed/audit_report.h"
#include "main/app.h"
#include "main/ask.h"
#include "main/file.h"

static const struct verb self = VERB_IMPORT;

struct import_options {
    const char *file;
    bool json, names;
    bool apply, create;         /* store the whole proposal as it stands; make what the register lacks */
    const struct config *config;
};

static void put_wrapped(struct buf *b, struct str text)
{
    size_t column = 0;
    while (text.n) {
        size_t i = 0;
        while (i < text.n && text.p[i] != ' ' && text.p[i] != '\n')
            i++;
        size_t width = utf8_length(str_sub(text, 0, i));
        if (column == 0 || column + width + 1 > 92) {
            buf_put(b, column == 0 ? S("      ") : S("\n      "));
            column = 0;
        } else {
            buf_char(b, ' ');
        }
        buf_put(b, str_sub(text, 0, i));
        column += width + 1;
        text = str_sub(text, i + 1, text.n);
    }
    buf_char(b, '\n');
}

/* The proposal as a person reads it: each item with its certainty and its line; then what was not understood. */
static void put_readable(struct buf *b, const struct words *w, const struct audit_proposal *p)
{
    enum audit_part part = 0;
    unsigned number = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct audit_item *item = &p->items[i];
        const struct audit_part_info *info = &audit_parts[item->part];
        if (item->part != part || item->number != number) {
            buf_printf(b, "\n%s", words_get(w, info->label));
            if (info->many)
                buf_printf(b, " %u", item->number);
            buf_char(b, '\n');
        }
        part = item->part;
        number = item->number;
        const char *label = item->field;
        for (size_t k = 0; info->fields[k].name; k++)
            if (strcmp(info->fields[k].name, item->field) == 0)
                label = words_get(w, info->fields[k].label);
        char line[32];
        snprintf(line, sizeof line, "%u", item->source.line);
        buf_printf(b, "  %s  [%s", label, words_get(w, confidence_label(item->confidence)));
        if (item->source.line) {
            buf_put(b, S(", "));
            words_put(b, w, N_("rad {1}"), line, NULL);
        }
        if (item->source.section.n)
            buf_printf(b, ", %.*s", SF(item->source.section));
        buf_put(b, S("]\n"));
        put_wrapped(b, item->text);
    }
    if (!p->recognised) {
        buf_put(b, str(words_get(w, N_("Texten ser inte ut som en revisionsrapport. Inget föreslås."))));
        buf_char(b, '\n');
    }
    if (p->unread_n) {
        char count[32];
        snprintf(count, sizeof count, "%zu", p->unread_n);
        buf_char(b, '\n');
        words_put(b, w, N_("Inte tolkat: {1} stycken"), count, NULL);
        buf_char(b, '\n');
    }
    for (size_t i = 0; i < p->unread_n; i++) {
        buf_printf(b, "  %u %.*s  [%s]\n", p->unread[i].source.line, SF(p->unread[i].source.section), words_get(w, p->unread[i].why));
        put_wrapped(b, p->unread[i].text);
    }
}

/* Names the first that the register lacks, so that nobody makes organisations by mistake. */
static enum err nothing_missing(struct store *s, struct arena *a, const struct seat *seat, const struct audit_proposal *p, struct fault *f)
{
    struct reading *r;
    struct audit_missing *missing = NULL;
    size_t n = 0;
    TRY(store_read(s, seat, &r, f));
    enum err e = audit_import_missing(r, a, p, &missing, &n, f);
    store_read_end(r);
    TRY(e);
    return n ? fault(f, E_ABSENT, str_c(a, missing[0].name), N_("Finns inte i registret. Med --create läggs det upp."), NULL, NULL) : OK;
}

static enum err apply(const struct import_options *o, const struct words *words, struct arena *a, const struct audit_proposal *p, struct str file,
                      struct buf *out, struct fault *f)
{
    struct store *s = NULL;
    organisation_id federation = { 0 };
    struct audit_imported done;
    const char *name = strrchr(o->file, '/');
    const struct audit_import import = { .proposal = p, .file = file, .file_name = str(name ? name + 1 : o->file),
        .media_type = audit_is_pdf(file) ? S("application/pdf") : S("text/plain; charset=utf-8"), .create = o->create };
    TRY(app_store_open(o->config, false, &s, f));
    enum err e = app_federation(s, a, &federation, f);
    const struct seat seat = { .federation = federation, .organisation = federation, .role = ROLE_SYSTEM, .export = true };
    if (e == OK && !o->create)
        e = nothing_missing(s, a, &seat, p, f);
    if (e == OK)
        e = audit_import_run(s, &seat, &import, &done, f);
    store_close(s);
    TRY(e);
    char rows[32], audit[32];
    snprintf(rows, sizeof rows, "%zu", done.rows);
    snprintf(audit, sizeof audit, "%lld", (long long)done.audit);
    words_put(out, words, N_("{1} poster sparade. Granskningen har nummer {2}."), rows, audit);
    buf_char(out, '\n');
    return OK;
}

static enum err import_audit(const struct import_options *o, const struct words *words, struct buf *out, struct fault *f)
{
    struct buf file cleanup(buf_free) = buf_new(AUDIT_FILE_MAX + 1), text cleanup(buf_free) = buf_new(AUDIT_TEXT_MAX + 1);
    struct arena arena cleanup(arena_free) = arena_new((size_t)1 << 30);
    struct audit_proposal p;
    TRY(file_read(o->file, AUDIT_FILE_MAX, &file, f));
    struct str source = buf_str(&file);
    if (audit_is_pdf(source)) {
        TRY(audit_pdf_text(source, &arena, &text, f));
        source = buf_str(&text);
    }
    TRY(audit_report_read(source, &(struct audit_options){ .names = o->names }, &arena, &p, f));
    if (o->apply && !p.recognised)
        return fault(f, E_INVALID, o->file, N_("Texten ser inte ut som en revisionsrapport. Inget föreslås."), NULL, NULL);
    if (o->apply)
        TRY(apply(o, words, &arena, &p, buf_str(&file), out, f));
    else if (o->json)
        audit_proposal_json(out, &p);
    else
        put_readable(out, words, &p);
    return buf_check(out, f);
}

int verb_import_run(int argc, char **argv, const struct words *words)
{
    struct arena a cleanup(arena_free) = arena_new(4 * 1024 * 1024);
    struct config config;
    struct import_options o = { .config = &config };
    struct fault f = { 0 };
    if (config_read(&a, &argc, argv, &config, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    if (argc < 3 || strcmp(argv[1], "audit") != 0)
        return verb_usage(words, &self);
    o.apply = ask_flag(&argc, argv, "--apply");
    o.create = ask_flag(&argc, argv, "--create");
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            o.json = true;
        else if (strcmp(argv[i], "--names") == 0)
            o.names = true;
        else if ((argv[i][0] == '-' && argv[i][1]) || o.file)
            return verb_usage(words, &self);
        else
            o.file = argv[i];
    }
    if (!o.file)
        return verb_usage(words, &self);
    struct buf out cleanup(buf_free) = buf_new((size_t)256 << 20);
    if (import_audit(&o, words, &out, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_FAILED;
    }
    return fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0 ? EXIT_FINE : EXIT_FAILED;
}
