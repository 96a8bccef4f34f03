/* samsyn import audit FILE: the proposal read from an audit report, for people or as JSON; with --apply it is stored. */
#ifndef MAIN_VERB_IMPORT_H
#define MAIN_VERB_IMPORT_H

#include "main/verb.h"

int verb_import_run(int argc, char **argv, const struct words *words);

#define VERB_IMPORT { .name = "import", .usage = "samsyn import audit FIL [--json] [--names] [--apply [--create] [--config FIL]]", .run = verb_import_run, \
    .help = N_("Läser en revisionsrapport (text eller PDF) och visar vad den föreslår. --names behåller personnamn och e-post. " \
            "--apply sparar förslaget, --create lägger upp de organisationer och organ som saknas.") }

#endif
