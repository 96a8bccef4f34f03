/* What the templates about posts and people show. */
#ifndef PAGE_PEOPLE_PAGES_H
#define PAGE_PEOPLE_PAGES_H

#include "page/view.h"

struct vacancy_line { struct str title; struct url to; struct str organisation; struct safe_html state; struct str since; bool mandatory, deputy; };
struct expiry_line { struct str title; struct url to; struct str person, last; bool deputy, ended; };
struct misfit_line { struct str body; struct url to; struct str organisation; size_t representatives; };
struct conflict_line { struct str title; struct url to; struct str person, duties; bool assessed; };
struct bearer_line { struct str name; struct url to; size_t posts, tasks, overdue; size_t share; bool key; };
struct member_line { struct str name; struct url to; struct safe_html own; struct str dated; bool known, assumed; int64_t maturity; struct str contacts; };
struct people_page {
    struct str day;
    size_t key_share;
    const struct vacancy_line *vacancies;
    size_t vacancies_n;
    const struct expiry_line *expiries;
    size_t expiries_n;
    const struct misfit_line *misfits;
    size_t misfits_n;
    const struct conflict_line *conflicts;
    size_t conflicts_n;
    const struct bearer_line *bearers;
    size_t bearers_n;
    const struct member_line *members;
    size_t members_n;
};

#endif
