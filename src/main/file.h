/* Whole files within a bound, for the verbs and the configuration. */
#ifndef MAIN_FILE_H
#define MAIN_FILE_H

#include "base/buf.h"

/* Appends the whole of a file, or of standard input for "-". More than `most` bytes are refused; a regular file before anything of it is
 * read, a pipe or a device when it has given that much. `to` must have room for `most` + 1 bytes. place: the path.
 * E_ABSENT: there is no such file. E_DENIED: it may not be read. E_LIMIT: too large; the fault says how large
 * it may be. E_IO: a directory, or the disk failed. E_NOMEM. */
enum err file_read(const char *path, size_t most, struct buf *to, struct fault *f) nodiscard;

#endif
