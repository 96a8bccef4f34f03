/* What the two forms of CycloneDX have in common. */
#ifndef FEED_CYCLONEDX_H
#define FEED_CYCLONEDX_H

#include <stdbool.h>

#include "base/str.h"

/* "1.0" to "1.7". */
bool cyclonedx_version_known(struct str version);
/* The CPE part of a component's type. */
struct str cyclonedx_part(struct str type);

struct cyclonedx_names { struct str group, supplier, manufacturer, publisher; };
/* The first that is given. */
struct str cyclonedx_vendor(const struct cyclonedx_names *n);

#endif
