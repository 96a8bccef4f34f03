#include "report/calendar.h"

enum { LINE_OCTETS = 75 };

/* RFC 5545 §3.3.11. Control characters cannot stand in a text. */
static void escape(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '\n')
            buf_put(b, S("\\n"));
        else if (c == '\\' || c == ';' || c == ',') {
            buf_char(b, '\\');
            buf_char(b, (char)c);
        } else if (c >= ' ' && c != 127)
            buf_char(b, (char)c);
    }
}

/* §3.1: a line of more than 75 octets goes on after CR LF and a space. */
static void fold(struct buf *b, struct str line)
{
    size_t at = 0, room = LINE_OCTETS;
    while (line.n - at > room) {
        size_t end = at + room;
        while (end > at && ((unsigned char)line.p[end] & 0xc0) == 0x80)
            end--;
        buf_put(b, str_sub(line, at, end));
        buf_put(b, S("\r\n "));
        at = end;
        room = LINE_OCTETS - 1;
    }
    buf_put(b, str_sub(line, at, line.n));
    buf_put(b, S("\r\n"));
}

static void property(struct buf *b, const char *name, struct str value, bool text)
{
    struct buf line cleanup(buf_free) = buf_new(b->max);
    buf_printf(&line, "%s:", name);
    if (text)
        escape(&line, value);
    else
        for (size_t i = 0; i < value.n; i++)
            if (value.p[i] > ' ' && value.p[i] < 127)
                buf_char(&line, value.p[i]);
    if (line.failed)
        b->failed = true;
    fold(b, buf_str(&line));
}

static void put_instant(struct buf *b, const char *name, instant t)
{
    struct buf iso cleanup(buf_free) = buf_new(64);
    instant_put(&iso, t); /* 2026-11-23T08:15:00.000000Z */
    buf_printf(b, "%s:", name);
    for (size_t i = 0; i < 19 && i < iso.n; i++)
        if (iso.p[i] != '-' && iso.p[i] != ':')
            buf_char(b, iso.p[i]);
    buf_put(b, S("Z\r\n"));
}

static void put_day(struct buf *b, const char *name, struct date d)
{
    buf_printf(b, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, d.year, d.month, d.day);
}

void calendar_put(struct buf *b, struct str name, const struct calendar_event *v, size_t n)
{
    buf_put(b, S("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Samsyn//Samsyn " SAMSYN_VERSION "//SV\r\nCALSCALE:GREGORIAN\r\n"));
    property(b, "X-WR-CALNAME", name, true);
    for (size_t i = 0; i < n; i++) {
        buf_put(b, S("BEGIN:VEVENT\r\n"));
        property(b, "UID", v[i].uid, false);
        put_instant(b, "DTSTAMP", v[i].stamp);
        buf_printf(b, "SEQUENCE:%lld\r\n", (long long)v[i].sequence);
        put_day(b, "DTSTART", v[i].day);
        put_day(b, "DTEND", date_add_days(v[i].day, 1));
        property(b, "SUMMARY", v[i].summary, true);
        if (v[i].description.n)
            property(b, "DESCRIPTION", v[i].description, true);
        if (v[i].url.n)
            property(b, "URL", v[i].url, false);
        buf_put(b, S("TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"));
    }
    buf_put(b, S("END:VCALENDAR\r\n"));
}
