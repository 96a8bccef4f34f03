/* The rows of an import: what belongs to the audit, its response, its documents. Inside domain/ only. */
#ifndef DOMAIN_AUDIT_IMPORT_ROWS_H
#define DOMAIN_AUDIT_IMPORT_ROWS_H

#include "domain/audit_import_inside.h"

/* One record of the proposal. */
struct import_at { struct importer *x; enum audit_part part; unsigned number; };

/* Which rows the codes "2021-1" stand for, by the record's number. */
struct import_codes {
    recommendation_id *earlier, *new;
    unsigned earlier_n, new_n;
};

struct import_document {
    struct str title, issuer;
    enum document_type type;
    enum document_state state;
    struct date dated;      /* not given: unknown */
    int64_t pages;
    struct str sha256, file_name;
    bool known;             /* take the one that is there under that title */
    const char *path;
};

struct str import_text(const struct import_at *at, const char *field);
const char *import_path(const struct import_at *at, const char *field);
enum err import_date(const struct import_at *at, const char *field, struct date *ret, struct fault *f) nodiscard;
enum err import_word(const struct import_at *at, const char *field, const struct entity *e, const char *column, unsigned *ret, struct fault *f) nodiscard;
void *import_new(struct importer *x, const struct entity *e);
/* The document and its version; one that is there already is taken. *ret must be 0 before. */
enum err import_document(struct importer *x, const struct import_document *d, document_id *ret, struct fault *f) nodiscard;
recommendation_id import_code(struct importer *x, const struct import_codes *codes, struct str code);
enum err import_earlier(struct importer *x, struct import_codes *codes, body_id body, body_id client, struct fault *f) nodiscard;
enum err import_recommendations(struct importer *x, struct import_codes *codes, struct date dated, body_id addressee, struct fault *f) nodiscard;
/* audit_import_rows.c: bodies, questions, criteria, method, interviews, documents, assessments, findings, statements, participants, signatures, distribution. */
enum err import_belongings(struct importer *x, const struct audit *a, const struct import_codes *codes, body_id body, struct fault *f) nodiscard;
enum err import_response(struct importer *x, const struct audit *a, const struct import_codes *codes, struct fault *f) nodiscard;

#endif
