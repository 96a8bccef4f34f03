/* A page of an entity's rows as HTML: search, filters, columns, the table, and the way to the next page. Everything that the
 * reader chose stands in the address (derive/state.h); it works without script. Classes are those of ui/style/samsyn.css. */
#ifndef DERIVE_LIST_H
#define DERIVE_LIST_H

#include "derive/form.h"
#include "derive/state.h"

/* What the store gave: as its struct rows, which stands below this room. */
struct list_rows {
    const void *rows;           /* n structs of entity->size bytes */
    size_t n;
    const struct str *titles;   /* n × entity_fields() */
    struct str first, last;     /* cursors */
    bool more_before, more_after;
    int64_t count;              /* of the whole query; COUNT_MAX + 1: more than COUNT_MAX */
};

struct list_view {
    const struct entity *entity;
    const struct state *state;
    const struct list_rows *rows;
    const struct form_options *options; /* for filters on references; a field without any is filtered by number */
    size_t options_n;
    const struct words *words;
    struct arena *arena;
    bool may_create, may_import, may_export;
};

/* The whole list under the page's heading. E_NOMEM or E_LIMIT. */
enum err list_html(struct buf *b, const struct list_view *v) nodiscard;
/* Only a table of rows with these columns, for what hangs on a record. `caption` is Swedish. */
void list_table_html(struct buf *b, const struct words *w, const struct entity *e, const struct list_rows *rows, const struct field *const *columns,
                     size_t columns_n, const char *caption);
/* Columns of a short table: the LISTED fields without `left_out`, at most `most`; returns how many. */
size_t list_columns(const struct entity *e, const struct field *left_out, const struct field **ret, size_t most);

#endif
