/* A world for the domain's tests: a store in a folder of its own with a federation, and the demo's rows on demand. Included once a test program. */
#ifndef DOMAIN_WORLD_H
#define DOMAIN_WORLD_H

#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/words.h"
#include "domain/load.h"

/* A store in a folder of its own, with a federation, a member and the demo's rows on demand. */
struct world {
    char folder[64];
    struct store *store;
    struct arena arena;
    struct seat system, coordinator, auditor;
};

struct founding { struct organisation federation; };

static enum err found(struct writing *w, void *ctx, struct fault *f)
{
    struct founding *to = ctx;
    to->federation = (struct organisation){ .row = { .reach = REACH_COMMON }, .name = S("Förbundet"), .code = S("FEX"), .type = ORGANISATION_FEDERATION };
    struct faults faults = { .arena = writing_arena(w) };
    return domain_save(w, &organisation_entity, &to->federation, NULL, &faults, f);
}

static void must(enum err e, const struct fault *f)
{
    if (e == OK)
        return;
    struct buf b cleanup(buf_free) = buf_new(4096);
    words_put_fault(&b, &words_sv, f);
    fail_msg("%s: %.*s", err_word(e), SF(buf_str(&b)));
}

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct fault f = { 0 };
    snprintf(w->folder, sizeof w->folder, "/tmp/samsyn-domain-XXXXXX");
    if (!w || !mkdtemp(w->folder))
        return 1;
    char url[100];
    snprintf(url, sizeof url, "sqlite:%s/db", w->folder);
    w->arena = arena_new(256u << 20);
    if (store_open(&(struct store_options){ .url = url, .create = true }, &w->store, &f) != OK)
        return 1;
    struct founding founding;
    if (store_write(w->store, &seat_system, &(struct write_terms){ 0 }, found, &founding, NULL, &f) != OK)
        return 1;
    organisation_id root = { founding.federation.row.id };
    w->system = (struct seat){ .federation = root, .organisation = root, .role = ROLE_SYSTEM, .export = true };
    w->coordinator = (struct seat){ .federation = root, .organisation = root, .role = ROLE_COORDINATOR };
    w->auditor = (struct seat){ .federation = root, .organisation = root, .role = ROLE_AUDITOR, .export = true };
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    store_close(w->store);
    arena_free(&w->arena);
    static const char *const files[] = { "db", "db-wal", "db-shm" };
    for (size_t i = 0; i < LEN(files); i++) {
        char path[100];
        snprintf(path, sizeof path, "%s/%s", w->folder, files[i]);
        unlink(path);
    }
    rmdir(w->folder);
    free(w);
    return 0;
}

__attribute__((unused)) static struct str demo(struct arena *a)
{
    FILE *in = fopen(SOURCE_ROOT "/data/demo/demo.jsonl", "rb");
    assert_non_null(in);
    char *p = arena_alloc(a, 1 << 20);
    size_t n = fread(p, 1, 1 << 20, in);
    fclose(in);
    return (struct str){ p, n };
}

__attribute__((unused)) static int64_t count(struct world *w, const struct seat *seat, const struct entity *e)
{
    struct reading *r;
    struct rows rows = { 0 };
    struct fault f;
    must(store_read(w->store, seat, &r, &f), &f);
    struct query q = { .entity = e, .limit = 1, .count = true };
    must(store_list(r, &w->arena, &q, &rows, &f), &f);
    store_read_end(r);
    return rows.count;
}

#endif
