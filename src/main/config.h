/* One file of `key = value` lines. Every key is one row of the table in config.c, with its default and what it means: `samsyn config`
 * prints them all. What the command line (--port 8081) or the environment (SAMSYN_PORT=8081) says goes before the file, so that a
 * secret need not stand in it; KEY_file names a file that holds the value. */
#ifndef MAIN_CONFIG_H
#define MAIN_CONFIG_H

#include "base/arena.h"
#include "base/words.h"

enum { CONFIG_LINE_MAX = 4096, CONFIG_BYTES_MAX = 256 * 1024, CONFIG_PATH_MAX = 1024, KEY_BYTES = 32 };

struct config {
    const char *database, *database_owner, *key_file, *feeds, *address, *tls_certificate, *tls_key, *proxies, *log,
        *public_url, *mail_server, *mail_ca, *mail_user, *mail_password, *mail_from;
    int64_t port, readers, loops, workers, body_kb, upload_mb, connections, connections_per_address, header_s, body_s, idle_s, write_s,
        session_idle_min, session_hours, tries_account, tries_address, hashes, grace_s, mail_timeout_s, clock_offset_s;
    bool https, demo, jobs, mail_tls;
    bool key_made;
    unsigned char key[KEY_BYTES]; /* read from key_file */
};

/* Reads `--config FILE` and `--KEY VALUE` out of argv (compacting it; *argc is what is left), the environment and the file. Text is in the
 * arena. E_INVALID names the file and line, or the option. */
enum err config_read(struct arena *a, int *argc, char **argv, struct config *ret, struct fault *f) nodiscard;
/* Every key with its meaning and the value that holds, as a file that config_read reads. `usage`: as options, for --help. */
void config_print(struct buf *b, const struct words *w, const struct config *c);
/* The signing key's seed. E_ABSENT when there is no such file; E_DENIED when others than its owner may read it. */
enum err config_key_read(struct config *c, struct fault *f) nodiscard;
/* Makes a new key file, mode 0600. E_CONFLICT when there is one already. */
enum err config_key_make(struct config *c, struct fault *f) nodiscard;

#endif
