#include "api/api.h"

#include "api/read.h"
#include "api/search.h"
#include "api/sheet.h"
#include "api/write.h"

#define ANY SUBJECT_NONE /* ROUTE_ENTITY: the subject of the register named in the path */

const struct route api_routes[] = {
    { METHOD_GET, "/api/openapi.json", SUBJECT_NONE, RIGHT_NONE, ROUTE_API | ROUTE_OPEN | ROUTE_SLOW, api_document },
    { METHOD_GET, "/api/v1/search", SUBJECT_SELF, RIGHT_READ, ROUTE_API | ROUTE_SLOW, api_search },
    { METHOD_GET, "/api/v1/{entity}", ANY, RIGHT_READ, ROUTE_API | ROUTE_ENTITY, api_list },
    { METHOD_POST, "/api/v1/{entity}", ANY, RIGHT_PROPOSE, ROUTE_API | ROUTE_ENTITY, api_create },
    { METHOD_GET, "/api/v1/{entity}/csv", ANY, RIGHT_READ, ROUTE_API | ROUTE_ENTITY | ROUTE_EXPORT | ROUTE_SLOW, api_export },
    { METHOD_POST, "/api/v1/{entity}/csv", ANY, RIGHT_PROPOSE, ROUTE_API | ROUTE_ENTITY | ROUTE_LARGE, api_import },
    { METHOD_GET, "/api/v1/{entity}/{id}", ANY, RIGHT_READ, ROUTE_API | ROUTE_ENTITY, api_one },
    { METHOD_PUT, "/api/v1/{entity}/{id}", ANY, RIGHT_PROPOSE, ROUTE_API | ROUTE_ENTITY, api_replace },
    { METHOD_PATCH, "/api/v1/{entity}/{id}", ANY, RIGHT_PROPOSE, ROUTE_API | ROUTE_ENTITY, api_change },
    { METHOD_DELETE, "/api/v1/{entity}/{id}", ANY, RIGHT_EDIT, ROUTE_API | ROUTE_ENTITY, api_revoke },
    { METHOD_POST, "/api/v1/{entity}/file", ANY, RIGHT_PROPOSE, ROUTE_API | ROUTE_ENTITY | ROUTE_LARGE, api_upload },
    { METHOD_GET, "/api/v1/{entity}/{id}/file", ANY, RIGHT_READ, ROUTE_API | ROUTE_ENTITY | ROUTE_SLOW, api_file },
    { METHOD_GET, "/api/v1/{entity}/{id}/history", ANY, RIGHT_READ, ROUTE_API | ROUTE_ENTITY, api_history },
    { METHOD_POST, "/api/v1/{entity}/{id}/{verb}", ANY, RIGHT_PROPOSE, ROUTE_API | ROUTE_ENTITY, api_act },
    { 0 },
};
