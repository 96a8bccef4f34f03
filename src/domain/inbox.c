#include "domain/inbox.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "derive/show.h"
#include "derive/value.h"
#include "model/audit.h"
#include "model/board.h"
#include "model/desk.h"
#include "model/document.h"
#include "model/measure.h"
#include "model/response.h"

/* One row a source. What names a person's duty in a new subject is added here and nowhere else. */
const struct inbox_source inbox_sources[] = {
    { &response_entity, { { "state", COMPARE_EQUAL, "begart" } }, .until = "due", .least = RIGHT_PROPOSE, .tail = "/svar",
      .why = N_("Revisorerna väntar på ett yttrande"), .button = N_("Skriv yttrandet"), .reminds = true },
    { &response_entity, { { "state", COMPARE_EQUAL, "utkast" } }, .until = "due", .least = RIGHT_PROPOSE, .tail = "/svar",
      .why = N_("Yttrandet är ett utkast"), .button = N_("Öppna utkastet"), .reminds = true },
    { &response_entity, { { "state", COMPARE_EQUAL, "beslutat" } }, .until = "due", .least = RIGHT_EDIT, .roles = 1u << ROLE_DIRECTOR | 1u << ROLE_COORDINATOR,
      .tail = "/utskick", .why = N_("Yttrandet är beslutat men inte skickat"), .button = N_("Skicka"), .reminds = true },
    { &measure_entity, { { "state", COMPARE_EQUAL, "foreslagen" } }, .least = RIGHT_DECIDE, .tail = "",
      .why = N_("Åtgärden är föreslagen och väntar på beslut"), .button = N_("Öppna åtgärden") },
    { &measure_entity, { { "state", COMPARE_EQUAL, "beslutad" } }, .until = "due", .who = "responsible", .least = RIGHT_EDIT, .tail = "",
      .why = N_("Åtgärden är beslutad men inte påbörjad"), .button = N_("Öppna åtgärden"), .reminds = true },
    { &measure_entity, { { "state", COMPARE_EQUAL, "pagar" } }, .until = "due", .who = "responsible", .least = RIGHT_EDIT, .tail = "",
      .why = N_("Åtgärden pågår"), .button = N_("Öppna åtgärden"), .reminds = true },
    { &measure_entity, { { "state", COMPARE_EQUAL, "vantar" } }, .until = "look_again", .who = "responsible", .least = RIGHT_EDIT, .tail = "",
      .why = N_("Åtgärden väntar och ska prövas på nytt"), .button = N_("Öppna åtgärden"), .reminds = true },
    { &measure_entity, { { "state", COMPARE_EQUAL, "klar" }, { "effect", COMPARE_NOT_GIVEN, "" } }, .least = RIGHT_EDIT, .roles = 1u << ROLE_COORDINATOR, .tail = "",
      .why = N_("Åtgärden är klar men effekten är inte uppföljd"), .button = N_("Öppna åtgärden") },
    { &information_request_entity, { { "state", COMPARE_EQUAL, "stalld" } }, .until = "due", .least = RIGHT_EDIT, .tail = "",
      .why = N_("Revisorerna väntar på svar"), .button = N_("Svara"), .reminds = true },
    { &audit_entity, { { "state", COMPARE_EQUAL, "rapporterad" }, { "follow_up_expected", COMPARE_NOT_GIVEN, "" }, { "follow_up_reason", COMPARE_NOT_GIVEN, "" } },
      .least = RIGHT_EDIT, .tail = "", .why = N_("Granskningen saknar planerad uppföljning"), .button = N_("Planera uppföljning") },
    { &audit_entity, { { "state", COMPARE_EQUAL, "rapporterad" }, { "follow_up_expected", COMPARE_AT_MOST, NULL } }, .until = "follow_up_expected",
      .least = RIGHT_EDIT, .tail = "",
      .why = N_("Granskningen skulle ha följts upp"), .button = N_("Öppna granskningen") },
    { &board_request_entity, { { "state", COMPARE_NOT_EQUAL, "besvarad" }, { "state", COMPARE_NOT_EQUAL, "godkand" } }, .until = "due", .who = "responsible", .least = RIGHT_EDIT,
      .roles = 1u << ROLE_DIRECTOR | 1u << ROLE_COORDINATOR, .tail = "", .why = N_("Direktionen väntar på svar"), .button = N_("Öppna begäran"), .reminds = true },
    { &board_request_entity, { { "state", COMPARE_EQUAL, "besvarad" } }, .least = RIGHT_DECIDE, .roles = 1u << ROLE_BOARD, .tail = "",
      .why = N_("Direktionen har fått ett svar"), .button = N_("Läs svaret") },
    { &board_decision_entity, { { "state", COMPARE_EQUAL, "beslutat" }, { "due", COMPARE_GIVEN, "" } }, .until = "due", .who = "responsible", .least = RIGHT_EDIT,
      .roles = 1u << ROLE_DIRECTOR | 1u << ROLE_COORDINATOR, .tail = "", .why = N_("Direktionens beslut ska genomföras"), .button = N_("Öppna beslutet"), .reminds = true },
    { &seat_grant_entity, { { "state", COMPARE_EQUAL, "foreslagen" } }, .least = RIGHT_EDIT, .tail = "",
      .why = N_("En behörighet är föreslagen"), .button = N_("Öppna förslaget") },
    { &post_entity, { { "state", COMPARE_EQUAL, "vakant" } }, .least = RIGHT_EDIT, .tail = "", .why = N_("Rollen är vakant"), .button = N_("Öppna rollen") },
    { &document_version_entity, { { "next_review", COMPARE_AT_MOST, NULL }, { "valid_to", COMPARE_NOT_GIVEN, "" } }, .until = "next_review", .least = RIGHT_PROPOSE,
      .named_by = "document", .tail = "", .why = N_("Dokumentet skulle ha setts över"), .button = N_("Öppna dokumentet") },
    { &exposure_entity, { { "state", COMPARE_EQUAL, "oppen" }, { "kev", COMPARE_EQUAL, "ja" } }, .least = RIGHT_EDIT, .tail = "",
      .why = N_("Sårbarheten utnyttjas av angripare (KEV) och är öppen"), .button = N_("Öppna sårbarheten") },
    { &mention_entity, { { "state", COMPARE_EQUAL, "ny" }, { "until", COMPARE_AT_LEAST, NULL } }, .until = "until", .who = "account", .least = RIGHT_READ,
      .opens = "about", .tail = "#kommentarer", .why = N_("Du är nämnd i en kommentar"), .button = N_("Läs kommentaren"), .reminds = true },
    { &intelligence_entity, { { "state", COMPARE_EQUAL, "ny" } }, .least = RIGHT_EDIT, .roles = 1u << ROLE_COORDINATOR, .tail = "",
      .why = N_("Omvärldsnotisen är inte bedömd"), .button = N_("Bedöm") },
    { &intelligence_entity, { { "decision", COMPARE_EQUAL, "bevaka" }, { "look_again", COMPARE_AT_MOST, NULL } }, .until = "look_again", .who = "responsible",
      .least = RIGHT_EDIT, .tail = "", .why = N_("Omvärldsnotisen ska ses över igen"), .button = N_("Öppna notisen") },
};
const size_t inbox_sources_n = LEN(inbox_sources);

