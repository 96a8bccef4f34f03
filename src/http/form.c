/* HTML forms: application/x-www-form-urlencoded (WHATWG URL §5) and multipart/form-data (RFC 7578). */
#include "http/http.h"
#include "http/url.h"

enum { BOUNDARY_MAX = 70, PART_HEADERS_MAX = 4096 };

static enum err memory(struct fault *f)
{
    return fault(f, E_NOMEM, NULL, N_("Formuläret är större än det minne som en begäran får använda."), NULL, NULL);
}

/* The name of the field for the fault's place; a slice is not NUL-terminated. */
static enum err refuse(struct fault *f, struct str name, const char *text)
{
    char place[FAULT_PLACE];
    size_t n = name.n < sizeof place - 1 ? name.n : sizeof place - 1;
    if (n)
        memcpy(place, name.p, n);
    place[n] = '\0';
    return fault(f, E_INVALID, utf8_valid((struct str){ place, strlen(place) }) ? place : NULL, text, NULL, NULL);
}

static enum err too_many(struct fault *f)
{
    return fault(f, E_LIMIT, NULL, N_("Formuläret har fler än {1} fält."), "2000", NULL);
}

_Static_assert(FORM_FIELDS_MAX == 2000, "the sentence above names the limit");

enum err form_parse_urlencoded(struct arena *a, struct str text, struct form *ret, struct fault *f)
{
    size_t n = 0;
    for (struct str rest = text; rest.n;)
        n += str_cut(&rest, '&').n > 0;
    if (n > FORM_FIELDS_MAX)
        return too_many(f);
    struct form form = { .fields = arena_array(a, n, sizeof *form.fields) };
    if (!form.fields)
        return memory(f);
    for (struct str rest = text; rest.n;) {
        struct str value = str_cut(&rest, '&');
        if (!value.n)
            continue;
        struct str name = str_cut(&value, '=');
        struct form_field *field = &form.fields[form.n++];
        if (!url_decode(a, name, true, &field->name))
            return a->failed ? memory(f) : refuse(f, name, N_("Fältets namn är felaktigt kodat."));
        if (!url_decode(a, value, true, &field->value))
            return a->failed ? memory(f) : refuse(f, field->name, N_("Värdet är felaktigt kodat: det ska vara UTF-8 utan noll-tecken."));
    }
    *ret = form;
    return OK;
}

/* The value of a parameter in `type; name="value"`. p NULL when absent. Quoted pairs as browsers write them: only %22 and the like,
 * so a backslash stands for itself unless before a quote. */
static struct str parameter(struct str header, const char *name)
{
    size_t at = str_find(header, S(";"), 0);
    while (at < header.n) {
        at++;
        while (at < header.n && (header.p[at] == ' ' || header.p[at] == '\t'))
            at++;
        size_t equals = str_find(header, S("="), at);
        if (equals == SIZE_MAX)
            break;
        struct str key = str_trim(str_sub(header, at, equals)), value;
        at = equals + 1;
        if (at < header.n && header.p[at] == '"') {
            size_t from = ++at;
            while (at < header.n && header.p[at] != '"')
                at += header.p[at] == '\\' && at + 1 < header.n && header.p[at + 1] == '"' ? 2 : 1;
            value = str_sub(header, from, at);
            at = str_find(header, S(";"), at);
        } else {
            size_t end = str_find(header, S(";"), at);
            value = str_trim(str_sub(header, at, end));
            at = end;
        }
        if (str_eq_nocase(key, str(name)))
            return value.p ? value : S("");
    }
    return (struct str){ 0 };
}

/* Browsers write `"`, CR and LF in names as %22, %0D and %0A (WHATWG HTML, multipart/form-data encoding); nothing else. */
static struct str unescaped(struct arena *a, struct str s)
{
    char *to = arena_alloc(a, s.n + 1);
    if (!to)
        return (struct str){ 0 };
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        int c = s.p[i] == '%' ? url_hex(s, i + 1) : -1;
        if (c == '"' || c == '\r' || c == '\n') {
            to[n++] = (char)c;
            i += 2;
        } else if (s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == '"')
            continue;
        else
            to[n++] = s.p[i];
    }
    return (struct str){ to, n };
}

