/* One field's value, read from and written to a row's struct by walking the field table: the basis of every derived face. */
#ifndef DERIVE_VALUE_H
#define DERIVE_VALUE_H

#include "model/field.h"

struct arena;
struct buf;

struct value {
    enum kind kind;
    bool none;          /* not given; in the database NULL */
    int64_t i;          /* KEY, REF, INT, ORE, INSTANT (microseconds), BOOL (0, 1), WORD (the enum's value) */
    struct str s;       /* TEXT */
    struct date d;      /* DATE */
};

struct value value_of(const struct field *f, const void *row);
/* v.kind must be f->kind. Text is not copied: it must live as long as the row. */
void value_set(const struct field *f, void *row, struct value v);
bool value_equal(struct value a, struct value b);

/* The machine's text form: a word's code, ISO dates ("?" for unknown), decimal integers, öre as kronor with a point ("12.50"),
 * instants as RFC 3339, booleans "ja"/"nej". Used in URLs, forms and CSV; value_parse reads it back to an equal value. */
void value_text(struct buf *b, const struct field *f, struct value v);
/* Reads the machine's form and what people write instead: words by label too, any case; "ja/nej/true/false/1/0";
 * "12,50". Empty text is none. The fault's place is the field's name, its text says what was expected. Text is not copied. */
enum err value_parse(const struct field *f, struct str text, struct value *ret, struct fault *fault) nodiscard;

/* A new zeroed row of the entity with INT_NONE where an integer is not given. NULL when memory is out. */
void *row_new(struct arena *a, const struct entity *e);
/* Makes the row as a new one. */
void row_clear(const struct entity *e, void *row);
static inline struct row *row_of(void *any) { return any; }
/* The text that names the row in a link, from its title field; empty when the entity has none. */
struct str row_title(const struct entity *e, const void *row);

#endif
