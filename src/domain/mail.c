#include "domain/mail.h"

#include "base/arena.h"
#include "base/buf.h"

bool mail_address_valid(struct str address)
{
    size_t at = 0, ats = 0;
    if (address.n < 3 || address.n > MAIL_ADDRESS_MAX || address.p[0] == '-')
        return false;
    for (size_t i = 0; i < address.n; i++) {
        char c = address.p[i];
        if (c <= ' ' || c >= 127 || strchr("()<>[]:;,\\\"", c))
            return false;
        if (c == '@') {
            at = i;
            ats++;
        }
    }
    return ats == 1 && at > 0 && at < address.n - 1;
}

static struct str one_line(struct arena *a, struct str s)
{
    struct buf b cleanup(buf_free) = buf_new(8 * MAIL_SUBJECT_MAX);
    size_t at = 0;
    for (size_t n = 0; at < s.n && n < MAIL_SUBJECT_MAX; n++) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        bool control = c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
        buf_put(&b, control ? S(" ") : str_sub(s, from, at));
    }
    return str_copy(a, str_trim(buf_str(&b)));
}

enum err mail_queue(struct writing *w, const struct letter *letter, struct fault *f)
{
    if (!mail_address_valid(letter->address))
        return fault(f, E_INVALID, "address", N_("Adressen kan inte användas för e-post."), NULL, NULL);
    const struct seat *seat = writing_seat(w);
    struct mail row = {
        .row = { .federation = seat->federation, .owner = seat->organisation }, .account = letter->account, .address = letter->address,
        .subject = one_line(writing_arena(w), letter->subject), .text = letter->text, .state = MAIL_WAITING, .next = writing_now(w),
    };
    if (!row.subject.n)
        return fault(f, E_INVALID, "subject", N_("Brevet saknar ämne."), NULL, NULL);
    return store_put(w, &mail_entity, &row, "skapa", RIGHT_NONE, f);
}
