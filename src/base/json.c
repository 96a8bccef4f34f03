#include "base/json.h"

#include <stdio.h>

#include "base/arena.h"

struct json json_new(struct str text, struct arena *arena, struct json_limits limits)
{
    if (limits.depth > JSON_DEPTH_MAX)
        limits.depth = JSON_DEPTH_MAX;
    /* frame[] is not cleared: a frame is filled when it is entered. */
    struct json j;
    j.in = text;
    j.at = 0;
    j.arena = arena;
    j.limits = limits;
    j.fault = (struct fault){ .code = OK };
    j.depth = 0;
    j.done = false;
    return j;
}

void json_place(const struct json *j, char *to, size_t room)
{
    size_t n = 0;
    to[0] = '\0';
    for (unsigned i = 0; i < j->depth && n < room; i++) {
        const struct json_frame *fr = &j->frame[i];
        int more = 0;
        if (!fr->started)
            break;
        if (fr->array)
            more = snprintf(to + n, room - n, "[%zu]", fr->index - 1);
        else
            more = snprintf(to + n, room - n, "%s%.*s", n ? "." : "", (int)(fr->key.n > 60 ? 60 : fr->key.n), fr->key.p);
        n += more > 0 ? (size_t)more : 0;
    }
}

void json_refuse(struct json *j, enum err code, const char *text, const char *a1, const char *a2)
{
    if (j->fault.code != OK)
        return;
    char place[FAULT_PLACE];
    json_place(j, place, sizeof place);
    fault(&j->fault, code, place, text, a1, a2);
}

/* A failure of grammar: names the byte as well. */
static void broken(struct json *j, const char *text)
{
    if (j->fault.code != OK)
        return;
    char place[FAULT_PLACE], whole[FAULT_PLACE + 40];
    json_place(j, place, sizeof place);
    snprintf(whole, sizeof whole, "%.110s%sbyte %zu", place, place[0] ? ", " : "", j->at + 1);
    fault(&j->fault, E_INVALID, whole, text, NULL, NULL);
}

static bool failed(const struct json *j)
{
    return j->fault.code != OK;
}

static void space(struct json *j)
{
    const char *p = j->in.p;
    size_t i = j->at, n = j->in.n;
    while (i < n && (p[i] == ' ' || p[i] == '\n' || p[i] == '\r' || p[i] == '\t'))
        i++;
    j->at = i;
}

static enum json_kind kind_at(const struct json *j)
{
    if (j->at >= j->in.n)
        return JSON_NONE;
    char c = j->in.p[j->at];
    switch (c) {
    case '{': return JSON_OBJECT;
    case '[': return JSON_ARRAY;
    case '"': return JSON_STRING;
    case 't': case 'f': return JSON_BOOL;
    case 'n': return JSON_NULL;
    default: return c == '-' || (c >= '0' && c <= '9') ? JSON_NUMBER : JSON_NONE;
    }
}

enum json_kind json_peek(struct json *j)
{
    if (failed(j) || j->done)
        return JSON_NONE;
    space(j);
    return kind_at(j);
}

/* After a value: the top one ends the text's life. */
static void value_read(struct json *j)
{
    if (j->depth == 0)
        j->done = true;
}

/* Stands before the value of the wanted kind, or fails. */
static bool expect(struct json *j, enum json_kind want)
{
    static const char *const wanted[] = {
        [JSON_OBJECT] = N_("Här ska ett objekt stå."), [JSON_ARRAY] = N_("Här ska en lista stå."),
        [JSON_STRING] = N_("Här ska en text stå."), [JSON_NUMBER] = N_("Här ska ett tal stå."),
        [JSON_BOOL] = N_("Här ska true eller false stå."), [JSON_NULL] = N_("Här ska null stå."),
    };
    if (failed(j))
        return false;
    enum json_kind is = json_peek(j);
    if (is == want)
        return true;
    if (is == JSON_NONE)
        broken(j, j->at >= j->in.n ? N_("Texten tar slut för tidigt.") : N_("Det här är inte giltig JSON."));
    else
        json_refuse(j, E_INVALID, wanted[want], NULL, NULL);
    return false;
}

static void enter(struct json *j, bool array)
{
    if (!expect(j, array ? JSON_ARRAY : JSON_OBJECT))
        return;
    if (j->depth >= j->limits.depth) {
        char most[16];
        snprintf(most, sizeof most, "%u", j->limits.depth);
        json_refuse(j, E_LIMIT, N_("Fler än {1} nivåer i varandra."), most, NULL);
        return;
    }
    j->at++;
    j->frame[j->depth++] = (struct json_frame){ .array = array };
}

void json_object(struct json *j) { enter(j, false); }
void json_array(struct json *j) { enter(j, true); }

