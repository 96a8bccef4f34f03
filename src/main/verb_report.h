/* samsyn report: a report written to standard output. */
#ifndef MAIN_VERB_REPORT_H
#define MAIN_VERB_REPORT_H

#include "main/app.h"
#include "main/verb.h"

/* The store, and what the whole federation may see of it. */
struct verb_opened { struct store *store; struct reading *reading; struct seat seat; struct organisation federation; };
enum err verb_open_all(const struct config *c, struct arena *a, struct verb_opened *ret, struct fault *f) nodiscard;
void verb_opened_end(struct verb_opened *o); /* fits cleanup() */
/* The head of an earlier day, as `samsyn head` wrote it. */
enum err verb_read_head(struct arena *a, const char *path, struct str *ret, struct fault *f) nodiscard;

int verb_report(int argc, char **argv, const struct words *words);

#endif
