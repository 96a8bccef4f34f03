#include "report/package_inside.h"

#include <stdlib.h>

#include "base/arena.h"
#include "store/merkle.h"

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

enum err package_add(struct audit_package *p, struct arena *a, struct package_file file, struct fault *f)
{
    struct package_file *grown = arena_grow(a, p->files, p->n, p->n + 1, sizeof *grown, &p->cap);
    if (!grown || !file.name.p)
        return no_memory(f);
    p->files = grown;
    if (!file.stored) {
        char sum[65];
        if (!hash_hex(file.bytes, sum))
            return no_memory(f);
        file.sha256 = str_copy(a, str(sum));
        p->bytes += file.bytes.n;
    }
    if (!file.sha256.p)
        return no_memory(f);
    if (p->bytes > PACKAGE_BYTES_MAX)
        return fault(f, E_LIMIT, NULL, N_("Filerna är tillsammans större än {1} MB och ryms inte i ett paket."), "4000", NULL);
    p->files[p->n++] = file;
    return OK;
}

enum err package_add_text(struct audit_package *p, struct arena *a, struct str name, const struct buf *b, struct fault *f)
{
    TRY(buf_check(b, f));
    struct str bytes = str_copy(a, buf_str(b));
    return bytes.p ? package_add(p, a, (struct package_file){ .name = name, .bytes = bytes }, f) : no_memory(f);
}

static int by_name(const void *x, const void *y)
{
    return str_cmp(((const struct package_file *)x)->name, ((const struct package_file *)y)->name);
}

enum err package_add_sums(struct audit_package *p, struct arena *a, struct fault *f)
{
    struct buf b cleanup(buf_free) = buf_new(PACKAGE_TEXT_MAX);
    qsort(p->files, p->n, sizeof *p->files, by_name);
    for (size_t i = 0; i < p->n; i++)
        buf_printf(&b, "%.*s  %.*s\n", SF(p->files[i].sha256), SF(p->files[i].name));
    return package_add_text(p, a, S("SHA256SUMS"), &b, f);
}
