/* Eight threads that write until they are killed: for kill.py.
 *   fault_writer write URL LOG ROUND    appends one line to LOG for each row that was acknowledged, after it was
 *   fault_writer check URL              prints the title of every row, and verifies the whole log */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/words.h"
#include "derive/value.h"
#include "model/audit.h"
#include "store/store.h"

enum { THREADS = 8 };

static void must(enum err e, const struct fault *f)
{
    if (e == OK)
        return;
    struct buf b = buf_new(2000);
    words_put_fault(&b, &words_sv, f);
    fprintf(stderr, "fault_writer: %.*s\n", SF(buf_str(&b)));
    exit(1);
}

static enum err found(struct writing *w, void *ctx, struct fault *f)
{
    struct organisation fed = { .name = S("Förbundet Exempelbygden"), .code = S("FEB"), .type = ORGANISATION_FEDERATION, .row.reach = REACH_COMMON };
    (void)ctx;
    return store_put(w, &organisation_entity, &fed, "skapa", RIGHT_EDIT, f);
}

struct hand { struct store *s; int log; const char *round; int number; struct seat seat; };
struct line { char title[64]; };

static enum err put_line(struct writing *w, void *ctx, struct fault *f)
{
    const struct line *l = ctx;
    struct audit a = { .title = str(l->title), .type = AUDIT_FIRST, .state = AUDIT_REPORTED, .dated = { 2023, 1, 1 }, .row.reach = REACH_COMMON };
    return store_put(w, &audit_entity, &a, "skapa", RIGHT_EDIT, f);
}

static void *write_on(void *ctx)
{
    struct hand *h = ctx;
    char hex[65] = "";
    for (int i = 0; ; i++) {
        struct fault f = { 0 };
        struct line l;
        int n = snprintf(l.title, sizeof l.title, "%s-%d-%d\n", h->round, h->number, i);
        l.title[n - 1] = '\0';
        /* Every third write carries a key and is sent twice, as after a lost answer: it must be there once. */
        struct write_terms terms = { 0 };
        if (i % 3 == 0) {
            snprintf(hex, sizeof hex, "%064d", i);
            terms = (struct write_terms){ .key = str(l.title), .request = { hex, 64 } };
        }
        must(store_write(h->s, &h->seat, &terms, put_line, &l, NULL, &f), &f);
        if (i % 3 == 0)
            must(store_write(h->s, &h->seat, &terms, put_line, &l, NULL, &f), &f);
        l.title[n - 1] = '\n';
        if (write(h->log, l.title, (size_t)n) != n) /* O_APPEND: whole lines, and the kernel keeps them when we are killed */
            exit(1);
    }
    return NULL;
}

static enum err show(void *ctx, const void *row, const struct str *titles)
{
    (void)ctx;
    (void)titles;
    printf("%.*s\n", SF(((const struct audit *)row)->title));
    return OK;
}

static void say(void *ctx, bool ok, const char *line)
{
    (void)ctx;
    if (!ok)
        fprintf(stderr, "%s\n", line);
}

int main(int argc, char **argv)
{
    struct fault f = { 0 };
    struct store *s = NULL;
    if (argc < 3)
        return 2;
    struct store_options o = { .url = argv[2], .create = true };
    must(store_open(&o, &s, &f), &f);
    if (store_changes(s) == 0)
        must(store_write(s, &seat_system, NULL, found, NULL, NULL, &f), &f);
    if (strcmp(argv[1], "check") == 0) {
        struct reading *r;
        struct query q = { .entity = &audit_entity, .limit = 1 };
        must(store_read(s, &seat_system, &r, &f), &f);
        must(store_each(r, &q, show, NULL, &f), &f);
        store_read_end(r);
        must(store_verify(s, S(""), say, NULL, &f), &f);
        store_close(s);
        return 0;
    }
    if (argc != 5)
        return 2;
    int log = open(argv[3], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    static struct hand hands[THREADS];
    pthread_t thread;
    for (int i = 0; i < THREADS; i++) {
        hands[i] = (struct hand){ .s = s, .log = log, .round = argv[4], .number = i, .seat = { .federation = { 1 }, .organisation = { 1 }, .role = ROLE_COORDINATOR } };
        if (log < 0 || pthread_create(&thread, NULL, write_on, &hands[i]) != 0)
            return 1;
    }
    pthread_join(thread, NULL);
    return 1;
}
