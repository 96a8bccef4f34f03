/* What the forms of SPDX have in common. */
#ifndef FEED_SPDX_H
#define FEED_SPDX_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

struct inventory;
struct json;

/* A package as it is being read. */
struct spdx_names {
    struct str id, name, version, supplier, purpose, cpe23, cpe22, purl;
};

bool spdx_version_known(struct str version);
struct str spdx_part(struct str purpose);
/* Keeps an external reference when it is a CPE or a purl; the first of each kind. */
void spdx_take_reference(struct spdx_names *n, struct str type, struct str locator);
enum err spdx_add(struct inventory *inv, const struct spdx_names *n, struct fault *f) nodiscard;
/* Refuses what began at `place`, the fault's own place behind it. */
void spdx_refuse(struct json *j, const char *place, const struct fault *f);

#endif
