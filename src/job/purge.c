/* What the server's own tables need not keep. Rows that people see are never deleted. */
#include "job/job.h"

enum { PURGE_PORTION = 500, PURGE_PORTIONS_MAX = 200 };

/* Rows go when the instant in `field` is so many days past. */
static const struct { const struct entity *entity; const char *field; int days; } old[] = {
    { &session_entity, "ended", 7 }, { &session_entity, "expires", 7 }, { &api_token_entity, "ended", 30 }, { &api_token_entity, "expires", 30 },
    { &idempotency_entity, "expires", 0 }, { &mail_entity, "closed", MAIL_KEPT_DAYS }, { &reminder_entity, "at", 400 },
};

struct portion { size_t which; instant now; size_t n; };

static enum err purge_work(struct writing *w, void *ctx, struct fault *f)
{
    struct portion *p = ctx;
    instant before = { p->now.usec - SECONDS((int64_t)old[p->which].days * 86400) };
    return store_purge(w, old[p->which].entity, old[p->which].field, before, PURGE_PORTION, &p->n, f);
}

enum err job_purge(struct job_run *run, struct fault *f)
{
    size_t all = 0;
    for (size_t i = 0; i < LEN(old); i++) {
        struct portion p = { .which = i, .now = run->now };
        for (int k = 0; k < PURGE_PORTIONS_MAX && !(run->stop && atomic_load(run->stop)); k++) { /* short transactions: writers wait for none of them long */
            TRY(store_write(run->s->store, &seat_system, &(struct write_terms){ .now = run->now }, purge_work, &p, NULL, f));
            all += p.n;
            if (p.n < PURGE_PORTION)
                break;
        }
    }
    buf_printf(run->said, "%zu rader borttagna", all);
    return OK;
}
