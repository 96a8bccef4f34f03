#include "base/time.h"

#include <time.h>

#include "base/buf.h"

/* Days since 1970-01-01 of a proleptic Gregorian date, and back. Howard Hinnant, "chrono-compatible low-level date
 * algorithms" (days_from_civil, civil_from_days): eras of 400 years that begin on 1 March. */
static int64_t days_of(int64_t y, int m, int d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static void civil_of(int64_t z, int64_t *y, int *m, int *d)
{
    z += 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *m = (int)(mp + (mp < 10 ? 3 : -9));
    *y = yoe + era * 400 + (*m <= 2);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

instant instant_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (instant){ (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000 };
}

struct parts { int64_t y; int mo, d, h, mi, s, us; };

static struct parts parts_of(int64_t usec)
{
    struct parts p;
    int64_t day = floor_div(usec, SECONDS(86400));
    int64_t rest = usec - day * SECONDS(86400);
    civil_of(day, &p.y, &p.mo, &p.d);
    p.us = (int)(rest % 1000000);
    rest /= 1000000;
    p.s = (int)(rest % 60);
    p.mi = (int)(rest / 60 % 60);
    p.h = (int)(rest / 3600);
    return p;
}

void instant_put(struct buf *b, instant t)
{
    struct parts p = parts_of(t.usec);
    buf_printf(b, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", (int)p.y, p.mo, p.d, p.h, p.mi, p.s, p.us);
}

/* Reads `n` digits at *at. */
static bool number(struct str s, size_t *at, size_t n, int *ret)
{
    int v = 0;
    if (*at + n > s.n)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = s.p[*at + i];
        if (c < '0' || c > '9')
            return false;
        v = v * 10 + (c - '0');
    }
    *at += n;
    *ret = v;
    return true;
}

static bool mark(struct str s, size_t *at, char c)
{
    if (*at >= s.n || s.p[*at] != c)
        return false;
    ++*at;
    return true;
}

static int days_in_month(int y, int m)
{
    static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return m == 2 && leap ? 29 : days[m - 1];
}

bool instant_parse(struct str s, instant *ret)
{
    size_t i = 0;
    int y, mo, d, h, mi, sec, us = 0, oh = 0, om = 0, sign = 1;
    if (!number(s, &i, 4, &y) || !mark(s, &i, '-') || !number(s, &i, 2, &mo) || !mark(s, &i, '-') || !number(s, &i, 2, &d) ||
        !(mark(s, &i, 'T') || mark(s, &i, 't') || mark(s, &i, ' ')) || !number(s, &i, 2, &h) || !mark(s, &i, ':') ||
        !number(s, &i, 2, &mi) || !mark(s, &i, ':') || !number(s, &i, 2, &sec))
        return false;
    if (y < 1 || mo < 1 || mo > 12 || d < 1 || d > days_in_month(y, mo) || h > 23 || mi > 59 || sec > 59)
        return false;
    if (mark(s, &i, '.')) {
        int scale = 100000, digit;
        size_t from = i;
        while (scale && number(s, &i, 1, &digit)) {
            us += digit * scale;
            scale /= 10;
        }
        if (i == from)
            return false;
    }
    if (!mark(s, &i, 'Z') && !mark(s, &i, 'z')) {
        if (mark(s, &i, '-'))
            sign = -1;
        else if (!mark(s, &i, '+'))
            return false;
        if (!number(s, &i, 2, &oh) || !mark(s, &i, ':') || !number(s, &i, 2, &om) || oh > 23 || om > 59)
            return false;
    }
    if (i != s.n)
        return false;
    int64_t seconds = days_of(y, mo, d) * 86400 + h * 3600 + mi * 60 + sec - sign * (oh * 3600 + om * 60);
    *ret = (instant){ seconds * 1000000 + us };
    return true;
}

/* The last Sunday of a month, as a day number; 1970-01-01 was a Thursday. */
static int64_t last_sunday(int64_t y, int m)
{
    int64_t last = days_of(y, m, days_in_month((int)y, m));
    int64_t weekday = (last + 4) - floor_div(last + 4, 7) * 7; /* 0 = Sunday */
    return last - weekday;
}

/* Seconds that Swedish time is ahead of UTC: summer time from 01:00 UTC on March's last Sunday to 01:00 UTC on October's. */
static int64_t ahead(int64_t usec)
{
    int64_t s = floor_div(usec, 1000000);
    int64_t y;
    int m, d;
    civil_of(floor_div(s, 86400), &y, &m, &d);
    bool summer = s >= last_sunday(y, 3) * 86400 + 3600 && s < last_sunday(y, 10) * 86400 + 3600;
    return summer ? 7200 : 3600;
}

void instant_put_local(struct buf *b, instant t)
{
    struct parts p = parts_of(t.usec + SECONDS(ahead(t.usec)));
    buf_printf(b, "%04d-%02d-%02d %02d:%02d", (int)p.y, p.mo, p.d, p.h, p.mi);
}

bool date_parse(struct str s, struct date *ret)
{
    int y, m = 0, d = 0;
    size_t i = 0;
    if (s.n == 0) {
        *ret = (struct date){ 0 };
        return true;
    }
    if (str_is(s, "?")) {
        *ret = DATE_UNKNOWN;
        return true;
    }
    if (!number(s, &i, 4, &y) || y < 1)
        return false;
    if (i < s.n && (!mark(s, &i, '-') || !number(s, &i, 2, &m) || m < 1 || m > 12))
        return false;
    if (i < s.n && (!mark(s, &i, '-') || !number(s, &i, 2, &d) || d < 1 || d > days_in_month(y, m)))
        return false;
    if (i != s.n)
        return false;
    *ret = (struct date){ (int16_t)y, (int8_t)m, (int8_t)d };
    return true;
}

void date_put(struct buf *b, struct date d)
{
    if (d.year == -1)
        buf_char(b, '?');
    if (d.year <= 0)
        return;
    buf_printf(b, "%04d", d.year);
    if (d.month)
        buf_printf(b, "-%02d", d.month);
    if (d.month && d.day)
        buf_printf(b, "-%02d", d.day);
}

static int rank(struct date d)
{
    return d.year == -1 ? 1 << 30 : d.year * 512 + d.month * 32 + d.day;
}

int date_cmp(struct date a, struct date b)
{
    return (rank(a) > rank(b)) - (rank(a) < rank(b));
}

static struct date date_at(int64_t day)
{
    int64_t y;
    int m, d;
    civil_of(day, &y, &m, &d);
    return (struct date){ (int16_t)y, (int8_t)m, (int8_t)d };
}

struct date date_of(instant t)
{
    return date_at(floor_div(t.usec + SECONDS(ahead(t.usec)), SECONDS(86400)));
}

instant date_start(struct date d)
{
    if (!date_known(d))
        return (instant){ 0 };
    int64_t s = days_of(d.year, d.month ? d.month : 1, d.day ? d.day : 1) * 86400;
    /* Midnight is never inside the hour of change, so the offset an hour into the day is the day's. */
    return (instant){ SECONDS(s - ahead(SECONDS(s - 3600))) };
}

struct date date_add_days(struct date d, int days)
{
    return date_at(days_of(d.year, d.month, d.day) + days);
}

struct date date_add_months(struct date d, int months)
{
    int64_t at = (int64_t)d.year * 12 + d.month - 1 + months;
    int y = (int)floor_div(at, 12), m = (int)(at - floor_div(at, 12) * 12) + 1;
    int last = days_in_month(y, m);
    return (struct date){ (int16_t)y, (int8_t)m, (int8_t)(d.day > last ? last : d.day) };
}

int date_days_between(struct date a, struct date b)
{
    return (int)(days_of(b.year, b.month, b.day) - days_of(a.year, a.month, a.day));
}
