/* The store as the watch's verbs use it: opened from the configuration, with the program's seat in its federation. */
#ifndef MAIN_WATCH_STORE_H
#define MAIN_WATCH_STORE_H

#include "domain/watch.h"
#include "main/config.h"
#include "main/watch_input.h"

struct watch_store {
    struct arena arena;         /* the configuration's texts, and what the verb keeps */
    struct config config;
    struct store *store;
    struct seat seat;
    instant now;
};

/* Reads the configuration out of argv and opens the store. False when it failed; then *ret_status is the verb's exit status and
 * the reason is told. */
bool watch_store_open(struct watch_store *ret, int *argc, char **argv, const struct words *words, int *ret_status);
void watch_store_close(struct watch_store *s); /* fits cleanup() */

/* Reads files of a feed and stores what they say; prints one line of JSON about it. *ret_fine: every file was usable. */
enum err watch_store_feed(struct watch_store *s, const char *kind, struct str name, const struct watch_paths *paths, const struct words *words,
                          bool *ret_fine, struct fault *f) nodiscard;

#endif
