/* One letter a day at most to each account, about what is due in 30, 7 or 1 days. What has been told is remembered in the same transaction as
 * the letter is written; after a stop only the nearest of the three is told. */
#include <stdio.h>

#include "base/arena.h"
#include "derive/value.h"
#include "domain/inbox.h"
#include "domain/mail.h"
#include "job/job.h"

enum { REMIND_BUDGET = 64 * 1024 * 1024, LETTER_MAX = 90000, ITEMS_MAX = 50 };

struct letter_of {
    struct job_run *run;
    const struct account *account;
    struct str address;
    const struct inbox_item *items[ITEMS_MAX];
    int days[ITEMS_MAX];
    size_t n;
    bool wrote;
};

static struct str about_of(struct arena *a, const struct inbox_item *item)
{
    return str_printf(a, "%s/%lld", item->source->entity->name, (long long)item->id);
}

/* Has this reminder, or a nearer one, of this last day been given? */
static enum err told(struct reading *r, struct arena *a, const struct letter_of *l, const struct inbox_item *item, int days, bool *ret, struct fault *f)
{
    struct rows rows;
    struct query q = { .entity = &reminder_entity, .limit = 50, .filters_n = 2,
                       .filters = { { entity_field_named(&reminder_entity, S("account")), COMPARE_EQUAL, str_printf(a, "%lld", (long long)l->account->row.id) },
                                    { entity_field_named(&reminder_entity, S("about")), COMPARE_EQUAL, about_of(a, item) } } };
    *ret = false;
    TRY(store_list(r, a, &q, &rows, f));
    for (size_t i = 0; i < rows.n; i++) {
        const struct reminder *m = rows_at(&rows, &reminder_entity, i);
        *ret |= date_cmp(m->due, item->until) == 0 && m->days <= days;
    }
    return OK;
}

static const struct words *words_of(const struct letter_of *l)
{
    const struct job_settings *s = l->run->s;
    for (size_t i = 0; i < s->languages_n; i++)
        if (str_is(l->account->language, s->languages[i]->lang))
            return s->languages[i];
    return s->languages_n ? s->languages[0] : &words_sv;
}

/* The title and the link; of what is marked secret only the link. */
static void put_item(struct buf *b, const struct words *w, const struct letter_of *l, const struct inbox_item *item)
{
    const struct entity *e = item->opens;
    struct buf day cleanup(buf_free) = buf_new(32);
    struct str title = item->secrecy.n ? str(words_get(w, N_("Ett ärende med sekretessmarkering"))) : item->title.n ? item->title : str(words_get(w, e->one));
    date_put(&day, item->until);
    buf_char(&day, '\0');
    buf_put(b, S("* "));
    for (size_t at = 0; at < title.n; ) {
        size_t from = at;
        buf_put(b, utf8_next(title, &at) < ' ' ? S(" ") : str_sub(title, from, at));
    }
    buf_put(b, S("\n  "));
    words_put(b, w, N_("{1}, senast {2}."), words_get(w, item->source->why), day.p ? day.p : "");
    if (l->run->s->public_url[0])
        buf_printf(b, "\n  %s/%s/%lld%s", l->run->s->public_url, e->path, (long long)item->opens_id, item->source->tail);
    buf_put(b, S("\n\n"));
}

static enum err write_letter(struct writing *w, const struct letter_of *l, const struct letter_of *chosen, struct fault *f)
{
    const struct words *words = words_of(l);
    struct buf text cleanup(buf_free) = buf_new(LETTER_MAX), subject cleanup(buf_free) = buf_new(1000);
    char n[24];
    snprintf(n, sizeof n, "%zu", chosen->n);
    words_put(&subject, words, chosen->n == 1 ? N_("Påminnelse: ett ärende väntar på dig") : N_("Påminnelse: {1} ärenden väntar på dig"), n, NULL);
    buf_printf(&text, "%s\n\n", words_get(words, N_("Det här väntar på dig i Samsyn.")));
    for (size_t i = 0; i < chosen->n; i++)
        put_item(&text, words, l, chosen->items[i]);
    buf_printf(&text, "%s\n", words_get(words, N_("Brevet är skickat automatiskt. Det går inte att svara på det.")));
    TRY(buf_check(&text, f));
    const struct letter letter = { { l->account->row.id }, l->address, buf_str(&subject), buf_str(&text) };
    return mail_queue(w, &letter, f);
}

