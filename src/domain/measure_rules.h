/* The rules of the handlingsplan: measures, follow-ups, decisions not to act, the auditors' questions. */
#ifndef DOMAIN_MEASURE_RULES_H
#define DOMAIN_MEASURE_RULES_H

#include "domain/save.h"

extern const struct subject_rules measure_rules;

#endif
