/* The interface for programs: JSON over the model, CSV for whole lists. One table of routes, one set of handlers for every
 * entity; gen/openapi.json describes it. What may be read or written is decided below: by the route's door, the store and the rules. */
#ifndef API_API_H
#define API_API_H

#include "authn/visit.h"
#include "derive/openapi.h"

/* Ends with a row whose pattern is NULL. */
extern const struct route api_routes[];

/* The acts of every state machine, and the correction of every entity, for the OpenAPI document. NULL when memory is out. */
const struct openapi_act *api_acts(struct arena *a, size_t *ret_n);

#endif
