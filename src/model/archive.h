/* Chapter: keeping and disposing (arkivlagen 1990:782 10 §): how long each kind of record is kept, and the decisions to dispose of some. */
#ifndef MODEL_ARCHIVE_H
#define MODEL_ARCHIVE_H

#include "model/document.h"

enum retention_action { RETENTION_KEEP = 1, RETENTION_DISPOSE };
enum retention_start { RETENTION_FROM_CREATED = 1, RETENTION_FROM_CHANGED, RETENTION_FROM_REVOKED };

/* A line of the plan (informationshanteringsplanen): what becomes of a register's rows. Without a line everything is kept. */
struct retention {
    struct row row;
    struct str name;
    struct str records;             /* the register by its path: "atgarder" */
    enum retention_action action;
    int64_t years;                  /* kept at least; INT_NONE when kept for ever */
    enum retention_start counted;   /* … from when */
    struct str basis;               /* where in the plan, or in the authority's rules */
    document_id plan;
};

enum disposal_state { DISPOSAL_PROPOSED = 1, DISPOSAL_APPROVED, DISPOSAL_DENIED };

/* A decision to dispose of rows: proposed by one person, approved by another, on the archive authority's decision (N4). */
struct disposal {
    struct row row;
    struct str title;
    retention_id retention;
    struct date through;            /* rows whose time began on or before this day */
    struct str authority;           /* who decided */
    document_id decision;
    struct date decided;
    struct str paragraph;
    struct str grounds;             /* insyn, rättskipning, forskning: why nothing of it is lost (arkivlagen 10 §) */
    enum disposal_state state;
    account_id proposed_by, approved_by;
    instant approved;
    int64_t covered;                /* rows that it took in when it was approved */
};

#endif
