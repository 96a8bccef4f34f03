/* Package URLs (package-url/purl-spec, PURL-SPECIFICATION.rst): pkg:type/namespace/name@version?qualifiers#subpath. */
#ifndef VULN_PURL_H
#define VULN_PURL_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "vuln/version.h"

struct arena;

struct purl {
    struct str type, space, name, version; /* decoded; space may hold several segments ("github.com/owner"); version may be empty */
    struct str epoch;                      /* the qualifier of rpm packages */
};

/* E_INVALID for what is not a purl, E_NOMEM. Slices of `text` or the arena. */
enum err purl_parse(struct arena *a, struct str text, struct purl *ret_purl, struct fault *f) nodiscard;
/* Same type, namespace and name, without regard to letter case (and, as the types pypi and nuget have it, "-", "_" and "." alike
 * in pypi's names). */
bool purl_same_package(const struct purl *a, const struct purl *b);
/* The order that the type's versions have. */
enum version_scheme purl_scheme(const struct purl *p);
/* The version with the epoch that rpm keeps beside it: "1:2.3-4". NULL p when memory is out. */
struct str purl_full_version(struct arena *a, const struct purl *p);

#endif
