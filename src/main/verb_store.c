#include "main/verb_store.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "main/app.h"
#include "main/ask.h"
#include "main/file.h"

enum { HEAD_MAX = 4096 };

/* What the five have in common: the configuration, the options that go before it, and a head to compare with. */
struct task {
    struct config c;
    struct arena a;
    struct buf head;
    const char *file, *role;    /* the file of backup and restore; the application's role of migrate */
};

static void task_free(struct task *t)
{
    arena_free(&t->a);
    buf_free(&t->head);
}

/* EXIT_FINE, or the status to leave with. */
static int prepare(struct task *t, int argc, char **argv, bool with_file, const char *usage, const struct words *words)
{
    struct fault f = { 0 };
    const struct verb shown = { .usage = usage };
    *t = (struct task){ .a = arena_new(4 * 1024 * 1024), .head = buf_new(HEAD_MAX) };
    const char *head = ask_option(&argc, argv, "--head"), *db = ask_option(&argc, argv, "--db"), *key = ask_option(&argc, argv, "--key");
    t->role = ask_option(&argc, argv, "--role");
    enum err e = config_read(&t->a, &argc, argv, &t->c, &f);
    if (e == OK && db) {
        t->c.database = db;
        t->c.database_owner = "";
    }
    if (e == OK && key)
        t->c.key_file = key;
    if (e == OK) {
        e = config_key_read(&t->c, &f);
        t->c.key_made = e == OK;
        e = e == E_ABSENT && !key ? OK : e; /* without a key nothing is signed; everything else works */
    }
    if (e == OK && head)
        e = file_read(head, HEAD_MAX - 1, &t->head, &f);
    if (e != OK) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    if (argc != (with_file ? 2 : 1))
        return verb_usage(words, &shown);
    t->file = with_file ? argv[1] : NULL;
    return EXIT_FINE;
}

static int ended(enum err e, const struct fault *f, const struct words *words)
{
    if (e == OK)
        return EXIT_FINE;
    verb_complain(words, f);
    return EXIT_FAILED;
}

static void say_finding(void *ctx, bool ok, const char *line)
{
    (void)ctx;
    printf("%s%s\n", ok ? "" : "FEL: ", line);
}

static void say_line(void *ctx, const char *line)
{
    printf("%s\n", words_get(ctx, line));
}

int verb_verify(int argc, char **argv, const struct words *words)
{
    struct task t cleanup(task_free) = { 0 };
    struct fault f = { 0 };
    struct store *s = NULL;
    int status = prepare(&t, argc, argv, false, VERB_VERIFY_USAGE, words);
    if (status != EXIT_FINE)
        return status;
    enum err e = app_store_open(&t.c, false, &s, &f);
    if (e == OK)
        e = store_verify(s, buf_str(&t.head), say_finding, NULL, &f);
    store_close(s);
    if (e == OK)
        printf("%s\n", words_get(words, N_("Loggen håller, och tabellerna är lika med den.")));
    return ended(e, &f, words);
}

int verb_head(int argc, char **argv, const struct words *words)
{
    struct task t cleanup(task_free) = { 0 };
    struct fault f = { 0 };
    struct store *s = NULL;
    struct buf head cleanup(buf_free) = buf_new(HEAD_MAX);
    int status = prepare(&t, argc, argv, false, VERB_HEAD_USAGE, words);
    if (status != EXIT_FINE)
        return status;
    enum err e = app_store_open(&t.c, false, &s, &f);
    if (e == OK)
        e = store_head(s, &head, &f);
    store_close(s);
    if (e == OK)
        printf("%.*s", SF(buf_str(&head)));
    return ended(e, &f, words);
}

int verb_backup(int argc, char **argv, const struct words *words)
{
    struct task t cleanup(task_free) = { 0 };
    struct fault f = { 0 };
    struct store *s = NULL;
    int status = prepare(&t, argc, argv, true, VERB_BACKUP_USAGE, words);
    if (status != EXIT_FINE)
        return status;
    enum err e = app_store_open(&t.c, false, &s, &f);
    if (e == OK)
        e = store_backup(s, t.file, &f);
    store_close(s);
    if (e == OK)
        printf("%s: %s\n", words_get(words, N_("Kopian är skriven")), t.file);
    return ended(e, &f, words);
}

int verb_restore(int argc, char **argv, const struct words *words)
{
    struct task t cleanup(task_free) = { 0 };
    struct fault f = { 0 };
    int status = prepare(&t, argc, argv, true, VERB_RESTORE_USAGE, words);
    if (status != EXIT_FINE)
        return status;
    enum err e = store_restore(t.file, t.c.database_owner[0] ? t.c.database_owner : t.c.database, buf_str(&t.head), &f);
    if (e == OK)
        printf("%s\n", words_get(words, N_("Kopian håller och har ersatt databasen.")));
    return ended(e, &f, words);
}

int verb_migrate(int argc, char **argv, const struct words *words)
{
    struct task t cleanup(task_free) = { 0 };
    struct fault f = { 0 };
    int status = prepare(&t, argc, argv, false, VERB_MIGRATE_USAGE, words);
    if (status != EXIT_FINE)
        return status;
    /* PostgreSQL's tables belong to a role that the server is not. */
    const struct store_options o = { .url = t.c.database_owner[0] ? t.c.database_owner : t.c.database, .application = t.role };
    struct words both = *words;
    return ended(store_migrate(&o, say_line, &both, &f), &f, words);
}
