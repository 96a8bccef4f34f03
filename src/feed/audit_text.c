#include "feed/audit_text.h"

#include <stdio.h>
#include <stdlib.h>

#include "feed/audit_report.h"

/* ---- lines ---- */

static void place_line(char to[32], size_t line)
{
    snprintf(to, 32, "rad %zu", line);
}

static enum err check_bytes(struct str t, struct fault *f)
{
    if (t.n > AUDIT_TEXT_MAX)
        return fault(f, E_LIMIT, "", N_("Texten är för stor: högst {1} MB tas emot."), "20", NULL);
    if (str_starts(t, S("%PDF-")))
        return fault(f, E_INVALID, "", N_("Det här är en PDF-fil, inte text. Läs in den som PDF."), NULL, NULL);
    if (str_starts(t, S("\xFF\xFE")) || str_starts(t, S("\xFE\xFF")))
        return fault(f, E_INVALID, "", N_("Texten är sparad som UTF-16. Spara den som UTF-8 och försök igen."), NULL, NULL);
    char place[32];
    bool any = false;
    size_t line = 1, start = 0;
    for (size_t i = 0; i <= t.n; i++) {
        unsigned char c = i < t.n ? (unsigned char)t.p[i] : '\n';
        if (c == '\n') {
            place_line(place, line);
            if (i - start > AUDIT_LINE_MAX)
                return fault(f, E_LIMIT, place, N_("Raden är för lång: högst {1} byte tas emot."), "65536", NULL);
            if (!utf8_valid(str_sub(t, start, i)))
                return fault(f, E_INVALID, place, N_("Här står tecken som inte är UTF-8. Spara texten som UTF-8 och försök igen."), NULL, NULL);
            start = i + 1;
            if (++line > AUDIT_LINES_MAX + 2)
                return fault(f, E_LIMIT, "", N_("Texten har för många rader: högst {1} tas emot."), "200000", NULL);
        } else if (c < 32 && c != '\t' && c != '\r' && c != '\f') {
            place_line(place, line);
            return fault(f, E_INVALID, place, N_("Det här är ingen text: här står ett styrtecken. Är det rätt fil?"), NULL, NULL);
        } else if (c > ' ') {
            any = true;
        }
    }
    return any ? OK : fault(f, E_INVALID, "", N_("Texten är tom."), NULL, NULL);
}

/* White space that trims: also no-break space and the byte order mark. */
static size_t space_at(struct str s, size_t i)
{
    unsigned char c = (unsigned char)s.p[i];
    if (c <= ' ')
        return 1;
    if (c == 0xC2 && i + 1 < s.n && (unsigned char)s.p[i + 1] == 0xA0)
        return 2;
    if (c == 0xEF && i + 2 < s.n && (unsigned char)s.p[i + 1] == 0xBB && (unsigned char)s.p[i + 2] == 0xBF)
        return 3;
    return 0;
}

static struct str trim(struct str s, unsigned *ret_indent)
{
    size_t i = 0, n;
    unsigned indent = 0;
    while (i < s.n && (n = space_at(s, i))) {
        if (s.p[i] != '\f' && s.p[i] != '\r')
            indent++;
        i += n;
    }
    *ret_indent = indent;
    s = str_sub(s, i, s.n);
    for (;;) {
        if (s.n >= 1 && (unsigned char)s.p[s.n - 1] <= ' ')
            s.n--;
        else if (s.n >= 2 && (unsigned char)s.p[s.n - 2] == 0xC2 && (unsigned char)s.p[s.n - 1] == 0xA0)
            s.n -= 2;
        else
            return s;
    }
}

/* A line as headers and footers repeat it: digits alike, white space away. */
static uint64_t line_shape(struct str s)
{
    uint64_t h = 1469598103934665603u; /* FNV-1a */
    bool digit = false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ')
            continue;
        bool d = c >= '0' && c <= '9';
        if (d && digit)
            continue;
        digit = d;
        h = (h ^ (d ? '#' : c)) * 1099511628211u;
    }
    return h;
}

