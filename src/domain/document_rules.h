/* Rules for documents, their versions and evidence. */
#ifndef DOMAIN_DOCUMENT_RULES_H
#define DOMAIN_DOCUMENT_RULES_H

#include "domain/save.h"

extern const struct subject_rules document_rules;

#endif
