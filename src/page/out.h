/* What compiled templates write with. A value is escaped by its type, and a type that has no rule here does not compile:
 * an enum, a double, HTML that was not made by a writer of HTML. tool/template.py chooses the function by where in the HTML
 * the value stands. */
#ifndef PAGE_OUT_H
#define PAGE_OUT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/time.h"
#include "base/words.h"

struct out {
    struct buf *b;
    struct arena *arena;
    const struct words *words;  /* the reader's language */
};

/* HTML from a function of ours that escapes what it puts in (derive/form.h, derive/list.h, another template). */
struct safe_html { struct str s; };
/* An address inside the site, whole: from url_of and its like. */
struct url { struct str s; };
/* A number to read: thousands by a thin space. A bare int64_t is written without (a year, an id). */
struct figure { int64_t v; };
/* A text with arguments: {{ _f(N_("{1} av {2}"), a, b) }}. */
struct phrase { const char *text; struct str a1, a2; };
static inline struct phrase _f(const char *text, struct str a1, struct str a2) { return (struct phrase){ text, a1, a2 }; }

static inline void out_literal(struct out *o, struct str s) { buf_put(o->b, s); }
static inline void out_safe(struct out *o, struct safe_html h) { buf_put(o->b, h.s); }
/* The address as it is; one that could leave the site ("//host", "javascript:") becomes "#". */
void out_url(struct out *o, struct url u);

void out_str(struct out *o, struct str s);
void out_c(struct out *o, const char *s);
void out_int(struct out *o, int64_t v);
void out_size(struct out *o, size_t v);
void out_figure(struct out *o, struct figure v);
void out_date(struct out *o, struct date d);        /* 2023-12-06, 2021, "okänt", "" */
void out_instant(struct out *o, instant t);         /* 2026-11-23 09:15 in Europe/Stockholm */
void out_phrase(struct out *o, struct phrase p);

#define out_value(o, x) _Generic((x), struct str: out_str, const char *: out_c, char *: out_c, \
    int: out_int, long: out_int, long long: out_int, unsigned long: out_size, unsigned long long: out_size, \
    struct figure: out_figure, struct date: out_date, instant: out_instant, struct phrase: out_phrase)((o), (x))

/* A part of an address: percent-encoded. */
void out_url_str(struct out *o, struct str s);
void out_url_c(struct out *o, const char *s);
void out_url_date(struct out *o, struct date d);    /* the stored form: "?" for unknown */
#define out_url_part(o, x) _Generic((x), struct str: out_url_str, const char *: out_url_c, char *: out_url_c, \
    int: out_int, long: out_int, long long: out_int, unsigned long: out_size, struct date: out_url_date)((o), (x))

/* A text that may stand as an address: begins with one '/', '?' or '#', nothing that a browser reads as another host. */
bool url_is_local(struct str s);
/* printf-like, but only for our own paths: the result is checked when it is written. */
struct url url_of(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same text as out_date and out_instant, for a phrase's argument. */
struct str date_text(struct arena *a, struct date d);
struct str instant_text(struct arena *a, instant t);
/* Decimal digits in the arena, for a phrase's argument. */
struct str number_text(struct arena *a, int64_t v);

#endif
