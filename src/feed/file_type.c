#include "feed/file_type.h"

#include <fcntl.h>
#include <magic.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/inventory.h"
#include "feed/sandbox.h"

/* Debian's libmagic-mgc. */
#define TABLE "/usr/share/misc/magic.mgc"

enum { LOOKED_AT = 2 * 1024 * 1024 /* bytes: libmagic itself looks at one of these */ };

/* A media type that ends with '/' or '.' stands for all that begin so. */
static const struct { const char *extensions, *types; } kinds[] = {
    { "pdf", "application/pdf" },
    { "txt md log csv tsv json xml eml ics",
      "text/plain text/csv text/xml text/x-tex text/troff application/json application/csv message/rfc822 text/calendar application/x-ndjson" },
    { "png", "image/png" }, { "jpg jpeg", "image/jpeg" }, { "gif", "image/gif" }, { "webp", "image/webp" }, { "tif tiff", "image/tiff" },
    { "docx xlsx pptx", "application/vnd.openxmlformats-officedocument. application/zip" },
    { "odt ods odp", "application/vnd.oasis.opendocument. application/zip" },
    { "doc xls ppt msg", "application/msword application/vnd.ms-excel application/vnd.ms-powerpoint application/vnd.ms-outlook application/x-ole-storage application/CDFV2" },
    { "rtf", "text/rtf" },
    { "zip", "application/zip" },
};

/* What a machine runs when it is opened, and what a browser runs when it is shown. */
static const char *const programs[] = {
    "application/x-executable", "application/x-pie-executable", "application/x-sharedlib", "application/x-object", "application/x-dosexec", "application/x-mach-binary",
    "application/vnd.microsoft.portable-executable", "application/x-msdownload", "application/x-ms-shortcut", "application/java-archive", "application/x-java-applet",
    "application/x-elc", "application/javascript", "application/x-shellscript", "application/vnd.android.package-archive", "application/x-msi", "application/hta",
    "text/x-shellscript", "text/x-msdos-batch", "text/x-script.", "text/x-perl", "text/x-python", "text/x-ruby", "text/x-php", "text/javascript", "text/x-lua",
};

static bool among(struct str list, struct str one)
{
    while (list.n) {
        struct str word = str_cut(&list, ' ');
        bool begins = word.n && word.p[word.n - 1] == '.';
        if (begins ? str_starts(one, word) : str_eq(one, word))
            return true;
    }
    return false;
}

static struct str extension_of(struct str name, char room[static 16])
{
    size_t dot = name.n;
    while (dot > 0 && name.p[dot - 1] != '.' && name.p[dot - 1] != '/')
        dot--;
    size_t n = 0;
    for (size_t i = dot; dot > 0 && name.p[dot - 1] == '.' && i < name.n && n < 15; i++)
        room[n++] = name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] + 32) : name.p[i];
    room[n] = '\0';
    return (struct str){ room, n };
}

enum err file_type_taken(struct str type, struct str name, struct fault *f)
{
    char extension[16], said[FILE_TYPE_MAX + 1];
    struct str end = extension_of(name, extension);
    snprintf(said, sizeof said, "%.*s", SF(type));
    for (size_t i = 0; i < LEN(programs); i++)
        if (among(str(programs[i]), type))
            return fault(f, E_INVALID, "file", N_("Filen är ett program ({1}) och tas inte emot."), said, NULL);
    for (size_t i = 0; i < LEN(kinds); i++)
        if (end.n && among(str(kinds[i].extensions), end))
            return among(str(kinds[i].types), type) ? OK :
                fault(f, E_INVALID, "file", N_("Filens namn slutar på .{1} men innehållet är {2}. Spara om filen och välj den igen."), extension, said);
    return fault(f, E_INVALID, "file", N_("Filer av det slaget tas inte emot ({1}). Spara som PDF, text, bild eller kontorsdokument."), end.n ? extension : said, NULL);
}

enum err file_type(struct str bytes, struct str name, struct arena *a, struct str *ret, struct fault *f)
{
    int in[2] = { -1, -1 };
    int given cleanup(sandbox_close) = -1, table cleanup(sandbox_close) = open(TABLE, O_RDONLY | O_CLOEXEC);
    struct buf type cleanup(buf_free) = buf_new(FILE_TYPE_MAX);
    if (!bytes.n)
        return fault(f, E_INVALID, "file", N_("Filen är tom."), NULL, NULL);
    if (table < 0)
        return fault(f, E_IO, NULL, N_("Tabellen över filtyper saknas: installera paketet libmagic-mgc."), NULL, NULL);
    TRY(sandbox_memory_file(str_sub(bytes, 0, LOOKED_AT), &given, f));
    in[0] = given;
    in[1] = table;
    struct sandbox_job job = { .name = "file-type", .in = in, .in_n = 2, .limits = { (size_t)512 << 20, 10, 20000, FILE_TYPE_MAX }, .sink = sandbox_sink_buf, .ctx = &type };
    TRY(sandbox_run(&job, a, NULL, f));
    TRY(buf_check(&type, f));
    TRY(file_type_taken(buf_str(&type), name, f));
    *ret = str_copy(a, buf_str(&type));
    return ret->p ? OK : fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static void close_magic(magic_t *m)
{
    if (*m)
        magic_close(*m);
}

enum err file_type_child(const struct sandbox_io *io, struct fault *f)
{
    struct inventory_file given cleanup(inventory_file_close) = { .text = { NULL, 0 } }, table cleanup(inventory_file_close) = { .text = { NULL, 0 } };
    if (io->in_n != 2)
        return fault(f, E_BUG, NULL, N_("Det finns ingen sådan läsare."), NULL, NULL);
    TRY(inventory_file_open(io->in[0], &given, f));
    TRY(inventory_file_open(io->in[1], &table, f));
    magic_t m cleanup(close_magic) = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_RAW);
    void *tables[] = { (void *)(uintptr_t)table.text.p };
    size_t sizes[] = { table.text.n };
    if (!m || magic_load_buffers(m, tables, sizes, 1) != 0)
        return fault(f, E_IO, NULL, N_("Tabellen över filtyper går inte att läsa."), NULL, NULL);
    const char *type = magic_buffer(m, given.text.p, given.text.n);
    return type && strlen(type) <= FILE_TYPE_MAX ? sandbox_write(io->out, str(type), f) :
        fault(f, E_INVALID, "file", N_("Det går inte att avgöra vilken sorts fil det är."), NULL, NULL);
}
