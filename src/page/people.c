/* Posts and people at a glance: what is vacant, what ends, what does not fit, and who carries too much. */
#include "domain/people.h"
#include "page/pages.h"
#include "page/people_pages.h"
#include "page/rows.h"

static bool fill_posts(struct visit *v, const struct people_review *from, struct people_page *to)
{
    struct vacancy_line *vacancies = arena_array(v->arena, from->vacancies_n + 1, sizeof *vacancies);
    struct expiry_line *expiries = arena_array(v->arena, from->expiries_n + 1, sizeof *expiries);
    struct misfit_line *misfits = arena_array(v->arena, from->misfits_n + 1, sizeof *misfits);
    struct conflict_line *conflicts = arena_array(v->arena, from->conflicts_n + 1, sizeof *conflicts);
    if (!vacancies || !expiries || !misfits || !conflicts)
        return false;
    for (size_t i = 0; i < from->vacancies_n; i++) {
        const struct vacancy *x = &from->vacancies[i];
        vacancies[i] = (struct vacancy_line){ x->post->title, page_url(v, &post_entity, x->post->row.id, ""), x->organisation,
                                              page_value(v, &post_entity, x->post, "state"), date_text(v->arena, x->since), x->post->mandatory, x->deputy };
    }
    for (size_t i = 0; i < from->expiries_n; i++) {
        const struct expiry *x = &from->expiries[i];
        expiries[i] = (struct expiry_line){ x->post->title, page_url(v, &assignment_entity, x->assignment->row.id, ""), x->person,
                                            date_text(v->arena, x->assignment->to), x->assignment->deputy, x->ended };
    }
    for (size_t i = 0; i < from->misfits_n; i++) {
        const struct misfit *x = &from->misfits[i];
        misfits[i] = (struct misfit_line){ x->body->name, page_url(v, &body_entity, x->body->row.id, ""), x->organisation, x->representatives };
    }
    for (size_t i = 0; i < from->conflicts_n; i++) {
        const struct conflict *x = &from->conflicts[i];
        conflicts[i] = (struct conflict_line){ x->post->title, page_url(v, &post_entity, x->post->row.id, ""), x->person, page_words(v, &post_duty_entity, "duty", x->duties), x->assessed };
    }
    to->vacancies = vacancies, to->vacancies_n = from->vacancies_n;
    to->expiries = expiries, to->expiries_n = from->expiries_n;
    to->misfits = misfits, to->misfits_n = from->misfits_n;
    to->conflicts = conflicts, to->conflicts_n = from->conflicts_n;
    return true;
}

static bool fill_people(struct visit *v, const struct people_review *from, struct people_page *to)
{
    struct bearer_line *bearers = arena_array(v->arena, from->bearers_n + 1, sizeof *bearers);
    struct member_line *members = arena_array(v->arena, from->members_n + 1, sizeof *members);
    if (!bearers || !members)
        return false;
    for (size_t i = 0; i < from->bearers_n; i++) {
        const struct bearer *x = &from->bearers[i];
        bearers[i] = (struct bearer_line){ x->person->name, page_url(v, &person_entity, x->person->row.id, ""), x->posts, x->tasks, x->overdue, x->share, x->key };
    }
    for (size_t i = 0; i < from->members_n; i++) {
        const struct organisation_profile *x = from->members[i].profile;
        members[i] = (struct member_line){ .name = from->members[i].member->name, .to = page_url(v, &organisation_entity, from->members[i].member->row.id, ""),
                                           .known = x != NULL, .maturity = INT_NONE };
        if (!x)
            continue;
        members[i].to = page_url(v, &organisation_profile_entity, x->row.id, "");
        members[i].own = page_value(v, &organisation_profile_entity, x, "own_function");
        members[i].dated = date_text(v->arena, x->dated);
        members[i].assumed = x->assumed;
        members[i].maturity = x->maturity;
        members[i].contacts = x->contacts;
    }
    to->bearers = bearers, to->bearers_n = from->bearers_n;
    to->members = members, to->members_n = from->members_n;
    return true;
}

static enum err staffing(struct visit *v, struct fault *f)
{
    struct people_review review;
    struct reading *r;
    struct date day = visit_day(v);
    TRY(visit_reading(v, &r, f));
    TRY(people_review(r, v->arena, day, &review, f));
    struct people_page view = { .day = date_text(v->arena, day), .key_share = review.key_share };
    if (!fill_posts(v, &review, &view) || !fill_people(v, &review, &view))
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    PAGE(p, v, N_("Bemanning"));
    page_crumb(&p, said(v, N_("Start")), (struct url){ S("/") });
    template_people(&p.out, &view);
    return page_send(&p, f);
}

static const struct route routes[] = {
    { METHOD_GET, "/bemanning", SUBJECT_ORGANISATION, RIGHT_READ, 0, staffing },
};
const struct page_table people_pages = { routes, LEN(routes) };
