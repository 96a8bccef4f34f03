/* Patterns and paths from the input: what was added is found by its own pattern, and a capture is one segment of the path. */
#include <stdlib.h>

#include "base/arena.h"
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a cleanup(arena_free) = arena_new(4 << 20);
    struct router *r;
    struct str in = { (const char *)data, size }, patterns = str_cut(&in, '\0'), params[4];
    size_t value, n = 0;
    unsigned allow;
    if (router_new(&r) != OK)
        return 0;
    while (patterns.n && n < 200) {
        const char *pattern = str_c(&a, str_cut(&patterns, '\n'));
        enum method m = (enum method)(n % (METHOD__N - 1) + 1);
        if (pattern && router_add(r, m, pattern, n) == OK && !strchr(pattern, '{') && strlen(pattern) > 1 && pattern[strlen(pattern) - 1] != '/' &&
            (router_find(r, m, str(pattern), &value, params, &allow) != ROUTE_FOUND || value != n))
            abort();
        n++;
    }
    for (unsigned m = 1; m < METHOD__N; m++) {
        struct str found[4] = { { 0 } };
        if (router_find(r, (enum method)m, in, &value, found, &allow) == ROUTE_FOUND)
            for (size_t i = 0; i < LEN(found); i++)
                if (found[i].n && (found[i].p < in.p || found[i].p + found[i].n > in.p + in.n || memchr(found[i].p, '/', found[i].n)))
                    abort();
    }
    router_free(r);
    return 0;
}
