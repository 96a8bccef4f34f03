/* Points in time and calendar dates. Storage and deadlines in hours are UTC; people see Europe/Stockholm. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct buf;

/* Microseconds since 1970-01-01T00:00:00Z. 0 is "not given". */
typedef struct { int64_t usec; } instant;

#define SECONDS(n) ((int64_t)(n) * 1000000)

/* The wall clock. The one place that reads it; rooms that promise repeatability take the time as an argument. */
instant instant_now(void);
/* RFC 3339 in UTC with microseconds: "2026-11-23T08:15:00.000000Z". Always 27 bytes. */
void instant_put(struct buf *b, instant t);
/* Reads RFC 3339 with Z or an offset, up to six decimals. */
bool instant_parse(struct str s, instant *ret) nodiscard;
/* "2026-11-23 09:15" as the clock shows in Europe/Stockholm (summer time by EU directive 2000/84/EC, years 1996–2199). */
void instant_put_local(struct buf *b, instant t);

/* A calendar date with its precision (requirement R129), or the value "unknown" (R130).
 *   not given   year 0
 *   unknown     year -1
 *   year        month 0, day 0
 *   month       day 0
 *   day         all three; always a day of the Gregorian calendar, year 1 to 9999 */
struct date {
    int16_t year;
    int8_t month, day;
};

#define DATE_UNKNOWN ((struct date){ .year = -1 })

static inline bool date_given(struct date d) { return d.year != 0; }
static inline bool date_known(struct date d) { return d.year > 0; }

/* "2021", "2021-09", "2021-09-26", "?" (unknown) and "" (not given). This is also the stored form: it sorts by bytes in the
 * order of time, a year before its months, the unknown last. Refuses everything else, 2023-02-29 too. */
bool date_parse(struct str s, struct date *ret) nodiscard;
void date_put(struct buf *b, struct date d);
/* Negative, 0 or positive in the order of the stored form. */
int date_cmp(struct date a, struct date b);
/* The day (Europe/Stockholm) on which t falls. */
struct date date_of(instant t);
/* 00:00 in Europe/Stockholm of the first day that d covers; 0 when d is not known. */
instant date_start(struct date d);
/* d must be of day precision; days may be negative. */
struct date date_add_days(struct date d, int days);
/* Calendar months, the day cut to the month's last (31 January + 1 is 28 or 29 February). */
struct date date_add_months(struct date d, int months);
/* Whole days from a to b, both of day precision. */
int date_days_between(struct date a, struct date b);

#endif
