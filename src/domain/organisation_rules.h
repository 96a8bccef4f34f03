/* Rules for organisations, bodies, posts, accounts and seats. */
#ifndef DOMAIN_ORGANISATION_RULES_H
#define DOMAIN_ORGANISATION_RULES_H

#include "domain/save.h"

extern const struct subject_rules organisation_rules;

#endif
