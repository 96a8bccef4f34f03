#include "domain/comment.h"

#include "base/arena.h"
#include "domain/save.h"

bool comment_fits(const struct entity *about)
{
    static const enum subject subjects[] = { SUBJECT_AUDIT, SUBJECT_DOCUMENT, SUBJECT_EVIDENCE, SUBJECT_MEASURE, SUBJECT_NO_ACTION, SUBJECT_REQUEST };
    for (size_t i = 0; i < LEN(subjects); i++)
        if (about->subject == subjects[i])
            return !(about->flags & PLUMBING);
    return false;
}

/* What a login's sign may stand behind: the text's beginning, a space, a bracket. */
static bool starts_word(struct str text, size_t at)
{
    return at == 0 || (unsigned char)text.p[at - 1] <= ' ' || strchr("([\"'/,;", text.p[at - 1]) != NULL;
}

static bool ends_login(char c)
{
    return (unsigned char)c <= ' ' || strchr("()[]<>\"'/,;:!?@", c) != NULL;
}

bool comment_next_mention(struct str text, size_t *at, struct str *ret_login)
{
    for (size_t i = *at; i < text.n; i++) {
        if (text.p[i] != '@' || !starts_word(text, i))
            continue;
        size_t end = i + 1;
        while (end < text.n && text.p[end] && !ends_login(text.p[end]))
            end++;
        while (end > i + 1 && (text.p[end - 1] == '.' || text.p[end - 1] == '-')) /* the sentence's own */
            end--;
        if (end == i + 1)
            continue;
        *ret_login = str_sub(text, i + 1, end);
        *at = end;
        return true;
    }
    return false;
}

/* One more mention, unless the comment has it already. */
static enum err mention(struct writing *w, const struct comment *c, account_id account, struct fault *f)
{
    struct arena *a = writing_arena(w);
    struct query q = { .entity = &mention_entity, .limit = 1, .filters_n = 2, .filters = {
        { entity_field_named(&mention_entity, S("comment")), COMPARE_EQUAL, str_printf(a, "%lld", (long long)c->row.id) },
        { entity_field_named(&mention_entity, S("account")), COMPARE_EQUAL, str_printf(a, "%lld", (long long)account.v) } } };
    struct rows rows;
    TRY(store_list(writing_reads(w), a, &q, &rows, f));
    if (rows.n)
        return OK;
    struct mention m = { .comment = { c->row.id }, .about = c->about, .account = account, .state = MENTION_NEW,
                         .until = date_add_days(date_of(writing_now(w)), MENTION_DAYS) };
    struct faults faults = { .arena = a };
    return domain_save(w, &mention_entity, &m, NULL, &faults, f);
}

enum err comment_mentions(struct writing *w, const struct comment *c, struct fault *f)
{
    struct arena *a = writing_arena(w);
    struct str login;
    size_t at = 0;
    if (writing_seat(w)->federation.v == 0)
        return OK;
    for (int n = 0; n < MENTIONS_MAX && comment_next_mention(c->text, &at, &login); n++) {
        struct account account;
        struct fault why = { 0 };
        enum err found = store_find_of_federation(w, a, &account_entity, "login", login, &account, &why);
        if (found == E_ABSENT || found == E_INVALID)
            continue; /* nobody's: only text */
        if (found != OK) {
            if (f)
                *f = why;
            return found;
        }
        TRY(mention(w, c, (account_id){ account.row.id }, f));
    }
    return OK;
}
