/* What the two halves of the import share. Inside domain/ only. */
#ifndef DOMAIN_AUDIT_IMPORT_INSIDE_H
#define DOMAIN_AUDIT_IMPORT_INSIDE_H

#include "domain/audit_import.h"
#include "domain/save.h"
#include "model/organisation.h"
#include "model/response.h"

struct importer {
    struct writing *w;      /* NULL while only looking for what is missing */
    struct reading *r;
    struct arena *a;
    const struct audit_import *import;
    const struct audit_proposal *p;
    struct audit_imported done;
    struct organisation *organisations;
    size_t organisations_n, organisations_cap;
    struct body *bodies;
    size_t bodies_n, bodies_cap;
    organisation_id federation;     /* the report's: whose audit it is */
    struct audit_missing *missing;  /* when w is NULL */
    size_t missing_n, missing_cap;
};

/* Saves a row; its fault is placed at the item's path. `path` may be NULL. */
enum err import_save(struct importer *x, const struct entity *e, void *row, const char *path, struct fault *f) nodiscard;
/* The registers of organisations and bodies, and the report's federation. */
enum err import_registers(struct importer *x, struct fault *f) nodiscard;
/* By name, the way reports write it ("Köping" for Köpings kommun); made when there is none. An empty name gives 0. */
enum err import_organisation(struct importer *x, struct str name, enum organisation_type type, const char *path, organisation_id *ret, struct fault *f) nodiscard;
/* "Direktionen", "Kommunfullmäktige Arboga", "Kommunalförbundets revisorer". */
enum err import_body(struct importer *x, struct str name, const char *path, body_id *ret, struct fault *f) nodiscard;
/* All rows of the entity where the field has the value (the machine's form); at most QUERY_LIMIT_MAX. */
enum err import_rows(struct importer *x, const struct entity *e, const char *field, struct str value, struct rows *ret, struct fault *f) nodiscard;
bool import_same(struct importer *x, struct str a, struct str b);

#endif