/* Moves to the next member or element; false when the container ended (and has been left) or on failure. */
static bool advance(struct json *j, char close)
{
    if (failed(j) || j->depth == 0)
        return false;
    struct json_frame *fr = &j->frame[j->depth - 1];
    space(j);
    char c = j->at < j->in.n ? j->in.p[j->at] : '\0';
    if (c == close) {
        j->at++;
        j->depth--;
        value_read(j);
        return false;
    }
    if (fr->started) {
        if (c != ',') {
            broken(j, j->at >= j->in.n ? N_("Texten tar slut för tidigt.") : N_("Här saknas ett kommatecken eller ett slut."));
            return false;
        }
        j->at++;
        space(j);
    }
    fr->started = true;
    fr->index++;
    return true;
}

static struct str string_at(struct json *j);

bool json_key(struct json *j, struct str *ret_key)
{
    if (!advance(j, '}'))
        return false;
    struct json_frame *fr = &j->frame[j->depth - 1];
    fr->key = S("");
    if (kind_at(j) != JSON_STRING) {
        broken(j, N_("Här ska ett namn inom citattecken stå."));
        return false;
    }
    struct str key = string_at(j);
    if (failed(j))
        return false;
    fr->key = key;
    space(j);
    if (j->at >= j->in.n || j->in.p[j->at] != ':') {
        broken(j, N_("Här saknas ett kolon."));
        return false;
    }
    j->at++;
    *ret_key = key;
    return true;
}

bool json_item(struct json *j)
{
    if (!advance(j, ']'))
        return false;
    if (kind_at(j) == JSON_NONE) {
        broken(j, N_("Det här är inte giltig JSON."));
        return false;
    }
    return true;
}

static int hex4(const char *p)
{
    int v = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (d < 0)
            return -1;
        v = v * 16 + d;
    }
    return v;
}

/* Finds the closing quote of the string whose first byte is at j->at; sets *ret_plain when nothing in it needs decoding. */
static bool string_span(struct json *j, size_t *ret_end, bool *ret_plain)
{
    const char *p = j->in.p;
    size_t n = j->in.n, from = j->at, i = from;
    unsigned char high = 0;
    bool plain = true;
    for (;; i++) {
        /* Eight bytes at a time while none is a quote, a backslash or a control character. */
        uint64_t w;
        while (n - i >= 8) {
            memcpy(&w, p + i, 8);
            const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
            uint64_t q = w ^ (ones * '"'), b = w ^ (ones * '\\');
            uint64_t hit = ((q - ones) & ~q) | ((b - ones) & ~b) | ((w - ones * 0x20) & ~w);
            if (hit & tops)
                break;
            high |= (w & tops) != 0;
            i += 8;
        }
        if (i >= n) {
            j->at = n;
            broken(j, N_("Texten tar slut mitt i en sträng."));
            return false;
        }
        unsigned char c = (unsigned char)p[i];
        if (c == '"')
            break;
        if (c < 0x20) {
            j->at = i;
            broken(j, N_("Styrtecken får inte stå i en sträng."));
            return false;
        }
        high |= c >= 0x80;
        if (c == '\\') {
            plain = false;
            i += i + 1 < n; /* a backslash that ends the text leaves the end to the next round */
        }
    }
    if (i - from > j->limits.string) {
        char most[24];
        snprintf(most, sizeof most, "%zu", j->limits.string);
        json_refuse(j, E_LIMIT, N_("Texten är längre än {1} byte."), most, NULL);
        return false;
    }
    if (high && !utf8_valid((struct str){ p + from, i - from })) {
        broken(j, N_("Texten är inte giltig UTF-8."));
        return false;
    }
    *ret_end = i;
    *ret_plain = plain;
    return true;
}

static size_t put_utf8(char *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xC0 | c >> 6);
        to[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xE0 | c >> 12);
        to[1] = (char)(0x80 | (c >> 6 & 0x3F));
        to[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | c >> 18);
    to[1] = (char)(0x80 | (c >> 12 & 0x3F));
    to[2] = (char)(0x80 | (c >> 6 & 0x3F));
    to[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* Decodes the escape whose backslash is at p[0] of `left` bytes. Returns bytes read (0: wrong), and writes into *ret. */
static size_t escape(const char *p, size_t left, uint32_t *ret)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (left < 2)
        return 0;
    if (p[1] != 'u') {
        const char *hit = p[1] ? strchr(from, p[1]) : NULL;
        if (!hit)
            return 0;
        *ret = (unsigned char)to[hit - from];
        return 2;
    }
    int a = left >= 6 ? hex4(p + 2) : -1;
    if (a < 0 || (a >= 0xDC00 && a <= 0xDFFF))
        return 0;
    if (a < 0xD800 || a > 0xDBFF) {
        *ret = (uint32_t)a;
        return 6;
    }
    int b = left >= 12 && p[6] == '\\' && p[7] == 'u' ? hex4(p + 8) : -1;
    if (b < 0xDC00 || b > 0xDFFF)
        return 0;
    *ret = 0x10000 + ((uint32_t)(a - 0xD800) << 10) + (uint32_t)(b - 0xDC00);
    return 12;
}

