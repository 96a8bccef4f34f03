/* Errors: a small closed set of categories, and the detail beside it.
 *
 * A function that can fail returns `enum err` and takes a `struct fault *` last. The caller may pass NULL
 * when the category is enough. On success the fault is untouched. Nothing here logs or exits. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stddef.h>

enum err {
    OK = 0,
    E_INVALID,  /* the input is wrong; the fault says where and what was expected */
    E_DENIED,   /* the seat may not */
    E_ABSENT,   /* there is no such thing, or the seat may not know that there is */
    E_CONFLICT, /* somebody else changed it first */
    E_LIMIT,    /* a named bound is passed */
    E_NOMEM,    /* memory or the request's byte budget is used up */
    E_IO,       /* a file, a database or a peer failed */
    E_FULL,     /* the disk is full: nothing of it was written */
    E_BUG,      /* an assumption of ours does not hold */
};

#define nodiscard __attribute__((warn_unused_result))
#define cleanup(f) __attribute__((cleanup(f)))
#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Marks a text that a person will read, for the translators' extraction. Its value is the text itself. */
#define N_(text) text

enum { FAULT_PLACE = 160, FAULT_ARG = 160 };

struct fault {
    enum err code;
    const char *text;              /* static, Swedish, marked N_(); `{1}` and `{2}` stand for the arguments */
    char place[FAULT_PLACE];       /* the field, line or path it is about: "nodes[3].p", "rad 7, kolumn titel"; may be empty */
    char arg[2][FAULT_ARG];        /* plain text, cut at a character's edge when too long */
};

/* Fills `f` (if not NULL) and returns `code`, so that a failing line reads `return fault(f, E_LIMIT, "p", N_("…{1}…"), "16", NULL);`.
 * place, a1 and a2 may be NULL; they are copied. */
enum err fault(struct fault *f, enum err code, const char *place, const char *text, const char *a1, const char *a2);

/* Puts `prefix` before the place of a fault that came from below ("rad 3" + "titel" gives "rad 3: titel"). */
void fault_within(struct fault *f, const char *prefix);

/* Returns from the calling function when `x` fails. The only macro that may hide a return. */
#define TRY(x) do { enum err try_ = (x); if (try_ != OK) return try_; } while (0)

/* Hands an owned pointer over and forgets it here: `*ret_x = GIVE(x);` */
#define GIVE(p) (__extension__({ __typeof__(p) give_ = (p); (p) = NULL; give_; }))

/* A short stable ASCII word for a code ("invalid", "denied" …), for logs and the interface for programs. */
const char *err_word(enum err code);

#endif
