/* Reading feeds: untrusted bytes to records. Every kind of feed is one row of `feed_kinds`: a reader that takes a source, hands
 * each accepted record to the sink and each rejected one, with its place, to the report.
 *
 * A bad record is rejected and passed over. A bad file (not parseable, unreadable, past a file's limit) adds no record and one
 * rejection: what the sink got from it is undone.
 *
 * Readers run in the sandboxed child (feed/child.h); nothing here opens anything. */
#ifndef FEED_FEED_H
#define FEED_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "feed/limits.h"
#include "feed/source.h"

struct vuln_record;
struct buf;
struct words;

/* ---- what was read and what was not */

struct feed_rejection { struct str at; struct fault fault; };

struct feed_report {
    uint64_t records, accepted, rejected;  /* rejected counts bad files too, which records does not */
    struct feed_rejection *list;           /* the first LIMIT_REJECTIONS */
    size_t n, cap;
    bool limit_passed;                     /* some rejection was for a limit */
    struct arena arena;
    /* of the file being read: what the counts were when it began */
    struct { uint64_t records, accepted, rejected; size_t n; bool limit_passed; } mark;
};

struct feed_report feed_report_new(void);
void feed_report_free(struct feed_report *r); /* fits cleanup() */
/* A file begins. */
void feed_report_file(struct feed_report *r);
void feed_accept(struct feed_report *r);
/* One record rejected; `at` becomes "FILE:place" (or "FILE" when the fault's place and `place` are both empty). */
void feed_reject(struct feed_report *r, struct str file, const char *place, const struct fault *f);
/* The whole file rejected: its counts are taken back and one rejection is added. */
void feed_reject_file(struct feed_report *r, struct str file, const struct fault *f);
/* {"kind","records","accepted","rejected":[{"at","why"}]}, and "rejected_total" when more than listed were rejected. */
void feed_report_put_json(struct buf *b, const struct words *w, const char *kind, const struct feed_report *r);

/* ---- where accepted records go */

struct kev_entry { struct str cve; bool ransomware; struct str added, due; };
struct epss_row { struct str cve; double score, percentile; };

/* A member that is NULL is not called. What is given is valid during the call only. An error stops the file. */
struct feed_sink {
    void *ctx;
    enum err (*record)(void *ctx, const struct vuln_record *r, struct fault *f);   /* nvd, cve5, csaf */
    enum err (*kev)(void *ctx, const struct kev_entry *e, struct fault *f);
    enum err (*epss)(void *ctx, const struct epss_row *e, struct fault *f);
    enum err (*object)(void *ctx, struct str kind, struct str json, struct fault *f); /* attack, rss: an object of the feed as JSON */
    void (*begin)(void *ctx);   /* a file begins */
    void (*undo)(void *ctx);    /* forget what came since the file began */
};

/* ---- readers */

/* Reads the whole source. Failures of the file are returned; the caller undoes. */
typedef enum err feed_reader(struct source *src, const struct feed_sink *sink, struct feed_report *report, struct fault *f);

feed_reader feed_read_nvd, feed_read_cve5, feed_read_kev, feed_read_epss, feed_read_csaf, feed_read_attack, feed_read_rss;

struct feed_kind { const char *name; feed_reader *read; };
extern const struct feed_kind feed_kinds[]; /* ends with a row without name */
const struct feed_kind *feed_kind_of(struct str name); /* NULL when there is none */

/* Reads one file with its reader and keeps the promise about bad files: begin, read, undo and one rejection when it is bad.
 * OK or the failure that is now in the report as well (E_NOMEM and E_BUG too). */
enum err feed_read_file(const struct feed_kind *kind, struct source *src, const struct feed_sink *sink, struct feed_report *report);

/* ---- for readers of JSON feeds */

/* Reads one record: fills what it wants from `j` (which stands before the record), calls json_end, and only when that is OK
 * hands it to the sink. The arena is reset between records. A semantic objection is json_refuse or a fault of its own. */
typedef enum err feed_json_record(struct json *j, struct arena *a, const struct feed_sink *sink, struct fault *f);

/* Runs `read` over every record of `src` (see feed/split.h for `list`). A record that is not JSON makes the file bad; one that
 * its reader refuses is rejected with its place. */
enum err feed_read_json(struct source *src, const char *list, feed_json_record *read, const struct feed_sink *sink,
                        struct feed_report *report, struct fault *f) nodiscard;

#endif
