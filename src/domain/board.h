/* The board's page and yearly report in numbers and names (R113–R116): how it stands, what has happened since the last meeting, what was
 * asked and given in each year. Nothing is stored; all follows from the rows, and every number is of a list that can be opened. */
#ifndef DOMAIN_BOARD_H
#define DOMAIN_BOARD_H

#include "domain/agenda.h"
#include "model/organisation.h"

/* The federation's body of a type, the one that was registered first; 0: none is registered. */
enum err board_body(struct reading *r, struct arena *a, enum body_type type, body_id *ret, struct fault *f) nodiscard;

/* ---- how it stands ---- */

enum board_area { AREA_AUDIT, AREA_MEASURES, AREA_DOCUMENTS, AREA_STAFF, AREA_WATCH, AREA_BOARD, AREA__N };
const char *board_area_label(enum board_area area); /* N_("Revisionens rekommendationer") */

struct board_figure {
    enum board_area area;
    const char *label;          /* N_("försenade") */
    struct selection rows;      /* what is counted, and the list that it leads to */
    bool deviation;             /* any at all is a deviation */
    bool summary;               /* as of a rule */
};
extern const struct board_figure board_figures[];
extern const size_t board_figures_n;

/* n: at most COUNT_MAX + 1; -1: the seat may not see it. */
struct board_number { const struct board_figure *figure; int64_t n; bool hidden; };
/* As many as there are figures. `whole` as of agenda_of. */
enum err board_numbers(struct reading *r, struct reading *whole, struct arena *a, struct date day, struct board_number **ret, size_t *ret_n, struct fault *f) nodiscard;
struct query board_figure_query(struct arena *a, const struct board_figure *figure, struct date day, size_t limit);

/* ---- per member ---- */

struct board_member {
    struct organisation organisation;
    bool judged;                /* there is a profile */
    struct organisation_profile profile;
    int64_t unknown;            /* governing documents that it should know and does not */
    int64_t late;               /* measures that it carries out and that are late */
};
enum err board_members(struct reading *r, struct arena *a, struct date day, struct board_member **ret, size_t *ret_n, struct fault *f) nodiscard;
struct query board_member_query(struct arena *a, bool late, organisation_id member, struct date day, size_t limit);

/* ---- meetings ---- */

/* The board's latest meeting before `day` that was held and the next planned one from `day` on; row.id 0: none. */
struct board_meetings { struct meeting last, next; };
enum err board_meetings(struct reading *r, struct arena *a, struct date day, struct board_meetings *ret, struct fault *f) nodiscard;

/* ---- what has happened ---- */

enum { CHANGE_ENTRIES_MAX = 300, CHANGE_TITLES = 3 };
enum board_change { CHANGE_NEW, CHANGE_STEP, CHANGE_OTHER };
struct board_event {
    const struct entity *entity;
    enum board_change change;
    unsigned state;             /* of CHANGE_STEP: where the row has come */
    size_t n;                   /* rows */
    struct { int64_t id; struct str title; } first[CHANGE_TITLES]; /* the newest */
    size_t first_n;
};
/* What the journal has that holds from `since` on, each row once: new, brought a step further, otherwise changed. *ret_more: only the newest
 * CHANGE_ENTRIES_MAX entries were looked at. */
enum err board_events(struct reading *r, struct arena *a, instant since, struct board_event **ret, size_t *ret_n, bool *ret_more, struct fault *f) nodiscard;

/* ---- year by year ---- */

struct board_year {
    int year;
    size_t requests, answered, presentations;
    bool more;                  /* a number is the store's limit: there are more */
    const struct appetite *appetite; /* decided for the year; NULL */
};
enum err board_year(struct reading *r, struct arena *a, int year, struct board_year *ret, struct fault *f) nodiscard;
/* The years up to that of the day, newest first: back to the first that has anything, at most YEARS_MAX. */
enum { YEARS_MAX = 6 };
enum err board_years(struct reading *r, struct arena *a, struct date day, struct board_year **ret, size_t *ret_n, struct fault *f) nodiscard;

#endif
