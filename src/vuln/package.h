/* The order of distribution packages' versions, by the distributions' own libraries. Pure: the libraries' comparison only, on
 * text that has been checked first, so that nothing of theirs can object, allocate or exit. */
#ifndef VULN_PACKAGE_H
#define VULN_PACKAGE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

enum { PACKAGE_VERSION_MAX = 512 }; /* bytes; a longer one is not a version */

/* Negative, 0 or positive in *ret; false (and *ret untouched) when one of them is not a version of the kind. */
bool package_compare_deb(struct str a, struct str b, int *ret) nodiscard;
bool package_compare_rpm(struct str a, struct str b, int *ret) nodiscard;

#endif
