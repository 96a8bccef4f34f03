/* Chapter: the handlingsplan. Measures, where they come from and what came of them, our own view of a recommendation, decisions not
 * to act, and what the auditors ask to be told (R36–R39, R126). */
#ifndef MODEL_MEASURE_H
#define MODEL_MEASURE_H

#include "model/field.h"

enum measure_state { MEASURE_PROPOSED = 1, MEASURE_DECIDED, MEASURE_ONGOING, MEASURE_WAITING, MEASURE_DONE, MEASURE_CANCELLED };
/* What a measure rests on: a supplier's advice is a ground, but not one of our own. */
enum ground { GROUND_SUPPLIER = 1, GROUND_RISK, GROUND_CLASSIFICATION, GROUND_LAW, GROUND_INCIDENT, GROUND_CONTINUITY, GROUND_POLICY, GROUND_PRACTICE,
              GROUND_UNKNOWN };
enum effect { EFFECT_FULL = 1, EFFECT_PARTLY, EFFECT_NONE };

/* Åtgärd i handlingsplanen. */
struct measure {
    struct row row;
    struct str title, text;
    post_id responsible;
    organisation_id organisation;   /* that carries it out, when it is not the owner */
    enum measure_state state;
    enum ground ground;
    struct date start, due;
    ore cost;
    struct str expected;            /* the effect that is expected */
    struct str waits_for;           /* in words, and … */
    struct str waits_link;          /* … the row that must be decided first */
    struct date waits_since;
    struct date look_again;         /* the day on which the waiting is tried anew */
    bool needs_evidence;            /* it is done only with evidence */
    struct date done;
    enum effect effect;             /* of the latest follow-up; 0: not followed up */
    struct str cancelled_why;
};

enum origin { ORIGIN_RECOMMENDATION = 1, ORIGIN_RISK, ORIGIN_INCIDENT, ORIGIN_CLASSIFICATION, ORIGIN_CONTROL_GAP, ORIGIN_INTERNAL_CONTROL, ORIGIN_LAW };
/* Where a measure comes from; many to many: one measure may answer several recommendations. */
struct measure_origin { struct row row; measure_id measure; enum origin kind; recommendation_id recommendation; struct str link; struct str text; };

/* Effektuppföljning: by someone other than the responsible. */
struct effect_followup { struct row row; measure_id measure; struct date dated; struct str method; enum effect effect; struct str text; post_id performed_by; };

enum own_view { VIEW_DONE = 1, VIEW_PARTLY, VIEW_NOT };
/* Egen bedömning: what we think ourselves. Never an assessment: only an audit's assessment says ja. */
struct own_assessment { struct row row; recommendation_id recommendation; enum own_view view; struct date dated; struct str text; post_id post; };

enum no_action_state { NO_ACTION_PROPOSED = 1, NO_ACTION_DECIDED };
/* Beslut att inte gå vidare med en rekommendation. */
struct no_action {
    struct row row;
    recommendation_id recommendation;
    enum no_action_state state;
    struct str reason;
    body_id decided_by;
    struct date decided;
    struct str paragraph;
    struct date review;             /* the day on which it is tried anew */
    document_id document;
};

enum request_state { REQUEST_ASKED = 1, REQUEST_ANSWERED, REQUEST_WITHDRAWN };
/* Revisorernas begäran om uppgifter: the only rows that an auditor writes. */
struct information_request {
    struct row row;
    audit_id audit;
    struct str question;
    struct str asked_by;            /* the role that asks, as it wants to be named */
    struct date asked, due;
    enum request_state state;
    struct str answer;
    struct date answered;
    post_id answered_by;
};

#endif
