/* Does a row keep what its field table says? */
#ifndef DERIVE_VALIDATE_H
#define DERIVE_VALIDATE_H

#include "derive/value.h"

enum { FAULTS_MAX = 200 };

struct faults {
    struct arena *arena;
    struct fault *v;
    size_t n, cap;
    size_t beyond;      /* found past FAULTS_MAX: counted, not kept */
};

/* Adds a fault about a field; keeps at most FAULTS_MAX. */
void faults_add(struct faults *fs, const char *place, const char *text, const char *a1, const char *a2);
/* The most a field may hold: code points of a text (the kind's default where the table names none), the value of a number. */
int64_t field_most(const struct field *f);
/* Adds a fault for each limit of its field that a given value breaks; whether it must be given is row_validate's to say. */
void field_validate(const struct field *f, struct value v, struct faults *fs);
/* Adds one for each field that breaks its table: missing, too long or short (code points), out of range, not UTF-8, NUL in a
 * text, an unknown word, a link that is not "entity/id" of the model, an address without an @, unknown values without unknown_why.
 * `old` NULL: a creation; else IMMUTABLE fields must be as they were unless `correcting`. Returns OK or E_INVALID. */
enum err row_validate(const struct entity *e, const void *old, const void *row, bool correcting, struct faults *fs);

#endif
