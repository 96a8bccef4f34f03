#include "http/head.h"

#include "base/words.h"
#include "http/url.h"

#define REFUSAL(name, code, sentence) const struct refusal refusal_##name = { code, sentence }

REFUSAL(malformed_line, 400, N_("Begärans första rad är inte METOD adress HTTP/1.1."));
REFUSAL(bare_lf, 400, N_("Varje rad i huvudet ska sluta med CR LF."));
REFUSAL(line_long, 414, N_("Adressen är för lång: begäran får ha en första rad på högst {1}."));
REFUSAL(block_long, 431, N_("Huvudfälten är tillsammans för långa: högst {1} tas emot."));
REFUSAL(fields_many, 431, N_("Huvudfälten är för många: högst {1} tas emot."));
REFUSAL(body_large, 413, N_("Det som skickades är för stort: högst {1} tas emot här."));
REFUSAL(header_slow, 408, N_("Begäran kom inte fram i tid: dess huvud ska vara framme inom {1} sekunder."));
REFUSAL(body_slow, 408, N_("Innehållet kom inte fram i tid: det ska vara framme inom {1} sekunder."));
REFUSAL(framing, 400, N_("Innehållets längd är inte entydigt angiven."));
REFUSAL(chunk, 400, N_("Innehållets delar (chunks) är felaktigt angivna."));
REFUSAL(expect, 417, N_("Fältet Expect får bara vara 100-continue."));
REFUSAL(memory, 503, N_("Servern har inte minne för begäran just nu. Försök igen om en stund."));
REFUSAL(busy, 503, N_("Servern har för mycket att göra just nu. Försök igen om en stund."));
static REFUSAL(field, 400, N_("Ett huvudfält är felaktigt skrivet."));
static REFUSAL(host, 400, N_("Begäran ska ha exakt ett giltigt Host-fält."));
static REFUSAL(twice, 400, N_("Ett huvudfält som får stå en gång står flera gånger."));
static REFUSAL(version, 505, N_("Servern talar HTTP/1.1."));
static REFUSAL(method, 501, N_("Servern känner inte metoden."));
static REFUSAL(target, 400, N_("Adressen innehåller tecken eller koder som inte får stå där."));

static bool is_token(unsigned char c)
{
    if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
        return true;
    return c && strchr("!#$%&'*+-.^_`|~", c);
}

const struct refusal *head_end(struct str in, const struct http_limits *limits, size_t *scanned, size_t *ret_n)
{
    *ret_n = 0;
    /* What cannot begin a request (a TLS hello, say) is refused at its first byte. */
    if (in.n && (in.p[0] < 'A' || in.p[0] > 'Z'))
        return &refusal_malformed_line;
    bool first = *scanned == 0;
    while (*scanned < in.n) {
        size_t from = *scanned;
        const char *lf = memchr(in.p + from, '\n', in.n - from);
        size_t end = lf ? (size_t)(lf - in.p) : in.n;
        /* Without an LF the line goes on: it counts from its beginning, which is where the scan stands. */
        if (first && end - from > limits->line)
            return &refusal_line_long;
        if (end > limits->line + limits->headers)
            return &refusal_block_long;
        if (!lf)
            return NULL;
        if (end == 0 || in.p[end - 1] != '\r')
            return &refusal_bare_lf;
        *scanned = end + 1;
        if (!first && end - from == 1) {
            *ret_n = end + 1;
            return NULL;
        }
        first = false;
    }
    return NULL;
}

static const struct { const char *name; enum method method; } methods[] = {
    { "GET", METHOD_GET }, { "POST", METHOD_POST }, { "HEAD", METHOD_HEAD }, { "PUT", METHOD_PUT },
    { "PATCH", METHOD_PATCH }, { "DELETE", METHOD_DELETE }, { "OPTIONS", METHOD_OPTIONS },
};

/* RFC 3986 pchar and "/", and what browsers leave unescaped. */
static bool path_char(unsigned char c)
{
    return c > 0x20 && c < 0x7f && !strchr("\"#<>\\`{}?", c);
}

static bool query_char(unsigned char c)
{
    return c > 0x20 && c < 0x7f && !strchr("\"#<>", c);
}

/* True when every segment may stand in a path that is not to be resolved further. */
static bool segments_fine(struct str path)
{
    if (path.n == 1)
        return true;
    struct str rest = str_sub(path, 1, path.n);
    while (rest.n) {
        struct str segment = str_cut(&rest, '/');
        if (segment.n == 0 || str_is(segment, ".") || str_is(segment, ".."))
            return false;
    }
    return true;
}

