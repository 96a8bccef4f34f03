#include "page/upload.h"

#include "feed/file_type.h"
#include "page/rows.h"

enum err upload_read(struct visit *v, const struct entity *e, struct domain_file *ret, struct faults *faults, struct fault *f)
{
    const struct form_field *sent = entity_takes_file(e) ? form_file(&v->form, "file") : NULL;
    *ret = (struct domain_file){ 0 };
    if (!sent || (!sent->file_name.n && !sent->value.n))
        return OK;
    struct str type;
    struct fault wrong = { 0 };
    enum err e_type = sent->value.n > BLOB_MAX ? fault(&wrong, E_INVALID, "file", N_("Filen är större än {1} MB."), "50", NULL) :
        file_type(sent->value, domain_file_name(v->arena, sent->file_name), v->arena, &type, &wrong);
    if (e_type == E_INVALID || e_type == E_LIMIT) {
        faults_add(faults, "file", wrong.text, wrong.arg[0], wrong.arg[1]);
        return OK;
    }
    if (e_type != OK) {
        if (f)
            *f = wrong;
        return e_type;
    }
    *ret = (struct domain_file){ sent->value, sent->file_name, type };
    return OK;
}

enum err rows_file(struct visit *v, struct fault *f)
{
    const struct entity *e;
    void *row;
    struct reading *r;
    struct str bytes;
    TRY(rows_entity(v, &e, f));
    TRY(rows_row(v, e, &row, f));
    TRY(visit_reading(v, &r, f));
    struct str sum = domain_file_sha256(e, row);
    if (!sum.n)
        return fault(f, E_ABSENT, NULL, N_("Posten har ingen fil."), NULL, NULL);
    TRY(store_blob_get(r, v->arena, sum, &bytes, f));
    const struct field *type = entity_field_named(e, S("media_type"));
    response_file(v->rs, v->arena, bytes, domain_file_named(v->arena, e, row), type ? value_of(type, row).s : (struct str){ 0 });
    return buf_check(&v->rs->body, f);
}
