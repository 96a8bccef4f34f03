#include "job/response_file.h"

#include "domain/response.h"
#include "report/response.h"

enum { FILE_BUDGET = 128 * 1024 * 1024 };

static struct seat system_of(organisation_id federation)
{
    return (struct seat){ .federation = federation, .organisation = federation, .role = ROLE_SYSTEM, .export = true };
}

struct file { int64_t version_id, version; struct str bytes, name; };

static enum err put_file(struct writing *w, void *ctx, struct fault *f)
{
    const struct file *file = ctx;
    struct document_version version;
    struct faults faults = { .arena = writing_arena(w) };
    char sha256[65];
    TRY(store_get(writing_reads(w), writing_arena(w), &document_version_entity, file->version_id, &version, f));
    if (version.sha256.n)
        return OK; /* somebody else was faster */
    TRY(store_blob_put(w, file->bytes, sha256, f));
    version.sha256 = str(sha256);
    version.file_name = file->name;
    return domain_save(w, &document_version_entity, &version, NULL, &faults, f);
}

static enum err render(struct reading *r, struct arena *a, const struct response *response, struct buf *to, struct fault *f)
{
    struct report report;
    struct organisation o;
    TRY(store_get(r, a, &organisation_entity, response->row.owner.v, &o, f));
    const struct report_options options = { .organisation = o.name, .now = response->row.changed_at };
    TRY(report_response(r, a, &words_sv, response->row.id, &options, &report, NULL, f));
    return report_render(&report, REPORT_FORMAT_PDF, to, f);
}

static enum err make(struct store *s, struct reading *r, const struct seat *seat, struct arena *a, const struct response *response, bool *ret_made, struct fault *f)
{
    struct document_version version;
    TRY(response_version(r, a, response, &version, f));
    if (!version.row.id || version.sha256.n)
        return OK;
    struct buf pdf cleanup(buf_free) = buf_new(REPORT_BYTES_MAX);
    TRY(render(r, a, response, &pdf, f));
    struct file file = { .version_id = version.row.id, .version = version.row.version, .bytes = buf_str(&pdf),
                         .name = str_printf(a, "yttrande-%lld.pdf", (long long)response->row.id) };
    if (!file.name.p)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    TRY(store_write(s, seat, &(struct write_terms){ 0 }, put_file, &file, NULL, f));
    *ret_made = true;
    return OK;
}

enum err response_file_make(struct store *s, organisation_id federation, int64_t id, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(FILE_BUDGET);
    const struct seat seat = system_of(federation);
    struct response response;
    struct reading *r;
    bool made = false;
    TRY(store_read(s, &seat, &r, f));
    enum err e = store_get(r, &a, &response_entity, id, &response, f);
    if (e == OK)
        e = make(s, r, &seat, &a, &response, &made, f);
    store_read_end(r);
    return e;
}

enum err response_files_make(struct store *s, organisation_id federation, size_t *ret_n, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(FILE_BUDGET);
    const struct seat seat = system_of(federation);
    struct reading *r;
    struct rows rows;
    struct query q = { .entity = &response_entity, .limit = QUERY_LIMIT_MAX, .filters_n = 1, .standing = (enum standing)-1u,
                       .filters = { { entity_field_named(&response_entity, S("sha256")), COMPARE_GIVEN, { 0 } } } };
    TRY(store_read(s, &seat, &r, f));
    enum err e = store_list(r, &a, &q, &rows, f);
    for (size_t i = 0; e == OK && i < rows.n; i++) {
        struct arena one cleanup(arena_free) = arena_new(FILE_BUDGET);
        bool made = false;
        e = make(s, r, &seat, &one, rows_at(&rows, &response_entity, i), &made, f);
        *ret_n += made;
    }
    store_read_end(r);
    return e;
}
