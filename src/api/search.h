#ifndef API_SEARCH_H
#define API_SEARCH_H

#include "api/api.h"

enum err api_search(struct visit *v, struct fault *f) nodiscard;

#endif
