/* The parts of the OpenAPI document, for openapi.c only. */
#ifndef DERIVE_OPENAPI_PARTS_H
#define DERIVE_OPENAPI_PARTS_H

#include "derive/json_out.h"
#include "derive/openapi.h"

/* components/schemas of one entity. */
void openapi_put_schemas(struct json_out *o, const struct entity *e);
/* components/schemas that all entities share: reference, problem, history_entry … */
void openapi_put_common_schemas(struct json_out *o);
/* components/parameters, responses, headers, securitySchemes. */
void openapi_put_components(struct json_out *o);
/* The paths of one entity, and those without one. */
void openapi_put_paths(struct json_out *o, const struct entity *e, const struct openapi_act *acts, size_t acts_n);
void openapi_put_common_paths(struct json_out *o);
/* "{"$ref": "#/components/KIND/NAME SUFFIX"}" under the key. */
void openapi_put_ref(struct json_out *o, const char *key, const char *kind, const char *name, const char *suffix);

#endif
