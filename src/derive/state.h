/* A list's state in its address: filters, search, order, columns, page. The pages' lists and the interface for programs read
 * the same parameters.
 *
 *     type=granskning          equal; a word by its code or label, a reference by its id
 *     type.ne= dated.lt= dated.le= dated.gt= dated.ge= title.contains= due.given=ja|nej
 *     standing=upphavd|alla    rows that no longer hold; without it the valid ones
 *     q=reserv                 search in the text fields
 *     sort=dated, sort=-dated  ascending, descending; without it by id
 *     columns=title,dated      the columns (fields) shown, in this order; may stand several times
 *     limit=50                 rows of a page
 *     after=CURSOR, before=CURSOR   the page behind, in front of
 *     count=ja                 count too
 *
 * A parameter with an empty value is as if it were not there, so that a form without script can send all its fields.
 * Comparing follows the stored form: "2021" comes before "2021-09", "?" after every date. */
#ifndef DERIVE_STATE_H
#define DERIVE_STATE_H

#include "derive/query.h"
#include "derive/validate.h"

struct buf;

enum { STATE_COLUMNS_MAX = 64, STATE_CURSOR_MAX = 4000 /* bytes */, STATE_SEARCH_MAX = 200 /* code points */, STATE_PARAMS_MAX = 100 };

struct state_param { struct str name, value; };

struct state {
    struct query query;
    const struct field *columns[STATE_COLUMNS_MAX];
    size_t columns_n;
    bool columns_chosen;    /* by the address; else they are the LISTED ones */
    size_t limit_default;
};

/* The state of an address without parameters. limit_default is 1 to QUERY_LIMIT_MAX. */
struct state state_default(const struct entity *e, size_t limit_default);
/* Reads decoded parameters, in any order. Names in `others` (ends with NULL; may be NULL) belong to the caller and are passed over.
 * Everything that is not understood is a fault, place the parameter's name. On E_INVALID *ret holds what was understood, so that a
 * page can show the list and the faults; text lives as long as the parameters and the arena. OK, E_INVALID or E_NOMEM. */
enum err state_parse(struct arena *a, const struct entity *e, const struct state_param *params, size_t n, size_t limit_default,
                     const char *const *others, struct state *ret, struct faults *fs) nodiscard;
/* The parameters of a state, in one order, nothing that is the default: reading them gives the same state. For hidden fields
 * of a form. *ret_n is at most STATE_PARAMS_MAX. NULL when memory is out. */
const struct state_param *state_params(struct arena *a, const struct state *s, size_t *ret_n);
/* The same as a query string, percent-encoded, without '?'. */
enum err state_put(struct buf *b, struct arena *a, const struct state *s) nodiscard;
/* The fields that are its columns, as query.only and the JSON walker take them; NULL when memory is out. */
const bool *state_only(struct arena *a, const struct state *s);

/* Which comparisons a field has in an address, a set of 1 << enum compare; 0: it cannot be asked for. */
unsigned state_compares(const struct field *f);
bool state_sortable(const struct field *f);
/* "" (equal), "ne", "lt" … "given"; COMPARE_NOT_GIVEN is "given" too. */
const char *state_compare_name(enum compare c);

#endif