struct shape { uint64_t h; size_t line; };
static int shape_order(const void *a, const void *b)
{
    const struct shape *x = a, *y = b;
    if (x->h != y->h)
        return x->h < y->h ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* Words that stand alone on a line again and again because the report's form is so. */
static bool says_something(struct arena *a, struct str s)
{
    static const char *const words[] = { "rekommendation", "åtgärd", "bedömning", "kommentar", "iakttagelse", "signed", "signat", "underteckna",
        "revisor", "yttrande", "kännedom", "fullmäktige", "sammanfattning", "förbundschef", "it-chef", NULL };
    return audit_has_any(audit_fold(a, s), words);
}

static bool page_number(struct str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= '0' && c <= '9')
            digits++;
        else if (c != '(' && c != ')' && c != ' ' && c != '/' && c != '-')
            return false;
    }
    return digits > 0 && digits <= 6 && s.n <= 12 && (s.n > digits || digits <= 3); /* "2024" is a year */
}

/* A page's header or footer: a short line without a sentence's end that comes back at the tops or the ends of pages. */
static void mark_noise(struct audit_lines *ls, struct arena *a)
{
    struct shape *shapes = arena_array(a, ls->n ? ls->n : 1, sizeof *shapes);
    if (!shapes)
        return;
    size_t n = 0;
    for (size_t i = 0; i < ls->n; i++) {
        struct audit_line *l = &ls->v[i];
        if (!l->text.n)
            continue;
        struct str lower = l->width <= 30 ? audit_fold(a, l->text) : (struct str){ 0 };
        if (page_number(l->text) || (str_starts(lower, S("sida ")) && l->width <= 16) || str_starts(lower, S("©")))
            l->noise = true;
        else if (l->width <= 100 && !audit_bullet(l->text) && !memchr(".:?!", l->text.p[l->text.n - 1], 4))
            shapes[n++] = (struct shape){ line_shape(l->text), i };
    }
    qsort(shapes, n, sizeof *shapes, shape_order);
    for (size_t i = 0; i < n;) {
        size_t j = i, edges = 0;
        for (; j < n && shapes[j].h == shapes[i].h; j++) {
            size_t at = shapes[j].line;
            for (size_t back = 0; back < 4 && at >= back; back++)
                if (ls->v[at - back].top) {
                    edges++;
                    break;
                }
        }
        struct date d;
        struct str first = audit_fold(a, ls->v[shapes[i].line].text);
        bool date_only = audit_date_at(first, &d) == first.n;
        if (j - i >= 3 && (date_only || edges >= 2) && !says_something(a, ls->v[shapes[i].line].text))
            for (size_t k = i + 1; k < j; k++) /* the first may be the title page's own */
                ls->v[shapes[k].line].noise = true;
        i = j;
    }
}

enum err audit_text_lines(struct str t, struct arena *a, struct audit_lines *ret, struct fault *f)
{
    TRY(check_bytes(t, f));
    size_t n = 1;
    for (size_t i = 0; i < t.n; i++)
        n += t.p[i] == '\n';
    struct audit_lines ls = { .report = t, .v = arena_array(a, n, sizeof *ls.v) };
    if (!ls.v)
        return fault(f, E_NOMEM, "", N_("Minnet räcker inte för texten."), NULL, NULL);
    size_t empty = 2;
    for (size_t at = 0; at <= t.n && ls.n < n;) {
        const char *nl = at < t.n ? memchr(t.p + at, '\n', t.n - at) : NULL;
        size_t end = nl ? (size_t)(nl - t.p) : t.n;
        struct audit_line *l = &ls.v[ls.n++];
        struct str raw = str_sub(t, at, end);
        bool page = raw.n && raw.p[0] == '\f';
        l->text = trim(raw, &l->indent);
        l->number = (unsigned)ls.n;
        l->from = l->text.n ? (size_t)(l->text.p - t.p) : at;
        l->to = l->from + l->text.n;
        l->width = (unsigned)utf8_length(l->text);
        l->top = l->text.n && (page || empty >= 2);
        if (page && !l->text.n)
            empty = 2;
        else
            empty = l->text.n ? 0 : empty + 1;
        at = end + 1;
    }
    mark_noise(&ls, a);
    if (a->failed)
        return fault(f, E_NOMEM, "", N_("Minnet räcker inte för texten."), NULL, NULL);
    *ret = ls;
    return OK;
}

/* ---- folding ---- */

