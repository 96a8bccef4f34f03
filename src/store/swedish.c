#include "store/swedish.h"

#include <limits.h>
#include <stdlib.h>

#include <sqlite3.h>
#include <unicode/ucasemap.h>
#include <unicode/ucol.h>

#include "base/arena.h"

struct swedish {
    UCollator *order;
    UCaseMap *cases;
};

static struct swedish *given_up(struct swedish *s)
{
    swedish_free(s);
    return NULL;
}

enum err swedish_new(struct swedish **ret, struct fault *f)
{
    UErrorCode code = U_ZERO_ERROR;
    struct swedish *s = calloc(1, sizeof *s);
    if (s) {
        s->order = ucol_open("sv", &code);
        s->cases = ucasemap_open("sv", 0, &code);
        if (U_FAILURE(code))
            s = given_up(s);
    }
    if (!s)
        return fault(f, code == U_MEMORY_ALLOCATION_ERROR || U_SUCCESS(code) ? E_NOMEM : E_IO, NULL,
                     N_("Den svenska sorteringsordningen går inte att läsa in (ICU)."), NULL, NULL);
    *ret = s;
    return OK;
}

void swedish_free(struct swedish *s)
{
    if (!s)
        return;
    if (s->order)
        ucol_close(s->order);
    if (s->cases)
        ucasemap_close(s->cases);
    free(s);
}

int swedish_compare(const struct swedish *s, struct str a, struct str b)
{
    UErrorCode code = U_ZERO_ERROR;
    if (a.n <= INT32_MAX && b.n <= INT32_MAX) {
        UCollationResult r = ucol_strcollUTF8(s->order, a.n ? a.p : "", (int32_t)a.n, b.n ? b.p : "", (int32_t)b.n, &code);
        if (U_SUCCESS(code) && r != UCOL_EQUAL)
            return r == UCOL_LESS ? -1 : 1;
    }
    return str_cmp(a, b);
}

void swedish_version(const struct swedish *s, struct buf *ret)
{
    UVersionInfo v;
    ucol_getVersion(s->order, v);
    buf_printf(ret, "%u.%u.%u.%u", v[0], v[1], v[2], v[3]);
}

static bool ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

static void ascii_lower(char *to, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        to[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
}

struct str swedish_lower(struct arena *a, struct str s)
{
    size_t room = s.n * 3 + 1; /* no lower-case form is longer than three times its letter */
    char *to = arena_alloc(a, room);
    if (!to)
        return (struct str){ 0 };
    if (ascii(s)) {
        ascii_lower(to, s);
        return (struct str){ to, s.n };
    }
    UErrorCode code = U_ZERO_ERROR;
    UCaseMap *map = ucasemap_open("sv", 0, &code);
    int32_t n = U_SUCCESS(code) && s.n < INT32_MAX / 4 ? ucasemap_utf8ToLower(map, to, (int32_t)room, s.p, (int32_t)s.n, &code) : 0;
    if (map)
        ucasemap_close(map);
    return U_SUCCESS(code) && s.n < INT32_MAX / 4 ? (struct str){ to, (size_t)n } : s;
}

static int lite_compare(void *ctx, int an, const void *a, int bn, const void *b)
{
    return swedish_compare(ctx, (struct str){ a, (size_t)an }, (struct str){ b, (size_t)bn });
}

static void lite_lower(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    (void)n;
    if (sqlite3_value_type(args[0]) == SQLITE_NULL)
        return;
    struct str s = { (const char *)sqlite3_value_text(args[0]), (size_t)sqlite3_value_bytes(args[0]) };
    char *to = s.p ? sqlite3_malloc64(s.n * 3 + 1) : NULL;
    if (!to) {
        sqlite3_result_error_nomem(ctx);
        return;
    }
    size_t done = s.n;
    if (ascii(s)) {
        ascii_lower(to, s);
    } else {
        const struct swedish *own = sqlite3_user_data(ctx);
        UErrorCode code = U_ZERO_ERROR;
        done = (size_t)ucasemap_utf8ToLower(own->cases, to, (int32_t)(s.n * 3 + 1), s.p, (int32_t)s.n, &code);
        if (U_FAILURE(code)) {
            memcpy(to, s.p, s.n);
            done = s.n;
        }
    }
    sqlite3_result_text64(ctx, to, done, sqlite3_free, SQLITE_UTF8);
}

static void lite_strpos(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    (void)n;
    struct str in = { (const char *)sqlite3_value_text(args[0]), (size_t)sqlite3_value_bytes(args[0]) };
    struct str what = { (const char *)sqlite3_value_text(args[1]), (size_t)sqlite3_value_bytes(args[1]) };
    if (!in.p || !what.p)
        return;
    const char *at = what.n ? memmem(in.p, in.n, what.p, what.n) : in.p;
    sqlite3_result_int64(ctx, at ? at - in.p + 1 : 0);
}

int swedish_register(struct swedish *s, struct sqlite3 *db)
{
    int code = sqlite3_create_collation_v2(db, "sv-x-icu", SQLITE_UTF8, s, lite_compare, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_create_function_v2(db, "lower", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, s, lite_lower, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_create_function_v2(db, "strpos", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, s, lite_strpos, NULL, NULL, NULL);
    return code;
}
