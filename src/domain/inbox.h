/* "Mina ärenden": what waits for whom. One const table of sources (inbox_sources in inbox.c): the page, the start, the reminders by mail
 * and the calendar all read it. What a new subject wants people to do is one row there. */
#ifndef DOMAIN_INBOX_H
#define DOMAIN_INBOX_H

#include "derive/query.h"
#include "store/store.h"

struct inbox_source {
    const struct entity *entity;
    struct { const char *field; enum compare compare; const char *value; } filters[4]; /* all hold; value NULL: the day */
    const char *until;          /* the date field with the last day; NULL: none */
    const char *who;            /* a field that refers to a post, a person or an account: it waits for the post's holders, the person, the
                                 * account. Where nobody is named, or nobody holds the post: for those with `least`. NULL: for those */
    enum right least;           /* takes part in it: over the row */
    unsigned roles;             /* set of 1 << role: of those with the right only these; 0: all */
    const char *opens;          /* a LINK field: the row that is opened instead; it gives the name, too; NULL: the row itself */
    const char *named_by;       /* a reference whose title names the row; NULL: its own title */
    const char *tail;           /* of the page where it is done, behind the row's address; "" */
    const char *why, *button;   /* N_() */
    bool reminds;               /* by mail, INBOX_REMIND days before `until` */
};
extern const struct inbox_source inbox_sources[];
extern const size_t inbox_sources_n;

enum inbox_when { INBOX_LATE, INBOX_TODAY, INBOX_SOON, INBOX_LATER, INBOX_OPEN }; /* OPEN: no last day */
enum { INBOX_SOON_DAYS = 30, INBOX_MAX = 500, INBOX_EACH_MAX = 200 };

struct inbox_item {
    const struct inbox_source *source;
    int64_t id;                 /* of the row */
    const struct entity *opens; /* what is opened: the row, or the one it is about */
    int64_t opens_id;
    struct str title;           /* plain; empty when the row has none */
    struct str secrecy;         /* the row's mark */
    struct date until;          /* of any precision */
    enum inbox_when when;
    int64_t version;
    instant changed_at;
};

/* What waits on `day` for who sits in the reading's seat, being `person` (0: none) and `account`: the late first, then by day.
 * *ret_more: there is more than INBOX_MAX, or than INBOX_EACH_MAX from one source. */
enum err inbox_of(struct reading *r, struct arena *a, person_id person, account_id account, struct date day, struct inbox_item **ret, size_t *ret_n, bool *ret_more,
                  struct fault *f) nodiscard;
/* The same over other sources than inbox_sources. */
enum err inbox_over(const struct inbox_source *sources, size_t sources_n, struct reading *r, struct arena *a, person_id person, account_id account, struct date day,
                    struct inbox_item **ret, size_t *ret_n, bool *ret_more, struct fault *f) nodiscard;

/* The seats that an account may take on the day, for what has no seat of its own (mail, the calendar): every open grant. */
enum err inbox_seats(struct reading *r, struct arena *a, account_id account, struct date day, struct seat **ret, size_t *ret_n, struct fault *f) nodiscard;
/* What waits for the account over all its seats, each row once. Opens readings of its own. */
enum err inbox_of_account(struct store *s, struct arena *a, const struct account *account, struct date day, struct inbox_item **ret, size_t *ret_n, struct fault *f) nodiscard;

/* How many days before the last day a reminder goes out: 30, 7, 1. */
enum { INBOX_REMIND_N = 3, INBOX_REMIND_AFTER = 7 };
extern const int inbox_remind_days[INBOX_REMIND_N];
/* Which reminder is due on `day`: the nearest that has been reached (1 before 7 before 30), until INBOX_REMIND_AFTER days past the last
 * day; 0: none. Only for days of day precision. */
int inbox_remind(struct date until, struct date day);
/* The last day as a day: the end of the month or the year when it is given so roughly; year 0 when it is not known. */
struct date inbox_day(struct date until);

#endif
