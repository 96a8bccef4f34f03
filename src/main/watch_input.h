/* Files named on the command line to the readers in the sandbox: what `feed check` and `vuln match` share. */
#ifndef MAIN_WATCH_INPUT_H
#define MAIN_WATCH_INPUT_H

#include "base/words.h"
#include "feed/feed.h"
#include "vuln/component.h"

/* Paths that are given. */
struct watch_paths { const char **p; size_t n, cap; };

/* Adds a path; where it is a directory, every document below it (JSON, CSV, XML, packed or not) in the order of names, but those
 * that are no records: "0-…" of a pull, the change lists of the CVE list. E_IO, E_NOMEM. */
enum err watch_paths_add(struct watch_paths *paths, struct arena *a, const char *path, struct fault *f) nodiscard;

/* Reads the files in sandboxed children. What can't be opened is a rejection of that file. *ret_bad: unusable files. */
enum err watch_read(const struct feed_kind *kind, const struct watch_paths *paths, const struct feed_sink *sink,
                    struct feed_report *report, size_t *ret_bad, struct fault *f) nodiscard;

/* Names what was rejected on standard error. True when every file was usable and no limit was passed. */
bool watch_tell(const struct words *words, const struct feed_report *report, size_t bad);

/* Reads an inventory in a sandboxed child. The fault's place begins with the path; its text may lie in `inv`'s arena. */
enum err watch_inventory(const char *format, const char *path, struct inventory *inv, struct fault *f) nodiscard;

#endif
