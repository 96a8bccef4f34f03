/* Rules for the yttrande: how it is begun, decided, sent and replaced (R31–R35). */
#ifndef DOMAIN_RESPONSE_RULES_H
#define DOMAIN_RESPONSE_RULES_H

#include "domain/save.h"

extern const struct subject_rules response_rules;

#endif
