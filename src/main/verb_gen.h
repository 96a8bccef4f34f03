/* samsyn gen DIR writes gen/: openapi.json, access.md, the schemas. tool/check compares them with what is committed. */
#ifndef MAIN_VERB_GEN_H
#define MAIN_VERB_GEN_H

#include "main/verb.h"

int verb_gen(int argc, char **argv, const struct words *words);

#endif
