/* The rules of the board's chapter: meetings, requests, presentations, decisions, appetite (R114–R116). */
#ifndef DOMAIN_BOARD_RULES_H
#define DOMAIN_BOARD_RULES_H

#include "domain/save.h"

extern const struct subject_rules board_rules;

#endif
