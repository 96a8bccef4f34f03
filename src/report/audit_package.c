#include "report/audit_package.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "derive/csv.h"
#include "derive/json.h"
#include "domain/file.h"
#include "report/audit_summary.h"
#include "report/package_inside.h"
#include "src/report/kontrollera_py.h"
#include "src/report/package_readme.h"
#include "store/journal.h"
#include "store/merkle.h"

/* An entry that goes into the package. */
struct logged { int64_t seq; struct str text; };

struct making {
    struct store *store;
    struct reading *r;
    struct arena *a;
    const struct words *words;
    bool open;
    struct package_rows rows;
    struct head head;
    struct logged *log;
    size_t log_n, log_cap, personal; /* personal: rows whose log is left out of the open version */
    struct audit_package *p;
};

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static enum err add(struct making *m, struct package_file file, struct fault *f)
{
    return package_add(m->p, m->a, file, f);
}

static enum err add_text(struct making *m, struct str name, const struct buf *b, struct fault *f)
{
    return package_add_text(m->p, m->a, name, b, f);
}

/* ---- the log ---- */

static bool is_personal(const struct entity *e, const void *row)
{
    for (size_t i = 0; i < e->n; i++)
        if ((e->fields[i].flags & PERSONAL) && !value_of(&e->fields[i], row).none)
            return true;
    return false;
}

/* A row was marked once, or holds a name: its exact bytes cannot be given out openly. */
static enum err withheld(struct making *m, const struct entity *e, const struct journal_entry *v, size_t n, bool *ret, struct fault *f)
{
    *ret = false;
    for (size_t i = 0; m->open && i < n && !*ret; i++) {
        struct row *row = row_new(m->a, e);
        if (!row)
            return no_memory(f);
        TRY(row_json_read_full(m->a, e, v[i].row, row, f));
        *ret = row->secrecy.n > 0 || is_personal(e, row);
    }
    return OK;
}

static enum err log_of(struct making *m, struct package_row *row, struct fault *f)
{
    struct journal_entry *v;
    size_t n;
    bool held;
    TRY(store_history(m->r, m->a, row->entity, row->id, &v, &n, f));
    TRY(withheld(m, row->entity, v, n, &held, f));
    if (held) {
        m->personal++;
        return OK;
    }
    struct logged *grown = arena_grow(m->a, m->log, m->log_n, m->log_n + n, sizeof *grown, &m->log_cap);
    if (!grown)
        return no_memory(f);
    m->log = grown;
    for (size_t i = 0; i < n; i++) {
        if ((uint64_t)v[i].seq > m->head.size)
            return fault(f, E_CONFLICT, "head", N_("Granskningens poster har ändrats sedan loggens huvud skrevs. Gör paketet med ett nytt huvud."), NULL, NULL);
        grown[m->log_n++] = (struct logged){ v[i].seq, v[i].text };
    }
    return OK;
}

