/* The journal's text form, for those of the store who read it. */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "store/store.h"

/* Reads an entry's text; its slices live in the text or the arena. hash is left empty. */
enum err journal_parse(struct arena *a, struct str text, struct journal_entry *ret, struct fault *f) nodiscard;

/* A head as text, taken apart. */
struct head { uint64_t size; struct str root, chain, at, signature, public; struct str said; };
enum err head_parse(struct str text, struct head *ret, struct fault *f) nodiscard;
/* True when the signature is the key's over the first five lines. */
bool head_signed(const struct head *h, const unsigned char public[static 32]);

#endif