enum { TITLE_MAX = 160 }; /* characters */

const int inbox_remind_days[INBOX_REMIND_N] = { 30, 7, 1 };

static enum err no_memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

struct date inbox_day(struct date until)
{
    if (!date_known(until) || until.day)
        return date_known(until) ? until : (struct date){ 0 };
    struct date first = { until.year, until.month ? until.month : 12, 1 };
    return date_add_days(date_add_months(first, 1), -1);
}

int inbox_remind(struct date until, struct date day)
{
    if (!date_known(until) || !until.day)
        return 0;
    int left = date_days_between(day, until), due = 0;
    for (size_t i = 0; i < INBOX_REMIND_N && left >= -INBOX_REMIND_AFTER; i++)
        if (left <= inbox_remind_days[i])
            due = inbox_remind_days[i];
    return due;
}

static enum inbox_when when_of(struct date until, struct date today)
{
    struct date last = inbox_day(until);
    if (!last.year)
        return INBOX_OPEN;
    int left = date_days_between(today, last);
    return left < 0 ? INBOX_LATE : left == 0 ? INBOX_TODAY : left <= INBOX_SOON_DAYS ? INBOX_SOON : INBOX_LATER;
}

/* ---- who holds what ---- */

struct held { int64_t *posts; size_t n; };

