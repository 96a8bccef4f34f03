#include "domain/people.h"

#include <stdlib.h>

#include "base/arena.h"
#include "derive/value.h"
#include "domain/gather.h"
#include "model/measure.h"
#include "model/response.h"

/* Those who decide why and how personal data are processed, or run it: WP 243 rev.01, section 3.5. */
enum { DECIDING = 1u << DUTY_COORDINATOR | 1u << DUTY_IT_SECURITY | 1u << DUTY_IT_HEAD | 1u << DUTY_DIRECTOR | 1u << DUTY_SYSTEM_OWNER |
                  1u << DUTY_SYSTEM_MANAGER | 1u << DUTY_CHAIR | 1u << DUTY_PROTECTION };

bool duties_conflict(unsigned duties)
{
    return (duties & 1u << DUTY_DPO) && (duties & DECIDING);
}

bool assignment_holds(const struct assignment *s, struct date from, struct date to)
{
    bool begins_after = date_known(s->from) && date_known(to) && date_start(s->from).usec > date_start(to).usec;
    bool ended_before = date_known(s->to) && date_known(from) && date_cmp(s->to, from) < 0;
    return !begins_after && !ended_before;
}

/* Everything the review looks at, read once. */
struct register_rows {
    struct post *posts; size_t posts_n;
    struct assignment *assignments; size_t assignments_n;
    struct post_duty *duties; size_t duties_n;
    struct person *persons; size_t persons_n;
    struct body *bodies; size_t bodies_n;
    struct organisation *organisations; size_t organisations_n;
    struct organisation_profile *profiles; size_t profiles_n;
};

