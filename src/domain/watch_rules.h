/* The rules of the watch's rows. */
#ifndef DOMAIN_WATCH_RULES_H
#define DOMAIN_WATCH_RULES_H

#include "domain/save.h"

extern const struct subject_rules watch_rules;

#endif