static bool among(const struct held *h, int64_t post)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->posts[i] == post)
            return true;
    return false;
}

static bool holds_on(struct date from, struct date to, struct date day)
{
    struct date last = inbox_day(to);
    return (!date_known(from) || date_cmp(from, day) <= 0) && (!last.year || date_cmp(last, day) >= 0);
}

/* The posts that are held on the day by the person, and by anybody. */
static enum err read_held(struct reading *r, struct arena *a, person_id person, struct date day, struct held *mine, struct held *anybodys, struct fault *f)
{
    struct query q = { .entity = &assignment_entity, .limit = QUERY_LIMIT_MAX };
    struct rows rows;
    size_t mine_cap = 0, all_cap = 0;
    do {
        TRY(store_list(r, a, &q, &rows, f));
        int64_t *m = arena_grow(a, mine->posts, mine->n, mine->n + rows.n + 1, sizeof *m, &mine_cap);
        int64_t *all = arena_grow(a, anybodys->posts, anybodys->n, anybodys->n + rows.n + 1, sizeof *all, &all_cap);
        if (!m || !all)
            return no_memory(f);
        mine->posts = m;
        anybodys->posts = all;
        for (size_t i = 0; i < rows.n; i++) {
            const struct assignment *s = rows_at(&rows, &assignment_entity, i);
            if (!holds_on(s->from, s->to, day))
                continue;
            all[anybodys->n++] = s->post.v;
            if (person.v && s->person.v == person.v)
                m[mine->n++] = s->post.v;
        }
        q.after = rows.last;
    } while (rows.more_after);
    return OK;
}

/* ---- gathering ---- */

struct gathering {
    struct reading *r;
    struct arena *a;
    person_id person;
    account_id account;
    struct date day;
    struct held mine, anybodys;
    struct inbox_item *v;
    size_t n;
    bool more;
};

/* Whom the row names. */
enum named { NAMED_NOBODY, NAMED_ME, NAMED_OTHER };

static enum named named_by(const struct gathering *g, const struct field *who, const void *row)
{
    int64_t id = who ? value_of(who, row).i : 0;
    if (!id)
        return NAMED_NOBODY;
    if (strcmp(who->refers, "person") == 0)
        return g->person.v == id ? NAMED_ME : NAMED_OTHER;
    if (strcmp(who->refers, "account") == 0)
        return g->account.v == id ? NAMED_ME : NAMED_OTHER;
    return among(&g->mine, id) ? NAMED_ME : among(&g->anybodys, id) ? NAMED_OTHER : NAMED_NOBODY;
}

static bool may(const struct seat *seat, const struct inbox_source *s, const struct row *row)
{
    organisation_id other = { 0 };
    for (size_t i = 0; i < s->entity->n; i++)
        if (s->entity->fields[i].flags & COUNTERPARTY)
            other.v = value_of(&s->entity->fields[i], row).i;
    if (s->roles && !(s->roles & 1u << seat->role))
        return false;
    unsigned in = authz_relations(seat, s->entity->subject, s->least);
    return in & (1u << authz_relation(seat, row, other));
}

static struct str name_of(const struct inbox_source *s, const void *row, const struct str *titles)
{
    struct str named = s->named_by ? reference_title(s->entity, titles, s->named_by) : (struct str){ 0 };
    return named.p ? named : row_title(s->entity, row);
}

static bool have(const struct gathering *g, const struct inbox_source *s, int64_t id)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->v[i].source == s && g->v[i].id == id)
            return true;
    return false;
}

