/* Structured logs: one JSON object a line on standard error. Never names, queries or whole addresses. */
#ifndef MAIN_LOG_H
#define MAIN_LOG_H

#include "authn/serve.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO };

/* Requests are gathered and written by a thread of the log's own, some times a second, so that no reader waits for whoever reads the
 * log. When that one is too slow, lines are dropped and counted, and the count is logged. */
struct log;
enum { LOG_ROOM = 256 * 1024, LOG_EVERY_MS = 200 };
/* `which`: "alla", "fel" or "inget", as in the configuration. */
enum err log_new(const char *which, int fd, struct log **ret) nodiscard;
/* Writes what is left. */
void log_free(struct log *l);

/* One line about the server itself, at once: {"time":…,"level":…,"event":…,"text":…}. text may be NULL. */
void log_event(enum log_level level, const char *event, const char *text);
/* One line about a request. ctx: the struct log. Fits site_options.log. */
void log_request(void *ctx, const struct site_note *n);
/* An address without its last part: 192.0.2.0, 2001:db8:1::. Into `to`. */
void log_address(char to[static 48], struct str address);

#endif
