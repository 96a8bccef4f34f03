/* samsyn vuln inventory FORMAT FILE: what an inventory holds, as lines of JSON. The file is read in a sandboxed child. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "feed/inventory.h"
#include "feed/sandbox.h"
#include "main/verb.h"
#include "main/watch.h"

static enum err to_stdout(void *ctx, struct str piece, struct fault *f)
{
    (void)ctx;
    if (fwrite(piece.p, 1, piece.n, stdout) == piece.n)
        return OK;
    return fault(f, E_IO, NULL, N_("Svaret kunde inte skrivas: {1}."), strerrordesc_np(errno), NULL);
}

int verb_vuln_inventory(int argc, char **argv, const struct words *words)
{
    enum { NAME, FORMAT, PATH, ARGUMENTS };
    if (argc != ARGUMENTS || !inventory_format_of(str(argv[FORMAT]))) {
        fprintf(stderr, "%s\n", VERB_VULN_INVENTORY_USAGE);
        return EXIT_USAGE;
    }
    struct fault f = { 0 };
    struct arena a cleanup(arena_free) = arena_new(4096);
    int fd cleanup(sandbox_close) = open(argv[PATH], O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fault(&f, E_IO, argv[PATH], N_("Filen kan inte öppnas: {1}."), strerrordesc_np(errno), NULL);
        verb_complain(words, &f);
        return EXIT_FAILED;
    }
    const char *const args[] = { argv[FORMAT] };
    const struct sandbox_job job = {
        .name = "inventory", .in = &fd, .in_n = 1, .argv = args, .argc = LEN(args), .sink = to_stdout,
        /* Two million items and their file, mapped; what an address space of 64 bits gives away freely. */
        .limits = { .memory = (size_t)8 << 30, .cpu_s = 300, .wall_ms = 600000, .output = (size_t)8 << 30 },
    };
    if (sandbox_run(&job, &a, NULL, &f) != OK) {
        fault_within(&f, argv[PATH]);
        verb_complain(words, &f);
        return EXIT_FAILED;
    }
    if (fflush(stdout) != 0)
        return EXIT_FAILED;
    return EXIT_FINE;
}
