/* Heads and proofs: what the auditors take with them, and what they can check with it later. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/inside.h"
#include "store/journal.h"

#define HEAD_TITLE "samsyn head v1"

static enum err head_lines(struct store *s, struct buf *b, struct fault *f)
{
    struct hasher h cleanup(hasher_free) = { 0 };
    struct reading *r = NULL;
    struct merkle log;
    struct hash root;
    TRY(hasher_new(&h, f));
    TRY(store_read(s, &seat_system, &r, f));
    enum err e = journal_load(s->g, r->c, false, &log, f);
    store_read_end(r);
    TRY(e);
    if (!merkle_root(&h, &log, &root))
        return no_memory(f);
    buf_printf(b, HEAD_TITLE "\n%llu\n", (unsigned long long)log.size);
    buf_hex(b, root.b, HASH);
    buf_char(b, '\n');
    buf_hex(b, log.chain.b, HASH);
    buf_char(b, '\n');
    instant_put(b, instant_now());
    buf_char(b, '\n');
    return OK;
}

enum err store_head(struct store *s, struct buf *ret, struct fault *f)
{
    if (s->present)
        return store_head(s->present, ret, f);
    struct buf b cleanup(buf_free) = buf_new(1024);
    TRY(head_lines(s, &b, f));
    if (s->signs) {
        unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES], signature[crypto_sign_BYTES];
        crypto_sign_seed_keypair(public, secret, s->key);
        crypto_sign_detached(signature, NULL, (const unsigned char *)b.p, b.n, secret);
        sodium_memzero(secret, sizeof secret);
        buf_hex(&b, signature, sizeof signature);
        buf_char(&b, ' ');
        buf_hex(&b, public, sizeof public);
        buf_char(&b, '\n');
    } else {
        buf_put(&b, S("-\n"));
    }
    TRY(buf_check(&b, f));
    buf_put(ret, buf_str(&b));
    return buf_check(ret, f);
}

static bool hexadecimal(struct str s, size_t digits)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
            return false;
    return s.n == digits;
}

enum err head_parse(struct str text, struct head *ret, struct fault *f)
{
    struct str rest = text, lines[6] = { 0 };
    struct head h = { 0 };
    for (size_t i = 0; i < LEN(lines); i++) {
        lines[i] = str_trim(str_cut(&rest, '\n'));
        if (i == 4)
            h.said = (struct str){ text.p, text.n - rest.n };
    }
    h.root = lines[2];
    h.chain = lines[3];
    h.at = lines[4];
    h.public = lines[5];
    h.signature = str_cut(&h.public, ' ');
    bool unsigned_one = str_is(h.signature, "-") && h.public.n == 0;
    instant at;
    if (!str_is(lines[0], HEAD_TITLE) || !str_to_uint64(lines[1], &h.size) || !hexadecimal(h.root, 2 * HASH) || !hexadecimal(h.chain, 2 * HASH) || !instant_parse(h.at, &at) ||
        str_trim(rest).n || !(unsigned_one || (hexadecimal(h.signature, 128) && hexadecimal(h.public, 64))))
        return fault(f, E_INVALID, "head", N_("Det är inget huvud av en logg. Det ska ha sex rader och börja med \"{1}\"."), HEAD_TITLE, NULL);
    *ret = h;
    return OK;
}

bool head_signed(const struct head *h, const unsigned char public[static 32])
{
    unsigned char signature[crypto_sign_BYTES], named[32];
    size_t n = 0, m = 0;
    return h->public.n && sodium_hex2bin(signature, sizeof signature, h->signature.p, h->signature.n, NULL, &n, NULL) == 0 && n == sizeof signature &&
           sodium_hex2bin(named, sizeof named, h->public.p, h->public.n, NULL, &m, NULL) == 0 && m == sizeof named && sodium_memcmp(named, public, sizeof named) == 0 &&
           crypto_sign_verify_detached(signature, (const unsigned char *)h->said.p, h->said.n, public) == 0;
}

/* ---- inclusion ---- */

/* Root of leaves[0 .. n): RFC 9162 §2.1.1. */
static bool root_of(struct hasher *h, const struct hash *leaves, size_t n, struct hash *ret)
{
    struct merkle m = { 0 };
    for (size_t i = 0; i < n; i++)
        if (!merkle_add(h, &m, 0, &leaves[i]))
            return false;
    return merkle_root(h, &m, ret);
}

/* RFC 9162 §2.1.3.1: from the root down, so the path is collected backwards. */
static bool path_of(struct hasher *h, const struct hash *leaves, size_t n, size_t at, struct hash path[64], size_t *ret_n)
{
    size_t steps = 0;
    while (n > 1) {
        size_t left = 1;
        while (left * 2 < n)
            left *= 2;
        bool in_left = at < left;
        if (!root_of(h, in_left ? leaves + left : leaves, in_left ? n - left : left, &path[steps++]))
            return false;
        leaves += in_left ? 0 : left;
        at -= in_left ? 0 : left;
        n = in_left ? left : n - left;
    }
    *ret_n = steps;
    return true;
}

