/* Measures the store: store_bench URL writes THREADS SECONDS | fill ROWS | verify | list ROUNDS | texts ROWS | search ROUNDS. Prints one line a figure. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/words.h"
#include "derive/value.h"
#include "model/audit.h"
#include "store/search.h"

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(enum err e, const struct fault *f)
{
    if (e == OK)
        return;
    struct buf b = buf_new(2000);
    words_put_fault(&b, &words_sv, f);
    fprintf(stderr, "store_bench: %.*s\n", SF(buf_str(&b)));
    exit(1);
}

struct place { struct seat seat; int from, n; };

/* A row of ordinary size: about 700 bytes of journal text. */
static enum err put_rows(struct writing *w, void *ctx, struct fault *f)
{
    const struct place *p = ctx;
    for (int i = p->from; i < p->from + p->n; i++) {
        char title[80];
        snprintf(title, sizeof title, "%c%05d Granskning av informationssäkerhet", 'A' + i % 26, (i * 7919) % 100000);
        struct audit a = { .title = str(title), .type = AUDIT_FOLLOW_UP, .state = AUDIT_REPORTED, .dated = { (int16_t)(1990 + i % 40), (int8_t)(i % 12 + 1), 0 },
                           .grade = (enum grade)(i % 4 + 1), .purpose = S("Att bedöma om åtgärderna med anledning av den tidigare granskningen är tillräckliga."),
                           .row.reach = REACH_COMMON };
        TRY(store_put(w, &audit_entity, &a, "skapa", RIGHT_EDIT, f));
    }
    return OK;
}

static enum err found(struct writing *w, void *ctx, struct fault *f)
{
    struct organisation fed = { .name = S("Förbundet Exempelbygden"), .code = S("FEB"), .type = ORGANISATION_FEDERATION, .row.reach = REACH_COMMON };
    TRY(store_put(w, &organisation_entity, &fed, "skapa", RIGHT_EDIT, f));
    *(int64_t *)ctx = fed.row.id;
    return OK;
}

static struct seat seat_of(struct store *s)
{
    struct fault f = { 0 };
    struct arena a = arena_new(1 << 20);
    struct reading *r;
    struct query q = { .entity = &organisation_entity, .limit = 1 };
    struct rows rows;
    must(store_read(s, &seat_system, &r, &f), &f);
    must(store_list(r, &a, &q, &rows, &f), &f);
    int64_t id = rows.n ? row_of(rows.rows)->id : 0;
    store_read_end(r);
    arena_free(&a);
    if (!id)
        must(store_write(s, &seat_system, NULL, found, &id, NULL, &f), &f);
    return (struct seat){ .federation = { id }, .organisation = { id }, .role = ROLE_COORDINATOR };
}

struct hand { struct store *s; struct place place; double until; long done; };

static void *write_until(void *ctx)
{
    struct hand *h = ctx;
    struct fault f = { 0 };
    while (seconds() < h->until) {
        must(store_write(h->s, &h->place.seat, NULL, put_rows, &h->place, NULL, &f), &f);
        h->place.from++;
        h->done++;
    }
    return NULL;
}

static void writes(struct store *s, int threads, double time)
{
    pthread_t t[64];
    static struct hand h[64];
    double begun = seconds();
    long done = 0;
    struct seat seat = seat_of(s);
    for (int i = 0; i < threads && i < 64; i++) {
        h[i] = (struct hand){ .s = s, .place = { seat, i * 1000000, 1 }, .until = begun + time };
        if (pthread_create(&t[i], NULL, write_until, &h[i]) != 0)
            exit(1);
    }
    for (int i = 0; i < threads && i < 64; i++) {
        pthread_join(t[i], NULL);
        done += h[i].done;
    }
    printf("%s: %d writers: %.0f durable writes/s\n", store_engine(s), threads, (double)done / (seconds() - begun));
}

static void fill(struct store *s, int rows)
{
    struct place p = { .seat = seat_of(s), .n = 1000 };
    struct fault f = { 0 };
    double begun = seconds();
    for (p.from = 0; p.from < rows; p.from += p.n)
        must(store_write(s, &p.seat, NULL, put_rows, &p, NULL, &f), &f);
    printf("%s: %d rows written 1000 at a time in %.1f s\n", store_engine(s), rows, seconds() - begun);
}

static void say(void *ctx, bool ok, const char *line)
{
    (void)ctx;
    printf("  %s%s\n", ok ? "" : "FEL: ", line);
}

