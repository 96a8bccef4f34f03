#include "feed/audit_pdf.h"

#include "base/arena.h"
#include "feed/audit_report.h"
#include "feed/sandbox.h"

bool audit_is_pdf(struct str bytes)
{
    return str_find(str_sub(bytes, 0, 1024), S("%PDF-"), 0) != SIZE_MAX;
}

enum err audit_pdf_text(struct str pdf, struct arena *arena, struct buf *ret, struct fault *f)
{
    static const char *const argv[] = { "/usr/bin/pdftotext", "-layout", "-enc", "UTF-8", "-", "-" };
    int in cleanup(sandbox_close) = -1;
    if (pdf.n > AUDIT_FILE_MAX)
        return fault(f, E_LIMIT, "", N_("Filen är för stor: högst {1} MB tas emot."), "50", NULL);
    TRY(sandbox_memory_file(pdf, &in, f));
    size_t before = ret->n;
    struct sandbox_program p = { .argv = argv, .argc = LEN(argv), .in = in, .sink = sandbox_sink_buf, .ctx = ret,
        .limits = { .memory = (size_t)1 << 30, .cpu_s = 60, .wall_ms = 60000, .output = AUDIT_TEXT_MAX } };
    struct fault inner = { 0 };
    enum err e = sandbox_exec(&p, arena, NULL, &inner);
    if (e == E_INVALID)
        return fault(f, E_INVALID, "", N_("PDF-filen kan inte läsas: {1}"), inner.arg[0][0] ? inner.arg[0] : inner.text, NULL);
    if (e != OK) {
        if (f)
            *f = inner;
        return e;
    }
    for (size_t i = before; i < ret->n; i++)
        if ((unsigned char)ret->p[i] > ' ')
            return OK;
    return fault(f, E_INVALID, "", N_("PDF-filen innehåller ingen text. Är den inskannad behöver den tolkas till text först."), NULL, NULL);
}
