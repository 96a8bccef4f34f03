/* samsyn feed import KIND FILE…: feeds from files into the store, as a site without internet does; and samsyn feed list. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "main/verb.h"
#include "main/watch.h"
#include "main/watch_store.h"

int verb_feed_import(int argc, char **argv, const struct words *words)
{
    struct watch_store s cleanup(watch_store_close) = { 0 };
    struct watch_paths paths = { 0 };
    struct fault f = { 0 };
    int status = EXIT_USAGE;
    if (!watch_store_open(&s, &argc, argv, words, &status))
        return status;
    const struct feed_kind *kind = argc > 2 ? feed_kind_of(str(argv[1])) : NULL;
    struct str name = kind ? str(kind->name) : (struct str){ 0 };
    enum err e = OK;
    for (int i = 2; kind && e == OK && i < argc; i++) {
        if (strcmp(argv[i], "--as") != 0)
            e = watch_paths_add(&paths, &s.arena, argv[i], &f);
        else if (++i < argc)
            name = str(argv[i]);
        else
            kind = NULL;
    }
    if (!kind || (e == OK && !paths.n)) {
        fprintf(stderr, "%s\n", VERB_FEED_IMPORT_USAGE);
        return EXIT_USAGE;
    }
    bool fine = false;
    if (e == OK)
        e = watch_store_feed(&s, kind->name, name, &paths, words, &fine, &f);
    if (e != OK)
        verb_complain(words, &f);
    return e == OK && fine ? EXIT_FINE : EXIT_FAILED;
}

static enum err put_feed(void *ctx, const void *row, const struct str *titles)
{
    (void)ctx, (void)titles;
    const struct feed *feed = row;
    struct buf b cleanup(buf_free) = buf_new(4096);
    buf_put(&b, S("{\"feed\":"));
    buf_json(&b, feed->name);
    buf_printf(&b, ",\"kind\":\"%.*s\",\"records\":%lld,\"rejected\":%lld,\"read\":\"", SF(feed->kind), (long long)feed->records, (long long)feed->rejected);
    instant_put(&b, feed->read);
    buf_put(&b, feed->changed.usec ? S("\",\"changed\":\"") : S("\",\"changed\":null"));
    if (feed->changed.usec) {
        instant_put(&b, feed->changed);
        buf_char(&b, '"');
    }
    printf("%.*s}\n", SF(buf_str(&b)));
    return OK;
}

int verb_feed_list(int argc, char **argv, const struct words *words)
{
    struct watch_store s cleanup(watch_store_close) = { 0 };
    struct reading *r;
    struct fault f = { 0 };
    int status = EXIT_USAGE;
    if (!watch_store_open(&s, &argc, argv, words, &status))
        return status;
    if (argc != 1) {
        fprintf(stderr, "%s\n", VERB_FEED_LIST_USAGE);
        return EXIT_USAGE;
    }
    const struct query q = { .entity = &feed_entity, .limit = 1 };
    enum err e = store_read(s.store, &s.seat, &r, &f);
    if (e == OK) {
        e = store_each(r, &q, put_feed, NULL, &f);
        store_read_end(r);
    }
    if (e != OK)
        verb_complain(words, &f);
    return e == OK ? EXIT_FINE : EXIT_FAILED;
}
