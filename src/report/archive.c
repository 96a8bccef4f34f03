#include "report/archive.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "derive/csv.h"
#include "domain/file.h"
#include "domain/gather.h"
#include "report/measure_plan.h"
#include "report/package_inside.h"
#include "report/response.h"
#include "src/report/archive_readme.h"
#include "store/journal.h"

struct archiving {
    struct reading *r;
    struct arena *a;
    const struct words *words;
    const struct archive_options *o;
    struct package_rows rows;
    struct head head;
    struct str federation;
    size_t reports;
    struct audit_package *p;
};

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

/* ---- the rows ---- */

static bool wanted(const struct archiving *m, const struct entity *e)
{
    return !(e->flags & PLUMBING) && (!m->o->only || m->o->only == e) && authz_may_export(reading_seat(m->r)->role, e->subject);
}

static enum err gather(struct archiving *m, struct fault *f)
{
    size_t cap = 0;
    if (m->o->audit)
        return audit_package_rows(m->r, m->a, m->o->audit, m->o->open, &m->rows, f);
    for (size_t i = 0; i < model_n; i++) {
        const struct entity *e = model[i];
        struct query q = { .entity = e, .standing = (enum standing)-1u };
        void *found;
        size_t n = 0;
        if (!wanted(m, e))
            continue;
        enum err read = domain_gather(m->r, m->a, &q, &found, &n, NULL, f);
        if (read == E_DENIED || read == E_ABSENT)
            continue;
        TRY(read);
        if (m->rows.n + n > PACKAGE_ROWS_MAX)
            return fault(f, E_LIMIT, NULL, N_("Uttaget har fler än {1} poster. Ta ut ett register i taget."), "100000", NULL);
        struct package_row *grown = arena_grow(m->a, m->rows.v, m->rows.n, m->rows.n + n, sizeof *grown, &cap);
        if (!grown)
            return no_memory(f);
        m->rows.v = grown;
        for (size_t k = 0; k < n; k++) {
            struct row *row = (void *)((char *)found + k * e->size);
            bool hidden = m->o->open && row->secrecy.n;
            m->rows.left_out += hidden;
            grown[m->rows.n++] = (struct package_row){ e, row->id, hidden ? NULL : row };
        }
    }
    return OK;
}

static enum err add_file(struct archiving *m, const struct package_row *row, struct fault *f)
{
    struct str sum = row->row && !m->o->open ? domain_file_sha256(row->entity, row->row) : (struct str){ 0 };
    if (!sum.n)
        return OK;
    const struct field *bytes = entity_field_named(row->entity, S("bytes"));
    struct value size = bytes ? value_of(bytes, row->row) : (struct value){ .none = true };
    m->p->bytes += size.none ? 0 : (uint64_t)size.i;
    struct str name = domain_file_named(m->a, row->entity, row->row);
    struct str path = str_printf(m->a, "filer/%s-%lld-%.*s", row->entity->path, (long long)row->id, SF(name));
    return package_add(m->p, m->a, (struct package_file){ .name = path, .sha256 = sum, .stored = true }, f);
}

