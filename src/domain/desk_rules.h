/* The rules of the glossary. */
#ifndef DOMAIN_DESK_RULES_H
#define DOMAIN_DESK_RULES_H

#include "domain/save.h"

extern const struct subject_rules desk_rules;

#endif
