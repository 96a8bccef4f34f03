/* Between the files of the yttrande. Inside domain/ only. */
#ifndef DOMAIN_RESPONSE_INSIDE_H
#define DOMAIN_RESPONSE_INSIDE_H

#include "domain/response.h"

/* As response_load, of a response as it is about to be written. */
enum err response_load_as(struct reading *r, struct arena *a, const struct response *as, struct response_view *ret, struct fault *f) nodiscard;

#endif
