/* Questions on the command line, and passwords without echo. */
#ifndef MAIN_ASK_H
#define MAIN_ASK_H

#include "base/arena.h"
#include "base/words.h"

/* One line from standard input without its newline; the question is shown only on a terminal. E_INVALID at the end of input. */
enum err ask_line(struct arena *a, const char *question, bool echo, struct str *ret, struct fault *f) nodiscard;
/* The value after `name` in argv, taken out of it; NULL when it is not there. */
const char *ask_option(int *argc, char **argv, const char *name);
/* True when the flag stood in argv; taken out of it. */
bool ask_flag(int *argc, char **argv, const char *name);

#endif
