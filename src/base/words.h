/* The interface's languages. Swedish is the language of the source texts (ADR 0003); a catalogue gives another language's
 * words for them. Catalogues are made from i18n/NN.po when the program is built and never change while it runs. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/err.h"
#include "base/str.h"

struct buf;

struct word_pair { const char *from, *to; };

struct words {
    const char *lang;              /* "sv", "en": the value of the lang attribute */
    const struct word_pair *pairs; /* sorted by `from`, bytewise */
    size_t n;
};

/* Swedish: every text stands for itself. */
extern const struct words words_sv;
/* English: i18n/en.po, compiled by tool/words.py. */
extern const struct words words_en;

/* The text in this language; the Swedish text itself when the catalogue lacks it. Never NULL for a text that is not NULL. */
const char *words_get(const struct words *w, const char *text);
/* Appends the text with {1} and {2} replaced. Plain text: escape the result where it is shown. */
void words_put(struct buf *b, const struct words *w, const char *text, const char *a1, const char *a2);
/* Appends a fault's place with what of it is words: "rad 3, kolumn Titel" is "line 3, column Title" of a file with that heading. Plain text. */
void words_put_place(struct buf *b, const struct words *w, struct str place);
/* Appends a fault as one sentence, its place first when it has one: "rad 3: Här ska ett tal stå." */
void words_put_fault(struct buf *b, const struct words *w, const struct fault *f);

#endif
