#include "derive/text_diff.h"

#include <string.h>

#include "base/arena.h"

/* A text cut into pieces that are compared whole: lines with their ends, or words and what stands between them. */
struct pieces { struct str *v; size_t n; };

struct runs { struct edit_run *v; size_t n, room; struct arena *arena; bool failed; };

static bool add_piece(struct arena *a, struct pieces *p, size_t *room, struct str s)
{
    if (p->n == *room) {
        struct str *more = arena_array(a, *room * 2 + 64, sizeof *more);
        if (!more)
            return false;
        if (p->n)
            memcpy(more, p->v, p->n * sizeof *more);
        p->v = more;
        *room = *room * 2 + 64;
    }
    p->v[p->n++] = s;
    return true;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Where the piece that begins at `at` ends. */
static size_t line_end(struct str s, size_t at)
{
    const char *end = memchr(s.p + at, '\n', s.n - at);
    return end ? (size_t)(end - s.p) + 1 : s.n;
}

static size_t word_end(struct str s, size_t at)
{
    bool space = is_space(s.p[at]);
    while (at < s.n && is_space(s.p[at]) == space)
        at++;
    return at;
}

static bool cut(struct arena *a, struct str s, size_t (*end_of)(struct str, size_t), struct pieces *ret)
{
    size_t room = 0;
    *ret = (struct pieces){ 0 };
    for (size_t at = 0, end; at < s.n; at = end) {
        end = end_of(s, at);
        if (!add_piece(a, ret, &room, str_sub(s, at, end)))
            return false;
    }
    return true;
}

/* Adds a run; it continues the last one when it is of its kind and follows it in the same text. */
static void add_run(struct runs *r, enum edit kind, struct str text)
{
    if (!text.n || r->failed)
        return;
    struct edit_run *last = r->n ? &r->v[r->n - 1] : NULL;
    if (last && last->kind == kind && last->text.p + last->text.n == text.p) {
        last->text.n += text.n;
        return;
    }
    if (r->n == r->room) {
        struct edit_run *more = arena_array(r->arena, r->room * 2 + 64, sizeof *more);
        r->failed = !more;
        if (!more)
            return;
        if (r->n)
            memcpy(more, r->v, r->n * sizeof *more);
        r->v = more;
        r->room = r->room * 2 + 64;
    }
    r->v[r->n++] = (struct edit_run){ kind, text };
}

/* Marks which pieces are kept: keep_a[i], keep_b[k]. False when the texts differ by more than TEXT_DIFF_EDITS_MAX pieces, or memory is
 * out (then the arena says so). V[k] is the furthest x on diagonal k = x − y, as in Myers; each round's V is kept for the way back. */
static bool shortest(struct arena *arena, struct pieces a, struct pieces b, bool *keep_a, bool *keep_b)
{
    const int64_t n = (int64_t)a.n, m = (int64_t)b.n;
    const int64_t most = n + m < TEXT_DIFF_EDITS_MAX ? n + m : TEXT_DIFF_EDITS_MAX;
    int32_t **rounds = arena_array(arena, (size_t)most + 1, sizeof *rounds);
    int32_t *v = arena_array(arena, (size_t)(2 * most + 3), sizeof *v);
    if (!rounds || !v)
        return false;
    v += most + 1; /* v[-most-1 … most+1] */
    int64_t d = 0, x = 0, y = 0;
    for (;; d++) {
        if (d > most || !(rounds[d] = arena_array(arena, (size_t)(2 * d + 1), sizeof **rounds)))
            return false;
        bool done = false;
        for (int64_t k = -d; k <= d && !done; k += 2) {
            x = k == -d || (k != d && v[k - 1] < v[k + 1]) ? v[k + 1] : v[k - 1] + 1;
            y = x - k;
            while (x < n && y < m && str_eq(a.v[x], b.v[y]))
                x++, y++;
            v[k] = (int32_t)x;
            done = x >= n && y >= m;
        }
        memcpy(rounds[d], v - d, (size_t)(2 * d + 1) * sizeof *v);
        if (done)
            break;
    }
    for (x = n, y = m; d >= 0; d--) {
        int64_t k = x - y, from_x = 0, from_y = 0, snake_x = 0; /* the round's step leads from `from` to the snake, which ends here */
        if (d > 0) {
            const int32_t *w = rounds[d - 1] + (d - 1); /* w[-(d-1) … d-1] */
            bool down = k == -d || (k != d && w[k - 1] < w[k + 1]);
            from_x = down ? w[k + 1] : w[k - 1];
            from_y = from_x - (down ? k + 1 : k - 1);
            snake_x = down ? from_x : from_x + 1;
        }
        while (x > snake_x)
            keep_a[--x] = keep_b[--y] = true;
        x = from_x;
        y = from_y;
    }
    return true;
}

static enum err by_pieces(struct arena *arena, struct str before, struct str after, size_t (*end_of)(struct str, size_t), struct runs *out);

/* Lines that changed: again by words when both sides have some. */
static enum err block(struct arena *arena, struct str removed, struct str added, size_t (*end_of)(struct str, size_t), struct runs *out)
{
    if (end_of == line_end && removed.n && added.n)
        return by_pieces(arena, removed, added, word_end, out);
    add_run(out, EDIT_REMOVED, removed);
    add_run(out, EDIT_ADDED, added);
    return out->failed ? E_NOMEM : OK;
}

/* From the first of the pieces i … end of a text to the end of the last. */
static struct str span(struct pieces p, size_t i, size_t end)
{
    return i == end ? (struct str){ 0 } : (struct str){ p.v[i].p, (size_t)(p.v[end - 1].p + p.v[end - 1].n - p.v[i].p) };
}

static enum err by_pieces(struct arena *arena, struct str before, struct str after, size_t (*end_of)(struct str, size_t), struct runs *out)
{
    struct pieces a, b;
    if (!cut(arena, before, end_of, &a) || !cut(arena, after, end_of, &b))
        return E_NOMEM;
    bool *keep_a = arena_array(arena, a.n + 1, sizeof *keep_a), *keep_b = arena_array(arena, b.n + 1, sizeof *keep_b);
    if (!keep_a || !keep_b)
        return E_NOMEM;
    if (!shortest(arena, a, b, keep_a, keep_b)) {
        if (arena->failed)
            return E_NOMEM;
        add_run(out, EDIT_REMOVED, before);
        add_run(out, EDIT_ADDED, after);
        return out->failed ? E_NOMEM : OK;
    }
    for (size_t i = 0, k = 0; i < a.n || k < b.n;) {
        size_t i_end = i, k_end = k;
        while (i_end < a.n && !keep_a[i_end])
            i_end++;
        while (k_end < b.n && !keep_b[k_end])
            k_end++;
        TRY(block(arena, span(a, i, i_end), span(b, k, k_end), end_of, out));
        for (i = i_end, k = k_end; i < a.n && k < b.n && keep_a[i] && keep_b[k]; i++, k++)
            add_run(out, EDIT_KEPT, a.v[i]);
    }
    return out->failed ? E_NOMEM : OK;
}

enum err text_diff(struct arena *a, struct str before, struct str after, struct edit_run **ret, size_t *ret_n)
{
    struct runs out = { .arena = a };
    TRY(by_pieces(a, before, after, line_end, &out));
    *ret = out.v;
    *ret_n = out.n;
    return OK;
}
