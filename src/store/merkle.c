#include "store/merkle.h"

#include <openssl/evp.h>

enum err hasher_new(struct hasher *ret, struct fault *f)
{
    struct hasher h = { .ctx = EVP_MD_CTX_new(), .kind = EVP_MD_fetch(NULL, "SHA256", NULL) };
    if (!h.ctx || !h.kind) {
        hasher_free(&h);
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    }
    *ret = h;
    return OK;
}

void hasher_free(struct hasher *h)
{
    EVP_MD_CTX_free(h->ctx);
    EVP_MD_free(h->kind);
    *h = (struct hasher){ 0 };
}

bool hash_parts(struct hasher *h, struct str a, struct str b, struct str c, struct hash *ret)
{
    unsigned n = HASH;
    return EVP_DigestInit_ex2(h->ctx, h->kind, NULL) == 1 && EVP_DigestUpdate(h->ctx, a.p, a.n) == 1 &&
           (b.n == 0 || EVP_DigestUpdate(h->ctx, b.p, b.n) == 1) && (c.n == 0 || EVP_DigestUpdate(h->ctx, c.p, c.n) == 1) &&
           EVP_DigestFinal_ex(h->ctx, ret->b, &n) == 1;
}

bool hash_leaf(struct hasher *h, struct str text, struct hash *ret)
{
    return hash_parts(h, (struct str){ "\0", 1 }, text, (struct str){ 0 }, ret);
}

bool hash_node(struct hasher *h, const struct hash *left, const struct hash *right, struct hash *ret)
{
    char both[1 + 2 * HASH];
    both[0] = 1;
    memcpy(both + 1, left->b, HASH);
    memcpy(both + 1 + HASH, right->b, HASH);
    return hash_parts(h, (struct str){ both, sizeof both }, (struct str){ 0 }, (struct str){ 0 }, ret);
}

bool hash_chain(struct hasher *h, const struct hash *before, const struct hash *leaf, struct hash *ret)
{
    char both[2 * HASH];
    memcpy(both, before->b, HASH);
    memcpy(both + HASH, leaf->b, HASH);
    return hash_parts(h, (struct str){ both, sizeof both }, (struct str){ 0 }, (struct str){ 0 }, ret);
}

bool hash_hex(struct str bytes, char ret[static 65])
{
    struct hasher h cleanup(hasher_free) = { 0 };
    struct hash sum;
    if (hasher_new(&h, NULL) != OK || !hash_parts(&h, bytes, (struct str){ 0 }, (struct str){ 0 }, &sum))
        return false;
    for (size_t i = 0; i < HASH; i++) {
        ret[2 * i] = "0123456789abcdef"[sum.b[i] >> 4];
        ret[2 * i + 1] = "0123456789abcdef"[sum.b[i] & 15];
    }
    ret[64] = '\0';
    return true;
}

bool merkle_add(struct hasher *h, struct merkle *m, unsigned level, const struct hash *root)
{
    struct hash sum = *root;
    uint64_t size = m->size + ((uint64_t)1 << level);
    for (; m->size >> level & 1; level++)
        if (!hash_node(h, &m->peaks[level], &sum, &sum))
            return false;
    if (level >= PEAKS)
        return false;
    m->peaks[level] = sum;
    m->size = size;
    return true;
}

bool merkle_root(struct hasher *h, const struct merkle *m, struct hash *ret)
{
    if (m->size == 0)
        return hash_parts(h, (struct str){ "", 0 }, (struct str){ 0 }, (struct str){ 0 }, ret);
    bool any = false;
    struct hash sum = { 0 };
    for (unsigned k = 0; k < PEAKS; k++) {
        if (!(m->size >> k & 1))
            continue;
        if (any && !hash_node(h, &m->peaks[k], &sum, &sum))
            return false;
        if (!any)
            sum = m->peaks[k];
        any = true;
    }
    *ret = sum;
    return true;
}
