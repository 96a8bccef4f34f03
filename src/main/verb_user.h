/* samsyn init: database, signing key, federation and first administrator. samsyn user: accounts from the command line. */
#ifndef MAIN_VERB_USER_H
#define MAIN_VERB_USER_H

#include "main/verb.h"

int verb_init(int argc, char **argv, const struct words *words);
int verb_user(int argc, char **argv, const struct words *words);

#endif
