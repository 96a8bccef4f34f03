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
    struct str text;                /* direktionens samlade ståndpunkt */
    body_id decided_by;
    struct date decided;
    struct str paragraph;           /* "§ 12" */
    document_id document;
};

/* Who gets the decided response; sending is recorded (R32). */
struct response_recipient { struct row row; response_id response; struct str recipient; struct str address; struct date sent; struct str method; };

enum position { POSITION_AGREES = 1, POSITION_PARTLY, POSITION_DISAGREES, POSITION_UNANSWERED };

struct response_item {
    struct row row;
    response_id response;
    recommendation_id recommendation;
    enum position position;
    struct str measure;             /* what is planned */
    post_id responsible;
    struct date deadline;
};

#endif
