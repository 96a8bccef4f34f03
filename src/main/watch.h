/* The bodies of the watch's subcommands that have files of their own. argv[0] is the subcommand. */
#ifndef MAIN_WATCH_H
#define MAIN_WATCH_H

#include "base/words.h"

#define VERB_VULN_INVENTORY_USAGE "vuln inventory csv|cyclonedx|spdx|nmap FIL"
int verb_vuln_inventory(int argc, char **argv, const struct words *words);

#endif
