#include "job/message.h"

enum { WORD_BYTES = 45, LINE_MAX_QP = 76 };

static void base64(struct buf *b, struct str s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < s.n; i += 3) {
        unsigned char v[3] = { 0 };
        size_t n = s.n - i < 3 ? s.n - i : 3;
        memcpy(v, s.p + i, n);
        buf_char(b, digits[v[0] >> 2]);
        buf_char(b, digits[(v[0] & 3) << 4 | v[1] >> 4]);
        buf_char(b, n > 1 ? digits[(v[1] & 15) << 2 | v[2] >> 6] : '=');
        buf_char(b, n > 2 ? digits[v[2] & 63] : '=');
    }
}

static bool plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~')
            return false;
    return str_find(s, S("=?"), 0) == SIZE_MAX;
}

void message_words(struct buf *b, struct str text, size_t used)
{
    if (plain(text) && used + text.n <= 76) {
        buf_put(b, text);
        return;
    }
    for (size_t at = 0, words = 0; at < text.n; words++) {
        size_t end = at;
        while (end < text.n) {
            size_t next = end;
            utf8_next(text, &next);
            if (next - at > (words ? WORD_BYTES : WORD_BYTES - 15)) /* the first shares its line with the header's name */
                break;
            end = next;
        }
        buf_put(b, words ? S("\r\n =?UTF-8?B?") : S("=?UTF-8?B?"));
        base64(b, str_sub(text, at, end));
        buf_put(b, S("?="));
        at = end;
    }
}

static void put_date(struct buf *b, instant t)
{
    static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct buf iso cleanup(buf_free) = buf_new(64);
    int64_t day = t.usec / SECONDS(86400);
    instant_put(&iso, t); /* 2026-11-23T08:15:00.000000Z */
    if (iso.n < 19)
        return;
    int month = (iso.p[5] - '0') * 10 + iso.p[6] - '0';
    buf_printf(b, "%s, %.2s %s %.4s %.8s +0000", days[(day % 7 + 7) % 7], iso.p + 8, months[month >= 1 && month <= 12 ? month - 1 : 0], iso.p, iso.p + 11);
}

/* Quoted-printable (RFC 2045 §6.7). */
static void put_text(struct buf *b, struct str s)
{
    size_t column = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool last = i + 1 == s.n || s.p[i + 1] == '\n';
        if (c == '\n') {
            buf_put(b, S("\r\n"));
            column = 0;
            continue;
        }
        bool quoted = c > '~' || c == '=' || (c < ' ' && c != '\t') || (last && (c == ' ' || c == '\t')) || (column == 0 && c == '.');
        if (column + (quoted ? 3 : 1) > LINE_MAX_QP - 1) {
            buf_put(b, S("=\r\n"));
            column = 0;
        }
        if (quoted)
            buf_printf(b, "=%02X", c);
        else
            buf_char(b, (char)c);
        column += quoted ? 3 : 1;
    }
    if (column)
        buf_put(b, S("\r\n"));
}

/* For what must stand bare in a header: nothing that could end its line. */
static void put_bare(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] > ' ' && s.p[i] < 127)
            buf_char(b, s.p[i]);
}

void message_put(struct buf *b, const struct message *m)
{
    buf_put(b, S("From: "));
    if (m->from_name.n) {
        bool simple = plain(m->from_name);
        for (size_t i = 0; i < m->from_name.n; i++)
            simple &= m->from_name.p[i] != '"' && m->from_name.p[i] != '\\';
        if (simple && m->from_name.n < 50)
            buf_printf(b, "\"%.*s\"", SF(m->from_name));
        else
            message_words(b, m->from_name, 77);
        buf_put(b, S("\r\n "));
    }
    buf_char(b, '<');
    put_bare(b, m->from);
    buf_put(b, S(">\r\nTo: <"));
    put_bare(b, m->to);
    buf_put(b, S(">\r\nSubject: "));
    message_words(b, m->subject, 9);
    buf_put(b, S("\r\nDate: "));
    put_date(b, m->date);
    buf_put(b, S("\r\nMessage-ID: <"));
    put_bare(b, m->id);
    buf_printf(b, ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                  "Content-Transfer-Encoding: quoted-printable\r\nContent-Language: %s\r\n\r\n", m->language);
    put_text(b, m->text);
}
