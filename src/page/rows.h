/* The pages that every entity has, from its field table alone. A subject that has more to show
 * has pages of its own, reached by the record's tabs (rows_tabs). */
#ifndef PAGE_ROWS_H
#define PAGE_ROWS_H

#include "domain/save.h"
#include "page/frame.h"

/* The entity whose path is the address's first segment; E_ABSENT when there is none. */
enum err rows_entity(const struct visit *v, const struct entity **ret, struct fault *f) nodiscard;
/* The row named by the address's {id}, read through the visit's seat. */
enum err rows_row(struct visit *v, const struct entity *e, void **ret, struct fault *f) nodiscard;
/* "Post", "Historik" and what else a record has. */
const struct tab *rows_tabs(struct visit *v, const struct entity *e, int64_t id, const char *here, size_t *ret_n);
/* What has happened to a row, the latest first. */
enum err rows_changes(struct visit *v, const struct entity *e, int64_t id, struct history_entry **ret, size_t *ret_n, struct fault *f) nodiscard;
/* The reader's word for a journal verb. */
const char *rows_verb(struct str verb);

enum err rows_list(struct visit *v, struct fault *f);
enum err rows_record(struct visit *v, struct fault *f);
enum err rows_new(struct visit *v, struct fault *f);
enum err rows_create(struct visit *v, struct fault *f);
enum err rows_edit(struct visit *v, struct fault *f);
enum err rows_save(struct visit *v, struct fault *f);
enum err rows_correct(struct visit *v, struct fault *f);
enum err rows_save_correction(struct visit *v, struct fault *f);
enum err rows_history(struct visit *v, struct fault *f);
enum err rows_act(struct visit *v, struct fault *f);
enum err rows_ask_revoke(struct visit *v, struct fault *f);
enum err rows_revoke(struct visit *v, struct fault *f);
enum err rows_ask_import(struct visit *v, struct fault *f);
enum err rows_import(struct visit *v, struct fault *f);
enum err rows_export(struct visit *v, struct fault *f);
/* The list of the screen as lista.csv or lista.xlsx. */
enum err rows_file_of_list(struct visit *v, struct fault *f);
enum err rows_sample(struct visit *v, struct fault *f);
/* The row's file. */
enum err rows_file(struct visit *v, struct fault *f);
/* Both sides of a write that met another; called by rows_save and rows_save_correction. */
enum err rows_conflict(struct visit *v, const struct entity *e, const void *mine, bool correcting, struct fault *f) nodiscard;

/* How a form's write is done: once, however often the form is sent. */
enum err rows_terms(struct visit *v, struct str reason, struct write_terms *ret, struct fault *f) nodiscard;

#endif
