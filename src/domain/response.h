/* The yttrande as a whole: what the page, the report and the decision read. Begun from the audit's demand, answered recommendation by
 * recommendation, decided by the body, frozen as text, sent to each recipient (R31–R35). */
#ifndef DOMAIN_RESPONSE_H
#define DOMAIN_RESPONSE_H

#include "base/words.h"
#include "domain/save.h"
#include "model/audit.h"
#include "model/response.h"

struct buf;

struct response_answer {
    const struct recommendation *recommendation;
    const struct response_item *item;   /* NULL: the recommendation has no answer yet */
    struct str responsible;             /* the role's name */
};

struct response_view {
    struct response response;
    const struct str *titles;           /* of its own references: response_title_of */
    struct audit audit;
    const struct str *audit_titles;
    struct response_answer *answers;    /* one for each recommendation that the audit gave, in its order */
    size_t answers_n;
    struct response_recipient *recipients;
    size_t recipients_n;
    struct response_sending *sendings;  /* oldest first */
    struct str *senders;                /* the account's name for each of them; empty when it cannot be seen */
    size_t sendings_n;
    struct response replaces, replaced_by; /* row.id 0: none */
};

/* E_ABSENT as store_get. */
enum err response_load(struct reading *r, struct arena *a, int64_t id, struct response_view *ret, struct fault *f) nodiscard;
/* "addressee": the title of what the field refers to. */
struct str response_title_of(const struct response_view *v, const char *field);
/* The last row of the log for a recipient; NULL when nothing has been sent to it. */
const struct response_sending *response_sent_to(const struct response_view *v, response_recipient_id recipient);
/* The position's word, N_(). */
const char *response_position(enum position p);

/* What is missing before it can be decided. */
struct response_lack {
    const char *place;                  /* the field: "text", "position" … */
    const char *text;                   /* N_() with {1} for `code` */
    struct str code;                    /* of the recommendation it is about; empty: the whole */
    bool stops;                         /* false: a reminder only, it may be decided so */
};
enum { RESPONSE_LACKS_MAX = 400 };
/* Without the decision itself (body, date, paragraph). */
enum err response_lacks(struct arena *a, const struct response_view *v, struct response_lack **ret, size_t *ret_n, struct fault *f) nodiscard;

/* The yttrande as plain text in Swedish, the same bytes for the same contents: what is decided, hashed and kept. */
void response_text(struct buf *b, const struct response_view *v);
enum { RESPONSE_TEXT_MAX = 8 * 1024 * 1024 };
/* The text that was decided, from the store, its hash proved. E_ABSENT: not decided here. */
enum err response_frozen(struct reading *r, struct arena *a, const struct response *response, struct str *ret, struct fault *f) nodiscard;

/* A new draft with the same contents, to be decided in place of one that is decided. */
enum err response_replace(struct writing *w, int64_t id, struct response *ret, struct faults *faults, struct fault *f) nodiscard;

/* The document version that the decision made and that waits for its file (or has it). row.id 0: none. */
enum err response_version(struct reading *r, struct arena *a, const struct response *response, struct document_version *ret, struct fault *f) nodiscard;

#endif