static enum err part_head(struct arena *a, struct str block, struct form_field *field, struct fault *f)
{
    struct str rest = block;
    while (rest.n) {
        size_t end = str_find(rest, S("\r\n"), 0);
        struct str line = str_sub(rest, 0, end), value = line, name = str_cut(&value, ':');
        rest = end == SIZE_MAX ? (struct str){ 0 } : str_sub(rest, end + 2, rest.n);
        value = str_trim(value);
        if (str_eq_nocase(name, S("content-disposition"))) {
            struct str kind = value;
            if (!str_eq_nocase(str_trim(str_cut(&kind, ';')), S("form-data")))
                return refuse(f, (struct str){ 0 }, N_("En del av formuläret saknar Content-Disposition: form-data."));
            struct str given = parameter(value, "name"), file = parameter(value, "filename");
            if (given.p)
                field->name = unescaped(a, given);
            if (file.p)
                field->file_name = unescaped(a, file);
        } else if (str_eq_nocase(name, S("content-type")))
            field->media_type = value;
        else if (str_eq_nocase(name, S("content-transfer-encoding")) && !str_eq_nocase(value, S("binary")) &&
                 !str_eq_nocase(value, S("8bit")) && !str_eq_nocase(value, S("7bit")))
            return refuse(f, field->name, N_("Fältet är kodat på ett sätt som inte tas emot."));
    }
    if (a->failed)
        return memory(f);
    if (!field->name.p)
        return refuse(f, (struct str){ 0 }, N_("En del av formuläret saknar namn."));
    if (!utf8_valid(field->name) || !utf8_valid(field->file_name) || memchr(field->name.p, 0, field->name.n))
        return refuse(f, (struct str){ 0 }, N_("Fältets namn är felaktigt kodat."));
    return OK;
}

static enum err parse_multipart(struct arena *a, struct str body, struct str boundary, struct form *ret, struct fault *f)
{
    const char *broken = N_("Formuläret är avbrutet eller saknar sin avgränsare.");
    if (boundary.n == 0 || boundary.n > BOUNDARY_MAX)
        return refuse(f, (struct str){ 0 }, broken);
    struct str mark = str_printf(a, "\r\n--%.*s", SF(boundary));
    if (!mark.p)
        return memory(f);
    struct str first = str_sub(mark, 2, mark.n);
    size_t at = str_starts(body, first) ? first.n : SIZE_MAX, cap = 0;
    if (at == SIZE_MAX)
        return refuse(f, (struct str){ 0 }, broken);
    struct form form = { 0 };
    for (;;) {
        struct str here = str_sub(body, at, body.n);
        if (str_starts(here, S("--")))
            break;
        if (!str_starts(here, S("\r\n")))
            return refuse(f, (struct str){ 0 }, broken);
        size_t head = at + 2, blank = str_find(str_sub(body, 0, head + PART_HEADERS_MAX), S("\r\n\r\n"), at);
        size_t end = blank == SIZE_MAX ? SIZE_MAX : str_find(body, mark, blank + 2);
        if (end == SIZE_MAX)
            return refuse(f, (struct str){ 0 }, broken);
        if (form.n == FORM_FIELDS_MAX)
            return too_many(f);
        struct form_field *grown = arena_grow(a, form.fields, form.n, form.n + 1, sizeof *grown, &cap);
        if (!grown)
            return memory(f);
        form.fields = grown;
        struct form_field *field = &form.fields[form.n++];
        *field = (struct form_field){ 0 };
        TRY(part_head(a, blank < head ? S("") : str_sub(body, head, blank), field, f));
        /* An empty value may let the boundary's CR LF be the blank line's own second half: never before it. */
        field->value = end < blank + 4 ? S("") : str_sub(body, blank + 4, end);
        if (!field->file_name.p && (!utf8_valid(field->value) || (field->value.n && memchr(field->value.p, 0, field->value.n))))
            return refuse(f, field->name, N_("Värdet är felaktigt kodat: det ska vara UTF-8 utan noll-tecken."));
        at = end + mark.n;
    }
    *ret = form;
    return OK;
}

enum err form_parse(struct arena *a, const struct request *rq, struct form *ret, struct fault *f)
{
    struct str given = request_header(rq, "content-type"), rest = given, type = str_trim(str_cut(&rest, ';'));
    if (rq->body.n == 0 && !given.n) {
        *ret = (struct form){ 0 };
        return OK;
    }
    if (str_eq_nocase(type, S("application/x-www-form-urlencoded")))
        return form_parse_urlencoded(a, rq->body, ret, f);
    if (str_eq_nocase(type, S("multipart/form-data")))
        return parse_multipart(a, rq->body, parameter(given, "boundary"), ret, f);
    return fault(f, E_INVALID, "Content-Type", N_("Ett formulär ska vara application/x-www-form-urlencoded eller multipart/form-data."), NULL, NULL);
}

struct str form_get(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->n; i++)
        if (!form->fields[i].file_name.p && str_is(form->fields[i].name, name))
            return form->fields[i].value;
    return (struct str){ 0 };
}

const struct form_field *form_file(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->n; i++)
        if (form->fields[i].file_name.p && str_is(form->fields[i].name, name))
            return &form->fields[i];
    return NULL;
}
