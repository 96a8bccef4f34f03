/* What goes to the board's next meeting, by rule and not by a person's choice (R117). One const table of rules (agenda_rules in agenda.c):
 * a row stands on the agenda while its cause lasts, and leaves it when the cause is gone or when the board has decided about the row. Nobody
 * puts anything on it or takes anything off. */
#ifndef DOMAIN_AGENDA_H
#define DOMAIN_AGENDA_H

#include "model/board.h"
#include "store/store.h"

struct agenda_rule;
struct agenda_part;

/* Which rows of an entity: the same for a rule, for a figure, and for the list that it leads to. */
struct selection {
    const struct entity *entity;
    struct { const char *field; enum compare compare; const char *value; } filters[4]; /* all hold; value NULL: the day */
    int days;                   /* added to the day */
    const char *sort;           /* the field that says since when; NULL: by id */
};
/* The day is `day`, moved by the selection's days. Text in the arena. */
struct query selection_query(struct arena *a, const struct selection *s, struct date day, size_t limit);

enum { AGENDA_LATE_DAYS = 30,   /* a measure is the board's matter when it is as late as this */
       AGENDA_KEV_DAYS = 14,    /* … a vulnerability that attackers use, when it has been open as long */
       AGENDA_EACH_MAX = 20, AGENDA_RULES_MAX = 32, AGENDA_DECISIONS_MAX = 1000 };

struct agenda_rule {
    const char *code;           /* "forsenade-atgarder" */
    const char *label;          /* N_("Åtgärder som är mycket försenade") */
    const char *why;            /* N_(): the rule in words */
    struct selection rows;
    bool at_meeting;            /* the day is the meeting's, not today */
    const char *named_by, *and_by; /* references whose titles name the row; NULL: its own title */
    /* Rules that follow from more than one register; NULL: `rows` says it all. Adds to the part with agenda_add. */
    enum err (*find)(const struct agenda_rule *rule, struct reading *r, struct arena *a, struct date day, struct agenda_part *part, struct fault *f);
    const char *page;           /* with find: where the whole of it is shown */
    bool summary;               /* who may not read the rows still sees how many they are */
};
extern const struct agenda_rule agenda_rules[];
extern const size_t agenda_rules_n;

struct agenda_item {
    const struct entity *entity; /* NULL: about no row */
    int64_t id;
    struct str title;           /* plain; empty when the row has none */
    struct str secrecy;
    struct date since;          /* not given: it cannot be said */
    const struct board_decision *decision; /* the board's, that took it off the agenda; NULL */
};

struct agenda_part {
    const struct agenda_rule *rule;
    struct agenda_item *v;      /* the oldest first, at most AGENDA_EACH_MAX */
    size_t n, decided_n;        /* decided: of v */
    int64_t count;              /* of all that the rule finds, decided or not; COUNT_MAX + 1: more than COUNT_MAX */
    bool hidden;                /* only the count may be seen */
};
/* Adds an item to a part being found; beyond AGENDA_EACH_MAX it is only counted. */
enum err agenda_add(struct arena *a, struct agenda_part *part, const struct agenda_item *item, struct fault *f) nodiscard;

struct agenda {
    struct date day, meeting_day;   /* meeting_day: of the meeting, or `day` when none is planned */
    struct agenda_part *parts;      /* those that found something, in the order of the table */
    size_t n;
    const struct board_decision *decisions; /* the board's, about some row */
    size_t decisions_n;
};
/* The agenda as it stands on `day` for a meeting on `meeting_day`. `whole` (may be NULL) reads what only the sum may be told of. */
enum err agenda_of(struct reading *r, struct reading *whole, struct arena *a, struct date day, struct date meeting_day, struct agenda *ret, struct fault *f) nodiscard;

#endif
