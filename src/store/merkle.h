/* The journal's two hashes. The chain: SHA-256 of the previous chain value and the entry's leaf, so that one number stands for the
 * whole log in order. The tree: RFC 9162 §2.1, leaf SHA-256(0x00 ‖ text), node SHA-256(0x01 ‖ left ‖ right), so that a head signed
 * earlier can be shown to be the beginning of the log, and one entry to be in it, without handing the log out. */
#ifndef STORE_MERKLE_H
#define STORE_MERKLE_H

#include "base/err.h"
#include "base/str.h"

enum { HASH = 32, PEAKS = 48 };

struct hash { unsigned char b[HASH]; };

/* A reused digest context. Not thread safe: one for each thread. */
struct hasher { void *ctx, *kind; };

enum err hasher_new(struct hasher *ret, struct fault *f) nodiscard;
void hasher_free(struct hasher *h); /* fits cleanup() */
/* SHA-256 of up to three parts after another. */
bool hash_parts(struct hasher *h, struct str a, struct str b, struct str c, struct hash *ret) nodiscard;
bool hash_leaf(struct hasher *h, struct str text, struct hash *ret) nodiscard;
bool hash_node(struct hasher *h, const struct hash *left, const struct hash *right, struct hash *ret) nodiscard;
bool hash_chain(struct hasher *h, const struct hash *before, const struct hash *leaf, struct hash *ret) nodiscard;
/* SHA-256 in 64 hex digits. */
bool hash_hex(struct str bytes, char ret[static 65]) nodiscard;

/* The state of a growing log: its size, its last chain value, and the roots of the full subtrees it is made of (one for each bit
 * of the size). All zero is the empty log. */
struct merkle {
    uint64_t size;
    struct hash chain;
    struct hash peaks[PEAKS];   /* [k]: of 2^k leaves, when bit k of size is set */
};

/* Appends a full subtree of 2^level leaves; size must be a multiple of that. The chain is not touched. */
bool merkle_add(struct hasher *h, struct merkle *m, unsigned level, const struct hash *root) nodiscard;
/* RFC 9162's root of all leaves; of none: SHA-256 of nothing. */
bool merkle_root(struct hasher *h, const struct merkle *m, struct hash *ret) nodiscard;

static inline struct str hash_str(const struct hash *h) { return (struct str){ (const char *)h->b, HASH }; }

#endif