/* What each column means, from the model itself. */
static enum err add_description(struct archiving *m, const struct entity *e, struct fault *f)
{
    static const char *const kinds[] = {
        [KIND_KEY] = N_("nummer"), [KIND_REF] = N_("hänvisning"), [KIND_TEXT] = N_("text"), [KIND_BOOL] = N_("ja eller nej"), [KIND_INT] = N_("heltal"),
        [KIND_ORE] = N_("kronor"), [KIND_WORD] = N_("ord"), [KIND_DATE] = N_("datum"), [KIND_INSTANT] = N_("tidpunkt, UTC"),
    };
    const char *const heads[] = { N_("Kolumn"), N_("Fält"), N_("Slag"), N_("Krävs"), N_("Hänvisar till"), N_("Ord som kan stå"), N_("Förklaring") };
    struct buf b cleanup(buf_free) = buf_new(PACKAGE_TEXT_MAX);
    struct csv_options options = CSV_OPTIONS;
    options.separator = ';';
    buf_put(&b, S("\xEF\xBB\xBF"));
    struct csv_writer w = csv_writer_new(&b, options);
    for (size_t i = 0; i < LEN(heads); i++)
        csv_put(&w, str(words_get(m->words, heads[i])));
    csv_put_end(&w);
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *field = entity_field(e, i);
        const struct entity *to = field->refers ? model_entity(str(field->refers)) : NULL;
        struct buf list cleanup(buf_free) = buf_new(PACKAGE_TEXT_MAX);
        if (field->flags & SECRET)
            continue;
        for (size_t k = 1; k < field->words_n; k++)
            buf_printf(&list, "%s%s = %s", k > 1 ? ", " : "", field->words[k].code, words_get(m->words, field->words[k].label));
        csv_put(&w, str(words_get(m->words, field->label)));
        csv_put(&w, str(field->name));
        csv_put(&w, str(words_get(m->words, kinds[field->kind])));
        csv_put(&w, str(words_get(m->words, field->flags & REQUIRED ? N_("Ja") : N_("Nej"))));
        csv_put(&w, to ? str(words_get(m->words, to->many)) : (struct str){ 0 });
        csv_put(&w, buf_str(&list));
        csv_put(&w, field->help ? str(words_get(m->words, field->help)) : (struct str){ 0 });
        csv_put_end(&w);
    }
    return package_add_text(m->p, m->a, str_printf(m->a, "beskrivning/%s.csv", e->path), &b, f);
}

/* rows.v[from, to) are of one entity. */
static enum err add_register(struct archiving *m, size_t from, size_t to, struct fault *f)
{
    const struct entity *e = m->rows.v[from].entity;
    struct buf csv cleanup(buf_free) = buf_new(PACKAGE_TEXT_MAX);
    const struct rows_csv_options options = { .separator = ';', .mark = true, .labels = m->words, .titles = !m->o->open, .mask_personal = m->o->open };
    struct rows_csv w = rows_csv_begin(&csv, e, options);
    for (size_t i = from; i < to; i++) {
        struct str *titles = NULL;
        if (!m->rows.v[i].row)
            continue;
        if (!m->o->open)
            TRY(store_titles(m->r, m->a, e, m->rows.v[i].row, &titles, f));
        rows_csv_put(&w, m->rows.v[i].row, titles);
        TRY(add_file(m, &m->rows.v[i], f));
    }
    TRY(package_add_text(m->p, m->a, str_printf(m->a, "register/%s.csv", e->path), &csv, f));
    return add_description(m, e, f);
}

/* ---- the reports ---- */

static enum err add_report(struct archiving *m, struct str name, const struct report *report, struct fault *f)
{
    struct buf pdf cleanup(buf_free) = buf_new(REPORT_BYTES_MAX);
    if (m->reports++ >= ARCHIVE_REPORTS_MAX)
        return fault(f, E_LIMIT, NULL, N_("Uttaget har fler än {1} rapporter. Ta ut en granskning eller ett register i taget."), "200", NULL);
    TRY(report_pdf_archive(report, &pdf, f));
    return package_add_text(m->p, m->a, name, &pdf, f);
}

static enum err add_reports(struct archiving *m, struct report_options o, struct fault *f)
{
    bool plan = false;
    for (size_t i = 0; i < m->rows.n; i++) {
        const struct package_row *row = &m->rows.v[i];
        struct report report;
        plan |= row->entity == &measure_entity;
        bool stands = row->row && ((const struct row *)row->row)->standing == STANDING_VALID;
        if (row->entity == &audit_entity && stands) {
            TRY(report_audit_summary(m->r, m->a, m->words, row->id, &o, &report, f));
            TRY(add_report(m, str_printf(m->a, "rapporter/sammanfattning-%lld.pdf", (long long)row->id), &report, f));
        } else if (row->entity == &response_entity && stands) {
            TRY(report_response(m->r, m->a, m->words, row->id, &o, &report, NULL, f));
            TRY(add_report(m, str_printf(m->a, "rapporter/yttrande-%lld.pdf", (long long)row->id), &report, f));
        }
    }
    if (!plan || m->o->audit)
        return OK;
    struct report report;
    TRY(report_measure_plan(m->r, m->a, m->words, &o, &report, f));
    return add_report(m, S("rapporter/handlingsplan.pdf"), &report, f);
}

/* ---- what stands beside ---- */

static void put_member(struct buf *b, const char *name, struct str value, bool last)
{
    buf_printf(b, "  \"%s\": ", name);
    buf_json(b, value);
    buf_put(b, last ? S("\n") : S(",\n"));
}

