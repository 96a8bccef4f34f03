#include "domain/file.h"

#include "base/arena.h"
#include "base/buf.h"
#include "derive/value.h"

static const struct field *computed(const struct entity *e, const char *name)
{
    const struct field *f = entity_field_named(e, str(name));
    return f && (f->flags & COMPUTED) ? f : NULL;
}

struct str domain_file_sha256(const struct entity *e, const void *row)
{
    const struct field *f = computed(e, "sha256");
    return f ? value_of(f, row).s : (struct str){ 0 };
}

struct str domain_file_named(struct arena *a, const struct entity *e, const void *row)
{
    const struct field *f = computed(e, "file_name");
    return f ? domain_file_name(a, value_of(f, row).s) : str_printf(a, "%s.txt", e->name);
}

/* What may stand between quotes in a header and as a name in a folder, on every system. */
static bool is_plain(const char *p, size_t n)
{
    unsigned char c = (unsigned char)*p, second = n > 1 ? (unsigned char)p[1] : 0, third = n > 2 ? (unsigned char)p[2] : 0;
    if (n > 1) /* C1 controls, and the marks that turn the direction of writing: they make a name look like another */
        return !(c == 0xc2 && second < 0xa0) && !(c == 0xe2 && second == 0x80 && (third >= 0xaa || third == 0x8e || third == 0x8f)) &&
               !(c == 0xe2 && second == 0x81 && third >= 0xa6);
    return c > 0x1f && c != 0x7f && !strchr("\"*/:<>?\\|%;", c);
}

struct str domain_file_name(struct arena *a, struct str name)
{
    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\') {
            name = str_sub(name, i, name.n);
            break;
        }
    struct buf b cleanup(buf_free) = buf_new(4096);
    for (size_t at = 0; at < name.n && utf8_valid(name);) {
        size_t from = at;
        utf8_next(name, &at);
        if (b.n == 0 && (name.p[from] == '.' || name.p[from] == ' '))
            continue;
        if (is_plain(name.p + from, at - from))
            buf_put(&b, str_sub(name, from, at));
    }
    struct str clean = str_trim(buf_str(&b));
    if (!clean.n)
        return S("fil");
    if (clean.n <= FILE_NAME_MAX)
        return str_copy(a, clean);
    size_t dot = clean.n;
    while (dot > clean.n - 12 && clean.p[dot - 1] != '.')
        dot--;
    struct str tail = clean.p[dot - 1] == '.' ? str_sub(clean, dot - 1, clean.n) : S("");
    size_t keep = FILE_NAME_MAX - tail.n;
    while (keep && ((unsigned char)clean.p[keep] & 0xc0) == 0x80)
        keep--;
    return str_printf(a, "%.*s%.*s", (int)keep, clean.p, SF(tail));
}

static void set_text(const struct entity *e, void *row, const char *name, struct str s)
{
    const struct field *f = computed(e, name);
    if (f)
        value_set(f, row, (struct value){ .kind = KIND_TEXT, .s = s });
}

enum err domain_attach(struct writing *w, const struct entity *e, void *row, const struct domain_file *file, struct fault *f)
{
    char sum[65];
    if (!entity_takes_file(e))
        return fault(f, E_INVALID, "file", N_("Den här sortens post har ingen fil."), NULL, NULL);
    if (domain_file_sha256(e, row).n)
        return fault(f, E_DENIED, "file", N_("En fil skrivs aldrig över. Lägg till en ny post, så står den gamla kvar."), NULL, NULL);
    if (!file->bytes.n)
        return fault(f, E_INVALID, "file", N_("Filen är tom."), NULL, NULL);
    TRY(store_blob_put(w, file->bytes, sum, f));
    struct arena *a = writing_arena(w);
    struct str kept = str_copy(a, str(sum)), name = domain_file_name(a, file->name);
    if (!kept.p || !name.p)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    set_text(e, row, "sha256", kept);
    set_text(e, row, "file_name", name);
    set_text(e, row, "media_type", file->type);
    const struct field *bytes = computed(e, "bytes");
    if (bytes)
        value_set(bytes, row, (struct value){ .kind = KIND_INT, .i = (int64_t)file->bytes.n });
    return OK;
}
