/* An entity's form, from its field table, and what came back from it. The HTML works without script; its classes are those of
 * ui/style/samsyn.css. */
#ifndef DERIVE_FORM_H
#define DERIVE_FORM_H

#include "base/words.h"
#include "derive/validate.h"

/* What a reference may point at. Up to FORM_SELECT_MAX stand in a select; more in a search field with suggestions. */
enum { FORM_SELECT_MAX = 40 };
struct form_option { int64_t id; struct str title; };
struct form_options { const struct field *field; const struct form_option *v; size_t n; };

/* The text that was sent for a field; p NULL: none. */
struct form_input { struct str (*get)(const void *ctx, const char *name); const void *ctx; };

struct form_view {
    const struct entity *entity;
    const void *row;                /* the values; zeroed with row_new at a creation */
    struct form_input input;        /* get NULL: show the row; else what was written stands in the fields */
    const struct faults *faults;    /* NULL: none */
    const struct form_options *options;
    size_t options_n;
    const struct words *words;
    bool creating;
    bool correcting;                /* IMMUTABLE fields may be written too */
    const struct field *left_out;   /* changed otherwise (a state, by its steps); NULL: none */
};

/* The fields in their groups, and a hidden "version"; no <form> element, no buttons. Field names are the table's names,
 * ids "f-NAME". */
void form_html(struct buf *b, const struct form_view *v);
/* The summary for the top of a page: every fault with a link to its field. Nothing when there is none. `e` may be NULL. */
void form_summary_html(struct buf *b, const struct words *w, const struct entity *e, const struct faults *fs);
/* True when the form has an input "file": the entity takes one and the row has none yet. Such a form is sent as multipart/form-data. */
bool form_takes_file(const struct entity *e, const void *row);
/* True when the form shows an input for this field. */
bool form_shows(const struct entity *e, const struct field *f, bool creating, bool correcting);

/* Lays what was sent over `row`: every field that the form shows and that was sent (a boolean that was not sent is false).
 * One-line text is trimmed; the CR LF of a textarea becomes LF; a text that came back
 * as a browser sends what the row holds (which cannot send every line break) stays as the row holds it. `left_out` as in the view.
 * Each value that cannot be read is a fault and leaves its field
 * alone. Text lives in the arena or in the input. OK, E_INVALID (see fs) or E_NOMEM. */
enum err form_read(struct arena *a, const struct entity *e, struct form_input input, bool creating, bool correcting, const struct field *left_out,
                   void *row, struct faults *fs) nodiscard;
/* What a textarea sent, with its CR LF (and lone CR) as LF again. Copies only when there is a CR. */
struct str form_lines(struct arena *a, struct str s);
/* The version that the form was made from; 0 when it was not sent. */
int64_t form_version(struct form_input input);

#endif
