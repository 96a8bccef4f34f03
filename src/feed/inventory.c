#include "feed/inventory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "feed/limits.h"
#include "feed/sandbox.h"

const struct inventory_format inventory_formats[] = {
    { "csv", inventory_read_csv },
    { "cyclonedx", inventory_read_cyclonedx },
    { "spdx", inventory_read_spdx },
    { "nmap", inventory_read_nmap },
    { 0 },
};

const struct inventory_format *inventory_format_of(struct str name)
{
    for (const struct inventory_format *row = inventory_formats; row->name; row++)
        if (str_is(name, row->name))
            return row;
    return NULL;
}

/* The first byte that says something, behind a byte order mark and white space; 0 when there is none. */
static char first_byte(struct str text)
{
    if (str_starts(text, S("\xEF\xBB\xBF")))
        text = str_sub(text, 3, text.n);
    for (size_t i = 0; i < text.n; i++)
        if (!memchr(" \t\r\n", text.p[i], 4))
            return text.p[i];
    return 0;
}

static struct str without_mark(struct str text)
{
    return str_starts(text, S("\xEF\xBB\xBF")) ? str_sub(text, 3, text.n) : text;
}

enum err inventory_read_cyclonedx(struct str text, struct inventory *inv, struct fault *f)
{
    char first = first_byte(text);
    if (first == '{')
        return cyclonedx_read_json(without_mark(text), inv, f);
    /* UTF-16 begins with its mark; expat knows it. */
    if (first == '<' || str_starts(text, S("\xFF\xFE")) || str_starts(text, S("\xFE\xFF")))
        return cyclonedx_read_xml(text, inv, f);
    return fault(
        f, E_INVALID, NULL, N_("Filen är varken JSON eller XML, så den är ingen CycloneDX-förteckning."), NULL, NULL);
}

enum err inventory_read_spdx(struct str text, struct inventory *inv, struct fault *f)
{
    char first = first_byte(text);
    if (first == '{')
        return spdx_read_json(without_mark(text), inv, f);
    if (first == '<')
        return fault(f, E_INVALID, NULL, N_("SPDX läses som JSON, JSON-LD eller tag-value, inte som RDF/XML."), NULL, NULL);
    return spdx_read_tags(without_mark(text), inv, f);
}

/* ---- items of bills */

struct str inventory_assertion(struct str s)
{
    return str_is(s, "NOASSERTION") || str_is(s, "NONE") ? S("") : s;
}

struct str inventory_supplier(struct str s)
{
    s = inventory_assertion(str_trim(s));
    static const char *const kinds[] = { "Organization:", "Person:", "Tool:" };
    for (size_t i = 0; i < LEN(kinds); i++)
        if (str_starts(s, str(kinds[i])))
            s = str_trim(str_sub(s, strlen(kinds[i]), s.n));
    size_t mail = str_find(s, S(" ("), 0);
    return mail != SIZE_MAX && str_ends(s, S(")")) ? str_trim(str_sub(s, 0, mail)) : s;
}

/* An id from what is known of it. */
static void make_id(struct buf *b, const struct inventory_entry *e)
{
    if (e->id.n || e->purl.n) {
        buf_put(b, e->id.n ? e->id : e->purl);
        return;
    }
    if (e->vendor.n) {
        buf_put(b, e->vendor);
        buf_char(b, '/');
    }
    buf_put(b, e->product);
    if (e->version.n) {
        buf_char(b, '@');
        buf_put(b, e->version);
    }
}

enum err inventory_add_entry(struct inventory *inv, const struct inventory_entry *e, struct fault *f)
{
    struct buf id cleanup(buf_free) = buf_new(feed_limits[LIMIT_STRING].most);
    make_id(&id, e);
    TRY(buf_check(&id, f));
    struct component c = { .id = buf_str(&id), .purl = e->purl };
    if (e->cpe.n)
        c.cpe = e->cpe;
    else
        c.part = e->part, c.vendor = e->vendor, c.product = e->product, c.version = e->version;
    struct fault first = { 0 };
    enum err code = inventory_add(inv, &c, &first);
    if (code != E_INVALID || strcmp(first.place, "id") != 0 || id.n == 0) {
        if (code != OK && f)
            *f = first;
        return code;
    }
    buf_printf(&id, "#%zu", inv->n + 1);
    TRY(buf_check(&id, f));
    c.id = buf_str(&id);
    return inventory_add(inv, &c, f);
}

/* ---- in the sandbox */

void inventory_file_close(struct inventory_file *file)
{
    if (file->mapped)
        munmap(file->mapped, file->text.n);
    free(file->taken);
    *file = (struct inventory_file){ .text = { NULL, 0 } };
}

enum err inventory_file_open(int fd, struct inventory_file *ret_file, struct fault *f)
{
    const size_t most = feed_limits[LIMIT_FILE].most;
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0) {
        if ((uint64_t)st.st_size > most)
            return feed_limit_passed(LIMIT_FILE, NULL, f);
        void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (p != MAP_FAILED) {
            *ret_file = (struct inventory_file){ .text = { p, (size_t)st.st_size }, .mapped = p };
            return OK;
        }
    }
    struct buf b cleanup(buf_free) = buf_new(most + 1);
    for (;;) {
        char *room = buf_room(&b, 65536);
        if (!room)
            return b.n + 65536 > most ? feed_limit_passed(LIMIT_FILE, NULL, f)
                                      : fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        ssize_t n = read(fd, room, 65536);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fault(f, E_IO, NULL, N_("Filen kan inte läsas: {1}."), strerrordesc_np(errno), NULL);
        if (n == 0)
            break;
        b.n += (size_t)n;
    }
    *ret_file = (struct inventory_file){ .text = buf_str(&b), .taken = b.p };
    b.p = NULL; /* handed over */
    return OK;
}

enum err inventory_child(const struct sandbox_io *io, struct fault *f)
{
    enum { FLUSH = 1 << 20 };
    const struct inventory_format *format = io->argc > 0 ? inventory_format_of(str(io->argv[0])) : NULL;
    if (!format || io->in_n != 1)
        return fault(f, E_BUG, NULL, N_("Formatet är okänt."), NULL, NULL);
    struct inventory_file file cleanup(inventory_file_close) = { .text = { NULL, 0 } };
    TRY(inventory_file_open(io->in[0], &file, f));
    struct inventory inv cleanup(inventory_free) = inventory_new(SIZE_MAX / 2);
    TRY(format->read(file.text, &inv, f));
    struct buf b cleanup(buf_free) = buf_new((size_t)64 << 20);
    for (size_t i = 0; i < inv.n; i++) {
        if (io->argc > 1)
            component_put_json_full(&b, &inv.items[i]);
        else
            component_put_json(&b, &inv.items[i]);
        buf_char(&b, '\n');
        if (b.n < FLUSH && i + 1 < inv.n)
            continue;
        TRY(buf_check(&b, f));
        TRY(sandbox_write(io->out, buf_str(&b), f));
        buf_reset(&b);
    }
    return OK;
}
