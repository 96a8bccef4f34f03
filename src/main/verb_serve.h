/* samsyn serve: the server. samsyn config: every setting with its meaning. */
#ifndef MAIN_VERB_SERVE_H
#define MAIN_VERB_SERVE_H

#include "main/verb.h"

int verb_serve(int argc, char **argv, const struct words *words);
int verb_config(int argc, char **argv, const struct words *words);

#endif
