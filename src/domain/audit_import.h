/* An audit report's proposal, as the reader has corrected and confirmed it, becomes rows: all in one transaction or nothing. */
#ifndef DOMAIN_AUDIT_IMPORT_H
#define DOMAIN_AUDIT_IMPORT_H

#include "feed/audit_report.h"
#include "store/store.h"

struct audit_import {
    const struct audit_proposal *proposal;
    struct str file, file_name, media_type; /* the report as it was given: stored as the report's version and as evidence */
    bool create;                            /* make the organisations and bodies that the register lacks (the reader has confirmed them) */
};

struct audit_imported {
    int64_t audit, earlier; /* the new audit; the one it follows, 0: none */
    size_t rows;            /* written */
};

/* Names in the proposal that the register lacks: what `create` would make. */
struct audit_missing { struct str name; bool body; };
enum err audit_import_missing(struct reading *r, struct arena *a, const struct audit_proposal *p, struct audit_missing **ret, size_t *ret_n, struct fault *f) nodiscard;

/* Writes: plan, report and missiv as documents with versions, the earlier audit with its recommendations (found when it is
 * there already), the audit with all that belongs to it, the demanded yttrande with its recipients and an unanswered line for each
 * recommendation, the earlier response as "handling saknas", the file itself. The rows hold from the report's date.
 * E_INVALID: an item is wrong (place: its path); E_ABSENT: a name is not in the register and `create` is false;
 * E_CONFLICT: this report has been read in before. */
enum err audit_import_run(struct store *s, const struct seat *seat, const struct audit_import *import, struct audit_imported *ret, struct fault *f) nodiscard;

#endif
