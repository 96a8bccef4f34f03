/* Rows as JSON and back, by walking the field table. One walker, two forms.
 *
 * Full: for the journal, the past and every comparison of stored rows. All fields in the table's order (the common ones first),
 * no white space, references as bare ids. A field that is not given, and a boolean that is false, is left out: so a row whose
 * entity has gained a field since has the same bytes as before. Equal rows give equal bytes; reading the bytes back and
 * writing again gives the same bytes.
 *
 * Public: for programs outside. Every field but SECRET ones; not given is null; a reference is {"id":12,"title":"…"}, the title
 * left out where the reader may not see the row or the caller has none; a member that is absent altogether is withheld
 * (personal data that is masked, fields not asked for).
 *
 * Values in both: words as their codes, dates with their precision ("2021-09", "?" for unknown), instants as RFC 3339 in UTC with
 * microseconds, money as whole öre, integers and ids as JSON integers, booleans as true and false.
 *
 * Text must be valid UTF-8, which row_validate sees to; NUL cannot be stored and is refused there. */
#ifndef DERIVE_JSON_H
#define DERIVE_JSON_H

#include "derive/validate.h"

struct buf;

void row_json_full(struct buf *b, const struct entity *e, const void *row);
/* Reads the full form into `row` (entity->size bytes; what is left out becomes "not given"). A member that is not a
 * field, stands twice or is of another type than row_json_full gives it is E_INVALID, place the member's name. Text without
 * escapes is not copied: `text` must live as long as the row. The row is untouched on failure. */
enum err row_json_read_full(struct arena *a, const struct entity *e, struct str text, void *row, struct fault *f) nodiscard;

/* One value, null when it is not given; a reference as its bare id. */
void value_json(struct buf *b, const struct field *f, struct value v);

struct json_view {
    const struct str *titles;   /* entity_fields(): titles of the rows referred to; p NULL: unseen. NULL: no titles at all */
    bool mask_personal;         /* leave PERSONAL fields out, and titles that are PERSONAL in the row referred to */
    const bool *only;           /* entity_fields(): the fields wanted; NULL: all. id and version always stand */
};

/* view may be NULL: everything, without titles. */
void row_json_public(struct buf *b, const struct entity *e, const void *row, const struct json_view *view);
/* Lays the members of the JSON object `text` over `row`: a member that is absent leaves its field alone, null makes it not given
 * (a boolean: false). A reference is a bare id or an object with "id" (its "title" is not looked at, so that what was read can be
 * sent back). One-line text is trimmed, LONG text is kept as it is. Every unknown, doubled, COMPUTED, SECRET or ill-typed member is
 * a fault of its own, place the member's name; text that is not one JSON object is one fault. Whether the values keep the
 * table's limits is row_validate's to say. `set` (entity_fields(), may be NULL) tells which fields had a member.
 * OK, E_INVALID (see faults) or E_NOMEM; then row and set are untouched. `text` must live as long as the row. */
enum err row_json_read_public(struct arena *a, const struct entity *e, struct str text, void *row, bool *set, struct faults *fs) nodiscard;

#endif