static enum err remind_work(struct writing *w, void *ctx, struct fault *f)
{
    struct letter_of *l = ctx, chosen = *l;
    struct arena *a = writing_arena(w);
    chosen.n = 0;
    l->wrote = false;
    for (size_t i = 0; i < l->n; i++) {
        bool before;
        TRY(told(writing_reads(w), a, l, l->items[i], l->days[i], &before, f));
        if (before)
            continue;
        struct reminder row = { .row = { .federation = l->run->federation, .owner = l->run->federation }, .account = { l->account->row.id }, .about = about_of(a, l->items[i]),
                                .due = l->items[i]->until, .days = l->days[i], .at = writing_now(w) };
        TRY(store_put(w, &reminder_entity, &row, "skapa", RIGHT_NONE, f));
        chosen.items[chosen.n++] = l->items[i];
    }
    if (chosen.n == 0)
        return OK;
    TRY(write_letter(w, l, &chosen, f));
    l->wrote = true;
    return OK;
}

static enum err remind(struct job_run *run, struct arena *a, const struct account *account, struct str address, size_t *letters, struct fault *f)
{
    struct inbox_item *items;
    size_t n;
    struct letter_of l = { .run = run, .account = account, .address = address };
    TRY(inbox_of_account(run->s->store, a, account, run->day, &items, &n, f));
    for (size_t i = 0; i < n && l.n < ITEMS_MAX; i++) {
        int days = items[i].source->reminds ? inbox_remind(items[i].until, run->day) : 0;
        if (!days)
            continue;
        l.items[l.n] = &items[i];
        l.days[l.n++] = days;
    }
    if (l.n == 0)
        return OK;
    const struct seat seat = { .federation = run->federation, .organisation = run->federation, .role = ROLE_SYSTEM };
    TRY(store_write(run->s->store, &seat, &(struct write_terms){ .now = run->now }, remind_work, &l, NULL, f));
    *letters += l.wrote;
    return OK;
}

/* The account's address, when it may still be used on the day. */
static enum err address_of(struct reading *r, struct arena *a, const struct account *account, struct date day, struct str *ret, struct fault *f)
{
    struct person person;
    *ret = (struct str){ 0 };
    if (account->closed || !account->person.v || (date_known(account->expires) && date_cmp(inbox_day(account->expires), day) < 0))
        return OK;
    TRY(store_get(r, a, &person_entity, account->person.v, &person, f));
    if (mail_address_valid(person.email))
        *ret = person.email;
    return OK;
}

enum err job_reminders(struct job_run *run, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(REMIND_BUDGET);
    struct reading *r;
    struct rows rows = { 0 };
    size_t letters = 0, without = 0;
    if (!run->s->mail.url || !run->s->mail.url[0]) {
        buf_put(run->said, S("ingen e-postserver är inställd"));
        return OK;
    }
    struct query q = { .entity = &account_entity, .limit = QUERY_LIMIT_MAX, .filters_n = 1,
                       .filters = { { entity_field_named(&account_entity, S("federation")), COMPARE_EQUAL, str_printf(&a, "%lld", (long long)run->federation.v) } } };
    do {
        TRY(store_read(run->s->store, &seat_system, &r, f));
        enum err e = store_list(r, &a, &q, &rows, f);
        struct str *addresses = e == OK ? arena_array(&a, rows.n, sizeof *addresses) : NULL;
        for (size_t i = 0; e == OK && addresses && i < rows.n; i++)
            e = address_of(r, &a, rows_at(&rows, &account_entity, i), run->day, &addresses[i], f);
        store_read_end(r);
        TRY(e);
        for (size_t i = 0; addresses && i < rows.n && !(run->stop && atomic_load(run->stop)); i++) {
            struct arena one cleanup(arena_free) = arena_new(REMIND_BUDGET);
            without += addresses[i].n == 0;
            if (addresses[i].n)
                TRY(remind(run, &one, rows_at(&rows, &account_entity, i), addresses[i], &letters, f));
        }
        q.after = rows.last;
    } while (rows.more_after);
    buf_printf(run->said, "%zu brev, %zu konton utan adress", letters, without);
    return OK;
}