static enum err leaves_read(struct store *s, struct hasher *h, struct hash *leaves, size_t n, struct fault *f)
{
    struct reading *r = NULL;
    struct sql q cleanup(sql_free) = { 0 };
    struct cursor cur = { 0 };
    bool any = false;
    size_t got = 0;
    sql_begin(&q);
    sql_add(&q, "SELECT \"text\" FROM \"journal\" WHERE \"seq\" <= ");
    sql_int(&q, (int64_t)n);
    sql_add(&q, " ORDER BY \"seq\"");
    TRY(store_read(s, &seat_system, &r, f));
    enum err e = s->g->query(r->c, &q, true, &cur, f);
    while (e == OK && (e = s->g->step(&cur, &any, f)) == OK && any && got < n)
        if (!hash_leaf(h, s->g->text(&cur, 0), &leaves[got++]))
            e = no_memory(f);
    s->g->end(&cur);
    store_read_end(r);
    TRY(e);
    return got == n ? OK : fault(f, E_ABSENT, NULL, N_("Loggen har inte så många poster."), NULL, NULL);
}

enum err store_proof(struct store *s, int64_t seq, int64_t size, struct buf *ret, struct fault *f)
{
    if (s->present)
        return store_proof(s->present, seq, size, ret, f);
    if (seq < 1 || seq > size)
        return fault(f, E_INVALID, "seq", N_("Posten ska vara en av loggens första {1}."), "", NULL);
    struct hasher h cleanup(hasher_free) = { 0 };
    TRY(hasher_new(&h, f));
    struct merkle log;
    struct reading *r = NULL;
    TRY(store_read(s, &seat_system, &r, f));
    enum err e = journal_load(s->g, r->c, false, &log, f);
    store_read_end(r);
    TRY(e);
    if ((uint64_t)size > log.size)
        return fault(f, E_ABSENT, NULL, N_("Loggen har inte så många poster."), NULL, NULL);
    struct hash *leaves = calloc((size_t)size, sizeof *leaves), path[64];
    size_t n = 0;
    if (!leaves)
        return no_memory(f);
    e = leaves_read(s, &h, leaves, (size_t)size, f);
    if (e == OK && !path_of(&h, leaves, (size_t)size, (size_t)seq - 1, path, &n))
        e = no_memory(f);
    free(leaves);
    TRY(e);
    while (n--) {
        buf_hex(ret, path[n].b, HASH);
        buf_char(ret, '\n');
    }
    return buf_check(ret, f);
}

/* Levels of the tree: level 0 the leaves, and of each pair above its node; a last one without a sibling goes up as it is. The same tree as
 * RFC 9162's, for which the split is at a power of two. */
static bool levels_build(struct hasher *h, struct hash *nodes, size_t size, size_t start[static 65], size_t count[static 65], size_t *ret_levels)
{
    size_t level = 0;
    start[0] = 0;
    count[0] = size;
    while (count[level] > 1) {
        const struct hash *from = nodes + start[level];
        start[level + 1] = start[level] + count[level];
        count[level + 1] = (count[level] + 1) / 2;
        for (size_t i = 0; i < count[level + 1]; i++) {
            struct hash *to = nodes + start[level + 1] + i;
            if (2 * i + 1 == count[level])
                *to = from[2 * i];
            else if (!hash_node(h, &from[2 * i], &from[2 * i + 1], to))
                return false;
        }
        level++;
    }
    *ret_levels = level + 1;
    return true;
}

static enum err paths_put(struct arena *a, const struct hash *nodes, const size_t start[static 65], const size_t count[static 65], size_t levels, const int64_t *seqs, size_t n,
                          struct str *ret, struct fault *f)
{
    for (size_t i = 0; i < n; i++) {
        struct buf b cleanup(buf_free) = buf_new(64 * 65);
        size_t at = (size_t)seqs[i] - 1;
        for (size_t level = 0; level + 1 < levels; level++, at /= 2)
            if ((at ^ 1) < count[level]) {
                buf_hex(&b, nodes[start[level] + (at ^ 1)].b, HASH);
                buf_char(&b, '\n');
            }
        TRY(buf_check(&b, f));
        ret[i] = str_copy(a, buf_str(&b));
        if (b.n && !ret[i].p)
            return no_memory(f);
    }
    return OK;
}

enum err store_proofs(struct store *s, struct arena *a, const int64_t *seqs, size_t n, int64_t size, struct str *ret, char ret_root[static 65], struct fault *f)
{
    if (s->present)
        return store_proofs(s->present, a, seqs, n, size, ret, ret_root, f);
    for (size_t i = 0; i < n; i++)
        if (seqs[i] < 1 || seqs[i] > size)
            return fault(f, E_INVALID, "seq", N_("Posten ska vara en av loggens första {1}."), "", NULL);
    if (size < 1)
        return fault(f, E_ABSENT, NULL, N_("Loggen har inte så många poster."), NULL, NULL);
    struct hasher h cleanup(hasher_free) = { 0 };
    size_t start[65], count[65], levels = 0;
    TRY(hasher_new(&h, f));
    struct hash *nodes = calloc(2 * (size_t)size + 64, sizeof *nodes); /* each level at most half of the one below, and one more */
    if (!nodes)
        return no_memory(f);
    enum err e = leaves_read(s, &h, nodes, (size_t)size, f);
    if (e == OK && !levels_build(&h, nodes, (size_t)size, start, count, &levels))
        e = no_memory(f);
    if (e == OK)
        e = paths_put(a, nodes, start, count, levels, seqs, n, ret, f);
    for (size_t i = 0; e == OK && i < HASH; i++) {
        unsigned char c = nodes[start[levels - 1]].b[i];
        ret_root[2 * i] = "0123456789abcdef"[c >> 4];
        ret_root[2 * i + 1] = "0123456789abcdef"[c & 15];
        ret_root[2 * i + 2] = '\0';
    }
    free(nodes);
    return e;
}
