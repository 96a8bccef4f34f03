/* The command line's verbs. Each is one function in src/main/verb_*.c and one row in the table of main.c. */
#ifndef MAIN_VERB_H
#define MAIN_VERB_H

#include "base/words.h"

/* Exit statuses of every verb. */
enum { EXIT_FINE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct verb {
    const char *name;               /* "risk" */
    const char *usage;              /* "samsyn risk simulate MODEL.json [--years N] …", one line per form; N_() when it holds a sentence */
    const char *help;               /* one sentence, N_(); NULL: for developers, not listed */
    int (*run)(int argc, char **argv, const struct words *words); /* argv[0] is the verb itself; returns the exit status */
};

int verb_risk(int argc, char **argv, const struct words *words);

/* Prints "samsyn: PLACE: WHAT" on standard error. */
void verb_complain(const struct words *words, const struct fault *f);
/* Prints the verb's usage on standard error and returns EXIT_USAGE. */
int verb_usage(const struct words *words, const struct verb *v);

#endif