/* Checks (to NULL) or decodes the escapes of [from, end). Returns the decoded length, or SIZE_MAX. */
static size_t unescape(struct json *j, size_t from, size_t end, char *to)
{
    const char *p = j->in.p;
    size_t n = 0;
    for (size_t i = from; i < end;) {
        if (p[i] != '\\') {
            if (to)
                to[n] = p[i];
            n++;
            i++;
            continue;
        }
        uint32_t c = 0;
        size_t k = escape(p + i, end - i, &c);
        if (!k) {
            j->at = i;
            broken(j, N_("Ogiltigt tecken efter omvänt snedstreck."));
            return SIZE_MAX;
        }
        char utf8[4];
        size_t m = put_utf8(utf8, c);
        if (to)
            memcpy(to + n, utf8, m);
        n += m;
        i += k;
    }
    return n;
}

/* The string at j->at (a quote), decoded. */
static struct str string_at(struct json *j)
{
    size_t end;
    bool plain;
    size_t from = ++j->at;
    if (!string_span(j, &end, &plain))
        return (struct str){ 0 };
    struct str s = { j->in.p + from, end - from };
    if (!plain) {
        char *to = arena_alloc(j->arena, s.n + 1);
        if (!to) {
            json_refuse(j, E_LIMIT, N_("Minnet räcker inte."), NULL, NULL);
            return (struct str){ 0 };
        }
        size_t n = unescape(j, from, end, to);
        if (n == SIZE_MAX)
            return (struct str){ 0 };
        s = (struct str){ to, n };
    }
    j->at = end + 1;
    return s;
}

struct str json_string(struct json *j)
{
    if (!expect(j, JSON_STRING))
        return (struct str){ 0 };
    struct str s = string_at(j);
    if (!failed(j))
        value_read(j);
    return s;
}

static struct str number_span(struct json *j)
{
    size_t i = j->at;
    while (i < j->in.n && strchr("+-.0123456789eE", j->in.p[i]) && j->in.p[i])
        i++;
    return (struct str){ j->in.p + j->at, i - j->at };
}

double json_number(struct json *j)
{
    double v = 0;
    if (!expect(j, JSON_NUMBER))
        return 0;
    struct str s = number_span(j);
    if (!str_to_double(s, &v)) {
        broken(j, N_("Talet är fel skrivet eller för stort."));
        return 0;
    }
    j->at += s.n;
    value_read(j);
    return v;
}

int64_t json_int(struct json *j)
{
    int64_t v = 0;
    if (!expect(j, JSON_NUMBER))
        return 0;
    struct str s = number_span(j);
    if (!str_to_int64(s, &v) || (s.n > 1 && s.p[0] == '0') || (s.n > 2 && s.p[0] == '-' && s.p[1] == '0')) {
        broken(j, N_("Här ska ett heltal stå."));
        return 0;
    }
    j->at += s.n;
    value_read(j);
    return v;
}

static bool word(struct json *j, struct str w)
{
    if (!str_starts(str_sub(j->in, j->at, j->in.n), w)) {
        broken(j, N_("Det här är inte giltig JSON."));
        return false;
    }
    j->at += w.n;
    return true;
}

bool json_bool(struct json *j)
{
    if (!expect(j, JSON_BOOL))
        return false;
    bool v = j->in.p[j->at] == 't';
    if (word(j, v ? S("true") : S("false")))
        value_read(j);
    return v && !failed(j);
}

void json_null(struct json *j)
{
    if (expect(j, JSON_NULL) && word(j, S("null")))
        value_read(j);
}

void json_skip(struct json *j)
{
    unsigned base = j->depth;
    do {
        switch (json_peek(j)) {
        case JSON_OBJECT: json_object(j); break;
        case JSON_ARRAY: json_array(j); break;
        case JSON_STRING: {
            size_t end;
            bool plain;
            size_t from = ++j->at;
            if (!string_span(j, &end, &plain) || (!plain && unescape(j, from, end, NULL) == SIZE_MAX))
                return;
            j->at = end + 1;
            value_read(j);
            break;
        }
        case JSON_NUMBER: (void)json_number(j); break;
        case JSON_BOOL: (void)json_bool(j); break;
        case JSON_NULL: json_null(j); break;
        case JSON_NONE:
            (void)expect(j, JSON_OBJECT);
            return;
        }
        /* Step to the next value of the innermost container that is still open. */
        while (!failed(j) && j->depth > base) {
            struct str key;
            if (j->frame[j->depth - 1].array ? json_item(j) : json_key(j, &key))
                break;
        }
    } while (!failed(j) && j->depth > base);
}

struct str json_raw(struct json *j)
{
    if (json_peek(j) == JSON_NONE) {
        (void)expect(j, JSON_OBJECT);
        return (struct str){ 0 };
    }
    size_t from = j->at;
    json_skip(j);
    return failed(j) ? (struct str){ 0 } : (struct str){ j->in.p + from, j->at - from };
}

enum err json_end(struct json *j, struct fault *f)
{
    if (!failed(j)) {
        space(j);
        if (!j->done)
            broken(j, N_("Texten tar slut för tidigt."));
        else if (j->at < j->in.n)
            broken(j, N_("Det står något efter slutet."));
    }
    if (failed(j) && f)
        *f = j->fault;
    return j->fault.code;
}
