/* What pages and reports read of the handlingsplan. Nothing here writes or is stored: late, unfollowed and unanswered follow by rule
 * from the rows. Every function sees what the reading's seat may see. */
#ifndef DOMAIN_MEASURE_H
#define DOMAIN_MEASURE_H

#include "model/audit.h"
#include "model/measure.h"
#include "store/store.h"

/* ---- lists that somebody must look at ---- */

enum measure_list {
    MEASURES_LATE,          /* försenade: the last day has passed, neither done nor cancelled */
    MEASURES_WAITING,       /* väntar på, the one to try anew first first */
    MEASURES_LOOK_AGAIN,    /* … whose day for that has come */
    MEASURES_UNFOLLOWED,    /* klar without an effect follow-up: a deviation (R37) */
    MEASURES__N
};
const char *measure_list_label(enum measure_list l);    /* N_("Försenade") */
const char *measure_list_help(enum measure_list l);     /* N_(): what it means and what to do */
/* The list as a query of at most `limit` rows; its address is state_put's. Text in the arena. */
struct query measure_list_query(struct arena *a, enum measure_list l, struct date today, size_t limit);
/* A deadline of a month or a year has passed only with its last day. */
bool measure_late(const struct measure *m, struct date today);

/* ---- one recommendation ---- */

struct measure_of {
    struct measure measure;
    const struct str *titles;   /* of the measure's references */
    int64_t evidence;           /* how many pieces */
    struct str mark;            /* the secrecy mark: it or one of its origins or the recommendation has one: what it is for may tell as much as what it is (measure_plan only) */
};
struct recommendation_answer {
    struct recommendation recommendation;
    struct measure_of *measures;
    size_t measures_n;
    struct no_action *decisions;
    const struct str *decisions_titles; /* entity_fields() each */
    size_t decisions_n;
    struct own_assessment *own;
    const struct str *own_titles;
    size_t own_n;
};
/* E_ABSENT as store_get. At most ANSWER_ROWS_MAX of each. */
enum { ANSWER_ROWS_MAX = 200 };
enum err recommendation_answer(struct reading *r, struct arena *a, int64_t id, struct recommendation_answer *ret, struct fault *f) nodiscard;
/* How many valid pieces of evidence there are about a row, at most COUNT_MAX + 1. */
enum err evidence_count(struct reading *r, struct arena *a, const struct entity *e, int64_t id, int64_t *ret, struct fault *f) nodiscard;

/* ---- R36: every open recommendation has a measure or a decision ---- */

/* Open: no assessment says ja of it, none has put another in its place, and no later audit leaves it again under a number of its own. */
enum standing_answer { ANSWER_NONE, ANSWER_MEASURE, ANSWER_DECISION, ANSWER_REVIEW_DUE }; /* the last: decided, and the day to try anew has come */
struct open_recommendation { struct recommendation recommendation; enum standing_answer answer; };
/* All open ones in the order of their numbers; a cancelled measure answers nothing, nor does a decision that is only proposed. */
enum err recommendations_open(struct reading *r, struct arena *a, struct date today, struct open_recommendation **ret, size_t *ret_n, struct fault *f) nodiscard;

/* ---- the whole plan, for the report ---- */

struct plan_line {
    const struct measure_of *of;
    const struct measure_origin *origin;    /* NULL: the measure has none */
    struct str origin_text;                 /* the recommendation's text, the link, or the words */
};
struct measure_plan {
    struct plan_line *lines;        /* by origin's kind, those without last; a measure of several origins stands under each */
    size_t n;
    struct measure_of *measures;    /* each once, by id */
    size_t measures_n;
};
/* E_LIMIT: more than PLAN_MEASURES_MAX. */
enum { PLAN_MEASURES_MAX = 20000 };
enum err measure_plan(struct reading *r, struct arena *a, struct measure_plan *ret, struct fault *f) nodiscard;
const char *origin_label(enum origin o); /* N_("Revision"); of 0 N_("Utan ursprung") */

#endif
