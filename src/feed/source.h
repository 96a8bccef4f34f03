/* Where a reader's bytes come from: a file descriptor or memory, plain or gzip (told by its first bytes), with the limits on
 * file and unpacked size counted on the way. Never the whole file at once. */
#ifndef FEED_SOURCE_H
#define FEED_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct source;

/* Reads from `fd`, which the caller opens and closes. The name stands in rejections. NULL without memory. */
struct source *source_of_fd(int fd, struct str name);
/* Reads from memory, which must outlive the source. */
struct source *source_of_text(struct str text, struct str name);
void source_free(struct source *s);
void source_done(struct source **s); /* fits cleanup() */

struct str source_name(const struct source *s);
/* Unpacked bytes given so far. */
uint64_t source_given(const struct source *s);

/* Gives up to `room` bytes; *ret_n = 0 at the end. E_IO, E_INVALID (broken gzip), E_LIMIT (file, unpacked size, ratio). */
enum err source_read(struct source *s, char *to, size_t room, size_t *ret_n, struct fault *f) nodiscard;

#endif
