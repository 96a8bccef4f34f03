/* One field's value as HTML for people: words with their label and tone, dates with their precision, references as links,
 * long text whole or as its beginning. Lists, records, differences and summaries show values through here. */
#ifndef DERIVE_SHOW_H
#define DERIVE_SHOW_H

#include "base/words.h"
#include "derive/value.h"

/* How a state is to be read at a glance. Each has a shape and a colour of its own in samsyn.css; the word always stands beside. */
enum tone { TONE_NONE, TONE_GOOD, TONE_PARTLY, TONE_BAD, TONE_WAIT, TONE_NEUTRAL };

/* TONE_NONE for fields that are no states (a document's type). */
enum tone show_tone(const struct field *f, unsigned word);
/* "good", "partly" …: the class is "status status-good". */
const char *show_tone_class(enum tone t);

enum {
    SHOW_SHORT = 1 << 0,    /* long text cut at SHOW_CHARACTERS, at a word's edge */
    SHOW_PLAIN = 1 << 1,    /* references as their title without a link */
};
enum { SHOW_CHARACTERS = 160 };

/* `title` is that of the row a reference points at; p NULL: the reader may not see it, and then its number stands without a link. */
void show_value(struct buf *b, const struct words *w, const struct field *f, const void *row, struct str title, unsigned flags);
/* The same value as plain text for files: the words and figures that show_value writes, whole, without links. */
void show_plain(struct buf *b, const struct words *w, const struct field *f, const void *row, struct str title);
/* A text with its line breaks kept (paragraphs at blank lines), escaped. */
void show_text(struct buf *b, struct str s);
/* The beginning of a text, at most `characters` code points, cut at a space where one is near; ret_cut (may be NULL) tells whether some was. Not escaped. */
struct str show_beginning(struct str s, size_t characters, bool *ret_cut);
/* What names a row in links and headings: its title cut, or "rekommendation 12" in the reader's language. Plain text in the arena. */
struct str show_name(struct arena *a, const struct words *w, const struct entity *e, const void *row);
/* Escaped text in the reader's language. */
void show_words(struct buf *b, const struct words *w, const char *text);
/* Escaped, with {1} and {2}. */
void show_phrase(struct buf *b, const struct words *w, const char *text, struct str a1, struct str a2);
/* "/rekommendationer/12" */
void show_address(struct buf *b, const struct entity *e, int64_t id);

#endif
