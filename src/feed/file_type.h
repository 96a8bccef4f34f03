/* What a file that somebody hands in really is, by its bytes and not by its name. The bytes are a stranger's: libmagic reads them in the
 * sandbox. What is taken is a list of kinds; programs, scripts and pages that a browser would run are refused whatever they are called. */
#ifndef FEED_FILE_TYPE_H
#define FEED_FILE_TYPE_H

#include "base/err.h"
#include "base/str.h"

struct arena;
struct sandbox_io;

enum { FILE_TYPE_MAX = 100 /* bytes of a media type */ };

/* The media type of the bytes when they are of a kind that is taken and agree with the name's extension; lives in the arena.
 * E_INVALID, place "file": a program, a kind that is not taken, or a name that says something else than the bytes. Runs a child. */
enum err file_type(struct str bytes, struct str name, struct arena *a, struct str *ret, struct fault *f) nodiscard;

/* The rule alone, over what libmagic says; for the test. */
enum err file_type_taken(struct str type, struct str name, struct fault *f) nodiscard;

/* The child function: input 0 the bytes, input 1 libmagic's compiled table; answers with the media type. */
enum err file_type_child(const struct sandbox_io *io, struct fault *f);

#endif
