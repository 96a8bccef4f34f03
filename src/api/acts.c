#include "api/api.h"

#include "domain/save.h"

static bool is_known(const struct openapi_act *acts, size_t n, const struct transition *t)
{
    for (size_t i = 0; i < n; i++)
        if (acts[i].entity == t->entity && strcmp(acts[i].verb, t->verb) == 0)
            return true;
    return false;
}

const struct openapi_act *api_acts(struct arena *a, size_t *ret_n)
{
    size_t most = model_n, n = 0;
    for (size_t i = 0; i < domain_rules_n; i++)
        most += domain_rules[i]->transitions_n;
    struct openapi_act *acts = arena_array(a, most, sizeof *acts);
    if (!acts)
        return NULL;
    for (size_t i = 0; i < domain_rules_n; i++) {
        for (size_t k = 0; k < domain_rules[i]->transitions_n; k++) {
            const struct transition *t = &domain_rules[i]->transitions[k];
            if (t->from && !is_known(acts, n, t)) /* from 0 is a creation, no act on a row */
                acts[n++] = (struct openapi_act){ t->entity, t->verb, t->label, false };
        }
    }
    for (size_t i = 0; i < model_n; i++)
        if (!(model[i]->flags & PLUMBING))
            acts[n++] = (struct openapi_act){ model[i], "ratta", N_("Rätta, med ett skäl"), true };
    *ret_n = n;
    return acts;
}
