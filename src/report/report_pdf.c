#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "feed/sandbox.h"
#include "report/report.h"

static int forget(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

/* WeasyPrint as its own command runs it, but that each header cell says which cells it is the header of: what stands in a table's head is its
 * columns', any other its row's. Its tagging leaves that out (ADR 0008). */
static const char script[] =
    "import os\n"
    "os.environ['SOURCE_DATE_EPOCH'] = '0'\n" /* the time that is written into the fonts: the same report gives the same bytes */
    "import logging, sys, pydyf, weasyprint\n"
    "weasyprint.LOGGER.setLevel(logging.ERROR)\n"
    "def scope(document, pdf):\n"
    "    at = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Dictionary)}\n"
    "    for cell in [o for o in at.values() if o.get('S') == '/TH']:\n"
    "        up = cell\n"
    "        while up is not None and up.get('S') not in ('/THead', '/Table'):\n"
    "            up = at.get(up.get('P'))\n"
    "        head = up is not None and up['S'] == '/THead'\n"
    "        cell['A'] = pydyf.Dictionary({'O': '/Table', 'Scope': '/Column' if head else '/Row'})\n"
    "html = weasyprint.HTML(string=sys.stdin.buffer.read().decode('utf-8'), base_url='about:blank')\n"
    "html.write_pdf(sys.stdout.buffer, finisher=scope, variant=sys.argv[1])\n";

static enum err written(const struct report *r, const char *variant, struct buf *to, struct fault *f)
{
    const char *const argv[] = { "/usr/bin/python3", "-I", "-c", script, variant };
    struct buf html cleanup(buf_free) = buf_new(REPORT_BYTES_MAX);
    int in cleanup(sandbox_close) = -1;
    char folder[] = "/tmp/samsyn-pdf-XXXXXX";
    TRY(report_document(r, &html, f));
    TRY(sandbox_memory_file(buf_str(&html), &in, f));
    if (!mkdtemp(folder))
        return fault(f, E_IO, NULL, N_("PDF-filen kunde inte skapas."), NULL, NULL);
    const char *const writable[] = { folder, NULL };
    struct sandbox_program p = { .argv = argv, .argc = LEN(argv), .in = in, .writable = writable, .sink = sandbox_sink_buf, .ctx = to,
        .limits = { .memory = (size_t)2 << 30, .cpu_s = 120, .wall_ms = 120000, .output = REPORT_BYTES_MAX } };
    enum err e = sandbox_exec(&p, r->arena, NULL, f);
    nftw(folder, forget, 8, FTW_DEPTH | FTW_PHYS); /* the child's caches */
    return e == OK ? buf_check(to, f) : e;
}

enum err report_pdf(const struct report *r, struct buf *to, struct fault *f)
{
    return written(r, "pdf/ua-1", to, f);
}

enum err report_pdf_archive(const struct report *r, struct buf *to, struct fault *f)
{
    return written(r, "pdf/a-3b", to, f);
}
