/* Reading JSON (RFC 8259) by pulling: the caller asks for what it expects and gets slices of the input.
 *
 * The text stays where it is (it must outlive the reader); only strings with escapes are copied, into the arena.
 * The first failure sticks: every later call gives nothing, loops end, and json_end tells what and where, with the
 * path ("vulnerabilities[3].cve.id"). So a reader of a record checks once.
 *
 *     struct json j = json_new(text, &arena, JSON_LIMITS);
 *     for (json_object(&j); json_key(&j, &key);)
 *         if (str_is(key, "id")) id = json_string(&j);
 *         else json_skip(&j);
 *     TRY(json_end(&j, f));
 *
 * Strict: UTF-8 is checked in strings that are read and in strings that are skipped, control characters, lone surrogates,
 * trailing commas, comments, NaN and text after the value are refused. Writing is buf_json and friends (base/buf.h). */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/err.h"
#include "base/str.h"

struct arena;

enum json_kind { JSON_NONE, JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_NUMBER, JSON_BOOL, JSON_NULL };

enum { JSON_DEPTH_MAX = 64 };

struct json_limits {
    unsigned depth;     /* nested objects and arrays, at most JSON_DEPTH_MAX */
    size_t string;      /* bytes of one string as written, escapes counted */
};
#define JSON_LIMITS ((struct json_limits){ .depth = JSON_DEPTH_MAX, .string = 1024 * 1024 })

struct json_frame {
    struct str key;     /* of an object: the key being read */
    size_t index;       /* of an array: the element being read; of an object: keys so far */
    bool array, started;
};

struct json {
    struct str in;
    size_t at;
    struct arena *arena;
    struct json_limits limits;
    struct fault fault; /* code OK until something fails */
    unsigned depth;
    bool done;          /* the top value has been read */
    struct json_frame frame[JSON_DEPTH_MAX];
};

struct json json_new(struct str text, struct arena *arena, struct json_limits limits);

/* What comes next, without reading it. JSON_NONE at the end of a container, of the text, or after a failure. */
enum json_kind json_peek(struct json *j);

/* Enters the value, which must be an object (array). Fails otherwise. */
void json_object(struct json *j);
void json_array(struct json *j);
/* The next key of the object entered last; false when it has been left. The value must be read or skipped before the next call. */
bool json_key(struct json *j, struct str *ret_key);
/* True when another element of the array entered last follows; false when it has been left. */
bool json_item(struct json *j);

/* Each reads one value of its kind, or fails ("nodes[3].p: expected a number") and returns nothing (p NULL, 0, false). */
struct str json_string(struct json *j);
double json_number(struct json *j);
int64_t json_int(struct json *j); /* a number without fraction and exponent, within int64 */
bool json_bool(struct json *j);
void json_null(struct json *j);
/* The text of the next value, whatever it is, checked as JSON. */
struct str json_raw(struct json *j);
void json_skip(struct json *j);

/* The caller's own objection to the value just read or being read; place is the path. Sticks like any failure. */
void json_refuse(struct json *j, enum err code, const char *text, const char *a1, const char *a2);
/* The path of the value being read, as far as it fits ("nodes[3].p"); empty at the top. */
void json_place(const struct json *j, char *to, size_t room);

/* OK when the whole text was one value and nothing failed. Otherwise the failure; place begins with the path, then "byte N". */
enum err json_end(struct json *j, struct fault *f) nodiscard;

#endif
