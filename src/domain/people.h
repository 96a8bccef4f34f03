/* Who has which duty, who has none, and who has too many (R48–R53, R119, R120): computed from posts, duties and assignments. */
#ifndef DOMAIN_PEOPLE_H
#define DOMAIN_PEOPLE_H

#include "model/organisation.h"
#include "store/store.h"

/* Per cent of all that is carried: above it a person is a key person, unless the federation has set its own limit. */
enum { KEY_SHARE_DEFAULT = 30, EXPIRES_WITHIN_DAYS = 90 };

/* True when a dataskyddsombud's duty stands in the set (1 << enum duty) together with one that decides how personal data are
 * processed: a conflict of interest (GDPR art. 38.6). */
bool duties_conflict(unsigned duties);
/* The duties of a post, and of all posts that a person holds during some day from `from` to `to` (not given: open), as sets. */
enum err duties_of_post(struct reading *r, struct arena *a, post_id post, unsigned *ret, struct fault *f) nodiscard;
enum err duties_of_person(struct reading *r, struct arena *a, person_id person, struct date from, struct date to, unsigned *ret, struct fault *f) nodiscard;
/* True when the assignment holds on some day from `from` to `to`. A date that is not known does not bound it. */
bool assignment_holds(const struct assignment *s, struct date from, struct date to);

struct vacancy {
    const struct post *post;
    struct str organisation;
    struct date since;          /* the day after the last holder's last; not given when nobody has held it */
    bool deputy;                /* somebody stands in */
};
/* A mandate that ends within EXPIRES_WITHIN_DAYS, or has ended without the post being held by another. */
struct expiry { const struct post *post; const struct assignment *assignment; struct str person; bool ended; };
/* A member that does not have exactly one representative in a forum (R120). */
struct misfit { const struct body *body; struct str organisation; size_t representatives; };
struct conflict { const struct post *post; struct str person; unsigned duties; bool assessed; }; /* person p NULL: within a vacant post */
struct bearer {
    const struct person *person;
    size_t posts, tasks, overdue;
    unsigned share;             /* per cent of the posts and tasks that anybody carries */
    bool key;
};
/* The newest profile of a member; profile NULL: nothing is known. */
struct member_profile { const struct organisation *member; const struct organisation_profile *profile; };

struct people_review {
    struct date day;
    unsigned key_share;
    const struct vacancy *vacancies;        /* mandatory posts, and others said to be vacant */
    size_t vacancies_n;
    const struct expiry *expiries;
    size_t expiries_n;
    const struct misfit *misfits;
    size_t misfits_n;
    const struct conflict *conflicts;
    size_t conflicts_n;
    const struct bearer *bearers;           /* the most burdened first */
    size_t bearers_n;
    const struct member_profile *members;
    size_t members_n;
};

/* The conflicts of interest alone: without weighing what everybody carries. */
enum err people_conflicts(struct reading *r, struct arena *a, struct date day, const struct conflict **ret, size_t *ret_n, struct fault *f) nodiscard;

/* The state on `day` as far as the seat may see it. All memory is the arena's. */
enum err people_review(struct reading *r, struct arena *a, struct date day, struct people_review *ret, struct fault *f) nodiscard;

#endif
