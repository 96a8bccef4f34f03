/* samsyn export: what is handed over to an archive. */
#ifndef MAIN_VERB_EXPORT_H
#define MAIN_VERB_EXPORT_H

#include "main/verb.h"

int verb_export(int argc, char **argv, const struct words *words);

#endif
