/* The bodies of the watch's subcommands that have files of their own. argv[0] is the subcommand. */
#ifndef MAIN_WATCH_H
#define MAIN_WATCH_H

#include "base/words.h"

#define VERB_VULN_INVENTORY_USAGE "samsyn vuln inventory csv|cyclonedx|spdx|nmap FIL"
int verb_vuln_inventory(int argc, char **argv, const struct words *words);

#define VERB_FEED_PULL_USAGE                                                                                           \
    "samsyn feed pull [NAMN] [--dir KATALOG] [--fetch-only] [--as MAPP] [--url ADRESS] [--proxy ADRESS] [--ca FIL] [--key-file FIL] [--allow IP]… [--whole]"
int verb_feed_pull(int argc, char **argv, const struct words *words);

#define VERB_VULN_MATCH_USAGE \
    "samsyn vuln match [--nvd FIL]… [--cve5 FIL|KATALOG]… [--csaf FIL]… [--kev FIL] [--epss FIL] --inventory FORMAT:FIL"
int verb_vuln_match(int argc, char **argv, const struct words *words);

#define VERB_FEED_CHECK_USAGE "samsyn feed check nvd|cve5|kev|epss|csaf|attack|rss FIL…"
int verb_feed_check(int argc, char **argv, const struct words *words);

#define VERB_FEED_IMPORT_USAGE "samsyn feed import nvd|cve5|kev|epss|csaf|attack|rss FIL|KATALOG… [--as NAMN]"
int verb_feed_import(int argc, char **argv, const struct words *words);

#define VERB_FEED_LIST_USAGE "samsyn feed list"
int verb_feed_list(int argc, char **argv, const struct words *words);

#define VERB_VULN_IMPORT_USAGE "samsyn vuln inventory import csv|cyclonedx|spdx|nmap FIL --organisation KOD [--name NAMN]"
int verb_vuln_import(int argc, char **argv, const struct words *words);

#define VERB_VULN_CHANGES_USAGE "samsyn vuln changes [--since DATUM] [--json]"
int verb_vuln_changes(int argc, char **argv, const struct words *words);

/* The verbs themselves: one row each in main.c. */
int verb_vuln(int argc, char **argv, const struct words *words);
int verb_feed(int argc, char **argv, const struct words *words);

#endif
