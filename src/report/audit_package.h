/* Revisionspaketet (R126, R127): everything about one audit as a zip that a stranger checks with sha256sum and a script that lies in it.
 * What it holds and how it is checked stands in package/readme.txt, which is part of it. The same rows and the same head give the same bytes. */
#ifndef REPORT_AUDIT_PACKAGE_H
#define REPORT_AUDIT_PACKAGE_H

#include "base/words.h"
#include "store/store.h"

enum {
    PACKAGE_ROWS_MAX = 100000,
    PACKAGE_PAGE_MAX = 96 * 1024 * 1024,    /* bytes that a page gives out; larger ones by the command line */
};
#define PACKAGE_BYTES_MAX ((uint64_t)4000 * 1024 * 1024)    /* below what a zip without extensions holds */

/* A row of the package: `row` NULL: it is left out (a mark, in the open version). */
struct package_row { const struct entity *entity; int64_t id; void *row; };
struct package_rows { struct package_row *v; size_t n, left_out; };
/* What belongs to an audit, as the reading's seat sees it, revoked rows too; by entity in the model's order, then by id. Where the audit leads to
 * (bodies, posts, the audit it follows …) comes along, but not what hangs on those. E_ABSENT as store_get; E_LIMIT past PACKAGE_ROWS_MAX. */
enum err audit_package_rows(struct reading *r, struct arena *a, int64_t audit, bool open, struct package_rows *ret, struct fault *f) nodiscard;

struct package_file { struct str name; struct str bytes; struct str sha256; bool stored; }; /* stored: the bytes lie in the store under their sha256 */
struct audit_package {
    struct reading *reading;
    struct str folder;          /* in which everything lies */
    struct package_file *files; /* SHA256SUMS last */
    size_t n, cap;
    uint64_t bytes;             /* of all of them */
    int64_t now;                /* the head's time, in seconds: no other time stands in the package */
};

struct audit_package_options {
    bool open;          /* without marked rows, personal data and the log of both; says how many */
    struct str head;    /* the head to prove by; empty: the log as it is. E_CONFLICT: rows of the audit have been written since, or another log */
};
/* Gathers it. Lives in the arena, and needs the reading for as long as it is written. */
enum err audit_package(struct store *s, struct reading *r, struct arena *a, const struct words *words, int64_t audit, const struct audit_package_options *o,
                       struct audit_package *ret, struct fault *f) nodiscard;
/* Writes it as a zip, a file at a time. */
enum err audit_package_zip(const struct audit_package *p, struct buf *to, struct fault *f) nodiscard;
/* To a new file; E_CONFLICT when there is one. Nothing is left behind on failure. */
enum err audit_package_zip_file(const struct audit_package *p, const char *path, struct fault *f) nodiscard;

#endif