/* What is opened: the row itself, or the one it is about. False: there is no such row for the seat. */
static bool opened(struct gathering *g, const struct inbox_source *s, const void *row, struct inbox_item *item)
{
    item->opens = s->entity;
    item->opens_id = item->id;
    if (!s->opens)
        return true;
    struct str rest = value_of(entity_field_named(s->entity, str(s->opens)), row).s, name = str_cut(&rest, '/');
    const struct entity *to = model_entity(name);
    void *there = to && !(to->flags & PLUMBING) ? row_new(g->a, to) : NULL;
    if (!there || !str_to_int64(rest, &item->opens_id) || store_get(g->r, g->a, to, item->opens_id, there, NULL) != OK)
        return false;
    item->opens = to;
    item->title = row_title(to, there);
    item->secrecy = row_of(there)->secrecy;
    return true;
}

static void take(struct gathering *g, const struct inbox_source *s, const struct rows *rows)
{
    const struct field *until = s->until ? entity_field_named(s->entity, str(s->until)) : NULL, *who = s->who ? entity_field_named(s->entity, str(s->who)) : NULL;
    const struct seat *seat = reading_seat(g->r);
    for (size_t i = 0; i < rows->n; i++) {
        const struct row *row = rows_at(rows, s->entity, i);
        enum named named = named_by(g, who, row);
        if (named == NAMED_OTHER || (named == NAMED_NOBODY && !may(seat, s, row)) || have(g, s, row->id))
            continue;
        if (g->n == INBOX_MAX) {
            g->more = true;
            return;
        }
        struct date last = until ? value_of(until, row).d : (struct date){ 0 };
        struct str name = show_beginning(name_of(s, row, rows_titles(rows, s->entity, i)), TITLE_MAX, NULL);
        struct inbox_item item = { .source = s, .id = row->id, .title = name, .secrecy = row->secrecy,
                                   .until = last, .when = when_of(last, g->day), .version = row->version, .changed_at = row->changed_at };
        if (opened(g, s, row, &item))
            g->v[g->n++] = item;
    }
}

static struct query query_of(const struct gathering *g, const struct inbox_source *s)
{
    struct buf today cleanup(buf_free) = buf_new(32);
    struct query q = { .entity = s->entity, .limit = INBOX_EACH_MAX, .sort = s->until ? entity_field_named(s->entity, str(s->until)) : NULL };
    date_put(&today, g->day);
    for (size_t i = 0; i < LEN(s->filters) && s->filters[i].field; i++)
        q.filters[q.filters_n++] = (struct filter){ entity_field_named(s->entity, str(s->filters[i].field)), s->filters[i].compare,
                                                    s->filters[i].value ? str(s->filters[i].value) : str_copy(g->a, buf_str(&today)) };
    return q;
}

static enum err run(struct gathering *g, const struct inbox_source *s, const struct query *q, struct fault *f)
{
    struct rows rows;
    TRY(store_list(g->r, g->a, q, &rows, f));
    g->more |= rows.more_after;
    take(g, s, &rows);
    return OK;
}

/* Rows that name me by name first: they are found however many others there are. */
static enum err gather(struct gathering *g, const struct inbox_source *s, struct fault *f)
{
    const struct seat *seat = reading_seat(g->r);
    const struct field *who = s->who ? entity_field_named(s->entity, str(s->who)) : NULL;
    if (!authz_may_somewhere(seat, s->entity->subject, RIGHT_READ))
        return OK;
    bool posts = who && strcmp(who->refers, "post") == 0;
    int64_t me = who && !posts ? strcmp(who->refers, "person") == 0 ? g->person.v : g->account.v : 0;
    for (size_t i = 0; who && i < (posts ? g->mine.n : me ? 1 : 0); i++) {
        struct query q = query_of(g, s);
        q.filters[q.filters_n++] = (struct filter){ who, COMPARE_EQUAL, str_printf(g->a, "%lld", (long long)(posts ? g->mine.posts[i] : me)) };
        TRY(run(g, s, &q, f));
    }
    if (!authz_may_somewhere(seat, s->entity->subject, s->least) || (s->roles && !(s->roles & 1u << seat->role)))
        return OK;
    struct query q = query_of(g, s);
    return run(g, s, &q, f);
}

