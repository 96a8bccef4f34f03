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

enum err report_pdf(const struct report *r, struct buf *to, struct fault *f)
{
    static const char *const argv[] = { "/usr/bin/weasyprint", "--quiet", "--encoding", "utf-8", "--pdf-variant", "pdf/ua-1", "-", "-" };
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
