/* Inside the store: words of texts, and the table `search` that they stand in. */
#ifndef STORE_SEARCH_INSIDE_H
#define STORE_SEARCH_INSIDE_H

#include "store/inside.h"
#include "store/search.h"

/* A word as it is searched for, and where it stands in its text. */
struct word_at { char bytes[SEARCH_WORD_BYTES]; size_t n, from, to; };
bool search_word_next(struct str text, size_t *at, struct word_at *ret);
/* The words of a text behind those in b, compounds as one word into `joined`; neither grows past SEARCH_TEXT_BYTES. */
void search_words_put(struct buf *b, struct buf *joined, struct str text);

/* What the table says of a row. */
struct searched { struct buf words, scope; size_t head; };
void searched_free(struct searched *s);
enum err searched_of(const struct entity *e, const void *row, struct searched *ret, struct fault *f) nodiscard;
/* Writes it, when it says something else than what stands there. */
enum err search_put(const struct engine *g, struct conn *c, const struct entity *e, const void *row, struct fault *f) nodiscard;
/* Empties the table and fills it from all others, in the order in which the rows were made. */
enum err search_fill(const struct engine *g, struct conn *c, struct fault *f) nodiscard;

#endif