/* "<p>", "</td>", "<br/>": what a copy out of a web page leaves. Its length or 0. */
static size_t tag_at(struct str s, size_t i)
{
    if (s.p[i] != '<')
        return 0;
    size_t j = i + 1;
    if (j < s.n && s.p[j] == '/')
        j++;
    size_t letters = j;
    while (j < s.n && ((s.p[j] >= 'a' && s.p[j] <= 'z') || (s.p[j] >= 'A' && s.p[j] <= 'Z')))
        j++;
    if (j == letters || j - letters > 8)
        return 0;
    while (j < s.n && j - i < 60 && s.p[j] != '>' && s.p[j] != '<')
        j++;
    return j < s.n && s.p[j] == '>' ? j + 1 - i : 0;
}

/* `plain` also makes dashes and quotes alike, which changes lengths: for keys only. */
static struct str fold(struct arena *a, struct str s, bool lower, bool plain)
{
    char *p = arena_alloc(a, s.n + 1); /* no character grows but ligatures, whose folds are as long */
    if (!p)
        return (struct str){ 0 };
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        size_t skip = space_at(s, i);
        if (!skip && (skip = tag_at(s, i)) == 0 && (unsigned char)s.p[i] < 0x80) {
            char c = s.p[i++];
            p[n++] = lower && c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
            continue;
        }
        if (skip) {
            if (n && p[n - 1] != ' ')
                p[n++] = ' ';
            i += skip;
            continue;
        }
        size_t from = i;
        uint32_t c = utf8_next(s, &i);
        if (c == 0xAD || (c >= 0x200B && c <= 0x200D) || c == 0xFEFF)
            continue;
        if (lower && c >= 0xC0 && c <= 0xDE && c != 0xD7) {
            p[n++] = (char)0xC3;
            p[n++] = (char)(c - 0xC0 + 0x20 + 0x80);
        } else if (plain && (c == 0x2013 || c == 0x2014 || c == 0x2010 || c == 0x2011 || c == 0x2212)) {
            p[n++] = '-';
        } else if (plain && (c == 0x201C || c == 0x201D || c == 0x201E || c == 0xAB || c == 0xBB)) {
            p[n++] = '"';
        } else if (plain && (c == 0x2018 || c == 0x2019)) {
            p[n++] = '\'';
        } else if (c == 0xFB01 || c == 0xFB02) {
            p[n++] = 'f';
            p[n++] = c == 0xFB01 ? 'i' : 'l';
        } else {
            memmove(p + n, s.p + from, i - from);
            n += i - from;
        }
    }
    while (n && p[n - 1] == ' ')
        n--;
    p[n] = 0;
    return (struct str){ p, n };
}

struct str audit_fold(struct arena *a, struct str s)
{
    return fold(a, s, true, false);
}

struct str audit_clean(struct arena *a, struct str s)
{
    return fold(a, s, false, false);
}

struct str audit_key(struct arena *a, struct str s)
{
    struct str k = fold(a, s, true, true);
    char *p = arena_alloc(a, k.n + 1);
    if (!p)
        return (struct str){ 0 };
    size_t n = 0, i = audit_bullet(k);
    for (; i < k.n; i++)
        if (k.p[i] != ' ' && k.p[i] != '-')
            p[n++] = k.p[i];
    while (n && strchr(".,;:!?", p[n - 1]))
        n--;
    return (struct str){ p, n };
}

static bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

bool audit_has_word(struct str s, const char *word)
{
    struct str w = str(word);
    for (size_t at = 0; (at = str_find(s, w, at)) != SIZE_MAX; at++)
        if ((at == 0 || !word_byte(s.p[at - 1])) && (at + w.n == s.n || !word_byte(s.p[at + w.n])))
            return true;
    return false;
}

bool audit_has_any(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (audit_has(s, *words))
            return true;
    return false;
}

static bool next_word(struct str *s, struct str *ret)
{
    size_t i = 0;
    while (i < s->n && !word_byte(s->p[i]))
        i++;
    size_t from = i;
    while (i < s->n && word_byte(s->p[i]))
        i++;
    *ret = str_sub(*s, from, i);
    *s = str_sub(*s, i, s->n);
    return ret->n > 0;
}

