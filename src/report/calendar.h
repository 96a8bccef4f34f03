/* Days as a calendar that other programs subscribe to (iCalendar, RFC 5545): one all-day event each. Pure. */
#ifndef REPORT_CALENDAR_H
#define REPORT_CALENDAR_H

#include "base/buf.h"
#include "base/time.h"

struct calendar_event {
    struct str uid;         /* the same as long as the event lives; ASCII */
    struct str summary, description, url; /* UTF-8; may be empty but for the summary */
    struct date day;        /* of day precision */
    instant stamp;          /* when it was last changed */
    int64_t sequence;       /* grows with every change */
};

/* CR LF line ends, folded at 75 octets between characters, text escaped. */
void calendar_put(struct buf *b, struct str name, const struct calendar_event *v, size_t n);

#endif
