/* Full text over every register: what is asked, what is found, and where in a text it stands.
 *
 * A text is a row of words: letters and digits in lower case, everything else parts them ("IT-säkerhet" is "it säkerhet"; å, ä and ö are
 * letters of their own). A compound with hyphens is kept in one word as well ("itsäkerhet"). The table `search` keeps each valid row's
 * words, written in the same transaction as the row; the engine's own index (FTS5, GIN) finds them by word. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "store/store.h"

enum {
    SEARCH_GROUPS_MAX = 12,         /* words or phrases of one question */
    SEARCH_WORDS_MAX = 12,          /* words of one phrase */
    SEARCH_ALTERNATIVES_MAX = 12,   /* a group's own phrase and its synonyms */
    SEARCH_WINDOW = 400,            /* newest hits that are ranked; of more than that the rest is not shown */
    SEARCH_PAGE_MAX = 100,          /* hits of a page */
    SEARCH_WORD_BYTES = 96,         /* a longer word is cut */
    SEARCH_TEXT_BYTES = 256 * 1024, /* of a row's words; what comes after is not found */
};

/* Words that follow each other. `prefix`: the last one may be the beginning of a word. */
struct search_phrase { struct str words[SEARCH_WORDS_MAX]; size_t n; bool prefix; };
/* One of the phrases must be there. */
struct search_group { struct search_phrase v[SEARCH_ALTERNATIVES_MAX]; size_t n; };
/* Every group must be there. */
struct search {
    struct search_group groups[SEARCH_GROUPS_MAX];
    size_t n;
    const struct entity *only;      /* NULL: every register */
};

struct search_hit { const struct entity *entity; int64_t id; int score; };
struct search_hits {
    struct search_hit *v;           /* the page */
    size_t n, all;                  /* all: of the window */
    bool more;                      /* there are more than the window holds */
};

/* Words, phrases in quotes, the last word as a beginning unless it has one letter or is followed by a space. E_LIMIT: too many words. n 0: nothing to search for. */
enum err search_parse(struct arena *a, struct str text, struct search *ret, struct fault *f) nodiscard;
/* The words of a text as one phrase, at most SEARCH_WORDS_MAX; n 0: none. */
enum err search_phrase_of(struct arena *a, struct str text, struct search_phrase *ret, struct fault *f) nodiscard;
/* One more phrase that will do in the group; a full group or one that has it stays as it is. */
void search_also(struct search_group *g, const struct search_phrase *p);

/* The hits that the reading's seat may read, the best first, from the newest SEARCH_WINDOW; `skip` of them passed over. */
enum err store_search(struct reading *r, struct arena *a, const struct search *s, size_t skip, size_t limit, struct search_hits *ret, struct fault *f) nodiscard;

/* The next place in the text, from *at, that the search is about: a word or phrase of one of the groups. False: no more. */
bool search_next(const struct search *s, struct str text, size_t *at, size_t *ret_from, size_t *ret_to);

#endif
