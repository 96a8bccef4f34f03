/* What the handlers of the interface for programs share: what a request asks for, and how it is answered. */
#ifndef API_REPLY_H
#define API_REPLY_H

#include "authn/visit.h"
#include "derive/json.h"
#include "derive/problem.h"
#include "derive/state.h"

enum { API_LIMIT_DEFAULT = 100 /* rows of a page */, API_KEY_MAX = 200 /* bytes of an idempotency key */ };

/* ---- what is asked ---- */

/* The entity that the path names; E_ABSENT when there is none for programs. */
enum err request_entity(const struct visit *v, const struct entity **ret, struct fault *f) nodiscard;

/* The parameters of the address. */
struct asked {
    struct state state;
    struct form form;           /* all of them, decoded */
    bool mask_personal;         /* personal=nej */
    const bool *only;           /* columns=…, for row_json_public; NULL: all fields */
};
/* Reads them. When they are wrong, the problem is answered (400, every one named), *ret_answered is true and the handler is done. */
enum err request_asked(struct visit *v, const struct entity *e, struct asked *ret, bool *ret_answered, struct fault *f) nodiscard;
/* A parameter that is one of two words; the first is the default. *ret is true for the second. */
enum err asked_choice(struct visit *v, const struct asked *q, const char *name, const char *first, const char *second, bool *ret, struct fault *f) nodiscard;

/* The version that If-Match names. Answers 428 or 400 by status and fault when it is missing or no ETag of ours. */
enum err request_version(struct visit *v, int64_t *ret, struct fault *f) nodiscard;
/* 415 unless the body's media type is one of these two (the second may be NULL). */
enum err request_media(struct visit *v, const char *first, const char *second, struct fault *f) nodiscard;
/* E_DENIED in the past; else the terms of a write: the idempotency key and what was asked for. */
enum err request_terms(struct visit *v, struct write_terms *ret, struct fault *f) nodiscard;

/* ---- how it is answered ---- */

/* Sets the media type and, with a version, an ETag over the body: "VERSION.DIGEST". */
void reply_json(struct visit *v, int status, int64_t version);
/* True when If-None-Match names the answer that stands in the body: then it is 304 without one. */
bool reply_unchanged(struct visit *v);
/* The problem as the whole answer. Returns OK: the handler is done. */
enum err reply_problem(struct visit *v, const struct problem *p) nodiscard;

#endif
