/* Chapter: the server's own tables: credentials, sessions, tokens, idempotency keys. No pages, no journal of their own;
 * what they cause is in the journal. */
#ifndef MODEL_PLUMBING_H
#define MODEL_PLUMBING_H

#include "model/field.h"

/* A password, as argon2id's own string. One per account. */
struct credential { struct row row; account_id account; struct str hash; };

/* Only the SHA-256 of the cookie's value is stored. */
struct session { struct row row; account_id account; seat_grant_id seat; struct str hash; instant last_seen; instant expires; instant ended; struct str agent; };

/* A token for the interface for programs: as the session, with the rights of one seat, cut to `scope`. */
struct api_token { struct row row; account_id account; seat_grant_id seat; struct str name; struct str hash; struct str scope; instant expires; instant ended; };

/* What a write that carried a key answered, so that a retry answers the same and writes nothing. */
struct idempotency { struct row row; account_id account; struct str key; struct str request; struct str answer; instant expires; };

/* A feed that is read, by its name. When it was read and what came of it; how it is pulled stands in src/feed. */
struct feed {
    struct row row;
    struct str name, kind;          /* "nvd", of feed/feed.h's kinds */
    instant read, changed;          /* last read; last read with something new */
    int64_t records, rejected;      /* that it holds; that the last reading refused */
};

/* What a feed says under one key. A vulnerability's record or a KEV entry by its CVE; EPSS by hundreds of CVEs; an object by its id. */
struct feed_record {
    struct row row;
    feed_id feed;
    struct str key;                 /* "nvd/CVE-2021-44228", "csaf/ICSA-24-032-03/CVE-2023-1", unique */
    struct str cve;                 /* "CVE-2021-44228"; EPSS: "CVE-2021-442xx" */
    struct str source;              /* csaf: the document */
    struct str modified;            /* as the feed writes it */
    struct str body;                /* Samsyn's own form: vuln/record.h, domain/watch.h */
};
enum mail_state { MAIL_WAITING = 1, MAIL_SENT, MAIL_FAILED };

/* A letter on its way out: written in the transaction of what caused it, sent by the job "mail". `next` is also the lease of
 * the one who is sending: until then nobody else tries. */
struct mail {
    struct row row;
    account_id account;
    struct str address, subject, text;
    enum mail_state state;
    int64_t tries;
    instant next;                   /* not before */
    instant closed;                 /* when it was sent or given up */
    struct str answer;              /* what the mail server said last */
};

/* That an account has been reminded of a row, this many days before it was due. */
struct reminder { struct row row; account_id account; struct str about; struct date due; int64_t days; instant at; };

/* When a job ran and when it is due. `lease`: until then it runs somewhere. */
struct job_state { struct row row; struct str name; instant next, lease, started, ended; bool failed; struct str result; };

/* The secret address of an account's calendar: only its hash. One per account. */
struct calendar_key { struct row row; account_id account; struct str hash; instant ended; };

/* What an auditor has opened (R126): kept beside the journal, which only writes go to. created_at says when. */
struct auditor_reading {
    struct row row;
    account_id account;
    organisation_id organisation;   /* the seat's */
    struct str path;                /* without what was searched for */
    struct date day;                /* "läget den", when it was not the present */
};

#endif
