#include "feed/audit_pdf.h"

#include "base/arena.h"
#include "feed/audit_report.h"
#include "feed/sandbox.h"

enum { PDF_SECONDS = 20 /* of processor time; twice that by the clock */ };
_Static_assert(PDF_SECONDS == 20 && AUDIT_TEXT_MAX == 20 * 1024 * 1024, "the sentence below names both");

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
        .limits = { .memory = (size_t)1 << 30, .cpu_s = PDF_SECONDS, .wall_ms = 2 * PDF_SECONDS * 1000, .output = AUDIT_TEXT_MAX } };
    struct fault inner = { 0 };
    enum err e = sandbox_exec(&p, arena, NULL, &inner);
    if (e == E_INVALID && (strstr(inner.arg[1], "assword") || strstr(inner.arg[1], "ermission")))
        return fault(f, E_INVALID, "", N_("PDF-filen är låst med lösenord. Spara den utan lösenord och försök igen."), NULL, NULL);
    if (e == E_INVALID)
        return fault(f, E_INVALID, "", N_("PDF-filen är skadad eller ofullständig och kan inte läsas."), NULL, NULL);
    if (e == E_LIMIT)
        return fault(f, E_LIMIT, "", N_("PDF-filen är för stor eller för tung att läsa: högst {1} MB text på {2} sekunder. Läs in den som text i stället."), "20", "20");
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