#define GATHER(T, name) \
    do { void *rows_; TRY(domain_gather_all(r, a, &T##_entity, &rows_, &(name##_n), f)); (name) = rows_; } while (0)

static unsigned duties_in(const struct post_duty *duties, size_t n, int64_t post)
{
    unsigned set = 0;
    for (size_t i = 0; i < n; i++)
        if (duties[i].post.v == post)
            set |= 1u << duties[i].duty;
    return set;
}

enum err duties_of_post(struct reading *r, struct arena *a, post_id post, unsigned *ret, struct fault *f)
{
    struct post_duty *duties;
    size_t duties_n;
    GATHER(post_duty, duties);
    *ret = duties_in(duties, duties_n, post.v);
    return OK;
}

enum err duties_of_person(struct reading *r, struct arena *a, person_id person, struct date from, struct date to, unsigned *ret, struct fault *f)
{
    struct post_duty *duties;
    struct assignment *held;
    size_t duties_n, held_n;
    GATHER(post_duty, duties);
    GATHER(assignment, held);
    *ret = 0;
    for (size_t i = 0; i < held_n; i++)
        if (held[i].person.v == person.v && assignment_holds(&held[i], from, to))
            *ret |= duties_in(duties, duties_n, held[i].post.v);
    return OK;
}

static struct str name_of(const struct register_rows *all, organisation_id id)
{
    for (size_t i = 0; i < all->organisations_n; i++)
        if (all->organisations[i].row.id == id.v)
            return all->organisations[i].name;
    return (struct str){ 0 };
}

static const struct person *person_of(const struct register_rows *all, person_id id)
{
    for (size_t i = 0; i < all->persons_n; i++)
        if (all->persons[i].row.id == id.v)
            return &all->persons[i];
    return NULL;
}

static const struct post *post_of(const struct register_rows *all, post_id id)
{
    for (size_t i = 0; i < all->posts_n; i++)
        if (all->posts[i].row.id == id.v)
            return &all->posts[i];
    return NULL;
}

/* Who holds the post on the day; a deputy when `deputy`. NULL: nobody. */
static const struct assignment *holder(const struct register_rows *all, const struct post *p, struct date day, bool deputy)
{
    for (size_t i = 0; i < all->assignments_n; i++)
        if (all->assignments[i].post.v == p->row.id && all->assignments[i].deputy == deputy && assignment_holds(&all->assignments[i], day, day))
            return &all->assignments[i];
    return NULL;
}

static struct date vacant_since(const struct register_rows *all, const struct post *p)
{
    struct date last = { 0 };
    for (size_t i = 0; i < all->assignments_n; i++) {
        const struct assignment *s = &all->assignments[i];
        if (s->post.v == p->row.id && !s->deputy && date_known(s->to) && (!date_given(last) || date_cmp(s->to, last) > 0))
            last = s->to;
    }
    return last.day ? date_add_days(last, 1) : last;
}

static bool find_vacancies(const struct register_rows *all, struct arena *a, struct people_review *ret)
{
    struct vacancy *found = arena_array(a, all->posts_n + 1, sizeof *found);
    for (size_t i = 0; found && i < all->posts_n; i++) {
        const struct post *p = &all->posts[i];
        if (!p->mandatory && p->state != POST_VACANT)
            continue;
        if (p->state == POST_HELD && holder(all, p, ret->day, false))
            continue;
        found[ret->vacancies_n++] = (struct vacancy){ p, name_of(all, p->organisation), vacant_since(all, p), holder(all, p, ret->day, true) != NULL };
    }
    ret->vacancies = found;
    return found != NULL;
}

static bool find_expiries(const struct register_rows *all, struct arena *a, struct people_review *ret)
{
    struct expiry *found = arena_array(a, all->assignments_n + 1, sizeof *found);
    struct date soon = date_add_days(ret->day, EXPIRES_WITHIN_DAYS);
    for (size_t i = 0; found && i < all->assignments_n; i++) {
        const struct assignment *s = &all->assignments[i];
        const struct post *p = post_of(all, s->post);
        if (!p || !date_known(s->to) || date_cmp(s->to, soon) > 0)
            continue;
        bool ended = date_cmp(s->to, ret->day) < 0;
        if (ended && (p->state != POST_HELD || holder(all, p, ret->day, s->deputy)))
            continue; /* another has it, or the post itself says that it is vacant */
        const struct person *who = person_of(all, s->person);
        found[ret->expiries_n++] = (struct expiry){ p, s, who ? who->name : (struct str){ 0 }, ended };
    }
    ret->expiries = found;
    return found != NULL;
}

static bool find_misfits(const struct register_rows *all, struct arena *a, struct people_review *ret)
{
    struct misfit *found = arena_array(a, all->bodies_n * all->organisations_n + 1, sizeof *found);
    for (size_t b = 0; found && b < all->bodies_n; b++)
        for (size_t o = 0; o < all->organisations_n && all->bodies[b].type == BODY_FORUM; o++) {
            if (all->organisations[o].type != ORGANISATION_MEMBER)
                continue;
            size_t n = 0;
            for (size_t i = 0; i < all->posts_n; i++)
                n += all->posts[i].body.v == all->bodies[b].row.id && all->posts[i].sent_by.v == all->organisations[o].row.id &&
                     all->posts[i].state == POST_HELD && holder(all, &all->posts[i], ret->day, false);
            if (n != 1)
                found[ret->misfits_n++] = (struct misfit){ &all->bodies[b], all->organisations[o].name, n };
        }
    ret->misfits = found;
    return found != NULL;
}

/* A conflict within a post, or between the posts of a person, shown at the person's first post that has part in it. */
static bool find_conflicts(const struct register_rows *all, struct arena *a, struct people_review *ret)
{
    struct conflict *found = arena_array(a, all->posts_n + all->persons_n + 1, sizeof *found);
    for (size_t i = 0; found && i < all->posts_n; i++) {
        unsigned duties = duties_in(all->duties, all->duties_n, all->posts[i].row.id);
        if (!duties_conflict(duties))
            continue;
        bool assessed = false;
        for (size_t k = 0; k < all->duties_n; k++)
            assessed |= all->duties[k].post.v == all->posts[i].row.id && all->duties[k].assessment.n;
        found[ret->conflicts_n++] = (struct conflict){ &all->posts[i], { 0 }, duties, assessed };
    }
    for (size_t p = 0; found && p < all->persons_n; p++) {
        const struct post *first = NULL;
        unsigned duties = 0;
        bool assessed = false, within = false;
        for (size_t i = 0; i < all->assignments_n; i++) {
            const struct assignment *s = &all->assignments[i];
            if (s->person.v != all->persons[p].row.id || !assignment_holds(s, ret->day, ret->day))
                continue;
            unsigned here = duties_in(all->duties, all->duties_n, s->post.v);
            within |= duties_conflict(here);
            duties |= here;
            assessed |= s->assessment.n > 0;
            if (!first && here)
                first = post_of(all, s->post);
        }
        if (duties_conflict(duties) && !within && first)
            found[ret->conflicts_n++] = (struct conflict){ first, all->persons[p].name, duties, assessed };
    }
    ret->conflicts = found;
    return found != NULL;
}

/* What a post may be responsible for: an entity, the field that names the post, the last day, and the states in which it is done. */
static const struct burden { const struct entity *entity; const char *responsible, *due, *state; unsigned done; } burdens[] = {
    { &measure_entity, "responsible", "due", "state", 1u << MEASURE_DONE | 1u << MEASURE_CANCELLED },
    { &response_item_entity, "responsible", "deadline", NULL, 0 },
};

/* Gives each post's tasks to those who hold it on the day. */
static enum err add_tasks(struct reading *r, struct arena *a, const struct register_rows *all, const struct burden *b, struct bearer *bearers,
                          struct date day, struct fault *f)
{
    void *rows;
    size_t n;
    if (!authz_may_somewhere(reading_seat(r), b->entity->subject, RIGHT_READ))
        return OK;
    TRY(domain_gather_all(r, a, b->entity, &rows, &n, f));
    const struct field *responsible = entity_field_named(b->entity, str(b->responsible)), *due = entity_field_named(b->entity, str(b->due));
    const struct field *state = b->state ? entity_field_named(b->entity, str(b->state)) : NULL;
    for (size_t i = 0; i < n; i++) {
        const char *row = (const char *)rows + i * b->entity->size;
        if (state && (b->done & 1u << value_of(state, row).i))
            continue;
        const struct post *post = post_of(all, (post_id){ value_of(responsible, row).i });
        const struct assignment *held = post ? holder(all, post, day, false) : NULL;
        for (size_t p = 0; held && p < all->persons_n; p++)
            if (all->persons[p].row.id == held->person.v) {
                struct date until = value_of(due, row).d;
                bearers[p].tasks++;
                bearers[p].overdue += date_known(until) && date_cmp(until, day) < 0;
            }
    }
    return OK;
}

static int by_burden(const void *x, const void *y)
{
    const struct bearer *a = x, *b = y;
    size_t na = a->posts + a->tasks, nb = b->posts + b->tasks;
    if (na != nb)
        return na > nb ? -1 : 1;
    return a->person->row.id < b->person->row.id ? -1 : a->person->row.id > b->person->row.id;
}

static enum err find_bearers(struct reading *r, struct arena *a, const struct register_rows *all, struct people_review *ret, struct fault *f)
{
    struct bearer *bearers = arena_array(a, all->persons_n + 1, sizeof *bearers);
    if (!bearers)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    for (size_t p = 0; p < all->persons_n; p++) {
        bearers[p].person = &all->persons[p];
        for (size_t i = 0; i < all->assignments_n; i++)
            bearers[p].posts += all->assignments[i].person.v == all->persons[p].row.id && !all->assignments[i].deputy &&
                                assignment_holds(&all->assignments[i], ret->day, ret->day);
    }
    for (size_t i = 0; i < LEN(burdens); i++)
        TRY(add_tasks(r, a, all, &burdens[i], bearers, ret->day, f));
    size_t total = 0, kept = 0;
    for (size_t p = 0; p < all->persons_n; p++) {
        total += bearers[p].posts + bearers[p].tasks;
        if (bearers[p].posts + bearers[p].tasks)
            bearers[kept++] = bearers[p];
    }
    for (size_t p = 0; p < kept; p++) {
        bearers[p].share = (unsigned)((bearers[p].posts + bearers[p].tasks) * 100 / total);
        bearers[p].key = bearers[p].share > ret->key_share;
    }
    qsort(bearers, kept, sizeof *bearers, by_burden);
    ret->bearers = bearers;
    ret->bearers_n = kept;
    return OK;
}

static bool find_members(const struct register_rows *all, struct arena *a, struct people_review *ret)
{
    struct member_profile *found = arena_array(a, all->organisations_n + 1, sizeof *found);
    for (size_t i = 0; found && i < all->organisations_n; i++) {
        if (all->organisations[i].type != ORGANISATION_MEMBER)
            continue;
        struct member_profile *m = &found[ret->members_n++];
        *m = (struct member_profile){ &all->organisations[i], NULL };
        for (size_t k = 0; k < all->profiles_n; k++)
            if (all->profiles[k].organisation.v == m->member->row.id && (!m->profile || date_cmp(all->profiles[k].dated, m->profile->dated) > 0))
                m->profile = &all->profiles[k];
    }
    ret->members = found;
    return found != NULL;
}

enum err people_conflicts(struct reading *r, struct arena *a, struct date day, const struct conflict **ret, size_t *ret_n, struct fault *f)
{
    struct register_rows all = { 0 };
    struct people_review review = { .day = day };
    GATHER(post, all.posts);
    GATHER(assignment, all.assignments);
    GATHER(post_duty, all.duties);
    GATHER(person, all.persons);
    if (!find_conflicts(&all, a, &review))
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    *ret = review.conflicts;
    *ret_n = review.conflicts_n;
    return OK;
}

enum err people_review(struct reading *r, struct arena *a, struct date day, struct people_review *ret, struct fault *f)
{
    struct register_rows all = { 0 };
    GATHER(post, all.posts);
    GATHER(assignment, all.assignments);
    GATHER(post_duty, all.duties);
    GATHER(person, all.persons);
    GATHER(body, all.bodies);
    GATHER(organisation, all.organisations);
    GATHER(organisation_profile, all.profiles);
    *ret = (struct people_review){ .day = day, .key_share = KEY_SHARE_DEFAULT };
    for (size_t i = 0; i < all.organisations_n; i++)
        if (all.organisations[i].type == ORGANISATION_FEDERATION && all.organisations[i].key_share > 0)
            ret->key_share = (unsigned)all.organisations[i].key_share;
    if (!find_vacancies(&all, a, ret) || !find_expiries(&all, a, ret) || !find_misfits(&all, a, ret) || !find_conflicts(&all, a, ret) ||
        !find_members(&all, a, ret))
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    return find_bearers(r, a, &all, ret, f);
}