static enum err add_metadata(struct archiving *m, struct fault *f)
{
    struct buf b cleanup(buf_free) = buf_new(PACKAGE_TEXT_MAX);
    buf_put(&b, S("{\n"));
    put_member(&b, "system", S("Samsyn"), false);
    put_member(&b, "systemversion", S(SAMSYN_VERSION), false);
    put_member(&b, "format", S("samsyn-arkivuttag 1"), false);
    put_member(&b, "arkivbildare", m->federation, false);
    put_member(&b, "uttaget_av", m->o->made_by, false);
    put_member(&b, "tid", m->head.at, false);
    put_member(&b, "omfattning", m->o->audit ? str_printf(m->a, "granskning %lld", (long long)m->o->audit) : m->o->only ? str(m->o->only->path) : S("alla register"), false);
    put_member(&b, "utforande", m->o->open ? S("öppet") : S("fullständigt"), false);
    buf_printf(&b, "  \"poster\": %zu,\n  \"utelamnade\": %zu,\n  \"rapporter\": %zu,\n", m->rows.n - m->rows.left_out, m->rows.left_out, m->reports);
    put_member(&b, "loggens_rot", m->head.root, false);
    buf_printf(&b, "  \"loggens_storlek\": %llu\n}\n", (unsigned long long)m->head.size);
    return package_add_text(m->p, m->a, S("metadata.json"), &b, f);
}

static enum err add_all(struct archiving *m, struct str head, struct fault *f)
{
    instant made;
    if (!instant_parse(m->head.at, &made))
        return fault(f, E_INVALID, "head", N_("Huvudets tid går inte att läsa."), NULL, NULL);
    m->p->now = made.usec / 1000000;
    TRY(package_add(m->p, m->a, (struct package_file){ .name = S("README.txt"), .bytes = { archive_readme, sizeof archive_readme - 1 } }, f));
    TRY(package_add(m->p, m->a, (struct package_file){ .name = S("huvud.txt"), .bytes = head }, f));
    for (size_t from = 0, to; from < m->rows.n; from = to) {
        for (to = from; to < m->rows.n && m->rows.v[to].entity == m->rows.v[from].entity; to++)
            continue;
        TRY(add_register(m, from, to, f));
    }
    TRY(add_reports(m, (struct report_options){ .open = m->o->open, .organisation = m->federation, .now = made }, f));
    TRY(add_metadata(m, f));
    return package_add_sums(m->p, m->a, f);
}

enum err archive_export(struct store *s, struct reading *r, struct arena *a, const struct words *words, const struct archive_options *o, struct audit_package *ret,
                        struct fault *f)
{
    struct audit_package p = { .reading = r };
    struct archiving m = { .r = r, .a = a, .words = words, .o = o, .p = &p };
    struct organisation federation = { 0 };
    struct buf now cleanup(buf_free) = buf_new(4096);
    p.folder = o->audit ? str_printf(a, "arkivuttag-granskning-%lld%s", (long long)o->audit, o->open ? "-oppet" : "") :
        str_printf(a, "arkivuttag%s%s%s", o->only ? "-" : "", o->only ? o->only->path : "", o->open ? "-oppet" : "");
    if (o->only && o->audit)
        return fault(f, E_INVALID, NULL, N_("Välj ett register eller en granskning, inte båda."), NULL, NULL);
    TRY(gather(&m, f));
    TRY(store_head(s, &now, f)); /* taken after the rows were read: it covers them */
    struct str head = str_copy(a, buf_str(&now));
    if (!head.p || !p.folder.p)
        return no_memory(f);
    TRY(head_parse(head, &m.head, f));
    if (o->head.n) {
        struct str root = m.head.root;
        head = o->head;
        TRY(head_parse(head, &m.head, f));
        if (!str_eq(root, m.head.root))
            return fault(f, E_CONFLICT, "head", N_("Loggen har vuxit efter huvudet, eller så hör det till en annan logg. Ta ett nytt huvud."), NULL, NULL);
    }
    if (store_get(r, a, &organisation_entity, reading_seat(r)->federation.v, &federation, NULL) == OK)
        m.federation = federation.name;
    TRY(add_all(&m, head, f));
    *ret = p;
    return OK;
}
