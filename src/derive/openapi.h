/* The interface for programs as an OpenAPI 3.1 document, from the field tables: one schema and the paths of every entity that is
 * not PLUMBING. gen/openapi.json is this text; ./check compares them, and the system tests hold every reply to it.
 *
 * Per entity NAME: NAME (what is read), NAME_patch (what may be written), NAME_new (the same, with what must be given), and
 * NAME_filter (the parameters of a list, derive/state.h). Words carry their labels in x-labels, money its unit in x-unit. */
#ifndef DERIVE_OPENAPI_H
#define DERIVE_OPENAPI_H

#include "model/field.h"

struct buf;

/* An act beside the ordinary ones: a transition of a state machine, a correction. Becomes POST /api/v1/ENTITY/{id}/VERB. */
struct openapi_act {
    const struct entity *entity;
    const char *verb;
    const char *label;
    bool corrects;      /* the body carries a change of the row and must give a reason */
};

void openapi_put(struct buf *b, const struct openapi_act *acts, size_t acts_n);

#endif