static int by_seq(const void *x, const void *y)
{
    const struct logged *a = x, *b = y;
    return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static enum err add_log(struct making *m, struct fault *f)
{
    struct buf log cleanup(buf_free) = buf_new(PACKAGE_TEXT_MAX), paths cleanup(buf_free) = buf_new(PACKAGE_TEXT_MAX);
    char root[65];
    for (size_t i = 0; i < m->rows.n; i++)
        if (m->rows.v[i].row)
            TRY(log_of(m, &m->rows.v[i], f));
    if (m->log_n)
        qsort(m->log, m->log_n, sizeof *m->log, by_seq);
    int64_t *seqs = arena_array(m->a, m->log_n + 1, sizeof *seqs);
    struct str *proofs = arena_array(m->a, m->log_n + 1, sizeof *proofs);
    if (!seqs || !proofs)
        return no_memory(f);
    for (size_t i = 0; i < m->log_n; i++)
        seqs[i] = m->log[i].seq;
    TRY(store_proofs(m->store, m->a, seqs, m->log_n, (int64_t)m->head.size, proofs, root, f));
    if (!str_is(m->head.root, root))
        return fault(f, E_CONFLICT, "head", N_("Huvudet hör till en annan logg."), NULL, NULL);
    for (size_t i = 0; i < m->log_n; i++) {
        buf_put(&log, m->log[i].text);
        buf_char(&log, '\n');
        buf_int(&paths, m->log[i].seq);
        for (struct str rest = proofs[i]; rest.n;) {
            buf_char(&paths, ' ');
            buf_put(&paths, str_cut(&rest, '\n'));
        }
        buf_char(&paths, '\n');
    }
    TRY(add_text(m, S("logg.jsonl"), &log, f));
    return add_text(m, S("bevisvagar.txt"), &paths, f);
}

/* ---- the rows and their files ---- */

static bool in_log(const struct making *m, const struct package_row *row)
{
    return !m->open || !is_personal(row->entity, row->row);
}

/* rows.v[from, to) are of one entity. */
static enum err add_rows(struct making *m, size_t from, size_t to, struct fault *f)
{
    const struct entity *e = m->rows.v[from].entity;
    struct buf csv cleanup(buf_free) = buf_new(PACKAGE_TEXT_MAX), lines cleanup(buf_free) = buf_new(PACKAGE_TEXT_MAX);
    struct rows_csv w = rows_csv_begin(&csv, e, (struct rows_csv_options){ .separator = ';', .mark = true, .labels = m->words, .titles = true, .mask_personal = m->open });
    for (size_t i = from; i < to; i++) {
        const struct package_row *row = &m->rows.v[i];
        struct str *titles;
        if (!row->row)
            continue;
        TRY(store_titles(m->r, m->a, e, row->row, &titles, f));
        rows_csv_put(&w, row->row, titles);
        if (!in_log(m, row))
            continue;
        row_json_full(&lines, e, row->row);
        buf_char(&lines, '\n');
    }
    TRY(add_text(m, str_printf(m->a, "listor/%s.csv", e->path), &csv, f));
    return lines.n ? add_text(m, str_printf(m->a, "poster/%s.jsonl", e->name), &lines, f) : OK;
}

static enum err add_file(struct making *m, const struct package_row *row, struct fault *f)
{
    struct str sum = row->row ? domain_file_sha256(row->entity, row->row) : (struct str){ 0 };
    if (!sum.n)
        return OK;
    const struct field *bytes = entity_field_named(row->entity, S("bytes"));
    struct value size = bytes ? value_of(bytes, row->row) : (struct value){ .none = true };
    m->p->bytes += size.none ? 0 : (uint64_t)size.i;
    struct str name = domain_file_named(m->a, row->entity, row->row);
    return add(m, (struct package_file){ .name = str_printf(m->a, "filer/%s-%lld-%.*s", row->entity->name, (long long)row->id, SF(name)), .sha256 = sum, .stored = true }, f);
}

/* ---- what stands beside ---- */

static enum err add_summary(struct making *m, int64_t audit, struct str organisation, instant made, struct fault *f)
{
    struct report report;
    struct buf html cleanup(buf_free) = buf_new(REPORT_BYTES_MAX);
    const struct report_options o = { .open = m->open, .organisation = organisation, .now = made };
    TRY(report_audit_summary(m->r, m->a, m->words, audit, &o, &report, f));
    TRY(report_document(&report, &html, f));
    return add_text(m, S("sammanfattning.html"), &html, f);
}

static enum err add_contents(struct making *m, int64_t audit, struct fault *f)
{
    struct buf b cleanup(buf_free) = buf_new(100000);
    struct audit row;
    TRY(store_get(m->r, m->a, &audit_entity, audit, &row, f));
    buf_printf(&b, "%s: %lld\n", words_get(m->words, N_("Granskning")), (long long)audit);
    if (!m->open || !row.row.secrecy.n)
        buf_printf(&b, "%s: %.*s\n", words_get(m->words, N_("Titel")), SF(row.title));
    buf_printf(&b, "%s: %s\n", words_get(m->words, N_("Version")),
               words_get(m->words, m->open ? N_("öppen, utan sekretessmarkerade poster och personuppgifter") : N_("fullständig")));
    buf_printf(&b, "%s: %.*s\n", words_get(m->words, N_("Gjord ur loggen som den var")), SF(m->head.at));
    buf_printf(&b, "%s: %zu\n", words_get(m->words, N_("Poster")), m->rows.n - m->rows.left_out);
    buf_printf(&b, "%s: %zu\n", words_get(m->words, N_("Loggposter")), m->log_n);
    if (m->open) {
        buf_printf(&b, "%s: %zu\n", words_get(m->words, N_("Utelämnade poster, sekretessmarkerade")), m->rows.left_out);
        buf_printf(&b, "%s: %zu\n", words_get(m->words, N_("Poster vars logg är utelämnad: personuppgifter, eller sekretessmarkerad tidigare")), m->personal);
    }
    return add_text(m, S("innehall.txt"), &b, f);
}

static enum err add_all(struct making *m, int64_t audit, struct str head, struct fault *f)
{
    struct organisation organisation = { 0 };
    struct audit row;
    instant made;
    if (!instant_parse(m->head.at, &made))
        return fault(f, E_INVALID, "head", N_("Tiden i loggens huvud går inte att läsa."), NULL, NULL);
    m->p->now = made.usec / 1000000;
    TRY(store_get(m->r, m->a, &audit_entity, audit, &row, f));
    if (store_get(m->r, m->a, &organisation_entity, row.row.federation.v, &organisation, NULL) != OK)
        organisation.name = (struct str){ 0 };
    TRY(add(m, (struct package_file){ .name = S("README.txt"), .bytes = { package_readme, sizeof package_readme - 1 } }, f));
    TRY(add(m, (struct package_file){ .name = S("kontrollera.py"), .bytes = { package_script, sizeof package_script - 1 } }, f));
    TRY(add(m, (struct package_file){ .name = S("huvud.txt"), .bytes = head }, f));
    TRY(add_log(m, f));
    TRY(add_summary(m, audit, organisation.name, made, f));
    TRY(add_contents(m, audit, f));
    for (size_t from = 0, to; from < m->rows.n; from = to) {
        for (to = from; to < m->rows.n && m->rows.v[to].entity == m->rows.v[from].entity; to++)
            TRY(add_file(m, &m->rows.v[to], f));
        TRY(add_rows(m, from, to, f));
    }
    return package_add_sums(m->p, m->a, f);
}

enum err audit_package(struct store *s, struct reading *r, struct arena *a, const struct words *words, int64_t audit, const struct audit_package_options *o,
                       struct audit_package *ret, struct fault *f)
{
    struct audit_package p = { .reading = r, .folder = str_printf(a, "revisionspaket-%lld%s", (long long)audit, o->open ? "-oppen" : "") };
    struct making m = { .store = s, .r = r, .a = a, .words = words, .open = o->open, .p = &p };
    struct buf now cleanup(buf_free) = buf_new(4096);
    struct str head = o->head;
    TRY(audit_package_rows(r, a, audit, o->open, &m.rows, f));
    if (!head.n) { /* taken after the rows were read: it covers them */
        TRY(store_head(s, &now, f));
        head = str_copy(a, buf_str(&now));
        if (!head.p)
            return no_memory(f);
    }
    TRY(head_parse(head, &m.head, f));
    TRY(add_all(&m, audit, head, f));
    *ret = p;
    return OK;
}
