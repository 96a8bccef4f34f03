/* The watch in the store: what the feeds say, what the federation runs, and what follows (ADR 0050).
 *
 * Feeds are plumbing: rows by key in `feed_record`, compared before they are written. Components and exposures are journaled, so
 * their past and the day's change are read from the journal as everything else's. Each call here is one transaction: all or nothing.
 *
 * What is matched again follows from what came: a feed's record its own CVE, a score the CVEs that already touch something, a
 * component its own host. An exposure is written only when something that a reader would be told has changed. */
#ifndef DOMAIN_WATCH_H
#define DOMAIN_WATCH_H

#include "feed/feed.h"
#include "model/plumbing.h"
#include "model/watch.h"
#include "store/store.h"
#include "vuln/component.h"

/* ---- feeds ---- */

enum {
    EPSS_STEP = 5,              /* percent units: how far EPSS moves before an exposure is told of it */
    WATCH_EXPOSURES_MAX = 1000000,
    FEED_NAME_MAX = 100,
};
#define WATCH_BATCH_BYTES ((size_t)4 << 30)

struct watch_record { struct str key, cve, source, modified, body; size_t order; };

/* What has been read of one feed and is not stored yet. */
struct watch_batch {
    struct arena arena;
    struct watch_record *v;
    size_t n, cap, mark;        /* mark: where the file being read began */
    const struct watch_kind *kind;
    struct buf *line;
};

/* NULL for a kind that there is none of, or without memory. */
struct watch_batch *watch_batch_new(const char *kind);
void watch_batch_free(struct watch_batch *b);
void watch_batch_done(struct watch_batch **b); /* fits cleanup() */
/* Records go into the batch; a bad file's are taken out again. */
struct feed_sink watch_batch_sink(struct watch_batch *b);

struct watch_counts {
    uint64_t fresh, changed, same, gone;                /* records, or components */
    uint64_t exposed, worse_or_better, back, over;      /* exposures: new, changed, open again, gone */
};

struct watch_feed_terms {
    struct str name;            /* "nvd"; a second feed of a kind has a name of its own */
    uint64_t rejected;          /* what the reader refused: then nothing that is missing is taken as gone */
    instant now;
};

/* Stores a batch and what follows from it. Where the feed is whole every time (kev, epss, attack), what it no longer has is gone;
 * a CSAF document replaces all that it said before. A record older than the one that is there (`modified`) changes nothing.
 * The seat is the program's, of the federation. */
enum err watch_feed_store(struct store *s, const struct seat *seat, const struct watch_feed_terms *terms, struct watch_batch *b,
                          struct watch_counts *ret, struct fault *f) nodiscard;

/* ---- inventories ---- */

struct watch_inventory_terms {
    struct str name, file;      /* the same name again: what is new, changed and gone */
    enum list_format format;
    organisation_id owner;
    instant now;
};

/* A component is the same when its id is, or else when it is the only one of its name on its host before and after. What is gone
 * is revoked. E_INVALID and E_LIMIT name the component. */
enum err watch_inventory_store(struct store *s, const struct seat *seat, const struct watch_inventory_terms *terms,
                               const struct inventory *inv, struct watch_counts *ret, struct fault *f) nodiscard;

/* ---- the day's change ---- */

enum watch_change_kind { WATCH_NEW, WATCH_WORSE, WATCH_BETTER, WATCH_GONE, WATCH_HANDLED, WATCH_OTHER, WATCH_KINDS };
const char *watch_change_code(enum watch_change_kind k);  /* "new" */
const char *watch_change_label(enum watch_change_kind k); /* N_("Nya") */

enum { WATCH_REASONS = 8, WATCH_CHANGES_MAX = 20000 };
struct watch_reason { const char *text; struct str arg[2]; }; /* N_() with {1} {2} */

struct watch_change {
    enum watch_change_kind kind;
    bool had_before;
    struct exposure before, after;
    struct installation component;
    struct watch_reason why[WATCH_REASONS];
    size_t why_n;
};

/* What changed from `from` up to `to` in exposures that the seat may see: one line for each, its last state against the one it had
 * before; by kind, then the worst first. Decimals in reasons as `lang` ("sv", "en") writes them. *ret_more: there were more than
 * WATCH_CHANGES_MAX entries and the last ones are left out. */
enum err watch_changes(struct reading *r, struct arena *a, instant from, instant to, const char *lang, struct watch_change **ret,
                       size_t *ret_n, bool *ret_more, struct fault *f) nodiscard;

#endif
