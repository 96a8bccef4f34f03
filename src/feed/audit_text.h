/* Reading an audit report, first step: text to lines, and the small tools the recognisers share. Inside feed/ only. */
#ifndef FEED_AUDIT_TEXT_H
#define FEED_AUDIT_TEXT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/time.h"
#include "model/audit.h"

struct audit_line {
    struct str text;        /* without white space at its ends */
    size_t from, to;        /* bytes of the report */
    unsigned number;        /* from 1 */
    unsigned indent, width; /* columns, in characters */
    bool noise;             /* a page's header or footer, or a page number */
    bool top;               /* the first with text after a page break or several empty lines */
};

struct audit_lines {
    struct str report;      /* all of it */
    struct audit_line *v;
    size_t n;
};

/* Refuses what is no text: too large, empty, binary (a NUL, a control character), a PDF's own bytes, broken UTF-8 (names the line). */
enum err audit_text_lines(struct str report, struct arena *a, struct audit_lines *ret, struct fault *f) nodiscard;

/* For searching: lower case (å, ä, ö too), and what audit_clean does. The fold of a clean text is as long, byte for byte. */
struct str audit_fold(struct arena *a, struct str s);
/* For comparing: the fold without white space, hyphens and punctuation at the end, so that "hör sammats" is "hörsammats". */
struct str audit_key(struct arena *a, struct str s);
/* Share of common words of two folded texts, 0 to 1: twice the common ones over all. */
double audit_alike(struct str a, struct str b);
/* The text of a cell or a paragraph: one space for any white space, trimmed, what looks like an HTML tag taken out, no soft hyphens,
 * ligatures taken apart. */
struct str audit_clean(struct arena *a, struct str s);

static inline bool audit_has(struct str fold, const char *what) { return str_find(fold, str(what), 0) != SIZE_MAX; }
/* Has the word: with no letter or digit beside it. */
bool audit_has_word(struct str fold, const char *word);
/* Position of the first of the words (a NULL-ended list) or SIZE_MAX; *ret_i says which. */
bool audit_has_any(struct str fold, const char *const *words);

/* "2023-12-06", "6 december 2023", "den 6/12 2023", "december 2023" at the start of a folded text; the length read, 0 when there is none. */
size_t audit_date_at(struct str fold, struct date *ret);
/* The first date of day precision in a folded text. */
bool audit_date_in(struct str fold, struct date *ret);
/* A four-digit year 1950–2199 at the position, with no digit beside it; 0 when there is none. */
int audit_year_at(struct str s, size_t at);

/* ja, delvis, nej and "ej bedömd" as written in a table's cell or header. 0 when it is none of them. *ret_sure is false for
 * words that mean about the same ("i huvudsak"). *ret_n: bytes of `s` (as given, not folded) that the word takes. */
enum grade audit_grade_word(struct arena *a, struct str s, bool *ret_sure, size_t *ret_n);
/* The grade that a sentence such as "… delvis hörsammats" gives; 0: none. `ret_word`: the words that say it, folded. */
enum grade audit_grade_sentence(struct arena *a, struct str s, struct str *ret_word);

/* A bullet or a list's number at the start: its length with the white space behind it, or 0. */
size_t audit_bullet(struct str s);
/* Looks like one person's name: two to four words that begin with a capital, no digits, no word of an office or an organisation. */
bool audit_looks_like_name(struct arena *a, struct str s);
/* The text with addresses (x@y) and "NAME," runs before an organisation taken out. */
struct str audit_without_addresses(struct arena *a, struct str s);
/* First letter made a capital (a–z, å, ä, ö …). */
struct str audit_capital(struct arena *a, struct str s);
/* The first sentence, with its full stop. */
struct str audit_sentence(struct str s);
/* The whole sentence around a position. */
struct str audit_sentence_at(struct str s, size_t at);
bool audit_upper_at(struct str s, size_t at);
bool audit_lower_at(struct str s, size_t at);

#endif