static int upwards(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void lists(struct store *s, int rounds)
{
    static const struct { const char *what, *sort, *search; bool down, deep, count; } kinds[] = {
        { "first page by title", "title", "", false, false, false }, { "first page by date, newest first", "dated", "", true, false, false },
        { "a page in the middle, by title", "title", "", false, true, false }, { "first page with count", "title", "", false, false, true },
        { "by grade", "grade", "", false, false, false }, { "search in all text", NULL, "77777", false, false, false },
    };
    struct seat seat = seat_of(s);
    double *took = calloc((size_t)rounds, sizeof *took);
    for (size_t k = 0; took && k < LEN(kinds); k++) {
        for (int i = 0; i < rounds; i++) {
            struct arena a = arena_new(64 << 20);
            struct fault f = { 0 };
            struct reading *r;
            struct rows rows;
            struct query q = { .entity = &audit_entity, .limit = 50, .descending = kinds[k].down, .search = str(kinds[k].search), .count = kinds[k].count,
                               .sort = kinds[k].sort ? entity_field_named(&audit_entity, str(kinds[k].sort)) : NULL };
            if (kinds[k].deep)
                q.after = S("1vTTUwMDAw");
            double begun = seconds();
            must(store_read(s, &seat, &r, &f), &f);
            must(store_list(r, &a, &q, &rows, &f), &f);
            store_read_end(r);
            took[i] = (seconds() - begun) * 1000;
            arena_free(&a);
        }
        qsort(took, (size_t)rounds, sizeof *took, upwards);
        printf("%s: 50 rows, %s: p50 %.2f ms, p99 %.2f ms\n", store_engine(s), kinds[k].what, took[rounds / 2], took[rounds * 99 / 100]);
    }
    free(took);
}

/* ---- search: a million rows of a hundred members ---- */

enum { MEMBERS = 100 };
struct spread { struct seat seat; int64_t members[MEMBERS]; int from, n; };

static enum err put_members(struct writing *w, void *ctx, struct fault *f)
{
    struct spread *p = ctx;
    for (int i = 0; i < MEMBERS; i++) {
        char name[40], code[8];
        snprintf(name, sizeof name, "Medlem %03d", i);
        snprintf(code, sizeof code, "M%03d", i);
        struct organisation o = { .name = str(name), .code = str(code), .type = ORGANISATION_MEMBER, .row = { .reach = REACH_COMMON, .federation = p->seat.federation } };
        TRY(store_put(w, &organisation_entity, &o, "skapa", RIGHT_EDIT, f));
        p->members[i] = o.row.id;
    }
    return OK;
}

/* Some thirty words a row: some in all, some in a tenth, one of 3 000, and a number of its own. */
static enum err put_texts(struct writing *w, void *ctx, struct fault *f)
{
    static const char *const kinds[] = { "behörighet", "loggning", "återläsning", "avtal", "incidenthantering", "klassning", "kryptering", "utbildning", "styrning", "riskanalys" };
    const struct spread *p = ctx;
    for (int i = p->from; i < p->from + p->n; i++) {
        unsigned spread = (unsigned)i * 2654435761u;
        char title[100], purpose[400];
        snprintf(title, sizeof title, "Granskning %d av %s", (int)(spread % 1000003), kinds[spread / 7 % 10]);
        snprintf(purpose, sizeof purpose, "Bedöma om förbundet och dess medlemmar ser över rutin%u så att ansvar, tidplan och uppföljning är beslutade och kända. "
                 "Informationssäkerhet kräver %s hos alla som delar IT-driften.", spread / 13 % 3000, kinds[spread / 97 % 10]);
        struct audit a = { .title = str(title), .type = AUDIT_FOLLOW_UP, .state = AUDIT_REPORTED, .dated = { (int16_t)(1990 + i % 40), 0, 0 }, .purpose = str(purpose),
                           .row = { .reach = i % 1000 ? REACH_OWN : REACH_COMMON, .owner = { p->members[spread / 31 % MEMBERS] } } };
        TRY(store_put(w, &audit_entity, &a, "skapa", RIGHT_EDIT, f));
    }
    return OK;
}

static void fill_texts(struct store *s, int rows)
{
    static struct spread p = { .n = 1000 };
    struct fault f = { 0 };
    double begun = seconds();
    p.seat = seat_of(s);
    struct seat founder = p.seat;
    founder.role = ROLE_SYSTEM;
    must(store_write(s, &founder, NULL, put_members, &p, NULL, &f), &f);
    for (p.from = 0; p.from < rows; p.from += p.n)
        must(store_write(s, &p.seat, NULL, put_texts, &p, NULL, &f), &f);
    printf("%s: %d rows of text written 1000 at a time in %.1f s\n", store_engine(s), rows, seconds() - begun);
}

static void ask(struct store *s, const struct seat *seat, const char *who, const char *what, const char *text, int rounds, double *took)
{
    size_t all = 0;
    bool more = false;
    for (int i = 0; i < rounds; i++) {
        struct arena a = arena_new(64 << 20);
        struct fault f = { 0 };
        struct reading *r;
        struct search asked;
        struct search_hits hits;
        double begun = seconds();
        must(store_read(s, seat, &r, &f), &f);
        must(search_parse(&a, str(text), &asked, &f), &f);
        must(store_search(r, &a, &asked, 0, 20, &hits, &f), &f);
        store_read_end(r);
        took[i] = (seconds() - begun) * 1000;
        all = hits.all;
        more = hits.more;
        arena_free(&a);
    }
    qsort(took, (size_t)rounds, sizeof *took, upwards);
    printf("%s: search, %s, %s (%s): %zu%s hits, p50 %.2f ms, p95 %.2f ms, p99 %.2f ms\n", store_engine(s), who, what, text, all, more ? "+" : "", took[rounds / 2],
           took[rounds * 95 / 100], took[rounds * 99 / 100]);
}

static void searches(struct store *s, int rounds)
{
    static const struct { const char *what, *text; } kinds[] = {
        { "rare", "rutin1234 " }, { "one row", "777777 " }, { "common", "förbundet " }, { "a tenth", "kryptering " }, { "two words", "kryptering avtal " },
        { "rare and common", "rutin77 förbundet " }, { "beginning, common", "informationss" }, { "beginning, common, many words", "rutin" }, { "beginning of two letters", "fö" },
        { "two words, the second begun", "kryptering rutin12" }, { "phrase", "\"ansvar tidplan och\"" }, { "compound", "it-driften " }, { "nothing found", "finnsinte" },
        { "two common that never meet", "riskanalysen behörighet " },
    };
    struct seat all = seat_of(s), member = all;
    double *took = calloc((size_t)rounds, sizeof *took);
    struct arena a = arena_new(1 << 20);
    struct fault f = { 0 };
    struct reading *r;
    struct organisation o = { 0 };
    must(store_read(s, &all, &r, &f), &f);
    must(store_find(r, &a, &organisation_entity, "code", S("M007"), &o, &f), &f);
    member.organisation.v = o.row.id;
    member.role = ROLE_MEMBER;
    store_read_end(r);
    for (size_t k = 0; took && k < LEN(kinds); k++) {
        ask(s, &all, "sees everything", kinds[k].what, kinds[k].text, rounds, took);
        ask(s, &member, "sees 1 %", kinds[k].what, kinds[k].text, rounds, took);
    }
    arena_free(&a);
    free(took);
}

int main(int argc, char **argv)
{
    struct fault f = { 0 };
    struct store *s = NULL;
    if (argc < 3) {
        fprintf(stderr, "store_bench URL writes THREADS SECONDS | fill ROWS | verify | list ROUNDS | texts ROWS | search ROUNDS\n");
        return 2;
    }
    struct store_options o = { .url = argv[1], .create = true };
    must(store_open(&o, &s, &f), &f);
    if (strcmp(argv[2], "writes") == 0 && argc == 5)
        writes(s, (int)strtol(argv[3], NULL, 10), strtod(argv[4], NULL));
    else if (strcmp(argv[2], "fill") == 0 && argc == 4)
        fill(s, (int)strtol(argv[3], NULL, 10));
    else if (strcmp(argv[2], "list") == 0 && argc == 4)
        lists(s, (int)strtol(argv[3], NULL, 10));
    else if (strcmp(argv[2], "texts") == 0 && argc == 4)
        fill_texts(s, (int)strtol(argv[3], NULL, 10));
    else if (strcmp(argv[2], "search") == 0 && argc == 4)
        searches(s, (int)strtol(argv[3], NULL, 10));
    else if (strcmp(argv[2], "verify") == 0)
        must(store_verify(s, S(""), say, NULL, &f), &f);
    store_close(s);
    return 0;
}
