/* The verbs about the database as a whole: verify, head, backup, restore, migrate. Each reads the configuration; --db URL and
 * --key FILE go before it. */
#ifndef MAIN_VERB_STORE_H
#define MAIN_VERB_STORE_H

#include "main/verb.h"

#define VERB_STORE_OPTIONS "[--config FIL] [--db URL] [--key FIL]"
#define VERB_VERIFY_USAGE "samsyn verify [--head FIL] " VERB_STORE_OPTIONS
#define VERB_HEAD_USAGE "samsyn head " VERB_STORE_OPTIONS
#define VERB_BACKUP_USAGE "samsyn backup FIL " VERB_STORE_OPTIONS
#define VERB_RESTORE_USAGE "samsyn restore FIL [--head FIL] " VERB_STORE_OPTIONS
#define VERB_MIGRATE_USAGE "samsyn migrate [--role ROLL] " VERB_STORE_OPTIONS

int verb_verify(int argc, char **argv, const struct words *words);
int verb_head(int argc, char **argv, const struct words *words);
int verb_backup(int argc, char **argv, const struct words *words);
int verb_restore(int argc, char **argv, const struct words *words);
int verb_migrate(int argc, char **argv, const struct words *words);

#endif
