/* Chapter: what the board asks, is told and decides (R113–R117): its meetings, requests, presentations and decisions, and how much
 * risk it accepts in a year. */
#ifndef MODEL_BOARD_H
#define MODEL_BOARD_H

#include "model/field.h"

enum meeting_state { MEETING_PLANNED = 1, MEETING_HELD, MEETING_APPROVED };

/* Sammanträde. */
struct meeting {
    struct row row;
    struct str title;               /* the body and the day; set by rule */
    body_id body;
    struct date dated;
    enum meeting_state state;
    document_id document;           /* protokoll */
    struct str note;
};

/* Presentation: what the body was told of what the federation can do (R115). */
struct presentation {
    struct row row;
    struct str title;
    meeting_id meeting;
    struct date dated;              /* the meeting's day unless given */
    bool prevents, detects, handles, restores; /* which abilities it was about */
    post_id presented_by;
    document_id document;           /* the material; files otherwise as evidence */
    struct str questions;           /* what was asked, and what was answered */
};

enum board_request_state { BOARD_REQUEST_ASKED = 1, BOARD_REQUEST_ANSWERED, BOARD_REQUEST_ACCEPTED, BOARD_REQUEST_RETURNED };
/* Begäran från direktionen (R114). */
struct board_request {
    struct row row;
    struct str text;                /* what */
    body_id body;
    struct str asked_by;            /* who in it */
    struct date asked;
    struct str paragraph;
    struct date due;
    enum board_request_state state;
    post_id responsible;            /* who answers */
    struct str answer;
    struct date answered;
    document_id document;
    presentation_id presentation;
    struct str verdict;             /* what the board lacks in the answer, when it returns it */
};

enum decision_kind { DECISION_ACCEPTS_RISK = 1, DECISION_TREATS_RISK, DECISION_ASSIGNS, DECISION_ADOPTS, DECISION_APPETITE, DECISION_OTHER };
enum decision_state { DECISION_PROPOSED = 1, DECISION_DECIDED, DECISION_DONE };
/* Beslut av direktionen (R116). */
struct board_decision {
    struct row row;
    struct str text;
    enum decision_kind kind;
    enum decision_state state;
    struct str about;               /* "measure/4": the row that it is about */
    meeting_id meeting;
    struct date dated;              /* the meeting's day unless given */
    struct str paragraph;
    post_id responsible;            /* who carries it out */
    struct date due;
    struct date done;
    struct str follow_up;           /* what came of it */
};

enum appetite_level { APPETITE_LOW = 1, APPETITE_MEDIUM, APPETITE_HIGH };
enum appetite_state { APPETITE_PROPOSED = 1, APPETITE_DECIDED };
/* Riskaptit: risks above the level need the board's decision. One a year. */
struct appetite {
    struct row row;
    int64_t year;
    enum appetite_level level;
    struct str text;                /* the limit in words */
    ore yearly;                     /* the expected loss of a year that is accepted */
    enum appetite_state state;
    body_id decided_by;
    struct date decided;
    struct str paragraph;
};

#endif