static int by_day(const void *a, const void *b)
{
    const struct inbox_item *x = a, *y = b;
    struct date dx = inbox_day(x->until), dy = inbox_day(y->until);
    if (!dx.year != !dy.year)
        return dx.year ? -1 : 1;
    int c = dx.year ? date_cmp(dx, dy) : 0;
    if (c)
        return c;
    return x->source != y->source ? (x->source < y->source ? -1 : 1) : x->id < y->id ? -1 : x->id > y->id;
}

enum err inbox_over(const struct inbox_source *sources, size_t sources_n, struct reading *r, struct arena *a, person_id person, account_id account, struct date day,
                    struct inbox_item **ret, size_t *ret_n, bool *ret_more, struct fault *f)
{
    struct gathering g = { .r = r, .a = a, .person = person, .account = account, .day = day };
    g.v = arena_array(a, INBOX_MAX, sizeof *g.v);
    if (!g.v)
        return no_memory(f);
    TRY(read_held(r, a, person, day, &g.mine, &g.anybodys, f));
    for (size_t i = 0; i < sources_n; i++)
        TRY(gather(&g, &sources[i], f));
    if (g.n)
        qsort(g.v, g.n, sizeof *g.v, by_day);
    *ret = g.v;
    *ret_n = g.n;
    if (ret_more)
        *ret_more = g.more;
    return OK;
}

enum err inbox_of(struct reading *r, struct arena *a, person_id person, account_id account, struct date day, struct inbox_item **ret, size_t *ret_n, bool *ret_more,
                  struct fault *f)
{
    return inbox_over(inbox_sources, inbox_sources_n, r, a, person, account, day, ret, ret_n, ret_more, f);
}

/* ---- without a seat ---- */

enum err inbox_seats(struct reading *r, struct arena *a, account_id account, struct date day, struct seat **ret, size_t *ret_n, struct fault *f)
{
    struct query q = { .entity = &seat_grant_entity, .limit = 100, .filters_n = 1,
                       .filters = { { entity_field_named(&seat_grant_entity, S("account")), COMPARE_EQUAL, str_printf(a, "%lld", (long long)account.v) } } };
    struct rows rows;
    TRY(store_list(r, a, &q, &rows, f));
    struct seat *seats = arena_array(a, rows.n, sizeof *seats);
    if (!seats)
        return no_memory(f);
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++) {
        const struct seat_grant *g = rows_at(&rows, &seat_grant_entity, i);
        if (authz_grant_holds(g, day))
            seats[n++] = (struct seat){ account, { g->row.id }, g->row.federation, g->organisation, g->role, authz_may_export(g->role, SUBJECT_OVERVIEW) };
    }
    *ret = seats;
    *ret_n = n;
    return OK;
}

enum err inbox_of_account(struct store *s, struct arena *a, const struct account *account, struct date day, struct inbox_item **ret, size_t *ret_n, struct fault *f)
{
    struct reading *r;
    struct seat *seats;
    size_t seats_n, n = 0, cap = 0;
    struct inbox_item *all = NULL;
    TRY(store_read(s, &seat_system, &r, f));
    enum err e = inbox_seats(r, a, (account_id){ account->row.id }, day, &seats, &seats_n, f);
    store_read_end(r);
    TRY(e);
    for (size_t i = 0; i < seats_n; i++) {
        struct inbox_item *items;
        size_t items_n;
        TRY(store_read(s, &seats[i], &r, f));
        e = inbox_of(r, a, account->person, (account_id){ account->row.id }, day, &items, &items_n, NULL, f);
        store_read_end(r);
        TRY(e);
        struct inbox_item *grown = arena_grow(a, all, n, n + items_n + 1, sizeof *all, &cap);
        if (!grown)
            return no_memory(f);
        all = grown;
        for (size_t k = 0; k < items_n; k++) {
            bool seen = false;
            for (size_t m = 0; m < n; m++)
                seen |= all[m].source == items[k].source && all[m].id == items[k].id;
            if (!seen)
                all[n++] = items[k];
        }
    }
    if (n)
        qsort(all, n, sizeof *all, by_day);
    *ret = all;
    *ret_n = n;
    return OK;
}
