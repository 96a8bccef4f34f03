/* samsyn report: a report written to standard output. */
#ifndef MAIN_VERB_REPORT_H
#define MAIN_VERB_REPORT_H

#include "main/verb.h"

int verb_report(int argc, char **argv, const struct words *words);

#endif
