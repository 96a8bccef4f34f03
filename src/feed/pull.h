/* Fetching a feed's documents over HTTPS. The parent's side: bytes go to a file, nothing of them is read here.
 *
 * One document is fetched whole or not at all: it is collected in a partial file that becomes the document when it is complete,
 * and what is there already stays until then. A partial file is continued where it ended when the server gave a validator
 * (RFC 9110 §8.8, §14). A document that has not changed is not fetched again (ETag, Last-Modified).
 *
 * Guards: HTTPS only, also after a redirect; certificates are checked; the address is judged when the connection is made (so a
 * name cannot point elsewhere between the check and the use): only addresses of the public internet, see pull_address_public;
 * redirects, bytes, time and retries are bounded; a header that is secret goes to the first host only. Nothing is taken from the
 * environment. 429 and 5xx are tried again after Retry-After or a growing pause. */
#ifndef FEED_PULL_H
#define FEED_PULL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/str.h"

struct buf;

/* ---- what is kept between pulls; given by the caller */

enum { PULL_DOCUMENT_MAX = 200 }; /* characters of a document's name */

/* Letters, digits, '.', '_' and '-', not beginning with '.', 1 to PULL_DOCUMENT_MAX. */
bool pull_document_valid(struct str name);

struct pull_value { const char *key; struct str value; }; /* value.n 0: forget it */

struct pull_state {
    void *ctx;
    /* A small text kept under a document's name; appends nothing when there is none. */
    enum err (*get)(void *ctx, struct str document, const char *key, struct buf *to, struct fault *f);
    /* Several at once, all or none, lasting when it returns. */
    enum err (*put)(void *ctx, struct str document, const struct pull_value *values, size_t n, struct fault *f);
    /* The partial file, for reading and writing, made when there is none. */
    enum err (*open_part)(void *ctx, struct str document, int *ret_fd, struct fault *f);
    /* The partial file becomes the document, at once and lasting. */
    enum err (*finish)(void *ctx, struct str document, struct fault *f);
    /* The document for reading; E_ABSENT when there is none. */
    enum err (*open)(void *ctx, struct str document, int *ret_fd, struct fault *f);
};

/* ---- fetching */

struct pull_limits {
    uint64_t bytes;          /* of one document */
    unsigned connect_ms;     /* until connected */
    unsigned idle_ms;        /* without a byte */
    unsigned total_ms;       /* for one attempt */
    unsigned redirects;
    unsigned retries;        /* attempts after the first */
    unsigned retry_ms;       /* the first pause; doubles */
    unsigned retry_ms_max;   /* the longest, also of a Retry-After: a longer one ends the pull */
};
#define PULL_LIMITS ((struct pull_limits){ (uint64_t)2 << 30, 20000, 60000, 3600000, 5, 4, 2000, 300000 })

struct pull_config {
    const char *proxy;                /* "http://proxy.example:3128"; NULL: none, whatever the environment says */
    const char *ca_file;              /* PEM; NULL: the system's */
    const char *const *allow;         /* addresses that are allowed though they are not public, up to NULL; may be NULL */
    struct pull_limits limits;
    void *ctx;
    void (*wait)(void *ctx, unsigned ms);   /* NULL: sleeps */
    void (*progress)(void *ctx, struct str document, uint64_t done, uint64_t total); /* total 0: not known. May be NULL */
};

struct pull_request {
    const char *url;
    struct str document;
    const char *secret_header;        /* "apiKey: …" for the URL's own host; may be NULL */
    bool again;                       /* fetch it even when it has not changed */
};

enum pull_outcome { PULL_NEW, PULL_SAME };

struct puller;

/* The config is copied, what it points at must outlive the puller. NULL without memory. One puller, one thread. */
struct puller *puller_new(const struct pull_config *config);
void puller_free(struct puller *p);
void puller_done(struct puller **p); /* fits cleanup() */
/* Bytes of documents taken so far. */
uint64_t puller_bytes(const struct puller *p);
void puller_wait(struct puller *p, unsigned ms);

/* Blocks. Faults have the document as their place.
 *   E_DENIED  the address, a redirect or the certificate is not allowed     E_ABSENT  404 or 410
 *   E_LIMIT   bytes, redirects, a Retry-After too long                      E_IO      everything else that a network does
 *   E_INVALID the URL */
enum err pull(struct puller *p, const struct pull_state *state, const struct pull_request *request,
    enum pull_outcome *ret_outcome, struct fault *f) nodiscard;

/* False for loopback, private, link-local, shared, multicast, reserved and documentation addresses, and for those of IPv6 that
 * carry such an address of IPv4. From IANA's special-purpose registries (RFC 6890). */
bool pull_address_public(const struct sockaddr *address);

#endif
