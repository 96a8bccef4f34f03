/* Chapter: the yttrande, the formal response that the audited body decides (R31–R35). */
#ifndef MODEL_RESPONSE_H
#define MODEL_RESPONSE_H

#include "model/field.h"

enum response_state { RESPONSE_REQUESTED = 1, RESPONSE_DRAFT, RESPONSE_DECIDED, RESPONSE_SENT, RESPONSE_MISSING };

struct response {
    struct row row;
    audit_id audit;
    struct str title;
    body_id addressee;              /* who must answer */
    struct str requested_by;
    struct date due;                /* a local calendar date */
    enum response_state state;
    struct str background;          /* the case: what was demanded, by whom, when */
    struct str text;                /* direktionens samlade ståndpunkt */
    struct str resources;           /* what the measures take */
    struct str proposal;            /* the official's proposal: what the body is asked to decide */
    body_id decided_by;
    struct date decided;
    struct str paragraph;           /* "§ 12" */
    document_id document;           /* its versions hold the files */
    response_id replaces;           /* the decided one that this corrects; that one stands as it was decided */
    struct str sha256;              /* of the text as it was decided, lower-case hex; set by the decision. The text is kept as a file */
};

/* Who gets the decided response (R32). Addresses never stand in a report. */
struct response_recipient { struct row row; response_id response; struct str recipient; struct str address; };

/* The log of sending: one row each time it was given to a recipient. */
struct response_sending { struct row row; response_id response; response_recipient_id recipient; struct date sent; struct str method; account_id sent_by; };

enum position { POSITION_AGREES = 1, POSITION_PARTLY, POSITION_DISAGREES, POSITION_UNANSWERED };

struct response_item {
    struct row row;
    response_id response;
    recommendation_id recommendation;
    enum position position;
    struct str reason;              /* why, when the body does not quite agree */
    struct str done;                /* what has been done already */
    struct str measure;             /* what is planned */
    post_id responsible;
    struct date deadline;
    struct str follow_up;           /* how it will be seen that it worked */
};

#endif
