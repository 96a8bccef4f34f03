#include "derive/problem.h"

#include "base/buf.h"

int problem_status(enum err code)
{
    switch (code) {
    case OK: return 200;
    case E_INVALID: return 422;
    case E_DENIED: return 403;
    case E_ABSENT: return 404;
    case E_CONFLICT: return 409;
    case E_LIMIT: return 413;
    case E_NOMEM: case E_IO: return 503;
    case E_FULL: return 507;
    case E_BUG: break;
    }
    return 500;
}

/* The phrase of a status (RFC 9110 §15), as a person says it. */
static const char *title_of(int status)
{
    static const struct { int status; const char *title; } titles[] = {
        { 400, N_("Begäran är felaktig") }, { 401, N_("Inloggning krävs") }, { 403, N_("Åtgärden är inte tillåten") }, { 404, N_("Finns inte") },
        { 405, N_("Metoden går inte att använda här") }, { 409, N_("Krockar med en annan ändring") },
        { 412, N_("Posten har ändrats sedan den lästes") }, { 413, N_("För stort") }, { 415, N_("Fel medietyp") },
        { 422, N_("Uppgifterna håller inte") }, { 428, N_("Versionen måste anges") }, { 429, N_("För många försök") },
        { 503, N_("Tjänsten är tillfälligt otillgänglig") }, { 507, N_("Det finns inte plats") },
    };
    for (size_t i = 0; i < LEN(titles); i++)
        if (titles[i].status == status)
            return titles[i].title;
    return status < 500 ? N_("Begäran är felaktig") : N_("Fel i tjänsten");
}

static void put_text(struct buf *b, const struct words *w, const struct fault *f)
{
    struct buf plain cleanup(buf_free) = buf_new(4096);
    words_put(&plain, w, f->text ? f->text : "", f->arg[0], f->arg[1]);
    buf_json(b, buf_str(&plain));
}

/* RFC 6901: ~ and / in a member's name are escaped. A path "a[3].b" becomes "/a/3/b". */
static void put_pointer(struct buf *b, struct str place)
{
    struct buf plain cleanup(buf_free) = buf_new(FAULT_PLACE * 3);
    if (place.n)
        buf_char(&plain, '/');
    for (size_t i = 0; i < place.n; i++) {
        char c = place.p[i];
        if (c == '~' || c == '/')
            buf_put(&plain, c == '~' ? S("~0") : S("~1"));
        else if (c == '.' || c == '[')
            buf_char(&plain, '/');
        else if (c != ']')
            buf_char(&plain, c);
    }
    buf_json(b, buf_str(&plain));
}

static void put_error(struct buf *b, const struct words *w, const struct fault *f, enum problem_place place)
{
    struct str at = str(f->place);
    if (place == PROBLEM_MEMBER) {
        buf_put(b, S("{\"pointer\":"));
        put_pointer(b, at);
    } else {
        buf_put(b, place == PROBLEM_PARAMETER ? S("{\"parameter\":") : S("{\"place\":"));
        struct buf words cleanup(buf_free) = buf_new(2 * FAULT_PLACE);
        if (place == PROBLEM_PARAMETER)
            buf_put(&words, at);
        else
            words_put_place(&words, w, at);
        buf_json(b, buf_str(&words));
    }
    buf_put(b, S(",\"detail\":"));
    put_text(b, w, f);
    buf_char(b, '}');
}

void problem_json(struct buf *b, const struct words *w, const struct problem *p)
{
    static const struct fault unknown = { .code = E_BUG, .text = N_("Något gick fel i tjänsten.") };
    const struct fault *f = p->fault ? p->fault : p->faults && p->faults->n ? &p->faults->v[0] : &unknown;
    int status = p->status ? p->status : problem_status(f->code);
    buf_put(b, S("{\"type\":\"about:blank\",\"title\":"));
    buf_json(b, str(words_get(w, title_of(status))));
    buf_printf(b, ",\"status\":%d,\"code\":\"%s\",\"detail\":", status, err_word(f->code));
    put_text(b, w, f);
    if (p->instance.n) {
        buf_put(b, S(",\"instance\":"));
        buf_json(b, p->instance);
    }
    if (p->faults && p->faults->n) {
        buf_put(b, S(",\"errors\":["));
        for (size_t i = 0; i < p->faults->n; i++) {
            if (i)
                buf_char(b, ',');
            put_error(b, w, &p->faults->v[i], p->place);
        }
        buf_char(b, ']');
        if (p->faults->beyond)
            buf_printf(b, ",\"errors_beyond\":%zu", p->faults->beyond);
    }
    if (p->more.n) {
        buf_char(b, ',');
        buf_put(b, p->more);
    }
    buf_char(b, '}');
}