double audit_alike(struct str x, struct str y)
{
    enum { WORDS_MAX = 150 };
    if (x.n > 2 * y.n + 40 || y.n > 2 * x.n + 40)
        return 0;
    struct str xs[WORDS_MAX], w;
    bool taken[WORDS_MAX] = { false };
    size_t xn = 0, yn = 0, both = 0;
    while (xn < WORDS_MAX && next_word(&x, &w))
        xs[xn++] = w;
    for (; yn < WORDS_MAX && next_word(&y, &w); yn++)
        for (size_t i = 0; i < xn; i++)
            if (!taken[i] && str_eq(xs[i], w)) {
                taken[i] = true;
                both++;
                break;
            }
    return xn + yn ? 2.0 * (double)both / (double)(xn + yn) : 0;
}

/* ---- dates ---- */

static bool number_at(struct str s, size_t *at, size_t digits_max, int *ret)
{
    size_t from = *at, i = from;
    int v = 0;
    while (i < s.n && i - from < digits_max && s.p[i] >= '0' && s.p[i] <= '9')
        v = v * 10 + (s.p[i++] - '0');
    if (i == from || (i < s.n && s.p[i] >= '0' && s.p[i] <= '9'))
        return false;
    *at = i;
    *ret = v;
    return true;
}

static bool month_at(struct str s, size_t *at, int *ret)
{
    static const char *const months[] = { "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december" };
    for (int m = 0; m < 12; m++)
        if (str_starts(str_sub(s, *at, s.n), str(months[m]))) {
            *at += strlen(months[m]);
            *ret = m + 1;
            return true;
        }
    return false;
}

static size_t date_made(size_t end, int y, int m, int d, struct date *ret)
{
    char text[16];
    if (d)
        snprintf(text, sizeof text, "%04d-%02d-%02d", y, m, d);
    else
        snprintf(text, sizeof text, "%04d-%02d", y, m);
    return y >= 1950 && y <= 2199 && date_parse(str(text), ret) ? end : 0;
}

size_t audit_date_at(struct str s, struct date *ret)
{
    size_t at = 0;
    int y, m, d;
    if (str_starts(s, S("den ")))
        at = 4;
    size_t first = at;
    if (number_at(s, &at, 4, &y) && at - first == 4 && at < s.n && s.p[at] == '-') { /* 2023-12-06 */
        at++;
        if (!number_at(s, &at, 2, &m) || at >= s.n || s.p[at] != '-')
            return 0;
        at++;
        return number_at(s, &at, 2, &d) ? date_made(at, y, m, d, ret) : 0;
    }
    at = first;
    if (number_at(s, &at, 2, &d)) { /* 6 december 2023, 6/12 2023, 6.12.2023 */
        if (at < s.n && (s.p[at] == '/' || s.p[at] == '.')) {
            at++;
            if (!number_at(s, &at, 2, &m) || at >= s.n || (s.p[at] != ' ' && s.p[at] != '.' && s.p[at] != '-' && s.p[at] != '/'))
                return 0;
            at++;
        } else {
            if (at < s.n && s.p[at] == ':')
                at += 2; /* "6:e" */
            if (at >= s.n || s.p[at] != ' ' || !(at++, month_at(s, &at, &m)) || at >= s.n || s.p[at] != ' ')
                return 0;
            at++;
        }
        size_t from = at;
        return d && number_at(s, &at, 4, &y) && at - from == 4 ? date_made(at, y, m, d, ret) : 0;
    }
    at = first;
    if (month_at(s, &at, &m) && at < s.n && s.p[at] == ' ') {
        size_t from = ++at;
        if (number_at(s, &at, 4, &y) && at - from == 4)
            return date_made(at, y, m, 0, ret);
    }
    return 0;
}

bool audit_date_in(struct str s, struct date *ret)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9' && (i == 0 || !word_byte(s.p[i - 1]))) {
            struct date d;
            if (audit_date_at(str_sub(s, i, s.n), &d) && d.day) {
                *ret = d;
                return true;
            }
        }
    return false;
}

int audit_year_at(struct str s, size_t at)
{
    int y;
    size_t i = at;
    if ((at > 0 && word_byte(s.p[at - 1])) || at >= s.n || !number_at(s, &i, 4, &y) || i - at != 4)
        return 0;
    if (i < s.n && (s.p[i] == '-' || word_byte(s.p[i])))
        return 0;
    return y >= 1950 && y <= 2199 ? y : 0;
}
