#include "derive/diff.h"

#include "base/arena.h"
#include "base/buf.h"

bool diff_passes_over(const struct field *f)
{
    static const size_t bookkeeping[] = {
        offsetof(struct row, id), offsetof(struct row, version), offsetof(struct row, created_at), offsetof(struct row, changed_at),
        offsetof(struct row, created_by), offsetof(struct row, changed_by),
    };
    for (size_t i = 0; i < LEN(bookkeeping); i++)
        if (f->offset == bookkeeping[i])
            return true;
    return (f->flags & SECRET) != 0;
}

static bool text_of(struct arena *a, const struct field *f, struct value v, struct str *ret)
{
    if (f->kind == KIND_TEXT || v.none) {
        *ret = v.s;
        return true;
    }
    struct buf b cleanup(buf_free) = buf_new(256);
    value_text(&b, f, v);
    *ret = str_copy(a, buf_str(&b));
    return !b.failed && ret->p;
}

enum err row_diff(struct arena *a, const struct entity *e, const void *before, const void *after, struct difference **ret, size_t *ret_n)
{
    const void *from = before ? before : row_new(a, e);
    struct difference *v = arena_array(a, entity_fields(e), sizeof *v);
    size_t n = 0;
    if (!from || !v)
        return E_NOMEM;
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        struct difference d = { .field = f, .before = value_of(f, from), .after = value_of(f, after) };
        if (diff_passes_over(f) || value_equal(d.before, d.after))
            continue;
        if (!before && f->kind == KIND_BOOL)
            d.before.none = true;
        if (!text_of(a, f, d.before, &d.text_before) || !text_of(a, f, d.after, &d.text_after))
            return E_NOMEM;
        v[n++] = d;
    }
    *ret = v;
    *ret_n = n;
    return OK;
}
