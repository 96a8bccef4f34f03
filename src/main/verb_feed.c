/* samsyn feed …: the threat feeds. */
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "main/verb.h"
#include "main/watch.h"
#include "main/watch_input.h"

int verb_feed_check(int argc, char **argv, const struct words *words)
{
    enum { NAME, KIND, FILES };
    const struct feed_kind *kind = argc > FILES ? feed_kind_of(str(argv[KIND])) : NULL;
    if (!kind) {
        fprintf(stderr, "%s\n", VERB_FEED_CHECK_USAGE);
        return EXIT_USAGE;
    }
    struct arena a cleanup(arena_free) = arena_new((size_t)1 << 30);
    struct feed_report report cleanup(feed_report_free) = feed_report_new();
    struct watch_paths paths = { 0 };
    struct fault f = { 0 };
    size_t bad = 0;
    enum err e = OK;
    for (int i = FILES; i < argc && e == OK; i++)
        e = watch_paths_add(&paths, &a, argv[i], &f);
    if (e == OK)
        e = watch_read(kind, &paths, NULL, &report, &bad, &f);
    if (e != OK) {
        verb_complain(words, &f);
        return EXIT_FAILED;
    }
    struct buf out cleanup(buf_free) = buf_new((size_t)64 << 20);
    feed_report_put_json(&out, words, kind->name, &report);
    buf_char(&out, '\n');
    if (buf_check(&out, &f) != OK || fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0)
        return EXIT_FAILED;
    return report.rejected ? EXIT_FAILED : EXIT_FINE;
}

int verb_feed(int argc, char **argv, const struct words *words)
{
    if (argc > 1 && str_is(str(argv[1]), "check"))
        return verb_feed_check(argc - 1, argv + 1, words);
    if (argc > 1 && str_is(str(argv[1]), "pull"))
        return verb_feed_pull(argc - 1, argv + 1, words);
    if (argc > 1 && str_is(str(argv[1]), "import"))
        return verb_feed_import(argc - 1, argv + 1, words);
    if (argc > 1 && str_is(str(argv[1]), "list"))
        return verb_feed_list(argc - 1, argv + 1, words);
    fprintf(stderr, "%s\n%s\n%s\n%s\n", VERB_FEED_CHECK_USAGE, VERB_FEED_PULL_USAGE, VERB_FEED_IMPORT_USAGE, VERB_FEED_LIST_USAGE);
    return EXIT_USAGE;
}
