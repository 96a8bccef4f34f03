#ifndef MAIN_VERB_JOB_H
#define MAIN_VERB_JOB_H

#include "main/verb.h"

int verb_job(int argc, char **argv, const struct words *words);

#endif