const struct refusal *target_read(struct arena *a, struct str target, struct str *ret_path, struct str *ret_query)
{
    if (target.n == 0 || target.p[0] != '/')
        return &refusal_target;
    size_t mark = 0;
    bool escaped = false;
    for (; mark < target.n && target.p[mark] != '?'; mark++) {
        if (!path_char((unsigned char)target.p[mark]))
            return &refusal_target;
        escaped |= target.p[mark] == '%';
    }
    for (size_t i = mark + 1; i < target.n; i++) {
        if (!query_char((unsigned char)target.p[i]))
            return &refusal_target;
        if (target.p[i] == '%' && url_hex(target, i + 1) <= 0)
            return &refusal_target;
    }
    struct str path = str_sub(target, 0, mark);
    if (escaped) {
        /* An escaped slash would make another path of it than the one the sender's proxy saw. */
        for (size_t i = 0; i < path.n; i++)
            if (path.p[i] == '%' && url_hex(path, i + 1) == '/')
                return &refusal_target;
        struct str decoded;
        if (!url_decode(a, path, false, &decoded))
            return a->failed ? &refusal_memory : &refusal_target;
        for (size_t i = 0; i < decoded.n; i++)
            if ((unsigned char)decoded.p[i] < 0x20 || decoded.p[i] == 0x7f || decoded.p[i] == '\\')
                return &refusal_target;
        path = decoded;
    }
    if (!segments_fine(path))
        return &refusal_target;
    *ret_path = path;
    *ret_query = mark < target.n ? str_sub(target, mark + 1, target.n) : (struct str){ "", 0 };
    return NULL;
}

static const struct refusal *line_read(struct arena *a, struct str line, struct head *h)
{
    struct str rest = line, name = str_cut(&rest, ' ');
    h->target = str_cut(&rest, ' ');
    if (name.n == 0 || h->target.n == 0)
        return &refusal_malformed_line;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] < 'A' || name.p[i] > 'Z')
            return &refusal_malformed_line;
    if (rest.n != 8 || !str_starts(rest, S("HTTP/")) || rest.p[5] < '0' || rest.p[5] > '9' || rest.p[6] != '.' || rest.p[7] < '0' || rest.p[7] > '9')
        return &refusal_malformed_line;
    if (rest.p[5] != '1' || rest.p[7] > '1')
        return &refusal_version;
    h->minor = (unsigned)(rest.p[7] - '0');
    for (size_t i = 0; i < LEN(methods); i++)
        if (str_is(name, methods[i].name))
            h->method = methods[i].method;
    if (!h->method)
        return &refusal_method;
    return target_read(a, h->target, &h->path, &h->query);
}

/* Fields that decide framing, identity or what is written: never twice. */
static const char *const once[] = {
    "host", "content-length", "transfer-encoding", "content-type", "authorization", "cookie", "expect", "origin", "if-match",
    "if-none-match", "idempotency-key", "sec-fetch-site",
};

static bool host_fine(struct str host)
{
    if (host.n == 0 || host.n > 261)
        return false;
    for (size_t i = 0; i < host.n; i++) {
        unsigned char c = (unsigned char)host.p[i];
        if (!((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c && strchr(".-_:[]", c))))
            return false;
    }
    return true;
}

/* A comma-separated list holds the word. */
static bool list_has(struct str list, const char *word)
{
    while (list.n)
        if (str_eq_nocase(str_trim(str_cut(&list, ',')), str(word)))
            return true;
    return false;
}

static const struct refusal *field_meaning(struct head *h, const struct header *field, unsigned *seen)
{
    struct str value = field->value;
    for (unsigned i = 0; i < LEN(once); i++) {
        if (!str_eq_nocase(field->name, str(once[i])))
            continue;
        if (*seen & 1u << i)
            return i == 0 ? &refusal_host : i <= 2 ? &refusal_framing : &refusal_twice;
        *seen |= 1u << i;
        switch (i) {
        case 0:
            if (!host_fine(value))
                return &refusal_host;
            h->host = value;
            break;
        case 1:
            if (value.n == 0 || value.n > 18 || value.p[0] == '-' || !str_to_uint64(value, &h->length))
                return &refusal_framing;
            h->has_length = true;
            break;
        case 2:
            if (!str_eq_nocase(value, S("chunked")) || h->minor == 0)
                return &refusal_framing;
            h->chunked = true;
            break;
        case 6:
            if (!str_eq_nocase(value, S("100-continue")))
                return &refusal_expect;
            h->expect = h->minor == 1;
            break;
        }
        return NULL;
    }
    if (str_eq_nocase(field->name, S("connection"))) {
        if (list_has(value, "close"))
            h->keep = false;
        else if (h->minor == 0 && list_has(value, "keep-alive"))
            h->keep = true;
    }
    return NULL;
}

