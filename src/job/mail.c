/* The queue of letters: each is claimed, built, sent, and its outcome written down. */
#include <stdio.h>

#include "base/arena.h"
#include "derive/value.h"
#include "domain/mail.h"
#include "job/job.h"
#include "job/message.h"

enum { MESSAGE_MAX = 1024 * 1024 };

int64_t mail_backoff_s(int64_t tries)
{
    int64_t s = MAIL_BACKOFF_S;
    for (int64_t i = 1; i < tries && s < MAIL_BACKOFF_MAX_S; i++)
        s *= 2;
    return s < MAIL_BACKOFF_MAX_S ? s : MAIL_BACKOFF_MAX_S;
}

struct step {
    int64_t id, version;
    instant now;
    bool mine;
    enum smtp_outcome outcome;
    char answer[SMTP_ANSWER_MAX];
};

/* Until the lease is over nobody else takes it; when we die in the middle somebody will. */
static enum err claim(struct writing *w, void *ctx, struct fault *f)
{
    struct step *s = ctx;
    struct mail m;
    s->mine = false;
    TRY(store_get(writing_reads(w), writing_arena(w), &mail_entity, s->id, &m, f));
    if (m.state != MAIL_WAITING || m.next.usec > s->now.usec)
        return OK;
    m.tries++;
    m.next = (instant){ s->now.usec + SECONDS(MAIL_LEASE_S) };
    TRY(store_put(w, &mail_entity, &m, "starta", RIGHT_NONE, f));
    s->version = m.row.version;
    s->mine = true;
    return OK;
}

static enum err record(struct writing *w, void *ctx, struct fault *f)
{
    const struct step *s = ctx;
    struct mail m;
    TRY(store_get(writing_reads(w), writing_arena(w), &mail_entity, s->id, &m, f));
    if (m.row.version != s->version)
        return OK; /* the lease was over and somebody else has it */
    bool given_up = s->outcome == SMTP_NEVER || (s->outcome == SMTP_LATER && m.tries >= MAIL_TRIES_MAX);
    m.state = s->outcome == SMTP_SENT ? MAIL_SENT : given_up ? MAIL_FAILED : MAIL_WAITING;
    m.closed = m.state == MAIL_WAITING ? (instant){ 0 } : s->now;
    m.next = (instant){ s->now.usec + SECONDS(mail_backoff_s(m.tries)) };
    m.answer = str(s->answer);
    return store_put(w, &mail_entity, &m, "skicka", RIGHT_NONE, f);
}

/* The part of the sender's address behind the @. */
static struct str host_of(struct str address)
{
    while (address.n && memchr(address.p, '@', address.n))
        str_cut(&address, '@');
    return address;
}

static const char *language_of(struct reading *r, struct arena *a, account_id id)
{
    struct account account;
    bool english = id.v && store_get(r, a, &account_entity, id.v, &account, NULL) == OK && str_is(account.language, "en");
    return english ? "en" : "sv";
}

static enum err send_one(struct job_run *run, struct arena *a, const struct mail *m, bool *ret_reached, enum smtp_outcome *ret, struct fault *f)
{
    struct step s = { .id = m->row.id, .now = run->now };
    struct buf bytes cleanup(buf_free) = buf_new(MESSAGE_MAX);
    struct reading *r;
    TRY(store_write(run->s->store, &seat_system, &(struct write_terms){ .now = run->now }, claim, &s, NULL, f));
    *ret = SMTP_LATER;
    if (!s.mine)
        return OK;
    TRY(store_read(run->s->store, &seat_system, &r, f));
    const char *language = language_of(r, a, m->account);
    store_read_end(r);
    struct str from = str(run->s->mail_from);
    const struct message message = {
        .from = from, .from_name = S("Samsyn"), .to = m->address, .subject = m->subject, .text = m->text, .language = language, .date = m->row.created_at,
        .id = str_printf(a, "samsyn.%lld.%llx@%.*s", (long long)m->row.id, (unsigned long long)m->row.created_at.usec, SF(host_of(from))),
    };
    message_put(&bytes, &message);
    TRY(buf_check(&bytes, f));
    const char *to = str_c(a, m->address);
    struct smtp_server server = run->s->mail;
    server.stop = run->stop;
    s.outcome = to ? smtp_send(&server, run->s->mail_from, to, buf_str(&bytes), s.answer, ret_reached) : SMTP_LATER;
    *ret = s.outcome;
    return store_write(run->s->store, &seat_system, &(struct write_terms){ .now = run->now }, record, &s, NULL, f);
}

enum err job_mail(struct job_run *run, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(64u << 20);
    struct buf now cleanup(buf_free) = buf_new(64);
    size_t sent = 0, later = 0, never = 0;
    struct reading *r;
    struct rows rows;
    if (!run->s->mail.url || !run->s->mail.url[0]) {
        buf_put(run->said, S("ingen e-postserver är inställd"));
        return OK;
    }
    instant_put(&now, run->now);
    struct query q = { .entity = &mail_entity, .limit = MAIL_BATCH, .filters_n = 2, .sort = entity_field_named(&mail_entity, S("next")),
                       .filters = { { entity_field_named(&mail_entity, S("state")), COMPARE_EQUAL, S("vantar") },
                                    { entity_field_named(&mail_entity, S("next")), COMPARE_AT_MOST, buf_str(&now) } } };
    TRY(store_read(run->s->store, &seat_system, &r, f));
    enum err e = store_list(r, &a, &q, &rows, f);
    store_read_end(r);
    TRY(e);
    for (size_t i = 0; i < rows.n && !(run->stop && atomic_load(run->stop)); i++) {
        enum smtp_outcome outcome;
        bool reached = true;
        e = send_one(run, &a, rows_at(&rows, &mail_entity, i), &reached, &outcome, f);
        if (e == E_CONFLICT)
            continue; /* another server has it */
        TRY(e);
        sent += outcome == SMTP_SENT;
        later += outcome == SMTP_LATER;
        never += outcome == SMTP_NEVER;
        if (!reached)
            break; /* nobody is there: the others wait without being counted as tried */
    }
    buf_printf(run->said, "%zu skickade, %zu senare, %zu avvisade", sent, later, never);
    return OK;
}
