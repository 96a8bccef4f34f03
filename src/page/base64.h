/* Files that travel inside a form between two steps, byte for byte. */
#ifndef PAGE_BASE64_H
#define PAGE_BASE64_H

#include "base/arena.h"
#include "base/str.h"

/* Empty when memory is out. */
struct str base64_of(struct arena *a, struct str bytes);
/* Empty when it is not base64 (RFC 4648 §4, with padding). */
struct str base64_to(struct arena *a, struct str text);

#endif
