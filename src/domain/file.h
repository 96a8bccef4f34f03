/* A file that belongs to a row: evidence, a version of a document. The row names it by its SHA-256; the bytes lie in the store once and
 * are never written over. What the bytes are is checked before (feed/file_type.h). */
#ifndef DOMAIN_FILE_H
#define DOMAIN_FILE_H

#include "store/store.h"

struct domain_file { struct str bytes, name, type; };

enum { FILE_NAME_MAX = 200 /* bytes */ };

/* The SHA-256 of the row's file; empty: none. */
struct str domain_file_sha256(const struct entity *e, const void *row);
/* The name its file has outside the program; a text that is kept without one (a decided response) is called after its entity. In the arena. */
struct str domain_file_named(struct arena *a, const struct entity *e, const void *row);
/* Stores the bytes and lets the row, which is not saved yet, name them (entity_takes_file; media_type and bytes where it has them).
 * E_DENIED: it already has a file. E_LIMIT: more than BLOB_MAX bytes. E_INVALID: none. */
enum err domain_attach(struct writing *w, const struct entity *e, void *row, const struct domain_file *file, struct fault *f) nodiscard;
/* A name that may stand in a header and in a folder: the last part of a path, valid UTF-8, no control characters, quotes, slashes or
 * leading dots, at most FILE_NAME_MAX bytes with its extension kept. "fil" when nothing is left. */
struct str domain_file_name(struct arena *a, struct str name);

#endif
