/* samsyn load: rows from a file of JSON lines (domain/load.h), all or nothing. */
#ifndef MAIN_VERB_LOAD_H
#define MAIN_VERB_LOAD_H

#include "main/verb.h"

int verb_load(int argc, char **argv, const struct words *words);

#endif