static const struct refusal *field_read(struct str line, struct header *ret)
{
    size_t colon = 0;
    while (colon < line.n && is_token((unsigned char)line.p[colon]))
        colon++;
    if (colon == 0 || colon == line.n || line.p[colon] != ':')
        return &refusal_field;
    size_t from = colon + 1, to = line.n;
    while (from < to && (line.p[from] == ' ' || line.p[from] == '\t'))
        from++;
    while (to > from && (line.p[to - 1] == ' ' || line.p[to - 1] == '\t'))
        to--;
    for (size_t i = from; i < to; i++) {
        unsigned char c = (unsigned char)line.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return &refusal_field;
    }
    *ret = (struct header){ str_sub(line, 0, colon), str_sub(line, from, to) };
    return NULL;
}

const struct refusal *head_read(struct arena *a, struct str block, const struct http_limits *limits, struct head *ret)
{
    struct head h = { 0 };
    size_t end = str_find(block, S("\r\n"), 0);
    if (end == SIZE_MAX)
        return &refusal_malformed_line;
    const struct refusal *no = line_read(a, str_sub(block, 0, end), &h);
    if (no)
        return no;
    h.keep = h.minor == 1;
    if (block.n - end - 2 > limits->headers)
        return &refusal_block_long;
    size_t lines = 0;
    for (const char *p = block.p + end + 2, *stop = block.p + block.n; (p = memchr(p, '\n', (size_t)(stop - p))); p++)
        lines++;
    if (lines > limits->headers_n + 1)
        return &refusal_fields_many;
    if (!(h.headers = arena_array(a, lines, sizeof *h.headers)))
        return &refusal_memory;
    unsigned seen = 0;
    for (size_t at = end + 2; at + 2 < block.n;) {
        end = str_find(block, S("\r\n"), at);
        if (end == SIZE_MAX)
            return &refusal_bare_lf;
        if ((no = field_read(str_sub(block, at, end), &h.headers[h.headers_n])) ||
            (no = field_meaning(&h, &h.headers[h.headers_n], &seen)))
            return no;
        h.headers_n++;
        at = end + 2;
    }
    if (h.chunked && h.has_length)
        return &refusal_framing;
    if (h.minor == 1 && !h.host.n)
        return &refusal_host;
    *ret = h;
    return NULL;
}

const struct refusal *chunks_follow(struct chunks *c, struct str in, size_t *ret_used)
{
    size_t i = 0;
    while (i < in.n && c->at != CHUNK_DONE) {
        if (c->at == CHUNK_DATA) {
            size_t n = in.n - i < c->size ? in.n - i : (size_t)c->size;
            i += n;
            c->size -= n;
            if (c->size == 0)
                c->at = CHUNK_DATA_CR;
            continue;
        }
        unsigned char b = (unsigned char)in.p[i++];
        int digit = url_digit(b);
        switch (c->at) {
        case CHUNK_SIZE:
            if (digit >= 0 && c->digits < 8) {
                c->size = c->size * 16 + (unsigned)digit;
                c->digits++;
            } else if (b == '\r' && c->digits)
                c->at = CHUNK_SIZE_LF;
            else
                return &refusal_chunk;
            break;
        case CHUNK_SIZE_LF:
            if (b != '\n')
                return &refusal_chunk;
            c->at = c->size ? CHUNK_DATA : CHUNK_END_CR;
            break;
        case CHUNK_DATA_CR:
        case CHUNK_END_CR:
            if (b != '\r')
                return &refusal_chunk;
            c->at = c->at == CHUNK_DATA_CR ? CHUNK_DATA_LF : CHUNK_END_LF;
            break;
        default:
            if (b != '\n')
                return &refusal_chunk;
            c->at = c->at == CHUNK_DATA_LF ? CHUNK_SIZE : CHUNK_DONE;
            c->digits = 0;
            c->size = 0;
            break;
        }
    }
    *ret_used = i;
    return NULL;
}
