/* The rules of keeping and disposing (N4). */
#ifndef DOMAIN_ARCHIVE_RULES_H
#define DOMAIN_ARCHIVE_RULES_H

#include "domain/save.h"

extern const struct subject_rules archive_rules;

#endif
