/* Rules for audits, recommendations and assessments. */
#ifndef DOMAIN_AUDIT_RULES_H
#define DOMAIN_AUDIT_RULES_H

#include "domain/save.h"

extern const struct subject_rules audit_rules;

#endif
